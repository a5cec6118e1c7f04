"""One message as a file: who it is for, how it can be read, and that nothing people type breaks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest

from invites.eml import eml
from invites.owed import owed
from programme.messages import Message
from programme.plans import Plan
from programme.records import Contact, Programme
from tests import build, calendars
from tests.test_invites_safety import NASTY
from tests.tiny import tiny_plan, with_meeting, with_set

STAMP = datetime(2027, 8, 20, 9, 0, tzinfo=UTC)
TODAY = date(2027, 8, 20)
PROGRAMME = build.programme(
    [build.leader(1, pa_email="pa@example.org"), *build.leaders(8)[1:]],
    venues=[build.venue(1, email="rooms@example.org"), build.venue(2, email="hall@example.org")],
)
PLAN = tiny_plan(PROGRAMME)
NAMES = [leader.name for leader in PROGRAMME.leaders] + [who.name for who in PROGRAMME.facilitators]


def due(programme: Programme, plan: Plan, sent: Sequence[Message] = (), confirmed: str = "") -> tuple[Message, ...]:
    known = {message.key: message for message in sent}
    stamp = STAMP + timedelta(days=bool(sent))
    return owed(programme, plan, known, confirmed={confirmed}, today=TODAY, stamp=stamp)


FIRST = due(PROGRAMME, PLAN)


def one(messages: Sequence[Message], kind: str, key: str, number: int = 3) -> Message:
    """The message to a recipient about a meeting of S01."""
    (found,) = (m for m in messages if (m.to.kind, m.to.key, m.announcement.number) == (kind, key, number))
    return found


def read(message: Message, programme: Programme = PROGRAMME) -> EmailMessage:
    found = message_from_bytes(eml(programme.settings, message), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def text(message: Message) -> str:
    body = read(message).get_body(("plain",))
    assert body
    return str(body.get_content())


def invitation(message: Message, programme: Programme = PROGRAMME) -> bytes:
    """The calendar among the alternatives."""
    (part,) = (part for part in read(message, programme).walk() if part.get_content_type() == "text/calendar")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


LEADER = one(FIRST, "leader", "L05")
MOVED = one(due(PROGRAMME, with_meeting(PLAN, 3, venue_id="V2"), FIRST), "leader", "L05")
LEFT = one(due(PROGRAMME, with_set(PLAN, members=tuple(f"L{n:02d}" for n in range(1, 5))), FIRST), "leader", "L05")
DROPPED = one(
    due(PROGRAMME, replace(PLAN, meetings=tuple(m for m in PLAN.meetings if m.number != 3)), FIRST), "leader", "L05"
)
VENUE = one(FIRST, "venue", "V1")
ASSISTANT = one(FIRST, "assistant", "L01")
SOUND = {"invited": LEADER, "moved": MOVED, "left": LEFT, "dropped": DROPPED, "venue": VENUE}


def test_it_is_laid_out_as_clients_expect() -> None:
    assert [part.get_content_type() for part in read(LEADER).walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]


def test_the_attachment_is_the_invitation_byte_for_byte() -> None:
    (attachment,) = read(LEADER).iter_attachments()
    assert attachment.get_filename() == "invite.ics"
    assert attachment.get_content() == invitation(LEADER)


@pytest.mark.parametrize("message", SOUND.values(), ids=SOUND)
def test_the_method_of_the_part_is_that_of_the_calendar(message: Message) -> None:
    (part,) = (part for part in read(message).walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == message.method
    assert calendars.values(invitation(message), "METHOD") == [message.method]


def test_it_goes_from_the_organiser_to_one_recipient() -> None:
    message = read(LEADER)
    assert (message["From"], message["To"]) == (
        "Programme Office <office@example.org>",
        "Leader 5 <leader5@example.org>",
    )
    assert calendars.values(invitation(LEADER), "ATTENDEE") == ["mailto:leader5@example.org"]


def test_it_can_be_read_as_plain_text() -> None:
    assert text(LEADER).splitlines() == [
        "Dear Leader 5,",
        "",
        "You are invited to this meeting.",
        "",
        "Learning set S01: meeting 3 of 6",
        "When: Thu 2 Dec 2027, 09:30 to 12:30",
        "Where: Venue 1, 1 Market Street, room 1",
        "Status: proposed, to be confirmed",
        "Presenting: Leader 5 and Leader 6",
        "Facilitator: Facilitator 1",
        "Travel: about 5 minutes, one way",
        "Map: https://www.openstreetmap.org/?mlat=53.792454&mlon=-1.546086#map=17/53.792454/-1.546086",
        "Questions: Programme Office, office@example.org",
    ]


def test_it_says_the_same_as_html() -> None:
    body = read(LEADER).get_body(("html",))
    assert body
    for line in ("Dear Leader 5,", "<td>Thu 2 Dec 2027, 09:30 to 12:30</td>", "<td>Leader 5 and Leader 6</td>"):
        assert line in body.get_content()


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        (LEADER, "Invitation: Learning set S01: meeting 3 of 6, Thu 2 Dec 2027"),
        (MOVED, "Changed: Learning set S01: meeting 3 of 6, Thu 2 Dec 2027"),
        (DROPPED, "Cancelled: Learning set S01: meeting 3 of 6, Thu 2 Dec 2027"),
        (VENUE, "Invitation: Room 1, 8 people: Test programme, Thu 2 Dec 2027"),
        (ASSISTANT, "Invitation, Leader 1: Learning set S01: meeting 3 of 6, Thu 2 Dec 2027"),
    ],
)
def test_the_subject_says_what_it_is(message: Message, subject: str) -> None:
    assert read(message)["Subject"].strip() == subject


def test_what_changed_is_told() -> None:
    assert text(MOVED).splitlines()[2] == "Moved from Thu 2 Dec 2027, 09:30, Venue 1."


def test_an_invitation_asks_for_an_answer_and_a_cancellation_does_not() -> None:
    asks = "RSVP=TRUE"
    assert [asks in calendars.unfolded(invitation(m)).__str__() for m in (LEADER, MOVED, LEFT)] == [True, True, False]


@pytest.mark.parametrize(
    ("message", "status", "sequence"),
    [(LEADER, ["TENTATIVE"], ["0"]), (MOVED, ["TENTATIVE"], ["1"]), (LEFT, [], ["1"]), (DROPPED, ["CANCELLED"], ["1"])],
)
def test_status_and_sequence_are_those_of_rfc_5546(message: Message, status: list[str], sequence: list[str]) -> None:
    found = invitation(message)
    assert (calendars.values(found, "STATUS"), calendars.values(found, "SEQUENCE")) == (status, sequence)


def test_a_confirmed_set_is_confirmed() -> None:
    message = one(due(PROGRAMME, PLAN, FIRST, confirmed="S01"), "leader", "L05")
    assert calendars.values(invitation(message), "STATUS") == ["CONFIRMED"]
    assert "Status" not in text(message)


@pytest.mark.parametrize("message", SOUND.values(), ids=SOUND)
def test_every_invitation_passes_the_lint_and_libical(message: Message) -> None:
    assert calendars.faults(invitation(message)) == []
    assert calendars.libical_verdict(invitation(message)) == ""


@pytest.mark.parametrize("message", [*SOUND.values(), ASSISTANT], ids=[*SOUND, "assistant"])
def test_no_mail_server_can_change_it(message: Message) -> None:
    lines = eml(PROGRAMME.settings, message).split(b"\r\n")
    assert [line for line in lines if b"\n" in line or b"\r" in line or len(line) > 78 or not line.isascii()] == []


def test_the_same_message_makes_the_same_file() -> None:
    assert eml(PROGRAMME.settings, LEADER) == eml(PROGRAMME.settings, LEADER)
    assert read(LEADER)["Message-ID"] != read(replace(LEADER, sequence=1))["Message-ID"]


def test_an_assistant_gets_plain_text_alone() -> None:
    message = read(ASSISTANT)
    assert (message.get_content_type(), message["To"]) == ("text/plain", "pa@example.org")
    assert message.get_content().splitlines()[2:5] == [
        "Leader 1 is invited to this meeting.",
        "",
        "This is for your information: the invitation itself has gone to the person you assist.",
    ]


def test_a_venue_reads_no_names() -> None:
    told = eml(PROGRAMME.settings, VENUE).decode() + text(VENUE) + invitation(VENUE).decode()
    assert [name for name in NAMES if name in told] == []


def everywhere(typed: str) -> tuple[Programme, Message]:
    """A programme that has the text wherever people can type, and a message to whom it names."""
    programme = build.programme(
        [build.leader(1, name=typed), *build.leaders(7)[1:]],
        facilitators=[build.facilitator(name=typed)],
        venues=[build.venue(name=typed, address=typed)],
        name=typed,
        organiser=Contact(typed, "office@example.org"),
    )
    return programme, one(due(programme, tiny_plan(programme)), "leader", "L01", number=1)


@pytest.mark.parametrize("typed", NASTY)
def test_a_nasty_text_adds_no_header_no_part_and_no_line(typed: str) -> None:
    programme, message = everywhere(typed)
    plain_programme, plain_message = everywhere("Eve")
    nasty, plain = read(message, programme), read(plain_message, plain_programme)
    assert [part.keys() for part in nasty.walk()] == [part.keys() for part in plain.walk()]
    assert nasty["To"].addresses[0].addr_spec == "leader1@example.org"
    assert len(nasty["To"].addresses) == 1
    assert calendars.faults(invitation(message, programme)) == []
    assert calendars.libical_verdict(invitation(message, programme)) == ""


@pytest.mark.parametrize(
    "typed", ["=cmd|' /C calc'!A0", "👩🏽‍🏫 Łucja Żółć-O'Neill 🏴", "ż" * 200, "Siân Llŷr, Ynys Môn"]
)
def test_a_strange_but_printable_name_is_read_back_as_typed(typed: str) -> None:
    programme, message = everywhere(typed)
    found = read(message, programme)
    name = message_from_bytes(eml(programme.settings, message))["To"].removesuffix(" <leader1@example.org>")
    assert str(make_header(decode_header(name))).strip('"') == typed
    body = found.get_body(("plain",))
    assert body
    assert body.get_content().splitlines()[0] == f"Dear {typed},"


def test_markup_stays_text_in_html() -> None:
    programme, message = everywhere("<b>Eve</b> & Söhne")
    body = read(message, programme).get_body(("html",))
    assert body
    assert "<p>Dear &lt;b&gt;Eve&lt;/b&gt; &amp; Söhne,</p>" in body.get_content()
