"""Changes of the spreadsheets, as they are told, written into the files of a folder by ordinary csv writing."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from programme.reading.cells import slots

Row = dict[str, str]


def write_edits(folder: Path, edits: Iterable[Mapping[str, Any]]) -> None:
    """Each change as ``show --why --json`` tells it; a column that the file has not is added."""
    for edit in edits:
        path = folder / edit["file"]
        if "new_row" in edit:
            write_rows(path, [*rows_of(path), dict(edit["new_row"])])
        elif path.suffix == ".toml":
            _set_key(path, edit["column"], edit["value"])
        else:
            _set_cell(path, edit)


def _set_cell(path: Path, edit: Mapping[str, Any]) -> None:
    """The cell of the row that is told, which must be that of the id."""
    rows = rows_of(path)
    row = rows[edit["row"] - 2]
    if edit["key"] != next(iter(row.values())):
        raise AssertionError(f"{edit['key']} is not in row {edit['row']} of {path.name}")
    row[edit["column"]] = edit["value"]
    write_rows(path, rows)


def _set_key(path: Path, key: str, value: str) -> None:
    others = [line for line in path.read_text("utf-8").splitlines() if not re.match(rf"{key}\s*=", line)]
    path.write_text("\n".join([f"{key} = {value}", *others]) + "\n", "utf-8")


def carry_out(folder: Path, who: str, changes: Iterable[str]) -> None:
    """Does to the spreadsheets what a sentence of waiting.csv says; changes that are made together."""
    for change in changes:
        _carry_out(folder, who, change)


def remedies(remedy: str) -> list[list[str]]:
    """What such a sentence says would help, each as the changes to be made together; none where it says so."""
    found = re.fullmatch("a fresh plan would place them with (.*)", remedy)
    plain = re.sub(r" \(and \d+ others? who waits?\)", "", found[1]) if found else ""
    return [re.split(r", (?=a |\d|one )| and (?=a |\d|one |no )", one) for one in plain.split(", or ") if one]


def _carry_out(folder: Path, who: str, change: str) -> None:
    leaders = rows_of(folder / "leaders.csv")
    mine = next(row for row in leaders if row["leader_id"] == who)
    spot = next((row for row in leaders if f"near {row['name']}" in change), mine)
    place = {name: spot[name] for name in ("easting", "northing")}
    if found := re.fullmatch(r"a free (\w+ [ap]m)", change):
        blocked = [slot.label for slot in sorted(slots(mine["cannot_attend"])) if slot.label != found[1]]
        mine["cannot_attend"] = "; ".join(blocked)
    elif found := re.fullmatch(r"a travel limit of (\d+) minutes", change):
        mine["max_travel_minutes"] = found[1]
    elif re.fullmatch(r"no pin to S\d+", change):
        mine["pinned"] = ""
    elif found := re.fullmatch(r"(\d+) more .* from other schools and trusts near .*", change):
        leaders += [person(900 + n, mine["level"], **place) for n in range(int(found[1]))]
    elif found := re.fullmatch(r"one more facilitator for (?:(\d+) sets of )?[\w ]+", change):
        _add(folder / "facilitators.csv", lead(90, **place, levels=mine["level"], max_sets=found[1] or "1"))
    elif re.fullmatch(r"a venue near .* school", change):
        _add(folder / "venues.csv", room(90, **place))
    else:
        raise AssertionError(f"a change that nobody can carry out: {change}")
    write_rows(folder / "leaders.csv", leaders)


def person(number: int, level: str, **cells: str) -> Row:
    known = {"leader_id": f"L{number:02d}", "name": f"Leader {number}", "school": f"School {number}", "level": level}
    place = {"easting": str(430_000 + 100 * number), "northing": "433000"}
    return known | place | {"email": f"leader{number}@example.org"} | cells


def lead(number: int, **cells: str) -> Row:
    known = {"facilitator_id": f"F{number}", "name": f"Facilitator {number}", "email": f"lead{number}@example.org"}
    return known | {"easting": "430000", "northing": "433000"} | cells


def room(number: int, **cells: str) -> Row:
    known = {"venue_id": f"V{number}", "name": f"Venue {number}", "address": f"{number} Market Street"}
    return known | {"easting": "430000", "northing": "433000"} | cells


def rows_of(path: Path) -> list[Row]:
    """The rows of a file, in UTF-8 with or without a byte order mark."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [dict(row) for row in csv.DictReader(lines)]


def write_rows(path: Path, rows: list[Row]) -> None:
    """A file of these rows, with all columns that any of them has."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, headings, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _add(path: Path, row: Row) -> None:
    write_rows(path, [*rows_of(path), row])
