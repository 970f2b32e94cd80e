"""Distinct rows, sums by article and the matrices they are made of."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, strategies as st

from annotator.agreement.outcome import Reason, Undefined
from annotator.agreement.ratings import MISSING, Level, Ratings
from annotator.agreement.solvers import SparseMatrix
from annotator.agreement.tally import (
    Tally,
    articles_with,
    distinct_rows,
    ratio_or_nan,
    summed_by_article,
    value_counts,
)

ROWS = st.lists(st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=3, max_size=3), min_size=1, max_size=30)


@given(ROWS)
def test_every_unit_has_its_row_and_every_row_is_there_once(units: list[list[int | None]]) -> None:
    ratings = Ratings.of(units)
    rows = distinct_rows(ratings)
    assert np.array_equal(rows.codes[rows.row_of], ratings.codes)
    assert len({tuple(row) for row in rows.codes.tolist()}) == len(rows.codes)
    assert rows.counts.tolist() == [sum(code != MISSING for code in row) for row in rows.codes.tolist()]


@pytest.mark.parametrize("coders, values", [(2, 3), (3, 500), (12, 40), (30, 300), (5, 100_000)])
def test_rows_are_told_apart_however_many_there_could_be(coders: int, values: int) -> None:
    """With thirty coders and three hundred values a row's number would overflow many times over."""
    random = np.random.default_rng(coders)
    codes = random.integers(-1, values, (400, coders))
    codes[200:] = codes[:200]
    codes[::50, -1] = (codes[::50, -1] + 1) % values
    ratings = Ratings(codes, tuple(range(values)), Level.NOMINAL, np.arange(400), 400)
    rows = distinct_rows(ratings)
    assert np.array_equal(rows.codes[rows.row_of], codes)
    assert len(rows.codes) == len({tuple(row) for row in codes.tolist()})


@given(ROWS, st.data())
def test_sums_by_article_are_sums_over_its_units(units: list[list[int | None]], data: st.DataObject) -> None:
    articles = data.draw(st.lists(st.integers(0, 4), min_size=len(units), max_size=len(units)))
    ratings = Ratings.of(units, articles=articles, article_count=6)
    rows = distinct_rows(ratings)
    width = len(ratings.values)
    counts = value_counts(rows, width, np.ones(len(rows.codes)))
    summed = summed_by_article(ratings, rows, [rows.counts.astype(float), counts])
    for article in range(6):
        used = Counter(v for unit, at in zip(units, articles, strict=True) if at == article for v in unit)
        used.pop(None, None)
        assert summed[article, 0] == sum(used.values())
        assert summed[article, 1:].tolist() == [used[value] for value in ratings.values]


def test_weights_count_a_row_more_less_or_not_at_all() -> None:
    rows = distinct_rows(Ratings.of([["a", "a", None], ["a", "b", "b"], ["c", None, None]]))
    order = [rows.codes.tolist().index(row) for row in ([0, 0, -1], [0, 1, 1], [2, -1, -1])]
    weights = np.zeros(3)
    weights[order] = [1.0, 0.5, 0.0]
    assert value_counts(rows, 3, weights).dense()[order].tolist() == [[2, 0, 0], [0.5, 1, 0], [0, 0, 0]]


def test_wide_sums_are_sparse_and_narrow_ones_are_not() -> None:
    narrow, wide = (Ratings.of([[at, at] for at in range(count)]) for count in (10, 100))
    sums = []
    for ratings in (narrow, wide):
        rows = distinct_rows(ratings)
        counts = value_counts(rows, len(ratings.values), np.ones(len(rows.codes)))
        sums.append(summed_by_article(ratings, rows, [counts]))
    assert isinstance(sums[0], np.ndarray)
    assert not isinstance(sums[1], np.ndarray)
    assert sums[1].toarray().tolist() == (2 * np.eye(100)).tolist()


def test_articles_are_counted_once() -> None:
    ratings = Ratings.of([["a", "b"], ["a", None], ["b", "b"], ["a", "a"]], articles=[7, 7, 7, 2])
    assert articles_with(ratings, ratings.is_pairable) == 2
    assert articles_with(ratings, np.zeros(4, dtype=bool)) == 0


def test_a_division_by_nothing_is_not_a_number_and_no_warning() -> None:
    found = ratio_or_nan(np.array([1.0, 0.0, 3.0]), np.array([2.0, 0.0, 0.0]))
    assert found[0] == 0.5
    assert np.isnan(found[1:]).all()


def test_a_tally_with_a_reason_has_no_figure() -> None:
    tally = Tally(np.ones((2, 1)), lambda sums: sums[:, 0], lambda _sums: Reason.NO_VARIATION, "x", 2, 2)
    assert tally.outcome() == Undefined(Reason.NO_VARIATION)
    assert tally.sums.tolist() == [[2]]


def test_sparse_matrices_add_up_what_falls_on_one_place() -> None:
    matrix = SparseMatrix.adding(np.array([1.0, 2.0, 4.0]), np.array([0, 0, 1]), np.array([1, 1, 0]), (2, 3))
    assert matrix.dense().tolist() == [[0, 3, 0], [4, 0, 0]]
    assert matrix.width == 3
    beside = SparseMatrix.beside([matrix, SparseMatrix.of(np.eye(2))])
    assert beside.dense().tolist() == [[0, 3, 0, 1, 0], [4, 0, 0, 0, 1]]
    assert (SparseMatrix.of(np.eye(2)) @ matrix).dense().tolist() == matrix.dense().tolist()
