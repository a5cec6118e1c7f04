"""Reads programme.toml: the one table of its keys, their values, and how these must agree."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from programme.reading import cells
from programme.reading.advice import did_you_mean, nearest
from programme.reading.cells import Fault, Unreadable
from programme.reading.findings import Findings
from programme.reading.sheets import read_text
from programme.records import Contact, HalfDay, Prices, Settings
from programme.slots import weeks_apart

FILE = "programme.toml"
TABLES = ("rules", "prices", "mix")
START_WEEKS = ("staggered", "together")
WRITE_HOURS = 'Write the hours as "09:30-12:30".'
WRITE_ORGANISER = 'Write name and address as "Programme Office <office@example.org>".'
NEVER = 'Write "never" or leave the key out; a price for such pairs is not possible yet.'
MOST_YEARS = 10


def half_day(value: str) -> HalfDay:
    """Hours such as ``09:30-12:30``."""
    found = re.fullmatch(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)", value, re.ASCII)  # noqa: RUF001
    try:
        h, m, to_h, to_m = map(int, found.groups()) if found else (24, 0, 24, 0)
        start, end = time(h, m), time(to_h, to_m)
    except ValueError:
        raise Unreadable(Fault(value, "is not a pair of times", WRITE_HOURS)) from None
    if end <= start:
        raise Unreadable(Fault(value, "ends before it begins", WRITE_HOURS))
    return HalfDay(start, end)


def contact(value: str) -> Contact:
    """A name and an address; an address alone serves as the name too."""
    found = getaddresses([cells.text(value)])
    name, address = found[0] if len(found) == 1 else ("", "")
    try:
        return Contact(name or address, cells.email(address))
    except Unreadable:
        raise Unreadable(Fault(value, "is not a name with an e-mail address", WRITE_ORGANISER)) from None


def timezone(value: str) -> str:
    """The name of a time zone that this computer knows."""
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        meant = nearest(value, sorted(available_timezones()), 0.8) or "Europe/London"
        raise Unreadable(Fault(value, "is not a time zone", f"Did you mean {meant!r}?")) from None
    return value


def start_weeks(value: str) -> str:
    """One of START_WEEKS."""
    if value not in START_WEEKS:
        cure = did_you_mean(value, START_WEEKS, 'Write "staggered" or "together".')
        raise Unreadable(Fault(value, 'is neither "staggered" nor "together"', cure))
    return value


def never(value: str) -> str:
    """``never``: pairs of one school, trust or federation cannot be priced yet."""
    if value != "never":
        fault = "is a price, and this version keeps such pairs apart always" if _numeric(value) else 'is not "never"'
        raise Unreadable(Fault(value, fault, NEVER))
    return value


def zero(value: str) -> float:
    """0: repeated pairs cannot be priced yet."""
    if not _numeric(value) or float(value) != 0:
        cure = "Earlier sets are not read yet: set it to 0 or leave the key out."
        raise Unreadable(Fault(value, "is not supported yet", cure))
    return 0.0


def _numeric(value: str) -> bool:
    return bool(cells.NUMBER.fullmatch(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of programme.toml, dotted where it stands in a table; its default is that of its record.

    ``shape`` is what TOML must give: ``text``, ``list`` (of text) or ``scalar`` (number, date or text).
    ``later`` marks a key that this version refuses.
    """

    name: str
    read: Callable[[str], Any] = cells.text
    shape: str = "text"
    later: str = ""

    @property
    def field(self) -> str:
        """The field of the record that holds the value."""
        return self.name.rpartition(".")[2]


def _scalar(name: str, read: Callable[[str], Any]) -> Key:
    return Key(name=name, read=read, shape="scalar")


def _price(name: str) -> Key:
    return _scalar(f"prices.{name}", cells.number(0, 1_000_000))


def _later(name: str, cure: str) -> Key:
    return Key(name=name, later=cure)


KEYS = (
    Key(name="name"),
    Key(name="organiser", read=contact),
    _scalar("first_day", cells.day),
    _scalar("last_day", cells.day),
    _scalar("meetings", cells.whole(1, 100)),
    _scalar("weeks_between", cells.whole(1, 52)),
    _scalar("weeks_between_min", cells.whole(1, 52)),
    _scalar("weeks_between_max", cells.whole(1, 52)),
    _scalar("set_size_min", cells.whole(2, 100)),
    _scalar("set_size_max", cells.whole(2, 100)),
    _scalar("quorum", cells.whole(1, 100)),
    _scalar("most_absences", cells.whole(0, 100)),
    Key(name="morning", read=half_day),
    Key(name="afternoon", read=half_day),
    Key(name="timezone", read=timezone),
    _scalar("max_travel_minutes", cells.whole(1, 1440, of=" of minutes")),
    _scalar("presenters", cells.whole(1, 100)),
    _scalar("notice_days", cells.whole(0, 366)),
    _scalar("join_until_meeting", cells.whole(1, 100)),
    Key(name="start_weeks", read=start_weeks),
    Key(name="levels", shape="list"),
    _scalar("seed", cells.whole(0, 2**31 - 1)),
    _scalar("time_limit_seconds", cells.number(0.1, 1_000_000)),
    _later("gias", "The register of schools is not read yet: delete the key and fill in the columns by hand."),
    _later("gias_links", "The register of schools is not read yet: delete the key."),
    _later("gias_wins", "The register of schools is not read yet: delete the key."),
    _later("store", "The place of the store cannot be chosen yet: delete the key."),
    _later("feeds", "Calendars to subscribe to are not written yet: delete the key."),
    _scalar("rules.same_school", never),
    _scalar("rules.same_trust", never),
    _scalar("rules.same_federation", never),
    _scalar("rules.min_school_distance_km", cells.number(0, 1000, of=" of km")),
    _price("travel"),
    _price("absence"),
    _price("week_off"),
    _price("other_slot"),
    _price("other_venue"),
    _price("unplaced"),
    _price("minutes_per_pound"),
    _scalar("prices.repeat_pair", zero),
    _later("mix", "Mixing by a column is not possible yet: delete the entry."),
)
BY_NAME = {key.name: key for key in KEYS}
REQUIRED = ("name", "organiser", "first_day", "last_day")
DEFAULTS = {field.name: field.default for record in (Prices, Settings) for field in fields(record)}


@dataclass(frozen=True, slots=True)
class Given:
    """The readable values of programme.toml by dotted key; defaults stand in for keys that are not there.

    ``known`` is False where the file itself could not be read: then nothing is known, not even defaults.
    """

    values: Mapping[str, Any]
    unreadable: frozenset[str]
    known: bool = True

    def get(self, name: str) -> Any:
        """The value of a key, its default, or None where there is neither or it could not be read."""
        if not self.known or name in self.unreadable or (name in REQUIRED and name not in self.values):
            return None
        return self.values.get(name, DEFAULTS.get(BY_NAME[name].field))

    def told(self, name: str) -> str:
        """``quorum = 5``, and whether that is the default."""
        return f"{name} = {self.get(name)}{'' if name in self.values else ' (the default)'}"

    def settings(self) -> Settings:
        """The record; every required key must be there."""
        records = {field.name for field in fields(Settings)}, {field.name for field in fields(Prices)}
        own, prices = (
            {BY_NAME[name].field: value for name, value in self.values.items() if BY_NAME[name].field in names}
            for names in records
        )
        return Settings(**own, prices=Prices(**prices))


def read_settings(folder: Path, findings: Findings) -> Given:
    """What programme.toml says; problems are noted in ``findings``."""
    text = read_text(folder / FILE, findings)
    found = _parsed(text, findings) if text is not None else None
    if found is None:
        return Given({}, frozenset(), known=False)
    given = _values(found, findings)
    for name in REQUIRED:
        if name not in given.values and name not in given.unreadable:
            findings.problem(FILE, "is missing", _example(name), column=name)
    for column, fault, cure in _contradictions(given):
        findings.problem(FILE, fault, cure, column=column)
    return given


def _parsed(text: str, findings: Findings) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"^(.*?) \(at (line \d+|end)", str(error))
        where = f" at {'its ' if found[2] == 'end' else ''}{found[2]}" if found else ""
        cure = 'Write one key = value a line, with text between quotation marks: name = "Leeds".'
        findings.problem(FILE, f"is not valid TOML{where}: {found[1] if found else error}", cure)
        return None


def _values(found: Mapping[str, Any], findings: Findings) -> Given:
    values: dict[str, Any] = {}
    unreadable: set[str] = set()
    for name, value in _flat(found, findings):
        try:
            values[name] = _value(_key(name), value)
        except Unreadable as faults:
            findings.unreadable(FILE, faults, column=name)
            unreadable.add(name)
    return Given({name: value for name, value in values.items() if name in BY_NAME}, frozenset(unreadable))


def _flat(found: Mapping[str, Any], findings: Findings) -> Iterator[tuple[str, Any]]:
    for name, value in found.items():
        if name not in TABLES:
            yield name, value
        elif isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", one) for inner, one in value.items())
        else:
            cure = f"Write a line [{name}] and its keys below it."
            findings.problem(FILE, "is not a table", cure, column=name, value=_shown(value))


def _key(name: str) -> Key:
    """The key of this name; Unreadable, with the one that was probably meant, where there is none."""
    if name.startswith("mix."):
        return BY_NAME["mix"]
    if name not in BY_NAME:
        raise Unreadable(Fault("", "is not a key that is known", _meant(name)))
    return BY_NAME[name]


def _meant(name: str) -> str:
    table, _, last = name.rpartition(".")
    if table and last in BY_NAME:
        return f"Did you mean {last!r}? It stands above the first line in square brackets."
    inside = [key for key in BY_NAME if key.endswith(f".{name}")]
    if inside:
        return f"Did you mean {inside[0]!r}? It stands below a line [{inside[0].partition('.')[0]}]."
    if not table and nearest(name, TABLES, 0.7):
        return f"Did you mean the table [{nearest(name, TABLES, 0.7)}]?"
    return did_you_mean(name, BY_NAME, "Correct its name, or delete it.")


def _value(key: Key, value: Any) -> Any:
    if key.later:
        raise Unreadable(Fault(_shown(value), "is not supported yet", key.later))
    if key.shape == "list":
        return _list(key, value)
    if isinstance(value, (Mapping, list)) or (key.shape == "text" and not isinstance(value, str)):
        kind = "text between quotation marks" if key.shape == "text" else "one value"
        raise Unreadable(Fault(_shown(value), f"is not {kind}", _example(key.name)))
    text = _shown(value).strip()
    if not text:
        raise Unreadable(Fault("", "is blank", _example(key.name)))
    return key.read(text)


def _list(key: Key, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise Unreadable(Fault(_shown(value), "is not a list of names", _example(key.name)))
    return tuple(key.read(item.strip()) for item in value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, (date, datetime, time)) else str(value)


def _example(name: str) -> str:
    examples = {
        "name": '"Leeds action learning 2026/27"',
        "organiser": '"Programme Office <office@example.org>"',
        "first_day": "2026-09-07",
        "last_day": "2027-07-16",
        "levels": '["Area lead", "Trust lead"]',
        "morning": '"09:30-12:30"',
        "afternoon": '"13:30-16:30"',
        "timezone": '"Europe/London"',
        "start_weeks": '"staggered"',
    }
    default = DEFAULTS.get(BY_NAME[name].field)
    return f"Write {name} = {examples.get(name, default)}."


def _contradictions(given: Given) -> Iterator[tuple[str, str, str]]:
    """Settings that cannot all hold, as (key, fault, cure)."""
    for low, high in ORDERED:
        if None not in (given.get(low), given.get(high)) and given.get(low) > given.get(high):
            cure = f"Lower {low}, or raise {high}."
            yield low, f"is more than {high}: {given.told(low)}, {given.told(high)}", cure
    meetings, absences = given.get("meetings"), given.get("most_absences")
    if None not in (meetings, absences) and absences >= meetings:
        fault = f"lets a member miss every meeting: {given.told('most_absences')}, {given.told('meetings')}"
        yield "most_absences", fault, f"Set most_absences to {meetings - 1} or less."
    morning, afternoon = given.get("morning"), given.get("afternoon")
    if morning and afternoon and morning.end > afternoon.start:
        fault = f"begins at {afternoon.start:%H:%M}, before the morning ends at {morning.end:%H:%M}"
        yield "afternoon", fault, "Let the afternoon begin when the morning has ended."
    yield from _too_short(given)


ORDERED = (
    ("weeks_between_min", "weeks_between"),
    ("weeks_between", "weeks_between_max"),
    ("set_size_min", "set_size_max"),
    ("quorum", "set_size_min"),
)


def _too_short(given: Given) -> Iterator[tuple[str, str, str]]:
    first, last = given.get("first_day"), given.get("last_day")
    meetings, gap = given.get("meetings"), given.get("weeks_between_min")
    if first is None or last is None:
        return
    if last < first:
        yield "last_day", f"is before first_day: {last}, {first}", "Exchange the two, or correct one."
    elif (last - first).days > MOST_YEARS * 366:
        yield "last_day", f"is more than {MOST_YEARS} years after first_day: {last}, {first}", "Correct the year."
    elif None not in (meetings, gap) and weeks_apart(first, last) < (meetings - 1) * gap:
        fault = (
            f"leaves {weeks_apart(first, last)} weeks after first_day, where {given.told('meetings')} and "
            f"{given.told('weeks_between_min')} need {(meetings - 1) * gap}"
        )
        yield "last_day", fault, "Make the programme longer, or lower meetings or weeks_between_min."
