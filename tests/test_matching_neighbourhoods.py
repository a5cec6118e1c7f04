"""Neighbourhoods of a search: which sets are freed together, with whom and led by whom, and when it is enough."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matcher import match
from matcher import search as searching
from matcher.counts import Counted, Counts
from matcher.exact import Draft
from matcher.search import USUAL, Search
from matcher.view import View
from programme.records import Leader, Programme
from programme.slots import Slot
from programme.watch import Progress, Watch
from tests.build import CENTRE, facilitator, leader, leaders, near, programme, venue
from tests.drafts import broken, cost
from tests.oracle import best_cost
from tests.test_matching_bound import a_random_programme, with_pins, with_prices_on_pairs


def in_towns(*towns: float, each: int = 3, more: tuple[Leader, ...] = ()) -> Programme:
    """Three people and a venue in each town, so many kilometres east; sets of two to four."""
    homes = [town for town in towns for _ in range(each)]
    people = [leader(n, place=near(home), max_travel_minutes=200) for n, home in enumerate(homes, start=1)]
    venues = [venue(n, place=near(town)) for n, town in enumerate(towns, start=1)]
    leads = [facilitator(1, max_sets=4), facilitator(2, max_sets=4, place=near(99))]
    return programme([*people, *more], leads, venues, set_size_min=2, set_size_max=4, quorum=2)


def at_home(town: int, *, lead: int = 0, each: int = 3, level: int = 0) -> Draft:
    """The set of a town's people at its venue."""
    return Draft(level, tuple(range(each * town, each * town + each)), town, lead, int(Slot.THU_AM))


def searched(p: Programme, *drafts: Draft, watch: Watch | None = None) -> Search:
    search = Search(View(p), watch or Watch(), bound=0)
    search.drafts = list(drafts)
    return search


@pytest.fixture
def _never_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PROVABLE", 0)


def neighbourhoods(search: Search, size: int) -> list[tuple[int, tuple[int, ...]]]:
    """Level and venues of each."""
    return [(level, tuple(draft.venue for draft in freed)) for level, freed in search._neighbourhoods(size)]


def test_each_set_is_freed_with_those_nearest_to_it() -> None:
    search = searched(in_towns(0, 10, 15, 40), *map(at_home, range(4)))
    assert neighbourhoods(search, 2) == [(0, (0, 1)), (0, (1, 2)), (0, (2, 1)), (0, (3, 2))]
    assert neighbourhoods(search, 3) == [(0, (0, 1, 2)), (0, (1, 2, 0)), (0, (2, 1, 0)), (0, (3, 2, 1))]


def test_where_somebody_waits_the_sets_nearest_to_them_are_freed_first() -> None:
    search = searched(in_towns(0, 10, 15, 40), *map(at_home, range(3)))
    assert neighbourhoods(search, 2)[:3] == [(0, (2, 1))] * 3


def test_where_somebody_waits_the_set_of_their_pin_is_freed_however_far_it_is() -> None:
    p = in_towns(0, 10, 15, 40)
    people = [replace(x, pinned="S01" if at in (0, 11) else "") for at, x in enumerate(p.leaders)]
    search = searched(replace(p, leaders=tuple(people)), *map(at_home, range(3)))
    assert neighbourhoods(search, 2)[:3] == [(0, (2, 1)), (0, (2, 1)), (0, (0, 2))]


def test_people_of_a_level_without_sets_are_freed_by_themselves() -> None:
    deputies = tuple(leader(n, level="Deputy head", place=CENTRE) for n in (4, 5))
    assert neighbourhoods(searched(in_towns(0, more=deputies), at_home(0, level=1)), 3) == [(0, ()), (1, (0,))]


def test_whoever_is_within_reach_of_no_venue_opens_no_neighbourhood() -> None:
    far = leader(4, place=near(300), max_travel_minutes=10)
    assert neighbourhoods(searched(in_towns(0, more=(far,)), at_home(0)), 3) == [(0, (0,))]


def of_two_levels(**first: Any) -> Programme:
    """Two deputies who wait in the first of four towns, and sets of heads in all; two of them led by the first."""
    deputies = tuple(leader(n, level="Deputy head", place=CENTRE) for n in (13, 14))
    p = in_towns(0, 10, 15, 40, more=deputies)
    leads = (replace(p.facilitators[0], max_sets=2, **first), replace(p.facilitators[1], max_sets=2))
    return replace(p, facilitators=leads)


SMALL = Draft(1, (9, 10), 3, 1, int(Slot.THU_AM))
HEADS = at_home(0, level=1), at_home(1, level=1), at_home(2, level=1, lead=1)


def test_where_nobody_is_left_to_lead_the_smallest_sets_of_other_levels_are_freed_and_of_these_the_nearest() -> None:
    found = neighbourhoods(searched(of_two_levels(), *HEADS, SMALL), 3)
    assert found[:3] == [(0, ()), (0, (3, 0, 1)), (0, (3, 0, 1))]


def test_only_sets_are_freed_whose_facilitators_take_the_other_level() -> None:
    found = neighbourhoods(searched(of_two_levels(levels=frozenset({"Headteacher"})), *HEADS, SMALL), 3)
    assert found[:3] == [(0, ()), (0, (3, 2)), (0, (3, 2))]


def test_sets_of_other_levels_stay_where_somebody_is_left_to_lead() -> None:
    found = neighbourhoods(searched(of_two_levels(), *HEADS), 3)
    assert [freed for level, freed in found if level == 0] == [()]


def test_a_level_that_nobody_takes_frees_no_other_sets() -> None:
    p = of_two_levels()
    heads_only = tuple(replace(x, levels=frozenset({"Headteacher"})) for x in p.facilitators)
    found = neighbourhoods(searched(replace(p, facilitators=heads_only), *HEADS, SMALL), 3)
    assert found[:2] == [(0, ()), (0, ())], "there are no sets whose facilitators could lead theirs"


def test_neighbourhoods_that_are_solved_side_by_side_share_no_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "BATCH", 3)
    search = searched(in_towns(*range(0, 90, 10)), *map(at_home, range(9)))
    batches = list(search._batches(2))
    assert sorted(map(repr, itertools.chain(*batches))) == sorted(map(repr, search._neighbourhoods(2)))
    for batch in batches:
        freed = [draft for _, drafts in batch for draft in drafts]
        assert len(freed) == len(set(freed))
        assert len(batch) <= 3
    assert len(batches[0]) == 3


def test_a_neighbourhood_is_tried_again_only_with_other_people_or_loads() -> None:
    search = searched(in_towns(0, 10, 15, 40), *map(at_home, range(3)))
    assert search._is_new(0, (at_home(0), at_home(1)))
    assert not search._is_new(0, (at_home(0), at_home(1)))
    assert not search._is_new(0, (at_home(1), at_home(0))), "in another order it is the same"
    search.drafts = [at_home(0), at_home(1), Draft(0, (6, 7), 2, 0, int(Slot.THU_AM))]
    assert search._is_new(0, (at_home(0), at_home(1))), "somebody else waits"
    search.drafts = [at_home(0), at_home(1), Draft(0, (6, 7), 2, 1, int(Slot.THU_AM))]
    assert search._is_new(0, (at_home(0), at_home(1))), "another facilitator is free"
    assert not search._is_new(0, (at_home(3),)), "a set that does not stand is not tried"


def test_candidates_are_the_own_venues_once_more_and_the_nearest_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "NEARBY_VENUES", 2)
    p = in_towns(0, 10, 15, 40, 41)
    small = replace(p, venues=(*p.venues[:2], replace(p.venues[2], capacity=2), *p.venues[3:]))
    found = searched(small)._candidates(np.arange(6), np.array([0, 0, 1]))
    assert found.tolist() == [0, 0, 0, 1, 1, 3, 4]


def test_a_venue_with_a_lower_hire_is_nearer_by_what_it_saves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "NEARBY_VENUES", 1)
    p = in_towns(0, 10, 12)
    for cost_, expected in ((0, 1), (500, 2)):
        settings = replace(p.settings, prices=replace(p.settings.prices, minutes_per_pound=1))
        priced = replace(p, settings=settings, venues=(p.venues[0], replace(p.venues[1], cost=cost_), p.venues[2]))
        assert searched(priced)._candidates(np.arange(3), np.array([0])).tolist() == [0, 0, expected]


def test_the_nearest_facilitators_who_have_time_may_lead_and_those_of_the_sets_that_are_freed() -> None:
    p = in_towns(0, 10, 60)
    leads = [facilitator(n, place=near(town), max_sets=most) for n, town, most in
             ((1, 0, 1), (2, 5, 2), (3, 20, 2), (4, 90, 2))]  # fmt: skip
    leads.append(facilitator(5, place=CENTRE, levels=frozenset({"Deputy head"})))
    search = searched(replace(p, facilitators=tuple(leads)), at_home(0), at_home(2, lead=3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "NEARBY_FACILITATORS", 1)
        assert search.nearby_load(0, [], [0]).tolist() == [0, 2, 0, 0, 0]
        assert search.nearby_load(0, [at_home(2, lead=3)], [0]).tolist() == [0, 2, 0, 2, 0]
        assert search.nearby_load(0, [at_home(0)], [0]).tolist() == [1, 0, 0, 0, 0]
        assert search.nearby_load(0, [], [2]).tolist() == [0, 0, 0, 1, 0]
        assert search.nearby_load(0, [], [0, 2]).tolist() in ([0, 2, 0, 0, 0], [0, 0, 0, 1, 0])
    assert search.nearby_load(0, [], [0]).tolist() == [0, 2, 2, 1, 0]


def test_whose_pin_has_its_people_in_another_set_belongs_there_until_it_is_freed() -> None:
    p = in_towns(0, 10)
    people = [replace(x, pinned={0: "S01", 3: "S02", 5: "S01"}.get(at, "")) for at, x in enumerate(p.leaders)]
    search = searched(replace(p, leaders=tuple(people)), at_home(0))
    assert [search.belongs_elsewhere(at, ()) for at in (3, 4, 5)] == [False, False, True]
    assert not search.belongs_elsewhere(5, [at_home(0)])


@pytest.mark.parametrize("region", [2, 4, 6])
def test_regions_hold_every_used_venue_once_and_few_sets(region: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "REGION", region)
    rng = random.Random(region)
    view = View(in_towns(*(rng.uniform(0, 60) for _ in range(9))))
    sets = np.array([rng.choice([0, 1, 2, 7]) for _ in range(9)])
    found = list(searching._regions(view, Counts(0, sets, np.arange(27), np.zeros(27, dtype=np.int64))))
    assert sorted(np.concatenate(found).tolist()) == np.flatnonzero(sets).tolist()
    assert all(sets[venues].sum() <= region or len(venues) == 1 for venues in found)
    assert all((np.diff(venues) > 0).all() for venues in found)


def test_regions_part_towns_that_are_far_from_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "REGION", 4)
    view = View(in_towns(0, 50, 2, 52, 54, 1))
    counts = Counts(0, np.ones(6, dtype=np.int64), np.arange(18), np.zeros(18, dtype=np.int64))
    assert sorted(map(list, searching._regions(view, counts))) == [[0, 2, 5], [1, 3, 4]]


def test_regions_have_about_as_many_sets_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "REGION", 6)
    view = View(in_towns(0, 1, 2, 3, 4))
    counts = Counts(0, np.array([1, 1, 1, 3, 4]), np.arange(15), np.zeros(15, dtype=np.int64))
    assert sorted(map(list, searching._regions(view, counts))) == [[0, 1, 2, 3], [4]]


def test_who_was_counted_nowhere_is_reckoned_to_the_nearest_used_venue_or_to_their_pins() -> None:
    p = in_towns(0, 10, 20, 30)
    pins = {0: "S01", 9: "S01", 10: "S02", 11: "S02"}
    people = tuple(replace(x, pinned=pins.get(at, "")) for at, x in enumerate(p.leaders))
    venue_of = np.array([3, 0, 0, -1, 3, 0, -1, -1, 3, -1, -1, -1])
    counts = Counts(0, np.array([1, 0, 0, 1]), np.arange(12), venue_of)
    found = searching._nearest_where_none(View(replace(p, leaders=people)), counts).tolist()
    assert found == [3, 0, 0, 0, 3, 0, 3, 3, 3, 3, 3, 3]
    nothing = replace(counts, sets=np.zeros(4, dtype=np.int64))
    assert searching._nearest_where_none(View(p), nothing).tolist() == venue_of.tolist()


@pytest.mark.parametrize(("proved", "improves"), [(0.9989, True), (0.9991, False)])
@pytest.mark.usefixtures("_never_proved")
def test_the_search_ends_once_a_thousandth_is_left(proved: float, improves: bool) -> None:
    search = searched(in_towns(0, 10), Draft(0, (0, 1, 5), 0, 0, 6), Draft(0, (2, 3, 4), 1, 0, 6))
    before = search.cost
    search.bound = proved * before
    search.improve()
    assert (search.cost < before, search.cut_short) == (improves, False)


@pytest.mark.usefixtures("_never_proved")
def test_the_search_ends_once_it_has_tried_as_many_neighbourhoods_as_there_are_sets() -> None:
    search = searched(in_towns(0, 10, 20, 30), *map(at_home, range(4)))
    search.effort = replace(USUAL, budget=0, sizes=(1, 2, 3, 4), enough=0)
    search.improve()
    assert len(search._settled) == 4
    search.effort = replace(USUAL, budget=6, sizes=(1, 2, 3, 4), enough=0)
    search.improve()
    assert len(search._settled) >= 6
    assert not search.cut_short


@pytest.mark.usefixtures("_never_proved")
def test_a_search_that_time_ends_leaves_the_sets_and_says_so() -> None:
    before = [Draft(0, (0, 1, 5), 0, 0, 6), Draft(0, (2, 3, 4), 1, 0, 6)]
    search = searched(in_towns(0, 10), *before, watch=Watch(0))
    search.improve()
    assert (search.drafts, search.cut_short) == (before, True)


@pytest.mark.usefixtures("_never_proved")
def test_every_improvement_is_told() -> None:
    heard = list[Progress]()
    search = searched(in_towns(0, 10), Draft(0, (0, 1, 5), 0, 0, 6), Draft(0, (2, 3, 4), 1, 0, 6))
    search.watch = Watch(listener=heard.append)
    search.improve()
    told = [one.best for one in heard if one.stage == "improving sets"]
    assert told == sorted(told, key=lambda best: -(best or 0))
    assert (told[0] or 0) > (told[-1] or 0) == search.cost / 10


@pytest.mark.usefixtures("_never_proved")
@pytest.mark.parametrize("seed", range(20))
def test_neighbourhoods_that_hold_all_sets_find_the_best(seed: int) -> None:
    small = with_prices_on_pairs(seed) if seed % 2 else a_random_programme(seed)
    people = tuple(replace(x, level="Headteacher") for x in small.leaders)
    small = replace(small, leaders=people, mixes=tuple(mix for mix in small.mixes if mix.want == "differ"))
    small = with_pins(small, seed) if seed % 3 == 0 else small
    search = searched(small)
    search.improve()
    assert broken(small, search.drafts) == []
    assert search.cost / 10 == pytest.approx(cost(small, search.drafts)) == pytest.approx(best_cost(small), rel=0.002)


def test_sets_are_formed_near_the_pools_that_were_counted_and_what_is_proved_is_told() -> None:
    p, heard = in_towns(0, 10), list[Progress]()
    search = Search(View(p), Watch(listener=heard.append), bound=47.0)
    counted = Counted((Counts(0, np.array([1, 1]), np.arange(6), np.array([0, 0, 0, 1, 1, 1])),), 47.0)
    search.build(counted, np.array([[[1, 1]], [[0, 0]]]), np.zeros(2))
    assert sorted((d.members, d.venue, d.facilitator) for d in search.drafts) == [((0, 1, 2), 0, 0), ((3, 4, 5), 1, 0)]
    assert [(one.stage, one.bound) for one in heard] == [("forming sets", 4.7)]
    assert not search.cut_short


def test_a_small_programme_is_proved_whatever_it_begins_with() -> None:
    p = in_towns(0, 10)
    search = searched(p, Draft(0, (0, 1, 5), 0, 0, 6), Draft(0, (2, 3, 4), 1, 0, 6))
    search.improve()
    assert (search.bound, search.proved) == (search.cost, True)
    assert sorted(draft.members for draft in search.drafts) == [(0, 1, 2), (3, 4, 5)]


def proved_whole(venues: int) -> bool:
    """Whether a programme of one possible set at so many venues is proved."""
    homes = [venue(100 + n, place=near(n / 10)) for n in range(venues)]
    people = leaders(3, place=CENTRE)
    p = programme(people, [facilitator()], homes, set_size_min=2, set_size_max=3, quorum=2)
    search = searched(p, Draft(0, (0, 1, 2), 5, 0, int(Slot.THU_AM)))
    search.improve()
    return search.bound == search.cost


def test_a_programme_of_sixty_candidate_sets_is_solved_as_a_whole() -> None:
    assert proved_whole(60)


def test_a_programme_of_more_candidate_sets_is_not_solved_as_a_whole() -> None:
    assert not proved_whole(61)


def test_of_sets_that_have_another_facilitator_to_find_nothing_is_proved_of_the_programme() -> None:
    p = in_towns(0, 10)
    tried = match(p, Watch()).sets[:1]
    search = Search(View(p, tried), Watch(), bound=7.0)
    search.improve()
    assert search.bound == 7
    assert len(search.drafts) == 2


def test_what_is_proved_best_is_left_alone() -> None:
    search = searched(in_towns(0, 10), at_home(0), at_home(1))
    search.bound = search.cost * (1 - 1e-7)
    assert search.proved
    search.bound = search.cost * (1 - 1e-5)
    assert not search.proved


def test_without_venues_there_is_nothing_to_improve() -> None:
    p = programme(leaders(14), (), ())
    search = searched(p, Draft(0, tuple(range(7)), -1, -1, 0))
    search.improve()
    assert search.drafts == [Draft(0, tuple(range(7)), -1, -1, 0)]
