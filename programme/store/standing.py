"""What the plan that stands in ``FOLDER/plan/`` leaves behind: read with forbearance, for it may be damaged."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from programme.identity import serial_of
from programme.plans import Bounds, Minutes, Summary
from programme.problems import WrongUse
from programme.store import swap
from programme.store.table import read_table


def plan_folder(folder: Path) -> Path:
    """Where a programme's plan is."""
    return folder / "plan"


def has_plan(folder: Path) -> bool:
    """Whether a plan stands there, whole or damaged."""
    return plan_folder(folder).is_dir()


def recover(folder: Path) -> None:
    """Undoes what a crash left half done; every command that reads or writes ``plan/`` begins with it.

    WrongUse where a file stands in its place: it is somebody's own, and would be lost.
    """
    target = plan_folder(folder)
    if target.is_file():
        raise WrongUse(f"{target} is a file, and the plan is kept in a folder of that name. Move the file away.")
    swap.restore(target)


def last_serial(folder: Path) -> int:
    """The highest set serial ever used, of sets that are gone too; 0 without a plan."""
    return max(_serials(folder), default=0)


def last_revision(folder: Path) -> int:
    """The revision that stands; 0 without a plan."""
    return _whole(_kept(folder).get("revision"))


def standing_summary(folder: Path) -> Summary | None:
    """The summary that stands; None where it is missing or cannot be read."""
    try:
        return summary_in(_kept(folder))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def summary_in(values: dict[str, Any]) -> Summary:
    """The summary in the values of summary.json; KeyError, TypeError, ValueError or AttributeError."""
    minutes, bounds = dict(values["minutes"]), values["bounds"]
    minutes.pop("total", None)
    return Summary(
        revision=int(values["revision"]),
        status=str(values["status"]),
        placed=int(values["placed"]),
        unplaced=int(values["unplaced"]),
        sets=int(values["sets"]),
        short={str(set_id): str(remedy) for set_id, remedy in values.get("short", {}).items()},
        allowed={str(set_id): str(what) for set_id, what in values.get("allowed", {}).items()},
        minutes=Minutes(**{part: float(value) for part, value in minutes.items()}),
        bounds=Bounds(matching=float(bounds["matching"]), calendar=float(bounds["calendar"])),
        gap=float(values["gap"]),
        seconds={str(stage): float(seconds) for stage, seconds in values["seconds"].items()},
        cut_short=bool(values["cut_short"]),
        moved=int(values.get("moved", 0)),
        moved_bound=int(values.get("moved_bound", 0)),
        changed_meetings=int(values.get("changed_meetings", 0)),
        changed_meetings_bound=int(values.get("changed_meetings_bound", 0)),
        seed=int(values["seed"]),
        versions={str(name): str(version) for name, version in values["versions"].items()},
    )


def _serials(folder: Path) -> list[int]:
    found = [_whole(_kept(folder).get("last_serial"))]
    for name in ("sets.csv", "meetings.csv"):
        with suppress(OSError, ValueError):
            found += [_serial(row["set_id"]) for row in read_table(plan_folder(folder) / name, ["set_id"]).rows]
    return found


def _kept(folder: Path) -> dict[str, Any]:
    try:
        values = json.loads((plan_folder(folder) / "summary.json").read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _serial(set_id: str) -> int:
    try:
        return serial_of(set_id)
    except ValueError:
        return 0


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
