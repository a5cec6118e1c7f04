"""The plan on a terminal: tables of eighty columns, problems and warnings.

Every function prints. Off a terminal there is no colour, and a problem is one line, however
long.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from textwrap import fill
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from programme.advice import weekday
from programme.changes import Move, difference
from programme.checker import strained
from programme.plans import LearningSet, Meeting, Plan, Summary, Waiting
from programme.prices import minutes_of
from programme.problems import Problem
from programme.records import Programme
from report import changes, moves, words
from report.views import View, alike

if TYPE_CHECKING:
    from programme.store import Entry, Revision

WIDTH = 80


class _Console(Console):
    """Leaves it to the command how it ends when nobody reads any more."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console(*, err: bool = False) -> Console:
    """Standard output, or standard error; as wide as the terminal, else eighty columns."""
    stream = sys.stderr if err else sys.stdout
    there = stream.isatty()
    return _Console(
        file=stream, force_terminal=there, width=None if there else WIDTH, markup=False, highlight=False, emoji=False
    )


def show_plan(programme: Programme, plan: Plan, summary: Summary, today: date) -> None:
    """Sets, waiting list, and what it all costs."""
    out = console()
    if plan.sets:
        out.print(_sets(programme, plan, today))
        out.print()
    if plan.waiting:
        out.print("Waiting", style="bold")
        _print_waiting(out, programme, plan.waiting)
    if summary.short:
        out.print("Short sets", style="bold")
        for set_id, remedy in sorted(summary.short.items()):
            _print_indented(out, f"{set_id}: {remedy}")
        out.print()
    _print_totals(out, summary)


def show_view(programme: Programme, view: View) -> None:
    """The details of one set, leader, facilitator or venue, and their meetings."""
    out = console()
    if view.name and not view.waiting:
        out.print(f"{view.key} {view.name}", style="bold")
    for one in view.sets:
        _print_hanging(out, _about(programme, one))
        if view.kind in {"set", "leader"}:
            out.print()
            out.print(_members(programme, one))
    _print_waiting(out, programme, view.waiting)
    if view.meetings:
        out.print()
        out.print(_meetings(programme, view))
    elif not view.waiting:
        out.print("No meetings.")


def show_change(before: Summary | None, after: Summary) -> None:
    """What a new plan changes against the one that stands; None where that cannot be read."""
    out = console()
    out.print("\nWhat would change", style="bold")
    if before is None:
        out.print("The plan that stands cannot be read, so the two cannot be compared.")
        return
    table = _table("", ">now", ">new", ">change")
    for label, old, new in words.compared(before, after):
        table.add_row(label, words.minutes(old), words.minutes(new), words.difference(old, new))
    out.print(table)


def show_difference(programme: Programme, before: Plan, after: Plan, today: date) -> None:
    """From one plan to another: people and sets in sentences, meetings in a table, and how many messages that means."""
    out = console()
    if before == after:
        out.print(changes.NOTHING)
        return
    found = difference(before, after)
    for told in changes.sentences(programme, before, after, found):
        _print_hanging(out, told)
    if rows := changes.rows(programme, found):
        table = _table("Set", ">No.", "Was", "Is")
        for row in rows:
            table.add_row(*row)
        out.print()
        out.print(table)
        out.print()
    _print_hanging(out, changes.messages(before, after, today))


def show_decided(programme: Programme, before: Revision, after: Revision) -> None:
    """What is decided anew beside the spreadsheets, and what no more."""
    for told in changes.decided(programme, before, after):
        _print_hanging(console(), told)


def show_history(programme: Programme, entries: Sequence[Entry]) -> None:
    """Every revision, the newest last; times are those of the programme's time zone."""
    if not entries:
        console().print(words.NO_HISTORY)
        return
    zone = ZoneInfo(programme.settings.timezone)
    table = _table(">No.", "Saved", "Why", ">Placed", ">Waiting", ">Sets", ">Minutes")
    for one in entries:
        figures = (one.summary.placed, one.summary.unplaced, one.summary.sets)
        when = one.saved_at.astimezone(zone)
        table.add_row(
            str(one.number),
            f"{words.day(when.date())} {when:%H:%M}",
            one.reason,
            *(f"{figure:,}" for figure in figures),
            words.minutes(one.summary.minutes.total),
        )
    console().print(table)


def show_rerun(programme: Programme, made: Plan, summary: Summary) -> None:
    """How little was changed, how far that is proved, who is short or waits, and what somebody must see to."""
    out = console()
    out.print(words.least(summary), style="bold")
    for set_id, remedy in summary.short.items():
        _print_indented(out, words.runs_short(made.set_by_id[set_id], remedy))
    for set_id, what in summary.allowed.items():
        _print_indented(out, f"{set_id}: {what}")
    if made.waiting:
        out.print("\nWaiting", style="bold")
        _print_waiting(out, programme, made.waiting)
    else:
        out.print()
    _print_totals(out, summary)
    for breach in strained(programme, made):
        _print_indented(out, words.too_near(breach), style="yellow")


def show_moves(
    programme: Programme, plan: Plan, now: Meeting, found: tuple[Move | None, Sequence[Move]], today: date
) -> None:
    """A meeting, where it is wished to be, and where else it could go: at what cost, with whom affected."""
    out, (wished, others) = console(), found
    out.print(f"{now.set_id}, meeting {now.number}: {moves.place(programme, now)}", style="bold")
    _print_indented(out, moves.about(programme, plan, now))
    if wished:
        out.print(f"\nAs asked: {moves.place(programme, wished.meeting)}", style="bold")
        for breach in wished.breaches:
            _print_indented(out, words.breaks(breach), style="red")
        cost = moves.totals(minutes_of(programme, plan), wished.minutes)
        for told in (*moves.mended(wished), cost, *moves.effects(programme, plan, now, wished)):
            _print_indented(out, told)
        if near := moves.short_notice(programme, now, wished.meeting, today):
            _print_indented(out, near, style="yellow")
    out.print("\nAlternatives, all other meetings staying where they are", style="bold")
    for number, move in enumerate(others, 1):
        out.print(f"{number}. {moves.place(programme, move.meeting)}")
        for told in (*moves.effects(programme, plan, now, move), moves.options(now, move.meeting)):
            _print_indented(out, told, indent=3)
    out.print(f"\n{moves.TO_TAKE}" if others else moves.NONE)


def tell_problems(problems: Sequence[Problem], *, err: bool, warning: bool = False) -> None:
    """Every problem (or warning) with its cure; on a terminal by sheet, off it one a line."""
    out, kind = console(err=err), "warning" if warning else "problem"
    if not out.is_terminal:
        for problem in problems:
            out.print(f"{kind}: {problem}" if warning else str(problem), soft_wrap=True)
        return
    colour = "yellow" if warning else "red"
    for sheet, found in groupby(problems, key=lambda problem: problem.sheet):
        out.print(sheet, style="bold")
        out.print(_by_row(found, colour))
    if problems:
        out.print(f"{words.count(len(problems), kind)}.", style=colour)


def tell(text: str, *, err: bool = False, style: str = "") -> None:
    """A sentence or more, wrapped on a terminal only; nothing where it is blank."""
    out = console(err=err)
    if text:
        out.print(text, style=style, soft_wrap=not out.is_terminal)


def _sets(programme: Programme, plan: Plan, today: date) -> Table:
    """A line for each set, with its first meeting, or its next one once any are held."""
    led, housed = bool(programme.facilitators), bool(programme.venues)
    begun = any(meeting.date < today for meeting in plan.meetings)
    headings = ["Set", "Level", ">No.", "Facilitator" * led, "Venue" * housed, "Slot", "Next" if begun else "First"]
    table = _table(*filter(None, headings))
    for one in plan.sets:
        row = [one.set_id, one.level, str(len(one.members))]
        row += [programme.facilitator_name(one.facilitator_id)] * led + [programme.venue_name(one.venue_id)] * housed
        dates = [meeting.date for meeting in plan.meetings_of[one.set_id] if meeting.date >= today or not begun]
        table.add_row(*row, one.slot.label, _day(dates))
    return table


def _meetings(programme: Programme, view: View) -> Table:
    headings = {
        "set": [">No.", "Date", "Start", "Venue", "Presenters", "Absent"],
        "leader": [">No.", "Date", "Start", "Venue", "Presenters", "Absent", ""],
        "facilitator": ["Set", ">No.", "Date", "Start", "Venue", "Presenters", "Absent"],
        "venue": ["Date", "Start", ">Room", "Set", ">No.", "Facilitator"],
    }[view.kind]
    rows = [_cells(programme, one) | {"": _part(one, view.key)} for one in view.meetings]
    if not any(row["Absent"] for row in rows):
        headings = [heading for heading in headings if heading != "Absent"]
    table = _table(*headings)
    for row in rows:
        table.add_row(*(row[heading.lstrip(">")] for heading in headings))
    return table


def _cells(programme: Programme, one: Meeting) -> dict[str, str]:
    room = f", room {one.room}" if one.room else ""
    return {
        "Set": one.set_id,
        "No.": str(one.number),
        "Date": weekday(one.date),
        "Start": f"{programme.settings.hours(one.slot).start:%H:%M}",
        "Venue": f"{programme.venue_name(one.venue_id)}{room}",
        "Room": str(one.room or ""),
        "Facilitator": programme.facilitator_name(one.facilitator_id),
        "Presenters": _leaders(programme, one.presenters),
        "Absent": _leaders(programme, one.absent),
    }


def _part(one: Meeting, leader_id: str) -> str:
    if leader_id in one.absent:
        return "absent"
    return "presents" if leader_id in one.presenters else ""


def _about(programme: Programme, one: LearningSet) -> str:
    facilitator, venue = programme.facilitator_name(one.facilitator_id), programme.venue_name(one.venue_id)
    led = f", led by {facilitator} ({one.facilitator_id})" if facilitator else ""
    housed = f", at {venue} ({one.venue_id})" if venue else ""
    return f"{one.set_id}: {one.level}, {one.slot.label}, {words.count(len(one.members), 'member')}{led}{housed}"


def _members(programme: Programme, one: LearningSet) -> Table:
    table = _table("Member", "Name", "School")
    for member in one.members:
        leader = programme.leader(member)
        table.add_row(member, leader.name, leader.school)
    return table


def _print_waiting(out: Console, programme: Programme, waiting: Iterable[Waiting]) -> None:
    """Those for whom the same is true are told it once."""
    for people in alike(waiting):
        for one in people:
            out.print(f"{one.leader_id} {programme.leader_name(one.leader_id)}, {one.level}")
        _print_indented(out, people[0].reason)
        _print_indented(out, people[0].remedy)
        out.print()


def _print_indented(out: Console, text: str, *, style: str = "", indent: int = 2) -> None:
    blank = " " * indent
    out.print(fill(text, out.width, initial_indent=blank, subsequent_indent=blank), style=style, soft_wrap=True)


def _print_hanging(out: Console, text: str) -> None:
    out.print(fill(text, out.width, subsequent_indent="  "), soft_wrap=True)


def _print_totals(out: Console, summary: Summary) -> None:
    out.print(words.headline(summary), style="bold")
    out.print(words.total(summary.minutes))
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    for label, amount in words.parts(summary.minutes):
        table.add_row(f"  {label}", amount)
    out.print(table)
    out.print(words.quality(summary))
    if summary.cut_short:
        out.print(words.CUT_SHORT, style="yellow")


def _by_row(found: Iterable[Problem], colour: str) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style=colour, no_wrap=True)
    table.add_column()
    for problem in found:
        said = str(replace(problem, sheet="", row=None)).removeprefix(": ")
        table.add_row(f"  row {problem.row}" if problem.row else "  ", Text(said))
    return table


def _table(*headings: str) -> Table:
    """A table without lines; a heading that begins with > stands over numbers, at the right."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for heading in headings:
        right, short = heading.startswith(">"), heading.lstrip(">") in _SHORT
        table.add_column(heading.lstrip(">"), justify="right" if right else "left", no_wrap=short, overflow="fold")
    return table


_SHORT = {"Set", "No.", "Slot", "First", "Next", "Date", "Start", "Room", "Member", "Saved"}


def _day(dates: Sequence[date]) -> str:
    return words.day(dates[0]) if dates else ""


def _leaders(programme: Programme, ids: Iterable[str]) -> str:
    """Names, a line each, so that none is broken in a narrow column."""
    return "\n".join(programme.leader_name(leader_id) for leader_id in ids)
