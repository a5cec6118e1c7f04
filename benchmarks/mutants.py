"""How many faults the tests notice: python -m benchmarks.mutants [--share S] [--budget SECONDS] [paths…].

Cosmic Ray plants faults, one at a time, in the checker, the scheduler and the matcher; each is met by the tests
that run the faulty statement, the quickest first, until one fails. Needs ``pip install -e '.[mutants]'``. What was
learnt of the tests and found of each fault is kept in ``.mutants``. Faults that change nothing, each looked at,
are in ``mutants.toml``.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random

from benchmarks.faults import ROOT, Fault, faults
from benchmarks.suspects import learnt
from benchmarks.telling import tell
from benchmarks.trials import SURVIVED, UNTESTED, Trial, trials

KEPT = ROOT / ".mutants"
EQUIVALENT = Path(__file__).with_suffix(".toml")
ROOMS = {
    "checker": ("programme/checker.py", "programme/reckoning.py", "programme/rules"),
    "scheduler": ("scheduler",),
    "matcher": ("matcher",),
}
SHARES = {"checker": 0.3, "scheduler": 0.09, "matcher": 0.04}
SEED = 1


def main() -> None:
    """Draws a sample, tries what was not tried before, and prints a table and the survivors."""
    words = _words()
    KEPT.mkdir(exist_ok=True)
    tests = learnt(KEPT / "tests.json", words.learn)
    everything = {path: faults(path) for path in _files(words.paths)}
    drawn, known = _drawn(everything, words.share), _found()
    left = [fault for fault in drawn if _open(known.get(fault.key), words)]
    try:
        for count, trial in enumerate(trials(left, tests, words.budget, words.at_once), start=1):
            known[trial.key] = trial
            with (KEPT / "found.jsonl").open("a", encoding="utf-8") as found:
                print(json.dumps(asdict(trial)), file=found)
            print(f"{count} of {len(left)}: {trial.path}:{trial.line} {trial.end}", file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped early: a smaller sample.", file=sys.stderr)
    there_are = Counter(_room(path) for path, own in everything.items() for _ in own)
    _report([known[fault.key] for fault in drawn if fault.key in known], there_are)


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", default=[path for paths in ROOMS.values() for path in paths])
    parser.add_argument("--share", type=float, help="of the faults of each file, drawn by a fixed seed")
    parser.add_argument("--budget", type=float, default=8.0, help="seconds of tests for one fault")
    parser.add_argument("--at-once", type=int, default=2, help="faults tried side by side")
    parser.add_argument("--again", action="store_true", help="try survivors again")
    parser.add_argument("--learn", nargs="*", help="learn anew what these tests, or all, run")
    return parser.parse_args()


def _files(places: Iterable[str]) -> list[Path]:
    found = [ROOT / place for place in places]
    return sorted(path for place in found for path in ([place] if place.suffix else place.rglob("*.py")))


def _room(path: Path) -> str:
    name = path.relative_to(ROOT).as_posix()
    return next(room for room, paths in ROOMS.items() if name.startswith(paths))


def _drawn(everything: Mapping[Path, Sequence[Fault]], share: float | None) -> list[Fault]:
    """A share of each file's faults, in an order in which every beginning has the same share of each file.

    The same of each file whatever the others are; a larger share holds the smaller.
    """
    ranked = list[tuple[float, Fault]]()
    for path, own in everything.items():
        order = list(own)
        Random(f"{SEED} {path.relative_to(ROOT)}").shuffle(order)
        count = math.ceil((share or SHARES[_room(path)]) * len(own))
        ranked += [((rank + 0.5) / len(own), fault) for rank, fault in enumerate(order[:count])]
    return [fault for _, fault in sorted(ranked, key=lambda pair: pair[0])]


def _found() -> dict[str, Trial]:
    kept = KEPT / "found.jsonl"
    lines = kept.read_text("utf-8").splitlines() if kept.exists() else []
    return {trial.key: trial for trial in (Trial(**json.loads(line)) for line in lines)}


def _open(trial: Trial | None, words: argparse.Namespace) -> bool:
    return trial is None or (trial.end in (SURVIVED, UNTESTED) and (words.again or trial.budget < words.budget))


def _report(found: Sequence[Trial], there_are: Mapping[str, int]) -> None:
    same = {(x["file"], x["was"], x["becomes"]) for x in tomllib.loads(EQUIVALENT.read_text("utf-8"))["equivalent"]}
    living = [trial for trial in found if trial.end in (SURVIVED, UNTESTED)]
    equivalent = {trial.key for trial in living if (trial.path, trial.was, trial.becomes) in same}
    tell("", "faults", "tried", "noticed", "equivalent", "survive", "%", "% at 95%", "% without equivalent")
    tell(*["---"] * 9)
    for room, paths in ROOMS.items():
        _row(room, there_are[room], [trial for trial in found if trial.path.startswith(paths)], equivalent)
    for trial in sorted(living, key=lambda trial: (trial.path, trial.line)):
        if trial.key not in equivalent:
            print(f"\n{trial.path}:{trial.line} {trial.end} ({trial.operator}, {trial.tests} tests)")
            print(f"  - {trial.was}\n  + {trial.becomes}")


def _row(room: str, there_are: int, found: Sequence[Trial], equivalent: set[str]) -> None:
    total, same = len(found), sum(trial.key in equivalent for trial in found)
    noticed = total - sum(trial.end in (SURVIVED, UNTESTED) for trial in found)
    low, high = _wilson(noticed, total)
    rates = (100 * noticed / max(1, total), 100 * noticed / max(1, total - same))
    left = total - noticed - same
    tell(room, there_are, total, noticed, same, left, f"{rates[0]:.1f}", f"{low:.1f} to {high:.1f}", f"{rates[1]:.1f}")


def _wilson(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """The interval of a share, per cent (Wilson 1927)."""
    if not total:
        return 0.0, 100.0
    share, weight = hits / total, z * z / total
    middle, half = share + weight / 2, z * math.sqrt(share * (1 - share) / total + weight / total / 4)
    return 100 * (middle - half) / (1 + weight), 100 * (middle + half) / (1 + weight)


if __name__ == "__main__":
    main()
