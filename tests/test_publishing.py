"""Meetings on a CalDAV server: a real Radicale through create, move and cancel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

import pytest

from invites.caldav import Server, ServerTrouble, address
from invites.publishing import CREATE, DELETE, MIRRORED, UPDATE, carry_out, steps
from programme.plans import Plan
from programme.problems import WrongUse
from programme.slots import Slot
from tests import build, calendars, servers
from tests.feeds import published
from tests.servers import Radicale
from tests.tiny import tiny_plan, with_meeting

PROGRAMME = build.programme(
    [build.leader(1, name='Łucja "Lu" Żółć-O\'Neill; 👩🏽‍🏫'), *build.leaders(7)[1:]],
    venues=[build.venue(address="1 Market Street, Leeds; back door \\ bell 2")],
)
PLAN = tiny_plan(PROGRAMME)
OURS = "our-programme"
FOREIGN = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:dentist\r\nDTSTAMP:20270101T000000Z\r\n"
    b"DTSTART:20271001T090000Z\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def feed(plan: Plan = PLAN, minute: int = 0, sequence: int = 0) -> bytes:
    stamp = datetime(2027, 8, 20, 9, minute, tzinfo=UTC)
    found = published(PROGRAMME, plan, stamp=stamp)[PurePosixPath("programme.ics")]
    return found.replace(b"SEQUENCE:0", f"SEQUENCE:{sequence}".encode())


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with servers.radicale(tmp_path_factory.mktemp("radicale")) as found:
        yield found


@pytest.fixture
def radicale(running: Radicale) -> Iterator[Radicale]:
    """A Radicale with an empty calendar."""
    running.make_calendar()
    yield running
    running.ask("DELETE", "/anna/sets/")


def server(radicale: Radicale) -> Server:
    return Server(address(radicale.url, "anna", "secret"))


def publish(radicale: Radicale, content: bytes, programme: str = OURS) -> list[str]:
    """Publishes, and says what was done."""
    to = server(radicale)
    todo = steps(content, programme, to)
    carry_out(todo, to, lambda: None)
    return [step.kind for step in todo]


def held(radicale: Radicale) -> dict[str, datetime]:
    """When the meetings on the server are, by file name, as vobject reads them."""
    return {name: calendars.starts(content)[0].replace(tzinfo=None) for name, content in radicale.items().items()}


def wanted(plan: Plan) -> dict[str, datetime]:
    hours = PROGRAMME.settings.hours
    return {f"{m.uid}.ics": datetime.combine(m.date, hours(m.slot).start) for m in plan.meetings}


def test_each_meeting_is_one_item_named_by_its_uid(radicale: Radicale) -> None:
    assert publish(radicale, feed()) == [CREATE] * 6
    assert held(radicale) == wanted(PLAN)


def test_a_second_run_writes_nothing_although_the_stamps_are_newer(radicale: Radicale) -> None:
    publish(radicale, feed())
    before = radicale.items()
    assert publish(radicale, feed(minute=30)) == []
    assert radicale.items() == before


def test_a_meeting_that_moves_is_changed_in_place_and_no_other_is_touched(radicale: Radicale) -> None:
    publish(radicale, feed())
    before, third = radicale.items(), PLAN.meetings[2]
    moved = with_meeting(PLAN, 3, date=third.date + timedelta(days=1), slot=Slot.FRI_PM)
    old, new = (feed(plan).split(b"BEGIN:VEVENT")[3] for plan in (PLAN, moved))
    content = feed().replace(old, new)
    assert publish(radicale, content) == [UPDATE]
    assert held(radicale) == wanted(moved)
    assert {name for name, item in radicale.items().items() if item != before[name]} == {f"{third.uid}.ics"}


def test_a_meeting_that_is_cancelled_stays_as_such_and_then_goes(radicale: Radicale) -> None:
    publish(radicale, feed())
    *most, last = feed().split(b"BEGIN:VEVENT")
    cancelled = b"BEGIN:VEVENT".join([*most, last.replace(b"STATUS:TENTATIVE", b"STATUS:CANCELLED")])
    assert publish(radicale, cancelled) == [UPDATE]
    item = radicale.items()[f"{PLAN.meetings[5].uid}.ics"]
    assert calendars.values(item, "STATUS") == ["CANCELLED"]
    assert publish(radicale, b"BEGIN:VEVENT".join(most)) == [DELETE]
    assert held(radicale) == wanted(replace(PLAN, meetings=PLAN.meetings[:5]))


def test_what_was_changed_on_the_server_is_put_right(radicale: Radicale) -> None:
    publish(radicale, feed())
    name, item = next(iter(radicale.items().items()))
    radicale.ask("PUT", f"/anna/sets/{name}", item.replace(b"T093000", b"T110000"))
    assert publish(radicale, feed()) == [UPDATE]
    assert held(radicale) == wanted(PLAN)


def test_a_meeting_imported_under_another_name_is_changed_where_it_is(radicale: Radicale) -> None:
    one = b"".join(feed().partition(b"END:VEVENT\r\n")[:2]) + b"END:VCALENDAR\r\n"
    assert radicale.ask("PUT", "/anna/sets/by-hand.ics", one.replace(b"METHOD:PUBLISH\r\n", b"")) == 201
    assert publish(radicale, feed()) == [*[CREATE] * 5, UPDATE]
    assert len(radicale.items()) == 6
    assert publish(radicale, feed()) == []


def test_what_is_not_ours_is_never_touched(radicale: Radicale) -> None:
    radicale.ask("PUT", "/anna/sets/dentist.ics", FOREIGN)
    other = feed().replace(b"UID:", b"UID:other-")
    publish(radicale, other, programme="another-programme")
    before = radicale.items()
    publish(radicale, feed())
    publish(radicale, b"")
    assert radicale.items() == before


def test_nothing_published_can_make_the_server_send_mail(radicale: Radicale) -> None:
    publish(radicale, feed())
    found = b"".join(radicale.items().values())
    assert re.findall(rb"^(?:METHOD|ORGANIZER|ATTENDEE|X-WR)", found, re.M) == []


def test_what_is_published_passes_libical(radicale: Radicale) -> None:
    put: list[bytes] = [step.content for step in steps(feed(), OURS, server(radicale))]
    assert {calendars.libical_verdict(content) for content in put} == {""}


def test_whatever_a_feed_says_of_a_meeting_is_compared_but_for_its_stamp_and_organiser() -> None:
    event = re.findall(rb"BEGIN:VEVENT\r\n(.*?)END:VEVENT", feed(), re.S)[0]
    names = {name.decode() for name in re.findall(rb"^([A-Z-]+)", event, re.M)}
    assert names - {"DTSTAMP", "ORGANIZER"} == MIRRORED - {"X-SETWRIGHT-PROGRAMME"}


def test_a_meeting_that_somebody_changes_meanwhile_is_not_overwritten(radicale: Radicale) -> None:
    publish(radicale, feed())
    name, item = next(iter(radicale.items().items()))
    to = server(radicale)
    todo = steps(feed(sequence=1), OURS, to)
    radicale.ask("PUT", f"/anna/sets/{name}", item.replace(b"T093000", b"T110000"))
    step = next(step for step in todo if step.path.endswith(name))
    with pytest.raises(ServerTrouble, match=r"somebody else has changed meanwhile\. Run this again"):
        carry_out([step], to, lambda: None)


@pytest.mark.parametrize(
    ("path", "password", "told"),
    [
        ("/anna/sets/", "wrong", "does not accept user and password. Check --user and SETWRIGHT_CALDAV_PASSWORD"),
        ("/anna/nothing/", "secret", "has no calendar there. Make it first, or correct the URL (HTTP status 404)."),
        ("/anna/", "secret", "There is something else at this URL than a calendar."),
    ],
)
def test_a_refusal_is_told_in_words(radicale: Radicale, path: str, password: str, told: str) -> None:
    at = address(f"http://127.0.0.1:{radicale.port}{path}", "anna", password)
    with pytest.raises(ServerTrouble, match=re.escape(told)):
        steps(feed(), OURS, Server(at))


def test_it_is_encrypted_where_the_certificate_is_trusted_and_not_used_where_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = servers.certificate(tmp_path)
    with servers.radicale(tmp_path, made) as found:
        at = address(f"https://localhost:{found.port}/anna/nothing/", "anna", "secret")
        with pytest.raises(ServerTrouble, match=r"The certificate of localhost cannot be trusted\. Nothing was sent"):
            Server(at).resources()
        monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
        with pytest.raises(ServerTrouble, match="has no calendar there"):
            Server(at).resources()


def test_a_server_that_is_not_there_is_told() -> None:
    at = address(f"http://localhost:{servers.free_port()}/sets/")
    with pytest.raises(ServerTrouble, match=r"localhost cannot be reached \(Connection refused\)"):
        Server(at).resources()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://cloud.example.org/sets/", "Without TLS anybody on the way can read password and meetings."),
        ("https://anna:secret@cloud.example.org/", "A password does not belong in a URL."),
        ("https://anna:@cloud.example.org/", "A password does not belong in a URL."),
        ("https://anna@cloud.example.org/", "Set SETWRIGHT_CALDAV_PASSWORD in the environment."),
        ("ftp://cloud.example.org/", "is not the address of a calendar. Write one such as https://"),
        ("cloud.example.org/sets", "is not the address of a calendar."),
        ("https://cloud.example.org:port/", "is not the address of a calendar."),
        ("https://[::1/", "is not the address of a calendar."),
        ("https://cloud.example.org/?secret", "is not the address of a calendar."),
    ],
)
def test_an_address_that_will_not_do_is_refused(url: str, told: str) -> None:
    with pytest.raises(WrongUse) as refused:
        address(url)
    assert told in str(refused.value)
    assert "anna" not in str(refused.value)
    assert ":secret" not in str(refused.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "LocalHost:5232"])
def test_on_this_computer_alone_no_encryption_is_needed(host: str) -> None:
    assert not address(f"http://{host}/sets").secure


def test_a_user_beside_the_url_overrules_the_one_in_it() -> None:
    assert address("https://anna%40example.org@cloud.example.org/", "", "p").user == "anna@example.org"
    assert address("https://anna@cloud.example.org/", "ben", "p").user == "ben"


def test_a_path_is_a_folder_and_encoded() -> None:
    assert address("https://cloud.example.org/my sets/é").path == "/my%20sets/%C3%A9/"
