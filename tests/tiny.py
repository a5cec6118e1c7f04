"""A small plan that keeps every rule, and ways to spoil it: say only what the test is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from programme.identity import meeting_uid
from programme.plans import LearningSet, Meeting, Plan, Waiting
from programme.records import Leader, Programme
from programme.rules.base import Rule
from programme.slots import Slot


def tiny_plan(programme: Programme, size: int = 7, slot: Slot = Slot.THU_AM) -> Plan:
    """Set S01 of the first seven leaders, who meet every six weeks from the first; everyone else waits.

    The first facilitator and the first venue serve it, where there are any. Nobody is absent.
    """
    learning_set = seated(programme, "S01", programme.leaders[:size], slot)
    waiting = tuple(waits(leader) for leader in programme.leaders[size:])
    return Plan(sets=(learning_set,), meetings=year_of(programme, learning_set), waiting=waiting)


def twin_plan(programme: Programme, slots: tuple[Slot, Slot] = (Slot.THU_AM, Slot.THU_PM)) -> Plan:
    """Sets S01 and S02 of the first seven leaders and the next seven, otherwise alike but for their slots."""
    one = seated(programme, "S01", programme.leaders[:7], slots[0])
    two = seated(programme, "S02", programme.leaders[7:14], slots[1])
    meetings = (*year_of(programme, one), *year_of(programme, two))
    return Plan(sets=(one, two), meetings=meetings, waiting=())


def seated(programme: Programme, set_id: str, people: Sequence[Leader], slot: Slot) -> LearningSet:
    """A set of these people with the first facilitator and at the first venue, where there are any."""
    return LearningSet(
        set_id=set_id,
        level=people[0].level,
        members=tuple(leader.leader_id for leader in people),
        facilitator_id=next((x.facilitator_id for x in programme.facilitators), ""),
        venue_id=next((x.venue_id for x in programme.venues), ""),
        slot=slot,
    )


def waits(leader: Leader) -> Waiting:
    """The leader's row on the waiting list."""
    return Waiting(leader_id=leader.leader_id, level=leader.level, reason="No set has room.", remedy="")


def year_of(programme: Programme, learning_set: LearningSet, first_week: int = 0, room: int = 1) -> tuple[Meeting, ...]:
    """The set's meetings at its usual slot, home venue and distance; members present in turn, by id."""
    settings, members = programme.settings, learning_set.members
    turns = [members[turn % len(members)] for turn in range(settings.meetings * settings.presenters)]
    return tuple(
        Meeting(
            set_id=learning_set.set_id,
            number=serial,
            uid=meeting_uid(settings, learning_set.set_id, serial),
            date=programme.date_of(first_week + (serial - 1) * settings.weeks_between, learning_set.slot),
            slot=learning_set.slot,
            venue_id=learning_set.venue_id,
            room=room if learning_set.venue_id else 0,
            facilitator_id=learning_set.facilitator_id,
            presenters=tuple(turns[(serial - 1) * settings.presenters : serial * settings.presenters]),
            absent=(),
        )
        for serial in range(1, settings.meetings + 1)
    )


def with_set(plan: Plan, set_id: str = "S01", **changes: Any) -> Plan:
    """The plan with one set changed; its meetings stay as they were."""
    sets = tuple(replace(x, **changes) if x.set_id == set_id else x for x in plan.sets)
    return replace(plan, sets=sets)


def with_meeting(plan: Plan, number: int, set_id: str = "S01", **changes: Any) -> Plan:
    """The plan with one meeting changed."""
    meetings = tuple(replace(x, **changes) if (x.set_id, x.number) == (set_id, number) else x for x in plan.meetings)
    return replace(plan, meetings=meetings)


def with_presenters(plan: Plan, *presenters: str) -> Plan:
    """The plan with these presenters at its meetings in turn, each a text such as ``L01 L02``."""
    for number, names in enumerate(presenters, start=1):
        plan = with_meeting(plan, number, presenters=tuple(names.split()))
    return plan


def told(rule: Rule, programme: Programme, plan: Plan) -> list[str]:
    """What a rule says of a plan."""
    return list(rule.breaches(programme, plan))
