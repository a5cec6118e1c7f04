"""What is built for people to install has everything it needs, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from tests.packages import PLACED, ROOT
from tests.test_architecture import MAY_ENTER

MINE = {*MAY_ENTER, "data"}


@pytest.fixture(scope="module")
def ours() -> set[str]:
    """Every file that is committed here, or about to be."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a checkout: there is no list of committed files")
    return {name for name in listed.split("\0") if (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")))))


def test_the_wheel_has_every_file_of_the_rooms_and_no_other(wheel: Path, ours: set[str]) -> None:
    wanted = {name for name in ours if name.partition("/")[0].removesuffix(".py") in MINE}
    found = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert found == wanted


def test_the_wheel_has_the_licences_of_what_is_in_it(wheel: Path, ours: set[str]) -> None:
    licences = {name for name in ours if name.rpartition("/")[2].startswith("LICENSE")}
    found = {name.partition("/licenses/")[2] for name in zipfile.ZipFile(wheel).namelist()}
    assert licences - found == set()


def test_the_sdist_has_what_is_committed_and_no_other(tmp_path: Path, ours: set[str]) -> None:
    (sdist,) = SdistBuilder(str(ROOT)).build(directory=str(tmp_path))
    with tarfile.open(sdist) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert names - {"PKG-INFO"} == ours


def test_the_program_plans_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    begin = "import cli; print(cli.__file__); cli.main()"
    told = ""
    for words in (["new", "leeds"], ["plan", "leeds"], ["report", "leeds"]):
        done = subprocess.run(
            [sys.executable, "-c", begin, *words],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(tmp_path / "installed")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[0] == str(tmp_path / "installed" / "cli.py")
        told += done.stdout
    assert PLACED in told
    assert (tmp_path / "leeds" / "plan" / "report.html").exists()
