"""docs/formats.md says what the program does, no more and no less."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from functools import cache
from importlib import import_module
from pathlib import Path

import click
import pytest

from programme.plans import Minutes, Summary
from programme.reading.columns import SHEETS, SheetKind
from programme.reading.files import MOST_BYTES
from programme.reading.findings import WORKBOOK
from programme.reading.keys import BY_NAME, DEFAULTS, FILE, KEYS, REQUIRED, Key
from programme.reading.levels import LADDER
from programme.reading.packages import MOST_CELLS, MOST_UNPACKED
from programme.records import HalfDay
from programme.store.sheets import MEETINGS, SETS, WAITING
from report.sheets import COLUMNS

PAGE = (Path(__file__).parent.parent / "docs" / "formats.md").read_text("utf-8")


@cache
def table(heading: str) -> dict[str, list[str]]:
    """The rows of the first table below a heading by their first cell, without its marks."""
    below = re.split(rf"^#+ {re.escape(heading)}$", PAGE, maxsplit=1, flags=re.M)[1]
    lines = re.search(r"^\|.*\n\| ---.*\n((?:\|.*\n)+)", below, re.M)
    assert lines is not None
    rows = [[cell.strip() for cell in line.strip(" |").split(" | ")] for line in lines[1].splitlines()]
    return {row[0].strip("*`"): row for row in rows}


def written(value: object) -> str:
    """A default as programme.toml would say it."""
    if value is MISSING:
        return "required"
    if isinstance(value, HalfDay):
        return f'`"{value.start:%H:%M}-{value.end:%H:%M}"`'
    if value in {(), "", None}:
        return "none"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def default(key: Key) -> object:
    """What holds where a key is left out."""
    special = {"rules.same_school": "never", "rules.same_trust": "never", "rules.same_federation": "never"}
    return special.get(key.name, DEFAULTS.get(key.field, ()))


def test_every_key_stands_in_the_docs_and_no_other() -> None:
    assert list(table("`programme.toml`")) == [key.name for key in KEYS]


@pytest.mark.parametrize("name", BY_NAME)
def test_the_docs_give_the_default_of_a_key(name: str) -> None:
    assert table("`programme.toml`")[name][1] == written(default(BY_NAME[name]))


def test_the_keys_without_default_are_those_that_are_required() -> None:
    assert [key.name for key in KEYS if default(key) is MISSING] == list(REQUIRED)


def test_every_file_stands_in_the_docs_and_no_other() -> None:
    assert list(table("The programme folder")) == [FILE, *(kind.file for kind in SHEETS), WORKBOOK]


@pytest.mark.parametrize("kind", SHEETS, ids=lambda kind: kind.file)
def test_a_file_is_marked_as_required(kind: SheetKind) -> None:
    assert (table("The programme folder")[kind.file][1] == "yes") == kind.required


@pytest.mark.parametrize("kind", SHEETS, ids=lambda kind: kind.file)
def test_every_column_stands_in_the_docs_and_no_other(kind: SheetKind) -> None:
    assert list(table(f"`{kind.file}`")) == [column.name for column in kind.columns]


@pytest.mark.parametrize("kind", SHEETS, ids=lambda kind: kind.file)
def test_required_columns_are_bold(kind: SheetKind) -> None:
    bold = [name for name, row in table(f"`{kind.file}`").items() if row[0].startswith("**")]
    assert bold == [column.name for column in kind.columns if column.required]


@pytest.mark.parametrize(
    ("sheet", "column"), [("facilitators.csv", "max_sets"), ("venues.csv", "rooms"), ("venues.csv", "capacity")]
)
def test_the_docs_say_what_a_blank_number_stands_for(sheet: str, column: str) -> None:
    kind = next(kind for kind in SHEETS if kind.file == sheet)
    assert f"blank: {kind.column(column).blank}" in table(f"`{sheet}`")[column][1]


def test_the_docs_list_the_ladder_in_its_order() -> None:
    section = " ".join(PAGE.partition("## Levels")[2].split())
    places = [section.index(level) for level in LADDER]
    assert places == sorted(places)


def program() -> click.Group:
    """The command line."""
    main = import_module("cli").main
    assert isinstance(main, click.Group)
    return main


def test_every_command_stands_in_the_docs_and_no_other() -> None:
    assert list(table("Commands")) == list(program().commands)


@pytest.mark.parametrize("name", list(program().commands))
def test_every_option_stands_in_the_docs_and_no_other(name: str) -> None:
    options = [p.opts[0] for p in program().commands[name].params if isinstance(p, click.Option)]
    told = table("Commands")[name][1]
    assert sorted(re.findall(r"--[a-z-]+", told)) == sorted(options)


@pytest.mark.parametrize(
    ("file", "columns"), [("sets.csv", SETS), ("meetings.csv", MEETINGS), ("waiting.csv", WAITING)]
)
def test_every_column_of_a_plan_stands_in_the_docs_and_no_other(file: str, columns: tuple[str, ...]) -> None:
    assert list(table(f"`{file}`")) == list(columns)


def test_every_part_of_the_minutes_stands_in_the_docs_and_no_other() -> None:
    assert list(table("`minutes`")) == [field.name for field in fields(Minutes)]


def test_every_key_of_the_summary_stands_in_the_docs_and_no_other() -> None:
    assert list(table("`summary.json`")) == [*(field.name for field in fields(Summary)), "last_serial"]


def test_every_sheet_of_the_workbook_stands_in_the_docs_and_no_other() -> None:
    told = {title: re.findall(r"`(\w+)`", row[2]) for title, row in table("The workbook").items()}
    assert told == {title: list(columns) for title, columns in COLUMNS.items()}


@pytest.mark.parametrize(("words", "limit"), [("{:,} cells", MOST_CELLS), ("{} MB once", MOST_UNPACKED // 2**20)])
def test_the_docs_say_how_large_a_workbook_may_be(words: str, limit: int) -> None:
    assert words.format(limit) in PAGE


def test_the_docs_say_how_large_a_file_may_be() -> None:
    assert f"No file is larger than {MOST_BYTES // 2**20} MB" in PAGE
