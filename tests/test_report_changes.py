"""What differs between two plans, as people are told it."""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from programme.changes import difference
from programme.decisions import Decisions, Withdrawal
from programme.plans import Plan
from programme.slots import Slot
from programme.store import Revision
from report import changes, terminal
from tests import build, plans
from tests.tiny import seated, tiny_plan, twin_plan, waits, with_meeting, with_set, year_of

PROGRAMME = build.programme(
    build.leaders(15),
    facilitators=[build.facilitator(1), build.facilitator(2)],
    venues=[build.venue(1), build.venue(2)],
)
PLAN = replace(twin_plan(PROGRAMME), waiting=(waits(PROGRAMME.leaders[14]),))
MEMBERS = {one.set_id: one.members for one in PLAN.sets}
TODAY = date(2027, 7, 1)


def told(after: Plan, before: Plan = PLAN) -> list[str]:
    return changes.sentences(PROGRAMME, before, after, difference(before, after))


def rows(before: Plan, after: Plan) -> list[tuple[str, str, str, str]]:
    return changes.rows(PROGRAMME, difference(before, after))


def with_members(*members: str, set_id: str = "S01", plan: Plan = PLAN) -> Plan:
    return with_set(plan, set_id, members=members)


def test_a_plan_that_is_the_same_has_nothing_to_tell() -> None:
    assert (told(PLAN), rows(PLAN, PLAN)) == ([], [])
    assert changes.messages(PLAN, PLAN, TODAY) == "Nobody has to be told of any meeting."


def test_whoever_leaves_is_told_by_set() -> None:
    assert told(with_members(*MEMBERS["S01"][2:])) == [
        "Leaving S01: Leader 1 and Leader 2.",
        "S01 runs short: 5 members, where set_size_min is 6.",
    ]


def test_whoever_has_left_the_spreadsheet_too_is_told_by_id() -> None:
    assert told(PLAN, before=with_members(*MEMBERS["S01"], "L99")) == ["Leaving S01: L99."]


def test_a_set_that_was_short_before_is_not_told_again() -> None:
    five = with_members(*MEMBERS["S01"][2:])
    assert told(five, before=five) == []


def test_whoever_joins_comes_new_or_from_the_waiting_list() -> None:
    after = replace(with_members(*MEMBERS["S01"], "L15"), waiting=())
    assert told(after) == ["Joining S01 from the waiting list: Leader 15."]
    assert told(after, before=replace(PLAN, waiting=())) == ["Joining S01: Leader 15."]


def test_whoever_moves_is_told_from_where_to_where() -> None:
    after = with_members(*MEMBERS["S02"], "L01", set_id="S02", plan=with_members(*MEMBERS["S01"][1:]))
    assert told(after) == ["Moving from S01 to S02: Leader 1."]


def test_whoever_moves_out_of_a_set_of_somebody_who_has_left_the_spreadsheet_is_told_all_the_same() -> None:
    before = with_members(*MEMBERS["S01"], "L99")
    after = with_members(*MEMBERS["S01"][1:], "L99", plan=with_members(*MEMBERS["S02"], "L01", set_id="S02"))
    assert told(after, before) == ["Moving from S01 to S02: Leader 1."]


def test_whoever_loses_a_place_is_told_to_wait() -> None:
    after = replace(with_members(*MEMBERS["S01"][1:]), waiting=(waits(PROGRAMME.leaders[0]), *PLAN.waiting))
    assert told(after) == ["Losing their place in S01, now waiting: Leader 1."]


def test_the_waiting_list_grows_and_shrinks() -> None:
    none = replace(PLAN, waiting=())
    assert told(none) == ["Leaving the waiting list: Leader 15."]
    assert told(PLAN, before=none) == ["New on the waiting list: Leader 15."]


def test_sets_are_formed_and_dissolved() -> None:
    one = tiny_plan(build.programme(build.leaders(7)))
    assert told(one)[-1] == "Dissolved: S02."
    assert told(PLAN, before=one)[-1] == (
        "Formed: S02, Headteacher, 7 members, led by Facilitator 1, at Venue 1, on Thu pm."
    )


def test_a_set_that_is_otherwise_is_told_with_what_it_was() -> None:
    after = with_set(PLAN, facilitator_id="F2", venue_id="V2", slot=Slot.FRI_AM)
    assert told(after) == [
        "S01 is led by Facilitator 2, no longer led by Facilitator 1; at Venue 2, no longer at Venue 1; on Fri am, no "
        "longer on Thu am."
    ]


@pytest.mark.parametrize(
    ("details", "was", "now"),
    [
        ({"date": date(2027, 9, 10), "slot": Slot.FRI_AM}, "Thu 9 Sep 2027 am", "Fri 10 Sep 2027 am"),
        ({"venue_id": "V2", "room": 2}, "Thu 9 Sep 2027 am, Venue 1, room 1", "Thu 9 Sep 2027 am, Venue 2, room 2"),
        ({"facilitator_id": "F2"}, "led by Facilitator 1", "led by Facilitator 2"),
        ({"presenters": ("L03",)}, "presenting: Leader 1 and Leader 2", "presenting: Leader 3"),
        ({"absent": ("L04",)}, "absent: nobody", "absent: Leader 4"),
    ],
)
def test_a_meeting_that_changes_is_told_as_it_was_and_is(details: dict[str, Any], was: str, now: str) -> None:
    [(set_id, number, before, after)] = rows(PLAN, with_meeting(PLAN, 1, **details))
    assert (set_id, number, before.startswith(was), after.startswith(now)) == ("S01", "1", True, True)


def test_whoever_moves_because_their_set_is_dissolved_is_told_which_one_is() -> None:
    first = replace(PLAN.sets[0], members=(*MEMBERS["S01"], MEMBERS["S02"][0]))
    after = replace(PLAN, sets=(first,), meetings=PLAN.meetings[:6])
    assert f"Moving from S02 to S01, as S02 is dissolved: {PROGRAMME.leader_name(MEMBERS['S02'][0])}." in told(after)


def test_meetings_that_are_added_or_dropped_are_told() -> None:
    fewer = replace(PLAN, meetings=PLAN.meetings[:-1])
    place = "Thu 6 Apr 2028 pm, Venue 1, room 1"
    assert rows(PLAN, fewer) == [("S02", "6", place, "dropped")]
    assert rows(fewer, PLAN) == [("S02", "6", "", place)]


def test_meetings_of_new_and_dissolved_sets_are_no_changes() -> None:
    one = replace(tiny_plan(PROGRAMME), waiting=PLAN.waiting)
    assert rows(PLAN, one) == rows(one, PLAN) == []


def test_messages_are_counted_for_what_lies_ahead() -> None:
    after = with_members(*MEMBERS["S01"][1:])
    assert changes.messages(PLAN, after, TODAY) == "That means 6 messages, to 1 person."
    assert changes.messages(PLAN, after, date(2027, 9, 10)) == "That means 5 messages, to 1 person."
    moved = with_meeting(PLAN, 1, room=2)
    assert changes.messages(PLAN, moved, TODAY) == "That means 8 messages, to 8 people."


def test_what_was_decided_is_told_when_it_changes() -> None:
    then = revision(PLAN, withdrawn=(Withdrawal(leader_id="L01", day=TODAY),), confirmed=frozenset({"S01"}))
    now = revision(
        PLAN,
        declined=frozenset({("L02", "S02")}),
        confirmed=frozenset({"S01"}),
        wide_gaps=frozenset({"S02"}),
        substitutes={PLAN.meetings_of["S02"][2].uid: "F1"},
    )
    assert changes.decided(PROGRAMME, then, now) == [
        "Withdrawn no more: Leader 1.",
        "Declined: S02 by Leader 2.",
        "Allowed a wider gap: S02.",
        "Led by a substitute: S02/3 by Facilitator 1.",
    ]
    assert changes.decided(PROGRAMME, now, now) == []


def since(after: Plan, before: Plan = PLAN, **decisions: Any) -> list[tuple[Any, ...]]:
    """What, set, meeting, who, before and after of each row."""
    revisions = (revision(before), revision(after, **decisions))
    return [astuple(change) for change in changes.since(PROGRAMME, *revisions)]


def revision(plan: Plan, **decisions: Any) -> Revision:
    return Revision(
        number=1,
        parent=None,
        saved_at=datetime(2027, 7, 1, tzinfo=UTC),
        reason="",
        fingerprint="",
        last_serial=2,
        files="",
        decisions=Decisions(**decisions),
        summary=plans.summary(),
        plan=plan,
    )


def test_a_first_plan_has_a_row_that_there_is_none_before_it() -> None:
    [change] = changes.since(PROGRAMME, None, revision(PLAN))
    assert change == changes.Change(what=changes.FIRST)


def test_a_revision_that_is_as_the_one_before_has_a_row_that_nothing_changes() -> None:
    assert since(PLAN) == [("Nothing changes.", "", None, "", "", "")]


def test_everybody_who_goes_elsewhere_has_a_row_of_their_own() -> None:
    after = with_members(*MEMBERS["S02"], "L01", set_id="S02", plan=with_members(*MEMBERS["S01"][3:]))
    assert since(replace(after, waiting=(waits(PROGRAMME.leaders[2]),))) == [
        ("Moving from S01 to S02", "S02", None, "Leader 1", "S01", "S02"),
        ("Leaving S01", "S01", None, "Leader 2", "S01", ""),
        ("Losing their place in S01, now waiting", "S01", None, "Leader 3", "S01", "waiting"),
        ("Leaving the waiting list", "", None, "Leader 15", "waiting", ""),
    ]


def test_sets_that_are_formed_dissolved_or_otherwise_have_rows() -> None:
    one = replace(tiny_plan(PROGRAMME), waiting=PLAN.waiting)
    told = "Headteacher, 7 members, led by Facilitator 1, at Venue 1, on Thu pm"
    assert since(PLAN, before=one)[-1] == ("Formed", "S02", None, "", "", told)
    assert since(one)[-1] == ("Dissolved", "S02", None, "", told, "")
    assert since(with_set(PLAN, facilitator_id="F2", slot=Slot.FRI_AM)) == [
        ("Another facilitator", "S01", None, "", "led by Facilitator 1", "led by Facilitator 2"),
        ("Another slot", "S01", None, "", "on Thu am", "on Fri am"),
    ]


@pytest.mark.parametrize(
    ("details", "what"),
    [
        ({"date": date(2027, 9, 10), "slot": Slot.FRI_AM}, "Another date"),
        ({"venue_id": "V2", "room": 2}, "Another venue"),
        ({"date": date(2027, 9, 10), "venue_id": "V2"}, "Another date and venue"),
        ({"room": 2}, "Another room"),
        ({"facilitator_id": "F2"}, "Another facilitator"),
        ({"presenters": ("L03",)}, "Others present"),
        ({"absent": ("L04",)}, "Others are absent"),
    ],
)
def test_what_differs_of_a_meeting_has_a_row(details: dict[str, Any], what: str) -> None:
    [row] = since(with_meeting(PLAN, 1, **details))
    assert row[:4] == (what, "S01", 1, "")


def test_what_differs_of_a_meeting_in_two_ways_has_two_rows() -> None:
    found = since(with_meeting(PLAN, 1, room=2, facilitator_id="F2"))
    assert [row[0] for row in found] == ["Another room", "Another facilitator"]


def test_meetings_that_are_added_or_dropped_have_rows() -> None:
    fewer = replace(PLAN, meetings=PLAN.meetings[:-1])
    place = "Thu 6 Apr 2028 pm, Venue 1, room 1"
    assert since(fewer) == [("Dropped", "S02", 6, "", place, "dropped")]
    assert since(PLAN, before=fewer) == [("Added", "S02", 6, "", "", place)]


def test_what_was_decided_has_a_row() -> None:
    assert since(PLAN, confirmed=frozenset({"S01"})) == [("Confirmed: S01.", "", None, "", "", "")]


def test_the_whole_is_shown_within_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    third = seated(PROGRAMME, "S03", PROGRAMME.leaders[7:14], Slot.FRI_AM)
    after = with_meeting(with_members(*MEMBERS["S01"][1:]), 1, venue_id="V2", presenters=("L02", "L03"))
    after = replace(after, sets=(after.sets[0], third), meetings=(*after.meetings[:6], *year_of(PROGRAMME, third)))
    terminal.show_difference(PROGRAMME, PLAN, after, TODAY)
    shown = capsys.readouterr().out
    assert [line for line in shown.splitlines() if len(line) > 80] == []
    assert shown.endswith("That means 109 messages, to 15 people.\n")


def test_a_plan_that_is_the_same_is_shown_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_difference(PROGRAMME, PLAN, PLAN, TODAY)
    assert capsys.readouterr().out == "Nothing changes.\n"
