"""Setwright itself: its matching of a programme folder, or of people in a plane."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.matching import peer_sets, rows_of
from matcher import match
from programme.reading import read_programme
from programme.watch import Watch


def main(question: str, answer: str) -> None:
    """Reads the spreadsheets that the question was made from, and writes the answer."""
    told = json.loads(Path(question).read_text("utf-8"))
    source, answered = Path(told["source"]), Path(answer)
    if source.is_file():
        answered.write_text(json.dumps({"sets": peer_sets(rows_of(source), told["sets"])}), "utf-8")
        return
    programme = read_programme(source)
    matching = match(programme, Watch(told["seconds"]))
    sets = [[programme.leader_at[member] for member in own.members] for own in matching.sets]
    answered.write_text(json.dumps({"sets": sets, "bound": matching.bound}), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
