"""Sets without venues: compact, within every rule, and proved against every division there is."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matcher import match, rematch
from matcher.compact.bounds import expected, least_by_number
from matcher.compact.form import company_of, cost_of, form
from matcher.compact.peers import Peers, pool_of
from matcher.exact import Draft
from matcher.numbers import numbers
from matcher.view import View
from programme.plans import Plan
from programme.prices import matching_minutes, minutes_of, pair_journeys
from programme.records import Programme
from programme.rules import RULES
from programme.rules.base import SetRule
from programme.rules.leading import Led, Load
from programme.rules.pinned import Pinned
from programme.slots import Slot
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme

ENDLESS = 1e9
PINS = {"Deputy head": ("S01", "S02"), "Headteacher": ("S03", "S04")}


def formed(p: Programme) -> tuple[list[Draft], int, bool]:
    return form(View(p), Watch(ENDLESS))


def companies(p: Programme) -> list[set[str]]:
    """The members of each set that is formed, by number."""
    return [{p.leaders[at].leader_id for at in draft.members} for draft in formed(p)[0]]


def without_venues(people: int, **settings: Any) -> Programme:
    return programme(leaders(people), facilitators=(), venues=(), **settings)


def random_programme(seed: int) -> Programme:
    """Up to ten people of two levels, sets of two or three, trusts, half-days and facilitators at random."""
    rng = random.Random(seed)
    days = [Slot.MON_AM, Slot.MON_PM]
    never = frozenset(Slot) - set(days)
    people = [
        leader(
            n,
            level=rng.choice(["Deputy head", "Headteacher"]),
            trust=rng.choice(["", "North", "South", "West"]),
            place=rng.choice([near(rng.uniform(0, 30), rng.uniform(0, 30)), None]) if n > 1 else near(0),
            cannot_attend=never | frozenset(rng.sample(days, rng.choice([0, 0, 1]))),
        )
        for n in range(1, rng.randint(4, 10))
    ]
    leading = [
        facilitator(
            n,
            max_sets=rng.randint(1, 2),
            levels=frozenset(rng.choice([(), ("Headteacher",)])),
            cannot_attend=frozenset(rng.sample(days, rng.choice([0, 1]))),
            not_with_trusts=frozenset(rng.choice([(), ("North",)])),
        )
        for n in range(1, rng.choice([1, 3, 4]))
    ]
    if seed % 3 == 0:
        people = [replace(x, pinned=rng.choice(["", "", *PINS[x.level]])) for x in people]
    return programme(people, leading, (), set_size_min=2, set_size_max=3, quorum=2)


def cheapest(p: Programme) -> int:
    """The cost of the best sets, by trying every division of the people and every way to lead it."""
    view = View(p)
    options = [(s, cost) for s in _possible(view) if (cost := int(pair_journeys(p, s).sum()) // 2) >= 0]

    def best(free: frozenset[int], load: tuple[int, ...], named: frozenset[str]) -> int:
        if not free:
            return 0
        first = min(free)
        found = view.unplaced + best(free - {first}, load, named)
        for members, cost in options:
            names = {p.leaders[m].pinned for m in members} - {""}
            if members[0] == first and free.issuperset(members) and len(names) < 2 and named.isdisjoint(names):
                rest = free - set(members)
                found = min([found, *(cost + best(rest, left, named | names) for left in _led(view, members, load))])
        return found

    return best(frozenset(range(len(p.leaders))), tuple(view.max_sets.tolist()), frozenset())


def _possible(view: View) -> Iterator[tuple[int, ...]]:
    rules = view.programme.settings
    for size in range(rules.set_size_min, rules.set_size_max + 1):
        for members in itertools.combinations(range(len(view.level)), size):
            one_level = len({int(view.level[m]) for m in members}) == 1
            apart = all(len(set(group) & set(members)) <= 1 for group in view.apart)
            if one_level and apart and view.leader_free[list(members)].all(axis=0).any():
                yield members


def _led(view: View, members: tuple[int, ...], load: tuple[int, ...]) -> list[tuple[int, ...]]:
    """What is left of the facilitators' loads, for each who could lead these."""
    if not load:
        return [load]
    slots, level = view.leader_free[list(members)].all(axis=0), view.level[members[0]]
    able = view.takes[:, level] & view.serves[:, list(members)].all(axis=1)
    able &= (view.facilitator_free & slots).any(axis=1)
    return [tuple(n - (at == f) for at, n in enumerate(load)) for f in np.flatnonzero(able) if load[f] > 0]


@pytest.mark.parametrize("seed", range(60))
def test_small_programmes_are_formed_as_well_as_can_be_and_proved(seed: int) -> None:
    p = random_programme(seed)
    drafts, bound, _ = formed(p)
    assert (cost_of(View(p), drafts), bound) == (cheapest(p), cheapest(p))


@pytest.mark.parametrize("seed", range(100))
def test_what_nearest_peers_cost_is_never_above_the_best(seed: int) -> None:
    p = random_programme(seed)
    view = View(p)
    levels = [Peers(view, level) for level in range(len(p.levels))]
    _, bound = numbers(view, [least_by_number(peers) for peers in levels])
    assert bound <= cheapest(p) + 0.01


def test_no_more_of_a_group_kept_apart_can_sit_than_there_are_sets() -> None:
    people = [*leaders(14), *(leader(n, trust="North") for n in range(15, 19))]
    peers = Peers(View(programme(people, (), ())), 0)
    assert peers.seated(np.arange(18), 3).tolist() == [0, 8, 16, -1]


@pytest.mark.parametrize("seed", range(60, 90))
def test_no_rule_on_sets_is_broken(seed: int) -> None:
    p = random_programme(seed)
    matching = match(p, Watch(ENDLESS))
    made = Plan(sets=matching.sets, meetings=(), waiting=matching.waiting)
    assert [
        told for rule in RULES if isinstance(rule, (SetRule, Load, Led, Pinned)) for told in rule.breaches(p, made)
    ] == []


def equally_far(people: int, **details: Any) -> Peers:
    """Peers who are all as far from each other."""
    peers = Peers(View(programme(leaders(people, place=None, **details), (), ())), 0)
    assert len(set(peers.between[np.triu_indices(people, 1)].tolist())) == 1
    return peers


@pytest.mark.parametrize("reckoned", [least_by_number, expected])
def test_of_people_equally_far_from_each_other_the_cost_of_so_many_sets_is_known(reckoned: Any) -> None:
    peers = equally_far(13)
    pair, outside = int(peers.between[0, 1]), peers.view.unplaced
    sizes = {0: (), 1: (8,), 2: (7, 6)}
    costs = [sum(s * (s - 1) / 2 * pair for s in own) + (13 - sum(own)) * outside for own in sizes.values()]
    found = reckoned(peers)[:3]
    assert found[:2] == pytest.approx(costs[:2])
    assert found[2] == pytest.approx(costs[2], rel=0.02)


@pytest.mark.parametrize(("trust", "counted"), [(2, [1, 1]), (3, [1, 1, 0]), (6, [1, 1, 0]), (14, [1, 1, 0, 0])])
def test_more_of_a_trust_than_there_are_sets_have_somewhere_to_wait(trust: int, counted: list[int]) -> None:
    people = [leader(n, trust="North" if n <= trust else "") for n in range(1, 15)]
    company = company_of(Peers(View(programme(people, (), ())), 0), 2)
    assert company.counted.tolist() == counted
    assert company.fewest.tolist() == [6 * each for each in counted]
    assert company.most.tolist() == [8] * len(counted)


def test_people_of_one_pin_are_numbered_on_through_the_levels() -> None:
    levels = ["Deputy head"] * 3 + ["Headteacher"] * 4
    pins = ["S01", "", "S01", "", "S02", "S02", "S03"]
    people = [leader(n, level=k, pinned=pin) for n, (k, pin) in enumerate(zip(levels, pins, strict=True), 1)]
    p = programme(people, (), (), set_size_min=2, set_size_max=3, quorum=2)
    every = [Peers(View(p), level).every_set(1_000) for level in (0, 1)]
    pool = pool_of([sets for sets in every if sets is not None], View(p).max_sets)
    assert [group.tolist() for group in pool.pins] == [[0, 2], [4, 5], [6]]
    assert [people.tolist() for people, _ in pool.numbers] == [[0, 1, 2], [3, 4, 5, 6]]


def test_neighbours_sit_together() -> None:
    west = [leader(n, place=near(n / 10)) for n in range(1, 7)]
    east = [leader(n, place=near(40 + n / 10)) for n in range(7, 13)]
    p = programme([*west, *east], (), ())
    assert sorted(map(sorted, companies(p))) == [[x.leader_id for x in west], [x.leader_id for x in east]]


def test_everybody_sits_where_sizes_allow() -> None:
    assert sorted(map(len, companies(without_venues(20)))) in ([6, 6, 8], [6, 7, 7])


def test_people_who_fit_only_in_the_largest_sets_are_all_seated_and_that_is_proved() -> None:
    rng = random.Random(7)
    p = programme([leader(n, place=near(rng.uniform(0, 30), rng.uniform(0, 30))) for n in range(1, 17)], (), ())
    drafts, bound, _ = formed(p)
    assert [len(draft.members) for draft in drafts] == [8, 8]
    assert bound == cost_of(View(p), drafts)


def test_those_whom_no_size_fits_wait() -> None:
    assert list(map(len, companies(without_venues(10)))) == [8]


def test_sets_have_neither_venue_nor_facilitator_where_the_programme_has_none() -> None:
    drafts, _, _ = formed(without_venues(7))
    assert [(draft.venue, draft.facilitator) for draft in drafts] == [(-1, -1)]


def test_the_same_programme_gives_the_same_sets() -> None:
    rng = random.Random(5)
    people = [leader(n, place=near(rng.uniform(0, 30), rng.uniform(0, 30))) for n in range(1, 45)]
    p = programme(people, (), ())
    assert companies(p) == companies(p)


def test_the_cost_told_is_the_pairs_and_those_who_wait() -> None:
    p = without_venues(9)
    matching = match(p, Watch(ENDLESS))
    made = Plan(sets=matching.sets, meetings=(), waiting=matching.waiting)
    assert matching.minutes == matching_minutes(p, made) == minutes_of(p, made).total


def test_a_set_without_a_calendar_keeps_its_members_and_is_led_by_somebody_else() -> None:
    p = programme(leaders(7), [facilitator(1), facilitator(2)], ())
    first = match(p, Watch(ENDLESS))
    again = rematch(p, first, first.sets, Watch(ENDLESS))
    assert [s.members for s in again.sets] == [s.members for s in first.sets]
    assert {s.facilitator_id for s in (*first.sets, *again.sets)} == {"F1", "F2"}


def test_a_set_that_nobody_else_can_lead_is_dissolved_and_others_stay() -> None:
    deputies = [leader(n, level="Deputy head") for n in range(8, 15)]
    leading = [facilitator(1, levels=frozenset({"Headteacher"})), facilitator(2, levels=frozenset({"Deputy head"}))]
    p = programme([*leaders(7), *deputies], leading, ())
    first = match(p, Watch(ENDLESS))
    heads = [s for s in first.sets if s.level == "Headteacher"]
    again = rematch(p, first, heads, Watch(ENDLESS))
    assert [(s.level, s.facilitator_id) for s in again.sets] == [("Deputy head", "F2")]
    assert {w.leader_id for w in again.waiting} == set(heads[0].members)
