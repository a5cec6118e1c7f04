"""Same input, seed and versions: same files, byte for byte, whatever order Python hashes in."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

from programme.example import copy_example

ROOT = Path(__file__).parent.parent


def a_part_of_the_example(folder: Path) -> Path:
    """The example without its heads, which is planned in a moment."""
    copy_example(folder)
    (folder / "travel.csv").unlink()
    sheet = folder / "leaders.csv"
    with sheet.open(encoding="utf-8", newline="") as lines:
        rows = [row | {"not_with": ""} for row in csv.DictReader(lines) if row["level"] != "Headteacher"]
    with sheet.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder


def planned(folder: Path, hash_seed: str) -> dict[str, bytes]:
    """The files of a plan made by a program of its own, the seconds left out."""
    command = [sys.executable, str(ROOT / "cli.py"), "plan", str(a_part_of_the_example(folder))]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": hash_seed})
    files = {path.name: path.read_bytes() for path in (folder / "plan").iterdir()}
    summary = json.loads(files.pop("summary.json"))
    return files | {"summary.json": json.dumps(summary | {"seconds": {}}).encode()}


def test_two_programs_that_hash_differently_write_the_same_files(tmp_path: Path) -> None:
    assert planned(tmp_path / "one", "1") == planned(tmp_path / "other", "2")
