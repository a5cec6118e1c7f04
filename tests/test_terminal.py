"""What people see on a terminal, and what stays quiet off it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from programme.plans import Minutes, Plan
from programme.problems import Problem
from programme.records import Programme
from report import terminal, words
from report.views import view
from tests import build, plans
from tests.screen import written

ROOT = Path(__file__).parent.parent
SUMMER = date(2027, 7, 1)
PROGRAMME = plans.programme(waiting=1)
PLAN = plans.plan(PROGRAMME)


def shown(capsys: pytest.CaptureFixture[str], **summary: Any) -> list[str]:
    """The lines of a plan, as it stands in summer before its first meeting."""
    terminal.show_plan(PROGRAMME, PLAN, plans.summary(PROGRAMME, **summary), SUMMER)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def details(capsys: pytest.CaptureFixture[str], kind: str, key: str, plan: Plan = PLAN) -> list[str]:
    terminal.show_view(PROGRAMME, view(PROGRAMME, plan, kind, key))
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, width: int = 80) -> None:
    """Standard output and error are a terminal of this width that knows no colour."""
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)


def long_names() -> tuple[Programme, Plan]:
    """Names as long as they get: a table must still fit."""
    level = "Director of education and school improvement"
    programme = build.programme(
        build.leaders(7, level=level, name="Alexandrina Wolstenholme-Featherstonehaugh"),
        [build.facilitator(name="Bartholomew Cholmondeley-Marjoribanks")],
        [build.venue(name="St Bartholomew's Community and Conference Centre")],
    )
    return programme, replace(plans.plan(), sets=(plans.learning_set(level=level),))


def test_a_set_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys)[:2] == [
        "Set  Level        No.  Facilitator    Venue    Slot    First",
        "S01  Headteacher    7  Facilitator 1  Venue 1  Thu am  9 Sep 2027",
    ]


def test_once_meetings_are_held_the_next_one_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_plan(PROGRAMME, PLAN, plans.summary(PROGRAMME), date(2027, 10, 21))
    head, line, *_ = capsys.readouterr().out.splitlines()
    assert (head.split()[-2:], line.split()[-3:]) == (["Slot", "Next"], ["21", "Oct", "2027"])


def test_after_the_last_meeting_there_is_no_next(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_plan(PROGRAMME, PLAN, plans.summary(PROGRAMME), date(2028, 7, 1))
    assert capsys.readouterr().out.splitlines()[1].rstrip().endswith("Thu am")


def test_without_venues_and_facilitators_their_columns_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    programme = build.programme(venues=[], facilitators=[])
    bare = replace(
        plans.plan(),
        sets=(plans.learning_set(venue_id="", facilitator_id=""),),
        meetings=tuple(replace(m, venue_id="", room=0, facilitator_id="") for m in plans.plan().meetings),
    )
    terminal.show_plan(programme, bare, plans.summary(), SUMMER)
    assert capsys.readouterr().out.splitlines()[0].split() == ["Set", "Level", "No.", "Slot", "First"]


def test_whoever_waits_is_shown_with_reason_and_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys)
    at = lines.index("Waiting")
    assert lines[at + 1 : at + 4] == [
        "L08 Leader 8, Headteacher",
        "  Leader 8 is one too many for a set of six to eight.",
        "  Find five more heads, or set set_size_min to 4.",
    ]


def test_a_short_set_is_shown_with_its_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, short={"S01": "One more head would fill it."})
    assert lines[lines.index("Short sets") + 1] == "  S01: One more head would fill it."


def test_the_totals_are_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys)
    at = lines.index("7 of 8 leaders placed in 1 set, 1 waiting.")
    assert lines[at + 1 :] == [
        "12,610 minutes of people's time over the programme (210 hours)",
        "  members' travel           550",
        "  facilitators' travel       60",
        "  leaders without a set  12,000",
        "Optimal: proved that no sets cost less, nor any calendar for these sets.",
    ]


def test_a_gap_is_told_in_per_cent_and_in_minutes() -> None:
    summary = plans.summary(status="feasible", gap=0.0125, minutes=Minutes(travel=80_000))
    assert words.quality(summary) == (
        "Feasible: a gap of 1.25%, or 1,000 minutes. A longer search could save no more than that, "
        "first on the sets and then on their calendar."
    )


@pytest.mark.parametrize(
    ("fraction", "told"), [(0, "0.00%"), (0.00001, "under 0.01%"), (0.0042, "0.42%"), (1.5, "150.00%")]
)
def test_a_small_gap_is_never_called_none(fraction: float, told: str) -> None:
    assert words.percent(fraction) == told


def test_a_search_cut_short_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    told = " ".join(shown(capsys, cut_short=True)[-2:])
    assert told == words.CUT_SHORT


@pytest.mark.parametrize("kind", ["set", "leader", "facilitator", "venue"])
def test_whatever_the_names_eighty_columns_are_enough(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    programme, plan = long_names()
    key = {"set": "S01", "leader": "L01", "facilitator": "F1", "venue": "V1"}[kind]
    terminal.show_plan(programme, plan, plans.summary(), date(2027, 10, 1))
    terminal.show_view(programme, view(programme, plan, kind, key))
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if len(line) > 80] == []
    assert lines[1].startswith("S01  ")


def test_a_set_is_shown_with_members_and_meetings(capsys: pytest.CaptureFixture[str]) -> None:
    away = replace(PLAN.meetings[0], absent=("L05",))
    lines = details(capsys, "set", "S01", replace(PLAN, meetings=(away, *PLAN.meetings[1:])))
    assert lines[:4] == [
        "S01: Headteacher, Thu am, 7 members, led by Facilitator 1 (F1), at Venue 1 (V1)",
        "",
        "Member  Name      School",
        "L01     Leader 1  School 1",
    ]
    assert lines[11:14] == [
        "No.  Date             Start  Venue            Presenters  Absent",
        "  1  Thu 9 Sep 2027   09:30  Venue 1, room 1  Leader 1    Leader 5",
        "                                              Leader 2",
    ]


def test_where_nobody_is_absent_nothing_is_said_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No.  Date             Start  Venue            Presenters" in details(capsys, "set", "S01")


def test_no_name_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    programme, plan = long_names()
    terminal.show_plan(programme, plan, plans.summary(), SUMMER)
    terminal.show_view(programme, view(programme, plan, "set", "S01"))
    assert "…" not in capsys.readouterr().out


def test_a_leader_sees_when_they_present_and_when_they_are_absent(capsys: pytest.CaptureFixture[str]) -> None:
    away = replace(PLAN.meetings[2], absent=("L01",))
    lines = details(capsys, "leader", "L01", replace(PLAN, meetings=(*PLAN.meetings[:2], away, *PLAN.meetings[3:])))
    assert lines[0] == "L01 Leader 1"
    own = {line.split()[0]: line.split()[-1] for line in lines if line[:3].strip().isdecimal()}
    assert (own["1"], own["3"], own["4"]) == ("presents", "absent", "presents")


def test_a_venue_is_shown_with_rooms_and_sets(capsys: pytest.CaptureFixture[str]) -> None:
    lines = details(capsys, "venue", "V1")
    assert lines[3:5] == [
        "Date             Start  Room  Set  No.  Facilitator",
        "Thu 9 Sep 2027   09:30     1  S01    1  Facilitator 1",
    ]


def test_a_change_is_shown_before_and_after(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_change(plans.summary(), plans.summary(PROGRAMME))
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == [
        "",
        "What would change",
        "                 now     new   change",
        "sets               1       1",
        "leaders placed     7       7",
        "leaders waiting    0       1       +1",
        "minutes          610  12,610  +12,000",
    ]


PROBLEMS = [
    Problem(
        sheet="leaders.csv", row=4, column="away", value="x", fault="is not a date", cure="Write it. " + "so " * 40
    ),
    Problem(sheet="leaders.csv", row=11, fault="is odd", cure="Even it."),
    Problem(sheet="venues.csv", fault="is missing", cure="Write it."),
]


def test_off_a_terminal_a_problem_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.tell_problems(PROBLEMS, err=True)
    assert capsys.readouterr().err.splitlines() == [str(problem) for problem in PROBLEMS]


def test_off_a_terminal_a_warning_is_called_one(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.tell_problems(PROBLEMS[1:2], err=False, warning=True)
    assert capsys.readouterr().out == "warning: leaders.csv, row 11: is odd. Even it.\n"


def test_on_a_terminal_problems_are_wrapped_and_grouped_by_sheet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    terminal.tell_problems(PROBLEMS, err=False)
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[:2] == [
        "leaders.csv",
        "  row 4   away: 'x' is not a date. Write it. so so so so so so so so so so so so",
    ]
    assert lines[-5:] == [
        "          so so so so so",
        "  row 11  is odd. Even it.",
        "venues.csv",
        "    is missing. Write it.",
        "3 problems.",
    ]


def test_no_problems_say_nothing_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    terminal.tell_problems([], err=False, warning=True)
    assert capsys.readouterr().out == ""


def test_square_brackets_in_names_are_letters(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.tell("Venue [red]A[/red] :smile:")
    assert capsys.readouterr().out == "Venue [red]A[/red] :smile:\n"


@pytest.mark.skipif(os.name != "posix", reason="There are no pseudo-terminals here.")
@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_there_is_colour_only_where_it_is_wanted(tmp_path: Path, environment: dict[str, str], coloured: bool) -> None:
    folder = plans.folder(tmp_path / "leeds")
    (folder / "venues.csv").write_text("venue_id\n")
    shown = written("check", folder, **environment)
    assert "venues.csv" in shown
    assert ("\x1b[31m" in shown) == coloured


def test_a_pipe_that_cannot_show_a_letter_gets_a_question_mark(tmp_path: Path) -> None:
    folder = plans.folder(tmp_path / "leeds")
    settings = folder / "programme.toml"
    settings.write_text(settings.read_text("utf-8").replace("Test programme", "Łódź"), "utf-8")
    shown = subprocess.run(
        [sys.executable, "-m", "cli", "check", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert shown.stdout.startswith(b"??d?: 7 leaders")


def test_the_exit_status_reaches_the_shell(tmp_path: Path) -> None:
    folder = plans.folder(tmp_path / "leeds")
    (folder / "venues.csv").write_text("venue_id\n")
    words = [[], ["show", str(tmp_path / "none")], ["check", str(folder)], ["check", str(folder), "--help"]]
    runs = [
        subprocess.run([sys.executable, "-m", "cli", *line], cwd=ROOT, capture_output=True, check=False)
        for line in words
    ]
    assert [run.returncode for run in runs] == [2, 2, 3, 0]
