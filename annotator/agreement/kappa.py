"""Chance-corrected agreement by other names: Cohen, Scott, Fleiss, Conger, Light, Gwet, Bennett; percent agreement.

All are 1 − observed / expected disagreement; they differ in what they expect by chance and in how units with missing
values count. Sources: Cohen (1960), "A Coefficient of Agreement for Nominal Scales", pp. 37–46, and (1968) for weights;
Scott (1955); Fleiss (1971), "Measuring nominal scale agreement among many raters", pp. 378–382; Conger (1980); Light
(1971); Bennett, Alpert and Goldstein (1954); Gwet, *Handbook of Inter-Rater Reliability*, 4th edition (2014), chapters
2, 3 and 5, for AC1, AC2 and for missing values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from enum import StrEnum
from itertools import combinations

import numpy as np

from annotator.agreement.alpha import disagreement_within
from annotator.agreement.distances import Distance, IntervalDistance, NominalDistance, TabledDistance
from annotator.agreement.outcome import Reason
from annotator.agreement.ratings import MISSING, Floats, Ratings
from annotator.agreement.solvers import SparseMatrix
from annotator.agreement.tally import (
    DistinctRows,
    Tally,
    articles_with,
    distinct_rows,
    ratio_or_nan,
    summed_by_article,
    value_counts,
)


class Weights(StrEnum):
    """How much a partial agreement counts."""

    IDENTITY = "identity"
    LINEAR = "linear"
    QUADRATIC = "quadratic"
    ORDINAL = "ordinal"
    CUSTOM = "custom"


def agreement_distances(ratings: Ratings, weights: Weights) -> Distance:
    """Return the disagreement weights 1 − w between the ratings' values, in their listed order.

    Linear and quadratic weights go by the values where they are numbers and by their places otherwise; ordinal ones are
    Gwet's, w = 1 − C(|i − j| + 1, 2) / C(q, 2). Custom ones are the ratings' own table.
    Raises ValueError for custom weights without a table.
    """
    numbers = ratings.numbers
    reach = float(np.ptp(numbers)) if len(numbers) else 0.0
    if weights is Weights.IDENTITY or (reach == 0 and weights is not Weights.CUSTOM):
        return NominalDistance()
    if weights is Weights.QUADRATIC:
        return IntervalDistance(numbers / reach)
    if weights is Weights.LINEAR:
        return TabledDistance(np.abs(numbers[:, None] - numbers[None, :]) / reach)
    if weights is Weights.ORDINAL:
        order = np.argsort(np.argsort(numbers))
        steps = np.abs(order[:, None] - order[None, :])
        count = len(numbers)
        return TabledDistance(steps * (steps + 1) / (count * (count - 1)))
    if ratings.distances is None:
        raise ValueError("custom weights need a table of distances")
    return TabledDistance(ratings.distances)


def cohen_kappa(ratings: Ratings, weights: Weights = Weights.IDENTITY) -> Tally:
    """Return Cohen's kappa of two coders over the units both coded: chance from each coder's own use of the values."""
    distance = agreement_distances(ratings, weights)
    variant = "Cohen's kappa" if weights is Weights.IDENTITY else f"Cohen's weighted kappa, {weights} weights"

    def expected(first: Floats, second: Floats) -> Floats:
        return distance.expected(first, second)

    return _of_two(ratings, distance, expected, variant)


def scott_pi(ratings: Ratings) -> Tally:
    """Return Scott's pi of two coders over the units both coded: chance from the use both make of the values."""
    distance = NominalDistance()

    def expected(first: Floats, second: Floats) -> Floats:
        together = (first + second) / 2
        return distance.expected(together, together)

    return _of_two(ratings, distance, expected, "Scott's pi")


def percent_agreement(ratings: Ratings) -> Tally:
    """Return the mean over units of the share of agreeing pairs of values.

    With missing values this differs from `annotator.agreement.alpha.observed_agreement`, where values weigh alike.
    """
    rows = distinct_rows(ratings)
    return _tally(
        ratings,
        rows,
        [*_agreement_columns(rows, NominalDistance())],
        lambda sums: 1 - ratio_or_nan(sums[:, 0], sums[:, 1]),
        lambda _sums: None,
        "percent agreement, mean over units of agreeing pairs",
    )


def bennett_s(ratings: Ratings, categories: int | None = None) -> Tally:
    """Return Bennett's S: chance is 1 / ``categories``, by default the number of listed values."""
    count = len(ratings.values) if categories is None else categories
    rows = distinct_rows(ratings)
    return _tally(
        ratings,
        rows,
        [*_agreement_columns(rows, NominalDistance())],
        lambda sums: 1 - ratio_or_nan(sums[:, 0] * count, sums[:, 1] * (count - 1)),
        lambda _sums: Reason.EXPECTED_AGREEMENT_1 if count < 2 else None,
        f"Bennett's S, {count} categories",
    )


def fleiss_kappa(ratings: Ratings) -> Tally:
    """Return Fleiss' kappa; with missing values Gwet's extension of it.

    Observed agreement over the units with two values or more, chance from the mean over all units with a value of the
    share of each value in the unit. Without missing values that is Fleiss (1971).
    """
    distance = NominalDistance()

    def expected(shares: Floats) -> Floats:
        return distance.expected(shares, shares)

    is_complete = bool((ratings.codes != MISSING).all())
    variant = "Fleiss' kappa" if is_complete else "Fleiss' kappa, Gwet's extension to missing values"
    return _by_shares(ratings, distance, expected, variant)


def fleiss_category_kappa(ratings: Ratings, category: Hashable) -> Tally:
    """Return Fleiss' kappa of one category against all others.

    Raises ValueError when nobody could have chosen the category.
    """
    return fleiss_kappa(ratings.against_the_rest(category))


def gwet_ac(ratings: Ratings, weights: Weights = Weights.IDENTITY) -> Tally:
    """Return Gwet's AC1, or with weights AC2.

    Chance agreement is Σw / (q (q − 1)) · Σ π (1 − π) over all q listed values; observed agreement and π count missing
    values as `fleiss_kappa` does.
    """
    distance = agreement_distances(ratings, weights)
    count = len(ratings.values)
    every = np.ones((1, count))
    weight_sum = count**2 - float(distance.expected(every, every)[0])
    scale = weight_sum / (count * (count - 1)) if count > 1 else 1.0

    def expected(shares: Floats) -> Floats:
        disagreement: Floats = 1 - scale * (shares * (1 - shares)).sum(axis=1)
        return disagreement if count > 1 else np.zeros(len(shares))

    variant = "Gwet's AC1" if weights is Weights.IDENTITY else f"Gwet's AC2, {weights} weights"
    return _by_shares(ratings, distance, expected, variant)


def conger_kappa(ratings: Ratings) -> Tally:
    """Return Conger's kappa: chance is the mean over pairs of coders of what Cohen's kappa expects of them.

    With missing values each coder's use of the values is taken over the units that coder coded.
    """
    rows = distinct_rows(ratings)
    distance = NominalDistance()
    coders, width = ratings.coder_count, len(ratings.values)
    every = np.ones(len(rows.codes))
    used = [value_counts(DistinctRows(rows.codes[:, [at]], rows.row_of), width, every) for at in range(coders)]

    def disagreements(sums: Floats) -> tuple[Floats, Floats]:
        shares = [_normalised(sums[:, 2 + at * width : 2 + (at + 1) * width]) for at in range(coders)]
        pairs = [distance.expected(shares[a], shares[b]) for a, b in combinations(range(coders), 2)]
        return ratio_or_nan(sums[:, 0], sums[:, 1]), np.mean(pairs, axis=0) if pairs else np.zeros(len(sums))

    columns: list[Floats | SparseMatrix] = [*_agreement_columns(rows, distance), *used]
    return _kappa(ratings, rows, columns, disagreements, "Conger's kappa")


def light_kappa(ratings: Ratings) -> Tally:
    """Return Light's kappa: the mean of Cohen's kappa over all pairs of coders, undefined if any pair's is."""
    rows = distinct_rows(ratings)
    width = len(ratings.values)
    distance = NominalDistance()
    pairs = list(combinations(range(ratings.coder_count), 2))
    columns = [column for pair in pairs for column in _columns_of_two(rows, pair, distance, width)]
    ends = [slice(at * (2 + 2 * width), (at + 1) * (2 + 2 * width)) for at in range(len(pairs))]

    def of_pairs(sums: Floats) -> list[tuple[Floats, Floats]]:
        return [_disagreements_of_two(sums[:, end], width, distance.expected) for end in ends]

    def solve(sums: Floats) -> Floats:
        mean: Floats = np.mean([1 - ratio_or_nan(*pair) for pair in of_pairs(sums)], axis=0)
        return mean

    def reason(sums: Floats) -> Reason | None:
        if any(sums[end][1] == 0 for end in ends):
            return Reason.NO_PAIRABLE_UNITS
        is_certain = any(expected[0] == 0 for _, expected in of_pairs(sums[None, :]))
        return Reason.EXPECTED_AGREEMENT_1 if is_certain else None

    return _tally(ratings, rows, columns, solve, reason, "Light's kappa")


def _of_two(ratings: Ratings, distance: Distance, expected: Callable[[Floats, Floats], Floats], variant: str) -> Tally:
    """Make the coefficient of two coders from the expected disagreement of their counts (samples, values)."""
    if ratings.coder_count != 2:
        return _unpairable(ratings, variant, Reason.NEEDS_TWO_CODERS)
    rows = distinct_rows(ratings)
    width = len(ratings.values)
    columns = _columns_of_two(rows, (0, 1), distance, width)
    return _kappa(ratings, rows, columns, lambda sums: _disagreements_of_two(sums, width, expected), variant)


def _columns_of_two(
    rows: DistinctRows, pair: tuple[int, int], distance: Distance, width: int
) -> list[Floats | SparseMatrix]:
    """Return the columns of two coders over the rows both coded: disagreement, rows, and each one's use of values."""
    first, second = rows.codes[:, pair[0]], rows.codes[:, pair[1]]
    both = (first != MISSING) & (second != MISSING)
    counted = both.astype(np.float64)
    within = np.where(both, distance.at(first, second), 0.0)
    used = [value_counts(DistinctRows(rows.codes[:, [coder]], rows.row_of), width, counted) for coder in pair]
    return [within, counted, *used]


def _disagreements_of_two(
    sums: Floats, width: int, expected: Callable[[Floats, Floats], Floats]
) -> tuple[Floats, Floats]:
    """Return observed and expected disagreement of two coders, both times the square of the number of units."""
    return sums[:, 0] * sums[:, 1], expected(sums[:, 2 : 2 + width], sums[:, 2 + width :])


def _by_shares(ratings: Ratings, distance: Distance, expected: Callable[[Floats], Floats], variant: str) -> Tally:
    """Make the coefficient from the expected disagreement of the mean share of each value, (samples, values)."""
    rows = distinct_rows(ratings)
    counts = rows.counts
    shares = value_counts(rows, len(ratings.values), 1 / np.maximum(counts, 1))
    columns: list[Floats | SparseMatrix] = [
        *_agreement_columns(rows, distance),
        (counts >= 1).astype(np.float64),
        shares,
    ]

    def disagreements(sums: Floats) -> tuple[Floats, Floats]:
        means = sums[:, 3:] / np.maximum(sums[:, 2:3], 1)
        return ratio_or_nan(sums[:, 0], sums[:, 1]), expected(means)

    return _kappa(ratings, rows, columns, disagreements, variant)


def _agreement_columns(rows: DistinctRows, distance: Distance) -> tuple[Floats, Floats]:
    """Return each row's mean disagreement of its pairs, and whether it has a pair at all, both (rows,)."""
    counts = rows.counts
    mean = disagreement_within(rows, distance) / np.maximum(counts * (counts - 1), 1)
    return mean, (counts >= 2).astype(np.float64)


def _normalised(counts: Floats) -> Floats:
    return ratio_or_nan(counts, np.broadcast_to(counts.sum(axis=1, keepdims=True), counts.shape))


def _kappa(
    ratings: Ratings,
    rows: DistinctRows,
    columns: Sequence[Floats | SparseMatrix],
    disagreements: Callable[[Floats], tuple[Floats, Floats]],
    variant: str,
) -> Tally:
    def solve(sums: Floats) -> Floats:
        return 1 - ratio_or_nan(*disagreements(sums))

    def reason(sums: Floats) -> Reason | None:
        expected = float(disagreements(sums[None, :])[1][0])
        if math.isnan(expected):
            return Reason.NO_PAIRABLE_UNITS
        return Reason.EXPECTED_AGREEMENT_1 if expected == 0 else None

    return _tally(ratings, rows, columns, solve, reason, variant)


def _tally(
    ratings: Ratings,
    rows: DistinctRows,
    columns: Sequence[Floats | SparseMatrix],
    solve: Callable[[Floats], Floats],
    reason: Callable[[Floats], Reason | None],
    variant: str,
) -> Tally:
    used = ratings.is_pairable
    if not used.any():
        return _unpairable(ratings, variant, Reason.NO_PAIRABLE_UNITS)
    sums = summed_by_article(ratings, rows, columns)
    return Tally(sums, solve, reason, variant, int(used.sum()), articles_with(ratings, used))


def _unpairable(ratings: Ratings, variant: str, why: Reason) -> Tally:
    nothing = np.zeros((ratings.article_count, 1))
    return Tally(nothing, lambda sums: np.full(len(sums), np.nan), lambda _sums: why, variant, 0, 0)
