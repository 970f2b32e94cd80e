"""Cohen, Scott, Fleiss, Conger, Light, Gwet, Bennett and percent agreement."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from annotator.agreement import kappa
from annotator.agreement.kappa import Weights
from annotator.agreement.outcome import Reason, Undefined
from annotator.agreement.ratings import Level, Ratings
from annotator.agreement.tally import Tally
from tests.unit.agreement import oracles
from tests.unit.agreement.test_alpha import units_of, value_of


def from_table(table: list[list[int]]) -> list[list[int]]:
    """Return the units of a two-coder table: rows are the first coder's categories from 1, columns the second's."""
    return [
        [row, column] for row, counts in enumerate(table, 1) for column, n in enumerate(counts, 1) for _ in range(n)
    ]


COHEN_P45 = from_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
"""Cohen (1960), p. 45: proportions .44 .07 .09 / .05 .20 .05 / .01 .03 .06 of 200."""

PARADOX = from_table([[80, 7], [8, 5]])

FLEISS_1971 = [
    [0, 0, 0, 6, 0],
    [0, 3, 0, 0, 3],
    [0, 1, 4, 0, 1],
    [0, 0, 0, 0, 6],
    [0, 3, 0, 3, 0],
    [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2],
    [2, 0, 3, 1, 0],
    [2, 0, 0, 4, 0],
    [0, 0, 0, 0, 6],
    [1, 0, 0, 5, 0],
    [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0],
    [1, 0, 0, 5, 0],
    [0, 2, 0, 3, 1],
    [0, 0, 5, 0, 1],
    [3, 0, 0, 1, 2],
    [5, 1, 0, 0, 0],
    [0, 2, 0, 4, 0],
    [1, 0, 2, 0, 3],
    [0, 0, 0, 0, 6],
    [0, 1, 0, 5, 0],
    [0, 2, 0, 1, 3],
    [2, 0, 0, 4, 0],
    [1, 0, 0, 4, 1],
    [0, 5, 0, 1, 0],
    [4, 0, 0, 0, 2],
    [0, 2, 0, 4, 0],
    [1, 0, 5, 0, 0],
    [0, 0, 0, 0, 6],
]
"""Fleiss (1971), p. 379: how many of six psychiatrists gave each of five diagnoses to each of thirty patients."""


def test_cohens_example() -> None:
    assert value_of(kappa.cohen_kappa(Ratings.of(COHEN_P45)).outcome()) == pytest.approx(0.492, abs=0.0005)


def test_fleiss_example() -> None:
    units = [[category for category, n in enumerate(row, 1) for _ in range(n)] for row in FLEISS_1971]
    assert value_of(kappa.fleiss_kappa(Ratings.of(units)).outcome()) == pytest.approx(0.430, abs=0.0005)
    assert value_of(kappa.percent_agreement(Ratings.of(units)).outcome()) == pytest.approx(0.5556, abs=0.0001)


def test_the_paradox_of_prevalence() -> None:
    # p_o = .85; Cohen expects .87 · .88 + .13 · .12 = .7812, Gwet 2 · .875 · .125 = .21875.
    ratings = Ratings.of(PARADOX)
    assert value_of(kappa.cohen_kappa(ratings).outcome()) == pytest.approx((0.85 - 0.7812) / (1 - 0.7812))
    assert value_of(kappa.gwet_ac(ratings).outcome()) == pytest.approx((0.85 - 0.21875) / (1 - 0.21875))


def test_bennetts_s_by_hand() -> None:
    ratings = Ratings.of([["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"]])
    assert value_of(kappa.bennett_s(ratings).outcome()) == pytest.approx(0.5)
    assert value_of(kappa.bennett_s(ratings, 4).outcome()) == pytest.approx((0.75 - 0.25) / 0.75)
    assert kappa.bennett_s(ratings, 1).outcome() == Undefined(Reason.EXPECTED_AGREEMENT_1)


@pytest.mark.parametrize("weights, expected", [(Weights.LINEAR, 1), (Weights.QUADRATIC, 2)])
def test_weighted_kappa_by_its_definition(weights: Weights, expected: int) -> None:
    units = [[1, 1], [1, 2], [2, 2], [2, 3], [3, 3], [3, 4], [4, 4], [4, 2], [1, 4]]
    apart = Fraction(sum(abs(a - b) ** expected for a, b in units), len(units))
    first, second = zip(*units, strict=True)
    chance = Fraction(sum(abs(a - b) ** expected for a in first for b in second), len(units) ** 2)
    ratings = Ratings.of(units, values=[1, 2, 3, 4])
    assert value_of(kappa.cohen_kappa(ratings, weights).outcome()) == pytest.approx(float(1 - apart / chance))


def test_weights_of_words_go_by_their_place_in_the_list() -> None:
    words = Ratings.of([["low", "mid"], ["high", "high"], ["mid", "low"]], values=["low", "mid", "high"])
    numbers = Ratings.of([[1, 2], [3, 3], [2, 1]], values=[1, 2, 3])
    for weights in (Weights.LINEAR, Weights.QUADRATIC, Weights.ORDINAL):
        by_word = value_of(kappa.cohen_kappa(words, weights).outcome())
        assert by_word == pytest.approx(value_of(kappa.cohen_kappa(numbers, weights).outcome()))


def test_ordinal_weights_by_hand() -> None:
    # Four steps: C(2, 2) / C(4, 2) = 1/6 for neighbours, 3/6 and 6/6 beyond.
    distance = kappa.agreement_distances(Ratings.of([[1, 4]], values=[1, 2, 3, 4]), Weights.ORDINAL)
    apart = distance.at(np.zeros(4, dtype=np.int64), np.arange(4))
    assert apart == pytest.approx([0, 1 / 6, 1 / 2, 1])


def test_custom_weights_need_a_table() -> None:
    table = np.array([[0.0, 0.5], [0.5, 0.0]])
    ratings = Ratings.of([["a", "b"], ["b", "b"], ["a", "a"]], Level.CUSTOM, distances=table)
    plain = value_of(kappa.cohen_kappa(Ratings.of([["a", "b"], ["b", "b"], ["a", "a"]])).outcome())
    assert value_of(kappa.cohen_kappa(ratings, Weights.CUSTOM).outcome()) == pytest.approx(plain)
    with pytest.raises(ValueError, match="table"):
        kappa.cohen_kappa(Ratings.of([["a", "b"]]), Weights.CUSTOM)


@pytest.mark.parametrize("measure", [kappa.cohen_kappa, kappa.scott_pi])
def test_a_measure_of_two_coders_refuses_three(measure: Callable[[Ratings], Tally]) -> None:
    assert measure(Ratings.of([["a", "b", "a"]])).outcome() == Undefined(Reason.NEEDS_TWO_CODERS)


EVERY: dict[str, Callable[[Ratings], Tally]] = {
    "cohen": kappa.cohen_kappa,
    "scott": kappa.scott_pi,
    "fleiss": kappa.fleiss_kappa,
    "conger": kappa.conger_kappa,
    "light": kappa.light_kappa,
    "ac1": kappa.gwet_ac,
}


@pytest.mark.parametrize("name", EVERY)
def test_without_a_pair_a_measure_is_undefined(name: str) -> None:
    for units in ([["a", None], [None, "b"]], [["a", None]]):
        assert EVERY[name](Ratings.of(units)).outcome() == Undefined(Reason.NO_PAIRABLE_UNITS)


@pytest.mark.parametrize("name", EVERY)
def test_where_all_is_the_same_a_measure_is_undefined(name: str) -> None:
    assert EVERY[name](Ratings.of([["x", "x"]] * 4)).outcome() == Undefined(Reason.EXPECTED_AGREEMENT_1)


def test_with_listed_categories_ac1_of_all_the_same_is_1() -> None:
    assert value_of(kappa.gwet_ac(Ratings.of([["x", "x"]] * 4, values=["x", "y"])).outcome()) == 1


def test_a_coder_without_values_does_not_make_conger_up() -> None:
    ratings = Ratings.of([["a", "b", None], ["b", "b", None]])
    assert kappa.conger_kappa(ratings).outcome() == Undefined(Reason.NO_PAIRABLE_UNITS)
    assert kappa.light_kappa(ratings).outcome() == Undefined(Reason.NO_PAIRABLE_UNITS)


def test_one_coder_alone_is_no_pair() -> None:
    for measure in (kappa.light_kappa, kappa.conger_kappa, kappa.fleiss_kappa):
        assert measure(Ratings.of([["a"], ["b"]])).outcome() == Undefined(Reason.NO_PAIRABLE_UNITS)


def test_every_variant_has_its_name() -> None:
    complete = Ratings.of([["a", "b"], ["b", "b"]])
    missing = Ratings.of([["a", "b"], ["b", None]])
    assert kappa.fleiss_kappa(complete).variant == "Fleiss' kappa"
    assert kappa.fleiss_kappa(missing).variant == "Fleiss' kappa, Gwet's extension to missing values"
    assert kappa.cohen_kappa(complete, Weights.LINEAR).variant == "Cohen's weighted kappa, linear weights"
    assert kappa.gwet_ac(complete, Weights.QUADRATIC).variant == "Gwet's AC2, quadratic weights"
    names = {measure(complete).variant for measure in EVERY.values()}
    assert len(names) == len(EVERY)


def test_lights_kappa_is_the_mean_of_the_pairs() -> None:
    units = [["a", "a", "b"], ["b", "b", "b"], ["a", "b", "a"], ["c", "c", "c"], ["a", "a", "a"]]
    ratings = Ratings.of(units)
    pairs = [value_of(kappa.cohen_kappa(ratings.between(a, b)).outcome()) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert value_of(kappa.light_kappa(ratings).outcome()) == pytest.approx(sum(pairs) / 3)


def test_with_two_coders_conger_and_light_are_cohen() -> None:
    ratings = Ratings.of(COHEN_P45)
    cohen = value_of(kappa.cohen_kappa(ratings).outcome())
    assert value_of(kappa.conger_kappa(ratings).outcome()) == pytest.approx(cohen)
    assert value_of(kappa.light_kappa(ratings).outcome()) == pytest.approx(cohen)


def agree(outcome: Any, expected: Fraction | None) -> bool:
    """Tell whether an outcome is the exact figure, or undefined where there is none."""
    if expected is None:
        return isinstance(outcome, Undefined)
    return value_of(outcome) == pytest.approx(float(expected), abs=1e-9)


LETTERS = st.sampled_from("abc")
PAIRS = st.lists(st.tuples(st.one_of(st.none(), LETTERS), st.one_of(st.none(), LETTERS)), min_size=1, max_size=14)


@given(PAIRS)
def test_the_measures_of_two_coders_are_their_definitions(units: list[tuple[str | None, str | None]]) -> None:
    ratings = Ratings.of(units)
    assert agree(kappa.cohen_kappa(ratings).outcome(), oracles.cohen(units))
    assert agree(kappa.scott_pi(ratings).outcome(), oracles.scott(units))


@given(units_of(LETTERS))
def test_the_measures_of_several_coders_are_their_definitions(units: list[list[str | None]]) -> None:
    ratings = Ratings.of(units)
    assert agree(kappa.percent_agreement(ratings).outcome(), oracles.unit_agreement(units))
    assert agree(kappa.fleiss_kappa(ratings).outcome(), oracles.fleiss(units))
    assert agree(kappa.gwet_ac(ratings).outcome(), oracles.gwet(units))


@given(st.lists(st.tuples(LETTERS, LETTERS, LETTERS), min_size=1, max_size=14))
def test_congers_kappa_is_its_definition(units: list[tuple[str, str, str]]) -> None:
    assert agree(kappa.conger_kappa(Ratings.of(units)).outcome(), oracles.conger(units))


@given(st.lists(st.tuples(LETTERS, LETTERS, LETTERS), min_size=1, max_size=14))
def test_one_category_against_the_rest_is_the_measure_of_two_values(units: list[tuple[str, str, str]]) -> None:
    category = units[0][0]
    dichotomous = [[value == category for value in unit] for unit in units]
    outcome = kappa.fleiss_category_kappa(Ratings.of(units), category).outcome()
    assert agree(outcome, oracles.fleiss(dichotomous))
