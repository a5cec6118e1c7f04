"""The sheets of a programme and their columns: the one table that reader, advice and tests share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from programme.reading import cells

Parser = Callable[[str], Any]

GRID = (
    "Eastings lie between 1000 and 700000 metres and northings between 1000 and 1300000; "
    "degrees belong under latitude and longitude."
)
DEGREES = (
    "Latitudes lie between 49.8 and 60.9 degrees and longitudes between -8.7 and 1.8; "
    "have the two changed places?"
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, how a cell is read, and what a blank cell stands for."""

    name: str
    read: Parser = cells.text
    required: bool = False
    blank: Any = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetKind:
    """A file of the folder and its columns; ``either``: at least one of these must be there."""

    file: str
    columns: tuple[Column, ...]
    required: bool = False
    either: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def keys(self) -> frozenset[str]:
        """The headings of its columns, as they are compared."""
        return frozenset(heading_key(column.name) for column in self.columns)

    def leaving_open(self, name: str) -> SheetKind:
        """The same, but that this column may be blank or absent."""
        columns = (replace(column, required=False) if column.name == name else column for column in self.columns)
        return replace(self, columns=tuple(columns))


def heading_key(heading: str) -> str:
    """A heading as it is compared: letter case, spaces and underscores do not matter."""
    return "".join(heading.casefold().replace("_", " ").split())


PLACE = (
    Column(name="easting", read=cells.coordinate(1_000, 700_000, GRID), blank=None),
    Column(name="northing", read=cells.coordinate(1_000, 1_300_000, GRID), blank=None),
    Column(name="latitude", read=cells.coordinate(49.8, 60.9, DEGREES), blank=None),
    Column(name="longitude", read=cells.coordinate(-8.7, 1.8, DEGREES), blank=None),
    Column(name="postcode"),
)

LEADERS = SheetKind(
    file="leaders.csv",
    required=True,
    either=("job_title", "level"),
    columns=(
        Column(name="leader_id", read=cells.identifier, required=True),
        Column(name="name", required=True),
        Column(name="email", read=cells.email, required=True),
        Column(name="school", required=True),
        Column(name="job_title"),
        Column(name="level"),
        Column(name="urn", read=cells.code),
        Column(name="trust"),
        Column(name="trust_code", read=cells.code),
        Column(name="federation"),
        Column(name="phase"),
        Column(name="area"),
        *PLACE,
        Column(name="cannot_attend", read=cells.slots, blank=frozenset()),
        Column(name="away", read=cells.periods, blank=()),
        Column(name="max_travel_minutes", read=cells.whole(1, 1440, of=" of minutes"), blank=None),
        Column(name="not_with", read=cells.codes, blank=()),
        Column(name="pinned", read=cells.set_id),
        Column(name="share_contact", read=cells.yes_no, blank=False),
        Column(name="phone"),
        Column(name="pa_email", read=cells.email),
        Column(name="needs_step_free", read=cells.yes_no, blank=False),
        Column(name="start_in_post", read=cells.day, blank=None),
    ),
)

FACILITATORS = SheetKind(
    file="facilitators.csv",
    columns=(
        Column(name="facilitator_id", read=cells.identifier, required=True),
        Column(name="name", required=True),
        Column(name="email", read=cells.email, required=True),
        Column(name="levels", read=cells.names, blank=()),
        Column(name="max_sets", read=cells.whole(0, 1000), blank=3),
        *PLACE,
        Column(name="cannot_attend", read=cells.slots, blank=frozenset()),
        Column(name="away", read=cells.periods, blank=()),
        Column(name="not_with_trusts", read=cells.names, blank=()),
    ),
)

VENUES = SheetKind(
    file="venues.csv",
    columns=(
        Column(name="venue_id", read=cells.identifier, required=True),
        Column(name="name", required=True),
        Column(name="address", read=cells.lines, required=True),
        Column(name="email", read=cells.email),
        *PLACE,
        Column(name="rooms", read=cells.whole(1, 1000), blank=1),
        Column(name="capacity", read=cells.whole(1, 10_000), blank=10),
        Column(name="cost", read=cells.number(0, 100_000, of=" of pounds"), blank=0.0),
        Column(name="step_free", read=cells.yes_no, blank=False),
        Column(name="cannot_host", read=cells.slots, blank=frozenset()),
        Column(name="closed", read=cells.periods, blank=()),
    ),
)

CLOSURES = SheetKind(
    file="closures.csv",
    columns=(
        Column(name="first_day", read=cells.day, required=True),
        Column(name="last_day", read=cells.day, required=True),
        Column(name="reason", required=True),
        Column(name="area"),
        Column(name="price", read=cells.number(0, 1_000_000, of=" of minutes"), blank=None),
    ),
)

LEVELS = SheetKind(
    file="levels.csv",
    columns=(Column(name="job_title", required=True), Column(name="level", required=True)),
)

TRAVEL = SheetKind(
    file="travel.csv",
    columns=(
        Column(name="from", read=cells.code, required=True),
        Column(name="to", read=cells.code, required=True),
        Column(name="minutes", read=cells.number(0, 1440, of=" of minutes"), required=True),
    ),
)

PREVIOUS_SETS = SheetKind(
    file="previous_sets.csv",
    either=("leader_id", "email"),
    columns=(
        Column(name="programme", required=True),
        Column(name="set_id", read=cells.code, required=True),
        Column(name="leader_id", read=cells.code),
        Column(name="email", read=cells.email),
    ),
)

SHEETS = (LEADERS, FACILITATORS, VENUES, CLOSURES, LEVELS, TRAVEL, PREVIOUS_SETS)

ID_OF = {"leaders.csv": "leader_id", "facilitators.csv": "facilitator_id", "venues.csv": "venue_id"}
"""The column of the ids of each sheet whose rows have a place."""
