"""A folder that is replaced as a whole or not at all, whatever happens in between."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def replace(folder: Path, files: Mapping[str, bytes]) -> None:
    """Puts a folder with these files (name: content) where ``folder`` is.

    They are written beside it and are on the disk before the first rename. OSError where
    the system refuses; the folder is then as it was.
    """
    restore(folder)
    new, old = _beside(folder)
    try:
        _write(new, files)
        with _undisturbed():
            _swap(new, folder, old)
    finally:
        _remove(new)
    _remove(old)


def restore(folder: Path) -> None:
    """Undoes a replacement that a crash interrupted: the folder is again as it was before it."""
    new, old = _beside(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)
    _remove(new)
    _remove(old)


def _beside(folder: Path) -> tuple[Path, Path]:
    return folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(mode=0o700)
    for name, content in files.items():
        with open(folder / name, "xb", opener=_for_owner_only) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    _sync(folder)


def _swap(new: Path, folder: Path, old: Path) -> None:
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    _sync(folder.parent)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C in these few microseconds is not heard, so that nobody is told what is not so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _for_owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    """Makes the names in a folder last; Windows does so by itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
