"""Small finished plans for tests, made by hand: no solver is asked."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from programme import store
from programme.decisions import Decisions
from programme.identity import meeting_uid
from programme.plans import Bounds, LearningSet, Meeting, Minutes, Plan, Summary, Waiting
from programme.prices import minutes_of
from programme.records import Programme
from programme.slots import Slot
from programme.store import Revision
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


def plan(programme: Programme | None = None, serial: int = 1) -> Plan:
    """A plan that keeps every rule: one set of seven with six meetings, everyone else waits."""
    people, set_id = len(programme.leaders) if programme else 7, f"S{serial:02d}"
    settings = build.programme().settings
    return Plan(
        sets=(learning_set(set_id=set_id),),
        meetings=tuple(meeting(n, set_id=set_id, uid=meeting_uid(settings, set_id, n)) for n in range(1, 7)),
        waiting=tuple(waiting(number) for number in range(8, people + 1)),
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


def save(folder: Path, programme: Programme, plan: Plan, summary: Summary, **details: Any) -> Revision:
    """Saves a plan made from the one that stands."""
    kept = store.open(folder, programme.settings)
    known: dict[str, Any] = {"reason": "planned", "decisions": Decisions()}
    if "parent" not in details:
        known["parent"] = kept.standing(programme)
    return kept.save(programme, plan, summary, **known | details)


def load(folder: Path, programme: Programme) -> tuple[Plan, Summary]:
    """The plan that stands, and its summary."""
    found = store.open(folder, programme.settings).load(programme)
    return found.plan, found.summary


def revision(folder: Path) -> int:
    """The number in summary.json."""
    return int(json.loads((folder / "plan" / "summary.json").read_text("utf-8"))["revision"])


def folder(path: Path, waiting: int = 0, **settings: str) -> Path:
    """The spreadsheets of that programme; ``settings`` are more lines of programme.toml, as TOML."""
    keys = {
        "name": '"Test programme"',
        "organiser": '"Programme Office <office@example.org>"',
        "first_day": "2027-09-06",
        "last_day": "2028-07-14",
    }
    lines = {
        "programme.toml": [f"{key} = {value}" for key, value in (keys | settings).items()],
        "leaders.csv": ["leader_id,name,email,school,level,easting,northing", *map(_leader, range(1, 8 + waiting))],
        "facilitators.csv": [
            "facilitator_id,name,email,easting,northing",
            "F1,Facilitator 1,facilitator1@example.org,430000,433000",
        ],
        "venues.csv": ["venue_id,name,address,easting,northing", "V1,Venue 1,1 Market Street,430000,433000"],
        "closures.csv": ["first_day,last_day,reason", "2027-10-25,2027-10-29,Half term"],
    }
    path.mkdir(exist_ok=True)
    for name, content in lines.items():
        (path / name).write_text("\n".join(content) + "\n", "utf-8")
    return path


def _leader(number: int) -> str:
    easting = 430_000 + 100 * number
    return f"L{number:02d},Leader {number},leader{number}@example.org,School {number},Headteacher,{easting},433000"
