"""The house files agree with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WANTED = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]]
PINNED = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines())


@pytest.mark.parametrize("wanted", WANTED)
def test_a_package_that_is_wanted_is_pinned_within_its_range(wanted: str) -> None:
    requirement = Requirement(wanted)
    assert requirement.specifier.contains(PINNED.get(canonicalize_name(requirement.name), "0"))


def test_the_pins_are_sorted_and_each_package_has_one() -> None:
    names = re.findall(r"^([^=]+)==", (ROOT / "constraints.txt").read_text("utf-8"), re.M)
    assert names == sorted(set(names))


def test_the_wheel_takes_every_room_and_the_example() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    wanted = rooms | {path.name for path in ROOT.glob("*.py")} | {"data"}
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]) == wanted
