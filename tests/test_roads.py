"""Minutes by road from a routing server: asked for once, after a yes, kept in the folder."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from programme import osrm, roads
from programme.grid import to_degrees
from programme.problems import WrongUse
from programme.reading import read_programme
from programme.records import Place
from programme.travel import between_venues, to_venues
from tests import commands, plans
from tests.build import facilitator, leader, near, programme, venue
from tests.commands import run
from tests.tiny_folder import Tiny

HOME, HALL = near(1), near(2)
SERVER = "http://localhost:5000"


@dataclass
class Stub:
    """A routing server on loopback: a minute for each number that it has been asked for, or what a test has it say."""

    address: str = ""
    asked: list[str] = field(default_factory=list)
    says: Any = None
    status: int = 200

    def answer(self, path: str) -> bytes:
        self.asked.append(path)
        if self.says is not None:
            return self.says if isinstance(self.says, bytes) else json.dumps(self.says).encode()
        starts, ends = (re.findall(r"\d+", x) for x in re.findall(r"(?:sources|destinations)=([\d;]+)", path))
        table = [[60 * (10 * int(start) + int(end)) for end in ends] for start in starts]
        return json.dumps({"code": "Ok", "durations": table}).encode()


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    monkeypatch.setenv("no_proxy", "*")
    known = Stub()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = known.answer(self.path)
            self.send_response(known.status)
            if known.status == 302:
                self.send_header("Location", f"{known.address}/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield known
    server.shutdown()
    server.server_close()


def folder(path: Path, stub: Stub) -> Path:
    """Seven heads, a facilitator and a venue, with this routing server."""
    return plans.folder(path / "leeds", routing=f'"{stub.address}"')


def test_a_server_is_asked_for_a_table_of_all_starts_and_ends(stub: Stub) -> None:
    found = osrm.ask(stub.address, [(HOME, HALL), (HALL, HOME)])
    assert found == {(HOME, HALL): 7.0, (HALL, HOME): 18.0}, "minutes, and five for doors and parking"
    (path,) = stub.asked
    assert path.startswith("/table/v1/driving/-1.53")
    assert path.endswith("?sources=0;1&destinations=2;3&annotations=duration")


def test_longitude_comes_before_latitude(stub: Stub) -> None:
    osrm.ask(stub.address, [(HOME, HALL)])
    latitude, longitude = to_degrees(HOME)
    assert f"/{longitude:.5f},{latitude:.5f};" in stub.asked[0]


def test_a_request_names_no_more_than_a_hundred_places(stub: Stub) -> None:
    starts, ends = [near(n) for n in range(60)], [near(0, n) for n in range(1, 120)]
    found = osrm.ask(stub.address, [(start, end) for start in starts for end in ends])
    assert (len(found), len(stub.asked)) == (60 * 119, 6)
    assert max(path.count(",") for path in stub.asked) <= 100


def test_where_the_server_knows_no_way_there_is_none(stub: Stub) -> None:
    stub.says = {"code": "Ok", "durations": [[None]]}
    assert osrm.ask(stub.address, [(HOME, HALL)]) == {(HOME, HALL): None}


@pytest.mark.parametrize(
    ("says", "fault"),
    [
        ({"code": "TooBig"}, "does not answer as OSRM does (TooBig)"),
        ({"code": "Ok", "durations": [[1, 2]]}, "does not answer as OSRM does (Ok)"),
        ({"code": "Ok", "durations": [["1"]]}, "does not answer as OSRM does (Ok)"),
        ({"code": "Ok", "durations": [[-1]]}, "does not answer as OSRM does (Ok)"),
        ([], "does not answer as OSRM does (no code)"),
        (b"<html>", "does not answer as OSRM does (no JSON)"),
        (b"\xff", "does not answer as OSRM does (no JSON)"),
    ],
)
def test_an_answer_that_is_none_is_told(stub: Stub, says: Any, fault: str) -> None:
    stub.says = says
    with pytest.raises(WrongUse) as told:
        osrm.ask(stub.address, [(HOME, HALL)])
    assert str(told.value) == f"The routing server {stub.address} {fault}. {osrm.INSTEAD}"


@pytest.mark.parametrize("status", [302, 400, 503])
def test_an_error_is_told_and_no_other_server_is_asked(stub: Stub, status: int) -> None:
    stub.status = status
    with pytest.raises(WrongUse, match=rf"answers with an error \({status} "):
        osrm.ask(stub.address, [(HOME, HALL)])
    assert len(stub.asked) == 1


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(WrongUse, match=r"The routing server http://127.0.0.1:1 cannot be reached \(.*refused"):
        osrm.ask("http://127.0.0.1:1", [(HOME, HALL)])


def test_times_by_road_stand_in_place_of_estimates() -> None:
    p = programme([leader(1, place=HOME)], venues=[venue(1, place=HALL), venue(2)])
    q = roads.by_road(p, {(HOME, HALL): 44.0, (HALL, near(0)): 12.0, (near(0), HALL): None})
    assert to_venues(q)[0, 0] == 44
    assert to_venues(q)[0, 1] == to_venues(p)[0, 1]
    assert between_venues(q).tolist() == [[0, 12], [12, 0]]


@pytest.mark.parametrize("pair", [("L01", "V1"), ("V1", "L01")])
def test_the_coordinators_minutes_come_before_the_servers(pair: tuple[str, str]) -> None:
    p = programme([leader(1, place=HOME)], venues=[venue(1, place=HALL)], travel={pair: 20})
    assert to_venues(roads.by_road(p, {(HOME, HALL): 44.0})).tolist() == [[20]]


def test_journeys_are_asked_for_once_each_but_none_that_is_far_or_given_or_nowhere() -> None:
    people = [leader(1, place=HOME), leader(2, place=HOME), leader(3, place=None), leader(4, place=near(300))]
    p = programme(people, [facilitator(place=HALL)], [venue(1, place=HALL)])
    assert roads.unknown(p, {}) == ((HOME, HALL),)
    assert roads.unknown(p, {(HOME, HALL): None}) == ()


def test_without_venues_journeys_are_those_between_leaders() -> None:
    p = programme([leader(1, place=HOME), leader(2, place=HALL)], venues=[])
    assert roads.unknown(p, {}) == ((HOME, HALL), (HALL, HOME))


def test_times_are_kept_by_server_for_the_owners_eyes_only(tmp_path: Path) -> None:
    roads.keep(tmp_path, "http://one", {(HOME, HALL): 8.0})
    roads.keep(tmp_path, "http://other", {(HOME, HALL): None, (HALL, HOME): 2.5})
    assert roads.kept(tmp_path, "http://one") == {(HOME, HALL): 8.0}
    assert roads.kept(tmp_path, "http://other") == {(HOME, HALL): None, (HALL, HOME): 2.5}
    assert (tmp_path / "road_times.csv").stat().st_mode & 0o777 == 0o600


def test_a_file_of_times_that_is_damaged_is_a_problem(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).key(routing='"http://localhost:5000"').sheet("road_times.csv", "server\nx\n")
    assert tiny.told() == ["road_times.csv: is not as it was written. Delete it: plan asks the routing server anew."]


@pytest.mark.parametrize("value", ["localhost:5000", "ftp://x", "http://", "http://x?y"])
def test_a_routing_server_has_an_address_on_the_web(tmp_path: Path, value: str) -> None:
    assert Tiny(tmp_path).key(routing=f'"{value}"').told() == [
        f"programme.toml, routing: '{value}' is not the address of a server. Write it as \"http://localhost:5000\"."
    ]


def test_check_asks_for_nothing_and_says_how_many_journeys_are_estimated(tmp_path: Path, stub: Stub) -> None:
    result = run("check", folder(tmp_path, stub))
    assert f"routing: '{stub.address}' has not been asked for 7 journeys yet, which are estimated." in result.stdout
    assert stub.asked == []


def test_plan_says_before_its_first_request_that_coordinates_leave(
    tmp_path: Path, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands.use(monkeypatch, commands.planned)
    result = run("plan", folder(tmp_path, stub))
    assert (result.exit_code, stub.asked) == (2, [])
    assert result.stderr == (
        f"7 journeys by road are not known yet. To ask {stub.address} for them, the coordinates of 8 places leave "
        "this machine: of schools, homes and venues, without names.\n"
        "Nothing was sent, nor written. To send them, say yes on a terminal, or add --yes; to plan with estimates, "
        "delete routing from programme.toml.\n"
    )
    assert not (tmp_path / "leeds" / "road_times.csv").exists()


@pytest.mark.parametrize("how", ["--yes", "a terminal"])
def test_once_somebody_agreed_plan_asks_and_a_second_run_does_not(
    tmp_path: Path, stub: Stub, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    commands.use(monkeypatch, commands.planned)
    asked = commands.answers(monkeypatch, yes=True) if how != "--yes" else []
    where = folder(tmp_path, stub)
    options = ["--yes"] if how == "--yes" else []
    assert run("plan", where, *options).exit_code == 0
    assert asked == ([] if options else ["Send these coordinates?"])
    requests, content = len(stub.asked), (where / "road_times.csv").read_bytes()
    assert run("plan", where, "--fresh", "--yes").exit_code == 0
    assert (len(stub.asked), (where / "road_times.csv").read_bytes()) == (requests, content)
    known = roads.kept(where, stub.address)[Place(430_100, 433_000), Place(430_000, 433_000)]
    assert read_programme(where).travel["L01", "V1"] == known


def test_coordinates_finer_than_a_metre_are_asked_for_once(tmp_path: Path) -> None:
    where = Tiny(tmp_path).key(routing=f'"{SERVER}"').leader(2, easting="430100.4").write()
    roads.keep(where, SERVER, dict.fromkeys(roads.unknown(read_programme(where), {}), 20.0))
    assert roads.unknown(read_programme(where), roads.kept(where, SERVER)) == ()


def test_whoever_says_no_sends_nothing(tmp_path: Path, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    commands.use(monkeypatch, commands.planned)
    commands.answers(monkeypatch, yes=False)
    assert run("plan", folder(tmp_path, stub)).exit_code == 2
    assert stub.asked == []


def test_run_dry_plan_asks_for_nothing(tmp_path: Path, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    commands.use(monkeypatch, commands.planned)
    assert run("plan", folder(tmp_path, stub), "--dry-run").exit_code == 0
    assert stub.asked == []


def test_without_a_routing_server_nothing_is_asked(tmp_path: Path, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    commands.use(monkeypatch, commands.planned)
    assert run("plan", plans.folder(tmp_path / "leeds")).exit_code == 0
    assert stub.asked == []
