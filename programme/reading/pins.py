"""Whether those who are pinned to one set could sit in one set at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from programme.identity import serial_of
from programme.reading.advice import listed
from programme.reading.findings import Findings
from programme.reading.places import PAIRS, place_of
from programme.reading.sheets import Row
from programme.records import Leader, Programme, Settings

PIN_ONE = "Pin one of them to another set, or empty the cell."


def check_pins(leaders: Iterable[Row], most: int | None, settings: Settings | None, findings: Findings) -> None:
    """Tells of sets spelled in two ways, and of people pinned to one who are too many, or may not sit together.

    Levels must be settled. Nothing is said of what ``most``, set_size_max, or ``settings`` decide where they are None.
    """
    pinned: dict[str, list[Row]] = defaultdict(list)
    for row in leaders:
        if row.get("pinned"):
            pinned[row.get("pinned")].append(row)
    _tell_spellings(pinned, findings)
    for set_id, rows in pinned.items():
        _tell_levels(set_id, rows, findings)
        if most is not None and len(rows) > most:
            fault = f"has {len(rows)} people pinned to it, more than set_size_max = {most}"
            cure = "Empty the cell for some of them, or raise set_size_max in programme.toml."
            findings.problem(rows[most].sheet, fault, cure, row=rows[most].number, column="pinned", value=set_id)
        if settings and len(rows) > 1:
            _tell_company(set_id, rows, settings, findings)


def _tell_spellings(pinned: Mapping[str, Sequence[Row]], findings: Findings) -> None:
    first: dict[int, str] = {}
    for set_id, rows in pinned.items():
        known = first.setdefault(serial_of(set_id), set_id)
        if known != set_id:
            fault = f"is the set that row {pinned[known][0].number} calls {known}"
            findings.problem(rows[0].sheet, fault, f"Write {known}.", row=rows[0].number, column="pinned", value=set_id)


def _tell_levels(set_id: str, rows: Sequence[Row], findings: Findings) -> None:
    with_level = [row for row in rows if row.get("level")]
    for row in with_level[1:]:
        first = with_level[0]
        if row.get("level") != first.get("level"):
            fault = f"has {row.get('level')} here and {first.get('level')} in row {first.number}: a set has one level"
            findings.problem(row.sheet, fault, PIN_ONE, row=row.number, column="pinned", value=set_id)


def _tell_company(set_id: str, rows: Sequence[Row], settings: Settings, findings: Findings) -> None:
    people = sorted((_sketch(row) for row in rows if _whole(row)), key=lambda leader: leader.leader_id)
    for one, other, complaints in _kept_apart(Programme(settings=settings, leaders=tuple(people))):
        row = max(one.row or 0, other.row or 0)
        fault = f"holds two who may not sit together: {listed(complaints)}"
        findings.problem(rows[0].sheet, fault, PIN_ONE, row=row, column="pinned", value=set_id)


def _kept_apart(programme: Programme) -> Iterator[tuple[Leader, Leader, list[str]]]:
    """Pairs whom a rule keeps apart, each with what the rules say of them."""
    from programme.rules import apart

    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for rule in apart(programme):
        for pair in {pair for group in rule.groups(programme) for pair in combinations(group.tolist(), 2)}:
            found[pair].append(rule.complaint(*(programme.leaders[at] for at in pair)))
    for (one, other), complaints in sorted(found.items()):
        yield programme.leaders[one], programme.leaders[other], complaints


def _whole(row: Row) -> bool:
    """Whether nothing in this row waits to be cured that would have to be known."""
    known = all(row.get(column) for column in ("leader_id", "name", "school", "level")) and not row.unreadable
    return known and all(len({row.get(name) is None for name in pair}) == 1 for pair in PAIRS)


def _sketch(row: Row) -> Leader:
    """As much of a leader as the rules on company ask for."""
    columns = ("leader_id", "name", "school", "level", "urn", "trust", "trust_code", "federation", "phase", "area")
    return Leader(
        **{column: row.get(column) for column in columns},
        email="",
        max_travel_minutes=1,
        place=place_of(row),
        not_with=frozenset(row.get("not_with")),
        row=row.number,
    )
