"""Sets for compactness: people who are near each other sit together, where no venue is known."""

from __future__ import annotations
