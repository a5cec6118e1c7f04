"""What the workbook holds: sheets of plain values, in the order in which people look at them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date, time

from programme.plans import Plan, Summary
from programme.records import Programme
from programme.travel import known_minutes
from report.changes import Change

Cell = str | int | float | date | time | None
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sets": (
        *("set_id", "level", "members", "names", "facilitator", "venue", "slot"),
        *("first_meeting", "last_meeting", "remedy"),
    ),
    "meetings": (
        *("set_id", "meeting", "date", "start", "end", "venue", "address", "room"),
        *("facilitator", "presenters", "absent"),
    ),
    "people": (
        *("leader_id", "name", "email", "school", "trust", "level", "set_id", "venue", "minutes"),
        *("presents", "absent"),
    ),
    "waiting": ("leader_id", "name", "email", "school", "level", "reason", "remedy"),
    "facilitators": ("facilitator_id", "name", "email", "sets", "set_ids", "meetings"),
    "venues": ("venue_id", "name", "address", "email", "sets", "meetings", "cost"),
    "changes": ("change", "set_id", "meeting", "who", "before", "after"),
}
"""The columns of each sheet, by its title."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its title, its headings, and rows of as many cells."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheets(programme: Programme, plan: Plan, summary: Summary, changes: Iterable[Change]) -> tuple[Sheet, ...]:
    """Every sheet of the workbook, for the coordinator's eyes: it names people, addresses and absences.

    ``changes`` are those since the revision before.
    """
    told = _Told(programme, plan, summary)
    ways: Mapping[str, Callable[[], Iterable[tuple[Cell, ...]]]] = {
        "sets": told.sets,
        "meetings": told.meetings,
        "people": told.people,
        "waiting": told.waiting,
        "facilitators": told.facilitators,
        "venues": told.venues,
        "changes": lambda: map(astuple, changes),
    }
    return tuple(Sheet(title, COLUMNS[title], tuple(rows())) for title, rows in ways.items())


class _Told:
    """The rows of each sheet."""

    def __init__(self, programme: Programme, plan: Plan, summary: Summary) -> None:
        self.programme = programme
        self.plan = plan
        self.summary = summary

    def sets(self) -> Iterator[tuple[Cell, ...]]:
        for one in self.plan.sets:
            dates = [meeting.date for meeting in self.plan.meetings_of[one.set_id]]
            yield (
                one.set_id,
                one.level,
                len(one.members),
                self.names(one.members),
                self.programme.facilitator_name(one.facilitator_id),
                self.programme.venue_name(one.venue_id),
                one.slot.label,
                min(dates, default=None),
                max(dates, default=None),
                self.summary.short.get(one.set_id),
            )

    def meetings(self) -> Iterator[tuple[Cell, ...]]:
        for one in sorted(self.plan.meetings, key=lambda m: (m.date, m.slot, m.set_id)):
            hours, at = self.programme.settings.hours(one.slot), self.programme.venue_at.get(one.venue_id)
            yield (
                one.set_id,
                one.number,
                one.date,
                hours.start,
                hours.end,
                self.programme.venue_name(one.venue_id),
                None if at is None else self.programme.venues[at].address,
                one.room or None,
                self.programme.facilitator_name(one.facilitator_id),
                self.names(one.presenters),
                self.names(one.absent),
            )

    def people(self) -> Iterator[tuple[Cell, ...]]:
        seat = {member: one for one in self.plan.sets for member in one.members}
        for leader in sorted(self.programme.leaders, key=lambda one: (one.name.casefold(), one.leader_id)):
            one = seat.get(leader.leader_id)
            own = self.plan.meetings_of[one.set_id] if one else ()
            yield (
                *(leader.leader_id, leader.name, leader.email, leader.school, leader.trust, leader.level),
                one.set_id if one else None,
                self.programme.venue_name(one.venue_id) if one else None,
                known_minutes(self.programme, leader.leader_id, one.venue_id) if one else None,
                sum(leader.leader_id in meeting.presenters for meeting in own) if one else None,
                sum(leader.leader_id in meeting.absent for meeting in own) if one else None,
            )

    def waiting(self) -> Iterator[tuple[Cell, ...]]:
        for one in self.plan.waiting:
            leader = self.programme.leader(one.leader_id)
            yield leader.leader_id, leader.name, leader.email, leader.school, one.level, one.reason, one.remedy

    def facilitators(self) -> Iterator[tuple[Cell, ...]]:
        for one in self.programme.facilitators:
            own = [s.set_id for s in self.plan.sets if s.facilitator_id == one.facilitator_id]
            led = sum(meeting.facilitator_id == one.facilitator_id for meeting in self.plan.meetings)
            yield one.facilitator_id, one.name, one.email, len(own), "; ".join(own), led

    def venues(self) -> Iterator[tuple[Cell, ...]]:
        for one in self.programme.venues:
            sets = sum(s.venue_id == one.venue_id for s in self.plan.sets)
            held = sum(meeting.venue_id == one.venue_id for meeting in self.plan.meetings)
            yield one.venue_id, one.name, one.address, one.email, sets, held, held * one.cost

    def names(self, leader_ids: Sequence[str]) -> str:
        return "; ".join(map(self.programme.leader_name, leader_ids))
