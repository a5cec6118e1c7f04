"""The commands that change a plan that stands, each shown first and asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands import asking
from commands.options import When, a_half_day, dry_run_option, folder_argument, today_option, yes_option
from commands.standing import leader_in, leader_named, standing_plan, with_plan
from programme.problems import NoPlan, WrongUse

if TYPE_CHECKING:
    from programme.decisions import Decisions
    from programme.records import Programme
    from programme.store import Revision


@click.command()
@folder_argument
@click.argument("leaders", metavar="LEADER...", nargs=-1, required=True)
@today_option
@click.option("--reason", default="", metavar="TEXT", help="For you alone: it is kept with the withdrawal.")
@dry_run_option
@yes_option
def withdraw(
    folder: Path, leaders: tuple[str, ...], from_day: date | None, reason: str, dry_run: bool, yes: bool
) -> None:
    """Take leaders out of the programme, and change the plan as little as can be.

    LEADER is an id, a name or an address. Meetings before today stay as they were. You
    see what would change, and are asked.

    \b
    Example:
      setwright withdraw leeds L00017
      setwright withdraw leeds L00017 L00203 --reason "new post" --from 2027-01-11
    """
    from programme.decisions import withdrawn
    from report import words

    programme, standing = standing_plan(folder)
    ids = list(dict.fromkeys(leader_in(programme, standing, folder, leader) for leader in leaders))
    decisions = withdrawn(standing.decisions, ids, from_day or asking.today(), reason)
    how = Rerun(day=from_day, dry_run=dry_run, yes=yes)
    replan(folder, programme, standing, decisions, words.withdrew(ids), how)


@click.command()
@folder_argument
@click.argument("leaders", metavar="LEADER...", nargs=-1, required=True)
@today_option
@dry_run_option
@yes_option
def rejoin(folder: Path, leaders: tuple[str, ...], from_day: date | None, dry_run: bool, yes: bool) -> None:
    """Take a withdrawal back: the leader is placed again, in whatever set can take them.

    LEADER is an id, a name or an address. To undo a withdrawal made by mistake, with the very set, use restore.

    \b
    Example:
      setwright rejoin leeds L00017
    """
    from programme.decisions import rejoined
    from report import words

    programme, standing = standing_plan(folder)
    ids = list(dict.fromkeys(leader_named(programme, standing, leader) for leader in leaders))
    how = Rerun(day=from_day, returning=frozenset(ids), dry_run=dry_run, yes=yes)
    replan(folder, programme, standing, rejoined(programme, standing.decisions, ids), words.came_back(ids), how)


@click.command()
@folder_argument
@click.argument("leader", metavar="LEADER")
@today_option
@dry_run_option
@yes_option
def decline(folder: Path, leader: str, from_day: date | None, dry_run: bool, yes: bool) -> None:
    """A member says no to the set proposed: another is sought, and never that one again.

    No reason is asked for.

    \b
    Example:
      setwright decline leeds L00017
    """
    from programme.decisions import declined
    from report import words

    programme, standing = standing_plan(folder)
    leader_id = leader_in(programme, standing, folder, leader)
    decisions = declined(standing.decisions, leader_id, standing.plan)
    how = Rerun(day=from_day, dry_run=dry_run, yes=yes)
    replan(folder, programme, standing, decisions, words.said_no(leader_id), how)


@click.command()
@folder_argument
@click.argument("sets", metavar="[SET_ID...]", nargs=-1)
@dry_run_option
@yes_option
def confirm(folder: Path, sets: tuple[str, ...], dry_run: bool, yes: bool) -> None:
    """Proposed sets are agreed: their invitations turn from tentative to confirmed.

    Without a SET_ID, all sets that are not yet confirmed.

    \b
    Example:
      setwright confirm leeds S03 S07
    """
    from programme import store
    from programme.decisions import confirmed
    from report import terminal, words

    programme, standing = with_plan(folder)
    new, decisions = confirmed(standing.decisions, standing.plan, sets)
    if not new:
        terminal.tell(words.ALL_CONFIRMED)
        return
    terminal.tell(words.would_confirm(new))
    if asking.may_write(dry_run, yes, words.ASK_CONFIRM, words.UNASKED):
        saved = store.open(folder, programme.settings).save(
            programme,
            standing.plan,
            standing.summary,
            parent=standing,
            reason=words.confirms(new),
            decisions=decisions,
            fingerprint=standing.fingerprint,
        )
        terminal.tell(words.saved(folder, saved.number))


@click.command()
@folder_argument
@click.argument("meeting", metavar="UID")
@click.option("--date", "when", callback=a_half_day, metavar="DATE", help='Another day, or half-day: "2027-03-18 pm".')
@click.option("--venue", metavar="VENUE", help="Another venue; an id or a name.")
@dry_run_option
@click.option("--yes", is_flag=True, help="Move it without asking.")
def move(folder: Path, meeting: str, when: When, venue: str | None, dry_run: bool, yes: bool) -> None:
    """Move one meeting, or see where it could go.

    UID is the meeting's in plan/meetings.csv, as much of its beginning as no other
    has, or set and number: S03/4. All other meetings stay where they are. Shows what
    the move costs, whom it affects and which rules it would break, and the three
    best alternatives. Nothing is moved that breaks a rule, nor before you have said
    yes.

    \b
    Example:
      setwright move leeds S03/4
      setwright move leeds S03/4 --date "2027-03-18 pm" --venue V07
    """
    import planner
    from programme import store
    from programme.changes import Wish
    from report import moves, terminal, views, words

    programme, standing = with_plan(folder, notice=False)
    plan = standing.plan
    now = views.meeting(plan, meeting)
    venue_id = None if venue is None else views.view(programme, plan, "venue", venue).key
    found = planner.moves(programme, plan, now, Wish(day=when[0], half=when[1], venue_id=venue_id), asking.today())
    terminal.show_moves(programme, plan, now, found, asking.today())
    if (wished := found[0]) is None:
        return
    if wished.breaches:
        raise NoPlan(moves.refused(wished))
    if asking.may_write(dry_run, yes, moves.ASK, moves.UNASKED):
        saved = store.open(folder, programme.settings).save(
            programme,
            wished.plan,
            planner.moved(programme, (plan, standing.summary), wished),
            parent=standing,
            reason=moves.reason(programme, now, wished),
            decisions=standing.decisions,
            fingerprint=standing.fingerprint,
            but=wished.standing,
        )
        terminal.tell(words.saved(folder, saved.number))
        terminal.tell(moves.still_broken(folder, wished), err=True, style="yellow")


@click.command()
@folder_argument
@click.argument("number", metavar="REVISION", type=click.IntRange(min=1))
@today_option
@dry_run_option
@click.option("--yes", is_flag=True, help="Restore it without asking.")
def restore(folder: Path, number: int, from_day: date | None, dry_run: bool, yes: bool) -> None:
    """Make an earlier plan the newest again, with what was decided then.

    Shows what would change and asks. A plan that breaks a rule as spreadsheets and
    days now stand is not restored: what was held since cannot be undone.

    \b
    Example:
      setwright restore leeds 3
    """
    import planner
    from programme import store
    from programme.changes import seats
    from programme.checker import breaches
    from programme.decisions import decided, standing_on
    from programme.reading import read_programme
    from report import terminal, words

    programme, day = read_programme(folder), from_day or asking.today()
    kept = store.open(folder, programme.settings)
    old, standing = kept.revision(number), kept.standing(programme, as_saved=True)
    if standing is None or (old.plan, old.decisions) == (standing.plan, standing.decisions):
        terminal.tell(words.restored_already(number))
        return
    terminal.show_difference(programme, standing.plan, old.plan, day)
    terminal.show_decided(programme, standing, old)
    programme = standing_on(programme, standing.plan, day, returning=seats(old.plan))
    programme = decided(programme, old.decisions)
    if found := breaches(programme, old.plan):
        raise NoPlan(words.cannot_be_restored(number, found))
    if asking.may_write(dry_run, yes, words.ASK_RESTORE, words.UNASKED_RESTORE):
        saved = kept.save(
            programme,
            old.plan,
            planner.restored(programme, standing.plan, (old.plan, old.summary)),
            parent=standing,
            reason=words.restored(number),
            decisions=old.decisions,
            fingerprint=old.fingerprint,
        )
        terminal.tell(words.saved(folder, saved.number))


@dataclass(frozen=True, kw_only=True)
class Rerun:
    """How a plan is made again: on which day, what is allowed, who comes back, whether it is written unasked."""

    day: date | None
    allow: frozenset[str] = frozenset()
    removals: bool = False
    returning: frozenset[str] = frozenset()
    dry_run: bool
    yes: bool


def replan(
    folder: Path, programme: Programme, standing: Revision, decisions: Decisions, reason: str, how: Rerun
) -> None:
    """Changes the plan that stands as little as can be; shows it, asks, writes."""
    import planner
    from programme import store
    from programme.changes import difference, vanished
    from programme.decisions import allowed_in, decided, standing_on
    from programme.fingerprint import fingerprint
    from programme.store import ledger
    from programme.watch import Watch
    from report import live, terminal, words

    day, kept = how.day or asking.today(), store.open(folder, programme.settings)
    terminal.tell_problems(programme.warnings, err=True, warning=True)
    if fingerprint(programme, decisions) == standing.fingerprint:
        terminal.tell(words.unchanged(standing))
        return
    now = decided(programme, decisions)
    if not how.removals and (gone := vanished(standing.plan, now)):
        raise WrongUse(words.too_many_gone(programme, standing.plan, gone))
    now = standing_on(now, standing.plan, day, programme.settings.notice_days, how.returning)
    with live.view() as listener:
        watch = Watch(limit_seconds=programme.settings.time_limit_seconds, listener=listener)
        now, made, summary = planner.replan(now, watch, after=kept.last_serial(), allow=how.allow)
    store.judge(now, made)
    decisions = allowed_in(decisions, now)
    if not difference(standing.plan, made) and decisions == standing.decisions:
        terminal.tell(words.nothing_to_do(standing))
        return
    terminal.show_difference(now, standing.plan, made, day)
    terminal.show_rerun(now, made, summary)
    if programme.venues and not ledger.open(folder, programme.settings).has_sent():
        terminal.tell(words.fresh_start(planner.saved_by_fresh_start(now, made, watch)))
    if asking.may_write(how.dry_run, how.yes, words.ASK, words.UNASKED):
        saved = kept.save(
            now,
            made,
            summary,
            parent=standing,
            reason=reason,
            decisions=decisions,
            fingerprint=fingerprint(programme, decisions),
        )
        terminal.tell(words.saved(folder, saved.number))
