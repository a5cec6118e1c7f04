"""The leaders of one level as the compact matcher sees them, and sets of them as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import linear_sum_assignment

from matcher.compact.partition import Pool
from matcher.exact import Draft
from matcher.view import Flags, Floats, Ints, View
from programme.prices import pair_costs

EXTENDED_AT_ONCE = 1 << 13


@dataclass(frozen=True, eq=False)
class Peers:
    """Shapes: n leaders of the level, F facilitators, S = 10 slots."""

    view: View
    level: int
    start: int = 0

    @cached_property
    def people(self) -> Ints:
        """Positions among the leaders of the programme, (n,)."""
        return self.view.of_level(self.level)

    @property
    def count(self) -> int:
        """How many leaders the level has."""
        return len(self.people)

    @property
    def fewest(self) -> int:
        """The fewest members of a set."""
        return self.view.smallest

    @property
    def most(self) -> int:
        """The most members of a set."""
        return self.view.programme.settings.set_size_max

    @cached_property
    def between(self) -> Ints:
        """What two leaders in one set cost, (n, n), tenths."""
        return pair_costs(self.view.programme, self.people.tolist())

    @cached_property
    def groups(self) -> list[list[int]]:
        """Groups of whom at most one may sit in a set, by number within the level."""
        number = {int(at): row for row, at in enumerate(self.people)}
        return [[number[at] for at in group] for group in self.view.apart if group[0] in number]

    def seated(self, able: Ints, sets: int) -> Ints:
        """The most of the people ``able`` to sit whom 0, 1, … so many sets can hold; -1 where so many cannot be.

        Of a group kept apart no more can sit than there are sets; groups that share people count once.
        """
        free = set(able.tolist())
        numbers = np.arange(sets + 1)
        placed = np.zeros(sets + 1, dtype=np.int64)
        for group in sorted(self.groups, key=len, reverse=True):
            if free.issuperset(own := set(group).intersection(able.tolist())):
                placed += np.minimum(len(own), numbers)
                free -= own
        placed = np.minimum(placed + len(free), numbers * self.most)
        return np.where(placed >= numbers * self.fewest, placed, -1)

    @cached_property
    def apart(self) -> Flags:
        """Who may not sit with whom, (n, n): kept apart, or never free on one slot."""
        free = self.free.astype(np.float32)
        never = free @ free.T == 0
        for group in self.groups:
            never[np.ix_(group, group)] = True
        never |= (self.pin[:, None] != self.pin) & (self.pin[:, None] >= 0) & (self.pin >= 0)
        np.fill_diagonal(never, val=False)
        return np.asarray(never)

    @cached_property
    def pin(self) -> Ints:
        """The number of each leader's pin, -1 where they have none, (n,)."""
        return self.view.pin[self.people]

    @cached_property
    def together(self) -> Flags:
        """Who sits with whom or not at all, (n, n): people of one pin."""
        return np.asarray((self.pin[:, None] == self.pin) & (self.pin >= 0) & ~np.eye(self.count, dtype=bool))

    @cached_property
    def free(self) -> Flags:
        """On which slots each leader is free and a set of the level can be led, (n, S)."""
        return np.asarray(self.view.leader_free[self.people] & self.led_slots)

    @cached_property
    def led_slots(self) -> Flags:
        """Slots on which somebody can lead a set of the level, (S,)."""
        if not self.view.programme.facilitators:
            return np.ones(self.view.leader_free.shape[1], dtype=bool)
        return np.asarray(self.view.facilitator_free[self.view.takes[:, self.level]].any(axis=0))

    def sets(self, rows: Ints) -> Sets:
        """Those of these rows that keep every rule on a single set, each once, as a pool."""
        rows = np.unique(np.sort(rows, axis=1), axis=0)
        sizes = (rows < self.count).sum(axis=1)
        rows = rows[(sizes >= self.fewest) & (sizes <= self.most)]
        padded = np.pad(self.apart, (0, 1))
        rows = rows[~padded[rows[:, :, None], rows[:, None, :]].any(axis=(1, 2))]
        return Sets(self, rows)._usable()

    def every_set(self, limit: int) -> Sets | None:
        """All sets that keep every rule on a single set; None where more than ``limit`` would be looked at."""
        if np.count_nonzero(~self.apart) - self.count > 2 * limit:
            return None
        grown, found = np.arange(self.count)[:, None], []
        for size in range(1, self.most + 1):
            if len(grown) > limit:
                return None
            if size >= self.fewest:
                found.append(np.pad(grown, ((0, 0), (0, self.most - size)), constant_values=self.count))
            grown = self._extended(grown, limit)
        return Sets(self, np.concatenate(found))._usable()

    def _extended(self, rows: Ints, limit: int) -> Ints:
        """Each row with one more member, later in order, whom nothing keeps from the others; of too many only some."""
        parts = [np.empty((0, rows.shape[1] + 1), dtype=np.int64)]
        for start in range(0, len(rows), EXTENDED_AT_ONCE):
            if sum(map(len, parts)) > limit:
                break
            part = rows[start : start + EXTENDED_AT_ONCE]
            can = np.arange(self.count) > part[:, -1:]
            for seat in range(part.shape[1]):
                can &= ~self.apart[part[:, seat]]
            row, member = np.nonzero(can)
            slots = self.free[part[row]].all(axis=1) & self.free[member]
            keep = slots.any(axis=1)
            parts.append(np.column_stack([part[row[keep]], member[keep]]))
        return np.concatenate(parts)


@dataclass(frozen=True, eq=False)
class Sets:
    """Possible sets of a level. ``rows`` (C, W) are members by number within the level; n pads."""

    peers: Peers
    rows: Ints

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def cost(self) -> Ints:
        """The ways between all pairs of members, (C,), tenths."""
        table = np.pad(self.peers.between, (0, 1))
        total = np.zeros(len(self.rows), dtype=np.int64)
        for seat in range(1, self.rows.shape[1]):
            for other in range(seat):
                total += table[self.rows[:, seat], self.rows[:, other]]
        return total

    @cached_property
    def slots(self) -> Flags:
        """Slots that all members can do, (C, S)."""
        free = np.pad(self.peers.free, ((0, 1), (0, 0)), constant_values=True)
        return np.asarray(free[self.rows].all(axis=1))

    @cached_property
    def led_by(self) -> Flags:
        """Who may lead each set, load aside, (C, F)."""
        view, peers = self.peers.view, self.peers
        serves = np.pad(view.serves[:, peers.people].T, ((0, 1), (0, 0)), constant_values=True)
        shares = self.slots.astype(np.int8) @ view.facilitator_free.T.astype(np.int8) > 0
        return np.asarray(serves[self.rows].all(axis=1) & shares & view.takes[:, peers.level])

    def once(self) -> Sets:
        """Without those that part the people of a pin: the set with most of them stays."""
        pins, keep = np.append(self.peers.pin, -1)[self.rows], np.ones(len(self), dtype=bool)
        for pin in np.unique(self.peers.pin[self.peers.pin >= 0]) if len(self) else ():
            members = (pins == pin).sum(axis=1)
            keep &= (members == 0) | (np.arange(len(self)) == members.argmax())
        return self.keep(keep)

    def keep(self, which: Flags | Ints) -> Sets:
        """Some of these."""
        return Sets(self.peers, self.rows[which])

    def members(self, at: int) -> tuple[int, ...]:
        """Positions of a set's members among all leaders, ascending."""
        row = self.rows[at]
        return tuple(int(member) for member in self.peers.people[row[row < self.peers.count]])

    def _usable(self) -> Sets:
        led = self.led_by.any(axis=1) if self.peers.view.programme.facilitators else True
        return self.keep(np.asarray(self.slots.any(axis=1) & led))


def pool_of(sets: Sequence[Sets], load: Ints) -> Pool:
    """Sets of several levels to choose from, people numbered on through the levels."""
    counts = np.array([each.peers.count for each in sets])
    ends = np.cumsum(counts)
    rows = [
        np.where(each.rows < count, each.rows + end - count, ends[-1])
        for each, count, end in zip(sets, counts, ends, strict=True)
    ]
    led_by = np.concatenate([each.led_by for each in sets])
    kinds, kind = np.unique(led_by, axis=0, return_inverse=True)
    cost = np.concatenate([each.cost for each in sets]).astype(float)
    return Pool(
        rows=np.concatenate(rows), cost=cost, people=int(ends[-1]), left_out=float(sets[0].peers.view.unplaced),
        kind=kind, can_lead=kinds, load=load, part=np.repeat(np.arange(len(sets)), [len(each) for each in sets]),
        numbers=tuple(
            (np.arange(end - count, end), _seated(each, load))
            for each, count, end in zip(sets, counts, ends, strict=True)
        ),
        pins=tuple(
            np.flatnonzero(each.peers.pin == pin) + end - count
            for each, count, end in zip(sets, counts, ends, strict=True)
            for pin in np.unique(each.peers.pin[each.peers.pin >= 0])
        ),
        waits=tuple(
            (people + end - count, waiting)
            for each, count, end in zip(sets, counts, ends, strict=True)
            for people, waiting in _waits(each, load)
        ),
    )  # fmt: skip


def _seated(sets: Sets, load: Ints) -> Ints:
    """The most people whom 0, 1, … of these sets can hold, as far as there are facilitators; -1 where impossible."""
    peers = sets.peers
    able = np.setdiff1d(np.unique(sets.rows), [peers.count])
    most_sets = len(able) // peers.fewest
    if len(load):
        most_sets = min(most_sets, int(load[peers.view.takes[:, peers.level]].sum()))
    return peers.seated(able, most_sets)


def _waits(sets: Sets, load: Ints) -> Iterator[tuple[Ints, int]]:
    """People of whom some must wait, and how many: a group kept apart outnumbers the sets."""
    most_sets = int(np.flatnonzero(_seated(sets, load) >= 0)[-1])
    for group in sets.peers.groups:
        if len(group) > most_sets:
            yield np.array(group), len(group) - most_sets


def drafts_of(sets: Sequence[Sets], chosen: Ints, load: Ints) -> list[Draft]:
    """The chosen sets with facilitators within their load and a slot for all; without those that nobody can lead."""
    starts = np.cumsum([0, *map(len, sets)])
    picked = [
        each.keep(chosen[(chosen >= a) & (chosen < b)] - a)
        for each, a, b in zip(sets, starts, starts[1:], strict=False)
    ]
    drafts: list[Draft] = []
    leaders = iter(_leaders(np.concatenate([each.led_by for each in picked]), load))
    for each in picked:
        for at in range(len(each)):
            leader = next(leaders)
            if leader is not None:
                slots = each.slots[at] & (each.peers.view.facilitator_free[leader] if leader >= 0 else True)
                drafts.append(Draft(each.peers.level, each.members(at), -1, leader, int(np.argmax(slots))))
    return drafts


def positions(sets: Sequence[Sets], drafts: Sequence[Draft]) -> Ints:
    """Where drafts stand among all these sets, one after the other."""
    found, start = list[int](), 0
    for each in sets:
        for draft in drafts:
            if draft.level == each.peers.level:
                row = np.full(each.rows.shape[1], each.peers.count)
                row[: len(draft.members)] = np.searchsorted(each.peers.people, draft.members)
                found.append(start + int(np.flatnonzero((each.rows == row).all(axis=1))[0]))
        start += len(each)
    return np.array(sorted(found), dtype=np.int64)


def _leaders(led_by: Flags, load: Ints) -> list[int | None]:
    """Who leads each set: as many as can be, by an assignment to facilitators' places; -1 without facilitators."""
    if not len(load):
        return [-1] * len(led_by)
    places = np.repeat(np.arange(len(load)), np.minimum(load, len(led_by)))
    able = led_by[:, places]
    found: list[int | None] = [None] * len(led_by)
    for row, column in zip(*linear_sum_assignment(~able), strict=True):
        found[row] = int(places[column]) if able[row, column] else None
    return found


def nearest(between: Ints, apart: Flags, count: int) -> Floats:
    """Each person's ways to the nearest ``count`` they may sit with, ascending, (n, count); inf where fewer."""
    ways = np.where(apart, np.inf, between)
    np.fill_diagonal(ways, np.inf)
    if len(ways) > count:
        return np.asarray(np.sort(np.partition(ways, count, axis=1)[:, :count], axis=1))
    return np.asarray(np.pad(np.sort(ways, axis=1), ((0, 0), (0, count)), constant_values=np.inf)[:, :count])
