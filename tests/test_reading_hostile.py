"""Files that are made to exhaust whoever reads them are refused, with what to do, in less than a gigabyte."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import GIGABYTE, HOSTILE

COPY = "Copy the sheets of the programme, values only, into a new workbook."
ANEW = "Open it in Excel or LibreOffice, and save it anew as Excel Workbook (.xlsx)."
UNLOCK = "Take the password off (in Excel: File, Info, Protect Workbook)."
DELETE = "Delete what is not of the programme."
TOLD = {
    "zip_bomb": f"programme.xlsx: unpacks to more than 100 MB. {COPY}",
    "two_gigabytes": f"programme.xlsx: unpacks to more than 100 MB. {COPY}",
    "many_parts": f"programme.xlsx: is made of more than 2,000 parts. {COPY}",
    "entity_bomb": f"programme.xlsx: has a document type in its XML, as no spreadsheet program writes. {ANEW}",
    "a_million_columns": (
        f"programme.xlsx: has cells beyond the last row or column that a spreadsheet has. {COPY}"
    ),
    "a_million_filled_columns": (
        "leaders.csv: has 1,000,000 columns, more than 250. Delete the columns that are not of the programme."
    ),
    "far_cells": f"programme.xlsx: holds more than 320,000 cells, or 32 MB of text. {COPY}",
    "far_row": f"programme.xlsx: has cells beyond the last row or column that a spreadsheet has. {COPY}",
    "last_rows": (
        "programme.xlsx, programme, name: is missing. Write name in the first column and its value, "
        "such as Leeds action learning 2026/27, in the second."
    ),
    "too_many_cells": f"programme.xlsx: holds more than 320,000 cells, or 32 MB of text. {COPY}",
    "merged_over_everything": (
        "programme.xlsx, leaders, row 1, leader_id: is missing from the headings. Add a column headed leader_id."
    ),
    "merged_far_down": f"programme.xlsx: holds more than 320,000 cells, or 32 MB of text. {COPY}",
    "deep_xml": f"programme.xlsx: holds more formats and settings than any programme needs. {COPY}",
    "many_styles": f"programme.xlsx: holds more formats and settings than any programme needs. {COPY}",
    "many_strings": f"programme.xlsx: holds more than 320,000 cells, or 32 MB of text. {COPY}",
    "one_long_text": f"programme.xlsx: has a cell of more than 32,767 letters. {COPY}",
    "a_long_text_everywhere": f"programme.xlsx: holds more than 320,000 cells, or 32 MB of text. {COPY}",
    "macros": (
        "programme.xlsx: has macros in it. Save it as Excel Workbook (.xlsx), which leaves the macros out."
    ),
    "password": f"programme.xlsx: is protected by a password. {UNLOCK}",
    "locked_parts": f"programme.xlsx: is protected by a password. {UNLOCK}",
    "old_workbook": (
        "programme.xlsx: is a workbook of Excel 97 to 2003, or another old document. Save it as Excel Workbook (.xlsx)."
    ),
    "cut_off": f"programme.xlsx: is damaged, or no workbook. {ANEW}",
    "long_file": (
        "leaders.csv: has 2,048 MB, more than 32. "
        "Delete what is not of the programme, or save it in a file of another name."
    ),
    "short_cells": f"leaders.csv: has more than 2,000,000 cells. {DELETE}",
    "one_long_cell": (
        "leaders.csv, row 1: has a cell of more than 131,072 letters. Is a quotation mark never closed?"
    ),
    "folder_of_that_name": (
        "leaders.csv: is a folder, not a file. Move it away and put the file in its place."
    ),
    "link_out": "leaders.csv: is a link that leads out of the folder. Put the file itself in its place.",
    "link_to_itself": (
        "leaders.csv: cannot be read (Too many levels of symbolic links). Check the disk and copy the file anew."
    ),
}  # fmt: skip
READ_ALL = """
import json, resource, sys
from pathlib import Path
from programme.problems import InputProblems
from programme.reading import read_programme

resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
told = {}
for folder in sorted(Path(sys.argv[2]).iterdir()):
    try:
        read_programme(folder)
    except InputProblems as problems:
        told[folder.name] = str(problems.problems[0])
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is told first of each file, read in a process that may have a gigabyte."""
    pytest.importorskip("resource", reason="memory cannot be limited on this system")
    folder = tmp_path_factory.mktemp("hostile")
    for make in HOSTILE:
        (folder / make.__name__).mkdir()
        make(folder / make.__name__)
    words = [sys.executable, "-c", READ_ALL, str(GIGABYTE), str(folder)]
    done = subprocess.run(words, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", [make.__name__ for make in HOSTILE])
def test_a_hostile_file_is_refused_with_what_to_do(told: dict[str, str], name: str) -> None:
    assert told.get(name) == TOLD[name]
