"""The page: what stands on it, and that it is one file which asks for nothing."""

from __future__ import annotations

import itertools
import os
import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from programme.decisions import standing_on
from programme.plans import Minutes, Plan
from programme.records import Closure, Programme
from programme.slots import Period, Slot
from report import words
from report.page.content import page
from report.page.render import html
from report.page.values import Page
from tests import build, plans
from tests.commands import run
from tests.tiny import waits

PROGRAMME = plans.programme(waiting=1)
PLAN = plans.plan(PROGRAMME)


def content(programme: Programme = PROGRAMME, plan: Plan = PLAN, **how: Any) -> Page:
    summary = how.pop("summary", None) or plans.summary(programme)
    return page(programme, plan, summary, **how)


def source(programme: Programme = PROGRAMME, plan: Plan = PLAN, **how: Any) -> str:
    return html(content(programme, plan, **how)).decode()


def markup(text: str) -> str:
    """The page without what stands in its scripts and styles."""
    return re.sub(r"(<(script|style)[^>]*>).*?(</\2>)", r"\1\3", text, flags=re.S)


def with_absence(number: int, *who: str) -> Plan:
    """The plan with people away at one meeting."""
    meetings = tuple(replace(m, absent=who) if m.number == number else m for m in PLAN.meetings)
    return replace(PLAN, meetings=meetings)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a programme with its plan."""
    folder = plans.folder(tmp_path / "leeds", waiting=1)
    plans.save(folder, PROGRAMME, PLAN, plans.summary(PROGRAMME))
    return folder


def test_the_figures_are_those_that_are_asked_for_first() -> None:
    found = {one.label: (one.value, one.note) for one in content().figures}
    assert found["Placed"] == ("7", "of 8 leaders")
    assert found["Waiting"] == ("1", "with reasons, and what would help")
    assert found["Sets"] == ("1", "9 Sep 2027 to 6 Apr 2028")
    assert found["Attendance"] == ("100%", "nobody is away")
    assert found["Gap"] == ("none", "proved optimal, as told below")
    assert found["Travel"][1].startswith("the median, one way; the longest is ")


def test_attendance_counts_every_seat_at_every_meeting() -> None:
    found = {one.label: (one.value, one.note) for one in content(plan=with_absence(2, "L01", "L02")).figures}
    assert found["Attendance"] == ("95.2%", "2 absences foreseen in 42 seats at meetings")


def test_the_gap_is_told_in_words() -> None:
    summary = plans.summary(PROGRAMME, status="feasible", gap=0.01, minutes=Minutes(travel=5000))
    told = content(summary=summary).quality
    (gap,) = (one for one in content(summary=summary).figures if one.label == "Gap")
    assert (gap.value, gap.note) == ("1.00%", "a longer search saves at most 50 minutes")
    assert told[0].startswith("Feasible: a gap of 1.00%, or 50 minutes. A longer search could save no more than that")


def test_a_search_that_was_cut_short_is_told() -> None:
    told = content(summary=plans.summary(PROGRAMME, cut_short=True)).quality
    assert told[1] == words.CUT_SHORT


def test_a_meeting_at_quorum_is_worth_acting_on() -> None:
    (advice,) = content(plan=with_absence(2, "L01", "L02")).advice
    assert advice.set_id == "S01"
    assert advice.text == "Meeting 2 (Thu 21 Oct 2027): 5 of 7 come, the quorum. Nobody else may be away."


def test_nobody_is_told_to_come_to_a_meeting_that_is_past() -> None:
    plan = with_absence(2, "L01", "L02")
    after = standing_on(PROGRAMME, plan, date(2027, 10, 22))
    assert content(after, plan).advice == ()


def test_absences_of_who_has_left_the_set_count_no_more() -> None:
    found = content(plan=with_absence(2, "L01", "L08"))
    assert found.advice == ()
    assert {one.label: one.note for one in found.figures}["Attendance"] == "1 absence foreseen in 42 seats at meetings"


def test_what_was_allowed_is_worth_acting_on_and_names_its_set_once() -> None:
    (advice,) = content(summary=plans.summary(PROGRAMME, allowed={"S01": "gaps of 4 to 9 weeks"})).advice
    assert (advice.set_id, advice.text) == ("S01", "Allowed: gaps of 4 to 9 weeks.")


def test_a_set_that_runs_short_is_worth_acting_on_and_says_so_on_its_card() -> None:
    found = content(summary=plans.summary(PROGRAMME, short={"S01": "one more head"}))
    assert [(one.set_id, one.text) for one in found.advice] == [
        ("S01", "runs short with 7 members; it would take one more head.")
    ]
    assert found.cards[0].remedy == "one more head"


def test_what_was_edited_since_is_worth_acting_on() -> None:
    assert content(edited="Edited since.").advice[0].text == "Edited since."


def test_people_without_coordinates_have_no_minutes_and_are_told() -> None:
    programme = build.programme((build.leader(1, place=None), *build.leaders(7)[1:]))
    found = content(programme, plans.plan())
    assert found.cards[0].members[0].minutes is None
    told = "1 leader in a set has no coordinates: their journeys are guesses. Fill them in."
    assert [one.text for one in found.advice] == [told]


def test_minutes_that_the_coordinator_gives_are_known_without_coordinates() -> None:
    people = (build.leader(1, place=None), *build.leaders(7)[1:])
    programme = build.programme(people, travel={("L01", "V1"): 42})
    assert content(programme, plans.plan()).cards[0].members[0].minutes == 42


def test_a_card_says_who_presents_and_who_is_away_when() -> None:
    first, second, *_ = content(plan=with_absence(2, "L01")).cards[0].members
    assert first.turns == ("presents", "away", "", "presents", "", "")
    assert second.turns == ("presents", "", "", "", "presents", "")
    assert (first.presents, first.misses) == (2, 1)


def test_a_card_says_what_is_not_as_usual_at_a_meeting() -> None:
    moved = replace(PLAN.meetings[1], date=date(2027, 10, 19), slot=Slot.TUE_PM)
    plan = replace(PLAN, meetings=(PLAN.meetings[0], moved, *PLAN.meetings[2:]))
    assert content(plan=plan).cards[0].meetings[1].unusual == "Tue pm in place of Thu am"


def test_a_card_says_who_presented_and_is_no_member_any_more() -> None:
    earlier = replace(PLAN.meetings[0], presenters=("L01", "L08"))
    found = content(plan=replace(PLAN, meetings=(earlier, *PLAN.meetings[1:])))
    assert found.cards[0].meetings[0].unusual == "Leader 8 presented, no longer in the set"


def test_people_who_wait_for_the_same_reason_stand_together() -> None:
    programme = plans.programme(waiting=2)
    alike = tuple(replace(one, reason="too far", remedy="a nearer venue") for one in plans.plan(programme).waiting)
    (group,) = content(programme, replace(plans.plan(programme), waiting=alike)).waiting
    assert ([one.leader_id for one in group.people], group.reason) == (["L08", "L09"], "too far")


def test_loads_are_those_of_the_plan() -> None:
    found = content()
    assert [(x.set_ids, x.most, x.meetings, x.hours) for x in found.facilitators] == [(("S01",), 3, 6, 1.0)]
    assert [(x.set_ids, x.rooms, x.meetings) for x in found.venues] == [(("S01",), 1, 6)]


def test_the_year_has_closures_bank_holidays_and_every_meeting() -> None:
    half_term = Closure(days=Period(date(2027, 10, 25), date(2027, 10, 29)), reason="Half term")
    year = content(build.programme(closures=[half_term]), plans.plan()).year
    assert year
    assert [one.label for one in year.closed] == ["Half term: 25 Oct 2027 to 29 Oct 2027"]
    assert "Good Friday: 14 Apr 2028" in [one.label for one in year.holidays]
    assert [len(row.marks) for row in year.rows] == [6]


def test_a_meeting_stands_in_the_year_where_its_day_is() -> None:
    year = content().year
    assert year
    assert year.first == date(2027, 9, 6)
    assert year.rows[0].marks[0].at == round(100 * 3.5 / year.days, 2)


def test_closures_of_an_area_are_those_of_the_sets_with_its_people() -> None:
    leeds = [build.leader(number, area="Leeds") for number in range(1, 8)]
    away = [
        Closure(days=Period(date(2027, 11, first), date(2027, 11, first + 2)), reason="x", area=area)
        for first, area in ((1, "Leeds"), (3, "Leeds"), (10, "York"))
    ]
    year = content(build.programme(leeds, closures=away), plans.plan()).year
    assert year
    assert [round(one.length * year.days / 100) for one in year.rows[0].closed] == [5]


def test_the_sheet_of_a_set_tells_only_closures_that_concern_it() -> None:
    leeds = [build.leader(number, area="Leeds") for number in range(1, 8)]
    days = Period(date(2027, 11, 1), date(2027, 11, 3))
    shut = [Closure(days=days, reason="x", area=area) for area in ("", "Leeds", "York")]
    year = content(build.programme(leeds, closures=shut), plans.plan(), set_id="S01").year
    assert year
    assert year.shut == ("x: 1 Nov 2027 to 3 Nov 2027", "x, Leeds: 1 Nov 2027 to 3 Nov 2027")


def test_a_closure_with_a_price_is_told_apart() -> None:
    inset = Closure(days=Period(date(2027, 9, 6), date(2027, 9, 6)), reason="Inset day", price=60)
    year = content(build.programme(closures=[inset]), plans.plan()).year
    assert year
    assert [(one.kind, one.label) for one in year.closed] == [
        ("dear", "Inset day: 6 Sep 2027 (avoided where it can be)")
    ]


def test_the_map_has_every_set_from_its_venue_to_its_members() -> None:
    found = content().chart
    assert found
    assert [(hub.name, hub.at) for hub in found.hubs] == [("Venue 1", (43_000, 43_300))]
    (star,) = found.stars
    assert (star.set_id, star.hub, star.ends[0], len(star.ends)) == ("S01", 0, (43_010, 43_300), 7)
    assert [(stray.name, stray.at) for stray in found.strays] == [("Leader 8", (43_080, 43_300))]


def test_a_set_without_a_venue_is_drawn_from_the_middle_of_its_members() -> None:
    programme = build.programme(venues=[])
    plan = replace(plans.plan(), sets=(plans.learning_set(venue_id=""),), meetings=())
    found = content(programme, plan).chart
    assert found
    assert [(hub.name, hub.at) for hub in found.hubs] == [("", (43_040, 43_300))]


def test_areas_are_named_where_their_people_are() -> None:
    people = [build.leader(number, area="Leeds" if number < 4 else "York") for number in range(1, 6)]
    found = content(build.programme([*people, *build.leaders(7)[5:]]), plans.plan()).chart
    assert found
    assert [(one.name, one.at) for one in found.areas] == [("Leeds", (43_020, 43_300))]


def test_the_coast_lies_where_it_is_on_the_national_grid() -> None:
    found = content().chart
    assert found
    east, north = zip(*(point for ring in found.lands for point in ring), strict=True)
    assert max(east) * found.metres == pytest.approx(655_500, abs=1_000), "Lowestoft"
    assert max(north) * found.metres == pytest.approx(1_219_700, abs=1_500), "Muckle Flugga"


def test_a_page_with_a_map_says_whose_work_it_is() -> None:
    text = markup(source())
    assert "Volodymyr Agafonkin" in text
    assert "Redistributions in binary form must reproduce the above copyright" in text
    assert "Michael Bostock" in text


def test_without_places_there_is_no_map_and_the_page_says_so() -> None:
    programme = build.programme(build.leaders(7, place=None), venues=[build.venue(place=None)])
    assert content(programme, plans.plan()).chart is None
    text = source(programme, plans.plan())
    assert "There is no map: no places of people or venues are known." in text
    assert "leaflet" not in text.casefold()


def test_the_table_beside_the_map_has_every_set() -> None:
    table = source().partition('id="set-table"')[2].partition("</table>")[0]
    assert [word for word in ("S01", "Headteacher", "Thu am", "Venue 1", "9 Sep") if word not in table] == []


def test_the_same_plan_is_the_same_page() -> None:
    assert source() == source()


def test_names_are_text_whatever_they_hold() -> None:
    first, *others = PROGRAMME.leaders
    programme = replace(PROGRAMME, leaders=(replace(first, name="<script>alert('x')</script> & \"Co\""), *others))
    assert "<script>alert" not in source(programme)
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &#34;Co&#34;" in source(programme)


def test_the_page_forbids_every_request_and_every_script_but_its_own() -> None:
    text = source()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].replace("&#39;", "'").split(";"))
    assert (rules["default-src"], rules["base-uri"], rules["form-action"]) == ("'none'",) * 3
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        inside = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.S)
        hashes = [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in inside]
        assert inside
        assert rules[kind] == " ".join(hashes)


def test_nothing_on_the_page_is_fetched_from_elsewhere() -> None:
    assert re.findall(r'(?:src|srcset|data|action)="[^"#]|<link|<iframe', markup(source())) == []


def test_no_style_stands_in_an_attribute_where_the_policy_would_refuse_it() -> None:
    assert re.findall(r'<[^>]+ style="|<[^>]+ on[a-z]+="', markup(source())) == []


def test_links_within_the_page_lead_somewhere() -> None:
    text = markup(source())
    assert set(re.findall(r'href="#([^"]+)"', text)) - set(re.findall(r'id="([^"]+)"', text)) == set()


def test_headings_are_in_order() -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", source())]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_set_of_any_name_can_be_linked_to() -> None:
    plan = replace(plans.plan(), sets=(plans.learning_set(set_id="Set 3 (Ö)"),), meetings=())
    assert 'id="set-Set.20.3.20..28..d6..29."' in source(build.programme(), plan)


def test_a_plan_without_venues_and_facilitators_is_told_too() -> None:
    programme = build.programme(venues=[], facilitators=[])
    bare = replace(
        plans.plan(),
        sets=(plans.learning_set(venue_id="", facilitator_id=""),),
        meetings=tuple(replace(m, venue_id="", room=0, facilitator_id="") for m in plans.plan().meetings),
    )
    found = content(programme, bare)
    assert (found.venues, found.facilitators, found.cards[0].median) == ((), (), None)
    assert "Travel" not in [one.label for one in found.figures]
    assert "min</b> minutes" not in html(found).decode()
    assert ">Minutes" not in html(found).decode()


def test_a_plan_without_sets_is_told_too() -> None:
    programme = plans.programme()
    empty = Plan(sets=(), meetings=(), waiting=tuple(plans.waiting(number) for number in range(1, 8)))
    assert "of 7 leaders" in source(programme, empty, summary=plans.summary(programme, placed=0, sets=0, unplaced=7))


def test_report_writes_the_page_for_its_owner_only(folder: Path) -> None:
    result = run("report", folder)
    path = folder / "plan" / "report.html"
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, f"Wrote {path}.")
    assert path.read_text("utf-8").startswith("<!doctype html>")
    assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("options", "name"),
    [
        (["--audience", "members"], "report-members.html"),
        (["--set", "s01"], "report-S01.html"),
        (["--set", "S01", "--audience", "members"], "report-members-S01.html"),
    ],
    ids=" ".join,
)
def test_report_writes_one_other_page_alone(folder: Path, options: list[str], name: str) -> None:
    before = {path.name for path in (folder / "plan").iterdir()}
    result = run("report", folder, *options)
    assert (result.exit_code, result.stdout) == (0, f"Wrote {folder / 'plan' / name}.\n")
    assert {path.name for path in (folder / "plan").iterdir()} - before == {name}


def test_the_page_says_what_is_no_longer_so_and_not_where_the_folder_lies(folder: Path) -> None:
    path = folder / "plan" / "meetings.csv"
    path.write_bytes(path.read_bytes().replace(b"2027-10-21", b"2027-09-16"))
    assert run("report", folder).exit_code == 0
    text = (folder / "plan" / "report.html").read_text("utf-8")
    assert "rules are broken in 2 places: setwright check leeds --plan lists them." in text
    assert str(folder) not in text


def test_report_run_dry_writes_no_page(folder: Path) -> None:
    result = run("report", folder, "--dry-run")
    assert result.stdout.splitlines()[0] == f"Would write {folder / 'plan' / 'report.html'}."
    assert not (folder / "plan" / "report.html").exists()


def test_report_of_a_set_that_is_not_there_is_wrong_use(folder: Path) -> None:
    result = run("report", folder, "--set", "S09")
    assert result.exit_code == 2
    assert result.stderr.startswith("There is no set 'S09'.")


def test_report_of_a_set_without_a_name_is_wrong_use_and_no_page_of_all(folder: Path) -> None:
    result = run("report", folder, "--set", "", "--audience", "members")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("There is no set ''.")


def test_a_new_revision_drops_the_pages_of_the_old_one(folder: Path) -> None:
    assert run("report", folder, "--audience", "members").exit_code == 0
    plans.save(folder, PROGRAMME, PLAN, plans.summary(PROGRAMME))
    assert not (folder / "plan" / "report-members.html").exists()


def test_report_says_what_cannot_be_replaced_and_leaves_nothing_half_done(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "plan" / "report.html"
    path.write_bytes(b"old")

    def refuse(_: Path, __: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    result = run("report", folder)
    told = f"{path} is open in another program, Excel perhaps. Close it and run this again.\n"
    assert (result.exit_code, result.stderr, path.read_bytes()) == (2, told, b"old")
    assert not [left for left in path.parent.iterdir() if left.name.startswith(".")]


def test_every_section_that_is_searched_has_its_place_in_the_list_even_where_no_set_is_left() -> None:
    """The search hides the two together, and would end at the first that is missing."""
    empty = Plan(sets=(), meetings=(), waiting=tuple(map(waits, PROGRAMME.leaders)))
    told = markup(source(plan=empty))
    sections = re.findall(r'<section id="(\w+)"', told)
    assert set(re.findall(r'<li><a href="#(\w+)"', told)) >= set(sections)
