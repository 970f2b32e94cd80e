"""Examples from publications and textbooks whose data are short enough to stand here, with the figures printed there.

They make the tests stand without `agreement_cases.json`, which holds these and more.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

import pytest

from annotator.agreement import kappa
from annotator.agreement.alpha import category_alpha, krippendorff_alpha, observed_agreement
from annotator.agreement.kappa import Weights
from annotator.agreement.ratings import Level, Ratings
from annotator.agreement.tally import Tally
from tests.unit.agreement.test_alpha import FOUR_OBSERVERS, value_of
from tests.unit.agreement.test_kappa import COHEN_P45, PARADOX, from_table

Units = Sequence[Sequence[Hashable | None]]

COHEN_P37 = from_table([[25, 12, 3], [18, 2, 15], [11, 10, 4]])
"""The shape of Cohen (1960), p. 37: agreement below chance."""

ABSTRACTORS = from_table([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
"""Gwet (2014): two abstractors, a hundred pregnancies: ectopic, abnormal intrauterine, normal."""

DIALOGUE = from_table([[20, 20], [10, 50]])
"""Artstein and Poesio (2008), p. 558: a hundred utterances, statement or information request."""

BEN_AND_GERRY: Units = [
    ["a", "b"],
    ["a", "a"],
    ["b", "b"],
    ["b", "b"],
    ["d", "b"],
    ["c", "c"],
    ["c", "c"],
    ["c", "c"],
    ["e", "e"],
    ["d", "d"],
    ["d", "d"],
    ["a", "d"],
]
"""Krippendorff (2011), section B."""

GWET_FOUR_RATERS: Units = [*FOUR_OBSERVERS[:11], [None, None, 3, None]]
"""Gwet (2014): four raters, twelve subjects, five categories, missing ratings."""

SKEWED: Units = [["y", "y"]] * 8 + [["n", "n"], ["y", "n"]]

CLAIMS: Units = [
    ["ISIS", "ISIS", "ISIS"],
    ["ISIS", "ISIS", "none"],
    ["none", "none", "none"],
    ["Taliban", "Taliban", "Taliban"],
    ["Taliban", "ISIS", "Taliban"],
    ["none", "none", "other"],
    ["none", "none", "none"],
    ["other", "none", "other"],
    ["ISIS", "ISIS", "ISIS"],
    ["Taliban", "Taliban", "none"],
    ["none", "none", "none"],
    ["other", "other", "other"],
]
"""Three coders, four claimants, twelve incidents."""

TOLLS: Units = [
    [53, 54, 53],
    [0, 0, 0],
    [7, 7, None],
    [120, 100, 120],
    [3, 3, 3],
    [15, None, 50],
    [None, 2, 2],
    [9, 9, 9],
]
"""Three coders, death tolls of eight incidents."""

STEPS: Units = [[1, 1], [1, 2], [2, 2], [2, 2], [2, 3], [3, 3], [3, 3], [3, 4], [4, 4], [4, 4], [4, 2], [1, 1]]


class Example(NamedTuple):
    """A measure of some data and the figure it has."""

    name: str
    units: Units
    measure: Callable[[Ratings], Tally]
    figure: float
    level: Level = Level.NOMINAL


def cohen(weights: Weights) -> Callable[[Ratings], Tally]:
    """Return weighted kappa."""
    return lambda ratings: kappa.cohen_kappa(ratings, weights)


def ac2(weights: Weights) -> Callable[[Ratings], Tally]:
    """Return AC2."""
    return lambda ratings: kappa.gwet_ac(ratings, weights)


EXAMPLES = [
    Example("Cohen p. 45, pi", COHEN_P45, kappa.scott_pi, 0.48718),
    Example("Cohen p. 45, alpha", COHEN_P45, krippendorff_alpha, 0.48846),
    Example("Cohen p. 45, AC1", COHEN_P45, kappa.gwet_ac, 0.57597),
    Example("Cohen p. 45, AC2", COHEN_P45, ac2(Weights.QUADRATIC), 0.63855),
    Example("below chance, percent", COHEN_P37, kappa.percent_agreement, 0.31),
    Example("abstractors, kappa", ABSTRACTORS, kappa.cohen_kappa, 0.79641),
    Example("abstractors, pi", ABSTRACTORS, kappa.scott_pi, 0.79624),
    Example("abstractors, AC1", ABSTRACTORS, kappa.gwet_ac, 0.84933),
    Example("abstractors, alpha", ABSTRACTORS, krippendorff_alpha, 0.79726),
    Example("abstractors, S", ABSTRACTORS, kappa.bennett_s, 0.835),
    Example("dialogue, S", DIALOGUE, kappa.bennett_s, 0.40),
    Example("dialogue, pi", DIALOGUE, kappa.scott_pi, 0.34066),
    Example("dialogue, kappa", DIALOGUE, kappa.cohen_kappa, 0.34783),
    Example("Ben and Gerry, alpha", BEN_AND_GERRY, krippendorff_alpha, 0.69196),
    Example("Ben and Gerry, kappa", BEN_AND_GERRY, kappa.cohen_kappa, 0.68421),
    Example("Ben and Gerry, percent", BEN_AND_GERRY, kappa.percent_agreement, 0.75),
    Example("four observers, percent by value", FOUR_OBSERVERS, observed_agreement, 0.8),
    Example("four observers, percent by unit", FOUR_OBSERVERS, kappa.percent_agreement, 0.81818),
    Example("four raters, AC1", GWET_FOUR_RATERS, kappa.gwet_ac, 0.77544),
    Example("four raters, Fleiss", GWET_FOUR_RATERS, kappa.fleiss_kappa, 0.76117),
    Example("four raters, AC2 quadratic", GWET_FOUR_RATERS, ac2(Weights.QUADRATIC), 0.91400, Level.ORDINAL),
    Example("four raters, AC2 linear", GWET_FOUR_RATERS, ac2(Weights.LINEAR), 0.85874, Level.ORDINAL),
    Example("four raters, AC2 ordinal", GWET_FOUR_RATERS, ac2(Weights.ORDINAL), 0.89894, Level.ORDINAL),
    Example("prevalence, kappa", PARADOX, kappa.cohen_kappa, 0.31444),
    Example("prevalence, AC1", PARADOX, kappa.gwet_ac, 0.808),
    Example("prevalence, pi", PARADOX, kappa.scott_pi, 0.31429),
    Example("skewed, AC1", SKEWED, kappa.gwet_ac, 0.86577),
    Example("skewed, pi", SKEWED, kappa.scott_pi, 0.60784),
    Example("skewed, alpha", SKEWED, krippendorff_alpha, 0.62745),
    Example("claims, Fleiss", CLAIMS, kappa.fleiss_kappa, 0.61456),
    Example("claims, Conger", CLAIMS, kappa.conger_kappa, 0.61783),
    Example("claims, Light", CLAIMS, kappa.light_kappa, 0.61756),
    Example("claims, AC1", CLAIMS, kappa.gwet_ac, 0.63439),
    Example("claims, alpha", CLAIMS, krippendorff_alpha, 0.62527),
    Example("claims, alpha of ISIS", CLAIMS, lambda ratings: category_alpha(ratings, "ISIS"), 0.71193),
    Example("claims, alpha of none", CLAIMS, lambda ratings: category_alpha(ratings, "none"), 0.54545),
    Example("tolls, nominal", TOLLS, krippendorff_alpha, 0.69543),
    Example("tolls, ordinal", TOLLS, krippendorff_alpha, 0.99313, Level.ORDINAL),
    Example("tolls, interval", TOLLS, krippendorff_alpha, 0.95189, Level.INTERVAL),
    Example("tolls, ratio", TOLLS, krippendorff_alpha, 0.95060, Level.RATIO),
    Example("steps, kappa", STEPS, kappa.cohen_kappa, 0.55556, Level.ORDINAL),
    Example("steps, linear", STEPS, cohen(Weights.LINEAR), 0.65517, Level.ORDINAL),
    Example("steps, quadratic", STEPS, cohen(Weights.QUADRATIC), 0.75, Level.ORDINAL),
    Example("steps, alpha ordinal", STEPS, krippendorff_alpha, 0.75930, Level.ORDINAL),
    Example("steps, alpha interval", STEPS, krippendorff_alpha, 0.76006, Level.INTERVAL),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_has_its_figure(example: Example) -> None:
    outcome = example.measure(Ratings.of(example.units, example.level)).outcome()
    assert value_of(outcome) == pytest.approx(example.figure, abs=1e-5)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_does_not_depend_on_the_order_of_units(example: Example) -> None:
    there = example.measure(Ratings.of(example.units, example.level)).outcome()
    back = example.measure(Ratings.of(list(reversed(example.units)), example.level)).outcome()
    assert value_of(back) == pytest.approx(value_of(there), abs=1e-12)


def test_one_large_incident_decides_interval_alpha_of_tolls() -> None:
    """Why ratio is the default for counts: one large toll settles the interval figure, whatever the others are."""
    small: Units = [[1, 3], [2, 1], [4, 2], [3, 5], [2, 4], [5, 3]]
    with_large = [*small, [3000, 3000]]
    interval = value_of(krippendorff_alpha(Ratings.of(with_large, Level.INTERVAL)).outcome())
    ratio = value_of(krippendorff_alpha(Ratings.of(with_large, Level.RATIO)).outcome())
    assert value_of(krippendorff_alpha(Ratings.of(small, Level.INTERVAL)).outcome()) < 0.1
    assert interval > 0.999
    assert ratio < 0.8
