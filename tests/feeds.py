"""The calendars of a plan, as they are published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath

from invites import calendars, feeds
from programme.messages import Sent
from programme.plans import Plan
from programme.records import Programme


def published(
    programme: Programme, plan: Plan, *, stamp: datetime, sent: Sent | None = None, confirmed: Iterable[str] = ()
) -> dict[PurePosixPath, bytes]:
    """By path, to people who were sent this; nothing, where it is left out."""
    return feeds(programme, calendars(programme, plan, sent or {}, confirmed=frozenset(confirmed), stamp=stamp))
