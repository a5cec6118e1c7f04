"""What stands in the calendars that people subscribe to, and what does not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath

import pytest

from programme.plans import Plan
from programme.records import Contact, Programme
from tests import build, calendars
from tests.feeds import published
from tests.tiny import tiny_plan, twin_plan, with_meeting, with_set

STAMP = datetime(2027, 8, 20, 9, 0, tzinfo=UTC)


def written(programme: Programme, plan: Plan, path: str) -> bytes:
    return published(programme, plan, stamp=STAMP)[PurePosixPath(path)]


@pytest.fixture
def programme() -> Programme:
    return build.programme(people=build.leaders(9))


@pytest.fixture
def plan(programme: Programme) -> Plan:
    return tiny_plan(programme)


def test_everyone_concerned_has_a_calendar_and_nobody_else(programme: Programme, plan: Plan) -> None:
    leaders = {f"leaders/L{n:02d}.ics" for n in range(1, 8)}
    expected = leaders | {"facilitators/F1.ics", "venues/V1.ics", "sets/S01.ics", "programme.ics"}
    assert {str(path) for path in published(programme, plan, stamp=STAMP)} == expected


def test_every_calendar_passes_the_lint(programme: Programme, plan: Plan) -> None:
    found = {str(path): calendars.faults(text) for path, text in published(programme, plan, stamp=STAMP).items()}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_every_calendar_passes_libical(programme: Programme, plan: Plan) -> None:
    found = {
        str(path): calendars.libical_verdict(text) for path, text in published(programme, plan, stamp=STAMP).items()
    }
    assert {path: verdict for path, verdict in found.items() if verdict} == {}


def test_a_calendar_has_every_meeting_under_its_lasting_uid(programme: Programme, plan: Plan) -> None:
    assert calendars.values(written(programme, plan, "leaders/L01.ics"), "UID") == [m.uid for m in plan.meetings]


def test_a_leader_sees_only_their_own_set() -> None:
    programme = build.programme(people=build.leaders(14))
    plan = twin_plan(programme)
    own = {meeting.uid for meeting in plan.meetings_of["S02"]}
    assert set(calendars.values(written(programme, plan, "leaders/L08.ics"), "UID")) == own


def test_the_programme_calendar_has_the_meetings_of_all_sets() -> None:
    programme = build.programme(people=build.leaders(14))
    plan = twin_plan(programme)
    uids = calendars.values(written(programme, plan, "programme.ics"), "UID")
    assert sorted(uids) == sorted(meeting.uid for meeting in plan.meetings)


def test_a_substitute_has_the_meeting_in_their_calendar() -> None:
    programme = build.programme(facilitators=[build.facilitator(1), build.facilitator(2)])
    plan = with_meeting(tiny_plan(programme), 3, facilitator_id="F2")
    assert calendars.values(written(programme, plan, "facilitators/F2.ics"), "UID") == [plan.meetings[2].uid]


def test_it_is_published_by_the_organiser_to_nobody_in_particular(programme: Programme, plan: Plan) -> None:
    calendar = written(programme, plan, "leaders/L01.ics")
    assert calendars.values(calendar, "METHOD") == ["PUBLISH"]
    assert set(calendars.values(calendar, "ORGANIZER")) == {"mailto:office@example.org"}
    assert calendars.values(calendar, "ATTENDEE") == []


def test_proposed_meetings_are_tentative_in_their_first_revision(programme: Programme, plan: Plan) -> None:
    calendar = written(programme, plan, "sets/S01.ics")
    assert set(calendars.values(calendar, "STATUS")) == {"TENTATIVE"}
    assert set(calendars.values(calendar, "SEQUENCE")) == {"0"}


def test_the_stamp_is_the_one_given_in_utc(programme: Programme, plan: Plan) -> None:
    stamp = datetime.fromisoformat("2027-08-20T10:00:00.5+01:00")
    calendar = published(programme, plan, stamp=stamp)[PurePosixPath("programme.ics")]
    assert set(calendars.values(calendar, "DTSTAMP")) == {"20270820T090000Z"}


def test_a_stamp_without_a_time_zone_is_refused(programme: Programme, plan: Plan) -> None:
    with pytest.raises(ValueError, match="Expected a moment with a time zone, got 2027-08-20"):
        published(programme, plan, stamp=datetime(2027, 8, 20))


def test_clients_learn_the_name_and_when_to_read_again(programme: Programme, plan: Plan) -> None:
    lines = calendars.unfolded(written(programme, plan, "leaders/L01.ics"))
    expected = {
        "NAME:Test programme: Leader 1",
        "X-WR-CALNAME:Test programme: Leader 1",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
    }
    assert expected - set(lines) == set(), "missing from the head of the calendar"


def test_a_meeting_says_where_it_is_and_what_it_is(programme: Programme, plan: Plan) -> None:
    first = calendars.events(written(programme, plan, "leaders/L01.ics"))[0]
    assert first.summary.value == "Learning set S01: meeting 1 of 6"
    assert first.location.value == "Venue 1, 1 Market Street, room 1"


def test_a_meeting_names_presenters_facilitator_and_whom_to_ask(programme: Programme, plan: Plan) -> None:
    first = calendars.events(written(programme, plan, "leaders/L01.ics"))[0]
    assert first.description.value.splitlines() == [
        "Presenting: Leader 1 and Leader 2",
        "Facilitator: Facilitator 1",
        "Travel: about 5 minutes, one way",
        "Map: https://www.openstreetmap.org/?mlat=53.792454&mlon=-1.546086#map=17/53.792454/-1.546086",
        "Questions: Programme Office, office@example.org",
    ]


def test_the_place_is_given_in_degrees(programme: Programme, plan: Plan) -> None:
    latitude, longitude = calendars.values(written(programme, plan, "sets/S01.ics"), "GEO")[0].split(";")
    assert (float(latitude), float(longitude)) == pytest.approx((53.792, -1.546), abs=0.001), "E 430000, N 433000"


def test_a_venue_without_a_known_place_has_no_degrees() -> None:
    programme = build.programme(venues=[build.venue(place=None)])
    assert calendars.values(written(programme, tiny_plan(programme), "sets/S01.ics"), "GEO") == []


def test_without_venues_the_venue_is_to_be_confirmed() -> None:
    programme = build.programme(venues=[])
    calendar = written(programme, tiny_plan(programme), "leaders/L01.ics")
    assert set(calendars.values(calendar, "LOCATION")) == {"Venue to be confirmed"}
    assert calendars.libical_verdict(calendar) == ""


def test_without_facilitators_the_facilitator_is_to_be_confirmed() -> None:
    programme = build.programme(facilitators=[])
    first = calendars.events(written(programme, tiny_plan(programme), "leaders/L01.ics"))[0]
    assert "Facilitator: to be confirmed" in first.description.value


def test_who_is_away_is_told_so_and_stays_free(programme: Programme, plan: Plan) -> None:
    plan = with_meeting(plan, 2, absent=("L05",))
    second = calendars.events(written(programme, plan, "leaders/L05.ics"))[1]
    assert "You are away" in second.description.value
    assert second.transp.value == "TRANSPARENT"


def test_nobody_else_learns_who_is_away(programme: Programme, plan: Plan) -> None:
    changed = published(programme, with_meeting(plan, 2, absent=("L05",)), stamp=STAMP)
    before = published(programme, plan, stamp=STAMP)
    told = {str(path) for path in before if before[path] != changed[path]}
    assert told == {"leaders/L05.ics", "venues/V1.ics"}, "the venue only counts heads"


def test_a_leader_sees_no_other_address_than_the_organiser(programme: Programme, plan: Plan) -> None:
    text = "".join(calendars.unfolded(written(programme, plan, "leaders/L01.ics")))
    assert text.count("@") == text.count("office@example.org"), "an address that is not the organiser's"


def test_a_venue_reads_rooms_and_heads(programme: Programme, plan: Plan) -> None:
    plan = with_meeting(plan, 1, absent=("L05",))
    first = calendars.events(written(programme, plan, "venues/V1.ics"))[0]
    assert first.summary.value == "Room 1, 7 people: Test programme", "six members and the facilitator"


def test_a_venue_reads_no_names(programme: Programme, plan: Plan) -> None:
    text = written(programme, plan, "venues/V1.ics").decode()
    people = [leader.name for leader in programme.leaders] + [x.name for x in programme.facilitators]
    assert [name for name in people if name in text] == []


def test_needs_conflicts_and_private_numbers_are_in_no_calendar() -> None:
    secret = {"needs_step_free": True, "phone": "01632 960999", "pa_email": "secret-pa@example.org"}
    people = [build.leader(1, **secret, not_with=frozenset({"L08"})), *build.leaders(8)[1:]]
    programme = build.programme(people=people)
    plan = with_meeting(tiny_plan(programme), 1, absent=("L01",))
    text = b"".join(published(programme, plan, stamp=STAMP).values()).decode().replace("\r\n ", "").casefold()
    assert [word for word in ("step", "960999", "secret-pa", "not_with", "l08", "leader 8") if word in text] == []


def test_the_same_plan_makes_the_same_files(programme: Programme, plan: Plan) -> None:
    assert published(programme, plan, stamp=STAMP) == published(programme, plan, stamp=STAMP)


def test_a_set_without_meetings_has_no_calendar(programme: Programme, plan: Plan) -> None:
    assert published(programme, Plan(sets=plan.sets, meetings=(), waiting=()), stamp=STAMP) == {}


def test_the_organiser_may_have_a_long_name(programme: Programme, plan: Plan) -> None:
    office = Contact("Office of the programme " * 9, "office@example.org")
    long = build.programme(people=programme.leaders, organiser=office)
    assert calendars.faults(written(long, with_set(plan), "programme.ics")) == []
