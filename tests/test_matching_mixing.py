"""Pairs that should be alike: the charges that bound them, and the sets that are found."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from matcher import match
from matcher.counts import count
from matcher.exact import Draft
from matcher.mixing import Charges, charges
from matcher.relax import relax
from matcher.swaps import swapped
from matcher.view import View
from programme.plans import Plan
from programme.records import Mix, Programme
from programme.rules import RULES
from programme.rules.base import SetRule
from programme.watch import Watch
from tests.build import facilitator, leader, near, programme, venue


def divisions(people: int, most: int) -> Iterator[tuple[int, ...]]:
    """All sizes of groups, the largest first and at most so large, into which so many people can fall."""
    if not people:
        yield ()
    for first in range(1, min(people, most) + 1):
        yield from ((first, *rest) for rest in divisions(people - first, first))


def overcharged(smallest: int, largest: int, charge: Charges) -> list[str]:
    """The sets of these sizes that are charged more pairs not alike than they have."""
    found = []
    for size in range(smallest, largest + 1):
        for groups in (groups for n in range(size + 1) for groups in divisions(n, n)):
            known = sum(groups)
            unlike = (known**2 - sum(group**2 for group in groups)) / 2
            strays = known - max(groups, default=0)
            charged = (strays > 0) * charge.mixed + strays * charge.stray - (size - known) * charge.blank
            if charged > unlike + 1e-9:
                found.append(f"{size} with groups of {groups} have {unlike} pairs not alike, and are charged {charged}")
    return found


@pytest.mark.parametrize(("smallest", "largest"), [(2, 3), (3, 5), (6, 8), (6, 9), (7, 7)])
def test_no_set_has_fewer_unlike_pairs_than_it_is_charged(smallest: int, largest: int) -> None:
    assert overcharged(smallest, largest, charges(smallest, largest)) == []


@pytest.mark.parametrize(("smallest", "largest"), [(2, 3), (3, 5), (6, 8), (6, 9), (7, 7)])
def test_strays_could_not_be_charged_more_nor_those_of_no_known_group_taken_off_less(
    smallest: int, largest: int
) -> None:
    charge = charges(smallest, largest)
    higher = replace(charge, stray=charge.stray + 0.01, mixed=charge.mixed - 0.01)
    assert charge.mixed == 0 or overcharged(smallest, largest, higher)
    assert charge.blank == 0 or overcharged(smallest, largest, replace(charge, blank=charge.blank - 0.01))


def test_a_single_stray_is_charged_in_full() -> None:
    charge = charges(6, 8)
    assert charge.mixed + charge.stray == 5


def of_two_phases(seed: int = 3) -> Programme:
    """Twenty heads, a third of secondary schools, who should sit among themselves."""
    rng = random.Random(seed)
    people = [leader(n, place=near(rng.uniform(0, 25), rng.uniform(0, 25))) for n in range(1, 21)]
    venues = [venue(n, place=near(rng.uniform(0, 25), rng.uniform(0, 25)), rooms=2) for n in range(1, 3)]
    phases = {x.leader_id: rng.choice(["Primary", "Primary", "Secondary"]) for x in people}
    p = programme(people, [facilitator(n, max_sets=5) for n in (1, 2, 3)], venues)
    return Programme(
        settings=p.settings, leaders=p.leaders, facilitators=p.facilitators, venues=p.venues,
        mixes=(Mix(column="phase", want="same", minutes=20, values=phases),),
    )  # fmt: skip


def test_the_bound_counts_pairs_that_should_be_alike() -> None:
    p = of_two_phases()
    plain = Programme(settings=p.settings, leaders=p.leaders, facilitators=p.facilitators, venues=p.venues)
    bounds = [count(View(each), relax(View(each), Watch()), Watch()).bound for each in (plain, p)]
    assert bounds[1] > bounds[0]


def counts_pairs(most: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the bound of twenty people counts pairs that should be alike, where it does of so many at the most."""
    monkeypatch.setattr("matcher.pools.MIXED", most)
    p = of_two_phases()
    bounds = [count(View(x), relax(View(x), Watch()), Watch()).bound for x in (replace(p, mixes=()), p)]
    return bounds[1] > bounds[0]


def test_of_as_many_people_as_may_be_pairs_that_should_be_alike_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert counts_pairs(20, monkeypatch)


def test_of_more_people_pairs_that_should_be_alike_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not counts_pairs(19, monkeypatch)


def test_the_sets_found_are_proved_best_and_keep_every_rule_on_sets() -> None:
    p = of_two_phases()
    found = match(p, Watch())
    plan = Plan(sets=found.sets, meetings=(), waiting=found.waiting)
    rules = [rule for rule in RULES if isinstance(rule, SetRule)]
    assert [told for rule in rules for told in rule.breaches(p, plan)] == []
    assert found.minutes - found.bound <= 0.001 * found.minutes


def test_members_change_places_until_no_swap_gains() -> None:
    p = of_two_phases()
    view, mix = View(p), p.mixes[0]
    of = {
        phase: [at for at, x in enumerate(p.leaders) if mix.values[x.leader_id] == phase]
        for phase in mix.values.values()
    }
    mixed = [
        Draft(0, tuple(sorted(of["Primary"][3 * k : 3 * k + 3] + of["Secondary"][3 * k : 3 * k + 3])), 0, 0, 6)
        for k in (0, 1)
    ]
    better = swapped(view, mixed)
    phases = [{mix.values[p.leaders[at].leader_id] for at in draft.members} for draft in better]
    assert sorted(map(sorted, phases)) == [["Primary"], ["Secondary"]]
