"""Whether anything that planning depends on is another than it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from programme.canonical import plain, written
from programme.decisions import Decisions
from programme.records import Programme, Smtp


def fingerprint(programme: Programme, decisions: Decisions) -> str:
    """SHA-256 of a programme as it was read, and of what was decided beside it; hexadecimal.

    The order of rows, the way in which a spreadsheet program writes the same values, the time
    limit, the place of the store and the server for messages do not matter.
    """
    rows: tuple[Any, ...] = (*programme.leaders, *programme.facilitators, *programme.venues, *programme.closures)
    said = [
        plain(replace(programme.settings, time_limit_seconds=0, store="", smtp=Smtp())),
        _in_any_order(replace(row, row=None) for row in rows),
        _in_any_order(programme.mixes),
        _in_any_order(programme.company),
        plain(programme.travel),
        plain(decisions),
    ]
    return sha256(written(said).encode()).hexdigest()


def _in_any_order(values: Iterable[Any]) -> list[Any]:
    return sorted(map(plain, values), key=written)
