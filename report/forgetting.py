"""What is stored of a person, what stands in the way of forgetting them, and what is left, in sentences."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from programme.advice import command
from programme.messages import LEADER
from programme.problems import Problem
from programme.reading.advice import listed
from programme.store import Revision
from programme.store.forgetting import Needed, Traces
from programme.store.scrubbing import ROLES, Person
from report.words import count, day

ASK = "Forget them? Nothing brings this back."
UNASKED = "Nothing was changed. Forgetting somebody needs a yes: run this on a terminal, or add --yes."
BEYOND = "What Setwright cannot reach, and you can:"


def nothing(folder: Path, asked: str) -> str:
    """That there is nobody to forget, or nothing left of them."""
    return f"Nothing is stored of {asked} in {folder}."


def several(asked: str) -> str:
    """That an id, a name or an address is of more than one."""
    return f"{asked!r} is several people. Give another of their id, name and e-mail address."


def in_the_way(folder: Path, person: Person, found: Needed, *, listed_still: bool) -> str:
    """Where the plan needs somebody, and what to do first."""
    where = [f"in {listed(found.sets)}"] if found.sets else []
    where += ["on the waiting list"] if found.waiting else []
    if not where:
        last = found.meetings[-1]
        return (
            f"{person.key} still has a part in {count(len(found.meetings), 'meeting')}, the last on {day(last.date)} "
            f"({last.set_id}/{last.number}). Forget them after that day."
        )
    return f"{person.key} is still {' and '.join(where)}. {_first(folder, person, listed_still=listed_still)}"


def _first(folder: Path, person: Person, *, listed_still: bool) -> str:
    if not listed_still:
        return f"Plan without them first: {command('plan', folder)}"
    if person.kind == LEADER:
        return f"Take them out of it first: {command('withdraw', folder, person.key)}"
    return f"Delete their row first, and plan without them: {command('plan', folder)}"


def stored(person: Person, found: Traces) -> str:
    """What is stored of somebody."""
    called = f", known as {listed(sorted(person.called))}" if person.called else ""
    return "\n".join(
        [
            f"Stored of {person.key}{called}:",
            f"  {count(found.revisions, 'revision')} with them in it",
            f"  {count(found.told, 'message')} to them, remembered as sent",
            f"  {count(found.naming, 'message')} to others that name them",
        ]
    )


def goes(folder: Path, person: Person) -> str:
    """What becomes of what is stored."""
    return (
        f"What is stored goes. The history of their sets stays, of a former {ROLES[person.kind]} without a name; "
        f"{folder / 'plan'} is written anew, without calendars, messages and pages."
    )


def still_invited(folder: Path, found: Traces) -> str:
    """That meetings stand in somebody's calendar which nothing could ever cancel; blank where none does."""
    if not found.ahead:
        return ""
    meetings = count(len(found.ahead), "meeting")
    return (
        f"They were invited to {meetings} from {day(found.ahead[0].date)} on, and as far as is known nobody has sent "
        "them a cancellation. Once they are forgotten none can be sent, and these stay in their calendar. To send it "
        f"first: {command('invites', folder)}, then {command('send', folder)}; if you have sent it by your own means, "
        f"{command('invites', folder, '--sent')}."
    )


def done(folder: Path, saved: Revision, *, listed_still: bool) -> str:
    """That it is done, and what has to be written anew; nothing can be while the spreadsheets have them."""
    then = "Delete their row first; then, for what is due" if listed_still else "For calendars, and what is due"
    return (
        f"{saved.reason[0].upper()}{saved.reason[1:]}. Saved as revision {saved.number} in {folder / 'plan'}.\n"
        f"{then} to others: {command('invites', folder)}"
    )


def beyond(rows: Collection[Problem], found: Traces, *, shared: bool) -> str:
    """What is out of reach, a line each."""
    told = [str(row) for row in rows]
    if sent := found.told + found.naming:
        told.append(f"the mailboxes and calendars of those who were sent {count(sent, 'message')}")
    if shared:
        told.append("the server's own log and backups; and plan/ of colleagues, until they run any command")
    told.append("copies of the folder, backups, and whatever you have published, printed or passed on")
    return "\n".join([BEYOND, *(f"  {one}" for one in told)])
