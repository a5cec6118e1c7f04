"""A small, complete programme to start from, copied out of the package."""

from __future__ import annotations

import tempfile
from pathlib import Path

from programme.problems import WrongUse
from programme.whole import for_owner_only

EXAMPLE = Path(__file__).parents[1] / "data" / "example"


def example_files() -> list[Path]:
    """The sheets of the example, sorted by name."""
    return sorted(path for path in EXAMPLE.iterdir() if path.is_file() and path.suffix in {".csv", ".toml"})


def refuse_used(folder: Path) -> None:
    """WrongUse where the example would stand among other files, or below one."""
    for above in folder.parents:
        if above.is_file():
            raise WrongUse(f"{above} is a file, not a folder. Name a new folder.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongUse(f"{folder} exists and is not empty. Name a new folder.")


def copy_example(folder: Path) -> None:
    """Makes ``folder`` a programme, whole or not at all, for its owner's eyes only (0700, 0600).

    WrongUse where it exists and is not empty, or the system refuses.
    """
    refuse_used(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.resolve().parent, prefix=".setwright-") as beside:
            _move(_copied(Path(beside) / "new"), folder)
    except OSError as error:
        raise WrongUse(f"{folder} cannot be written: {error.strerror or error}. Nothing was written.") from error


def _copied(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    for path in example_files():
        with open(folder / path.name, "xb", opener=for_owner_only) as file:
            file.write(path.read_bytes())
    return folder


def _move(ready: Path, folder: Path) -> None:
    """In one step where the folder is new; into an empty one file by file, all or none."""
    if not folder.exists():
        ready.rename(folder)
        return
    try:
        for path in sorted(ready.iterdir()):
            path.rename(folder / path.name)
    except BaseException:
        for path in folder.iterdir():
            path.unlink()
        raise
