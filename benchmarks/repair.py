"""Repairing calendars, measured: python -m benchmarks.repair [--kept FOLDER] [names…].

A made programme is planned; ten weeks after its first day the busiest venue shuts for two
months, or the busiest facilitator is away for three weeks, or twelve members leave, and all
calendars are planned again with as little change as can be. Sets keep their members, venues
and facilitators. What is found is judged by the plain checker, and repaired a second time,
which must change nothing. Matchings are kept as benchmarks.scheduling keeps them.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.programmes import BIRMINGHAM, LEEDS, MAKER
from benchmarks.scheduling import CONTESTED, Measured, matched, whole
from benchmarks.telling import tell
from programme.changes import difference
from programme.checker import breaches
from programme.plans import Calendar, LearningSet, Plan, Standing
from programme.records import Programme
from programme.slots import Period
from programme.watch import Watch
from scheduler import schedule

MEASURED = (
    Measured(made=LEEDS, seconds=60),
    Measured(made=BIRMINGHAM, seconds=120, matching=120),
    Measured(made=CONTESTED, seconds=120, matching=120),
)
WEEKS_ON = 10
HEAD = ("programme", "change", "sets", "stuck", "changed", "bound", "dates", "minutes", "minutes' bound",
        "rules broken", "seconds", "changed again")  # fmt: skip
Changed = tuple[Programme, tuple[LearningSet, ...]]


def venue_shut(programme: Programme, plan: Plan, today: date) -> Changed:
    """The busiest venue shuts for two months, three weeks from now."""
    busiest = Counter(meeting.venue_id for meeting in plan.meetings).most_common(1)[0][0]
    shut = Period(today + timedelta(days=21), today + timedelta(days=81))
    venues = tuple(replace(x, closed=(*x.closed, shut)) if x.venue_id == busiest else x for x in programme.venues)
    return replace(programme, venues=venues), plan.sets


def facilitator_away(programme: Programme, plan: Plan, today: date) -> Changed:
    """The busiest facilitator is away for three weeks, three weeks from now."""
    busiest = Counter(meeting.facilitator_id for meeting in plan.meetings).most_common(1)[0][0]
    away = Period(today + timedelta(days=21), today + timedelta(days=41))
    people = [replace(x, away=(*x.away, away)) if x.facilitator_id == busiest else x for x in programme.facilitators]
    return replace(programme, facilitators=tuple(people)), plan.sets


def twelve_gone(programme: Programme, plan: Plan, today: date) -> Changed:
    """Twelve members leave, and nobody takes their places."""
    placed = [member for learning_set in plan.sets for member in learning_set.members]
    gone = set(random.Random(today.toordinal()).sample(placed, 12))
    left = tuple(leader for leader in programme.leaders if leader.leader_id not in gone)
    sets = tuple(replace(s, members=tuple(m for m in s.members if m not in gone)) for s in plan.sets)
    return replace(programme, leaders=left), sets


CHANGES: dict[str, Callable[[Programme, Plan, date], Changed]] = {
    "venue shut": venue_shut,
    "facilitator away": facilitator_away,
    "twelve gone": twelve_gone,
}


def rows(one: Measured, kept: Path) -> None:
    """Tells the rows of one programme."""
    programme = one.made.programme()
    sets = matched(one, programme, kept)
    plan = whole(programme, sets, schedule(programme, sets, Watch(one.seconds)))
    today = programme.settings.first_day + timedelta(weeks=WEEKS_ON)
    for name, change in CHANGES.items():
        changed, own = change(programme, plan, today)
        after, made, seconds = repaired(changed, own, plan, today, one.seconds)
        _, again, _ = repaired(changed, after.sets, after, today, one.seconds)
        elsewhere = difference(plan, after).elsewhere
        dates = sum(one.before.date != one.after.date for one in elsewhere)
        numbers = (len(own), len(made.stuck), made.changed, made.changed_bound, dates)
        minutes = (f"{made.minutes:,.0f}", f"{made.bound:,.0f}")
        broken = breaches(standing(changed, plan, today), after)
        tell(one.made.name, name, *map(str, numbers), *minutes, str(len(broken)), f"{seconds:.1f}", str(again.changed))


def repaired(
    programme: Programme, sets: Sequence[LearningSet], plan: Plan, today: date, limit: float
) -> tuple[Plan, Calendar, float]:
    """The plan that comes of repairing this one on this day, its calendar, and the seconds it took."""
    known, watch = standing(programme, plan, today), Watch(limit)
    made = schedule(known, sets, watch)
    return whole(known, sets, made), made, watch.seconds


def standing(programme: Programme, plan: Plan, today: date) -> Programme:
    """The programme with the plan that stands on this day."""
    horizon = today + timedelta(days=programme.settings.notice_days)
    return replace(programme, standing=Standing(plan=plan, today=today, horizon=horizon), from_day=horizon)


def main(arguments: Sequence[str]) -> int:
    """Measures the programmes named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kept", type=Path, help="a folder for matchings, outside the project")
    parser.add_argument("names", nargs="*", help="as in the table; all where none is named")
    given = parser.parse_args(arguments)
    if not MAKER.exists():
        print(f"There are no programmes to measure on: {MAKER.name} is not beside the repository.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        tell(*HEAD)
        for one in MEASURED:
            if not given.names or one.made.name in given.names:
                rows(one, given.kept or Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
