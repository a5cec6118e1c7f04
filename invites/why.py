"""Why somebody is sent a message, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from programme.advice import weekday
from programme.messages import ASSISTANT, VENUE, Announcement, Message

NEW = "New."
AGAIN = "Invited again."
DROPPED = "The meeting will not take place."


def invited(last: Message | None) -> str:
    """New, or back after a cancellation."""
    return AGAIN if last else NEW


def dropped() -> str:
    """Nobody has the meeting any more."""
    return DROPPED


def left(last: Message) -> str:
    """The meeting goes on without this recipient."""
    if last.to.kind == VENUE:
        return "The meeting is no longer at this venue."
    if last.to.kind == ASSISTANT:
        return f"{last.announcement.leader} is no longer part of this meeting of set {last.announcement.set_id}."
    return f"No longer part of this meeting of set {last.announcement.set_id}."


def old_address() -> str:
    """Told to the address that somebody has left, whoever reads it now."""
    return "The invitation goes to another address from now on."


def new_address() -> str:
    """Told to the address that somebody has now."""
    return "Invited anew, at a new address."


def changed(before: Announcement, now: Announcement) -> str:
    """What of a meeting differs."""
    return " ".join(_changes(before, now))


def _changes(before: Announcement, now: Announcement) -> Iterator[str]:
    if now.place != before.place:
        yield f"Moved from {when(before)}, {before.venue or 'no venue'}."
    elif (now.venue, now.address) != (before.venue, before.address):
        yield "The venue's name or address was corrected."
    if now.room != before.room and now.venue_id == before.venue_id:
        yield f"Room {now.room}, no longer {before.room}."
    if now.confirmed != before.confirmed:
        yield "Confirmed." if now.confirmed else "Proposed again, no longer confirmed."
    if now.away != before.away:
        yield "Without you: you are away." if now.away else "With you after all."
    elif now.presenters != before.presenters:
        yield "Others present."
    if now.facilitator != before.facilitator:
        yield f"Led by {now.facilitator or 'a facilitator to be confirmed'}."
    if now.people != before.people:
        yield f"{now.people} people, no longer {before.people}."
    if (now.number, now.meetings, now.set_id) != (before.number, before.meetings, before.set_id):
        yield f"Now meeting {now.number} of {now.meetings} of set {now.set_id}."


def when(meeting: Announcement) -> str:
    """``Thu 9 Dec 2027, 09:30``."""
    return f"{weekday(meeting.date)}, {meeting.start:%H:%M}"
