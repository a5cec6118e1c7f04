"""Which options and gaps can matter: those on a year within so many tenths of the set's best.

At prices that prove the bound L, every calendar that uses an option costs at least L plus
the option's excess, forward plus backward values. So what exceeds the distance from L to a
known calendar is in no better calendar, and may be left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.options import Costs, Flags, Options
from scheduler.paths import Priced, backward, forward


@dataclass(frozen=True, eq=False, kw_only=True)
class Excess:
    """By how many tenths the best year through something exceeds the set's best year; infinity where none."""

    option: Costs
    """(S, V, W, 10)."""
    start: Costs
    """(S, W): a first meeting in this week."""
    gap: Costs
    """(M - 1, S, W, G): after meeting k in this week, this gap."""


def excess(options: Options, costs: Priced) -> Excess:
    """The excess of everything at these prices."""
    ahead, after = forward(options, costs.week), backward(options, costs.week)
    best = np.nan_to_num(ahead[-1].min(axis=1), posinf=0.0)
    through = (ahead + after).min(axis=0) - best[:, None]
    besides = through - np.where(np.isfinite(costs.week), costs.week, 0)
    return Excess(
        option=besides[:, None, :, None] + costs.at + costs.day[:, None],
        start=(ahead + after)[options.first, np.arange(len(best))] - best[:, None],
        gap=_gaps(options, costs, ahead, after) - best[None, :, None, None],
    )


def _gaps(options: Options, costs: Priced, ahead: Costs, after: Costs) -> Costs:
    """The best year with this gap after meeting k, shape (M - 1, S, W, G)."""
    meetings, sets, weeks = ahead.shape
    found = np.full((meetings - 1, sets, weeks, len(options.gaps)), np.inf)
    for g, apart in enumerate(options.gaps):
        later = costs.week[None, :, apart:] + after[1:, :, apart:]
        found[:, :, : max(0, weeks - apart), g] = ahead[:-1, :, : max(0, weeks - apart)] + later
    return found + options.gap


@dataclass(frozen=True, eq=False, kw_only=True)
class Kept:
    """What a model may use, as flags in the shapes of ``Excess``."""

    option: Flags
    start: Flags
    gap: Flags

    def __or__(self, other: Kept) -> Kept:
        """What either keeps."""
        return Kept(option=self.option | other.option, start=self.start | other.start, gap=self.gap | other.gap)


def within(beyond: Excess, tenths: float) -> Kept:
    """Everything whose excess is at most this."""
    return Kept(option=beyond.option <= tenths, start=beyond.start <= tenths, gap=beyond.gap <= tenths)


def nearest_stand_in(beyond: Excess) -> NDArray[np.float64]:
    """The least excess of each set's stand-in for venues further away, shape (S,)."""
    return np.asarray(beyond.option[:, -1].min(axis=(1, 2)))
