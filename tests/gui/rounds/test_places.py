"""Where things stand: copies side by side however many there are, and the page of a room without rounds."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.form.look import plain_tip
from annotator.gui.review.bounded_area import BoundedArea
from annotator.gui.rounds.empty_page import EmptyPage
from annotator.gui.rounds.packets_settle_dialog import CopiesModel, SettleDialog, words_about
from tests.gui.rounds.making import some_copies


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    return window


def settling(window: QWidget, copies: int) -> SettleDialog:
    dialog = SettleDialog(some_copies(copies), 1, window)
    dialog.show()
    return dialog


# -- copies side by side ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copies", [2, 9, 10, 12, 40])
def test_the_heading_of_every_copy_can_be_read(qtbot: QtBot, window: QWidget, copies: int) -> None:
    (table,) = settling(window, copies).findChildren(QTableView)
    header = table.horizontalHeader()
    font = header.font()
    font.setBold(True)
    header.setFont(font)

    def has_room(column: int) -> bool:
        words = str(table.model().headerData(column, Qt.Orientation.Horizontal))
        return header.sectionSize(column) >= header.fontMetrics().horizontalAdvance(words) + 16

    qtbot.waitUntil(lambda: all(has_room(column) for column in range(copies)))


@pytest.mark.parametrize("copies", [2, 5])
def test_few_copies_share_the_width_and_nothing_is_scrolled(qtbot: QtBot, window: QWidget, copies: int) -> None:
    (table,) = settling(window, copies).findChildren(QTableView)
    qtbot.waitUntil(lambda: table.horizontalHeader().length() == table.viewport().width())
    assert table.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("copies", [2, 10, 40])
def test_however_many_copies_there_are_the_parts_have_room_in_a_small_window(
    qtbot: QtBot, window: QWidget, copies: int
) -> None:
    dialog = settling(window, copies)
    (table,) = dialog.findChildren(QTableView)
    qtbot.waitUntil(lambda: table.viewport().height() >= 2 * table.rowHeight(0))
    assert dialog.height() == 560
    assert dialog.minimumSizeHint().height() <= 560


def test_a_button_out_of_sight_comes_into_view_with_the_keyboard(qtbot: QtBot, window: QWidget) -> None:
    dialog = settling(window, 90)
    buttons = [one for one in dialog.findChildren(QPushButton) if one.text().startswith("Copy")]
    before, last = buttons[-2:]
    view = next(area for area in dialog.findChildren(BoundedArea) if area.isAncestorOf(last)).viewport()

    def is_in_view() -> bool:
        return view.rect().contains(last.mapTo(view, last.rect().center()))

    qtbot.waitUntil(lambda: not is_in_view())
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    last.setFocus(Qt.FocusReason.TabFocusReason)
    before.setFocus(Qt.FocusReason.BacktabFocusReason)
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is last
    qtbot.waitUntil(is_in_view)


def test_about_every_copy_is_said_in_the_list_above_its_column_and_with_its_button(window: QWidget) -> None:
    compared = some_copies(12)
    dialog = settling(window, 12)
    listed = [label.text() for area in dialog.findChildren(BoundedArea) for label in area.findChildren(QLabel)]
    assert listed == [f"Copy {at}: {words_about(copy)}" for at, copy in enumerate(compared.copies, start=1)]
    buttons = [one for one in dialog.findChildren(QPushButton) if one.text().startswith("Copy")]
    assert [one.accessibleDescription() for one in buttons] == [words_about(copy) for copy in compared.copies]
    model = CopiesModel(compared)
    tip = Qt.ItemDataRole.ToolTipRole
    tips = [str(model.headerData(at, Qt.Orientation.Horizontal, tip)) for at in range(12)]
    assert [copy.file_name in shown for copy, shown in zip(compared.copies, tips, strict=True)] == [True] * 12
    assert len(set(tips)) == 12
    names = [model.headerData(row, Qt.Orientation.Vertical, tip) for row in range(3)]
    assert names == [plain_tip("Killed"), plain_tip("Coding"), None]


# -- no rounds --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [800, 1220])
def test_the_page_without_rounds_stands_in_the_middle_as_in_the_other_rooms(
    qtbot: QtBot, window: QWidget, width: int
) -> None:
    page = EmptyPage(window)
    page.refresh(can_write=True)
    page.resize(width, 660)
    page.show()
    labels = page.findChildren(QLabel)
    assert len(labels) == 4
    assert {bool(label.alignment() & Qt.AlignmentFlag.AlignHCenter) for label in labels} == {True}

    def middle(*parts: QWidget) -> float:
        left = min(part.mapTo(page, QPoint(0, 0)).x() for part in parts)
        right = max(part.mapTo(page, QPoint(part.width(), 0)).x() for part in parts)
        return (left + right) / 2

    qtbot.waitUntil(lambda: all(abs(middle(label) - width / 2) <= 1 for label in labels))
    qtbot.waitUntil(lambda: abs(middle(page.new_button, page.merge_button) - width / 2) <= 1)
