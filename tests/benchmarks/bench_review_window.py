"""How fast the review's window is: open a case, bring the next disagreement into view, rule; the GUI thread's part.

Run with ``python x.py bench`` or ``pytest tests/benchmarks/bench_review_window.py``. The case has eight incidents coded
by three people, about sixty disagreements and four hundred marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.gui.app import application_with_theme
from annotator.gui.review.case_page import CasePage
from annotator.gui.review.presenting import marks_of
from annotator.gui.theme import ThemeName
from annotator.services.review.case import Case
from tests.e2e.review_scenes import filled
from tests.services.review_making import FIRST, SECOND, THIRD, made_project

NAMES = {FIRST: "Ada", SECOND: "Ben", THIRD: "Chiara"}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """Two large cases."""
    project = made_project(tmp_path_factory.mktemp("bench"))
    round_id = filled(project, articles=2, incidents=8, coders=(FIRST, SECOND, THIRD))
    lines = project.review.cases(round_id, viewer=project.reviewer)
    found = [project.case(line.key.article_id, round_id) for line in lines]
    project.workspace.close()
    return found


@pytest.fixture(scope="module")
def application() -> QApplication:
    """The application with its theme, as people see it."""
    return application_with_theme()


@pytest.fixture
def page(application: QApplication) -> Iterator[CasePage]:
    """A page on the screen."""
    made = CasePage()
    made.resize(960, 604)
    made.show()
    made.set_theme(ThemeName.LIGHT)
    made.article.view.set_reduced_motion(True)
    yield made
    made.close()
    made.deleteLater()
    application.sendPostedEvents()


def settle(application: QApplication, page: CasePage) -> None:
    """Paint everything that waits to be painted."""
    application.sendPostedEvents()
    page.repaint()


def test_open_a_case(benchmark: BenchmarkFixture, application: QApplication, page: CasePage, cases: list[Case]) -> None:
    following = cycle(cases)
    benchmark.extra_info["items"] = len(cases[0].items)
    benchmark.extra_info["marks"] = len(marks_of(cases[0]))

    def opened() -> None:
        page.show_case(next(following), NAMES)

    benchmark.pedantic(opened, rounds=30, warmup_rounds=2)  # type: ignore[no-untyped-call]


def test_open_a_case_and_paint_it(
    benchmark: BenchmarkFixture, application: QApplication, page: CasePage, cases: list[Case]
) -> None:
    following = cycle(cases)

    def opened() -> None:
        page.show_case(next(following), NAMES)
        settle(application, page)

    benchmark.pedantic(opened, rounds=30, warmup_rounds=2)  # type: ignore[no-untyped-call]


def test_bring_the_next_disagreement_into_view(
    benchmark: BenchmarkFixture, application: QApplication, page: CasePage, cases: list[Case]
) -> None:
    page.show_case(cases[0], NAMES)
    ids = cycle([item.id for item in cases[0].items])
    benchmark.pedantic(lambda: page.show_item(next(ids)), rounds=100, warmup_rounds=5)  # type: ignore[no-untyped-call]


def test_show_the_same_case_after_a_ruling(
    benchmark: BenchmarkFixture, application: QApplication, page: CasePage, cases: list[Case]
) -> None:
    page.show_case(cases[0], NAMES)
    item = cases[0].items[3].id
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        lambda: page.show_case(cases[0], NAMES, item), rounds=50, warmup_rounds=2
    )


def test_work_a_case_out_for_a_workspace_that_has_looked_at_it(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    project = made_project(tmp_path)
    round_id = filled(project, articles=2, incidents=8, coders=(FIRST, SECOND, THIRD))
    lines = project.review.cases(round_id, viewer=project.reviewer)
    keys = cycle([line.key.article_id for line in lines])
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        lambda: project.case(next(keys), round_id), rounds=10, warmup_rounds=1
    )
    project.workspace.close()
