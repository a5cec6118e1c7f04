"""Files that stand there whole or not at all, for their owner's eyes only."""

from __future__ import annotations

import os
from pathlib import Path


def for_owner_only(path: str, flags: int) -> int:
    """An opener: a new file is made such that nobody else may read it (0600), where the system allows it."""
    return os.open(path, flags, 0o600)


def put(path: Path, content: bytes) -> None:
    """Puts a file with this content where ``path`` is, once it is on the disk; OSError, and then all is as it was."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    try:
        with open(beside, "xb", opener=for_owner_only) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
