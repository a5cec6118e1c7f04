"""The register of schools, GIAS ("Get Information About Schools"), as the Department for Education publishes it.

``edubasealldata….csv`` has a row for each school, closed ones too, under some 140 headings that come
and go over the years; it is read by heading, and only what is needed. ``links_edubasealldata….csv``
says which school became which. Both are written in Windows-1252.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from programme.reading.cells import Fault, Unreadable
from programme.reading.columns import heading_key
from programme.reading.files import ZIP
from programme.reading.postcodes import postcode_key
from programme.records import Place

if TYPE_CHECKING:
    import pandas as pd

URN, NAME, STATUS, FLAG = "URN", "EstablishmentName", "EstablishmentStatus (name)", "TrustSchoolFlag (code)"
FILLING = {
    "phase": "PhaseOfEducation (name)",
    "trust": "Trusts (name)",
    "trust_code": "Trusts (code)",
    "federation": "Federations (name)",
    "area": "LA (name)",
    "district": "DistrictAdministrative (name)",
    "postcode": "Postcode",
    "easting": "Easting",
    "northing": "Northing",
}
"""The heading that each value comes from."""

LINK, KIND = "LinkURN", "LinkType"
EMPLOYERS = {"3", "5"}
"""Flags of multi-academy and single-academy trusts; a school "supported by a trust" has a foundation, no employer."""

LARGEST = 1_000_000_000
DOWNLOAD = "Download all establishment data from get-information-schools.service.gov.uk, and name the CSV in it."
DOWNLOAD_LINKS = "Download the links of establishments from the same page, and name the CSV."


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A row of the register; "" where it says nothing. ``area`` is the council, ``district`` may lie inside it."""

    urn: str
    name: str
    is_open: bool
    phase: str = ""
    trust: str = ""
    trust_code: str = ""
    federation: str = ""
    area: str = ""
    district: str = ""
    postcode: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        """``Ashfield School (URN 100001, Leeds, LS1 1AA)``."""
        return (
            f"{self.name} ({', '.join(filter(None, [f'URN {self.urn}', self.district or self.area, self.postcode]))})"
        )


@dataclass(frozen=True, eq=False)
class Register:
    """All schools, as text by heading; ``missing`` are the values of FILLING that this file has no heading for."""

    table: pd.DataFrame
    successors: Mapping[str, Sequence[str]]
    missing: tuple[str, ...]

    def school(self, urn: str) -> School | None:
        """The school with this URN, open or closed."""
        return self._school(self._at[urn]) if urn in self._at else None

    def now(self, urn: str) -> list[School]:
        """The open schools that this URN stands for today: itself, or what became of it, by URN."""
        found: dict[str, School] = {}
        waiting, seen = [urn], set[str]()
        while waiting:
            urn = waiting.pop()
            school = self.school(urn)
            if school and school.is_open:
                found[urn] = school
            elif urn not in seen:
                waiting += self.successors.get(urn, ())
            seen.add(urn)
        return [found[urn] for urn in sorted(found)]

    def named(self, name: str) -> list[School]:
        """The open schools of this name, case, spaces and punctuation aside, by URN."""
        from programme.rules.company import plain

        schools = map(self._school, self._by_name.get(plain(name), ()))
        return sorted((school for school in schools if school.is_open), key=lambda school: school.urn)

    def at(self, postcode: str) -> list[School]:
        """The open schools at this postcode, by URN."""
        keys = self._by_postcode.get(postcode_key(postcode), ())
        return sorted((x for x in map(self._school, keys) if x.is_open), key=lambda school: school.urn)

    @cached_property
    def _at(self) -> dict[str, int]:
        return {urn: at for at, urn in reversed(list(enumerate(self.table[URN].str.strip())))}

    @cached_property
    def _by_name(self) -> Mapping[str, list[int]]:
        from programme.rules.company import plain

        return _positions(map(plain, self.table[NAME]))

    @cached_property
    def _by_postcode(self) -> Mapping[str, list[int]]:
        return _positions(map(postcode_key, self.table[FILLING["postcode"]]))

    def _school(self, at: int) -> School:
        row = {str(heading): value.strip() for heading, value in self.table.iloc[at].items()}
        known = {name: row[heading] for name, heading in FILLING.items()}
        if row[FLAG] not in EMPLOYERS:
            known |= {"trust": "", "trust_code": ""}
        grid = _metres(known.pop("easting")), _metres(known.pop("northing"))
        known["phase"] = "" if known["phase"] == "Not applicable" else known["phase"]
        return School(
            urn=row[URN],
            name=row[NAME],
            is_open=not row[STATUS] or row[STATUS].startswith("Open"),
            place=Place(*grid) if all(grid) else None,
            **known,
        )


def read_register(path: Path) -> Register:
    """The register in a file, still without links; raises Unreadable where it cannot be read or is none."""
    optional = (STATUS, FLAG, *FILLING.values())
    table, missing = _table(path, (URN, NAME), optional, DOWNLOAD)
    lost = tuple(name for name, heading in FILLING.items() if heading in missing)
    if FLAG in missing:
        lost += ("trust", "trust_code")
    return Register(table, {}, tuple(dict.fromkeys(lost)))


def read_links(path: Path) -> Mapping[str, Sequence[str]]:
    """What became of each URN that is no more, by the links in a file; raises Unreadable as above."""
    table, _ = _table(path, (URN, LINK, KIND), (), DOWNLOAD_LINKS)
    found: dict[str, list[str]] = defaultdict(list)
    for urn, other, kind in zip(table[URN], table[LINK], table[KIND], strict=True):
        if kind.startswith(("Successor", "Result of Amalgamation")):
            found[urn.strip()].append(other.strip())
        elif kind.startswith("Predecessor"):
            found[other.strip()].append(urn.strip())
    return found


def _table(path: Path, needed: Collection[str], optional: Collection[str], cure: str) -> tuple[pd.DataFrame, set[str]]:
    """The columns of these headings, as text, blank where the file has no such heading; and those headings."""
    import pandas as pd

    content = _content(path, cure)
    as_text: Any = {
        "encoding": _encoding(content),
        "encoding_errors": "replace",
        "dtype": str,
        "na_filter": False,
        "index_col": False,
    }
    try:
        headings = {heading_key(str(x)): x for x in pd.read_csv(BytesIO(content), nrows=0, **as_text).columns}
        used = {headings[heading_key(x)]: x for x in (*needed, *optional) if heading_key(x) in headings}
        lacking = [heading for heading in needed if heading not in used.values()]
        if lacking:
            raise Unreadable(Fault(path.name, f"has no column {lacking[0]}", cure))
        table = pd.read_csv(BytesIO(content), usecols=list(used), **as_text)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        why = "its last quotation mark is never closed" if "EOF inside string" in str(error) else str(error).strip()
        raise Unreadable(Fault(path.name, f"is no CSV ({why})", cure)) from None
    missing = {heading for heading in optional if heading not in used.values()}
    return table.rename(columns=used).assign(**dict.fromkeys(missing, "")), missing


def _content(path: Path, cure: str) -> bytes:
    if path.exists() and not path.is_file():
        raise Unreadable(Fault(str(path), "is not a file", cure))
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(Fault(path.name, "is larger than any register of schools", cure))
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(Fault(str(path), f"cannot be read: {error.strerror}", cure)) from None
    if content.startswith(ZIP):
        raise Unreadable(Fault(path.name, "is a zip or a workbook", "Unpack it, and name the CSV in it."))
    return content


def _encoding(content: bytes) -> str:
    """Windows-1252 as published, or UTF-8 where somebody has saved it anew."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _positions(keys: Iterable[str]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        found[key].append(at)
    return found


def _metres(text: str) -> float:
    try:
        return float(round(float(text or 0)))
    except ValueError:
        return 0.0
