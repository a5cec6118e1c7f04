"""Files, mailboxes and Maildir folders as single documents, each with its place and no larger than it may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LARGEST = 10 * 1024 * 1024
"""Bytes of a message or file; mail servers seldom take larger ones."""
SUFFIXES = {".eml", ".ics"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A message or calendar and where it is; ``content`` None where it is larger than LARGEST."""

    where: str
    content: bytes | None


def documents(path: Path) -> Iterator[Document]:
    """The documents at a path: an .eml, an .ics, an mbox (RFC 4155), a Maildir, or a folder of .eml and .ics.

    Links out of a folder are not followed. OSError where something cannot be read.
    """
    if not path.is_dir():
        yield from _of_file(path)
    elif any((path / name).is_dir() for name in ("cur", "new")):
        for name in ("cur", "new"):
            for one in _files(path / name):
                yield from _of_file(one)
    else:
        for one in _files(path):
            if one.suffix.lower() in SUFFIXES:
                yield from _of_file(one)


def _files(folder: Path) -> list[Path]:
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def _of_file(path: Path) -> Iterator[Document]:
    with path.open("rb") as file:
        start = file.read(5)
        file.seek(0)
        if start == b"From ":
            for number, message in enumerate(_messages(file), 1):
                yield Document(where=f"{path.name}, message {number}", content=message)
        else:
            content = file.read(LARGEST + 1)
            yield Document(where=path.name, content=content if len(content) <= LARGEST else None)


def _messages(file: BinaryIO) -> Iterator[bytes | None]:
    """Each message of an mbox, or None for one that is too large, never more of it in memory than that."""
    lines, size, blank = list[bytes](), 0, True
    for line in iter(lambda: file.readline(LARGEST), b""):
        if blank and line.startswith(b"From ") and size:
            yield _joined(lines, size)
            lines, size = [], 0
        size += len(line)
        if size <= LARGEST:
            lines.append(line)
        blank = not line.strip(b"\r\n")
    if size:
        yield _joined(lines, size)


def _joined(lines: list[bytes], size: int) -> bytes | None:
    return b"".join(lines[1:]) if size <= LARGEST else None
