"""How long a whole export takes, from the project's file to the finished folder, and how much memory.

Budgets (design, "Speed"): 10,000 coded articles as CSV or JSON Lines in 2 s, in any other form that is text in 10 s, in
memory that does not grow with their number. Here every article, quote and id is one of its own and the codebook is the
default one. Beside each time stands ``base``, the seconds of a loop of ten million multiplications on the same machine
at that moment: 0.3 at its best. An export of that size is divided among as many processes as there are cores, so a time
says little without their number (``cores``); ``taskset -c 0`` measures one.
"""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.queue import QueueFilter
from annotator.domain.recipe import ExportChoice
from annotator.services.exports.starting import cores
from tests.benchmarks.coded_project import make_coded_project

CODED_ARTICLES = 10_000
TEXT_FORMS = {
    "csv": 2.0,
    "jsonl": 2.0,
    "csv-wide": 10.0,
    "csv-spreadsheet": 10.0,
    "conll": 10.0,
    "spacy": 10.0,
    "xmi": 10.0,
    "brat": 10.0,
    "label-studio": 10.0,
    "doccano": 10.0,
    "web-annotation": 10.0,
    "refi-qda": 10.0,
    "gtd": 10.0,
    "acled": 10.0,
    "ucdp-ged": 10.0,
    "muc4": 10.0,
    "events": 10.0,
}
"""Each form with its budget in seconds."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    path, folders = make_coded_project(tmp_path_factory.mktemp("coded"), CODED_ARTICLES)
    with open_workspace(path, folders=folders, coder_name="Coder A", read_only=True) as opened:
        yield opened


def base() -> float:
    """Return the seconds that ten million multiplications take now."""
    start = time.process_time()
    for number in range(10_000_000):
        number * number
    return time.process_time() - start


@pytest.mark.parametrize("form, budget", TEXT_FORMS.items())
def bench_whole_export(
    benchmark: BenchmarkFixture, tmp_path: Path, project: Workspace, form: str, budget: float
) -> None:
    """10,000 coded articles."""
    untyped: Any = benchmark
    numbers, bases = count(), list[float]()

    def prepare() -> tuple[tuple[Path], dict[str, object]]:
        bases.append(base())
        return (tmp_path / str(next(numbers)),), {}

    def export(folder: Path) -> int:
        return project.exports.export(folder, [form]).rows

    assert untyped.pedantic(export, setup=prepare, rounds=3) == CODED_ARTICLES
    untyped.extra_info.update(budget_seconds=budget, cores=cores(), base=round(median(bases), 2))


def bench_counting_before(benchmark: BenchmarkFixture, project: Workspace) -> None:
    """What the command line asks before it shows a bar; no part of any coding is read for it."""
    untyped: Any = benchmark
    assert untyped.pedantic(project.exports.coded_count, rounds=3) == CODED_ARTICLES


def bench_reading_alone(benchmark: BenchmarkFixture, project: Workspace) -> None:
    """What a form that looks at records pays before it writes anything, in one process."""
    untyped: Any = benchmark

    def read() -> int:
        with project.exports.source() as source:
            codings = (coded.coding for coded in source.coded_articles())
            return sum(bool(coding.values_by_id) and bool(coding.evidence_by_id) for coding in codings)

    assert untyped.pedantic(read, rounds=3) == CODED_ARTICLES


@pytest.mark.parametrize("form", TEXT_FORMS)
def bench_peak_memory(benchmark: BenchmarkFixture, tmp_path: Path, project: Workspace, form: str) -> None:
    """The most memory an export of 5,000 and of 10,000 coded articles holds at once, in MB.

    What this process holds for it, and what the largest of the other processes takes up as a whole (Linux only). What
    is remembered of contents, some thousand of each field, is full with the first.
    """
    untyped: Any = benchmark
    coder = project.coder.id
    rows = project.articles.queue(coder, QueueFilter())
    ids = tuple(item.article_id for item in project.articles.queue_page(coder, rows[: CODED_ARTICLES // 2]))

    def peak(choice: ExportChoice, folder: Path) -> tuple[float, float]:
        largest = 0.0

        def look(done: int) -> None:
            nonlocal largest
            if done % 500 == 0:
                largest = max([largest, *map(_most_held, _descendants(os.getpid()))])

        tracemalloc.start()
        project.exports.export(folder, [form], choice=choice, progress=look)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return round(most / 1e6, 1), round(largest, 1)

    def peaks() -> tuple[tuple[float, float], tuple[float, float]]:
        return peak(ExportChoice(articles=ids), tmp_path / "some"), peak(ExportChoice(), tmp_path / "all")

    some, whole = untyped.pedantic(peaks, rounds=1)
    untyped.extra_info.update(megabytes_of_5000=some, megabytes_of_10000=whole)
    # What grows is a line of ids for each coding, not its records or its text.
    assert whole[0] - some[0] < 0.001 * (CODED_ARTICLES - len(ids))
    assert whole[1] - some[1] < 0.003 * (CODED_ARTICLES - len(ids))


def _descendants(parent: int) -> set[int]:
    """Return the processes that this one and its children have started."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    found, before = {parent}, set[int]()
    while found != before:
        before = set(found)
        found |= {child for child, its_parent in parents.items() if its_parent in before}
    return found - {parent}


def _most_held(process: int) -> float:
    """Return the most memory a process has taken up so far, in MB; 0 for one that is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1e3
    return 0.0
