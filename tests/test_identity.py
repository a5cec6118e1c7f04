"""Names that last for the life of a set and of a meeting."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from programme.identity import meeting_uid, serial_of, set_ids
from programme.records import Contact, Settings
from tests.build import programme


def settings(**changes: Any) -> Settings:
    return programme(**changes).settings


def test_new_sets_are_numbered_after_every_set_there_ever_was() -> None:
    assert set_ids(3, after=8) == ["S09", "S10", "S11"]


def test_no_new_set_is_given_an_id_that_is_taken() -> None:
    assert set_ids(3, after=8, taken=["S02", "S10"]) == ["S09", "S11", "S12"]


def test_set_ids_of_one_run_sort_by_serial_number() -> None:
    ids = set_ids(1200)
    assert ids == sorted(ids)


def test_every_set_id_gives_its_serial_number_again() -> None:
    assert [serial_of(set_id) for set_id in set_ids(3, after=98)] == [99, 100, 101]


@pytest.mark.parametrize("name", ["", "S", "Leeds 1", "s01", "S-1"])
def test_other_names_are_no_set_ids(name: str) -> None:
    with pytest.raises(ValueError, match=rf"^Expected a set_id such as 'S01', got '{name}'$"):
        serial_of(name)


def test_a_uid_is_a_uuid_of_version_5() -> None:
    assert uuid.UUID(meeting_uid(settings(), "S01", 1)).version == 5


def test_a_uid_is_the_same_every_time() -> None:
    assert meeting_uid(settings(), "S01", 1) == meeting_uid(settings(), "S01", 1)


def test_padding_does_not_change_a_uid() -> None:
    assert meeting_uid(settings(), "S01", 1) == meeting_uid(settings(), "S001", 1)


def test_no_two_meetings_share_a_uid() -> None:
    uids = {meeting_uid(settings(), set_id, serial) for set_id in set_ids(120) for serial in range(1, 25)}
    assert len(uids) == 120 * 24


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Another programme"},
        {"organiser": Contact("Programme Office", "other@example.org")},
        {"first_day": date(2027, 9, 7)},
    ],
)
def test_another_programme_has_other_uids(change: dict[str, Any]) -> None:
    assert meeting_uid(settings(**change), "S01", 1) != meeting_uid(settings(), "S01", 1)


@pytest.mark.parametrize("change", [{"last_day": date(2028, 6, 1)}, {"meetings": 5}, {"seed": 7}])
def test_a_uid_outlives_changes_to_the_rest_of_the_settings(change: dict[str, Any]) -> None:
    assert meeting_uid(settings(**change), "S01", 1) == meeting_uid(settings(), "S01", 1)
