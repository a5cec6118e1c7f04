"""What goes out of the house, as it is told: how much of it, and how far it has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich.progress import track

from programme.reading.advice import listed
from report import words
from report.terminal import console

T = TypeVar("T")
DONE = {"create": "new", "update": "changed", "delete": "dropped"}


def published(kinds: Iterable[str], *, dry_run: bool) -> str:
    """What was written to a server's calendar, by ``create``, ``update`` and ``delete``; or that all was there."""
    counts = Counter(kinds)
    if not counts:
        return "The calendar says what the plan says already; nothing was written."
    told = listed([f"{counts[kind]:,} {word}" for kind, word in DONE.items() if counts[kind]])
    verb = "Would write" if dry_run else "Wrote"
    return f"{verb} {words.count(counts.total(), 'meeting')}: {told}."


def shown(things: Sequence[T], doing: str) -> Iterable[T]:
    """The things one by one, beside a bar on standard error; silent off a terminal."""
    out = console(err=True)
    return track(things, doing, console=out, disable=not out.is_terminal, transient=True)
