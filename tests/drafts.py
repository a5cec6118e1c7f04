"""Sets in the making for tests: drawn at random so that they keep every rule, and judged by the checker."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from matcher.exact import Draft
from matcher.match import learning_set_of
from matcher.view import View
from programme.checker import breaches
from programme.plans import Plan
from programme.prices import matching_minutes
from programme.records import Programme
from programme.slots import Slot
from tests.tiny import waits


def plan_of(programme: Programme, drafts: Sequence[Draft]) -> Plan:
    """The drafts as sets without meetings, named as their members are pinned or by number; who is in none waits."""
    sets = tuple(
        learning_set_of(programme, draft, _name(programme, draft, at)) for at, draft in enumerate(drafts, start=1)
    )
    seated = {member for s in sets for member in s.members}
    return Plan(sets=sets, meetings=(), waiting=tuple(waits(x) for x in programme.leaders if x.leader_id not in seated))


def broken(programme: Programme, drafts: Sequence[Draft]) -> list[str]:
    """The rules that these sets break."""
    return [str(breach) for breach in breaches(programme, plan_of(programme, drafts)) if breach.rule != "meeting count"]


def cost(programme: Programme, drafts: Sequence[Draft]) -> float:
    """What these sets and those who wait cost by the price list, minutes."""
    return matching_minutes(programme, plan_of(programme, drafts))


def drawn(programme: Programme, size: int, seed: int, tries: int = 400) -> list[Draft]:
    """Sets of so many people each, drawn at random, that keep every rule together; levels in order."""
    rng, view, found = random.Random(seed), View(programme), list[Draft]()
    for _ in range(tries):
        level = rng.randrange(len(programme.levels))
        left = set(view.of_level(level).tolist()) - {member for draft in found for member in draft.members}
        if len(left) >= size:
            draft = _any_draft(programme, rng, level, tuple(sorted(rng.sample(sorted(left), size))))
            found += [] if broken(programme, [*found, draft]) else [draft]
    return sorted(found, key=lambda draft: draft.level)


def with_members(draft: Draft, members: Iterable[int]) -> Draft:
    """The same set with other people."""
    return replace(draft, members=tuple(sorted(members)))


def _any_draft(programme: Programme, rng: random.Random, level: int, members: tuple[int, ...]) -> Draft:
    venue, leads = rng.randrange(len(programme.venues)), len(programme.facilitators)
    return Draft(level, members, venue, rng.randrange(leads) if leads else -1, rng.randrange(len(Slot)))


def _name(programme: Programme, draft: Draft, number: int) -> str:
    pins = {programme.leaders[at].pinned for at in draft.members} - {""}
    return min(pins, default=f"N{number:02d}")
