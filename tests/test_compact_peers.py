"""The sets that a level could form where no venue is known: all of them, each once, and who could lead them."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from matcher.compact.peers import Peers, Sets, drafts_of, nearest, pool_of, positions
from matcher.view import View
from programme.records import Programme
from programme.slots import Slot
from tests.build import facilitator, leader, leaders, programme
from tests.test_compact import _led, _possible, random_programme

Sitting = set[tuple[int, ...]]


def sitting(sets: Sets) -> list[tuple[int, ...]]:
    """The members of each, by position among all leaders."""
    return [sets.members(at) for at in range(len(sets))]


def possible(view: View, level: int) -> Sitting:
    """All sets of a level that keep every rule on a single set and that somebody could lead, by trying all."""
    load = tuple(view.max_sets.tolist())
    return {s for s in _possible(view) if view.level[s[0]] == level and _one_pin(view, s) and _led(view, s, load)}


def _one_pin(view: View, members: tuple[int, ...]) -> bool:
    return len({view.programme.leaders[at].pinned for at in members} - {""}) < 2


def every(peers: Peers) -> Sets:
    found = peers.every_set(10_000)
    assert found is not None
    return found


def levels(p: Programme) -> list[Peers]:
    return [Peers(View(p), level) for level in range(len(p.levels))]


@pytest.mark.parametrize("seed", range(30))
def test_every_set_is_found_once_with_its_cost_and_whoever_may_lead_it(seed: int) -> None:
    for peers in levels(random_programme(seed)):
        view, found = peers.view, every(peers)
        assert sorted(sitting(found)) == sorted(possible(view, peers.level))
        for members, cost, led in zip(sitting(found), found.cost, found.led_by, strict=True):
            pairs = itertools.combinations(np.searchsorted(peers.people, members).tolist(), 2)
            assert cost == sum(peers.between[pair] for pair in pairs)
            load = tuple(view.max_sets.tolist())
            assert led.sum() == (len(_led(view, members, load)) if load else 0)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("limit", [0, 3, 10, 30])
def test_where_there_are_too_many_sets_none_are_given_rather_than_some(
    seed: int, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.compact.peers.EXTENDED_AT_ONCE", 2)
    for peers in levels(random_programme(seed)):
        found = peers.every_set(limit)
        assert found is None or set(sitting(found)) == possible(peers.view, peers.level)


def test_as_many_sets_as_may_be_looked_at_are_looked_at() -> None:
    peers = Peers(View(programme(leaders(7), (), ())), 0)
    assert len(every(peers)) == 8
    assert peers.every_set(35) is not None, "of four people there are 35 beginnings, more than of any other number"
    assert peers.every_set(34) is None


def test_pairs_are_counted_before_they_are_looked_at() -> None:
    peers = Peers(View(programme(leaders(7), (), (), set_size_min=2, set_size_max=2, quorum=2)), 0)
    assert len(peers.every_set(21) or ()) == 21
    assert peers.every_set(20) is None


@pytest.mark.parametrize("seed", range(20))
def test_of_any_groups_those_that_keep_the_rules_are_kept_once(seed: int) -> None:
    rng = random.Random(seed)
    for peers in levels(random_programme(seed)):
        count = peers.count
        rows = [rng.sample(range(count), min(count, rng.randint(1, peers.most))) for _ in range(40)]
        padded = [[*row, *[count] * (peers.most - len(row))] for row in rows]
        tried = {tuple(sorted(int(peers.people[at]) for at in row)) for row in rows}
        found = sitting(peers.sets(np.array(padded)))
        assert sorted(found) == sorted(tried & possible(peers.view, peers.level))


def test_of_sets_that_part_the_people_of_a_pin_the_one_with_most_of_them_stays() -> None:
    pins = {1: "S01", 2: "S01", 4: "S01", 7: "S02", 9: "S02"}
    people = [leader(n, pinned=pins.get(n, "")) for n in range(1, 13)]
    peers = Peers(View(programme(people, (), (), set_size_min=2, set_size_max=3, quorum=2)), 0)
    sets = peers.sets(np.array([[3, 4, 12], [0, 1, 2], [5, 6, 7], [8, 9, 12], [10, 11, 12]]))
    assert len(sets) == 5
    left = {tuple(at + 1 for at in members) for members in sitting(sets.once())}
    assert left == {(1, 2, 3), (6, 7, 8), (11, 12)}


@pytest.mark.parametrize("seed", range(20))
def test_nobody_is_nearer_than_those_said_to_be_nearest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    between, apart = rng.integers(1, 99, (6, 6)), rng.random((6, 6)) < 0.3
    for count in (1, 3, 5, 8):
        found = nearest(between, apart, count)
        for at in range(6):
            ways = sorted(int(between[at, k]) for k in range(6) if k != at and not apart[at, k])
            assert found[at].tolist() == [*ways, *[np.inf] * count][:count]


@pytest.mark.parametrize("seed", range(30))
def test_no_more_people_sit_than_are_said_to_be_held_by_so_many_sets(seed: int) -> None:
    for peers in levels(random_programme(seed)):
        sets, most = sitting(every(peers)), peers.count // peers.fewest
        held = peers.seated(np.arange(peers.count), most).tolist()
        assert held[0] == 0
        for number in range(1, min(most, 3) + 1):
            chosen = [c for c in itertools.combinations(sets, number) if len({*sum(c, ())}) == sum(map(len, c))]
            assert max((sum(map(len, c)) for c in chosen), default=-1) <= held[number]


def test_only_those_who_are_able_are_counted_among_those_who_can_sit() -> None:
    people = [*leaders(10), *(leader(n, trust="North") for n in range(11, 15))]
    peers = Peers(View(programme(people, (), ())), 0)
    assert peers.seated(np.arange(14), 2).tolist() == [0, 8, 12]
    assert peers.seated(np.arange(12), 2).tolist() == [0, 8, 12]
    assert peers.seated(np.arange(11), 2).tolist() == [0, 8, -1]


@pytest.mark.parametrize("seed", range(20))
def test_chosen_sets_are_led_within_loads_on_a_half_day_that_suits_all(seed: int) -> None:
    p = random_programme(seed)
    view, rng = View(p), random.Random(seed)
    sets = [every(peers) for peers in levels(p)]
    total = sum(map(len, sets))
    chosen = np.array(sorted(rng.sample(range(total), min(total, 4))), dtype=np.int64)
    drafts = drafts_of(sets, chosen, view.max_sets)
    everyone = [members for each in sets for members in sitting(each)]
    assert {draft.members for draft in drafts} <= {everyone[at] for at in chosen}
    for draft in drafts:
        assert view.leader_free[list(draft.members), draft.slot].all()
        assert not p.facilitators or view.facilitator_free[draft.facilitator, draft.slot]
    led = [sum(draft.facilitator == at for draft in drafts) for at in range(len(p.facilitators))]
    assert (np.array(led) <= view.max_sets).all()
    assert positions(sets, drafts).tolist() == [at for at in chosen if everyone[at] in {d.members for d in drafts}]


def test_as_many_of_the_chosen_sets_are_led_as_can_be() -> None:
    leads = [facilitator(1, max_sets=2), facilitator(2, max_sets=1, levels=frozenset({"Deputy head"}))]
    people = [leader(n, level="Headteacher" if n > 4 else "Deputy head") for n in range(1, 9)]
    p = programme(people, leads, (), set_size_min=2, set_size_max=2, quorum=2)
    sets = [every(peers) for peers in levels(p)]
    rows = [{members: at for at, members in enumerate(sitting(each))} for each in sets]
    chosen = [rows[0][0, 1], rows[0][2, 3], len(sets[0]) + rows[1][4, 5], len(sets[0]) + rows[1][6, 7]]
    drafts = drafts_of(sets, np.array(chosen), View(p).max_sets)
    assert sorted(draft.facilitator for draft in drafts) == [0, 0, 1]
    assert sum(draft.facilitator == 1 for draft in drafts if draft.level == 0) == 1


def test_sets_meet_only_when_somebody_who_takes_their_level_is_free() -> None:
    leads = [
        facilitator(1, cannot_attend=frozenset(Slot) - {Slot.MON_AM}),
        facilitator(2, levels=frozenset({"Deputy head"}), cannot_attend=frozenset(Slot) - {Slot.FRI_PM}),
    ]
    deputies = [leader(n, level="Deputy head") for n in range(8, 15)]
    slots = [
        np.flatnonzero(peers.led_slots).tolist() for peers in levels(programme([*leaders(7), *deputies], leads, ()))
    ]
    assert slots == [[Slot.MON_AM, Slot.FRI_PM], [Slot.MON_AM]]


def test_people_of_levels_of_one_size_are_numbered_on() -> None:
    people = [leader(n, level="Deputy head" if n < 4 else "Headteacher") for n in range(1, 7)]
    p = programme(people, (), (), set_size_min=2, set_size_max=3, quorum=2)
    pool = pool_of([every(peers) for peers in levels(p)], View(p).max_sets)
    assert [people.tolist() for people, _ in pool.numbers] == [[0, 1, 2], [3, 4, 5]]


def test_of_a_group_that_outnumbers_the_sets_the_others_are_known_to_wait() -> None:
    people = [leader(n, trust="North" if n in {3, 4, 5} else "", level="Deputy head" if n > 9 else "Headteacher")
              for n in range(1, 14)]  # fmt: skip
    p = programme(people, [facilitator(max_sets=2)], (), set_size_min=3, set_size_max=4, quorum=2)
    view = View(p)
    pool = pool_of([every(peers) for peers in levels(p)], view.max_sets)
    assert [(group.tolist(), count) for group, count in pool.waits] == [([6, 7, 8], 1)]
    assert [seated.tolist() for _, seated in pool.numbers] == [[0, 4], [0, 4, 8]]
    assert pool.people == 13
    assert {int(part) for part in pool.part[(pool.rows < 4).any(axis=1)]} == {0}
    assert {int(part) for part in pool.part[(pool.rows >= 4).all(axis=1)]} == {1}
