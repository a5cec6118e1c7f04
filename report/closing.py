"""What closures were found in term dates, in sentences that people read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from programme.advice import command
from programme.reading.appending import FILE
from programme.records import Closure
from report.words import count, day


def to_add(closures: Sequence[Closure]) -> str:
    """The closures that are not there yet, a line each."""
    if not closures:
        return f"{FILE} has every holiday that follows from these terms."
    lines = (f"{x.area}, {day(x.days.first)} to {day(x.days.last)}: {x.reason}" for x in closures)
    return "\n".join([f"{count(len(closures), 'closure')} to add:", *lines])


def added(folder: Path) -> str:
    """That they were written, and what comes next."""
    return f"Added below the rows of {folder / FILE}.\nTo see that all is well: {command('check', folder)}"
