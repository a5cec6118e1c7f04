"""Builds wheel and sdist, and tries them in empty environments: ``python -m tests.packages [VERSION…]``

Every Python from 3.11 on that is found here has the wheel installed by pipx, with the newest
versions that are permitted; the first of them also the sdist by pip, and the wheel beside the
oldest versions that are permitted. Each forms the example's plan in a folder of its own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).parent.parent
SUPPORTED = ("3.11", "3.12", "3.13")
TOOLS = ("build", "pipx", "uv")
STORY = (
    ("new", "aldersyke"),
    ("plan", "aldersyke"),
    ("check", "aldersyke", "--plan"),
    ("invites", "aldersyke"),
    ("report", "aldersyke"),
    ("show", "aldersyke", "--json"),
)
PLACED = "57 of 60 leaders placed in 8 sets, 3 waiting."


def run(*words: str | Path, cwd: Path | None = None, places: Mapping[str, str] = MappingProxyType({})) -> str:
    """What a command prints; whatever goes wrong is printed before it ends the program."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env={**kept, **places}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def interpreters() -> dict[str, Path]:
    """Each supported version that is installed here, on the path or beside pyenv's others."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = {}
    for version in SUPPORTED:
        on_path = shutil.which(f"python{version}")
        candidates = [*sorted(pyenv.glob(f"{version}.*/bin/python")), *([Path(on_path)] if on_path else [])]
        if works := next((one for one in candidates if _is(one, version)), None):
            found[version] = works
    return found


def _is(python: Path, version: str) -> bool:
    told = subprocess.run([python, "--version"], capture_output=True, text=True, check=False)
    return told.returncode == 0 and told.stdout.startswith(f"Python {version}.")


def built(tools: Path, into: Path) -> tuple[Path, Path]:
    """Wheel and sdist."""
    run(tools / "python", "-m", "build", "-q", "--outdir", into, ROOT)
    (wheel,), (sdist,) = into.glob("*.whl"), into.glob("*.tar.gz")
    return wheel, sdist


def by_pipx(tools: Path, python: Path, wheel: Path, home: Path) -> Path:
    """The command, as ``pipx install`` puts it into an empty home."""
    places = {"PIPX_HOME": str(home / "pipx"), "PIPX_BIN_DIR": str(home / "bin"), "PIPX_MAN_DIR": str(home / "man")}
    run(tools / "pipx", "install", "-q", "--python", python, wheel, places=places)
    return home / "bin" / "setwright"


def by_pip(python: Path, package: Path, home: Path) -> Path:
    """The command, as ``pip install`` puts it into an empty environment."""
    run(python, "-m", "venv", home)
    run(home / "bin" / "pip", "install", "-q", "--disable-pip-version-check", package)
    return home / "bin" / "setwright"


def beside_the_oldest(tools: Path, python: Path, wheel: Path, home: Path) -> Path:
    """The command, beside the lowest version of everything that pyproject.toml asks for."""
    run(tools / "uv", "venv", "-q", "--python", python, home)
    into = ("pip", "install", "-q", "--python", home / "bin" / "python")
    run(tools / "uv", *into, "--resolution", "lowest-direct", "-r", ROOT / "pyproject.toml")
    run(tools / "uv", *into, "--no-deps", wheel)
    return home / "bin" / "setwright"


def tried(command: Path, folder: Path) -> str:
    """Forms the example's plan outside the repository, and looks at it; the versions that did."""
    folder.mkdir()
    told = "".join(run(command, *words, cwd=folder) for words in STORY)
    if PLACED not in told:
        raise SystemExit(f"Expected “{PLACED}”, got:\n{told}")
    summary = (folder / "aldersyke" / "plan" / "summary.json").read_text("utf-8")
    names = ("python", "ortools", "scipy", "numpy")
    return ", ".join(f"{name} {found[1]}" for name in names if (found := re.search(rf'"{name}": "(.*?)"', summary)))


def trials(versions: list[str], room: Path) -> Iterator[tuple[str, str]]:
    """What was tried, with the versions it ran on, one after the other."""
    venv.create(room / "tools", with_pip=True)
    tools, known = room / "tools" / "bin", interpreters()
    run(tools / "pip", "install", "-q", "--disable-pip-version-check", *TOOLS)
    wheel, sdist = built(tools, room / "dist")
    chosen = [version for version in versions or SUPPORTED if version in known]
    for version in chosen:
        yield (
            f"wheel, pipx, Python {version}",
            tried(by_pipx(tools, known[version], wheel, room / version), room / f"of-{version}"),
        )
    first = known[chosen[0]] if chosen else Path(sys.executable)
    yield "sdist, pip", tried(by_pip(first, sdist, room / "sdist"), room / "of-sdist")
    oldest = beside_the_oldest(tools, first, wheel, room / "oldest")
    yield "wheel, oldest permitted", tried(oldest, room / "of-oldest")
    yield from (
        (f"wheel, pipx, Python {version}", "not installed here") for version in SUPPORTED if version not in known
    )


def main() -> None:
    """Tries, and tells."""
    with tempfile.TemporaryDirectory() as room:
        for what, how in trials(sys.argv[1:], Path(room)):
            print(f"{what}: {how}", flush=True)


if __name__ == "__main__":
    main()
