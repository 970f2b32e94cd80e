"""How long packets take: making one, planning and merging one with 1,000 coded articles, undoing that.

Budget (design, "Speed"): a merge of 1,000 coded articles, each with some 40 values, 30 spans and 30 events, 3 s; its
plan, which reads and checks the whole packet, counts in that.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.article import Article
from annotator.domain.coding import CodingHeader, Report, Value
from annotator.domain.ids import CodingId, ReportId, ValueId, new_id
from annotator.domain.text import Span
from annotator.domain.values import Count, FreeText
from annotator.store.project_file import ProjectFile
from tests.services.packet_making import Lab, folders_in, made_lab
from tests.store.making import some_evidence

ARTICLES, REPORTS, SPANS = 1_000, 4, 30
FIELDS = ("killed_total", "wounded_total", "incident_label")


def timed(benchmark: BenchmarkFixture) -> Any:
    """Return the fixture untyped: ``pedantic`` has no types."""
    return benchmark


def deeds(header: CodingHeader, article: Article, codebook: Any) -> Iterator[list[Any]]:
    """Yield the records of some thirty events that code an article: 40 values, 30 spans."""
    fields = [field for field in codebook.fields_at("incident") if field.type in {"count", "text"}]
    reports = [Report(id=ReportId(new_id()), coding_id=header.id, position=place) for place in range(10)]
    yield [header, *reports]
    values = []
    for number in range(40):
        field, report = fields[number % len(fields)], reports[number // len(fields)]
        content = Count(best=number) if field.type == "count" else FreeText(text=f"Attack number {number}")
        values.append(
            Value(id=ValueId(new_id()), coding_id=header.id, report_id=report.id, field=field.id, content=content)
        )
    for number in range(SPANS):
        value = values[number]
        others = [values[SPANS + number // 3]] if number % 3 == 0 else []
        span = Span(number, number + 8)
        yield [value, some_evidence(header, value, article.text, span), *others]


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lab, Path]:
    """A project and a packet in which 1,000 articles were coded."""
    lab = made_lab(tmp_path_factory.mktemp("merging"), ARTICLES)
    path = lab.packet()
    with lab.project() as project:
        codebook = project.codebooks.codebook(lab.round.codebook_id)
    packet = ProjectFile.open(path, state_folder=lab.folder / "elsewhere")
    packet._driver.execute("PRAGMA synchronous=OFF")  # making the 30,000 events is not what is measured
    for article in lab.articles:
        header = CodingHeader(
            id=CodingId(new_id()), article_id=article.id, coder_id=lab.ada.id, codebook_id=lab.round.codebook_id,
            round_id=lab.round.id,
        )  # fmt: skip
        for records in deeds(header, article, codebook):
            with packet.write(
                coder_id=lab.ada.id, article_id=article.id, line=lab.round.id, verb="code", label="code"
            ) as unit:
                unit.put_all(records)
    packet.close()
    return lab, path


@pytest.fixture
def fresh(coded: tuple[Lab, Path], tmp_path: Path) -> Iterator[Any]:
    """Give copies of the project before the merge, one after the other, open."""
    lab, _ = coded
    numbers, opened = count(), []

    def project() -> Workspace:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        path = shutil.copy(lab.path, folder / "project.annotator")
        opened.append(open_workspace(Path(path), folders=folders_in(folder), coder_name="Lea Nordmann"))
        return opened[-1]

    yield project
    for workspace in opened:
        workspace.close()


def test_merging_1_000_coded_articles(benchmark: BenchmarkFixture, coded: tuple[Lab, Path], fresh: Any) -> None:
    _, path = coded

    def merge(project: Workspace) -> int:
        changes = project.merging.merge(project.merging.plan(path), by=project.coder.id)
        return 0 if changes is None else len(changes.changes)

    merged = timed(benchmark).pedantic(merge, setup=lambda: ((fresh(),), {}), rounds=3)
    assert merged > ARTICLES * 70


def test_that_merge_s_event_and_its_undo_s_are_small(coded: tuple[Lab, Path], fresh: Any) -> None:
    _, path = coded
    project = fresh()
    project.merging.merge(project.merging.plan(path), by=project.coder.id)
    project.merging.undo(by=project.coder.id)
    lengths = project._file._driver.execute(
        "SELECT length(changes) FROM event ORDER BY sequence DESC LIMIT 2"
    ).fetchall()
    assert all(length < ARTICLES * 50 for (length,) in lengths), lengths


def test_planning_that_merge_again(benchmark: BenchmarkFixture, coded: tuple[Lab, Path], fresh: Any) -> None:
    _, path = coded
    project = fresh()
    project.merging.merge(project.merging.plan(path), by=project.coder.id)

    def plan() -> int:
        return len(project.merging.plan(path).already_here)

    assert timed(benchmark).pedantic(plan, rounds=3) == ARTICLES


def test_undoing_that_merge(benchmark: BenchmarkFixture, coded: tuple[Lab, Path], fresh: Any) -> None:
    _, path = coded

    def merged() -> tuple[tuple[Workspace], dict[str, Any]]:
        project = fresh()
        project.merging.merge(project.merging.plan(path), by=project.coder.id)
        return (project,), {}

    undone = timed(benchmark).pedantic(
        lambda project: project.merging.undo(by=project.coder.id), setup=merged, rounds=3
    )
    assert undone is not None


def test_making_a_packet_of_1_000_articles(benchmark: BenchmarkFixture, fresh: Any, coded: tuple[Lab, Path]) -> None:
    lab, _ = coded
    project, numbers = fresh(), count()

    def make() -> Any:
        path = project.project.path.with_name(f"{next(numbers)}.annotator")
        return project.packets.make(lab.round.id, lab.ada.id, path, by=None).articles

    assert timed(benchmark).pedantic(make, rounds=3) == ARTICLES
