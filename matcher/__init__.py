"""Who sits with whom, where, on which weekly half-day, with which facilitator."""

from __future__ import annotations

from matcher.match import go_on, least_minutes, match, rematch
from matcher.repair import repair
from matcher.ways import doors, ways

__all__ = ["doors", "go_on", "least_minutes", "match", "rematch", "repair", "ways"]
