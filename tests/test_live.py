"""What a person sees while a plan is sought."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

import planner
from programme.example import copy_example
from programme.reading import read_programme
from programme.records import Programme
from programme.watch import Progress, Watch, silent
from report import live
from tests.commands import run
from tests.screen import frames, written
from tests.test_determinism import a_part_of_the_example

HOUR = 3600
needs_pty = pytest.mark.skipif(os.name != "posix", reason="There are no pseudo-terminals here.")


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def shown(told: Iterable[Progress], *, ended: bool = False, encoding: str = "utf-8") -> list[str]:
    """The lines of the view at 80 columns after this was told, each at its own second."""
    clock = Clock()
    courses = live.Courses(clock=clock)
    for one in told:
        clock.now = one.seconds
        courses.update(one)
    clock.now += 1.0
    if ended:
        courses.end()
    return lines(courses, encoding)


def lines(courses: live.Courses, encoding: str = "utf-8") -> list[str]:
    out = Console(width=80, legacy_windows=False)
    options = out.options.update()
    options.encoding = encoding
    return ["".join(part.text for part in line).rstrip() for line in out.render_lines(courses, options, pad=False)]


SEARCH = [
    Progress("counting sets", None, 900.0, 0.0),
    Progress("improving sets", 1000.0, 900.0, 2.0),
    Progress("improving sets", 960.0, 900.0, 4.0),
    Progress("improving sets", 945.0, 940.0, 8.0),
]
CALENDAR = [Progress("calendar", None, None, 9.0), Progress("calendar", 60.0, 60.0, 10.0)]


def test_before_anything_is_told_planning_has_begun() -> None:
    assert lines(live.Courses()) == ["planning …"]


def test_a_stage_has_what_is_found_what_is_proved_the_gap_and_how_it_went() -> None:
    assert shown(SEARCH) == [
        "Stage         Found     Proved  Gap                   Over time     Seconds",
        "sets            945        940  0.53%, 5 minutes      ███▅▅▅▅▅▅▅▅▁        9",
        "improving sets …",
    ]


def test_what_is_not_known_yet_is_blank() -> None:
    assert shown(SEARCH[:1])[1].split() == ["sets", "900", "1"]


def test_seconds_count_on_while_nothing_more_is_told() -> None:
    clock = Clock()
    courses = live.Courses(clock=clock)
    courses.update(SEARCH[0])
    clock.now = 7.0
    assert lines(courses)[1].split()[-1] == "7"


def test_each_stage_has_its_own_seconds_and_goes_on_where_it_comes_again() -> None:
    again = [Progress("improving sets", 945.0, 945.0, 20.0), Progress("calendar", 60.0, 60.0, 25.0)]
    _, sets, calendar, *_ = shown([*SEARCH, *CALENDAR, *again], ended=True)
    assert (sets.split()[-1], calendar.split()[-1]) == ("14", "12")


def test_in_the_end_both_stages_are_added_up() -> None:
    assert shown([*SEARCH, *CALENDAR], ended=True)[1:] == [
        "sets            945        940  0.53%, 5 minutes      ███▅▅▅▅▅▅▅▅▁        9",
        "calendar         60         60  proved best           ▁                   2",
        "together      1,005      1,000  0.50%, 5 minutes                         11",
    ]


def test_what_is_not_known_of_one_stage_is_not_added_up() -> None:
    assert [line.split()[0] for line in shown([*SEARCH, CALENDAR[0]], ended=True)[1:]] == ["sets", "calendar"]


def test_a_terminal_without_such_letters_has_no_bars() -> None:
    assert "▁" not in "".join(shown(SEARCH, encoding="ascii"))


def test_figures_of_millions_fit_eighty_columns() -> None:
    told = [Progress("sets", 9_876_543.0, 7_654_321.0, 0.0), Progress("calendar", 9_876_543.0, 7_654_321.0, 9_999.0)]
    found = shown(told, ended=True)
    assert found[-1].split()[:3] == ["together", "19,753,086", "15,308,642"]
    assert max(map(len, found)) <= 80


def test_off_a_terminal_nobody_is_told_anything(capsys: pytest.CaptureFixture[str]) -> None:
    with live.view() as listener:
        assert listener is silent
    assert capsys.readouterr().err == ""


def test_off_a_terminal_plan_writes_no_control_codes(tmp_path: Path) -> None:
    assert "\x1b" not in run("plan", a_part_of_the_example(tmp_path / "leeds")).output


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return read_programme(a_part_of_the_example(tmp_path_factory.mktemp("live") / "leeds"))


def test_a_plan_is_the_same_with_and_without_a_listener_and_what_is_told_last_is_its_summary(
    programme: Programme,
) -> None:
    told: list[Progress] = []
    heard, summary = planner.plan(programme, Watch(HOUR, told.append))
    alone, other = planner.plan(programme, Watch(HOUR))
    assert heard == alone
    assert replace(summary, seconds={}) == replace(other, seconds={})
    sets, calendar = told[-2:]
    assert (sets.bound, calendar.bound) == (summary.bounds.matching, summary.bounds.calendar)
    assert round((sets.best or 0) + (calendar.best or 0), 1) == summary.minutes.total


def test_whatever_is_told_on_the_way_is_never_better_than_what_is_proved(programme: Programme) -> None:
    told: list[Progress] = []
    planner.plan(programme, Watch(HOUR, told.append))
    figures = [(one.stage, one.bound, one.best) for one in told if one.best is not None and one.bound is not None]
    assert {stage for stage, _, _ in figures} >= {"choosing half-days", "finding reasons", "calendar"}
    assert [figure for figure in figures if figure[1] > figure[2] + 0.1] == []


@needs_pty
def test_a_person_sees_both_stages_and_in_the_end_the_figures_of_the_plan(tmp_path: Path) -> None:
    copy_example(tmp_path / "leeds")
    *seen, last = frames("plan", tmp_path / "leeds", "--from", "2027-09-06")
    now = {line for frame in seen for line in frame if line.endswith(" …")}
    assert now >= {"pooling people …", "counting sets …", "forming sets …", "finding reasons …", "calendar …"}
    assert [line for line in last if line.endswith(" …")] == []
    at = next(row for row, line in enumerate(last) if line.startswith("Stage "))
    assert [line.split()[0] for line in last[at + 1 : at + 4]] == ["sets", "calendar", "together"]
    total = last[at + 3].split()[1]
    assert f"{total} minutes of people's time over the programme" in "\n".join(last)
    assert last[at + 4] == ""


@needs_pty
def test_a_terminal_that_knows_no_control_codes_sees_the_end_alone(tmp_path: Path) -> None:
    text = written("plan", a_part_of_the_example(tmp_path / "leeds"), TERM="dumb")
    assert "\x1b" not in text
    assert text.count("Stage ") == 1
