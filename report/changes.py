"""What differs between two plans, in sentences and rows that people read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from programme.changes import NO_SET, WAITING, Difference, MeetingChange, SeatChange, difference, notices
from programme.decisions import Decisions
from programme.plans import LearningSet, Meeting, Plan
from programme.reading.advice import listed
from programme.records import Programme
from programme.rules import kept_apart
from report import moves, words

NOTHING = "Nothing changes."


def sentences(programme: Programme, before: Plan, after: Plan) -> list[str]:
    """Who leaves, joins, moves or loses a place, and which sets are formed, dissolved, short or otherwise."""
    found = difference(before, after)
    return [
        *_people(programme, before, after, found),
        *_sets(programme, found, after),
        *_short(programme, before, after),
    ]


def decided(programme: Programme, before: Decisions, after: Decisions) -> list[str]:
    """What is decided anew, and what no more."""
    parts = [_decisions(programme, one) for one in (before, after)]
    told = [(label, parts[1][label] - parts[0][label], parts[0][label] - parts[1][label]) for label in parts[0]]
    return [
        f"{label}{no_more}: {listed(sorted(which))}."
        for label, new, old in told
        for no_more, which in (("", new), (" no more", old))
        if which
    ]


def rows(programme: Programme, before: Plan, after: Plan) -> list[tuple[str, str, str, str]]:
    """Set, number, how it was and how it is, for each meeting that changes; those of new and dissolved sets apart."""
    found = difference(before, after)
    changed = [(change.after, *_was_and_is(programme, change)) for change in found.meetings]
    added = [(one, "", moves.place(programme, one)) for one in found.added if one.set_id not in found.formed]
    dropped = [(one, moves.place(programme, one), "dropped") for one in found.dropped]
    kept = [(one, was, now) for one, was, now in dropped if one.set_id not in found.dissolved]
    by_set = sorted((*changed, *added, *kept), key=lambda row: (row[0].set_id, row[0].number, row[0].date))
    return [(one.set_id, str(one.number), was, now) for one, was, now in by_set]


def messages(before: Plan, after: Plan, today: date) -> str:
    """How many have to hear of what lies ahead."""
    told = notices(before, after, today)
    if not told:
        return "Nobody has to be told of any meeting."
    people = len({who for who, _ in told})
    return f"That means {words.count(len(told), 'message')}, to {'1 person' if people == 1 else f'{people:,} people'}."


def _people(programme: Programme, before: Plan, after: Plan, found: Difference) -> Iterator[str]:
    alike: dict[str, list[str]] = defaultdict(list)
    for seat in found.seats:
        alike[_way(seat) + _why(programme, before, after, seat)].append(seat.leader_id)
    for way, who in sorted(alike.items()):
        yield f"{way}: {words.names(programme, who)}."


def _way(seat: SeatChange) -> str:
    """From where to where, the same words for all who go that way."""
    before, after = seat.before, seat.after
    if before not in NO_SET and after not in NO_SET:
        return f"Moving from {before} to {after}"
    if not after:
        return "Leaving the waiting list" if before == WAITING else f"Leaving {before}"
    if after == WAITING:
        return "New on the waiting list" if not before else f"Losing their place in {before}, now waiting"
    return f"Joining {after} from the waiting list" if before == WAITING else f"Joining {after}"


def _why(programme: Programme, before: Plan, after: Plan, seat: SeatChange) -> str:
    """What made somebody change set, as far as the two plans and the spreadsheets tell."""
    at = programme.leader_at.get(seat.leader_id)
    if seat.before in NO_SET or at is None or seat.after == "":
        return ""
    had, leader = before.set_by_id[seat.before], programme.leaders[at]
    if (seat.leader_id, seat.before) in programme.declined:
        return f", as they declined {seat.before}"
    if leader.level != had.level:
        return f", being {leader.level} now"
    if seat.before not in after.set_by_id:
        return f", as {seat.before} is dissolved"
    still = [programme.leader_at[m] for m in had.members if m in after.set_by_id[seat.before].members]
    if found := kept_apart(programme, at, still):
        return f", to be apart from {programme.leaders[found[1]].name} ({found[0].name})"
    return _filling(programme, before, after, seat.after)


def _filling(programme: Programme, before: Plan, after: Plan, set_id: str) -> str:
    if set_id not in before.set_by_id or set_id not in after.set_by_id:
        return ""
    stayed = len(set(before.set_by_id[set_id].members) & set(after.set_by_id[set_id].members))
    return f", which was left with {stayed}" if stayed < programme.settings.set_size_min else ""


def _sets(programme: Programme, found: Difference, after: Plan) -> Iterator[str]:
    if found.dissolved:
        yield f"Dissolved: {listed(found.dissolved)}."
    for set_id in found.formed:
        one = after.set_by_id[set_id]
        manner = ", ".join(_manner(programme, one).values())
        yield f"Formed: {set_id}, {one.level}, {words.count(len(one.members), 'member')}, {manner}."
    for old, new in found.sets:
        was, now = _manner(programme, old), _manner(programme, new)
        told = [f"{now[part]}, no longer {was[part]}" for part in now if now[part] != was[part]]
        yield f"{new.set_id} is {'; '.join(told)}."


def _manner(programme: Programme, one: LearningSet) -> dict[str, str]:
    return {
        "facilitator": _led(programme, one.facilitator_id),
        "venue": f"at {programme.venue_name(one.venue_id) or 'no venue'}",
        "slot": f"on {one.slot.label}",
    }


def _short(programme: Programme, before: Plan, after: Plan) -> Iterator[str]:
    least = programme.settings.set_size_min
    for one in after.sets:
        members, had = len(one.members), before.set_by_id.get(one.set_id)
        if members < least and (had is None or len(had.members) >= least):
            yield f"{one.set_id} runs short: {words.count(members, 'member')}, where set_size_min is {least}."


def _was_and_is(programme: Programme, change: MeetingChange) -> tuple[str, str]:
    """What differs, a line for each part."""
    was, now = _parts(programme, change.before), _parts(programme, change.after)
    differing = [part for part in now if was[part] != now[part]]
    return "\n".join(was[part] for part in differing), "\n".join(now[part] for part in differing)


def _parts(programme: Programme, one: Meeting) -> dict[str, str]:
    return {
        "number": f"meeting {one.number}",
        "place": moves.place(programme, one),
        "facilitator": _led(programme, one.facilitator_id),
        "presenters": f"presenting: {_or_nobody(programme, one.presenters)}",
        "absent": f"absent: {_or_nobody(programme, one.absent)}",
    }


def _led(programme: Programme, facilitator_id: str) -> str:
    return f"led by {programme.facilitator_name(facilitator_id) or 'nobody'}"


def _or_nobody(programme: Programme, who: Iterable[str]) -> str:
    return words.names(programme, list(who)) or "nobody"


def _decisions(programme: Programme, one: Decisions) -> dict[str, set[str]]:
    led = {f"{uid} by {programme.facilitator_name(key)}" for uid, key in one.substitutes.items()}
    return {
        "Withdrawn": {words.name(programme, withdrawal.leader_id) for withdrawal in one.withdrawn},
        "Declined": {f"{set_id} by {words.name(programme, leader_id)}" for leader_id, set_id in one.declined},
        "Confirmed": set(one.confirmed),
        "Allowed a wider gap": set(one.wide_gaps),
        "Led by a substitute": led,
    }
