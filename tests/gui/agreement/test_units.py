"""The units a figure rests on: what differs first, narrowed by facets, told in full."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.gui.agreement.units_model import Facet, UnitsModel, kind_of_line
from annotator.gui.agreement.units_pane import UnitsPane
from annotator.gui.theme import ThemeName
from tests.gui.agreement.showing import EVERY_THEME, MATCHED, shown, words_of
from tests.gui.agreement.units import UNITS


@pytest.fixture
def pane(qtbot: QtBot) -> UnitsPane:
    pane = UnitsPane()
    shown(qtbot, pane, 460, 620)
    pane.show_units(next(iter(MATCHED.cells.values())), UNITS)
    return pane


def titles(pane: UnitsPane) -> list[str]:
    lines = [pane.units.line(pane.units.index(row)) for row in range(pane.units.rowCount())]
    return [str(line.article_id) for line in lines if line is not None]


def choose(pane: UnitsPane, facet: Facet, words: str) -> None:
    box = pane.facets[facet]
    box.setCurrentIndex(box.findData(words))
    box.activated.emit(box.currentIndex())


def test_what_differs_comes_first(pane: UnitsPane) -> None:
    assert titles(pane) == ["article-2", "article-5", "article-4", "article-1", "article-3"]


def test_the_figure_and_what_stands_beside_it_are_above_the_units(pane: UnitsPane) -> None:
    text = words_of(pane)
    assert "Event type · All coders" in text
    assert "0.81 · 95% interval 0.71 to 0.91 · Krippendorff's alpha, nominal" in text
    assert "percent agreement 0.90 · median difference 2 as coded" in text
    assert "5 units; 3 of them entered the figure." in text


def test_a_figure_that_is_not_defined_says_why(pane: UnitsPane) -> None:
    undefined = next(cell for cell in MATCHED.cells.values() if cell.value is None)
    pane.show_units(undefined, ())
    assert "Not defined. No unit has values of two coders." in words_of(pane)
    assert "Nothing was coded here by two coders." in words_of(pane)
    assert not any(box.isVisible() for box in pane.facets.values())


@pytest.mark.parametrize(
    "facet, words, left",
    [
        (Facet.KIND, "Near numbers", ["article-2"]),
        (Facet.KIND, "Agreed", ["article-1"]),
        (Facet.KIND, "Not compared", ["article-3"]),
        (Facet.CODER, "Coder C", ["article-4", "article-3"]),
        (Facet.STATUS, "Not mentioned", ["article-3"]),
        (Facet.STATUS, "Not there", ["article-4"]),
        (Facet.WEEK, "No date", ["article-4"]),
        (Facet.SOURCE, "Daily", ["article-5"]),
        (Facet.SOURCE, "No source", ["article-4"]),
    ],
)
def test_facets_narrow_the_units(pane: UnitsPane, facet: Facet, words: str, left: list[str]) -> None:
    choose(pane, facet, words)
    assert titles(pane) == left


def test_facets_work_together_and_say_how_many_are_left(pane: UnitsPane) -> None:
    choose(pane, Facet.CODER, "Coder B")
    choose(pane, Facet.SOURCE, "Wire")
    assert titles(pane) == ["article-2", "article-1"]
    assert "2 of 5 units; 3 of them entered the figure." in words_of(pane)


def test_facets_are_offered_with_their_numbers_most_first(pane: UnitsPane) -> None:
    box = pane.facets[Facet.CODER]
    assert [box.itemText(at) for at in range(box.count())] == [
        "Coder: all",
        "Coder B (4)",
        "Coder A (4)",
        "Coder C (2)",
    ] or [box.itemText(at) for at in range(box.count())] == [
        "Coder: all",
        "Coder A (4)",
        "Coder B (4)",
        "Coder C (2)",
    ]


def test_enter_asks_for_the_case_of_a_unit(pane: UnitsPane, qtbot: QtBot) -> None:
    pane.list.setFocus()
    QTest.keyClick(pane.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.unit_asked) as asked:
        QTest.keyClick(pane.list, Qt.Key.Key_Return)
    assert asked.args is not None
    assert asked.args[0].item_id == "item-5"


def test_a_unit_says_all_of_itself_to_who_cannot_see_it() -> None:
    model = UnitsModel()
    model.show_units(UNITS)
    texts = [str(model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(5)]
    assert texts[0] == "Near numbers. Article 2 <b>bold</b>, Incident 1. Coder A: 53; Coder B: 54"
    assert texts[4].endswith("Coder C: Not mentioned (left untouched)")
    assert kind_of_line(UNITS[0]) == "Agreed"


@EVERY_THEME
def test_units_are_painted_with_the_answers(pane: UnitsPane, theme: ThemeName) -> None:
    pane.set_theme(theme)
    narrow = pane.list.grab().toImage()
    pane.units.show_units(())
    assert narrow != pane.list.grab().toImage()


def test_nothing_chosen_says_how_to_choose(pane: UnitsPane) -> None:
    pane.show_nothing()
    assert "press Enter, or double-click it: exactly the units it rests on are listed here" in words_of(pane)
    assert pane.units.rowCount() == 0
