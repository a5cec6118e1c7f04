"""Words that more than one room uses: what people are told to do next, days, people of a level."""

from __future__ import annotations

from datetime import date
from pathlib import Path


def command(name: str, folder: Path, *options: str) -> str:
    """A command as people type it: ``setwright plan "my folder" --fresh``."""
    quoted = f'"{folder}"' if " " in str(folder) else str(folder)
    return " ".join(["setwright", name, quoted, *options])


def no_plan(folder: Path) -> str:
    """That there is nothing yet that could be shown, sent or changed."""
    return f"{folder} has no plan yet. Form one: {command('plan', folder)}"


def weekday(when: date) -> str:
    """``Thu 9 Sep 2027``."""
    return f"{when:%a} {when.day} {when:%b %Y}"


def peers(level: str, count: int = 2) -> str:
    """People of a level, as in a sentence: ``deputy heads``, ``1 head of school``."""
    title, of, what = level.partition(" of ")
    words = (title if count == 1 or title.endswith("s") else f"{title}s") + of + what
    return words[0].lower() + words[1:] if words[1:2].islower() else words
