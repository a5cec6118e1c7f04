"""The sets again after changes: as few people as can be lose their place or change set, each proved in turn.

Three models, each with more people on the move. In the first, only those without a seat go
anywhere; if that leaves nothing to be wanted, no more than these had to move. In the second,
members of sets in trouble may go anywhere too, and all others into sets in trouble. Whoever went
from a set without trouble to another such set in some better solution could as well have stayed,
were it not for the rows on these sets; so without these rows the model bounds every solution
there is. Where the two meet, nothing better exists. Where they do not, everybody may go anywhere.
Whom no standing set can take is matched anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.match import match_rest
from matcher.openings import remedy_of, waiting_of
from matcher.refill import Filled, Refill
from matcher.running import Running
from matcher.view import Flags, Ints, View
from matcher.workers import side_by_side
from programme import prices
from programme.plans import LearningSet, Matching, Plan, Standing
from programme.problems import OutOfTime
from programme.records import Leader, Programme
from programme.slots import Slot, weeks_apart
from programme.watch import Watch, silent


def repair(
    programme: Programme,
    standing: Standing,
    watch: Watch,
    after: int = 0,
    tried: Iterable[LearningSet] = (),
    given_up: Collection[str] = (),
    barred: Collection[tuple[str, str]] = (),
) -> Matching:
    """The sets that stand, with the people, places and rules that there are now, changed as little as can be.

    Sets keep their set_id, and home, slot and facilitator where all who stay can go on so.
    ``after`` is the highest serial number that a set_id was ever given; ``tried`` are sets that
    had no calendar with their facilitator; ``given_up`` are set_ids that are not to go on;
    ``barred``, by leader_id and set_id, those with whom a set has no calendar. The bound is on
    matchings that change as little. OutOfTime where not even the smallest model was solved.
    """
    running = Running(View(programme, tuple(tried)), standing, frozenset(given_up), frozenset(barred))
    watch.tell("filling sets")
    filled = side_by_side(lambda levels: _refill(running, levels, watch), _together(running))
    sets = [learning_set for part in filled for learning_set in _sets(running, part)]
    rest = _matched_rest(running, sets, watch, after)
    sets = sorted([*sets, *rest.sets], key=lambda s: s.set_id)
    seated = {member for s in sets for member in s.members}
    waiting = tuple(waiting_of(running, sets, x) for x in programme.leaders if x.leader_id not in seated)
    plan = Plan(sets=tuple(sets), meetings=(), waiting=waiting)
    minutes = prices.matching_minutes(programme, plan)
    bound = min(minutes, _bound(running, filled, rest))
    watch.tell("filling sets", minutes, bound)
    anew = sum(member in standing.set_of for s in rest.sets for member in s.members)
    closed, lost, missing, moved = np.sum([(0, 0, 0, 0), *(part.found for part in filled)], axis=0).tolist()
    return Matching(
        sets=plan.sets,
        waiting=waiting,
        minutes=minutes,
        bound=bound,
        cut_short=rest.cut_short or any(part.out_of_time for part in filled),
        lacking=(closed, lost - anew, missing),
        moved=anew + moved,
        moved_bound=anew + sum(part.least[-1] for part in filled),
        short={s.set_id: remedy_of(running, s) for s in sets if len(s.members) < running.view.smallest},
    )


def _together(running: Running) -> list[list[int]]:
    """The levels that have to be filled together: those with sets that look for a facilitator, or may set one free."""
    levels, seeking = np.unique(running.view.level), running.level[:0]
    if not running.led.all():
        seeking = np.unique(running.level[~running.led | ~running.quorate])
    alone = [[int(level)] for level in np.setdiff1d(levels, seeking)]
    return ([seeking.tolist()] if len(seeking) else []) + alone


def _refill(running: Running, levels: Sequence[int], watch: Watch) -> Filled:
    sets, people = np.flatnonzero(np.isin(running.level, levels)), np.flatnonzero(np.isin(running.view.level, levels))
    if not len(sets):
        return _nobody_seated(running, people)
    anyone, unseated = running.welcome[np.ix_(people, sets)], ~running.stays[people]
    found = Refill(running, sets, people, anyone & unseated[:, None]).solve(watch.left)
    if found and found.found == (0, 0, 0, int((unseated & running.placed[people]).sum())):
        return replace(found, least=found.found)
    directly = anyone & (_adrift(running, people)[:, None] | running.troubled[sets])
    found = Refill(running, sets, people, directly).solve(watch.left)
    least = Refill(running, sets, people, directly, relaxed=True).least(watch.left)
    if found and found.found == least:
        return replace(found, least=least)
    wide = Refill(running, sets, people, anyone).solve(watch.left)
    if wide and not (found and found.found < wide.found):
        return wide
    found = found or Refill(running, sets, people, np.zeros_like(anyone)).solve(watch.limit_seconds)
    if found is None:
        raise OutOfTime("Time ran out before the sets could be filled. Give time_limit_seconds more in programme.toml.")
    known = least if least and least[:-1] == found.found[:-1] else (0, 0, 0, 0)
    return replace(found, least=known, bound=-np.inf, out_of_time=True)


def _nobody_seated(running: Running, people: Ints) -> Filled:
    """All of a level without sets, who wait."""
    lost = int(running.placed[people].sum())
    return Filled(
        people=people,
        seat=np.full(len(people), -1, dtype=np.int64),
        venue={},
        slot={},
        facilitator={},
        found=(0, lost, 0, 0),
        least=(0, lost, 0, 0),
        bound=float(len(people) * running.view.unplaced),
        out_of_time=False,
    )


def _adrift(running: Running, people: Ints) -> Flags:
    """Who has no seat, or one in a set in trouble, (people,)."""
    return ~running.stays[people] | np.isin(running.had[people], np.flatnonzero(running.troubled))


def _sets(running: Running, filled: Filled) -> list[LearningSet]:
    programme, found = running.view.programme, []
    for row in np.unique(filled.seat[filled.seat >= 0]).tolist():
        before, leader, venue = running.sets[row], filled.facilitator.get(row, -1), filled.venue[row]
        members = filled.people[filled.seat == row]
        found.append(
            replace(
                before,
                members=tuple(programme.leaders[at].leader_id for at in members),
                facilitator_id=programme.facilitators[leader].facilitator_id if leader >= 0 else "",
                venue_id=programme.venues[venue].venue_id if venue >= 0 else "",
                slot=Slot(filled.slot[row]),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _Rest:
    sets: tuple[LearningSet, ...]
    people: int
    bound: float
    cut_short: bool


def _matched_rest(running: Running, sets: Sequence[LearningSet], watch: Watch, after: int) -> _Rest:
    """New sets for whom the standing ones could not take, if the year is long enough for any."""
    programme, rules = running.view.programme, running.view.programme.settings
    seated = {member for s in sets for member in s.members}
    standing = running.standing.plan.set_by_id
    out = seated | {leader_id for leader_id, _ in running.barred}
    left = [x for x in programme.leaders if x.leader_id not in out and x.pinned not in standing]
    enough = {level for level in programme.levels if sum(x.level == level for x in left) >= running.view.smallest}
    left = [x for x in left if x.level in enough]
    weeks = weeks_apart(programme.first_usable_day, rules.last_day)
    if not left or weeks < (rules.meetings - 1) * rules.weeks_between_min:
        return _Rest((), 0, 0.0, False)
    alone = beside(programme, sets, left)
    if programme.facilitators and not alone.facilitators:
        return _Rest((), 0, 0.0, False)
    found = match_rest(alone, replace(watch, listener=silent), after)
    return _Rest(found.sets, len(left), found.bound, found.cut_short)


def beside(programme: Programme, sets: Sequence[LearningSet], left: Iterable[Leader]) -> Programme:
    """These people beside sets that stand, with whoever can lead more than those, as a programme of its own."""
    loads = [sum(s.facilitator_id == f.facilitator_id for s in sets) for f in programme.facilitators]
    able = zip(programme.facilitators, loads, strict=True)
    facilitators = tuple(replace(f, max_sets=f.max_sets - load) for f, load in able if f.max_sets > load)
    return replace(programme, leaders=tuple(left), facilitators=facilitators, standing=None)


def _bound(running: Running, filled: Sequence[Filled], rest: _Rest) -> float:
    """On the cost in minutes; nothing is known where time ran out, nor of pairs where people come into a set."""
    view = running.view
    if not view.programme.venues and any((part.seat >= 0).sum() > _staying(running, part) for part in filled):
        return 0.0
    of_rest = rest.bound - rest.people * view.unplaced / prices.TENTHS
    return max(0.0, sum(part.bound for part in filled) / prices.TENTHS + of_rest)


def _staying(running: Running, part: Filled) -> int:
    return int(((part.seat >= 0) & (running.had[part.people] == part.seat)).sum())
