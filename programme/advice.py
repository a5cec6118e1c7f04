"""What people are told to do next, in words that more than one room uses."""

from __future__ import annotations

from pathlib import Path


def command(name: str, folder: Path, *options: str) -> str:
    """A command as people type it: ``setwright plan "my folder" --fresh``."""
    quoted = f'"{folder}"' if " " in str(folder) else str(folder)
    return " ".join(["setwright", name, quoted, *options])
