"""Garbage is collected by the window's own thread, at the thresholds that are set."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from annotator.gui.app import settle_memory
from annotator.gui.desk import Desk
from annotator.gui.garbage import Collector, due
from annotator.gui.jobs import Job, StoreThread
from annotator.gui.main_window import MainWindow
from annotator.services.folders import Folders


class Knot:
    """Refers to itself, so that only the collector can take it; remembers on which thread that was."""

    def __init__(self, taken_on: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: taken_on.append(threading.get_ident())).atexit = False


@pytest.fixture
def store_thread(qtbot: QtBot) -> Iterator[StoreThread]:
    thread = StoreThread()
    yield thread
    thread.finish()


def make_knots(thread: StoreThread, taken_on: list[int], number: int) -> list[int]:
    """Make garbage on the store's thread; return a list that holds that thread once it is done."""
    made_on: list[int] = []

    def make(job: Job) -> int:
        for _ in range(number):
            Knot(taken_on)
        return threading.get_ident()

    thread.submit(make, on_success=made_on.append, on_failure=lambda error: None)
    return made_on


def test_what_the_store_s_thread_leaves_is_collected_on_the_window_s(qtbot: QtBot, store_thread: StoreThread) -> None:
    taken_on: list[int] = []
    gc.set_threshold(1_000, 10, 10)
    window = QObject()
    Collector(window)
    made_on = make_knots(store_thread, taken_on, 5_000)
    qtbot.waitUntil(lambda: bool(made_on) and len(taken_on) >= 4_000)
    assert set(taken_on) == {threading.get_ident()}
    assert made_on != [threading.get_ident()]
    assert not gc.isenabled()


@pytest.mark.parametrize(
    "counts, thresholds, generation",
    [
        ((700, 0, 0), (700, 10, 10), None),
        ((701, 0, 0), (700, 10, 10), 0),
        ((701, 11, 0), (700, 10, 10), 1),
        ((701, 11, 11), (700, 10, 10), 2),
        ((3, 0, 11), (700, 10, 10), 2),
        ((9_000, 9_000, 9_000), (0, 0, 0), None),
        ((9_000, 9_000, 9_000), (700, 0, 0), 0),
    ],
)
def test_the_oldest_generation_over_its_threshold_is_due(
    counts: tuple[int, int, int], thresholds: tuple[int, int, int], generation: int | None
) -> None:
    assert due(counts, thresholds) == generation


def test_nothing_is_collected_below_the_threshold(
    qtbot: QtBot, store_thread: StoreThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int | None] = []

    def noted(counts: tuple[int, int, int], thresholds: tuple[int, int, int]) -> int | None:
        looked.append(due(counts, thresholds))
        return looked[-1]

    monkeypatch.setattr("annotator.gui.garbage.due", noted)
    taken_on: list[int] = []
    gc.set_threshold(1_000_000, 1_000_000, 1_000_000)  # of every generation: tests before this one add to the older
    parent = QObject()
    Collector(parent)
    made_on = make_knots(store_thread, taken_on, 100)
    qtbot.waitUntil(lambda: bool(made_on))
    before = len(looked)
    qtbot.waitUntil(lambda: len(looked) > before + 1)
    assert set(looked) == {None}
    assert taken_on == []


def test_a_window_that_has_settled_collects_itself_and_passes_over_what_was_loaded(
    qtbot: QtBot, folders: Folders
) -> None:
    window = MainWindow(Desk(folders), folders)
    qtbot.addWidget(window)
    gc.enable()
    settle_memory(window)
    assert window.findChild(Collector) is not None
    assert not gc.isenabled()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] > 10_000
    window.close()
