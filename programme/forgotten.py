"""Who was forgotten keeps a seat in the sets' history, under an id that tells nothing of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import count

_STAND_IN = re.compile(r"forgotten-([1-9][0-9]*)")


def stand_in(taken: Collection[str]) -> str:
    """``forgotten-1``, or the first of its kind that is nobody's id; not made of anything about the person."""
    return next(name for name in map("forgotten-{}".format, count(1)) if name not in taken)


def is_stand_in(identifier: str) -> bool:
    """Whether an id is one of these."""
    return bool(_STAND_IN.fullmatch(identifier))


def called(identifier: str, role: str) -> str:
    """What to call somebody who is not in the spreadsheets: ``former member 1``, or as the id has it."""
    found = _STAND_IN.fullmatch(identifier)
    return f"former {role} {found[1]}" if found else identifier


def named(words: Iterable[str], flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """Finds these names in a text, in any case unless ``flags`` say otherwise; nowhere if there are none.

    A name is not found inside a longer one: not Ann Bell in Ann Bell-Hart.
    """
    any_of = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{any_of})(?![\w-])" if any_of else r"(?!)", flags)
