"""Closures from councils' term dates: what lies between two terms is a holiday, and what nobody gave stays open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from programme.problems import Problem
from programme.reading import cells
from programme.reading.columns import Column, SheetKind
from programme.reading.crosschecks import AS_IN_LEADERS, ends_before_it_begins
from programme.reading.findings import Findings
from programme.reading.sheets import Row, read_sheet
from programme.records import Closure, Programme, Settings
from programme.slots import Period, next_working_day

COLUMNS = (
    Column(name="area", required=True),
    Column(name="first_day", read=cells.day, required=True),
    Column(name="last_day", read=cells.day, required=True),
    *(Column(name=name) for name in ("source_id", "academic_year", "half_term", "source_url")),
)
LONGEST_HOLIDAY = timedelta(weeks=8)
"""Between two terms that are further apart, dates are taken to be missing."""
SUMMER = range(7, 10)
"""The months in which a school year ends and the next begins."""
NAMES = (((3, 4), "Easter holiday"), (SUMMER, "Summer holiday"), ((12, 1), "Christmas holiday"))
"""What a holiday is called by the months of its middle; any other is a half term."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms, or half terms, of an area, in order; as the area is written first."""

    area: str
    days: tuple[Period, ...]


def closures_from(path: Path, programme: Programme) -> tuple[tuple[Closure, ...], tuple[Problem, ...]]:
    """The closures that follow from a file of term dates for the areas of leaders, but those that are there already.

    Also what should be known of areas and dates that are missing. Raises InputProblems.
    """
    findings = Findings()
    terms = _read(path, findings)
    findings.raise_problems()
    found, areas = list[Closure](), _areas(programme)
    for area, leaders in areas.items():
        if area in terms:
            found += _holidays(leaders[0], terms[area], programme.settings, path.name, findings)
        else:
            fault = f"has no term dates for {leaders[0]!r}, the area of {len(leaders)} of the leaders"
            cure = findings.meant(leaders[0], [x.area for x in terms.values()], AS_IN_LEADERS)
            findings.warn(path.name, fault, cure, column="area")
    _tell_left_out([x.area for key, x in terms.items() if key not in areas], path.name, findings)
    new = (closure for closure in found if not any(_covers(old, closure) for old in programme.closures))
    order = sorted(new, key=lambda closure: (closure.area, closure.days.first))
    return tuple(order), findings.in_order(findings.warnings)


def _read(path: Path, findings: Findings) -> Mapping[str, Terms]:
    from programme.rules.company import plain

    sheet = read_sheet(path.parent, SheetKind(file=path.name, columns=COLUMNS, required=True), findings)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sheet.rows if sheet else ():
        if not row.unreadable and row.get("area") and not ends_before_it_begins(row, findings):
            found[plain(row.get("area"))].append(row)
    return {key: _terms(rows, findings) for key, rows in sorted(found.items())}


def _terms(rows: Sequence[Row], findings: Findings) -> Terms:
    days = {Period(row.get("first_day"), row.get("last_day")): row for row in reversed(rows)}
    for one, other in pairwise(sorted(days)):
        if other.first <= one.last:
            row = days[other]
            fault = f"is before the term of row {days[one].number} has ended, on {one.last}"
            cure = "Correct one of the two, or delete a row."
            findings.problem(
                row.sheet, fault, cure, row=row.number, column="first_day", value=row.get("first_day").isoformat()
            )
    return Terms(rows[0].get("area"), tuple(sorted(days)))


def _areas(programme: Programme) -> Mapping[str, list[str]]:
    """The areas of leaders as they write them, the most common first, by the area as it is compared."""
    from programme.rules.company import plain

    found: dict[str, list[str]] = defaultdict(list)
    for area, count in Counter(leader.area for leader in programme.leaders if leader.area).most_common():
        found[plain(area)] += [area] * count
    return dict(sorted(found.items()))


def _holidays(area: str, terms: Terms, settings: Settings, file: str, findings: Findings) -> Iterator[Closure]:
    """The closures of an area within the programme; warns of spans of it that no term and no holiday explains."""
    for start, end in _between(terms.days, settings):
        working = next_working_day(start), _last_working_day(end)
        if working[1] < working[0] or end < settings.first_day or start > settings.last_day:
            continue
        if end - start < LONGEST_HOLIDAY and _explained(start, end, settings):
            yield Closure(days=Period(*working), reason=_name(Period(start, end)), area=area)
        else:
            fault = f"has no term dates for {area!r} from {start} to {end}: these days are not closed"
            findings.warn(file, fault, "Add the terms that are missing.", column="area")


def _between(terms: Sequence[Period], settings: Settings) -> Iterator[tuple[date, date]]:
    """First and last day of what lies before, between and after terms, from the programme's first day to its last."""
    one = timedelta(days=1)
    if settings.first_day < terms[0].first:
        yield settings.first_day, terms[0].first - one
    for earlier, later in pairwise(terms):
        if earlier.last + one < later.first:
            yield earlier.last + one, later.first - one
    if terms[-1].last < settings.last_day:
        yield terms[-1].last + one, settings.last_day


def _explained(start: date, end: date, settings: Settings) -> bool:
    """Whether a span at an end of the programme is the summer's; others lie between two terms."""
    if start == settings.first_day:
        return end.month in SUMMER
    return end != settings.last_day or start.month in SUMMER


def _name(days: Period) -> str:
    middle = days.first + (days.last - days.first) / 2
    return next((name for months, name in NAMES if middle.month in months), "Half term")


def _last_working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _covers(old: Closure, new: Closure) -> bool:
    from programme.rules.company import plain

    everywhere = not old.area or plain(old.area) == plain(new.area)
    return everywhere and old.days.first <= new.days.first and new.days.last <= old.days.last


def _tell_left_out(areas: Iterable[str], file: str, findings: Findings) -> None:
    names = sorted(areas)
    if names:
        more = f" and {len(names) - 10} more" if len(names) > 10 else ""
        fault = f"has areas that no leader is of, which are left out: {', '.join(names[:10])}{more}"
        findings.warn(file, fault, AS_IN_LEADERS, column="area")
