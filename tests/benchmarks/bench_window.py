"""How fast the whole app is: start to usable window, open an article, key press to painted and committed, scroll frame.

Run with ``python x.py bench`` or ``pytest tests/benchmarks/bench_window.py``. Median and 95th percentile, in
milliseconds, are kept beside what pytest-benchmark keeps.
"""

from __future__ import annotations

import gc
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from annotator.bootstrap import create_workspace, open_sample
from annotator.domain.coding import Coding, Slot
from annotator.domain.ids import ArticleId
from annotator.domain.queue import QueueFilter
from annotator.domain.text import Span
from annotator.domain.values import Count, OneCategory
from annotator.formats.articles.registry import read_article
from annotator.gui.app import application_with_theme, open_window, settle_memory
from annotator.gui.main_window import MainWindow
from annotator.gui.waiting import wait_until
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from annotator.services.proposals import get_ready
from annotator.services.settings import Settings

START = """
import gc; gc.disable()  # as annotator.__main__ does
from annotator.__main__ import search_no_plugins
search_no_plugins()
from annotator.gui.app import application_with_theme, open_window
from annotator.gui.waiting import wait_until
application_with_theme()
window = open_window(is_sample=True)
window.show()
assert wait_until(lambda: window.coding.gestures.worksheet is not None)
window.repaint()
import os, sys
sys.stdout.flush()
os._exit(0)
"""
"""A process that ends the moment the first article can be coded."""
_KEEPS_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""Where this is set each start of a checkout compiles every module anew; what pip installed is compiled beforehand."""


def _measure(benchmark: BenchmarkFixture, deed: Callable[[], object], *, rounds: int, warmup: int = 1) -> None:
    benchmark.pedantic(deed, rounds=rounds, warmup_rounds=warmup)  # type: ignore[no-untyped-call]
    _note_percentiles(benchmark, "", benchmark.stats.stats.data if benchmark.stats is not None else ())


def _note_percentiles(benchmark: BenchmarkFixture, what: str, seconds: Collection[float]) -> None:
    times = sorted(seconds)
    if times:
        benchmark.extra_info[f"{what}p50 ms"] = round(1000 * times[len(times) // 2], 2)
        benchmark.extra_info[f"{what}p95 ms"] = round(1000 * times[int(len(times) * 0.95)], 2)


class PaintedAfterChange(QObject):
    """Waits until the article has been painted after a committed change, as the window does it by itself."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._loop = QEventLoop()
        self._has_changed = False
        self._viewport = window.coding.article_panel.view.viewport()
        self._viewport.installEventFilter(self)
        window.desk.changed.connect(self._on_changed)

    def wait(self) -> None:
        """Run the window's events until then."""
        self._has_changed = False
        self._loop.exec()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look out for the paint event that follows the change."""
        if self._has_changed and watched is self._viewport and event.type() is QEvent.Type.Paint:
            self._has_changed = False
            QTimer.singleShot(0, self._loop.quit)
        return False

    def _on_changed(self) -> None:
        self._has_changed = True


def test_start_to_usable_window(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    with open_sample(folders=Folders.of_person()):
        pass
    compiled = {name: value for name, value in os.environ.items() if name != _KEEPS_NO_BYTECODE}
    compiled["PYTHONPYCACHEPREFIX"] = str(tmp_path)
    _measure(benchmark, lambda: subprocess.run([sys.executable, "-c", START], check=True, env=compiled), rounds=15)


_WORDS = """
officials said that 23 soldiers were killed near the village close to the border on Saturday while residents fled
"""


def _prose(length: int) -> str:
    words = re.findall(r"\S+", _WORDS)
    choice = random.Random(11)
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < length:
        paragraphs.append(" ".join(choice.choices(words, k=60)) + ".")
    return "\n".join(paragraphs)[:length]


def _code_spans(coding_of: Callable[[], Coding], attach: Callable[[Span], object], spans: int, length: int) -> None:
    choice = random.Random(5)
    for _ in range(spans):
        start = choice.randrange(length - 60)
        attach(Span(start, start + choice.randrange(3, 50)))
    assert len(list(coding_of().evidence())) >= spans * 0.99


@pytest.fixture(params=[1_000, 10_000], ids=["1000-spans", "10000-spans"])
def window(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MainWindow]:
    """The window on a project with one bare and one coded 100 KB article; the coded one is open."""
    path = tmp_path / "bench.annotator"
    folders = Folders.of_person()
    folders.settings_file().write(Settings(coder_name="Coder A"))
    text = _prose(100_000)
    with create_workspace(path, folders=folders, coder_name="Coder A") as workspace:
        drafts = [read_article(f"{title}\n{text}".encode(), f"{title}.txt") for title in ("Coded", "Bare")]
        plan = workspace.articles.plan_drafts(drafts, source="bench")
        workspace.articles.import_articles(plan, coder_id=workspace.coder.id)
        row = workspace.articles.queue(workspace.coder.id, QueueFilter())[0]
        (item,) = workspace.articles.queue_page(workspace.coder.id, [row])
        key = CodingKey(item.article_id, workspace.coder.id)
        workspace.coding.set_content(key, Slot("focus"), OneCategory(category="main"))
        report = workspace.coding.worksheet(key).coding.reports()[0].id
        slots = [
            Slot(field, report) for field in ("killed_total", "trigger", "location", "incident_date", "wounded_total")
        ]

        def attach_all(draft: object) -> None:
            turns = count()
            _code_spans(
                lambda: draft.coding,  # type: ignore[attr-defined]
                lambda span: draft.attach_evidence(slots[next(turns) % len(slots)], span),  # type: ignore[attr-defined]
                request.param,
                len(text),
            )

        workspace.coding.revise(key, "bench", "mark many spans", attach_all)
        workspace.coding.set_content(key, slots[0], Count(low=1))
    application_with_theme()
    made = open_window(path)
    made.resize(1280, 720)
    made.show()
    assert wait_until(lambda: made.coding.gestures.worksheet is not None, timeout_ms=30_000)
    get_ready()  # as the desk does half a second after it opened the project
    settle_memory(made)  # as the app does three seconds after its start
    yield made
    gc.unfreeze()
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents()


def _open(window: MainWindow, article_id: ArticleId) -> None:
    before = window.coding.gestures.worksheet
    window.desk.open_article(article_id)
    assert wait_until(lambda: window.coding.gestures.worksheet is not before, timeout_ms=30_000)
    window.repaint()


def test_open_a_coded_article(benchmark: BenchmarkFixture, window: MainWindow) -> None:
    coded = window.coding.gestures.worksheet
    assert coded is not None
    _measure(benchmark, partial(_open, window, coded.article.id), rounds=15)


def test_show_a_coded_article_on_the_gui_thread(benchmark: BenchmarkFixture, window: MainWindow) -> None:
    """The part of opening that the GUI thread does: text, highlights and form, painted."""
    worksheet = window.coding.gestures.worksheet

    def show() -> None:
        window.desk.worksheet_opened.emit(worksheet)
        window.repaint()

    _measure(benchmark, show, rounds=15)


def test_key_press_to_painted_and_committed(benchmark: BenchmarkFixture, window: MainWindow) -> None:
    """Beside the whole, of which a commit that waits for the disk is part: the processor time of the GUI thread."""
    view = window.coding.article_panel.view
    starts = iter(range(2_000, 90_000, 37))
    gui_seconds: list[float] = []

    def mark() -> tuple[tuple[()], dict[str, object]]:
        start = next(starts)
        span = Span(start, start + 12)
        view.setFocus()
        view.reveal(span, pulse=False)
        view.select(span)
        window.repaint()
        return (), {}

    painted = PaintedAfterChange(window)

    def press() -> None:
        before = time.thread_time()
        QTest.keyClick(view, Qt.Key.Key_K)
        painted.wait()
        gui_seconds.append(time.thread_time() - before)

    for _ in range(5):  # the first presses make the editor and compile the statements
        mark()
        press()
    gui_seconds.clear()
    benchmark.pedantic(press, setup=mark, rounds=60)  # type: ignore[no-untyped-call]
    _note_percentiles(benchmark, "", benchmark.stats.stats.data if benchmark.stats is not None else ())
    _note_percentiles(benchmark, "GUI thread ", gui_seconds)


def test_scroll_frame(benchmark: BenchmarkFixture, window: MainWindow) -> None:
    bar = window.coding.article_panel.view.verticalScrollBar()
    places = iter(range(0, 10**9, 40))

    def frame() -> None:
        bar.setValue(next(places) % bar.maximum())
        window.repaint()

    _measure(benchmark, frame, rounds=120)
