"""The commands: parse, call, print."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from programme.problems import InputProblems, Interrupted, NoPlan, SetwrightError, WrongUse

if TYPE_CHECKING:
    from invites import Due
    from programme.decisions import Decisions
    from programme.messages import Message
    from programme.plans import Plan, Summary
    from programme.records import Programme
    from programme.store import Revision
    from programme.store.ledger import Ledger

When = tuple[date | None, int | None]

FAULT = "Setwright met a fault of its own ({where}) and stopped; SETWRIGHT_DEBUG=1 shows where, if you report it."
AGAIN, ARRIVED, LATER = "again", "arrived", "later"
NOBODY_READS = 141
"""The exit status of other programs too when whoever read their output has gone: 128 + SIGPIPE."""


class Commands(click.Group):
    """Lists commands in the order people need them, and ends each as docs/formats.md says."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Ends with the exit status that docs/formats.md gives for whatever happens."""
        _print_whatever_the_names()
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
            return done
        except (click.ClickException, click.exceptions.Exit):
            raise
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(NOBODY_READS)
        except SetwrightError as error:
            _tell(error, err=ctx.invoked_subcommand != "check")
            ctx.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nNothing was changed.", err=True)
            ctx.exit(130)
        except PermissionError as error:
            click.echo(f"{error.filename or 'A file'} cannot be read or written: {error.strerror}.", err=True)
            ctx.exit(WrongUse.exit_code)
        except Exception as error:
            _tell_fault(error)
            ctx.exit(1)


def today() -> date:
    """The day that counts as today."""
    return date.today()


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    from programme.reading.cells import Unreadable, day

    try:
        return day(value.strip()) if value is not None else None
    except Unreadable as unreadable:
        fault = unreadable.faults[0]
        raise click.BadParameter(f"{fault.value!r} {fault.fault}. {fault.cure}", ctx, param) from None


def _half_day(ctx: click.Context, param: click.Parameter, value: str | None) -> When:
    """The day and, where am or pm follows it, the half of it."""
    from programme.slots import HALVES

    text = (value or "").strip()
    half = text[-2:].lower()
    if half not in HALVES:
        return _day(ctx, param, value), None
    return _day(ctx, param, text[:-2]), HALVES.index(half)


def at_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


FILE = click.Path(exists=True, dir_okay=False, resolve_path=True)
folder_argument = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
today_option = click.option("--from", "from_day", callback=_day, metavar="DATE", help="The day that counts as today.")
yes_option = click.option("--yes", is_flag=True, help="Replace the plan without asking.")
gias_option = click.option("--gias", type=FILE, help="The register of schools, to fill in columns from.")
links_option = click.option("--gias-links", type=FILE, help="The register's links from closed schools to successors.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
def main() -> None:
    """Form action learning sets for school leaders, and give each a year of meetings.

    A FOLDER holds one programme: programme.toml and the spreadsheets leaders.csv,
    facilitators.csv, venues.csv and closures.csv, or one workbook programme.xlsx.

    \b
    Example:
      setwright new leeds      a small example to start from
      setwright check leeds    every problem at once, with its cure
      setwright plan leeds     sets, meetings and waiting list
      setwright show leeds     the plan again
      setwright invites leeds  calendars for everyone
      setwright report leeds   a workbook to read
    """


@main.command()
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


@main.command()
@folder_argument
@click.option("--plan", "with_plan", is_flag=True, help="Judge plan/ too as it stands, edited by hand or not.")
@click.option("--from", "from_day", callback=_day, metavar="DATE", help="As it was given to plan.")
@gias_option
@links_option
def check(folder: Path, with_plan: bool, from_day: date | None, **register: str | None) -> None:
    """Read everything in FOLDER and list every problem at once.

    \b
    Example:
      setwright check leeds
      setwright check leeds --plan
    """
    from programme import store
    from programme.reading import read_programme
    from report import outlook, terminal, words

    programme = read_programme(folder, instead=_given(register))
    terminal.tell_problems(programme.warnings, err=False, warning=True)
    if with_plan:
        programme, standing = _with_plan(folder, programme, from_day)
        store.check(programme, standing.plan)
        terminal.tell(words.sound(standing.plan))
    else:
        terminal.tell(f"{words.readable(programme)}\n{outlook.told(programme)}")


@main.command()
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


@main.command()
@folder_argument
@today_option
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
    go with the old plan, and invites writes them anew.

    \b
    Example:
      setwright plan leeds
      setwright plan leeds --from 2027-01-11
    """
    from programme import store
    from programme.decisions import Decisions, decided
    from programme.fingerprint import fingerprint
    from programme.reading import read_programme
    from programme.store import ledger
    from report import outlook, terminal, words

    programme = read_programme(folder, from_day=from_day, instead=_given(register))
    if _asked_for_roads(folder, programme, dry_run, yes):
        programme = read_programme(folder, from_day=from_day, instead=_given(register))
    kept = store.open(folder, programme.settings)
    if fresh and ledger.open(folder, programme.settings).has_sent():
        raise WrongUse(words.SENT)
    if not fresh and (standing := kept.standing(programme)):
        how = Rerun(day=from_day, allow=frozenset(allow), removals=accept_removals, dry_run=dry_run, yes=yes)
        _replan(folder, programme, standing, standing.decisions, words.AGAIN, how)
        return
    before = kept.standing(programme, as_saved=True)
    replaces = before is not None or kept.has_plan()
    if replaces and not from_day:
        programme = replace(programme, from_day=today())
    decisions = before.decisions if before else Decisions()
    planned_from = fingerprint(programme, decisions)
    programme = decided(programme, decisions)
    _warn_of_days(programme)
    terminal.tell(outlook.warned(programme), err=True, style="yellow")
    made, summary = _planned(programme, kept.last_serial())
    store.judge(programme, made)
    terminal.show_plan(programme, made, summary, today())
    if replaces:
        terminal.show_change(before.summary if before else None, summary)
    if _may_write(dry_run, yes or not replaces, words.ASK, words.UNASKED):
        reason = words.FRESH if replaces else words.FIRST
        saved = kept.save(
            programme, made, summary, parent=before, reason=reason, decisions=decisions, fingerprint=planned_from
        )
        terminal.tell(words.saved(folder, saved.number))


@main.command()
@folder_argument
@click.argument("leaders", metavar="LEADER...", nargs=-1, required=True)
@today_option
@click.option("--reason", default="", metavar="TEXT", help="For you alone: it is kept with the withdrawal.")
@dry_run_option
@yes_option
def withdraw(
    folder: Path, leaders: tuple[str, ...], from_day: date | None, reason: str, dry_run: bool, yes: bool
) -> None:
    """Take leaders out of the programme, and change the plan as little as can be.

    LEADER is an id, a name or an address. Meetings before today stay as they were. You
    see what would change, and are asked.

    \b
    Example:
      setwright withdraw leeds L00017
      setwright withdraw leeds L00017 L00203 --reason "new post" --from 2027-01-11
    """
    from programme.decisions import withdrawn
    from report import words

    programme, standing = _standing(folder)
    ids = [_leader_in(programme, standing, leader) for leader in leaders]
    decisions = withdrawn(standing.decisions, ids, from_day or today(), reason)
    how = Rerun(day=from_day, dry_run=dry_run, yes=yes)
    _replan(folder, programme, standing, decisions, words.withdrew(ids), how)


@main.command()
@folder_argument
@click.argument("leaders", metavar="LEADER...", nargs=-1, required=True)
@today_option
@dry_run_option
@yes_option
def rejoin(folder: Path, leaders: tuple[str, ...], from_day: date | None, dry_run: bool, yes: bool) -> None:
    """Take a withdrawal back: the leader is placed again, in whatever set can take them.

    To undo a withdrawal made by mistake, with the very set, use restore.

    \b
    Example:
      setwright rejoin leeds L00017
    """
    from programme.decisions import rejoined
    from report import words

    programme, standing = _standing(folder)
    how = Rerun(day=from_day, dry_run=dry_run, yes=yes)
    _replan(folder, programme, standing, rejoined(standing.decisions, leaders), words.came_back(leaders), how)


@main.command()
@folder_argument
@click.argument("leader", metavar="LEADER")
@today_option
@dry_run_option
@yes_option
def decline(folder: Path, leader: str, from_day: date | None, dry_run: bool, yes: bool) -> None:
    """A member says no to the set proposed: another is sought, and never that one again.

    No reason is asked for.

    \b
    Example:
      setwright decline leeds L00017
    """
    from programme.decisions import declined
    from report import words

    programme, standing = _standing(folder)
    leader_id = _leader_in(programme, standing, leader)
    decisions = declined(standing.decisions, leader_id, standing.plan)
    how = Rerun(day=from_day, dry_run=dry_run, yes=yes)
    _replan(folder, programme, standing, decisions, words.said_no(leader_id), how)


@main.command()
@folder_argument
@click.argument("sets", metavar="[SET_ID...]", nargs=-1)
@dry_run_option
@yes_option
def confirm(folder: Path, sets: tuple[str, ...], dry_run: bool, yes: bool) -> None:
    """Proposed sets are agreed: their invitations turn from tentative to confirmed.

    Without a SET_ID, all sets that are not yet confirmed.

    \b
    Example:
      setwright confirm leeds S03 S07
    """
    from programme import store
    from programme.decisions import confirmed
    from report import terminal, words

    programme, standing = _with_plan(folder)
    new, decisions = confirmed(standing.decisions, standing.plan, sets)
    if not new:
        terminal.tell(words.ALL_CONFIRMED)
        return
    terminal.tell(words.would_confirm(new))
    if _may_write(dry_run, yes, words.ASK_CONFIRM, words.UNASKED):
        saved = store.open(folder, programme.settings).save(
            programme,
            standing.plan,
            standing.summary,
            parent=standing,
            reason=words.confirms(new),
            decisions=decisions,
            fingerprint=standing.fingerprint,
        )
        terminal.tell(words.saved(folder, saved.number))


@main.command()
@folder_argument
@click.option("--set", "set_", metavar="SET_ID", help="One set: members, meetings, who presents, who is absent.")
@click.option("--leader", metavar="LEADER", help="One leader's set and meetings; an id, a name or an address.")
@click.option("--facilitator", metavar="FACILITATOR", help="One facilitator's sets and meetings.")
@click.option("--venue", metavar="VENUE", help="The meetings at one venue.")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def show(folder: Path, as_json: bool, **asked: str | None) -> None:
    """Show the plan, or what concerns one set, person or venue.

    \b
    Example:
      setwright show leeds
      setwright show leeds --leader "Anna Bell"
      setwright show leeds --set S03 --json
    """
    from report import machine, terminal, words
    from report.views import view

    wanted = [(kind.rstrip("_"), key) for kind, key in asked.items() if key is not None]
    if len(wanted) > 1:
        raise WrongUse("Give one of --set, --leader, --facilitator and --venue at a time.")
    programme, standing = _with_plan(folder)
    kept, summary = standing.plan, standing.summary
    part = view(programme, kept, *wanted[0]) if wanted else None
    if as_json:
        _print_json(machine.of_view(programme, part) if part else machine.of_plan(programme, kept, summary))
    elif part:
        terminal.show_view(programme, part)
    else:
        terminal.show_plan(programme, kept, summary, today())
        terminal.tell(words.since(folder, programme, kept, summary), err=True, style="yellow")


@main.command()
@folder_argument
@click.argument("meeting", metavar="UID")
@click.option("--date", "when", callback=_half_day, metavar="DATE", help='Another day, or half-day: "2027-03-18 pm".')
@click.option("--venue", metavar="VENUE", help="Another venue; an id or a name.")
@dry_run_option
@click.option("--yes", is_flag=True, help="Move it without asking.")
def move(folder: Path, meeting: str, when: When, venue: str | None, dry_run: bool, yes: bool) -> None:
    """Move one meeting, or see where it could go.

    UID is the meeting's in plan/meetings.csv, as much of its beginning as no other
    has, or set and number: S03/4. All other meetings stay where they are. Shows what
    the move costs, whom it affects and which rules it would break, and the three
    best alternatives. Nothing is moved that breaks a rule, nor before you have said
    yes.

    \b
    Example:
      setwright move leeds S03/4
      setwright move leeds S03/4 --date "2027-03-18 pm" --venue V07
    """
    import planner
    from programme import store
    from programme.changes import Wish
    from report import moves, terminal, views, words

    programme, standing = _with_plan(folder, notice=False)
    plan = standing.plan
    now = views.meeting(plan, meeting)
    venue_id = None if venue is None else views.view(programme, plan, "venue", venue).key
    found = planner.moves(programme, plan, now, Wish(day=when[0], half=when[1], venue_id=venue_id), today())
    terminal.show_moves(programme, plan, now, found, today())
    if (wished := found[0]) is None:
        return
    if wished.breaches:
        raise NoPlan(moves.refused(wished))
    if _may_write(dry_run, yes, moves.ASK, moves.UNASKED):
        saved = store.open(folder, programme.settings).save(
            programme,
            wished.plan,
            planner.moved(programme, (plan, standing.summary), wished),
            parent=standing,
            reason=moves.reason(programme, now, wished),
            decisions=standing.decisions,
            fingerprint=standing.fingerprint,
            but=wished.standing,
        )
        terminal.tell(words.saved(folder, saved.number))
        terminal.tell(moves.still_broken(folder, wished), err=True, style="yellow")


@main.command()
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
        _print_json(machine.of_history(kept.history()))
    else:
        before, after = map(kept.revision, revisions)
        if as_json:
            _print_json(machine.of_difference(before.plan, after.plan))
        else:
            terminal.show_difference(programme, before.plan, after.plan, today())
            terminal.show_decided(programme, before.decisions, after.decisions)


@main.command()
@folder_argument
@click.argument("number", metavar="REVISION", type=click.IntRange(min=1))
@dry_run_option
@click.option("--yes", is_flag=True, help="Restore it without asking.")
def restore(folder: Path, number: int, dry_run: bool, yes: bool) -> None:
    """Make an earlier plan the newest again, with what was decided then.

    Shows what would change and asks. A plan that breaks a rule as spreadsheets and
    days now stand is not restored: what was held since cannot be undone.

    \b
    Example:
      setwright restore leeds 3
    """
    import planner
    from programme import store
    from programme.checker import breaches
    from programme.decisions import decided
    from programme.plans import Standing
    from programme.reading import read_programme
    from report import terminal, words

    programme = read_programme(folder, from_day=today())
    kept = store.open(folder, programme.settings)
    old, standing = kept.revision(number), kept.standing(programme, as_saved=True)
    if standing is None or (old.plan, old.decisions) == (standing.plan, standing.decisions):
        terminal.tell(words.restored_already(number))
        return
    terminal.show_difference(programme, standing.plan, old.plan, today())
    terminal.show_decided(programme, standing.decisions, old.decisions)
    stands = Standing(plan=standing.plan, today=today(), horizon=today())
    programme = decided(replace(programme, standing=stands), old.decisions)
    if found := breaches(programme, old.plan):
        raise NoPlan(words.cannot_be_restored(number, found))
    if _may_write(dry_run, yes, words.ASK_RESTORE, words.UNASKED_RESTORE):
        saved = kept.save(
            programme,
            old.plan,
            planner.restored(programme, standing.plan, (old.plan, old.summary)),
            parent=standing,
            reason=words.restored(number),
            decisions=old.decisions,
            fingerprint=old.fingerprint,
        )
        terminal.tell(words.saved(folder, saved.number))


@main.command()
@folder_argument
@click.option("--sent", "mark", is_flag=True, help="You have sent what is in the outbox: remember it.")
@dry_run_option
def invites(folder: Path, mark: bool, dry_run: bool) -> None:
    """Write the messages that are due into FOLDER/plan/outbox, and calendars for everyone.

    Whoever was sent everything that concerns them gets nothing. Once you have sent the
    messages by your own means, --sent remembers it. A plan that breaks a rule, as
    spreadsheets and plan now stand, is not sent to anyone.

    \b
    Example:
      setwright invites leeds
      setwright invites leeds --sent
    """
    from invites import Outbox, write
    from programme.reading import read_programme
    from programme.store import ledger
    from report import invitations, terminal, words

    programme = read_programme(folder)
    book = ledger.open(folder, programme.settings)
    if mark:
        _mark_sent(book, [message for _, message in Outbox(folder).waiting(book.sent())], dry_run)
        return
    programme, found = _due(folder)
    terminal.tell(invitations.due(found.messages))
    if dry_run:
        terminal.tell(words.NOTHING_WRITTEN)
        return
    write(folder, programme, found, book)
    terminal.tell(invitations.written(folder, found.messages, len(found.calendars)))


def _due(folder: Path) -> tuple[Programme, Due]:
    """What the plan makes due, if it keeps every rule."""
    from invites import due
    from programme import store
    from programme.store import ledger

    programme, standing = _with_plan(folder)
    store.check(programme, standing.plan)
    sent = ledger.open(folder, programme.settings).sent()
    confirmed = standing.decisions.confirmed
    return programme, due(programme, standing.plan, sent, confirmed=confirmed, today=today(), now=datetime.now(UTC))


def _mark_sent(book: Ledger, messages: Sequence[Message], dry_run: bool) -> None:
    from report import invitations, terminal, words

    if not messages:
        terminal.tell(invitations.NOTHING_TO_MARK)
    elif dry_run:
        terminal.tell(invitations.to_mark(messages))
        terminal.tell(words.NOTHING_WRITTEN)
    else:
        book.mark(messages)
        terminal.tell(invitations.marked(messages))


@main.command()
@folder_argument
@click.option("--only", metavar="LEADER", help="Send what is for one leader (or facilitator, or venue) alone.")
@click.option(
    "--doubtful",
    type=click.Choice([AGAIN, ARRIVED]),
    help="What to do with a message that may have arrived: send it again, or remember it as sent.",
)
@dry_run_option
def send(folder: Path, only: str | None, doubtful: str | None, dry_run: bool) -> None:
    """Send what is in FOLDER/plan/outbox through the mail server in programme.toml.

    Each message is remembered as sent as soon as the server has accepted it, so that
    nothing is sent twice, wherever it is interrupted. The password is taken from
    SETWRIGHT_SMTP_PASSWORD in the environment.

    \b
    Example:
      setwright send leeds --dry-run
      setwright send leeds
    """
    from invites import Outbox, sending, smtp
    from programme.reading import read_programme
    from programme.store import ledger
    from report import sending as told
    from report import terminal

    settings = read_programme(folder).settings
    book = ledger.open(folder, settings)
    if not dry_run:
        post = smtp.post(settings.smtp, os.environ.get(smtp.PASSWORD, ""))
        _settle(book, doubtful)
    letters = sending.chosen(Outbox(folder).waiting(book.sent()), only, book.in_doubt())
    if dry_run:
        terminal.tell(told.would_send([letter.path for letter in letters]))
        return
    clock = sending.Clock(per_minute=settings.smtp.messages_per_minute)
    with told.bar(len(letters)) as bar, closing(post):
        delivery = sending.deliver(letters, settings.organiser.email, post, book, clock, bar)
    terminal.tell(told.sent(delivery.sent))
    if left := told.left(folder, delivery.unsent(), delivery.stopped, book.in_doubt()):
        raise (Interrupted if delivery.by_hand else WrongUse)(left)


@main.command()
@folder_argument
@click.argument("url", metavar="URL")
@click.option("--user", default="", metavar="NAME", help="Who writes to the calendar; overrules a name in the URL.")
@dry_run_option
def publish(folder: Path, url: str, user: str, dry_run: bool) -> None:
    """Write all meetings to the CalDAV calendar at URL, and keep them right.

    Each meeting is one entry there, which is changed in place when the plan changes
    and deleted when the meeting is dropped; whatever else the calendar holds is left
    alone. The password is taken from SETWRIGHT_CALDAV_PASSWORD in the environment.

    \b
    Example:
      setwright publish leeds https://cloud.example.org/dav/sets/ --user office
    """
    from invites import ALL, caldav, feed, publishing
    from programme.identity import programme_uid
    from report import sending, terminal

    server = caldav.Server(caldav.address(url, user, os.environ.get(caldav.PASSWORD, "")))
    programme, found = _due(folder)
    meetings = feed(programme, ALL, found.calendars.get(ALL, ()))
    todo = publishing.steps(meetings, programme_uid(programme.settings), server)
    if not dry_run:
        with sending.bar(len(todo), "Publishing") as bar:
            publishing.carry_out(todo, server, bar.step)
    terminal.tell(sending.published([step.kind for step in todo], dry_run=dry_run))


@main.command()
@folder_argument
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def replies(folder: Path, paths: tuple[Path, ...], as_json: bool) -> None:
    """Show who accepted or declined, as the answers in your mailbox say.

    A PATH is a message (.eml), a calendar (.ics), a mailbox (mbox), a Maildir or a
    folder of messages. They are read anew each time; nothing of them is kept.

    \b
    Example:
      setwright replies leeds ~/Mail/Answers
      setwright replies leeds answers.mbox --json
    """
    from invites.replies import replies as read_replies
    from programme.reading import read_programme
    from programme.store import ledger
    from report import replies as told
    from report import terminal

    sent = ledger.open(folder, read_programme(folder).settings).sent()
    found = read_replies(sent, paths)
    if as_json:
        _print_json(told.values(sent, found.answers, found.ignored))
    else:
        told.show(sent, found.answers)
        terminal.tell_problems(found.ignored, err=True, warning=True)
        terminal.tell(told.others(found.others), err=True)


@main.command()
@folder_argument
@dry_run_option
def report(folder: Path, dry_run: bool) -> None:
    """Write the plan as a workbook to read, FOLDER/plan/programme.xlsx.

    It names people, addresses and absences: it is for whoever runs the programme.
    A new plan replaces the old one with its workbook: run this after every plan.

    \b
    Example:
      setwright report leeds
    """
    from report import terminal, words
    from report.sheets import sheets
    from report.workbook import NAME, workbook, write_workbook

    programme, standing = _with_plan(folder)
    content = workbook(programme.settings.name, sheets(programme, standing.plan, standing.summary))
    terminal.tell(words.since(folder, programme, standing.plan, standing.summary), err=True, style="yellow")
    if dry_run:
        click.echo(f"Would write {folder / 'plan' / NAME}.")
        return
    click.echo(f"Wrote {write_workbook(folder, content)}.")


def _given(options: dict[str, str | None]) -> dict[str, str]:
    """The options that were given, by the key of programme.toml for which they stand in."""
    return {name: value for name, value in options.items() if value is not None}


def _with_plan(
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
    saved = kept.newest() or found
    days = programme.settings.notice_days if notice else 0
    return standing_on(decided(programme, found.decisions), saved.plan, day or today(), days), found


def _standing(folder: Path) -> tuple[Programme, Revision]:
    """The programme as the spreadsheets have it, and the plan that stands, whoever has left."""
    from programme import store
    from programme.reading import read_programme
    from report import words

    programme = read_programme(folder)
    standing = store.open(folder, programme.settings).standing(programme)
    if standing is None:
        raise WrongUse(words.no_plan(folder))
    return programme, standing


def _leader_in(programme: Programme, standing: Revision, leader: str) -> str:
    from programme.decisions import decided
    from report.views import view

    return view(decided(programme, standing.decisions), standing.plan, "leader", leader).key


@dataclass(frozen=True, kw_only=True)
class Rerun:
    """How a plan is made again: on which day, what is allowed, whether it is written and asked about."""

    day: date | None
    allow: frozenset[str] = frozenset()
    removals: bool = False
    dry_run: bool
    yes: bool


def _replan(
    folder: Path, programme: Programme, standing: Revision, decisions: Decisions, reason: str, how: Rerun
) -> None:
    """Changes the plan that stands as little as can be; shows it, asks, writes."""
    import planner
    from programme import store
    from programme.changes import difference, vanished
    from programme.decisions import allowed_in, decided, standing_on
    from programme.fingerprint import fingerprint
    from programme.store import ledger
    from programme.watch import Watch
    from report import terminal, words

    day, kept = how.day or today(), store.open(folder, programme.settings)
    terminal.tell_problems(programme.warnings, err=True, warning=True)
    if fingerprint(programme, decisions) == standing.fingerprint:
        terminal.tell(words.unchanged(standing))
        return
    now = decided(programme, decisions)
    if not how.removals and (gone := vanished(standing.plan, now)):
        raise WrongUse(words.too_many_gone(standing.plan, gone))
    now = standing_on(now, standing.plan, day, programme.settings.notice_days)
    with terminal.progress() as listener:
        watch = Watch(limit_seconds=programme.settings.time_limit_seconds, listener=listener)
        now, made, summary = planner.replan(now, watch, after=kept.last_serial(), allow=how.allow)
    store.judge(now, made)
    decisions = allowed_in(decisions, now)
    if not difference(standing.plan, made) and decisions == standing.decisions:
        terminal.tell(words.nothing_to_do(standing))
        return
    terminal.show_difference(now, standing.plan, made, day)
    terminal.show_rerun(now, made, summary)
    if programme.venues and not ledger.open(folder, programme.settings).has_sent():
        terminal.tell(words.fresh_start(planner.saved_by_fresh_start(now, made, watch)))
    if _may_write(how.dry_run, how.yes, words.ASK, words.UNASKED):
        saved = kept.save(
            now,
            made,
            summary,
            parent=standing,
            reason=reason,
            decisions=decisions,
            fingerprint=fingerprint(programme, decisions),
        )
        terminal.tell(words.saved(folder, saved.number))


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
    if not yes and not (at_terminal() and click.confirm(words.SEND)):
        raise WrongUse(words.UNSENT)
    roads.keep(folder, server, osrm.ask(server, unknown))
    return True


def _planned(programme: Programme, last_serial: int) -> tuple[Plan, Summary]:
    import planner
    from programme.watch import Watch
    from report import terminal

    with terminal.progress() as listener:
        watch = Watch(limit_seconds=programme.settings.time_limit_seconds, listener=listener)
        return planner.plan(programme, watch, after=last_serial)


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
    if first < today():
        terminal.tell(words.late(first, today()), err=True, style="yellow")


def _settle(book: Ledger, doubtful: str | None) -> None:
    """What becomes of messages that may have arrived: as was said, or as somebody says now, or nothing yet."""
    from report import sending, terminal

    for message in book.in_doubt().values():
        choice = doubtful
        if choice is None and at_terminal():
            terminal.tell(sending.in_doubt(message))
            choice = click.prompt(sending.ASK, type=click.Choice([AGAIN, ARRIVED, LATER]), default=LATER)
        if choice in {AGAIN, ARRIVED}:
            book.end(message, sent=choice == ARRIVED)


def _may_write(dry_run: bool, agreed: bool, question: str, unasked: str) -> bool:
    """Whether to go on and write; where not, that is said. WrongUse where it must be asked and nobody can be."""
    from report import terminal, words

    if dry_run:
        terminal.tell(words.NOTHING_WRITTEN)
        return False
    if not agreed and not at_terminal():
        raise WrongUse(unasked)
    if agreed or click.confirm(question):
        return True
    terminal.tell(words.NOTHING_CHANGED)
    return False


def _print_json(values: Any) -> None:
    click.echo(json.dumps(values, indent=2, ensure_ascii=False))


def _tell(error: SetwrightError, *, err: bool) -> None:
    from report import terminal

    if isinstance(error, InputProblems):
        terminal.tell_problems(error.problems, err=err)
    else:
        terminal.tell(str(error), err=True)


def _tell_fault(error: Exception) -> None:
    """No personal data: the message of an exception may hold names, its type and place do not."""
    if os.environ.get("SETWRIGHT_DEBUG") == "1":
        traceback.print_exception(error)
        return
    last = traceback.extract_tb(error.__traceback__)[-1]
    click.echo(FAULT.format(where=f"{type(error).__name__}, {Path(last.filename).name} line {last.lineno}"), err=True)


def _print_whatever_the_names() -> None:
    """Letters that the terminal or file cannot show become question marks instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")


if __name__ == "__main__":
    main()
