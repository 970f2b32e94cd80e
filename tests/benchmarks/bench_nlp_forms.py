"""How long coded articles take out in the forms of tools for annotating and learning.

Budget: 10,000 coded articles of 4 KB, about 30 values and 20 spans each, in 10 s for every form. Memory stays flat:
what grows is a line for each document in the two archives and the names of texts that were written.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.formats.datasets.form import Writer
from annotator.formats.datasets.nlp_forms.forms import nlp_writers
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from tests.benchmarks.bench_formats import a_coding
from tests.unit.formats.datasets.making import a_codebook, a_source

CODED_ARTICLES = 10_000


@pytest.fixture(scope="module")
def kept() -> list[CodedArticle]:
    codebook = a_codebook()
    return [a_coding(number).coded(codebook) for number in range(100)]


def written(writer: Writer, kept: list[CodedArticle], folder: Path, count: int) -> None:
    source: DatasetSource = a_source([])
    stream: Iterator[CodedArticle] = islice(cycle(kept), count)
    folder.mkdir()
    with writer.open(source, folder) as sink:
        for coded in stream:
            sink.add(coded)
        sink.finished()


@pytest.mark.parametrize("writer", nlp_writers.values(), ids=nlp_writers)
def bench_form(benchmark: BenchmarkFixture, tmp_path: Path, kept: list[CodedArticle], writer: Writer) -> None:
    """10,000 coded articles; budget 10 s for what is text. spaCy makes the DocBin, a tenth of them here."""
    untyped: Any = benchmark
    is_text = writer.name != "spacy-docbin"
    count = CODED_ARTICLES if is_text else CODED_ARTICLES // 10
    folders = (tmp_path / str(number) for number in range(10))
    untyped.pedantic(lambda: written(writer, kept, next(folders), count), rounds=2)
    size = sum(path.stat().st_size for path in (tmp_path / "0").iterdir())
    untyped.extra_info.update(budget_seconds=10.0 if is_text else None, megabytes=round(size / 1e6))
    assert size > count


@pytest.mark.parametrize(
    "writer", [one for one in nlp_writers.values() if one.name != "spacy-docbin"], ids=lambda one: one.name
)
def bench_peak_memory(benchmark: BenchmarkFixture, tmp_path: Path, kept: list[CodedArticle], writer: Writer) -> None:
    """The most memory the form holds at once for 2,000 coded articles, in MB."""
    untyped: Any = benchmark

    def peak() -> float:
        tracemalloc.start()
        written(writer, kept, tmp_path / "out", CODED_ARTICLES // 5)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most / 1e6

    most = untyped.pedantic(peak, rounds=1)
    untyped.extra_info["peak_megabytes"] = round(most, 1)
    assert most < 20
