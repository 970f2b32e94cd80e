"""The left panel with a list that is filled late."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from annotator.domain.queue import Progress, QueueFilter, QueueItem
from annotator.gui.queue.queue_model import QueueModel
from annotator.gui.queue.queue_panel import QueuePanel
from annotator.gui.theme import ThemeName, tokens
from tests.gui.queue.articles import SlowStore


class Queue:
    """A panel on the screen, its store, and what it said."""

    def __init__(self, qtbot: QtBot) -> None:
        self.model = QueueModel()
        self.store = SlowStore(self.model)
        self.panel = QueuePanel(self.model, tokens(ThemeName.LIGHT))
        self.chosen: list[str] = []
        self.filters: list[QueueFilter] = []
        self.panel.article_chosen.connect(self._on_chosen)
        self.panel.filter_changed.connect(self.filters.append)
        qtbot.addWidget(self.panel)
        self.panel.resize(264, 600)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()

    def _on_chosen(self, item: QueueItem) -> None:
        self.chosen.append(str(item.article_id))

    @property
    def search(self) -> QLineEdit:
        return self.panel.findChildren(QLineEdit)[0]

    @property
    def states(self) -> QComboBox:
        return self.panel.findChildren(QComboBox)[0]

    @property
    def view(self) -> QListView:
        return next(one for one in self.panel.findChildren(QListView) if one.accessibleName() == "Articles")

    def said(self) -> list[str]:
        return [label.text() for label in self.panel.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def queue(qtbot: QtBot) -> Queue:
    return Queue(qtbot)


def test_an_article_chosen_before_its_line_is_there_is_announced_when_it_comes(queue: Queue) -> None:
    queue.model.set_row_numbers(list(range(300)))
    queue.panel.choose_row(250)
    assert queue.chosen == []
    queue.store.answer_all()
    assert queue.chosen == ["article-250"]
    queue.model.refresh_article(250)
    queue.store.answer_all()
    assert queue.chosen == ["article-250"], "a refreshed line is no choice"


def test_only_the_last_of_several_choices_is_announced(queue: Queue) -> None:
    queue.model.set_row_numbers(list(range(300)))
    queue.panel.choose_row(150)
    queue.panel.choose_row(250)
    queue.store.answer_all()
    assert queue.chosen == ["article-250"]


def test_arrow_keys_and_clicks_choose(queue: Queue) -> None:
    queue.model.set_row_numbers(list(range(5)))
    queue.panel.choose_row(0)
    queue.store.answer_all()
    queue.view.setFocus()
    QTest.keyClick(queue.view, Qt.Key.Key_Down)
    QTest.keyClick(queue.view, Qt.Key.Key_End)
    place = queue.view.visualRect(queue.model.index(2)).center()
    QTest.mouseClick(queue.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert queue.chosen == ["article-0", "article-1", "article-4", "article-2"]


def test_stepping_stops_at_the_ends(queue: Queue) -> None:
    queue.model.set_row_numbers([7, 8])
    queue.panel.choose_row(0)
    queue.store.answer_all()
    assert [queue.panel.step(by) for by in (-1, 1, 1)] == [False, True, False]
    assert queue.panel.current_row() == 1


def test_marking_a_row_announces_nothing(queue: Queue) -> None:
    queue.model.set_row_numbers([7, 8])
    queue.panel.mark_row(1)
    queue.store.answer_all()
    assert queue.panel.current_row() == 1
    assert queue.chosen == []
    assert "2 of 2" in queue.said()


def test_typing_is_searched_for_once_it_rests(queue: Queue, qtbot: QtBot) -> None:
    queue.panel.focus_search()
    QTest.keyClicks(queue.search, " Dar Selim ")
    assert queue.filters == []
    qtbot.waitUntil(lambda: bool(queue.filters))
    assert queue.filters == [QueueFilter(phrase="Dar Selim")]


def test_a_state_is_filtered_by_at_once(queue: Queue) -> None:
    queue.states.setFocus()
    for _ in range(4):
        QTest.keyClick(queue.states, Qt.Key.Key_Down)
    assert [one.progress for one in queue.filters] == list(Progress)
    assert {one.phrase for one in queue.filters} == {""}


def test_showing_all_takes_search_and_state_back_without_a_word(queue: Queue) -> None:
    QTest.keyClicks(queue.search, "x")
    QTest.keyClick(queue.states, Qt.Key.Key_Down)
    queue.filters.clear()
    queue.panel.show_all()
    assert queue.panel.queue_filter() == QueueFilter()
    assert not queue.panel._delay.isActive()
    assert queue.filters == []


def test_nothing_is_said_of_a_queue_before_there_is_one(queue: Queue) -> None:
    assert set(queue.said()) == {"Queue", ""}
    queue.model.set_row_numbers([])
    assert set(queue.said()) == {"Queue", "", "No articles yet."}


def test_an_empty_list_says_why_and_what_brings_the_articles_back(queue: Queue) -> None:
    QTest.keyClicks(queue.search, "x")
    queue.model.set_row_numbers([])
    assert "No article matches. Clear the search to see all." in queue.said()
    QTest.keyClick(queue.states, Qt.Key.Key_Down)
    queue.model.set_row_numbers([])
    assert "No article matches. Clear the search and choose “Any progress” to see all." in queue.said()
    queue.search.clear()
    queue.model.set_row_numbers([])
    assert "No article matches. Choose “Any progress” to see all." in queue.said()
    queue.model.set_row_numbers([1])
    assert queue.view.isVisible()
    assert "1" in queue.said()


def test_many_articles_are_counted_with_their_thousands_apart(queue: Queue) -> None:
    queue.model.set_row_numbers(list(range(1_300)))
    assert "1,300" in queue.said()
    queue.panel.choose_row(1_199)
    assert "1,200 of 1,300" in queue.said()


def test_a_row_that_is_not_there_is_not_chosen(queue: Queue) -> None:
    queue.model.set_row_numbers([1])
    for row in (-1, 1, 100):
        queue.panel.choose_row(row)
    assert queue.panel.current_row() == -1
