"""Tries faults in processes of their own, forked from one that has everything imported.

There the functions that differ get the faulty code. Where more than functions differ, all that is ours is imported
anew.
"""

from __future__ import annotations

import gc
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from inspect import CO_OPTIMIZED
from types import CodeType, FunctionType
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.configuration import set_hypothesis_home_dir

from benchmarks.faults import ROOT, Fault
from benchmarks.suspects import Tests

PATIENCE, GRACE = 3, 5
"""A fault ends no more if its tests take so many times their seconds, and so many more."""
OURS = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or path.is_dir()} - {"benchmarks"}
SURVIVED, KILLED, ENDLESS, UNTESTED = "survived", "killed", "endless", "untested"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What became of a fault, met by so many tests within a budget of seconds."""

    key: str
    path: str
    line: int
    operator: str
    was: str
    becomes: str
    end: str
    tests: int
    budget: float
    seconds: float


@dataclass(frozen=True)
class Running:
    """A process that meets a fault."""

    fault: Fault
    change: tuple[str, str]
    tests: int
    start: float
    deadline: float


def trials(wanted: Sequence[Fault], tests: Tests, budget: float, at_once: int) -> Iterator[Trial]:
    """Each fault, tried, several at once."""
    known, running = _warm_up() if wanted else Known({}, []), dict[int, Running]()
    for fault in wanted:
        while len(running) >= at_once:
            yield _ended(running, budget)
        chosen, start = tests.of(fault, budget), time.monotonic()
        limit = GRACE + PATIENCE * sum(tests.seconds[test] for test in chosen)
        running[_apart(known, fault, chosen, limit)] = Running(
            fault, fault.change, len(chosen), start, start + 20 * limit
        )
    while running:
        yield _ended(running, budget)


def _ended(running: dict[int, Running], budget: float) -> Trial:
    """The first process that ends, waited for."""
    while True:
        for child, one in running.items():
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                del running[child]
                return _trial(one, _judged(status), budget)
            if time.monotonic() > one.deadline:
                os.killpg(child, signal.SIGKILL)
        time.sleep(0.02)


def _trial(one: Running, end: str, budget: float) -> Trial:
    fault = one.fault
    return Trial(
        key=fault.key,
        path=fault.path,
        line=fault.line,
        operator=fault.operator,
        was=one.change[0],
        becomes=one.change[1],
        end=end,
        tests=one.tests,
        budget=budget,
        seconds=round(time.monotonic() - one.start, 1),
    )


@dataclass(frozen=True)
class Known:
    """The functions that are imported, by code, and all that they keep in memory."""

    functions: dict[CodeType, list[FunctionType]]
    caches: list[Any]


def _warm_up() -> Known:
    """Imports all tests and what they import; Hypothesis neither remembers nor makes small."""
    set_hypothesis_home_dir(tempfile.mkdtemp())
    settings.register_profile("faults", phases=[Phase.explicit, Phase.generate], database=None, derandomize=True)
    settings.load_profile("faults")
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        pytest.main(["--collect-only", "-qqq", "-p", "no:cacheprovider", "tests"])
    functions: dict[CodeType, list[FunctionType]] = defaultdict(list)
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__module__ and thing.__module__.partition(".")[0] in OURS:
            functions[thing.__code__].append(thing)
    return Known(functions, [thing for thing in gc.get_objects() if type(thing).__name__ == "_lru_cache_wrapper"])


def _apart(known: Known, fault: Fault, tests: Sequence[str], limit: float) -> int:
    """A process that meets the fault."""
    child = os.fork()
    if not child:
        _meet(known, fault, tests, limit)
    return child


def _judged(status: int) -> str:
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
        return ENDLESS
    code = os.waitstatus_to_exitcode(status)
    if code == pytest.ExitCode.USAGE_ERROR:
        raise RuntimeError("Expected tests that are there still: learn anew what they run (--learn)")
    return {int(pytest.ExitCode.OK): SURVIVED, int(pytest.ExitCode.NO_TESTS_COLLECTED): UNTESTED}.get(code, KILLED)


def _meet(known: Known, fault: Fault, tests: Sequence[str], limit: float) -> None:
    """Runs the tests against the fault, and ends this process."""
    if not tests:
        os._exit(pytest.ExitCode.NO_TESTS_COLLECTED)
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 5))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    _plant(known, fault)
    scratch = tempfile.mkdtemp()
    gc.freeze()
    words = ["-qqq", "--tb=no", f"--basetemp={scratch}/tests", "-p", "no:cacheprovider", "-p", "no:unraisableexception"]
    code = pytest.main([*words, *tests], plugins=[Hurry()])
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(int(code))


class Hurry:
    """Ends the process at the first failure."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Looks at a report."""
        if report.failed:
            os._exit(1)


def _plant(known: Known, fault: Fault) -> None:
    """Puts the fault into the functions that have it, or into everything imported anew."""
    path = str(ROOT / fault.path)
    sound, faulty = (compile(text, path, "exec") for text in ((ROOT / fault.path).read_text("utf-8"), fault.source))
    changed = _changed(sound, faulty)
    if changed is None:
        for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
            del sys.modules[name]
        sys.meta_path.insert(0, Planting(fault))
        return
    for cache in known.caches:
        cache.cache_clear()
    for code, other in changed.items():
        for function in known.functions[code]:
            function.__code__ = other


def _changed(sound: CodeType, faulty: CodeType) -> dict[CodeType, CodeType] | None:
    """The functions of a module or class that differ; None where anything else does."""
    inner, other = ([x for x in code.co_consts if isinstance(x, CodeType)] for code in (sound, faulty))
    constants, others = ([x for x in code.co_consts if not isinstance(x, CodeType)] for code in (sound, faulty))
    found: dict[CodeType, CodeType] = {}
    if (sound.co_code, repr(constants)) != (faulty.co_code, repr(others)) or len(inner) != len(other):
        return None
    for one, two in zip(inner, other, strict=True):
        deeper = {one: two} if one.co_flags & CO_OPTIMIZED else _changed(one, two)
        if deeper is None or one.co_freevars != two.co_freevars:
            return None
        found |= {} if one == two else deeper
    return found


class Planting:
    """Finds the faulty file in the place of the sound one."""

    def __init__(self, fault: Fault) -> None:
        self.path = ROOT / fault.path
        self.name = fault.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self.source = fault.source

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """The faulty module, if it is asked for."""
        if name != self.name:
            return None
        return spec_from_file_location(name, self.path, loader=Faulty(name, str(self.path), self.source))


class Faulty(SourceFileLoader):
    """Loads a file from another text."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        """The faulty code."""
        return compile(self.source, self.path, "exec", dont_inherit=True)
