"""Asks a routing server for minutes by road: the table service of OSRM, and whatever speaks like it.

Source: https://project-osrm.org/docs/v5.24.0/api/#table-service.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from http.client import HTTPException
from typing import Any, NoReturn
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from programme.grid import to_degrees
from programme.problems import WrongUse
from programme.records import Place
from programme.roads import Journey
from programme.travel import PARKING

AT_ONCE = 50
"""Places at each end of one request: a server takes a hundred in all unless it is told to take more."""
PATIENCE_SECONDS = 60
MOST_BYTES = 10_000_000
MOST_SECONDS = 86_400
INSTEAD = "Nothing was written. Correct routing in programme.toml, or delete it to plan with estimates."


class NotElsewhere(HTTPRedirectHandler):
    """Follows nobody: coordinates go to the server that was agreed to, and to no other."""

    def redirect_request(self, *_: Any) -> None:
        """No request."""


def ask(server: str, journeys: Iterable[Journey]) -> dict[Journey, float | None]:
    """Minutes of these journeys, parking included; None where the server knows no way.

    Raises WrongUse where the server does not answer, or not as it should.
    """
    wanted: dict[Place, dict[Place, None]] = {}
    for start, end in journeys:
        wanted.setdefault(start, {})[end] = None
    found: dict[Journey, float | None] = {}
    for starts in _chunks(list(wanted)):
        for ends in _chunks(list(dict.fromkeys(end for start in starts for end in wanted[start]))):
            for start, row in zip(starts, _table(server, starts, ends), strict=True):
                found |= {(start, end): time for end, time in zip(ends, row, strict=True) if end in wanted[start]}
    return found


def _chunks(places: Sequence[Place]) -> Iterator[Sequence[Place]]:
    for at in range(0, len(places), AT_ONCE):
        yield places[at : at + AT_ONCE]


def _table(server: str, starts: Sequence[Place], ends: Sequence[Place]) -> list[list[float | None]]:
    """Minutes from each start to each end."""
    points = ";".join(f"{east:.5f},{north:.5f}" for north, east in map(to_degrees, (*starts, *ends)))
    first, second = range(len(starts)), range(len(starts), len(starts) + len(ends))
    which = f"sources={';'.join(map(str, first))}&destinations={';'.join(map(str, second))}"
    answer = _answer(server, f"{server}/table/v1/driving/{points}?{which}&annotations=duration")
    seconds = _seconds(answer, len(starts), len(ends))
    if seconds is None:
        _fail(server, f"does not answer as OSRM does ({_said(answer)})")
    return [[None if x is None else round(x / 60 + PARKING, 1) for x in row] for row in seconds]


def _answer(server: str, url: str) -> Any:
    try:
        with build_opener(NotElsewhere).open(Request(url), timeout=PATIENCE_SECONDS) as answer:
            return json.loads(answer.read(MOST_BYTES))
    except HTTPError as error:
        _fail(server, f"answers with an error ({error.code} {error.reason})")
    except (OSError, HTTPException) as error:
        _fail(server, f"cannot be reached ({getattr(error, 'reason', None) or error})")
    except (ValueError, RecursionError):
        _fail(server, "does not answer as OSRM does (no JSON)")


def _seconds(answer: Any, starts: int, ends: int) -> list[list[float | None]] | None:
    """The table in an answer, or None where it holds no such table."""
    table = answer.get("durations") if isinstance(answer, dict) and answer.get("code") == "Ok" else None
    if not isinstance(table, list) or len(table) != starts:
        return None
    if any(not isinstance(row, list) or len(row) != ends for row in table):
        return None
    known = (x for row in table for x in row if x is not None)
    return table if all(isinstance(x, (int, float)) and 0 <= x <= MOST_SECONDS for x in known) else None


def _said(answer: Any) -> str:
    return str(answer.get("code", "no code"))[:40] if isinstance(answer, dict) else "no code"


def _fail(server: str, fault: str) -> NoReturn:
    raise WrongUse(f"The routing server {server} {fault}. {INSTEAD}")
