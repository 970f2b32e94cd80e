"""Slices of ratings: which rows a choice of coders has, and that leaving out unused values changes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.bootstrap import resampled
from annotator.agreement.measures import coder_against_rest
from annotator.agreement.outcome import Estimate
from annotator.agreement.ratings import MISSING, Level, Ratings
from annotator.agreement.slices import Choice, eligible, sliced

LEVELS = st.sampled_from([Level.NOMINAL, Level.ORDINAL, Level.INTERVAL, Level.RATIO])


@st.composite
def ragged(draw: st.DrawFn) -> tuple[Ratings, Any]:
    """Ratings of four coders in six articles, each coded by some; all coders of an article gave every unit a value."""
    participates = np.array(draw(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=6, max_size=6)))
    articles = draw(st.lists(st.integers(0, 5), min_size=1, max_size=20))
    rows = [
        [draw(st.integers(0, 4)) if participates[article, coder] else None for coder in range(4)]
        for article in articles
    ]
    ratings = Ratings.of(rows, draw(LEVELS), articles=articles, article_count=6, values=range(5), coder_count=4)
    return ratings, participates


@given(ragged(), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_one_against_the_rest_is_the_pairs_one_below_the_other(given_ratings: tuple[Ratings, Any], coder: int) -> None:
    ratings, participates = given_ratings
    concerns = participates[ratings.articles]
    mine = krippendorff_alpha(sliced(ratings, participates, concerns, Choice((coder,))).ratings).outcome()
    theirs = krippendorff_alpha(coder_against_rest(ratings, coder)).outcome()
    assert isinstance(mine, Estimate) == isinstance(theirs, Estimate)
    if isinstance(mine, Estimate) and isinstance(theirs, Estimate):
        assert mine.value == pytest.approx(theirs.value)
        assert mine.units == theirs.units


@given(ragged(), st.permutations(range(4)))
@settings(max_examples=60, deadline=None)
def test_a_pair_has_the_alpha_of_its_two_columns(given_ratings: tuple[Ratings, Any], order: list[int]) -> None:
    ratings, participates = given_ratings
    pair = (order[0], order[1])
    found = sliced(ratings, participates, participates[ratings.articles], Choice(pair))
    mine = krippendorff_alpha(found.ratings).outcome()
    theirs = krippendorff_alpha(ratings.between(*pair)).outcome()
    assert isinstance(mine, Estimate) == isinstance(theirs, Estimate)
    if isinstance(mine, Estimate) and isinstance(theirs, Estimate):
        assert mine.value == pytest.approx(theirs.value)


@given(ragged())
@settings(max_examples=60, deadline=None)
def test_rows_know_where_they_come_from(given_ratings: tuple[Ratings, Any]) -> None:
    ratings, participates = given_ratings
    concerns = participates[ratings.articles]
    for choice in (Choice(), Choice((1,)), Choice((0, 3)), Choice((2,), frozenset({0, 2}))):
        found = sliced(ratings, participates, concerns, choice)
        articles = eligible(participates, choice)
        for row, (unit, coders) in enumerate(zip(found.units.tolist(), found.coders.tolist(), strict=True)):
            given_codes = [ratings.codes[unit, coder] for coder in coders]
            values = [None if code == MISSING else ratings.values[code] for code in given_codes]
            kept = found.ratings.codes[row]
            assert [None if code == MISSING else found.ratings.values[code] for code in kept] == values
            assert articles.flags[ratings.articles[unit]]
            assert found.ratings.articles[row] == articles.number[ratings.articles[unit]]


def test_articles_of_one_coder_are_not_eligible() -> None:
    participates = np.array([[True, False, False], [True, True, False], [True, True, True], [False, False, True]])
    assert eligible(participates, Choice()).flags.tolist() == [False, True, True, False]
    assert eligible(participates, Choice((2,))).flags.tolist() == [False, False, True, False]
    assert eligible(participates, Choice((0, 1))).flags.tolist() == [False, True, True, False]
    found = eligible(participates, Choice((), frozenset({2, 3})))
    assert found.flags.tolist() == [False, False, True, False]
    assert found.count == 1


def test_units_that_neither_side_has_are_left_out() -> None:
    ratings = Ratings.of([[1, 1, 2], [None, None, 2]], articles=[0, 0], article_count=1)
    participates = np.ones((1, 3), dtype=bool)
    concerns = np.array([[True, True, True], [False, False, True]])
    assert sliced(ratings, participates, concerns, Choice((0, 1))).units.tolist() == [0]
    assert sliced(ratings, participates, concerns, Choice((0, 2))).units.tolist() == [0, 1]
    assert sliced(ratings, participates, concerns, Choice()).units.tolist() == [0, 1]


def test_a_table_of_distances_loses_the_rows_of_unused_values() -> None:
    table = np.array([[0.0, 0.2, 0.5], [0.2, 0.0, 0.7], [0.5, 0.7, 0.0]])
    ratings = Ratings.of([["a", "c"], ["c", "c"]], Level.CUSTOM, values=["a", "b", "c"], distances=table)
    found = sliced(ratings, np.ones((2, 2), dtype=bool), np.ones((2, 2), dtype=bool), Choice((0, 1))).ratings
    assert found.values == ("a", "c")
    assert found.distances is not None
    assert found.distances.tolist() == [[0.0, 0.5], [0.5, 0.0]]


@pytest.mark.parametrize("level", [Level.NOMINAL, Level.ORDINAL, Level.INTERVAL, Level.RATIO])
@pytest.mark.parametrize("coders", [2, 3, 5])
def test_single_precision_is_used_only_where_it_is_exact(level: Level, coders: int) -> None:
    """Sums of every resample are those of double precision, digit by digit."""
    random = np.random.default_rng(3)
    codes = random.integers(-1, 6, (400, coders))
    ratings = Ratings(codes.astype(np.int64), tuple(range(6)), level, np.arange(400) // 2, 200)
    tally = krippendorff_alpha(ratings)
    drawn = np.random.default_rng([7, 200]).integers(0, 200, size=(50, 200))
    counts = np.stack([np.bincount(row, minlength=200) for row in drawn]).astype(np.float64)
    assert np.allclose(resampled([tally], seed=7, resamples=50)[0], tally.solve(counts @ tally.by_article), atol=1e-12)
    large = Ratings(ratings.codes, tuple(range(10**7, 10**7 + 6)), Level.INTERVAL, ratings.articles, 200)
    far = krippendorff_alpha(large)
    expected = far.solve(counts @ far.by_article)
    assert np.allclose(resampled([far, tally], seed=7, resamples=50)[0], expected, atol=1e-12)
