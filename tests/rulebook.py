"""Writes docs/rules.md from the rules themselves: ``python -m tests.rulebook``."""

from __future__ import annotations

import re
import sys
from itertools import groupby
from pathlib import Path

from programme.reading.columns import SHEETS
from programme.reading.keys import KEYS
from programme.rules import RULES
from programme.rules.base import Rule
from programme.rules.company import Apart

PAGE = Path(__file__).parent.parent / "docs" / "rules.md"
ALSO_WORDS = {"from", "to"}
NAMES = {column.name for kind in SHEETS for column in kind.columns} | {key.name for key in KEYS}
NAME = re.compile(rf"\b({'|'.join(sorted(NAMES - ALSO_WORDS, key=len, reverse=True))})\b")
"""What the spreadsheets and programme.toml call columns and keys."""

INTRODUCTION = """\
# The rules

<!-- written by `make pages` from programme/rules; what is changed here is lost -->

Every plan keeps these {count} rules. They are looked at before anything is saved, by code that uses no solver, and once
more with `setwright check FOLDER --plan`, where a plan was edited by hand. What a rule says of your programme is
decided by the columns and keys in brackets ([all of them](formats.md)).

A rule has no price: no number of minutes buys two colleagues into one set. You can give one to the rules on
{priced} under `[rules]`, if you would rather pay than go without ([prices](prices.md)).

What is past stays as it was, whatever has changed since, and a meeting within `notice_days` keeps its date and place.
Where a rule has something against such a meeting, you are told, so that somebody sees to it.
"""


def page() -> str:
    """The page as the rules have it."""
    by_file = sorted(RULES, key=lambda rule: _files().index(_file(rule)))
    parts = [_part(name, list(rules)) for name, rules in groupby(by_file, _file)]
    return "\n".join([INTRODUCTION.format(count=len(RULES), priced=_listed(_priced())), *parts])


def _files() -> list[str]:
    """The modules of the rules, in the order in which people meet them."""
    return list(dict.fromkeys(map(_file, RULES)))


def _file(rule: Rule) -> str:
    return type(rule).__module__


def _priced() -> list[str]:
    return [r.name for r in RULES if isinstance(r, Apart) and type(r).price is not Apart.price]


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _part(name: str, rules: list[Rule]) -> str:
    heading = (sys.modules[name].__doc__ or "").split("\n")[0].rstrip(".")
    rows = [f"| **{rule.name}** | {_coded(rule.sentence)} | {rule.reason} |" for rule in rules]
    return "\n".join([f"## {heading}", "", "| rule | what holds | why |", "| --- | --- | --- |", *rows, ""])


def _coded(sentence: str) -> str:
    """The sentence with names of columns and keys set apart: those in brackets, and those that are no other word."""
    return re.sub(r"\([^)]*\)|\w+_\w+", lambda found: NAME.sub(r"`\1`", found[0]), sentence)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
