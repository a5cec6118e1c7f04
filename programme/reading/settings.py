"""Reads programme.toml: its values, and how these must agree."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, time
from pathlib import Path
from typing import Any

from programme.loopback import is_loopback
from programme.reading import keysheet
from programme.reading.advice import did_you_mean, nearest
from programme.reading.cells import Fault, Unreadable, worked_out
from programme.reading.findings import Findings
from programme.reading.keys import (
    BY_NAME,
    DEFAULTS,
    FILE,
    KEYS,
    MIX,
    REQUIRED,
    SECRETS,
    TABLES,
    Key,
    Wish,
    example,
    wish,
)
from programme.reading.tables import Table, read_text
from programme.records import Prices, Settings, Smtp
from programme.slots import weeks_apart

MOST_YEARS = 10
ORDERED = (
    ("weeks_between_min", "weeks_between"),
    ("weeks_between", "weeks_between_max"),
    ("set_size_min", "set_size_max"),
    ("quorum", "set_size_min"),
)
"""Pairs of keys of which the first may not be more than the second."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a key, by its name, where it is missing, unknown, or a wish that cannot be read."""

    missing: Callable[[str], str]
    unknown: Callable[[str], str]
    wish: Callable[[str, str], str]


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

    @property
    def wishes(self) -> dict[str, Wish]:
        """The entries of the table mix, by the column they name."""
        return {name.removeprefix(MIX): value for name, value in self.values.items() if name.startswith(MIX)}

    def settings(self) -> Settings:
        """The record; every required key must be there."""
        own, prices, smtp = (
            {key.field: self.values[key.name] for key in KEYS if key.name in self.values and key.field in names}
            for names in ({field.name for field in fields(record)} for record in (Settings, Prices, Smtp))
        )
        return Settings(**own, prices=Prices(**prices), smtp=Smtp(**smtp))


def read_settings(folder: Path, findings: Findings) -> Given:
    """What programme.toml says; problems are noted in ``findings``."""
    text = read_text(folder / FILE, findings)
    found = _parsed(text, findings) if text is not None else None
    if found is None:
        return Given({}, frozenset(), known=False)
    return _given(_flat(found, findings), IN_FILE, findings)


def settings_of(table: Table, findings: Findings) -> Given:
    """What a sheet says that has keys in its first column and values in its second."""
    return _given(keysheet.pairs(table, findings), IN_SHEET, findings)


def _given(pairs: Iterable[tuple[str, Any]], advice: Advice, findings: Findings) -> Given:
    given = _values(pairs, advice, findings)
    for name in REQUIRED:
        if name not in given.values and name not in given.unreadable:
            findings.problem(FILE, "is missing", advice.missing(name), column=name)
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


def _values(pairs: Iterable[tuple[str, Any]], advice: Advice, findings: Findings) -> Given:
    values: dict[str, Any] = {}
    unreadable: set[str] = set()
    for name, value in pairs:
        try:
            values[name] = _value(_key(name, advice), name, value)
        except Unreadable as told:
            faults = Unreadable(*(_advised(name, fault, advice) for fault in told.faults))
            findings.unreadable(FILE, faults, column=name if name.isprintable() else repr(name))
            unreadable.add(name)
    return Given({n: v for n, v in values.items() if n in BY_NAME or n.startswith(MIX)}, frozenset(unreadable))


def _flat(found: Mapping[str, Any], findings: Findings) -> Iterator[tuple[str, Any]]:
    for name, value in found.items():
        if name not in TABLES:
            yield name, value
        elif isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", one) for inner, one in value.items())
        else:
            cure = f"Write a line [{name}] and its keys below it."
            findings.problem(FILE, "is not a table", cure, column=name, value=_shown(value))


def _advised(name: str, fault: Fault, advice: Advice) -> Fault:
    return replace(fault, cure=advice.wish(name, fault.cure)) if name.startswith(MIX) else fault


def _key(name: str, advice: Advice) -> Key:
    """The key of this name; Unreadable, with the one that was probably meant, where there is none."""
    if name.startswith(MIX):
        return BY_NAME["mix"]
    if name in SECRETS:
        cure = f"Delete it, and set {SECRETS[name]} in the environment."
        raise Unreadable(Fault("", "does not belong in a file", cure))
    if name not in BY_NAME:
        raise Unreadable(Fault("", "is not a key that is known", advice.unknown(name)))
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


IN_FILE = Advice(missing=example, unknown=_meant, wish=lambda _, cure: cure)
IN_SHEET = Advice(missing=keysheet.missing, unknown=keysheet.unknown, wish=keysheet.wish)


def _value(key: Key, name: str, value: Any) -> Any:
    if key.shape == "table":
        return wish(name.removeprefix(MIX), value if isinstance(value, Mapping) else {})
    if key.shape == "list":
        return _list(key, value)
    if isinstance(value, (Mapping, list)) or (key.shape == "text" and not isinstance(value, str)):
        kind = "text between quotation marks" if key.shape == "text" else "one value"
        raise Unreadable(Fault("" if key.private else _shown(value), f"is not {kind}", example(key.name)))
    text = _shown(value).strip()
    if not text:
        raise Unreadable(Fault("", "is blank", example(key.name)))
    return key.read(worked_out(text))


def _list(key: Key, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise Unreadable(Fault(_shown(value), "is not a list of names", example(key.name)))
    return tuple(key.read(item.strip()) for item in value)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ""
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


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
    yield from _unsafe(given)


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


def _unsafe(given: Given) -> Iterator[tuple[str, str, str]]:
    """Servers that are missing, or that people's meetings would reach in clear."""
    server, asked = given.get("smtp.host"), [name for name in given.values if name.startswith("smtp.")]
    if asked and server == "":
        yield "smtp.host", "is missing", example("smtp.host")
    elif server and given.get("smtp.security") == "none" and not is_loopback(server):
        fault = 'is "none": anybody on the way to the server could read password and meetings'
        yield "smtp.security", fault, 'Write "starttls" or "tls".'
