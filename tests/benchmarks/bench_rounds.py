"""How long rounds take: planning, giving out, progress and the queue of a round.

A round of 40 coders and 10,000 assignments; progress is what the rounds room waits for: 0.1 s, and never 0.5 s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.bootstrap import Workspace, create_workspace
from annotator.domain.article import Metadata
from annotator.domain.assigning import AssignmentPlan, plan_assignments
from annotator.domain.coding import Coder
from annotator.domain.ids import ArticleId, CoderId, RoundId
from annotator.domain.queue import ArticleChoice, QueueFilter
from annotator.domain.rounds import Round
from annotator.domain.text import text_hash
from annotator.formats.articles.draft import ArticleDraft
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from tests.benchmarks.bench_store import timed, times_of

CODERS, ARTICLES, CODED = 40, 7_700, 300
SHARE = 0.3


@dataclass(frozen=True)
class Large:
    """A project with a large round."""

    workspace: Workspace
    people: tuple[Coder, ...]
    round: Round
    plan: AssignmentPlan


def a_draft(number: int) -> ArticleDraft:
    text = f"# Article {number}\n\nAt least {number} people were killed at post {number}."
    return ArticleDraft(text, text_hash(text), 0, f"{number}.txt", Metadata(title=f"Article {number}"), "plain text")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Large]:
    """A round with 10,010 assignments, some of them coded."""
    folder: Path = tmp_path_factory.mktemp("rounds")
    folders = Folders(folder / "settings", folder / "state", folder / "data")
    with create_workspace(folder / "p.annotator", folders=folders, coder_name="Coder 0") as workspace:
        by = workspace.coder.id
        drafts = [a_draft(number) for number in range(ARTICLES)]
        workspace.articles.import_articles(workspace.articles.plan_drafts(drafts, source="news"), coder_id=by)
        for number in range(1, CODERS):
            workspace.coders.add(f"Coder {number}", by=by)
        people = workspace.coders.people()
        made = workspace.rounds.make("Large", by=by)
        plan = workspace.rounds.plan(
            made.id,
            coders=[coder.id for coder in people],
            article_ids=workspace.rounds.articles(ArticleChoice()),
            share=SHARE,
            seed=1,
        )
        workspace.rounds.assign(plan, by=by)
        for article in plan.articles[:CODED]:
            workspace.coding.code_no_incident(CodingKey(article.article_id, article.coders[0], made.id))
        yield Large(workspace, people, made, plan)


@pytest.mark.parametrize("coders_each", [2, 3, 5])
def test_planning(benchmark: BenchmarkFixture, coders_each: int) -> None:
    coders = [CoderId(f"c{number}") for number in range(CODERS)]
    articles = [ArticleId(f"a{number}") for number in range(ARTICLES)]

    def planned() -> AssignmentPlan:
        return plan_assignments(
            RoundId("r"), coders=coders, article_ids=articles, share=SHARE, coders_each=coders_each, seed=1
        )

    made: Any = timed(benchmark).pedantic(planned, rounds=3)
    assert made.multiply_coded == round(SHARE * ARTICLES)


def test_progress_of_forty_coders_and_ten_thousand_assignments(benchmark: BenchmarkFixture, large: Large) -> None:
    progress: Any = timed(benchmark)(lambda: large.workspace.rounds.progress(large.round.id))
    assert (progress.total.assigned, progress.total.finished) == (10_010, CODED)
    assert median(times_of(benchmark)) <= 0.5 or not benchmark.stats


def test_totals_of_a_round(benchmark: BenchmarkFixture, large: Large) -> None:
    total: Any = timed(benchmark)(lambda: large.workspace.rounds.total(large.round.id))
    assert total.assigned == 10_010


def test_the_queue_of_a_coder_in_a_round(benchmark: BenchmarkFixture, large: Large) -> None:
    coder = large.people[5]

    def listed() -> list[int]:
        return large.workspace.articles.queue(coder.id, QueueFilter(round_id=large.round.id))

    assert len(timed(benchmark)(listed)) == large.plan.loads[coder.id]


def test_who_may_see_what(benchmark: BenchmarkFixture, large: Large) -> None:
    assert timed(benchmark)(lambda: large.workspace.rounds.hidden(large.people[3].id, large.round.id)) is True


def test_giving_out_and_taking_it_back(benchmark: BenchmarkFixture, large: Large) -> None:
    workspace, by = large.workspace, large.workspace.coder.id

    def prepared() -> tuple[tuple[AssignmentPlan], dict[str, Any]]:
        made = workspace.rounds.make(f"Round {workspace.project.head}", by=by)
        plan = workspace.rounds.plan(
            made.id,
            coders=[coder.id for coder in large.people],
            article_ids=[article.article_id for article in large.plan.articles],
            share=SHARE,
            seed=2,
        )
        return (plan,), {}

    def given_out(plan: AssignmentPlan) -> None:
        workspace.rounds.assign(plan, by=by)
        workspace.project.undo(by)

    timed(benchmark).pedantic(given_out, setup=prepared, rounds=3)
