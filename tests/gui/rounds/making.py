"""Rounds on a desk, and the room shown on the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import Coder
from annotator.domain.ids import ArticleId, AssignmentId, CodebookId, CoderId, PacketId, ProjectId, RoundId
from annotator.domain.packets import PacketOrigin
from annotator.domain.queue import ArticleChoice, AssignedArticle, Progress
from annotator.domain.rounds import Round
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.rounds.asking import RoomView
from annotator.gui.rounds.room import RoundsRoom
from annotator.gui.theme import ThemeName
from annotator.gui.waiting import wait_until
from annotator.services.folders import Folders
from annotator.services.packets.copies import CopyView
from annotator.services.packets.planning import MergePlan, PlannedCoding
from annotator.services.packets.reading import PacketContents
from annotator.services.packets.words import ComparedCopies, ComparedLine
from annotator.services.rounds.progress import RoundProgress, made_progress

CODER = "Coder A"
AN_HOUR = dt.datetime(2019, 11, 3, 9, tzinfo=dt.UTC)
_Widget = TypeVar("_Widget", bound=QWidget)


def people(number: int) -> list[Coder]:
    """Return coders called "Coder 01", "Coder 02", …"""
    return [Coder(id=CoderId(f"c{place}"), name=f"Coder {place:02}") for place in range(1, number + 1)]


def a_round(name: str = "Pilot", **facts: object) -> Round:
    """Return a round that is in no project."""
    return Round(id=RoundId(name), name=name, codebook_id=CodebookId("codebook"), **facts)  # type: ignore[arg-type]


def some_progress(coder_count: int = 3, article_count: int = 6) -> RoundProgress:
    """Return a round in which every article has two coders, in every state."""
    coders = people(coder_count)
    states = list(Progress)
    lines = [
        AssignedArticle(
            AssignmentId(f"{article}/{place}"),
            ArticleId(f"a{article}"),
            coders[(article + place) % coder_count].id,
            1,
            f"Article {article}",
            states[(article + place) % 4],
        )
        for article in range(article_count)
        for place in range(2)
    ]
    return made_progress(a_round(), lines, coders, 0)


def a_merge_plan(*, new: int = 1, here: int = 1, conflicting: int = 1, refused: int = 1) -> MergePlan:
    """Return a dry run of the packet ben.annotator with so many codings of every outcome."""
    ben = Coder(id=CoderId("ben"), name="Ben")
    head = PacketOrigin(
        id=PacketId("p"),
        project_id=ProjectId("project"),
        project_name="Sahel",
        round_id=RoundId("Pilot"),
        coder_id=ben.id,
        head=3,
        head_hash="0",
    )
    contents = PacketContents(Path("ben.annotator"), head, 5, "0", ben, a_round(), {}, {}, {}, (), frozenset())

    def codings(outcome: str, number: int) -> tuple[PlannedCoding, ...]:
        ids = (ArticleId(f"{outcome} {place}") for place in range(number))
        return tuple(PlannedCoding(article_id, article_id.capitalize(), f"{outcome}!") for article_id in ids)

    return MergePlan(
        contents,
        new=codings("new", new),
        already_here=codings("here", here),
        conflicting=codings("conflicting", conflicting),
        refused=codings("refused", refused),
    )


def some_copies(number: int = 2, *, title: str = "Gunmen attack post", coder: str = "Ben") -> ComparedCopies:
    """Return a coding that went on in so many copies; the first is shown, and they differ in one part of two."""
    copies = tuple(
        CopyView(
            last_event=f"event {place}",
            packet_id=PacketId(f"p{place}") if place else None,
            file_name=f"copy {place}.annotator" if place else "",
            changed_at=AN_HOUR,
            last_deed="set Killed",
            changes=place + 1,
            is_shown=place == 0,
            coding=None,
        )
        for place in range(number)
    )
    differs = ComparedLine("Killed", tuple(f"{place}" for place in range(number)))
    return ComparedCopies(title, coder, copies, (differs, ComparedLine("Coding", ("draft",) * number)))


def prepare(sample: Path, folders: Folders, deed: Callable[[Workspace], object]) -> None:
    """Do something to a project that is closed before and afterwards."""
    with open_workspace(sample, folders=folders, coder_name=CODER) as workspace:
        deed(workspace)


def pilot(workspace: Workspace, *, with_me: bool = False) -> None:
    """Make the round Pilot for Ben and Cleo (and the person at work), every article coded by two of them."""
    by = workspace.coder.id
    coders = [workspace.coders.add(name, by=by) for name in ("Ben", "Cleo")] + ([workspace.coder] if with_me else [])
    made = workspace.rounds.make("Pilot", by=by, seed=7)
    plan = workspace.rounds.plan(
        made.id,
        coders=[one.id for one in coders],
        article_ids=workspace.rounds.articles(ArticleChoice()),
        share=1,
        seed=7,
    )
    workspace.rounds.assign(plan, by=by)


class Shown:
    """The room on the screen, with ways to look and to press keys."""

    def __init__(self, qtbot: QtBot, desk: Desk, sample: Path) -> None:
        self.desk = desk
        opened: list[ProjectFacts] = []
        desk.project_opened.connect(opened.append)
        with qtbot.waitSignal(desk.project_opened):
            desk.open_project(sample, CODER)
        self.facts = opened[0]
        self.room = RoundsRoom(desk)
        qtbot.addWidget(self.room)
        self.room.resize(1220, 640)
        self.room.enter(self.facts, ThemeName.LIGHT)
        with qtbot.waitActive(self.room):
            self.room.show()
            self.room.activateWindow()
        self.room.take_keyboard()
        self.wait(lambda: self.room.view is not None)

    @staticmethod
    def wait(condition: Callable[[], object]) -> None:
        """Let the window work until something is so."""
        assert wait_until(lambda: bool(condition()))

    @property
    def view(self) -> RoomView:
        """What the room shows."""
        assert self.room.view is not None
        return self.room.view

    @property
    def progress(self) -> RoundProgress:
        """The round that is shown."""
        assert self.view.progress is not None
        return self.view.progress

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is; after a dialog it is back in the room."""
        self.room.activateWindow()
        self.wait(lambda: QApplication.activeWindow() is self.room.window())
        if QApplication.focusWidget() is None:
            self.room.take_keyboard()
        QTest.keyClick(QApplication.focusWidget() or self.room, key, modifier)

    def dialog(self, kind: type[_Widget]) -> _Widget:
        """Wait for a dialog and return it."""
        self.wait(lambda: self._dialogs(kind))
        return self._dialogs(kind)[0]

    def changed(self, deed: Callable[[], object]) -> None:
        """Do something and wait until the room looked again."""
        before = self.room.view
        deed()
        self.wait(lambda: self.room.view is not before)

    def words(self) -> str:
        """Everything that labels on the screen say."""
        return "\n".join(_texts(self.room.findChildren(QLabel)))

    def _dialogs(self, kind: type[_Widget]) -> list[_Widget]:
        return [one for one in self.room.findChildren(kind) if isinstance(one, QDialog) and one.isVisible()]


def _texts(labels: Iterable[QLabel]) -> list[str]:
    return [label.text() for label in labels if label.isVisible()]
