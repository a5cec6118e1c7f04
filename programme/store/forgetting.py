"""Forgets a person: a stand-in takes their place in every revision, and nothing of them is left in the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from programme.forgotten import stand_in
from programme.messages import ASSISTANT, FACILITATOR, LEADER, VENUE, Announcement, Message
from programme.plans import Meeting, Plan
from programme.records import Programme
from programme.store.database import StoreTrouble
from programme.store.keeping import Store
from programme.store.ledger import Ledger, Rows
from programme.store.revisions import Revision
from programme.store.scrubbing import Person, Scrub, Who, decided_on, of_meeting, of_set, people_in
from programme.store.tables import sending, sent

AGAIN = "What was kept is scrubbed, but traces may be left between the rows of the store: run this again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What is stored of a person: how many revisions name them, and messages that are remembered.

    ``told`` counts those to them and their assistant, ``naming`` those to others that name them; ``ahead``
    are the meetings from today on that stand in their calendar.
    """

    revisions: int = 0
    told: int = 0
    naming: int = 0
    ahead: tuple[Announcement, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.revisions or self.told or self.naming)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """Where a plan cannot be without a person: the sets they are in, meetings from today on, the waiting list."""

    sets: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    waiting: bool

    def __bool__(self) -> bool:
        """Whether it is anywhere."""
        return bool(self.sets or self.meetings or self.waiting)


def everybody(kept: Store, programme: Programme, standing: Revision | None) -> Mapping[Who, frozenset[str]]:
    """Whoever spreadsheets, revisions or ledger name, stand-ins too, with the names and addresses known of each.

    ``standing`` is the plan that stands, which people may have edited since it was saved.
    """
    found: dict[Who, set[str]] = defaultdict(set)
    with Ledger(kept.database, kept.identity).reading() as rows:
        for who, name in (*_in_spreadsheets(programme), *_in_revisions(rows, standing), *_in_ledger(rows)):
            found[who].add(name)
    return {who: frozenset(filter(None, names)) for who, names in found.items()}


def needed(plan: Plan, person: Person, today: date) -> Needed:
    """Where the plan that stands needs somebody, who cannot be forgotten before that has changed."""
    return Needed(
        sets=tuple(one.set_id for one in plan.sets if person.who in of_set(one)),
        meetings=tuple(one for one in plan.meetings if one.date >= today and person.who in of_meeting(one)),
        waiting=any(person.who == (LEADER, one.leader_id) for one in plan.waiting),
    )


def traces(kept: Store, person: Person, standing: Revision | None, today: date) -> Traces:
    """What is stored of somebody; ``standing`` as for ``everybody``."""
    scrub = Scrub(person, "")
    with Ledger(kept.database, kept.identity).reading() as rows:
        messages = _messages(rows)
        return Traces(
            revisions=sum(scrub.revision(one) != one for one in _revisions(rows, standing)),
            told=sum(map(person.is_told, messages)),
            naming=sum(scrub.message(one) != one for one in messages if not person.is_told(one)),
            ahead=_ahead(filter(person.is_told, messages), today),
        )


def forget(
    kept: Store,
    programme: Programme,
    person: Person,
    *,
    parent: Revision,
    taken: Collection[Who],
    calendars: Collection[str],
) -> Revision:
    """Puts a stand-in in the place of somebody in all that is kept, and keeps the plan as a revision more.

    ``taken`` are all whose ids it must not have, ``calendars`` the names under which theirs may have a
    token. All or nothing, with the errors of ``Store.save``; StoreTrouble too where the rows are
    scrubbed, and the store could not be written anew without what they were.
    """
    scrub = Scrub(person, stand_in({key for _, key in taken}))

    def change(connection: Connection) -> None:
        rows = Rows(kept.database, connection, kept.identity)
        for one in rows.revisions():
            if (changed := scrub.revision(one)) != one:
                rows.rewrite(changed)
        _scrub_ledger(rows, scrub)
        rows.drop_tokens(calendars)

    made = kept.save_anew(programme, change, parent=parent, reason=f"{scrub.stand_in} was forgotten")
    try:
        kept.database.tidy()
    except StoreTrouble as trouble:
        raise StoreTrouble(f"{trouble} {AGAIN}") from trouble
    return made


def _scrub_ledger(rows: Rows, scrub: Scrub) -> None:
    """What they were sent leaves a stub for each meeting, what may have been sent leaves nothing."""
    for table, messages in ((sent, rows.sent()), (sending, rows.in_doubt())):
        theirs = [one for one in messages.values() if scrub.person.is_told(one)]
        others = [one for one in messages.values() if not scrub.person.is_told(one)]
        naming = [one for one in others if scrub.message(one) != one]
        stubs = scrub.stubs(theirs) if table is sent else []
        rows.replace(table, [*theirs, *naming], [*stubs, *map(scrub.message, naming)])


def _in_spreadsheets(programme: Programme) -> Iterator[tuple[Who, str]]:
    for leader in programme.leaders:
        for name in (leader.name, leader.email, leader.pa_email):
            yield (LEADER, leader.leader_id), name
    for one in programme.facilitators:
        for name in (one.name, one.email):
            yield (FACILITATOR, one.facilitator_id), name


def _in_revisions(rows: Rows | None, standing: Revision | None) -> Iterator[tuple[Who, str]]:
    for one in _revisions(rows, standing):
        for who in {*people_in(one.plan), *decided_on(one.decisions)}:
            yield who, ""


def _in_ledger(rows: Rows | None) -> Iterator[tuple[Who, str]]:
    for message in _messages(rows):
        yield from _in_message(message)


def _in_message(message: Message) -> Iterator[tuple[Who, str]]:
    """Whose message it is, and what they are called there; a venue's is nobody's."""
    to = message.to
    if to.kind == ASSISTANT:
        yield (LEADER, to.key), message.announcement.leader
        yield (LEADER, to.key), to.email
    elif to.kind != VENUE:
        yield (to.kind, to.key), to.name
        yield (to.kind, to.key), to.email


def _ahead(messages: Iterable[Message], today: date) -> tuple[Announcement, ...]:
    told = (one for one in messages if one.stands and one.announcement.date >= today and one.to.kind != ASSISTANT)
    found = {one.announcement.uid: one.announcement for one in told}
    return tuple(sorted(found.values(), key=lambda one: (one.date, one.start)))


def _revisions(rows: Rows | None, standing: Revision | None) -> Iterator[Revision]:
    """Every revision; then the plan that stands, where none was saved of it."""
    last = None
    for one in rows.revisions() if rows else ():
        last = one
        yield one
    if standing and (last is None or last.plan != standing.plan):
        yield standing


def _messages(rows: Rows | None) -> list[Message]:
    return [*rows.sent().values(), *rows.in_doubt().values()] if rows else []
