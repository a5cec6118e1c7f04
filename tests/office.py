"""LibreOffice without a window, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest


def convert(folder: Path, files: Sequence[Path], to: str, *options: str) -> list[Path]:
    """What LibreOffice makes of files, in ``folder/converted``; skips the test where there is no LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: there is no soffice to convert with")
    target = folder / "converted"
    words = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    words += ["--convert-to", to, *options, "--outdir", str(target), *map(str, files)]
    subprocess.run(words, capture_output=True, check=True, timeout=300)
    return sorted(target.iterdir())
