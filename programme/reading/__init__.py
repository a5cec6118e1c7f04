"""Reads a programme folder: everything it says, or all its problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from programme.reading.building import programme_of
from programme.reading.crosschecks import check_together
from programme.reading.findings import Findings
from programme.reading.folder import read_folder
from programme.reading.places import settle_places
from programme.reading.routing import travel_by_road
from programme.reading.schools import fill_in_schools
from programme.records import Programme

__all__ = ["read_programme"]


def read_programme(
    folder: Path, *, from_day: date | None = None, instead: Mapping[str, Any] = MappingProxyType({})
) -> Programme:
    """The programme in a folder; ``from_day`` is the first day that planning may still use.

    ``instead`` has values of keys that stand in for those of programme.toml.
    Raises InputProblems with every problem of all files, by sheet and row. What is no
    problem but worth knowing is in ``Programme.warnings``, in the same order.
    """
    findings = Findings()
    contents = read_folder(folder, findings, instead)
    fill_in_schools(folder, contents, findings)
    settle_places(folder, contents, findings)
    check_together(contents, findings)
    findings.raise_problems()
    programme = travel_by_road(folder, programme_of(contents, from_day), findings)
    return replace(programme, tabs=findings.tabs, warnings=findings.in_order(findings.warnings))
