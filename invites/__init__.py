"""What people receive: calendars, and messages."""

from __future__ import annotations

from invites.due import Due, due, write
from invites.feeds import ALL, calendars, feed, feeds
from invites.outbox import Outbox

__all__ = ["ALL", "Due", "Outbox", "calendars", "due", "feed", "feeds", "write"]
