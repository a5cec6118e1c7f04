"""What the matcher makes of a programme when time ends early, or there is none at all, and that it says so."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

from matcher import match, rematch
from programme.checker import breaches
from programme.plans import Matching, Plan
from programme.records import Programme
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme, venue


@cache
def a_district() -> Programme:
    """Ninety people of two levels, some in trusts, more than can be counted all at once."""
    rng, levels = random.Random(5), ["Headteacher", "Deputy head"]

    def spot() -> dict[str, object]:
        return {"place": near(rng.uniform(0, 25), rng.uniform(0, 25))}

    people = [
        leader(n, level=rng.choice(levels), trust=rng.choice(["", "", "", "Star", "Moon", "Sun"]), **spot())
        for n in range(1, 91)
    ]
    leads = [facilitator(n, max_sets=3, **spot()) for n in range(1, 8)]
    return programme(people, leads, [venue(n, **spot()) for n in range(1, 10)])


@cache
def in_no_time() -> Matching:
    return match(a_district(), Watch(0))


def test_most_people_have_a_set_all_the_same() -> None:
    assert len(in_no_time().waiting) <= 30


def test_it_says_that_the_search_was_cut_short() -> None:
    assert in_no_time().cut_short


def test_no_rule_on_sets_is_broken() -> None:
    made = Plan(sets=in_no_time().sets, meetings=(), waiting=in_no_time().waiting)
    assert not [breach for breach in breaches(a_district(), made) if breach.rule != "meeting count"]


def test_a_second_matching_is_cut_short_where_the_first_was() -> None:
    p = programme(leaders(7))
    first = replace(match(p, Watch()), cut_short=True)
    assert rematch(p, first, (), Watch()).cut_short


def test_time_that_ended_while_facilitators_were_assigned_is_told() -> None:
    p = programme(leaders(7))
    first = match(p, Watch())
    assert not first.cut_short
    assert rematch(p, first, (), Watch(limit_seconds=0)).cut_short
