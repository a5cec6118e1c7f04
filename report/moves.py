"""A meeting that moves, in sentences that people read: where to, at what cost, whom it affects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

from programme.advice import command, weekday
from programme.changes import Move
from programme.plans import Meeting, Minutes, Plan
from programme.prices import minutes_of
from programme.reading.advice import listed
from programme.records import Programme
from programme.slots import HALVES, weeks_apart
from programme.travel import facilitators_to_venues, to_venues
from report import words

ASK = "Move it? The plan becomes a new revision, and its calendars go."
UNASKED = "Nothing was written. Moving a meeting needs a yes: run this on a terminal, or add --yes."
REFUSED = "The meeting stays where it is: {rules} would be broken."
NONE = "None: no other half-day and venue keeps every rule while all other meetings stay where they are."
TO_TAKE = "To take one, give its options to this command."


def place(programme: Programme, meeting: Meeting) -> str:
    """``Thu 11 Mar 2027 am, Quaker Meeting House, room 1``."""
    room = f"room {meeting.room}" if meeting.room else ""
    half_day = f"{weekday(meeting.date)} {HALVES[meeting.slot.half]}"
    return ", ".join(filter(None, [half_day, programme.venue_name(meeting.venue_id), room]))


def about(programme: Programme, plan: Plan, meeting: Meeting) -> str:
    """Whose meeting it is, and who is to present and who away."""
    one = plan.set_by_id[meeting.set_id]
    told = [f"{one.level}, {words.count(len(one.members), 'member')}"]
    if meeting.facilitator_id:
        told.append(f"led by {programme.facilitator_name(meeting.facilitator_id)}")
    people = [("Presenting", meeting.presenters), ("Absent", meeting.absent)]
    return " ".join(
        [f"{', '.join(told)}.", *(f"{label}: {words.names(programme, who)}." for label, who in people if who)]
    )


def reason(programme: Programme, now: Meeting, move: Move) -> str:
    """What the history says of it: ``S03/4 moved to Thu 11 Mar 2027 am, Quaker Meeting House, room 1``."""
    return f"{now.set_id}/{now.number} moved to {place(programme, move.meeting)}"


def options(now: Meeting, there: Meeting) -> str:
    """What to give ``move`` for this: ``--date "2027-03-19 pm" --venue V07``."""
    day = str(there.date) if now.slot.half == there.slot.half else f"{there.date} {HALVES[there.slot.half]}"
    moved = (now.date, now.slot) != (there.date, there.slot)
    wanted = [("--date", day, moved), ("--venue", there.venue_id, now.venue_id != there.venue_id)]
    return " ".join(f'{name} "{value}"' if " " in value else f"{name} {value}" for name, value, new in wanted if new)


def effects(programme: Programme, plan: Plan, now: Meeting, move: Move) -> list[str]:
    """What it costs, how the weeks lie then, who is absent, who presents and who travels further."""
    return [
        cost(minutes_of(programme, plan), move.minutes),
        *_weeks(plan, now, move.meeting),
        *_absent(programme, now, move.meeting),
        *_presenters(programme, move),
        *_ways(programme, plan, now, move.meeting),
    ]


def mended(move: Move) -> list[str]:
    """The rules that are kept again."""
    return [f"It mends a broken rule, {breach}." for breach in move.mended]


def totals(before: Minutes, after: Minutes) -> str:
    """What the plan costs now, and with the move."""
    return f"The plan costs {words.minutes(before.total)} minutes now, and {words.minutes(after.total)} then."


def cost(before: Minutes, after: Minutes) -> str:
    """``80 minutes more (members' absences +180; members' travel -100).``."""
    parts = {words.PARTS[part.name]: getattr(after, part.name) - getattr(before, part.name) for part in fields(Minutes)}
    changed = "; ".join(f"{label} {change:+,.0f}" for label, change in parts.items() if abs(change) >= 0.5)
    more = after.total - before.total
    if abs(more) < 0.5:
        return f"As many minutes as now ({changed})." if changed else "As many minutes as now."
    return f"{words.minutes(abs(more))} minutes {'more' if more > 0 else 'less'} ({changed})."


def short_notice(programme: Programme, now: Meeting, there: Meeting, today: date) -> str:
    """That it is near; blank where it is not."""
    notice, nearest = programme.settings.notice_days, min(now.date, there.date)
    days = (nearest - today).days
    if days >= notice:
        return ""
    near = f"in {words.count(days, 'day')}" if days else "today"
    return f"Short notice: {words.day(nearest)} is {near}, and people count on {notice} (notice_days)."


def refused(move: Move) -> str:
    """Which rules keep the meeting where it is."""
    names = listed(sorted({breach.rule for breach in move.breaches}))
    what = f"the rule on {names}" if len({b.rule for b in move.breaches}) == 1 else f"the rules on {names}"
    return REFUSED.format(rules=what)


def still_broken(folder: Path, move: Move) -> str:
    """That the plan broke rules elsewhere before and still does; blank where it does not."""
    if not move.standing:
        return ""
    where = words.count(len(move.standing), "place")
    return f"Rules are still broken in {where}, as they were: {command('check', folder, '--plan')} lists them."


def _weeks(plan: Plan, now: Meeting, there: Meeting) -> Iterator[str]:
    beside = [other for other in plan.meetings_of[now.set_id] if abs(other.number - now.number) == 1]
    weeks = [[abs(weeks_apart(one.date, other.date)) for other in beside] for one in (now, there)]
    if weeks[0] != weeks[1]:
        told = [f"{words.count(w, 'week')} from meeting {o.number}" for w, o in zip(weeks[1], beside, strict=True)]
        yield f"It is then {listed(told)} (now {listed(map(str, weeks[0]))})."


def _absent(programme: Programme, now: Meeting, there: Meeting) -> Iterator[str]:
    before, then = set(now.absent), set(there.absent)
    if before != then:
        told = [("Newly absent", then - before), ("There again", before - then), ("Absent as before", then & before)]
        yield " ".join(f"{label}: {words.names(programme, who)}." for label, who in told if who)


def _presenters(programme: Programme, move: Move) -> Iterator[str]:
    for change in move.changes:
        before, then = set(change.before.presenters), set(change.after.presenters)
        come, gone = words.names(programme, then - before), words.names(programme, before - then)
        if come or gone:
            told = [f"new: {come}"] * bool(come) + [f"no longer: {gone}"] * bool(gone)
            yield f"Presenting at meeting {change.after.number}, {'; '.join(told)}."


def _ways(programme: Programme, plan: Plan, now: Meeting, there: Meeting) -> Iterator[str]:
    if not programme.venue_at.keys() >= {now.venue_id, there.venue_id}:
        return
    old, new = programme.venue_at[now.venue_id], programme.venue_at[there.venue_id]
    leaders, leading = to_venues(programme), facilitators_to_venues(programme)
    rows = [programme.leader_at[member] for member in plan.set_by_id[now.set_id].members]
    more = [
        (leaders[row, new] - leaders[row, old], words.name(programme, programme.leaders[row].leader_id)) for row in rows
    ]
    if now.facilitator_id:
        row = programme.facilitator_at[now.facilitator_id]
        more.append((leading[row, new] - leading[row, old], programme.facilitators[row].name))
    for label, sign in (("Longer way", 1), ("Shorter way", -1)):
        people = sorted((-sign * minutes, name) for minutes, name in more if sign * minutes >= 0.5)
        if people:
            yield f"{label}, minutes: {', '.join(f'{name} {abs(minutes):.0f}' for minutes, name in people)}."
