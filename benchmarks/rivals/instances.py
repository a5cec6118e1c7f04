"""A programme, or people in a plane, as every tool is asked about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.rivals.asked import Asked
from matcher.view import View
from programme.prices import TENTHS
from programme.records import Programme


def of_programme(programme: Programme, folder: Path, seconds: float) -> Asked:
    """What the rules and prices of a programme come to."""
    view, settings = View(programme), programme.settings
    places = [leader.place for leader in programme.leaders]
    km = np.array([(p.easting / 1000, p.northing / 1000) if p else (np.nan, np.nan) for p in places])
    km = np.where(np.isnan(km), np.nanmean(km, axis=0), km)
    return Asked(
        source=str(folder),
        seconds=seconds,
        seed=settings.seed,
        fewest=settings.set_size_min,
        most=settings.set_size_max,
        unplaced=view.unplaced / TENTHS,
        level=view.level.tolist(),
        km=[(x, y) for x, y in km.tolist()],
        apart=[list(group) for group in view.apart],
        cost=np.where(view.reachable, view.seat_cost / TENTHS, np.inf).tolist(),
        free=view.leader_free.tolist(),
        seats=view.seats.tolist(),
        venue_free=view.venue_free.tolist(),
        lead_cost=(view.lead_cost / TENTHS).tolist(),
        lead_free=view.facilitator_free.tolist(),
        takes=view.takes.tolist(),
        max_sets=view.max_sets.tolist(),
    )


def of_people(rows: Sequence[Mapping[str, str]], file: Path, sets: int, seconds: float) -> Asked:
    """So many sets of people with level, trust, x and y in km, all of whom have to sit."""
    levels = sorted({row["level"] for row in rows})
    trusts = sorted({(row["level"], row["trust"]) for row in rows if row["trust"]})
    return Asked(
        source=str(file),
        seconds=seconds,
        seed=1,
        fewest=6,
        most=8,
        unplaced=1e6,
        level=[levels.index(row["level"]) for row in rows],
        km=[(float(row["x"]), float(row["y"])) for row in rows],
        apart=[[at for at, row in enumerate(rows) if (row["level"], row["trust"]) == trust] for trust in trusts],
        sets=sets,
    )
