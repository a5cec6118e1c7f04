"""Puts minutes by road that are known in place of estimates, and tells how many are not."""

from __future__ import annotations

from pathlib import Path

from programme.reading.findings import Findings
from programme.reading.keys import FILE, ROAD_TIMES
from programme.records import Programme


def travel_by_road(folder: Path, programme: Programme, findings: Findings) -> Programme:
    """The programme with the times in the folder, where ``routing`` names a server; raises InputProblems."""
    from programme import roads

    server = programme.settings.routing
    if not server:
        return programme
    try:
        times = roads.kept(folder, server)
    except roads.Damaged:
        findings.problem(ROAD_TIMES, "is not as it was written", "Delete it: plan asks the routing server anew.")
        findings.raise_problems()
    programme = roads.by_road(programme, times)
    if missing := roads.unknown(programme, times):
        journeys = "1 journey yet, which is" if len(missing) == 1 else f"{len(missing):,} journeys yet, which are"
        fault = f"has not been asked for {journeys} estimated"
        findings.warn(FILE, fault, "plan asks for them.", column="routing", value=server)
    return programme
