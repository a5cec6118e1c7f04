"""Whatever happens to a plan, in whatever order: every rule holds after each step, and a second run does nothing."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

import cli
import planner
from commands import asking
from programme import store
from programme.decisions import decided, standing_on
from programme.reading import read_programme
from programme.store import Revision
from programme.watch import Watch
from tests import plans
from tests.commands import run

KILLED = """
import os, sys
import cli
left, real = [int(sys.argv.pop())], os.fsync
def fsync(file):
    left[0] -= 1
    if left[0] < 0:
        os._exit(9)
    real(file)
os.fsync = fsync
cli.main(sys.argv[1:])
"""
"""Runs a command, and dies without a word at one of the moments at which something is about to reach the disk."""
REFUSED = {2, 4}
"""Exit statuses with which a step may end instead of 0: it is told that it cannot be, and nothing changes."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-one heads in three sets, with three facilitators and two venues, planned in summer."""
    folder = plans.folder(tmp_path_factory.mktemp("year") / "leeds", waiting=14)
    add(folder, "facilitators.csv", *(f"F{n},Facilitator {n},facilitator{n}@example.org,430000,433000" for n in (2, 3)))
    (folder / "venues.csv").write_text(
        "venue_id,name,address,easting,northing,closed\n"
        "V1,Venue 1,1 Market Street,430000,433000,\n"
        "V2,Venue 2,2 Market Street,433000,433000,\n",
        "utf-8",
    )
    assert run("plan", folder).exit_code == 0
    return folder


def add(folder: Path, name: str, *lines: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "plan").iterdir())}


class Year(RuleBasedStateMachine):
    """One programme from summer to the next; ``day`` is today."""

    begun: Path
    day: date
    sound = fresh = False
    """Whether the last step was taken, so that every rule holds; and whether from the input as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.folder = Path(shutil.copytree(self.begun, Path(self.home.name) / "leeds"))
        Year.day, self.joined = date(2027, 8, 1), 0

    def teardown(self) -> None:
        self.home.cleanup()

    @initialize(weeks=st.integers(0, 30))
    def some_time_passes(self, weeks: int) -> None:
        Year.day += timedelta(weeks=weeks)

    @rule(weeks=st.integers(1, 8))
    def time_passes(self, weeks: int) -> None:
        Year.day = min(self.day + timedelta(weeks=weeks), date(2028, 6, 30))

    @rule(number=st.integers(0, 40))
    def somebody_withdraws(self, number: int) -> None:
        if placed := sorted(m for s in self.standing.plan.sets for m in s.members):
            self.run("withdraw", self.folder, placed[number % len(placed)])

    @rule()
    def somebody_comes_back(self) -> None:
        for withdrawal in self.standing.decisions.withdrawn[:1]:
            self.run("rejoin", self.folder, withdrawal.leader_id)

    @rule(number=st.integers(0, 40))
    def somebody_declines(self, number: int) -> None:
        if placed := sorted(m for s in self.standing.plan.sets for m in s.members):
            self.run("decline", self.folder, placed[number % len(placed)])

    @rule(count=st.integers(1, 3))
    def some_join(self, count: int) -> None:
        for _ in range(count):
            self.joined += 1
            name = f"N{self.joined:02d}"
            add(self.folder, "leaders.csv", f"{name},{name},{name}@example.org,{name},Headteacher,431000,433000")
        self.run("plan", self.folder)

    @rule(venue=st.integers(0, 1), weeks=st.integers(0, 20))
    def a_venue_shuts(self, venue: int, weeks: int) -> None:
        path, first = self.folder / "venues.csv", self.day + timedelta(weeks=weeks)
        rows = list(csv.reader(path.read_text("utf-8").splitlines()))
        rows[1 + venue % (len(rows) - 1)][-1] = f"{first}..{first + timedelta(weeks=8)}"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        self.run("plan", self.folder)

    @rule()
    def a_venue_is_gone(self) -> None:
        path = self.folder / "venues.csv"
        heading, *rows = path.read_text("utf-8").splitlines()
        if len(rows) > 1:
            path.write_text("\n".join([heading, *rows[1:]]) + "\n", "utf-8")
            self.run("plan", self.folder)

    @rule()
    def a_facilitator_leaves(self) -> None:
        path = self.folder / "facilitators.csv"
        rows = path.read_text("utf-8").splitlines()
        if len(rows) > 2:
            path.write_text("\n".join(rows[:-1]) + "\n", "utf-8")
            self.run("plan", self.folder, "--allow", "gap", "--allow", "substitute")

    @rule(back=st.integers(0, 5))
    def an_earlier_plan_is_restored(self, back: int) -> None:
        self.run("restore", self.folder, str(max(1, self.standing.number - back)))

    @rule(moment=st.integers(0, 8))
    def the_machine_dies_while_a_withdrawal_is_saved(self, moment: int) -> None:
        before = self.standing
        placed = sorted(m for s in before.plan.sets for m in s.members)
        if not placed:
            return
        words = ["withdraw", str(self.folder), placed[0], "--yes", "--from", self.day.isoformat(), str(moment)]
        here = Path(cli.__file__).parent
        subprocess.run([sys.executable, "-c", KILLED, *words], cwd=here, capture_output=True, check=False)
        self.sound = self.fresh = True
        after = self.standing
        assert after.number in {before.number, before.number + 1}
        assert (placed[0] in {w.leader_id for w in after.decisions.withdrawn}) == (after.number > before.number)

    @invariant()
    def every_rule_holds(self) -> None:
        if self.sound:
            result = run("check", self.folder, "--plan")
            assert result.exit_code == 0, result.output

    @invariant()
    def a_second_run_does_nothing(self) -> None:
        if self.fresh:
            before = written(self.folder)
            result = run("plan", self.folder, "--yes")
            assert result.exit_code == 0, result.output
            assert written(self.folder) == before, result.output

    @invariant()
    def planning_again_from_the_plan_that_stands_gives_it_again(self) -> None:
        if self.fresh:
            standing = self.standing
            programme = decided(read_programme(self.folder), standing.decisions)
            now = standing_on(programme, standing.plan, self.day, programme.settings.notice_days)
            _, again, _ = planner.replan(now, Watch(limit_seconds=60), after=99)
            assert again == standing.plan

    @property
    def standing(self) -> Revision:
        programme = read_programme(self.folder)
        found = store.open(self.folder, programme.settings).standing(programme)
        assert found is not None
        return found

    def run(self, *words: str | Path) -> None:
        """A step, of which a refusal changes nothing."""
        before = self.standing
        result = run(*words, "--yes")
        assert result.exit_code in {0, *REFUSED}, result.output
        if result.exit_code:
            assert self.standing == before
        self.sound = result.exit_code == 0
        self.fresh = self.sound and words[0] != "restore"


def test_a_year_of_changes(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Year.begun = begun
    monkeypatch.setattr(asking, "today", lambda: Year.day)
    limits = settings(max_examples=6, stateful_step_count=8, derandomize=True, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Year, settings=limits)
