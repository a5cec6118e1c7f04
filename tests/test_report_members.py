"""What members get to read: nothing that they should not know is in the file, hidden or not."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from programme.plans import Bounds, LearningSet, Minutes, Plan
from programme.records import Closure, Facilitator, Leader, Programme, Venue
from programme.slots import Period, Slot
from report.page.audience import for_members
from report.page.content import page
from report.page.render import html
from tests import build, plans

MEMBERS = plans.SEVEN
OTHERS = tuple(f"L{number:02d}" for number in range(11, 18))
SHARES, SHARES_ELSEWHERE = "L02", "L12"
WITHHELD = {
    "an address that is not shared": "private1@example.org",
    "an address that is shared, of somebody who waits": "private8@example.org",
    "a telephone number": "01632 960",
    "an assistant's address": "assistant",
    "who waits": "Wanda Waiting",
    "a reason": "Reason to wait",
    "a remedy": "Remedy for it",
    "what a short set lacks": "Needed in a short set",
    "an exception that was allowed": "Allowed against a rule",
    "what was edited since": "Edited since planning",
    "access needs": "tep-free",
    "an absence": "away",
    "the name of who has left": "Leonard Left",
    "a facilitator's address": "lead1@example.org",
    "who leads nothing": "Idle Facilitator",
    "a venue's address to book": "bookings@example.org",
    "a venue that is not used": "Spare Venue",
    "the hire of a venue": "8,642",
    "a job title": "Job title",
    "a gap": "gap",
    "a price": "minutes of people",
    "the status of the plan": "Feasible",
    "a time limit": "time limit",
    "a leader's id": "L03",
    "a pound sign": "£",
    "a way": "min<",
}


def leader(number: int, **details: Any) -> Leader:
    """A leader about whom everything is known that must not be told."""
    known: dict[str, Any] = {
        "name": f"Person {number}",
        "email": f"private{number}@example.org",
        "job_title": "Job title",
        "trust": f"Trust {number}",
        "phone": f"01632 960{number:03d}",
        "pa_email": f"assistant{number}@example.org",
        "needs_step_free": True,
        "not_with": frozenset({"L08"}),
        "cannot_attend": frozenset({Slot.MON_AM}),
        "away": (Period(date(2027, 10, 21), date(2027, 10, 21)),),
        "share_contact": number in {2, 8, 12},
    }
    return build.leader(number, **known | details)


def programme() -> Programme:
    """Two sets' people and one who waits, with one facilitator and one venue too many."""
    people = [*map(leader, range(1, 8)), leader(8, name="Wanda Waiting"), *map(leader, range(11, 18))]
    found = build.programme(
        people,
        facilitators=[build.facilitator(1, email="lead1@example.org"), build.facilitator(2, name="Idle Facilitator")],
        venues=[
            build.venue(1, email="bookings@example.org", cost=720.17, rooms=2, step_free=True),
            build.venue(2, name="Spare Venue"),
        ],
        closures=[Closure(days=Period(date(2027, 12, 20), date(2027, 12, 31)), reason="Christmas", price=97)],
    )
    return replace(found, former={"L09": "Leonard Left"})


def plan() -> Plan:
    """Two sets; in the first somebody is away, and somebody has left."""
    second = [replace(plans.meeting(n), set_id="S02", uid=f"u{n}", presenters=OTHERS[:2]) for n in range(1, 7)]
    first = [replace(plans.meeting(n), absent=("L01",) if n == 2 else ()) for n in range(1, 7)]
    first[0] = replace(first[0], presenters=("L01", "L09"))
    return Plan(
        sets=(plans.learning_set(), plans.learning_set(set_id="S02", members=OTHERS, slot=Slot.THU_PM)),
        meetings=(*first, *second),
        waiting=(replace(plans.waiting(8), reason="Reason to wait", remedy="Remedy for it"),),
    )


def source(*, members_only: bool = True, set_id: str = "") -> str:
    summary = plans.summary(
        status="feasible",
        gap=0.4,
        cut_short=True,
        minutes=Minutes(travel=5000),
        bounds=Bounds(matching=1, calendar=1),
        unplaced=1,
        short={"S01": "Needed in a short set"},
        allowed={"S01": "Allowed against a rule"},
    )
    found = page(programme(), plan(), summary, edited="Edited since planning", members_only=members_only, set_id=set_id)
    return html(found).decode()


def body(text: str) -> str:
    """The page without its styles and scripts, which are the same for everybody."""
    return text[text.index("<body") : text.index("<script>")]


def part_of(text: str, set_id: str) -> str:
    """The part of the page that is this set's."""
    start = text.index(f'id="set-{set_id}"')
    return text[start : text.index("</article>", start)]


@pytest.mark.parametrize("set_id", ["", "S01"], ids=["all", "one set"])
@pytest.mark.parametrize("what", WITHHELD)
def test_members_are_not_told(what: str, set_id: str) -> None:
    assert WITHHELD[what] not in body(source(set_id=set_id))


@pytest.mark.parametrize(
    "what", ["an address that is not shared", "who waits", "a reason", "the hire of a venue", "away"]
)
def test_the_office_is_told(what: str) -> None:
    assert WITHHELD.get(what, what) in body(source(members_only=False))


def test_members_are_told_who_sits_with_whom_where_and_when() -> None:
    text = part_of(source(), "S01")
    told = ["Person 1", "School 1", "Trust 1", "Facilitator 1", "Venue 1", "1 Market Street", "Thu am", "9 Sep 2027"]
    assert [one for one in told if one not in text] == []
    assert text.count('class="presents"') == 11


def test_a_shared_address_stands_in_the_part_of_its_own_set_and_nowhere_else() -> None:
    text = source()
    assert "private2@example.org" in part_of(text, "S01")
    assert "private12@example.org" in part_of(text, "S02")
    rest = text.replace(part_of(text, "S01"), "").replace(part_of(text, "S02"), "")
    assert "private" not in rest


def test_the_map_of_a_sheet_promises_members_no_places_of_people() -> None:
    assert "where members come from" not in source(set_id="S01")
    assert "where members come from" in source(members_only=False, set_id="S01")


def test_a_set_s_own_page_has_nothing_of_other_sets() -> None:
    text = source(set_id="S01")
    assert "private2@example.org" in text
    assert [one for one in ("S02", "Person 12", "private12@example.org") if one in body(text)] == []


def test_the_sheet_of_a_set_tells_the_office_how_to_reach_its_members() -> None:
    text = part_of(source(members_only=False, set_id="S01"), "S01")
    told = ["private1@example.org", "01632 960001", "needs step-free access", "lead1@example.org", "away"]
    assert [one for one in told if one not in text] == []


@pytest.mark.parametrize(
    ("of", "known"),
    [
        (Leader, {"leader_id", "name", "email", "school", "trust", "level", "area", "max_travel_minutes"}),
        (Facilitator, {"facilitator_id", "name", "email"}),
        (Venue, {"venue_id", "name", "address", "place"}),
        (Closure, {"days", "reason", "area"}),
        (LearningSet, {"set_id", "level", "members", "facilitator_id", "venue_id", "slot"}),
    ],
    ids=lambda one: one.__name__ if isinstance(one, type) else "",
)
def test_what_is_not_named_as_known_never_comes_near_the_page(of: type, known: set[str]) -> None:
    """Every other field is as blank as in a record of which nothing else is known."""
    programme_, plan_, _ = for_members(programme(), plan())
    records = [*programme_.leaders, *programme_.facilitators, *programme_.venues, *programme_.closures, *plan_.sets]
    for record in records:
        if isinstance(record, of):
            bare = of(**{name: getattr(record, name) for name in known})
            assert [x.name for x in fields(of) if getattr(record, x.name) != getattr(bare, x.name)] == []
