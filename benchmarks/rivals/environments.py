"""An environment for each tool, beside this file, made when it is first needed: none of them is a dependency."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent / ".environments"


def interpreter(requirement: str) -> Path:
    """The Python that has this package, ``name==version``; CalledProcessError where it cannot be installed."""
    made = HERE / requirement.replace("==", "-")
    python = made / "bin/python"
    if not (made / "whole").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(made)], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", requirement], check=True)
        (made / "whole").touch()
    return python
