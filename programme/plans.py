"""What planning makes: sets, meetings, the waiting list, and what they cost. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property

from programme.slots import Slot

OPTIMAL, FEASIBLE = "optimal", "feasible"
"""What the status of a plan may be."""
PROVED = 1e-6
"""The share of the minutes below which a gap is none."""
WhenAndWhere = tuple[date, Slot, str]
"""Date, slot and venue_id of a meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningSet:
    """Six to eight leaders of one level, with a facilitator, a home venue and a usual weekly slot.

    ``facilitator_id`` is "" where the programme has no facilitators yet, ``venue_id``
    where it has no venues. ``members`` are sorted leader_ids.
    """

    set_id: str
    level: str
    members: tuple[str, ...]
    facilitator_id: str
    venue_id: str
    slot: Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One dated half-day of one set in one room (1 to rooms; 0 where there is no venue yet)."""

    set_id: str
    number: int
    uid: str
    date: date
    slot: Slot
    venue_id: str
    room: int
    facilitator_id: str
    presenters: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def place(self) -> WhenAndWhere:
        """When and where it is."""
        return self.date, self.slot, self.venue_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A leader without a set: the reason, true and specific, and what would help."""

    leader_id: str
    level: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The cost of a plan by part, in minutes of people's time over the whole programme."""

    travel: float = 0
    facilitator_travel: float = 0
    absence: float = 0
    cadence: float = 0
    slot: float = 0
    venue: float = 0
    unplaced: float = 0
    pairs: float = 0

    @property
    def total(self) -> float:
        """The sum of the parts."""
        return round(float(sum(getattr(self, part.name) for part in fields(self))), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Who sits with whom: what the matcher hands on.

    ``minutes`` is its cost over all meetings (travel at home venues, hire where priced,
    unplaced) and ``bound`` a proven lower bound on it for the programme as stated.
    ``cut_short`` says that a time limit ended the search. Where a plan stood before, ``lacking``
    counts sets closed that could go on, people who lose their place and members missing from sets;
    ``moved`` people change set and ``moved_bound`` must where so much is lacking; ``short`` gives
    the remedy of each set below size.
    """

    sets: tuple[LearningSet, ...]
    waiting: tuple[Waiting, ...]
    minutes: float
    bound: float
    cut_short: bool = False
    lacking: tuple[int, int, int] = (0, 0, 0)
    moved: int = 0
    moved_bound: int = 0
    short: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When and where the sets meet: what the scheduler hands on.

    ``minutes`` is what the calendar adds to the matching's cost and ``bound`` a proven
    lower bound on that for these sets. ``stuck`` gives, for each set_id without a calendar,
    alone or beside the others, the reason and the rule to loosen; ``meetings`` are then
    those of the other sets, and ``minutes`` and ``bound`` count these alone. Where a plan stood
    before, ``changed`` meetings have another date, half-day or venue, at least ``changed_bound``
    must, and ``bound`` is on the calendars that change as little as this one.
    """

    meetings: tuple[Meeting, ...]
    minutes: float
    bound: float
    stuck: Mapping[str, str] = field(default_factory=dict)
    cut_short: bool = False
    changed: int = 0
    changed_bound: int = 0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Sets, their meetings, and who waits; sets by set_id, meetings by set_id and number."""

    sets: tuple[LearningSet, ...]
    meetings: tuple[Meeting, ...]
    waiting: tuple[Waiting, ...]

    @cached_property
    def meetings_of(self) -> dict[str, tuple[Meeting, ...]]:
        """The meetings of each set_id, in order."""
        found: dict[str, tuple[Meeting, ...]] = {learning_set.set_id: () for learning_set in self.sets}
        for meeting in sorted(self.meetings, key=lambda m: (m.set_id, m.number)):
            found[meeting.set_id] = (*found.get(meeting.set_id, ()), meeting)
        return found

    @cached_property
    def set_by_id(self) -> dict[str, LearningSet]:
        """Each set by its set_id."""
        return {learning_set.set_id: learning_set for learning_set in self.sets}


@dataclass(frozen=True, kw_only=True, eq=False)
class Standing:
    """The plan that stands when a programme is planned again.

    Its meetings before ``today`` are held and stay as they were; those before ``horizon``,
    which leave people too little notice, keep date and place. ``returning`` are leader_ids of
    people who come back to the programme: without a place, and yet no newcomers.
    """

    plan: Plan
    today: date
    horizon: date
    returning: frozenset[str] = frozenset()

    def is_newcomer(self, leader_id: str) -> bool:
        """Whether somebody has no place, and is not coming back to one."""
        return leader_id not in self.set_of and leader_id not in self.returning

    @cached_property
    def held(self) -> dict[str, Meeting]:
        """The meetings that are past, by uid."""
        return {meeting.uid: meeting for meeting in self.plan.meetings if meeting.date < self.today}

    @cached_property
    def fixed(self) -> dict[str, Meeting]:
        """The meetings whose date and place stay, the past ones among them, by uid."""
        return {meeting.uid: meeting for meeting in self.plan.meetings if meeting.date < self.horizon}

    @cached_property
    def set_of(self) -> dict[str, str]:
        """The set_id of everyone who has a place."""
        return {member: s.set_id for s in self.plan.sets for member in s.members}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Proven lower bounds in minutes: on the matching's cost, and on the calendar's for that matching."""

    matching: float
    calendar: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What summary.json says of a plan; field names are its keys (docs/formats.md).

    ``gap`` is a fraction of ``minutes.total``; ``seconds`` is by stage; ``short`` gives a
    remedy for each set_id below set_size_min; ``allowed`` says, by set_id, what was permitted
    against a rule. A plan made by changing another (``least_change``) has ``moved`` people who changed set and
    ``changed_meetings`` at another date or venue, and a proven lower bound on both; its
    other bounds are on plans that change as little.
    """

    revision: int
    status: str
    placed: int
    unplaced: int
    sets: int
    short: Mapping[str, str] = field(default_factory=dict)
    minutes: Minutes
    bounds: Bounds
    gap: float
    seconds: Mapping[str, float]
    cut_short: bool
    moved: int = 0
    moved_bound: int = 0
    changed_meetings: int = 0
    changed_meetings_bound: int = 0
    least_change: bool = False
    allowed: Mapping[str, str] = field(default_factory=dict)
    seed: int
    versions: Mapping[str, str]
