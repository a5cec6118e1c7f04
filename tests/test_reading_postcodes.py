"""Coordinates from postcodes, by a file that the coordinator supplies."""

from __future__ import annotations

import os
import zipfile
from math import hypot
from pathlib import Path

import pytest

from programme.reading.cells import Unreadable
from programme.reading.postcodes import find_postcodes, postcode_key
from programme.records import Place
from tests.tiny_folder import Tiny

GUESSED = "journeys that travel.csv does not give are taken to be as long as the limit"
GIVE = "Give easting and northing, or latitude and longitude."
ONSPD = "pcd,pcd2,pcds,oseast1m,osnrth1m,lat,long\n"
ONSPD_ROW = '"LS1 1AA","LS1  1AA","LS1 1AA",429785,433800,53.7997,-1.5492\n'
CODE_POINT = '"LS1 1AA",10,429785,433800,"E92000001","","","","E08000035","E05011389"\n'
LEEDS = Place(429_785, 433_800)


def nowhere(path: Path, postcode: str = "ls11aa") -> Tiny:
    """A folder whose first leader has a postcode and no coordinates."""
    return Tiny(path).leader(2, easting="", northing="", postcode=postcode)


def zipped(path: Path, **files: str) -> Path:
    """A zip of these files; double underscores stand for slashes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name.replace('__', '/')}.csv", text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        ONSPD + ONSPD_ROW,
        "\ufeff" + ONSPD + ONSPD_ROW,
        "x,pcds,east1m,north1m\n1,LS1 1AA,429785,433800\n",
        "Postcode,Easting,Northing\nLS11AA,429785,433800\n",
        "postcode,latitude,longitude\nLS1 1AA,53.79969,-1.54917\n",
        CODE_POINT,
    ],
)
def test_a_leader_stands_where_the_postcode_is(tmp_path: Path, text: str) -> None:
    tiny = nowhere(tmp_path).key(postcodes='"ours.txt"').sheet("ours.txt", text)
    place = tiny.read().leaders[0].place
    assert place is not None
    assert hypot(place.easting - LEEDS.easting, place.northing - LEEDS.northing) < 20
    assert tiny.warned() == []


@pytest.mark.parametrize("sheet", ["facilitators.csv", "venues.csv"])
def test_facilitators_and_venues_are_looked_up_too(tmp_path: Path, sheet: str) -> None:
    tiny = Tiny(tmp_path).cell(sheet, 2, easting="", northing="", postcode="LS1 1AA")
    found = tiny.key(postcodes='"ours.txt"').sheet("ours.txt", CODE_POINT).read()
    assert LEEDS in {*(x.place for x in found.facilitators), *(x.place for x in found.venues)}


def test_code_point_open_is_read_from_its_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "codepo.zip", Data__CSV__ls=CODE_POINT, Data__CSV__l="broken", Doc__headers="PC,PQ\n")
    assert find_postcodes(path, ["LS1 1AA"]) == {"LS11AA": LEEDS}


def test_code_point_open_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "ls.csv").write_text(CODE_POINT)
    (tmp_path / "b.csv").write_text('"B1 1AA",10,406000,287000,,,,,,\n')
    assert find_postcodes(tmp_path, ["B1 1aa", "LS1 1AA"]) == {"B11AA": Place(406_000, 287_000), "LS11AA": LEEDS}


@pytest.mark.parametrize("row", ['"LS1 1AA",90,0,0,,,,,,\n', ""])
def test_a_postcode_that_the_file_does_not_place_is_told(tmp_path: Path, row: str) -> None:
    other = CODE_POINT.replace("LS1 1AA", "LS1 1AB")
    assert nowhere(tmp_path).key(postcodes='"ours.txt"').sheet("ours.txt", other + row).warned() == [
        f"leaders.csv, row 2, postcode: 'ls11aa' is not in ours.txt: {GUESSED}. Correct it. {GIVE}"
    ]


def test_a_postcode_of_northern_ireland_is_on_another_grid(tmp_path: Path) -> None:
    (tmp_path / "all.csv").write_text(ONSPD + "x,x,BT1 1AA,333000,374000,54.6,-5.93\n")
    assert find_postcodes(tmp_path / "all.csv", ["BT1 1AA"]) == {}


def test_coordinates_come_before_the_postcode(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).leader(2, postcode="LS1 1AA").key(postcodes='"ours.txt"').sheet("ours.txt", CODE_POINT)
    assert tiny.read().leaders[0].place == Place(430_000, 433_000)


def test_without_a_file_of_postcodes_travel_is_unknown_and_that_is_said(tmp_path: Path) -> None:
    tiny = nowhere(tmp_path)
    assert tiny.warned() == [
        f"leaders.csv, postcode: stands in place of coordinates in 1 of 3 rows: {GUESSED}. {GIVE[:-1]}, "
        'or name a file of postcodes: postcodes = "codepo.zip" in programme.toml.'
    ]
    assert tiny.read().leaders[0].place is None


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"a,b\n1,2\n", "is no file of postcodes: it has no columns pcds, oseast1m and osnrth1m"),
        (b"", "is no file of postcodes: it has no columns pcds, oseast1m and osnrth1m"),
        (b"PK\x03\x04 not really", "is no file of postcodes: it has no columns pcds, oseast1m and osnrth1m"),
        (b"\r\x00,\r,\n" * 9, "cannot be read: it is damaged, or no file of postcodes"),
        (b'"LS1 1AA",10,1,2\n"LS1 1AA', "cannot be read: it is damaged, or no file of postcodes"),
    ],
)
def test_a_file_of_postcodes_that_is_none_is_a_problem(tmp_path: Path, content: bytes | None, fault: str) -> None:
    told = nowhere(tmp_path).key(postcodes='"ours.txt"').content("ours.txt", content).told()
    assert len(told) == 1
    assert told[0].startswith("programme.toml, postcodes: ")
    assert told[0].endswith(f"{fault}. Name the CSV of ONSPD, or the folder or zip of Code-Point Open.")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_is_no_file_of_postcodes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unreadable, match="is neither a file nor a folder"):
        find_postcodes(tmp_path / "pipe", ["LS1 1AA"])


def test_a_zip_without_tables_is_a_problem(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(Unreadable, match="has no CSV files in it"):
        find_postcodes(tmp_path / "a.zip", ["LS1 1AA"])


def test_postcodes_are_compared_without_case_and_spaces() -> None:
    assert postcode_key(" ls1  1aA ") == "LS11AA"
