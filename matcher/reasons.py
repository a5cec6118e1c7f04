"""Why somebody waits, and the smallest changes that would place them, each tried by solving with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.counts import most_seated
from matcher.exact import Draft, ExactModel, Task
from matcher.search import Search
from matcher.view import Ints, View
from programme.plans import Waiting
from programme.prices import pair_journeys
from programme.records import Facilitator, Leader, Programme, Venue
from programme.slots import Slot
from programme.travel import to_venues

NEAR_SETS, NEAR_VENUES, NEAR_WAITING = 4, 5, 6
"""What is freed to try whether a change would place somebody."""
GAP, NODES, SECONDS = 0.01, 40, 10.0
"""How far each trial searches; the seconds only guard."""
LIMITS_TRIED = 3
UNTRIED = "time ran out before any change could be tried"
ANYWHERE = Venue(venue_id="~", name="", address="", capacity=1_000, step_free=True)
"""Stands in where the programme has no venues: within everybody's limit, since its place is unknown."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the spreadsheets: the kind of rule it loosens, its sentence, and the programme with it.

    ``added`` are leader_ids that the change brings and who must be placed too; ``sure`` says
    that the best sets with the change have the leader among them.
    """

    kind: str
    sentence: str
    programme: Programme
    added: tuple[str, ...] = ()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A waiting leader with the sets and waiting people near them, as a programme of its own.

    ``venues`` are the home venues of those sets and ``left_out`` counts who waits.
    """

    programme: Programme
    leader_id: str
    venues: tuple[str, ...]
    left_out: int


def explain(search: Search) -> tuple[Waiting, ...]:
    """Everyone who waits, with a reason that is true and specific, and what would help."""
    return tuple(_waiting(search, int(at)) for at in search.waiting)


def _waiting(search: Search, at: int) -> Waiting:
    leader = search.view.programme.leaders[at]
    reason, kinds = next(((told, kinds) for fact, kinds in FACTS if (told := fact(search, at))), ("", tuple(CHANGES)))
    untried = search.watch.expired()
    search.cut_short |= untried
    helpful = [] if untried else _helpful(search, _neighbourhood(search, at), kinds)
    remedy = UNTRIED if untried else _remedy(helpful)
    return Waiting(
        leader_id=leader.leader_id, level=leader.level, reason=reason or _reason(leader, helpful), remedy=remedy
    )


def _remedy(helpful: Sequence[Change]) -> str:
    sure = [change.sentence for change in helpful if change.sure]
    if sure:
        return "would be placed with " + ", or ".join(sure)
    if helpful:
        return f"{helpful[0].sentence} would place one more, them or somebody near them"
    return "none of the single changes tried would place them"


def _reason(leader: Leader, helpful: Sequence[Change]) -> str:
    kind = helpful[0].kind if helpful else ""
    return {
        "pin": f"{leader.pinned}, the set they are pinned to, cannot take them without breaking a rule",
        "slot": "no set with a place meets on a half-day they can do",
        "limit": f"no set with a place meets within their {leader.max_travel_minutes} minutes",
        "facilitator": f"no facilitator is left for another set of {peers(leader.level)} near them",
        "people": f"too few {peers(leader.level)} near them could sit with them for another set",
        "venue": "no venue near them is left for another set",
    }.get(kind, "no set near them can take them without breaking a rule")


def _too_few(search: Search, at: int) -> str | None:
    view = search.view
    level, count = view.programme.leaders[at].level, len(view.of_level(int(view.level[at])))
    return f"only {count} {peers(level, count)}: a set needs {view.smallest}" if count < view.smallest else None


def _never_free(search: Search, at: int) -> str | None:
    return None if search.view.leader_free[at].any() else "they can attend on no half-day of the week"


def _no_venue(search: Search, at: int) -> str | None:
    view = search.view
    leader, minutes = view.programme.leaders[at], to_venues(view.programme)[at]
    if view.reachable[at].any() or not view.programme.venues:
        return None
    usable = minutes[view.seats > 0]
    if not len(usable):
        return f"no venue has a room for {view.smallest + 1}"
    if usable.min() > leader.max_travel_minutes:
        nearest = np.ceil(usable.min())
        return f"no venue within {leader.max_travel_minutes} minutes; the nearest is {nearest:.0f} minutes away"
    step_free = " that is step-free and" if leader.needs_step_free else " that"
    return f"no venue within {leader.max_travel_minutes} minutes{step_free} hosts a half-day they can do"


def _pin_is_full(search: Search, at: int) -> str | None:
    leader = search.view.programme.leaders[at]
    if not search.belongs_elsewhere(at, ()):
        return None
    return f"{leader.pinned}, the set they are pinned to, cannot take them without breaking a rule"


def _no_facilitator(search: Search, at: int) -> str | None:
    view = search.view
    level = view.programme.leaders[at].level
    takes = view.takes[:, view.level[at]]
    if not len(takes):
        return None
    if not takes.any():
        return f"no facilitator takes {peers(level)}"
    if (search.free_load(())[takes] <= 0).all():
        return f"all facilitators who take {peers(level)} ({takes.sum()}) lead as many sets as they can"
    return None


def _too_many_of_a_group(search: Search, at: int) -> str | None:
    view = search.view
    level = view.programme.leaders[at].level
    formed = sum(draft.level == view.level[at] for draft in search.drafts)
    largest = max((group for group in view.apart if at in group), key=len, default=())
    if not 0 < formed < len(largest):
        return None
    leader = view.programme.leaders[at]
    whose = leader.trust or leader.federation or leader.school
    sets = f"{formed} set{'s' if formed > 1 else ''}"
    most = len(view.of_level(int(view.level[at]))) // view.smallest
    form = "can form" if formed == most else "forms" if formed == 1 else "form"
    return f"{whose} has {len(largest)} {peers(level)} and only {sets} {form}"


def _sizes(search: Search, at: int) -> str | None:
    view = search.view
    level, most = view.programme.leaders[at].level, view.programme.settings.set_size_max
    anywhere = not view.programme.venues
    people = [i for i in view.of_level(int(view.level[at])) if anywhere or view.reachable[i].any()]
    waiting = [i for i in search.waiting if i in set(people)]
    seated = most_seated(len(people), view.smallest, most)
    if len(people) - seated != len(waiting):
        return None
    waits = f"{len(waiting)} {'waits' if len(waiting) == 1 else 'wait'}"
    sets = f"sets of {view.smallest} to {most} cannot hold {len(people)}"
    able = "" if anywhere else " who can reach a venue"
    return f"{len(people)} {peers(level)}{able}: {sets}; {waits}"


FACTS: tuple[tuple[Callable[[Search, int], str | None], tuple[str, ...]], ...] = (
    (_too_few, ("people",)),
    (_never_free, ("slot",)),
    (_no_venue, ("slot", "limit", "venue")),
    (_pin_is_full, ("pin", "slot", "limit", "people", "venue")),
    (_no_facilitator, ("facilitator",)),
    (_too_many_of_a_group, ("people", "facilitator")),
    (_sizes, ("people",)),
)
"""What can be told without solving, each with the kinds of change that could help."""


def peers(level: str, count: int = 2) -> str:
    """People of a level, as in a sentence: ``deputy heads``, ``1 head of school``."""
    title, of, what = level.partition(" of ")
    words = (title if count == 1 or title.endswith("s") else f"{title}s") + of + what
    return words[0].lower() + words[1:] if words[1:2].islower() else words


def _helpful(search: Search, near: Neighbourhood, kinds: Sequence[str]) -> list[Change]:
    """One change of each kind that helps: the smallest that places the leader for sure, else the smallest that can."""
    return [change for kind in kinds if (change := _smallest(search, near, CHANGES[kind](near)))]


def _smallest(search: Search, near: Neighbourhood, changes: Iterator[Change]) -> Change | None:
    first = None
    for change in changes:
        if _places(search, near, change, surely=False):
            first = first or change
            if _places(search, near, change, surely=True):
                return replace(change, sure=True)
    return first


def _unpinned(near: Neighbourhood) -> Iterator[Change]:
    leader = _leader(near)
    if leader.pinned:
        yield Change("pin", f"no pin to {leader.pinned}", _with_leader(near, replace(leader, pinned="")))


def _freer_slots(near: Neighbourhood) -> Iterator[Change]:
    leader = _leader(near)
    for slot in sorted(leader.cannot_attend):
        freer = replace(leader, cannot_attend=leader.cannot_attend - {slot})
        yield Change("slot", f"a free {Slot(slot).label}", _with_leader(near, freer))


def _longer_limits(near: Neighbourhood) -> Iterator[Change]:
    leader = _leader(near)
    minutes = to_venues(near.programme)[near.programme.leader_at[leader.leader_id]]
    beyond = sorted({int(np.ceil(m)) for m in minutes if m > leader.max_travel_minutes})
    for limit in beyond[:LIMITS_TRIED]:
        yield Change("limit", f"a travel limit of {limit} minutes",
                     _with_leader(near, replace(leader, max_travel_minutes=limit)))  # fmt: skip


def _another_facilitator(near: Neighbourhood) -> Iterator[Change]:
    if near.programme.facilitators:
        leader = _leader(near)
        extra = Facilitator(facilitator_id="~", name="", email="", max_sets=1, place=leader.place)
        more = replace(near.programme, facilitators=(*near.programme.facilitators, extra))
        yield Change("facilitator", f"one more facilitator for {peers(leader.level)}", more)


def _more_people(near: Neighbourhood) -> Iterator[Change]:
    leader = _leader(near)
    limit = near.programme.settings.max_travel_minutes
    for count in range(1, near.programme.settings.set_size_min):
        ids = tuple(f"~{n}" for n in range(count))
        extra = [
            Leader(leader_id=i, name="", email="", school=i, level=leader.level, place=leader.place,
                   max_travel_minutes=max(limit, leader.max_travel_minutes))
            for i in ids
        ]  # fmt: skip
        more = replace(near.programme, leaders=(*near.programme.leaders, *extra))
        yield Change(
            "people", f"{count} more {peers(leader.level, count)} from other schools and trusts near them", more, ids
        )


def _another_venue(near: Neighbourhood) -> Iterator[Change]:
    leader = _leader(near)
    if ANYWHERE not in near.programme.venues and leader.place:
        extra = Venue(venue_id="~", name="", address="", place=leader.place, step_free=True)
        more = replace(near.programme, venues=(*near.programme.venues, extra))
        yield Change("venue", "a venue near their school", more)


CHANGES: dict[str, Callable[[Neighbourhood], Iterator[Change]]] = {
    "pin": _unpinned,
    "slot": _freer_slots,
    "limit": _longer_limits,
    "facilitator": _another_facilitator,
    "people": _more_people,
    "venue": _another_venue,
}


def _places(search: Search, near: Neighbourhood, change: Change, *, surely: bool) -> bool:
    """Whether, with the change, the leader can have a set with fewer left out, or ``surely`` has in the best sets."""
    view = View(change.programme)
    used = [view.programme.venue_at[venue_id] for venue_id in near.venues]
    venues = np.sort(np.concatenate([np.flatnonzero(view.seats > 0), np.array(used, dtype=np.int64)]))
    people = np.arange(len(change.programme.leaders))
    task = Task(people, np.zeros_like(venues), venues, view.max_sets, np.zeros(len(view.max_sets)), mixing=False)
    exact = ExactModel(view, task)
    if not surely:
        exact.place(_positions(change.programme, (near.leader_id, *change.added)), near.left_out - 1)
    answer = exact.solve(gap=GAP if surely else 1.0, nodes=NODES, seconds=min(SECONDS, search.watch.left))
    search.cut_short |= exact.out_of_time
    at = change.programme.leader_at[near.leader_id]
    return answer is not None and any(at in draft.members for draft in answer.drafts)


def _neighbourhood(search: Search, at: int) -> Neighbourhood:
    """The waiting leader, the nearest sets, those who wait nearby, and what is free for them."""
    view, programme = search.view, search.view.programme
    drafts = [draft for draft in search.drafts if draft.level == view.level[at]]
    drafts = sorted(drafts, key=lambda d: (_distance(view, at, d), d.members))[:NEAR_SETS]
    peers_waiting = [int(w) for w in search.waiting if view.level[w] == view.level[at]]
    waiting = _near_waiting(view, at, [w for w in peers_waiting if not search.belongs_elsewhere(w, drafts)])
    people = sorted({*waiting, *(m for draft in drafts for m in draft.members)})
    load = search.free_load(drafts)
    facilitators = [replace(f, max_sets=int(n)) for f, n in zip(programme.facilitators, load, strict=True) if n > 0]
    local = replace(
        programme,
        leaders=tuple(programme.leaders[p] for p in people),
        facilitators=tuple(facilitators),
        venues=tuple(programme.venues[v] for v in _near_venues(view, at, drafts)) or (ANYWHERE,),
    )
    homes = tuple(programme.venues[d.venue].venue_id if d.venue >= 0 else ANYWHERE.venue_id for d in drafts)
    return Neighbourhood(local, programme.leaders[at].leader_id, homes, len(waiting))


def _near_waiting(view: View, at: int, waiting: list[int]) -> list[int]:
    """The leader and those who wait whose journeys are most like theirs."""
    unlike = np.abs(view.seat_cost - view.seat_cost[at]).sum(axis=1)
    return sorted(waiting, key=lambda other: (other != at, unlike[other], other))[: NEAR_WAITING + 1]


def _distance(view: View, at: int, draft: Draft) -> int:
    """How far a set is from a leader: the way to its venue or, where it has none, to its members.

    The set that has the people of their pin is nearest.
    """
    if view.pin[at] >= 0 and view.pin[at] in view.pin[list(draft.members)]:
        return -1
    if draft.venue >= 0:
        return int(view.seat_cost[at, draft.venue])
    return int(pair_journeys(view.programme, (at, *draft.members))[0].sum())


def _near_venues(view: View, at: int, drafts: Sequence[Draft]) -> list[int]:
    nearest = np.argsort(np.where(view.seats > 0, view.seat_cost[at], np.iinfo(np.int64).max), kind="stable")
    return sorted({*map(int, nearest[:NEAR_VENUES]), *(draft.venue for draft in drafts if draft.venue >= 0)})


def _leader(near: Neighbourhood) -> Leader:
    return near.programme.leaders[near.programme.leader_at[near.leader_id]]


def _with_leader(near: Neighbourhood, leader: Leader) -> Programme:
    others = [leader if x.leader_id == leader.leader_id else x for x in near.programme.leaders]
    return replace(near.programme, leaders=tuple(others))


def _positions(programme: Programme, ids: Sequence[str]) -> Ints:
    return np.array([programme.leader_at[i] for i in ids], dtype=np.int64)
