"""The programme: everything the spreadsheets say, as frozen values that check themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property

from programme.forgotten import called
from programme.plans import Standing
from programme.problems import Problem
from programme.slots import Period, Slot, monday_of


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the British National Grid (EPSG:27700), in metres."""

    easting: float
    northing: float


@dataclass(frozen=True, slots=True)
class Contact:
    """A name and an e-mail address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class HalfDay:
    """The hours of a morning or an afternoon."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"Expected an end after {self.start:%H:%M}, got {self.end:%H:%M}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A person to be placed in a set, that of the set_id ``pinned`` or "". ``row`` is where leaders.csv has them."""

    leader_id: str
    name: str
    email: str
    school: str
    level: str
    job_title: str = ""
    urn: str = ""
    trust: str = ""
    trust_code: str = ""
    federation: str = ""
    phase: str = ""
    area: str = ""
    place: Place | None = None
    cannot_attend: frozenset[Slot] = frozenset()
    away: tuple[Period, ...] = ()
    max_travel_minutes: int
    not_with: frozenset[str] = frozenset()
    pinned: str = ""
    share_contact: bool = False
    phone: str = ""
    pa_email: str = ""
    needs_step_free: bool = False
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facilitator:
    """Leads up to ``max_sets`` sets; ``levels`` empty means every level."""

    facilitator_id: str
    name: str
    email: str
    levels: frozenset[str] = frozenset()
    max_sets: int = 3
    place: Place | None = None
    cannot_attend: frozenset[Slot] = frozenset()
    away: tuple[Period, ...] = ()
    not_with_trusts: frozenset[str] = frozenset()
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A place with ``rooms`` rooms for ``capacity`` people each; ``cost`` in pounds a half-day."""

    venue_id: str
    name: str
    address: str
    email: str = ""
    place: Place | None = None
    rooms: int = 1
    capacity: int = 10
    cost: float = 0.0
    step_free: bool = False
    cannot_host: frozenset[Slot] = frozenset()
    closed: tuple[Period, ...] = ()
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Days without meetings in an area (blank: everywhere); with ``price``, days that cost minutes a member."""

    days: Period
    reason: str
    area: str = ""
    price: float | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What each preference is worth, in minutes of people's time (docs/decisions/minutes.md)."""

    travel: float = 1
    absence: float = 180
    week_off: float = 15
    other_slot: float = 10
    other_venue: float = 10
    unplaced: float = 2000
    repeat_pair: float = 0
    minutes_per_pound: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """The server that messages are sent through; ``host`` is "" where there is none.

    ``security`` is "starttls", "tls" or "none"; ``port`` None means the usual one for that,
    ``user`` "" that the server asks for nobody.
    """

    host: str = ""
    port: int | None = None
    security: str = "starttls"
    user: str = ""
    messages_per_minute: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """A wish for a column of leaders.csv: ``minutes`` for each pair in a set that is not as ``want`` says.

    ``want`` is "differ" or "same"; ``values`` are by leader_id, blank where nothing is known,
    which costs nothing.
    """

    column: str
    want: str
    minutes: float
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The keys of programme.toml, under their own names; ``same_school`` and its like: minutes a pair, None: never."""

    name: str
    organiser: Contact
    first_day: date
    last_day: date
    meetings: int = 6
    weeks_between: int = 6
    weeks_between_min: int = 5
    weeks_between_max: int = 8
    set_size_min: int = 6
    set_size_max: int = 8
    quorum: int = 5
    most_absences: int = 2
    morning: HalfDay = HalfDay(time(9, 30), time(12, 30))
    afternoon: HalfDay = HalfDay(time(13, 30), time(16, 30))
    timezone: str = "Europe/London"
    max_travel_minutes: int = 90
    presenters: int = 2
    notice_days: int = 14
    join_until_meeting: int = 2
    start_weeks: str = "staggered"
    levels: tuple[str, ...] = ()
    same_school: float | None = None
    same_trust: float | None = None
    same_federation: float | None = None
    min_school_distance_km: float = 0
    seed: int = 1
    time_limit_seconds: float = 60
    routing: str = ""
    store: str = ""
    feeds: str = ""
    prices: Prices = field(default_factory=Prices)
    smtp: Smtp = field(default_factory=Smtp)

    def hours(self, slot: Slot) -> HalfDay:
        """The hours of this slot's half of the day."""
        return self.afternoon if slot.half else self.morning


@dataclass(frozen=True, kw_only=True, eq=False)
class Programme:
    """Everything the spreadsheets say. People and venues are sorted by id.

    Arrays elsewhere are indexed by position in ``leaders``, ``facilitators``, ``venues``,
    by ``Slot`` value, and by week: week 0 is the week of ``settings.first_day``.
    ``company`` has the leader_ids of each set of an earlier programme;
    ``travel`` holds the coordinator's own minutes between two ids, one way; ``from_day``
    is the first day that planning may still use, where that is later than ``first_day``.
    ``standing`` is the plan that is to be changed as little as possible, None for a first plan;
    ``declined`` (leader_id, set_id), ``wide_gaps`` (set_ids) and ``substitutes`` (uid: facilitator_id)
    are what the coordinator decided (programme/decisions.py); ``former`` has the names of those who
    withdrew, by leader_id. ``tabs`` has the tab of a workbook that stands for a file, for files that are none.
    """

    settings: Settings
    leaders: tuple[Leader, ...]
    facilitators: tuple[Facilitator, ...] = ()
    venues: tuple[Venue, ...] = ()
    closures: tuple[Closure, ...] = ()
    mixes: tuple[Mix, ...] = ()
    company: tuple[frozenset[str], ...] = ()
    travel: Mapping[tuple[str, str], float] = field(default_factory=dict)
    tabs: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    from_day: date | None = None
    standing: Standing | None = None
    declined: frozenset[tuple[str, str]] = frozenset()
    wide_gaps: frozenset[str] = frozenset()
    substitutes: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for ids in (list(self.leader_at), list(self.facilitator_at), list(self.venue_at)):
            if ids != sorted(ids):
                raise ValueError("Expected leaders, facilitators and venues sorted by id")

    @cached_property
    def leader_at(self) -> dict[str, int]:
        """Position of each leader_id."""
        return {leader.leader_id: at for at, leader in enumerate(self.leaders)}

    @cached_property
    def facilitator_at(self) -> dict[str, int]:
        """Position of each facilitator_id."""
        return {facilitator.facilitator_id: at for at, facilitator in enumerate(self.facilitators)}

    @cached_property
    def venue_at(self) -> dict[str, int]:
        """Position of each venue_id."""
        return {venue.venue_id: at for at, venue in enumerate(self.venues)}

    def leader(self, leader_id: str) -> Leader:
        """The leader of this id; KeyError where there is none."""
        return self.leaders[self.leader_at[leader_id]]

    def leader_name(self, leader_id: str) -> str:
        """What to call a leader, who may have left."""
        at = self.leader_at.get(leader_id)
        left = self.former.get(leader_id) or called(leader_id, "member")
        return left if at is None else self.leaders[at].name

    def facilitator_name(self, facilitator_id: str) -> str:
        """What to call a facilitator, who may have left."""
        at = self.facilitator_at.get(facilitator_id)
        return called(facilitator_id, "facilitator") if at is None else self.facilitators[at].name

    def venue_name(self, venue_id: str) -> str:
        """What to call a venue, which may no longer be in the spreadsheet."""
        at = self.venue_at.get(venue_id)
        return venue_id if at is None else self.venues[at].name

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels that leaders have, sorted."""
        return tuple(sorted({leader.level for leader in self.leaders}))

    @property
    def first_usable_day(self) -> date:
        """The first day on which a meeting can be planned."""
        return max(self.settings.first_day, self.from_day or self.settings.first_day)

    @cached_property
    def mondays(self) -> tuple[date, ...]:
        """The Monday of every week of the programme."""
        first = monday_of(self.settings.first_day)
        return tuple(first + timedelta(weeks=w) for w in range((self.settings.last_day - first).days // 7 + 1))

    def date_of(self, week: int, slot: Slot) -> date:
        """The day on which a slot falls in a week of the programme."""
        return self.mondays[week] + timedelta(days=slot.weekday)

    def week_of(self, day: date) -> int:
        """The week of the programme in which a day falls (may lie outside it)."""
        return (monday_of(day) - self.mondays[0]).days // 7
