"""Rows that pools and sets share, and the linear model beneath: every whole solution is held against trying all."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import sparse

from matcher.linear import LinearModel, table
from matcher.rows import Seats, intercept, keep_apart, keep_pinned, price_pairs

PLACES = 2
Seating = tuple[int, ...]
"""The place of each person, -1 for none."""


def seats(model: LinearModel, people: int, opens: float) -> Seats:
    """A column for each person in each of two places of so many sets."""
    who, place = (each.ravel() for each in np.meshgrid(np.arange(people), np.arange(PLACES), indexing="ij"))
    columns = model.add_columns(np.zeros(len(who)))
    return Seats(columns, who, place, model.add_columns(np.zeros(PLACES), upper=opens))


def groups(people: int, *members: tuple[int, ...]) -> sparse.csr_array:
    found = np.zeros((people, len(members)))
    for group, own in enumerate(members):
        found[list(own), group] = 1
    return sparse.csr_array(found)


def least(model: LinearModel, own: Seats, seating: Seating, sets: int) -> float | None:
    """What the model costs with people seated so, in so many sets a place; None where it forbids that."""
    fixed = {(at, place): 1.0 for at, place in enumerate(seating) if place >= 0}
    rows = np.arange(len(own.columns))
    wanted = [fixed.get((int(at), int(place)), 0.0) for at, place in zip(own.who, own.place, strict=True)]
    model.equal.add([(rows, own.columns, 1)], np.array(wanted))
    model.equal.add([(np.arange(PLACES), own.opens, 1)], np.full(PLACES, sets))
    solved = model.solve(0, 100, 60)
    return None if solved.infeasible else solved.objective


def every_seating(people: int) -> list[Seating]:
    return list(itertools.product(range(-1, PLACES), repeat=people))


def together(seating: Seating, group: tuple[int, ...]) -> list[int]:
    """How many of a group sit in each place."""
    return [sum(seating[at] == place for at in group) for place in range(PLACES)]


@pytest.mark.parametrize("sets", [1, 2])
def test_no_more_of_a_group_kept_apart_share_a_place_than_it_has_sets(sets: int) -> None:
    apart = (0, 1, 2), (2, 3)
    for seating in every_seating(4):
        model = LinearModel()
        own = seats(model, 4, 5)
        keep_apart(model, own, groups(4, *apart))
        allowed = all(max(together(seating, group)) <= sets for group in apart)
        assert (least(model, own, seating, sets) == 0) == allowed, seating


def test_people_of_a_pin_share_a_place_and_a_set_has_people_of_one_pin() -> None:
    pins = (0, 1), (2, 3)
    for sets, seating in itertools.product((1, 2), every_seating(4)):
        model = LinearModel()
        own = seats(model, 4, 5)
        keep_pinned(model, own, groups(4, *pins))
        where = [{seating[at] for at in pin} - {-1} for pin in pins]
        one_place_each = all(len(places) <= 1 for places in where)
        few = sets == 2 or not where[0] & where[1]
        assert (least(model, own, seating, sets) == 0) == (one_place_each and few), (sets, seating)


def test_pairs_of_a_group_are_charged_exactly_in_a_set() -> None:
    priced = (0, 1, 2), (2, 3), (3,)
    for seating in every_seating(4):
        model = LinearModel()
        own = seats(model, 4, 5)
        price_pairs(model, own, groups(4, *priced), np.array([7.0, 3.0, 100.0]), 4)
        pairs = [sum(n * (n - 1) / 2 for n in together(seating, group)) for group in priced]
        assert least(model, own, seating, 1) == pytest.approx(7 * pairs[0] + 3 * pairs[1]), seating


@pytest.mark.parametrize("sets", [1, 2, 3])
def test_in_several_sets_pairs_are_charged_as_few_as_there_must_be(sets: int) -> None:
    for number in range(7):
        model = LinearModel()
        own = seats(model, 6, 5)
        price_pairs(model, own, groups(6, tuple(range(6))), np.array([1.0]), 6)
        seating = (0,) * number + (-1,) * (6 - number)
        even = [number // sets + (at < number % sets) for at in range(sets)]
        assert least(model, own, seating, sets) == pytest.approx(sum(n * (n - 1) / 2 for n in even))


def test_a_line_meets_the_pairs_at_its_slope_and_one_more() -> None:
    for slope in range(1, 9):
        assert [slope * n - intercept(slope) for n in (slope, slope + 1)] == [
            n * (n - 1) / 2 for n in (slope, slope + 1)
        ]


def test_rows_on_pairs_are_given_by_group_and_place_with_a_row_for_each_line() -> None:
    model = LinearModel()
    own = seats(model, 3, 5)
    rows, keys = price_pairs(model, own, groups(3, (0, 1), (2,), (1, 2)), np.ones(3), 3)
    assert keys.tolist() == [0, 1, 4, 5], "two groups of two people in two places; one person has no pairs"
    assert sorted(rows.ravel().tolist()) == list(range(8))
    assert rows.shape == (4, 2)
    none, keys = price_pairs(LinearModel(), own, groups(3, (0,)), np.ones(1), 1)
    assert (none.shape, len(keys)) == ((0, 0), 0)


def test_columns_are_found_by_two_positions_and_there_are_none_elsewhere() -> None:
    found = table(np.array([7, 0]), np.array([0, 1]), np.array([2, 0]), (2, 3))
    assert found.tolist() == [[-1, -1, 7], [0, -1, -1]]


def of_weights(*weights: float, most: float, integer: bool = True) -> LinearModel:
    """To take as much as can be, within so much weight; each thing is worth its weight and one more."""
    model = LinearModel()
    columns = model.add_columns([-weight - 1 for weight in weights], integer=integer)
    model.at_most.add([(np.zeros(len(weights)), columns, weights)], [most])
    return model


def test_the_least_cost_in_whole_numbers_is_found_and_proved() -> None:
    solved = of_weights(5, 4, 3, most=8).solve(0, 100, 60)
    assert [solved.objective, solved.bound] == pytest.approx([-10, -10])
    assert solved.values is not None
    assert solved.values.tolist() == pytest.approx([1, 0, 1])
    assert not solved.infeasible
    assert not solved.out_of_time


def test_in_fractions_the_last_thing_is_taken_in_part() -> None:
    model = of_weights(5, 4, 3, most=8)
    assert model.solve(0, 100, 60, np.array([-6.0, -5.0, -9.0])).objective == pytest.approx(-15)
    assert of_weights(5, 4, 3, most=8, integer=False).solve(0, 100, 60).objective == pytest.approx(-4 - 5 - 6 / 5)
    relaxed = model.relax()
    assert relaxed.objective == pytest.approx(-4 - 5 - 6 / 5)
    assert relaxed.at_most_duals.tolist() == pytest.approx([-6 / 5])
    assert relaxed.values.tolist() == pytest.approx([1 / 5, 1, 1])


def test_what_cannot_be_is_said_to_have_no_solution() -> None:
    model = of_weights(5, 4, most=-1)
    solved = model.solve(0, 100, 60)
    assert (solved.values, solved.infeasible, solved.objective) == (None, True, np.inf)
    with pytest.raises(RuntimeError, match="Expected an optimum of the relaxation"):
        model.relax()


def test_a_model_without_columns_costs_nothing() -> None:
    solved = LinearModel().solve(0, 1, 1)
    assert (solved.values is not None, solved.objective, solved.bound, solved.infeasible) == (True, 0, 0, False)


def test_of_two_columns_that_exclude_each_other_one_is_taken() -> None:
    model = LinearModel()
    columns = model.add_columns([-1, -2, -4, -3])
    model.not_both(columns[:2], columns[2:])
    solved = model.solve(0, 100, 60)
    assert solved.values is not None
    assert solved.values.tolist() == pytest.approx([0, 0, 1, 1])
