"""How long articles take in and datasets out.

Budgets (design, "Speed"): 10,000 coded articles of about 30 values each exported in 2 s as CSV or as JSON Lines; 15,000
imported articles/s end to end, of which reading may take the smaller part. Memory stays flat because articles are
streamed: the stream repeats a hundred codings, as a project's store would hand out one after the other.
"""

from __future__ import annotations

import datetime as dt
import gc
import tracemalloc
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.domain.values import (
    Count,
    DateRange,
    EntityName,
    FreeText,
    Location,
    MarkedSpan,
    OneCategory,
    Qualifier,
    SeveralCategories,
    YesNo,
)
from annotator.formats.articles.registry import read_article
from annotator.formats.datasets.registry import preview, write_dataset
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.normalize.counts import propose_count
from annotator.normalize.dates import propose_dates
from tests.unit.formats.datasets.making import CREATED, CodingMaker, a_codebook, a_source

CODED_ARTICLES = 10_000
LINE = "Gunmen attacked the outpost near Ménaka on Saturday, two sources said; at least 40 soldiers were killed. "
TEXT = "# Raid\n\nPublished at: **2024-05-01**\n\n" + (LINE * 8 + "\n") * 5


def a_coding(number: int) -> CodingMaker:
    """Return a coding of 30 values, 20 of them with a span."""
    made = CodingMaker(number, TEXT)
    made.value("relevance", OneCategory(category="gun"))
    report = made.report(0)
    quotes = ("at least 40 soldiers",)
    for field in ("killed", "size"):
        made.value(field, Count(low=40, best=40, qualifier=Qualifier.AT_LEAST), report, quotes=quotes)
    made.value("when", DateRange(start=dt.date(2024, 4, 27), end=dt.date(2024, 4, 27), precision=1), report)
    made.value("place", Location(verbatim="Ménaka", name="Ménaka", lat=15.9, lon=2.4), report, quotes=("Ménaka",))
    made.value("trigger", MarkedSpan(), report, quotes=("attacked the outpost",))
    made.value("weapons", SeveralCategories(categories=("gun", "bomb")), report)
    made.value("suicide", YesNo(answer=False), report)
    made.value("remark", FreeText(text='He said "no", twice.'), report)
    for position in range(7):
        group = made.group(report, "actor", position)
        made.value("name", EntityName(verbatim="Gunmen", canonical="Gunmen"), report, group, quotes=("Gunmen",))
        made.value("size", Count(qualifier=Qualifier.SEVERAL), report, group, quotes=("two sources",))
        made.value("shape", OneCategory(category="gun"), report, group)
    return made


@pytest.fixture(scope="module")
def source() -> Iterator[DatasetSource]:
    codebook = a_codebook()
    kept = [a_coding(number).coded(codebook) for number in range(100)]
    assert sum(len(list(coded.coding.values())) for coded in kept) == 30 * len(kept)

    def coded_articles() -> Iterator[CodedArticle]:
        return islice(cycle(kept), CODED_ARTICLES)

    gc.freeze()
    made = a_source([], codebook)
    fields = {name: getattr(made, name) for name in made.__dataclass_fields__}
    yield DatasetSource(**{**fields, "coded_articles": coded_articles})
    gc.unfreeze()


@pytest.mark.parametrize(
    "form, budget", [("csv", 2.0), ("csv-wide", 2.0), ("csv-spreadsheet", 10.0), ("jsonl", 2.0), ("parquet", 10.0)]
)
def bench_export(benchmark: BenchmarkFixture, tmp_path: Path, source: DatasetSource, form: str, budget: float) -> None:
    """10,000 coded articles."""
    untyped: Any = benchmark
    folders = (tmp_path / str(number) for number in range(10))

    def export() -> None:
        write_dataset(source, next(folders), [form], created=CREATED)

    untyped.pedantic(export, rounds=3)
    untyped.extra_info["budget_seconds"] = budget
    assert next(folders).parent.joinpath("0", "manifest.json").is_file()


@pytest.mark.parametrize("form", ["xlsx", "hugging-face", "sqlite"])
def bench_export_of_a_thousand(benchmark: BenchmarkFixture, tmp_path: Path, form: str) -> None:
    """1,000 coded articles, each with ids of its own; these forms are no text and have no budget."""
    untyped: Any = benchmark
    codebook = a_codebook()
    kept = [a_coding(number).coded(codebook) for number in range(1_000)]
    folders = (tmp_path / str(number) for number in range(3))
    untyped.pedantic(lambda: write_dataset(a_source(kept, codebook), next(folders), [form], created=CREATED), rounds=2)
    assert (tmp_path / "0" / "manifest.json").is_file()


def bench_preview(benchmark: BenchmarkFixture, source: DatasetSource) -> None:
    """What a preview of the two common forms costs: about as much as writing them."""
    untyped: Any = benchmark
    seen = untyped.pedantic(lambda: preview(source, ["csv", "jsonl"]), rounds=1)
    assert seen.counts.codings == CODED_ARTICLES


def bench_peak_memory_of_an_export(benchmark: BenchmarkFixture, tmp_path: Path, source: DatasetSource) -> None:
    """The most memory an export of 10,000 coded articles in all forms holds at once, in MB."""
    untyped: Any = benchmark

    def peak() -> float:
        tracemalloc.start()
        write_dataset(source, tmp_path / "out", ["csv", "jsonl"], created=CREATED)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most / 1e6

    most = untyped.pedantic(peak, rounds=1)
    untyped.extra_info["peak_megabytes"] = round(most, 1)
    assert most < 20


def bench_read_article(benchmark: BenchmarkFixture) -> None:
    """One headed article of 4 KB from bytes; 15,000/s end to end leave about 30 µs."""
    untyped: Any = benchmark
    data = TEXT.encode()
    assert untyped(read_article, data, "a.txt").format == "headed text"


def bench_propose_count(benchmark: BenchmarkFixture) -> None:
    """A proposal stands between a key press and its paint, which have 16 ms together."""
    untyped: Any = benchmark
    assert untyped(propose_count, LINE) is not None


def bench_propose_dates(benchmark: BenchmarkFixture) -> None:
    """As for counts."""
    untyped: Any = benchmark
    assert untyped(propose_dates, LINE, dt.date(2024, 5, 1)) is not None
