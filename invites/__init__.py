"""What people receive: calendars."""

from __future__ import annotations

from invites.feeds import feeds
from invites.files import write_feeds

__all__ = ["feeds", "write_feeds"]
