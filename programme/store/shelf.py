"""The rows of one programme, over one connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select, true

from programme.identity import Identity
from programme.plans import Plan
from programme.store.database import Database, StoreTrouble
from programme.store.documents import text_of
from programme.store.revisions import Entry, Revision, entry_in, revision_in, row_of
from programme.store.tables import programmes, revisions

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Reads and adds revisions. On a server the identity tells programmes apart; a folder's own file has only one."""

    database: Database
    connection: Connection
    identity: Identity

    def newest(self) -> Revision | None:
        """The revision saved last; None before the first."""
        return self._revision(self._select(revisions).order_by(revisions.c.number.desc()).limit(1))

    def last(self) -> int:
        """The number of the newest; 0 before the first."""
        return int(self.connection.execute(self._select(func.max(revisions.c.number))).scalar() or 0)

    def revision(self, number: int) -> Revision | None:
        """The revision of this number; None where there is none."""
        return self._revision(self._select(revisions).where(revisions.c.number == number))

    def entries(self) -> tuple[Entry, ...]:
        """Every revision without its plan, the first one first."""
        rows = self.connection.execute(self._select(revisions).order_by(revisions.c.number))
        return tuple(self._read(entry_in, row) for row in rows)

    def revisions(self) -> Iterator[Revision]:
        """Every revision, the first one first."""
        numbers = self.connection.scalars(self._select(revisions.c.number).order_by(revisions.c.number)).all()
        return filter(None, map(self.revision, numbers))

    def holds(self, plan: Plan) -> bool:
        """Whether any revision has this plan."""
        same = self._select(revisions.c.number).where(revisions.c.plan == text_of(plan)).limit(1)
        return self.connection.execute(same).first() is not None

    def add(self, revision: Revision) -> Revision:
        """Keeps a revision, as it is."""
        values = {"programme": self._programme(), **row_of(revision)}
        self.connection.execute(revisions.insert().values(values))
        return revision

    def rewrite(self, revision: Revision) -> None:
        """Keeps a revision in the place of the one of its number."""
        same = and_(revisions.c.programme == self._programme(), revisions.c.number == revision.number)
        self.connection.execute(revisions.update().where(same).values(row_of(revision)))

    def _programme(self) -> int:
        wanted = select(programmes.c.id).where(self._mine())
        if self.connection.execute(wanted).first() is None:
            self.connection.execute(programmes.insert().values(self.identity._asdict()))
        return int(self.connection.execute(wanted).scalar_one())

    def _select(self, *columns: Any) -> Select[Any]:
        return select(*columns).join_from(revisions, programmes).where(self._mine())

    def _mine(self) -> ColumnElement[bool]:
        if self.database.file:
            return true()
        return and_(*(programmes.c[name] == value for name, value in self.identity._asdict().items()))

    def _revision(self, query: Select[Any]) -> Revision | None:
        row = self.connection.execute(query).first()
        return None if row is None else self._read(revision_in, row)

    def _read(self, read: Callable[[Any], T], row: Row[Any]) -> T:
        try:
            return read(row._mapping)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise StoreTrouble(self.database.damaged(f"revision {row.number} cannot be read")) from None
