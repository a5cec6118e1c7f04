"""A folder that is replaced as a whole or not at all, whatever happens in between."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from programme.whole import for_owner_only


@contextmanager
def replacing(folder: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Puts a folder with these files (name: content) where ``folder`` is, once the block within has succeeded.

    They are written beside it, are on the disk, and the old folder is out of the way before the
    block begins. Where the block raises anything, or the system refuses (OSError), the folder
    is as it was.
    """
    restore(folder)
    new, old = _beside(folder)
    try:
        _write(new, files)
        with _undisturbed(), _aside(folder, old):
            yield
            new.rename(folder)
            _sync(folder.parent)
    finally:
        _remove(new)
    _remove(old)


def interrupted(folder: Path) -> bool:
    """Whether a replacement is under way, or a crash left one half done."""
    return any(path.exists() for path in _beside(folder))


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
        with open(folder / name, "xb", opener=for_owner_only) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    _sync(folder)


@contextmanager
def _aside(folder: Path, old: Path) -> Iterator[None]:
    """The folder stands elsewhere meanwhile, and comes back where the block fails."""
    if folder.exists():
        folder.rename(old)
    try:
        yield
    except BaseException:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C in these few milliseconds is not heard, so that nobody is told what is not so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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


def refusal(folder: Path, error: OSError) -> str:
    """Why the folder cannot be replaced: the files that another program has open, where it is that."""
    if busy := [path for path in sorted(folder.glob("*.*")) if path.is_file() and not _writable(path)]:
        names = " and ".join(f"{path.parent.name}/{path.name}" for path in busy)
        are = "is" if len(busy) == 1 else "are"
        return f"{names} {are} open in another program, Excel perhaps. Close it and run this again."
    return f"{folder} cannot be written: {error.strerror or error}."


def _writable(path: Path) -> bool:
    """Whether nobody keeps the file from being written, as Excel does on Windows."""
    try:
        path.open("r+b").close()
    except PermissionError:
        return False
    return True
