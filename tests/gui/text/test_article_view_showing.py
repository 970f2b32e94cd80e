"""Showing, scrolling and resizing: the text stays whole, the place stays kept."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from annotator.domain.text import Span
from annotator.gui.text.highlights import Highlight
from tests.gui.text.reader import BLUE, RED, Reader, highlight, span_of, style

LONG = "\n".join(
    f"Paragraph {number} has some words, and then some more words, until it is long." for number in range(300)
)
PIECES = ["word ", "قال ", "🚑", "\n", "e\u0301", "汉字", "\u00a0", "\u2028", "\u202e", "𠮷 ", "\t"]


def test_the_text_is_given_back_as_it_came(reader: Reader) -> None:
    text = "a\u00a0b\u2028c\u2029d\x07e 🚑\ufeff\n"
    reader.show(text)
    assert reader.view.text() == text


def test_another_article_starts_afresh(reader: Reader) -> None:
    reader.show(LONG, highlight(LONG, "Paragraph 7 "))
    reader.view.set_active("Paragraph 7 ")
    reader.view.verticalScrollBar().setValue(4000)
    reader.view.select(Span(10, 20))
    reader.view.show_article("Other text")
    assert reader.view.verticalScrollBar().value() == 0
    assert reader.view.selected_span() is None
    assert reader.view.active is None
    assert reader.caret() == 0
    reader.view.set_highlights([highlight("Other text", "text")])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map("".join), st.data())
def test_any_span_of_any_text_can_be_selected_highlighted_and_painted(
    reader: Reader, text: str, data: st.DataObject
) -> None:
    bounds = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 30))
    pairs = data.draw(st.lists(bounds, min_size=1, max_size=12))
    spans = [Span(start, min(start + length, len(text))) for start, length in pairs]
    reader.show(text, *(Highlight(f"k{n}", span, style(RED), "Field") for n, span in enumerate(spans)))
    reader.view.select(spans[0])
    reader.view.set_active("k0")
    reader.view.reveal(spans[-1])
    reader.picture()
    exact = text[spans[0].start : spans[0].end]
    assert reader.selected() == (exact.strip() or None)


@pytest.mark.parametrize("span", [Span(0, 0), Span(3, 3), Span(5, 4), Span(-1, 2), Span(0, 11), Span(10, 12)])
def test_a_span_outside_the_text_is_refused(reader: Reader, span: Span) -> None:
    reader.show("ten letters"[:10])
    with pytest.raises(ValueError, match="bad"):
        reader.view.set_highlights([Highlight("bad", span, style(), "Field")])
    with pytest.raises(ValueError, match="bad"):
        reader.view.replace_highlights((), [Highlight("bad", span, style(), "Field")])


def test_showing_never_changes_the_document_again(reader: Reader, qtbot: QtBot) -> None:
    reader.show(LONG)
    changes: list[int] = []
    reader.view.document().contentsChange.connect(lambda position, removed, added: changes.append(position))
    reader.view.set_highlights([highlight(LONG, "Paragraph 3 "), highlight(LONG, "has some")])
    reader.view.replace_highlights(["has some"], [highlight(LONG, "more words", "more", BLUE)])
    reader.view.set_active("more")
    reader.view.reveal(span_of(LONG, "Paragraph 250"))
    reader.press("Ctrl+E", 2)
    reader.picture()
    assert changes == []


def test_revealing_what_is_visible_does_not_scroll(reader: Reader) -> None:
    reader.show(LONG)
    reader.view.verticalScrollBar().setValue(500)
    height = reader.view.viewport().height()
    in_middle = next(
        span for span in (span_of(LONG, f"Paragraph {number} ") for number in range(300))
        if height // 3 < reader.edge(span.start).y() < height // 2
    )  # fmt: skip
    reader.view.reveal(in_middle)
    assert reader.view.verticalScrollBar().value() == 500


@pytest.mark.parametrize("words", ["Paragraph 12 ", "Paragraph 150 ", "Paragraph 299 ", "Paragraph 0 "])
def test_revealing_brings_a_span_into_the_page(reader: Reader, words: str) -> None:
    reader.show(LONG)
    reader.view.verticalScrollBar().setValue(2500)
    reader.view.reveal(span_of(LONG, words), pulse=False)
    assert 20 < reader.middle(words).y() < reader.view.viewport().height() - 20


def test_a_far_span_is_reached_in_a_glide_that_ends_there(reader: Reader, qtbot: QtBot) -> None:
    reader.show(LONG)
    reader.view.set_reduced_motion(False)
    bar = reader.view.verticalScrollBar()
    reader.view.reveal(span_of(LONG, "Paragraph 200 "), pulse=False)
    assert bar.value() < 100
    qtbot.waitUntil(lambda: 20 < reader.middle("Paragraph 200 ").y() < 400)
    reader.view.reveal(span_of(LONG, "Paragraph 201 "), pulse=False)
    place = bar.value()
    reader.view.reveal(span_of(LONG, "Paragraph 200 "), pulse=False)
    assert bar.value() == place


def test_selecting_by_program_does_not_scroll(reader: Reader) -> None:
    reader.show(LONG)
    reader.view.verticalScrollBar().setValue(1000)
    reader.view.select(Span(0, 9))
    assert reader.view.verticalScrollBar().value() == 1000
    assert reader.selected() == "Paragraph"
    reader.view.select(None)
    assert reader.view.selected_span() is None


def test_resizing_keeps_the_words_at_the_top(reader: Reader) -> None:
    reader.show(LONG)
    reader.view.reveal(span_of(LONG, "Paragraph 150 "), pulse=False)
    before = reader.middle("Paragraph 150 ").y()
    for width in (600, 460, 340, 420, 900, 760):
        reader.view.resize(width, 560)
        assert 0 <= reader.middle("Paragraph 150 ").y() < reader.view.viewport().height()
    assert abs(reader.middle("Paragraph 150 ").y() - before) <= 2


def test_a_new_size_of_words_keeps_the_place(reader: Reader) -> None:
    reader.show(LONG)
    reader.view.reveal(span_of(LONG, "Paragraph 150 "), pulse=False)
    reader.view.set_point_size(18)
    assert 0 <= reader.middle("Paragraph 150 ").y() < reader.view.viewport().height()
    assert reader.view.document().defaultFont().pointSizeF() == 18


def test_a_narrower_reading_width_wraps_earlier_and_stays_in_the_middle(reader: Reader) -> None:
    reader.show("word " * 40)
    wide = reader.view.document().begin().layout().lineCount()
    reader.view.set_reading_width(40)
    layout = reader.view.document().begin().layout()
    assert layout.lineCount() > wide
    left = layout.position().x()
    right = reader.view.viewport().width() - left - layout.lineAt(0).width()
    assert abs(left - right) <= 2


def test_a_line_holds_about_seventy_characters(reader: Reader) -> None:
    reader.show("The governor told journalists that rescue teams had reached the site before dawn on Tuesday. " * 6)
    layout = reader.view.document().begin().layout()
    lengths = [layout.lineAt(number).textLength() for number in range(layout.lineCount() - 1)]
    assert 60 <= sum(lengths) / len(lengths) <= 76


def test_an_endless_paragraph_can_be_scrolled_and_highlighted(reader: Reader) -> None:
    text = "Some words of a very long paragraph. " * 3000
    highlights = [
        Highlight(f"k{number}", Span(number * 100, number * 100 + 40), style(RED), "Field") for number in range(1000)
    ]
    reader.show(text, *highlights)
    reader.view.reveal(Span(90_000, 90_040), pulse=False)
    reader.click(reader.edge(90_010))
    assert reader.view.keys_at_caret() == ("k900",)
    reader.picture()


def test_fonts_given_by_the_window_do_not_reach_the_page(reader: Reader) -> None:
    reader.show(LONG)
    reader.view.setFont(QFont("Noto Sans", 30))
    assert reader.view.document().defaultFont().pointSizeF() == 12
