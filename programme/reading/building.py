"""Makes the records, once everything that the files say has been found right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from programme.reading.columns import PLACE, heading_key
from programme.reading.folder import Contents
from programme.reading.keys import Wish
from programme.reading.places import place_of
from programme.reading.sheets import Row, Sheet
from programme.records import Closure, Facilitator, Leader, Mix, Programme, Settings, Venue
from programme.slots import Period

NOT_KEPT = ("start_in_post", *(column.name for column in PLACE))


def programme_of(contents: Contents, from_day: date | None) -> Programme:
    """The programme of contents without problems; warnings are left to the caller."""
    settings = contents.given.settings()
    leaders = _rows(contents.leaders)
    apart = _apart(leaders)
    return Programme(
        settings=settings,
        leaders=tuple(sorted((_leader(row, settings, apart) for row in leaders), key=lambda x: x.leader_id)),
        facilitators=tuple(sorted(map(_facilitator, _rows(contents.facilitators)), key=lambda x: x.facilitator_id)),
        venues=tuple(sorted(map(_venue, _rows(contents.venues)), key=lambda x: x.venue_id)),
        closures=tuple(map(_closure, _rows(contents.closures))),
        mixes=tuple(_mix(column, wish, leaders) for column, wish in contents.given.wishes.items()),
        company=_company(_rows(contents.previous_sets), leaders),
        travel=_travel(_rows(contents.travel)),
        from_day=from_day,
    )


def _rows(sheet: Sheet | None) -> list[Row]:
    return sheet.rows if sheet else []


def _apart(leaders: list[Row]) -> Mapping[str, frozenset[str]]:
    """Who is kept apart from whom; it holds both ways."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in leaders:
        for other in row.get("not_with"):
            found[row.get("leader_id")].add(other)
            found[other].add(row.get("leader_id"))
    return {one: frozenset(others) for one, others in found.items()}


def _leader(row: Row, settings: Settings, apart: Mapping[str, frozenset[str]]) -> Leader:
    limit = row.get("max_travel_minutes")
    return Leader(
        **_kept(row)
        | {
            "max_travel_minutes": settings.max_travel_minutes if limit is None else limit,
            "not_with": apart.get(row.get("leader_id"), frozenset()),
        }
    )


def _facilitator(row: Row) -> Facilitator:
    lists = {name: frozenset(row.get(name)) for name in ("levels", "not_with_trusts")}
    return Facilitator(**_kept(row) | lists)


def _venue(row: Row) -> Venue:
    return Venue(**_kept(row))


def _closure(row: Row) -> Closure:
    days = Period(row.get("first_day"), row.get("last_day"))
    return Closure(days=days, reason=row.get("reason"), area=row.get("area"), price=row.get("price"), row=row.number)


def _mix(column: str, wish: Wish, leaders: list[Row]) -> Mix:
    values = {row.get("leader_id"): row.texts[heading_key(column)] for row in leaders}
    return Mix(column=column, want=wish.want, minutes=wish.minutes, values=values)


def _company(rows: list[Row], leaders: list[Row]) -> tuple[frozenset[str], ...]:
    """Who sat together before, of those who are here; people are known by leader_id, else by address."""
    ids = {row.get("leader_id"): row.get("leader_id") for row in leaders}
    ids |= {row.get("email").casefold(): row.get("leader_id") for row in leaders}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        who = ids.get(row.get("leader_id")) or ids.get((row.get("email") or "").casefold())
        if who:
            found[row.get("programme"), row.get("set_id")].add(who)
    return tuple(frozenset(found[key]) for key in sorted(found) if len(found[key]) > 1)


def _travel(rows: list[Row]) -> dict[tuple[str, str], float]:
    return {(row.get("from"), row.get("to")): row.get("minutes") for row in rows}


def _kept(row: Row) -> dict[str, Any]:
    own = {name: value for name, value in row.values.items() if name not in NOT_KEPT}
    return own | {"place": place_of(row), "row": row.number}
