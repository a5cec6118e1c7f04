"""Plans changed as little as can be, measured: python -m benchmarks.repair [--draws N] [names…].

A made programme is planned; ten weeks after its first day twelve members withdraw, drawn at
random, or the busiest facilitator leaves or is ill for three weeks, or the busiest venue
shuts for two months or for good, or a trust takes over three schools, or three newcomers
come; and it is planned again from the plan that stands. What is found is judged by the
plain checker; meetings of sets that keep members, facilitator and home are compared to the
letter, dates aside where they had to change; and planning once more must change nothing.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import planner
from benchmarks.programmes import BIRMINGHAM, LEEDS, MAKER, Made
from benchmarks.telling import tell
from programme.changes import difference
from programme.checker import breaches
from programme.decisions import standing_on
from programme.plans import Plan, Summary
from programme.records import Programme
from programme.slots import Period
from programme.watch import Watch

WEEKS_ON = 10
SECONDS = 120
HEAD = ("programme", "change", "draw", "moved", "bound", "changed", "bound", "short", "lost", "gap", "seconds",
        "touched", "broken", "again")  # fmt: skip
Change = Callable[[Programme, Plan, random.Random], Programme]


def twelve_withdraw(programme: Programme, plan: Plan, rng: random.Random) -> Programme:
    """Twelve members, whoever they are."""
    gone = set(rng.sample([member for s in plan.sets for member in s.members], 12))
    return replace(programme, leaders=tuple(x for x in programme.leaders if x.leader_id not in gone))


def facilitator_leaves(programme: Programme, plan: Plan, rng: random.Random) -> Programme:
    """Whoever leads most meetings."""
    gone = _busiest_facilitator(plan)
    return replace(programme, facilitators=tuple(x for x in programme.facilitators if x.facilitator_id != gone))


def facilitator_ill(programme: Programme, plan: Plan, rng: random.Random) -> Programme:
    """Whoever leads most meetings is away for three weeks, three weeks from now."""
    first = programme.settings.first_day + timedelta(weeks=WEEKS_ON + 3)
    away, ill = Period(first, first + timedelta(days=20)), _busiest_facilitator(plan)
    people = [replace(x, away=(*x.away, away)) if x.facilitator_id == ill else x for x in programme.facilitators]
    return replace(programme, facilitators=tuple(people))


def venue_shuts(programme: Programme, plan: Plan, rng: random.Random) -> Programme:
    """Wherever most meetings are, for two months, three weeks from now."""
    first = programme.settings.first_day + timedelta(weeks=WEEKS_ON + 3)
    shut, busiest = Period(first, first + timedelta(days=60)), _busiest_venue(plan)
    venues = tuple(replace(x, closed=(*x.closed, shut)) if x.venue_id == busiest else x for x in programme.venues)
    return replace(programme, venues=venues)


def venue_closes(programme: Programme, plan: Plan, rng: random.Random) -> Programme:
    """Wherever most meetings are, for good."""
    busiest = _busiest_venue(plan)
    return replace(programme, venues=tuple(x for x in programme.venues if x.venue_id != busiest))


def trust_grows(programme: Programme, plan: Plan, rng: random.Random) -> Programme:
    """The largest trust takes over the schools of three sets that it is in already: three must move, or more."""
    largest = Counter(x.trust for x in programme.leaders if x.trust).most_common(1)[0][0]
    at = programme.leader_at
    taken, code = set[str](), next(x.trust_code for x in programme.leaders if x.trust == largest)
    for s in plan.sets:
        people = [programme.leaders[at[member]] for member in s.members]
        if len(taken) < 3 and any(x.trust == largest for x in people):
            taken.add(next(x.school for x in people if x.trust != largest))
    people = [replace(x, trust=largest, trust_code=code) if x.school in taken else x for x in programme.leaders]
    return replace(programme, leaders=tuple(people))


def three_come(programme: Programme, plan: Plan, rng: random.Random) -> Programme:
    """Three more, of the level and from the place of somebody who is there."""
    new = [
        replace(one, leader_id=f"N{n}", email=f"n{n}@example.org", school=f"New {n}", urn="", trust="", trust_code="")
        for n, one in enumerate(rng.sample(programme.leaders, 3))
    ]
    return replace(programme, leaders=tuple(sorted((*programme.leaders, *new), key=lambda x: x.leader_id)))


CHANGES: tuple[Change, ...] = (
    facilitator_leaves,
    facilitator_ill,
    venue_shuts,
    venue_closes,
    trust_grows,
    three_come,
)


@dataclass(frozen=True, slots=True)
class Again:
    """A plan made again, the programme it was made for, and the seconds it took."""

    programme: Programme
    plan: Plan
    summary: Summary
    seconds: float


def measure(made: Made, draws: int) -> None:
    """Tells the rows of one programme."""
    programme = made.programme()
    plan, _ = planner.plan(programme, Watch(limit_seconds=SECONDS))
    for change, draw in [*((twelve_withdraw, n) for n in range(draws)), *((change, 0) for change in CHANGES)]:
        changed = change(programme, plan, random.Random(draw))
        found = again(changed, plan)
        then = again(found.programme, found.plan)
        summary, lost = found.summary, _lost(found.programme, plan, found.plan)
        counts = (summary.moved, summary.moved_bound, summary.changed_meetings, summary.changed_meetings_bound)
        tell(
            made.name,
            change.__name__.replace("_", " "),
            draw,
            *counts,
            len(summary.short),
            lost,
            f"{summary.gap:.4%}",
            f"{found.seconds:.1f}",
            touched(plan, found.plan),
            len(breaches(found.programme, found.plan)),
            "CHANGED" if difference(found.plan, then.plan) else "same",
        )


def again(programme: Programme, plan: Plan) -> Again:
    """The plan made again, ten weeks on, with a wider gap or a substitute where a set has no calendar without."""
    today = programme.settings.first_day + timedelta(weeks=WEEKS_ON)
    watch = Watch(limit_seconds=SECONDS)
    standing = standing_on(programme, plan, today, programme.settings.notice_days)
    known, made, summary = planner.replan(standing, watch, after=999, allow={"gap", "substitute"})
    return Again(known, made, summary, watch.seconds)


def touched(before: Plan, after: Plan) -> int:
    """Meetings that differ in anything, of sets that kept their members, facilitator, home and dates."""
    same = {s.set_id for s in after.sets if s == before.set_by_id.get(s.set_id)}
    found = difference(before, after)
    moved = {change.after.set_id for change in found.elsewhere}
    return sum(change.after.set_id in same - moved for change in found.meetings)


def _lost(programme: Programme, before: Plan, after: Plan) -> int:
    """Who had a place, is still there, and waits."""
    had = {member for s in before.sets for member in s.members}
    return sum(waiting.leader_id in had for waiting in after.waiting)


def _busiest_facilitator(plan: Plan) -> str:
    return Counter(meeting.facilitator_id for meeting in plan.meetings).most_common(1)[0][0]


def _busiest_venue(plan: Plan) -> str:
    return Counter(meeting.venue_id for meeting in plan.meetings).most_common(1)[0][0]


def main(arguments: Sequence[str]) -> int:
    """Measures the programmes named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=20, help="how many times twelve withdraw")
    parser.add_argument("names", nargs="*", help="as in the table; all where none is named")
    given = parser.parse_args(arguments)
    if not MAKER.exists():
        print(f"There are no programmes to measure on: {MAKER.name} is not beside the repository.")
        return 1
    tell(*HEAD)
    for made in (LEEDS, BIRMINGHAM):
        if not given.names or made.name in given.names:
            measure(made, given.draws)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
