"""Whatever the files hold, reading ends in a programme or in problems, never in an error of its own."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.problems import InputProblems, Problem
from programme.reading import read_programme
from programme.reading.columns import SHEETS, Column
from programme.reading.keys import KEYS, Key
from tests.tiny_folder import ROWS, Tiny

FILES = ("programme.toml", *ROWS, "levels.csv", "travel.csv")
PIECES = st.sampled_from(
    ["2026-11-03", "..", ";", ",", "\n", "\r", '"', "Mon", "am", "-1", "0", "9e9", "é", "\t", "=", "[", "]", "{", "L1"]
)
ROUGH = st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join)
VALUES = (
    *("0", "-1", "true", "1.5", "nan", "inf", "2026-01-01", "09:30:00"),
    *('""', '"x"', "[]", "[[]]", "{}", "{a = 1}"),
)
COLUMNS = [(kind.file, column) for kind in SHEETS if kind.file in ROWS for column in kind.columns]


def read(folder: Path) -> tuple[Problem, ...]:
    """What is told of a folder, as problems or, where it can be read, as warnings."""
    try:
        return read_programme(folder).warnings
    except InputProblems as told:
        return told.problems


def reads(folder: Path) -> None:
    """Reads a folder; whatever is told has a fault and a cure, and stands on one line."""
    for told in read(folder):
        assert told.fault
        assert told.cure
        assert len(str(told).splitlines()) == 1


@given(st.sampled_from(FILES), ROUGH | st.text(), st.booleans())
@settings(max_examples=150)
def test_any_text_in_a_file(name: str, text: str, below: bool) -> None:
    with TemporaryDirectory() as folder:
        tiny = Tiny(Path(folder))
        start = tiny.text(name) if below and name in tiny.tables else ""
        reads(tiny.content(name, (start + text).encode("utf-8", "surrogatepass")).write())


@given(st.sampled_from(FILES), st.binary())
@settings(max_examples=60)
def test_any_bytes_in_a_file(name: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        reads(Tiny(Path(folder)).content(name, content).write())


@given(st.sampled_from(COLUMNS), ROUGH)
@settings(max_examples=200)
def test_any_text_in_a_cell(where: tuple[str, Column], text: str) -> None:
    sheet, column = where
    with TemporaryDirectory() as folder:
        reads(Tiny(Path(folder)).cell(sheet, 2, **{column.name: text}).write())


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_any_value_of_a_key(tmp_path: Path, key: Key) -> None:
    table, _, last = key.name.rpartition(".")
    for value in VALUES:
        tiny = Tiny(tmp_path)
        reads((tiny.table(f"[{table}]\n{last} = {value}\n") if table else tiny.key(**{key.name: value})).write())
