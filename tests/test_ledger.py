"""The ledger keeps what was sent, whoever has left since, and only ever goes forward."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from invites.owed import owed
from programme.messages import Message
from programme.store import StoreTrouble, ledger
from programme.store.ledger import Ledger
from tests import build
from tests.databases import emptied
from tests.tiny import tiny_plan, with_meeting

STAMP = datetime(2027, 8, 20, 9, 0, tzinfo=UTC)
PROGRAMME = build.programme(
    [build.leader(1, name='Łucja "Lu" Żółć', pa_email="pa@example.org"), *build.leaders(8)[1:]],
    venues=[build.venue(email="rooms@example.org")],
)
PLAN = with_meeting(tiny_plan(PROGRAMME), 2, absent=("L05",))


def first() -> tuple[Message, ...]:
    return owed(PROGRAMME, PLAN, {}, confirmed={"S01"}, today=date(2027, 8, 20), stamp=STAMP)


@pytest.fixture(params=["file", "server"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    """In a folder's own file, and on a PostgreSQL server."""
    url = emptied(request.getfixturevalue("server")) if request.param == "server" else ""
    return ledger.open(tmp_path, replace(PROGRAMME.settings, store=url))


def test_before_anything_was_sent_it_is_empty_and_makes_no_file(kept: Ledger, tmp_path: Path) -> None:
    assert (kept.sent(), kept.has_sent()) == ({}, False)
    assert list(tmp_path.iterdir()) == []


def test_what_was_marked_is_read_back_as_it_was(kept: Ledger) -> None:
    kept.mark(first())
    assert kept.sent() == {message.key: message for message in first()}
    assert [m.announcement.degrees for m in kept.sent().values()] == [m.announcement.degrees for m in first()]
    assert kept.has_sent()


def test_marking_twice_changes_nothing(kept: Ledger) -> None:
    kept.mark(first())
    before = kept.sent()
    kept.mark(first())
    assert kept.sent() == before


def test_a_later_message_takes_the_place_of_the_one_before(kept: Ledger) -> None:
    later = replace(first()[0], stamp=STAMP + timedelta(days=1), sequence=1)
    kept.mark([*first(), later])
    assert kept.sent()[later.key] == later


def test_an_older_message_never_comes_back(kept: Ledger) -> None:
    later = replace(first()[0], stamp=STAMP + timedelta(days=1), sequence=1)
    kept.mark([later])
    kept.mark(first())
    assert kept.sent()[later.key] == later


def test_either_all_are_marked_or_none(kept: Ledger) -> None:
    def failing() -> Iterator[Message]:
        yield first()[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept.mark(failing())
    assert kept.sent() == {}


def test_a_token_is_long_its_own_and_stays(kept: Ledger) -> None:
    given = kept.tokens(["leaders/L01", "leaders/L02"])
    assert {len(token) for token in given.values()} == {32}
    assert len(set(given.values())) == 2
    assert kept.tokens(["leaders/L02", "programme"])["leaders/L02"] == given["leaders/L02"]


def test_programmes_on_one_server_know_nothing_of_each_other(server: str, tmp_path: Path) -> None:
    one, other = (replace(PROGRAMME.settings, name=name, store=server) for name in ("One", "Other"))
    emptied(server)
    ledger.open(tmp_path, one).mark(first())
    given = ledger.open(tmp_path, one).tokens(["programme"])
    assert ledger.open(tmp_path, other).sent() == {}
    assert ledger.open(tmp_path, other).tokens(["programme"]) != given
    assert len(ledger.open(tmp_path, one).sent()) == len(first())


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    ledger.open(tmp_path, PROGRAMME.settings).mark(first())
    assert stat.S_IMODE((tmp_path / "setwright.db").stat().st_mode) == 0o600


def test_a_damaged_row_is_told_in_words(kept: Ledger) -> None:
    kept.mark(first())
    with kept.database.writing() as connection:
        connection.execute(text("UPDATE sent SET message = '{}'"))
        connection.commit()
    with pytest.raises(StoreTrouble, match="a message that was sent cannot be read"):
        kept.sent()


def test_what_was_begun_and_not_ended_is_in_doubt_and_not_sent(kept: Ledger) -> None:
    one = first()[0]
    assert kept.begin(one)
    assert (kept.in_doubt(), kept.sent(), kept.has_sent()) == ({one.key: one}, {}, True)


def test_nobody_else_can_begin_what_was_begun(kept: Ledger) -> None:
    one = first()[0]
    assert kept.begin(one)
    assert not Ledger(kept.database, kept.identity).begin(one)


def test_what_was_sent_cannot_be_begun(kept: Ledger) -> None:
    one = first()[0]
    kept.mark([one])
    assert not kept.begin(one)
    assert kept.begin(replace(one, stamp=one.stamp + timedelta(seconds=1)))


def test_what_ended_well_is_sent(kept: Ledger) -> None:
    one = first()[0]
    kept.begin(one)
    kept.end(one, sent=True)
    assert (kept.in_doubt(), kept.sent()) == ({}, {one.key: one})


def test_what_was_refused_can_be_begun_again(kept: Ledger) -> None:
    one = first()[0]
    kept.begin(one)
    kept.end(one, sent=False)
    assert (kept.in_doubt(), kept.sent(), kept.begin(one)) == ({}, {}, True)


def test_what_is_marked_by_hand_is_in_doubt_no_longer(kept: Ledger) -> None:
    one, other, *_ = first()
    kept.begin(one)
    kept.begin(other)
    kept.mark([one])
    assert list(kept.in_doubt()) == [other.key]
