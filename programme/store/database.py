"""The database behind the store: a file in the folder, or a server that several people share."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect, make_url, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from programme.problems import WrongUse
from programme.store.tables import VERSION, metadata, setwright

FILE = "setwright.db"
WAIT_SECONDS = 10
"""How long one who saves waits for another who does."""
ONE_AT_A_TIME = {
    "sqlite": ("BEGIN IMMEDIATE",),
    "postgresql": (f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'", "SELECT pg_advisory_xact_lock(739427)"),
}
"""What begins a transaction that writes, so that no other writes meanwhile."""
TIDYING = {
    "sqlite": ("VACUUM",),
    "postgresql": (f"SET lock_timeout = '{WAIT_SECONDS}s'", "VACUUM (FULL) revisions, sent, sending, tokens"),
}
"""What writes every table anew, without what deleted rows have left between the others."""
INSTALL = 'Install it: pip install "psycopg[binary]", or pipx inject setwright "psycopg[binary]".'
PASSWORD = "The password comes from the environment: PGPASSWORD, or a file that libpq reads."


class StoreTrouble(WrongUse):
    """The store cannot be read or written; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Database:
    """Gives connections; ``place`` is what people know it by, ``file`` is None for a server."""

    engine: Engine
    place: str
    file: Path | None = None

    def exists(self) -> bool:
        """Whether there can be anything in it."""
        return self.file is None or self.file.exists()

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """A connection for reading; None where nothing was ever saved."""
        if not self.exists():
            yield None
            return
        with self._in_words(), self.engine.connect() as connection:
            yield connection if self._version(connection) else None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of which there is one at a time; undone unless it is committed within."""
        with self._in_words():
            if self.file:
                _create_for_owner_only(self.file)
            with self.engine.connect() as connection:
                for statement in ONE_AT_A_TIME[self.engine.name]:
                    connection.exec_driver_sql(statement)
                if not self._version(connection):
                    metadata.create_all(connection, checkfirst=False)
                    connection.execute(setwright.insert().values(version=VERSION))
                yield connection

    def tidy(self) -> None:
        """Leaves nothing behind of rows that were deleted or changed; nothing may be under way meanwhile."""
        with self.reading() as connection:
            if connection is None:
                return
        with self._in_words(), self.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            for statement in TIDYING[self.engine.name]:
                connection.exec_driver_sql(statement)

    def _version(self, connection: Connection) -> int:
        """Of the tables that are there; 0 where there are none. StoreTrouble where this program knows them not."""
        names = inspect(connection).get_table_names()
        if setwright.name not in names:
            if names and self.file:
                raise StoreTrouble(self.damaged("it is a database of another program"))
            return 0
        version = connection.execute(select(setwright.c.version)).scalar()
        if not isinstance(version, int) or version < 1:
            raise StoreTrouble(self.damaged("its version is missing"))
        if version > VERSION:
            raise StoreTrouble(
                f"{self.place} was written by a newer version of Setwright, which keeps it differently. Install that "
                "version, or a newer one."
            )
        return version

    def damaged(self, why: str) -> str:
        """That what is there cannot be read, and what to do."""
        if not self.file:
            return f"{self.place} cannot be used: {why}. Ask whoever looks after the database."
        return (
            f"{self.place} is damaged, or no store of Setwright: {why}. Put back a copy of it, or move it away: "
            "the plan in plan/ is then the first revision that is known."
        )

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise StoreTrouble(self._words(error)) from error
        except UnicodeDecodeError as error:
            raise StoreTrouble(self.damaged("some of it is no text")) from error

    def _words(self, error: SQLAlchemyError) -> str:
        fault = getattr(error, "orig", None) or error
        why = _why(fault)
        name = getattr(fault, "sqlite_errorname", None) or type(fault).__name__
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "LockNotAvailable")):
            return f"{self.place} is in use by somebody else's setwright. Run this again when that has ended."
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_PERM")):
            return f"{self.place} cannot be read or written: {why}."
        if not self.file and isinstance(error, OperationalError):
            return f"{self.place} cannot be reached: {why}. Check the address under store in programme.toml. {PASSWORD}"
        return self.damaged(why)


def _why(fault: BaseException) -> str:
    """What the database says, without what it holds: a server's sentence, or the last of several failed attempts."""
    said = getattr(getattr(fault, "diag", None), "message_primary", None) or str(fault).strip().rpartition("\n")[2]
    return str(said).partition(" with text ")[0].strip().rstrip(".")


def database(folder: Path, url: str) -> Database:
    """The server of this address (SQLAlchemy's form, without a password); ``FOLDER/setwright.db`` where it is ""."""
    if url:
        return Database(_server(url), url)
    path = folder / FILE
    return Database(create_engine("sqlite://", creator=lambda: _connect(path), poolclass=NullPool), str(path), path)


def _connect(path: Path) -> sqlite3.Connection:
    """Transactions begin where this program says so; a file that is not there is no new one; deleted is overwritten."""
    address = f"{path.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _server(url: str) -> Engine:
    known = make_url(url)
    patience = {} if "connect_timeout" in known.query else {"connect_timeout": WAIT_SECONDS}
    try:
        return create_engine(known, poolclass=NullPool, connect_args=patience)
    except ImportError:
        raise StoreTrouble(f"psycopg is not installed, which store in programme.toml needs. {INSTALL}") from None


def _create_for_owner_only(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreTrouble(f"{path} cannot be read or written: {error.strerror}.") from error
