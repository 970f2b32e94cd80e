"""The coefficients against independent packages on random data; each skips where its package is not installed.

They are for an environment of their own (the extra ``oracles``, and irrCAC as CONTRIBUTING.md says): krippendorff is
under the GPL, irrCAC pins an old scipy, and neither is ever needed at run time.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from annotator.agreement import kappa
from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.kappa import Weights
from annotator.agreement.outcome import Estimate
from annotator.agreement.ratings import MISSING, Level, Ratings
from annotator.agreement.tally import Tally

SEEDS = pytest.mark.parametrize("seed", range(6))


def drawn(
    seed: int, *, coders: int = 3, values: int = 5, missing: float = 0.15, level: Level = Level.NOMINAL
) -> Ratings:
    """Draw ratings of coders who agree on about three values in four."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, values, 80)[:, None]
    codes = np.where(random.random((80, coders)) < 0.75, truth, random.integers(0, values, (80, coders)))
    codes[random.random((80, coders)) < missing] = MISSING
    return Ratings(codes.astype(np.int64), tuple(range(1, values + 1)), level, np.arange(80), 80)


def value_of(tally: Tally) -> float:
    outcome = tally.outcome()
    assert isinstance(outcome, Estimate)
    return outcome.value


def as_floats(ratings: Ratings) -> Any:
    """Return units × coders with NaN for missing values."""
    return np.where(ratings.codes == MISSING, np.nan, ratings.codes + 1.0)


@SEEDS
@pytest.mark.parametrize("level", [Level.NOMINAL, Level.ORDINAL, Level.INTERVAL, Level.RATIO])
def test_alpha_is_that_of_the_package_krippendorff(seed: int, level: Level) -> None:
    package = pytest.importorskip("krippendorff")
    ratings = drawn(seed, coders=2 + seed % 3, level=level)
    expected = package.alpha(as_floats(ratings).T, level_of_measurement=level.value)
    assert value_of(krippendorff_alpha(ratings)) == pytest.approx(expected, abs=1e-9)


IRR: dict[str, tuple[Callable[[Ratings], Tally], str]] = {
    "AC1": (kappa.gwet_ac, "gwet"),
    "Fleiss": (kappa.fleiss_kappa, "fleiss"),
    "Conger": (kappa.conger_kappa, "conger"),
    "alpha": (krippendorff_alpha, "krippendorff"),
}


@SEEDS
@pytest.mark.parametrize("name", IRR)
def test_chance_corrected_coefficients_are_those_of_the_package_irrcac(seed: int, name: str) -> None:
    """The categories are named, because from newer data frames irrCAC counts "missing" as one of them."""
    pandas = pytest.importorskip("pandas")
    raw = pytest.importorskip("irrCAC.raw")
    measure, method = IRR[name]
    ratings = drawn(seed, coders=3 + seed % 2, missing=0.1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        analysis = raw.CAC(pandas.DataFrame(as_floats(ratings)), categories=list(ratings.values), digits=10)
        expected = getattr(analysis, method)()["est"]["coefficient_value"]
    assert value_of(measure(ratings)) == pytest.approx(float(expected), abs=1e-7)


@SEEDS
def test_quadratic_ac2_is_that_of_the_package_irrcac(seed: int) -> None:
    pandas = pytest.importorskip("pandas")
    raw = pytest.importorskip("irrCAC.raw")
    ratings = drawn(seed, coders=3, missing=0.1, level=Level.ORDINAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = pandas.DataFrame(as_floats(ratings))
        analysis = raw.CAC(data, weights="quadratic", categories=list(ratings.values), digits=10)
        expected = analysis.gwet()["est"]["coefficient_value"]
    assert value_of(kappa.gwet_ac(ratings, Weights.QUADRATIC)) == pytest.approx(float(expected), abs=1e-7)


@SEEDS
def test_cohen_and_fleiss_are_those_of_the_package_statsmodels(seed: int) -> None:
    package = pytest.importorskip("statsmodels.stats.inter_rater")
    two = drawn(seed, coders=2, missing=0.0)
    table, _ = package.to_table(two.codes)
    for weights, name in ((Weights.IDENTITY, None), (Weights.LINEAR, "linear"), (Weights.QUADRATIC, "quadratic")):
        expected = package.cohens_kappa(table, wt=name, return_results=False)
        assert value_of(kappa.cohen_kappa(two, weights)) == pytest.approx(float(expected), abs=1e-9)
    three = drawn(seed, coders=3, missing=0.0)
    counts, _ = package.aggregate_raters(three.codes)
    assert value_of(kappa.fleiss_kappa(three)) == pytest.approx(float(package.fleiss_kappa(counts)), abs=1e-9)
