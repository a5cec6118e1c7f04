"""What a plan makes due: messages to be sent, and the calendars as they are once these have been."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from invites.feeds import Calendars, calendars, feeds, names
from invites.files import write_feeds
from invites.outbox import Outbox
from invites.owed import next_stamp, owed
from programme.messages import Message, Sent
from programme.plans import Plan
from programme.records import Programme
from programme.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Due:
    """The messages in the order to be sent, and everyone's calendar."""

    messages: tuple[Message, ...]
    calendars: Calendars


def due(programme: Programme, plan: Plan, sent: Sent, *, confirmed: Collection[str], today: date, now: datetime) -> Due:
    """What has to be told of a plan to people who were sent this; ``confirmed`` are set_ids, ``now`` is in UTC."""
    stamp = next_stamp(sent, now)
    messages = owed(programme, plan, sent, confirmed=confirmed, today=today, stamp=stamp)
    then = {**sent, **{message.key: message for message in messages}}
    return Due(messages, calendars(programme, plan, then, confirmed=confirmed, stamp=stamp))


def write(folder: Path, programme: Programme, due: Due, ledger: Ledger, step: Callable[[], None]) -> None:
    """Replaces calendars and outbox, with a step for each message.

    Where nothing is due, an outbox that is not wholly sent is removed.
    """
    outbox = Outbox(folder)
    if due.messages:
        outbox.write(programme.settings, due.messages, step)
    elif outbox.waiting(ledger.sent()):
        outbox.clear()
    secret = programme.settings.feeds == "secret"
    tokens = ledger.tokens(names(due.calendars).values()) if secret else None
    write_feeds(folder, feeds(programme, due.calendars, tokens))
