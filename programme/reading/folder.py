"""Which files a programme folder has, and what each says, before the sheets are held together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from programme.reading import columns
from programme.reading.advice import did_you_mean
from programme.reading.columns import SHEETS, SheetKind, heading_key
from programme.reading.findings import Findings
from programme.reading.keys import FILE
from programme.reading.settings import Given, read_settings
from programme.reading.sheets import Sheet, read_sheet

WORKBOOK = "programme.xlsx"


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


def read_folder(folder: Path, findings: Findings) -> Contents:
    """Every file of the folder; raises InputProblems where there is no folder, or only a workbook."""
    names = _names(folder, findings)
    _check_workbook(names, findings)
    _check_names(names, findings)
    given = read_settings(folder, findings) if FILE in names else Given({}, frozenset(), known=False)
    found = {kind: _sheet(folder, kind, names, given, findings) for kind in SHEETS}
    return Contents(
        given=given,
        leaders=found[columns.LEADERS],
        facilitators=found[columns.FACILITATORS],
        venues=found[columns.VENUES],
        closures=found[columns.CLOSURES],
        levels=found[columns.LEVELS],
        travel=found[columns.TRAVEL],
        previous_sets=found[columns.PREVIOUS_SETS],
        broken=frozenset(k.file for k in SHEETS if found[k] is None and (k.required or k.file in names)),
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


def _check_workbook(names: list[str], findings: Findings) -> None:
    if WORKBOOK in names:
        cure = f"Save each of its sheets as CSV UTF-8, write {FILE}, and move the workbook out of the folder."
        findings.problem(WORKBOOK, "is a workbook, which this version does not read yet", cure)
        if not {FILE, *(kind.file for kind in SHEETS)}.intersection(names):
            findings.raise_problems()


def _check_names(names: list[str], findings: Findings) -> None:
    """Tells of missing files that must be there, and of files that look like sheets and are none."""
    known = (FILE, *(kind.file for kind in SHEETS))
    required = (FILE, *(kind.file for kind in SHEETS if kind.required))
    strangers = [name for name in names if name not in known and name.casefold().endswith((".csv", ".toml"))]
    for name in required:
        if name not in names:
            cure = did_you_mean(name, strangers, f"The folder must hold a file {name}.")
            findings.problem(name, "is missing", cure)
    for name in strangers:
        cure = did_you_mean(name, [x for x in known if x not in names], "Nothing need be done if it is your own.")
        findings.warn(name, "is no file of a programme, and is ignored", cure)
    if columns.CLOSURES.file not in names:
        fault = "is not there: only weekends and bank holidays are kept free"
        findings.warn(columns.CLOSURES.file, fault, "Add a row for each holiday and half term.")


def _sheet(folder: Path, kind: SheetKind, names: list[str], given: Given, findings: Findings) -> Sheet | None:
    if kind.file not in names:
        return None
    used = frozenset(map(heading_key, given.wishes)) if kind is columns.LEADERS else frozenset()
    return read_sheet(folder, kind, findings, used)
