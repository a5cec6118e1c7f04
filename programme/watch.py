"""The clock as a guard, and the one channel through which long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic

CALENDAR = "calendar"
"""What the search for a calendar is called; all else that is told is on the way to sets."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is; ``best`` and ``bound`` in minutes of people's time, where known.

    They are what the stage adds to ``minutes`` and ``bounds`` in the summary (programme/plans.py).
    """

    stage: str
    best: float | None
    bound: float | None
    seconds: float


def silent(_: Progress) -> None:
    """Tells nobody."""


@dataclass(slots=True)
class Watch:
    """Counts from its making. Searches are budgeted in steps; the clock only guards them.

    A stage that stops because ``expired()`` must say so as ``cut_short`` in its result.
    """

    limit_seconds: float = 60
    listener: Callable[[Progress], None] = silent
    started: float = field(default_factory=monotonic)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return monotonic() - self.started

    @property
    def left(self) -> float:
        """Seconds until the limit, never below zero."""
        return max(0.0, self.limit_seconds - self.seconds)

    def part(self, share: float) -> Watch:
        """The same watch with a limit after this share of the time that is left."""
        return replace(self, limit_seconds=self.seconds + share * self.left)

    def expired(self) -> bool:
        """Whether the limit has passed."""
        return self.left <= 0

    def tell(self, stage: str, best: float | None = None, bound: float | None = None) -> None:
        """Reports progress, in minutes of people's time."""
        self.listener(Progress(stage, best, bound, self.seconds))
