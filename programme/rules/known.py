"""The plan speaks of the programme's own people and places, each in one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from programme.plans import Meeting, Plan
from programme.records import Programme
from programme.rules.base import Rule, is_fixed, is_held


class Known(Rule):
    """Comes first: the other rules look people and places up."""

    name = "known"
    sentence = (
        "Everyone is in exactly one set or on the waiting list, every id is in the spreadsheets, "
        "and no set_id or uid is used twice; only past meetings may name who or what is gone."
    )
    reason = "A plan edited by hand can lose somebody, seat them twice, misspell an id or copy a row."

    def breaches(self, programme: Programme, plan: Plan) -> Iterator[str]:
        yield from _unknown("set", [m.set_id for m in plan.meetings], plan.set_by_id)
        ahead = [meeting for meeting in plan.meetings if not is_held(programme, meeting)]
        open_ = [meeting for meeting in ahead if not is_fixed(programme, meeting)]
        yield from _unknown("leader", _people(plan, ahead), programme.leader_at)
        yield from _unknown("facilitator", _facilitators(plan, ahead), programme.facilitator_at)
        yield from _unknown("venue", _venues(plan, open_), programme.venue_at)
        yield from _repeated("set_id", [s.set_id for s in plan.sets])
        yield from _repeated("uid", [m.uid for m in plan.meetings])
        seats = Counter([m for s in plan.sets for m in s.members] + [w.leader_id for w in plan.waiting])
        for leader_id, count in sorted(seats.items()):
            if count > 1:
                yield f"{leader_id} has {count} places among sets and waiting list"
        for leader_id in programme.leader_at:
            if leader_id not in seats:
                yield f"{leader_id} is in no set and not on the waiting list"


def _unknown(kind: str, used: list[str], known: Collection[str]) -> Iterator[str]:
    for name in sorted(set(used)):
        if name not in known:
            yield f"{kind} {name!r} is not in the programme"


def _repeated(kind: str, used: list[str]) -> Iterator[str]:
    for name, count in sorted(Counter(used).items()):
        if count > 1:
            yield f"{kind} {name} is used {count} times"


def _people(plan: Plan, ahead: Sequence[Meeting]) -> list[str]:
    named = [m for s in plan.sets for m in s.members] + [w.leader_id for w in plan.waiting]
    return named + [p for m in ahead for p in (*m.presenters, *m.absent)]


def _facilitators(plan: Plan, ahead: Sequence[Meeting]) -> list[str]:
    named = [s.facilitator_id for s in plan.sets] + [m.facilitator_id for m in ahead]
    return list(filter(None, named))


def _venues(plan: Plan, ahead: Sequence[Meeting]) -> list[str]:
    named = [s.venue_id for s in plan.sets] + [m.venue_id for m in ahead]
    return list(filter(None, named))
