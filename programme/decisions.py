"""What the coordinator decided beside the spreadsheets: who withdrew or declined, what is confirmed or allowed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from programme.plans import Plan, Standing
from programme.problems import WrongUse
from programme.reading.advice import did_you_mean, listed
from programme.reading.findings import sheet_name
from programme.records import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A leader left on ``day``; ``reason`` is for the coordinator alone, "" where none was given."""

    leader_id: str
    day: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """Everything decided, as it stands in one revision.

    ``declined`` are (leader_id, set_id); ``confirmed`` set_ids whose members have agreed;
    ``wide_gaps`` set_ids that may wait longer or less long than others between two meetings;
    ``substitutes`` gives, by the uid of a meeting, the facilitator_id of who leads it instead.
    """

    withdrawn: tuple[Withdrawal, ...] = ()
    declined: frozenset[tuple[str, str]] = frozenset()
    confirmed: frozenset[str] = frozenset()
    wide_gaps: frozenset[str] = frozenset()
    substitutes: Mapping[str, str] = field(default_factory=dict)


def standing_on(
    programme: Programme, plan: Plan, today: date, notice_days: int = 0, returning: Collection[str] = ()
) -> Programme:
    """The programme with a plan that stands on this day; meetings nearer than ``notice_days`` keep date and place.

    ``returning`` are leader_ids of people who come back (``Standing``).
    """
    horizon = today + timedelta(days=notice_days)
    standing = Standing(plan=plan, today=today, horizon=horizon, returning=frozenset(returning))
    return replace(programme, standing=standing, from_day=horizon)


def decided(programme: Programme, decisions: Decisions) -> Programme:
    """The programme without those who withdrew, and with everything else that was decided."""
    gone = {withdrawal.leader_id for withdrawal in decisions.withdrawn}
    leaders = tuple(leader for leader in programme.leaders if leader.leader_id not in gone)
    former = {leader.leader_id: leader.name for leader in programme.leaders if leader.leader_id in gone}
    return replace(
        programme,
        leaders=leaders,
        declined=decisions.declined,
        wide_gaps=decisions.wide_gaps,
        substitutes=decisions.substitutes,
        former=former,
    )


def withdrawn(decisions: Decisions, leader_ids: Sequence[str], day: date, reason: str = "") -> Decisions:
    """The decisions with withdrawals on this day, of people who have not withdrawn."""
    new = (Withdrawal(leader_id=leader_id, day=day, reason=reason) for leader_id in leader_ids)
    gone = sorted((*decisions.withdrawn, *new), key=lambda withdrawal: withdrawal.leader_id)
    return replace(decisions, withdrawn=tuple(gone))


def rejoined(programme: Programme, decisions: Decisions, leader_ids: Sequence[str]) -> Decisions:
    """The decisions without these people's withdrawals; WrongUse for who has not withdrawn, or left the spreadsheet."""
    gone = {withdrawal.leader_id for withdrawal in decisions.withdrawn}
    for leader_id in leader_ids:
        if leader_id not in gone:
            raise WrongUse(f"{leader_id} has not withdrawn. {_those_who_have(gone)}")
        if leader_id not in programme.leader_at:
            sheet = sheet_name("leaders.csv", programme.tabs)
            raise WrongUse(f"{leader_id} is not in {sheet} any more: put the row back first.")
    return replace(decisions, withdrawn=tuple(w for w in decisions.withdrawn if w.leader_id not in leader_ids))


def declined(decisions: Decisions, leader_id: str, plan: Plan) -> Decisions:
    """The decisions with somebody's no to the set that they are in; WrongUse where they are in none."""
    for learning_set in plan.sets:
        if leader_id in learning_set.members:
            return replace(decisions, declined=decisions.declined | {(leader_id, learning_set.set_id)})
    raise WrongUse(f"{leader_id} is in no set that they could decline.")


def confirmed(decisions: Decisions, plan: Plan, set_ids: Sequence[str]) -> tuple[tuple[str, ...], Decisions]:
    """The sets newly confirmed, all where none is named, and the decisions; WrongUse for a set that there is not."""
    for set_id in set_ids:
        if set_id not in plan.set_by_id:
            raise WrongUse(f"There is no set {set_id!r}. {did_you_mean(set_id, plan.set_by_id)}".rstrip())
    new = tuple(sorted(set(set_ids or plan.set_by_id) - decisions.confirmed))
    return new, replace(decisions, confirmed=decisions.confirmed | set(new))


def allowed_in(decisions: Decisions, programme: Programme) -> Decisions:
    """The decisions with what a programme came to allow while it was planned."""
    return replace(decisions, wide_gaps=programme.wide_gaps, substitutes=programme.substitutes)


def _those_who_have(gone: Collection[str]) -> str:
    return f"Those who have: {listed(sorted(gone))}." if gone else "Nobody has."
