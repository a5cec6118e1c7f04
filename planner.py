"""The story on one page: match, schedule, go round again where a set has no calendar, sum up; move a meeting."""

from __future__ import annotations

import platform
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from itertools import islice

from matcher import go_on as search_on
from matcher import least_minutes, match, rematch, repair
from programme.changes import Move, Wish, difference
from programme.plans import (
    FEASIBLE,
    OPTIMAL,
    PROVED,
    Bounds,
    Calendar,
    LearningSet,
    Matching,
    Meeting,
    Plan,
    Standing,
    Summary,
    Waiting,
)
from programme.prices import matching_minutes, minutes_of
from programme.problems import NoPlan, OutOfTime, SetwrightError, WrongUse
from programme.records import Programme
from programme.rules.meetings import Gaps
from programme.watch import CALENDAR, Watch
from scheduler import Moving, hindering, mended_by_gaps, schedule, substitutes

ROUNDS = 4
MATCHING = 0.8
"""The share of the time limit after which the matching has to leave the rest to the calendar."""
LONG_MATCHING = 0.9
"""The same where the search goes on for longer."""
ALTERNATIVES = 3
UNSAVED = 0
"""The revision of a plan that has none yet: the store numbers it."""
FOUND = "sets found"
UNDATED, LOOSEN = "their set has no calendar. ", "would be placed once what the reason names is loosened"


Planned = tuple[Plan, Summary]


def plan(programme: Programme, watch: Watch, *, after: int = 0) -> Planned:
    """Sets and a year of meetings for a programme, with what they cost and what is proved.

    ``after`` is the highest serial number that a set_id was ever given. Sets that have no
    calendar go back to the matcher for another slot, venue or facilitator; those that have
    none after ``ROUNDS`` rounds are given up, and their members wait with the reason.
    Raises NoPlan where no set can be formed, OutOfTime where none was found in time.
    """
    searching = watch.part(MATCHING)
    matching = match(programme, searching, after)
    matched = watch.seconds
    made, matching, calendar = _dated(programme, matching, searching, watch, after)
    if not made.sets:
        raise _no_plan(made, searching)
    return made, _summed_up(programme, made, matching, calendar, matched, watch)


def go_on(programme: Programme, planned: Planned, watch: Watch, *, after: int = 0) -> Planned:
    """A plan from which the search goes on until time or proof ends it; as it was where nothing better is found.

    ``watch`` has counted since that plan was begun. More may be proved of it in either case.
    """
    made, before = planned
    if before.status == OPTIMAL or watch.expired():
        return planned
    begun, searching = watch.seconds, watch.part(LONG_MATCHING)
    matching = search_on(programme, made.sets, before.bounds.matching, searching, after)
    matched = watch.seconds
    again, matching, calendar = _dated(programme, matching, searching, watch, after)
    better = minutes_of(programme, again).total < before.minutes.total
    seconds = {"matching": matched - begun, "calendar": watch.seconds - matched}
    summary = _summary(
        programme,
        again if better else made,
        Bounds(matching=matching.bound, calendar=calendar.bound if better else before.bounds.calendar),
        seconds={stage: round(spent + before.seconds[stage], 1) for stage, spent in seconds.items()},
        cut_short=matching.cut_short or (calendar if better else before).cut_short,
    )
    _tell(programme, again if better else made, summary, watch)
    return again if better else made, summary


def _dated(
    programme: Programme, matching: Matching, searching: Watch, watch: Watch, after: int
) -> tuple[Plan, Matching, Calendar]:
    """These sets with their calendar; other sets in place of those that have none."""
    calendar, tried = schedule(programme, matching.sets, watch), dict[LearningSet, str]()
    for _ in range(ROUNDS):
        if not calendar.stuck or watch.expired():
            break
        tried |= _stuck(matching, calendar)
        matching = rematch(programme, matching, tried, searching, after)
        calendar = schedule(programme, matching.sets, watch)
    return _plan(matching, calendar, tried | _stuck(matching, calendar)), matching, calendar


def replan(
    programme: Programme, watch: Watch, *, after: int = 0, allow: Collection[str] = ()
) -> tuple[Programme, Plan, Summary]:
    """``programme.standing``, changed as little as can be proved possible; bounds are on plans that change as little.

    Fewest people lose their place, then fewest are missing from sets, fewest change set,
    fewest meetings change date or venue; then it is as cheap as can be. ``after`` is as for
    ``plan``. ``allow`` has "gap" and "substitute" where a set without a calendar may have a
    wider gap, or another facilitator for a meeting; the programme comes back with what was
    used. Whoever alone keeps a set from having a calendar goes elsewhere or waits. A set that
    has none even so is led by others, and given up in the end: its people go elsewhere or wait.
    NoPlan where something that is not allowed would give a set its calendar: the coordinator
    decides.
    """
    standing = programme.standing
    if standing is None:
        raise ValueError("Expected a programme with a plan that stands, got one without")
    searching, found = watch.part(MATCHING), _Rounds(standing)
    first = matching = repair(programme, standing, searching, after)
    matched = watch.seconds
    programme, calendar = _scheduled(programme, matching, watch, allow)
    while calendar.stuck and not watch.expired() and found.another(programme, matching, calendar):
        matching = repair(programme, standing, searching, after, found.tried, found.given_up, found.barred)
        programme, calendar = _scheduled(programme, matching, watch, allow)
    if matching is not first:
        matching = _less_proved(matching, first)
    made = _plan(matching, calendar, found.why | _stuck(matching, calendar))
    moved = len(difference(standing.plan, made).moved)
    summary = _summed_up(programme, made, matching, calendar, matched, watch)
    return (
        programme,
        made,
        replace(
            summary,
            short={set_id: remedy for set_id, remedy in matching.short.items() if set_id in made.set_by_id},
            allowed=_allowed(programme, made),
            moved=moved,
            moved_bound=max(0, moved - (matching.moved - matching.moved_bound)),
            changed_meetings=calendar.changed,
            changed_meetings_bound=calendar.changed_bound,
            least_change=True,
        ),
    )


def _less_proved(matching: Matching, first: Matching) -> Matching:
    """Sets filled otherwise than at first, because some had no calendar: what holds of them however they are filled."""
    least = first.moved_bound if matching.lacking == first.lacking else 0
    return replace(matching, bound=0, moved_bound=min(matching.moved, least))


def _scheduled(
    programme: Programme, matching: Matching, watch: Watch, allow: Collection[str]
) -> tuple[Programme, Calendar]:
    """The calendar of these sets, with whatever is allowed and of use to those that have none without it."""
    calendar = schedule(programme, matching.sets, watch)
    if (kept := _substitutes_but_for(programme, calendar.stuck)) != programme.substitutes:
        programme = replace(programme, substitutes=kept)
        calendar = schedule(programme, matching.sets, watch)
    if "substitute" in allow and (led := substitutes(programme, matching.sets, calendar)):
        programme = replace(programme, substitutes={**programme.substitutes, **led})
        calendar = schedule(programme, matching.sets, watch)
    if "gap" in allow and calendar.stuck:
        wider = mended_by_gaps(programme, matching.sets, calendar.stuck, watch)
        programme = replace(programme, wide_gaps=programme.wide_gaps | wider)
        calendar = schedule(programme, matching.sets, watch) if wider else calendar
    return programme, calendar


def _substitutes_but_for(programme: Programme, stuck: Collection[str]) -> dict[str, str]:
    """The substitutes without those of sets that have no calendar: they may be what is in the way."""
    assert programme.standing
    meetings = programme.standing.plan.meetings_of
    given_back = {meeting.uid for set_id in stuck for meeting in meetings.get(set_id, ())}
    return {uid: who for uid, who in programme.substitutes.items() if uid not in given_back}


@dataclass(slots=True)
class _Rounds:
    """What is found, round by round, of sets that stand and have no calendar as they were filled.

    ``barred`` are (leader_id, set_id) of those who alone keep a set from having one; ``tried``
    are sets for others to lead, with the reasons in ``why``, since those of the ``first`` round;
    ``given_up`` those that none could.
    """

    standing: Standing
    barred: frozenset[tuple[str, str]] = frozenset()
    tried: tuple[LearningSet, ...] = ()
    given_up: frozenset[str] = frozenset()
    why: dict[LearningSet, str] = field(default_factory=dict)
    first: frozenset[str] = frozenset()
    rounds: int = 0

    def another(self, programme: Programme, matching: Matching, calendar: Calendar) -> bool:
        """Takes in what is stuck; False where nothing is left to try. NoPlan where something can be allowed."""
        stuck = _stuck(matching, calendar)
        hindered = {(who, s.set_id) for s in stuck if (who := hindering(programme, s))}
        if all(self.standing.set_of.get(who) == set_id for who, set_id in hindered):
            _ask_to_allow(calendar)
        if hindered:
            self.barred |= hindered | self._everywhere(hindered)
            return True
        if not self.rounds:
            self.first = frozenset(calendar.stuck)
        self.why |= stuck
        self.tried += tuple(stuck)
        self.rounds += 1
        return self.rounds <= ROUNDS or self._give_up(matching, calendar)

    def _give_up(self, matching: Matching, calendar: Calendar) -> bool:
        """The sets that were stuck from the first, unless others are in their place; False where there are none."""
        going_on = {s.set_id for s in matching.sets} - calendar.stuck.keys()
        hopeless = self.standing.plan.set_by_id.keys() & (self.first - going_on or calendar.stuck.keys())
        self.given_up, self.tried, self.rounds = self.given_up | hopeless, (), 0
        return bool(hopeless)

    def _everywhere(self, hindered: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Every set for those who hinder one although another was hindered by them before."""
        again = {who for who, _ in hindered} & {who for who, _ in self.barred}
        return {(who, set_id) for who in again for set_id in self.standing.plan.set_by_id}


def _ask_to_allow(calendar: Calendar) -> None:
    """NoPlan where a set has no calendar, and would have one if something were allowed."""
    if told := [f"{set_id}: {why}" for set_id, why in calendar.stuck.items() if "(--allow " in why]:
        raise NoPlan("\n".join(["The plan was not changed: sets would be left without a calendar.", *told]))


def _allowed(programme: Programme, made: Plan) -> dict[str, str]:
    """By set, what was allowed against a rule."""
    found = defaultdict[str, list[str]](list)
    for set_id in sorted(programme.wide_gaps & made.set_by_id.keys()):
        weeks = Gaps.permitted(programme, set_id)
        found[set_id].append(f"gaps of {weeks[0]} to {weeks[-1]} weeks")
    for meeting in made.meetings:
        if meeting.uid in programme.substitutes:
            name = programme.facilitator_name(programme.substitutes[meeting.uid])
            found[meeting.set_id].append(f"{name} leads meeting {meeting.number} ({meeting.date})")
    return {set_id: "; ".join(told) for set_id, told in sorted(found.items())}


def _summed_up(
    programme: Programme, made: Plan, matching: Matching, calendar: Calendar, matched: float, watch: Watch
) -> Summary:
    """The summary of what was ``matched`` so many seconds after the start, and scheduled; the watch tells it."""
    summary = _summary(
        programme,
        made,
        Bounds(matching=matching.bound, calendar=calendar.bound),
        seconds={"matching": round(matched, 1), "calendar": round(watch.seconds - matched, 1)},
        cut_short=matching.cut_short or calendar.cut_short,
    )
    _tell(programme, made, summary, watch)
    return summary


def _tell(programme: Programme, made: Plan, summary: Summary, watch: Watch) -> None:
    """The figures of the summary, by stage."""
    first = matching_minutes(programme, made)
    watch.tell(FOUND, first, summary.bounds.matching)
    watch.tell(CALENDAR, summary.minutes.total - first, summary.bounds.calendar)


def saved_by_fresh_start(programme: Programme, plan: Plan, watch: Watch) -> float:
    """The most minutes of the matching's that a plan from nothing could save, by a proven bound."""
    return max(0.0, matching_minutes(programme, plan) - least_minutes(programme, watch))


def moves(
    programme: Programme, plan: Plan, meeting: Meeting, wish: Wish, today: date
) -> tuple[Move | None, tuple[Move, ...]]:
    """A meeting where it is wished, None where nothing is, and the best alternatives while all others stay.

    WrongUse where the meeting or the day wished for is past, it is there already, or its venue is gone.
    """
    named = f"{meeting.set_id}/{meeting.number}"
    if meeting.date < today:
        raise WrongUse(f"{named} was on {meeting.date}, which is past: what was held cannot be moved.")
    if wish.day and wish.day < today:
        raise WrongUse(f"{wish.day} is past: today is {today}.")
    if wish != Wish() and (wish.venue_id or meeting.venue_id) not in ("", *programme.venue_at):
        raise WrongUse(f"{meeting.venue_id} is no longer among the venues: say with --venue where {named} should be.")
    moving = Moving(programme, plan, meeting, today)
    wished = None if wish == Wish() else moving.as_wished(wish)
    if wished and wished.meeting.place == meeting.place:
        raise WrongUse(f"{named} is there already: nothing would change.")
    return wished, tuple(islice(moving.alternatives(wished), ALTERNATIVES))


def moved(programme: Programme, standing: Planned, move: Move) -> Summary:
    """The summary of a plan with one meeting moved.

    What was proved of the plan before holds still, unless that plan is no longer worth what
    its summary says: spreadsheets or plan were edited, and nothing is proved any more.
    """
    return replace(_told_anew(programme, move.plan, standing), changed_meetings=1, changed_meetings_bound=1)


def restored(programme: Programme, standing: Plan, old: Planned) -> Summary:
    """The summary of an earlier plan in the place of another: what was proved of it, as far as that holds."""
    changes = difference(standing, old[0])
    moved, elsewhere = len(changes.moved), len(changes.elsewhere)
    return replace(
        _told_anew(programme, old[0], old),
        moved=moved,
        moved_bound=moved,
        changed_meetings=elsewhere,
        changed_meetings_bound=elsewhere,
    )


def _told_anew(programme: Programme, made: Plan, proved: Planned) -> Summary:
    """The summary of a plan of the same sets as one that was proved, unless that one is no longer worth what it was."""
    plan, before = proved
    as_proved = minutes_of(programme, plan) == before.minutes
    summary = _summary(
        programme,
        made,
        before.bounds if as_proved else Bounds(matching=0, calendar=0),
        seconds={},
        cut_short=before.cut_short,
    )
    return replace(
        summary, short=before.short, allowed=before.allowed, least_change=before.least_change, seed=before.seed
    )


def _stuck(matching: Matching, calendar: Calendar) -> dict[LearningSet, str]:
    """The sets without a calendar, each with the reason."""
    return {s: calendar.stuck[s.set_id] for s in matching.sets if s.set_id in calendar.stuck}


def _plan(matching: Matching, calendar: Calendar, stuck: Mapping[LearningSet, str]) -> Plan:
    """The sets that have a calendar; who waits because theirs had none is told so."""
    kept = tuple(s for s in matching.sets if s.set_id not in calendar.stuck)
    placed = {member for s in kept for member in s.members}
    given_up = {
        member: Waiting(leader_id=member, level=s.level, reason=UNDATED + reason.rstrip("."), remedy=LOOSEN)
        for s, reason in stuck.items()
        for member in s.members
        if member not in placed
    }
    waiting = {w.leader_id: w for w in matching.waiting} | given_up
    return Plan(sets=kept, meetings=calendar.meetings, waiting=tuple(waiting[i] for i in sorted(waiting)))


def _no_plan(made: Plan, watch: Watch) -> SetwrightError:
    """The same reason told once, with how many it holds back and what would help."""
    if watch.expired():
        return OutOfTime("Time ran out before any set was found. Give time_limit_seconds more in programme.toml.")
    held_back = Counter((w.level, w.reason, w.remedy) for w in made.waiting)
    told = [f"{level} ({count}): {reason}; {remedy}." for (level, reason, remedy), count in sorted(held_back.items())]
    return NoPlan("\n".join(["No set can be formed.", *told]))


def _summary(
    programme: Programme, made: Plan, proved: Bounds, *, seconds: Mapping[str, float], cut_short: bool
) -> Summary:
    minutes = minutes_of(programme, made)
    first = matching_minutes(programme, made)
    bounds = Bounds(matching=round(float(min(proved.matching, first)), 1), calendar=round(float(proved.calendar), 1))
    unproved = max(0.0, first - bounds.matching) + max(0.0, minutes.total - first - bounds.calendar)
    gap = min(1.0, unproved / minutes.total) if minutes.total else 0.0
    return Summary(
        revision=UNSAVED,
        status=OPTIMAL if gap <= PROVED else FEASIBLE,
        placed=sum(len(s.members) for s in made.sets),
        unplaced=len(made.waiting),
        sets=len(made.sets),
        minutes=minutes,
        bounds=bounds,
        gap=round(gap, 6),
        seconds=seconds,
        cut_short=cut_short,
        seed=programme.settings.seed,
        versions=_versions(),
    )


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in ("setwright", "ortools", "scipy", "numpy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
