"""Who gets which messages, and why, in sentences that people read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from programme.advice import command
from programme.messages import ASSISTANT, CANCEL, Message
from programme.reading.advice import listed
from report.words import count

NOTHING_OWED = "No message is due: everyone was sent what the plan says."
NOTHING_TO_MARK = "There is nothing in the outbox that was not marked as sent before."
NAMED = 4
"""Recipients called by name, where there are more."""


def due(messages: Sequence[Message]) -> str:
    """How many messages go to how many, then who gets them and why, a line for those of a set that agree."""
    return "\n".join([_total(messages), *_sets(messages)]) if messages else NOTHING_OWED


def written(folder: Path, messages: Sequence[Message], calendars: int) -> str:
    """Where everything is, and what comes next."""
    told = [f"Wrote {count(calendars, 'calendar')} to {folder / 'plan' / 'calendars'}."]
    if messages:
        told.append(f"Wrote {count(len(messages), 'message')} to {folder / 'plan' / 'outbox'}.")
        told.append(f"To send them: {command('send', folder)}")
        told.append(f"Or send them by your own means, and then: {command('invites', folder, '--sent')}")
    return "\n".join(told)


def marked(messages: Sequence[Message]) -> str:
    """What is known as sent from now on."""
    return f"Marked {_numbers(messages)} as sent."


def to_mark(messages: Sequence[Message]) -> str:
    """What would be."""
    return f"{_numbers(messages)} would be marked as sent."


def _total(messages: Sequence[Message]) -> str:
    kinds = Counter(map(_kind, messages))
    told = listed([count(number, kind) for kind, number in sorted(kinds.items(), reverse=True)])
    return f"{_numbers(messages)}: {told}."


def _numbers(messages: Sequence[Message]) -> str:
    people = {(message.to.kind, message.to.key) for message in messages}
    return f"{count(len(messages), 'message')} to {count(len(people), 'recipient')}"


def _kind(message: Message) -> str:
    return "cancellation" if message.method == CANCEL else "change" if message.changed else "invitation"


def _sets(messages: Iterable[Message]) -> Iterator[str]:
    """Meetings of a set of which the same is told to the same people go together."""
    news: dict[tuple[str, int], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for message in messages:
        meeting = message.announcement
        news[meeting.set_id, meeting.number][message.why].append(_name(message))
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for (set_id, number), told in sorted(news.items()):
        lines = [f"  {why.removesuffix('.')}: {_people(names)}" for why, names in told.items()]
        alike[set_id, "\n".join(lines)].append(number)
    for (set_id, told_alike), numbers in alike.items():
        yield f"{set_id}, {_meetings(numbers)}\n{told_alike}"


def _meetings(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"meeting {numbers[0]}"
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"meetings {numbers[0]} to {numbers[-1]}"
    return f"meetings {listed([str(number) for number in numbers])}"


def _name(message: Message) -> str:
    if message.to.kind == ASSISTANT:
        return f"assistant of {message.announcement.leader}"
    return message.to.name


def _people(names: Sequence[str]) -> str:
    told = names if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED} more"]
    return listed(told)
