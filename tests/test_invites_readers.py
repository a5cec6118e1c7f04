"""What other programs read in our calendars: the times of the plan, on both sides of both clock changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from invites.eml import itip
from invites.owed import owed
from programme.plans import Plan
from programme.slots import Slot
from tests import build
from tests.tiny import tiny_plan, with_meeting

STAMP = datetime(2027, 8, 20, 9, 0, tzinfo=UTC)
PROGRAMME = build.programme([build.leader(1, name='Łucja "Lu" Żółć; 👩🏽‍🏫'), *build.leaders(7)[1:]])
DAYS = (
    (date(2027, 10, 28), Slot.THU_PM),
    (date(2027, 11, 1), Slot.MON_AM),
    (date(2028, 1, 6), Slot.THU_AM),
    (date(2028, 3, 24), Slot.FRI_PM),
    (date(2028, 3, 27), Slot.MON_AM),
    (date(2028, 6, 22), Slot.THU_AM),
)
"""Summer time ends on 31 October 2027, and begins on 26 March 2028."""

TOOLS = Path(sys.prefix)
READ = """
const ICAL = require("ical.js").default ?? require("ical.js");
for (const name of process.argv.slice(1)) {
  const calendar = new ICAL.Component(ICAL.parse(require("fs").readFileSync(name, "utf8")));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  for (const found of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(found);
    const moments = [event.startDate, event.endDate].map((at) => at.toJSDate().toISOString().slice(0, 16));
    console.log([event.uid, ...moments].join(" "));
  }
}
"""
KHAL = """
[calendars]
[[sets]]
path = {folder}/sets
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
[sqlite]
path = {folder}/khal.db
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    """One set that meets on these days."""
    found = tiny_plan(PROGRAMME)
    for number, (day, slot) in enumerate(DAYS, start=1):
        found = with_meeting(found, number, date=day, slot=slot)
    return found


@pytest.fixture(scope="module")
def invitations(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The invitations of a leader, a file each."""
    messages = owed(PROGRAMME, plan, {}, confirmed=(), today=date(2027, 8, 20), stamp=STAMP)
    own = [message for message in messages if message.to.key == "L01"]
    paths = [tmp_path_factory.getbasetemp() / f"invitation-{number}.ics" for number in range(len(own))]
    for path, message in zip(paths, own, strict=True):
        path.write_bytes(itip(PROGRAMME.settings, message))
    return paths


def expected(plan: Plan) -> list[str]:
    """Uid, start and end in UTC, as meetings.csv has them for London."""
    london = ZoneInfo("Europe/London")
    hours = [(m, PROGRAMME.settings.hours(m.slot)) for m in plan.meetings]
    moments = [[datetime.combine(m.date, at, london).astimezone(UTC) for at in (h.start, h.end)] for m, h in hours]
    return [
        f"{meeting.uid} {start:%Y-%m-%dT%H:%M} {end:%Y-%m-%dT%H:%M}"
        for meeting, (start, end) in zip(plan.meetings, moments, strict=True)
    ]


def said(*words: str | Path, **environment: str) -> str:
    done = subprocess.run(
        list(map(str, words)), capture_output=True, text=True, check=False, env=os.environ | environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_ical_js_reads_the_times_of_the_plan(plan: Plan, invitations: list[Path]) -> None:
    node = shutil.which("node", path=f"{TOOLS / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}")
    if not node or not (TOOLS / "node_modules" / "ical.js").exists():
        pytest.skip("ical.js is not installed (.ci/run installs it)")
    told = said(node, "-e", READ, *invitations, NODE_PATH=str(TOOLS / "node_modules"), TZ="UTC")
    assert sorted(told.splitlines()) == sorted(expected(plan))


def test_khal_reads_the_times_of_the_plan(plan: Plan, invitations: list[Path], tmp_path: Path) -> None:
    (tmp_path / "sets").mkdir()
    (tmp_path / "config").write_text(KHAL.format(folder=tmp_path), "utf-8")
    khal: list[str | Path] = [sys.executable, "-m", "khal", "-c", tmp_path / "config"]
    said(*khal, "import", "--batch", "-a", "sets", *invitations)
    told = said(*khal, "list", "--once", "--format", "{uid} {start-long} {end-long}", "-df", "", "2027-09-01", "365d")
    assert sorted(told.split("\n")[:-1]) == sorted(expected(plan))
