"""The reader under a real mouse: selecting, clicking, dragging ends, tool tips and menus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from annotator.domain.text import Span
from tests.gui.text.reader import BLUE, GREEN, Reader, highlight, span_of

PLAIN = "At least 53 soldiers and a civilian have been killed in an attack.\nThe toll could rise, officials said."
EMOJI = "Police 🚑🚑 ferried the 23 wounded 𠮷野家 to hospital."
ARABIC = "وقال متحدث باسم وزارة الداخلية إن 19 شخصا قتلوا"


@pytest.mark.parametrize(
    "text, words",
    [
        (PLAIN, "53 soldiers"),
        (PLAIN, "At least 53 soldiers and a civilian"),
        (EMOJI, "Police"),
        (EMOJI, "ferried the 23"),
        (EMOJI, "wounded 𠮷野家 to"),
        (EMOJI, "hospital."),
        ("one\ntwo e\u0301 three\nfour", "three"),
        ("a\u00a0b words", "words"),
    ],
)
def test_dragging_over_words_selects_exactly_their_code_points(reader: Reader, text: str, words: str) -> None:
    reader.show(text)
    span = span_of(text, words)
    reader.drag(reader.edge(span.start), reader.edge(span.end))
    assert reader.view.selected_span() == span


def test_dragging_over_arabic_selects_exactly_its_code_points(reader: Reader) -> None:
    reader.show(ARABIC)
    span = span_of(ARABIC, "متحدث باسم")
    reader.drag(reader.edge(span.start), reader.edge(span.end))
    assert reader.view.selected_span() == span


def test_dragging_across_paragraphs_selects_the_line_feed_between(reader: Reader) -> None:
    reader.show(PLAIN)
    span = span_of(PLAIN, "an attack.\nThe toll")
    reader.drag(reader.edge(span.start), reader.edge(span.end))
    assert reader.view.selected_span() == span


def test_outer_white_space_is_no_part_of_a_selection(reader: Reader) -> None:
    reader.show(PLAIN)
    reader.drag(reader.edge(PLAIN.index(" soldiers")), reader.edge(PLAIN.index("and a")))
    assert reader.selected() == "soldiers"


def test_a_selection_of_white_space_alone_is_none(reader: Reader) -> None:
    reader.show("one      two")
    reader.drag(reader.edge(3), reader.edge(9))
    assert reader.view.textCursor().hasSelection()
    assert reader.view.selected_span() is None


def test_the_gap_between_two_lines_belongs_to_the_line_above(reader: Reader) -> None:
    text = reader.show("word " * 60)
    start, end = reader.edge(5), reader.edge(24)
    below_words = QPoint(0, 14)
    reader.drag(start + below_words, end + below_words)
    assert reader.view.selected_span() == Span(5, 24)
    assert reader.edge(len(text) - 1).y() > start.y()


def test_selecting_reports_each_change_and_the_end(reader: Reader) -> None:
    reader.show(PLAIN)
    changes: list[Span | None] = []
    ends: list[Span] = []
    reader.view.selection_changed.connect(changes.append)
    reader.view.selection_finished.connect(ends.append)
    span = span_of(PLAIN, "53 soldiers")
    reader.drag(reader.edge(span.start), reader.edge(span.end))
    reader.click(reader.edge(2))
    assert changes[-2:] == [span, None]
    assert ends == [span]


def test_a_plain_click_reports_the_highlights_under_it_shortest_first(reader: Reader, qtbot: QtBot) -> None:
    reader.show(
        PLAIN,
        highlight(PLAIN, "At least 53 soldiers and a civilian have been killed", "long"),
        highlight(PLAIN, "53 soldiers", "middle", BLUE),
        highlight(PLAIN, "53", "short", GREEN),
    )
    with qtbot.waitSignal(reader.view.highlight_clicked) as clicked:
        reader.click(reader.middle("53"))
    assert clicked.args == [("short", "middle", "long")]
    with qtbot.waitSignal(reader.view.highlight_clicked) as clicked:
        reader.click(reader.middle("soldiers"))
    assert clicked.args == [("middle", "long")]


def test_a_click_on_a_highlights_underline_counts(reader: Reader, qtbot: QtBot) -> None:
    reader.show(PLAIN, highlight(PLAIN, "53 soldiers"))
    with qtbot.waitSignal(reader.view.highlight_clicked):
        reader.click(reader.middle("soldiers") + QPoint(0, 13))


def test_a_click_beside_every_highlight_reports_nothing(reader: Reader, qtbot: QtBot) -> None:
    reader.show(PLAIN, highlight(PLAIN, "53 soldiers"))
    with qtbot.assertNotEmitted(reader.view.highlight_clicked):
        reader.click(reader.middle("civilian"))
        reader.click(QPoint(5, 5))
        reader.click(QPoint(300, 500))


def test_selecting_over_a_highlight_is_no_click(reader: Reader, qtbot: QtBot) -> None:
    reader.show(PLAIN, highlight(PLAIN, "53 soldiers and a civilian"))
    with qtbot.assertNotEmitted(reader.view.highlight_clicked):
        reader.drag(reader.middle("53"), reader.middle("civilian"))


def test_a_click_on_arabic_finds_its_highlight(reader: Reader, qtbot: QtBot) -> None:
    reader.show(ARABIC, highlight(ARABIC, "متحدث باسم"), highlight(ARABIC, "قتلوا"))
    span = span_of(ARABIC, "متحدث باسم")
    with qtbot.waitSignal(reader.view.highlight_clicked) as clicked:
        reader.click((reader.edge(span.start) + reader.edge(span.end)) / 2)
    assert clicked.args == [("متحدث باسم",)]


def test_a_double_click_selects_a_word_and_a_third_click_the_sentence(reader: Reader) -> None:
    text = reader.show("First one. The toll could rise. Last one.")
    point = reader.middle("toll")
    viewport = reader.view.viewport()
    reader.click(point)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    assert reader.selected() == "toll"
    reader.click(point)
    assert reader.view.selected_span() == span_of(text, "The toll could rise.")


def test_pressing_on_selected_words_begins_a_new_selection_instead_of_dragging_them(reader: Reader) -> None:
    text = reader.show(PLAIN)
    reader.view.select(span_of(text, "least 53 soldiers and"))
    reader.drag(reader.edge(text.index("soldiers")), reader.edge(text.index(" have")))
    assert reader.selected() == "soldiers and a civilian"


def test_pressing_far_from_the_caret_does_not_scroll_back_to_it(reader: Reader) -> None:
    reader.show("\n".join(f"line {number} with some words" for number in range(300)))
    reader.view.select(Span(0, 4))
    bar = reader.view.verticalScrollBar()
    bar.setValue(3000)
    middle = reader.view.viewport().rect().center()
    reader.click(middle)
    assert bar.value() == 3000
    assert reader.view.selected_span() is None
    assert reader.caret() > 1000


def test_nothing_can_be_dropped_on_the_text(reader: Reader) -> None:
    reader.show(PLAIN)
    data = QMimeData()
    data.setText("dropped")
    data.setUrls([QUrl("file:///article.txt")])
    event = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(reader.view.viewport(), event)
    assert not event.isAccepted()
    assert not reader.view.acceptDrops()
    assert not reader.view.canInsertFromMimeData(data)


def grip(reader: Reader, words: str, *, is_end: bool) -> QPoint:
    span = span_of(reader.view.text(), words)
    return reader.edge(span.end if is_end else span.start) + QPoint(1 if is_end else -2, 0)


@pytest.mark.parametrize(
    "is_end, target, result",
    [
        (True, " and", "53 soldiers"),
        (True, " have", "53 soldiers and a civilian"),
        (True, "diers", "53 sol"),
        (True, "least", "least"),
        (False, "least", "least 53 soldiers"),
        (False, "soldiers", "soldiers"),
        (False, " have", "and a civilian"),
    ],
)
def test_dragging_a_grip_of_the_active_highlight_moves_that_end(
    reader: Reader, qtbot: QtBot, is_end: bool, target: str, result: str
) -> None:
    text = reader.show(PLAIN, highlight(PLAIN, "53 soldiers", "key"))
    reader.view.set_active("key")
    adjusted: list[tuple[str, Span]] = []
    reader.view.highlight_adjusted.connect(lambda key, span: adjusted.append((key, span)))
    reader.drag(grip(reader, "53 soldiers", is_end=is_end), reader.edge(text.index(target)))
    expected = [] if result == "53 soldiers" else [("key", span_of(text, result))]
    assert adjusted == expected
    assert reader.view.selected_span() is None


def test_escape_gives_up_dragging_an_end(reader: Reader, qtbot: QtBot) -> None:
    text = reader.show(PLAIN, highlight(PLAIN, "53 soldiers", "key"))
    reader.view.set_active("key")
    viewport, none = reader.view.viewport(), Qt.KeyboardModifier.NoModifier
    with qtbot.assertNotEmitted(reader.view.highlight_adjusted):
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, none, grip(reader, "53 soldiers", is_end=True))
        QTest.mouseMove(viewport, reader.edge(text.index(" have")))
        assert reader.selected() == "53 soldiers and a civilian"
        reader.press("Esc")
        assert reader.view.selected_span() is None
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, none, reader.edge(text.index(" have")))


def test_only_the_active_highlight_can_be_taken_by_its_ends(reader: Reader, qtbot: QtBot) -> None:
    text = reader.show(PLAIN, highlight(PLAIN, "53 soldiers", "key"))
    with qtbot.assertNotEmitted(reader.view.highlight_adjusted):
        reader.drag(grip(reader, "53 soldiers", is_end=True), reader.edge(text.index(" have")))
    assert reader.selected() == "and a civilian"


def test_the_pointer_shows_where_a_grip_can_be_taken(reader: Reader) -> None:
    reader.show(PLAIN, highlight(PLAIN, "53 soldiers", "key"))
    reader.view.set_active("key")
    QTest.mouseMove(reader.view.viewport(), grip(reader, "53 soldiers", is_end=True))
    assert reader.view.viewport().cursor().shape() is Qt.CursorShape.SizeHorCursor
    QTest.mouseMove(reader.view.viewport(), reader.middle("civilian"))
    assert reader.view.viewport().cursor().shape() is Qt.CursorShape.IBeamCursor


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_tool_tip_describes_what_is_under_the_mouse_as_plain_words(reader: Reader) -> None:
    text = "An <b>odd</b> quote."
    reader.show(text, highlight(text, "<b>odd</b>"))
    point = reader.middle("<b>odd</b>")
    event = QHelpEvent(QEvent.Type.ToolTip, point, reader.view.viewport().mapToGlobal(point))
    QApplication.sendEvent(reader.view.viewport(), event)
    assert "&lt;b&gt;odd" in QToolTip.text()
    QToolTip.hideText()


def test_a_right_click_asks_for_a_menu_with_what_is_there(reader: Reader, qtbot: QtBot) -> None:
    text = reader.show(PLAIN, highlight(PLAIN, "53 soldiers", "key"))
    reader.view.select(span_of(text, "civilian"))
    point = reader.middle("soldiers")
    place = reader.view.viewport().mapToGlobal(point)
    with qtbot.waitSignal(reader.view.context_menu_requested) as asked:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, place)
        QApplication.sendEvent(reader.view.viewport(), event)
    assert asked.args == [place, span_of(text, "civilian"), ("key",)]


@pytest.mark.parametrize("turn, points", [(120, 13.0), (-120, 11.0)])
def test_ctrl_and_the_wheel_change_the_size_of_the_words(
    reader: Reader, qtbot: QtBot, turn: int, points: float
) -> None:
    reader.show(PLAIN)
    event = QWheelEvent(
        QPointF(50, 50),
        QPointF(50, 50),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    with qtbot.waitSignal(reader.view.point_size_changed) as changed:
        QApplication.sendEvent(reader.view.viewport(), event)
    assert changed.args == [points]
    assert reader.view.document().defaultFont().pointSizeF() == points
