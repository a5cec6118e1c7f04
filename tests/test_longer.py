"""Waiting for a better plan: the search goes on from the plan that the usual one has found."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import planner
from matcher import counts, go_on, match
from matcher.view import View
from programme.checker import breaches
from programme.plans import LearningSet, Matching, Plan, Summary
from programme.prices import TENTHS, matching_minutes
from programme.records import Programme
from programme.rules import RULES
from programme.rules.base import SetRule
from programme.watch import Progress, Watch
from tests import plans
from tests.build import leader, leaders, near, programme
from tests.commands import TODAY, run, use
from tests.commands import planned as in_no_time
from tests.test_planner import of_three_levels

HOUR = 3600


@cache
def hurried() -> Matching:
    """Sets as a search may leave them: the best with two people in each other's places, and nothing proved."""
    best = match(of_three_levels(), Watch())
    people = sorted(member for s in best.sets for member in s.members)
    exchanged = (_exchanged(best.sets, *pair) for pair in itertools.combinations(people, 2))
    sets = next(sets for sets in exchanged if _sound(sets) and _minutes(sets) > best.minutes)
    return replace(best, sets=sets, minutes=_minutes(sets), bound=0, cut_short=True)


def _exchanged(sets: tuple[LearningSet, ...], one: str, other: str) -> tuple[LearningSet, ...]:
    instead = {one: other, other: one}
    return tuple(replace(s, members=tuple(sorted(instead.get(member, member) for member in s.members))) for s in sets)


def _sound(sets: tuple[LearningSet, ...]) -> bool:
    rules = [rule for rule in RULES if isinstance(rule, SetRule)]
    return not any(list(rule.breaches(of_three_levels(), _of(sets))) for rule in rules)


def _minutes(sets: tuple[LearningSet, ...]) -> float:
    return matching_minutes(of_three_levels(), _of(sets))


def _of(sets: tuple[LearningSet, ...]) -> Plan:
    return Plan(sets=sets, meetings=(), waiting=())


@cache
def longer(seconds: float = HOUR) -> Matching:
    return go_on(of_three_levels(), hurried().sets, hurried().bound, Watch(seconds))


def without_venues(people: int) -> Programme:
    spread = [leader(n, place=near(n * 7 % 23, n * 5 % 19)) for n in range(1, people + 1)]
    return replace(programme(spread), venues=())


def test_the_search_goes_on_until_the_sets_are_proved_best() -> None:
    assert hurried().minutes > longer().minutes == longer().bound
    assert not longer().cut_short


def test_what_the_usual_search_proves_best_is_what_a_longer_one_ends_with() -> None:
    assert longer().minutes == match(of_three_levels(), Watch()).minutes


def test_without_time_sets_are_no_worse_and_it_is_said_that_time_ended_the_search() -> None:
    found = longer(seconds=0)
    assert (found.minutes <= hurried().minutes, found.bound >= hurried().bound, found.cut_short) == (True, True, True)


def test_all_levels_bounded_at_once_prove_no_less_than_each_for_itself() -> None:
    lower, late = counts.least(View(of_three_levels()), HOUR)
    assert hurried().bound <= lower / TENTHS <= longer().bound
    assert not late


def test_of_too_many_nothing_is_proved_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MOST_AT_ONCE", 10)
    assert counts.least(View(of_three_levels()), HOUR) == (-np.inf, False)


def test_without_venues_the_search_starts_again_until_time_ends_it() -> None:
    p, told = without_venues(26), list[Progress]()
    usual = match(p, Watch())
    found = go_on(p, usual.sets, usual.bound, Watch(1, told.append))
    assert usual.bound < usual.minutes
    assert (found.minutes <= usual.minutes, found.bound, found.cut_short) == (True, usual.bound, True)
    assert "starting again" in {one.stage for one in told}


def test_a_plan_that_is_proved_best_stays_as_it_is() -> None:
    planned = planner.plan(programme(leaders(7)), Watch())
    assert planned[1].status == "optimal"
    assert planner.go_on(programme(leaders(7)), planned, Watch(HOUR)) == planned


@cache
def a_plan_and_a_longer_one() -> tuple[planner.Planned, planner.Planned]:
    """The first of them is made of sets that are not the best."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planner, "match", lambda *_: hurried())
        first = planner.plan(of_three_levels(), Watch())
    return first, planner.go_on(of_three_levels(), first, Watch(HOUR))


def test_a_longer_plan_keeps_every_rule() -> None:
    _, (made, _) = a_plan_and_a_longer_one()
    assert breaches(of_three_levels(), made) == ()


def test_a_longer_plan_costs_no_more_and_has_no_wider_gap() -> None:
    (_, first), (_, then) = a_plan_and_a_longer_one()
    assert then.minutes.total < first.minutes.total
    assert (then.status, then.gap < first.gap) == ("optimal", True)


def test_the_seconds_of_both_searches_are_added_up() -> None:
    (_, first), (_, then) = a_plan_and_a_longer_one()
    assert all(then.seconds[stage] >= first.seconds[stage] for stage in ("matching", "calendar"))


def test_where_nothing_better_is_found_the_plan_stays_and_more_is_proved_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, summary = a_plan_and_a_longer_one()[1]
    before = replace(summary, status="feasible", bounds=replace(summary.bounds, matching=0.0), gap=0.9)
    worse = replace(hurried(), bound=summary.bounds.matching - 10, cut_short=True)
    monkeypatch.setattr(planner, "search_on", lambda *_: worse)
    found, then = planner.go_on(of_three_levels(), (made, before), Watch(HOUR))
    assert (found, then.minutes, then.bounds.matching) == (made, summary.minutes, worse.bound)
    assert then.cut_short
    assert then.gap == pytest.approx(10 / summary.minutes.total, abs=1e-6)


def wider(p: Programme, watch: Watch, **how: int) -> tuple[Plan, Summary]:
    """A plan with a gap of a tenth."""
    plan, summary = in_no_time(p, watch, **how)
    return plan, replace(summary, status="feasible", gap=0.1)


def closer(p: Programme, before: tuple[Plan, Summary], watch: Watch, *, after: int) -> tuple[Plan, Summary]:
    """What going on has found in the time that it was given: as many minutes fewer as that are minutes."""
    plan, summary = before
    cheaper = replace(summary.minutes, travel=summary.minutes.travel - watch.limit_seconds / 60)
    return plan, replace(summary, minutes=cheaper, cut_short=True)


def test_plan_tells_what_the_minutes_have_brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, wider)
    monkeypatch.setattr("planner.go_on", closer)
    result = run("plan", plans.folder(tmp_path / "leeds"), "--minutes", "10")
    assert result.exit_code == 0
    assert (
        "Time ended the search. A longer one may find better: plan --minutes, or a higher\ntime_limit_seconds.\n"
        "Going on with the search saved 10 minutes; the gap was 10.00%, or 61 minutes before that.\n"
    ) in result.stdout


def test_plan_says_so_where_the_minutes_have_brought_nothing_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, wider)
    monkeypatch.setattr("planner.go_on", lambda _, before, *__, **___: before)
    result = run("plan", plans.folder(tmp_path / "leeds"), "--minutes", "10")
    assert "Going on with the search found nothing better; the gap was 10.00%, or 61 minutes before that." in (
        result.stdout.replace("\n", " ")
    )


def test_a_plan_that_waited_for_longer_is_planned_from_the_same_spreadsheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, wider)
    monkeypatch.setattr("planner.go_on", closer)
    folder = plans.folder(tmp_path / "leeds")
    assert run("plan", folder, "--minutes", "10").exit_code == 0
    assert run("plan", folder).stdout.startswith("Nothing in the spreadsheets has changed since revision 1")


def test_a_plan_that_was_proved_best_at_once_needs_no_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, in_no_time)
    result = run("plan", plans.folder(tmp_path / "leeds"), "--minutes", "10")
    assert (result.exit_code, "Going on" in result.output) == (0, False)


def test_minutes_are_for_a_plan_that_is_formed_from_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, in_no_time, TODAY)
    folder = plans.folder(tmp_path / "leeds")
    assert run("plan", folder).exit_code == 0
    result = run("plan", folder, "--minutes", "10")
    assert (result.exit_code, result.stderr) == (
        2,
        "There is a plan already, and it is changed as little as can be, for which more minutes are of no use. To look "
        "for a better one from nothing, add --fresh: you see what would change before you say yes.\n",
    )
    assert run("plan", folder, "--minutes", "10", "--fresh", "--yes").exit_code == 0


def test_fewer_minutes_than_the_time_limit_are_wrong_use(tmp_path: Path) -> None:
    result = run("plan", plans.folder(tmp_path / "leeds"), "--minutes", "0.5")
    assert (result.exit_code, result.stderr) == (
        2,
        "Every plan has 60 seconds by itself (time_limit_seconds). Give more minutes, or leave --minutes out.\n",
    )


@pytest.mark.parametrize("minutes", ["0", "-1", "ten"])
def test_minutes_are_a_number_above_nothing(tmp_path: Path, minutes: str) -> None:
    assert run("plan", plans.folder(tmp_path / "leeds"), "--minutes", minutes).exit_code == 2
