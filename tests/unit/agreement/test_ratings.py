"""Encoding units × coders."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pytest
from hypothesis import given, strategies as st

from annotator.agreement.ratings import MISSING, Level, Place, Ratings


def test_values_become_codes_in_the_order_they_appear() -> None:
    ratings = Ratings.of([["b", "a"], [None, "b"], ["c", None]])
    assert ratings.values == ("b", "a", "c")
    assert ratings.codes.tolist() == [[0, 1], [MISSING, 0], [2, MISSING]]


def test_listed_values_come_first_used_or_not() -> None:
    ratings = Ratings.of([["x", "b"]], values=["a", "b", "c"])
    assert ratings.values == ("a", "b", "c", "x")
    assert ratings.codes.tolist() == [[3, 1]]


@pytest.mark.parametrize("level", [Level.ORDINAL, Level.INTERVAL, Level.RATIO])
def test_numbers_are_sorted(level: Level) -> None:
    ratings = Ratings.of([[30, 2], [None, 7]], level)
    assert ratings.values == (2, 7, 30)
    assert ratings.codes.tolist() == [[2, 0], [MISSING, 1]]


def test_an_empty_set_is_a_value_and_none_is_not() -> None:
    ratings = Ratings.of([[frozenset(), None], [frozenset("a"), frozenset()]], Level.SET_MASI)
    assert ratings.codes.tolist() == [[0, MISSING], [1, 0]]


def test_units_are_pairable_from_two_values_on() -> None:
    ratings = Ratings.of([["a", None, None], ["a", None, "b"], [None, None, None], ["a", "a", "a"]])
    assert ratings.is_pairable.tolist() == [False, True, False, True]


def test_without_articles_every_unit_is_one() -> None:
    ratings = Ratings.of([["a", "b"], ["a", "a"]])
    assert ratings.articles.tolist() == [0, 1]
    assert ratings.article_count == 2


def test_articles_without_a_unit_can_be_counted() -> None:
    ratings = Ratings.of([["a", "b"], ["a", "a"]], articles=[3, 3], article_count=9)
    assert ratings.articles.tolist() == [3, 3]
    assert ratings.article_count == 9
    assert Ratings.of([["a", "b"]], articles=[4]).article_count == 5


def test_no_units_at_all_are_fine() -> None:
    ratings = Ratings.of([])
    assert (ratings.unit_count, ratings.coder_count, ratings.article_count) == (0, 0, 0)
    assert Ratings.of([], coder_count=3).codes.shape == (0, 3)


def test_units_of_different_width_are_refused() -> None:
    with pytest.raises(ValueError, match="same number of coders"):
        Ratings.of([["a", "b"], ["a"]])


def test_a_unit_without_an_article_is_refused() -> None:
    with pytest.raises(ValueError, match="needs an article"):
        Ratings.of([["a", "b"], ["a", "a"]], articles=[0])


def test_numbers_of_words_are_their_places() -> None:
    assert Ratings.of([["low", "high"]], values=["low", "mid", "high"]).numbers.tolist() == [1, 2, 3]
    assert Ratings.of([[4, 10]], Level.RATIO).numbers.tolist() == [4, 10]


def test_some_coders_can_be_chosen() -> None:
    ratings = Ratings.of([["a", "b", "c"], ["a", None, "a"]])
    assert ratings.between(2, 0).codes.tolist() == [[2, 0], [0, 0]]


def test_some_units_can_be_chosen_and_keep_their_article() -> None:
    ratings = Ratings.of([["a", "b"], ["b", "b"], ["a", "a"]], articles=[0, 5, 7])
    chosen = ratings.of_units(np.array([2, 0]))
    assert chosen.articles.tolist() == [7, 0]
    assert chosen.article_count == 8
    assert chosen.codes.tolist() == [[0, 0], [0, 1]]


def test_one_value_can_stand_against_the_rest() -> None:
    ratings = Ratings.of([["a", "b", None], ["c", "a", "b"]]).against_the_rest("b")
    assert ratings.codes.tolist() == [[0, 1, MISSING], [0, 0, 1]]
    assert ratings.values == (False, True)


def test_a_value_nobody_can_choose_is_refused() -> None:
    with pytest.raises(ValueError, match="not in"):
        Ratings.of([["a", "b"]]).against_the_rest("z")


def test_sets_can_be_asked_for_a_member() -> None:
    sets: list[list[Hashable | None]] = [[frozenset("ab"), frozenset()], [None, frozenset("b")]]
    ratings = Ratings.of(sets, Level.SET_MASI).contains("b")
    assert ratings.codes.tolist() == [[1, 0], [MISSING, 1]]
    assert ratings.level is Level.NOMINAL


@given(st.lists(st.lists(st.one_of(st.none(), st.sampled_from("abcdé")), min_size=3, max_size=3), max_size=20))
def test_codes_lead_back_to_the_values(units: list[list[str | None]]) -> None:
    ratings = Ratings.of(units)
    back = [[None if code == MISSING else ratings.values[code] for code in row] for row in ratings.codes]
    assert back == units


@given(st.lists(st.tuples(st.integers(-9, 99), st.integers(-9, 99)), min_size=1, max_size=20))
def test_sorted_codes_lead_back_to_the_numbers(units: list[tuple[int, int]]) -> None:
    ratings = Ratings.of(units, Level.INTERVAL)
    assert [tuple(ratings.values[code] for code in row) for row in ratings.codes] == units
    assert list(ratings.values) == sorted(set(ratings.values))


def test_a_place_is_empty_where_nothing_is_known() -> None:
    assert Place("NER") == Place("NER", "", "", "")
