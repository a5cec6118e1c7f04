"""A matching that time cut short says so."""

from __future__ import annotations

from dataclasses import replace

from matcher import match, rematch
from programme.watch import Watch
from tests.build import leaders, programme


def test_a_second_matching_is_cut_short_where_the_first_was() -> None:
    p = programme(leaders(7))
    first = replace(match(p, Watch()), cut_short=True)
    assert rematch(p, first, (), Watch()).cut_short


def test_time_that_ended_while_facilitators_were_assigned_is_told() -> None:
    p = programme(leaders(7))
    first = match(p, Watch())
    assert not first.cut_short
    assert rematch(p, first, (), Watch(limit_seconds=0)).cut_short
