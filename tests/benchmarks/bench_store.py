"""How long the store takes: a change, an import, the queue, a coding, all codings, undo.

Budgets (design, "Speed"): a key press to committed 16 ms at p95, 15,000 imported articles/s, 10,000 coded articles
exported in 2 s, the queue of 100,000 on the screen in 50 ms.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.domain.article import Article
from annotator.domain.coding import CodingHeader
from annotator.domain.queue import Progress, QueueFilter
from annotator.domain.text import Span
from annotator.store.project_file import ProjectFile
from tests.store.making import (
    TEXT,
    Desk,
    a_coder,
    a_desk,
    a_report,
    a_value,
    an_article,
    an_import,
    bring_in,
    some_evidence,
    state_of,
)


def timed(benchmark: BenchmarkFixture) -> Any:
    """Return the fixture untyped: ``pedantic`` has no types."""
    return benchmark


def times_of(benchmark: BenchmarkFixture) -> list[float]:
    """Return the seconds of every round; one when benchmarks are disabled, where a round is not timed."""
    return list(benchmark.stats.stats.data) if benchmark.stats else [1.0]


LINE = "Gunmen attacked the outpost on Saturday, two security sources said; the toll could rise.\n"


def articles_of(import_id: Any, number: int, size: int) -> Iterator[Article]:
    for place in range(number):
        text = f"{place}\n" + LINE * (size // len(LINE))
        published = dt.date(2000, 1, 1) + dt.timedelta(days=place * 7 % 7000)
        yield an_article(import_id, text, title=f"Article {place}", published=published)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A project with 100,000 short articles, one in ten of the first 10,000 half coded."""
    desk = a_desk(tmp_path_factory.mktemp("large"))
    articles_import = an_import()
    articles = list(articles_of(articles_import.id, 100_000, 400))
    bring_in(desk.project, articles_import, articles)
    code(desk, articles[:10_000:10], values=1)
    # The application never has all articles in memory; here they would cost every collection of garbage a second look.
    del articles
    gc.collect()
    yield desk
    desk.project.close()


def code(desk: Desk, articles: list[Article], values: int, spans: int = 1) -> list[CodingHeader]:
    """Code articles in one event: one report, so many values, each with so many pieces of evidence."""
    headers = []
    with desk.project.write(coder_id=desk.coder.id, article_id=None, verb="code", label="coding") as unit:
        for article in articles:
            header = desk.header(article)
            report = a_report(header)
            unit.put(header)
            unit.put(report)
            for number in range(values):
                value = a_value(header, f"field_{number}", number, report)
                unit.put(value)
                for start in range(spans):
                    unit.put(some_evidence(header, value, article.text, Span(start, start + 2)))
            headers.append(header)
    return headers


def test_attaching_a_span(benchmark: BenchmarkFixture, large: Desk) -> None:
    header = large.header(large.articles[1])
    large.put(header, article=large.articles[1])
    numbers = count()

    def attach() -> None:
        value = a_value(header, f"field_{next(numbers)}")
        large.put(value, some_evidence(header, value, TEXT, Span(0, 6)), article=large.articles[1])

    timed(benchmark).pedantic(attach, rounds=500, warmup_rounds=20)
    times = sorted(times_of(benchmark))
    benchmark.extra_info["p95 ms"] = round(times[int(len(times) * 0.95)] * 1000, 2)


def test_importing_20_000_articles_of_4_kb(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    numbers = count()

    def set_up() -> tuple[tuple[Any, ...], dict[str, Any]]:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        project = ProjectFile.create(folder / "p.annotator", name="p", state_folder=state_of(folder))
        articles_import = an_import()
        return (project, articles_import, list(articles_of(articles_import.id, 20_000, 4_000))), {}

    timed(benchmark).pedantic(bring_in, setup=set_up, rounds=3)
    benchmark.extra_info["articles/s"] = round(20_000 / median(times_of(benchmark)))


@pytest.mark.parametrize("progress", [None, *Progress])
def test_the_queue_of_100_000(benchmark: BenchmarkFixture, large: Desk, progress: Progress | None) -> None:
    def ids() -> list[int]:
        with large.project.read() as reader:
            return reader.queue_ids(large.coder.id, QueueFilter(progress=progress))

    assert len(benchmark(ids)) > 0 or progress in {Progress.COMPLETE, Progress.NO_INCIDENT}


def test_a_phrase_in_100_000(benchmark: BenchmarkFixture, large: Desk) -> None:
    def ids() -> list[int]:
        with large.project.read() as reader:
            return reader.queue_ids(large.coder.id, QueueFilter(phrase="99999\nGunmen"))

    assert len(benchmark(ids)) == 1


def test_a_page_of_the_queue(benchmark: BenchmarkFixture, large: Desk) -> None:
    with large.project.read() as reader:
        ids = reader.queue_ids(large.coder.id, QueueFilter())

    def page() -> list[Any]:
        with large.project.read() as reader:
            return reader.queue_page(large.coder.id, ids[50_000:50_064])

    assert len(benchmark(page)) == 64


@pytest.mark.parametrize("spans", [1_000, 10_000])
def test_loading_a_coding(benchmark: BenchmarkFixture, tmp_path: Path, spans: int) -> None:
    desk = a_desk(tmp_path, ["x" * 20_000])
    code(desk, [desk.article], values=100, spans=spans // 100)

    def load() -> int:
        with desk.project.read() as reader:
            coding = reader.coding(desk.article.id, desk.coder.id)
        return 0 if coding is None else len(coding.evidence_by_id)

    assert benchmark(load) == spans
    desk.project.close()


def test_reading_10_000_codings(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    articles_import = an_import()
    articles = list(articles_of(articles_import.id, 10_000, 1_000))
    bring_in(desk.project, articles_import, articles)
    code(desk, articles, values=5)
    del articles
    gc.collect()

    def load() -> int:
        with desk.project.read() as reader:
            return sum(len(coding.evidence_by_id) for coding in reader.codings())

    assert timed(benchmark).pedantic(load, rounds=3) == 50_000
    desk.project.close()


@pytest.mark.parametrize("undone", [0, 2_500])
def test_the_undo_state_after_5_000_events(benchmark: BenchmarkFixture, tmp_path: Path, undone: int) -> None:
    desk = a_desk(tmp_path)
    desk.project._driver.execute("PRAGMA synchronous=OFF")  # making the 5,000 is not what is measured
    header = desk.header()
    desk.put(header)
    value = a_value(header)
    for best in range(4_999 - undone):
        desk.put(value.model_copy(update={"content": None, "missing_evidence_reason": str(best)}))
    for _ in range(undone):
        desk.undo()

    def ask() -> Any:
        with desk.project.read() as reader:
            return reader.undo_state(desk.coder.id, desk.article.id)

    state = benchmark(ask)
    assert (state.redo is None) == (undone == 0)
    desk.project.close()


def test_opening_a_project_of_100_000_articles(benchmark: BenchmarkFixture, large: Desk) -> None:
    def open_again() -> None:
        ProjectFile.open(large.path, state_folder=large.state_folder, read_only=True).close()

    benchmark(open_again)


def test_checking_a_project_of_1_000_codings(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    articles_import = an_import()
    articles = list(articles_of(articles_import.id, 1_000, 1_000))
    bring_in(desk.project, articles_import, articles)
    code(desk, articles, values=5)
    assert timed(benchmark).pedantic(desk.project.verify, rounds=1) == ()
    desk.project.close()


def test_another_coder_is_as_fast(benchmark: BenchmarkFixture, large: Desk) -> None:
    other = a_coder("Coder 2")
    with large.project.write(coder_id=None, article_id=None, verb="join", label="joining") as unit:
        unit.put(other)

    def ids() -> list[int]:
        with large.project.read() as reader:
            return reader.queue_ids(other.id, QueueFilter(progress=Progress.NOT_STARTED))

    assert len(benchmark(ids)) == 100_003
