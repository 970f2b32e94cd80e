"""An answer of the reviewer's own: the form's editors, statuses, and words of the article."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from annotator.domain.text import Span
from annotator.domain.values import Count, MarkedSpan, OneCategory, Status
from annotator.gui.form.editors.registry import EDITORS
from annotator.gui.review.new_answer import NewAnswer, NewAnswerPanel, Start
from annotator.gui.review.quotes import QuoteButton
from annotator.gui.review.sides import GOLD, side_look
from annotator.gui.theme import ThemeName
from tests.drafts import default_codebook

BOOK = default_codebook()
TEXT = "At least 53 soldiers were killed."
LOOK = side_look(GOLD, ThemeName.LIGHT)
STARTS = (
    Start("A", Count(low=53, best=53, high=None), Status.CODED, (Span(0, 20),)),
    Start("B", None, Status.NOT_MENTIONED, ()),
)


@pytest.fixture
def panel(qtbot: QtBot) -> NewAnswerPanel:
    made = NewAnswerPanel()
    qtbot.addWidget(made)
    made.resize(400, 300)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def opened(panel: NewAnswerPanel, field: str) -> list[NewAnswer]:
    panel.open_for(BOOK.fields_by_id[field], BOOK, TEXT, LOOK, STARTS)
    recorded: list[NewAnswer] = []
    panel.recorded.connect(recorded.append)
    return recorded


def press(panel: NewAnswerPanel, words: str) -> None:
    button = next(
        one for one in panel.findChildren(QToolButton) if one.text() == words and not one.isHidden() and one.parent()
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def messages(panel: NewAnswerPanel) -> list[str]:
    labels = panel.findChildren(QLabel)
    return [label.text() for label in labels if label.property("role") == "error" and not label.isHidden()]


def test_what_is_typed_is_recorded_with_control_and_enter(panel: NewAnswerPanel) -> None:
    recorded = opened(panel, "killed_total")
    line = QApplication.focusWidget()
    assert line is not None
    QTest.keyClicks(line, "at least 54")
    QTest.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (answer,) = recorded
    assert isinstance(answer.content, Count)
    assert answer.content.low == 54
    assert (answer.status, answer.spans) == (Status.CODED, ())


def test_enter_in_a_line_records_too(panel: NewAnswerPanel) -> None:
    recorded = opened(panel, "killed_total")
    line = QApplication.focusWidget()
    assert line is not None
    QTest.keyClicks(line, "7")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert len(recorded) == 1


def test_nothing_entered_is_not_recorded_and_said_to_be_missing(panel: NewAnswerPanel) -> None:
    recorded = opened(panel, "killed_total")
    panel.record()
    assert recorded == []
    assert messages(panel) == ["Enter a value, or choose a status."]


def test_what_cannot_be_read_is_refused_with_the_editors_sentence(panel: NewAnswerPanel) -> None:
    recorded = opened(panel, "killed_total")
    line = QApplication.focusWidget()
    assert line is not None
    QTest.keyClicks(line, "very many")
    panel.record()
    assert recorded == []
    assert messages(panel)


def test_a_sides_answer_can_be_begun_from_and_taken_as_it_is(panel: NewAnswerPanel) -> None:
    recorded = opened(panel, "killed_total")
    press(panel, "Start from A")
    panel.record()
    assert recorded == [NewAnswer(STARTS[0].content, Status.CODED, STARTS[0].spans)]


def test_a_sides_status_can_be_begun_from(panel: NewAnswerPanel) -> None:
    recorded = opened(panel, "killed_total")
    press(panel, "Start from B")
    panel.record()
    assert recorded == [NewAnswer(None, Status.NOT_MENTIONED, ())]


def test_a_status_stands_instead_of_a_value_until_it_is_taken_back(panel: NewAnswerPanel) -> None:
    recorded = opened(panel, "event_type")
    press(panel, "Unclear")
    panel.record()
    press(panel, "Unclear")
    panel.record()
    assert recorded == [NewAnswer(None, Status.UNCLEAR, ())]
    assert messages(panel) == ["Enter a value, or choose a status."]


def test_typing_takes_a_status_back(panel: NewAnswerPanel) -> None:
    recorded = opened(panel, "killed_total")
    press(panel, "Not mentioned")
    panel.focus_editor()
    line = QApplication.focusWidget()
    assert line is not None
    QTest.keyClicks(line, "3")
    panel.record()
    assert recorded[0].status is Status.CODED


def test_marked_words_are_added_once_shown_and_removed(qtbot: QtBot, panel: NewAnswerPanel) -> None:
    recorded = opened(panel, "killed_total")
    press(panel, "Start from A")
    panel.add_span(Span(21, 25))
    panel.add_span(Span(21, 25))
    panel.add_span(Span(26, 32))
    shown = [one.quote.words for one in panel.findChildren(QuoteButton) if one.quote and not one.isHidden()]
    assert shown == ["At least 53 soldiers", "were", "killed"]
    press(panel, "Remove last")
    panel.record()
    assert recorded[0].spans == (Span(0, 20), Span(21, 25))


def test_without_marked_words_there_is_a_sentence(panel: NewAnswerPanel) -> None:
    opened(panel, "killed_total")
    panel.add_span(None)
    assert messages(panel) == ["Mark words in the article first."]


def test_a_span_field_is_answered_by_marking(panel: NewAnswerPanel) -> None:
    recorded = opened(panel, "trigger")
    panel.record()
    assert recorded == []
    panel.add_span(Span(26, 32))
    panel.record()
    assert recorded == [NewAnswer(MarkedSpan(), Status.CODED, (Span(26, 32),))]


def test_escape_leaves(qtbot: QtBot, panel: NewAnswerPanel) -> None:
    opened(panel, "killed_total")
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(panel, Qt.Key.Key_Escape)


@pytest.mark.parametrize("field", [one.id for one in BOOK.fields])
def test_every_field_opens_empty_in_the_forms_own_editor(panel: NewAnswerPanel, field: str) -> None:
    opened(panel, field)
    assert type(panel.editor) is type(EDITORS[BOOK.fields_by_id[field].type]())
    panel.record()
    assert messages(panel) == ["Enter a value, or choose a status."]


def test_another_field_begins_with_nothing_of_the_one_before(panel: NewAnswerPanel) -> None:
    recorded = opened(panel, "killed_total")
    press(panel, "Start from A")
    panel.open_for(BOOK.fields_by_id["wounded_total"], BOOK, TEXT, LOOK, ())
    panel.record()
    assert recorded == []
    panel.open_for(BOOK.fields_by_id["event_type"], BOOK, TEXT, LOOK, ())
    editor = panel.editor
    assert editor is not None
    editor.set_content(OneCategory(category="battle"))
    panel.record()
    assert recorded == [NewAnswer(OneCategory(category="battle"), Status.CODED, ())]
