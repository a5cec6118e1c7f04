"""The ledger: what each recipient was sent last about each meeting, and the names of secret calendars.

It knows people by what they were sent, so that whoever has left the spreadsheets can still be told.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, select

from programme.canonical import plain, written
from programme.identity import Identity, identity_of
from programme.messages import Announcement, Key, Message, Recipient, Sent
from programme.records import Settings
from programme.store.database import Database, StoreTrouble, database
from programme.store.shelf import Shelf
from programme.store.tables import programmes, sending, sent, tokens

TOKEN_BYTES = 16
DROP = {
    table.name: table.delete().where(
        and_(*(table.c[name] == bindparam(name) for name in ("programme", "kind", "recipient", "uid")))
    )
    for table in (sent, sending)
}


def open(folder: Path, settings: Settings) -> Ledger:
    """The ledger of a folder's programme, in the same database as its plans; nothing is read or written yet."""
    return Ledger(database(folder, settings.store), identity_of(settings))


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was sent of one programme. StoreTrouble, in words, wherever the database fails."""

    database: Database
    identity: Identity

    def sent(self) -> Sent:
        """The message that each recipient was sent last about each meeting."""
        with self.reading() as rows:
            return rows.sent() if rows else {}

    def has_sent(self) -> bool:
        """Whether anything was ever sent."""
        with self.reading() as rows:
            return rows is not None and rows.any_sent()

    def mark(self, messages: Iterable[Message]) -> None:
        """Keeps these as sent, all or none; whatever is older than what is known already changes nothing."""
        marked = tuple(messages)
        with self._writing() as rows:
            rows.mark(marked)
            rows.leave(marked)
            rows.connection.commit()

    def in_doubt(self) -> Sent:
        """What was begun and neither ended nor marked since: it may have been sent."""
        with self.reading() as rows:
            return rows.in_doubt() if rows else {}

    def begin(self, message: Message) -> bool:
        """Notes that a server is about to have this message, on the disk before that; False where it may have it."""
        with self._writing() as rows:
            free = rows.is_free(message)
            if free:
                rows.begin(message)
                rows.connection.commit()
            return free

    def end(self, message: Message, *, sent: bool) -> None:
        """Notes what became of a message that was begun."""
        with self._writing() as rows:
            rows.leave([message])
            if sent:
                rows.mark([message])
            rows.connection.commit()

    def tokens(self, calendars: Iterable[str]) -> dict[str, str]:
        """A token for each of these calendars that nobody can guess, the same for ever."""
        wanted = tuple(calendars)
        with self._writing() as rows:
            known = rows.tokens()
            fresh = {name: secrets.token_hex(TOKEN_BYTES) for name in wanted if name not in known}
            rows.add_tokens(fresh)
            rows.connection.commit()
        return {name: {**known, **fresh}[name] for name in wanted}

    @contextmanager
    def reading(self) -> Iterator[Rows | None]:
        """The rows of the programme, for reading; None where nothing was ever saved."""
        with self.database.reading() as connection:
            yield None if connection is None else Rows(self.database, connection, self.identity)

    @contextmanager
    def _writing(self) -> Iterator[Rows]:
        """The same, in a transaction that is undone unless it is committed within."""
        with self.database.writing() as connection:
            yield Rows(self.database, connection, self.identity)


class Rows(Shelf):
    """The rows of one programme, over one connection."""

    def sent(self, *which: ColumnElement[bool]) -> dict[Key, Message]:
        query = select(sent.c.message).join_from(sent, programmes).where(self._mine(), *which)
        messages = map(self._message, self.connection.scalars(query))
        return {message.key: message for message in messages}

    def any_sent(self) -> bool:
        queries = (select(t.c.uid).join_from(t, programmes).where(self._mine()).limit(1) for t in (sent, sending))
        return any(self.connection.execute(query).first() is not None for query in queries)

    def in_doubt(self) -> dict[Key, Message]:
        query = select(sending.c.message).join_from(sending, programmes).where(self._mine())
        messages = map(self._message, self.connection.scalars(query))
        return {message.key: message for message in messages}

    def is_free(self, message: Message) -> bool:
        known = self.sent(sent.c.uid == message.announcement.uid).get(message.key)
        return message.key not in self.in_doubt() and (known is None or known.age < message.age)

    def begin(self, message: Message) -> None:
        self.replace(sending, (), [message])

    def leave(self, messages: Sequence[Message]) -> None:
        self.replace(sending, messages, ())

    def mark(self, messages: Iterable[Message]) -> None:
        offered = sorted(messages, key=lambda message: message.age)
        known = self.sent(sent.c.uid.in_({message.announcement.uid for message in offered}))
        newer = {m.key: m for m in offered if m.key not in known or known[m.key].age < m.age}
        self.replace(sent, list(newer.values()), list(newer.values()))

    def replace(self, table: Table, old: Sequence[Message], new: Sequence[Message]) -> None:
        """Keeps these messages in the place of those."""
        programme = self._programme()
        for statement, messages in ((DROP[table.name], old), (table.insert(), new)):
            if messages:
                self.connection.execute(statement, [_row(programme, message) for message in messages])

    def tokens(self) -> dict[str, str]:
        query = select(tokens.c.calendar, tokens.c.token).join_from(tokens, programmes).where(self._mine())
        return {row.calendar: row.token for row in self.connection.execute(query)}

    def add_tokens(self, fresh: Mapping[str, str]) -> None:
        programme = self._programme()
        rows = [{"programme": programme, "calendar": name, "token": token} for name, token in fresh.items()]
        if rows:
            self.connection.execute(tokens.insert(), rows)

    def drop_tokens(self, calendars: Collection[str]) -> None:
        theirs = and_(tokens.c.programme == self._programme(), tokens.c.calendar.in_(calendars))
        self.connection.execute(tokens.delete().where(theirs))

    def _message(self, text: str) -> Message:
        try:
            return message_in(text)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise StoreTrouble(self.database.damaged("a message that was sent cannot be read")) from None


def _row(programme: int, message: Message) -> dict[str, Any]:
    kind, recipient, uid = message.key
    return {"programme": programme, "kind": kind, "recipient": recipient, "uid": uid, "message": text_of(message)}


def text_of(message: Message) -> str:
    """A message as JSON, the same text for the same message."""
    return written(plain(message))


def message_in(text: str) -> Message:
    """The message of a text; KeyError, TypeError, ValueError or AttributeError where there is none."""
    values = json.loads(text)
    return Message(
        **values
        | {
            "to": Recipient(**values["to"]),
            "announcement": _announcement(values["announcement"]),
            "stamp": datetime.fromisoformat(values["stamp"]),
        }
    )


def _announcement(values: Mapping[str, Any]) -> Announcement:
    read = {
        "date": date.fromisoformat(values["date"]),
        "start": time.fromisoformat(values["start"]),
        "end": time.fromisoformat(values["end"]),
        "presenters": tuple(values["presenters"]),
        "degrees": tuple(values["degrees"]) if values["degrees"] else None,
    }
    return Announcement(**{**values, **read})
