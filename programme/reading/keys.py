"""The keys of programme.toml: the one table that reader, advice and tests share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import time
from email.utils import getaddresses
from typing import Any

from programme.reading import cells
from programme.reading.advice import did_you_mean, nearest
from programme.reading.cells import Fault, Unreadable
from programme.records import Contact, HalfDay, Prices, Settings, Smtp

FILE = "programme.toml"
TABLES = ("rules", "prices", "mix", "smtp")
MIX = "mix."
SECRET = "secret"
START_WEEKS = ("staggered", "together")
WRITE_HOURS = 'Write the hours as "09:30-12:30".'
WRITE_ORGANISER = 'Write name and address as "Programme Office <office@example.org>".'
WRITE_SERVER = 'Write store = "postgresql+psycopg://user@host/database", without a password.'
TAKE_OUT = "Take it out, and change it if others could read it. It comes from the environment: PGPASSWORD."
NEVER = 'Write "never", or how many minutes each such pair costs.'
WANTS = ("differ", "same")
SECURITY = ("starttls", "tls", "none")
SECRETS = {"smtp.password": "SETWRIGHT_SMTP_PASSWORD"}
"""What never stands in a file, and where it stands instead."""


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


def web_address(value: str) -> str:
    """The address of a server on the web, without a slash at its end."""
    if not re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w./-]*)?", value, re.ASCII):
        raise Unreadable(Fault(value, "is not the address of a server", 'Write it as "http://localhost:5000".'))
    return value.rstrip("/")


def start_weeks(value: str) -> str:
    """One of START_WEEKS."""
    if value not in START_WEEKS:
        cure = did_you_mean(value, START_WEEKS, 'Write "staggered" or "together".')
        raise Unreadable(Fault(value, 'is neither "staggered" nor "together"', cure))
    return value


def feeds(value: str) -> str:
    """The one word there is, or none."""
    if value != SECRET:
        raise Unreadable(Fault(value, "is not a choice that is known", 'Write "secret", or delete the key.'))
    return value


def host(value: str) -> str:
    """The name or address of a server, without a port."""
    if not re.fullmatch(r"[\w.-]+|[\da-f:]+", value, re.I | re.ASCII):
        raise Unreadable(Fault(value, "is not the name of a server", example("smtp.host")))
    return value


def security(value: str) -> str:
    """One of SECURITY."""
    if value not in SECURITY:
        cure = did_you_mean(value, SECURITY, 'Write "starttls" or "tls".')
        raise Unreadable(Fault(value, 'is neither "starttls" nor "tls" nor "none"', cure))
    return value


minutes = cells.number(0, 1_000_000)


def never_or_minutes(value: str) -> float | None:
    """None for ``never``, else the minutes that a pair costs."""
    if value == "never":
        return None
    if not cells.NUMBER.fullmatch(value):
        raise Unreadable(Fault(value, 'is neither "never" nor a number of minutes', NEVER))
    return minutes(value)


def server(value: str) -> str:
    """The address of a PostgreSQL database, without a password; what is written is not repeated, it may hold one."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise Unreadable(Fault("", "is not the address of a database", WRITE_SERVER)) from None
    if url.password is not None or any("password" in name.lower() for name in url.query):
        raise Unreadable(Fault("", "holds a password", TAKE_OUT))
    if url.drivername != "postgresql+psycopg" or not url.database:
        raise Unreadable(Fault("", "is not the address of a PostgreSQL database", WRITE_SERVER))
    return value


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of the pairs in a set, "differ" or "same", and the minutes of each that is not so."""

    want: str
    minutes: float


def wish(column: str, value: Mapping[str, Any]) -> Wish:
    """An entry of the table mix."""
    want, price = value.get("want"), value.get("minutes")
    cure = f'Write {column} = {{want = "differ", minutes = 20}}, or want = "same".'
    if set(value) != {"want", "minutes"}:
        raise Unreadable(Fault("", "does not say want and minutes, and nothing else", cure))
    if want not in WANTS:
        raise Unreadable(Fault(str(want), 'is neither "differ" nor "same"', cure))
    if isinstance(price, bool) or not isinstance(price, (int, float)):
        raise Unreadable(Fault(str(price), "is not a number of minutes", cure))
    return Wish(want, minutes(str(price)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of programme.toml, dotted where it stands in a table; its default is that of its record.

    ``shape`` is what TOML must give: ``text``, ``list`` (of text), ``scalar`` (number, date or text)
    or ``table``, each entry of which is a ``Wish``.
    ``private`` marks one whose value is never repeated.
    """

    name: str
    read: Callable[[str], Any] = cells.text
    shape: str = "text"
    private: bool = False

    @property
    def field(self) -> str:
        """The field of the record that holds the value."""
        return self.name.rpartition(".")[2]


def _scalar(name: str, read: Callable[[str], Any]) -> Key:
    return Key(name=name, read=read, shape="scalar")


def _price(name: str) -> Key:
    return _scalar(f"prices.{name}", minutes)


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
    Key(name="gias"),
    Key(name="gias_links"),
    _scalar("gias_wins", cells.yes_no),
    Key(name="postcodes"),
    Key(name="routing", read=web_address),
    Key(name="store", read=server, private=True),
    Key(name="feeds", read=feeds),
    _scalar("rules.same_school", never_or_minutes),
    _scalar("rules.same_trust", never_or_minutes),
    _scalar("rules.same_federation", never_or_minutes),
    _scalar("rules.min_school_distance_km", cells.number(0, 1000, of=" of km")),
    _price("travel"),
    _price("absence"),
    _price("week_off"),
    _price("other_slot"),
    _price("other_venue"),
    _price("unplaced"),
    _price("minutes_per_pound"),
    _price("repeat_pair"),
    Key(name="mix", shape="table"),
    Key(name="smtp.host", read=host),
    _scalar("smtp.port", cells.whole(1, 65535)),
    Key(name="smtp.security", read=security),
    Key(name="smtp.user"),
    _scalar("smtp.messages_per_minute", cells.whole(1, 6000)),
)
ROAD_TIMES = "road_times.csv"
"""Where the answers of the server that ``routing`` names are kept."""

PATHS = ("gias", "gias_links", "postcodes")
"""Keys that name a file, from the folder."""

BY_NAME = {key.name: key for key in KEYS}
REQUIRED = ("name", "organiser", "first_day", "last_day")
DEFAULTS = {field.name: field.default for record in (Prices, Smtp, Settings) for field in fields(record)}


def example(name: str) -> str:
    """A line that sets this key."""
    return f"Write {name} = {example_value(name)}."


def example_value(name: str) -> str:
    """A value of this key, as programme.toml has it."""
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
        "gias": '"edubasealldata20261101.csv"',
        "gias_links": '"links_edubasealldata20261101.csv"',
        "gias_wins": "true",
        "postcodes": '"codepo_gb.zip"',
        "feeds": '"secret"',
        "routing": '"http://localhost:5000"',
        "smtp.host": '"smtp.example.org"',
        "smtp.port": "587",
        "smtp.security": '"starttls"',
        "smtp.user": '"office@example.org"',
        "store": '"postgresql+psycopg://user@host/database"',
    }
    return examples.get(name, str(DEFAULTS.get(BY_NAME[name].field)))
