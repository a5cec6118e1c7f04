"""Sets for a whole programme where no venue is known: near each other, and as few as possible waiting."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matcher.compact.anneal import anneal
from matcher.compact.bath import Company
from matcher.compact.bounds import expected, least_by_number
from matcher.compact.partition import MOST, choose
from matcher.compact.peers import Peers, Sets, drafts_of, pool_of, positions
from matcher.exact import Draft
from matcher.numbers import numbers
from matcher.view import Floats, Ints, View
from programme.watch import Watch

FEW_SETS, EVERY_SET = 1_000, 250_000
"""The most sets of a level from which the best are chosen at once, and exactly."""
ROUNDS, ROUNDS_EACH, MOST_ROUNDS, ATTEMPTS = 4_000, 60, 20_000, 3
NODES, PROOF_NODES, LIKELY = 20, 300, 400
NEAR, ALL_NEAR = 24, 36


def form(view: View, watch: Watch, start: int = 0) -> tuple[list[Draft], int, bool]:
    """Drafts without venues, a proven lower bound on their cost in tenths, and whether time cut the search short.

    A set costs the ways between its members, once; who is left out costs ``view.unplaced``.
    Every level is annealed, and the best of all sets met are chosen. A level with few
    possible sets is chosen from all of them, which also proves its bound: whatever costs
    more than the gap over the linear relaxation cannot be in a better answer. For each number
    of sets of a level ``least_by_number`` says what people's nearest peers cost at the least.
    The numbers for which these bounds add up to least, within facilitators' loads, bound the
    whole; where that falls short and every level has few possible sets, all levels are chosen
    for at once. Each ``start`` anneals otherwise.
    """
    levels = [Peers(view, level, start) for level in range(len(view.programme.levels))]
    every = [peers.every_set(EVERY_SET) for peers in levels]
    drafts, cut_short = _formed(levels, every, watch)
    bounds = [_bounds(peers, sets, drafts, watch) for peers, sets in zip(levels, every, strict=True)]
    bound = _tenths(numbers(view, bounds)[1])
    whole = [sets for sets in every if sets is not None]
    if bound >= cost_of(view, drafts) or len(whole) < len(levels) or sum(map(len, whole)) > EVERY_SET:
        return drafts, bound, cut_short
    choice = choose(pool_of(whole, view.max_sets), positions(whole, drafts), PROOF_NODES, watch.left)
    bound = max(bound, _tenths(choice.bound))
    return drafts_of(whole, choice.sets, view.max_sets), bound, cut_short or choice.out_of_time


def led_again(view: View, drafts: Sequence[Draft]) -> list[Draft]:
    """The same sets with facilitators whom they have not tried yet; those that nobody else can lead are dissolved."""
    sets = []
    for level in sorted({draft.level for draft in drafts}):
        peers = Peers(view, level)
        own = [np.searchsorted(peers.people, draft.members) for draft in drafts if draft.level == level]
        rows = [np.pad(row, (0, peers.most - len(row)), constant_values=peers.count) for row in own]
        sets.append(peers.sets(np.array(rows)))
    return drafts_of(sets, np.arange(sum(map(len, sets))), view.max_sets) if sets else []


def cost_of(view: View, drafts: Sequence[Draft]) -> int:
    """What these sets cost with everybody else left out, tenths."""
    waiting = len(view.level) - sum(len(draft.members) for draft in drafts)
    return sum(draft.cost(view) for draft in drafts) + view.unplaced * waiting


def _bounds(peers: Peers, every: Sets | None, drafts: Sequence[Draft], watch: Watch) -> Floats:
    """Bounds on the level's cost in 0, 1, … sets, with all facilitators to itself."""
    bounds = least_by_number(peers)
    if every is None:
        return bounds
    known = positions([every], [draft for draft in drafts if draft.level == peers.level])
    chosen = choose(pool_of([every], peers.view.max_sets), known, PROOF_NODES, watch.left)
    return np.maximum(bounds, chosen.bound if np.isfinite(chosen.bound) else 0)


def _tenths(bound: float) -> int:
    """A bound on whole tenths."""
    return int(np.ceil(bound - 0.01)) if np.isfinite(bound) else 0


def _formed(levels: Sequence[Peers], every: Sequence[Sets | None], watch: Watch) -> tuple[list[Draft], bool]:
    """Level by level; facilitators whom one level leaves free serve those after it."""
    drafts: list[Draft] = []
    plan, cut_short = numbers(levels[0].view, [expected(peers) for peers in levels])[0], False
    spare = levels[0].view.max_sets - sum(each.load for each in plan)
    for at, (peers, each) in enumerate(zip(levels, plan, strict=True)):
        load = spare + each.load
        left = sum(other.count for other in levels[at:])
        chosen, late = _level(peers, every[at], each.sets, load, watch.part(peers.count / left))
        spare = load - _used(chosen, len(load))
        drafts += chosen
        cut_short |= late
    return drafts, cut_short


def _level(peers: Peers, every: Sets | None, number: int, load: Ints, watch: Watch) -> tuple[list[Draft], bool]:
    """The best of all sets there are, or of those met in annealing."""
    few = every is not None and len(every) <= FEW_SETS
    own, met, late = _annealed(peers, 0 if few else number, watch)
    sets = [met if every is None else every]
    drafts = drafts_of([own], np.arange(len(own)), load)
    if late:
        return drafts, late
    known = positions(sets, drafts)
    nodes, most = (NODES, LIKELY) if every is None else (PROOF_NODES, MOST)
    choice = choose(pool_of(sets, load), known, nodes, max(1.0, watch.left), most)
    return drafts_of(sets, choice.sets, load), late or choice.out_of_time


def _annealed(peers: Peers, number: int, watch: Watch) -> tuple[Sets, Sets, bool]:
    """The best division and all sets met; broken rules grow dearer until a division breaks none."""
    rng = np.random.default_rng(peers.view.programme.settings.seed + peers.start)
    none = np.empty((0, peers.most), dtype=np.int64)
    rows, own, late = [none], peers.sets(none), False
    for attempt in range(ATTEMPTS if number else 0):
        company = company_of(peers, number, 4**attempt, attempt)
        rounds = min(ROUNDS + ROUNDS_EACH * peers.count, MOST_ROUNDS)
        found = anneal(company, seated(company, rng), rounds, rng, watch, keep=True)
        rows += [found.groups, *found.met, _smaller(peers, found.groups)]
        own, late = peers.sets(found.groups[company.counted > 0]).once(), found.cut_short
        if late or len(own) == number:
            break
    return own, peers.sets(np.concatenate(rows)), late


def _smaller(peers: Peers, groups: Ints) -> Ints:
    """The groups without one or two of their members, for where somebody must leave."""
    parts = [groups]
    for _ in range(2):
        last = parts[-1]
        fewer = np.repeat(last, last.shape[1], axis=0)
        fewer[np.arange(len(fewer)), np.tile(np.arange(last.shape[1]), len(last))] = peers.count
        parts.append(np.unique(np.sort(fewer, axis=1), axis=0))
    return np.concatenate(parts)


def company_of(peers: Peers, sets: int, dearer: float = 1, spare: int = 0) -> Company:
    """The level as so many groups to anneal, with groups that wait where not all can sit, and ``spare`` more."""
    between = peers.between.astype(float)
    unlike = dearer * 3 * float(np.std(between)) * peers.most**0.5 + 1
    over = sum(max(0, len(group) - sets) for group in peers.groups)
    wait = -(-max(0, peers.count - sets * peers.most, min(over, peers.count)) // peers.most) + spare
    counted = np.repeat([1, 0], [sets, wait])
    blocked = unlike * ~peers.free.T[peers.led_slots]
    return Company(
        scores=between + unlike * peers.apart - unlike * peers.together,
        fewest=peers.fewest * counted,
        most=np.full(sets + wait, peers.most),
        counted=counted,
        blocked=blocked if blocked.any(axis=1).all() else blocked[:0],
        waiting=float(peers.view.unplaced),
        near=np.argsort(between - unlike * peers.together, axis=1, kind="stable")[:, 1 : NEAR + 1]
        if peers.count > ALL_NEAR
        else None,
    )


def seated(company: Company, rng: np.random.Generator) -> Ints:
    """Everybody in some group, sizes as even as the bounds allow, (G, W)."""
    sizes = company.fewest.copy()
    for at in range(company.people - int(sizes.sum())):
        room = np.flatnonzero(sizes < company.most)
        counted = room[company.counted[room] > 0]
        sizes[(counted if len(counted) else room)[0]] += 1
        del at
    seats = np.full((company.groups, int(company.most.max())), company.people)
    seats[np.arange(seats.shape[1]) < sizes[:, None]] = rng.permutation(company.people)
    return seats


def _used(drafts: Sequence[Draft], facilitators: int) -> Ints:
    leading = np.array([draft.facilitator for draft in drafts if draft.facilitator >= 0], dtype=np.int64)
    return np.bincount(leading, minlength=facilitators)
