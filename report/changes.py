"""What differs between two plans, in sentences and rows that people read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from programme.changes import NO_SET, WAITING, Difference, MeetingChange, SeatChange, difference, notices
from programme.plans import LearningSet, Meeting, Plan
from programme.reading.advice import listed
from programme.records import Programme
from programme.rules import kept_apart
from report import moves, words

if TYPE_CHECKING:
    from programme.store import Revision

NOTHING = "Nothing changes."
FIRST = "This is the first plan that is known: there is none before it to compare."
PARTS = {
    "number": "Another number",
    "facilitator": "Another facilitator",
    "presenters": "Others present",
    "absent": "Others are absent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs: what, of which set and meeting, whom it concerns, how it was and how it is."""

    what: str
    set_id: str = ""
    meeting: int | None = None
    who: str = ""
    before: str = ""
    after: str = ""


def sentences(programme: Programme, before: Plan, after: Plan, found: Difference) -> list[str]:
    """Who leaves, joins, moves or loses a place, and which sets are formed, dissolved, short or otherwise.

    ``found`` is what differs between the two plans.
    """
    return [
        *_people(programme, before, after, found),
        *_sets(programme, found, after),
        *_short(programme, before, after),
    ]


def since(programme: Programme, before: Revision | None, after: Revision) -> tuple[Change, ...]:
    """Everything that differs from one revision to another, and what was decided anew; or a row that nothing does."""
    if before is None:
        return (Change(what=FIRST),)
    found = difference(before.plan, after.plan)
    told = (
        *_seat_changes(programme, before.plan, after.plan, found),
        *_set_changes(programme, before.plan, after.plan, found),
        *_meeting_changes(programme, found),
        *(Change(what=sentence) for sentence in decided(programme, before, after)),
    )
    return told or (Change(what=NOTHING),)


def decided(programme: Programme, before: Revision, after: Revision) -> list[str]:
    """What is decided anew, and what no more."""
    parts = [_decisions(programme, one) for one in (before, after)]
    told = [(label, parts[1][label] - parts[0][label], parts[0][label] - parts[1][label]) for label in parts[0]]
    return [
        f"{label}{no_more}: {listed(sorted(which))}."
        for label, new, old in told
        for no_more, which in (("", new), (" no more", old))
        if which
    ]


def rows(programme: Programme, found: Difference) -> list[tuple[str, str, str, str]]:
    """Set, number, how it was and how it is, for each meeting that changes; those of new and dissolved sets apart."""
    return [
        (one.set_id, str(one.number), "\n".join(was for _, was, _ in parts), "\n".join(now for _, _, now in parts))
        for one, parts in _meetings(programme, found)
    ]


def messages(before: Plan, after: Plan, today: date) -> str:
    """How many have to hear of what lies ahead."""
    told = notices(before, after, today)
    if not told:
        return "Nobody has to be told of any meeting."
    people = len({who for who, _ in told})
    return f"That means {words.count(len(told), 'message')}, to {'1 person' if people == 1 else f'{people:,} people'}."


def _seat_changes(programme: Programme, before: Plan, after: Plan, found: Difference) -> Iterator[Change]:
    for seat in found.seats:
        yield Change(
            what=_way(seat) + _why(programme, before, after, seat),
            set_id=next((set_id for set_id in (seat.after, seat.before) if set_id not in NO_SET), ""),
            who=words.name(programme, seat.leader_id),
            before=seat.before,
            after=seat.after,
        )


def _set_changes(programme: Programme, before: Plan, after: Plan, found: Difference) -> Iterator[Change]:
    for set_id in found.dissolved:
        yield Change(what="Dissolved", set_id=set_id, before=_described(programme, before.set_by_id[set_id]))
    for set_id in found.formed:
        yield Change(what="Formed", set_id=set_id, after=_described(programme, after.set_by_id[set_id]))
    for old, new in found.sets:
        was, now = _manner(programme, old), _manner(programme, new)
        for part in now:
            if now[part] != was[part]:
                yield Change(what=f"Another {part}", set_id=new.set_id, before=was[part], after=now[part])


def _meeting_changes(programme: Programme, found: Difference) -> Iterator[Change]:
    for one, parts in _meetings(programme, found):
        for what, was, now in parts:
            yield Change(what=what, set_id=one.set_id, meeting=one.number, before=was, after=now)


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
    still = programme.leader_at.keys() & had.members & set(after.set_by_id[seat.before].members)
    if found := kept_apart(programme, at, [programme.leader_at[member] for member in still]):
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
        yield f"Formed: {set_id}, {_described(programme, after.set_by_id[set_id])}."
    for old, new in found.sets:
        was, now = _manner(programme, old), _manner(programme, new)
        told = [f"{now[part]}, no longer {was[part]}" for part in now if now[part] != was[part]]
        yield f"{new.set_id} is {'; '.join(told)}."


def _described(programme: Programme, one: LearningSet) -> str:
    manner = ", ".join(_manner(programme, one).values())
    return f"{one.level}, {words.count(len(one.members), 'member')}, {manner}"


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


def _meetings(programme: Programme, found: Difference) -> list[tuple[Meeting, list[tuple[str, str, str]]]]:
    """Each meeting that changes, by set and number, with what differs of it, how that was and how it is."""
    changed = [(change.after, _differing(programme, change)) for change in found.meetings]
    added = [(m, [("Added", "", moves.place(programme, m))]) for m in found.added if m.set_id not in found.formed]
    gone = [m for m in found.dropped if m.set_id not in found.dissolved]
    dropped = [(m, [("Dropped", moves.place(programme, m), "dropped")]) for m in gone]
    return sorted((*changed, *added, *dropped), key=lambda told: (told[0].set_id, told[0].number, told[0].date))


def _differing(programme: Programme, change: MeetingChange) -> list[tuple[str, str, str]]:
    was, now = _parts(programme, change.before), _parts(programme, change.after)
    what = PARTS | {"place": _elsewhere(change.before, change.after)}
    return [(what[part], was[part], now[part]) for part in now if was[part] != now[part]]


def _elsewhere(was: Meeting, now: Meeting) -> str:
    """``Another date and venue``; the room only where it is all that differs."""
    parts = {"date": (was.date, was.slot) != (now.date, now.slot), "venue": was.venue_id != now.venue_id}
    return f"Another {listed([part for part, differs in parts.items() if differs] or ['room'])}"


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


def _or_nobody(programme: Programme, who: Collection[str]) -> str:
    return words.names(programme, who) or "nobody"


def _decisions(programme: Programme, one: Revision) -> dict[str, set[str]]:
    made, named = one.decisions, {m.uid: f"{m.set_id}/{m.number}" for m in one.plan.meetings}
    return {
        "Withdrawn": {words.name(programme, withdrawal.leader_id) for withdrawal in made.withdrawn},
        "Declined": {f"{set_id} by {words.name(programme, leader_id)}" for leader_id, set_id in made.declined},
        "Confirmed": set(made.confirmed),
        "Allowed a wider gap": set(made.wide_gaps),
        "Led by a substitute": {
            f"{named.get(uid, uid)} by {programme.facilitator_name(key)}" for uid, key in made.substitutes.items()
        },
    }
