"""Stores that cannot be used: words and exit status 2, never a guess, nothing overwritten."""

from __future__ import annotations

import os
import random
import sqlite3
import sys
from pathlib import Path

import pytest

from programme import store
from programme.records import Programme
from programme.store.database import ONE_AT_A_TIME
from tests import plans
from tests.commands import planned, run, use
from tests.databases import emptied
from tests.tiny_folder import Tiny

PROGRAMME = plans.programme()
ADDRESS = "postgresql+psycopg://office@localhost/sets"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two revisions."""
    for serial in (1, 2):
        save(tmp_path, serial)
    return tmp_path


def save(folder: Path, serial: int, programme: Programme = PROGRAMME) -> None:
    plans.save(folder, programme, plans.plan(programme, serial), plans.summary(programme))


def told(folder: Path, programme: Programme = PROGRAMME) -> str:
    """Words, of whoever reads, and the same of whoever writes."""
    kept = store.open(folder, programme.settings)
    with pytest.raises(store.StoreTrouble) as reading:
        kept.standing(programme)
    with pytest.raises(store.StoreTrouble) as writing, kept.database.writing():
        pass
    assert reading.value.exit_code == writing.value.exit_code == 2
    return str(reading.value)


def sql(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / "setwright.db") as connection:
        connection.execute(statement)
    connection.close()


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_the_file_is_for_its_owners_eyes_only_from_its_first_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    real = sqlite3.connect

    def connect(*words: object, **options: object) -> sqlite3.Connection:
        seen.append((tmp_path / "setwright.db").stat().st_mode & 0o777)
        return real(*words, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", connect)
    before = os.umask(0)
    try:
        save(tmp_path, 1)
    finally:
        os.umask(before)
    assert set(seen) == {0o600}
    assert (tmp_path / "setwright.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "content", [b"not a database at all, but a text of more than a hundred bytes" * 9, b"PK\x03\x04"]
)
def test_a_file_that_is_no_database_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "setwright.db").write_bytes(content)
    assert told(tmp_path) == (
        f"{tmp_path / 'setwright.db'} is damaged, or no store of Setwright: file is not a database. Put back a copy of "
        "it, or move it away: the plan in plan/ is then the first revision that is known."
    )
    assert (tmp_path / "setwright.db").read_bytes() == content


def test_a_database_of_another_program_is_told(tmp_path: Path) -> None:
    sql(tmp_path, "CREATE TABLE recipes (name TEXT)")
    assert "is damaged, or no store of Setwright: it is a database of another program." in told(tmp_path)


def test_a_store_of_a_newer_version_is_told(folder: Path) -> None:
    sql(folder, "UPDATE setwright SET version = 2")
    assert told(folder) == (
        f"{folder / 'setwright.db'} was written by a newer version of Setwright, which keeps it differently. Install "
        "that version, or a newer one."
    )


@pytest.mark.parametrize("statement", ["DELETE FROM setwright", "UPDATE setwright SET version = 0"])
def test_a_store_without_its_version_is_told(folder: Path, statement: str) -> None:
    sql(folder, statement)
    assert "no store of Setwright: its version is missing." in told(folder)


@pytest.mark.parametrize(
    "damage",
    [
        "plan = '{}'",
        "plan = 'nonsense'",
        "plan = replace(plan, 'Thu am', 'Thu noon')",
        "decisions = '{\"forgotten\": []}'",
        "summary = '[]'",
        "saved_at = 'yesterday'",
        "number = 2, fingerprint = 'other'",
        "plan = replace(plan, '2027-09-09', '2027-09-16')",
    ],
)
def test_a_revision_that_cannot_be_read_is_told_by_number(folder: Path, damage: str) -> None:
    sql(folder, f"UPDATE revisions SET {damage} WHERE number = 2")
    kept = store.open(folder, PROGRAMME.settings)
    with pytest.raises(store.StoreTrouble, match=r"no store of Setwright: revision 2 cannot be read\. Put back"):
        kept.newest()
    assert kept.revision(1).number == 1


def test_a_table_that_is_missing_is_told(folder: Path) -> None:
    sql(folder, "DROP TABLE revisions")
    with pytest.raises(store.StoreTrouble, match="no such table: revisions"):
        store.open(folder, PROGRAMME.settings).newest()


def test_however_bytes_are_damaged_it_is_told_or_nothing_is_different(folder: Path) -> None:
    path, draw = folder / "setwright.db", random.Random(7)
    whole, kept = path.read_bytes(), store.open(folder, PROGRAMME.settings)
    known = [kept.revision(number) for number in (1, 2)]
    for _ in range(60):
        spoiled = bytearray(whole)
        for _ in range(draw.choice([1, 30, 2000])):
            spoiled[draw.randrange(len(spoiled))] = draw.randrange(256)
        path.write_bytes(spoiled)
        try:
            found = [kept.revision(number) for number in (1, 2)]
        except store.StoreTrouble:
            continue
        assert found == known


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "setwright.db").mkdir()
    assert told(tmp_path) == f"{tmp_path / 'setwright.db'} cannot be read or written: unable to open database file."


def test_an_empty_file_is_a_store_before_its_first_save(tmp_path: Path) -> None:
    (tmp_path / "setwright.db").touch(mode=0o600)
    assert store.open(tmp_path, PROGRAMME.settings).standing(PROGRAMME) is None
    save(tmp_path, 1)


def test_a_store_that_is_in_use_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("programme.store.database.WAIT_SECONDS", 0.01)
    other = sqlite3.connect(folder / "setwright.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(store.StoreTrouble) as refused:
        save(folder, 3)
    other.close()
    assert str(refused.value) == (
        f"{folder / 'setwright.db'} is in use by somebody else's setwright. Run this again when that has ended."
    )
    save(folder, 3)


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(store.StoreTrouble, match=r"cannot be read or written: Permission denied\.$"):
        save(tmp_path, 1)


def test_a_full_disk_is_told_and_nothing_saved(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = sqlite3.connect(folder / "setwright.db").execute("PRAGMA page_count").fetchone()[0]
    real = sqlite3.connect

    def connect(*words: object, **options: object) -> sqlite3.Connection:
        made: sqlite3.Connection = real(*words, **options)  # type: ignore[call-overload]
        made.execute(f"PRAGMA max_page_count = {pages}")
        return made

    monkeypatch.setattr(sqlite3, "connect", connect)
    with pytest.raises(store.StoreTrouble, match=r"cannot be read or written: database or disk is full\.$"):
        save_many(folder)
    monkeypatch.undo()
    assert plans.revision(folder) == len(store.open(folder, PROGRAMME.settings).history())


def save_many(folder: Path) -> None:
    for serial in range(3, 9):
        save(folder, serial)


def test_a_command_ends_with_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, planned)
    folder = plans.folder(tmp_path / "leeds")
    (folder / "setwright.db").write_bytes(b"nonsense" * 100)
    for command in (["plan"], ["show"], ["history"], ["restore", "1"], ["check", "--plan"], ["invites"]):
        result = run(command[0], folder, *command[1:])
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"{folder / 'setwright.db'} is damaged, or no store of Setwright:")


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("postgresql+psycopg://office:secret@localhost/sets", "holds a password."),
        ("postgresql+psycopg://office:@localhost/sets", "holds a password."),
        ("postgresql+psycopg://office@localhost/sets?password=secret", "holds a password."),
        ("postgresql+psycopg://office@localhost/sets?SSLPassword=secret", "holds a password."),
        ("postgresql+psycopg://office:sec%zzret@localhost:secret/sets", "is not the address of a database."),
        ("secret", "is not the address of a database."),
        ("sqlite:///secret.db", "is not the address of a PostgreSQL database."),
        ("postgresql://secret@localhost/sets", "is not the address of a PostgreSQL database."),
        ("postgresql+psycopg://secret@localhost", "is not the address of a PostgreSQL database."),
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_repeating_it(tmp_path: Path, value: str, fault: str) -> None:
    [problem] = Tiny(tmp_path).key(store=f'"{value}"').told()
    assert problem.startswith(f"programme.toml, store: {fault} ")
    assert "secret" not in problem


@pytest.mark.parametrize("value", ['["postgresql+psycopg://office:secret@localhost/sets"]', '{url = "secret"}'])
def test_an_address_of_another_shape_is_not_repeated_either(tmp_path: Path, value: str) -> None:
    [problem] = Tiny(tmp_path).key(store=value).told()
    assert problem == (
        "programme.toml, store: is not text between quotation marks. "
        'Write store = "postgresql+psycopg://user@host/database".'
    )


def test_the_cure_says_where_a_password_comes_from(tmp_path: Path) -> None:
    [problem] = Tiny(tmp_path).key(store='"postgresql+psycopg://office:secret@localhost/sets"').told()
    assert problem.endswith(
        "Take it out, and change it if others could read it. It comes from the environment: PGPASSWORD."
    )


def test_an_address_is_read(tmp_path: Path) -> None:
    assert Tiny(tmp_path).key(store=f'"{ADDRESS}"').read().settings.store == ADDRESS


def test_without_psycopg_the_cure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(store.StoreTrouble) as refused:
        store.open(tmp_path, plans.programme(store=ADDRESS).settings)
    assert str(refused.value) == (
        "psycopg is not installed, which store in programme.toml needs. Install it: pip install "
        '"psycopg[binary]", or pipx inject setwright "psycopg[binary]".'
    )


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://office@/sets?host={tmp_path}"
    with pytest.raises(store.StoreTrouble) as refused:
        store.open(tmp_path, plans.programme(store=url).settings).newest()
    assert str(refused.value).startswith(f"{url} cannot be reached: ")
    assert str(refused.value).endswith(
        " Check the address under store in programme.toml. The password comes from the environment: PGPASSWORD, or a "
        "file that libpq reads."
    )


def test_a_wrong_password_is_told_and_not_repeated(
    tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "a wrong secret")
    with pytest.raises(store.StoreTrouble) as refused:
        store.open(tmp_path, plans.programme(store=server).settings).newest()
    assert "cannot be reached: " in str(refused.value)
    assert 'password authentication failed for user "office"' in str(refused.value)
    assert "secret" not in str(refused.value)


def on_server(url: str, *statements: str) -> None:
    from sqlalchemy import create_engine

    with create_engine(url).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("UPDATE setwright SET version = 2", "was written by a newer version of Setwright"),
        ("DELETE FROM setwright", "cannot be used: its version is missing."),
        ("UPDATE revisions SET plan = '{}'", "cannot be used: revision 1 cannot be read."),
        ("DROP TABLE revisions", 'cannot be used: relation "revisions" does not exist.'),
    ],
)
def test_a_server_that_is_not_as_it_was_left_is_told(tmp_path: Path, server: str, spoil: str, words: str) -> None:
    programme = plans.programme(store=emptied(server))
    save(tmp_path, 1, programme)
    on_server(server, spoil.replace("DROP TABLE revisions", "DROP TABLE revisions CASCADE"))
    with pytest.raises(store.StoreTrouble) as refused:
        store.open(tmp_path, programme.settings).newest()
    assert words in str(refused.value)


def test_a_server_on_which_somebody_else_saves_for_long_is_told(
    tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = plans.programme(store=emptied(server))
    save(tmp_path, 1, programme)
    patient, locked = ONE_AT_A_TIME["postgresql"]
    monkeypatch.setitem(ONE_AT_A_TIME, "postgresql", (patient.replace("10s", "20ms"), locked))
    with store.open(tmp_path, programme.settings).database.writing(), pytest.raises(store.StoreTrouble) as refused:
        save(tmp_path, 2, programme)
    assert str(refused.value).endswith("is in use by somebody else's setwright. Run this again when that has ended.")
