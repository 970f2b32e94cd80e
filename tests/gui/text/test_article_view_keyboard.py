"""The reader without a mouse: caret, selection by words, sentences and paragraphs, highlights, numbers, field keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.text import Span
from annotator.gui.text.article_view import ArticleView
from tests.gui.text.reader import BLUE, Reader, highlight, span_of

TEXT = 'One two. It was "under full control", he said.\n\nSecond 🚑 paragraph. Killed 53 of 1,200 people.'


def test_arrows_move_a_caret_over_code_points(reader: Reader) -> None:
    text = reader.show("a🚑b e\u0301c")
    stops = []
    for _ in range(6):
        reader.press("Right")
        stops.append(reader.caret())
    assert stops == [1, 2, 3, 4, 6, 7]
    assert stops[-1] == len(text)


@pytest.mark.parametrize(
    "keys, times, selected",
    [
        ("Shift+Right", 3, "One"),
        ("Ctrl+Shift+Right", 2, "One two"),
        ("Alt+Shift+Down", 1, "One two."),
        ("Alt+Shift+Down", 2, 'One two. It was "under full control", he said.'),
        ("Ctrl+Shift+Down", 1, 'One two. It was "under full control", he said.'),
        ("Shift+End", 1, 'One two. It was "under full control", he said.'),
        ("Ctrl+A", 1, TEXT),
        ("Ctrl+E", 1, "One"),
        ("Ctrl+E", 2, "One two."),
        ("Ctrl+E", 3, 'One two. It was "under full control", he said.'),
    ],
)
def test_keys_extend_the_selection(reader: Reader, keys: str, times: int, selected: str) -> None:
    reader.show(TEXT)
    reader.press(keys, times)
    assert reader.selected() == selected


@pytest.mark.parametrize(
    "keys, times, words",
    [
        ("Alt+Down", 1, "It was"),
        ("Alt+Down", 2, "Second"),
        ("Alt+Down", 3, "Killed"),
        ("Ctrl+Down", 1, "Second"),
    ],
)
def test_keys_move_the_caret_to_the_next_sentence_and_paragraph(
    reader: Reader, keys: str, times: int, words: str
) -> None:
    reader.show(TEXT)
    reader.press(keys, times)
    assert reader.caret() == TEXT.index(words)
    assert reader.view.selected_span() is None


@pytest.mark.parametrize("keys, words", [("Alt+Up", "Killed"), ("Ctrl+Up", "Second")])
def test_keys_move_the_caret_back(reader: Reader, keys: str, words: str) -> None:
    reader.show(TEXT)
    reader.press("Ctrl+End")
    reader.press(keys)
    assert reader.caret() == TEXT.index(words)


def test_expanding_goes_through_the_quoted_phrase_and_shrinking_back(reader: Reader) -> None:
    reader.show(TEXT)
    offset = TEXT.index("full") + 2
    reader.view.select(Span(offset, offset))
    seen = []
    for keys in ("Ctrl+E", "Ctrl+E", "Ctrl+E", "Ctrl+Shift+E", "Ctrl+Shift+E"):
        reader.press(keys)
        seen.append(reader.selected())
    sentence = 'It was "under full control", he said.'
    assert seen == ["full", "under full control", sentence, "under full control", "full"]


def test_number_keys_select_one_number_after_the_other(reader: Reader) -> None:
    reader.show(TEXT)
    seen = []
    for keys in ("Ctrl+]", "Ctrl+]", "Ctrl+]", "Ctrl+]", "Ctrl+["):
        reader.press(keys)
        seen.append(reader.selected())
    assert seen == ["One", "two", "53", "1,200", "53"]


def test_highlight_keys_move_to_the_next_and_previous_highlight(reader: Reader, qtbot: QtBot) -> None:
    reader.show(TEXT, highlight(TEXT, "two"), highlight(TEXT, "Killed 53"), highlight(TEXT, "53"))
    reached: list[str] = []
    reader.view.highlight_reached.connect(reached.append)
    reader.press("Ctrl+.", 4)
    reader.press("Ctrl+,", 3)
    assert reached == ["two", "Killed 53", "53", "Killed 53", "two"]
    assert reader.caret() == TEXT.index("two")


@pytest.mark.parametrize(
    "keys, result",
    [
        ("Alt+Shift+Right", "53 "),
        ("Alt+Shift+Left", "5"),
        ("Ctrl+Alt+Shift+Left", " 53"),
        ("Ctrl+Alt+Shift+Right", "3"),
    ],
)
def test_keys_move_the_ends_of_the_active_highlight(reader: Reader, qtbot: QtBot, keys: str, result: str) -> None:
    reader.show(TEXT, highlight(TEXT, "53", "key"))
    reader.view.set_active("key")
    with qtbot.waitSignal(reader.view.highlight_adjusted) as adjusted:
        reader.press(keys)
    start = TEXT.index("Killed 53") + "Killed 53".index(result.rstrip())
    assert adjusted.args == ["key", Span(start, start + len(result))]


def test_without_an_active_highlight_the_adjusting_keys_do_nothing(reader: Reader, qtbot: QtBot) -> None:
    reader.show(TEXT, highlight(TEXT, "53", "key"))
    with qtbot.assertNotEmitted(reader.view.highlight_adjusted):
        reader.press("Alt+Shift+Right")


@pytest.mark.parametrize("keys", ["K", "Z", "0", "Space", "Return", "Delete", "Backspace"])
def test_field_keys_are_passed_on_and_change_nothing(reader: Reader, qtbot: QtBot, keys: str) -> None:
    reader.show(TEXT)
    reader.press("Ctrl+E")
    with qtbot.waitSignal(reader.view.field_key_pressed) as pressed:
        reader.press(keys)
    assert pressed.args == [keys]
    assert reader.selected() == "One"
    assert reader.view.document().characterCount() == len(TEXT) + 2  # one emoji and the document's own end


@pytest.mark.parametrize("keys", ["Ctrl+K", "Alt+K", "F2", "Right"])
def test_other_keys_are_not_field_keys(reader: Reader, qtbot: QtBot, keys: str) -> None:
    reader.show(TEXT)
    with qtbot.assertNotEmitted(reader.view.field_key_pressed):
        reader.press(keys)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_tab_leaves_the_text(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    view, box = ArticleView(), QLineEdit()
    layout.addWidget(view)
    layout.addWidget(box)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    view.show_article(TEXT)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert box.hasFocus()


@pytest.mark.parametrize(
    "words", ["under full", "Second 🚑 paragraph", "a\u00a0b", "line\nfeed", "x\u2028y", "p\u2029q"]
)
def test_copying_gives_the_stored_text(reader: Reader, words: str) -> None:
    text = TEXT + " a\u00a0b line\nfeed x\u2028y p\u2029q\x07."
    reader.show(text)
    reader.view.select(span_of(text, words))
    reader.press("Ctrl+C")
    data = QApplication.clipboard().mimeData()
    assert data.text() == words
    assert not data.hasHtml()


def test_the_caret_tells_what_it_stands_in(reader: Reader, qtbot: QtBot) -> None:
    reader.show(TEXT, highlight(TEXT, "One two.", "outer"), highlight(TEXT, "two", "inner", BLUE))
    heard: list[str] = []
    reader.view.caret_described.connect(heard.append)
    reader.press("Right", 10)
    assert heard == ["Field: One two.", "Field: two\nField: One two.", "Field: One two.", ""]
    reader.view.select(Span(5, 5))
    assert reader.view.keys_at_caret() == ("inner", "outer")


def test_the_caret_is_visible(reader: Reader) -> None:
    reader.show("")
    assert reader.view.cursorWidth() == 2
    assert reader.view.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
    rect = reader.view.cursorRect()
    image = reader.picture()
    column = [image.pixelColor(x, rect.center().y()).name() for x in range(rect.left(), rect.right() + 1)]
    assert "#000000" in column


def test_the_view_has_a_name_for_screen_readers(reader: Reader) -> None:
    assert reader.view.accessibleName() == "Article text"
    assert reader.view.accessibleDescription()
