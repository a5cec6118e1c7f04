"""What a plan is worth, in sentences that people read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from programme.advice import command
from programme.checker import Breach, breaches
from programme.plans import OPTIMAL, PROVED, LearningSet, Minutes, Plan, Summary
from programme.prices import minutes_of
from programme.reading.advice import listed
from programme.reading.findings import sheet_name
from programme.records import Place, Programme, Settings
from programme.slots import weeks_apart

if TYPE_CHECKING:
    from programme.store import Entry

NOTHING_WRITTEN = "Nothing was written (--dry-run)."
NOTHING_CHANGED = "Nothing was changed."
ASK = "Replace the plan that stands, and its calendars?"
UNASKED = "Nothing was written. Replacing a plan needs a yes: run this on a terminal, or add --yes."
SENT = (
    "Invitations to this plan went out, so a fresh start is refused: without --fresh the plan is changed as "
    "little as can be."
)
FIRST, FRESH, AGAIN = "first plan", "formed anew", "planned again"
CUT_SHORT = "Time ended the search. A longer one may find better: plan --minutes, or a higher time_limit_seconds."
STANDS = (
    "There is a plan already, and it is changed as little as can be, for which more minutes are of no use. To look for "
    "a better one from nothing, add --fresh: you see what would change before you say yes."
)
MANY = 6
"""Names that a sentence has at most."""
ASK_CONFIRM = "Confirm them?"
ALL_CONFIRMED = "They are confirmed already: nothing to do."
TWO_REVISIONS = "Give two revisions, to see what differs from the one to the other; or none, to list them all."
NO_HISTORY = "No plan has been saved yet."
ASK_RESTORE = "Restore it? The plan becomes a new revision, and its calendars go."
UNASKED_RESTORE = "Nothing was written. Restoring a plan needs a yes: run this on a terminal, or add --yes."
PARTS = {
    "travel": "members' travel",
    "facilitator_travel": "facilitators' travel",
    "absence": "members' absences",
    "cadence": "weeks off the usual gap, and days with a price",
    "slot": "meetings outside the usual slot",
    "venue": "meetings away from home, and hire",
    "unplaced": "leaders without a set",
    "pairs": "pairs of members: ways, and wishes unmet",
}


SEND = "Send these coordinates?"
UNSENT = (
    "Nothing was sent, nor written. To send them, say yes on a terminal, or add --yes; to plan with estimates, delete "
    "routing from programme.toml."
)


def leaves(server: str, journeys: Collection[tuple[Place, Place]]) -> str:
    """That coordinates are about to leave this machine, how many, and where they go."""
    places = {place for journey in journeys for place in journey}
    return (
        f"{count(len(journeys), 'journey')} by road are not known yet. To ask {server} for them, the coordinates of "
        f"{count(len(places), 'place')} leave this machine: of schools, homes and venues, without names."
    )


def count(number: int, thing: str) -> str:
    """``1 set``, ``34 sets``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def day(when: date) -> str:
    """``9 Sep 2027``."""
    return f"{when.day} {when:%b %Y}"


def name(programme: Programme, leader_id: str) -> str:
    """What to call a leader, with the id where others are called the same."""
    called = programme.leader_name(leader_id)
    shared = sum(leader.name == called for leader in programme.leaders) > 1
    return f"{called} ({leader_id})" if shared else called


def names(programme: Programme, who: Collection[str]) -> str:
    """``Anna Bell, Ben Cho and Dilys Patel``, by their ids."""
    return listed(name(programme, leader_id) for leader_id in sorted(who))


def minutes(amount: float) -> str:
    """``12,345``, to the minute."""
    return f"{amount:,.0f}"


def headline(summary: Summary) -> str:
    """Who is placed and who waits."""
    leaders = summary.placed + summary.unplaced
    waiting = f"{summary.unplaced:,} waiting" if summary.unplaced else "nobody waiting"
    return f"{summary.placed:,} of {count(leaders, 'leader')} placed in {count(summary.sets, 'set')}, {waiting}."


def parts(cost: Minutes) -> list[tuple[str, str]]:
    """What the minutes are made of, a line each; parts that cost nothing are left out."""
    found = [(words, getattr(cost, part)) for part, words in PARTS.items()]
    return [(words, minutes(amount)) for words, amount in found if amount]


def total(cost: Minutes) -> str:
    """The sum, in minutes and in hours."""
    return f"{minutes(cost.total)} minutes of people's time over the programme ({minutes(cost.total / 60)} hours)"


def quality(summary: Summary) -> str:
    """How good the plan is proved to be: status and gap, in per cent and in minutes."""
    if summary.status == OPTIMAL:
        among = "among plans that change as little, " if summary.least_change else ""
        return f"Optimal: proved that {among}no sets cost less, nor any calendar for these sets."
    if was_edited(summary):
        return f"{summary.status.capitalize()}: spreadsheets or plan were edited, so nothing is proved of it any more."
    if not summary.bounds.matching:
        return f"{summary.status.capitalize()}: how many minutes less its sets could cost is not proved."
    left = minutes(summary.gap * summary.minutes.total)
    return (
        f"{summary.status.capitalize()}: a gap of {percent(summary.gap)}, or {left} minutes. A longer search could "
        "save no more than that, first on the sets and then on their calendar."
    )


def was_edited(summary: Summary) -> bool:
    """Whether the plan is no longer worth what was proved of it."""
    return summary.gap >= 1 and not summary.seconds


def compared(before: Summary, after: Summary) -> list[tuple[str, float, float]]:
    """What two plans come to: a label and the figure of each."""
    return [
        ("sets", before.sets, after.sets),
        ("leaders placed", before.placed, after.placed),
        ("leaders waiting", before.unplaced, after.unplaced),
        ("minutes", before.minutes.total, after.minutes.total),
    ]


def difference(old: float, new: float) -> str:
    """``+12``, ``-1,234``, or blank where nothing changes."""
    return f"{new - old:+,.0f}" if minutes(old) != minutes(new) else ""


def percent(fraction: float) -> str:
    """``0.42%``; never nothing for something."""
    return "under 0.01%" if 0 < fraction < 0.0001 else f"{fraction:.2%}"


def gained(before: Summary, after: Summary) -> str:
    """What it brought to go on with the search; blank where the plan was proved best without."""
    if before.status == OPTIMAL:
        return ""
    saved = before.minutes.total - after.minutes.total
    found = f"saved {minutes(saved)} minutes" if saved else "found nothing better"
    gap = f"{percent(before.gap)}, or {minutes(before.gap * before.minutes.total)} minutes"
    return f"Going on with the search {found}; the gap was {gap} before that."


def no_longer(limit: float) -> str:
    """That the minutes asked for are fewer than the time limit."""
    return (
        f"Every plan has {limit:g} seconds by itself (time_limit_seconds). Give more minutes, or leave --minutes out."
    )


def gap(best: float, bound: float) -> str:
    """``0.42%, 1,234 minutes``; that it is proved where there is none."""
    left = max(0.0, best - bound)
    return f"{percent(left / best)}, {minutes(left)} minutes" if left > PROVED * best else "proved best"


def since(folder: Path, programme: Programme, plan: Plan, summary: Summary) -> str:
    """What is no longer so, where spreadsheets or plan were edited after planning; else blank."""
    found = breaches(programme, plan)
    if found:
        where = f"{count(len(found), 'place')}: {command('check', folder, '--plan')} lists them."
        return f"As spreadsheets and plan now stand, rules are broken in {where}"
    if abs(minutes_of(programme, plan).total - summary.minutes.total) > 0.05:
        return "Spreadsheets or plan have been edited since; the minutes are those of the day of planning."
    return ""


def readable(programme: Programme) -> str:
    """That the spreadsheets hold no problem, and what they hold."""
    things = [
        count(len(programme.leaders), "leader"),
        count(len(programme.levels), "level"),
        count(len(programme.facilitators), "facilitator"),
        count(len(programme.venues), "venue"),
    ]
    return f"{programme.settings.name}: {listed(things)}; no problems."


def breaks(breach: Breach) -> str:
    """Which rule a change would break."""
    return f"It breaks the rule on {breach}."


def too_near(breach: Breach) -> str:
    """What somebody must see to, as no plan can."""
    return f"Too near to be moved, so see to it: {breach.message}."


def sound(plan: Plan) -> str:
    """That a plan keeps every rule, and what it holds."""
    things = [count(len(plan.sets), "set"), count(len(plan.meetings), "meeting")]
    return f"The plan keeps every rule: {listed(things)}, {len(plan.waiting):,} waiting."


def saved(folder: Path, revision: int) -> str:
    """That the plan is kept, and what comes next."""
    return f"Saved as revision {revision} in {folder / 'plan'}.\nFor calendars: {command('invites', folder)}"


def restored(number: int) -> str:
    """What the history says of a revision that stands again."""
    return f"revision {number} restored"


def restored_already(number: int) -> str:
    """That nothing would change."""
    return f"The plan that stands is that of revision {number}: nothing would change."


def cannot_be_restored(number: int, found: Collection[Breach]) -> str:
    """Which rules an earlier plan breaks now."""
    told = [f"Revision {number} cannot stand again. As spreadsheets and days now stand, rules are broken:"]
    return "\n".join([*told, *(f"  {breach}" for breach in found)])


def least(summary: Summary) -> str:
    """How little a plan was changed, and what is proved of that."""
    moved, changed = summary.moved, summary.changed_meetings
    people, meetings = "Nobody changes set", "no meeting changes"
    if moved:
        who = "1 person changes" if moved == 1 else f"{moved:,} people change"
        people = f"{who} set ({_proved(moved, summary.moved_bound)})"
    if changed:
        which = "1 meeting changes" if changed == 1 else f"{changed:,} meetings change"
        meetings = f"{which} ({_proved(changed, summary.changed_meetings_bound)})"
    return f"{people}; {meetings} date or venue."


def _proved(found: int, bound: int) -> str:
    return "proved the fewest" if found == bound else f"{bound:,} at the least"


def runs_short(learning_set: LearningSet, remedy: str) -> str:
    """That a set goes on with too few, and who would help."""
    members = len(learning_set.members)
    return f"{learning_set.set_id} runs short with {count(members, 'member')}; it would take {remedy}."


def withdrew(leader_ids: Sequence[str]) -> str:
    """Why a revision was made: ``L00017 and L00203 withdrew``."""
    return f"{listed(leader_ids)} withdrew"


def came_back(leader_ids: Sequence[str]) -> str:
    """Why a revision was made: ``L00017 came back``."""
    return f"{listed(leader_ids)} came back"


def said_no(leader_id: str) -> str:
    """Why a revision was made: ``L00017 declined``."""
    return f"{leader_id} declined"


def confirms(set_ids: Sequence[str]) -> str:
    """Why a revision was made: ``confirmed S03 and S07``, or how many."""
    return f"confirmed {listed(set_ids) if len(set_ids) <= MANY else count(len(set_ids), 'set')}"


def would_confirm(set_ids: Sequence[str]) -> str:
    """Which sets are about to be confirmed."""
    return f"Confirmed, and no longer tentative in calendars: {listed(set_ids)}."


def unchanged(standing: Entry) -> str:
    """That the input is what the plan was made from."""
    return f"Nothing in the spreadsheets has changed since revision {standing.number} was planned: nothing to do."


def nothing_to_do(standing: Entry) -> str:
    """That the input differs, and the plan need not."""
    return f"The plan need not change for what is in the spreadsheets now: revision {standing.number} stands."


def too_many_gone(programme: Programme, plan: Plan, gone: Sequence[str]) -> str:
    """Why a plan is not changed when a large part of its people have vanished at once."""
    everyone = sum(len(s.members) for s in plan.sets) + len(plan.waiting)
    some = listed([*gone[:MANY], "others"] if len(gone) > MANY else gone)
    sheet = sheet_name("leaders.csv", programme.tabs)
    return (
        f"{len(gone)} of the {everyone} leaders in the plan are no longer in {sheet} ({some}). If that is a broken "
        "export, put the file right; nothing was changed. If they have all left, say so with --accept-removals."
    )


def fresh_start(minutes_saved: float) -> str:
    """What a plan from nothing could save while nothing was sent."""
    if minutes_saved < 1:
        return "No invitation has gone out yet; a fresh start (--fresh) could not save anything on the sets."
    return (
        f"No invitation has gone out yet: a fresh start (--fresh) could save up to {minutes(minutes_saved)} minutes on "
        "the sets."
    )


def late(first: date, today: date) -> str:
    """That planning begins in the past."""
    return (
        f"Meetings are planned from {day(first)}, which is past: today is {day(today)}. "
        "Give --from DATE to use later days only."
    )


def over(first: date, last: date) -> str:
    """That no day is left."""
    return f"No day is left: meetings would be planned from {day(first)}, and the programme's last_day is {day(last)}."


def too_few_weeks(settings: Settings, first: date) -> str:
    """That a plan from a later day than first_day has too few weeks left, and what would help."""
    last, least = settings.last_day, settings.weeks_between_min
    return (
        f"Meetings planned from {day(first)} leave {count(weeks_apart(first, last), 'week')} until last_day, "
        f"{day(last)}, where {settings.meetings} meetings with weeks_between_min = {least} need "
        f"{(settings.meetings - 1) * least}. Plan from an earlier day, make the programme longer, or lower meetings or "
        "weeks_between_min."
    )
