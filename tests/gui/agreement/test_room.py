"""The agreement room on a real project, worked by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QProgressDialog, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.figures import AgreementLayer, ColumnKind, Slicing
from annotator.domain.ids import ArticleId, AssignmentId, CoderId
from annotator.domain.rounds import Assignment
from annotator.gui.agreement.pairs_dialog import PairsDialog
from annotator.gui.agreement.planner_dialog import PlannerDialog
from annotator.gui.agreement.report_dialog import ReportDialog
from annotator.gui.agreement.room import AgreementRoom
from annotator.gui.agreement.top_bar import Compared, Page
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.review.ruling_lists import ItemPlace
from annotator.gui.theme import ThemeName
from annotator.services.review.case import CaseKey
from annotator.store.project_file import ProjectFile
from tests.agreement_project import ROUND, coded_project, folders_of
from tests.gui.tab_walk import assert_tab_reaches

ME = "Lead"


@dataclass
class Shown:
    """The room on the screen with a project open."""

    qtbot: QtBot
    room: AgreementRoom
    desk: Desk
    facts: ProjectFacts
    failures: list[object] = field(default_factory=list)

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def words(self) -> str:
        return "\n".join(label.text() for label in self.room.findChildren(QLabel) if label.isVisible())

    def answered(self, act: Callable[[], object]) -> None:
        """Do something and wait for the figures it asks for."""
        before = self.room.overview
        act()
        self.until(lambda: self.room.overview is not before)

    def dialog(self, kind: type[QDialog]) -> QDialog:
        self.until(lambda: any(one.isVisible() for one in self.room.findChildren(kind)))
        return next(one for one in self.room.findChildren(kind) if one.isVisible())

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.room.window().focusWidget(), key)


@contextmanager
def on_screen(qtbot: QtBot, path: Path) -> Iterator[Shown]:
    desk = Desk(folders_of(path))
    with qtbot.waitSignal(desk.project_opened) as opened:
        desk.open_project(path, ME)
    assert opened.args is not None
    facts = opened.args[0]
    room = AgreementRoom(desk)
    qtbot.addWidget(room)
    found = Shown(qtbot, room, desk, facts)
    desk.failed.connect(found.failures.append)
    room.resize(1220, 640)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    yield found
    room.leave()
    desk.close()
    assert found.failures == []


@pytest.fixture
def shown(qtbot: QtBot, tmp_path: Path) -> Iterator[Shown]:
    """Twelve articles coded by two of three coders, with gold; the room is entered."""
    with on_screen(qtbot, coded_project(tmp_path, articles=12, coders=3, has_gold=True)) as found:
        found.answered(lambda: found.room.enter(found.facts, ThemeName.LIGHT))
        yield found


@pytest.fixture
def alone(qtbot: QtBot, tmp_path: Path) -> Iterator[Shown]:
    """Three articles with one coder each."""
    with on_screen(qtbot, coded_project(tmp_path, articles=3, coders=2, each=1)) as found:
        found.room.enter(found.facts, ThemeName.DARK)
        found.until(lambda: found.room.overview is not None)
        yield found


def test_the_newest_round_is_shown_with_its_figures(shown: Shown) -> None:
    overview = shown.room.overview
    assert overview is not None
    assert overview.round_id == ROUND
    assert shown.room.bar.rounds.currentText() == "Round 1"
    assert shown.room.heatmap.heatmap.columnCount() == 7
    assert "12 articles of 3 coders" in shown.words()
    assert "incidents matched" in shown.words()
    assert shown.room.heatmap.hasFocus() or shown.room.heatmap.current_cell() is not None


def test_tab_reaches_the_bar_above_the_figures_both_ways(shown: Shown) -> None:
    bar = shown.room.bar
    assert_tab_reaches(shown.room.heatmap, [bar.rounds, bar.compared, bar.empty_rows, shown.room.heatmap])


def test_enter_opens_exactly_the_units_and_enter_again_the_case(shown: Shown, qtbot: QtBot) -> None:
    room = shown.room
    cell = next(
        cell
        for cell in room.overview.cells.values()  # type: ignore[union-attr]
        if cell.row.field == "event_type" and cell.column.kind is ColumnKind.TOGETHER
    )
    room.heatmap.choose(cell)
    room.heatmap.setFocus()
    shown.press(Qt.Key.Key_Return)
    shown.until(lambda: room.units.units.rowCount() > 0)
    assert room.units.units.counts[2] == cell.units
    assert "percent agreement" in shown.words()
    shown.until(room.units.list.hasFocus)
    line = room.units.units.line(room.units.list.currentIndex())
    assert line is not None
    with qtbot.waitSignal(room.room_asked) as asked:
        shown.press(Qt.Key.Key_Return)
    assert asked.args == ["review", ItemPlace(CaseKey(line.article_id, ROUND), line.item_id)]
    shown.press(Qt.Key.Key_Escape)
    shown.until(room.heatmap.hasFocus)


def test_a_unit_without_an_item_leads_to_its_case(shown: Shown, qtbot: QtBot) -> None:
    room = shown.room
    room.bar.layers.setCurrentIndex(room.bar.layers.findData(AgreementLayer.EVIDENCE))
    shown.answered(room.bar.changed.emit)
    room.open_units()
    shown.until(lambda: room.units.units.rowCount() > 0)
    line = room.units.units.line(room.units.list.currentIndex())
    assert line is not None
    with qtbot.waitSignal(room.room_asked) as asked:
        room.units.list.confirmed.emit(line)
    assert asked.args == ["review", CaseKey(line.article_id, ROUND)]


@pytest.mark.parametrize("layer", [one for one in AgreementLayer if one is not AgreementLayer.MATCHED])
def test_layers_can_be_switched(shown: Shown, layer: AgreementLayer) -> None:
    bar = shown.room.bar
    bar.layers.setCurrentIndex(bar.layers.findData(layer))
    shown.answered(bar.changed.emit)
    overview = shown.room.overview
    assert overview is not None
    assert overview.layer is layer
    assert shown.room.heatmap.heatmap.rowCount() > 0


@pytest.mark.parametrize(
    "who, slicing, kinds",
    [
        (Compared.PAIRS, Slicing.PAIRS, {ColumnKind.PAIR}),
        (Compared.VERSION, Slicing.VERSION, {ColumnKind.VERSION}),
        (Compared.GOLD, Slicing.CODERS, {ColumnKind.GOLD}),
    ],
)
def test_comparisons_can_be_switched(shown: Shown, who: Compared, slicing: Slicing, kinds: set[ColumnKind]) -> None:
    room = shown.room
    room.bar.compared.setCurrentIndex(room.bar.compared.findData(who))
    room.bar.changed.emit()
    shown.until(lambda: {column.kind for column in room.heatmap.heatmap.columns} == kinds)
    assert room.overview is not None
    assert room.overview.by.slicing is slicing


def test_fields_nobody_coded_can_be_shown(shown: Shown) -> None:
    model = shown.room.heatmap.heatmap
    before = model.rowCount()
    shown.room.bar.empty_rows.click()
    assert model.rowCount() > before
    shown.room.bar.empty_rows.click()
    assert model.rowCount() == before


def test_weeks_are_shown_for_the_field_of_the_table(shown: Shown) -> None:
    room = shown.room
    room.heatmap.setFocus()
    shown.press(Qt.Key.Key_W)
    shown.until(lambda: room.drift is not None and bool(room.drift.points()))
    assert room.drift is not None
    cell = room.heatmap.current_cell()
    assert cell is not None
    assert room.drift.row() == cell.row
    assert room.bar.pages[Page.DRIFT].isChecked()
    room.toggle_weeks()
    assert room.splitter.isVisible()


def test_pairs_are_chosen_in_a_dialog(shown: Shown) -> None:
    room = shown.room
    room.heatmap.setFocus()
    shown.press(Qt.Key.Key_P)
    dialog = shown.dialog(PairsDialog)
    assert isinstance(dialog, PairsDialog)
    dialog.list.item(1).setCheckState(Qt.CheckState.Checked)
    shown.answered(dialog.accept)
    assert [column.label for column in room.heatmap.heatmap.columns] == ["Coder 01 – Coder 03"]


def test_a_report_is_written(shown: Shown, qtbot: QtBot) -> None:
    room = shown.room
    room.heatmap.setFocus()
    shown.press(Qt.Key.Key_R)
    dialog = shown.dialog(ReportDialog)
    assert isinstance(dialog, ReportDialog)
    folder = dialog.folder()
    assert not folder.exists()
    with qtbot.waitSignal(room.remarked) as remarked:
        dialog.accept()
    assert remarked.args == [f"Wrote 5 files to {folder}."]
    assert (folder / "agreement.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    shown.until(lambda: not any(one.isVisible() for one in room.findChildren(QProgressDialog)))


def test_a_sample_is_planned(shown: Shown) -> None:
    room = shown.room
    room.heatmap.setFocus()
    shown.press(Qt.Key.Key_N)
    dialog = shown.dialog(PlannerDialog)
    assert isinstance(dialog, PlannerDialog)
    shown.until(lambda: "It assumes" in dialog.text())
    before = dialog.text()
    dialog.fields.setCurrentIndex(dialog.fields.findData("event_type"))
    dialog.width_box.setValue(0.5)
    shown.until(lambda: dialog.text() != before and "0.50 wide" in dialog.text())
    dialog.reject()


def test_a_plan_that_comes_too_late_is_dropped(shown: Shown) -> None:
    room = shown.room
    room.plan_sample()
    shown.dialog(PlannerDialog).reject()
    room.bar.layers.setCurrentIndex(2)
    shown.answered(room.bar.changed.emit)
    assert shown.failures == []


def test_every_action_of_the_room_is_in_the_table_of_actions(shown: Shown) -> None:
    from annotator.gui.actions import ACTIONS

    assert set(shown.room.slots) == {action.id for action in ACTIONS if action.room == "agreement"}
    assert shown.room.available() == frozenset(shown.room.slots)


def test_stopping_says_what_to_do(shown: Shown, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.room.remarked) as remarked:
        shown.room.strip.stop.click()
    assert remarked.args == ["Stopped. Choose again to work the figures out."]


@pytest.mark.parametrize("theme", ThemeName)
def test_entering_again_takes_on_the_theme_and_keeps_the_place(shown: Shown, theme: ThemeName) -> None:
    room = shown.room
    QTest.keyClick(room.heatmap, Qt.Key.Key_Down)
    place = room.heatmap.current_cell()
    room.enter(shown.facts, theme)
    shown.until(lambda: room.strip.isHidden() and room.heatmap.current_cell() == place)
    assert place is not None
    assert room.heatmap.current_cell() == place


def test_no_second_coder_leads_to_the_rounds(alone: Shown, qtbot: QtBot) -> None:
    text = alone.room.invitation.text()
    assert "No article has two finished codings yet" in text
    assert "3 codings are of an article nobody else has completed." in text
    assert alone.room.available() == frozenset()
    assert not alone.room.bar.report.isEnabled()
    way = next(one for one in alone.room.invitation.findChildren(QPushButton) if one.isVisible())
    with qtbot.waitSignal(alone.room.room_asked) as asked:
        way.click()
    assert asked.args == ["rounds", None]
    alone.room.toggle_weeks()
    alone.room.write_report()
    alone.room.plan_sample()
    alone.room.choose_pairs()
    assert alone.room.invitation.isVisible()


def test_work_outside_rounds_can_be_chosen(shown: Shown) -> None:
    bar = shown.room.bar
    bar.rounds.setCurrentIndex(bar.rounds.count() - 1)
    shown.answered(lambda: bar.rounds.activated.emit(bar.rounds.currentIndex()))
    assert bar.rounds.currentText() == "Outside any round"
    assert "No article has two finished codings yet" in shown.room.invitation.text()


def test_a_coder_of_a_running_blind_round_sees_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    path = coded_project(tmp_path, articles=3)
    with on_screen(qtbot, path) as found:
        coder = found.facts.coder.id
        found.desk.close()
        assign(path, coder)
    with on_screen(qtbot, path) as found:
        found.room.enter(found.facts, ThemeName.LIGHT)
        found.until(found.room.invitation.isVisible)
        assert "This round is blind and still running" in found.room.invitation.text()
        assert found.room.overview is None
        assert found.room.available() == frozenset()


def assign(path: Path, coder: CoderId) -> None:
    project = ProjectFile.open(path, state_folder=folders_of(path).state)
    with project.write(coder_id=None, article_id=None, verb="assign", label="assign") as unit:
        unit.put(
            Assignment(
                id=AssignmentId("one"),
                round_id=ROUND,
                article_id=ArticleId("article-0000"),
                coder_id=coder,
                position=1,
            )
        )
    project.close()


def test_plots_are_loaded_with_the_weeks_only() -> None:
    import subprocess
    import sys

    code = (
        "import sys, annotator.gui.agreement.room;"
        "print([name for name in ('pyqtgraph', 'numpy', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
