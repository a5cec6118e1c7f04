"""Whether the changes that are named are true: python -m benchmarks.why [--people N] [names…].

Programmes are made and planned. For people who wait, drawn at random, ``show --why`` names the
smallest changes that would place them. Each is written into the CSV files of a copy of the folder,
which is planned again by the command ``plan``: from the plan that stands where that is what was
named, and from nothing, in a folder without a plan, where a fresh plan was named. A change is true
where that plan has a place for the person. What ``waiting.csv`` says would help is carried out too.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

from benchmarks.programmes import MAKER
from benchmarks.telling import tell
from tests.edited import carry_out, remedies, write_edits

YEAR = "2040"
"""So far ahead that no meeting is past."""
FIVE = (
    ("Leeds", "60", "1"),
    ("Birmingham", "120", "2"),
    ("Cornwall", "90", "3"),
    ("Shropshire", "140", "4"),
    ("Sheffield", "200", "6"),
)
HEAD = ("programme", "waiting", "asked", "with a change", "named, as sets stand", "true", "named, anew", "true",
        "seconds for one", "waiting.csv, as sets stand", "anew")  # fmt: skip
SETWRIGHT = (sys.executable, "-m", "cli")


def measure(district: str, leaders: str, seed: str, people: int, above: Path) -> None:
    """Tells the row of one programme."""
    folder = above / f"{district}-{leaders}"
    size = ["--district", district, "--leaders", leaders, "--seed", seed, "--year", YEAR]
    subprocess.run([sys.executable, MAKER, *size, "--out", folder], check=True, capture_output=True)
    _setwright("plan", folder)
    waiting = {row["leader_id"]: row["remedy"] for row in _rows(folder / "plan/waiting.csv")}
    asked = sorted(random.Random(int(seed)).sample(sorted(waiting), min(people, len(waiting))))
    found, seconds = Counter[str](), list[float]()
    for who in asked:
        begun = monotonic()
        told = json.loads(_setwright("show", folder, "--why", who, "--json"))
        seconds.append(monotonic() - begun)
        found += _of_changes(folder, who, told["changes"])
        found += _of_sentence(folder, who, waiting[who])
    shares = [f"{found[f'{kind} true']} of {found[kind]}" for kind in ("sentence rerun", "sentence fresh")]
    counts = [found[name] for name in ("helped", "rerun", "rerun true", "fresh", "fresh true")]
    tell(f"{district} {leaders}", len(waiting), len(asked), *counts, f"{median(seconds or [0]):.0f}", *shares)


def _of_changes(folder: Path, who: str, changes: Sequence[Any]) -> Counter[str]:
    found = Counter[str]()
    for change in changes:
        for kind in ("rerun", "fresh"):
            if change[kind] and change[kind]["placed_in"]:
                holds = _holds(kind, folder, who, partial(write_edits, edits=change["edits"]))
                found.update({kind: 1, f"{kind} true": holds})
                if not holds:
                    print(f"NOT TRUE: {who} of {folder.name}, {kind}: {change['edits']}", file=sys.stderr)
    found["helped"] = bool(found)
    return found


def _of_sentence(folder: Path, who: str, remedy: str) -> Counter[str]:
    found = Counter[str]()
    for changes in remedies(remedy):
        for kind in ("rerun", "fresh"):
            holds = _holds(kind, folder, who, partial(carry_out, who=who, changes=changes))
            found.update({f"sentence {kind}": 1, f"sentence {kind} true": holds})
    return found


def _holds(kind: str, folder: Path, who: str, change: Callable[[Path], None]) -> bool:
    """Whether somebody has a place once a copy of the folder is changed and planned, again or for the first time."""
    with tempfile.TemporaryDirectory() as above:
        copy = Path(above) / "copy"
        left_out = shutil.ignore_patterns("plan", "setwright.db") if kind == "fresh" else None
        shutil.copytree(folder, copy, ignore=left_out)
        change(copy)
        _setwright("plan", copy, "--yes")
        return who in {row["leader_id"] for row in _rows(copy / "plan/sets.csv")}


def _setwright(*words: str | Path) -> str:
    done = subprocess.run([*SETWRIGHT, *words], check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}: {done.stderr}")
    return done.stdout


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def main(arguments: Sequence[str]) -> int:
    """Measures the programmes named by their district, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=6, help="how many who wait are asked about in each")
    parser.add_argument("names", nargs="*", help="districts; all where none is named")
    given = parser.parse_args(arguments)
    if not MAKER.exists():
        print(f"There are no programmes to measure on: {MAKER.name} is not beside the repository.")
        return 1
    tell(*HEAD)
    with tempfile.TemporaryDirectory() as above:
        for district, leaders, seed in FIVE:
            if not given.names or district in given.names:
                measure(district, leaders, seed, given.people, Path(above))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
