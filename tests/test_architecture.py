"""The shape of the whole: which room may enter which, and what no file may say."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

MAY_ENTER = {
    "cli": {"commands", "report", "programme"},
    "commands": {"why", "planner", "invites", "report", "programme"},
    "why": {"planner", "matcher", "programme"},
    "planner": {"matcher", "scheduler", "programme"},
    "matcher": {"programme"},
    "scheduler": {"programme"},
    "invites": {"programme"},
    "report": {"programme"},
    "programme": set[str](),
}
SOLVERS = re.compile(r"ortools|highspy|scipy$|scipy\.optimize")
SOLVER_ROOMS = {"matcher", "scheduler"}

UNSPEAKABLE = {
    "a path of one machine": r"(?<![\w.}])/(?:work|root|home|Users)/\w|[A-Z]:\\Users",
    "a path of one machine's library": r"\.lib" + "rary",
    "the host of a package registry": r"py" + r"pi\.(?:org|python)|python" + r"hosted\.org|npm" + r"js\.(?:org|com)",
}
SHARED = ".." + "/shared"


def files_of(room: str) -> list[Path]:
    single = ROOT / f"{room}.py"
    return [single] if single.exists() else sorted((ROOT / room).rglob("*.py"))


@cache
def imports(path: Path) -> frozenset[str]:
    """The dotted names of all modules that a file imports, inside functions too."""
    return frozenset(_named(ast.parse(path.read_text("utf-8"))))


def _named(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, "relative imports hide which room is entered"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def top(name: str) -> str:
    return name.partition(".")[0]


def module_file(name: str) -> Path | None:
    """The file behind a dotted name of ours; a name inside a module leads to that module's file."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:length])
        for candidate in (path.with_suffix(".py"), path / "__init__.py"):
            if parts[0] in MAY_ENTER and candidate.exists():
                return candidate
    return None


def closure(start: Path) -> set[Path]:
    """All our files that importing this one leads to, the packages on the way included."""
    found, waiting = set[Path](), [start]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            packages = [above / "__init__.py" for above in path.parents if above.is_relative_to(ROOT)]
            waiting += [package for package in packages if package.exists()]
            waiting += [target for name in imports(path) if (target := module_file(name))]
    return found


@cache
def committed() -> tuple[tuple[str, str], ...]:
    """Path and text of every file under version control that is text."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a checkout: there is no list of committed files")
    paths = [ROOT / name for name in filter(None, listed.split("\0"))]
    return tuple((path.relative_to(ROOT).as_posix(), _text(path)) for path in paths if path.is_file())


def _text(path: Path) -> str:
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


@pytest.mark.parametrize("room", MAY_ENTER)
def test_a_room_enters_only_the_rooms_below_it(room: str) -> None:
    entered = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files_of(room)
        for name in imports(path)
        if top(name) in MAY_ENTER.keys() - MAY_ENTER[room] - {room}
    }
    assert entered == set()


@pytest.mark.parametrize("room", sorted(MAY_ENTER.keys() - SOLVER_ROOMS))
def test_only_matcher_and_scheduler_import_a_solver(room: str) -> None:
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files_of(room)
        for name in imports(path)
        if SOLVERS.match(name)
    }
    assert found == set()


@pytest.mark.parametrize("room", sorted(MAY_ENTER))
def test_no_room_imports_tests_or_benchmarks(room: str) -> None:
    found = {str(path) for path in files_of(room) if {"tests", "benchmarks"} & {top(name) for name in imports(path)}}
    assert found == set()


def test_the_checker_needs_no_solver_however_far_its_imports_lead() -> None:
    reached = closure(ROOT / "programme" / "checker.py")
    assert ROOT / "programme" / "rules" / "company.py" in reached, "the closure no longer follows imports"
    assert {name for path in reached for name in imports(path) if SOLVERS.match(name)} == set()


@pytest.mark.parametrize("what", UNSPEAKABLE)
def test_no_committed_file_names(what: str) -> None:
    found = {f"{path}: {match[0]}" for path, text in committed() for match in re.finditer(UNSPEAKABLE[what], text)}
    assert found == set(), what


def test_only_tests_and_benchmarks_look_beside_the_repository() -> None:
    found = {path for path, text in committed() if SHARED in text}
    assert {path for path in found if not path.startswith(("tests/", "benchmarks/"))} == set()


@pytest.mark.parametrize("start", ["work", "root", "home", "Users"])
def test_paths_of_a_machine_are_recognised(start: str) -> None:
    assert re.search(UNSPEAKABLE["a path of one machine"], f"see /{start}/anna")


@pytest.mark.parametrize("start", ["people", "https://example.org"])
def test_other_paths_are_left_alone(start: str) -> None:
    assert not re.search(UNSPEAKABLE["a path of one machine"], f"see {start}/home/anna")
