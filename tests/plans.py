"""Small finished plans for tests, made by hand: no solver is asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from programme.identity import meeting_uid
from programme.plans import Bounds, LearningSet, Meeting, Minutes, Plan, Summary, Waiting
from programme.prices import minutes_of
from programme.records import Programme
from programme.slots import Slot
from tests import build

FIRST = date(2027, 9, 9)
SEVEN = tuple(f"L{number:02d}" for number in range(1, 8))


def programme(waiting: int = 0, **settings: Any) -> Programme:
    """Seven heads of whom a set can be made, and so many more who wait."""
    return build.programme(build.leaders(7 + waiting), **settings)


def learning_set(**details: Any) -> LearningSet:
    """Set S01: the seven heads on Thursday mornings."""
    known: dict[str, Any] = {
        "set_id": "S01",
        "level": "Headteacher",
        "members": SEVEN,
        "facilitator_id": "F1",
        "venue_id": "V1",
        "slot": Slot.THU_AM,
    }
    return LearningSet(**known | details)


def meeting(number: int, **details: Any) -> Meeting:
    """The set's meeting of this number, six weeks after the one before; two present, in turn."""
    turn = 2 * (number - 1)
    known: dict[str, Any] = {
        "set_id": "S01",
        "number": number,
        "uid": meeting_uid(build.programme().settings, "S01", number),
        "date": FIRST + timedelta(weeks=6 * (number - 1)),
        "slot": Slot.THU_AM,
        "venue_id": "V1",
        "room": 1,
        "facilitator_id": "F1",
        "presenters": (SEVEN[turn % 7], SEVEN[(turn + 1) % 7]),
        "absent": (),
    }
    return Meeting(**known | details)


def waiting(number: int) -> Waiting:
    """A leader who waits for others of their level."""
    return Waiting(
        leader_id=f"L{number:02d}",
        level="Headteacher",
        reason=f"Leader {number} is one too many for a set of six to eight.",
        remedy="Find five more heads, or set set_size_min to 4.",
    )


def plan(programme: Programme | None = None) -> Plan:
    """A plan that keeps every rule: one set of seven with six meetings, everyone else waits."""
    more = len(programme.leaders) if programme else 7
    return Plan(
        sets=(learning_set(),),
        meetings=tuple(meeting(number) for number in range(1, 7)),
        waiting=tuple(waiting(number) for number in range(8, more + 1)),
    )


def summary(programme: Programme | None = None, **details: Any) -> Summary:
    """The summary of that plan, proved best."""
    programme = programme or build.programme()
    minutes: Minutes = minutes_of(programme, plan(programme))
    known: dict[str, Any] = {
        "revision": 1,
        "status": "optimal",
        "placed": 7,
        "unplaced": len(programme.leaders) - 7,
        "sets": 1,
        "minutes": minutes,
        "bounds": Bounds(matching=minutes.total, calendar=0.0),
        "gap": 0.0,
        "seconds": {"matching": 0.4, "calendar": 0.1},
        "cut_short": False,
        "seed": 1,
        "versions": {"setwright": "0.1.0"},
    }
    return Summary(**known | details)
