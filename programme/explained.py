"""Why somebody sits where they sit, or waits, and what would place them: what ``show --why`` tells."""

from __future__ import annotations

from dataclasses import dataclass

from programme.edits import Edits
from programme.plans import LearningSet, Waiting
from programme.seats import Alternative, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A set that stands, what keeps somebody out of it, and what opens it; None where the spreadsheets cannot.

    ``way`` is minutes one way to its home, None without one.
    """

    learning_set: LearningSet
    way: float | None
    against: tuple[str, ...]
    edits: Edits | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a plan with changes makes of somebody: the set_id in which it ``placed`` them, "" where they wait.

    ``also`` are leader_ids of others who waited and have a place now, ``lost`` of those who had one and
    wait; ``moved`` people change set.
    """

    placed: str
    also: tuple[str, ...]
    lost: tuple[str, ...]
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Changes of the spreadsheets, planned with: what the plan that stands, and one from nothing, makes of them.

    ``fresh`` is None where that was not tried.
    """

    edits: Edits
    rerun: Outcome
    fresh: Outcome | None = None

    @property
    def places(self) -> bool:
        """Whether it places whom it is about."""
        return bool(self.rerun.placed or (self.fresh and self.fresh.placed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A leader's ``seat`` with its ``alternatives``; or, for one who is ``waiting``, what binds and what would help.

    ``doors`` are the sets that are easiest to open, ``trials`` the changes that were planned with,
    the smallest first. ``untried`` changes more were known, of which some were ``cut_short`` by the clock.
    ``afresh`` is why no plan from nothing was tried: "sent", "large", or "" where it was.
    """

    leader_id: str
    seat: Seat | None = None
    alternatives: tuple[Alternative, ...] = ()
    waiting: Waiting | None = None
    doors: tuple[Door, ...] = ()
    trials: tuple[Trial, ...] = ()
    untried: int = 0
    cut_short: bool = False
    afresh: str = ""

    @property
    def true(self) -> tuple[Trial, ...]:
        """The trials that place the leader, the smallest first."""
        return tuple(trial for trial in self.trials if trial.places)
