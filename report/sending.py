"""What goes out of the house, as it is told: how much of it, and how far it has come.

Messages are named by their files, not by people: what is told here may end in a log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.progress import Progress, TaskID

from programme.advice import command
from programme.messages import Message, Sent
from programme.reading.advice import listed
from report import words
from report.terminal import console

DONE = {"create": "new", "update": "changed", "delete": "dropped"}
LISTED = 20
"""Files that are named, of those with which the same has happened."""
ASK = "Send it again, remember that it arrived, or decide later"


class Bar:
    """A bar with what is going on beside it."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self.progress, self.task = progress, task

    def step(self) -> None:
        """One thing more is done."""
        self.progress.advance(self.task)

    def say(self, doing: str) -> None:
        """What is going on."""
        self.progress.update(self.task, description=doing)


@contextmanager
def bar(total: int, doing: str = "Sending") -> Iterator[Bar]:
    """A bar of so many steps on standard error; silent off a terminal."""
    out = console(err=True)
    with Progress(console=out, disable=not out.is_terminal, transient=True) as progress:
        yield Bar(progress, progress.add_task(doing, total=total))


def published(kinds: Iterable[str], *, dry_run: bool) -> str:
    """What was written to a server's calendar, by ``create``, ``update`` and ``delete``; or that all was there."""
    counts = Counter(kinds)
    if not counts:
        return "The calendar says what the plan says already; nothing was written."
    told = listed([f"{counts[kind]:,} {word}" for kind, word in DONE.items() if counts[kind]])
    verb = "Would write" if dry_run else "Wrote"
    return f"{verb} {words.count(counts.total(), 'meeting')}: {told}."


def would_send(files: Sequence[Path]) -> str:
    """What would go out, in its order."""
    told = [f"  {path.parent.name}/{path.name}" for path in files]
    return "\n".join([f"Would send {words.count(len(files), 'message')}; nothing was sent.", *told])


def sent(count: int) -> str:
    """How many messages went out."""
    return f"Sent {words.count(count, 'message')}." if count else "Nothing was sent."


def in_doubt(message: Message) -> str:
    """That a message may have arrived, and who knows."""
    what = message.announcement
    return (
        f"The message to {message.to.kind} {message.to.key} about {what.set_id}, meeting {what.number}, may have "
        "arrived: a run ended while the server was taking it, or another is sending it now. The log of the mail server "
        "knows."
    )


def left(folder: Path, unsent: Mapping[str, Sequence[tuple[Path, int | None]]], stopped: str, doubts: Sent) -> str:
    """What was not sent, and why; "" where all was. ``unsent`` has the files and the server's reply codes by fate."""
    told = [stopped] if stopped else []
    for fate, files in unsent.items():
        told.append(f"{words.count(len(files), 'message')} {fate}:")
        told += [f"  {path.parent.name}/{path.name}{f' ({code})' if code else ''}" for path, code in files[:LISTED]]
        told += [f"  and {len(files) - LISTED} more"] if len(files) > LISTED else []
    if told:
        told.append(f"What was not sent stays in the outbox. To send it: {command('send', folder)}")
    told += [in_doubt(message) for message in doubts.values()]
    if doubts:
        told.append(f"It is not sent again unasked: {command('send', folder, '--doubtful again')} (or arrived).")
    return "\n".join(told)
