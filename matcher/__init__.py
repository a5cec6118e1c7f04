"""Who sits with whom, where, on which weekly half-day, with which facilitator."""

from __future__ import annotations

from matcher.match import match, rematch

__all__ = ["match", "rematch"]
