"""The sets as they stand in a search: cost, loads and seats are those that counting anew would find."""

from __future__ import annotations

import random

from matcher.exact import Draft
from matcher.standing import Standing
from matcher.view import View
from tests.build import facilitator, leader, near, programme, venue


def a_view() -> View:
    leaders = [leader(n, place=near(n, 0)) for n in range(1, 13)]
    leads = [facilitator(n, max_sets=2, place=near(0, n)) for n in (1, 2)]
    return View(programme(leaders, leads, [venue(1), venue(2, place=near(5, 5))], set_size_min=2, set_size_max=3))


def a_draft(*members: int, venue: int = 0, facilitator: int = 0) -> Draft:
    return Draft(level=0, members=members, venue=venue, facilitator=facilitator, slot=0)


def test_cost_loads_and_who_waits_follow_every_exchange() -> None:
    view, rng = a_view(), random.Random(1)
    standing = Standing(view)
    for _ in range(50):
        freed = rng.sample(list(standing.drafts), k=rng.randint(0, len(standing.drafts)))
        free = sorted({*standing.waiting.tolist(), *(member for draft in freed for member in draft.members)})
        new = a_draft(*sorted(rng.sample(free, 2)), venue=rng.randint(0, 1), facilitator=rng.randint(0, 1))
        standing.exchange(freed, [new] if standing.free_load(freed)[new.facilitator] else [])
        anew = Standing(view, list(standing.drafts))
        assert standing.cost == anew.cost, "the cost is no longer that of the sets"
        assert standing.free_load(()).tolist() == anew.free_load(()).tolist(), "the loads are not those of the sets"
        assert standing.waiting.tolist() == anew.waiting.tolist(), "who waits is not who has no set"


def test_nothing_is_exchanged_that_would_seat_somebody_twice() -> None:
    standing = Standing(a_view(), [a_draft(0, 1), a_draft(2, 3, facilitator=1)])
    assert not standing.exchange_if_free([a_draft(0, 1)], [a_draft(1, 2)]), "person 2 sits in the other set"
    assert list(standing.drafts) == [a_draft(0, 1), a_draft(2, 3, facilitator=1)]


def test_nothing_is_exchanged_that_would_overload_a_facilitator() -> None:
    standing = Standing(a_view(), [a_draft(0, 1), a_draft(2, 3), a_draft(4, 5, facilitator=1)])
    assert not standing.exchange_if_free([a_draft(4, 5, facilitator=1)], [a_draft(4, 5)]), "two sets are their most"


def test_nothing_is_exchanged_for_a_set_that_no_longer_stands() -> None:
    standing = Standing(a_view(), [a_draft(0, 1)])
    assert not standing.exchange_if_free([a_draft(0, 2)], [a_draft(0, 2, 3)])


def test_a_set_is_exchanged_for_another_of_the_same_people_and_whoever_waits() -> None:
    standing = Standing(a_view(), [a_draft(0, 1)])
    assert standing.exchange_if_free([a_draft(0, 1)], [a_draft(0, 1, 2)])
    assert list(standing.drafts) == [a_draft(0, 1, 2)]


def test_nothing_is_exchanged_that_would_part_the_people_of_a_pin() -> None:
    pinned = [leader(n, place=near(n, 0), pinned="S05" if n in {3, 6} else "") for n in range(1, 7)]
    standing = Standing(View(programme(pinned, (), [venue()], set_size_min=2, set_size_max=3)))
    standing.exchange((), [a_draft(0, 1, facilitator=-1), a_draft(3, 4, facilitator=-1)])
    assert standing.exchange_if_free([a_draft(0, 1, facilitator=-1)], [a_draft(0, 1, 2, facilitator=-1)])
    assert not standing.exchange_if_free([a_draft(3, 4, facilitator=-1)], [a_draft(3, 4, 5, facilitator=-1)]), (
        "person 2, of the same pin, sits in the other set"
    )
