"""Which files a programme folder has, and what each says, before the sheets are held together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from programme.reading import columns
from programme.reading.advice import did_you_mean
from programme.reading.columns import SHEETS, SheetKind, heading_key
from programme.reading.files import tell_open
from programme.reading.findings import WORKBOOK, Findings
from programme.reading.keys import FILE, PATHS, ROAD_TIMES
from programme.reading.settings import Given, read_settings, settings_of
from programme.reading.sheets import IF_YOUR_OWN, Sheet, read_sheet, sheet_of
from programme.reading.tables import Table
from programme.reading.workbook import WorkbookSheet, read_workbook

FILES = (FILE, *(kind.file for kind in SHEETS))
REQUIRED_FILES = (FILE, *(kind.file for kind in SHEETS if kind.required))
OTHER_WORKBOOKS = (".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods", ".numbers")
IGNORED = "is no {} of a programme, and is ignored"


@dataclass(frozen=True, slots=True)
class Contents:
    """What the files say; a sheet is None where its file is absent or cannot be read at all.

    ``broken`` names the files that are there, or should be, and cannot be read.
    """

    given: Given
    leaders: Sheet | None
    facilitators: Sheet | None
    venues: Sheet | None
    closures: Sheet | None
    levels: Sheet | None
    travel: Sheet | None
    previous_sets: Sheet | None
    broken: frozenset[str]


@dataclass(frozen=True, slots=True)
class Book:
    """What the workbook holds: tables by the file that each stands for, and tabs that stand for none.

    ``twice`` names the files of which there is a sheet as well. ``broken``: there is a workbook, and
    nobody knows what is in it.
    """

    tables: dict[str, Table] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    twice: set[str] = field(default_factory=set)
    broken: bool = False


def read_folder(folder: Path, findings: Findings, instead: Mapping[str, Any] = MappingProxyType({})) -> Contents:
    """Every file of the folder, and every sheet of its workbook; raises InputProblems where there is no folder.

    ``instead`` has values of keys that stand in for those of programme.toml.
    """
    names = _names(folder, findings)
    book = _book(folder, names, findings)
    tell_open(names, (name for name in (*FILES, WORKBOOK) if name in names), findings)
    given = _with(_given(folder, names, book, findings), instead, findings)
    _check_names([name for name in names if name not in {ROAD_TIMES, *map(given.get, PATHS)}], book, findings)
    found = {kind: _sheet(folder, kind, names, book, given, findings) for kind in SHEETS}
    return Contents(
        given=given,
        leaders=found[columns.LEADERS],
        facilitators=found[columns.FACILITATORS],
        venues=found[columns.VENUES],
        closures=found[columns.CLOSURES],
        levels=found[columns.LEVELS],
        travel=found[columns.TRAVEL],
        previous_sets=found[columns.PREVIOUS_SETS],
        broken=frozenset(
            kind.file
            for kind in SHEETS
            if found[kind] is None and (kind.required or book.broken or kind.file in {*names, *book.tables})
        ),
    )


def _names(folder: Path, findings: Findings) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        cure = "Check the name, or write an example to start from: setwright new FOLDER."
        findings.problem(str(folder), "is not there", cure)
    except NotADirectoryError:
        findings.problem(str(folder), "is a file, not a folder", "Name the folder that holds programme.toml.")
    except PermissionError:
        findings.problem(str(folder), "may not be read by you", "Change the folder's permissions.")
    except (OSError, ValueError) as error:
        findings.problem(str(folder), f"cannot be read ({error})", "Check the name of the folder.")
    findings.raise_problems()
    return []


def _book(folder: Path, names: list[str], findings: Findings) -> Book:
    if WORKBOOK not in names:
        return Book(broken=_tell_other_workbooks(names, findings))
    by_key = {heading_key(_tab(file)): file for file in FILES}
    sheets = read_workbook(folder / WORKBOOK, lambda title: heading_key(title) in by_key, findings)
    book = Book(broken=sheets is None)
    for sheet in sheets or ():
        if file := by_key.get(heading_key(sheet.title)):
            _put(sheet, file, names, book, findings)
        else:
            book.strangers.append(sheet.title)
    return book


def _put(sheet: WorkbookSheet, file: str, names: list[str], book: Book, findings: Findings) -> None:
    if file in findings.tabs:
        fault = f"has two sheets of one name, {findings.tabs[file]!r} and {sheet.title!r}"
        findings.problem(WORKBOOK, fault, "Keep one of the two, and rename the other.")
    elif file in names:
        fault = f"has a sheet {sheet.title!r}, and beside it is the file {file}"
        findings.problem(WORKBOOK, fault, "Keep one of the two, and delete or rename the other.")
        book.twice.add(file)
    elif sheet.table is not None:
        book.tables[file] = sheet.table
        findings.tabs[file] = sheet.title.strip()
        if sheet.hidden:
            findings.warn(file, "is a hidden sheet, and is read all the same", "Unhide it to see what it holds.")


def _tell_other_workbooks(names: list[str], findings: Findings) -> bool:
    """Tells of a workbook that is kept in another way than it can be read; whether there is one."""
    found = [name for name in names if name.casefold().startswith(f"{_tab(FILE)}.") and _suffix(name)]
    for name in found:
        kind = "with macros" if _suffix(name) in {".xlsm", ".xltm"} else "of another kind"
        cure = f"Save it as Excel Workbook (.xlsx), under the name {WORKBOOK}."
        findings.problem(name, f"is a workbook {kind}, which is not read", cure)
    return bool(found)


def _suffix(name: str) -> str:
    """The ending of a file that another spreadsheet program, or another version, keeps workbooks in."""
    return next((suffix for suffix in OTHER_WORKBOOKS if name.casefold().endswith(suffix)), "")


def _tab(file: str) -> str:
    """What a sheet of the workbook is called that stands for a file."""
    return file.partition(".")[0]


def _check_names(names: list[str], book: Book, findings: Findings) -> None:
    """Tells of missing files that must be there, and of files and tabs that look like sheets and are none."""
    present = {*names, *book.tables}
    strangers = [name for name in names if name not in FILES and _looks_like_ours(name)]
    for file in REQUIRED_FILES:
        if file not in present and not book.broken:
            _tell_missing(file, WORKBOOK in names, strangers, book, findings)
    missing = [file for file in FILES if file not in present]
    for name in strangers:
        cure = did_you_mean(name, [*missing, *({WORKBOOK} - present)], IF_YOUR_OWN)
        findings.warn(name, IGNORED.format("file"), cure)
    for tab in book.strangers:
        cure = did_you_mean(tab, map(_tab, missing), IF_YOUR_OWN)
        findings.warn(WORKBOOK, IGNORED.format("sheet"), cure, value=tab)
    if columns.CLOSURES.file not in present and not book.broken:
        fault = "is not there: only weekends and bank holidays are kept free"
        findings.warn(columns.CLOSURES.file, fault, "Add a row for each holiday and half term.")


def _tell_missing(file: str, in_workbook: bool, strangers: list[str], book: Book, findings: Findings) -> None:
    if in_workbook:
        cure = did_you_mean(_tab(file), book.strangers, f"Add a sheet {_tab(file)}, or a file {file} beside it.")
        findings.problem(WORKBOOK, f"has no sheet {_tab(file)}", cure)
    else:
        otherwise = f"The folder must hold a file {file}, or {WORKBOOK} with a sheet {_tab(file)}."
        findings.problem(file, "is missing", did_you_mean(file, strangers, otherwise))


def _looks_like_ours(name: str) -> bool:
    fold = name.casefold()
    ours = fold.endswith((".csv", ".toml", ".xlsx", *OTHER_WORKBOOKS))
    return ours and name != WORKBOOK and not fold.startswith(("~$", "."))


def _given(folder: Path, names: list[str], book: Book, findings: Findings) -> Given:
    if FILE in book.tables:
        return settings_of(book.tables[FILE], findings)
    if FILE in names and FILE not in book.twice:
        return read_settings(folder, findings)
    return Given({}, frozenset(), known=False)


def _with(given: Given, instead: Mapping[str, Any], findings: Findings) -> Given:
    for name, value in instead.items():
        if given.known and given.get(name) != value:
            fault = "is given to this command alone, and no other will know it"
            findings.warn(FILE, fault, f'Write {name} = "{value}" for all.', column=name)
    return replace(given, values={**given.values, **instead})


def _sheet(
    folder: Path, kind: SheetKind, names: list[str], book: Book, given: Given, findings: Findings
) -> Sheet | None:
    used = frozenset(map(heading_key, given.wishes)) if kind is columns.LEADERS else frozenset()
    if kind is columns.LEADERS and given.get("gias"):
        kind = kind.leaving_open("school")
    if kind.file in book.tables:
        return sheet_of(book.tables[kind.file], kind, findings, used)
    if kind.file in names and kind.file not in book.twice:
        return read_sheet(folder, kind, findings, used)
    return None
