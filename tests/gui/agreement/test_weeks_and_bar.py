"""The weeks of a field, and the bar that says what is compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from annotator.gui.agreement.drift_view import DriftView
from annotator.gui.agreement.top_bar import Compared, Page, TopBar
from annotator.gui.theme import ThemeName
from tests.gui.agreement.showing import DOCUMENT, EVERY_THEME, MATCHED, shown, words_of

# -- Weeks ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def weeks(qtbot: QtBot) -> DriftView:
    view = DriftView()
    shown(qtbot, view)
    view.show_weeks(DOCUMENT.weeks)
    return view


def test_fields_with_a_figure_in_some_week_are_listed(weeks: DriftView) -> None:
    labels = [weeks.fields.item(at).text() for at in range(weeks.fields.count())]
    assert labels == ["Event type", "Date · start", "Weapons"]
    assert [cell.column.label for cell in weeks.points()] == ["2021-W23", "2021-W24", "2021-W25"]


def test_the_field_of_the_table_is_shown_first(weeks: DriftView) -> None:
    weeks.show_weeks(DOCUMENT.weeks, DOCUMENT.weeks.rows[2])
    row = weeks.row()
    assert row is not None
    assert row.label == "Weapons"
    weeks.show_weeks(DOCUMENT.weeks)
    assert weeks.row() == row


def test_arrows_choose_another_field(weeks: DriftView) -> None:
    weeks.fields.setFocus()
    QTest.keyClick(weeks.fields, Qt.Key.Key_Down)
    row = weeks.row()
    assert row is not None
    assert row.label == "Date · start"
    assert "Date · start" in weeks.plot.accessibleDescription()


@EVERY_THEME
def test_weeks_are_painted_in_every_theme(weeks: DriftView, theme: ThemeName) -> None:
    from annotator.gui.theme import tokens

    weeks.set_theme(theme)
    image = weeks.plot.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(0, image.height(), 2)}
    assert {tokens(theme).surface, tokens(theme).accent} <= colours


def test_no_week_with_a_figure_is_said(weeks: DriftView) -> None:
    cells = {key: replace(cell, value=None) for key, cell in DOCUMENT.weeks.cells.items()}
    weeks.show_weeks(replace(DOCUMENT.weeks, cells=cells))
    assert weeks.row() is None
    assert "No figure in any week" in words_of(weeks)


# -- The bar ----------------------------------------------------------------------------------------------------------


def test_only_comparisons_a_round_allows_are_offered(qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)

    def offered() -> list[str]:
        return [bar.compared.itemText(at) for at in range(bar.compared.count())]

    bar.offer(MATCHED)
    assert offered() == [one.value for one in Compared]
    bar.offer(replace(MATCHED, has_gold=False, coders=MATCHED.coders[:2]))
    assert offered() == [Compared.CODERS.value, Compared.VERSION.value, Compared.REPEATED.value]
    assert not bar.report.isHidden()
    assert bar.report.isEnabled()
    bar.offer(replace(MATCHED, articles=0))
    assert not bar.report.isEnabled()
    bar.offer(None)
    assert not bar.plan.isEnabled()


def test_what_was_compared_stays_chosen(qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.offer(MATCHED)
    bar.compared.setCurrentIndex(bar.compared.findData(Compared.PAIRS))
    bar.offer(MATCHED)
    assert bar.who is Compared.PAIRS
    bar.show_page(Page.DRIFT)
    assert bar.compared.isHidden()
    assert bar.pairs.isHidden()


def test_every_control_of_the_bar_has_a_name(qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    assert all(box.accessibleName() for box in bar.findChildren(QComboBox))
    assert all(button.text() for button in bar.findChildren(QPushButton))
