"""The programme as the matcher sees it: arrays of costs and permissions, read from the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from programme import prices
from programme.pairs import PairPrice, pair_prices
from programme.plans import LearningSet
from programme.prices import tenths
from programme.reckoning import may_sit
from programme.records import Programme
from programme.rules import apart, may_serve
from programme.rules.leading import FacilitatorLevel
from programme.rules.pinned import Pinned
from programme.rules.places import Seats
from programme.rules.slots import FacilitatorSlot, MemberSlot, VenueSlot

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class View:
    """Costs are whole tenths of a minute over all meetings of the programme.

    Shapes: L leaders, V venues, F facilitators, K levels, S = 10 slots. ``tried`` are sets
    that turned out to have no calendar: their members are given another facilitator, or,
    where the programme has no facilitators, another venue.
    """

    programme: Programme
    tried: tuple[LearningSet, ...] = ()

    @cached_property
    def seat_cost(self) -> Ints:
        """A leader's journeys to a venue, (L, V)."""
        return self.programme.settings.meetings * prices.journeys(self.programme)

    @cached_property
    def lead_cost(self) -> Ints:
        """A facilitator's journeys to a venue, (F, V)."""
        return self.programme.settings.meetings * prices.facilitator_journeys(self.programme)

    @cached_property
    def hire(self) -> Ints:
        """A set's hire of its home venue, (V,)."""
        return self.programme.settings.meetings * prices.hire(self.programme)

    @cached_property
    def unplaced(self) -> int:
        """What it costs to leave a leader without a set."""
        return prices.unplaced(self.programme)

    @cached_property
    def level(self) -> Ints:
        """Each leader's level as an index into ``programme.levels``, (L,)."""
        index = {name: at for at, name in enumerate(self.programme.levels)}
        return np.array([index[leader.level] for leader in self.programme.leaders], dtype=np.int64)

    @cached_property
    def smallest(self) -> int:
        """The fewest members of a set."""
        return self.programme.settings.set_size_min

    @cached_property
    def seats(self) -> Ints:
        """The largest set a venue holds, (V,); 0 where none."""
        return Seats.most_members(self.programme)

    @cached_property
    def leader_free(self) -> Flags:
        """(L, S)."""
        return MemberSlot.free(self.programme)

    @cached_property
    def facilitator_free(self) -> Flags:
        """(F, S)."""
        return FacilitatorSlot.free(self.programme)

    @cached_property
    def venue_free(self) -> Flags:
        """(V, S)."""
        return VenueSlot.free(self.programme)

    @cached_property
    def reachable(self) -> Flags:
        """Where each leader may sit, (L, V)."""
        can = may_sit(self.programme).copy()
        for venue, members in self._tried_with(lambda tried: self.programme.venue_at.get(tried.venue_id)):
            can[members, venue] &= len(self.max_sets) > 0
        return np.asarray(can)

    @cached_property
    def takes(self) -> Flags:
        """Which facilitator takes which level, (F, K)."""
        return FacilitatorLevel.allowed(self.programme)

    @cached_property
    def serves(self) -> Flags:
        """Which facilitator may serve which leader, (F, L)."""
        may = may_serve(self.programme).copy()
        for facilitator, members in self._tried_with(
            lambda tried: self.programme.facilitator_at.get(tried.facilitator_id)
        ):
            may[facilitator, members] = False
        return may

    @cached_property
    def leads_at(self) -> Flags:
        """Which facilitator shares a slot with which venue, (F, V)."""
        return np.asarray(self.facilitator_free.astype(int) @ self.venue_free.astype(int).T > 0)

    @cached_property
    def max_sets(self) -> Ints:
        """(F,)."""
        return np.array([facilitator.max_sets for facilitator in self.programme.facilitators], dtype=np.int64)

    @cached_property
    def apart(self) -> tuple[tuple[int, ...], ...]:
        """Groups of leaders of one level of whom at most one may sit in a set, none inside another.

        Pairs are put together to larger groups all of whose pairs are kept apart: fewer rows, and stronger ones.
        """
        groups = [group for rule in apart(self.programme) for group in rule.groups(self.programme)]
        parts = {tuple(map(int, g[self.level[g] == level])) for g in groups for level in np.unique(self.level[g])}
        return tuple(sorted(_not_inside_another(_cliques({part for part in parts if len(part) > 1}))))

    @cached_property
    def membership(self) -> sparse.csr_array:
        """Leaders by groups (L, G), singletons for those in no group: every leader is in one."""
        grouped = {leader for group in self.apart for leader in group}
        alone = [(leader,) for leader in range(len(self.level)) if leader not in grouped]
        return self._by_group([*self.apart, *alone])

    @cached_property
    def pins(self) -> sparse.csr_array:
        """Leaders by the sets they are pinned to (L, P): of each, all who sit, sit in one set, without another's."""
        return self._by_group(list(Pinned.groups(self.programme).values()))

    @cached_property
    def pin(self) -> Ints:
        """The number of each leader's pin, -1 where they have none, (L,)."""
        entries, pin = self.pins.tocoo(), np.full(len(self.level), -1, dtype=np.int64)
        pin[entries.row] = entries.col
        return pin

    @cached_property
    def alike(self) -> tuple[sparse.csr_array, Floats]:
        """Leaders by groups of one level (L, G) whose pairs cost, and what each costs (G,)."""
        costs = [(tenths(p.minutes), group) for p in pair_prices(self.programme) if p.alike for group in p.groups]
        parts = [(cost, group[self.level[group] == k]) for cost, group in costs for k in np.unique(self.level[group])]
        parts = [(cost, part) for cost, part in parts if len(part) > 1]
        return self._by_group([part for _, part in parts]), np.array([cost for cost, _ in parts], dtype=float)

    @cached_property
    def unlike(self) -> tuple[PairPrice, ...]:
        """The prices on pairs that are not alike."""
        return tuple(price for price in pair_prices(self.programme) if not price.alike)

    def _by_group(self, groups: Sequence[Sequence[int] | Ints]) -> sparse.csr_array:
        rows = np.array([leader for group in groups for leader in group], dtype=np.int64)
        columns = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
        return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(self.level), len(groups)))

    def _tried_with(self, what: Callable[[LearningSet], int | None]) -> list[tuple[int, list[int]]]:
        """Whom or where the tried sets had, with the positions of their members."""
        pairs = [(what(tried), [self.programme.leader_at[m] for m in tried.members]) for tried in self.tried]
        return [(at, members) for at, members in pairs if at is not None]

    def of_level(self, level: int) -> Ints:
        """Positions of the leaders of a level."""
        return np.flatnonzero(self.level == level)


def _cliques(groups: set[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Larger groups in place of pairs: each pair not yet in one is grown, greedily, by whom all are kept apart from."""
    apart, within = defaultdict[int, set[int]](set), defaultdict[int, set[tuple[int, ...]]](set)
    pairs = sorted(group for group in groups if len(group) == 2)
    found, paired = groups - set(pairs), {leader for pair in pairs for leader in pair}
    for group in groups:
        for leader in paired.intersection(group):
            apart[leader].update(group)
            within[leader].update({group} & found)
    for one, other in pairs:
        if not within[one] & within[other]:
            clique, more = {one, other}, apart[one] & apart[other] - {one, other}
            while more:
                clique.add(new := max(sorted(more), key=lambda leader: len(apart[leader] & more)))
                more &= apart[new] - {new}
            found.add(tuple(sorted(clique)))
            for leader in clique:
                within[leader].add(tuple(sorted(clique)))
    return found


def _not_inside_another(groups: set[tuple[int, ...]]) -> list[tuple[int, ...]]:
    by_leader: dict[int, list[frozenset[int]]] = {}
    for group in groups:
        for leader in group:
            by_leader.setdefault(leader, []).append(frozenset(group))
    return [group for group in groups if not any(set(group) < other for other in by_leader[group[0]])]
