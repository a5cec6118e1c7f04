"""What is kept of sentences, decisions and messages once somebody is forgotten: values in, values out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from invites.owed import owed
from programme.decisions import Decisions, Withdrawal
from programme.messages import Message
from programme.plans import Waiting
from programme.store import Revision
from programme.store.scrubbing import Person, Scrub
from tests import build, plans
from tests.tiny import tiny_plan

ANNA = Person(kind="leader", key="L03", called=frozenset({"Anna Bell", "anna@example.org", "pa@example.org"}))
PETRA = Person(kind="facilitator", key="F1", called=frozenset({"Petra Vance", "petra@example.org"}))
PEOPLE = (*build.leaders(2), build.leader(3, name="Anna Bell", pa_email="pa@example.org"), *build.leaders(8)[3:])
PROGRAMME = build.programme(PEOPLE, facilitators=[build.facilitator(name="Petra Vance")])
STAMP = datetime(2027, 8, 20, 9, 0, tzinfo=UTC)


def revision(**details: object) -> Revision:
    known: dict[str, object] = {
        "number": 1,
        "parent": None,
        "saved_at": STAMP,
        "reason": "first plan",
        "fingerprint": "f1",
        "last_serial": 1,
        "files": "",
        "decisions": Decisions(),
        "plan": plans.plan(),
        "summary": plans.summary(),
    }
    return Revision(**known | details)  # type: ignore[arg-type]


def scrubbed(person: Person = ANNA, **details: object) -> Revision:
    return Scrub(person, "forgotten-1").revision(revision(**details))


def waiting(leader_id: str, reason: str, remedy: str = "") -> Waiting:
    return Waiting(leader_id=leader_id, level="Headteacher", reason=reason, remedy=remedy)


def messages() -> tuple[Message, ...]:
    plan = tiny_plan(PROGRAMME)
    return owed(PROGRAMME, plan, {}, confirmed=(), today=date(2027, 8, 20), stamp=STAMP)


def test_a_revision_without_them_stays_as_it_is() -> None:
    other = Person(kind="leader", key="L99", called=frozenset({"Nobody Else"}))
    assert scrubbed(other) == revision()


def test_members_stay_sorted_and_the_input_is_no_longer_known() -> None:
    found = scrubbed()
    assert found.plan.sets[0].members == ("L01", "L02", "L04", "L05", "L06", "L07", "forgotten-1")
    assert found.fingerprint == ""


def test_what_others_are_told_no_longer_names_them() -> None:
    plan = replace(plans.plan(), waiting=(waiting("L08", "Anna Bell is both", "Anna Bell's row; Anna Bellamy stays"),))
    found = scrubbed(plan=plan).plan.waiting[0]
    assert found == waiting("L08", "former member 1 is both", "former member 1's row; Anna Bellamy stays")


def test_a_name_is_found_however_it_was_typed() -> None:
    withdrawal = Withdrawal(leader_id="L08", day=date(2027, 11, 3), reason="like anna bell, ANNA@example.org")
    found = scrubbed(decisions=Decisions(withdrawn=(withdrawal,)))
    assert found.decisions.withdrawn[0].reason == "like former member 1, former member 1"


def test_nothing_is_kept_of_their_own_reasons() -> None:
    plan = replace(plans.plan(), waiting=(waiting("L03", "needs a step-free venue", "one that is"),))
    decisions = Decisions(withdrawn=(Withdrawal(leader_id="L03", day=date(2027, 11, 3), reason="unwell"),))
    found = scrubbed(plan=plan, decisions=decisions)
    assert found.plan.waiting[0] == waiting("forgotten-1", "")
    assert found.decisions.withdrawn == (Withdrawal(leader_id="forgotten-1", day=date(2027, 11, 3)),)


def test_decisions_about_them_are_about_a_stand_in() -> None:
    decisions = Decisions(declined=frozenset({("L03", "S01"), ("L04", "L03")}), substitutes={"uid-1": "F1"})
    assert scrubbed(decisions=decisions).decisions.declined == {("forgotten-1", "S01"), ("L04", "L03")}
    assert scrubbed(PETRA, decisions=decisions).decisions.substitutes == {"uid-1": "forgotten-1"}


@pytest.mark.parametrize(
    ("reason", "after"),
    [
        ("L03 withdrew", "forgotten-1 withdrew"),
        ("L03 and L031 withdrew", "forgotten-1 and L031 withdrew"),
        ("XL03 declined", "XL03 declined"),
    ],
)
def test_why_a_revision_was_made_no_longer_has_their_id(reason: str, after: str) -> None:
    assert scrubbed(reason=reason).reason == after


def test_a_leader_and_a_facilitator_of_one_id_are_two_people() -> None:
    plan = plans.plan()
    same = replace(plan, sets=(replace(plan.sets[0], facilitator_id="L03"),))
    assert scrubbed(plan=same).plan.sets[0].facilitator_id == "L03"


def test_where_no_name_is_known_sentences_that_might_have_it_are_dropped() -> None:
    nameless = replace(ANNA, called=frozenset())
    plan = replace(plans.plan(), waiting=(waiting("L08", "Anna Bell is both", "Anna Bell elsewhere"),))
    summary = plans.summary(short={"S01": "Anna Bell elsewhere"})
    found = scrubbed(nameless, plan=plan, summary=summary)
    assert found.plan.waiting == (waiting("L08", ""),)
    assert found.summary.short == {"S01": ""}


def test_a_facilitator_is_scrubbed_from_what_was_allowed_and_announced() -> None:
    summary = plans.summary(allowed={"S01": "Petra Vance leads meeting 3"})
    assert scrubbed(PETRA, summary=summary).summary.allowed == {"S01": "former facilitator 1 leads meeting 3"}
    scrub = Scrub(PETRA, "forgotten-1")
    told = {scrub.message(one).announcement.facilitator for one in messages() if not PETRA.is_told(one)}
    assert told == {"former facilitator 1", ""}


def test_messages_to_others_name_a_former_member() -> None:
    scrub = Scrub(ANNA, "forgotten-1")
    told = [scrub.message(one) for one in messages() if not ANNA.is_told(one)]
    named = {name for one in told for name in one.announcement.presenters}
    assert "Anna Bell" not in named
    assert "former member 1" in named


def test_of_messages_to_them_and_their_assistant_a_stub_remains_for_each_meeting() -> None:
    theirs = [one for one in messages() if ANNA.is_told(one)]
    assert {one.to.kind for one in theirs} == {"leader", "assistant"}
    raised = [replace(one, sequence=4) for one in theirs[:1]]
    stubs = Scrub(ANNA, "forgotten-1").stubs([*theirs, *raised])
    assert len(stubs) == 6
    assert max(one.sequence for one in stubs) == 4
    assert {(one.to.kind, one.to.key, one.to.name, one.to.email, one.stands) for one in stubs} == {
        ("forgotten", "forgotten-1", "", "", False)
    }
    assert {(one.announcement.leader, one.announcement.travel) for one in stubs} == {("", None)}
