"""What is kept, as it is once a person was forgotten: values in, values out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from programme.decisions import Decisions, Withdrawal
from programme.forgotten import called, named
from programme.messages import ASSISTANT, CANCEL, FACILITATOR, FORGOTTEN, LEADER, Message, Recipient
from programme.plans import LearningSet, Meeting, Plan, Summary, Waiting
from programme.store.revisions import Revision

ROLES = {LEADER: "member", FACILITATOR: "facilitator"}
"""What somebody was, by their kind."""
RECEIVING = {LEADER: (LEADER, ASSISTANT), FACILITATOR: (FACILITATOR,)}
"""The kinds of recipients whose messages are theirs."""

Who = tuple[str, str]
"""Kind (LEADER or FACILITATOR) and id of a person."""
Text = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom to forget; ``called`` has every name and address known of them, and of their assistant."""

    kind: str
    key: str
    called: frozenset[str]

    @property
    def who(self) -> Who:
        """Kind and id."""
        return self.kind, self.key

    def is_told(self, message: Message) -> bool:
        """Whether a message is to them, or to their assistant."""
        return message.to.key == self.key and message.to.kind in RECEIVING[self.kind]


def people_in(plan: Plan) -> Iterator[Who]:
    """Everybody whom a plan names, some of them often."""
    for one in plan.sets:
        yield from of_set(one)
    for meeting in plan.meetings:
        yield from of_meeting(meeting)
    for waiting in plan.waiting:
        yield LEADER, waiting.leader_id


def of_set(one: LearningSet) -> Iterator[Who]:
    """Its members, and who leads it."""
    yield from ((LEADER, member) for member in one.members)
    yield FACILITATOR, one.facilitator_id


def of_meeting(one: Meeting) -> Iterator[Who]:
    """Who presents, who is absent, and who leads it."""
    yield from ((LEADER, leader_id) for leader_id in (*one.presenters, *one.absent))
    yield FACILITATOR, one.facilitator_id


def decided_on(decisions: Decisions) -> Iterator[Who]:
    """Everybody about whom something was decided."""
    yield from ((LEADER, withdrawal.leader_id) for withdrawal in decisions.withdrawn)
    yield from ((LEADER, leader_id) for leader_id, _ in decisions.declined)
    yield from ((FACILITATOR, facilitator_id) for facilitator_id in decisions.substitutes.values())


@dataclass(frozen=True)
class Scrub:
    """Puts the id ``stand_in`` in the place of a person's, and words in the place of their name.

    Of somebody whose name is not known any more, sentences that might have it are dropped: those
    of every revision whose plan they were in.
    """

    person: Person
    stand_in: str

    def revision(self, one: Revision) -> Revision:
        """The input that it was planned from is not known any more, if anything changes."""
        unnamed = not self.person.called and self.person.who in people_in(one.plan)
        text = _dropped if unnamed else self._text
        changed = replace(
            one,
            reason=self._id_in_words.sub(self.stand_in, self._text(one.reason)),
            decisions=self._decisions(one.decisions),
            plan=self._plan(one.plan, text),
            summary=_summary(one.summary, text),
        )
        return changed if changed == one else replace(changed, fingerprint="")

    def message(self, message: Message) -> Message:
        """A message to somebody else, which may name them."""
        told = message.announcement
        if self.person.kind == LEADER:
            told = replace(told, presenters=tuple(map(self._text, told.presenters)))
        else:
            told = replace(told, facilitator=self._text(told.facilitator))
        return replace(message, announcement=told, why=self._text(message.why))

    def stubs(self, messages: Iterable[Message]) -> list[Message]:
        """Of messages to them, one for each meeting that nobody has and nobody is owed: SEQUENCE must not go back."""
        latest: dict[str, Message] = {}
        for message in sorted(filter(self.person.is_told, messages), key=lambda message: message.sequence):
            latest[message.announcement.uid] = message
        return list(map(self._stub, latest.values()))

    def _stub(self, message: Message) -> Message:
        told = replace(self.message(message).announcement, leader="", away=False, travel=None)
        nobody = Recipient(kind=FORGOTTEN, key=self.stand_in, name="", email="")
        return replace(message, to=nobody, method=CANCEL, announcement=told, why="")

    def _plan(self, plan: Plan, text: Text) -> Plan:
        return Plan(
            sets=tuple(map(self._set, plan.sets)),
            meetings=tuple(map(self._meeting, plan.meetings)),
            waiting=tuple(self._waiting(one, text) for one in plan.waiting),
        )

    def _set(self, one: LearningSet) -> LearningSet:
        return replace(
            one,
            members=tuple(sorted(map(self._leader, one.members))),
            facilitator_id=self._facilitator(one.facilitator_id),
        )

    def _meeting(self, one: Meeting) -> Meeting:
        return replace(
            one,
            presenters=tuple(map(self._leader, one.presenters)),
            absent=tuple(map(self._leader, one.absent)),
            facilitator_id=self._facilitator(one.facilitator_id),
        )

    def _waiting(self, one: Waiting, text: Text) -> Waiting:
        said = _dropped if self.person.who == (LEADER, one.leader_id) else text
        return replace(one, leader_id=self._leader(one.leader_id), reason=said(one.reason), remedy=said(one.remedy))

    def _decisions(self, one: Decisions) -> Decisions:
        return replace(
            one,
            withdrawn=tuple(map(self._withdrawal, one.withdrawn)),
            declined=frozenset((self._leader(leader_id), set_id) for leader_id, set_id in one.declined),
            substitutes={uid: self._facilitator(who) for uid, who in one.substitutes.items()},
        )

    def _withdrawal(self, one: Withdrawal) -> Withdrawal:
        said = _dropped if self.person.who == (LEADER, one.leader_id) else self._text
        return replace(one, leader_id=self._leader(one.leader_id), reason=said(one.reason))

    def _leader(self, leader_id: str) -> str:
        return self.stand_in if self.person.who == (LEADER, leader_id) else leader_id

    def _facilitator(self, facilitator_id: str) -> str:
        return self.stand_in if self.person.who == (FACILITATOR, facilitator_id) else facilitator_id

    def _text(self, said: str) -> str:
        return self._names.sub(called(self.stand_in, ROLES[self.person.kind]), said)

    @cached_property
    def _names(self) -> re.Pattern[str]:
        return named(self.person.called)

    @cached_property
    def _id_in_words(self) -> re.Pattern[str]:
        return named({self.person.key} if self.person.kind == LEADER else (), re.NOFLAG)


def _summary(one: Summary, text: Text) -> Summary:
    short, allowed = ({set_id: text(said) for set_id, said in told.items()} for told in (one.short, one.allowed))
    return replace(one, short=short, allowed=allowed)


def _dropped(_: str) -> str:
    return ""
