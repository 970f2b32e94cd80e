"""How fast the reader opens an article, paints a frame and shows one more highlight; see the budgets in README.

Run with ``python x.py bench`` or ``pytest tests/benchmarks/bench_article_view.py``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from annotator.domain.text import Span
from annotator.gui.text.article_view import ArticleView
from annotator.gui.text.highlights import Highlight, HighlightStyle

_COLOURS = ("#c2410c", "#1565c0", "#6d3fd1", "#1b7a3d", "#8a6100", "#b0246a")
_PATTERNS = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
_ENGLISH = """
officials said that soldiers were killed in the attack near a village close to the border on Saturday while residents
heard gunfire and 23 people fled to the town
"""
_ARABIC = "قال شهود عيان إن الانفجار وقع 🚑 喀布尔"
_WORDS = re.findall(r"\S+", _ENGLISH)
_MIXED_WORDS = [*_WORDS, *re.findall(r"\S+", _ARABIC)]
CASES = {
    "100KB-1000": (100_000, 1_000, _WORDS, "\n"),
    "100KB-10000": (100_000, 10_000, _WORDS, "\n"),
    "100KB-10000-mixed-directions": (100_000, 10_000, _MIXED_WORDS, "\n"),
    "1MB-10000": (1_000_000, 10_000, _WORDS, "\n"),
    "1MB-one-paragraph-10000": (1_000_000, 10_000, _WORDS, " "),
}
Case = tuple[ArticleView, str, list[Highlight]]


def _style(number: int) -> HighlightStyle:
    line = QColor(_COLOURS[number % len(_COLOURS)])
    fill = QColor(line)
    fill.setAlpha(40)
    return HighlightStyle(line, fill, _PATTERNS[number % len(_PATTERNS)], "ABCDEF"[number % 6])


def _article(length: int, count: int, words: Sequence[str], joint: str) -> tuple[str, list[Highlight]]:
    choice = random.Random(7)
    paragraphs: list[str] = []
    size = 0
    while size < length:
        paragraphs.append(" ".join(choice.choices(words, k=60)))
        size += len(paragraphs[-1]) + 1
    text = joint.join(paragraphs)[:length]
    highlights = []
    for number in range(count):
        start = choice.randrange(length - 60)
        highlights.append(
            Highlight(f"h{number}", Span(start, start + choice.randrange(3, 50)), _style(number), f"Field: {number}")
        )
    return text, highlights


@pytest.fixture(params=CASES)
def case(qtbot: QtBot, request: pytest.FixtureRequest) -> Case:
    text, highlights = _article(*CASES[request.param])
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(820, 900)
    with qtbot.waitExposed(view):
        view.show()
    return view, text, highlights


def _measure(benchmark: BenchmarkFixture, deed: Callable[[], None], rounds: int) -> None:
    """Run a deed and keep its median and 95th percentile, in milliseconds, beside what pytest-benchmark keeps."""
    benchmark.pedantic(deed, rounds=rounds, warmup_rounds=1)  # type: ignore[no-untyped-call]
    if benchmark.stats is not None:
        times = sorted(benchmark.stats.stats.data)
        benchmark.extra_info["p50_ms"] = round(times[len(times) // 2] * 1000, 2)
        benchmark.extra_info["p95_ms"] = round(times[int(len(times) * 0.95)] * 1000, 2)


def test_open_an_article_with_its_highlights(case: Case, benchmark: BenchmarkFixture) -> None:
    view, text, highlights = case

    def open_article() -> None:
        view.show_article(text)
        view.set_highlights(highlights)
        view.viewport().repaint()

    _measure(benchmark, open_article, rounds=12)


def test_paint_a_frame_while_scrolling(case: Case, benchmark: BenchmarkFixture) -> None:
    view, text, highlights = case
    view.show_article(text)
    view.set_highlights(highlights)
    view.document().documentLayout().documentSize()
    bar = view.verticalScrollBar()
    view.viewport().repaint()

    def frame() -> None:
        bar.setValue((bar.value() + 90) % bar.maximum())
        view.viewport().repaint()

    _measure(benchmark, frame, rounds=200)


def test_show_one_more_highlight(case: Case, benchmark: BenchmarkFixture) -> None:
    view, text, highlights = case
    view.show_article(text)
    view.set_highlights(highlights)
    view.viewport().repaint()
    added = iter(range(10_000))

    def add() -> None:
        number = next(added)
        start = 20 + number * 13 % 900
        view.replace_highlights((), [Highlight(f"new{number}", Span(start, start + 25), _style(number), "Field: new")])
        view.viewport().repaint()

    _measure(benchmark, add, rounds=60)
