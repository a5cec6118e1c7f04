"""Minutes on the road, against values of the formula worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.travel import between_venues, facilitators_to_venues, kilometres, minutes_for, to_venues
from tests.build import facilitator, leader, near, programme, venue


@pytest.mark.parametrize(
    ("km", "minutes"),
    [
        (0, 5.0),  # parking alone
        (1, 8.8),  # 1 km x 1.6 = 1.6 road-km at 25 km/h: 3.84
        (2, 12.7),  # 2 x 1.6 = 3.2 road-km: 7.68
        (10, 29.0),  # 10 x 1.39764 = 13.976: 12 + 8.976 at 45 km/h = 11.97
        (50, 71.8),  # 50 x 1.17232 = 58.616: 12 + 33.33 + 28.616 at 80 km/h = 21.46
        (100, 114.1),  # 100 x 1.15 = 115: 12 + 33.33 + 63.75
    ],
)
def test_minutes_follow_the_formula(km: float, minutes: float) -> None:
    assert minutes_for(np.array([float(km)])) == pytest.approx([minutes])


@given(st.floats(0, 600), st.floats(0, 600))
def test_who_lives_further_away_never_travels_less(one: float, other: float) -> None:
    near_minutes, far_minutes = minutes_for(np.array(sorted([one, other])))
    assert near_minutes <= far_minutes


def test_distances_are_straight_lines_on_the_grid() -> None:
    assert kilometres([near(0)], [near(3, 4), near(-6, 8)]).tolist() == [[5, 10]]


def test_the_distance_to_an_unknown_place_is_unknown() -> None:
    assert np.isnan(kilometres([None, near(0)], [near(0), None])).tolist() == [[True, True], [False, True]]


def test_travel_is_told_for_every_leader_and_venue() -> None:
    p = programme(
        people=[leader(1, place=near(1)), leader(2, place=near(10))], venues=[venue(1), venue(2, place=near(2))]
    )
    assert to_venues(p).tolist() == [[8.8, 8.8], [29.0, 25.6]]


@pytest.mark.parametrize(("home", "meets"), [(None, near(0)), (near(0), None), (None, None)])
def test_where_a_place_is_unknown_the_leaders_own_limit_counts(home: object, meets: object) -> None:
    p = programme(people=[leader(1, place=home, max_travel_minutes=35)], venues=[venue(place=meets)])
    assert to_venues(p).tolist() == [[35]]


def test_where_a_facilitators_place_is_unknown_the_programmes_limit_counts() -> None:
    p = programme(facilitators=[facilitator(place=None)], max_travel_minutes=70)
    assert facilitators_to_venues(p).tolist() == [[70]]


@pytest.mark.parametrize("pair", [("L01", "V1"), ("V1", "L01")])
def test_the_coordinators_minutes_hold_both_ways(pair: tuple[str, str]) -> None:
    p = programme(people=[leader(1), leader(2, place=near(1))], travel={pair: 55})
    assert to_venues(p).tolist() == [[55], [8.8]]


@pytest.mark.parametrize("pair", [("F1", "V1"), ("V1", "F1")])
def test_the_coordinators_minutes_hold_for_facilitators(pair: tuple[str, str]) -> None:
    assert facilitators_to_venues(programme(travel={pair: 12})).tolist() == [[12]]


def test_the_coordinators_minutes_hold_where_a_place_is_unknown() -> None:
    p = programme(people=[leader(1, place=None)], travel={("L01", "V1"): 41})
    assert to_venues(p).tolist() == [[41]]


@pytest.mark.parametrize("turned", [False, True])
def test_where_both_ways_are_given_the_way_to_the_venue_counts(turned: bool) -> None:
    rows = [(("L01", "V1"), 40.0), (("V1", "L01"), 50.0)]
    p = programme(people=[leader(1)], travel=dict(reversed(rows) if turned else rows))
    assert to_venues(p).tolist() == [[40]]


@pytest.mark.parametrize("pair", [("L01", "L02"), ("L01", "V9"), ("L01", "F1")])
def test_minutes_between_others_change_no_journey_to_a_venue(pair: tuple[str, str]) -> None:
    people = [leader(1), leader(2)]
    assert to_venues(programme(people=people, travel={pair: 1})).tolist() == to_venues(programme(people)).tolist()


def test_without_venues_there_are_no_journeys() -> None:
    p = programme(venues=())
    assert (to_venues(p).shape, facilitators_to_venues(p).shape) == ((7, 0), (1, 0))


def test_a_venue_is_no_way_from_itself_and_others_are_as_far_as_on_any_road() -> None:
    p = programme(venues=[venue(1), venue(2, place=near(10)), venue(3, place=near(0))])
    assert between_venues(p).tolist() == [[0, 29.0, 5.0], [29.0, 0, 29.0], [5.0, 29.0, 0]]


def test_to_or_from_a_venue_at_an_unknown_place_the_programmes_limit_counts() -> None:
    p = programme(venues=[venue(1), venue(2, place=None), venue(3, place=None)], max_travel_minutes=70)
    assert between_venues(p).tolist() == [[0, 70, 70], [70, 0, 70], [70, 70, 0]]


def test_the_coordinators_minutes_between_venues_hold_both_ways() -> None:
    p = programme(venues=[venue(1), venue(2, place=None)], travel={("V2", "V1"): 25})
    assert between_venues(p).tolist() == [[0, 25], [25, 0]]


def test_where_both_ways_between_venues_are_given_each_counts() -> None:
    p = programme(venues=[venue(1), venue(2)], travel={("V2", "V1"): 25, ("V1", "V2"): 35})
    assert between_venues(p).tolist() == [[0, 35], [25, 0]]
