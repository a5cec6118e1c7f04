"""Who is owed which message: exactly those whose meetings changed, in the terms of RFC 5546."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from invites.owed import next_stamp, owed
from programme.messages import Message, Sent
from programme.plans import Plan
from programme.records import Programme
from programme.slots import Slot
from tests import build
from tests.tiny import seated, tiny_plan, with_meeting, with_set, year_of

STAMP = datetime(2027, 8, 20, 9, 0, tzinfo=UTC)
TODAY = date(2027, 8, 20)
SEVEN = [f"L{number:02d}" for number in range(1, 8)]


def programme(**details: Any) -> Programme:
    people = [build.leader(n, pa_email="pa@example.org" if n == 1 else "") for n in range(1, 10)]
    return build.programme(
        people,
        facilitators=[build.facilitator(1), build.facilitator(2)],
        venues=[build.venue(1, email="rooms@example.org"), build.venue(2, email="hall@example.org"), build.venue(3)],
        **details,
    )


PROGRAMME = programme()
PLAN = tiny_plan(PROGRAMME)
THIRD = PLAN.meetings[2]


def due(
    sent: Sent,
    plan: Plan = PLAN,
    of: Programme = PROGRAMME,
    confirmed: Iterable[str] = (),
    today: date = TODAY,
    later: int = 1,
) -> tuple[Message, ...]:
    return owed(of, plan, sent, confirmed=frozenset(confirmed), today=today, stamp=STAMP + timedelta(days=later))


def after(messages: Iterable[Message], sent: Sent | None = None) -> dict[tuple[str, str, str], Message]:
    """The ledger once these have been sent, in their order."""
    return {**(sent or {}), **{message.key: message for message in messages}}


FIRST = owed(PROGRAMME, PLAN, {}, confirmed=frozenset(), today=TODAY, stamp=STAMP)
SENT = after(FIRST)


def who(messages: Iterable[Message]) -> list[str]:
    return [f"{message.to.kind} {message.to.key}" for message in messages]


def essence(messages: Iterable[Message]) -> set[tuple[str, str, int, bool]]:
    return {(f"{m.to.kind} {m.to.key}", m.method, m.sequence, m.dropped) for m in messages}


def everyone(method: str, sequence: int, dropped: bool = False, venue: str = "V1") -> set[tuple[str, str, int, bool]]:
    people = [f"leader {key}" for key in SEVEN] + ["assistant L01", "facilitator F1", f"venue {venue}"]
    return {(name, method, sequence, dropped) for name in people}


def test_at_first_everyone_is_invited_to_every_meeting() -> None:
    assert len(FIRST) == 6 * (7 + 1 + 1 + 1), "members, an assistant, the facilitator and the venue"
    assert essence(FIRST) == everyone("REQUEST", 0)


def test_the_nearest_meetings_come_first() -> None:
    assert [m.announcement.date for m in FIRST] == sorted(m.announcement.date for m in FIRST)


def test_once_sent_nothing_is_owed() -> None:
    assert due(SENT) == ()


@pytest.mark.parametrize("change", [{"date": THIRD.date + timedelta(days=1)}, {"slot": Slot.THU_PM}])
def test_another_time_raises_the_sequence_for_everyone(change: dict[str, Any]) -> None:
    messages = due(SENT, with_meeting(PLAN, 3, **change))
    assert essence(messages) == everyone("REQUEST", 1)
    assert {m.announcement.uid for m in messages} == {THIRD.uid}


def test_other_hours_raise_the_sequence_too() -> None:
    earlier = programme(morning=replace(build.programme().settings.morning, start=datetime(2027, 1, 1, 9).time()))
    assert {m.sequence for m in due(SENT, of=earlier)} == {1}


def test_another_venue_raises_the_sequence_and_the_two_venues_learn_theirs() -> None:
    messages = due(SENT, with_meeting(PLAN, 3, venue_id="V2"))
    assert essence(messages) == (everyone("REQUEST", 1) - {("venue V1", "REQUEST", 1, False)}) | {
        ("venue V1", "CANCEL", 1, False),
        ("venue V2", "REQUEST", 0, False),
    }


def test_another_room_keeps_the_sequence_and_has_a_newer_stamp() -> None:
    messages = due(SENT, with_meeting(PLAN, 3, room=2))
    assert essence(messages) == everyone("REQUEST", 0) - {("assistant L01", "REQUEST", 0, False)}
    assert {m.stamp for m in messages} == {STAMP + timedelta(days=1)}
    assert {m.why for m in messages} == {"Room 2, no longer 1."}


def test_other_presenters_are_told_to_members_and_facilitator_alone() -> None:
    messages = due(SENT, with_meeting(PLAN, 3, presenters=("L03",)))
    assert who(messages) == [f"leader {key}" for key in SEVEN] + ["facilitator F1"]
    assert {m.sequence for m in messages} == {0}


def test_confirming_a_set_is_told_without_raising_the_sequence() -> None:
    messages = due(SENT, confirmed=["S01"])
    assert len(messages) == 6 * 9
    assert {(m.sequence, m.announcement.confirmed, m.why) for m in messages} == {(0, True, "Confirmed.")}


def test_whoever_is_away_now_is_told_alone_and_the_venue_counts_one_less() -> None:
    messages = due(SENT, with_meeting(PLAN, 3, absent=("L07",)))
    assert [(m.to.key, m.why) for m in messages] == [
        ("L07", "Without you: you are away."),
        ("V1", "7 people, no longer 8."),
    ]


def test_a_leaver_alone_is_sent_cancellations_and_the_set_goes_on() -> None:
    messages = due(SENT, with_set(PLAN, members=tuple(SEVEN[:6])))
    assert essence(messages) == {("leader L07", "CANCEL", 1, False), ("venue V1", "REQUEST", 0, False)}


def test_a_leaver_who_has_left_the_spreadsheet_is_told_at_the_address_last_used() -> None:
    gone = replace(PROGRAMME, leaders=tuple(x for x in PROGRAMME.leaders if x.leader_id != "L01"))
    messages = due(SENT, with_set(PLAN, members=tuple(SEVEN[1:])), gone)
    cancelled = {(m.to.kind, m.to.email) for m in messages if m.method == "CANCEL"}
    assert cancelled == {("leader", "leader1@example.org"), ("assistant", "pa@example.org")}


def test_a_newcomer_alone_is_invited() -> None:
    messages = due(SENT, with_set(PLAN, members=(*SEVEN, "L08")))
    assert essence(messages) == {("leader L08", "REQUEST", 0, False), ("venue V1", "REQUEST", 0, False)}


def test_a_dropped_meeting_is_cancelled_for_all() -> None:
    messages = due(SENT, replace(PLAN, meetings=tuple(m for m in PLAN.meetings if m.number != 3)))
    dropped = {m for m in messages if m.announcement.uid == THIRD.uid}
    assert essence(dropped) == everyone("CANCEL", 1, dropped=True)


def test_another_facilitator_is_invited_the_one_before_leaves_and_members_read_the_name() -> None:
    messages = due(SENT, with_meeting(PLAN, 3, facilitator_id="F2"))
    leaders = {(f"leader {key}", "REQUEST", 0, False) for key in SEVEN}
    assert essence(messages) == leaders | {
        ("facilitator F1", "CANCEL", 1, False),
        ("facilitator F2", "REQUEST", 0, False),
    }
    assert {m.why for m in messages if m.to.kind == "leader"} == {"Led by Facilitator 2."}


def test_a_meeting_moved_there_and_back_has_a_sequence_that_only_grows() -> None:
    there = after(due(SENT, with_meeting(PLAN, 3, venue_id="V2")), SENT)
    back = due(there, PLAN, later=2)
    assert essence(back) == (everyone("REQUEST", 2) | {("venue V2", "CANCEL", 1, False)})


def test_whoever_is_invited_again_after_a_cancellation_gets_a_higher_sequence() -> None:
    without = after(due(SENT, with_set(PLAN, members=tuple(SEVEN[:6]))), SENT)
    messages = [m for m in due(without, PLAN, later=2) if m.to.key == "L07"]
    assert {(m.method, m.sequence, m.why) for m in messages} == {("REQUEST", 2, "Invited again.")}


def test_what_is_past_is_told_to_nobody() -> None:
    messages = due(SENT, with_meeting(with_meeting(PLAN, 1, room=2), 3, room=2), today=THIRD.date)
    assert {m.announcement.number for m in messages} == {3}
    dropped = due(SENT, Plan(sets=(), meetings=(), waiting=()), today=THIRD.date)
    assert {m.announcement.number for m in dropped} == {3, 4, 5, 6}


def test_at_a_new_address_they_are_invited_anew_after_the_old_one_has_lost_the_meeting() -> None:
    people = tuple(replace(x, email="new@example.org") if x.leader_id == "L02" else x for x in PROGRAMME.leaders)
    messages = due(SENT, of=replace(PROGRAMME, leaders=people))
    first = [(m.to.email, m.method, m.sequence) for m in messages if m.announcement.number == 1]
    assert first == [("leader2@example.org", "CANCEL", 1), ("new@example.org", "REQUEST", 2)]
    assert due(after(messages, SENT), of=replace(PROGRAMME, leaders=people), later=2) == ()


def test_interrupted_between_the_two_addresses_only_the_new_one_is_owed() -> None:
    people = tuple(replace(x, email="new@example.org") if x.leader_id == "L02" else x for x in PROGRAMME.leaders)
    moved = replace(PROGRAMME, leaders=people)
    messages = due(SENT, of=moved)
    left = due(after(messages[:1], SENT), of=moved)
    assert left[0].method == "REQUEST"
    assert [(m.key, m.method, m.sequence) for m in left] == [(m.key, m.method, m.sequence) for m in messages[1:]]


def test_letter_case_makes_no_new_address() -> None:
    people = tuple(replace(x, email=x.email.upper()) for x in PROGRAMME.leaders)
    assert due(SENT, of=replace(PROGRAMME, leaders=people)) == ()


def test_an_address_that_is_taken_away_from_venue_or_assistant_ends_their_messages() -> None:
    people = tuple(replace(x, pa_email="") for x in PROGRAMME.leaders)
    venues = tuple(replace(x, email="") for x in PROGRAMME.venues)
    quiet = replace(PROGRAMME, leaders=people, venues=venues)
    assert due(SENT, of=quiet) == ()
    moved = due(SENT, with_meeting(PLAN, 3, date=THIRD.date + timedelta(days=1)), quiet)
    assert who(moved) == [f"leader {key}" for key in SEVEN] + ["facilitator F1"]


def test_another_assistant_is_told_and_the_one_before_hears_no_more() -> None:
    people = tuple(replace(x, pa_email="desk@example.org") if x.leader_id == "L01" else x for x in PROGRAMME.leaders)
    messages = due(SENT, of=replace(PROGRAMME, leaders=people))
    assert {(m.to.kind, m.to.email, m.method) for m in messages} == {("assistant", "desk@example.org", "REQUEST")}


def test_coordinates_and_ways_alone_are_no_news() -> None:
    venues = tuple(replace(x, place=build.near(3)) for x in PROGRAMME.venues)
    assert due(SENT, of=replace(PROGRAMME, venues=venues)) == ()


def test_of_two_sets_only_the_one_that_changed_is_told() -> None:
    big = build.programme(build.leaders(14))
    one, two = seated(big, "S01", big.leaders[:7], Slot.THU_AM), seated(big, "S02", big.leaders[7:], Slot.THU_PM)
    plan = Plan(sets=(one, two), meetings=(*year_of(big, one), *year_of(big, two)), waiting=())
    sent = after(due({}, plan, big))
    assert {m.announcement.set_id for m in due(sent, with_meeting(plan, 2, "S02", room=2), big, later=2)} == {"S02"}


def test_a_venue_learns_no_names() -> None:
    told = next(m.announcement for m in FIRST if m.to.kind == "venue")
    assert (told.presenters, told.facilitator, told.people) == ((), "", 8)


def test_the_stamp_is_later_than_any_before_even_where_the_clock_goes_back() -> None:
    assert next_stamp({}, STAMP.replace(microsecond=5)) == STAMP
    assert next_stamp(SENT, STAMP - timedelta(hours=1)) == STAMP + timedelta(seconds=1)
