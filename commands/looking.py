"""The commands that show what stands: show, history, report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from commands import asking
from commands.options import dry_run_option, folder_argument
from commands.standing import leader_in, with_plan
from programme.problems import WrongUse


@click.command()
@folder_argument
@click.option("--set", "set_", metavar="SET_ID", help="One set: members, meetings, who presents, who is absent.")
@click.option("--leader", metavar="LEADER", help="One leader's set and meetings; an id, a name or an address.")
@click.option("--facilitator", metavar="FACILITATOR", help="One facilitator's sets and meetings.")
@click.option("--venue", metavar="VENUE", help="The meetings at one venue.")
@click.option("--why", metavar="LEADER", help="What a leader's seat costs, and others; or what would place them.")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def show(folder: Path, as_json: bool, **asked: str | None) -> None:
    """Show the plan, or what concerns one set, person or venue.

    --why explains: what a seat costs, and what speaks against the nearest others;
    for someone waiting, the smallest changes of the spreadsheets that place them,
    each tried by planning with it.

    \b
    Example:
      setwright show leeds
      setwright show leeds --leader "Anna Bell"
      setwright show leeds --set S03 --json
      setwright show leeds --why L00017
    """
    from report import machine, terminal, words
    from report.views import view

    wanted = [(kind.rstrip("_"), key) for kind, key in asked.items() if key is not None]
    if len(wanted) > 1:
        raise WrongUse("Give one of --set, --leader, --facilitator, --venue and --why at a time.")
    if wanted and wanted[0][0] == "why":
        _explain(folder, wanted[0][1], as_json)
        return
    programme, standing = with_plan(folder)
    kept, summary = standing.plan, standing.summary
    part = view(programme, kept, *wanted[0]) if wanted else None
    if as_json:
        print_json(machine.of_view(programme, part) if part else machine.of_plan(programme, kept, summary))
    elif part:
        terminal.show_view(programme, part)
    else:
        terminal.show_plan(programme, kept, summary, asking.today())
        terminal.tell(words.since(folder, programme, kept, summary), err=True, style="yellow")


def _explain(folder: Path, asked: str, as_json: bool) -> None:
    """Why a leader sits where they sit, or waits."""
    from programme import store
    from programme.fingerprint import fingerprint
    from programme.reading import read_programme
    from programme.store import ledger
    from programme.watch import Watch
    from report import why as reasons
    from why import TIMES, why

    read = read_programme(folder)
    programme, standing = with_plan(folder, read)
    leader_id = leader_in(read, standing, folder, asked)
    kept, sent = store.open(folder, read.settings), ledger.open(folder, read.settings).has_sent()
    edited = fingerprint(read, standing.decisions) != standing.fingerprint
    with reasons.trying() as listener:
        watch = Watch(limit_seconds=TIMES * read.settings.time_limit_seconds, listener=listener)
        found = why(programme, leader_id, watch, after=kept.last_serial(), sent=sent, edited=edited)
    if as_json:
        print_json(reasons.of_why(programme, found))
    else:
        reasons.show_why(programme, found)


@click.command()
@folder_argument
@click.argument("revisions", metavar="[FROM TO]", type=click.IntRange(min=1), nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def history(folder: Path, revisions: tuple[int, ...], as_json: bool) -> None:
    """List every plan that was saved, or what differs from one to another.

    \b
    Example:
      setwright history leeds
      setwright history leeds 3 5
    """
    from programme import store
    from programme.reading import read_programme
    from report import machine, terminal, words

    if len(revisions) not in {0, 2}:
        raise WrongUse(words.TWO_REVISIONS)
    programme = read_programme(folder)
    kept = store.open(folder, programme.settings)
    if not revisions and not as_json:
        terminal.show_history(programme, kept.history())
    elif not revisions:
        print_json(machine.of_history(kept.history()))
    else:
        before, after = map(kept.revision, revisions)
        if as_json:
            print_json(machine.of_difference(before.plan, after.plan))
        else:
            terminal.show_difference(programme, before.plan, after.plan, asking.today())
            terminal.show_decided(programme, before, after)


@click.command()
@folder_argument
@click.option("--audience", type=click.Choice(["members"]), help="A page that may go round: for members of the sets.")
@click.option("--set", "set_", metavar="SET_ID", help="The page of one set only.")
@dry_run_option
def report(folder: Path, audience: str | None, set_: str | None, dry_run: bool) -> None:
    """Write the plan as a page and a workbook to read.

    FOLDER/plan/report.html is to open, print and send on; programme.xlsx beside it
    is for Excel. Both name people, addresses and absences: they are for whoever
    runs the programme. With --audience members the page is for those in the sets,
    report-members.html, and has nothing that they should not see.

    A new plan replaces the old one with its pages: run this after every plan.

    \b
    Example:
      setwright report leeds
      setwright report leeds --audience members
      setwright report leeds --set S03
    """
    from programme import store
    from report import files, terminal, words
    from report.views import view
    from report.writing import write

    programme, standing = with_plan(folder)
    set_id = view(programme, standing.plan, "set", set_).key if set_ is not None else ""
    edited = words.since(folder, programme, standing.plan, standing.summary)
    named = Path(folder.resolve().name)
    told = words.since(named, programme, standing.plan, standing.summary) if edited else ""
    made = files.page_of(programme, standing, told, set_id, members_only=bool(audience))
    if not set_id and not audience:
        before = store.open(folder, programme.settings).before(standing)
        made |= files.workbook_of(programme, standing, before)
    terminal.tell(edited, err=True, style="yellow")
    paths = [folder / "plan" / name for name in made] if dry_run else write(folder, made)
    for path in paths:
        click.echo(f"{'Would write' if dry_run else 'Wrote'} {path}.")


def print_json(values: Any) -> None:
    """Values for other programs."""
    click.echo(json.dumps(values, indent=2, ensure_ascii=False))
