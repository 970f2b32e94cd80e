"""What hand-painted lists and the bars above the rooms have in common."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import pytest
from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.ids import CodebookId, RoundId
from annotator.domain.rounds import Round
from annotator.gui.room_bar import OUTSIDE_ROUNDS, RoundBox, made_tabs, mark_tab
from annotator.gui.rows import RowsModel, RowWords, paint_ground, set_up_rows
from annotator.gui.theme import ThemeName, tokens


class Thing(NamedTuple):
    """Something to list."""

    key: str
    name: str


A, B = Thing("a", "Ada"), Thing("b", "<b>Ben</b>")


def model_of(*things: Thing) -> RowsModel:
    model = RowsModel(lambda thing: RowWords(thing.key, thing.name, f"{thing.name}, a coder"))
    model.show(things)
    return model


def test_a_row_tells_name_words_and_the_thing_itself() -> None:
    model = model_of(A, B)
    index = model.index(1)
    assert index.data() == "<b>Ben</b>"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "<b>Ben</b>, a coder"
    assert index.data(RowsModel.ThingRole) == B
    assert "<b>" not in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.CheckStateRole) is None
    assert model.data(QModelIndex()) is None


def test_a_row_is_found_by_its_key() -> None:
    model = model_of(A, B)
    assert [model.row_of(key) for key in ("a", "b", "c")] == [0, 1, -1]
    model.show([B])
    assert (model.row_of("a"), model.row_of("b"), model.rowCount()) == (-1, 0, 1)


@pytest.mark.parametrize("theme", ThemeName)
@pytest.mark.parametrize(
    ("state", "colour", "is_chosen"),
    [
        (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver, "selection", True),
        (QStyle.StateFlag.State_MouseOver, "hover", False),
        (QStyle.StateFlag.State_None, "", False),
    ],
    ids=["chosen", "under the mouse", "plain"],
)
def test_the_ground_tells_what_is_chosen_and_under_the_mouse(
    qtbot: QtBot, theme: ThemeName, state: QStyle.StateFlag, colour: str, is_chosen: bool
) -> None:
    image = QImage(40, 20, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    option = QStyleOptionViewItem()
    option.rect, option.state = QRect(0, 0, 40, 20), state
    painter = QPainter(image)
    assert paint_ground(painter, option, tokens(theme)) is is_chosen
    painter.end()
    inside = image.pixelColor(20, 10)
    assert (inside.name() == getattr(tokens(theme), colour)) if colour else (inside.alpha() == 0)
    assert (image.pixelColor(1, 10).name() == tokens(theme).accent) is is_chosen


def test_a_list_set_up_for_rows_has_a_name_and_never_scrolls_sideways(qtbot: QtBot) -> None:
    view, model = QListView(), model_of(A, B)
    qtbot.addWidget(view)
    set_up_rows(view, "People", model, QStyledItemDelegate(view))
    assert view.accessibleName() == "People"
    assert view.model() is model
    assert view.uniformItemSizes()
    assert view.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def a_round(name: str) -> Round:
    return Round(id=RoundId(name), name=name, codebook_id=CodebookId("c"))


def test_rounds_are_offered_newest_first_and_work_outside_any_last(qtbot: QtBot) -> None:
    box = RoundBox()
    qtbot.addWidget(box)
    with qtbot.assertNotEmitted(box.chosen):
        box.show_rounds([a_round("Pilot"), a_round("Main")], RoundId("Pilot"))
    assert [box.itemText(row) for row in range(box.count())] == ["Main", "Pilot", OUTSIDE_ROUNDS]
    assert box.currentText() == "Pilot"
    box.show_rounds([a_round("Pilot")], None)
    assert box.currentText() == OUTSIDE_ROUNDS
    box.show_rounds([a_round("Pilot")], RoundId("gone"))
    assert box.currentText() == "Pilot"


@pytest.mark.parametrize(("row", "expected"), [(0, "Pilot"), (1, None)])
def test_the_round_a_person_chooses_is_announced(qtbot: QtBot, row: int, expected: str | None) -> None:
    box = RoundBox()
    qtbot.addWidget(box)
    box.show_rounds([a_round("Pilot")], None)
    box.setCurrentIndex(row)
    with qtbot.waitSignal(box.chosen) as heard:
        box.activated.emit(row)
    assert heard.args == [expected]


class Pages(StrEnum):
    """Pages of an invented room."""

    FIRST = "First"
    SECOND = "Second  S"


def test_a_tab_has_its_page_chosen_and_is_called_without_its_key(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    heard: list[Pages] = []
    tabs = made_tabs(Pages, heard.append, parent)
    assert [tab.accessibleName() for tab in tabs.values()] == ["First", "Second"]
    assert [tab.text() for tab in tabs.values()] == ["First", "Second  S"]
    QTest.mouseClick(tabs[Pages.SECOND], Qt.MouseButton.LeftButton)
    assert heard == [Pages.SECOND]
    mark_tab(tabs, Pages.FIRST)
    assert [tab.isChecked() for tab in tabs.values()] == [True, False]
