"""The chooser of rounds above the queue."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from annotator.domain.ids import CodebookId, RoundId
from annotator.domain.queue import QueueFilter
from annotator.domain.rounds import Round, RoundState
from annotator.gui.queue.queue_model import QueueModel
from annotator.gui.queue.queue_panel import QueuePanel
from annotator.gui.round_words import round_words
from annotator.gui.theme import ThemeName, tokens


def a_round(name: str, *, is_blind: bool = True, state: RoundState = RoundState.RUNNING) -> Round:
    return Round(id=RoundId(name), name=name, codebook_id=CodebookId("codebook"), is_blind=is_blind, state=state)


MAIN, PILOT = a_round("Main"), a_round("Pilot", state=RoundState.RELEASED)


class Panel:
    """A queue's panel on the screen and what it asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.panel = QueuePanel(QueueModel(), tokens(ThemeName.LIGHT))
        self.model = self.panel._model
        self.chosen: list[Round | None] = []
        self.filters: list[QueueFilter] = []
        self.panel.round_chosen.connect(self.chosen.append)
        self.panel.filter_changed.connect(self.filters.append)
        qtbot.addWidget(self.panel)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()

    @property
    def box(self) -> QComboBox:
        boxes = self.panel.findChildren(QComboBox)
        return next(one for one in boxes if one.accessibleName() == "Round whose articles are shown")

    @property
    def entries(self) -> list[str]:
        return [self.box.itemText(place) for place in range(self.box.count())]


@pytest.fixture
def queue(qtbot: QtBot) -> Panel:
    return Panel(qtbot)


def test_a_coder_without_rounds_is_not_asked(queue: Panel) -> None:
    queue.panel.set_rounds((), None)
    assert not queue.box.isVisible()
    assert queue.panel.queue_filter() == QueueFilter()


def test_rounds_are_offered_in_their_order_after_all_articles(queue: Panel) -> None:
    queue.panel.set_rounds((MAIN, PILOT), PILOT)
    assert queue.box.isVisible()
    assert queue.entries == ["All articles", "Main (blind)", "Pilot (released)"]
    assert queue.box.currentText() == "Pilot (released)"
    assert (queue.chosen, queue.filters) == ([], []), "offering is not choosing"


def test_the_chosen_round_is_what_the_queue_is_listed_by(queue: Panel) -> None:
    queue.panel.set_rounds((MAIN, PILOT), MAIN)
    assert queue.panel.queue_filter() == QueueFilter(round_id=MAIN.id)
    queue.panel.choose_round(None)
    assert queue.panel.queue_filter() == QueueFilter()
    assert queue.chosen == []


def test_choosing_with_the_keys_is_announced(queue: Panel) -> None:
    queue.panel.set_rounds((MAIN, PILOT), None)
    queue.box.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(queue.box, key)
    assert queue.chosen == [MAIN, PILOT, MAIN, None]


def test_a_round_alone_does_not_count_as_a_filter(queue: Panel) -> None:
    queue.panel.set_rounds((MAIN,), MAIN)
    assert not queue.panel.is_filtered
    queue.panel.focus_search()
    QTest.keyClicks(queue.panel.focusWidget(), "x")
    assert queue.panel.is_filtered


def test_showing_all_keeps_the_round(queue: Panel) -> None:
    queue.panel.set_rounds((MAIN, PILOT), MAIN)
    queue.panel.focus_search()
    QTest.keyClicks(queue.panel.focusWidget(), "x")
    queue.panel.show_all()
    assert queue.panel.queue_filter() == QueueFilter(round_id=MAIN.id)


@pytest.mark.parametrize("strange", [a_round("Gone"), None])
def test_a_round_that_is_not_offered_cannot_be_chosen(queue: Panel, strange: Round | None) -> None:
    queue.panel.set_rounds((MAIN,), MAIN)
    queue.panel.choose_round(strange)
    assert queue.panel.chosen_round() is None
    assert queue.box.currentText() == "All articles"


def test_rounds_offered_anew_replace_those_before(queue: Panel) -> None:
    queue.panel.set_rounds((MAIN, PILOT), PILOT)
    renamed = PILOT.model_copy(update={"name": "First"})
    queue.panel.set_rounds((renamed,), renamed)
    assert queue.entries == ["All articles", "First (released)"]
    queue.panel.set_rounds((), None)
    assert queue.panel.chosen_round() is None
    assert not queue.box.isVisible()


def test_an_empty_round_says_that_nothing_is_assigned(queue: Panel) -> None:
    queue.panel.set_rounds((MAIN,), MAIN)
    queue.model.set_row_numbers([])
    assert queue.panel._empty.text() == "Nothing is assigned to you in this round any more."
    queue.panel.choose_round(None)
    queue.model.set_row_numbers([])
    assert queue.panel._empty.text().startswith("No articles yet.")


NAMES: Sequence[tuple[Round, str, str]] = (
    (a_round("Pilot"), "round Pilot (blind)", "Pilot (blind)"),
    (a_round("Round 2", is_blind=False), "Round 2 (open)", "Round 2 (open)"),
    (a_round("round three"), "round three (blind)", "round three (blind)"),
    (a_round("ROUND", state=RoundState.RELEASED), "ROUND (released)", "ROUND (released)"),
    (a_round("Déjà vu"), "round Déjà vu (blind)", "Déjà vu (blind)"),
    (a_round("<b>bold</b> & co"), "round <b>bold</b> & co (blind)", "<b>bold</b> & co (blind)"),
)


@pytest.mark.parametrize(("one", "inside", "beginning"), NAMES, ids=[one.name for one, *_ in NAMES])
def test_a_round_is_named_with_its_manner(one: Round, inside: str, beginning: str) -> None:
    assert round_words(one) == inside
    assert round_words(one, starts_sentence=True) == beginning


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=30).filter(str.strip), unique=True, max_size=5), st.data())
def test_any_round_that_is_offered_can_be_chosen_and_is_given_back(
    queue: Panel, names: list[str], data: st.DataObject
) -> None:
    rounds = [a_round(name) for name in names]
    chosen = data.draw(st.sampled_from([None, *rounds]))
    queue.panel.set_rounds(rounds, chosen)
    assert queue.panel.chosen_round() == chosen
    assert queue.panel.queue_filter().round_id == (chosen.id if chosen else None)
    assert queue.box.count() == len(rounds) + 1
