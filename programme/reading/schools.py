"""Fills in what the register of schools knows of leaders' schools, and shows where it and leaders.csv disagree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import hypot
from pathlib import Path
from typing import TypeVar

from programme.reading.advice import listed
from programme.reading.cells import Unreadable
from programme.reading.columns import heading_key
from programme.reading.findings import Findings
from programme.reading.folder import Contents
from programme.reading.keys import FILE
from programme.reading.places import PAIRS, has_place, place_of
from programme.reading.postcodes import postcode_key
from programme.reading.register import Register, School, read_links, read_register
from programme.reading.sheets import Row

T = TypeVar("T")

FILLED = ("urn", "school", "trust", "trust_code", "federation", "phase", "area", "postcode", "easting", "northing")
ELSEWHERE_KM = 1.0
MOST_NAMED = 5


def fill_in_schools(folder: Path, contents: Contents, findings: Findings) -> None:
    """Fills the blank cells of leaders from the register that ``gias`` names, if it does; tells what stays open."""
    given = contents.given
    if not given.get("gias"):
        for name in ("gias_links", "gias_wins"):
            if given.get(name):
                findings.warn(FILE, "has no effect without gias", "Name the register, or delete the key.", column=name)
        return
    register = _register(folder, contents, findings)
    if register and contents.leaders:
        _tell_missing(register, given.get("gias"), findings)
        filler = _Filler(register, bool(given.get("gias_wins")), bool(given.get("postcodes")), findings)
        for row in contents.leaders.rows:
            filler.fill(row)


def _register(folder: Path, contents: Contents, findings: Findings) -> Register | None:
    register = _read("gias", read_register, folder, contents, findings)
    links = _read("gias_links", read_links, folder, contents, findings)
    return replace(register, successors=links or {}) if register else None


def _read(key: str, read: Callable[[Path], T], folder: Path, contents: Contents, findings: Findings) -> T | None:
    """What the file that a key names holds; None where it names none, or one that cannot be read."""
    try:
        return read(folder / contents.given.get(key)) if contents.given.get(key) else None
    except Unreadable as faults:
        findings.unreadable(FILE, faults, column=key)
        return None


def _tell_missing(register: Register, path: str, findings: Findings) -> None:
    if register.missing:
        fault = f"has no columns for {listed(register.missing)}, which are not filled in"
        findings.warn(Path(path).name, fault, "Use the file of another day, or fill them in by hand.")


@dataclass(frozen=True, slots=True)
class _Filler:
    """``wins``: the register counts where leaders.csv says something else; ``looked_up``: so are postcodes."""

    register: Register
    wins: bool
    looked_up: bool
    findings: Findings

    def fill(self, row: Row) -> None:
        """Fills the blank cells of a leader whose school is known; tells where it is not."""
        for column in FILLED:
            row.texts.setdefault(heading_key(column), "")
        if row.unreadable & {"urn", "school"}:
            return
        school = self._of_urn(row) if row.get("urn") else self._of_name(row)
        if school:
            self._settle(row, school)

    def _of_urn(self, row: Row) -> School | None:
        urn = row.get("urn")
        now, before = self.register.now(urn), self.register.school(urn)
        if len(now) > 1:
            fault = f"is closed, and several schools came of it: {_listed(now)}"
            self._problem(row, "urn", fault, "Write the urn of the one that is meant.")
            return None
        if now and now[0].urn != urn:
            self._warn(row, "urn", f"is closed, and today is {now[0]}, which is used", "Nothing need be done.")
        elif before and not now:
            fault = f"is closed, and no link leads to an open school: {before} is used"
            self._warn(row, "urn", fault, "Write the urn of what became of it, or name the links as gias_links.")
        elif not before:
            tell = self._warn if row.get("school") else self._problem
            tell(row, "urn", "is not in the register, so nothing is filled in", f"Correct it.{self._hint(row)}")
        return now[0] if now else before

    def _of_name(self, row: Row) -> School | None:
        if not row.get("school"):
            self._problem(row, "school", "is blank, and so is urn", "Fill in one of the two.")
            return None
        known = "postcode" if row.get("postcode") else "area" if row.get("area") else ""
        same = self.register.named(row.get("school"))
        fitting = [school for school in same if _fits(school, row, known)]
        if len(fitting) == 1:
            fault = f"has no urn, and by name and {known} is taken for {fitting[0]}"
            self._warn(row, "school", fault, "If that is wrong, write the urn.")
            return fitting[0]
        if fitting or (same and not known):
            self._problem(row, "school", f"has no urn, and could be {_listed(fitting or same)}", "Write the urn.")
        else:
            where = f" with this {known}" if same else ""
            fault = f"is no school of the register by this name{where}, so nothing is filled in"
            self._warn(row, "school", fault, f"Write the urn, or correct the name.{self._hint(row)}")
        return None

    def _hint(self, row: Row) -> str:
        """What the register has at the postcode, else under the name."""
        near = self.register.at(row.get("postcode")) if row.get("postcode") else []
        found = near or (self.register.named(row.get("school")) if row.get("school") else [])
        return f" The register has {_listed(found)}." if found else ""

    def _settle(self, row: Row, school: School) -> None:
        self._put(row, "urn", school.urn)
        self._settle_name(row, "school", school.name, school)
        self._settle_name(row, "phase", school.phase, school)
        district = _same(row.get("area"), school.district)
        self._settle_name(row, "area", school.district if district else school.area, school)
        self._settle_name(row, "federation", school.federation, school)
        if "trust" not in self.register.missing:
            self._settle_trust(row, school)
        self._settle_name(row, "postcode", school.postcode, school)
        if school.place:
            self._settle_place(row, school)

    def _settle_name(self, row: Row, column: str, theirs: str, school: School) -> None:
        ours = row.get(column)
        if not theirs or column in row.unreadable or _same(ours, theirs):
            return
        if not ours or self._wins(row, column, ours, repr(theirs), school):
            self._put(row, column, theirs)

    def _settle_trust(self, row: Row, school: School) -> None:
        """Name and code of a trust stand or fall together: another's code would make it that trust."""
        if row.unreadable & {"trust", "trust_code"}:
            return
        name, code = row.get("trust"), row.get("trust_code")
        theirs = " ".join(filter(None, [school.trust and repr(school.trust), school.trust_code])) or "none"
        if not (name or code) or self._wins_trust(row, name, code, theirs, school):
            self._put(row, "trust", school.trust)
            self._put(row, "trust_code", school.trust_code)

    def _wins_trust(self, row: Row, name: str, code: str, theirs: str, school: School) -> bool:
        from programme.rules.company import trust_key

        if code and school.trust_code:
            same, column = code == school.trust_code, "trust_code"
        else:
            same, column = bool(school.trust) and trust_key(name) == trust_key(school.trust), "trust"
        if same:
            self._put(row, "trust", name or school.trust)
            self._put(row, "trust_code", code or school.trust_code)
            return False
        return self._wins(row, column, row.get(column) or name or code, theirs, school)

    def _settle_place(self, row: Row, school: School) -> None:
        """Coordinates of another postcode than the register's are left to be looked up, if they are."""
        whole = any(all(row.get(name) is not None for name in pair) for pair in PAIRS)
        here, there = place_of(row) if whole else None, school.place
        if not there or (has_place(row) and not here):
            return
        km = hypot(here.easting - there.easting, here.northing - there.northing) / 1000 if here else 0.0
        if here and km > ELSEWHERE_KM:
            ours = f"{here.easting:.0f}, {here.northing:.0f}"
            used = self._wins(row, "easting", ours, f"{km:.1f} km from there", school)
        else:
            moved = self.looked_up and postcode_key(row.get("postcode") or "") != postcode_key(school.postcode)
            used = not here and not moved
        if used:
            self._put(row, "easting", there.easting)
            self._put(row, "northing", there.northing)

    def _wins(self, row: Row, column: str, ours: str, theirs: str, school: School) -> bool:
        """Whether the register's word is taken instead; both are told."""
        fault = f"is {theirs} in the register (URN {school.urn}); {'that' if self.wins else 'yours'} is used"
        cure = "Correct it here or there." if self.wins else "If the register is right, correct it, or set gias_wins."
        self._warn(row, column, fault, cure, ours)
        return self.wins

    def _put(self, row: Row, column: str, value: str | float) -> None:
        row.values[column] = value
        row.texts[heading_key(column)] = str(value)

    def _warn(self, row: Row, column: str, fault: str, cure: str, value: str | None = None) -> None:
        value = row.get(column) if value is None else value
        self.findings.warn(row.sheet, fault, cure, row=row.number, column=column, value=value or "")

    def _problem(self, row: Row, column: str, fault: str, cure: str) -> None:
        self.findings.problem(row.sheet, fault, cure, row=row.number, column=column, value=row.get(column) or "")


def _fits(school: School, row: Row, known: str) -> bool:
    if known == "postcode":
        return postcode_key(school.postcode) == postcode_key(row.get("postcode"))
    return known == "area" and any(_same(row.get("area"), area) for area in (school.area, school.district))


def _same(one: str | None, other: str) -> bool:
    from programme.rules.company import plain

    return bool(one and plain(one) == plain(other))


def _listed(schools: Sequence[School]) -> str:
    more = len(schools) - MOST_NAMED
    return listed([*map(str, schools[:MOST_NAMED]), *([f"{more} more"] if more > 0 else [])])
