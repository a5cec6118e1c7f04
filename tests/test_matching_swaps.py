"""Members who change places, and sets made even: nothing is broken, nothing dearer, and nothing is left to gain."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from matcher import swaps
from matcher.even import even
from matcher.exact import Draft
from matcher.swaps import swapped
from matcher.view import View
from programme.records import Mix, Prices, Programme
from programme.slots import Slot
from tests.build import facilitator, leader, leaders, near, programme, venue
from tests.drafts import broken, cost, drawn, with_members
from tests.test_matching_bound import blocked


def a_mixed_programme(seed: int) -> Programme:
    """Sixteen people of two levels who should sit with their like, in trusts, with half-days and limits."""
    rng = random.Random(seed)
    people = [
        leader(
            n,
            level=rng.choice(["Deputy head", *["Headteacher"] * 3]),
            trust=rng.choice(["", "", "", "Star", "Moon"]),
            place=near(rng.uniform(0, 30), rng.uniform(0, 30)),
            max_travel_minutes=rng.choice([50, 70, 90]),
            cannot_attend=rng.choice([frozenset(), frozenset(), frozenset(), blocked(rng)]),
        )
        for n in range(1, 17)
    ]
    leads = [
        facilitator(n, place=near(rng.uniform(0, 30)), not_with_trusts=frozenset(rng.choice([(), ("Moon",)])))
        for n in (1, 2, 3)
    ]
    venues = [venue(n, place=near(rng.uniform(0, 30), rng.uniform(0, 30)), rooms=2) for n in (1, 2)]
    mix = Mix(column="phase", want="same", minutes=60, values={x.leader_id: rng.choice("pps") for x in people})
    return replace(programme(people, leads, venues, set_size_min=3, set_size_max=5, quorum=2), mixes=(mix,))


def pinned_where_they_sit(p: Programme, drafts: list[Draft], *numbers: int) -> Programme:
    """The programme with these people, by position, pinned to the set that they sit in."""
    name = {member: f"S{at:02d}" for at, draft in enumerate(drafts, start=1) for member in draft.members}
    people = [replace(x, pinned=name.get(at, "") if at in numbers else "") for at, x in enumerate(p.leaders)]
    return replace(p, leaders=tuple(people))


def exchanges(drafts: list[Draft]) -> Iterator[list[Draft]]:
    """All ways in which two people of two sets of a level change places."""
    for (a, one), (b, other) in itertools.combinations(enumerate(drafts), 2):
        if one.level == other.level:
            for leaves, comes in itertools.product(one.members, other.members):
                changed = list(drafts)
                changed[a] = with_members(one, {*one.members, comes} - {leaves})
                changed[b] = with_members(other, {*other.members, leaves} - {comes})
                yield changed


def moves(drafts: list[Draft]) -> Iterator[list[Draft]]:
    """All ways in which somebody of a set goes to one that is smaller by two or more, of their level and venue."""
    for (a, one), (b, other) in itertools.permutations(enumerate(drafts), 2):
        alike = (one.level, one.venue) == (other.level, other.venue)
        for member in one.members if alike and len(one.members) - len(other.members) > 1 else ():
            changed = list(drafts)
            changed[a] = with_members(one, {*one.members} - {member})
            changed[b] = with_members(other, {*other.members, member})
            yield changed


@pytest.mark.parametrize("seed", range(12))
def test_no_two_members_of_a_level_could_change_places_at_a_gain_afterwards(seed: int) -> None:
    p = a_mixed_programme(seed)
    drafts = drawn(p, 4, seed)
    p = pinned_where_they_sit(p, drafts, 0, 5) if seed % 2 else p
    better = swapped(View(p), drafts)
    assert broken(p, better) == []
    assert cost(p, better) <= cost(p, drafts)
    assert [replace(draft, members=()) for draft in better] == [replace(draft, members=()) for draft in drafts]
    cheaper = [changed for changed in exchanges(better) if cost(p, changed) < cost(p, better) - 0.05]
    pinned = {at for at, x in enumerate(p.leaders) if x.pinned}
    assert not [changed for changed in cheaper if not broken(p, changed) and _stay(pinned, better, changed)]


def _stay(pinned: set[int], before: list[Draft], after: list[Draft]) -> bool:
    pairs = zip(before, after, strict=True)
    return all(pinned.intersection(one.members) == pinned.intersection(other.members) for one, other in pairs)


def test_a_swap_that_gains_something_is_found_in_most_of_these_programmes() -> None:
    gains = [(p := a_mixed_programme(seed), drawn(p, 4, seed)) for seed in range(4, 12)]
    assert sum(cost(p, swapped(View(p), drafts)) < cost(p, drafts) for p, drafts in gains) >= 4


@pytest.mark.parametrize("why", ["", "half-day", "facilitator", "both", "venue", "apart", "pin"])
def test_two_who_should_sit_with_their_like_change_places_unless_a_rule_keeps_one_of_them(why: str) -> None:
    details: dict[str, dict[str, Any]] = {
        "half-day": {"cannot_attend": frozenset({Slot.FRI_AM})},
        "facilitator": {"trust": "Moon"},
        "both": {"cannot_attend": frozenset({Slot.FRI_AM}), "trust": "Moon"},
        "venue": {"needs_step_free": True},
        "apart": {"not_with": frozenset({"L04"})},
        "pin": {"pinned": "S01"},
    }
    people = [leader(n, place=near(0), **(details.get(why, {}) if n == 3 else {})) for n in range(1, 7)]
    leads = [facilitator(1), facilitator(2, not_with_trusts=frozenset({"Moon"}))]
    mix = Mix(
        column="phase", want="same", minutes=900, values=dict(zip((x.leader_id for x in people), "ppssps", strict=True))
    )
    p = replace(
        programme(people, leads, [venue(1, step_free=True), venue(2)], set_size_min=3, set_size_max=3, quorum=2),
        mixes=(mix,),
    )
    one, other = Draft(0, (0, 1, 2), 0, 0, int(Slot.THU_AM)), Draft(0, (3, 4, 5), 1, 1, int(Slot.FRI_AM))
    together = [draft.members for draft in swapped(View(p), [one, other])]
    assert together == ([(0, 1, 4), (2, 3, 5)] if not why else [(0, 1, 2), (3, 4, 5)])


def test_a_level_of_too_many_people_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    p = a_mixed_programme(0)
    drafts = drawn(p, 4, 0)
    monkeypatch.setattr(swaps, "MOST_PEOPLE", 0)
    assert swapped(View(p), drafts) == drafts


@pytest.mark.parametrize("seed", range(12))
def test_sets_are_as_even_as_they_can_be_at_no_cost(seed: int) -> None:
    p = replace(a_mixed_programme(seed), mixes=())
    drafts = drawn(replace(p, venues=p.venues[:1]), 3, seed)
    free = sorted(set(range(len(p.leaders))) - {member for draft in drafts for member in draft.members})
    for at, member in itertools.product(range(len(drafts)), free):
        larger = [with_members(x, {*x.members, member}) if n == at else x for n, x in enumerate(drafts)]
        seated = any(member in draft.members for draft in drafts)
        drafts = drafts if seated or broken(p, larger) else larger
    p = pinned_where_they_sit(p, drafts, 2) if seed % 2 else p
    evened = even(View(p), drafts)
    assert (broken(p, evened), cost(p, evened) <= cost(p, drafts)) == ([], True)
    assert sorted(m for draft in evened for m in draft.members) == sorted(m for d in drafts for m in d.members)
    pinned = {at for at, x in enumerate(p.leaders) if x.pinned}
    further = [x for x in moves(evened) if not broken(p, x) and cost(p, x) <= cost(p, evened)]
    assert not [x for x in further if _stay(pinned, evened, x)]


def a_draft(members: range, slot: Slot = Slot.THU_AM, lead: int = 0, venue: int = 0) -> Draft:
    return Draft(0, tuple(members), venue, lead, int(slot))


SPREAD = a_draft(range(8)), a_draft(range(8, 14), Slot.FRI_AM, lead=1)
"""Sets of eight and six at one venue, led by two facilitators."""


def sizes(p: Programme, *drafts: Draft) -> list[int]:
    return sorted(len(draft.members) for draft in even(View(p), drafts))


def test_sets_of_six_and_eight_at_one_venue_become_two_of_seven() -> None:
    assert sizes(programme(leaders(14), [facilitator(1), facilitator(2)]), *SPREAD) == [7, 7]


def test_sets_of_six_and_seven_stay_as_they_are() -> None:
    before = [a_draft(range(7)), a_draft(range(7, 13), Slot.FRI_AM)]
    assert even(View(programme(leaders(13))), before) == before


def test_sets_at_different_venues_stay_uneven() -> None:
    p = programme(leaders(14), venues=[venue(1), venue(2)])
    assert sizes(p, a_draft(range(8)), a_draft(range(8, 14), venue=1)) == [6, 8]


def test_sets_stay_uneven_where_the_small_one_meets_when_nobody_of_the_large_one_can() -> None:
    large = leaders(8, cannot_attend=frozenset({Slot.FRI_AM}))
    assert sizes(programme([*large, *leaders(14)[8:]], [facilitator(1), facilitator(2)]), *SPREAD) == [6, 8]


def test_sets_stay_uneven_where_the_other_facilitator_may_serve_nobody_of_the_large_one() -> None:
    people = [leader(n, trust="Moon" if n < 9 else "") for n in range(1, 15)]
    leads = [facilitator(1), facilitator(2, not_with_trusts=frozenset({"Moon"}))]
    assert sizes(programme(people, leads, same_trust=0), *SPREAD) == [6, 8]


def test_sets_stay_uneven_where_everybody_is_kept_apart_from_somebody_of_the_small_one() -> None:
    people = [*leaders(8, not_with=frozenset({"L09"})), *leaders(14)[8:]]
    assert sizes(programme(people, [facilitator(1), facilitator(2)]), *SPREAD) == [6, 8]


def test_sets_stay_uneven_where_everybody_is_pinned() -> None:
    people = [*leaders(8, pinned="S01"), *leaders(14)[8:]]
    assert sizes(programme(people, [facilitator(1), facilitator(2)]), *SPREAD) == [6, 8]


@pytest.mark.parametrize(("price", "expected"), [(0, [7, 7]), (1, [6, 8])])
def test_sets_are_made_even_only_where_it_costs_nothing(price: float, expected: list[int]) -> None:
    met = tuple(frozenset({f"L{n:02d}", "L09"}) for n in range(1, 9))
    p = programme(leaders(14), [facilitator(1), facilitator(2)], prices=Prices(repeat_pair=price))
    assert sizes(replace(p, company=met), *SPREAD) == expected
