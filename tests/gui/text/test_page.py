"""How a text is set: header, title, blocks, margins, and metrics that follow."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from PySide6.QtCore import QObject
from PySide6.QtGui import QFont, QFontMetricsF, QTextCursor, QTextDocument

from annotator.domain.text import Span
from annotator.gui.text.highlights import PAPER
from annotator.gui.text.page import (
    LEAST_MARGIN,
    LineMetrics,
    Page,
    PageMetrics,
    Typography,
    restyle_page,
    set_margins,
    written_page,
)

HEADER = "\n# Troops killed\n\nPublished at: **2019-11-03**\n\nAuthor: ****\n\n"
TEXT = HEADER + "At least 53 soldiers 🚑 died.\nThe toll could rise."


@pytest.fixture
def typography(qapp: object) -> Typography:
    font = QFont("Noto Sans")
    font.setPointSizeF(12)
    return Typography(font, 70)


def lines_of(page: Page) -> list[str]:
    return [page.text[line.start : line.end] for line in page.header]


def format_at(document: QTextDocument, position: int) -> tuple[float, int, str]:
    cursor = QTextCursor(document)
    cursor.setPosition(position + 1)
    char_format = cursor.charFormat()
    return char_format.font().pointSizeF(), char_format.fontWeight(), char_format.foreground().color().name()


def test_the_header_is_every_line_before_its_end_and_the_title_the_first_with_words() -> None:
    page = Page(TEXT, len(HEADER))
    assert [line for line in lines_of(page) if line] == [
        "# Troops killed",
        "Published at: **2019-11-03**",
        "Author: ****",
    ]
    assert page.title == Span(1, 16)


@pytest.mark.parametrize(
    "text, header_end, title",
    [
        ("# A title\nbody", 0, "# A title"),
        ("\n\n# A title\nbody", 0, "# A title"),
        ("A title\n\nbody", 9, "A title"),
        ("Published at: today\n\nbody", 21, None),
        ("no header at all", 0, None),
        ("#hash without a space", 0, None),
        ("", 0, None),
        ("\n \n", 2, None),
    ],
)
def test_which_line_is_the_title(text: str, header_end: int, title: str | None) -> None:
    page = Page(text, header_end)
    assert (page.text[page.title.start : page.title.end] if page.title else None) == title


@given(st.text(st.sampled_from("ab\n🚑\u2028\u2029ب \t"), max_size=60))
def test_blocks_begin_where_the_page_says(qapp: object, text: str) -> None:
    font = QFont("Noto Sans")
    font.setPointSizeF(12)
    page = Page(text)
    parent = QObject()
    document = written_page(page, Typography(font, 70), PAPER, parent)
    assert [document.findBlockByNumber(n).position() for n in range(document.blockCount())] == page.block_starts
    assert document.characterCount() - 1 == page.map.length


@given(st.text(st.sampled_from("ab🚑ب\n"), min_size=1, max_size=40), st.data())
def test_spans_go_to_qt_and_back(text: str, data: st.DataObject) -> None:
    page = Page(text)
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    assert page.from_qt(*page.to_qt(span)) == span


def test_title_header_and_body_look_different_and_marks_are_dimmed(typography: Typography) -> None:
    page = Page(TEXT, len(HEADER))
    parent = QObject()
    document = written_page(page, typography, PAPER, parent)
    sizes = {words: format_at(document, TEXT.index(words)) for words in ("# Troops", "Troops", "Published", "**2019")}
    assert sizes["Troops"][0] > 12 > sizes["Published"][0]
    assert sizes["Troops"][1] == QFont.Weight.Bold
    assert sizes["# Troops"][1:] == (QFont.Weight.Normal, PAPER.dim.name())
    assert sizes["Troops"][2] == PAPER.text.name()
    assert sizes["Published"][2] == sizes["**2019"][2] == PAPER.dim.name()


def test_restyling_changes_fonts_and_colours_but_no_character_and_no_cursor(typography: Typography) -> None:
    page = Page(TEXT, len(HEADER))
    parent = QObject()
    document = written_page(page, typography, PAPER, parent)
    cursor = QTextCursor(document)
    cursor.setPosition(30)
    larger = QFont(typography.font)
    larger.setPointSizeF(20)
    before = document.toRawText()
    restyle_page(document, page, Typography(larger, 70), PAPER)
    assert document.toRawText() == before
    assert cursor.position() == 30
    assert document.defaultFont().pointSizeF() == 20
    assert format_at(document, TEXT.index("Troops"))[0] > 20


def test_the_column_holds_about_the_wanted_characters_of_prose(typography: Typography) -> None:
    prose = "The provincial governor told journalists that rescue teams had reached the site before dawn on Tuesday. "
    average = QFontMetricsF(typography.font).horizontalAdvance(prose) / len(prose)
    assert 65 <= typography.column / average <= 75


def test_the_column_stands_in_the_middle_and_narrow_pages_keep_a_margin(typography: Typography) -> None:
    document = QTextDocument()
    assert set_margins(document, 1000, 600, 500)
    frame = document.rootFrame().frameFormat()
    assert (frame.leftMargin(), frame.rightMargin()) == (250, 250)
    assert not set_margins(document, 1000, 600, 500)
    assert set_margins(document, 300, 600, 500)
    assert document.rootFrame().frameFormat().leftMargin() == LEAST_MARGIN


def test_each_block_has_the_metrics_of_its_own_font(typography: Typography) -> None:
    page = Page(TEXT, len(HEADER))
    metrics = PageMetrics(page, typography)
    title, published, body = (metrics.of_block(TEXT[: TEXT.index(w)].count("\n")) for w in ("Troops", "Publ", "At "))
    assert title.fill_top > body.fill_top > published.fill_top
    assert body == LineMetrics.of(typography.font)


def test_line_metrics_are_whole_pixels_with_room_for_four_lanes_and_a_tag(typography: Typography) -> None:
    metrics = LineMetrics.of(typography.font)
    for value in (metrics.pitch, metrics.fill_top, metrics.fill_bottom, metrics.lane_top):
        assert value == int(value)
    assert metrics.lane_top >= metrics.fill_bottom
    assert metrics.pitch - metrics.fill_top - metrics.lane_top >= 12


@pytest.mark.parametrize("text, is_bidi", [("plain é 汉 🚑", False), ("قال", True), ("שלום", True), ("a\u202eb", True)])
def test_a_page_knows_whether_directions_may_mix(text: str, is_bidi: bool) -> None:
    assert Page(text).has_bidi is is_bidi
