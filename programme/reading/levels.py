"""Levels of the hierarchy: the ladder, one spelling for each, and likely misspellings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from programme.reading.advice import nearest

LADDER = (
    "Middle leader",
    "Assistant head",
    "Deputy head",
    "Headteacher",
    "Executive head",
    "Trust executive",
    "Chief executive",
    "School business manager",
    "Finance leader",
    "Chair of governors",
)
"""Lowest first; the last three are ladders of their own."""

ALIKE = 0.87


def level_key(level: str) -> str:
    """A level as it is compared: case and spaces aside."""
    return "".join(level.casefold().split())


def spellings(used: Iterable[str], known: Sequence[str]) -> dict[str, str]:
    """The spelling to use for each level_key: the most common one, then the known one, then by alphabet."""
    counts = Counter(used)
    best: dict[str, str] = {}
    for level in sorted({*counts, *known}, key=lambda x: (counts[x], x in known, x), reverse=True):
        best.setdefault(level_key(level), level)
    return best


def misspelt(level: str, others: Sequence[str]) -> str | None:
    """The level of which this one looks like a misspelling; names that differ by a digit are different."""
    found = nearest(level_key(level), {level_key(other): other for other in others}, ALIKE)
    if found is None or _digits(found) != _digits(level):
        return None
    return next(other for other in others if level_key(other) == found)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
