"""The bytes of a file of the folder, or what is wrong with the file; nothing large is read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from programme.reading.findings import Findings

MOST_BYTES = 32 * 1024 * 1024
"""Of one file: 12,000 leaders fill three megabytes."""
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Excel's workbooks begin: as a zip file; as a compound file, which those of 1997 are, and all with a password."""
MOVE_AWAY = "Move it away and put the file in its place."
CLOSE_IT = "Save and close it there, and run this again."


def read_bytes(path: Path, findings: Findings) -> bytes | None:
    """The content of a file, or None (and a problem) where it cannot be read."""
    try:
        if not (fault := _not_to_be_read(path)):
            return path.read_bytes()
        findings.problem(path.name, *fault)
    except PermissionError:
        findings.problem(path.name, *_refused(path))
    except OSError as error:
        findings.problem(path.name, f"cannot be read ({error.strerror})", "Check the disk and copy the file anew.")
    return None


def tell_open(names: Iterable[str], used: Iterable[str], findings: Findings) -> None:
    """Warns of files that are open in a spreadsheet program, as the files that it puts beside them say."""
    beside = frozenset(names)
    for name in used:
        if beside.intersection(_locks(name)):
            fault = "is open in a spreadsheet program, and what has not been saved there is not read"
            findings.warn(name, fault, CLOSE_IT)


def _not_to_be_read(path: Path) -> tuple[str, str] | None:
    """A fault and its cure."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(path.parent)):
        return "is a link that leads out of the folder", "Put the file itself in its place."
    if path.is_dir():
        return "is a folder, not a file", MOVE_AWAY
    if path.exists() and not path.is_file():
        return "is neither a file nor a folder", MOVE_AWAY
    if path.exists() and path.stat().st_size > MOST_BYTES:
        fault = f"has {path.stat().st_size / 2**20:,.0f} MB, more than {MOST_BYTES // 2**20}"
        return fault, "Delete what is not of the programme, or save it in a file of another name."
    return None


def _refused(path: Path) -> tuple[str, str]:
    if any(path.with_name(lock).exists() for lock in _locks(path.name)):
        return "is open in a spreadsheet program, which lets nobody else read it", CLOSE_IT
    return "may not be read by you", "Change the file's permissions, or close it elsewhere."


def _locks(name: str) -> tuple[str, str]:
    """The files that Excel and LibreOffice put beside a file while it is open."""
    return f"~${name}", f".~lock.{name}#"
