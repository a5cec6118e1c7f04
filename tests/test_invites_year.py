"""A year of changes: after every sending each calendar is as the plan is, and nobody was written to in vain."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from commands import asking
from tests import calendars
from tests.commands import TODAY, run
from tests.conftest import FirstPlan
from tests.itip import Inbox, deliver

Facts = tuple[str, ...]
Diary = dict[tuple[str, str], Facts]
"""What a person or venue should have of a meeting, by address and uid."""

LEAVERS = [f"L{number:02d}" for number in range(2, 61, 5)]


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def diary(folder: Path) -> Diary:
    """Read from the tables alone: who has which meeting, when, where and with whom."""
    leaders, facilitators, venues = (
        {row[f"{kind}_id"]: row for row in rows(folder / f"{kind}s.csv")} for kind in ("leader", "facilitator", "venue")
    )
    members: dict[str, list[str]] = {}
    for row in rows(folder / "plan" / "sets.csv"):
        members.setdefault(row["set_id"], []).append(row["leader_id"])
    found: Diary = {}
    for row in rows(folder / "plan" / "meetings.csv"):
        absent = set(filter(None, row["absent"].split(";")))
        time_and_room = (row["date"], row["start"], row["end"], row["venue_id"], row["room"])
        company = (row["facilitator_id"], row["presenters"], row["meeting"])
        for member in members[row["set_id"]]:
            told = (row["facilitator_id"], "away", row["meeting"]) if member in absent else company
            found[leaders[member]["email"], row["uid"]] = (*time_and_room, *told)
        found[facilitators[row["facilitator_id"]]["email"], row["uid"]] = (*time_and_room, *company)
        people = str(len(members[row["set_id"]]) - len(absent) + 1)
        if email := venues[row["venue_id"]].get("email"):
            found[email, row["uid"]] = (*time_and_room, people)
    return found


def planned(folder: Path) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Start, end and place of each meeting, as a calendar should have them."""
    venues = {row["venue_id"]: f"{row['name']}, {row['address']}" for row in rows(folder / "venues.csv")}
    return {
        key: (_moment(day, start), _moment(day, end), f"{venues[venue_id]}, room {room}")
        for key, (day, start, end, venue_id, room, *_) in diary(folder).items()
    }


def _moment(day: str, hour: str) -> str:
    return f"{day.replace('-', '')}T{hour.replace(':', '')}00"


def held(inboxes: dict[str, Inbox]) -> dict[tuple[str, str], tuple[str, str, str]]:
    """What stands in all calendars."""
    return {
        (address, uid): (meeting["DTSTART"], meeting["DTEND"], meeting["LOCATION"].replace("\\,", ","))
        for address, inbox in inboxes.items()
        for uid, meeting in inbox.meetings.items()
    }


def subscribed(folder: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """SEQUENCE and STATUS of each meeting in the leaders' feeds, by leader_id and uid, cancelled ones aside."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for path in (folder / "plan" / "calendars" / "leaders").iterdir():
        columns = (calendars.values(path.read_bytes(), name) for name in ("UID", "SEQUENCE", "STATUS"))
        found |= {
            (path.stem, uid): (sequence, status)
            for uid, sequence, status in zip(*columns, strict=True)
            if status != "CANCELLED"
        }
    return found


def known(folder: Path, inboxes: dict[str, Inbox]) -> dict[tuple[str, str], tuple[str, str]]:
    """The same from the leaders' own calendars."""
    ids = {row["email"]: row["leader_id"] for row in rows(folder / "leaders.csv")}
    return {
        (ids[address], uid): (meeting["SEQUENCE"], meeting["STATUS"])
        for address, inbox in inboxes.items()
        for uid, meeting in inbox.meetings.items()
        if address in ids
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What one sending came to: meetings as they are held, planned, known and subscribed to; messages sent and due."""

    held: object
    planned: object
    known: object
    subscribed: object
    sent: int
    changed: int


def send(folder: Path, inboxes: dict[str, Inbox], before: Diary) -> Sending:
    """Writes what is due, delivers it, and marks it as sent."""
    after = diary(folder)
    assert run("invites", folder).exit_code == 0
    sent = deliver(folder / "plan" / "outbox", inboxes)
    run("invites", folder, "--sent")
    return Sending(
        held=held(inboxes),
        planned=planned(folder),
        known=known(folder, inboxes),
        subscribed=subscribed(folder),
        sent=sent,
        changed=sum(before.get(key) != after.get(key) for key in before.keys() | after.keys()),
    )


def close(folder: Path, venue_id: str) -> None:
    """This venue can be used no more."""
    table = rows(folder / "venues.csv")
    for row in table:
        row["closed"] = "2027-07-01..2028-07-31" if row["venue_id"] == venue_id else row["closed"]
    with (folder / "venues.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(table[0]))
        writer.writeheader()
        writer.writerows(table)


def change(*words: str | Path) -> None:
    result = run(*words, "--yes")
    assert result.exit_code == 0, result.output


STEPS = ("first", "withdrawals", "closure", "restored")


@pytest.fixture(scope="module")
def year(example_plan: FirstPlan, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sending]:
    """The example: everyone is invited; twelve leave; a venue closes; all that is taken back."""
    folder = tmp_path_factory.mktemp("year") / "leeds"
    shutil.copytree(example_plan.folder, folder)
    inboxes: dict[str, Inbox] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "today", lambda: TODAY)
        sendings = {"first": send(folder, inboxes, {})}
        before = diary(folder)
        change("withdraw", folder, *LEAVERS)
        sendings["withdrawals"] = send(folder, inboxes, before)
        before, spreadsheet = diary(folder), (folder / "venues.csv").read_bytes()
        busiest = Counter(row["venue_id"] for row in rows(folder / "plan" / "meetings.csv")).most_common(1)[0][0]
        close(folder, busiest)
        change("plan", folder)
        sendings["closure"] = send(folder, inboxes, before)
        before = diary(folder)
        (folder / "venues.csv").write_bytes(spreadsheet)
        change("restore", folder, "1")
        sendings["restored"] = send(folder, inboxes, before)
    return sendings


@pytest.mark.parametrize("step", STEPS)
def test_every_calendar_is_as_the_plan_is(year: dict[str, Sending], step: str) -> None:
    assert year[step].held == year[step].planned


@pytest.mark.parametrize("step", STEPS)
def test_those_whose_meetings_changed_get_a_message_and_nobody_else(year: dict[str, Sending], step: str) -> None:
    assert year[step].sent == year[step].changed > 0


@pytest.mark.parametrize("step", STEPS)
def test_what_people_subscribe_to_is_what_they_were_sent(year: dict[str, Sending], step: str) -> None:
    assert year[step].subscribed == year[step].known
