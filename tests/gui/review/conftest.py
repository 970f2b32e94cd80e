"""Cases made by the service from invented codings, and the room on a desk of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.ids import RoundId
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.review.invitation import HIDDEN, NO_SECOND_CODER
from annotator.gui.review.room import ReviewRoom
from annotator.gui.theme import ThemeName, apply_theme
from annotator.services.folders import Folders
from annotator.services.review.case import Case, CaseItem
from tests.e2e.review_scenes import REVIEWER, filled
from tests.services.review_making import FIRST, SECOND, THIRD, ReviewProject, made_project


class Prepare(Protocol):
    """Does something with the open project before the room is entered; gets the round too."""

    def __call__(self, project: ReviewProject, round_id: RoundId) -> object: ...


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ReviewProject, RoundId]]:
    """A round of six articles coded by two; nothing is ruled on. To be read, not to be changed."""
    made = made_project(tmp_path_factory.mktemp("review"))
    yield made, filled(made, articles=6, incidents=3)
    made.workspace.close()


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ReviewProject, RoundId]]:
    """The same with three coders and two articles."""
    made = made_project(tmp_path_factory.mktemp("review"))
    yield made, filled(made, articles=2, incidents=3, coders=(FIRST, SECOND, THIRD))
    made.workspace.close()


@pytest.fixture(scope="module")
def case(project: tuple[ReviewProject, RoundId]) -> Case:
    """The case with the most disagreements."""
    return busiest(*project)


@pytest.fixture(scope="module")
def case_of_three(three: tuple[ReviewProject, RoundId]) -> Case:
    """A case of three coders."""
    return busiest(*three)


def busiest(project: ReviewProject, round_id: RoundId) -> Case:
    """Return the case with the most items."""
    lines = project.review.cases(round_id, viewer=project.reviewer)
    line = max(lines, key=lambda one: one.items)
    return project.case(line.key.article_id, round_id)


def item_where(case: Case, fits: Callable[[CaseItem], bool]) -> CaseItem:
    """Return the first item that fits."""
    return next(item for item in case.items if fits(item))


OpenRoom = Callable[..., ReviewRoom]


@pytest.fixture
def open_room(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[OpenRoom]:
    """Make a project, prepare it, and enter the room on it."""
    apply_theme(qapp, ThemeName.LIGHT)
    desks: list[Desk] = []

    def opened(
        prepare: Prepare | None = None,
        *,
        articles: int = 3,
        incidents: int = 2,
        coders: tuple[object, ...] = (FIRST, SECOND),
        coder_name: str = REVIEWER,
        is_listed: bool = True,
    ) -> ReviewRoom:
        made = made_project(tmp_path)
        round_id = filled(made, articles=articles, incidents=incidents, coders=coders)  # type: ignore[arg-type]
        if prepare is not None:
            prepare(made, round_id)
        path = made.workspace.project.path
        made.workspace.close()
        desk = Desk(Folders(tmp_path / "settings", tmp_path / "state", tmp_path / "data"))
        desks.append(desk)
        facts: list[ProjectFacts] = []
        desk.project_opened.connect(facts.append)
        with qtbot.waitSignal(desk.project_opened):
            desk.open_project(path, coder_name)
        room = entered(qtbot, desk, facts[0])
        qtbot.waitUntil(lambda: not is_listed or not room.list.waiting)
        return room

    yield opened
    for desk in desks:
        desk.close()


def entered(qtbot: QtBot, desk: Desk, facts: ProjectFacts) -> ReviewRoom:
    """Show a room on a desk and wait until it has said what there is."""
    room = ReviewRoom(desk)
    qtbot.addWidget(room)
    room.resize(1220, 645)
    with qtbot.waitExposed(room):
        room.show()
    room.activateWindow()
    room.page.article.view.set_reduced_motion(True)
    room.enter(facts, ThemeName.LIGHT)
    nothing = {NO_SECOND_CODER[2], HIDDEN[2]}
    qtbot.waitUntil(lambda: room.page.case is not None or room.invitation.way.text() in nothing)
    return room
