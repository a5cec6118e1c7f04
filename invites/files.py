"""Files for people: names that are safe everywhere, and folders that are replaced as a whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from programme.problems import WrongUse
from programme.whole import for_owner_only

DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))})
"""Names that Windows keeps for itself, whatever the suffix."""
LONGEST = 200
"""Characters of a file name without suffix; file systems take 255 bytes."""


def stems(identifiers: Iterable[str]) -> dict[str, str]:
    """A file name without suffix for each id, distinct even where upper and lower case are one.

    Percent-encoded (RFC 3986, 2.1), so that an id stays readable; one that is too long
    becomes its SHA-256.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for identifier in identifiers:
        readable, safe = forms(identifier)
        stem = safe if _unsafe(readable) or readable.casefold() in taken else readable
        found[identifier] = stem
        taken.add(stem.casefold())
    return found


def forms(identifier: str) -> tuple[str, str]:
    """The two names that an id may have: readable, and safe whatever it is and whatever others are called."""
    encoded = "".join(f"%{byte:02X}" for byte in identifier.encode())
    readable, safe = (
        stem if len(stem) <= LONGEST else sha256(identifier.encode()).hexdigest()
        for stem in (quote(identifier, safe=""), encoded)
    )
    return readable, safe


def write_feeds(folder: Path, files: Mapping[PurePosixPath, bytes]) -> Path:
    """Replaces ``folder/plan/calendars`` by these files, as ``replace_folder`` does; returns its path."""
    return replace_folder(folder / "plan" / "calendars", files)


def replace_folder(target: Path, files: Mapping[PurePosixPath, bytes]) -> Path:
    """Puts these files in the place of a folder and all that it holds, all or nothing; returns its path.

    Everything is for the owner's eyes only (0700, 0600) where the system allows it.
    WrongUse where what is there cannot be replaced.
    """
    fresh: Path | None = None
    try:
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        for path, content in files.items():
            _write(fresh / "new" / path, content)
        _swap(fresh, target)
    except OSError as fault:
        raise WrongUse(
            f"{target} cannot be replaced ({fault.strerror}); what is there stays. Close its files and try again."
        ) from fault
    finally:
        if fresh:
            shutil.rmtree(fresh, ignore_errors=True)
    return target


def _unsafe(stem: str) -> bool:
    """Whether the name is hidden or leads out of the folder, or is a device."""
    return stem.startswith(".") or stem.partition(".")[0].upper() in DEVICES


def _write(path: Path, content: bytes) -> None:
    for parent in reversed(path.parents):
        if not parent.exists():
            parent.mkdir(mode=0o700)
    with open(path, "xb", opener=for_owner_only) as file:
        file.write(content)


def _swap(fresh: Path, target: Path) -> None:
    """Puts ``fresh/new`` in the place of target, which is put back should that fail."""
    (fresh / "new").mkdir(mode=0o700, exist_ok=True)
    if target.exists():
        target.rename(fresh / "old")
    try:
        (fresh / "new").rename(target)
    except OSError:
        if (fresh / "old").exists():
            (fresh / "old").rename(target)
        raise
