"""Finds what somebody probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def nearest(value: str, candidates: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The candidate most like ``value``, case aside, or None where none is alike; ``L01`` is most like ``L1``."""
    by_fold = {candidate.casefold(): candidate for candidate in candidates}
    same = [fold for fold in by_fold if _bare(fold) == _bare(value.casefold())]
    found = same or get_close_matches(value.casefold(), by_fold, 1, cutoff)
    return by_fold[found[0]] if found else None


def did_you_mean(value: str, candidates: Iterable[str], otherwise: str = "") -> str:
    """``Did you mean 'away'?``, with ``otherwise`` after it or, where nothing is alike, alone."""
    meant = nearest(value, candidates)
    return " ".join(filter(None, [f"Did you mean {meant!r}?" if meant else "", otherwise]))


def listed(words: Iterable[str]) -> str:
    """``a, b and c``; blank where there are none."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last


@lru_cache(maxsize=1 << 16)
def _bare(name: str) -> str:
    """Numbers without leading zeros, which spreadsheet programs drop."""
    return _ZEROS.sub("", name)
