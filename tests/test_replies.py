"""Answers to invitations: which count, which do not, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invites.mailboxes import LARGEST
from invites.replies import Replies, replies
from programme.messages import CANCEL, Message
from tests import letters
from tests.letters import ANNA, BEN, OFFICE, ROSA, mail, message, reply


def read(tmp_path: Path, *contents: bytes, sent: tuple[Message, ...] = (message(),)) -> Replies:
    """What these answers come to, a file each, read in this order."""
    paths = [tmp_path / f"{number}.eml" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return replies(letters.sent(*sent), paths)


def status(found: Replies, of: Message) -> str:
    return found.answers[of.key]


def why(found: Replies) -> list[str]:
    return [problem.fault for problem in found.ignored]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("ACCEPTED", "accepted"),
        ("declined", "declined"),
        ("TENTATIVE", "tentative"),
        ("NEEDS-ACTION", "no answer"),
        ("X-PERHAPS", "no answer"),
    ],
)
def test_an_answer_is_told(tmp_path: Path, written: str, told: str) -> None:
    assert status(read(tmp_path, mail(reply(written))), message()) == told


def test_who_has_not_answered_is_told_as_such(tmp_path: Path) -> None:
    found = read(tmp_path, mail(reply()), sent=(message(), message(BEN), message(ROSA)))
    assert list(found.answers.values()) == ["accepted", "no answer", "no answer"]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_latest_answer_counts_in_whatever_order_they_are_read(tmp_path: Path, order: tuple[int, int]) -> None:
    answers = {1: mail(reply("ACCEPTED", stamp=1)), 2: mail(reply("DECLINED", stamp=2))}
    assert status(read(tmp_path, *(answers[number] for number in order)), message()) == "declined"


def test_addresses_are_alike_whatever_their_case(tmp_path: Path) -> None:
    found = read(
        tmp_path, mail(reply(attendee="BEN.ode@example.org"), sender="ben.ode@EXAMPLE.org"), sent=(message(BEN),)
    )
    assert status(found, message(BEN)) == "accepted"


def test_two_who_share_an_address_answer_together(tmp_path: Path) -> None:
    twin = replace(ROSA, email=ANNA.email)
    found = read(tmp_path, mail(reply()), sent=(message(), message(twin)))
    assert set(found.answers.values()) == {"accepted"}


def test_an_assistant_may_answer(tmp_path: Path) -> None:
    found = read(tmp_path, mail(reply(), sender=OFFICE.email), sent=(message(), message(OFFICE)))
    assert found.answers == {message().key: "accepted"}


def test_the_assistant_of_somebody_else_may_not_answer(tmp_path: Path) -> None:
    content = mail(reply(attendee=BEN.email), sender=OFFICE.email)
    found = read(tmp_path, content, sent=(message(BEN), message(OFFICE)))
    assert why(found) == ["answers for ben.ode@example.org and comes from assistant@example.org"]


def test_an_attendee_as_apple_writes_it_is_known(tmp_path: Path) -> None:
    content = (
        reply().replace(b"mailto:anna@example.org", b"/123/principal/").replace(b";CN", b";EMAIL=anna@example.org;CN")
    )
    assert status(read(tmp_path, mail(content)), message()) == "accepted"


def test_a_meeting_that_is_not_ours_is_told_and_ignored(tmp_path: Path) -> None:
    found = read(tmp_path, mail(reply(uid="foreign")))
    assert [str(problem) for problem in found.ignored] == [
        "0.eml: answers a meeting to which nobody is invited (foreign). It is not counted."
    ]
    assert status(found, message()) == "no answer"


def test_an_answer_to_an_earlier_date_is_told_and_ignored(tmp_path: Path) -> None:
    found = read(tmp_path, mail(reply(sequence=1)), sent=(message(sequence=2),))
    assert why(found) == ["answers an earlier invitation (SEQUENCE 1; 2 was sent since)"]
    assert status(found, message()) == "no answer"


def test_an_answer_to_an_invitation_that_is_not_marked_as_sent_is_told_and_ignored(tmp_path: Path) -> None:
    found = read(tmp_path, mail(reply(sequence=3)), sent=(message(sequence=2),))
    assert why(found) == ["answers an invitation that is not marked as sent (SEQUENCE 3; 2 was the last)"]


def test_somebody_who_is_not_invited_is_told_and_ignored(tmp_path: Path) -> None:
    found = read(tmp_path, mail(reply(attendee="eve@example.org"), sender="eve@example.org"))
    assert why(found) == ["answers for eve@example.org, who is not invited to that meeting"]


def test_somebody_whose_invitation_was_taken_back_is_not_invited(tmp_path: Path) -> None:
    found = read(tmp_path, mail(reply()), sent=(message(method=CANCEL), message(BEN)))
    assert why(found) == ["answers for anna@example.org, who is not invited to that meeting"]
    assert found.answers == {message(BEN).key: "no answer"}


def test_an_answer_in_the_name_of_somebody_else_is_told_and_ignored(tmp_path: Path) -> None:
    found = read(tmp_path, mail(reply(), sender="eve@example.org"), sent=(message(), message(BEN)))
    assert why(found) == ["answers for anna@example.org and comes from eve@example.org"]


def test_a_message_without_a_sender_is_told_and_ignored(tmp_path: Path) -> None:
    content = mail(reply()).replace(b"From: Somebody <anna@example.org>\r\n", b"")
    assert why(read(tmp_path, content)) == ["answers for anna@example.org and comes from nobody"]


def changed(old: str, new: str) -> bytes:
    content = reply().decode()
    assert old in content
    return mail(content.replace(old, new).encode())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (changed("METHOD:REPLY", "METHOD:COUNTER"), "proposes another time"),
        (changed("PARTSTAT=ACCEPTED", "PARTSTAT=DELEGATED"), "hands the meeting on to somebody else"),
        (changed("DTSTAMP:2027", "DTSTAMP:soon"), "does not say when it was written (DTSTAMP)"),
        (changed("SEQUENCE:0", "SEQUENCE:-1"), "has a SEQUENCE that is not a number"),
        (changed("SEQUENCE:0", f"SEQUENCE:{'9' * 5000}"), "has a SEQUENCE that is not a number"),
        (changed("ATTENDEE", "COMMENT"), "does not name one attendee"),
        (changed("END:VEVENT", "ATTENDEE:mailto:eve@example.org\r\nEND:VEVENT"), "names several attendees"),
        (changed("UID:", "X-UID:"), "answers a meeting to which nobody is invited (without UID)"),
        (changed("VEVENT", "VTODO"), "is an answer that names no meeting"),
        (
            changed("anna@example.org", "eve\x1b[31m" + "x" * 100),
            "answers for eve [31m" + "x" * 72 + "…, who is not invited to that meeting",
        ),
    ],
)
def test_what_cannot_be_counted_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    assert why(read(tmp_path, content)) == [told]


def test_an_answer_without_sequence_is_one_to_the_first_invitation(tmp_path: Path) -> None:
    assert status(read(tmp_path, changed("SEQUENCE:0\r\n", "")), message()) == "accepted"


@pytest.mark.parametrize(
    "content", [mail(), mail(reply().replace(b"REPLY", b"REQUEST"), method="REQUEST"), b"", b"\xff\xfe\x00"]
)
def test_other_mail_is_passed_over_and_counted(tmp_path: Path, content: bytes) -> None:
    found = read(tmp_path, content, mail(reply()))
    assert (found.others, why(found), status(found, message())) == (1, [], "accepted")


def test_a_calendar_by_itself_has_no_sender_and_counts(tmp_path: Path) -> None:
    assert status(read(tmp_path, b"\xef\xbb\xbf\r\n" + reply()), message()) == "accepted"


def test_a_reply_attached_under_a_name_only_counts(tmp_path: Path) -> None:
    content = mail(reply()).replace(b"text/calendar;", b'application/octet-stream; name="answer.ICS";')
    assert status(read(tmp_path, content), message()) == "accepted"


def test_a_reply_in_two_parts_of_a_message_is_told_once(tmp_path: Path) -> None:
    one = mail(reply(uid="foreign"))
    part = one[one.index(b"Content-Type: text/calendar") : one.rindex(b"--=")]
    twice = one.replace(part, part + b"--" + one.split(b'boundary="')[1].split(b'"')[0] + b"\r\n" + part)
    assert twice.count(b"text/calendar") == 2
    assert len(read(tmp_path, twice).ignored) == 1


def test_a_mailbox_is_read_message_by_message(tmp_path: Path) -> None:
    path = letters.mbox(tmp_path / "inbox", mail(), mail(reply("DECLINED")), mail(reply(uid="foreign")))
    found = replies(letters.sent(message()), [path])
    assert (found.others, status(found, message())) == (1, "declined")
    assert [problem.sheet for problem in found.ignored] == ["inbox, message 3"]


def test_a_maildir_is_read_new_and_seen(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "cur" / "1:2,S").write_bytes(mail(reply("ACCEPTED", stamp=1)))
    (tmp_path / "new" / "2").write_bytes(mail(reply("TENTATIVE", stamp=2)))
    (tmp_path / "tmp" / "3").write_bytes(mail(reply("DECLINED", stamp=3)))
    assert status(replies(letters.sent(message()), [tmp_path]), message()) == "tentative"


def test_a_folder_is_read_by_its_messages_and_calendars(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail(reply("ACCEPTED", stamp=1)))
    (tmp_path / "b.ICS").write_bytes(reply("DECLINED", stamp=2))
    (tmp_path / "c.txt").write_bytes(reply("TENTATIVE", stamp=3))
    found = replies(letters.sent(message()), [tmp_path])
    assert (status(found, message()), found.others) == ("declined", 0)


@pytest.mark.parametrize("name", ["huge.eml", "huge.mbox"])
def test_what_is_too_large_is_told_and_passed_over(tmp_path: Path, name: str) -> None:
    first = b"From somebody\n" if name.endswith("mbox") else b""
    (tmp_path / name).write_bytes(first + mail(reply()) + b"\n" + b"x" * LARGEST)
    found = replies(letters.sent(message()), [tmp_path / name])
    assert why(found) == ["is larger than 10 MB"]


def test_a_calendar_that_is_too_large_is_told_and_passed_over(tmp_path: Path) -> None:
    assert why(read(tmp_path, mail(reply() + b"X-Y:1\r\n" * 200_000))) == ["holds a calendar of more than 1 MB"]


def test_parts_within_parts_without_end_are_told(tmp_path: Path) -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    assert why(read(tmp_path, nested)) == ["is a message that cannot be read"]


def test_components_within_components_without_end_hold_no_answer(tmp_path: Path) -> None:
    content = reply().replace(b"BEGIN:VEVENT", b"BEGIN:VALARM\r\n" * 20_000 + b"BEGIN:VEVENT")
    assert why(read(tmp_path, content)) == ["is an answer that names no meeting"]


@settings(max_examples=80)
@given(st.data())
def test_no_damage_to_an_answer_makes_more_of_it_than_an_answer(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(data.draw(st.sampled_from([mail(reply()), reply(), b"From x\n" + mail(reply())])))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    found = read(tmp_path_factory.mktemp("fuzz"), bytes(content))
    assert set(found.answers) == {message().key}


@settings(max_examples=80)
@given(st.binary(max_size=2000))
def test_whatever_a_file_holds_it_is_read(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    assert read(tmp_path_factory.mktemp("any"), content).answers == {message().key: "no answer"}
