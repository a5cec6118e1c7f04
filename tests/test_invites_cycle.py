"""Calendars to subscribe to say what people were sent; what is cancelled is seen once before it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath

from invites.due import Due, due
from invites.feeds import feeds
from programme.messages import Sent
from programme.plans import Plan
from tests import build, calendars
from tests.tiny import tiny_plan, with_meeting, with_set

NOW = datetime(2027, 8, 20, 9, 0, tzinfo=UTC)
PROGRAMME = build.programme(build.leaders(8), venues=[build.venue(email="rooms@example.org"), build.venue(2)])
PLAN = tiny_plan(PROGRAMME)
WITHOUT_THIRD = replace(PLAN, meetings=tuple(m for m in PLAN.meetings if m.number != 3))
WITHOUT_L07 = with_set(PLAN, members=tuple(f"L{n:02d}" for n in range(1, 7)))
MOVED = with_meeting(PLAN, 4, venue_id="V2")


def told(plan: Plan, sent: Sent, day: int, confirmed: str = "") -> Due:
    """What is due so many days later."""
    now = NOW + timedelta(days=day)
    return due(PROGRAMME, plan, sent, confirmed={confirmed}, today=date(2027, 8, 20), now=now)


def after(found: Due, sent: Sent) -> Sent:
    """The ledger once all that has been sent."""
    return {**sent, **{message.key: message for message in found.messages}}


FIRST = told(PLAN, {}, 0)
SENT = after(FIRST, {})


def read(found: Due, path: str) -> list[tuple[str, str]]:
    """SEQUENCE and STATUS of the meetings in a calendar, in its order; nothing where there is none."""
    text = feeds(PROGRAMME, found.calendars).get(PurePosixPath(path), b"")
    assert not text or calendars.faults(text) == []
    assert not text or calendars.libical_verdict(text) == ""
    pairs = zip(calendars.values(text, "SEQUENCE"), calendars.values(text, "STATUS"), strict=True) if text else ()
    return list(pairs)


TENTATIVE = ("0", "TENTATIVE")


def test_proposed_meetings_are_tentative_in_their_first_revision() -> None:
    assert read(FIRST, "leaders/L01.ics") == [TENTATIVE] * 6


def test_meetings_of_a_confirmed_set_are_confirmed() -> None:
    assert read(told(PLAN, SENT, 1, confirmed="S01"), "leaders/L01.ics") == [("0", "CONFIRMED")] * 6


def test_a_moved_meeting_has_the_sequence_of_its_message() -> None:
    found = told(MOVED, SENT, 1)
    for path in ("leaders/L01.ics", "facilitators/F1.ics", "sets/S01.ics", "programme.ics"):
        assert read(found, path) == [TENTATIVE] * 3 + [("1", "TENTATIVE")] + [TENTATIVE] * 2, path


def test_a_venue_that_gets_no_messages_has_the_sequence_that_others_know() -> None:
    assert read(told(MOVED, SENT, 1), "venues/V2.ics") == [("1", "TENTATIVE")]


def test_a_dropped_meeting_is_cancelled_in_every_calendar_that_had_it() -> None:
    found = told(WITHOUT_THIRD, SENT, 1)
    for path in ("leaders/L01.ics", "facilitators/F1.ics", "venues/V1.ics", "sets/S01.ics", "programme.ics"):
        assert read(found, path) == [TENTATIVE] * 5 + [("1", "CANCELLED")], path


def test_it_stays_so_while_nothing_else_is_sent_and_goes_with_the_next_messages() -> None:
    sent = after(told(WITHOUT_THIRD, SENT, 1), SENT)
    assert read(told(WITHOUT_THIRD, sent, 2), "leaders/L01.ics")[-1] == ("1", "CANCELLED")
    moved = replace(WITHOUT_THIRD, meetings=tuple(m for m in MOVED.meetings if m.number != 3))
    assert "CANCELLED" not in dict(read(told(moved, sent, 2), "leaders/L01.ics")).values()


def test_a_leaver_sees_the_cancellations_and_nobody_else_does() -> None:
    found = told(WITHOUT_L07, SENT, 1)
    assert read(found, "leaders/L07.ics") == [("1", "CANCELLED")] * 6
    for path in ("leaders/L01.ics", "sets/S01.ics", "programme.ics"):
        assert [status for _, status in read(found, path)] == ["TENTATIVE"] * 6, path


def test_afterwards_a_leaver_has_no_calendar() -> None:
    sent = after(told(WITHOUT_L07, SENT, 1), SENT)
    moved = with_meeting(WITHOUT_L07, 4, venue_id="V2")
    assert read(told(moved, sent, 2), "leaders/L07.ics") == []


def test_a_venue_that_lost_a_meeting_sees_it_cancelled() -> None:
    assert read(told(MOVED, SENT, 1), "venues/V1.ics") == [TENTATIVE] * 5 + [("1", "CANCELLED")]


def test_a_cancelled_meeting_tells_a_set_nothing_of_who_was_away() -> None:
    away = with_meeting(PLAN, 3, absent=("L01",))
    sent = after(told(away, {}, 0), {})
    text = feeds(PROGRAMME, told(WITHOUT_THIRD, sent, 1).calendars)[PurePosixPath("sets/S01.ics")]
    assert b"away" not in text
    assert b"without you" not in text
