"""Pairs that should be alike: the charges that bound them, and the sets that are found."""

from __future__ import annotations

import itertools
import random

import pytest

from matcher import match
from matcher.counts import count
from matcher.exact import Draft
from matcher.mixing import charges
from matcher.relax import relax
from matcher.swaps import swapped
from matcher.view import View
from programme.plans import Plan
from programme.records import Mix, Programme
from programme.rules import RULES
from programme.rules.base import SetRule
from programme.watch import Watch
from tests.build import facilitator, leader, near, programme, venue


@pytest.mark.parametrize(("smallest", "largest"), [(2, 3), (3, 5), (6, 8), (6, 9), (7, 7)])
def test_no_set_has_fewer_unlike_pairs_than_it_is_charged(smallest: int, largest: int) -> None:
    charge = charges(smallest, largest)
    for size in range(smallest, largest + 1):
        for groups in itertools.combinations_with_replacement(range(-1, 4), size):
            known = [group for group in groups if group >= 0]
            unlike = sum(one != other for one, other in itertools.combinations(known, 2))
            strays = len(known) - max((known.count(group) for group in known), default=0)
            charged = (strays > 0) * charge.mixed + strays * charge.stray - (size - len(known)) * charge.blank
            assert charged <= unlike + 1e-9, f"{groups} has {unlike} pairs not alike, and is charged {charged}"


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
