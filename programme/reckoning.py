"""What can be reckoned before anything is solved: how many sets a level can form, and who waits whatever the plan.

All of it holds for every first plan, because it leaves rules out rather than adding any: sets are
taken to form wherever numbers allow, with everybody at whatever venue they like.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from programme.holidays import Flags
from programme.records import Programme
from programme.rules import apart, may_meet
from programme.rules.leading import takes
from programme.rules.places import Seats
from programme.rules.slots import MemberSlot, VenueSlot
from programme.travel import to_venues

ONE_SIZE_MORE = 2
"""By how much a largest set may be raised in a change that is proposed."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What bounds the sets of a level: their members, and how many of them can be led."""

    smallest: int
    largest: int
    most_sets: int

    def seated(self, kin: Sequence[int]) -> tuple[int, tuple[int, ...]]:
        """The most people who can sit, and the numbers of sets with which they can.

        ``kin`` has the sizes of groups of whom at most one sits in a set; together they are everybody.
        """
        sizes, times = np.unique(np.array(kin, dtype=np.int64), return_counts=True)
        sets = np.arange(1, min(sum(kin) // self.smallest, self.most_sets) + 1)
        held = np.minimum(sets * self.largest, times @ np.minimum(sizes[:, None], sets))
        held = np.where(held >= sets * self.smallest, held, 0)
        most = int(held.max(initial=0))
        return most, tuple(sets[held == most].tolist()) if most else (0,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is sure of a level. ``stranded`` are positions of leaders who can sit nowhere.

    ``kin`` are groups of the others, by position, of whom at most one sits in a set; each of them is in one group.
    ``whose`` names what the members of the largest group have in common, or is "".
    """

    level: str
    leaders: int
    stranded: tuple[int, ...]
    kin: tuple[tuple[int, ...], ...]
    whose: str
    sizes: Sizes
    can_grow_to: int

    @property
    def able(self) -> int:
        """How many can sit somewhere."""
        return sum(map(len, self.kin))

    @property
    def seated(self) -> int:
        """The most of them whom sets can hold."""
        return self._seats()[0]

    @property
    def sets(self) -> tuple[int, ...]:
        """The numbers of sets with which so many sit."""
        return self._seats()[1]

    @property
    def waiting(self) -> int:
        """How many wait whatever the plan, those who can sit nowhere apart."""
        return self.able - self.seated

    def _seats(self, sizes: Sizes | None = None, more: int = 0) -> tuple[int, tuple[int, ...]]:
        return (sizes or self.sizes).seated([*map(len, self.kin), *[1] * more])

    @property
    def lacks_facilitators(self) -> bool:
        """Whether more people could sit if more sets could be led."""
        return self._seats(replace(self.sizes, most_sets=self.able))[0] > self.seated

    def holds_all(self, *, more: int = 0, **sizes: int) -> bool:
        """Whether everybody could sit with so many more people from elsewhere, or with other sizes."""
        return self._seats(replace(self.sizes, **sizes), more)[0] == self.able + more


def outlooks(programme: Programme) -> tuple[Outlook, ...]:
    """What is sure of each level, by level."""
    return tuple(_outlook(programme, level) for level in programme.levels)


def most_seated(people: int, smallest: int, largest: int) -> int:
    """The most of so many people whom sets of these sizes can hold: 8 of 9, 16 of 17."""
    return max(min(int(people), sets * largest) for sets in range(int(people) // smallest + 1))


@lru_cache(maxsize=4)
def may_sit(programme: Programme) -> Flags:
    """Where each leader may sit, (leaders, venues): within their limit, step-free, big enough, on a shared slot."""
    slots = MemberSlot.free(programme).astype(int) @ VenueSlot.free(programme).astype(int).T > 0
    can = may_meet(programme) & slots
    return np.asarray(can & (Seats.most_members(programme) > 0))


def nowhere(programme: Programme, at: int) -> str | None:
    """Why the leader at this position can sit in no set at all; None where they can."""
    leader = programme.leaders[at]
    if not MemberSlot.free(programme)[at].any():
        return "they can attend on no half-day of the week"
    if not programme.venues or may_sit(programme)[at].any():
        return None
    usable = to_venues(programme)[at][Seats.most_members(programme) > 0]
    if not len(usable):
        return f"no venue has a room for {programme.settings.set_size_min + 1}"
    if usable.min() > leader.max_travel_minutes:
        nearest = np.ceil(usable.min())
        return f"no venue within {leader.max_travel_minutes} minutes; the nearest is {nearest:.0f} minutes away"
    step_free = " that is step-free and" if leader.needs_step_free else " that"
    return f"no venue within {leader.max_travel_minutes} minutes{step_free} hosts a half-day they can do"


def changes(outlook: Outlook, quorum: int) -> Iterator[tuple[str, int]]:
    """The smallest change of each kind that would give everybody who waits a place: its kind, and the number to set.

    Kinds: ``people`` from elsewhere, ``set_size_max``, ``set_size_min`` and ``sets`` that can be led.
    """
    sizes, longest = outlook.sizes, max(map(len, outlook.kin), default=0)
    most_people, full = (sizes.smallest - 1) * longest, outlook.able // sizes.smallest
    tried = (
        ("people", range(1, most_people + 1), lambda n: outlook.holds_all(more=n)),
        ("set_size_max", range(sizes.largest + 1, outlook.can_grow_to + 1), lambda n: outlook.holds_all(largest=n)),
        ("set_size_min", range(sizes.smallest - 1, quorum - 1, -1), lambda n: outlook.holds_all(smallest=n)),
        ("sets", range(sizes.most_sets + 1, full + 1), lambda n: outlook.holds_all(most_sets=n)),
    )
    for kind, numbers, would_do in tried:
        found = next(filter(would_do, numbers), None)
        if found is not None:
            yield kind, found


def _outlook(programme: Programme, level: str) -> Outlook:
    settings, rooms = programme.settings, [venue.capacity - 1 for venue in programme.venues]
    people = [at for at, leader in enumerate(programme.leaders) if leader.level == level]
    stranded = tuple(at for at in people if nowhere(programme, at))
    kin = _kin(programme, sorted(set(people) - set(stranded)))
    led = sum(x.max_sets for x in programme.facilitators if takes(x, level))
    most = len(people) if not programme.facilitators else led
    largest = int(Seats.most_members(programme).max(initial=0)) if rooms else settings.set_size_max
    whose = _whose(programme, max(kin, key=len, default=()))
    grown = settings.set_size_max + ONE_SIZE_MORE
    return Outlook(
        level=level,
        leaders=len(people),
        stranded=stranded,
        kin=kin,
        whose=whose,
        sizes=Sizes(settings.set_size_min, largest, most),
        can_grow_to=min(grown, max(rooms, default=grown)),
    )


def _kin(programme: Programme, people: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """These people in groups that share nobody, the largest first, those whom no rule keeps apart alone."""
    found, left = list[tuple[int, ...]](), set(people)
    groups = [group.tolist() for rule in apart(programme) for group in rule.groups(programme)]
    for group in sorted(groups, key=lambda group: (-len(group), group)):
        together = tuple(at for at in group if at in left)
        if len(together) > 1:
            found.append(together)
            left.difference_update(together)
    return (*found, *((at,) for at in sorted(left)))


def _whose(programme: Programme, together: Sequence[int]) -> str:
    for rule in apart(programme) if len(together) > 1 else ():
        names = {rule.whose(programme.leaders[at]) for at in together}
        if len(names) == 1 and "" not in names:
            return names.pop()
    return ""
