"""Files that are made to exhaust whoever reads them, each in an otherwise good folder."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from openpyxl.utils import get_column_letter

from tests.tiny_folder import Tiny
from tests.tiny_workbook import Book, repacked

GIGABYTE = 1024**3
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
SHARED = (
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def workbook(folder: Path, **parts: str | bytes) -> Path:
    """A folder with a workbook, parts of whose package are replaced or added."""
    path = folder / "programme.xlsx"
    Book(folder).write()
    path.write_bytes(repacked(path.read_bytes(), dict(parts)))
    return folder


def sheet(rows: str, merged: str = "") -> str:
    """The part of a sheet that has these rows and merged areas, in XML."""
    return f"<worksheet {SPACE}><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"


def zip_bomb(folder: Path) -> Path:
    """A part of 120 MB of spaces, which are packed into 120 kB."""
    return workbook(folder, sheet2=b" " * (120 * 1024**2))


def two_gigabytes(folder: Path) -> Path:
    """A workbook of which one part says that it unpacks to 2 GB."""
    path = workbook(folder) / "programme.xlsx"
    content = bytearray(path.read_bytes())
    first = content.index(b"PK\x01\x02")
    content[first + 24 : first + 28] = struct.pack("<L", 2 * GIGABYTE)
    path.write_bytes(content)
    return folder


def many_parts(folder: Path) -> Path:
    """A package whose directory lists 100,000 parts."""
    part = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, *(0,) * 8, 1, *(0,) * 6) + b"a"
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, 100_000 * len(part), 0, 0)
    workbook(folder).joinpath("programme.xlsx").write_bytes(b"PK\x03\x04" + part * 100_000 + end)
    return folder


def entity_bomb(folder: Path) -> Path:
    """The billion laughs: ten entities, each of which is ten of the one before."""
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row>'
    return workbook(folder, sheet2=f'<!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]>{sheet(row)}')


def a_million_columns(folder: Path) -> Path:
    """A sheet with a million cells in its first row, of which spreadsheets have 16,384."""
    return workbook(folder, sheet2=sheet(f'<row r="1">{"<c><v>1</v></c>" * 1_000_000}</row>'))


def a_million_filled_columns(folder: Path) -> Path:
    """A CSV file with a million headings."""
    return Tiny(folder).sheet("leaders.csv", ",".join(f"x{n}" for n in range(1_000_000)) + "\n").write()


def far_cells(folder: Path) -> Path:
    """A hundred thousand rows whose only cell is in the last column."""
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 100_001))
    return workbook(folder, sheet2=sheet(rows))


def far_row(folder: Path) -> Path:
    """A row of a number that no spreadsheet has."""
    return workbook(folder, sheet2=sheet('<row r="999999999999"><c><v>1</v></c></row>'))


def last_rows(folder: Path) -> Path:
    """A cell in the last row of every sheet."""
    row = sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    return workbook(folder, **{f"sheet{n}": row for n in range(1, 6)})


def too_many_cells(folder: Path) -> Path:
    """A sheet of 600,000 short cells."""
    rows = "".join(f'<row r="{n}">{"<c><v>1</v></c>" * 20}</row>' for n in range(1, 30_001))
    return workbook(folder, sheet2=sheet(rows))


def as_many_cells_as_may_be(folder: Path) -> Path:
    """A sheet of 310,000 short texts, without the dimension that programs write in front of them."""
    cells = '<c t="inlineStr"><is><t>x</t></is></c>' * 20
    return workbook(folder, sheet2=sheet("".join(f'<row r="{n}">{cells}</row>' for n in range(1, 15_501))))


def merged_over_everything(folder: Path) -> Path:
    """Ten thousand areas, each merged over all rows of a sheet."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 10_001))
    areas = "".join(f'<mergeCell ref="A{n}:A1048576"/>' for n in range(1, 10_001))
    return workbook(folder, sheet2=sheet(rows, areas))


def merged_far_down(folder: Path) -> Path:
    """Sixteen thousand cells, each merged over the twenty thousand rows below."""
    names = [get_column_letter(column) for column in range(1, 16_001)]
    first = "".join(f'<c r="{name}1"><v>1</v></c>' for name in names)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 20_001))
    areas = "".join(f'<mergeCell ref="{name}1:{name}20000"/>' for name in names)
    return workbook(folder, sheet2=sheet(f"<row>{first}</row>{rows}", areas))


def deep_xml(folder: Path) -> Path:
    """A million elements, each in the one before."""
    return workbook(folder, sheet2=sheet("<x>" * 1_000_000 + "</x>" * 1_000_000))


def many_styles(folder: Path) -> Path:
    """A workbook with a million formats."""
    return workbook(folder, styles=f"<styleSheet {SPACE}><cellXfs>{'<xf/>' * 1_000_000}</cellXfs></styleSheet>")


def many_strings(folder: Path) -> Path:
    """A workbook with 400,000 texts in its table of texts."""
    return workbook(folder, sharedStrings=f"<sst {SPACE}>{'<si><t>x</t></si>' * 400_000}</sst>")


def one_long_text(folder: Path) -> Path:
    """A workbook with a text of twenty million letters."""
    return workbook(folder, sharedStrings=f"<sst {SPACE}><si><t>{'x' * 20_000_000}</t></si></sst>")


def a_long_text_everywhere(folder: Path) -> Path:
    """A sheet of 100,000 cells that share one text of 30,000 letters with a blank before it."""
    cells = '<c t="s"><v>0</v></c>' * 100
    rows = "".join(f'<row r="{n}">{cells}</row>' for n in range(1, 1_001))
    texts = f'<sst {SPACE}><si><t xml:space="preserve"> {"x" * 30_000}</t></si></sst>'
    path = workbook(folder, sheet2=sheet(rows), **{"xl/sharedStrings.xml": texts}) / "programme.xlsx"
    with ZipFile(path) as package:
        types = package.read("[Content_Types].xml").decode()
    path.write_bytes(repacked(path.read_bytes(), {"[Content_Types]": types.replace("</Types>", SHARED)}))
    return folder


def macros(folder: Path) -> Path:
    """A workbook with macros that was given the name of one without."""
    return workbook(folder, **{"xl/vbaProject.bin": COMPOUND})


def password(folder: Path) -> Path:
    """A workbook that is encrypted, which is a compound file around it."""
    workbook(folder).joinpath("programme.xlsx").write_bytes(COMPOUND + "EncryptedPackage".encode("utf-16-le"))
    return folder


def locked_parts(folder: Path) -> Path:
    """A package whose parts are encrypted one by one."""
    path = workbook(folder) / "programme.xlsx"
    path.write_bytes(path.read_bytes().replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"))
    return folder


def old_workbook(folder: Path) -> Path:
    """A workbook of Excel 97 under the new name."""
    workbook(folder).joinpath("programme.xlsx").write_bytes(COMPOUND)
    return folder


def cut_off(folder: Path) -> Path:
    """A workbook of which the second half is missing."""
    path = workbook(folder) / "programme.xlsx"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return folder


def long_file(folder: Path) -> Path:
    """A CSV file of 2 GB, all of it holes."""
    with Tiny(folder).write().joinpath("leaders.csv").open("r+b") as file:
        file.truncate(2 * GIGABYTE)
    return folder


def short_cells(folder: Path) -> Path:
    """A CSV file of 12 MB in which every other byte is a comma."""
    return Tiny(folder).content("leaders.csv", b"leader_id,name\n" + b"x,y\n" * (3 * 1024**2)).write()


def one_long_cell(folder: Path) -> Path:
    """A CSV file of 31 MB that is one cell."""
    return Tiny(folder).content("leaders.csv", b"x" * (31 * 1024**2)).write()


def folder_of_that_name(folder: Path) -> Path:
    """A folder where a file should be."""
    (Tiny(folder).content("leaders.csv", None).write() / "leaders.csv").mkdir()
    return folder


def link_out(folder: Path) -> Path:
    """A link to a file of the system."""
    (Tiny(folder).content("leaders.csv", None).write() / "leaders.csv").symlink_to(Path(os.devnull).parent / "zero")
    return folder


def link_to_itself(folder: Path) -> Path:
    """A link that leads to itself."""
    (Tiny(folder).content("leaders.csv", None).write() / "leaders.csv").symlink_to("leaders.csv")
    return folder


HARDEST = as_many_cells_as_may_be
"""What is just not refused."""
HOSTILE: tuple[Callable[[Path], Path], ...] = (
    zip_bomb,
    two_gigabytes,
    many_parts,
    entity_bomb,
    a_million_columns,
    a_million_filled_columns,
    far_cells,
    far_row,
    last_rows,
    too_many_cells,
    merged_over_everything,
    merged_far_down,
    deep_xml,
    many_styles,
    many_strings,
    one_long_text,
    a_long_text_everywhere,
    macros,
    password,
    locked_parts,
    old_workbook,
    cut_off,
    long_file,
    short_cells,
    one_long_cell,
    folder_of_that_name,
    link_out,
    link_to_itself,
)
