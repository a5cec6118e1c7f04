"""Gives every leader a level, in one spelling, and holds the levels in all sheets together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from programme.reading.advice import listed
from programme.reading.findings import Findings
from programme.reading.folder import Contents
from programme.reading.levels import LADDER, level_key, misspelt, spellings
from programme.reading.sheets import Row, Sheet
from programme.reading.titles import read_title, title_key

ADD_LEVEL = "If it is a level of its own, add it to levels in programme.toml."
MOST_LEVELS = 50
CHOOSE = "Write a level in the column level, or give the title its level in levels.csv."


def settle_levels(contents: Contents, leaders: Sheet, findings: Findings) -> None:
    """Fills in and respells the levels of leaders and facilitators, and tells of those that cannot stand."""
    own = _own_titles(contents.levels.rows if contents.levels else (), findings)
    if leaders.present & {"job_title", "level"} and "levels.csv" not in contents.broken:
        _from_titles(leaders.rows, own, findings)
    known = (*LADDER, *(contents.given.get("levels") or ()), *own.values())
    with_level = [row for row in leaders.rows if row.get("level")]
    if contents.given.get("levels") is not None:
        _check_spelling(with_level, known, findings)
    best = spellings([row.get("level") for row in with_level], known)
    for row in with_level:
        row.values["level"] = best[level_key(row.get("level"))]
    _tell_twins(with_level, known, findings)
    if contents.facilitators and contents.given.get("levels") is not None:
        _settle_facilitators(contents.facilitators.rows, best, findings)


def _own_titles(rows: Iterable[Row], findings: Findings) -> dict[str, str]:
    found: dict[str, Row] = {}
    for row in rows:
        if row.get("job_title") and row.get("level"):
            first = found.setdefault(title_key(row.get("job_title")), row)
            if level_key(first.get("level")) != level_key(row.get("level")):
                fault = f"is {row.get('level')} here and {first.get('level')} in row {first.number}"
                findings.problem(
                    row.sheet,
                    fault,
                    "Keep one of the rows.",
                    row=row.number,
                    column="job_title",
                    value=row.get("job_title"),
                )
    return {key: row.get("level") for key, row in found.items()}


def _from_titles(rows: Sequence[Row], own: Mapping[str, str], findings: Findings) -> None:
    schools = _schools_by_trust(rows)
    for row in rows:
        if row.unreadable & {"level", "job_title"} or row.get("level"):
            continue
        title = row.get("job_title")
        if not title:
            cure = "Write the level, or a job title from which it follows."
            findings.problem(row.sheet, "is blank, and so is job_title", cure, row=row.number, column="level")
            continue
        reading = read_title(title, own, len(schools[_trust(row)]) if _trust(row) else 0)
        row.values["level"] = reading.level
        if reading.asks:
            findings.problem(row.sheet, reading.asks, CHOOSE, row=row.number, column="job_title", value=title)
        elif reading.set_aside or reading.respelt:
            said = f", and {listed(reading.set_aside)} set aside" if reading.set_aside else ""
            cure = "If that is wrong, write a level in the column level."
            fault = f"is taken for {reading.level}{said}"
            findings.warn(row.sheet, fault, cure, row=row.number, column="job_title", value=title)


def _schools_by_trust(rows: Iterable[Row]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[_trust(row)].add(row.get("urn") or row.get("school") or "")
    return found


def _trust(row: Row) -> str:
    from programme.rules.company import trust_key

    return str(row.get("trust_code") or trust_key(row.get("trust") or ""))


def _check_spelling(rows: Sequence[Row], known: Sequence[str], findings: Findings) -> None:
    """Tells of levels in no list that look like a listed one, or like one that more leaders have."""
    listed_keys = {level_key(level) for level in known}
    counts = Counter(level_key(row.get("level")) for row in rows)
    order = sorted(counts, key=lambda key: -counts[key])
    first = {level_key(row.get("level")): row.get("level") for row in reversed(rows)}
    for at, key in enumerate(order):
        meant = (
            None
            if key in listed_keys
            else misspelt(first[key], [*known, *(first[k] for k in order[: min(at, MOST_LEVELS)])])
        )
        for row in rows if meant else ():
            if level_key(row.get("level")) == key:
                fault = "looks like a misspelling of another level"
                cure = f"Did you mean {meant!r}? {ADD_LEVEL}"
                findings.problem(row.sheet, fault, cure, row=row.number, column="level", value=row.get("level"))


def _tell_twins(rows: Sequence[Row], known: Sequence[str], findings: Findings) -> None:
    """Warns of a level of somebody's own that says the same as a level of the ladder that others have."""
    used = {row.get("level") for row in rows}
    first = {row.get("level"): row for row in reversed(rows)}
    for level in sorted(used - set(known)):
        same = read_title(level, {}).level
        if same in used and level_key(same) != level_key(level):
            fault = f"is a level beside {same}, and the two are never in one set"
            cure = f"If they are the same, write {same} for both."
            row = first[level]
            findings.warn(row.sheet, fault, cure, row=row.number, column="level", value=level)


def _settle_facilitators(rows: Iterable[Row], best: Mapping[str, str], findings: Findings) -> None:
    for row in rows:
        levels = row.get("levels") or ()
        for level in levels:
            if level_key(level) not in best:
                fault = "is a level that no leader has and that is in no list"
                cure = findings.meant(level, best.values(), ADD_LEVEL)
                findings.problem(row.sheet, fault, cure, row=row.number, column="levels", value=level)
        row.values["levels"] = tuple(best.get(level_key(level), level) for level in levels)
