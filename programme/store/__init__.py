"""The plan on disk: ``FOLDER/plan/``, replaced as a whole or not at all, and read back even when edited by hand."""

from __future__ import annotations

from programme.store.keeping import BrokenPlan, NotSaved, check, judge, save
from programme.store.reading import load
from programme.store.standing import has_plan, last_revision, last_serial, recover, standing_summary

__all__ = [
    "BrokenPlan",
    "NotSaved",
    "check",
    "has_plan",
    "judge",
    "last_revision",
    "last_serial",
    "load",
    "recover",
    "save",
    "standing_summary",
]
