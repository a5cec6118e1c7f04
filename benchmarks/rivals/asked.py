"""What each tool is asked and answers, as JSON; in plain Python, for it runs in every tool's interpreter."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

Sets = list[list[int]]
"""Members of each set, as positions of leaders."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A programme as plain numbers: costs are minutes over all meetings, infinite where a leader cannot go.

    ``apart`` are groups of leaders, by position, of whom at most one may sit in a set. With
    ``sets`` just so many are to be formed. Without venues a set costs what its pairs are apart.
    ``source`` is the folder or file that all this was read from.
    """

    source: str
    seconds: float
    seed: int
    fewest: int
    most: int
    unplaced: float
    level: list[int]
    km: list[tuple[float, float]]
    apart: list[list[int]]
    sets: int | None = None
    cost: list[list[float]] = field(default_factory=list)
    free: list[list[bool]] = field(default_factory=list)
    seats: list[int] = field(default_factory=list)
    venue_free: list[list[bool]] = field(default_factory=list)
    lead_cost: list[list[float]] = field(default_factory=list)
    lead_free: list[list[bool]] = field(default_factory=list)
    takes: list[list[bool]] = field(default_factory=list)
    max_sets: list[int] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """For another interpreter."""
        path.write_text(json.dumps(asdict(self)), "utf-8")

    def levels(self) -> list[list[int]]:
        """The leaders of each level that can go anywhere, where there are enough for a set."""
        able = [at for at in range(len(self.level)) if not self.cost or min(self.cost[at]) < math.inf]
        found = [[at for at in able if self.level[at] == level] for level in sorted(set(self.level))]
        return [people for people in found if len(people) >= self.fewest]

    def time_for(self, people: list[int]) -> float:
        """A level's share of the seconds, by its people."""
        return self.seconds * len(people) / sum(map(len, self.levels()))

    def numbers(self, people: int) -> range:
        """The numbers of sets that so many can be divided into; empty where there are none."""
        return range(-(-people // self.most), people // self.fewest + 1)

    def number(self, people: int) -> int:
        """About how many sets so many people should form: their share of all, or sets of middling size."""
        able = sum(map(len, self.levels()))
        wanted = round(self.sets * people / able) if self.sets else round(2 * people / (self.fewest + self.most))
        numbers = self.numbers(people)
        return min(max(wanted, numbers[0]), numbers[-1])

    def divisible(self, people: list[int]) -> list[int]:
        """These people without those farthest from the middle whom sets cannot hold."""
        x, y = (sum(self.km[at][axis] for at in people) / len(people) for axis in (0, 1))
        inwards = sorted(people, key=lambda at: (self.km[at][0] - x) ** 2 + (self.km[at][1] - y) ** 2)
        while not self.numbers(len(inwards)):
            inwards.pop()
        return sorted(inwards)

    def clashes(self, sets: Sets) -> int:
        """How many sit with somebody they are to be kept from."""
        own = [set(group) for group in self.apart]
        return sum(max(0, len(group & set(members)) - 1) for members in sets for group in own)


def answer(form: Callable[[Asked], Sets]) -> None:
    """Reads the question that the first argument names, and writes the answer to the second."""
    told = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    Path(sys.argv[2]).write_text(json.dumps({"sets": form(Asked(**told))}), "utf-8")
