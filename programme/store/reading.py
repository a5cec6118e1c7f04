"""Reading ``plan/`` back, edited by hand or not, with every problem told at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from programme.advice import command
from programme.identity import meeting_uid
from programme.plans import LearningSet, Meeting, Plan, Summary, Waiting
from programme.problems import InputProblems, Problem
from programme.reading.cells import Unreadable, day, is_set_id, items, set_id
from programme.reading.findings import sheet_name
from programme.records import Programme
from programme.rules.company import plain
from programme.slots import Slot
from programme.store.cells import clock, count, slot
from programme.store.documents import summary_in
from programme.store.sheets import MEETINGS, SETS, WAITING
from programme.store.table import Row, read_table

T = TypeVar("T")
Seat = tuple[Row, LearningSet]
"""A row of sets.csv, and what it says as a set of one."""

SPREADSHEETS = ("leaders.csv", "facilitators.csv", "venues.csv")
PUT_BACK = "Put it back as it was; or move the folder plan away, and it is written as it was saved last."


def read_plan(folder: Path, programme: Programme, saved: Plan | None) -> tuple[Plan, Summary]:
    """The plan in these files, whatever rules it breaks, and its summary.

    Whoever and whatever has left the spreadsheets stays in it, if ``saved`` names them: the plan
    as it was saved before people edited the files; where that is None, any id may have left.
    InputProblems with every cell that cannot be understood.
    """
    reader = _Reader(folder, programme, saved)
    plan, summary = reader.plan(), reader.summary()
    if reader.problems or summary is None:
        raise InputProblems(sorted(reader.problems, key=_place))
    return plan, summary


def gone(programme: Programme, plan: Plan, folder: Path) -> Iterator[Problem]:
    """Whoever and whatever a set or the waiting list has and the programme, as was decided, no longer does."""
    cure = f"Plan again, which changes as little as can be: {command('plan', folder)}"
    needed = {
        ("sets.csv", "leader"): [member for one in plan.sets for member in one.members],
        ("waiting.csv", "leader"): [one.leader_id for one in plan.waiting],
        ("sets.csv", "facilitator"): [one.facilitator_id for one in plan.sets if one.facilitator_id],
        ("sets.csv", "venue"): [one.venue_id for one in plan.sets if one.venue_id],
    }
    known = {"leader": programme.leader_at, "facilitator": programme.facilitator_at, "venue": programme.venue_at}
    for (file, kind), ids in needed.items():
        for key in dict.fromkeys(ids):
            if key not in known[kind]:
                withdrew = kind == "leader" and key in programme.former
                sheet = sheet_name(f"{kind}s.csv", programme.tabs)
                fault = "has withdrawn" if withdrew else f"is not in {sheet} any more"
                yield Problem(sheet=f"plan/{file}", column=f"{kind}_id", value=key, fault=fault, cure=cure)


class _Reader:
    """Reads one sheet after the other; what it cannot understand it notes and leaves out."""

    def __init__(self, folder: Path, programme: Programme, saved: Plan | None) -> None:
        self.folder = folder
        self.programme = programme
        self.left = None if saved is None else _ids(saved)
        self.problems: list[Problem] = []
        self.seated: dict[str, Row] = {}
        self.named: set[str] = set()
        self.uids: dict[str, Row] = {}
        self.numbers: dict[tuple[str, int], Row] = {}

    def plan(self) -> Plan:
        sets = self.sets()
        meetings = filter(None, map(self.meeting, self.rows("meetings.csv", MEETINGS)))
        waiting = filter(None, map(self.waiting, self.rows("waiting.csv", WAITING)))
        return Plan(
            sets=tuple(sorted(sets, key=lambda one: one.set_id)),
            meetings=tuple(sorted(meetings, key=lambda one: (one.set_id, one.number))),
            waiting=tuple(waiting),
        )

    def summary(self) -> Summary | None:
        path = self.folder / "summary.json"
        try:
            return summary_in(json.loads(path.read_text("utf-8-sig")))
        except (OSError, KeyError, TypeError, ValueError, AttributeError):
            fault = "cannot be read" if path.exists() else "is missing"
            self.problems.append(Problem(sheet=f"plan/{path.name}", fault=fault, cure=PUT_BACK))
        return None

    def rows(self, name: str, columns: Sequence[str]) -> tuple[Row, ...]:
        try:
            table = read_table(self.folder / name, columns)
        except (OSError, ValueError):
            fault = "cannot be read" if (self.folder / name).exists() else "is missing"
            self.problems.append(Problem(sheet=f"plan/{name}", fault=fault, cure=PUT_BACK))
            return ()
        cure = f"The headings are {', '.join(columns)}."
        for column in table.missing:
            self.problems.append(Problem(sheet=table.sheet, row=1, column=column, fault="is missing", cure=cure))
        return () if table.missing else table.rows

    def sets(self) -> list[LearningSet]:
        rows = self.rows("sets.csv", SETS)
        self.named = {row["set_id"] for row in rows}
        seats: dict[str, list[Seat]] = defaultdict(list)
        for row in rows:
            if found := self.seat(row):
                seats[found.set_id].append((row, found))
        return [self.together(of_one_set) for of_one_set in seats.values()]

    def seat(self, row: Row) -> LearningSet | None:
        name, usual = self.value(row, "set_id", set_id), self.value(row, "slot", slot)
        leader_id, facilitator_id, venue_id = self.leader(row), self.facilitator(row), self.venue(row)
        if name is None or usual is None:
            return None
        return LearningSet(
            set_id=name,
            level=self.level(row),
            members=(leader_id,) if leader_id else (),
            facilitator_id=facilitator_id,
            venue_id=venue_id,
            slot=usual,
        )

    def together(self, seats: Sequence[Seat]) -> LearningSet:
        for column in ("level", "facilitator_id", "venue_id", "slot"):
            self.agree(seats, column)
        members = {member for _, seat in seats for member in seat.members}
        return replace(seats[0][1], members=tuple(sorted(members)))

    def agree(self, seats: Sequence[Seat], column: str) -> None:
        """Notes where the rows of a set contradict the first; cells with an unknown id are noted already."""
        said = [(row, seat) for row, seat in seats if not row[column] or getattr(seat, column) != ""]
        for row, seat in said[1:]:
            first_row, first = said[0]
            if getattr(seat, column) != getattr(first, column):
                fault = f"differs from {first_row[column]!r} in row {first_row.number}"
                self.note(row, column, fault, f"Write the same in every row of {seat.set_id}.")

    def meeting(self, row: Row) -> Meeting | None:
        name = self.known(row, "set_id", row["set_id"], self.named, "plan/sets.csv")
        number, when = self.value(row, "meeting", count), self.half_day(row)
        venue_id, facilitator_id = self.venue(row), self.facilitator(row)
        room = self.value(row, "room", count) if row["room"] else 0
        presenters, absent = self.leaders(row, "presenters"), self.leaders(row, "absent")
        if not is_set_id(name) or number is None or when is None or room is None:
            return None
        self.once(row, name, number)
        return Meeting(
            set_id=name,
            number=number,
            uid=self.uid(row, name, number),
            date=when[0],
            slot=when[1],
            venue_id=venue_id,
            room=room,
            facilitator_id=facilitator_id,
            presenters=presenters,
            absent=absent,
        )

    def waiting(self, row: Row) -> Waiting | None:
        leader_id = self.leader(row)
        if not leader_id:
            return None
        return Waiting(leader_id=leader_id, level=self.level(row), reason=row["reason"], remedy=row["remedy"])

    def half_day(self, row: Row) -> tuple[date, Slot] | None:
        on, half = self.value(row, "date", day), self.half(row)
        if on and on.weekday() > 4:
            self.note(row, "date", f"is a {on:%A}", "Choose a day from Monday to Friday.")
        elif on and half is not None:
            return on, Slot.on(on, half)
        return None

    def half(self, row: Row) -> int | None:
        """0 for a row with the hours of a morning, 1 for an afternoon."""
        start, end = self.value(row, "start", clock), self.value(row, "end", clock)
        halves = self.programme.settings.morning, self.programme.settings.afternoon
        for half, hours in enumerate(halves):
            if (start, end) == (hours.start, hours.end):
                return half
        if start and end:
            cure = f"Write {' or '.join(f'{h.start:%H:%M} to {h.end:%H:%M}' for h in halves)}, in start and end."
            fault = "is neither the programme's morning nor its afternoon"
            self.problems.append(row.problem("start", fault, cure, f"{start:%H:%M} to {end:%H:%M}"))
        return None

    def level(self, row: Row) -> str:
        """The level as the leaders have it, where only case, spaces or punctuation differ."""
        alike = [level for level in self.programme.levels if plain(level) == plain(row["level"])]
        return alike[0] if alike and row["level"] not in alike else row["level"]

    def leader(self, row: Row) -> str:
        """The leader of this row, who has no other row in sets.csv or waiting.csv."""
        leader_id = self.known(row, "leader_id", row["leader_id"], self.programme.leader_at, "leaders.csv")
        before = self.seated.setdefault(leader_id, row)
        if leader_id and before is not row:
            self.note(row, "leader_id", f"stands in {before.where} too", "Delete one of the two rows.")
        return leader_id

    def leaders(self, row: Row, column: str) -> tuple[str, ...]:
        named = [self.known(row, column, name, self.programme.leader_at, "leaders.csv") for name in items(row[column])]
        return tuple(filter(None, named))

    def facilitator(self, row: Row) -> str:
        name, known = row["facilitator_id"], self.programme.facilitator_at
        return name and self.known(row, "facilitator_id", name, known, "facilitators.csv")

    def venue(self, row: Row) -> str:
        name, known = row["venue_id"], self.programme.venue_at
        return name and self.known(row, "venue_id", name, known, "venues.csv")

    def uid(self, row: Row, set_id: str, number: int) -> str:
        """The meeting's uid; a blank one is made as planning makes it."""
        uid = row["uid"] or meeting_uid(self.programme.settings, set_id, number)
        before = self.uids.setdefault(uid, row)
        if before is not row:
            self.note(row, "uid", f"is the uid in row {before.number} too", "Put back its own, or leave it blank.")
        return uid

    def once(self, row: Row, set_id: str, number: int) -> None:
        before = self.numbers.setdefault((set_id, number), row)
        if before is not row:
            fault = f"is the number of the meeting in row {before.number} too"
            self.note(row, "meeting", fault, f"Number the meetings of {set_id} in the order of their dates.")

    def known(self, row: Row, column: str, name: str, ids: Collection[str], where: str) -> str:
        """The id, or "" where it neither is in a row of ``where`` nor can have been."""
        if name in ids:
            return name
        meant = [known for known in ids if _bare(known) == _bare(name)] if name else []
        if name and not meant and where in SPREADSHEETS and (self.left is None or name in self.left):
            return name
        sheet = sheet_name(where, self.programme.tabs)
        cure = f"Did you mean {meant[0]!r}?" if meant else f"Write an id that is in {sheet}."
        fault = f"is not in {sheet}" if name else "is blank"
        self.problems.append(row.problem(column, fault, cure, name))
        return ""

    def value(self, row: Row, column: str, read: Callable[[str], T]) -> T | None:
        if not row[column]:
            self.note(row, column, "is blank", f"Fill in {column}.")
            return None
        try:
            return read(row[column])
        except Unreadable as unreadable:
            for found in unreadable.faults:
                self.note(row, column, found.fault, found.cure)
        return None

    def note(self, row: Row, column: str, fault: str, cure: str) -> None:
        self.problems.append(row.problem(column, fault, cure))


def _place(problem: Problem) -> tuple[int, int]:
    names = ["plan/sets.csv", "plan/meetings.csv", "plan/waiting.csv", "plan/summary.json"]
    return names.index(problem.sheet), problem.row or 0


def _ids(plan: Plan) -> frozenset[str]:
    """Everyone and everything that a plan names."""
    of_sets = {key for one in plan.sets for key in (*one.members, one.facilitator_id, one.venue_id)}
    of_meetings = {k for m in plan.meetings for k in (*m.presenters, *m.absent, m.facilitator_id, m.venue_id)}
    return frozenset(of_sets | of_meetings | {one.leader_id for one in plan.waiting})


def _bare(name: str) -> str:
    """An id without case, punctuation and leading zeros, which Excel drops."""
    return plain(name).lstrip("0")
