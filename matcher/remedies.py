"""The smallest changes of the spreadsheets that would place somebody who waits, found and verified by solving.

The sets and waiting people near the leader are a programme of their own. In it everything
that a coordinator could change is loosened at a price, its size, and the exact model finds
the changes of least size in sum with which the leader is placed and nobody else loses their
place: elastic programming, as in Chinneck, "Feasibility and Infeasibility in Optimization"
(2008). Then the changes are made, and the model is solved with its own costs: a remedy is
sure if the best sets have the leader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from matcher.exact import Answer, Draft, ExactModel, Task, Unlike
from matcher.linear import table
from matcher.search import Search
from matcher.view import Flags, Ints, View
from programme import edits
from programme.advice import peers
from programme.edits import SIZE, Edits
from programme.prices import pair_journeys
from programme.reading.advice import listed
from programme.records import Facilitator, Leader, Programme, Venue
from programme.slots import Slot
from programme.travel import kilometres, to_venues

NEAR_SETS, NEAR_VENUES, NEAR_WAITING = 4, 5, 9
"""What is freed to try whether a change would place somebody."""
GAP, NODES, SECONDS = 0.01, 60, 10.0
"""How far each trial searches; the seconds only guard."""
SOLVES, ALTERNATIVES, TAKEN = 150, 3, 2
"""The most trials of a programme, remedies of a leader, and times that others who would take the place are added."""
PERSONAL = frozenset({"slot", "limit", "pin"})
MOST_SETS, NEARBY_KM = 3, 15
NEW, NEW_VENUE, ALWAYS = "\U0010ffff", "\U0010ffffnew", 24 * 60
ANYWHERE = Venue(venue_id=NEW, name="", address="", capacity=1_000, step_free=True)
"""Stands in where the programme has no venues: within everybody's limit, since its place is unknown."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what it loosens, a sentence to the leader at hand, and what it is in the spreadsheets."""

    kind: str
    leader: Leader
    sentence: str
    edits: Edits

    def told_to(self, other: Leader) -> str:
        """The sentence to another leader, for whom "near them" is somewhere else."""
        if not kilometres([self.leader.place], [other.place]).max() > NEARBY_KM:
            return self.sentence
        name = self.leader.name
        return self.sentence.replace("near them", f"near {name}").replace("near their school", f"near {name}'s school")


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes to be made together; of the leader_ids ``tried``, who wait, ``placed`` would be placed.

    ``contested`` says that people of another level might take the places.
    """

    changes: tuple[Change, ...]
    tried: frozenset[str] = frozenset()
    placed: frozenset[str] = frozenset()
    contested: bool = False

    def told_to(self, leader: Leader) -> str:
        """``a free Mon am and a travel limit of 50 minutes``."""
        return listed(change.told_to(leader) for change in self.changes)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its changes."""
        return frozenset(change.kind for change in self.changes)

    @property
    def edits(self) -> Edits:
        """All of its changes in the spreadsheets."""
        return tuple(edit for change in self.changes for edit in change.edits)

    @property
    def size(self) -> float:
        """What they are to a coordinator."""
        return edits.size(self.edits)

    def surely_places(self, leader_id: str) -> bool:
        """Whether the best sets with the changes have this leader."""
        return leader_id in self.placed and not self.contested

    def leaves_out(self, leader_id: str) -> bool:
        """Whether others who wait take the places of another facilitator, who is the same to all of them."""
        return self.kinds == {"facilitator"} and leader_id in self.tried - self.placed

    def made_in(self, programme: Programme) -> Programme:
        """The programme with all changes."""
        return edits.made_in(programme, self.edits)


@dataclass(frozen=True)
class Near:
    """A waiting leader with the sets and waiting people near them, as a programme of its own.

    ``homes`` are the home venues of those sets, ``waiting`` those who wait, the leader among them.
    """

    programme: Programme
    leader_id: str
    homes: tuple[str, ...]
    waiting: frozenset[str]

    @cached_property
    def leader(self) -> Leader:
        """The one who waits."""
        return self.programme.leaders[self.programme.leader_at[self.leader_id]]

    @cached_property
    def minutes(self) -> dict[str, int]:
        """The leader's minutes to each venue."""
        minutes = to_venues(self.programme)[self.programme.leader_at[self.leader_id]]
        return {v.venue_id: int(np.ceil(m)) for v, m in zip(self.programme.venues, minutes, strict=True)}

    def model(self, programme: Programme) -> ExactModel:
        """The exact model of this programme or of one that has been changed, with a candidate more at each home."""
        view = View(programme)
        homes = [programme.venue_at[home] for home in self.homes]
        venues = np.sort(np.concatenate([np.flatnonzero(view.seats > 0), np.array(homes, dtype=np.int64)]))
        people = np.arange(len(programme.leaders))
        load = np.zeros(len(view.max_sets))
        return ExactModel(view, Task(people, np.zeros_like(venues), venues, view.max_sets, load, Unlike.LEFT_OUT))


class Remedies:
    """Finds remedies for one leader after another; what was found for one may serve others of their level."""

    def __init__(self, search: Search) -> None:
        self.search, self.solves = search, 0
        self.shared: dict[str, list[Remedy]] = {}

    @property
    def spent(self) -> bool:
        """Whether no more can be tried."""
        return self.solves >= SOLVES or self.search.watch.expired()

    def of(self, at: int) -> list[Remedy]:
        """The smallest remedy of each kind for the leader at this position, smallest first."""
        leader = self.search.view.programme.leaders[at]
        known = self.shared.setdefault(leader.level, [])
        found = list({remedy.kinds: remedy for remedy in known if leader.leader_id in remedy.placed}.values())
        for_others = next((remedy for remedy in known if remedy.leaves_out(leader.leader_id)), None)
        near, banned = neighbourhood(self.search, at), {kind for remedy in found for kind in remedy.kinds}
        while len(found) < ALTERNATIVES and not self.spent:
            remedy = self._smallest(near, banned, for_others)
            if remedy is None or (len(remedy.changes) > 1 and found):
                break
            found.append(remedy)
            banned |= remedy.kinds
            if len(remedy.changes) != 1:
                break
            if not remedy.kinds & PERSONAL:
                known.append(remedy)
        return sorted(found, key=lambda remedy: (not remedy.surely_places(leader.leader_id), remedy.size))

    def _smallest(self, near: Near, banned: Set[str], unsure: Remedy | None) -> Remedy | None:
        """The smallest remedy without changes of the banned kinds: a sure one, else one that places somebody."""
        for _ in range(TAKEN):
            must = {near.leader_id, *(unsure.placed & near.waiting if unsure else ())}
            changes = min(self._loosened(near, must, banned), key=_size, default=None)
            remedy = self._verified(near, changes) if changes is not None else None
            if remedy is None or remedy.contested or near.leader_id in remedy.placed:
                return remedy or unsure
            unsure = unsure or remedy
        return unsure

    def _loosened(self, near: Near, must: Set[str], banned: Set[str]) -> Iterator[tuple[Change, ...]]:
        """The smallest changes with which these people are placed, as the leader is pinned and as they are not."""
        if (changes := self._elastic(near, must, banned)) is not None:
            yield changes
        if near.leader.pinned and "pin" not in banned:
            pin = _unpinned(near.leader)
            free = replace(near, programme=edits.made_in(near.programme, pin.edits))
            if (changes := self._elastic(free, must, banned)) is not None:
                yield (pin, *changes)

    def _elastic(self, near: Near, must: Set[str], banned: Set[str]) -> tuple[Change, ...] | None:
        loose = _loosened(near, banned)
        exact = near.model(loose)
        exact.place(_positions(loose, must), _positions(loose, near.programme.leader_at), len(near.waiting) - 1)
        _price(near, exact)
        answer = self._solved(exact, 0.0)
        return _changes(near, loose, answer) if answer else None

    def _verified(self, near: Near, changes: tuple[Change, ...]) -> Remedy | None:
        """The remedy as the best sets with it turn out; None where they leave no fewer waiting."""
        remedy = Remedy(changes, near.waiting)
        programme = remedy.made_in(near.programme)
        answer = self._solved(near.model(programme), GAP)
        seated = {programme.leaders[m].leader_id for draft in answer.drafts for m in draft.members} if answer else set()
        if len(near.programme.leader_at.keys() - seated) >= len(near.waiting):
            return None
        contested = "facilitator" in remedy.kinds and self._others_are_short(near.leader.level)
        return replace(remedy, placed=near.waiting & seated, contested=contested)

    def _others_are_short(self, level: str) -> bool:
        """Whether people of another level wait whose facilitators all lead as many sets as they can."""
        view, load = self.search.view, self.search.free_load(())
        others = {int(view.level[w]) for w in self.search.waiting} - {view.programme.levels.index(level)}
        return any(not load[view.takes[:, other]].any() for other in others)

    def _solved(self, exact: ExactModel, gap: float) -> Answer | None:
        self.solves += 1
        answer = exact.solve(gap, NODES, min(SECONDS, self.search.watch.left))
        self.search.cut_short |= exact.out_of_time
        return answer


def neighbourhood(search: Search, at: int) -> Near:
    """The waiting leader, the nearest sets, those who wait nearby, and what is free for them."""
    view, programme = search.view, search.view.programme
    drafts = [draft for draft in search.drafts if draft.level == view.level[at]]
    drafts = sorted(drafts, key=lambda d: (_distance(view, at, d), d.members))[:NEAR_SETS]
    peers = [int(w) for w in search.waiting if view.level[w] == view.level[at]]
    waiting = _near_waiting(view, at, [w for w in peers if w == at or not search.belongs_elsewhere(w, drafts)])
    people = sorted({*waiting, *(m for draft in drafts for m in draft.members)})
    venues = _near_venues(view, at, drafts)
    load = search.nearby_load(int(view.level[at]), drafts, venues)
    everybody = [replace(f, max_sets=int(n)) for f, n in zip(programme.facilitators, load, strict=True)]
    free = [facilitator for facilitator in everybody if facilitator.max_sets > 0]
    local = replace(
        programme,
        leaders=tuple(programme.leaders[p] for p in people),
        facilitators=tuple(free or everybody),
        venues=tuple(programme.venues[v] for v in venues) or (ANYWHERE,),
    )
    homes = tuple(programme.venues[d.venue].venue_id if d.venue >= 0 else ANYWHERE.venue_id for d in drafts)
    waiting_ids = frozenset(programme.leaders[w].leader_id for w in waiting)
    return Near(local, programme.leaders[at].leader_id, homes, waiting_ids)


def _near_waiting(view: View, at: int, waiting: list[int]) -> list[int]:
    """The leader and those who wait whose journeys are most like theirs."""
    unlike = np.abs(view.seat_cost[waiting] - view.seat_cost[at]).sum(axis=1)
    nearest = sorted(zip(waiting, unlike, strict=True), key=lambda x: (x[0] != at, x[1], x[0]))
    return [other for other, _ in nearest[: NEAR_WAITING + 1]]


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


def _loosened(near: Near, banned: Set[str]) -> Programme:
    """All that is not banned at once: free at all times and everywhere, more people, a facilitator, a venue."""
    leader, more = near.leader, list[Change]()
    if "people" not in banned:
        more.append(_more_people(near, near.programme.settings.set_size_min - 1))
    if "facilitator" not in banned and near.programme.facilitators:
        more.append(_another_facilitator(leader, MOST_SETS))
    if "venue" not in banned and leader.place and ANYWHERE not in near.programme.venues:
        more.append(_another_venue(leader))
    free = replace(
        leader,
        cannot_attend=leader.cannot_attend if "slot" in banned else frozenset(),
        max_travel_minutes=leader.max_travel_minutes if "limit" in banned else ALWAYS,
    )
    others = [free if x.leader_id == leader.leader_id else x for x in near.programme.leaders]
    programme = replace(near.programme, leaders=tuple(others))
    return edits.made_in(programme, [edit for change in more for edit in change.edits])


def _price(near: Near, exact: ExactModel) -> None:
    """Makes sizes of changes the only cost of a loosened model."""
    programme, model, own = (
        exact.view.programme,
        exact.model,
        exact.who == exact.view.programme.leader_at[near.leader_id],
    )
    cost = np.zeros(model.columns)
    added = [at for at, leader in enumerate(programme.leaders) if leader.leader_id.startswith(NEW)]
    cost[exact.x[np.isin(exact.who, added)]] = SIZE[edits.LEADERS]
    homes = [programme.venues[venue].venue_id for venue in exact.task.venues]
    excess = np.array([near.minutes.get(home, 0) - near.leader.max_travel_minutes for home in homes])
    cost[exact.x[own]] = np.where(excess > 0, SIZE["max_travel_minutes"] + excess / edits.MINUTES, 0)[exact.where[own]]
    cost[exact.open[np.array(homes) == NEW_VENUE]] = SIZE[edits.VENUES]
    cost[exact.w[exact.facilitators[exact.leader_of] == programme.facilitator_at.get(NEW, -1)]] = SIZE[
        edits.FACILITATORS
    ]
    model.cost = [cost]
    _price_slots(near.leader, exact, own)


def _price_slots(leader: Leader, exact: ExactModel, own: Flags) -> None:
    """A half-day that the leader has blocked costs once it is the slot of their set."""
    blocked = np.array(sorted(leader.cannot_attend), dtype=np.int64)
    freed = exact.model.add_columns(np.full(len(blocked), SIZE["cannot_attend"]))
    z = table(exact.z, exact.at, exact.slot, (len(exact.candidates), len(Slot)))[exact.where[own]][:, blocked]
    row, slot = np.nonzero(z >= 0)
    rows = np.arange(len(row))
    entries = [(rows, exact.x[own][row], 1), (rows, z[row, slot], 1), (rows, freed[slot], -1)]
    exact.model.at_most.add(entries, np.ones(len(rows)))


def _changes(near: Near, loose: Programme, answer: Answer) -> tuple[Change, ...]:
    """What these sets make use of."""
    leader, at = near.leader, loose.leader_at[near.leader_id]
    own = next(draft for draft in answer.drafts if at in draft.members)
    minutes = near.minutes.get(loose.venues[own.venue].venue_id, 0)
    count = sum(loose.leaders[m].leader_id.startswith(NEW) for draft in answer.drafts for m in draft.members)
    led = sum(loose.facilitator_at.get(NEW, ALWAYS) == draft.facilitator for draft in answer.drafts)
    found = [
        _free_slot(leader, Slot(own.slot)) if own.slot in leader.cannot_attend else None,
        _longer_limit(leader, minutes) if minutes > leader.max_travel_minutes else None,
        _more_people(near, count) if count else None,
        _another_facilitator(leader, led) if led else None,
        _another_venue(leader) if any(loose.venues[d.venue].venue_id == NEW_VENUE for d in answer.drafts) else None,
    ]
    return tuple(change for change in found if change)


def _free_slot(leader: Leader, slot: Slot) -> Change:
    free = edits.cell(leader, "cannot_attend", leader.cannot_attend - {slot})
    return Change("slot", leader, f"a free {slot.label}", (free,))


def _longer_limit(leader: Leader, minutes: int) -> Change:
    longer = edits.cell(leader, "max_travel_minutes", minutes)
    return Change("limit", leader, f"a travel limit of {minutes} minutes", (longer,))


def _unpinned(leader: Leader) -> Change:
    return Change("pin", leader, f"no pin to {leader.pinned}", (edits.cell(leader, "pinned", ""),))


def _more_people(near: Near, count: int) -> Change:
    leader = near.leader
    limit = max(near.programme.settings.max_travel_minutes, leader.max_travel_minutes)
    extra = [
        Leader(leader_id=i, name="", email="", school=i, level=leader.level, place=leader.place,
               max_travel_minutes=limit)
        for i in (f"{NEW}{n}" for n in range(count))
    ]  # fmt: skip
    words = f"{count} more {peers(leader.level, count)} from other schools and trusts near them"
    return Change("people", leader, words, tuple(edits.Row(record=one) for one in extra))


def _another_facilitator(leader: Leader, sets: int) -> Change:
    levels = frozenset({leader.level})
    extra = Facilitator(facilitator_id=NEW, name="", email="", levels=levels, max_sets=sets, place=leader.place)
    words = f"one more facilitator for {f'{sets} sets of ' if sets > 1 else ''}{peers(leader.level)}"
    return Change("facilitator", leader, words, (edits.Row(record=extra),))


def _another_venue(leader: Leader) -> Change:
    extra = Venue(venue_id=NEW_VENUE, name="", address="", place=leader.place, step_free=True)
    return Change("venue", leader, "a venue near their school", (edits.Row(record=extra),))


def _positions(programme: Programme, ids: Iterable[str]) -> Ints:
    return np.array(sorted(programme.leader_at[i] for i in ids), dtype=np.int64)


def _size(changes: tuple[Change, ...]) -> float:
    return Remedy(changes).size
