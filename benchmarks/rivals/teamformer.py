"""team-former: teams of students by CP-SAT, level by level.

It knows sizes and who prefers whom, which here are everyone's five nearest, and, as a strong
wish, who is not to sit with whom. It does not know places, travel limits or half-days.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path

import pandas as pd
from team_former.make_teams import allocate_teams

from benchmarks.rivals.asked import Asked, Sets, answer

NEAREST = 5
CLASH = 100
"""What a clash weighs beside a near peer."""


def form(asked: Asked) -> Sets:
    """The sets of all levels."""
    return [members for people in asked.levels() for members in _level(asked, people)]


def _level(asked: Asked, people: list[int]) -> Sets:
    people = asked.divisible(people)
    with tempfile.TemporaryDirectory() as folder:
        students, teams = Path(folder) / "students.xlsx", Path(folder) / "teams.xlsx"
        pd.DataFrame(_rows(asked, people)).to_excel(students, index=False)
        found = allocate_teams(
            input_file=str(students),
            output_file=str(teams),
            pos_pref_weight=1,
            neg_pref_weight=CLASH,
            min_team_size=asked.fewest,
            max_team_size=asked.most,
            max_solve_time=asked.time_for(people),
        )
    by_team = defaultdict[int, list[int]](list)
    for at, team in zip(people, [] if found is None else found["team"], strict=found is not None):
        by_team[team].append(at)
    return list(by_team.values())


def _rows(asked: Asked, people: list[int]) -> list[dict[str, str]]:
    apart = {at: {other for group in asked.apart if at in group for other in group} for at in people}
    rows = []
    for at in people:
        free = [other for other in people if other != at and other not in apart[at]]
        near = sorted(free, key=lambda other: _away(asked, at, other))[:NEAREST]
        kept = [other for other in people if other > at and other in apart[at]]
        rows.append({"Student_ID": f"L{at}", "Prefer_With": _listed(near), "Prefer_Not_With": _listed(kept)})
    return rows


def _away(asked: Asked, one: int, other: int) -> float:
    (x, y), (u, v) = asked.km[one], asked.km[other]
    return (x - u) ** 2 + (y - v) ** 2


def _listed(people: list[int]) -> str:
    return ",".join(f"L{at}" for at in people)


if __name__ == "__main__":
    answer(form)
