"""A plan as it was saved, and the rows that keep it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from programme.canonical import written
from programme.decisions import Decisions
from programme.plans import Plan, Summary
from programme.store.documents import decisions_in, plan_in, summary_in, text_of, values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A revision without its plan: ``parent`` is the number of the one it was made from, None for the first.

    ``saved_at`` has a time zone; ``fingerprint`` is that of the input it was planned from
    (programme/fingerprint.py), "" where that is not known; ``last_serial`` the highest number
    that a set was ever given; ``files`` the digest of the files that were written of it.
    """

    number: int
    parent: int | None
    saved_at: datetime
    reason: str
    fingerprint: str
    last_serial: int
    files: str
    decisions: Decisions
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision(Entry):
    """A plan as it was saved, or as somebody has edited it since."""

    plan: Plan


def row_of(revision: Revision) -> dict[str, Any]:
    """The row that keeps a revision."""
    row = {
        "number": revision.number,
        "parent": revision.parent,
        "saved_at": revision.saved_at.isoformat(),
        "reason": revision.reason,
        "fingerprint": revision.fingerprint,
        "last_serial": revision.last_serial,
        "files": revision.files,
        "decisions": text_of(revision.decisions),
        "plan": text_of(revision.plan),
        "summary": written(values_of(revision.summary)),
    }
    return row | {"seal": _seal(row)}


def entry_in(row: Mapping[str, Any]) -> Entry:
    """The entry that a row keeps; KeyError, TypeError, ValueError or AttributeError where it is damaged."""
    return Entry(**_parts(row))


def revision_in(row: Mapping[str, Any]) -> Revision:
    """The revision that a row keeps; the same errors."""
    return Revision(**_parts(row), plan=plan_in(row["plan"]))


def _parts(row: Mapping[str, Any]) -> dict[str, Any]:
    if row["seal"] != _seal(row):
        raise ValueError(f"Expected revision {row['number']} as it was written, got something else")
    as_they_are = ("number", "parent", "reason", "fingerprint", "last_serial", "files")
    return {name: row[name] for name in as_they_are} | {
        "saved_at": datetime.fromisoformat(row["saved_at"]),
        "decisions": decisions_in(row["decisions"]),
        "summary": summary_in(json.loads(row["summary"])),
    }


def _seal(row: Mapping[str, Any]) -> str:
    """SHA-256 of everything else in a row: what a damaged disk changes is not taken for a plan."""
    said = [row[name] for name in sorted(row) if name not in {"seal", "programme"}]
    return sha256(written(said).encode()).hexdigest()
