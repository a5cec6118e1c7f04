"""The part of a plan that concerns one set, one leader, one facilitator or one venue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from programme.plans import LearningSet, Meeting, Plan, Waiting
from programme.problems import WrongUse
from programme.reading.advice import did_you_mean, listed
from programme.reading.findings import sheet_name
from programme.records import Programme

Names = Mapping[str, tuple[str, ...]]
"""For each id, what else a person may be called by: name, e-mail address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Sets and meetings (in order of date) of one ``kind``: set, leader, facilitator or venue."""

    kind: str
    key: str
    name: str
    sets: tuple[LearningSet, ...]
    meetings: tuple[Meeting, ...]
    waiting: tuple[Waiting, ...] = ()


def view(programme: Programme, plan: Plan, kind: str, asked: str) -> View:
    """What the plan holds for the one asked for by id, name or e-mail address; WrongUse where that is nobody."""
    names = _names(programme, plan)[kind]
    key = _found(programme, kind, asked, names)
    sets, meetings = _PARTS[kind](plan, key)
    waiting = tuple(one for one in plan.waiting if kind == "leader" and one.leader_id == key)
    by_date = sorted(meetings, key=lambda m: (m.date, m.slot, m.set_id))
    return View(
        kind=kind,
        key=key,
        name=next(iter(names[key]), ""),
        sets=tuple(sets),
        meetings=tuple(by_date),
        waiting=waiting,
    )


def alike(waiting: Iterable[Waiting]) -> list[list[Waiting]]:
    """People of one level for whom the same is true and would help, together."""
    found: dict[tuple[str, str, str], list[Waiting]] = defaultdict(list)
    for one in waiting:
        found[one.level, one.reason, one.remedy].append(one)
    return list(found.values())


def meeting(plan: Plan, asked: str) -> Meeting:
    """The meeting of this uid, of the only uid that begins so, or of a set and number, ``S03/4``; else WrongUse."""
    fold = asked.casefold().strip()
    found = [one for one in plan.meetings if fold and one.uid.casefold().startswith(fold)]
    found = [one for one in plan.meetings if f"{one.set_id}/{one.number}".casefold() == fold] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise WrongUse(f"{len(found)} uids of plan/meetings.csv begin with {asked!r}: give more of it.")
    known = [f"{one.set_id}/{one.number}" for one in plan.meetings]
    cure = f"Give its uid in plan/meetings.csv, or set and number, such as {known[0]}." if known else ""
    raise WrongUse(f"There is no meeting {asked!r}. {did_you_mean(asked, known, cure)}")


def _names(programme: Programme, plan: Plan) -> dict[str, Names]:
    return {
        "set": {one.set_id: () for one in plan.sets},
        "leader": {one.leader_id: (one.name, one.email) for one in programme.leaders},
        "facilitator": {one.facilitator_id: (one.name, one.email) for one in programme.facilitators},
        "venue": {one.venue_id: (one.name,) for one in programme.venues},
    }


def _found(programme: Programme, kind: str, asked: str, names: Names) -> str:
    if asked in names:
        return asked
    fold = asked.casefold().strip()
    found = [key for key, called in names.items() if fold in (name.casefold() for name in (key, *called))]
    if len(found) == 1:
        return found[0]
    if found:
        raise WrongUse(f"{asked!r} is the name of {listed(found)}: give the {kind}_id.")
    known = [name for key, called in names.items() for name in (key, *called)]
    what, file = _GIVE[kind]
    cure = did_you_mean(asked, known, f"Give {what} of {sheet_name(file, programme.tabs)}.")
    raise WrongUse(f"There is no {kind} {asked!r}. {cure}")


def _of_set(plan: Plan, key: str) -> tuple[list[LearningSet], list[Meeting]]:
    return [plan.set_by_id[key]], list(plan.meetings_of[key])


def _of_leader(plan: Plan, key: str) -> tuple[list[LearningSet], list[Meeting]]:
    own = [one for one in plan.sets if key in one.members]
    return own, [meeting for one in own for meeting in plan.meetings_of[one.set_id]]


def _of_facilitator(plan: Plan, key: str) -> tuple[list[LearningSet], list[Meeting]]:
    own = [one for one in plan.sets if one.facilitator_id == key]
    return own, [meeting for meeting in plan.meetings if meeting.facilitator_id == key]


def _of_venue(plan: Plan, key: str) -> tuple[list[LearningSet], list[Meeting]]:
    at_home = [one for one in plan.sets if one.venue_id == key]
    return at_home, [meeting for meeting in plan.meetings if meeting.venue_id == key]


_PARTS: Mapping[str, Callable[[Plan, str], tuple[list[LearningSet], list[Meeting]]]] = {
    "set": _of_set,
    "leader": _of_leader,
    "facilitator": _of_facilitator,
    "venue": _of_venue,
}
_GIVE = {
    "set": ("a set_id", "plan/sets.csv"),
    "leader": ("a leader_id, a name or an e-mail address", "leaders.csv"),
    "facilitator": ("a facilitator_id, a name or an e-mail address", "facilitators.csv"),
    "venue": ("a venue_id or a name", "venues.csv"),
}
