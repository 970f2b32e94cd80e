"""A list to tick things in: its pop-up, the search, all and none, and what the button says."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.export.checklist import Checklist

FRUIT = tuple((name, name.lower()) for name in ("Apple", "Banana", "Cherry"))
MANY = tuple((f"Field {number}", number) for number in range(1, 13))


class Opened:
    """A checklist in a window, its pop-up open or not."""

    def __init__(self, qtbot: QtBot, choices: Sequence[tuple[str, object]]) -> None:
        self._qtbot = qtbot
        self.window = QMainWindow()
        self.button = Checklist("Fruit", choices, self.window)
        self.window.setCentralWidget(self.button)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.changes = 0
        self.button.changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        self.changes += 1

    def open(self) -> QWidget:
        """Open the pop-up with a click and return it."""
        QTest.mouseClick(self.button, Qt.MouseButton.LeftButton)
        self._qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
        popup = QApplication.activePopupWidget()
        assert popup is not None
        return popup

    def close(self) -> None:
        """Close the pop-up with Escape."""
        popup = QApplication.activePopupWidget()
        assert popup is not None
        QTest.keyClick(popup, Qt.Key.Key_Escape)

    def press(self, popup: QWidget, words: str) -> None:
        """Press the button for all or none."""
        button = next(one for one in popup.findChildren(QPushButton) if one.text() == words)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def few(qtbot: QtBot) -> Opened:
    return Opened(qtbot, FRUIT)


@pytest.fixture
def many(qtbot: QtBot) -> Opened:
    return Opened(qtbot, MANY)


def items_of(popup: QWidget) -> QListView:
    items = popup.findChild(QListView)
    assert isinstance(items, QListView)
    return items


def shown_rows(popup: QWidget) -> list[str]:
    items = items_of(popup)
    model = items.model()
    return [model.index(row, 0).data() for row in range(model.rowCount()) if not items.isRowHidden(row)]


def search_line(popup: QWidget) -> QLineEdit:
    line = popup.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def test_at_first_everything_is_ticked_and_that_is_no_choice(few: Opened) -> None:
    assert few.button.chosen() is None
    assert few.button.text() == "All"
    assert few.button.accessibleName() == "Fruit: All"


SAID: list[tuple[list[str], str]] = [
    (["apple"], "Apple"),
    (["cherry", "apple"], "Apple, Cherry"),
    (["apple", "banana", "cherry"], "All"),
    ([], "All"),
]


@pytest.mark.parametrize(("chosen", "said"), SAID)
def test_the_button_says_what_is_ticked_in_the_list_s_order(few: Opened, chosen: list[str], said: str) -> None:
    few.button.choose(chosen)
    assert few.button.text() == said
    assert few.button.accessibleName() == f"Fruit: {said}"


def test_more_than_two_are_counted(many: Opened) -> None:
    many.button.choose([1, 2, 3])
    assert many.button.text() == "3 of 12"


def test_an_ampersand_is_shown_and_heard_as_one(qtbot: QtBot) -> None:
    opened = Opened(qtbot, (("Salt & pepper", 1), ("Rice", 2)))
    opened.button.choose([1])
    assert opened.button.text() == "Salt && pepper"
    assert opened.button.accessibleName() == "Fruit: Salt & pepper"


@pytest.mark.parametrize("choices", [(), (("Only one", 1),)])
def test_where_there_is_nothing_to_choose_nothing_can_be_opened(
    qtbot: QtBot, choices: tuple[tuple[str, object], ...]
) -> None:
    opened = Opened(qtbot, choices)
    assert not opened.button.isEnabled()
    assert opened.button.chosen() is None
    QTest.mouseClick(opened.button, Qt.MouseButton.LeftButton)
    assert QApplication.activePopupWidget() is None


def test_what_is_not_in_the_list_stays_chosen_and_is_counted(few: Opened) -> None:
    few.button.choose(["apple", "durian"])
    assert few.button.chosen() == ("apple", "durian")
    few.button.choose(["durian"])
    assert few.button.chosen() == ("durian",), "a choice of what is gone is no choice of everything"
    assert few.button.accessibleName().endswith("1 no longer there")
    few.button.choose(None)
    assert few.button.chosen() is None


def test_none_of_the_pop_up_unticks_everything_and_all_ticks_it(few: Opened) -> None:
    few.button.choose(["apple"])
    popup = few.open()
    few.press(popup, "None")
    assert few.button.chosen() is None
    few.press(popup, "All")
    assert few.button.chosen() is None
    assert few.button.text() == "All"
    few.press(popup, "None")
    QTest.keyClick(items_of(popup), Qt.Key.Key_Space)
    assert few.button.chosen() == ("apple",)


def test_keys_walk_through_the_list_and_tick(few: Opened) -> None:
    popup = few.open()
    items = items_of(popup)
    assert items.hasFocus()
    QTest.keyClick(items, Qt.Key.Key_Down)
    QTest.keyClick(items, Qt.Key.Key_Space)
    assert few.button.chosen() == ("apple", "cherry")
    QTest.keyClick(items, Qt.Key.Key_Space)
    assert few.button.chosen() is None
    assert few.changes == 2


def test_enter_ticks_too(few: Opened) -> None:
    popup = few.open()
    QTest.keyClick(items_of(popup), Qt.Key.Key_Return)
    assert few.button.chosen() == ("banana", "cherry")


def test_escape_closes_the_pop_up_and_keeps_what_was_ticked(few: Opened, qtbot: QtBot) -> None:
    popup = few.open()
    QTest.keyClick(items_of(popup), Qt.Key.Key_Space)
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    assert few.button.chosen() == ("banana", "cherry")


def test_opened_again_the_pop_up_shows_what_is_ticked(few: Opened) -> None:
    few.button.choose(["cherry"])
    popup = few.open()
    items = items_of(popup)
    states = [items.model().index(row, 0).data(Qt.ItemDataRole.CheckStateRole) for row in range(3)]
    assert [Qt.CheckState(state) for state in states] == [
        Qt.CheckState.Unchecked,
        Qt.CheckState.Unchecked,
        Qt.CheckState.Checked,
    ]


def test_a_short_list_has_no_search_and_a_long_one_has(few: Opened, many: Opened) -> None:
    assert few.open().findChild(QLineEdit) is None
    few.close()
    assert search_line(many.open()).accessibleName() == "Find in Fruit"


FOUND: list[tuple[str, list[str]]] = [
    ("", [words for words, _ in MANY]),
    ("field 1", ["Field 1", "Field 10", "Field 11", "Field 12"]),
    ("FIELD 12", ["Field 12"]),
    ("x", []),
    (".*", []),
]


@pytest.mark.parametrize(("typed", "found"), FOUND)
def test_the_search_hides_what_does_not_match(many: Opened, typed: str, found: list[str]) -> None:
    popup = many.open()
    search_line(popup).setText(typed)
    assert shown_rows(popup) == found
    assert many.button.chosen() is None, "searching chooses nothing"


def test_all_and_none_act_on_what_the_search_shows(many: Opened) -> None:
    popup = many.open()
    search_line(popup).setText("field 1")
    many.press(popup, "None")
    assert many.button.chosen() == (2, 3, 4, 5, 6, 7, 8, 9)
    search_line(popup).setText("field 12")
    many.press(popup, "All")
    assert many.button.chosen() == (2, 3, 4, 5, 6, 7, 8, 9, 12)
    search_line(popup).clear()
    many.press(popup, "None")
    search_line(popup).setText("nothing like it")
    many.press(popup, "All")
    assert many.button.text() == "All"
    assert many.button.chosen() is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(1, 12)))
def test_any_choice_is_given_back_in_the_list_s_order(many: Opened, chosen: set[int]) -> None:
    many.button.choose(tuple(chosen))
    everything = len(chosen) in {0, len(MANY)}
    assert many.button.chosen() == (None if everything else tuple(sorted(chosen)))
