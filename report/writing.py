"""Files for people, put into ``plan/`` whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from programme.problems import WrongUse
from programme.whole import for_owner_only


def write(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Writes these files (name: content) into ``folder/plan``, for its owner's eyes only (0600); returns their paths.

    Each is replaced whole or not at all, and none before all of them are on the disk. WrongUse where the
    system refuses, as it does on Windows while a workbook is open in Excel.
    """
    paths = [folder / "plan" / name for name in files]
    with _refusing(paths[0]), tempfile.TemporaryDirectory(prefix=".report-", dir=folder / "plan") as beside:
        for path in paths:
            with _refusing(path), open(Path(beside, path.name), "xb", opener=for_owner_only) as file:
                file.write(files[path.name])
        for path in paths:
            with _refusing(path):
                Path(beside, path.name).replace(path)
    return paths


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WrongUse(_refusal(path, error)) from error


def _refusal(path: Path, error: OSError) -> str:
    if isinstance(error, PermissionError) and path.exists():
        return f"{path} is open in another program, Excel perhaps. Close it and run this again."
    return f"{path} cannot be written: {error.strerror or error}."
