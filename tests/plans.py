"""A small plan that keeps every rule, and ways to spoil it: say only what the test is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from programme.identity import meeting_uid
from programme.plans import LearningSet, Meeting, Plan, Waiting
from programme.records import Programme
from programme.rules.base import Rule
from programme.slots import Slot


def tiny_plan(programme: Programme, size: int = 7, slot: Slot = Slot.THU_AM) -> Plan:
    """Set S01 of the first seven leaders, who meet every six weeks from the first; everyone else waits.

    The first facilitator and the first venue serve it, where there are any. Nobody is absent.
    """
    seated, rest = programme.leaders[:size], programme.leaders[size:]
    learning_set = LearningSet(
        set_id="S01",
        level=seated[0].level,
        members=tuple(leader.leader_id for leader in seated),
        facilitator_id=next((x.facilitator_id for x in programme.facilitators), ""),
        venue_id=next((x.venue_id for x in programme.venues), ""),
        slot=slot,
    )
    return Plan(
        sets=(learning_set,),
        meetings=year_of(programme, learning_set),
        waiting=tuple(
            Waiting(leader_id=x.leader_id, level=x.level, reason="No set has room.", remedy="") for x in rest
        ),
    )


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


def joined(*plans: Plan) -> Plan:
    """Several plans for different people as one."""
    return Plan(sets=_all(p.sets for p in plans), meetings=_all(p.meetings for p in plans), waiting=())


def told(rule: Rule, programme: Programme, plan: Plan) -> list[str]:
    """What a rule says of a plan."""
    return list(rule.breaches(programme, plan))


def _all(parts: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(x for part in parts for x in part)
