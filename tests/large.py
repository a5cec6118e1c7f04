"""A plan for two thousand leaders, dealt out by hand: nobody solves anything, and no rule is looked at."""

from __future__ import annotations

from dataclasses import replace

from programme.plans import Bounds, Meeting, Plan, Summary
from programme.prices import minutes_of
from programme.records import Leader, Programme
from programme.slots import Slot
from tests import build
from tests.tiny import seated, waits, year_of

LEVELS = ("Assistant head", "Deputy head", "Headteacher", "Executive head")
SLOTS = tuple(Slot)
SIZE, WAITING = 7, 5


def programme(leaders: int = 2_000) -> Programme:
    """People of four levels over 60 km, with names, schools and trusts as long as real ones are."""
    venues = [
        build.venue(n, venue_id=f"V{n:03d}", place=build.near(5 * (n % 13), 5 * (n // 13)), rooms=3)
        for n in range(1, 144)
    ]
    return build.programme(
        [_leader(number) for number in range(1, leaders + 1)],
        [
            build.facilitator(n, facilitator_id=f"F{n:03d}", name=f"Margaret Ashdown-Whitfield {n}", max_sets=4)
            for n in range(1, 116)
        ],
        venues,
    )


def _leader(number: int) -> Leader:
    return build.leader(
        number,
        leader_id=f"L{number:05d}",
        name=f"Christopher Wetherby-Okonkwo {number}",
        school=f"Saint Bartholomew's Church of England Primary Academy {number}",
        trust=f"The Brackenfield and Wharnside Learning Partnership {number // 4}",
        level=LEVELS[(number - 1) // SIZE % len(LEVELS)],
        place=build.near(number % 60, number // 60),
        share_contact=number % 2 == 0,
    )


def plan(programme: Programme) -> Plan:
    """Seven by seven as the list has them; the last few wait. At each meeting one member is away."""
    seats = range(0, len(programme.leaders) - WAITING - SIZE + 1, SIZE)
    sets = tuple(
        replace(
            seated(programme, f"S{serial:03d}", programme.leaders[seat : seat + SIZE], SLOTS[serial % len(SLOTS)]),
            facilitator_id=programme.facilitators[serial % len(programme.facilitators)].facilitator_id,
            venue_id=programme.venues[serial % len(programme.venues)].venue_id,
        )
        for serial, seat in enumerate(seats, start=1)
    )
    meetings = [_attended(one, own.members) for own in sets for one in year_of(programme, own)]
    left = programme.leaders[SIZE * len(sets) :]
    return Plan(sets=sets, meetings=tuple(meetings), waiting=tuple(map(waits, left)))


def _attended(meeting: Meeting, members: tuple[str, ...]) -> Meeting:
    return replace(meeting, absent=tuple(m for m in members[meeting.number - 1 :] if m not in meeting.presenters)[:1])


def summary(programme: Programme, plan: Plan) -> Summary:
    """What would stand in summary.json."""
    minutes = minutes_of(programme, plan)
    return Summary(
        revision=1,
        status="feasible",
        placed=len(programme.leaders) - len(plan.waiting),
        unplaced=len(plan.waiting),
        sets=len(plan.sets),
        minutes=minutes,
        bounds=Bounds(matching=minutes.total, calendar=0.0),
        gap=0.0,
        seconds={"matching": 1.0},
        cut_short=False,
        seed=1,
        versions={"setwright": "0.1.0"},
    )
