"""Plans, decisions and summaries as JSON: readable without the spreadsheets, whoever has left these since."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from programme.canonical import plain, written
from programme.decisions import Decisions, Withdrawal
from programme.plans import Bounds, LearningSet, Meeting, Minutes, Plan, Summary, Waiting
from programme.slots import Slot


def text_of(value: Plan | Decisions) -> str:
    """The same text for the same plan or decisions, always."""
    return written(plain(value))


def plan_in(text: str) -> Plan:
    """The plan of a text; KeyError, TypeError, ValueError or AttributeError where there is none."""
    values = json.loads(text)
    return Plan(
        sets=tuple(map(_learning_set, values["sets"])),
        meetings=tuple(map(_meeting, values["meetings"])),
        waiting=tuple(Waiting(**one) for one in values["waiting"]),
    )


def decisions_in(text: str) -> Decisions:
    """The decisions of a text; the same errors."""
    return Decisions(**{name: _DECISIONS[name](value) for name, value in json.loads(text).items()})


def values_of(summary: Summary) -> dict[str, object]:
    """The keys of summary.json with their values."""
    values = {field.name: getattr(summary, field.name) for field in fields(summary)}
    values["minutes"] = {**asdict(summary.minutes), "total": summary.minutes.total}
    values["bounds"] = asdict(summary.bounds)
    return {key: dict(value) if isinstance(value, Mapping) else value for key, value in values.items()}


def summary_in(values: Mapping[str, Any]) -> Summary:
    """The summary in the values of summary.json; the same errors."""
    minutes, bounds = dict(values["minutes"]), values["bounds"]
    minutes.pop("total", None)
    return Summary(
        revision=int(values["revision"]),
        status=str(values["status"]),
        placed=int(values["placed"]),
        unplaced=int(values["unplaced"]),
        sets=int(values["sets"]),
        short={str(set_id): str(remedy) for set_id, remedy in values.get("short", {}).items()},
        allowed={str(set_id): str(what) for set_id, what in values.get("allowed", {}).items()},
        minutes=Minutes(**{part: float(value) for part, value in minutes.items()}),
        bounds=Bounds(matching=float(bounds["matching"]), calendar=float(bounds["calendar"])),
        gap=float(values["gap"]),
        seconds={str(stage): float(seconds) for stage, seconds in values["seconds"].items()},
        cut_short=bool(values["cut_short"]),
        moved=int(values.get("moved", 0)),
        moved_bound=int(values.get("moved_bound", 0)),
        changed_meetings=int(values.get("changed_meetings", 0)),
        changed_meetings_bound=int(values.get("changed_meetings_bound", 0)),
        least_change=bool(values.get("least_change", False)),
        seed=int(values["seed"]),
        versions={str(name): str(version) for name, version in values["versions"].items()},
    )


def _learning_set(values: Mapping[str, Any]) -> LearningSet:
    return LearningSet(**{**values, "members": tuple(values["members"]), "slot": Slot.named(values["slot"])})


def _meeting(values: Mapping[str, Any]) -> Meeting:
    read = {
        "date": date.fromisoformat(values["date"]),
        "slot": Slot.named(values["slot"]),
        "presenters": tuple(values["presenters"]),
        "absent": tuple(values["absent"]),
    }
    return Meeting(**{**values, **read})


def _withdrawal(values: Mapping[str, Any]) -> Withdrawal:
    return Withdrawal(**{**values, "day": date.fromisoformat(values["day"])})


_DECISIONS: Mapping[str, Callable[[Any], Any]] = {
    "withdrawn": lambda values: tuple(map(_withdrawal, values)),
    "declined": lambda pairs: frozenset((leader_id, set_id) for leader_id, set_id in pairs),
    "confirmed": frozenset,
    "wide_gaps": frozenset,
    "substitutes": dict,
}
