"""The plan for other programs: values that become JSON, named as the columns of ``plan/`` are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from programme.canonical import plain
from programme.changes import difference
from programme.plans import LearningSet, Meeting, Plan, Summary, Waiting
from programme.records import Programme
from programme.store import Entry
from programme.store.documents import values_of
from report.views import View


def of_plan(programme: Programme, plan: Plan, summary: Summary) -> dict[str, Any]:
    """The whole plan."""
    return {
        "programme": programme.settings.name,
        "summary": values_of(summary),
        "sets": [_set(programme, one) for one in plan.sets],
        "meetings": [_meeting(programme, one) for one in plan.meetings],
        "waiting": [_waiting(programme, one) for one in plan.waiting],
    }


def of_view(programme: Programme, view: View) -> dict[str, Any]:
    """The part of the plan that concerns one set, leader, facilitator or venue."""
    return {
        f"{view.kind}_id": view.key,
        "name": view.name,
        "sets": [_set(programme, one) for one in view.sets],
        "meetings": [_meeting(programme, one) for one in view.meetings],
        "waiting": [_waiting(programme, one) for one in view.waiting],
    }


def of_history(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Every revision without its plan, the first one first."""
    return [
        {
            "revision": one.number,
            "parent": one.parent,
            "saved_at": one.saved_at.isoformat(),
            "reason": one.reason,
            "fingerprint": one.fingerprint,
            "decisions": plain(one.decisions),
            "summary": values_of(one.summary),
        }
        for one in entries
    ]


def of_difference(before: Plan, after: Plan) -> dict[str, Any]:
    """What differs from one plan to another."""
    found: dict[str, Any] = plain(difference(before, after))
    return found


def _set(programme: Programme, one: LearningSet) -> dict[str, Any]:
    return {
        "set_id": one.set_id,
        "level": one.level,
        "members": [_leader(programme, member) for member in one.members],
        "facilitator_id": one.facilitator_id,
        "venue_id": one.venue_id,
        "slot": one.slot.label,
    }


def _meeting(programme: Programme, one: Meeting) -> dict[str, Any]:
    hours = programme.settings.hours(one.slot)
    return {
        "set_id": one.set_id,
        "meeting": one.number,
        "uid": one.uid,
        "date": one.date.isoformat(),
        "start": f"{hours.start:%H:%M}",
        "end": f"{hours.end:%H:%M}",
        "venue_id": one.venue_id,
        "room": one.room or None,
        "facilitator_id": one.facilitator_id,
        "presenters": list(one.presenters),
        "absent": list(one.absent),
    }


def _waiting(programme: Programme, one: Waiting) -> dict[str, Any]:
    return {**_leader(programme, one.leader_id), "level": one.level, "reason": one.reason, "remedy": one.remedy}


def _leader(programme: Programme, leader_id: str) -> dict[str, str]:
    return {"leader_id": leader_id, "name": programme.leader_name(leader_id)}
