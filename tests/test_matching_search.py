"""Sets that are freed and formed again."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.counts import allot, count
from matcher.exact import Draft
from matcher.relax import relax
from matcher.search import Search
from matcher.view import View
from programme.records import Programme
from programme.watch import Watch
from tests.build import facilitator, leader, near, programme, venue
from tests.test_matching_sharing import people


def test_a_facilitator_of_a_small_set_leads_a_larger_one_of_another_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.search.PROVABLE", 0)
    view = View(programme(people(Deputy=6, Head=8), [facilitator(max_sets=1)], [venue(capacity=9)]))
    search = Search(view, Watch(), bound=0)
    search.drafts = [Draft(level=0, members=tuple(range(6)), venue=0, facilitator=0, slot=0)]
    search.improve()
    assert [draft.members for draft in search.drafts] == [tuple(range(6, 14))]


def test_a_facilitator_who_does_not_take_the_other_level_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.search.PROVABLE", 0)
    lead = facilitator(max_sets=1, levels=frozenset({"Deputy"}))
    view = View(programme(people(Deputy=6, Head=8), [lead], [venue(capacity=9)]))
    search = Search(view, Watch(), bound=0)
    search.drafts = [Draft(level=0, members=tuple(range(6)), venue=0, facilitator=0, slot=0)]
    search.improve()
    assert np.concatenate([draft.members for draft in search.drafts]).tolist() == list(range(6))


def built(two_towns: Programme) -> Search:
    """The sets of a programme, region by region."""
    view = View(two_towns)
    search, relaxation = Search(view, Watch(), bound=0), relax(view, Watch())
    counted = count(view, relaxation, Watch())
    search.build(counted, allot(view, counted, relaxation.price, 60), relaxation.price)
    return search


def two_towns() -> Programme:
    """Seven heads in each of two towns, with a venue and a facilitator each."""
    people = [leader(n, place=near(40 * (n % 2) + n / 10)) for n in range(1, 15)]
    leads = [facilitator(n, place=near(40 * (n % 2)), max_sets=1) for n in (1, 2)]
    return programme(people, leads, [venue(n, place=near(40 * (n % 2))) for n in (1, 2)])


def test_a_region_that_is_built_badly_is_built_in_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = built(two_towns()).drafts
    monkeypatch.setattr("matcher.search.POOR", -1)
    assert sorted(built(two_towns()).drafts, key=lambda d: d.members) == sorted(whole, key=lambda d: d.members)
    assert [draft.members for draft in whole] == [tuple(range(0, 14, 2)), tuple(range(1, 14, 2))]
