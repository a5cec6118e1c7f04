"""Calendars on disk: safe names, private files, and all or nothing."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import pytest

from invites.files import stems, write_feeds
from programme.problems import WrongUse

FILES = {PurePosixPath("leaders/L01.ics"): b"one", PurePosixPath("programme.ics"): b"all"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan").mkdir()
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "identifier", ["a/b", "../../etc/passwd", "..", ".", "con", "LPT1.x", "é ü", "a:b*?", "x\\y", "%41"]
)
def test_any_id_becomes_a_plain_file_name_and_can_be_read_back(identifier: str) -> None:
    stem = stems([identifier])[identifier]
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%-_.~")
    assert not stem.startswith(".")
    assert unquote(stem) == identifier


def test_usual_ids_stay_as_they_are() -> None:
    assert stems(["L01", "S-2.b"]) == {"L01": "L01", "S-2.b": "S-2.b"}


@pytest.mark.parametrize("device", ["CON", "nul", "com1", "Lpt9.old"])
def test_device_names_of_windows_are_encoded(device: str) -> None:
    assert stems([device])[device].startswith("%")


def test_ids_that_differ_only_in_case_have_files_that_differ_everywhere() -> None:
    found = [stem.casefold() for stem in stems(["L01", "l01"]).values()]
    assert len(set(found)) == 2


def test_a_long_id_has_a_short_file_name() -> None:
    assert max(map(len, stems(["ż" * 200, "ż" * 199]).values())) <= 200


def test_the_calendars_are_where_they_are_said_to_be(folder: Path) -> None:
    assert write_feeds(folder, FILES) == folder / "plan" / "calendars"
    assert contents(folder / "plan") == {"calendars/leaders/L01.ics": b"one", "calendars/programme.ics": b"all"}


def test_old_calendars_go(folder: Path) -> None:
    write_feeds(folder, {PurePosixPath("leaders/L99.ics"): b"left"})
    write_feeds(folder, FILES)
    assert "calendars/leaders/L99.ics" not in contents(folder / "plan")


def test_a_plan_without_meetings_has_an_empty_folder(folder: Path) -> None:
    assert list(write_feeds(folder, {}).iterdir()) == []


def test_the_rest_of_the_plan_stays(folder: Path) -> None:
    (folder / "plan" / "sets.csv").write_bytes(b"sets")
    write_feeds(folder, FILES)
    assert contents(folder / "plan")["sets.csv"] == b"sets"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_the_owner_can_read_them(folder: Path) -> None:
    target = write_feeds(folder, FILES)
    modes = {path.is_dir(): stat.S_IMODE(path.stat().st_mode) for path in [target, *target.rglob("*")]}
    assert modes == {True: 0o700, False: 0o600}


@pytest.mark.parametrize("failing", [1, 2])
def test_when_a_file_is_in_use_the_old_calendars_stay(
    folder: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    write_feeds(folder, {PurePosixPath("programme.ics"): b"old"})
    rename, calls = Path.rename, iter(range(1, 9))

    def busy(path: Path, target: Path) -> Path:
        if next(calls) == failing:
            raise PermissionError(13, "in use")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", busy)
    with pytest.raises(WrongUse, match=r"cannot be replaced \(in use\); what is there stays"):
        write_feeds(folder, FILES)
    assert contents(folder / "plan") == {"calendars/programme.ics": b"old"}
