"""Prices of everything of which there is not enough for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.options import Costs, Options


@dataclass(frozen=True, eq=False, kw_only=True)
class Tariff:
    """Prices in tenths, or how many are used of what has a price.

    ``rooms`` (R + 1, W, 10), ``leads`` (F + 1, W, 10), ``rushes`` (Q + 1, W, 5) and ``absences`` (S, N).
    """

    rooms: Costs
    leads: Costs
    rushes: Costs
    absences: Costs

    def each(self, change: Callable[..., Costs], *others: Tariff) -> Tariff:
        """A change of each table, together with the same table of others."""
        rows = zip(self.tables, *(other.tables for other in others), strict=True)
        return Tariff.of(change(*row) for row in rows)

    @classmethod
    def of(cls, tables: Iterable[Costs]) -> Tariff:
        """The tariff of these four tables."""
        return cls(**dict(zip(cls.__dataclass_fields__, tables, strict=True)))

    @property
    def tables(self) -> tuple[Costs, Costs, Costs, Costs]:
        """The four tables."""
        return self.rooms, self.leads, self.rushes, self.absences


def part(tariff: Tariff, rows: NDArray[np.int64]) -> Tariff:
    """These prices for some of the sets."""
    return replace(tariff, absences=tariff.absences[rows])


def free(options: Options) -> Tariff:
    """Everything for nothing."""
    weeks = options.half_day.shape[1]
    return Tariff(
        rooms=np.zeros((len(options.rooms), weeks, 10)),
        leads=np.zeros((len(options.leads), weeks, 10)),
        rushes=np.zeros((len(options.rushes), weeks, 5)),
        absences=np.zeros(options.absent.shape[:2]),
    )


def supply(options: Options) -> Tariff:
    """How many there are of everything, each in a shape that goes with its table."""
    return Tariff(
        rooms=options.rooms[:, None, None].astype(float),
        leads=options.leads.astype(float),
        rushes=options.rushes.astype(float),
        absences=options.misses.astype(float),
    )
