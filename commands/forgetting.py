"""The command that deletes a person: forget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands import asking
from commands.options import dry_run_option, folder_argument
from programme.problems import WrongUse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from programme.plans import Plan
    from programme.problems import Problem
    from programme.records import Programme
    from programme.store.scrubbing import Person, Who


@click.command()
@folder_argument
@click.argument("who", metavar="ID")
@dry_run_option
@click.option("--yes", is_flag=True, help="Forget them without asking.")
def forget(folder: Path, who: str, dry_run: bool, yes: bool) -> None:
    """Delete everything that is stored of a leader or facilitator who has left.

    ID is an id, a name or an address. They are scrubbed from every revision, the
    record of what was sent, messages, calendars and pages; their sets keep their
    history, of a former member without a name. Shows what is stored, what is out of
    reach (your spreadsheets, and what was sent), and asks. There is no way back.

    \b
    Example:
      setwright forget leeds L00017 --dry-run
      setwright forget leeds L00017
    """
    from invites.feeds import calendar_names
    from programme import store
    from programme.reading import read_programme
    from programme.store import forgetting
    from report import forgetting as told
    from report import terminal

    programme = read_programme(folder)
    kept = store.open(folder, programme.settings)
    standing = kept.standing(programme)
    everybody = forgetting.everybody(kept, programme, standing)
    person = _person(everybody, who)
    found = forgetting.traces(kept, person, standing, asking.today()) if person else forgetting.Traces()
    terminal.tell(told.stored(person, found) if person and found else told.nothing(folder, who))
    if person:
        terminal.tell(told.beyond(_rows(folder, person), found, shared=bool(programme.settings.store)))
    if not (person and standing and found):
        if not dry_run:
            kept.database.tidy()
        return
    _refuse_if_needed(folder, programme, standing.plan, person)
    terminal.tell(told.goes(folder, person))
    terminal.tell(told.still_invited(folder, found), style="yellow")
    if asking.may_write(dry_run, yes, told.ASK, told.UNASKED):
        names = calendar_names(person.kind, person.key)
        saved = forgetting.forget(kept, programme, person, parent=standing, taken=everybody, calendars=names)
        terminal.tell(told.done(folder, saved, listed_still=_is_listed(programme, person)))


def _person(everybody: Mapping[Who, frozenset[str]], asked: str) -> Person | None:
    """Whose id it is, or else name or address; None where it is nobody's, WrongUse where it is several people's."""
    from programme.forgotten import is_stand_in
    from programme.store.scrubbing import ROLES, Person
    from report import forgetting as told

    people = {who: names for who, names in everybody.items() if who[0] in ROLES and (names or not is_stand_in(who[1]))}
    fold = asked.casefold().strip()
    found = [who for who in people if who[1] == asked]
    found = found or [who for who, names in people.items() if fold in map(str.casefold, (who[1], *names))]
    if len(found) > 1:
        raise WrongUse(told.several(asked))
    return Person(kind=found[0][0], key=found[0][1], called=people[found[0]]) if found else None


def _refuse_if_needed(folder: Path, programme: Programme, plan: Plan, person: Person) -> None:
    """WrongUse where the plan that stands needs somebody."""
    from programme.store import forgetting
    from report import forgetting as told

    if found := forgetting.needed(plan, person, asking.today()):
        raise WrongUse(told.in_the_way(folder, person, found, listed_still=_is_listed(programme, person)))


def _is_listed(programme: Programme, person: Person) -> bool:
    """Whether the spreadsheets have them still."""
    return person.key in (programme.leader_at if person.kind == "leader" else programme.facilitator_at)


def _rows(folder: Path, person: Person | None) -> tuple[Problem, ...]:
    """The rows of the spreadsheets that name them."""
    from programme.reading.mentions import mentions

    return mentions(folder, f"{person.kind}_id", person.key, person.called) if person else ()
