"""The commands that read a programme and plan it: new, check, closures, plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands import asking
from commands.changing import Rerun, replan
from commands.options import (
    FILE,
    a_day,
    dry_run_option,
    folder_argument,
    gias_option,
    given,
    links_option,
    today_option,
    yes_option,
)
from commands.standing import with_plan
from programme.problems import NoPlan, WrongUse

if TYPE_CHECKING:
    from programme.plans import Plan, Summary
    from programme.records import Programme


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@dry_run_option
def new(folder: Path, dry_run: bool) -> None:
    """Write a small, complete example into FOLDER to start from.

    \b
    Example:
      setwright new leeds
    """
    from programme.advice import command
    from programme.example import copy_example, example_files, refuse_used

    refuse_used(folder)
    names = ", ".join(path.name for path in example_files())
    if dry_run:
        click.echo(f"Would write to {folder}: {names}.")
        return
    copy_example(folder)
    click.echo(f"Wrote to {folder}: {names}.\nNext, put your own people in, then: {command('check', folder)}")


@click.command()
@folder_argument
@click.option("--plan", "judged", is_flag=True, help="Judge plan/ too as it stands, edited by hand or not.")
@click.option("--from", "from_day", callback=a_day, metavar="DATE", help="As it was given to plan.")
@gias_option
@links_option
def check(folder: Path, judged: bool, from_day: date | None, **register: str | None) -> None:
    """Read everything in FOLDER and list every problem at once.

    \b
    Example:
      setwright check leeds
      setwright check leeds --plan
    """
    from programme.reading import read_programme
    from report import outlook, terminal, words

    programme = read_programme(folder, instead=given(register))
    terminal.tell_problems(programme.warnings, err=False, warning=True)
    if judged:
        from programme import store

        programme, standing = with_plan(folder, programme, from_day)
        store.check(programme, standing.plan)
        terminal.tell(words.sound(standing.plan))
    else:
        terminal.tell(f"{words.readable(programme)}\n{outlook.told(programme)}")


@click.command()
@folder_argument
@click.option("--terms", type=FILE, required=True, help="Term dates: area, first_day and last_day of each half term.")
@dry_run_option
def closures(folder: Path, terms: str, dry_run: bool) -> None:
    """Add the holidays between councils' terms to FOLDER/closures.csv.

    Only areas of leaders are looked at. Rows that are there stay as they are.

    \b
    Example:
      setwright closures leeds --terms term-dates.csv
    """
    from programme.reading import read_programme
    from programme.reading.appending import append_closures
    from programme.reading.terms import closures_from
    from report import closing, terminal, words

    programme = read_programme(folder)
    found, warnings = closures_from(Path(terms), programme)
    terminal.tell_problems(warnings, err=True, warning=True)
    terminal.tell(closing.to_add(found))
    if found and dry_run:
        terminal.tell(words.NOTHING_WRITTEN)
    elif found:
        append_closures(folder, programme, found)
        terminal.tell(closing.added(folder))


@click.command()
@folder_argument
@today_option
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    metavar="N",
    help="Wait for a better plan: go on with the search for so long, if it is not proved best before.",
)
@click.option("--fresh", is_flag=True, help="Form a new plan from nothing although there is one.")
@click.option(
    "--allow",
    multiple=True,
    type=click.Choice(["gap", "substitute"]),
    help="What a set without a calendar may have: a wider gap, another facilitator for a meeting.",
)
@click.option("--accept-removals", is_flag=True, help="Go on though more than a fifth of the leaders have vanished.")
@dry_run_option
@yes_option
@gias_option
@links_option
def plan(
    folder: Path,
    from_day: date | None,
    minutes: float | None,
    fresh: bool,
    allow: tuple[str, ...],
    accept_removals: bool,
    dry_run: bool,
    yes: bool,
    **register: str | None,
) -> None:
    """Form sets and calendars, and write FOLDER/plan.

    A first plan is written without asking. With a plan there, whatever changed in the
    spreadsheets changes it as little as can be; with --fresh it is formed from nothing.
    Either is written only once you have seen what would change and said yes; calendars
    go with the old plan, and invites writes them anew. --minutes goes with a first
    plan, or with --fresh.

    \b
    Example:
      setwright plan leeds
      setwright plan leeds --minutes 10
      setwright plan leeds --from 2027-01-11
    """
    from programme import store
    from programme.decisions import Decisions, decided
    from programme.fingerprint import fingerprint
    from programme.reading import read_programme
    from programme.store import ledger
    from report import outlook, terminal, words

    programme = read_programme(folder, from_day=from_day, instead=given(register))
    if _asked_for_roads(folder, programme, dry_run, yes):
        programme = read_programme(folder, from_day=from_day, instead=given(register))
    kept = store.open(folder, programme.settings)
    if fresh and ledger.open(folder, programme.settings).has_sent():
        raise WrongUse(words.SENT)
    if minutes and 60 * minutes < programme.settings.time_limit_seconds:
        raise WrongUse(words.no_longer(programme.settings.time_limit_seconds))
    if not fresh and (standing := kept.standing(programme)):
        if minutes:
            raise WrongUse(words.STANDS)
        how = Rerun(day=from_day, allow=frozenset(allow), removals=accept_removals, dry_run=dry_run, yes=yes)
        replan(folder, programme, standing, standing.decisions, words.AGAIN, how)
        return
    before = kept.standing(programme, as_saved=True)
    replaces = before is not None or kept.has_plan()
    if replaces and not from_day:
        programme = replace(programme, from_day=asking.today())
    decisions = before.decisions if before else Decisions()
    planned_from = fingerprint(programme, decisions)
    programme = decided(programme, decisions)
    _warn_of_days(programme)
    terminal.tell(outlook.warned(programme), err=True, style="yellow")
    first, (made, summary) = _planned(programme, kept.last_serial(), minutes)
    store.judge(programme, made)
    terminal.show_plan(programme, made, summary, asking.today())
    if minutes:
        terminal.tell(words.gained(first, summary))
    if replaces:
        terminal.show_change(before.summary if before else None, summary)
    if asking.may_write(dry_run, yes or not replaces, words.ASK, words.UNASKED):
        reason = words.FRESH if replaces else words.FIRST
        saved = kept.save(
            programme, made, summary, parent=before, reason=reason, decisions=decisions, fingerprint=planned_from
        )
        terminal.tell(words.saved(folder, saved.number))


def _planned(programme: Programme, last_serial: int, minutes: float | None) -> tuple[Summary, tuple[Plan, Summary]]:
    """A plan from nothing, gone on with for so many minutes if any; and before it the summary without these."""
    import planner
    from programme.watch import Watch
    from report import live

    limit = programme.settings.time_limit_seconds if minutes is None else 60 * minutes
    with live.view() as listener:
        watch = Watch(limit_seconds=limit, listener=listener)
        first = planner.plan(programme, watch, after=last_serial)
        return first[1], planner.go_on(programme, first, watch, after=last_serial) if minutes else first


def _warn_of_days(programme: Programme) -> None:
    from programme.slots import weeks_apart
    from report import terminal, words

    terminal.tell_problems(programme.warnings, err=True, warning=True)
    settings = programme.settings
    first, last = programme.first_usable_day, settings.last_day
    if first > last:
        raise WrongUse(words.over(first, last))
    if weeks_apart(first, last) < (settings.meetings - 1) * settings.weeks_between_min:
        raise NoPlan(words.too_few_weeks(settings, first))
    if first < asking.today():
        terminal.tell(words.late(first, asking.today()), err=True, style="yellow")


def _asked_for_roads(folder: Path, programme: Programme, dry_run: bool, yes: bool) -> bool:
    """Whether the routing server was asked for journeys that were unknown; WrongUse where nobody has agreed to that."""
    if not programme.settings.routing:
        return False
    from programme import osrm, roads
    from report import terminal, words

    server = programme.settings.routing
    unknown = roads.unknown(programme, roads.kept(folder, server))
    if not unknown or dry_run:
        return False
    terminal.tell(words.leaves(server, unknown), err=True)
    if not yes and not (asking.at_terminal() and click.confirm(words.SEND)):
        raise WrongUse(words.UNSENT)
    roads.keep(folder, server, osrm.ask(server, unknown))
    return True
