"""What can be seen: lanes, patterns, tags, fills, the active highlight, in both directions and at double scale."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from annotator.domain.text import Span
from annotator.gui.text.highlights import Highlight
from tests.gui.text.reader import BASE, BLUE, GREEN, RED, Reader, colours_below, highlight, is_near, span_of, style

TEXT = "At least 53 soldiers and a civilian have been killed in an attack."
VIOLET, BROWN = QColor("#7030b0"), QColor("#805010")


def first_of(reader: Reader, point: QPoint, colours: list[QColor]) -> list[str]:
    """Return which of these colours come below a point, in order, each once."""
    seen: list[str] = []
    for pixel in colours_below(reader, point):
        for colour in colours:
            if is_near(pixel, colour) and colour.name() not in seen:
                seen.append(colour.name())
    return seen


def columns_with(image: QImage, colour: QColor, rows: range) -> list[int]:
    return [x for x in range(image.width()) if any(is_near(image.pixelColor(x, y), colour) for y in rows)]


def test_overlapping_highlights_are_underlined_in_the_order_of_their_lanes(reader: Reader) -> None:
    reader.show(
        TEXT,
        highlight(TEXT, "At least 53 soldiers", "a", RED),
        highlight(TEXT, "53 soldiers and", "b", BLUE),
        highlight(TEXT, "soldiers and a", "c", GREEN),
    )
    under_soldiers = reader.middle("soldiers")
    assert first_of(reader, under_soldiers, [GREEN, BLUE, RED]) == [RED.name(), BLUE.name(), GREEN.name()]
    assert first_of(reader, reader.middle("least"), [GREEN, BLUE, RED]) == [RED.name()]
    assert first_of(reader, reader.middle("civilian"), [GREEN, BLUE, RED]) == []


def test_an_underline_is_two_pixels_high(reader: Reader) -> None:
    reader.show(TEXT, highlight(TEXT, "soldiers"))
    below = colours_below(reader, reader.middle("soldiers"))
    assert sum(is_near(pixel, RED) for pixel in below) == 2


@pytest.mark.parametrize("words", ["ferried", "🚑 ferried", "𠮷野家", "23 wounded", "hospital"])
def test_words_after_an_emoji_are_underlined_exactly(reader: Reader, words: str) -> None:
    text = "🚑🚑 ferried the 🚑 23 wounded 𠮷野家 to hospital"
    text = text if words in text else text.replace("🚑 23", "🚑 ferried 23")
    reader.show(text, highlight(text, words))
    span = span_of(text, words)
    y = reader.edge(span.start).y()
    columns = columns_with(reader.picture(), RED, range(y + 9, y + 20))
    assert abs(columns[0] - reader.edge(span.start).x()) <= 2
    assert abs(columns[-1] + 1 - reader.edge(span.end).x()) <= 2


def test_a_highlight_over_mixed_directions_lies_where_its_words_lie(reader: Reader) -> None:
    text = "said Zahra. قال شهود عيان إن الانفجار"
    reader.show(text, highlight(text, "Zahra. قال شهود"))
    y = reader.edge(0).y()
    columns = columns_with(reader.picture(), RED, range(y + 9, y + 20))
    gaps = [second - first for first, second in itertools.pairwise(columns) if second - first > 5]
    assert len(gaps) == 1  # the Arabic words in between, in reading order, are not part of it
    shown_left, shown_right = reader.edge(5).x(), reader.edge(text.index("قال")).x()
    assert abs(columns[0] - shown_left) <= 3
    assert columns[-1] > shown_right or columns[0] < shown_right


def test_a_right_to_left_paragraph_stands_at_the_right(reader: Reader) -> None:
    reader.show("قال شهود عيان\nplain words")
    width = reader.view.viewport().width()
    assert reader.edge(0).x() > width * 0.6
    assert reader.edge(14).x() < width * 0.4


@pytest.mark.parametrize(
    "pattern, is_whole",
    [
        (Qt.PenStyle.SolidLine, True),
        (Qt.PenStyle.DashLine, False),
        (Qt.PenStyle.DotLine, False),
        (Qt.PenStyle.DashDotLine, False),
    ],
)
def test_a_pattern_is_seen_without_colour(reader: Reader, pattern: Qt.PenStyle, is_whole: bool) -> None:
    span = span_of(TEXT, "soldiers and a civilian")
    reader.show(TEXT, Highlight("a", span, style(RED, pattern=pattern), "Field"))
    y = reader.edge(span.start).y()
    image = reader.picture()
    lane = next(
        row for row in range(y + 9, y + 20) if any(is_near(image.pixelColor(x, row), RED) for x in range(image.width()))
    )
    inside = range(reader.edge(span.start).x() + 2, reader.edge(span.end).x() - 2)
    painted = [is_near(image.pixelColor(x, lane), RED) for x in inside]
    assert all(painted) is is_whole
    assert any(painted)


def test_a_letter_tag_stands_above_the_start_of_each_highlight(reader: Reader) -> None:
    reader.show(TEXT, highlight(TEXT, "soldiers"))
    point = reader.edge(TEXT.index("soldiers"))
    image = reader.picture()
    above = [
        (x, y)
        for x in range(point.x() - 3, point.x() + 14)
        for y in range(point.y() - 26, point.y() - 9)
        if is_near(image.pixelColor(x, y), RED)
    ]
    assert 40 <= len(above) <= 110  # a box of ten by ten with a letter left out
    assert any(not is_near(image.pixelColor(x, y), RED) for x in range(point.x(), point.x() + 10) for _, y in above)


def test_highlights_beyond_four_lanes_are_counted_not_drawn(reader: Reader) -> None:
    colours = [RED, BLUE, GREEN, VIOLET, BROWN]
    span = span_of(TEXT, "soldiers and a civilian")
    highlights = [Highlight(f"k{n}", span, style(colour), "Field") for n, colour in enumerate(colours)]
    reader.show(TEXT, *highlights[:4])
    assert len(first_of(reader, reader.middle("civilian"), colours)) == 4
    reader.view.set_highlights(highlights)
    assert BROWN.name() not in first_of(reader, reader.middle("civilian"), colours)
    assert [reader.view._layer.lane(f"k{n}") for n in range(5)] == [0, 1, 2, 3, 4]


def test_the_fill_is_the_innermost_highlights_and_does_not_add_up(reader: Reader) -> None:
    reader.show(TEXT, highlight(TEXT, "53 soldiers and a civilian", "outer", RED))
    alone = reader.picture().pixelColor(reader.edge(TEXT.index(" and")) + QPoint(2, -5))
    reader.view.replace_highlights((), [highlight(TEXT, "soldiers and", "inner", BLUE)])
    inner = reader.picture().pixelColor(reader.edge(TEXT.index(" and")) + QPoint(2, -5))
    assert alone.red() > alone.blue()
    assert inner.blue() > inner.red()


def test_removing_a_highlight_removes_every_trace(reader: Reader) -> None:
    reader.show(TEXT)
    reader.view.clearFocus()
    before = reader.picture()
    reader.view.replace_highlights((), [highlight(TEXT, "soldiers", "a"), highlight(TEXT, "53 soldiers", "b", BLUE)])
    assert reader.picture() != before
    reader.view.replace_highlights(["a", "b"], ())
    assert reader.picture() == before


def test_changing_highlights_one_by_one_paints_what_showing_all_paints(reader: Reader) -> None:
    text = "\n".join(TEXT for _ in range(6))
    reader.show(text)
    reader.view.clearFocus()
    spans = [(3, 30), (10, 90), (60, 75), (65, 140), (20, 25), (100, 260), (7, 8)]
    all_of_them = [
        Highlight(f"k{n}", Span(*span), style([RED, BLUE, GREEN][n % 3]), "Field") for n, span in enumerate(spans)
    ]
    for one in all_of_them:
        reader.view.replace_highlights((), [one])
        reader.picture()
    reader.view.replace_highlights(["k1", "k4"], ())
    step_by_step = reader.picture()
    reader.view.set_highlights([one for one in all_of_them if one.key not in ("k1", "k4")])
    assert reader.picture() == step_by_step


def test_the_active_highlight_is_drawn_stronger(reader: Reader) -> None:
    reader.show(TEXT, highlight(TEXT, "53 soldiers", "a"))
    point = reader.edge(TEXT.index(" soldiers")) + QPoint(2, -5)
    plain = reader.picture().pixelColor(point)
    reader.view.set_active("a")
    active = reader.picture().pixelColor(point)
    assert active.green() < plain.green()
    reader.view.set_active(None)
    assert reader.picture().pixelColor(point) == plain


def test_a_pulse_is_seen_and_goes_by_itself(reader: Reader, qtbot: QtBot) -> None:
    reader.show(TEXT)
    reader.view.clearFocus()
    before = reader.picture()
    reader.view.pulse(span_of(TEXT, "soldiers"))
    assert reader.picture() != before
    qtbot.waitUntil(lambda: reader.picture() == before)


def test_an_invisible_override_of_direction_is_marked(reader: Reader) -> None:
    reader.show("plain words here")
    plain = columns_with(reader.picture(), QColor("#606060"), range(20, 90))
    reader.show("plain \u200bwords here")
    marked = columns_with(reader.picture(), QColor("#606060"), range(20, 90))
    assert len(marked) > len(plain)


def test_the_page_keeps_its_colours_and_font_under_an_applications_style_sheet(reader: Reader, qapp: object) -> None:
    reader.show(TEXT)
    reader.view.clearFocus()
    before = reader.picture()
    window_style = (
        "* { font-size: 25px; } QTextEdit { color: red; background: green; padding: 20px; border: 3px solid; }"
    )
    qapp.setStyleSheet(window_style)  # type: ignore[attr-defined]
    try:
        assert reader.picture() == before
    finally:
        qapp.setStyleSheet("")  # type: ignore[attr-defined]


def test_new_colours_reach_words_paper_and_header(reader: Reader) -> None:
    text = "# Title\n\nbody"
    reader.show(text, header_end=9)
    reader.view.set_colours(
        text=QColor("#eeeeee"), base=QColor("#101010"), dim=QColor("#909090"), selection=QColor("#304060")
    )
    image = reader.picture()
    assert image.pixelColor(3, 3).name() == "#101010"
    lightest = max(image.pixelColor(x, y).lightness() for x in range(400) for y in range(20, 120))
    assert lightest > 220


def test_an_empty_page_shows_paper_only(reader: Reader) -> None:
    reader.show("")
    reader.view.clearFocus()
    image = reader.picture()
    assert {image.pixelColor(x, y).name() for x in range(0, 700, 7) for y in range(0, 500, 7)} == {BASE.name()}


def test_at_double_scale_the_lines_are_twice_as_high(tmp_path: Path) -> None:
    program = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
from annotator.gui.text.article_view import ArticleView
from tests.gui.text.reader import Reader, RED, colours_below, highlight, is_near
view = ArticleView()
view.resize(700, 400)
view.show()
reader = Reader(view)
text = reader.show("At least 53 soldiers", highlight("At least 53 soldiers", "soldiers"))
below = colours_below(reader, reader.middle("soldiers"))
sys.stdout.write(str(sum(is_near(pixel, RED) for pixel in below)))
"""
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "QT_SCALE_FACTOR": "2", "PYTHONPATH": str(root)}
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert run.stdout == "4"
