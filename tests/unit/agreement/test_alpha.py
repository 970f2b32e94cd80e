"""Krippendorff's alpha, against worked examples and against its definition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from annotator.agreement.alpha import VARIANTS, category_alpha, krippendorff_alpha, observed_agreement
from annotator.agreement.outcome import Estimate, Outcome, Reason, Undefined
from annotator.agreement.ratings import Level, Ratings
from tests.unit.agreement import oracles

FOUR_OBSERVERS: list[list[int | None]] = [
    [1, 1, None, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [None, 5, 5, 5],
    [None, None, 1, 1],
    [None, 3, None, None],
]
"""Krippendorff (2011), section C: four observers, twelve units."""


def value_of(outcome: Outcome) -> float:
    """Return the figure of an outcome that has one."""
    assert isinstance(outcome, Estimate), outcome
    return outcome.value


@pytest.mark.parametrize(
    "level, printed",
    [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849), (Level.RATIO, 0.797)],
)
def test_krippendorffs_four_observers(level: Level, printed: float) -> None:
    outcome = krippendorff_alpha(Ratings.of(FOUR_OBSERVERS, level)).outcome()
    assert isinstance(outcome, Estimate)
    assert outcome.value == pytest.approx(printed, abs=0.0005)
    assert outcome.variant == VARIANTS[level]
    assert (outcome.units, outcome.articles) == (11, 11)


def test_two_observers_of_binary_data_by_hand() -> None:
    # 4 of 10 units differ: D_o = 8/20; 14 zeros and 6 ones: D_e = 2 · 14 · 6 / (20 · 19); alpha = 1 − 19/21.
    units = [[1, 0], [1, 1], [0, 1], [0, 0], [0, 0], [0, 1], [0, 0], [0, 1], [0, 0], [0, 0]]
    assert value_of(krippendorff_alpha(Ratings.of(units)).outcome()) == pytest.approx(2 / 21)


def test_interval_alpha_by_hand() -> None:
    # D_o = (1 + 1) / 4; the six pairs of 1, 2, 5, 5 give 1 + 16 + 16 + 9 + 9 + 0, D_e = 2 · 51 / (4 · 3).
    assert value_of(krippendorff_alpha(Ratings.of([[1, 2], [5, 5]], Level.INTERVAL)).outcome()) == pytest.approx(
        1 - 0.5 / (102 / 12)
    )


def test_ratio_alpha_takes_two_zeros_as_equal() -> None:
    # D_o = 2 · (1/3)² / 4 for 1 and 2; pairs of 0, 0, 1, 2: four at distance 1, one at 1/9.
    observed, expected = Fraction(2, 9) / 4, 2 * (4 + Fraction(1, 9)) / 12
    outcome = krippendorff_alpha(Ratings.of([[0, 0], [1, 2]], Level.RATIO)).outcome()
    assert value_of(outcome) == pytest.approx(float(1 - observed / expected))


def test_a_unit_with_one_value_changes_nothing() -> None:
    alone: list[int | None] = [None, 9, None, None]
    with_more = [*FOUR_OBSERVERS, alone]
    for level in (Level.NOMINAL, Level.ORDINAL, Level.INTERVAL, Level.RATIO):
        once = value_of(krippendorff_alpha(Ratings.of(FOUR_OBSERVERS, level)).outcome())
        assert value_of(krippendorff_alpha(Ratings.of(with_more, level)).outcome()) == pytest.approx(once, abs=1e-12)


@pytest.mark.parametrize("level", [Level.NOMINAL, Level.ORDINAL, Level.INTERVAL, Level.RATIO])
def test_without_variation_alpha_is_undefined(level: Level) -> None:
    for value in (0, 7, 1_000_003):
        outcome = krippendorff_alpha(Ratings.of([[value, value]] * 3, level)).outcome()
        assert outcome == Undefined(Reason.NO_VARIATION)


@pytest.mark.parametrize("level", [Level.NOMINAL, Level.ORDINAL, Level.INTERVAL, Level.RATIO])
@pytest.mark.parametrize("units", [[], [[1, None], [None, 2]], [[1], [2]]], ids=["none", "single", "one coder"])
def test_without_a_pair_alpha_is_undefined(level: Level, units: list[list[int | None]]) -> None:
    assert krippendorff_alpha(Ratings.of(units, level)).outcome() == Undefined(Reason.NO_PAIRABLE_UNITS)


def test_variation_outside_the_pairable_units_does_not_count() -> None:
    units: list[list[str | None]] = [["a", "a"], ["a", "a"], ["b", None]]
    assert krippendorff_alpha(Ratings.of(units)).outcome() == Undefined(Reason.NO_VARIATION)


def test_perfect_and_reversed_agreement() -> None:
    assert value_of(krippendorff_alpha(Ratings.of([["a", "a"], ["b", "b"]])).outcome()) == 1
    assert value_of(krippendorff_alpha(Ratings.of([["a", "b"], ["b", "a"]])).outcome()) == pytest.approx(-0.5)


def test_interval_alpha_keeps_its_digits_far_from_zero() -> None:
    units = [[1, 2], [5, 5], [3, 4]]
    far = [[a + 10**9, b + 10**9] for a, b in units]
    near = value_of(krippendorff_alpha(Ratings.of(units, Level.INTERVAL)).outcome())
    assert value_of(krippendorff_alpha(Ratings.of(far, Level.INTERVAL)).outcome()) == pytest.approx(near, abs=1e-12)


def test_pooling_is_not_averaging() -> None:
    first = [["a", "a"]] * 9 + [["a", "b"]]
    second = [["b", "b"]] * 9 + [["b", "a"]]
    pooled = value_of(krippendorff_alpha(Ratings.of(first + second)).outcome())
    apart = [value_of(krippendorff_alpha(Ratings.of(units)).outcome()) for units in (first, second)]
    assert pooled > 0.75
    assert max(apart) <= 0


def test_the_place_of_a_unit_says_how_many_articles_there_are() -> None:
    units: list[list[str | None]] = [["a", "a"], ["a", "b"], ["b", None], ["b", "b"]]
    outcome = krippendorff_alpha(Ratings.of(units, articles=[0, 0, 1, 2], article_count=10)).outcome()
    assert isinstance(outcome, Estimate)
    assert (outcome.units, outcome.articles) == (3, 2)


def test_one_category_against_all_others() -> None:
    units = [["a", "a"], ["b", "c"], ["c", "c"], ["b", "a"]]
    dichotomous = [[value == "a" for value in unit] for unit in units]
    assert value_of(category_alpha(Ratings.of(units), "a").outcome()) == pytest.approx(
        float(oracles.alpha(dichotomous) or 0)
    )


@pytest.mark.parametrize(
    "units, by_value, by_unit",
    [
        ([["a", "a"], ["a", "b"]], 0.5, 0.5),
        ([["a", "a", "a"], ["a", "b", None]], 0.6, 0.5),
        ([["a", "a", "b"]], 1 / 3, 1 / 3),
    ],
)
def test_percent_agreement_in_which_every_value_weighs_the_same(
    units: list[list[str | None]], by_value: float, by_unit: float
) -> None:
    assert value_of(observed_agreement(Ratings.of(units)).outcome()) == pytest.approx(by_value)
    assert float(oracles.unit_agreement(units) or 0) == pytest.approx(by_unit)


def test_percent_agreement_without_a_pair_is_undefined() -> None:
    assert observed_agreement(Ratings.of([["a", None]])).outcome() == Undefined(Reason.NO_PAIRABLE_UNITS)


def units_of(values: st.SearchStrategy[Any], most: int = 14) -> st.SearchStrategy[list[list[Any]]]:
    """Draw units of two to four coders, some values missing."""
    return st.integers(2, 4).flatmap(
        lambda coders: st.lists(
            st.lists(st.one_of(st.none(), values), min_size=coders, max_size=coders), min_size=1, max_size=most
        )
    )


NUMBERS = st.sampled_from([0, 1, 2, 3, 7, 15, 53, 54])
SETS = st.frozensets(st.sampled_from("abc"))


@pytest.mark.parametrize(
    "level, values, distance",
    [
        (Level.NOMINAL, st.sampled_from("abc"), lambda _: oracles.nominal),
        (Level.INTERVAL, NUMBERS, lambda _: oracles.interval),
        (Level.RATIO, NUMBERS, lambda _: oracles.ratio),
        (Level.ORDINAL, NUMBERS, oracles.ordinal),
        (Level.SET_MASI, SETS, lambda _: oracles.masi),
    ],
    ids=["nominal", "interval", "ratio", "ordinal", "masi"],
)
@given(data=st.data())
def test_alpha_is_its_definition(
    level: Level,
    values: st.SearchStrategy[Any],
    distance: Callable[[Sequence[Sequence[Any]]], oracles.Distance],
    data: st.DataObject,
) -> None:
    units = data.draw(units_of(values))
    expected = oracles.alpha(units, distance(units))
    outcome = krippendorff_alpha(Ratings.of(units, level)).outcome()
    if expected is None:
        assert isinstance(outcome, Undefined)
    else:
        assert value_of(outcome) == pytest.approx(float(expected), abs=1e-9)


@given(units_of(NUMBERS), st.randoms())
def test_which_article_a_unit_is_of_does_not_change_the_figure(units: list[list[Any]], random: Any) -> None:
    articles = [random.randrange(4) for _ in units]
    for level in (Level.NOMINAL, Level.ORDINAL, Level.INTERVAL, Level.RATIO):
        apart = krippendorff_alpha(Ratings.of(units, level)).outcome()
        together = krippendorff_alpha(Ratings.of(units, level, articles=articles)).outcome()
        if isinstance(apart, Undefined):
            assert together == apart
        else:
            assert value_of(together) == pytest.approx(apart.value, abs=1e-9)


def test_many_values_and_coders_fit() -> None:
    random = np.random.default_rng(3)
    units = random.integers(0, 400, (300, 9)).tolist()
    for level, distance in ((Level.NOMINAL, oracles.nominal), (Level.RATIO, oracles.ratio)):
        few = [unit[:2] for unit in units[:40]]
        assert value_of(krippendorff_alpha(Ratings.of(few, level)).outcome()) == pytest.approx(
            float(oracles.alpha(few, distance) or 0), abs=1e-9
        )
        assert abs(value_of(krippendorff_alpha(Ratings.of(units, level)).outcome())) < 0.05
