"""Calendars to subscribe to: one for each leader, facilitator, venue and set, and one of everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from invites.announce import announcement, told
from invites.files import forms, stems
from invites.ics import CANCELLED, Entry, event, published, status
from programme.messages import FACILITATOR, LEADER, VENUE, Announcement, Message, Sent
from programme.plans import Plan
from programme.records import Programme

KINDS = {"leaders": LEADER, "facilitators": FACILITATOR, "venues": VENUE}
FOLDERS = {kind: folder for folder, kind in KINDS.items()}
COMPANY = (LEADER, FACILITATOR)


class Reader(NamedTuple):
    """Whose calendar it is: the folder that it lies in, and an id."""

    folder: str
    key: str

    @property
    def kind(self) -> str:
        """As of a recipient; "" where it is nobody's in particular."""
        return KINDS.get(self.folder, "")


ALL = Reader("", "programme")
"""Whoever reads of every meeting."""
Calendars = Mapping[Reader, tuple[Entry, ...]]


def calendars(
    programme: Programme, plan: Plan, sent: Sent, *, confirmed: Collection[str], stamp: datetime
) -> Calendars:
    """What stands in everyone's calendar, in the order of the plan's meetings, then what was cancelled.

    ``sent`` is what each recipient was sent last, once all that is owed has been; ``stamp`` has a
    time zone. What was cancelled by the latest messages stays, as cancelled, until there are later
    ones. Whoever has no meeting has no calendar: PUBLISH needs one (RFC 5546, 3.2.1).
    """
    found: dict[Reader, list[Entry]] = defaultdict(list)
    sequences = _sequences(sent)
    for reader, meeting in _standing(programme, plan, confirmed):
        own = sent.get((reader.kind, reader.key, meeting.uid))
        sequence = own.sequence if own else sequences.get(meeting.uid, 0)
        found[reader].append(_entry(reader, meeting, sequence, stamp, status(meeting)))
    for reader, message in _cancelled(sent):
        found[reader].append(_entry(reader, message.announcement, message.sequence, stamp, CANCELLED))
    return {reader: tuple(entries) for reader, entries in found.items()}


def feeds(
    programme: Programme, known: Calendars, tokens: Mapping[str, str] | None = None
) -> dict[PurePosixPath, bytes]:
    """Every calendar as a file to publish, by its path, such as ``leaders/L01.ics``.

    ``tokens`` make paths that nobody can guess: by path without suffix, one for each of ``names``.
    """
    return {
        PurePosixPath(f"{name}-{tokens[name]}.ics" if tokens else f"{name}.ics"): feed(programme, reader, known[reader])
        for reader, name in names(known).items()
    }


def feed(programme: Programme, reader: Reader, entries: Iterable[Entry]) -> bytes:
    """One calendar as a file to publish."""
    events = [event(programme.settings, entry) for entry in entries]
    return published(programme.settings, title(programme, reader), events)


def names(known: Calendars) -> dict[Reader, str]:
    """The path of each calendar without suffix, in order."""
    folders: dict[str, list[str]] = defaultdict(list)
    for reader in sorted(known):
        folders[reader.folder].append(reader.key)
    return {
        Reader(folder, key): str(PurePosixPath(folder, stem))
        for folder, keys in folders.items()
        for key, stem in stems(keys).items()
    }


def calendar_names(kind: str, key: str) -> frozenset[str]:
    """Every path without suffix that the calendar of somebody of this kind may ever have had."""
    return frozenset(str(PurePosixPath(FOLDERS[kind], form)) for form in forms(key))


def title(programme: Programme, reader: Reader) -> str:
    """What people see above a calendar."""
    name = programme.settings.name
    match reader.folder:
        case "leaders":
            return f"{name}: {programme.leader_name(reader.key)}"
        case "facilitators":
            return f"{name}: {programme.facilitator_name(reader.key)}"
        case "venues":
            return f"{name}: {programme.venue_name(reader.key)}"
        case "sets":
            return f"{name}: set {reader.key}"
        case _:
            return name


def _standing(programme: Programme, plan: Plan, confirmed: Collection[str]) -> Iterator[tuple[Reader, Announcement]]:
    """Whose calendar has which meeting of the plan, and as what."""
    for meeting in plan.meetings:
        open_to_all = announcement(programme, plan, meeting, confirmed)
        yield ALL, open_to_all
        yield Reader("sets", meeting.set_id), open_to_all
        for recipient, own in told(programme, plan, meeting, confirmed):
            if recipient.kind in FOLDERS:
                yield Reader(FOLDERS[recipient.kind], recipient.key), own


def _cancelled(sent: Sent) -> Iterator[tuple[Reader, Message]]:
    """Whose calendar lost which meeting with the latest messages; sets and programme what nobody has any more."""
    latest = max((message.stamp for message in sent.values()), default=None)
    lost = [message for message in sent.values() if not message.stands and message.stamp == latest]
    for message in lost:
        if message.to.kind in FOLDERS:
            yield Reader(FOLDERS[message.to.kind], message.to.key), message
    dropped = {message.announcement.uid: message for message in lost if message.dropped and message.to.kind in COMPANY}
    for message in dropped.values():
        public = replace(message, announcement=replace(message.announcement, away=False, travel=None))
        yield ALL, public
        yield Reader("sets", message.announcement.set_id), public


def _sequences(sent: Sent) -> dict[str, int]:
    """The highest revision of each meeting that anybody was ever told, so that it never goes back."""
    found: dict[str, int] = defaultdict(int)
    for message in sent.values():
        uid = message.announcement.uid
        found[uid] = max(found[uid], message.sequence)
    return found


def _entry(reader: Reader, meeting: Announcement, sequence: int, stamp: datetime, status: str) -> Entry:
    return Entry(kind=reader.kind, meeting=meeting, sequence=sequence, stamp=stamp, status=status)
