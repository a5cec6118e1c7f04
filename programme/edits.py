"""Changes of the spreadsheets as values: told to a coordinator, made in a programme, written into the files.

A value is what records hold, in a column of the same name; ``text`` is what stands in the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from programme.records import Facilitator, Leader, Place, Programme, Venue
from programme.slots import Slot

LEADERS, FACILITATORS, VENUES, SETTINGS = "leaders.csv", "facilitators.csv", "venues.csv", "programme.toml"
MINUTES = 10
"""So many minutes more of a travel limit are one more to a coordinator."""
SIZE = {
    "max_travel_minutes": 1.0,
    "cannot_attend": 2.0,
    "pinned": 2.0,
    "not_with": 1.0,
    "not_with_trusts": 3.0,
    "capacity": 3.0,
    "rooms": 3.0,
    "step_free": 4.0,
    "max_sets": 4.0,
    "set_size_max": 8.0,
    "join_until_meeting": 8.0,
    LEADERS: 5.0,
    FACILITATORS: 6.0,
    VENUES: 6.0,
}
"""What a change is to a coordinator, by column or, for a new row, by file; another facilitator is as much as three
free half-days. ``not_with`` is counted in both of its rows, a facilitator for each of their sets."""
Record = Leader | Facilitator | Venue
_KEPT = {
    LEADERS: ("leaders", "leader_id"),
    FACILITATORS: ("facilitators", "facilitator_id"),
    VENUES: ("venues", "venue_id"),
}
_FILE: dict[type, str] = {Leader: LEADERS, Facilitator: FACILITATORS, Venue: VENUES}
_COLUMNS = {
    LEADERS: ("leader_id", "name", "email", "school", "level", "max_travel_minutes"),
    FACILITATORS: ("facilitator_id", "name", "email", "levels", "max_sets"),
    VENUES: ("venue_id", "name", "address", "rooms", "capacity", "step_free"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Another value in a cell: in the row of an id, or of a key of programme.toml where ``key`` is ""."""

    file: str
    key: str
    column: str
    before: Any
    after: Any
    row: int | None = None

    @property
    def size(self) -> float:
        """What it is to a coordinator."""
        size, numbers = SIZE[self.column], isinstance(self.before, int) and isinstance(self.after, int)
        more = float(self.after - self.before) if numbers else 0.0
        return size + {"max_travel_minutes": more / MINUTES, "max_sets": size * (more - 1)}.get(self.column, 0.0)

    def made_in(self, programme: Programme) -> Programme:
        """The programme with the other value."""
        value: dict[str, Any] = {self.column: self.after}
        if not self.key:
            return replace(programme, settings=replace(programme.settings, **value))
        kept, name = _KEPT[self.file]
        rows = (replace(x, **value) if getattr(x, name) == self.key else x for x in getattr(programme, kept))
        return _with(programme, kept, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A new row; columns that ``cells`` does not name stay blank."""

    record: Record

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return _FILE[type(self.record)]

    @property
    def key(self) -> str:
        """Its id."""
        return str(getattr(self.record, _KEPT[self.file][1]))

    @property
    def size(self) -> float:
        """What it is to a coordinator."""
        return SIZE[self.file] * getattr(self.record, "max_sets", 1)

    @property
    def cells(self) -> dict[str, str]:
        """What stands in its columns."""
        known = {column: text(getattr(self.record, column)) for column in _COLUMNS[self.file]}
        place = self.record.place
        return known | ({"easting": f"{place.easting:.0f}", "northing": f"{place.northing:.0f}"} if place else {})

    def made_in(self, programme: Programme) -> Programme:
        """The programme with the row."""
        kept, name = _KEPT[self.file]
        rows = sorted((*getattr(programme, kept), self.record), key=lambda x: str(getattr(x, name)))
        return _with(programme, kept, rows)


Edit = Cell | Row
Edits = tuple[Edit, ...]
"""Changes to be made together."""


def made_in(programme: Programme, edits: Iterable[Edit]) -> Programme:
    """The programme with all changes."""
    for edit in edits:
        programme = edit.made_in(programme)
    return programme


def size(edits: Iterable[Edit]) -> float:
    """What all changes are to a coordinator."""
    return sum(edit.size for edit in edits)


def text(value: Any) -> str:
    """A value as it stands in a cell: ``Mon am; Thu pm``, ``yes``, ``55``."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return "; ".join(one.label if isinstance(one, Slot) else str(one) for one in sorted(value))
    return str(value)


def cell(record: Record, column: str, after: Any) -> Cell:
    """Another value in a column of a row that is there."""
    file = _FILE[type(record)]
    key = getattr(record, _KEPT[file][1])
    return Cell(file=file, key=key, column=column, before=getattr(record, column), after=after, row=record.row)


def setting(programme: Programme, key: str, after: Any) -> Cell:
    """Another value of a key of programme.toml."""
    return Cell(file=SETTINGS, key="", column=key, before=getattr(programme.settings, key), after=after)


def together(one: Leader, other: Leader) -> Edits:
    """That these two need not be kept apart any more, in the rows of both."""
    pairs = ((one, other.leader_id), (other, one.leader_id))
    return tuple(cell(who, "not_with", who.not_with - {whom}) for who, whom in pairs)


def named(programme: Programme, edits: Sequence[Edit]) -> Edits:
    """The same with ids for new rows that no row has yet, and with places in whole metres."""
    new = {file: _new_ids(programme, *kept) for file, kept in _KEPT.items()}
    return tuple(_named(edit, next(new[edit.file])) if isinstance(edit, Row) else edit for edit in edits)


def _with(programme: Programme, kept: str, rows: Iterable[Any]) -> Programme:
    others: dict[str, Any] = {kept: tuple(rows)}
    return replace(programme, **others)


def _new_ids(programme: Programme, kept: str, name: str) -> Iterator[str]:
    taken, number = {getattr(x, name) for x in getattr(programme, kept)}, 0
    while True:
        number += 1
        if f"NEW{number}" not in taken:
            yield f"NEW{number}"


def _named(row: Row, key: str) -> Row:
    called: dict[str, Any] = {_KEPT[row.file][1]: key, "name": f"Somebody new, {key}"}
    if isinstance(row.record, Leader):
        called |= {"school": f"School of {key}"}
    if isinstance(row.record, Venue):
        called |= {"name": f"Venue {key}", "address": f"Address of {key}"}
    else:
        called |= {"email": f"{key.lower()}.{row.file.removesuffix('.csv')}@example.org"}
    if row.record.place:
        called |= {"place": Place(round(row.record.place.easting), round(row.record.place.northing))}
    return replace(row, record=replace(row.record, **called))
