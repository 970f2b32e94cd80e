"""The planner's widths against samples drawn from the same truth."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.bootstrap import Interval, bootstrap
from annotator.agreement.planning import SIZES, articles_for, expected_width, width_curve
from annotator.agreement.ratings import Level, Ratings

SEED, RESAMPLES = 5, 600


def drawn(articles: int, random: np.random.Generator, per_article: int = 2) -> Ratings:
    """Draw articles some of which are hard: in those both coders guess more."""
    units = articles * per_article
    right = np.repeat(random.choice([0.95, 0.5], articles, p=[0.7, 0.3]), per_article)[:, None]
    truth = random.choice(3, units, p=[0.5, 0.3, 0.2])[:, None]
    codes = np.where(random.random((units, 2)) < right, truth, random.choice(3, (units, 2), p=[0.5, 0.3, 0.2]))
    return Ratings(codes.astype(np.int64), (0, 1, 2), Level.NOMINAL, np.arange(units) // per_article, articles)


def mean_width(articles: int, samples: int = 60) -> float:
    """Return the mean width of the bootstrap's interval over samples of the truth."""
    random = np.random.default_rng(articles)
    found = [bootstrap(krippendorff_alpha(drawn(articles, random)), seed=at, resamples=400) for at in range(samples)]
    return float(np.mean([one.upper - one.lower for one in found if isinstance(one, Interval)]))


@pytest.mark.parametrize("articles", [40, 120])
def test_the_planned_width_is_what_new_samples_get(articles: int) -> None:
    pilot = krippendorff_alpha(drawn(400, np.random.default_rng(1)))
    planned = expected_width(pilot, articles, seed=SEED, resamples=RESAMPLES).width
    assert planned == pytest.approx(mean_width(articles), rel=0.15)


@pytest.mark.parametrize("wanted", [0.2, 0.3])
def test_a_sample_of_the_planned_size_gets_the_wanted_width(wanted: float) -> None:
    pilot = krippendorff_alpha(drawn(400, np.random.default_rng(2)))
    curve = width_curve(pilot, seed=SEED, resamples=RESAMPLES)
    articles = articles_for(pilot, curve, wanted, seed=SEED, resamples=RESAMPLES)
    assert articles is not None
    assert mean_width(articles) == pytest.approx(wanted, rel=0.2)


def test_the_curve_falls_as_one_over_the_root_of_the_size() -> None:
    pilot = krippendorff_alpha(drawn(200, np.random.default_rng(3)))
    curve = width_curve(pilot, seed=SEED, resamples=2000)
    assert [one.articles for one in curve] == list(SIZES)
    late = [one.width * math.sqrt(one.articles) for one in curve if one.articles >= 80]
    assert max(late) / min(late) < 1.15
    assert all(one.undefined == 0 for one in curve if one.articles >= 40)


def test_the_same_seed_gives_the_same_plan() -> None:
    pilot = krippendorff_alpha(drawn(60, np.random.default_rng(4)))
    once, again = (width_curve(pilot, seed=9, resamples=200) for _ in range(2))
    assert once == again
    assert once != width_curve(pilot, seed=10, resamples=200)


def test_a_width_no_sample_reaches_has_no_answer() -> None:
    pilot = krippendorff_alpha(drawn(60, np.random.default_rng(5)))
    curve = width_curve(pilot, seed=SEED, resamples=200)
    assert articles_for(pilot, curve, 0.001, seed=SEED, resamples=200) is None


def test_a_width_that_the_least_sample_has_is_answered_with_it() -> None:
    pilot = krippendorff_alpha(drawn(60, np.random.default_rng(6)))
    curve = width_curve(pilot, seed=SEED, resamples=200)
    assert articles_for(pilot, curve, 1.9, seed=SEED, resamples=200) == SIZES[0]


def test_the_answer_lies_between_the_sizes_around_it() -> None:
    pilot = krippendorff_alpha(drawn(100, np.random.default_rng(7)))
    curve = width_curve(pilot, seed=SEED, resamples=1000)
    for low, high in pairwise(curve[3:11]):
        wanted = (low.width + high.width) / 2
        articles = articles_for(pilot, curve, wanted, seed=SEED, resamples=1000)
        assert articles is not None
        assert low.articles < articles <= high.articles


def test_a_pilot_without_articles_says_nothing() -> None:
    empty = krippendorff_alpha(Ratings.of([], coder_count=2))
    found = expected_width(empty, 50, seed=SEED, resamples=10)
    assert math.isnan(found.width)
    assert found.undefined == 1.0


def test_a_pilot_without_variation_says_nothing() -> None:
    same = krippendorff_alpha(Ratings.of([[1, 1]] * 20))
    found = expected_width(same, 50, seed=SEED, resamples=10)
    assert math.isnan(found.width)
    assert found.undefined == 1.0
