"""Who may sit with whom."""

from __future__ import annotations

import itertools
import re
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from programme.plans import LearningSet
from programme.records import Leader, Place, Programme
from programme.rules.base import SetRule, places

UNSAID = re.compile(r"\b(the|and|ltd|limited|mat|multi[\W_]*academ(y|ies)[\W_]*trust)\b")
"""What people write or leave out in the name of a trust."""

Group = NDArray[np.int64]
"""Positions of leaders of whom at most one may sit in a set, ascending."""


class SetSize(SetRule):
    """Solvers read ``set_size_min``, ``set_size_max`` and ``quorum`` of the settings."""

    name = "set size"
    sentence = (
        "A set has six to eight members (set_size_min to set_size_max); one that members have left "
        "may go on with fewer, down to the quorum."
    )
    reason = "Fewer bring too few questions and do not survive a withdrawal; with more, turns are too rare."

    def broken_by(self, programme: Programme, learning_set: LearningSet) -> Iterator[str]:
        size, least, most = len(learning_set.members), self.least(programme, learning_set), self.most(programme)
        if not least <= size <= most:
            yield f"{size} members, where {least} to {most} are wanted"

    @staticmethod
    def least(programme: Programme, learning_set: LearningSet) -> int:
        """The fewest members of this set: the quorum for one that stands already."""
        running = programme.standing is not None and learning_set.set_id in programme.standing.plan.set_by_id
        return programme.settings.quorum if running else programme.settings.set_size_min

    @staticmethod
    def most(programme: Programme) -> int:
        """The most members of any set."""
        return programme.settings.set_size_max


class OneLevel(SetRule):
    """Solvers treat each level by itself."""

    name = "level"
    sentence = "All members of a set are of the same hierarchical level."
    reason = "Heads learn with heads: people speak openly among peers who carry the same responsibility."

    def broken_by(self, programme: Programme, learning_set: LearningSet) -> Iterator[str]:
        for at in places(programme, learning_set):
            leader = programme.leaders[at]
            if leader.level != learning_set.level:
                yield f"{leader.name} is {leader.level}, the set is for {learning_set.level}"


class Apart(SetRule):
    """A rule that keeps people apart: of each group at most one may sit in a set, unless it has a price."""

    def price(self, programme: Programme) -> float | None:
        """Minutes that each pair costs instead; None where the rule holds without exception."""
        return None

    @abstractmethod
    def groups(self, programme: Programme) -> tuple[Group, ...]:
        """The groups, each of two or more leaders."""

    @abstractmethod
    def complaint(self, one: Leader, other: Leader) -> str:
        """Why these two may not sit together."""

    def whose(self, leader: Leader) -> str:
        """The name of what the leader shares with the others of a group, "" where it has none."""
        return ""

    def broken_by(self, programme: Programme, learning_set: LearningSet) -> Iterator[str]:
        if self.price(programme) is not None:
            return
        index, sharing = groups_of(self, programme), defaultdict(list)
        for member in sorted(places(programme, learning_set)):
            for group in index.get(member, ()):
                sharing[group].append(member)
        pairs = {pair for together in sharing.values() for pair in itertools.pairwise(together)}
        for one, other in sorted(pairs):
            yield self.complaint(programme.leaders[one], programme.leaders[other])


@lru_cache(maxsize=32)
def groups_of(rule: Apart, programme: Programme) -> dict[int, list[int]]:
    """The numbers of each leader's groups."""
    found: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(rule.groups(programme)):
        for member in group.tolist():
            found[member].append(number)
    return found


class SameSchool(Apart):
    """Schools are the same by URN; where one is missing, by name and area."""

    name = "school"
    sentence = "No two members of a set come from the same school."
    reason = "Nobody speaks freely of a problem at work in front of a colleague."

    def price(self, programme: Programme) -> float | None:
        return programme.settings.same_school

    def groups(self, programme: Programme) -> tuple[Group, ...]:
        return alike(programme.leaders, [x.urn for x in programme.leaders], [school_key(x) for x in programme.leaders])

    def whose(self, leader: Leader) -> str:
        return leader.school

    def complaint(self, one: Leader, other: Leader) -> str:
        return f"{one.name} and {other.name} are both at {one.school}"


class SameTrust(Apart):
    """Trusts are the same by code; where one is missing, by name, "The", "Ltd" and "MAT" aside."""

    name = "trust"
    sentence = "No two members of a set work for the same trust."
    reason = "Members of one multi-academy trust share an employer and often a line manager."

    def price(self, programme: Programme) -> float | None:
        return programme.settings.same_trust

    def groups(self, programme: Programme) -> tuple[Group, ...]:
        codes = [x.trust_code for x in programme.leaders]
        return alike(programme.leaders, codes, [trust_key(x.trust) for x in programme.leaders])

    def whose(self, leader: Leader) -> str:
        return leader.trust or leader.trust_code

    def complaint(self, one: Leader, other: Leader) -> str:
        return f"{one.name} and {other.name} both work for {self.whose(one)}"


class SameFederation(Apart):
    """Federations are the same by name."""

    name = "federation"
    sentence = "No two members of a set belong to the same federation."
    reason = "Schools of a federation share one governing body."

    def price(self, programme: Programme) -> float | None:
        return programme.settings.same_federation

    def groups(self, programme: Programme) -> tuple[Group, ...]:
        blank = [""] * len(programme.leaders)
        return alike(programme.leaders, blank, [plain(x.federation) for x in programme.leaders])

    def whose(self, leader: Leader) -> str:
        return leader.federation

    def complaint(self, one: Leader, other: Leader) -> str:
        return f"{one.name} and {other.name} are both of the federation {one.federation}"


class NotWith(Apart):
    """Pairs that the coordinator keeps apart; each pair is a group of two."""

    name = "not with"
    sentence = "People whom the coordinator keeps apart (not_with) are in different sets."
    reason = "The coordinator knows of a conflict; the reason is theirs alone."

    def groups(self, programme: Programme) -> tuple[Group, ...]:
        at = programme.leader_at
        pairs = {tuple(sorted((at[x.leader_id], at[y]))) for x in programme.leaders for y in x.not_with if y in at}
        return tuple(np.array(pair, dtype=np.int64) for pair in sorted(pairs))

    def complaint(self, one: Leader, other: Leader) -> str:
        return f"{one.name} and {other.name} are to be kept apart (not_with)"


class SchoolDistance(Apart):
    """Pairs of leaders whose schools, of one phase, are too near; each pair is a group of two."""

    name = "school distance"
    sentence = "Schools of one phase that are nearer than min_school_distance_km are in different sets."
    reason = "Neighbouring schools of one phase compete for the same pupils and staff."

    def groups(self, programme: Programme) -> tuple[Group, ...]:
        limit = programme.settings.min_school_distance_km
        found: list[Group] = []
        by_kind: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at, leader in enumerate(programme.leaders):
            if limit > 0 and leader.phase and leader.place:
                by_kind[leader.level, leader.phase.casefold()].append(at)
        for kind in by_kind.values():
            for one, other in _nearer([programme.leaders[at].place for at in kind], limit):
                found.append(np.array([kind[one], kind[other]], dtype=np.int64))
        return tuple(found)

    def complaint(self, one: Leader, other: Leader) -> str:
        return f"{one.school} and {other.school} ({one.phase}) are nearer than min_school_distance_km"


def _nearer(spots: Sequence[Place | None], limit_km: float) -> list[tuple[int, int]]:
    """Pairs of known places nearer than the limit, without a table of all distances."""
    from scipy.spatial import cKDTree

    grid = np.array([(spot.easting, spot.northing) for spot in spots if spot])
    pairs = cKDTree(grid).query_pairs(1000 * limit_km, output_type="ndarray")
    apart = np.hypot(*(grid[pairs[:, 0]] - grid[pairs[:, 1]]).T)
    return sorted((one, other) for one, other in pairs[apart < 1000 * limit_km].tolist())


@lru_cache(maxsize=1 << 16)
def plain(name: str) -> str:
    """A name without case, spaces and punctuation, for comparing."""
    return "".join(c for c in normalize("NFKC", name).casefold() if c.isalnum())


@lru_cache(maxsize=1 << 16)
def trust_key(name: str) -> str:
    """A trust's name for comparing: ``plain``, without what says only that it is one ("The", "Ltd", "MAT")."""
    text = normalize("NFKC", name).casefold()
    return plain(UNSAID.sub(" ", text)) or plain(name)


def school_key(leader: Leader) -> str:
    """School name and area, for comparing where a URN is missing; "" where there is no name."""
    name = plain(leader.school)
    return name and f"{name}|{plain(leader.area)}"


def alike(leaders: Sequence[Leader], codes: Sequence[str], names: Sequence[str]) -> tuple[Group, ...]:
    """Groups of two or more leaders of one code or, where a code is missing, of one name.

    Two people with different codes are never alike, even where somebody without a code
    shares the name of both; so every group is a clique.
    """
    by_code: dict[str, list[int]] = defaultdict(list)
    by_name: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, (code, name) in enumerate(zip(codes, names, strict=True)):
        if code:
            by_code[code].append(at)
        if name:
            by_name[name][code].append(at)
    found = list(by_code.values())
    for coded in by_name.values():
        blank = coded.pop("", [])
        found += [sorted(blank + own) for own in coded.values() if blank] or [blank]
    return _one_level_each(leaders, found)


def _one_level_each(leaders: Sequence[Leader], groups: Iterable[list[int]]) -> tuple[Group, ...]:
    parts: set[tuple[int, ...]] = set()
    for group in groups:
        by_level: dict[str, list[int]] = defaultdict(list)
        for at in group:
            by_level[leaders[at].level].append(at)
        parts.update(tuple(part) for part in by_level.values() if len(part) > 1)
    return tuple(np.array(part, dtype=np.int64) for part in sorted(parts))
