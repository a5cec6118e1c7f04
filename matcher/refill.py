"""The model that fills the sets that stand: who stays, who moves, who joins, who waits.

A *place* is a set at one venue. A set whose home and slot suit all who stay has one place and
its own slot; any other has a place at every venue and chooses among all slots. What is wanted
is decided in turn, each proved before the next (lexicographic optimisation): sets that can go
on do; nobody loses their place; nobody is missing from a set; nobody moves; sets keep home,
slot and facilitator; and everything else is as cheap as can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matcher.linear import LinearModel, Solved
from matcher.rows import Seats, keep_apart, price_pairs
from matcher.running import Running
from matcher.view import Flags, Floats, Ints
from programme.prices import pair_costs
from programme.rules.company import SetSize
from programme.watch import Watch

NODES = 5_000
GAP = 1e-4
"""How near to the cheapest the last stage has to come."""
SLOTS = 10
WHOLE = 1e-3
"""What a count may be off a whole number."""

Counts = tuple[int, int, int, int]
"""Sets closed that could go on, people who lose their place, members missing from sets, people who move."""


@dataclass(frozen=True, eq=False)
class Filled:
    """Who sits where, what each set goes on with, and what is proved.

    ``seat`` (people,) is a set's position, -1 for who waits; ``venue``, ``slot`` and
    ``facilitator`` are by that position, -1 where there is none. ``least`` bounds the counts
    ``found`` from below, each at the values found of those before it, and ``bound`` the cost
    at these counts, tenths.
    """

    people: Ints
    seat: Ints
    venue: dict[int, int]
    slot: dict[int, int]
    facilitator: dict[int, int]
    found: Counts
    least: Counts
    bound: float
    out_of_time: bool


class Refill:
    """The model for some of the sets, positions, and some people, positions.

    ``entering`` (people, sets) flags who may come into which set besides those who stay.
    ``relaxed`` drops the rows on sets without trouble, so that its counts bound those of a
    model in which more people may enter these.
    """

    def __init__(self, running: Running, sets: Ints, people: Ints, entering: Flags, *, relaxed: bool = False) -> None:
        self.running, self.view, self.sets, self.people = running, running.view, sets, people
        self.model = LinearModel()
        self.stays = (running.had[people][:, None] == sets) & running.stays[people][:, None]
        self.ruled = running.troubled[sets] | (not relaxed)
        self._add_places()
        self._add_seats(entering | self.stays)
        self._add_sizes()
        self._add_slots()
        self._add_leads()
        self._keep_apart()

    def solve(self, seconds: float) -> Filled | None:
        """Stage after stage; None where one found nothing in its time."""
        clock, counted = Watch(seconds), list[Solved]()
        for cost in self._counts():
            counted.append(self.model.solve(0, NODES, clock.left, cost))
            if counted[-1].values is None:
                return None
            self._keep(cost, counted[-1].objective)
        disruption = self._disruption()
        if disruption.any():
            solved = self.model.solve(0, NODES, clock.left, disruption)
            self._keep(disruption, solved.objective)
        solved = self.model.solve(GAP, NODES, clock.left)
        return self._filled(counted, solved if solved.values is not None else counted[-1])

    def least(self, seconds: float) -> Counts | None:
        """Proven lower bounds on the counts, as far as each is reached by this model; None where time ran out."""
        clock, found = Watch(seconds), list[int]()
        for cost in self._counts():
            solved = self.model.solve(0, NODES, clock.left, cost)
            found.append(_count(solved.bound))
            if solved.values is None or found[-1] < round(solved.objective):
                return None
            self._keep(cost, solved.objective)
        return tuple(found)  # type: ignore[return-value]

    def _keep(self, cost: Floats, most: float) -> None:
        """What a stage has reached is not given up again."""
        columns = np.flatnonzero(cost)
        self.model.at_most.add([(np.zeros(len(columns)), columns, cost[columns])], most + WHOLE)

    def _add_places(self) -> None:
        running, view = self.running, self.view
        choices = [self._venues(int(row)) for row in self.sets]
        self.set_of = np.repeat(np.arange(len(self.sets)), list(map(len, choices)))
        self.venue_of = np.array([venue for venues in choices for venue in venues], dtype=np.int64)
        led, hire = running.led[self.sets[self.set_of]], np.zeros(len(self.venue_of))
        if len(view.seats):
            hire += view.hire[self.venue_of]
            if len(view.max_sets):
                leader = running.facilitator[self.sets[self.set_of]]
                hire += np.where(led, view.lead_cost[leader, self.venue_of], 0)
        self.opens = self.model.add_columns(hire)
        self.closed = self.model.add_columns(np.zeros(len(self.sets)))
        each = np.arange(len(self.sets))
        self.model.equal.add([(self.set_of, self.opens, 1), (each, self.closed, 1)], np.ones(len(self.sets)))

    def _venues(self, row: int) -> list[int]:
        if not len(self.view.seats):
            return [-1]
        if self.running.settled[row]:
            return [int(self.running.venue[row])]
        own = self.running.members(row)
        return np.flatnonzero((self.view.seats > 0) & self.view.reachable[own].any(axis=0)).tolist()

    def _add_seats(self, may: Flags) -> None:
        running, view = self.running, self.view
        fits = may[:, self.set_of]
        if len(view.seats):
            fits &= view.reachable[np.ix_(self.people, self.venue_of)]
        for k in np.flatnonzero(running.settled[self.sets]):
            fits[:, self.set_of == k] &= view.leader_free[self.people, running.slot[self.sets[k]]][:, None]
        for k in np.flatnonzero(running.led[self.sets] & (running.facilitator[self.sets] >= 0)):
            fits[:, self.set_of == k] &= view.serves[running.facilitator[self.sets[k]], self.people][:, None]
        self.who, self.place = np.nonzero(fits)
        self.x = self.model.add_columns(self._seat_costs())
        self.waits = self.model.add_columns(np.full(len(self.people), view.unplaced))
        everyone = np.arange(len(self.people))
        self.model.equal.add([(self.who, self.x, 1), (everyone, self.waits, 1)], np.ones(len(everyone)))

    def _seat_costs(self) -> Floats:
        """The journeys; where there are no venues, the way to all who stay, for these themselves half of it."""
        if len(self.view.seats):
            return self.view.seat_cost[self.people[self.who], self.venue_of[self.place]].astype(float)
        ways = pair_costs(self.view.programme, self.people.tolist()) @ self.stays
        seated = self.who, self.set_of[self.place]
        return np.asarray(ways[seated] * np.where(self.stays[seated], 0.5, 1.0))

    def _add_sizes(self) -> None:
        """As many as fit, and as many as are wanted but for the missing, down to the quorum."""
        view, model, spare = self.view, self.model, np.where(self.ruled, 0, len(self.people))
        largest = view.programme.settings.set_size_max
        most = view.seats[self.venue_of] if len(view.seats) else np.full(len(self.venue_of), largest)
        each, places = np.arange(len(self.sets)), np.arange(len(self.opens))
        model.at_most.add([(self.place, self.x, 1), (places, self.opens, -most)], spare[self.set_of])
        self.missing = model.add_columns(np.zeros(len(self.sets)), view.smallest - self._least(), integer=False)
        filled = [(self.set_of[self.place], self.x, -1), (self.set_of, self.opens, view.smallest)]
        model.at_most.add([*filled, (each, self.missing, -1)], spare)

    def _least(self) -> Ints:
        programme, sets = self.view.programme, self.running.sets
        return np.array([SetSize.least(programme, sets[row]) for row in self.sets], dtype=np.int64)

    def _add_slots(self) -> None:
        """Sets that are not settled choose a slot, one that the venue and all who sit there can do."""
        running, view, model = self.running, self.view, self.model
        free = np.flatnonzero(~running.settled[self.sets])
        self.slots = np.full((len(self.sets), SLOTS), -1, dtype=np.int64)
        self.slots[free] = model.add_columns(np.zeros(len(free) * SLOTS)).reshape(-1, SLOTS)
        model.equal.add([(np.repeat(np.arange(len(free)), SLOTS), self.slots[free].ravel(), 1),
                         (np.arange(len(free)), self.closed[free], 1)], np.ones(len(free)))  # fmt: skip
        seat = np.flatnonzero(np.isin(self.set_of[self.place], free))
        self._only_on(self.x[seat], self.set_of[self.place[seat]], view.leader_free[self.people[self.who[seat]]])
        if len(view.seats):
            place = np.flatnonzero(np.isin(self.set_of, free))
            self._only_on(self.opens[place], self.set_of[place], view.venue_free[self.venue_of[place]])

    def _only_on(self, columns: Ints, sets: Ints, free: Flags) -> None:
        """Each of these columns of sets that choose a slot only with a slot that is free for it, (columns, slots)."""
        row, slot = np.nonzero(free)
        allowed = [(np.arange(len(columns)), columns, 1), (row, self.slots[sets[row], slot], -1)]
        self.model.at_most.add(allowed, np.zeros(len(columns)))

    def _add_leads(self) -> None:
        """Sets whose facilitator cannot go on choose one who takes them, within loads; a closed set frees its own."""
        running, view, model = self.running, self.view, self.model
        rows = np.intersect1d(np.flatnonzero(~running.led[self.sets]), self.set_of)
        can = view.takes[:, running.level[self.sets[rows]]].T & ~running.engaged[self.sets[rows]]
        for at, k in enumerate(rows):
            if running.settled[self.sets[k]]:
                can[at] &= view.facilitator_free[:, running.slot[self.sets[k]]]
        row, self.leader = np.nonzero(can)
        self.leads_set = rows[row]
        self.leads = model.add_columns(self._lead_costs())
        if not len(rows) or not len(view.max_sets):
            return
        opens = np.isin(self.set_of, rows)
        number = np.searchsorted(rows, self.set_of[opens])
        model.equal.add([(row, self.leads, 1), (number, self.opens[opens], -1)], np.zeros(len(rows)))
        kept = np.flatnonzero(running.led[self.sets])
        freed = running.facilitator[self.sets[kept]], self.closed[kept], -1
        model.at_most.add([(self.leader, self.leads, 1), freed], running.load)
        free = ~running.settled[self.sets[self.leads_set]]
        self._only_on(self.leads[free], self.leads_set[free], view.facilitator_free[self.leader[free]])
        self._serve_all(rows)

    def _lead_costs(self) -> Floats:
        """The facilitator's journeys to the set's venue, or to the nearest that it can have."""
        if not len(self.view.seats):
            return np.zeros(len(self.leads_set))
        led = zip(self.leader, self.leads_set, strict=True)
        return np.array([self.view.lead_cost[f, self.venue_of[self.set_of == k]].min() for f, k in led], dtype=float)

    def _serve_all(self, rows: Ints) -> None:
        """Nobody sits in a set whose facilitator may not serve them."""
        for k in rows:
            own = self.leads_set == k
            refused = ~self.view.serves[self.leader[own]][:, self.people]
            seats = np.flatnonzero((self.set_of[self.place] == k) & refused.any(axis=0)[self.who])
            at, leader = np.nonzero(refused[:, self.who[seats]].T)
            entries = [(np.arange(len(seats)), self.x[seats], 1), (at, self.leads[own][leader], 1)]
            self.model.at_most.add(entries, np.ones(len(seats)))

    def _keep_apart(self) -> None:
        view, kept = self.view, self.ruled[self.set_of[self.place]]
        seats = Seats(self.x[kept], self.people[self.who[kept]], self.place[kept], self.opens)
        keep_apart(self.model, seats, view.membership)
        price_pairs(self.model, seats, *view.alike, view.programme.settings.set_size_max)

    def _counts(self) -> Iterator[Floats]:
        """What each count adds up, as costs of columns."""
        running, had = self.running, self.running.placed[self.people]
        moves = had[self.who] & ~self.stays[self.who, self.set_of[self.place]]
        yield self._cost((self.closed, running.quorate[self.sets]))
        yield self._cost((self.waits, had))
        yield self._cost((self.missing, 1))
        yield self._cost((self.x, moves))

    def _disruption(self) -> Floats:
        """About how many meetings another home, slot or facilitator would change."""
        running, sets = self.running, self.sets
        chosen, slot = np.nonzero(self.slots >= 0)
        return self._cost(
            (self.opens, running.elsewhere(sets[self.set_of], self.venue_of)),
            (self.slots[chosen, slot], running.on_other_days(sets[chosen], slot)),
            (self.leads, running.led_otherwise[sets[self.leads_set], self.leader]),
        )

    def _cost(self, *parts: tuple[Ints, Ints | Flags | int]) -> Floats:
        cost = np.zeros(self.model.columns)
        for columns, value in parts:
            cost[columns] = value
        return cost

    def _filled(self, counted: list[Solved], solved: Solved) -> Filled:
        values = solved.values
        assert values is not None
        sits, opened = values[self.x] > 0.5, values[self.opens] > 0.5
        seat = np.full(len(self.people), -1, dtype=np.int64)
        seat[self.who[sits]] = self.sets[self.set_of[self.place[sits]]]
        return Filled(
            people=self.people,
            seat=seat,
            venue=dict(zip(self.sets[self.set_of[opened]].tolist(), self.venue_of[opened].tolist(), strict=True)),
            slot=self._chosen_slots(values),
            facilitator=self._chosen_leads(values),
            found=tuple(round(one.objective) for one in counted),  # type: ignore[arg-type]
            least=tuple(_count(one.bound) for one in counted),  # type: ignore[arg-type]
            bound=-np.inf if solved is counted[-1] else solved.bound,
            out_of_time=any(one.out_of_time for one in (*counted, solved)),
        )

    def _chosen_slots(self, values: Floats) -> dict[int, int]:
        kept = {int(row): int(self.running.slot[row]) for row in self.sets[self.running.settled[self.sets]]}
        chosen = np.argwhere((self.slots >= 0) & (values[self.slots] > 0.5)).tolist()
        return kept | {int(self.sets[k]): slot for k, slot in chosen}

    def _chosen_leads(self, values: Floats) -> dict[int, int]:
        kept = {int(row): int(self.running.facilitator[row]) for row in self.sets[self.running.led[self.sets]]}
        chosen = np.flatnonzero(values[self.leads] > 0.5)
        return kept | {int(self.sets[self.leads_set[at]]): int(self.leader[at]) for at in chosen}


def _count(bound: float) -> int:
    """The least whole number that a bound permits."""
    return max(0, int(np.ceil(bound - WHOLE))) if np.isfinite(bound) else 0
