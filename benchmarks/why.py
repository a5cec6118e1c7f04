"""Whether the changes that are named are true: python -m benchmarks.why [--people N] [--sentences] [names…].

Programmes are made and planned. For people who wait, drawn at random, ``show --why`` names the
smallest changes that would place them. Each is written into the CSV files of a copy of the folder,
which is planned again by the command ``plan``: from the plan that stands where that is what was
named, and from nothing, in a folder without a plan, where a fresh plan was named. A change is true
where that plan has a place for the person. With ``--sentences``, what ``waiting.csv`` says would
help is carried out instead, both ways.
"""

from __future__ import annotations

import argparse
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
from tests.commands import run
from tests.edited import carry_out, remedies, rows_of, write_edits

YEAR = "2040"
"""So far ahead that no meeting is past."""
FIVE = (
    ("Cornwall", "53", "101"),
    ("Northumberland", "81", "103"),
    ("Manchester", "94", "104"),
    ("Bristol, City of", "122", "106"),
    ("Shropshire", "140", "4"),
)
HEAD = (
    "programme",
    "waiting",
    "asked",
    "with a change",
    "as sets stand",
    "true",
    "formed anew",
    "true",
    "seconds for one",
)
SENTENCES = ("programme", "waiting", "changes told", "true as sets stand", "true in a plan formed anew")


def measure(folder: Path, people: int, *, sentences: bool) -> None:
    """Tells the row of one programme."""
    waiting = {row["leader_id"]: row["remedy"] for row in rows_of(folder / "plan/waiting.csv")}
    asked = sorted(random.Random(1).sample(sorted(waiting), min(people, len(waiting))))
    if sentences:
        found = sum((_of_sentence(folder, who, waiting[who]) for who in asked), Counter[str]())
        tell(folder.name, len(waiting), *(found[name] for name in ("told", "rerun true", "fresh true")))
        return
    found, seconds = Counter[str](), list[float]()
    for who in asked:
        begun = monotonic()
        told = json.loads(_setwright("show", folder, "--why", who, "--json"))
        seconds.append(monotonic() - begun)
        found += _of_changes(folder, who, told["changes"])
    counts = [found[name] for name in ("helped", "rerun", "rerun true", "fresh", "fresh true")]
    tell(folder.name, len(waiting), len(asked), *counts, f"{median(seconds or [0]):.0f}")


def _made(district: str, leaders: str, seed: str, above: Path) -> Path:
    """The folder of a programme with its first plan."""
    folder = above / f"{district} {leaders}"
    size = ["--district", district, "--leaders", leaders, "--seed", seed, "--year", YEAR]
    subprocess.run([sys.executable, MAKER, *size, "--out", folder], check=True, capture_output=True)
    _setwright("plan", folder)
    return folder


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
        told = partial(carry_out, who=who, changes=changes)
        found.update({"told": 1, **{f"{kind} true": _holds(kind, folder, who, told) for kind in ("rerun", "fresh")}})
    return found


def _holds(kind: str, folder: Path, who: str, change: Callable[[Path], None]) -> bool:
    """Whether somebody has a place once a copy of the folder is changed and planned, again or for the first time."""
    with tempfile.TemporaryDirectory() as above:
        copy = Path(above) / "copy"
        left_out = shutil.ignore_patterns("plan", "setwright.db") if kind == "fresh" else None
        shutil.copytree(folder, copy, ignore=left_out)
        change(copy)
        _setwright("plan", copy, "--yes")
        return who in {row["leader_id"] for row in rows_of(copy / "plan/sets.csv")}


def _setwright(*words: str | Path) -> str:
    done = run(*words)
    if done.exit_code:
        raise RuntimeError(f"{' '.join(map(str, words))}: {done.stderr}")
    return done.stdout


def main(arguments: Sequence[str]) -> int:
    """Measures the programmes named by their district, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=7, help="how many who wait are asked about in each")
    parser.add_argument("--sentences", action="store_true", help="carry out what waiting.csv says")
    parser.add_argument("names", nargs="*", help="districts; all where none is named")
    given = parser.parse_args(arguments)
    if not MAKER.exists():
        print(f"There are no programmes to measure on: {MAKER.name} is not beside the repository.")
        return 1
    tell(*(SENTENCES if given.sentences else HEAD))
    with tempfile.TemporaryDirectory() as above:
        for district, leaders, seed in FIVE:
            if not given.names or district in given.names:
                made = _made(district, leaders, seed, Path(above))
                measure(made, given.people, sentences=given.sentences)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
