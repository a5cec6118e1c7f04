"""What the coordinator decided beside the spreadsheets: who withdrew or declined, what is confirmed or allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

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
