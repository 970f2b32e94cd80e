"""How far two values are apart."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pytest
from hypothesis import given, strategies as st

from annotator.agreement.distances import (
    IntervalDistance,
    NominalDistance,
    RatioDistance,
    TabledDistance,
    distance_of,
    place_distances,
    set_distances,
)
from annotator.agreement.ratings import Level, Place, Ratings
from tests.unit.agreement import oracles

PLACE = Place("NER", "Tillabéri", "Ouallam", "2440371")


@pytest.mark.parametrize(
    "other, apart",
    [
        (PLACE, 0),
        (Place("NER", "Tillabéri", "Ouallam", "other"), 1 / 3),
        (Place("NER", "Tillabéri", "Ouallam"), 1 / 3),
        (Place("NER", "Tillabéri", "Téra", "x"), 2 / 3),
        (Place("NER", "Tillabéri"), 2 / 3),
        (Place("NER", "Dosso", "Ouallam"), 5 / 6),
        (Place("NER"), 5 / 6),
        (Place("MLI", "Tillabéri", "Ouallam"), 1),
        (Place(), 1),
    ],
)
def test_places_are_as_far_apart_as_the_smallest_area_they_share(other: Place, apart: float) -> None:
    table = place_distances([PLACE, other])
    assert table == pytest.approx(np.array([[0, apart], [apart, 0]]))


def test_the_same_gazetteer_id_is_the_same_place_whatever_else_was_filled_in() -> None:
    assert place_distances([Place("NER", id="7"), Place("", id="7")])[0, 1] == 0


def test_places_of_which_nothing_is_known_share_nothing() -> None:
    assert place_distances([Place(id="a"), Place(id="b")])[0, 1] == 1


@pytest.mark.parametrize(
    "first, second, masi, jaccard",
    [
        ("", "", 0, 0),
        ("a", "", 1, 1),
        ("ab", "ab", 0, 0),
        ("a", "ab", 2 / 3, 1 / 2),
        ("ab", "bc", 8 / 9, 2 / 3),
        ("a", "b", 1, 1),
        ("abc", "abd", 5 / 6, 1 / 2),
    ],
)
def test_sets_by_hand(first: str, second: str, masi: float, jaccard: float) -> None:
    pair = [frozenset(first), frozenset(second)]
    assert set_distances(pair)[0, 1] == pytest.approx(masi)
    assert set_distances(pair, is_masi=False)[1, 0] == pytest.approx(jaccard)


@given(st.lists(st.frozensets(st.sampled_from("abcde")), min_size=1, max_size=8))
def test_masi_is_its_definition(sets: list[frozenset[str]]) -> None:
    expected = [[float(oracles.masi(a, b)) for b in sets] for a in sets]
    assert set_distances(sets) == pytest.approx(np.array(expected))


@pytest.mark.parametrize(
    "level, units, first, second, apart",
    [
        (Level.NOMINAL, [["a", "b"]], 0, 1, 1),
        (Level.NOMINAL, [["a", "b"]], 1, 1, 0),
        (Level.INTERVAL, [[3, 10]], 0, 1, 49),
        (Level.RATIO, [[3, 9]], 0, 1, 0.25),
        (Level.RATIO, [[0, 9]], 0, 1, 1),
        (Level.RATIO, [[0, 9]], 0, 0, 0),
        (Level.SET_JACCARD, [[frozenset("a"), frozenset("ab")]], 0, 1, 0.5),
        (Level.PLACE, [[Place("NER"), Place("NER", "x")]], 0, 1, 5 / 6),
    ],
)
def test_each_level_has_its_distance(
    level: Level, units: list[list[Hashable]], first: int, second: int, apart: float
) -> None:
    distance = distance_of(Ratings.of(units, level))
    assert distance.at(np.array([first]), np.array([second])) == pytest.approx([apart])
    assert distance.at(np.array([second]), np.array([first])) == pytest.approx([apart])


def test_a_table_is_looked_up() -> None:
    table = np.array([[0.0, 0.25], [0.25, 0.0]])
    ratings = Ratings.of([["a", "b"]], Level.CUSTOM, distances=table)
    assert distance_of(ratings).at(np.array([0, 1]), np.array([1, 1])).tolist() == [0.25, 0.0]


@pytest.mark.parametrize("level", [Level.ORDINAL, Level.CUSTOM])
def test_a_level_without_a_fixed_distance_is_refused(level: Level) -> None:
    with pytest.raises(ValueError, match="no fixed distance"):
        distance_of(Ratings.of([[1, 2]], level))


@pytest.mark.parametrize("width", [1, 3, 1030])
def test_expected_disagreement_is_summed_over_all_pairs_of_values(width: int) -> None:
    random = np.random.default_rng(5)
    numbers = random.integers(0, 50, width).astype(float)
    first, second = random.integers(0, 4, (2, 2, width)).astype(float)
    every = np.arange(width)
    for distance in (
        NominalDistance(),
        IntervalDistance(numbers),
        RatioDistance(numbers),
        TabledDistance(np.ones((width, width))),
    ):
        whole = distance.at(every[:, None], every[None, :])
        by_hand = [float(first[row] @ whole @ second[row]) for row in range(2)]
        assert distance.expected(first, second) == pytest.approx(by_hand)
