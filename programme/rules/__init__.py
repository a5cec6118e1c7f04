"""Every rule, in the order in which people meet them.

A rule has a name, a sentence for people, the reason behind it, tables that the solvers
read, and ``breaches`` that judge a plan from the same tables without a solver.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import numpy as np

from programme.holidays import Flags
from programme.records import Programme
from programme.rules.base import Rule
from programme.rules.company import (
    Apart,
    NotWith,
    OneLevel,
    SameFederation,
    SameSchool,
    SameTrust,
    SchoolDistance,
    SetSize,
    groups_of,
)
from programme.rules.known import Known
from programme.rules.leading import FacilitatorLevel, FacilitatorTrusts, Led, Load, OwnSet, Serving
from programme.rules.meetings import (
    Attendance,
    Gaps,
    MeetingCount,
    MostAbsences,
    OneMeetingAtATime,
    OnwardJourney,
    Quorum,
    StartTogether,
)
from programme.rules.opening import Closures, FacilitatorFree, TeachingDays, VenueOpen
from programme.rules.pinned import Pinned
from programme.rules.places import Admitting, Rooms, Seats, StepFree, TravelLimit
from programme.rules.slots import FacilitatorSlot, MemberSlot, VenueSlot
from programme.rules.standing import Declined, Held, Joining
from programme.rules.turns import FirstTurns, PresentersPresent, Turns

RULES: tuple[Rule, ...] = (
    Known(),
    SetSize(),
    OneLevel(),
    SameSchool(),
    SameTrust(),
    SameFederation(),
    NotWith(),
    SchoolDistance(),
    Pinned(),
    Declined(),
    Joining(),
    TravelLimit(),
    StepFree(),
    Seats(),
    MemberSlot(),
    FacilitatorSlot(),
    VenueSlot(),
    Led(),
    FacilitatorLevel(),
    FacilitatorTrusts(),
    OwnSet(),
    Load(),
    Held(),
    MeetingCount(),
    Gaps(),
    StartTogether(),
    TeachingDays(),
    Closures(),
    VenueOpen(),
    FacilitatorFree(),
    OneMeetingAtATime(),
    OnwardJourney(),
    Rooms(),
    Attendance(),
    Quorum(),
    MostAbsences(),
    PresentersPresent(),
    Turns(),
    FirstTurns(),
)
SERVING = tuple(rule for rule in RULES if isinstance(rule, Serving))
ADMITTING = tuple(rule for rule in RULES if isinstance(rule, Admitting))
APART = tuple(rule for rule in RULES if isinstance(rule, Apart))


@lru_cache(maxsize=4)
def may_meet(programme: Programme) -> Flags:
    """Who can meet where by every rule on that, shape (leaders, venues)."""
    allowed: Flags = np.logical_and.reduce([rule.allowed(programme) for rule in ADMITTING])
    return allowed


@lru_cache(maxsize=4)
def may_serve(programme: Programme) -> Flags:
    """Whom each facilitator may lead by every rule on that, shape (facilitators, leaders)."""
    allowed: Flags = np.logical_and.reduce([rule.allowed(programme) for rule in SERVING])
    return allowed


def apart(programme: Programme) -> list[Apart]:
    """The rules that keep people apart without exception: those that have no price."""
    return [rule for rule in APART if rule.price(programme) is None]


def kept_apart(programme: Programme, leader: int, others: Collection[int]) -> tuple[Rule, int] | None:
    """The first rule that keeps a leader, a position, apart from one of these others, and from whom."""
    for rule in apart(programme):
        groups = groups_of(rule, programme)
        for group in groups.get(leader, ()):
            if found := [other for other in others if other != leader and group in groups.get(other, ())]:
                return rule, min(found)
    return None
