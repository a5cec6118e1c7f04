"""Sends what lies in the outbox, in its order, and remembers each message as soon as the server has accepted it.

A message is noted as begun before its end is sent, and as sent after the server's answer. What is
interrupted between the two may have arrived or not: it is never sent again unasked.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Protocol

from invites.outbox import Waiting
from invites.smtp import Lost, travels_unchanged
from programme.messages import ASSISTANT, LEADER, Key, Message, Sent
from programme.problems import SetwrightError, WrongUse
from programme.reading.cells import EMAIL

PAUSES = (0, 60, 300)
"""Seconds before each round; what is refused for now in the last one is left for another day."""
RECONNECTING = (1, 5, 15, 60)
"""Seconds before a message is tried again on a new connection."""
GONE = "The connection breaks off again and again."
STOPPED = "You have stopped it."


class Book(Protocol):
    """Where it is written down what was sent: the ledger."""

    def begin(self, message: Message) -> bool:
        """Notes that a server is about to have it; False where it may have it already."""

    def end(self, message: Message, *, sent: bool) -> None:
        """Notes what became of it."""


class Server(Protocol):
    """Who takes messages: ``invites.smtp.Post``, which says more of the two."""

    def hand_over(self, sender: str, to: str, content: bytes, may_end: Callable[[], bool]) -> int | None:
        """The reply code, or None."""

    def open(self) -> None:
        """Begins the conversation."""

    def close(self) -> None:
        """Ends it."""


class Bar(Protocol):
    """Shows how far it has come."""

    def step(self) -> None:
        """One message more is done with."""

    def say(self, doing: str) -> None:
        """What is going on."""


class Fate(Enum):
    """What became of a message."""

    SENT = "sent"
    DOUBTFUL = "may have arrived"
    REFUSED = "refused for good"
    LATER = "refused for now"
    CHANGED = "changed since it was written: write the outbox anew"
    ELSEWHERE = "begun by another run"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of each file, with the server's reply code; why it ended early, if it did, and whether by hand."""

    fates: Mapping[Path, tuple[Fate, int | None]]
    stopped: str = ""
    by_hand: bool = False

    @property
    def sent(self) -> int:
        """How many messages the server has accepted."""
        return sum(fate is Fate.SENT for fate, _ in self.fates.values())

    def unsent(self) -> dict[str, list[tuple[Path, int | None]]]:
        """The files that were surely not sent, by what became of them in words."""
        found: dict[str, list[tuple[Path, int | None]]] = defaultdict(list)
        for path, (fate, code) in self.fates.items():
            if fate not in {Fate.SENT, Fate.DOUBTFUL}:
                found[fate.value].append((path, code))
        return found


@dataclass(slots=True, kw_only=True)
class Clock:
    """Lets at most so many messages through in a minute."""

    per_minute: float
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    next_at: float = 0.0

    def wait_turn(self) -> None:
        """Until the next message may be sent."""
        wait = self.next_at - self.now()
        if wait > 0:
            self.sleep(wait)
        self.next_at = self.now() + 60 / self.per_minute


def chosen(letters: Iterable[Waiting], who: str | None, doubts: Sent) -> list[Waiting]:
    """The letters that are not in doubt; with ``who`` those to one recipient, and to a leader's assistant.

    ``who`` is an id, a name or an address; WrongUse where it is nobody's or several people's.
    """
    ready = [letter for letter in letters if letter.message.key not in doubts]
    if who is None:
        return ready
    found = [letter for letter in ready if who.casefold() in map(str.casefold, _names(letter.message))]
    people = {_person(letter.message) for letter in found}
    if len(people) > 1:
        ids = ", ".join(sorted(key for _, key in people))
        raise WrongUse(f"{who!r} is several recipients ({ids}). Give an id.")
    if not people:
        raise WrongUse(f"Nothing in the outbox is for {who!r}.")
    return found


def deliver(letters: Sequence[Waiting], sender: str, server: Server, book: Book, clock: Clock, bar: Bar) -> Delivery:
    """Sends the letters in their order; those that are refused for now once more, and again, after a pause.

    Of letters to one recipient about one meeting none overtakes another. A connection that breaks off
    is opened anew a few times. Whatever ends it early is told in the delivery.
    """
    errand = _Errand(sender=sender, server=server, book=book, clock=clock, bar=bar)
    errand.fates.update((letter.path, (Fate.LEFT, None)) for letter in letters)
    try:
        errand.run(letters)
    except KeyboardInterrupt:
        return Delivery(errand.fates, STOPPED, by_hand=True)
    except Lost:
        return Delivery(errand.fates, GONE)
    except SetwrightError as trouble:
        return Delivery(errand.fates, str(trouble))
    return Delivery(errand.fates)


def _names(message: Message) -> Iterator[str]:
    yield message.to.key
    if message.to.kind == ASSISTANT:
        yield message.announcement.leader
    else:
        yield from (message.to.name, message.to.email)


def _person(message: Message) -> tuple[str, str]:
    return LEADER if message.to.kind == ASSISTANT else message.to.kind, message.to.key


@dataclass(slots=True, kw_only=True)
class _Errand:
    sender: str
    server: Server
    book: Book
    clock: Clock
    bar: Bar
    fates: dict[Path, tuple[Fate, int | None]] = field(default_factory=dict)

    def run(self, letters: Sequence[Waiting]) -> None:
        left = list(letters)
        if left:
            self.server.open()
        for pause in PAUSES:
            if left and pause:
                self.server.close()
                self.bar.say(f"Waiting {pause} s to try {len(left)} again")
                self.clock.sleep(pause)
            self.bar.say("Sending")
            left = self.round(left)

    def round(self, letters: Sequence[Waiting]) -> list[Waiting]:
        """Sends these; gives back those to be tried again."""
        held: dict[Key, int | None] = {}
        later = []
        for letter in letters:
            key = letter.message.key
            fate, code = (Fate.LATER, held[key]) if key in held else self.send(letter)
            self.fates[letter.path] = fate, code
            if fate is Fate.LATER:
                held[key] = code
                later.append(letter)
            else:
                self.bar.step()
        return later

    def send(self, letter: Waiting) -> tuple[Fate, int | None]:
        try:
            content = letter.path.read_bytes()
        except OSError:
            return Fate.CHANGED, None
        if not (travels_unchanged(content) and EMAIL.fullmatch(letter.message.to.email)):
            return Fate.CHANGED, None
        pauses = iter(RECONNECTING)
        while True:
            try:
                return self.hand_over(letter.message, content)
            except Lost as lost:
                if lost.doubtful:
                    return Fate.DOUBTFUL, None
                if (pause := next(pauses, None)) is None:
                    raise
                self.clock.sleep(pause)

    def hand_over(self, message: Message, content: bytes) -> tuple[Fate, int | None]:
        begun = False

        def begin() -> bool:
            nonlocal begun
            begun = self.book.begin(message)
            return begun

        self.clock.wait_turn()
        code = self.server.hand_over(self.sender, message.to.email, content, begin)
        if code is None:
            return Fate.ELSEWHERE, None
        if begun:
            self.book.end(message, sent=code < 400)
        return Fate.SENT if code < 400 else Fate.LATER if code < 500 else Fate.REFUSED, code
