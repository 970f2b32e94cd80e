"""How long coded articles take out as a REFI-QDA project, and a project as a replication package.

Budget: 10,000 coded articles of 4 KB, about 30 values and 20 spans each, in 10 s; memory stays flat but for the names
and ids of the sources.
"""

from __future__ import annotations

import tracemalloc
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.bootstrap import create_sample
from annotator.domain.codebook import Category
from annotator.domain.coding import Slot
from annotator.domain.queue import QueueFilter
from annotator.domain.text import Span
from annotator.domain.values import FieldType
from annotator.formats.codebook_document.html import codebook_html
from annotator.formats.datasets.refi_qda.writer import qualitative_writers
from annotator.formats.datasets.source import CodedArticle
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from tests.benchmarks.bench_formats import a_coding
from tests.benchmarks.bench_nlp_forms import CODED_ARTICLES
from tests.drafts import default_codebook
from tests.unit.formats.datasets.making import a_codebook, a_field, a_source

WRITER = qualitative_writers["refi-qda"]


@pytest.fixture(scope="module")
def kept() -> list[CodedArticle]:
    codebook = a_codebook(
        a_field("shape", "actor", FieldType.CATEGORICAL, categories=(Category(id="gun", label="Gun"),))
    )
    return [a_coding(number).coded(codebook) for number in range(100)]


def written(kept: list[CodedArticle], folder: Path, count: int) -> None:
    """Write the codings again and again until there are ``count``."""
    folder.mkdir()
    with WRITER.open(a_source([], kept[0].codebook), folder) as sink:
        for coded in islice(cycle(kept), count):
            sink.add(coded)
        assert [file.name for file in sink.finished().files] == ["project.qdpx"]


def bench_refi_qda(benchmark: BenchmarkFixture, tmp_path: Path, kept: list[CodedArticle]) -> None:
    """10,000 coded articles; budget 10 s."""
    untyped: Any = benchmark
    folders = (tmp_path / str(number) for number in range(10))
    untyped.pedantic(lambda: written(kept, next(folders), CODED_ARTICLES), rounds=2)
    size = (tmp_path / "0" / "project.qdpx").stat().st_size
    untyped.extra_info.update(budget_seconds=10.0, megabytes=round(size / 1e6))
    assert size > CODED_ARTICLES


def bench_refi_qda_peak_memory(benchmark: BenchmarkFixture, tmp_path: Path, kept: list[CodedArticle]) -> None:
    """The most memory held at once for 2,000 coded articles, in MB."""
    untyped: Any = benchmark

    def peak() -> float:
        tracemalloc.start()
        written(kept, tmp_path / "out", CODED_ARTICLES // 5)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most / 1e6

    most = untyped.pedantic(peak, rounds=1)
    untyped.extra_info["peak_megabytes"] = round(most, 1)
    assert most < 20


def bench_package_of_the_sample(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """The replication package of the twelve sample articles, coded; budget 2 s."""
    untyped: Any = benchmark
    folders = Folders(tmp_path / "settings", tmp_path / "state", tmp_path / "data")
    with create_sample(tmp_path / "sample.annotator", folders=folders, coder_name="Coder A") as workspace:
        rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
        for item in workspace.articles.queue_page(workspace.coder.id, rows):
            key = CodingKey(item.article_id, workspace.coder.id)
            workspace.coding.attach_evidence(key, Slot("killed_total"), Span(2, 9))
        targets = (tmp_path / f"package-{number}" for number in range(10))
        untyped.pedantic(lambda: workspace.replication.make(next(targets)), rounds=5)
    untyped.extra_info["budget_seconds"] = 2.0
    assert (tmp_path / "package-0" / "README.md").exists()


def bench_codebook_document(benchmark: BenchmarkFixture) -> None:
    """The default codebook as HTML; budget 0.2 s."""
    untyped: Any = benchmark
    codebook = default_codebook()
    assert untyped(codebook_html, codebook).endswith("</html>\n")
    untyped.extra_info["budget_seconds"] = 0.2
