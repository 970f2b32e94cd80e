"""How long agreement takes, and how often the article bootstrap's interval covers the truth.

Budgets: any coefficient over 100,000 units 50 ms; 200 cells × 1000 resamples × 5,000 units 1 s.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.agreement import kappa
from annotator.agreement.alignment import Aligner, align
from annotator.agreement.alpha import krippendorff_alpha, observed_agreement
from annotator.agreement.bootstrap import Interval, bootstrap, bootstrap_all
from annotator.agreement.disagreement import disagreements
from annotator.agreement.layers import Agreement, CodedArticle, agreement
from annotator.agreement.outcome import Estimate, Undefined
from annotator.agreement.panel import Panel
from annotator.agreement.panel_cells import cell_of, subjects
from annotator.agreement.planning import articles_for, width_curve
from annotator.agreement.ratings import Level, Ratings
from annotator.agreement.slices import Choice
from annotator.agreement.tally import Tally
from annotator.domain.figures import AgreementLayer
from annotator.domain.ids import CoderId
from tests import agreement_generator as generator
from tests.drafts import default_codebook

SETS = tuple(
    frozenset(name for name, bit in zip("abcdefg", f"{at:07b}", strict=True) if bit == "1") for at in range(60)
)


def coded(
    units: int, level: Level = Level.NOMINAL, *, coders: int = 3, values: int = 8, per_article: int = 2, seed: int = 0
) -> Ratings:
    """Return ratings of coders who agree on about three values in four; one value in twenty is missing."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, values, units)[:, None]
    guesses = random.integers(0, values, (units, coders))
    codes = np.where(random.random((units, coders)) < 0.85, truth, guesses)
    codes[random.random((units, coders)) < 0.05] = -1
    articles = np.arange(units) // per_article
    kinds = SETS[:values] if level is Level.SET_MASI else tuple(range(values))
    return Ratings(codes.astype(np.int64), kinds, level, articles, int(articles[-1]) + 1)


COEFFICIENTS: dict[str, tuple[Callable[[Ratings], Tally], Ratings]] = {
    "alpha nominal": (krippendorff_alpha, coded(100_000)),
    "alpha nominal, 2000 names": (krippendorff_alpha, coded(100_000, values=2000)),
    "alpha ordinal": (krippendorff_alpha, coded(100_000, Level.ORDINAL)),
    "alpha interval, 3000 days": (krippendorff_alpha, coded(100_000, Level.INTERVAL, values=3000)),
    "alpha ratio, 300 tolls": (krippendorff_alpha, coded(100_000, Level.RATIO, values=300)),
    "alpha MASI, 60 sets": (krippendorff_alpha, coded(100_000, Level.SET_MASI, values=60)),
    "percent agreement": (observed_agreement, coded(100_000)),
    "Cohen": (kappa.cohen_kappa, coded(100_000, coders=2)),
    "Scott": (kappa.scott_pi, coded(100_000, coders=2)),
    "Fleiss": (kappa.fleiss_kappa, coded(100_000)),
    "Conger": (kappa.conger_kappa, coded(100_000)),
    "Light": (kappa.light_kappa, coded(100_000)),
    "AC1": (kappa.gwet_ac, coded(100_000)),
}


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_a_coefficient_over_100_000_units(name: str, benchmark: BenchmarkFixture) -> None:
    measure, ratings = COEFFICIENTS[name]
    outcome = benchmark(lambda: measure(ratings).outcome())
    assert isinstance(outcome, Estimate)
    assert outcome.units > 80_000


@pytest.mark.parametrize("per_article", [1, 8])
def test_200_cells_of_5_000_units_with_1000_resamples(per_article: int, benchmark: BenchmarkFixture) -> None:
    levels = [Level.NOMINAL, Level.ORDINAL, Level.INTERVAL, Level.RATIO]
    cells = [
        coded(5_000, levels[cell % 4], coders=2, values=4 + cell % 7, per_article=per_article, seed=cell)
        for cell in range(200)
    ]

    def dashboard() -> list[Interval | Undefined]:
        return bootstrap_all([krippendorff_alpha(cell) for cell in cells], seed=1)

    found = benchmark.pedantic(dashboard, rounds=5, warmup_rounds=1)  # type: ignore[no-untyped-call]
    assert len(found) == 200
    assert all(isinstance(one, Interval) for one in found)


def two_coders(articles: int, incidents: int) -> list[CodedArticle]:
    """Return invented articles coded twice, the second time with errors."""
    random = Random(4)
    coded_twice = []
    for article in generator.gold_articles(random, articles, incidents):
        versions = (generator.first_coder(article), generator.second_coder(article, random, generator.Habits()))
        codings = {CoderId(name): one.coding for name, one in zip(("gold", "second"), versions, strict=True)}
        coded_twice.append(CodedArticle(article.id, len(article.text), codings))
    return coded_twice


@pytest.mark.parametrize("incidents", [1, 3, 8])
def test_aligning_one_article_of_two_coders(incidents: int, benchmark: BenchmarkFixture) -> None:
    codebook = default_codebook()
    codings = list(two_coders(1, incidents)[0].codings.values())
    found = benchmark(lambda: align(codings, codebook))
    assert found.incidents


def test_typing_the_disagreements_of_one_article(benchmark: BenchmarkFixture) -> None:
    codebook = default_codebook()
    codings = list(two_coders(1, 3)[0].codings.values())
    aligner = Aligner.of(codings, codebook)
    assert benchmark(lambda: disagreements(aligner, codebook))


def test_all_layers_of_100_articles_of_two_incidents(benchmark: BenchmarkFixture) -> None:
    codebook = default_codebook()
    articles = two_coders(100, 2)
    coders = tuple(articles[0].codings)

    def layers() -> Agreement:
        return agreement(articles, coders, codebook, seed=1)

    found = benchmark.pedantic(layers, rounds=2, warmup_rounds=1)  # type: ignore[no-untyped-call]
    assert found.articles == 100


def a_round(articles: int, coders: int) -> list[CodedArticle]:
    """Return invented articles each coded by two of the coders, in turn."""
    random = Random(5)
    coded_in_turn = []
    for at, article in enumerate(generator.gold_articles(random, articles, 2)):
        names = [CoderId(f"coder-{(at + turn) % coders:02}") for turn in range(2)]
        versions = [generator.second_coder(article, random, generator.Habits(), name) for name in names]
        codings = {name: version.coding for name, version in zip(names, versions, strict=True)}
        coded_in_turn.append(CodedArticle(article.id, len(article.text), codings))
    return coded_in_turn


def every_cell(panel: Panel, layer: AgreementLayer) -> list[Interval | Undefined]:
    """Return the intervals of all coders together and of each against the rest, for every field."""
    choices = [Choice(), *(Choice((coder,)) for coder in range(len(panel.coders)))]
    tallies = [cell_of(panel, layer, one, choice).tally for one in subjects(panel, layer) for choice in choices]
    return bootstrap_all(tallies, seed=1)


@pytest.mark.parametrize("coders", [3, 40])
def test_a_first_overview_of_200_articles(coders: int, benchmark: BenchmarkFixture) -> None:
    """Aligning, units, coefficients and intervals, every coder against the rest."""
    codebook = default_codebook()
    articles = a_round(200, coders)
    names = sorted({name for article in articles for name in article.codings})

    def overview() -> list[Interval | Undefined]:
        return every_cell(Panel(articles, names, codebook), AgreementLayer.MATCHED)

    assert benchmark.pedantic(overview, rounds=2, warmup_rounds=1)  # type: ignore[no-untyped-call]


def test_an_overview_of_articles_already_aligned(benchmark: BenchmarkFixture) -> None:
    codebook = default_codebook()
    articles = a_round(200, 3)
    panel = Panel(articles, sorted({name for one in articles for name in one.codings}), codebook)
    every_cell(panel, AgreementLayer.MATCHED)

    def again() -> list[Interval | Undefined]:
        return every_cell(panel, AgreementLayer.MATCHED)

    assert benchmark.pedantic(again, rounds=3, warmup_rounds=1)  # type: ignore[no-untyped-call]


def test_planning_a_sample_from_200_articles(benchmark: BenchmarkFixture) -> None:
    tally = krippendorff_alpha(article_ratings(200, 2, np.random.default_rng(8)))

    def plan() -> int | None:
        return articles_for(tally, width_curve(tally, seed=1, resamples=2000), 0.1, seed=1, resamples=2000)

    assert benchmark.pedantic(plan, rounds=3, warmup_rounds=1)  # type: ignore[no-untyped-call]


def pairs_found(incidents: int, habits: generator.Habits) -> tuple[int, int, int]:
    """Return how many pairs of reports are both found and true, found, and true, over forty articles."""
    codebook = default_codebook()
    random = Random(300 + incidents)
    both = found = true = 0
    for article in generator.gold_articles(random, 40, incidents):
        gold, other = generator.first_coder(article), generator.second_coder(article, random, habits)
        truth = {(a, b) for a, told in gold.numbers.items() for b, of in other.numbers.items() if set(told) & set(of)}
        alignment = align([gold.coding, other.coding], codebook)
        pairs = {(a, b) for one in alignment.incidents for a in one.members[0] for b in one.members[1]}
        both, found, true = both + len(truth & pairs), found + len(pairs), true + len(truth)
    return both, found, true


@pytest.mark.parametrize("name, habits", [("careful", generator.Habits()), ("careless", generator.CARELESS)])
def test_precision_and_recall_of_the_alignment(
    name: str, habits: generator.Habits, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Print precision and recall against the truth by number of incidents in an article.

    Careless coders mark nothing in three reports of ten and put one in five elsewhere.
    """

    def measured() -> dict[int, tuple[float, float]]:
        counts = {incidents: pairs_found(incidents, habits) for incidents in range(1, 9)}
        return {incidents: (both / found, both / true) for incidents, (both, found, true) in counts.items()}

    figures = benchmark.pedantic(measured, rounds=1)  # type: ignore[no-untyped-call]
    benchmark.extra_info |= {f"precision, recall of {incidents}": pair for incidents, pair in figures.items()}
    lines = (f"  {incidents}  {one:.3f}      {other:.3f}" for incidents, (one, other) in figures.items())
    report = "\n".join((f"\n{name} coders\nincidents  precision  recall", *lines, ""))
    with capsys.disabled():
        sys.stdout.write(report)
    assert all(one > 0.95 and other > 0.85 for one, other in figures.values())


def article_ratings(articles: int, per_article: int, random: np.random.Generator) -> Ratings:
    """Draw articles some of which are hard: in those both coders guess more. Three values in unequal use."""
    units = articles * per_article
    shares = np.array([0.6, 0.25, 0.15])
    right = np.repeat(random.choice([0.95, 0.45], articles, p=[0.7, 0.3]), per_article)[:, None]
    truth = random.choice(3, units, p=shares)[:, None]
    codes = np.where(random.random((units, 2)) < right, truth, random.choice(3, (units, 2), p=shares))
    of_article = np.arange(units) // per_article
    return Ratings(codes.astype(np.int64), (0, 1, 2), Level.NOMINAL, of_article, articles)


@pytest.mark.parametrize("articles, per_article", [(30, 2), (60, 2), (60, 8), (120, 8)])
def test_coverage_of_the_95_percent_interval(
    articles: int, per_article: int, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Print how often the interval holds the true alpha when articles, and when reports are resampled."""
    random = np.random.default_rng(articles * 100 + per_article)
    outcome = krippendorff_alpha(article_ratings(20_000, per_article, random)).outcome()
    assert isinstance(outcome, Estimate)
    truth, trials = outcome.value, 400

    def covered() -> tuple[float, float]:
        hits = [0, 0]
        for trial in range(trials):
            ratings = article_ratings(articles, per_article, random)
            single = Ratings(
                ratings.codes, ratings.values, ratings.level, np.arange(ratings.unit_count), ratings.unit_count
            )
            for at, kind in enumerate((ratings, single)):
                found = bootstrap(krippendorff_alpha(kind), seed=trial)
                assert isinstance(found, Interval)
                hits[at] += found.lower <= truth <= found.upper
        return hits[0] / trials, hits[1] / trials

    by_article, by_report = benchmark.pedantic(covered, rounds=1)  # type: ignore[no-untyped-call]
    benchmark.extra_info |= {"coverage by article": by_article, "coverage by report": by_report, "true alpha": truth}
    report = (
        f"\n{articles} articles × {per_article} reports, true alpha {truth:.3f}: the 95% interval covers it in "
        f"{by_article:.1%} of {trials} trials resampling articles, {by_report:.1%} resampling reports\n"
    )
    with capsys.disabled():
        sys.stdout.write(report)
    assert by_article >= 0.88
