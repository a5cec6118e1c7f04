"""Changes of the spreadsheets that might place somebody who waits, the smallest first: they are yet to be tried.

Three kinds: what opens a set that stands, one reading of every obstacle; what lets a new set form
from those who wait; and what would have the leader in sets formed anew, where others move too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from matcher.match import draft_of
from matcher.openings import obstacles
from matcher.remedies import Remedies
from matcher.repair import beside
from matcher.running import Running
from matcher.search import Search
from matcher.view import View
from programme import edits
from programme.edits import Edits
from programme.explained import Door
from programme.plans import LearningSet
from programme.records import Facilitator, Leader, Programme
from programme.rules.leading import takes
from programme.seats import way
from programme.travel import kilometres
from programme.watch import Watch

LEADING = 2
"""So many facilitators are named who might take another set, in place of one more."""


def doors(programme: Programme, leader_id: str) -> tuple[Door, ...]:
    """The sets of the leader's level in the plan that stands: the ones that least keeps them out of first."""
    assert programme.standing is not None
    running = Running(View(programme), programme.standing)
    leader = programme.leaders[programme.leader_at[leader_id]]
    found = [_door(running, s, leader) for s in programme.standing.plan.sets if s.level == leader.level]
    return tuple(sorted(found, key=lambda door: (_size(door), len(door.against), door.learning_set.set_id)))


def ways(programme: Programme, leader_id: str, known: Iterable[Door], watch: Watch) -> tuple[Edits, ...]:
    """Changes that might place somebody who waits, each once, the smallest first; new rows have ids of their own.

    ``known`` are the ``doors`` for this leader.
    """
    assert programme.standing is not None
    found = [door.edits for door in known if door.edits is not None]
    found += _anew(replace(programme, standing=None), programme.standing.plan.sets, leader_id, watch)
    found += _anew(_rest(programme, leader_id), (), leader_id, watch)
    found += [other for one in found for other in (*_led_by_others(programme, one), *_with_more(programme, one))]
    named = dict.fromkeys(edits.named(programme, one) for one in found)
    return tuple(sorted(named, key=edits.size))


def _door(running: Running, learning_set: LearningSet, leader: Leader) -> Door:
    against = tuple(obstacles(running, learning_set, leader))
    known = [one.edits for one in against if one.edits is not None]
    return Door(
        learning_set=learning_set,
        way=way(running.view.programme, learning_set, leader.leader_id),
        against=tuple(one.what for one in against),
        edits=tuple(edit for one in known for edit in one) if len(known) == len(against) else None,
    )


def _size(door: Door) -> float:
    return np.inf if door.edits is None else edits.size(door.edits)


def _anew(programme: Programme, sets: Sequence[LearningSet], leader_id: str, watch: Watch) -> list[Edits]:
    """The remedies for one who waits beside these sets."""
    search = Search(View(programme), watch, 0.0)
    search.drafts = [draft_of(search.view, s) for s in sets]
    return [remedy.edits for remedy in Remedies(search).of(programme.leader_at[leader_id])]


def _rest(programme: Programme, leader_id: str) -> Programme:
    """Those of the leader's level who wait, and whoever can lead another set of theirs."""
    assert programme.standing is not None
    level, seat = programme.leaders[programme.leader_at[leader_id]].level, programme.standing.set_of
    left = [x for x in programme.leaders if x.level == level and x.leader_id not in seat]
    return beside(programme, programme.standing.plan.sets, left)


def _led_by_others(programme: Programme, change: Edits) -> Iterator[Edits]:
    """The same with one set more for somebody who leads already, in place of a facilitator more."""
    new = [edit for edit in change if isinstance(edit, edits.Row) and isinstance(edit.record, Facilitator)]
    for edit in new:
        others = tuple(one for one in change if one is not edit)
        assert isinstance(edit.record, Facilitator)
        for at in _nearest(programme, edit.record):
            who = programme.facilitators[at]
            yield (*others, edits.cell(who, "max_sets", who.max_sets + edit.record.max_sets))


def _with_more(programme: Programme, change: Edits) -> Iterator[Edits]:
    """The same with more people, where people are all of it: others who wait might take the places of so few."""
    rows = [edit for edit in change if isinstance(edit, edits.Row) and isinstance(edit.record, Leader)]
    for more in range(1, programme.settings.set_size_min + 1) if change and len(rows) == len(change) else ():
        yield change + (rows[-1],) * more


def _nearest(programme: Programme, wanted: Facilitator) -> Iterable[int]:
    """Those who take its levels and live nearest to it, positions."""
    able = [at for at, x in enumerate(programme.facilitators) if all(takes(x, level) for level in wanted.levels)]
    ways = kilometres([wanted.place], [programme.facilitators[at].place for at in able])[0]
    return [able[at] for at in np.argsort(np.nan_to_num(ways, nan=np.inf), kind="stable")[:LEADING]]
