"""Whatever is installed with the program may be used by anybody for anything."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import Distribution, distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PERMISSIVE = {
    "0BSD",
    "3-Clause BSD License",
    "Apache Software License",
    "Apache-2.0",
    "BSD License",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT License",
    "PSF-2.0",
    "Python Software Foundation License",
    "Unlicense",
    "Zlib",
}
NAMED = {
    "certifi": "Mozilla Public License 2.0 (MPL 2.0)",  # a list of certificates that pyproj asks for; used as it is
    "psycopg": "LGPL-3.0-only",  # only for those who keep their plans on a server; used as it is
    "psycopg-binary": "LGPL-3.0-only",
}
"""Other licences, each for one package alone."""


def wanted(name: str, extras: frozenset[str]) -> set[tuple[str, frozenset[str]]]:
    """What a package asks for on this machine, each with the extras that it asks for."""
    needed = [Requirement(text) for text in distribution(name).requires or ()]
    return {
        (canonicalize_name(one.name), frozenset(one.extras))
        for one in needed
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras | {""})
    }


def installed_with_the_program() -> list[str]:
    found, waiting = set[tuple[str, frozenset[str]]](), [("setwright", frozenset({"postgresql"}))]
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += wanted(*one)
    return sorted({name for name, _ in found} - {"setwright"})


def licences(package: Distribution) -> Iterator[str]:
    """The licences that hold together; of some that one may choose among, the permissive one."""
    told = package.metadata
    if expression := told.get_all("License-Expression", [""])[0]:
        for either in expression.split(" AND "):
            choices = either.strip("()").split(" OR ")
            yield next((choice for choice in choices if choice in PERMISSIVE), either)
    elif named := [line for line in told.get_all("Classifier", []) if line.startswith("License :: ")]:
        yield from (line.rpartition(" :: ")[2] for line in named if not line.endswith(":: OSI Approved"))
    else:
        yield told.get_all("License", ["no licence"])[0]


def not_allowed(name: str) -> set[str]:
    return set(licences(distribution(name))) - PERMISSIVE - {NAMED.get(name, "MIT")}


@pytest.mark.parametrize("name", installed_with_the_program())
def test_a_package_that_comes_with_the_program_may_be_used_by_anybody(name: str) -> None:
    assert not_allowed(name) == set(), f"{name} is not under a licence that this project allows"


def test_a_licence_that_binds_whoever_uses_the_package_is_found() -> None:
    """Radicale is a server for tests, and is not installed with the program."""
    assert not_allowed("radicale") == {"GNU General Public License (GPL)"}


def test_every_package_named_for_its_licence_is_needed() -> None:
    assert NAMED.keys() - installed_with_the_program() == set()
