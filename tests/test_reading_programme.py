"""What a folder without problems is read as."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, time
from pathlib import Path

from programme.records import Closure, Contact, HalfDay, Place, Prices
from programme.slots import Period, Slot
from tests.tiny_folder import Tiny


def test_a_small_folder_is_read_without_problems_and_without_warnings(tmp_path: Path) -> None:
    programme = Tiny(tmp_path).read()
    assert (len(programme.leaders), len(programme.facilitators), len(programme.venues)) == (3, 2, 2)
    assert programme.warnings == ()


def test_a_leader_remembers_their_row(tmp_path: Path) -> None:
    assert [leader.row for leader in Tiny(tmp_path).read().leaders] == [2, 3, 4]


def test_people_and_venues_are_sorted_by_id(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    for rows in tiny.tables.values():
        rows.reverse()
    programme = tiny.read()
    assert list(programme.leader_at) == ["L1", "L2", "L3"]
    assert [leader.row for leader in programme.leaders] == [4, 3, 2]
    assert list(programme.venue_at) == ["V1", "V2"]


def test_every_column_of_a_leader_is_kept(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(
        2,
        job_title="Head Teacher",
        urn="0139350",
        trust="Nidd Trust",
        trust_code="T01",
        federation="Dales Federation",
        phase="Primary",
        cannot_attend="Mon; Thu pm",
        away="2026-11-03; 2027-01-25..2027-01-28",
        max_travel_minutes="45",
        share_contact="yes",
        phone="0113 496 0000",
        pa_email="pa@example.org",
        needs_step_free="Yes",
        start_in_post="2021-09-01",
    )
    leader = tiny.read().leaders[0]
    assert (leader.job_title, leader.level, leader.urn) == ("Head Teacher", "Headteacher", "0139350")
    assert (leader.trust, leader.trust_code, leader.federation) == ("Nidd Trust", "T01", "Dales Federation")
    assert (leader.phase, leader.area, leader.place) == ("Primary", "Leeds", Place(430_000, 433_000))
    assert leader.cannot_attend == {Slot.MON_AM, Slot.MON_PM, Slot.THU_PM}
    assert leader.away == (
        Period(date(2026, 11, 3), date(2026, 11, 3)),
        Period(date(2027, 1, 25), date(2027, 1, 28)),
    )
    assert (leader.max_travel_minutes, leader.share_contact, leader.needs_step_free) == (45, True, True)
    assert (leader.phone, leader.pa_email) == ("0113 496 0000", "pa@example.org")


def test_blank_cells_of_a_leader_have_their_defaults(tmp_path: Path) -> None:
    leader = Tiny(tmp_path).read().leaders[0]
    assert (leader.trust, leader.cannot_attend, leader.away, leader.not_with) == ("", frozenset(), (), frozenset())
    assert (leader.share_contact, leader.needs_step_free) == (False, False)


def test_a_blank_travel_limit_is_that_of_the_programme(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).key(max_travel_minutes="55").leader(3, max_travel_minutes="30")
    assert [leader.max_travel_minutes for leader in tiny.read().leaders] == [55, 30, 55]


def test_not_with_holds_both_ways(tmp_path: Path) -> None:
    leaders = Tiny(tmp_path).leader(2, not_with="L2; L3").read().leaders
    assert [leader.not_with for leader in leaders] == [{"L2", "L3"}, {"L1"}, {"L1"}]


def test_a_weekday_alone_means_both_its_halves_in_any_spelling_of_the_day(tmp_path: Path) -> None:
    leader = Tiny(tmp_path).leader(2, cannot_attend="thursday PM;MON ; Tues am").read().leaders[0]
    assert leader.cannot_attend == {Slot.THU_PM, Slot.MON_AM, Slot.MON_PM, Slot.TUE_AM}


def test_dates_may_be_written_day_first(tmp_path: Path) -> None:
    leader = Tiny(tmp_path).leader(2, away="3/11/2026; 25/01/2027..28/01/2027").read().leaders[0]
    assert [(period.first, period.last) for period in leader.away] == [
        (date(2026, 11, 3), date(2026, 11, 3)),
        (date(2027, 1, 25), date(2027, 1, 28)),
    ]


def test_every_column_of_a_facilitator_is_kept(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).cell(
        "facilitators.csv",
        2,
        levels="headteacher; Deputy head",
        max_sets="4",
        cannot_attend="Fri",
        away="2026-11-03",
        not_with_trusts="Nidd Trust",
    )
    facilitator = tiny.read().facilitators[0]
    assert (facilitator.facilitator_id, facilitator.name, facilitator.email) == (
        "F1",
        "Dilys Patel",
        "dilys@example.org",
    )
    assert facilitator.levels == {"Headteacher", "Deputy head"}
    assert facilitator.max_sets == 4
    assert facilitator.cannot_attend == {Slot.FRI_AM, Slot.FRI_PM}
    assert facilitator.not_with_trusts == {"Nidd Trust"}
    assert facilitator.row == 2


def test_every_column_of_a_venue_is_kept(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).cell(
        "venues.csv",
        3,
        email="bookings@example.org",
        rooms="2",
        capacity="12",
        cost="89.50",
        step_free="y",
        cannot_host="Wed am",
        closed="2026-12-25..2026-12-28",
    )
    venue = tiny.read().venues[1]
    assert (venue.name, venue.address, venue.email) == (
        "Cricket Pavilion",
        "2 Mill Lane, Bradford",
        "bookings@example.org",
    )
    assert (venue.rooms, venue.capacity, venue.cost, venue.step_free) == (2, 12, 89.5, True)
    assert venue.cannot_host == {Slot.WED_AM}
    assert venue.row == 3
    assert venue.closed == (Period(date(2026, 12, 25), date(2026, 12, 28)),)


def test_blank_cells_of_facilitators_and_venues_have_their_defaults(tmp_path: Path) -> None:
    programme = Tiny(tmp_path).read()
    assert (programme.facilitators[0].max_sets, programme.facilitators[0].levels) == (3, frozenset())
    venue = programme.venues[0]
    assert (venue.rooms, venue.capacity, venue.cost, venue.step_free) == (1, 10, 0.0, False)


def test_an_address_on_several_lines_becomes_one(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).cell("venues.csv", 2, address="The Library\n1 High Street,\r\nLeeds")
    assert tiny.read().venues[0].address == "The Library, 1 High Street, Leeds"


def test_a_closure_may_have_a_price(tmp_path: Path) -> None:
    closures = Tiny(tmp_path).cell("closures.csv", 2, price="30", area="Leeds").read().closures
    days = Period(date(2026, 10, 26), date(2026, 10, 30))
    assert closures == (Closure(days=days, reason="Half term", area="Leeds", price=30.0, row=2),)


def test_a_closure_without_a_price_forbids_meetings(tmp_path: Path) -> None:
    assert Tiny(tmp_path).read().closures[0].price is None


def test_latitude_and_longitude_become_a_place_on_the_grid(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(2, easting="", northing="", latitude="53.7997", longitude="-1.5492")
    place = tiny.read().leaders[0].place
    assert place is not None
    assert abs(place.easting - 429_785) < 10
    assert abs(place.northing - 433_800) < 10


def test_easting_and_northing_come_before_latitude_and_longitude(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(2, latitude="50.1", longitude="-5.2")
    assert tiny.read().leaders[0].place == Place(430_000, 433_000)


def test_a_postcode_beside_coordinates_is_fine(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, postcode="LS1 1AA").read().warnings == ()


def test_travel_csv_holds_the_coordinators_own_minutes(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).sheet("travel.csv", "from,to,minutes\nL1,V1,25\nV2,F1,40.5\n")
    assert tiny.read().travel == {("L1", "V1"): 25.0, ("V2", "F1"): 40.5}


def test_every_key_of_programme_toml_is_kept(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).key(
        meetings="5",
        weeks_between="7",
        weeks_between_min="6",
        weeks_between_max="9",
        set_size_min="5",
        set_size_max="7",
        quorum="4",
        most_absences="1",
        morning='"09:00-12:00"',
        afternoon='"13:00-16:00"',
        timezone='"Europe/Dublin"',
        presenters="3",
        notice_days="21",
        join_until_meeting="3",
        start_weeks='"together"',
        levels='["Area lead"]',
        seed="9",
        time_limit_seconds="2.5",
    )
    settings = tiny.table("[rules]\nmin_school_distance_km = 1.5\nsame_trust = 'never'\n").read().settings
    assert (settings.name, settings.organiser) == (
        "Aire Valley learning sets",
        Contact("Programme Office", "office@example.org"),
    )
    assert (settings.first_day, settings.last_day) == (date(2026, 9, 7), date(2027, 7, 16))
    assert (settings.meetings, settings.presenters, settings.most_absences, settings.quorum) == (5, 3, 1, 4)
    assert (settings.weeks_between, settings.weeks_between_min, settings.weeks_between_max) == (7, 6, 9)
    assert (settings.set_size_min, settings.set_size_max) == (5, 7)
    assert settings.morning == HalfDay(time(9), time(12))
    assert settings.afternoon == HalfDay(time(13), time(16))
    assert (settings.timezone, settings.start_weeks, settings.levels) == ("Europe/Dublin", "together", ("Area lead",))
    assert (settings.notice_days, settings.join_until_meeting, settings.seed) == (21, 3, 9)
    assert (settings.time_limit_seconds, settings.min_school_distance_km) == (2.5, 1.5)


def test_every_price_is_kept(tmp_path: Path) -> None:
    names = ("travel", "absence", "week_off", "other_slot", "other_venue", "unplaced", "minutes_per_pound")
    lines = "".join(f"{name} = {at}\n" for at, name in enumerate(names, start=1))
    prices = Tiny(tmp_path).table(f"[prices]\n{lines}repeat_pair = 0\n").read().settings.prices
    assert prices == Prices(**dict(zip(names, range(1, 8), strict=True)))


def test_an_organiser_may_be_an_address_alone(tmp_path: Path) -> None:
    organiser = Tiny(tmp_path).key(organiser='"office@example.org"').read().settings.organiser
    assert organiser == Contact("office@example.org", "office@example.org")


def test_the_first_day_to_use_is_passed_on(tmp_path: Path) -> None:
    programme = Tiny(tmp_path).read(from_day=date(2026, 10, 1))
    assert programme.first_usable_day == date(2026, 10, 1)


def test_sets_are_read_without_venues_and_without_facilitators(tmp_path: Path) -> None:
    programme = Tiny(tmp_path).content("venues.csv", None).content("facilitators.csv", None).read()
    assert (programme.venues, programme.facilitators) == ((), ())


def test_order_case_spaces_and_underscores_of_headings_do_not_matter(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).rename("leaders.csv", "leader_id", "Leader ID").rename("leaders.csv", "not_with", "NOTWITH")
    for row in tiny.tables["leaders.csv"]:
        row["SCHOOL "] = row.pop("school")
    assert tiny.read().leaders[0].school == "Ashfield School"


def test_a_byte_order_mark_is_no_part_of_the_first_heading(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    tiny.content("leaders.csv", b"\xef\xbb\xbf" + tiny.text("leaders.csv").encode())
    assert len(tiny.read().leaders) == 3


def test_blank_rows_are_passed_over_and_counted(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    heading, *rows = tiny.text("leaders.csv").splitlines()
    tiny.sheet("leaders.csv", "\r\n".join([heading, rows[0], "", ",,,,", *rows[1:], "", ",,", " "]))
    assert [leader.row for leader in tiny.read().leaders] == [2, 5, 6]


def test_a_cell_on_several_lines_is_in_one_row(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).cell("venues.csv", 2, address="1 High Street\nLeeds\nLS1 1AA")
    assert [venue.row for venue in tiny.read().venues] == [2, 3]


def test_spaces_around_cells_are_no_part_of_them(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, leader_id=" L1 ", name=" Amara Bell\u00a0").read().leaders[0].name == "Amara Bell"


def test_words_that_programs_take_for_missing_stay_words(tmp_path: Path) -> None:
    leader = Tiny(tmp_path).leader(2, name="Nan Null", school="NA", trust="None").read().leaders[0]
    assert (leader.school, leader.trust) == ("NA", "None")


def test_letters_made_of_two_characters_become_one(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, name="Zoe\u0308 Bell").read().leaders[0].name == "Zo\u00eb Bell"


def test_rows_may_leave_out_their_last_blank_cells(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    heading, first, *rest = tiny.text("leaders.csv").replace('"', "").splitlines()
    tiny.sheet("leaders.csv", "\n".join([heading, first.rstrip(","), *rest]))
    assert len(tiny.read().leaders) == 3


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    code = "import sys, programme.reading; print({'openpyxl', 'pyproj', 'holidays'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
