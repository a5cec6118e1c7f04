"""Every fault that a coordinator's folder may have is told with its place and its cure.

A folder of ``tests/bad`` holds the files that differ from ``good``, and in ``told`` what
``check`` says of them. ``absent`` names files that are left out; a workbook is kept as the
parts of its package that differ from ``good_workbook``.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.commands import run

BAD = Path(__file__).parent / "bad"
GOOD, GOOD_WORKBOOK = BAD / "good", BAD / "good_workbook"
WORKBOOK = "programme.xlsx"
FAULTS = sorted(path.name for path in BAD.iterdir() if path not in {GOOD, GOOD_WORKBOOK})


def made(fault: str, folder: Path) -> Path:
    """The good programme with one fault."""
    shutil.copytree(GOOD, folder)
    absent = BAD / fault / "absent"
    for name in absent.read_text("utf-8").split() if absent.exists() else ():
        (folder / name).unlink()
    ours = shutil.ignore_patterns("absent", "told", WORKBOOK)
    shutil.copytree(BAD / fault, folder, dirs_exist_ok=True, ignore=ours)
    if (BAD / fault / WORKBOOK).is_dir():
        pack(BAD / fault / WORKBOOK, folder / WORKBOOK)
    elif (BAD / fault / WORKBOOK).exists():
        shutil.copy(BAD / fault / WORKBOOK, folder)
    return folder


def pack(parts: Path, workbook: Path) -> None:
    """A workbook of the good parts, with these in place of their like."""
    found = {part.relative_to(base): part for base in (GOOD_WORKBOOK, parts) for part in base.rglob("*.*")}
    with ZipFile(workbook, "w") as package:
        for name, part in found.items():
            if part.is_file():
                package.write(part, name.as_posix())


def test_the_good_programme_has_no_problem(tmp_path: Path) -> None:
    assert run("check", shutil.copytree(GOOD, tmp_path / "good")).stdout.splitlines()[0] == (
        "Aire Valley learning sets: 3 leaders, 2 levels, 2 facilitators and 2 venues; no problems."
    )


def test_the_good_workbook_has_no_problem(tmp_path: Path) -> None:
    folder = shutil.copytree(GOOD, tmp_path / "good")
    (folder / "venues.csv").unlink()
    pack(GOOD_WORKBOOK, folder / WORKBOOK)
    assert run("check", folder).exit_code == 0


def test_there_are_at_least_sixty_faults() -> None:
    assert len(FAULTS) >= 60


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_word_by_word(tmp_path: Path, fault: str) -> None:
    result = run("check", made(fault, tmp_path / "leeds"))
    assert (result.exit_code, result.stdout, result.stderr) == (3, (BAD / fault / "told").read_text("utf-8"), "")
