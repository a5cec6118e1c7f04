"""Why somebody sits where they sit, or waits, in sentences; and what would place them, as it is written into sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from textwrap import fill
from typing import Any

from programme.advice import peers
from programme.checker import Breach
from programme.edits import LEADERS, SETTINGS, Cell, Edit, Edits, Row, text
from programme.explained import Door, Explanation, Outcome, Trial
from programme.plans import LearningSet, Meeting, Minutes
from programme.reading.advice import listed
from programme.reading.findings import sheet_name
from programme.records import Leader, Programme
from programme.seats import Alternative, Seat
from programme.watch import Progress, silent
from report import words
from report.terminal import console

TOLD, VAIN = 3, 1
"""So many rules are told of one alternative, people of one change, and changes that were tried in vain."""
OWN = {
    "travel": "travel",
    "absence": "absences",
    "cadence": "weeks off the usual gap, and days with a price",
    "slot": "meetings outside the usual slot",
    "venue": "meetings away from home",
    "pairs": "pairs with other members",
}
SENT = "A plan formed anew was not tried: invitations went out, and --fresh is refused."
LARGE = "A plan formed anew (--fresh) was not tried: for so many people that takes minutes for each change."
CUT_SHORT = "Time ran out before all changes were tried; a higher time_limit_seconds tries more."
AS_IT_IS = "Nothing: plan again as the spreadsheets now are."
FRESH_ALONE = "Only where the plan is formed anew (plan --fresh); changed as little as can be, it leaves them waiting."
FRESH_TOO = "A plan formed anew (--fresh) places them too."
FRESH_NOT = "A plan formed anew (--fresh) would leave them waiting even so."


def show_why(programme: Programme, found: Explanation) -> None:
    """Prints it; nothing is wider than the terminal."""
    out = console()
    for level, line in told(programme, found):
        indent = "  " * level
        style = "bold" if not level else ""
        out.print(fill(line, out.width, initial_indent=indent, subsequent_indent=indent), style=style, soft_wrap=True)


@contextmanager
def trying() -> Iterator[Callable[[Progress], None]]:
    """A listener for a Watch that keeps a line on standard error of what is being tried; silent off a terminal."""
    out = console(err=True)
    if not out.is_terminal:
        yield silent
        return
    with out.status("") as line:
        yield lambda told: line.update(f"{told.stage}, {told.seconds:.0f} s")


def told(programme: Programme, found: Explanation) -> Iterator[tuple[int, str]]:
    """Every line with how far it is indented: 0 for headings."""
    leader = programme.leader(found.leader_id)
    if found.seat:
        yield from _seated(programme, leader, found.seat)
        yield from _alternatives(programme, leader, found.alternatives)
    else:
        yield from _waiting(leader, found)
        yield from _doors(programme, found.doors)
        yield from _changes(programme, found)


def change(programme: Programme, edits: Edits) -> list[str]:
    """Changes to be made together, each as it is written into its file or the sheet of a workbook."""
    alike = [list(same) for _, same in groupby(edits, key=_alike)]
    return [f"{sheet_name(same[0].file, programme.tabs)}{_told(same)}" for same in alike]


def _alike(edit: Edit) -> Any:
    """The same for new rows that differ in ids and names alone."""
    return _cells(edit) if isinstance(edit, Row) else edit


def _told(same: Sequence[Edit]) -> str:
    """One change, or several new rows that are alike, after the name of the file."""
    edit = same[0]
    if isinstance(edit, Row):
        rows = "a new row:" if len(same) == 1 else f"{len(same)} new rows, each with"
        return f", {rows} {_cells(edit)}{', of another school and trust' if edit.file == LEADERS else ''}"
    if edit.file == SETTINGS:
        return f": {edit.column} = {edit.after} instead of {edit.before}"
    row = f", row {edit.row}" if edit.row else ""
    return f"{row} ({edit.key}): {edit.column} {_value(edit.after)} instead of {_value(edit.before)}"


def _cells(edit: Row) -> str:
    own = {"leader_id", "facilitator_id", "venue_id", "name", "email", "school", "address"}
    return ", ".join(f"{column} {value}" for column, value in edit.cells.items() if column not in own and value)


def _value(value: Any) -> str:
    shown = text(value)
    return shown if isinstance(value, int) else f'"{shown}"' if shown else "blank"


def _seated(programme: Programme, leader: Leader, seat: Seat) -> Iterator[tuple[int, str]]:
    own, count = seat.learning_set, programme.settings.meetings
    yield 0, f"{leader.leader_id} {leader.name}, {leader.level}, sits in {own.set_id}{_where(programme, own)}."
    if seat.way is not None:
        yield 1, f"{seat.way:.0f} minutes one way, {words.minutes(seat.minutes.travel)} for {count} meetings."
    yield 1, _days("Absent", "Never absent", seat.absent)
    yield 1, _days("Presents", "Presents nowhere", seat.presents)
    parts = listed(_parts(seat.minutes)) or "nothing"
    yield 1, f"The seat costs them {words.minutes(seat.minutes.total)} minutes over the programme: {parts}."


def _parts(cost: Minutes) -> list[str]:
    found = [(name, getattr(cost, part)) for part, name in OWN.items()]
    return [f"{words.minutes(amount)} for {name}" for name, amount in found if amount]


def _days(what: str, none: str, meetings: Sequence[Meeting]) -> str:
    days = listed(words.day(meeting.date) for meeting in meetings)
    return f"{what} on {days}." if days else f"{none}."


def _where(programme: Programme, one: LearningSet) -> str:
    venue = f", at {programme.venue_name(one.venue_id)}" if one.venue_id else ""
    led = f", led by {programme.facilitator_name(one.facilitator_id)}" if one.facilitator_id else ""
    return f" ({one.slot.label}{venue}{led})"


def _alternatives(programme: Programme, leader: Leader, found: Sequence[Alternative]) -> Iterator[tuple[int, str]]:
    if not found:
        yield 0, f"There is no other set of {peers(leader.level)}."
        return
    yield 0, "The nearest alternatives, all dates staying where they are"
    for one in found:
        away = f", {one.way:.0f} minutes one way" if one.way is not None else ""
        yield 1, f"{one.learning_set.set_id}{_where(programme, one.learning_set)}{away}"
        yield from ((2, line) for line in _against(programme, one))


def _against(programme: Programme, one: Alternative) -> Iterator[str]:
    if not one.breaches:
        yield f"{_more(one.more)}."
        return
    yield from _broken(one.breaches)
    if one.swapped:
        yield f"In exchange with {words.name(programme, one.swapped)}: {_more(one.more)}."


def _broken(found: Sequence[Breach]) -> Iterator[str]:
    yield from map(words.breaks, found[:TOLD])
    if len(found) > TOLD:
        yield f"Rules are broken in {words.count(len(found) - TOLD, 'more place')}."


def _more(minutes: float) -> str:
    if minutes < 0:
        return f"{words.minutes(-minutes)} minutes fewer in all"
    return f"{words.minutes(minutes)} minutes more in all" if minutes else "As many minutes in all"


def _waiting(leader: Leader, found: Explanation) -> Iterator[tuple[int, str]]:
    yield 0, f"{leader.leader_id} {leader.name}, {leader.level}, {'waits' if found.waiting else 'is not in the plan'}."
    yield 1, f"{found.waiting.reason}." if found.waiting else "They were added after it was made."


def _doors(programme: Programme, found: Sequence[Door]) -> Iterator[tuple[int, str]]:
    if found:
        yield 0, "What keeps them out of the sets that stand, the easiest to open first"
    for door in found:
        one = door.learning_set
        yield 1, f"{one.set_id}{_where(programme, one)}: {listed(door.against) or 'nothing by itself'}"


def _changes(programme: Programme, found: Explanation) -> Iterator[tuple[int, str]]:
    yield 0, _heading(found)
    for number, trial in enumerate(found.true, 1):
        for at, line in enumerate(change(programme, trial.edits) or [AS_IT_IS]):
            yield 1, f"{number}. {line}" if not at else f"and {line}"
        yield from ((2, line) for line in _outcome(programme, trial))
    yield from ((1, line) for line in _beside(programme, found))


def _heading(found: Explanation) -> str:
    if not found.true:
        return "No change is known that would place them"
    return "Would be placed with any of these changes, the smallest first; a plan was made with each"


def _outcome(programme: Programme, trial: Trial) -> Iterator[str]:
    if not trial.rerun.placed:
        yield FRESH_ALONE
        return
    yield f"They sit in {trial.rerun.placed} then{_others(programme, trial.rerun)}."
    if trial.fresh is not None:
        yield FRESH_TOO if trial.fresh.placed else FRESH_NOT


def _others(programme: Programme, outcome: Outcome) -> str:
    parts = [f"{words.count(outcome.moved, 'member')} of other sets would move" if outcome.moved else ""]
    parts += [f"{words.names(programme, outcome.lost)} would lose their place" if outcome.lost else ""]
    parts += [f"{_people(programme, outcome.also)} would be placed too" if outcome.also else ""]
    return f"; {listed(filter(None, parts)) or 'nobody else moves'}"


def _people(programme: Programme, who: Sequence[str]) -> str:
    return words.names(programme, who) if len(who) <= TOLD else f"{len(who)} others who wait"


def _beside(programme: Programme, found: Explanation) -> Iterator[str]:
    """What was tried in vain, and what was not tried."""
    vain = [trial for trial in found.trials if not trial.places]
    for trial in vain[:VAIN]:
        instead = _people(programme, trial.rerun.also)
        whom = f"would place {instead} instead" if trial.rerun.also else "would not place them"
        yield f"Tried in vain: {'; '.join(change(programme, trial.edits))}: {whom}."
    if len(vain) > VAIN:
        yield f"Tried in vain: {words.count(len(vain) - VAIN, 'other change')}."
    if found.cut_short:
        yield CUT_SHORT
    elif found.untried:
        yield f"{words.count(found.untried, 'larger change')} not tried."
    yield from [{"sent": SENT, "large": LARGE}[found.afresh]] if found.afresh else []


def of_why(programme: Programme, found: Explanation) -> dict[str, Any]:
    """The same for other programs."""
    return {
        "leader_id": found.leader_id,
        "name": programme.leader_name(found.leader_id),
        "seat": _seat_values(found.seat) if found.seat else None,
        "alternatives": [_alternative_values(one) for one in found.alternatives],
        "waiting": {"reason": found.waiting.reason, "remedy": found.waiting.remedy} if found.waiting else None,
        "sets": [
            {"set_id": d.learning_set.set_id, "minutes_one_way": d.way, "against": list(d.against)} for d in found.doors
        ],
        "changes": [_trial_values(trial) for trial in found.trials],
        "untried": found.untried,
        "cut_short": found.cut_short,
        "not_formed_anew": found.afresh or None,
    }


def _seat_values(seat: Seat) -> dict[str, Any]:
    return {
        "set_id": seat.learning_set.set_id,
        "minutes_one_way": seat.way,
        "minutes": {part: getattr(seat.minutes, part) for part in (*OWN, "total")},
        "absent": [meeting.uid for meeting in seat.absent],
        "presents": [meeting.uid for meeting in seat.presents],
    }


def _alternative_values(one: Alternative) -> dict[str, Any]:
    return {
        "set_id": one.learning_set.set_id,
        "minutes_one_way": one.way,
        "broken": [{"rule": breach.rule, "message": breach.message} for breach in one.breaches],
        "minutes_more": one.more,
        "in_exchange_with": one.swapped or None,
    }


def _trial_values(trial: Trial) -> dict[str, Any]:
    return {
        "edits": [edit_values(edit) for edit in trial.edits],
        "rerun": _outcome_values(trial.rerun),
        "fresh": _outcome_values(trial.fresh) if trial.fresh else None,
    }


def edit_values(edit: Edit) -> dict[str, Any]:
    """One change as it is written: another value in a cell, or the cells of a new row."""
    if isinstance(edit, Cell):
        return {
            "file": edit.file,
            "row": edit.row,
            "key": edit.key,
            "column": edit.column,
            "value": text(edit.after),
            "instead_of": text(edit.before),
        }
    return {"file": edit.file, "new_row": edit.cells}


def _outcome_values(outcome: Outcome) -> dict[str, Any]:
    return {
        "placed_in": outcome.placed or None,
        "also_placed": list(outcome.also),
        "lose_their_place": list(outcome.lost),
        "moved": outcome.moved,
    }
