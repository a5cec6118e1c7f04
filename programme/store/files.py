"""Which revision the files in ``FOLDER/plan/`` are, and whether anybody has touched them: without reading a plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from programme.identity import serial_of
from programme.store.sheets import FILES
from programme.store.table import read_table


def number_in(plan: Path) -> int:
    """The revision that summary.json says this is; 0 where there is none or it cannot be read."""
    return _whole(_summary(plan).get("revision"))


def last_serial_in(plan: Path) -> int:
    """The highest set serial that any of the files names, however damaged the others are; 0 without."""
    found = [_whole(_summary(plan).get("last_serial"))]
    for name in ("sets.csv", "meetings.csv"):
        with suppress(OSError, ValueError):
            found += [_serial(row["set_id"]) for row in read_table(plan / name, ["set_id"]).rows]
    return max(found)


def digest_in(plan: Path) -> str:
    """What ``digest`` says of the files that are there; "" where one is missing."""
    try:
        return digest({name: (plan / name).read_bytes() for name in FILES})
    except OSError:
        return ""


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 of the files of a plan: the same for those alone that nobody touched."""
    parts = (sha256(files[name]).hexdigest() for name in FILES)
    return sha256(" ".join(parts).encode()).hexdigest()


def _summary(plan: Path) -> dict[str, Any]:
    try:
        values = json.loads((plan / "summary.json").read_text("utf-8-sig"))
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
