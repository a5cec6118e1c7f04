"""What stands on the page: plain values, in the order in which people meet them. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from programme.records import Contact
from programme.slots import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of the summary: ``21 min`` under ``Travel``, and what it means; ``to`` is a place on the page."""

    label: str
    value: str
    note: str
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level in figures; ``at`` counts levels from 0 and gives each its colour and shape."""

    at: int
    name: str
    placed: int
    waiting: int
    sets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Something worth acting on; ``set_id`` is the set that it concerns, or ""."""

    text: str
    set_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingGroup:
    """People of a level who wait for the same reason."""

    level: Level
    people: tuple[Person, ...]
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A leader; ``turns`` has for each meeting of their set, in order, ``presents``, ``away`` or "".

    ``minutes`` are those to the home venue, one way, None where they are not known.
    """

    leader_id: str
    name: str
    email: str
    phone: str
    school: str
    trust: str
    level: Level
    set_id: str
    minutes: int | None
    step_free: bool
    turns: tuple[str, ...]

    @property
    def presents(self) -> int:
        """How many times."""
        return self.turns.count(PRESENTS)

    @property
    def misses(self) -> int:
        """How many meetings."""
        return self.turns.count(AWAY)


PRESENTS, AWAY = "presents", "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """A meeting, as people say it; ``there`` of ``members`` come, None where that is withheld.

    ``unusual`` says what is not as the set is used to it, or "".
    """

    set_id: str
    number: int
    date: date
    hours: str
    venue: str
    room: int
    facilitator: str
    members: int
    there: int | None
    unusual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A set; ``remedy`` is what would help where it runs short, ``median`` and ``longest`` are minutes one way."""

    set_id: str
    level: Level
    slot: Slot
    hours: str
    venue: str
    address: str
    facilitator: str
    facilitator_email: str
    members: tuple[Person, ...]
    meetings: tuple[Gathering, ...]
    remedy: str
    median: int | None
    longest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilitatorLoad:
    """What a facilitator carries; ``hours`` of travel over the programme, None where they are not known."""

    facilitator_id: str
    name: str
    email: str
    set_ids: tuple[str, ...]
    most: int
    meetings: int
    hours: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueLoad:
    """What a venue carries; ``cost`` in pounds for all meetings there."""

    venue_id: str
    name: str
    address: str
    email: str
    set_ids: tuple[str, ...]
    rooms: int
    meetings: int
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Part of the year, from ``start`` over ``length``, both in per cent of it; ``label`` is for people.

    ``kind`` is ``shut``, ``dear`` (a closure with a price), ``some`` (closed to some members) or "".
    """

    start: float
    length: float
    label: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A meeting in the year, ``at`` per cent of it."""

    at: float
    meeting: Gathering


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A set's year: days that are closed to some of its members alone, and its meetings."""

    card: Card
    closed: tuple[Span, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week with so many meetings; ``height`` is in per cent of the busiest."""

    span: Span
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The ``days`` from the ``first`` Monday to the last Sunday.

    ``closed`` are closures everywhere, ``holidays`` bank holidays; ``shut`` tells all closures in words.
    """

    months: tuple[Span, ...]
    closed: tuple[Span, ...]
    holidays: tuple[Span, ...]
    weeks: tuple[Week, ...]
    rows: tuple[Row, ...]
    shut: tuple[str, ...]
    first: date
    days: int


Point = tuple[int, int]
"""East and north, in steps of the map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A named point on the map; the middle of a set without a venue has no name."""

    name: str
    at: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Star:
    """A set on the map: lines from a hub, by its position, to where its members come from."""

    set_id: str
    level: int
    hub: int
    ends: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """Somebody who waits, on the map."""

    name: str
    level: int
    at: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The map, in steps of so many ``metres`` on the British National Grid; ``lands`` are outlines."""

    metres: int
    hubs: tuple[Hub, ...]
    stars: tuple[Star, ...]
    strays: tuple[Stray, ...]
    areas: tuple[Hub, ...]
    lands: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All of it. ``sheet`` is the set_id where the page is that of one set; ``revision`` is 0 where nobody is told."""

    name: str
    organiser: Contact
    first_day: date
    last_day: date
    revision: int
    members_only: bool
    sheet: str
    headline: str
    figures: tuple[Figure, ...]
    quality: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    total: str
    advice: tuple[Advice, ...]
    waiting: tuple[WaitingGroup, ...]
    levels: tuple[Level, ...]
    cards: tuple[Card, ...]
    meetings: tuple[Gathering, ...]
    chart: Chart | None
    year: Year | None
    people: tuple[Person, ...]
    facilitators: tuple[FacilitatorLoad, ...]
    venues: tuple[VenueLoad, ...]
