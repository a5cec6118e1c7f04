"""Matching, measured: python -m benchmarks.matching mdgp|peers [names…].

mdgp: published instances of the maximally diverse grouping problem, against the best published.
peers: invented instances that other tools were measured on, in pair-km.
Instances are read from ../shared beside the repository.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.division import Division, divide, prove
from benchmarks.programmes import SHARED
from benchmarks.telling import megabytes, tell
from programme.watch import Watch

MDGP, PEERS = SHARED / "data/mdgp", SHARED / "data/peers"
ROUNDS = {30: 2_000, 120: 20_000, 240: 115_000, 480: 1_000_000}
SETS = {"easy": 34, "tight": 34, "big": 341}
QUICK, LONG, BROKEN_KM = (60, 4_000), (400, 50_000), 1e5
"""Rounds of swaps a person, and the most of a level."""
NUMBERS = 5

T = TypeVar("T")
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def mdgp(names: Sequence[str]) -> None:
    """Score, best published, gap, bound, seconds, memory and broken bounds of each instance."""
    best = {row["instance"]: float(row["tpsdp_best"]) for row in rows_of(MDGP / "tpsdp_mdgplib.csv")}
    proved = {row["instance"]: float(row["proven_optimum"]) for row in rows_of(MDGP / "own_exact_n30_ss.csv")}
    tell("instance", "score", "published", "gap %", "bound", "seconds", "MB", "broken")
    for path in sorted(MDGP.glob("*.txt.gz")):
        name = path.name.removesuffix(".txt.gz")
        if not names or any(part in name for part in names):
            scores, bounds = read_mdgp(path)
            division, seconds = _timed(partial(_best_division, scores, bounds))
            known = proved.get(name, best.get(name, float("nan")))
            gap = 100 * (known - division.score) / known
            broken = sizes_broken(division.groups, bounds)
            tell(name, f"{division.score:.1f}", f"{known:.1f}", f"{gap:.3f}", _bound(division),
                   f"{seconds:.1f}", megabytes(), broken)  # fmt: skip


def _bound(division: Division) -> str:
    return "none" if division.bound is None else f"{division.bound:.1f}"


def _best_division(scores: Floats, bounds: Ints) -> Division:
    sizes = [(int(fewest), int(most)) for fewest, most in bounds]
    found = divide(scores, sizes, iterations=ROUNDS[len(scores)], maximise=True)
    if len(scores) > 30 or len(set(itertools.chain(*sizes))) > 1:
        return found
    return prove(scores, found.groups, Watch(60), maximise=True)


def read_mdgp(path: Path) -> tuple[Floats, Ints]:
    """Scores (n, n) and bounds (G, 2) of a published instance."""
    with gzip.open(path, "rt") as lines:
        head = lines.readline().split()
        entries = np.loadtxt(lines)
    scores = np.zeros((int(head[0]), int(head[0])))
    one, other = entries[:, 0].astype(int), entries[:, 1].astype(int)
    scores[one, other] = scores[other, one] = entries[:, 2]
    return scores, np.array(head[3:], dtype=np.int64).reshape(-1, 2)


def sizes_broken(groups: Sequence[Sequence[int]], bounds: Ints) -> int:
    """Groups outside their bounds, and people who are not in exactly one group."""
    sizes = [not fewest <= len(group) <= most for group, (fewest, most) in zip(groups, bounds, strict=True)]
    people = [person for group in groups for person in group]
    return sum(sizes) + len(people) - len(set(people))


def peers(names: Sequence[str]) -> None:
    """Pair-km, seconds and pairs of one trust in a set, for as many sets as the other tools formed."""
    tell("instance", "pair-km", "sets", "seconds", "MB", "broken")
    for name in names or SETS:
        rows = rows_of(PEERS / f"{name}.csv")
        groups, seconds = _timed(partial(peer_sets, rows, SETS[name]))
        tell(
            name, f"{pair_km(rows, groups):.1f}", len(groups), f"{seconds:.1f}", megabytes(), peers_broken(rows, groups)
        )


def pair_km(rows: Sequence[dict[str, str]], groups: Sequence[Sequence[int]]) -> float:
    """The sum over sets of how far all pairs of their members are apart."""
    return float(sum(_km([rows[person] for person in group]).sum() / 2 for group in groups))


def peer_sets(rows: list[dict[str, str]], total: int) -> list[list[int]]:
    """So many sets, by position, in which people of one level and of different trusts are near one another."""
    levels = [
        [at for at, row in enumerate(rows) if row["level"] == level] for level in sorted({r["level"] for r in rows})
    ]
    chosen = _shared_out([_by_number(rows, people, total * len(people) / len(rows)) for people in levels], total)
    sets = []
    for people, number in zip(levels, chosen, strict=True):
        sets += [[people[p] for p in group] for group in _level(rows, people, number, LONG).groups]
    return sets


def _by_number(rows: list[dict[str, str]], people: list[int], about: float) -> dict[int, float]:
    """About what a level costs in numbers of sets around a share of all: a few are tried, others lie along a curve."""
    fewest, most = -(-len(people) // 8), len(people) // 6
    reach = max(NUMBERS // 2, round(about / 8))
    tried = np.unique(np.clip(np.linspace(round(about) - reach, round(about) + reach, NUMBERS), fewest, most).round())
    costs = []
    for number in tried.astype(int).tolist():
        division = _level(rows, people, number, QUICK)
        groups = [[people[p] for p in group] for group in division.groups]
        costs.append(division.score + BROKEN_KM * _pairs_broken(rows, groups))
    numbers = np.arange(tried[0], tried[-1] + 1)
    if len(numbers) > len(tried):
        costs = np.exp(np.polyval(np.polyfit(tried - tried[0], np.log(costs), 2), numbers - tried[0])).tolist()
    return dict(zip(numbers.astype(int).tolist(), costs, strict=True))


def _shared_out(costs: Sequence[dict[int, float]], total: int) -> list[int]:
    """The number of sets of each level that cost least in all, by dynamic programming."""
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for level in costs:
        after: dict[int, tuple[float, list[int]]] = {}
        for (used, (cost, numbers)), (number, more) in itertools.product(best.items(), level.items()):
            after[used + number] = min(after.get(used + number, (np.inf, [])), (cost + more, [*numbers, number]))
        best = after
    return best[total][1]


def _level(rows: list[dict[str, str]], people: list[int], number: int, budget: tuple[int, int]) -> Division:
    trusts: dict[str, list[int]] = {}
    for at, person in enumerate(people):
        trusts.setdefault(rows[person]["trust"], []).append(at)
    apart = [group for trust, group in trusts.items() if trust]
    scores = _km([rows[person] for person in people])
    iterations = min(budget[0] * len(people), budget[1])
    return divide(scores, [(6, 8)] * number, apart, iterations=iterations, nearest_first=True)


def _km(rows: Sequence[dict[str, str]]) -> Floats:
    at = np.array([(float(row["x"]), float(row["y"])) for row in rows])
    return np.asarray(np.hypot(*(at[:, None] - at).transpose(2, 0, 1)))


def peers_broken(rows: Sequence[dict[str, str]], groups: Sequence[Sequence[int]]) -> int:
    """Pairs of one trust or of two levels in a set, sets of another size, people not in exactly one set."""
    people = [person for group in groups for person in group]
    sizes = sum(not 6 <= len(group) <= 8 for group in groups)
    return _pairs_broken(rows, groups) + sizes + len(people) - len(set(people)) + len(rows) - len(people)


def _pairs_broken(rows: Sequence[dict[str, str]], groups: Sequence[Sequence[int]]) -> int:
    pairs = [(rows[a], rows[b]) for group in groups for a, b in itertools.combinations(group, 2)]
    return sum(a["level"] != b["level"] or (a["trust"] != "" and a["trust"] == b["trust"]) for a, b in pairs)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.monotonic()
    return work(), time.monotonic() - started


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def main(arguments: Sequence[str]) -> int:
    """Runs one of the measurements."""
    known = {"mdgp": (mdgp, MDGP), "peers": (peers, PEERS)}
    if not arguments or arguments[0] not in known:
        print(__doc__)
        return 2
    run, needed = known[arguments[0]]
    if not needed.exists():
        print(f"There are no instances to measure on: {needed.name} is not beside the repository.")
        return 1
    run(arguments[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
