"""The settings as a sheet of a workbook has them: keys in its first column, values in its second."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from programme.reading.advice import did_you_mean
from programme.reading.cells import NUMBER, items
from programme.reading.columns import heading_key
from programme.reading.findings import Findings
from programme.reading.keys import BY_NAME, FILE, MIX, example_value
from programme.reading.tables import Table

HEADINGS = ("key", "keys", "setting", "settings")
_SPELLING = {heading_key(name): name for name in BY_NAME}


def pairs(table: Table, findings: Findings) -> Iterator[tuple[str, Any]]:
    """Keys and values of a sheet, as programme.toml would give them; blank values are as good as absent."""
    wishes: dict[str, dict[str, Any]] = {}
    for number, cells in table.rows:
        written, value = (*cells, "")[:2]
        name = _SPELLING.get(heading_key(written), written)
        if heading_key(written) in HEADINGS or not value:
            continue
        if not written:
            findings.problem(
                FILE, "has no key before it", "Write its key in the first column.", row=number, value=value
            )
        elif name in findings.rows:
            fault = f"is in row {findings.rows[name]} too"
            findings.problem(FILE, fault, "Keep one of the two rows.", row=number, column=name)
        elif found := re.fullmatch(r"mix\.(.+)\.(want|minutes)", name, re.I):
            wishes.setdefault(f"{MIX}{found[1]}", {})[found[2].lower()] = _typed(value)
            findings.rows.setdefault(f"{MIX}{found[1]}", number)
        else:
            yield name, items(value) if _shape(name) == "list" else value
        findings.rows.setdefault(name, number)
    yield from wishes.items()


def _typed(value: str) -> float | str:
    """A number, or a word in any case."""
    return float(value) if NUMBER.fullmatch(value) else value.casefold()


def _shape(name: str) -> str:
    return BY_NAME[name].shape if name in BY_NAME else "text"


def missing(name: str) -> str:
    """What to do about a key that is not there."""
    value = example_value(name).strip('"')
    return f"Write {name} in the first column and its value, such as {value}, in the second."


def unknown(name: str) -> str:
    """What to do about a key that is none."""
    inside = [key for key in BY_NAME if key.endswith(f".{name}")]
    return did_you_mean(name, inside or BY_NAME, "Correct its name, or delete its row.")


def wish(name: str, _: str) -> str:
    """What to do about a wish that cannot be read."""
    return f"Write {name}.want (differ or same) and {name}.minutes (a number) in rows of their own."
