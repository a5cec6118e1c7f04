"""The commands by which people hear of their meetings, and answer: invites, send, publish, replies."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands import asking
from commands.looking import print_json
from commands.options import dry_run_option, folder_argument
from commands.standing import with_plan
from programme.problems import Interrupted, WrongUse

if TYPE_CHECKING:
    from invites import Due
    from programme.messages import Message
    from programme.records import Programme
    from programme.store.ledger import Ledger

AGAIN, ARRIVED, LATER = "again", "arrived", "later"


@click.command()
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
    from report import invitations, sending, terminal, words

    programme = read_programme(folder)
    book = ledger.open(folder, programme.settings)
    if mark:
        _mark_sent(book, [message for _, message in Outbox(folder).waiting(book.sent())], dry_run)
        return
    programme, found = _due(folder, programme)
    terminal.tell(invitations.due(found.messages))
    if dry_run:
        terminal.tell(words.NOTHING_WRITTEN)
        return
    with sending.bar(len(found.messages), "Writing") as bar:
        write(folder, programme, found, book, bar.step)
    terminal.tell(invitations.written(folder, found.messages, len(found.calendars)))


@click.command()
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


@click.command()
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


@click.command()
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
        print_json(told.values(sent, found.answers, found.ignored))
    else:
        told.show(sent, found.answers)
        terminal.tell_problems(found.ignored, err=True, warning=True)
        terminal.tell(told.others(found.others), err=True)


def _due(folder: Path, programme: Programme | None = None) -> tuple[Programme, Due]:
    """What the plan makes due, if it keeps every rule."""
    from invites import due
    from programme import store
    from programme.store import ledger

    programme, standing = with_plan(folder, programme)
    store.check(programme, standing.plan)
    sent = ledger.open(folder, programme.settings).sent()
    confirmed = standing.decisions.confirmed
    return programme, due(
        programme, standing.plan, sent, confirmed=confirmed, today=asking.today(), now=datetime.now(UTC)
    )


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


def _settle(book: Ledger, doubtful: str | None) -> None:
    """What becomes of messages that may have arrived: as was said, or as somebody says now, or nothing yet."""
    from report import sending, terminal

    for message in book.in_doubt().values():
        choice = doubtful
        if choice is None and asking.at_terminal():
            terminal.tell(sending.in_doubt(message))
            choice = click.prompt(sending.ASK, type=click.Choice([AGAIN, ARRIVED, LATER]), default=LATER)
        if choice in {AGAIN, ARRIVED}:
            book.end(message, sent=choice == ARRIVED)
