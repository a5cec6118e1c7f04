"""Why somebody sits where they sit; for one who waits, what binds, and which changes are true: each is planned with.

A change counts only once the command ``plan`` would place the leader with it: the plan that
stands is changed as little as can be, and, while nothing was sent, one is formed from nothing.
Both are whole plans, made as that command makes them.
"""

from __future__ import annotations

from dataclasses import replace

import planner
from matcher import doors, ways
from programme import edits
from programme.changes import WAITING, difference, seats
from programme.edits import Edits
from programme.explained import Explanation, Outcome, Trial
from programme.plans import Plan, Standing, Waiting
from programme.problems import NoPlan, OutOfTime
from programme.records import Programme
from programme.seats import alternatives, seat
from programme.watch import Watch

ALTERNATIVES, DOORS = 5, 5
NAMED, RERUNS, FRESH = 3, 30, 4
"""Changes that are named, and how many plans are made for that: changed, and formed from nothing."""
TIMES = 5
"""The time that all of it may take, in the time limits of a plan."""
LARGE = 600
"""The most leaders for whom a plan is formed from nothing only to try a change."""


def why(
    programme: Programme, leader_id: str, watch: Watch, *, after: int = 0, sent: bool = False, edited: bool = False
) -> Explanation:
    """Why a leader of the plan that stands sits or waits there.

    ``after`` is the highest serial number that a set_id was ever given; where invitations were
    ``sent``, no plan is formed from nothing; ``edited`` says that the spreadsheets are not those of
    the plan, so that to plan again is a change by itself. The watch guards the whole; every plan has the
    programme's own time limit.
    """
    standing = _standing(programme)
    if own := seat(programme, standing.plan, leader_id):
        others = alternatives(programme, standing.plan, leader_id, ALTERNATIVES)
        return Explanation(leader_id=leader_id, seat=own, alternatives=others)
    return _Trials(programme, leader_id, watch, after, sent).explained(edited)


class _Trials:
    """The changes that might place somebody, planned with in turn, until enough of them do."""

    def __init__(self, programme: Programme, leader_id: str, watch: Watch, after: int, sent: bool) -> None:
        self.programme, self.leader_id, self.watch, self.after = programme, leader_id, watch, after
        self.afresh = "sent" if sent else "large" if len(programme.leaders) > LARGE else ""
        self.done = list[Trial]()

    def explained(self, edited: bool) -> Explanation:
        """What binds, and every change that was tried."""
        self.watch.tell("looking for changes")
        opened = doors(self.programme, self.leader_id)
        found = [change for change in ways(self.programme, self.leader_id, opened, self.watch) if change]
        untried = [change for change in [()] * edited + found if not self._try(change)]
        for trial in self._worth_a_fresh_start():
            self._form_anew(trial)
        return Explanation(
            leader_id=self.leader_id,
            waiting=self._waiting(),
            doors=opened[:DOORS],
            trials=tuple(self.done),
            untried=len(untried),
            cut_short=self.watch.expired(),
            afresh=self.afresh,
        )

    def _waiting(self) -> Waiting | None:
        waiting = _standing(self.programme).plan.waiting
        return next((one for one in waiting if one.leader_id == self.leader_id), None)

    def _try(self, change: Edits) -> bool:
        """Plans with a change unless a smaller one of its kind is known, or enough is; whether it need not be tried."""
        placing = [trial.edits for trial in self.done if trial.rerun.placed]
        if any(_kinds(known) <= _kinds(change) for known in placing):
            return True
        if len(placing) >= NAMED or len(self.done) >= RERUNS or self.watch.expired():
            return False
        self.watch.tell(f"trying change {len(self.done) + 1}")
        changed = edits.made_in(self.programme, change)
        self.done.append(Trial(edits=change, rerun=self._outcome(_rerun(changed, self.after))))
        return True

    def _worth_a_fresh_start(self) -> list[Trial]:
        """Those that place them, and of the others the smallest of each kind; as many as are formed anew."""
        in_vain = {_kinds(trial.edits): trial for trial in reversed(self.done) if not trial.places}
        placing = [trial for trial in self.done if trial.places]
        return [] if self.afresh else [*placing, *reversed(in_vain.values())][:FRESH]

    def _form_anew(self, trial: Trial) -> None:
        if not self.watch.expired():
            self.watch.tell(f"trying change {self.done.index(trial) + 1} in a plan formed anew")
            fresh = self._outcome(_from_nothing(edits.made_in(self.programme, trial.edits), self.after))
            self.done[self.done.index(trial)] = replace(trial, fresh=fresh)

    def _outcome(self, made: Plan | None) -> Outcome:
        """What differs from the plan that stands; nothing where none was made."""
        standing = _standing(self.programme).plan
        if made is None:
            return Outcome(placed="", also=(), lost=(), moved=0)
        changed = difference(standing, made)
        now = seats(made).get(self.leader_id, WAITING)
        others = [change for change in changed.seats if change.leader_id != self.leader_id]
        return Outcome(
            placed="" if now == WAITING else now,
            also=tuple(x.leader_id for x in others if x.before == WAITING and x.after not in ("", WAITING)),
            lost=tuple(x.leader_id for x in others if x.before not in ("", WAITING) and x.after == WAITING),
            moved=len(changed.moved),
        )


def _rerun(programme: Programme, after: int) -> Plan | None:
    """The plan that stands, changed as ``plan`` changes it; None where it would not."""
    try:
        return planner.replan(programme, Watch(programme.settings.time_limit_seconds), after=after)[1]
    except (NoPlan, OutOfTime):
        return None


def _from_nothing(programme: Programme, after: int) -> Plan | None:
    """A plan as ``plan --fresh`` forms it today; None where it would not."""
    anew = replace(programme, standing=None, from_day=_standing(programme).today)
    try:
        return planner.plan(anew, Watch(programme.settings.time_limit_seconds), after=after)[0]
    except (NoPlan, OutOfTime):
        return None


def _kinds(change: Edits) -> frozenset[str]:
    """The columns and files that it is about."""
    return frozenset(getattr(edit, "column", edit.file) for edit in change)


def _standing(programme: Programme) -> Standing:
    if programme.standing is None:
        raise ValueError("Expected a programme with a plan that stands, got one without")
    return programme.standing
