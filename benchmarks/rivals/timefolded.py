"""Timefold's Python build: local search over who sits in which set, where and on which half-day, level by level.

It knows sizes, rooms, half-days, travel limits and who is kept apart as hard constraints, and
minutes as the score. Two levels are solved at a time, for it uses one core each.
"""

import itertools
import math
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver import SolverFactory
from timefold.solver.config import Duration, ScoreDirectorFactoryConfig, SolverConfig, TerminationConfig
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    BiConstraintStream,
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)

from benchmarks.rivals.asked import Asked, Sets, answer

CORES = 2
UNPLACED = 1_000_000
"""Beside which journeys are small, so that first of all people are placed."""


@dataclass(frozen=True)
class Venue:
    """A venue; ``free`` by half-day."""

    id: Annotated[int, PlanningId]
    seats: int
    free: list[bool]


@dataclass(frozen=True)
class Slot:
    """A half-day."""

    id: Annotated[int, PlanningId]


@planning_entity
@dataclass(eq=False)
class Group:
    """A set to be; without members it is none."""

    id: Annotated[int, PlanningId]
    venue: Annotated[Venue | None, PlanningVariable] = field(default=None)
    slot: Annotated[Slot | None, PlanningVariable] = field(default=None)


@planning_entity
@dataclass(eq=False)
class Person:
    """A leader; ``costs`` by venue, negative where they cannot go, ``away`` the way to everybody else."""

    id: Annotated[int, PlanningId]
    costs: list[int]
    free: list[bool]
    away: list[int]
    group: Annotated[Group | None, PlanningVariable(allows_unassigned=True)] = field(default=None)


@dataclass(frozen=True)
class Apart:
    """Two who are not to sit together."""

    one: int
    other: int


@planning_solution
@dataclass
class Level:
    """The people of a level."""

    venues: Annotated[list[Venue], ProblemFactCollectionProperty, ValueRangeProvider]
    slots: Annotated[list[Slot], ProblemFactCollectionProperty, ValueRangeProvider]
    apart: Annotated[list[Apart], ProblemFactCollectionProperty]
    groups: Annotated[list[Group], PlanningEntityCollectionProperty, ValueRangeProvider]
    people: Annotated[list[Person], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore, PlanningScore] = field(default=None)


@constraint_provider
def with_venues(make: ConstraintFactory) -> list[Constraint]:
    """The rules and prices of a programme with venues."""
    return [
        _apart(make),
        _sized(make).filter(lambda g, n: n < 6).penalize(HardSoftScore.ONE_SOFT, _too_few).as_constraint("few"),
        _sized(make)
        .filter(lambda g, n: n > g.venue.seats)
        .penalize(HardSoftScore.ONE_HARD, lambda g, n: n - g.venue.seats)
        .as_constraint("many"),
        make.for_each(Group)
        .filter(lambda g: not g.venue.free[g.slot.id])
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("shut"),
        _members(make)
        .filter(lambda g, p: p.costs[g.venue.id] < 0 or not p.free[g.slot.id])
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("cannot"),
        _members(make)
        .filter(lambda g, p: p.costs[g.venue.id] > 0)
        .penalize(HardSoftScore.ONE_SOFT, lambda g, p: p.costs[g.venue.id])
        .as_constraint("journeys"),
        _unplaced(make),
    ]


@constraint_provider
def without_venues(make: ConstraintFactory) -> list[Constraint]:
    """The rules and prices of people who are only to be near one another."""
    return [
        _apart(make),
        _people(make).filter(lambda g, n: n < 6).penalize(HardSoftScore.ONE_SOFT, _too_few).as_constraint("few"),
        _people(make)
        .filter(lambda g, n: n > 8)
        .penalize(HardSoftScore.ONE_HARD, lambda g, n: n - 8)
        .as_constraint("many"),
        make.for_each_unique_pair(Person, Joiners.equal(lambda p: p.group))
        .penalize(HardSoftScore.ONE_SOFT, lambda p, q: p.away[q.id])
        .as_constraint("ways"),
        _unplaced(make),
    ]


def _members(make: ConstraintFactory) -> BiConstraintStream:
    return make.for_each(Group).join(Person, Joiners.equal(lambda g: g, lambda p: p.group))


def _sized(make: ConstraintFactory) -> BiConstraintStream:
    return _members(make).group_by(lambda g, p: g, ConstraintCollectors.count_bi())


def _people(make: ConstraintFactory) -> BiConstraintStream:
    return make.for_each(Person).group_by(lambda p: p.group, ConstraintCollectors.count())


def _apart(make: ConstraintFactory) -> Constraint:
    return (
        make.for_each(Apart)
        .join(Person, Joiners.equal(lambda a: a.one, lambda p: p.id))
        .join(
            Person,
            Joiners.equal(lambda a, p: a.other, lambda q: q.id),
            Joiners.equal(lambda a, p: p.group, lambda q: q.group),
        )
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("apart")
    )


def _too_few(group: Group, members: int) -> int:
    """Nearly what as many unplaced people cost, so that sets can fill one by one; in the end such a set is none."""
    return members * (9 - members) * UNPLACED // 10


def _unplaced(make: ConstraintFactory) -> Constraint:
    return (
        make.for_each_including_unassigned(Person)
        .filter(lambda p: p.group is None)
        .penalize(HardSoftScore.ONE_SOFT, lambda p: UNPLACED)
        .as_constraint("unplaced")
    )


def form(asked: Asked) -> Sets:
    """The sets of all levels, the largest first."""
    levels = sorted(asked.levels(), key=len, reverse=True)
    with ProcessPoolExecutor(CORES, mp_context=multiprocessing.get_context("spawn")) as two:
        return [members for sets in two.map(_level, itertools.repeat(asked), levels) for members in sets]


def _level(asked: Asked, people: list[int]) -> Sets:
    config = SolverConfig(
        solution_class=Level,
        entity_class_list=[Group, Person],
        score_director_factory_config=ScoreDirectorFactoryConfig(
            constraint_provider_function=with_venues if asked.cost else without_venues
        ),
        termination_config=TerminationConfig(spent_limit=Duration(seconds=max(1, int(CORES * asked.time_for(people))))),
        random_seed=asked.seed,
    )
    found = SolverFactory.create(config).build_solver().solve(_question(asked, people))
    seated = [(people[person.id], person.group) for person in found.people if person.group]
    sets = [[at for at, own in seated if own.id == group.id] for group in found.groups]
    return [members for members in sets if len(members) >= asked.fewest]


def _question(asked: Asked, people: list[int]) -> Level:
    """All numbers are by position among these people."""
    position, able = {at: number for number, at in enumerate(people)}, len(asked.divisible(people))
    groups = asked.number(able) if asked.sets else min(asked.numbers(able)[-1], asked.number(able) + 1)
    pairs = {
        pair
        for group in asked.apart
        for pair in itertools.combinations(sorted(position[at] for at in group if at in position), 2)
    }
    return Level(
        [Venue(v, seats, asked.venue_free[v]) for v, seats in enumerate(asked.seats)] or [Venue(0, 8, [True])],
        [Slot(slot) for slot in range(10)] if asked.cost else [Slot(0)],
        [Apart(one, other) for one, other in sorted(pairs)],
        [Group(number) for number in range(groups)],
        [_person(asked, people, at) for at in people],
    )


def _person(asked: Asked, people: list[int], at: int) -> Person:
    costs = [-1 if cost == math.inf else round(cost) for cost in asked.cost[at]] if asked.cost else []
    away = [] if asked.cost else [round(1000 * math.dist(asked.km[at], asked.km[other])) for other in people]
    free = asked.free[at] if asked.cost else [True]
    return Person(people.index(at), costs, free, away)


if __name__ == "__main__":
    answer(form)
