"""Intervals from resampled articles, and the warnings beside them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from annotator.agreement.alpha import krippendorff_alpha, observed_agreement
from annotator.agreement.bootstrap import Interval, bootstrap, bootstrap_all, resampled
from annotator.agreement.caution import Caution, CautionKind, cautions
from annotator.agreement.kappa import cohen_kappa, conger_kappa, fleiss_kappa, gwet_ac, light_kappa
from annotator.agreement.outcome import Reason, Undefined
from annotator.agreement.ratings import Level, Ratings
from annotator.agreement.tally import Tally

Measure = Callable[[Ratings], Tally]


def some_ratings(
    articles: int = 30, per_article: int = 3, level: Level = Level.NOMINAL, seed: int = 0, values: int = 4
) -> Ratings:
    """Return two coders' ratings who agree on about 70 %."""
    random = np.random.default_rng(seed)
    count = articles * per_article
    truth = random.integers(0, values, count)
    coders = [np.where(random.random(count) < 0.85, truth, random.integers(0, values, count)) for _ in range(2)]
    units = [[int(a), int(b)] for a, b in zip(*coders, strict=True)]
    return Ratings.of(units, level, articles=[at // per_article for at in range(count)])


def interval_of(tally: Tally, seed: int = 1, resamples: int = 1000) -> Interval:
    """Return the interval of a tally that has one."""
    found = bootstrap(tally, seed=seed, resamples=resamples)
    assert isinstance(found, Interval)
    return found


def test_the_interval_holds_the_estimate_and_says_how_it_was_made() -> None:
    tally = krippendorff_alpha(some_ratings())
    found = interval_of(tally, seed=7)
    estimate = tally.outcome()
    assert not isinstance(estimate, Undefined)
    assert found.lower < estimate.value < found.upper
    assert (found.seed, found.resamples, found.confidence, found.undefined) == (7, 1000, 0.95, 0)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    tally = krippendorff_alpha(some_ratings())
    assert interval_of(tally, seed=3) == interval_of(tally, seed=3)
    assert interval_of(tally, seed=3).lower != interval_of(tally, seed=4).lower


def test_more_articles_give_a_narrower_interval() -> None:
    few, many = (interval_of(krippendorff_alpha(some_ratings(articles))) for articles in (20, 320))
    assert many.upper - many.lower < (few.upper - few.lower) / 2


def test_a_higher_confidence_gives_a_wider_interval() -> None:
    tally = krippendorff_alpha(some_ratings())
    wide, narrow = (bootstrap(tally, seed=1, confidence=level) for level in (0.99, 0.8))
    assert isinstance(wide, Interval)
    assert isinstance(narrow, Interval)
    assert wide.lower < narrow.lower < narrow.upper < wide.upper


def test_reports_of_one_article_are_drawn_together() -> None:
    """Eight identical reports per article carry no more than one: the interval must not shrink."""
    one = some_ratings(articles=40, per_article=1, seed=5)
    eight = Ratings(
        np.repeat(one.codes, 8, axis=0), one.values, one.level, np.repeat(one.articles, 8), one.article_count
    )
    as_units = Ratings(eight.codes, eight.values, eight.level, np.arange(320), 320)
    by_article, by_unit = (interval_of(krippendorff_alpha(ratings)) for ratings in (eight, as_units))
    alone = interval_of(krippendorff_alpha(one))
    width = by_article.upper - by_article.lower
    assert width == pytest.approx(alone.upper - alone.lower, rel=0.1)
    assert by_unit.upper - by_unit.lower < width / 2


MEASURES: dict[str, tuple[Measure, Level]] = {
    "nominal": (krippendorff_alpha, Level.NOMINAL),
    "ordinal": (krippendorff_alpha, Level.ORDINAL),
    "interval": (krippendorff_alpha, Level.INTERVAL),
    "ratio": (krippendorff_alpha, Level.RATIO),
    "percent": (observed_agreement, Level.NOMINAL),
    "cohen": (cohen_kappa, Level.NOMINAL),
    "fleiss": (fleiss_kappa, Level.NOMINAL),
    "conger": (conger_kappa, Level.NOMINAL),
    "light": (light_kappa, Level.NOMINAL),
    "ac1": (gwet_ac, Level.NOMINAL),
}


@pytest.mark.parametrize("name", MEASURES)
def test_a_resample_is_the_coefficient_of_the_articles_drawn(name: str) -> None:
    """Observed and expected disagreement, and for ordinal data the ranks, come from the resample itself."""
    measure, level = MEASURES[name]
    ratings = some_ratings(articles=12, per_article=2, level=level)
    tally = measure(ratings)
    drawn = np.random.default_rng(2).multinomial(12, np.full(12, 1 / 12), size=5).astype(float)
    solved = tally.solve(np.asarray(drawn @ tally.by_article))
    for weights, coefficient in zip(drawn, solved, strict=True):
        units = np.concatenate([np.repeat([at], int(weights[article])) for at, article in enumerate(ratings.articles)])
        literal = measure(ratings.of_units(units.astype(np.int64))).outcome()
        assert not isinstance(literal, Undefined)
        assert coefficient == pytest.approx(literal.value, abs=1e-9)


def test_wide_and_narrow_coefficients_can_be_drawn_together() -> None:
    narrow = some_ratings(values=4)
    wide = some_ratings(values=90, articles=30)
    tallies = [krippendorff_alpha(one) for one in (narrow, wide, narrow)]
    assert not isinstance(tallies[1].by_article, np.ndarray)
    together = bootstrap_all(tallies, seed=9)
    for tally, found in zip(tallies, together, strict=True):
        alone = bootstrap(tally, seed=9)
        assert isinstance(alone, Interval)
        assert isinstance(found, Interval)
        assert (found.lower, found.upper) == pytest.approx((alone.lower, alone.upper), abs=1e-9)


def test_coefficients_over_the_same_articles_see_the_same_resamples() -> None:
    tally = krippendorff_alpha(some_ratings())
    first, second = resampled([tally, tally], seed=1, resamples=50)
    assert first == pytest.approx(second, abs=1e-12)


def test_many_coefficients_are_stacked_without_mixing_them_up() -> None:
    tallies = [krippendorff_alpha(some_ratings(articles=5 + at % 3, seed=at)) for at in range(500)]
    together = resampled(tallies, seed=3, resamples=20)
    for at in (0, 1, 2, 250, 499):
        assert together[at] == pytest.approx(resampled([tallies[at]], seed=3, resamples=20)[0], nan_ok=True)


def test_resamples_are_drawn_in_blocks_when_there_are_many_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    tally = krippendorff_alpha(some_ratings())
    monkeypatch.setattr("annotator.agreement.bootstrap._BLOCK_BYTES", 8 * 30 * 7)
    found = resampled([tally], seed=1, resamples=100)[0]
    assert len(found) == 100
    assert not np.isnan(found).any()
    assert len(np.unique(found)) > 90


def test_an_undefined_coefficient_has_no_interval() -> None:
    assert bootstrap(krippendorff_alpha(Ratings.of([["x", "x"]] * 5)), seed=1) == Undefined(Reason.NO_VARIATION)
    assert bootstrap(krippendorff_alpha(Ratings.of([])), seed=1) == Undefined(Reason.NO_PAIRABLE_UNITS)


def test_one_article_alone_has_no_interval() -> None:
    ratings = Ratings.of([["a", "a"], ["b", "a"]], articles=[0, 0])
    assert bootstrap(krippendorff_alpha(ratings), seed=1) == Undefined(Reason.TOO_FEW_ARTICLES)


def test_resamples_without_variation_are_counted_and_left_out() -> None:
    ratings = Ratings.of([["a", "a"]] * 9 + [["b", "a"]])
    found = interval_of(krippendorff_alpha(ratings))
    assert 300 < found.undefined < 400  # (9/10)¹⁰ = 35 % of the resamples miss the only unit that differs


def test_articles_without_units_are_drawn_too() -> None:
    full = some_ratings(articles=30)
    with_empty = Ratings(full.codes, full.values, full.level, full.articles, 60)
    found = interval_of(krippendorff_alpha(with_empty))
    assert found.lower < found.upper


@settings(max_examples=20)
@given(st.integers(2, 12), st.integers(1, 4), st.integers(0, 2**31))
def test_bounds_are_in_order_and_never_nan(articles: int, per_article: int, seed: int) -> None:
    found = bootstrap(krippendorff_alpha(some_ratings(articles, per_article, seed=seed)), seed=seed, resamples=100)
    if isinstance(found, Interval):
        assert found.lower <= found.upper <= 1
        assert 0 <= found.undefined < 100


def test_a_rare_category_is_warned_of() -> None:
    ratings = Ratings.of([["a", "a"]] * 20 + [["b", "a"]] * 3 + [["c", None]])
    assert cautions(ratings) == (Caution(CautionKind.RARE_CATEGORY, 3, 10, "b"),)


def test_few_articles_are_warned_of() -> None:
    ratings = Ratings.of([["a", "b"]] * 40, articles=[at % 4 for at in range(40)])
    found = cautions(ratings)
    assert found == (Caution(CautionKind.FEW_ARTICLES, 4, 20),)
    assert found[0].sentence == "Only 4 articles: the interval is too narrow below 20."


def test_numbers_have_no_rare_categories() -> None:
    assert cautions(Ratings.of([[at, at + 1] for at in range(40)], Level.RATIO)) == ()


def test_enough_of_everything_is_not_warned_of() -> None:
    assert cautions(Ratings.of([["a", "b"]] * 20)) == ()
    assert cautions(Ratings.of([])) == ()


@pytest.mark.parametrize("count, words", [(1, "once"), (3, "3 times")])
def test_the_rare_category_is_named(count: int, words: str) -> None:
    caution = Caution(CautionKind.RARE_CATEGORY, count, 10, "rumour")
    assert caution.sentence == f"“rumour” was used {words}: the interval is not to be trusted below 10."
