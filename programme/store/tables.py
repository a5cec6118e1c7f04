"""The tables of the store, the same in SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = 1
"""Of the tables: a store with a higher one was written by a newer Setwright."""

metadata = MetaData()

setwright = Table("setwright", metadata, Column("version", Integer, nullable=False))

programmes = Table(
    "programmes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("organiser", Text, nullable=False),
    Column("first_day", String(10), nullable=False),
    UniqueConstraint("name", "organiser", "first_day"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("programme", ForeignKey("programmes.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("parent", Integer),
    Column("saved_at", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("last_serial", Integer, nullable=False),
    Column("files", Text, nullable=False),
    Column("decisions", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("seal", Text, nullable=False),
    PrimaryKeyConstraint("programme", "number"),
)


def _of_messages(name: str) -> Table:
    """A table with a message for each recipient and meeting."""
    return Table(
        name,
        metadata,
        Column("programme", ForeignKey("programmes.id"), nullable=False),
        Column("kind", String(16), nullable=False),
        Column("recipient", Text, nullable=False),
        Column("uid", Text, nullable=False),
        Column("message", Text, nullable=False),
        PrimaryKeyConstraint("programme", "kind", "recipient", "uid"),
    )


sent = _of_messages("sent")
sending = _of_messages("sending")

tokens = Table(
    "tokens",
    metadata,
    Column("programme", ForeignKey("programmes.id"), nullable=False),
    Column("calendar", Text, nullable=False),
    Column("token", Text, nullable=False),
    PrimaryKeyConstraint("programme", "calendar"),
)
