"""The files of others that stand inside the page are theirs, unchanged, and the coast is cut as told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

VENDOR = Path(__file__).parent.parent / "report/page/vendor"
PACKAGES = Path(sys.prefix) / "node_modules"


def package(name: str) -> Path:
    if not (PACKAGES / name).exists():
        pytest.skip(f"{name} is not installed (make npm installs it)")
    return PACKAGES / name


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("leaflet.js", "leaflet/dist/leaflet.js"),
        ("leaflet.css", "leaflet/dist/leaflet.css"),
        ("LICENSE-leaflet", "leaflet/LICENSE"),
        ("LICENSE-world-atlas", "world-atlas/LICENSE"),
    ],
)
def test_a_vendored_file_is_the_package_s_own(ours: str, theirs: str) -> None:
    name, _, path = theirs.partition("/")
    assert (VENDOR / ours).read_bytes() == (package(name) / path).read_bytes()


def test_the_outlines_are_cut_anew_byte_for_byte() -> None:
    words = [sys.executable, str(VENDOR / "outlines.py"), str(package("world-atlas") / "countries-10m.json")]
    told = subprocess.run(words, capture_output=True, check=True).stdout
    assert (VENDOR / "outlines.json").read_bytes() == told
