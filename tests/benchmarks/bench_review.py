"""How long the review takes: opening a case (50 ms), ruling in it, and listing a thousand.

A case here is an article of 100 KB with two coders and eight incidents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.domain.review import RulingSource
from annotator.services.review.case import CaseKey
from tests import agreement_generator as generator
from tests.services.review_making import FIRST, HABITS, SECOND, ReviewProject, made_project

CASES = 20
LENGTH = 100_000


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReviewProject]:
    """Twenty long articles with gold begun."""
    made = project_of(tmp_path_factory.mktemp("review"), articles=CASES, incidents=8, length=LENGTH)
    with made.workspace:
        made.review.begin(None, reviewer=made.reviewer)
        yield made


def project_of(folder: Path, *, articles: int, incidents: int, length: int) -> ReviewProject:
    """Return a project with articles of a length that two coders coded."""
    random = Random(1)
    written = [
        replace(article, text=article.text + "It was a quiet day elsewhere. " * ((length - len(article.text)) // 30))
        for article in generator.gold_articles(random, articles, incidents)
    ]
    project = made_project(folder)
    project.add(written, [FIRST, SECOND])
    for article in written:
        project.store(generator.first_coder(article).coding, FIRST)
        project.store(generator.second_coder(article, random, HABITS).coding, SECOND)
    return project


def test_a_case_is_opened(project: ReviewProject, benchmark: BenchmarkFixture) -> None:
    lines = project.review.cases(None, viewer=project.reviewer)
    keys = [line.key for line in lines]
    turns = iter(keys * 10_000)
    case = benchmark(lambda: project.case(*next(turns)))
    assert case.items
    assert case.gold is not None


def test_a_ruling_is_made_and_the_case_shown_again(project: ReviewProject, benchmark: BenchmarkFixture) -> None:
    line = project.review.cases(None, viewer=project.reviewer)[0]
    item = next(one for one in project.case(*line.key).items if one.field and one.kind is not None)
    turns = iter([FIRST, SECOND] * 100_000)

    def rule() -> bool:
        project.review.rule(line.key, item.id, RulingSource.ONE, taken_from=[next(turns)], reviewer=project.reviewer)
        return project.case(*line.key).gold is not None

    assert benchmark(rule)


def test_a_thousand_cases_are_listed(tmp_path: Path, benchmark: BenchmarkFixture) -> None:
    made = project_of(tmp_path, articles=1000, incidents=2, length=2_000)
    with made.workspace:

        def listed() -> int:
            made.review._kept = None
            return len(made.review.cases(None, viewer=made.reviewer))

        assert benchmark.pedantic(listed, rounds=1) == 1000  # type: ignore[no-untyped-call]


def test_the_first_cases_of_a_thousand_are_listed(tmp_path: Path, benchmark: BenchmarkFixture) -> None:
    made = project_of(tmp_path, articles=1000, incidents=2, length=2_000)
    with made.workspace:

        def listed() -> int:
            made.review._kept = None
            return len(made.review.list_cases(None, viewer=made.reviewer, is_enough=lambda: True).waiting)

        assert benchmark.pedantic(listed, rounds=10) == 999  # type: ignore[no-untyped-call]


def test_a_thousand_cases_are_listed_again_after_a_ruling(tmp_path: Path, benchmark: BenchmarkFixture) -> None:
    made = project_of(tmp_path, articles=1000, incidents=2, length=2_000)
    with made.workspace:
        lines = made.review.cases(None, viewer=made.reviewer)
        key = CaseKey(lines[500].key.article_id)

        def rule() -> None:
            item = next(one for one in made.case(*key).items if one.kind is not None)
            made.take(key, item, FIRST)

        def listed() -> int:
            return len(made.review.cases(None, viewer=made.reviewer))

        assert benchmark.pedantic(listed, setup=rule, rounds=5) == 1000  # type: ignore[no-untyped-call]


def test_a_thousand_articles_unanimous_values_are_accepted(tmp_path: Path, benchmark: BenchmarkFixture) -> None:
    made = project_of(tmp_path, articles=1000, incidents=2, length=2_000)
    with made.workspace:

        def accepted() -> int:
            return made.review.begin(None, reviewer=made.reviewer).accepted

        assert benchmark.pedantic(accepted, rounds=1) == 1000  # type: ignore[no-untyped-call]
