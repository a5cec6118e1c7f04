"""Every plan that was saved, in a database; and ``FOLDER/plan/``, where people read the newest and may edit it."""

from __future__ import annotations

from programme.store.database import StoreTrouble
from programme.store.files import NotSaved
from programme.store.judging import BrokenPlan, check, judge
from programme.store.keeping import Overtaken, Store, open
from programme.store.revisions import Entry, Revision

__all__ = [
    "BrokenPlan",
    "Entry",
    "NotSaved",
    "Overtaken",
    "Revision",
    "Store",
    "StoreTrouble",
    "check",
    "judge",
    "open",
]
