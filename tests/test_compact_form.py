"""A level as groups to anneal: what groups cost, where they begin, and what is looked at besides them."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matcher.compact import form as forming
from matcher.compact.bath import Company
from matcher.compact.form import company_of, cost_of, form, led_again, seated
from matcher.compact.peers import Peers
from matcher.exact import Draft
from matcher.view import Ints, View
from programme.records import Leader, Programme
from programme.slots import Slot
from programme.watch import Watch
from tests.build import facilitator, leader, leaders, near, programme
from tests.drafts import broken, plan_of
from tests.test_compact import random_programme


def spread(count: int, seed: int = 1, **details: Any) -> list[Leader]:
    rng = random.Random(seed)
    return [leader(n, place=near(rng.uniform(0, 30), rng.uniform(0, 30)), **details) for n in range(1, count + 1)]


def padded(groups: list[tuple[int, ...]], company: Company) -> Ints:
    """Groups of people, by number, as rows of seats."""
    width = int(company.most.max())
    return np.array([[*group, *[company.people] * (width - len(group))] for group in groups])


def test_groups_that_keep_the_rules_cost_what_the_sets_would() -> None:
    p = programme(spread(20), (), ())
    peers = Peers(View(p), 0)
    company = company_of(peers, 2)
    groups = [tuple(range(8)), tuple(range(8, 15)), tuple(range(15, 20))]
    drafts = [Draft(0, group, -1, -1, 0) for group in groups[:2]]
    assert company.total(padded(groups, company)) == cost_of(View(p), drafts)


@pytest.mark.parametrize("why", ["trust", "not_with", "half-days"])
def test_a_broken_rule_costs_more_than_shorter_ways_make_up_for_and_grows_dearer(why: str) -> None:
    people = [*spread(14)]
    never = frozenset(Slot) - {Slot.MON_AM}
    details: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "trust": ({"trust": "Star"}, {"trust": "Star"}),
        "not_with": ({}, {"not_with": frozenset({"L01"})}),
        "half-days": ({"cannot_attend": never}, {"cannot_attend": frozenset({Slot.MON_AM})}),
    }
    one, other = (replace(x, **own) for x, own in zip(people[:2], details[why], strict=True))
    peers = Peers(View(programme([one, other, *people[2:]], (), ())), 0)
    plain = Peers(View(programme(people, (), ())), 0)
    groups = [tuple(range(7)), tuple(range(7, 14))]
    extra = []
    for dearer in (1, 4, 16):
        free, held = company_of(plain, 2, dearer), company_of(peers, 2, dearer)
        extra.append(held.total(padded(groups, held)) - free.total(padded(groups, free)))
    spread_of_ways = float(np.std(plain.between))
    assert extra[0] > 8 * spread_of_ways, "eight members could make up for it"
    assert extra[1] / extra[0] == pytest.approx(4, rel=0.01)
    assert extra[2] / extra[0] == pytest.approx(16, rel=0.01)


def test_people_of_one_pin_are_drawn_together_and_those_of_two_kept_apart() -> None:
    people = spread(14)
    pinned = [replace(x, pinned={0: "S01", 1: "S01", 2: "S02"}.get(at, "")) for at, x in enumerate(people)]
    plain, held = (company_of(Peers(View(programme(x, (), ())), 0), 2).scores for x in (people, pinned))
    change = held - plain
    assert change[0, 1] == change[1, 0] < 0
    assert change[0, 2] == change[1, 2] == -change[0, 1]
    rest = np.ones((14, 14), dtype=bool)
    rest[:3, :3] = False
    assert (change[rest] == 0).all()
    assert (np.diag(held) == 0).all()


def test_half_days_count_only_where_each_is_blocked_to_somebody() -> None:
    busy = [leader(n, cannot_attend=frozenset({Slot(n % 9)})) for n in range(1, 15)]
    blocked_to_all = [replace(x, cannot_attend=x.cannot_attend | {Slot.FRI_PM}) for x in busy]
    assert len(company_of(Peers(View(programme(busy, (), ())), 0), 2).blocked) == 0
    company = company_of(Peers(View(programme(blocked_to_all, (), ())), 0), 2)
    assert company.blocked.shape == (10, 14)
    assert (company.blocked[9] > 0).all()
    assert (company.blocked[:9] > 0).sum() == 14


def test_exchanges_are_tried_with_the_nearest_where_people_are_many() -> None:
    few, many = (company_of(Peers(View(programme(spread(n), (), ())), 0), n // 7) for n in (36, 37))
    assert few.near is None
    assert many.near is not None
    assert many.near.shape == (37, 24)
    for at, others in enumerate(many.near):
        assert at not in others
        assert many.scores[at, others].max() <= np.sort(np.delete(many.scores[at], at))[23]


@pytest.mark.parametrize(
    ("people", "sets", "trust", "waits"), [(14, 2, 0, 0), (18, 2, 0, 1), (25, 2, 0, 2), (14, 2, 3, 1), (30, 2, 11, 2)]
)
def test_there_is_a_group_to_wait_in_for_those_who_cannot_all_sit(
    people: int, sets: int, trust: int, waits: int
) -> None:
    every = [replace(x, trust="Star" if at < trust else "") for at, x in enumerate(spread(people))]
    company = company_of(Peers(View(programme(every, (), ())), 0), sets)
    assert company.counted.tolist() == [1] * sets + [0] * waits
    more = company_of(Peers(View(programme(every, (), ())), 0), sets, spare=2)
    assert more.counted.tolist() == [1] * sets + [0] * (waits + 2)


@pytest.mark.parametrize("people", [12, 14, 16, 18, 25])
def test_everybody_begins_in_some_group_and_in_a_set_where_there_is_room(people: int) -> None:
    company = company_of(Peers(View(programme(spread(people), (), ())), 0), 2)
    groups = seated(company, np.random.default_rng(1))
    sizes = (groups < people).sum(axis=1)
    assert sorted(groups[groups < people].tolist()) == list(range(people))
    assert ((company.fewest <= sizes) & (sizes <= company.most)).all()
    assert sizes[:2].sum() == min(people, 16)


def test_without_any_time_everybody_sits_all_the_same_and_it_is_said() -> None:
    p = programme(spread(40), (), ())
    drafts, bound, late = form(View(p), Watch(0))
    assert sorted(member for draft in drafts for member in draft.members) == list(range(40))
    assert (broken(p, drafts), late) == ([], True)
    assert 0 < bound <= cost_of(View(p), drafts)


def test_another_start_begins_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forming, "EVERY_SET", 0)
    view = View(programme(spread(40), (), ()))
    first, same, *others = (form(view, Watch(0), start)[0] for start in (0, 0, 1, 2, 3))
    assert first == same
    assert len({tuple(draft.members for draft in drafts) for drafts in (first, *others)}) == 4


@pytest.mark.parametrize("seed", range(12))
def test_sets_that_were_met_on_the_way_are_chosen_within_every_rule(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forming, "EVERY_SET", 0)
    monkeypatch.setattr(forming, "ROUNDS", 100)
    monkeypatch.setattr(forming, "ROUNDS_EACH", 10)
    p = random_programme(seed)
    best, bound, _ = _proved(p)
    drafts, lower, _ = form(View(p), Watch())
    assert broken(p, drafts) == []
    assert lower <= bound == best <= cost_of(View(p), drafts)


def _proved(p: Programme) -> tuple[int, int, bool]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forming, "EVERY_SET", 250_000)
        drafts, bound, late = form(View(p), Watch())
    return cost_of(View(p), drafts), bound, late


def test_groups_are_also_looked_at_without_one_or_two_of_their_members() -> None:
    peers = Peers(View(programme(spread(9), (), (), set_size_max=4, set_size_min=3)), 0)
    rows = forming._smaller(peers, np.array([[0, 1, 2, 3], [4, 5, 6, 9]]))
    found = {tuple(row[row < 9].tolist()) for row in rows}
    assert found == {part for own in ((0, 1, 2, 3), (4, 5, 6)) for n in range(3) for part in _without(own, n)}


def _without(own: tuple[int, ...], number: int) -> list[tuple[int, ...]]:
    return list(itertools.combinations(own, len(own) - number))


def test_sets_that_are_led_again_have_somebody_whom_they_have_not_tried() -> None:
    p = programme(spread(21), [facilitator(n, max_sets=1) for n in (1, 2, 3)], ())
    drafts = [Draft(0, tuple(range(7 * k, 7 * k + 7)), -1, k, int(Slot.THU_AM)) for k in range(3)]
    tried = plan_of(p, drafts).sets
    again = led_again(View(p, tried), drafts)
    assert [draft.members for draft in again] == [draft.members for draft in drafts]
    assert all(new.facilitator != old.facilitator for new, old in zip(again, drafts, strict=True))
    assert led_again(View(p), []) == []


def test_facilitators_whom_one_level_leaves_free_lead_sets_of_the_next() -> None:
    people = [*leaders(3, level="Deputy head"), *(leader(n) for n in range(4, 10))]
    p = programme(people, [facilitator(max_sets=3)], (), set_size_min=3, set_size_max=3, quorum=2)
    drafts, bound, _ = form(View(p), Watch())
    assert sorted((draft.level, len(draft.members)) for draft in drafts) == [(0, 3), (1, 3), (1, 3)]
    assert bound == cost_of(View(p), drafts)


@pytest.mark.parametrize("seed", range(6))
def test_what_sets_cost_is_their_pairs_and_those_who_wait(seed: int) -> None:
    view, drafts = View(programme(spread(14, seed), (), ())), [Draft(0, tuple(range(seed, seed + 7)), -1, -1, 0)]
    between = Peers(view, 0).between
    pairs = sum(int(between[pair]) for pair in itertools.combinations(range(seed, seed + 7), 2))
    assert cost_of(view, drafts) == pairs + 7 * view.unplaced
