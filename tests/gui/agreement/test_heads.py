"""The strip that heads of columns stand on: one ground and one line, from edge to edge."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from annotator.gui.agreement.heatmap_view import HeatmapView
from annotator.gui.theme import ThemeName, tokens
from tests.gui.agreement.showing import EVERY_THEME, MATCHED, shown


@pytest.fixture
def table(qtbot: QtBot) -> HeatmapView:
    """A table that has to be scrolled, wider than its columns."""
    view = HeatmapView()
    view.heatmap.show_overview(MATCHED, has_empty_rows=True, with_gold=True)
    shown(qtbot, view, 1400, 240)
    return view


def test_the_strip_goes_on_above_the_scroll_bar(qtbot: QtBot, table: HeatmapView) -> None:
    heads, beside, bar = table.horizontalHeader(), table._beside_heads, table.verticalScrollBar()

    def at(widget_top_left: QPoint) -> tuple[int, int]:
        return widget_top_left.x(), widget_top_left.y()

    qtbot.waitUntil(bar.isVisible)
    left, top = at(beside.mapTo(table, QPoint(0, 0)))
    assert (top, beside.height()) == (at(heads.mapTo(table, QPoint(0, 0)))[1], heads.height())
    assert left == heads.mapTo(table, QPoint(heads.width(), 0)).x()
    assert bar.mapTo(table, QPoint(0, 0)).y() >= top + beside.height(), "the scroll bar begins below the strip"
    assert beside.property("role") == "toolbar"
    assert beside.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_where_nothing_is_scrolled_there_is_no_strip_beside(qtbot: QtBot, table: HeatmapView) -> None:
    table.resize(1200, 4000)
    qtbot.waitUntil(lambda: not table.verticalScrollBar().isVisible())
    qtbot.waitUntil(lambda: not table._beside_heads.isVisible())


@EVERY_THEME
def test_a_line_runs_below_all_heads_and_beyond_the_last(table: HeatmapView, theme: ThemeName) -> None:
    table.set_theme(theme)
    heads = table.horizontalHeader()
    image = heads.viewport().grab().toImage()
    wanted = QColor(tokens(theme).border)
    beyond = heads.length() + 20
    assert beyond < image.width()
    below = {
        image.pixelColor(x, image.height() - 1).name() for x in (0, heads.length() // 2, beyond, image.width() - 1)
    }
    assert below == {wanted.name()}
    assert image.pixelColor(heads.length() // 2, image.height() - 3).name() != wanted.name()
