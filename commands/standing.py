"""The plan that stands, as commands begin with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from commands import asking
from programme.problems import WrongUse

if TYPE_CHECKING:
    from programme.records import Programme
    from programme.store import Revision


def with_plan(
    folder: Path, programme: Programme | None = None, day: date | None = None, *, notice: bool = True
) -> tuple[Programme, Revision]:
    """The plan that stands, and the programme as was decided beside the spreadsheets, today.

    Without ``notice``, meetings to come are fixed in nothing, however near they are.
    """
    from programme import store
    from programme.decisions import decided, standing_on
    from programme.reading import read_programme

    programme = programme or read_programme(folder)
    kept = store.open(folder, programme.settings)
    found = kept.load(programme)
    saved = kept.as_saved(found)
    days = programme.settings.notice_days if notice else 0
    return standing_on(decided(programme, found.decisions), saved.plan, day or asking.today(), days), found


def standing_plan(folder: Path) -> tuple[Programme, Revision]:
    """The programme as the spreadsheets have it, and the plan that stands, whoever has left."""
    from programme import store
    from programme.advice import no_plan
    from programme.reading import read_programme

    programme = read_programme(folder)
    standing = store.open(folder, programme.settings).standing(programme)
    if standing is None:
        raise WrongUse(no_plan(folder))
    return programme, standing


def leader_named(programme: Programme, standing: Revision, leader: str) -> str:
    """The leader_id of somebody in the spreadsheets, or who has withdrawn, by id, name or address; else WrongUse."""
    from report.views import view

    return leader if leader in _withdrawn(standing) else view(programme, standing.plan, "leader", leader).key


def leader_in(programme: Programme, standing: Revision, folder: Path, leader: str) -> str:
    """The same of somebody who has not withdrawn; WrongUse for who has, with how to take that back."""
    from programme.advice import command

    leader_id = leader_named(programme, standing, leader)
    if day := _withdrawn(standing).get(leader_id):
        again = command("rejoin", folder, leader_id)
        raise WrongUse(f"{leader_id} has withdrawn, on {day}. To take that back: {again}")
    return leader_id


def _withdrawn(standing: Revision) -> dict[str, date]:
    """The day on which each has left, by leader_id."""
    return {one.leader_id: one.day for one in standing.decisions.withdrawn}
