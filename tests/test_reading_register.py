"""What the register of schools fills in, where it disagrees, and what it leaves open."""

from __future__ import annotations

from pathlib import Path

import pytest

from programme.records import Leader, Place
from tests.commands import run
from tests.gias import SCHOOLS, closed_schools, real_links, real_schools, school, write_links, write_register
from tests.tiny_folder import Tiny

ASHFIELD = school(
    100001,
    "Ashfield Primary School",
    phase="Primary",
    flag="3",
    trust="AIRE LEARNING TRUST",
    trust_code="5143",
    federation="The Ings Federation",
    area="Leeds",
    district="Leeds",
    postcode="LS1 1AA",
    easting="429785",
    northing="433800",
)
MARY = school(100002, "St Mary's Primary School", area="Leeds", district="Leeds", postcode="LS2 2BB")
OTHER_MARY = school(100003, "St. Mary's Primary School", area="Kent", district="Dover", postcode="CT1 1AA")
CLOSED = school(100009, "Ashfield Infant School", status="Closed", area="Leeds")
BLANK = {"area": "", "easting": "", "northing": ""}
THERE = "(URN 100001); yours is used. If the register is right, correct it, or set gias_wins."


def folder(path: Path, *schools: dict[str, str], links: tuple[tuple[str, str, str], ...] = (), **cells: str) -> Tiny:
    """A folder with a register of these schools, whose first leader has these cells, and blank ones else."""
    write_register(path / "gias.csv", schools or (ASHFIELD, MARY, OTHER_MARY, CLOSED))
    tiny = Tiny(path).key(gias='"gias.csv"').leader(2, **BLANK | cells)
    if links:
        write_links(path / "links.csv", links)
        tiny.key(gias_links='"links.csv"')
    return tiny


def first(tiny: Tiny) -> Leader:
    """The leader in row 2."""
    return tiny.read().leaders[0]


def about(tiny: Tiny, row: int = 2) -> list[str]:
    """What is said of a row of leaders.csv."""
    start = f"leaders.csv, row {row}, "
    return [line.removeprefix(start) for line in tiny.told() or tiny.warned() if line.startswith(start)]


def test_the_blank_cells_of_a_leader_are_filled_in_from_the_urn(tmp_path: Path) -> None:
    found = first(folder(tmp_path, urn="100001", school=""))
    assert (found.school, found.trust, found.trust_code) == ("Ashfield Primary School", "AIRE LEARNING TRUST", "5143")
    assert (found.federation, found.phase, found.area) == ("The Ings Federation", "Primary", "Leeds")
    assert found.place == Place(429_785, 433_800)


def test_the_column_school_may_be_missing_where_every_leader_has_a_urn(tmp_path: Path) -> None:
    tiny = folder(tmp_path, urn="100001").without("leaders.csv", "school")
    for row in (3, 4):
        tiny.leader(row, urn="100002")
    assert first(tiny).school == "Ashfield Primary School"


def test_without_a_register_school_stays_required(tmp_path: Path) -> None:
    assert Tiny(tmp_path).leader(2, urn="100001", school="").told() == [
        "leaders.csv, row 2, school: is blank. Fill in school in every row."
    ]


def test_a_column_that_was_filled_in_serves_to_mix_people(tmp_path: Path) -> None:
    tiny = folder(tmp_path, urn="100001").table('[mix]\nphase = {want = "differ", minutes = 20}\n')
    assert tiny.read().mixes[0].values["L1"] == "Primary"


@pytest.mark.parametrize(("flag", "trust"), [("3", "Star"), ("5", "Star"), ("1", ""), ("0", ""), ("", "")])
def test_only_trusts_that_employ_are_filled_in(tmp_path: Path, flag: str, trust: str) -> None:
    tiny = folder(tmp_path, school(7, "A School", flag=flag, trust="Star", trust_code="9"), urn="7")
    assert (first(tiny).trust, first(tiny).trust_code) == (trust, "9" if trust else "")


@pytest.mark.parametrize("link", [("100009", "100001", "Successor"), ("100001", "100009", "Predecessor - merged")])
def test_a_closed_school_leads_to_its_successor(tmp_path: Path, link: tuple[str, str, str]) -> None:
    tiny = folder(tmp_path, links=(link,), urn="100009", school="")
    assert (first(tiny).urn, first(tiny).school) == ("100001", "Ashfield Primary School")
    assert about(tiny) == [
        "urn: '100009' is closed, and today is Ashfield Primary School (URN 100001, Leeds, LS1 1AA), which is used. "
        "Nothing need be done."
    ]


def test_successors_are_followed_to_the_one_that_is_open_and_never_in_a_circle(tmp_path: Path) -> None:
    links = (("5", "100009", "Successor"), ("100009", "5", "Successor"), ("5", "100001", "Result of Amalgamation"))
    assert first(folder(tmp_path, links=links, urn="100009")).urn == "100001"


def test_a_urn_that_the_register_no_longer_has_leads_to_its_successor_too(tmp_path: Path) -> None:
    assert first(folder(tmp_path, links=(("5", "100001", "Successor"),), urn="5")).urn == "100001"


def test_several_successors_are_a_question(tmp_path: Path) -> None:
    links = (("100009", "100001", "Successor - Split School"), ("100009", "100002", "Successor - Split School"))
    assert about(folder(tmp_path, links=links, urn="100009")) == [
        "urn: '100009' is closed, and several schools came of it: Ashfield Primary School (URN 100001, Leeds, "
        "LS1 1AA) and St Mary's Primary School (URN 100002, Leeds, LS2 2BB). Write the urn of the one that is meant."
    ]


def test_a_closed_school_without_a_successor_is_used_and_told(tmp_path: Path) -> None:
    tiny = folder(tmp_path, urn="100009", school="")
    assert first(tiny).school == "Ashfield Infant School"
    assert about(tiny)[0] == (
        "urn: '100009' is closed, and no link leads to an open school: Ashfield Infant School (URN 100009, Leeds) is "
        "used. Write the urn of what became of it, or name the links as gias_links."
    )


@pytest.mark.parametrize(("name", "kind"), [("", "problem"), ("Ashfield Primary School", "warning")])
def test_a_urn_that_nobody_has_is_told(tmp_path: Path, name: str, kind: str) -> None:
    tiny = folder(tmp_path, urn="111111", school=name, easting="430000", northing="433000")
    hint = " The register has Ashfield Primary School (URN 100001, Leeds, LS1 1AA)." if name else ""
    assert about(tiny) == [f"urn: '111111' is not in the register, so nothing is filled in. Correct it.{hint}"]
    assert bool(tiny.told()) == (kind == "problem")


@pytest.mark.parametrize(
    ("column", "ours", "theirs"),
    [
        ("school", "Ashfield Juniors", "'Ashfield Primary School'"),
        ("phase", "Secondary", "'Primary'"),
        ("area", "Bradford", "'Leeds'"),
        ("federation", "Nidd Federation", "'The Ings Federation'"),
        ("trust", "Nidd Trust", "'AIRE LEARNING TRUST' 5143"),
        ("postcode", "LS9 9ZZ", "'LS1 1AA'"),
    ],
)
def test_where_sheet_and_register_disagree_both_are_shown_and_the_sheet_is_used(
    tmp_path: Path, column: str, ours: str, theirs: str
) -> None:
    tiny = folder(tmp_path).leader(2, **{"urn": "100001", "school": "", column: ours})
    assert about(tiny) == [f"{column}: {ours!r} is {theirs} in the register {THERE}"]
    if column != "postcode":
        assert getattr(first(tiny), column) == ours


def test_a_trust_of_ones_own_gets_no_code_of_the_registers(tmp_path: Path) -> None:
    assert first(folder(tmp_path, urn="100001", school="", trust="Nidd Trust")).trust_code == ""


@pytest.mark.parametrize("trust", ["Aire Learning Trust", "The Aire Learning Trust Ltd"])
def test_the_same_trust_however_written_gets_its_code_and_is_no_disagreement(tmp_path: Path, trust: str) -> None:
    tiny = folder(tmp_path, urn="100001", school="", trust=trust)
    assert (first(tiny).trust, first(tiny).trust_code, about(tiny)) == (trust, "5143", [])


def test_a_trust_that_the_register_does_not_know_of_is_shown(tmp_path: Path) -> None:
    tiny = folder(tmp_path, urn="100002", school="", trust="Nidd Trust", easting="430000", northing="433000")
    assert about(tiny)[0].startswith("trust: 'Nidd Trust' is none in the register (URN 100002); yours is used.")


def test_the_register_is_used_where_gias_wins(tmp_path: Path) -> None:
    tiny = folder(tmp_path, urn="100001", school="Juniors", trust="Nidd Trust", easting="450000", northing="433000")
    found = first(tiny.key(gias_wins="true"))
    assert (found.school, found.trust_code, found.place) == ("Ashfield Primary School", "5143", Place(429_785, 433_800))
    assert about(tiny)[0] == (
        "school: 'Juniors' is 'Ashfield Primary School' in the register (URN 100001); that is used. "
        "Correct it here or there."
    )


def test_coordinates_far_from_the_schools_are_shown(tmp_path: Path) -> None:
    tiny = folder(tmp_path, urn="100001", school="", easting="431785", northing="433800")
    assert about(tiny) == [f"easting: '431785, 433800' is 2.0 km from there in the register {THERE}"]
    assert first(tiny).place == Place(431_785, 433_800)


def test_the_district_is_as_good_an_area_as_the_council(tmp_path: Path) -> None:
    tiny = folder(tmp_path, urn="100003", school="", area="Dover", easting="630000", northing="141000")
    assert about(tiny) == []


@pytest.mark.parametrize("known", [{"postcode": "ls22bb"}, {"area": "leeds"}])
def test_a_school_without_a_urn_is_found_by_name_and_postcode_or_area(tmp_path: Path, known: dict[str, str]) -> None:
    tiny = folder(tmp_path).leader(2, school="ST MARYS primary school", **known)
    assert first(tiny).urn == "100002"
    assert about(tiny)[0] == (
        f"school: 'ST MARYS primary school' has no urn, and by name and {next(iter(known))} is taken for "
        "St Mary's Primary School (URN 100002, Leeds, LS2 2BB). If that is wrong, write the urn."
    )


def test_a_name_alone_is_never_matched(tmp_path: Path) -> None:
    assert about(folder(tmp_path, school="Ashfield Primary School")) == [
        "school: 'Ashfield Primary School' has no urn, and could be "
        "Ashfield Primary School (URN 100001, Leeds, LS1 1AA). Write the urn."
    ]


def test_several_schools_of_one_name_in_one_area_are_a_question(tmp_path: Path) -> None:
    twins = (MARY, MARY | {"URN": "100004", "Postcode": "LS3 3CC"})
    assert about(folder(tmp_path, *twins, school="St Mary's Primary School", area="Leeds")) == [
        "school: \"St Mary's Primary School\" has no urn, and could be St Mary's Primary School (URN 100002, Leeds, "
        "LS2 2BB) and St Mary's Primary School (URN 100004, Leeds, LS3 3CC). Write the urn."
    ]


def test_a_name_that_the_register_has_only_elsewhere_is_told(tmp_path: Path) -> None:
    tiny = folder(tmp_path, school="Ashfield Primary School", area="York", easting="460000", northing="452000")
    assert about(tiny) == [
        "school: 'Ashfield Primary School' is no school of the register by this name with this area, so nothing is "
        "filled in. Write the urn, or correct the name. The register has Ashfield Primary School (URN 100001, Leeds, "
        "LS1 1AA)."
    ]


def test_a_name_that_nobody_has_is_told_with_who_is_at_the_postcode(tmp_path: Path) -> None:
    assert about(folder(tmp_path, school="Ashfeld", postcode="LS1 1AA"))[0] == (
        "school: 'Ashfeld' is no school of the register by this name, so nothing is filled in. Write the urn, or "
        "correct the name. The register has Ashfield Primary School (URN 100001, Leeds, LS1 1AA)."
    )


def test_neither_urn_nor_school_is_a_problem(tmp_path: Path) -> None:
    assert about(folder(tmp_path, school="")) == ["school: is blank, and so is urn. Fill in one of the two."]


def test_headings_that_a_register_lacks_are_told(tmp_path: Path) -> None:
    tiny = folder(tmp_path, urn="100001")
    write_register(tmp_path / "gias.csv", [ASHFIELD], without=["TrustSchoolFlag (code)", "LA (name)"])
    assert tiny.warned()[0] == (
        "gias.csv: has no columns for area, trust and trust_code, which are not filled in. "
        "Use the file of another day, or fill them in by hand."
    )
    assert first(tiny).trust == ""


DOWNLOAD = "Download all establishment data from get-information-schools.service.gov.uk, and name the CSV in it."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", f"'gias.csv' is no CSV (No columns to parse from file). {DOWNLOAD}"),
        (b"a,b\n1,2\n", f"'gias.csv' has no column URN. {DOWNLOAD}"),
        (b"PK\x03\x04xx", "'gias.csv' is a zip or a workbook. Unpack it, and name the CSV in it."),
        (
            b'URN,EstablishmentName\n1,"St',
            f"'gias.csv' is no CSV (its last quotation mark is never closed). {DOWNLOAD}",
        ),
    ],
)
def test_a_file_that_is_no_register_is_a_problem(tmp_path: Path, content: bytes, told: str) -> None:
    tiny = folder(tmp_path, urn="100001")
    assert tiny.content("gias.csv", content).told()[0] == f"programme.toml, gias: {told}"


def test_a_register_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    told = Tiny(tmp_path).key(gias='"none.csv"').told()
    assert told == [
        f"programme.toml, gias: '{tmp_path / 'none.csv'}' cannot be read: No such file or directory. {DOWNLOAD}"
    ]


def test_links_that_are_none_are_a_problem(tmp_path: Path) -> None:
    tiny = folder(tmp_path, links=(), urn="100001").key(gias_links='"links.csv"').sheet("links.csv", "URN\n1\n")
    assert tiny.told()[0] == (
        "programme.toml, gias_links: 'links.csv' has no column LinkURN. "
        "Download the links of establishments from the same page, and name the CSV."
    )


def test_rows_that_are_longer_than_the_headings_shift_nothing(tmp_path: Path) -> None:
    tiny = folder(tmp_path, urn="7", school="").sheet("gias.csv", "URN,EstablishmentName\n7,A School,x,y\n")
    assert first(tiny).school == "A School"


@pytest.mark.parametrize("key", ["gias_links", "gias_wins"])
def test_keys_that_need_a_register_are_told_without_one(tmp_path: Path, key: str) -> None:
    tiny = Tiny(tmp_path).key(**{key: "true" if key == "gias_wins" else '"links.csv"'})
    assert tiny.warned() == [
        f"programme.toml, {key}: has no effect without gias. Name the register, or delete the key."
    ]


def test_a_register_saved_anew_as_utf_8_is_read_too(tmp_path: Path) -> None:
    tiny = folder(tmp_path, school(7, "École Sans Façon"), urn="7", school="")
    path = tmp_path / "gias.csv"
    assert first(tiny).school == "École Sans Façon"
    path.write_text(path.read_text("cp1252"), encoding="utf-8-sig")
    assert first(tiny).school == "École Sans Façon"


def test_a_command_may_be_given_the_register(tmp_path: Path) -> None:
    (tmp_path / "leeds").mkdir()
    tiny = Tiny(tmp_path / "leeds").leader(2, urn="100009", school="")
    links = write_links(tmp_path / "links.csv", [("100009", "100001", "Successor")])
    options: list[str | Path] = ["--gias", write_register(tmp_path / "gias.csv", [ASHFIELD]), "--gias-links", links]
    result = run("check", tiny.write(), *options)
    assert result.exit_code == 0
    assert "today is Ashfield Primary School" in result.stdout
    assert result.stdout.splitlines()[0] == (
        "warning: programme.toml, gias: is given to this command alone, and no other will know it. "
        f'Write gias = "{tmp_path / "gias.csv"}" for all.'
    )


def test_the_real_schools_in_the_registers_shape_are_filled_in(tmp_path: Path) -> None:
    if not SCHOOLS.exists():
        pytest.skip("the register's schools are not beside this copy")
    schools = real_schools()
    write_register(tmp_path / "gias.csv", [*schools, *closed_schools(schools)], wide=False)
    write_links(tmp_path / "links.csv", [(urn, other, kind) for urn, other, _, kind in real_links()])
    tiny = Tiny(tmp_path).key(gias='"gias.csv"', gias_links='"links.csv"')
    tiny.leader(2, urn="100000", school="", **BLANK).leader(3, urn="", school="St Mary's Catholic Primary School")
    tiny.leader(4, urn="100016", school="", trust="", **BLANK)
    assert about(tiny.leader(3, area=""), 3)[0].endswith(" and 31 more. Write the urn.")
    found = tiny.leader(3, urn="100001", **BLANK).read().leaders
    assert (found[0].school, found[0].place) == ("The Aldgate School", Place(533_498, 181_201))
    assert (found[2].urn, found[2].school) == ("132245", "Kingsgate Primary School")
