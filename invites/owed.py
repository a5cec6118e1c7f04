"""The messages that are owed: what everyone should know by the plan, less what they were sent last (RFC 5546)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from invites import why
from invites.announce import Told, told
from programme.messages import ASSISTANT, CANCEL, KINDS, REQUEST, Announcement, Key, Message, Recipient, Sent
from programme.plans import Plan
from programme.records import Programme


def owed(
    programme: Programme, plan: Plan, sent: Sent, *, confirmed: Collection[str], today: date, stamp: datetime
) -> tuple[Message, ...]:
    """The messages that make everyone's calendar agree with the plan from today on, in the order to be sent.

    ``sent`` is what each recipient was sent last about each meeting, ``confirmed`` the set_ids
    that are agreed, ``stamp`` in UTC and later than that of anything sent (``next_stamp``). What
    is past is told to nobody, nor anything to whom nothing changed.
    """
    upcoming = [meeting for meeting in plan.meetings if meeting.date >= today]
    wanted = {_key(*one): one for meeting in upcoming for one in told(programme, plan, meeting, confirmed)}
    office = _Office(stamp, frozenset(meeting.uid for meeting in upcoming))
    messages = [
        message
        for key in wanted.keys() | sent.keys()
        for message in office.messages(wanted.get(key), sent.get(key))
        if message.announcement.date >= today
    ]
    return tuple(sorted(messages, key=_turn))


def next_stamp(sent: Sent, now: datetime) -> datetime:
    """Now, or just after the latest message that was sent, should the clock have gone back; in whole seconds."""
    latest = max((message.stamp for message in sent.values()), default=datetime.min.replace(tzinfo=now.tzinfo))
    return max(now.replace(microsecond=0), latest + timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class _Office:
    """Compares what one recipient should know of one meeting with what they were sent last."""

    stamp: datetime
    upcoming: frozenset[str]

    def messages(self, want: Told | None, last: Message | None) -> Iterator[Message]:
        """At most one; two where the recipient's address has changed."""
        if want is None:
            if last and last.stands:
                yield self._cancelled(last)
            return
        to, now = want
        if not to.email:
            return
        if last is None or not last.stands:
            yield self._message(to, REQUEST, now, last.sequence + 1 if last else 0, why.invited(last))
        elif _moved_house(to, last.to):
            yield from self._at_new_address(to, now, last)
        elif now.place != last.announcement.place:
            yield self._changed(to, now, last, last.sequence + 1)
        elif now != last.announcement and to.kind != ASSISTANT:
            yield self._changed(to, now, last, last.sequence)

    def _at_new_address(self, to: Recipient, now: Announcement, last: Message) -> Iterator[Message]:
        """The old address loses the meeting first, by a lower sequence: both may lead to one calendar."""
        if to.kind != ASSISTANT:
            yield self._message(last.to, CANCEL, last.announcement, last.sequence + 1, why.old_address())
        yield self._message(to, REQUEST, now, last.sequence + 2, why.new_address())

    def _cancelled(self, last: Message) -> Message:
        dropped = last.announcement.uid not in self.upcoming
        reason = why.dropped() if dropped else why.left(last)
        return replace(self._message(last.to, CANCEL, last.announcement, last.sequence + 1, reason), dropped=dropped)

    def _changed(self, to: Recipient, now: Announcement, last: Message, sequence: int) -> Message:
        reason = why.changed(last.announcement, now)
        return replace(self._message(to, REQUEST, now, sequence, reason), changed=True)

    def _message(self, to: Recipient, method: str, what: Announcement, sequence: int, reason: str) -> Message:
        return Message(to=to, method=method, announcement=what, sequence=sequence, stamp=self.stamp, why=reason)


def _key(to: Recipient, announcement: Announcement) -> Key:
    return to.kind, to.key, announcement.uid


def _moved_house(now: Recipient, before: Recipient) -> bool:
    return now.email.casefold() != before.email.casefold()


def _turn(message: Message) -> tuple[object, ...]:
    """Nearest meetings first; of each, leaders before all others, and a recipient's messages in their order."""
    what, to = message.announcement, message.to
    return what.date, what.start, what.set_id, what.uid, KINDS.index(to.kind), to.key, message.sequence
