"""What people are told of their meetings, as values that outlive the spreadsheets: announced, owed, sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

REQUEST, CANCEL = "REQUEST", "CANCEL"
LEADER, FACILITATOR, VENUE, ASSISTANT = "leader", "facilitator", "venue", "assistant"
KINDS = (LEADER, FACILITATOR, VENUE, ASSISTANT)
FORGOTTEN = "forgotten"
"""In place of a kind, of somebody who was sent messages and is not known any more: nothing is owed to them."""
WhenAndWhere = tuple[date, time, time, str]
"""Date, start, end and venue_id of a meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who receives messages: of one of the ``KINDS``; ``email`` is "" where none is known.

    ``key`` is the id of the leader, facilitator or venue; an assistant has that of their leader.
    """

    kind: str
    key: str
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A meeting as one recipient is told of it, without the spreadsheets: names in place of ids.

    ``number`` is one of ``meetings`` of its set; ``venue`` and ``room`` are "" and 0 where there is
    none yet. ``away`` tells members that they will miss it; ``people`` is the headcount, for a venue
    alone, and 0 for all others; ``leader`` the name of whose assistant is told. ``degrees`` (latitude,
    longitude, WGS 84) and ``travel`` (minutes one way) are hints: that they change is owed to nobody.
    """

    uid: str
    set_id: str
    number: int
    meetings: int
    date: date
    start: time
    end: time
    venue_id: str
    venue: str = ""
    address: str = ""
    room: int = 0
    facilitator: str = ""
    presenters: tuple[str, ...] = ()
    confirmed: bool = False
    away: bool = False
    people: int = 0
    leader: str = ""
    degrees: tuple[float, float] | None = field(default=None, compare=False)
    travel: int | None = field(default=None, compare=False)

    @property
    def place(self) -> WhenAndWhere:
        """When and where: what raises SEQUENCE (RFC 5546, 2.1.4)."""
        return self.date, self.start, self.end, self.venue_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one recipient about one meeting, owed or sent.

    ``method`` is ``REQUEST`` or ``CANCEL``; ``changed`` says of a ``REQUEST`` that they have the
    meeting already, ``dropped`` of a ``CANCEL`` that nobody has it any more. ``announcement`` is the
    meeting as it is told now, of a ``CANCEL`` as it was told last. ``sequence`` is the revision for
    this recipient, ``stamp`` in UTC, in whole seconds. ``why`` is a sentence. An assistant gets
    plain text in place of an invitation.
    """

    to: Recipient
    method: str
    announcement: Announcement
    sequence: int
    stamp: datetime
    changed: bool = False
    dropped: bool = False
    why: str = ""

    @property
    def key(self) -> Key:
        """Who is told of which meeting: what the ledger keeps messages by."""
        return self.to.kind, self.to.key, self.announcement.uid

    @property
    def stands(self) -> bool:
        """Whether the recipient has the meeting, once this has arrived."""
        return self.method == REQUEST

    @property
    def age(self) -> tuple[datetime, int]:
        """What orders the messages to one recipient about one meeting."""
        return self.stamp, self.sequence


Key = tuple[str, str, str]
"""Kind and id of a recipient, and the uid of a meeting."""
Sent = Mapping[Key, Message]
"""The message that each recipient was sent last about each meeting."""
