"""Sets that are freed and formed again."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.exact import Draft
from matcher.search import Search
from matcher.view import View
from programme.watch import Watch
from tests.build import facilitator, programme, venue
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
