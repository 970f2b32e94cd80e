"""Progress of a job, and the button that stops it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QProgressDialog, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from annotator.gui.dialogs.progress import follow
from annotator.gui.jobs import Job, StoreThread


class SlowWork:
    """Work of a hundred steps that waits until it may begin, and after the tenth until it may go on."""

    def __init__(self) -> None:
        self.begin = threading.Event()
        self.go_on = threading.Event()
        self.last = 0

    def __call__(self, job: Job) -> str:
        assert self.begin.wait(60)
        for number in range(1, 101):
            job.report(number)
            self.last = number
            if number == 10:
                assert self.go_on.wait(60)
        return "done"


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def thread(qtbot: QtBot) -> Iterator[StoreThread]:
    thread = StoreThread()
    yield thread
    thread.finish()


def test_a_job_that_takes_longer_than_a_moment_is_shown_and_goes_when_it_is_done(
    qtbot: QtBot, window: QMainWindow, thread: StoreThread
) -> None:
    work, results = SlowWork(), list[str]()
    job = thread.submit(work, on_success=results.append, on_failure=lambda error: None)
    dialog = follow(job, "Importing <b>articles</b>…", window, total=100)
    work.begin.set()
    assert isinstance(dialog, QProgressDialog)
    assert dialog.windowTitle() == "Incident Annotator"
    assert not dialog.isVisible()
    qtbot.waitUntil(dialog.isVisible)
    qtbot.waitUntil(lambda: dialog.value() == 10)
    assert dialog.windowModality() is Qt.WindowModality.WindowModal
    work.go_on.set()
    qtbot.waitUntil(lambda: results == ["done"])
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible())


@pytest.mark.parametrize("total", [0, 100])
def test_the_moment_is_counted_before_the_job_says_how_far_it_is(
    qtbot: QtBot, window: QMainWindow, thread: StoreThread, total: int
) -> None:
    work = SlowWork()
    job = thread.submit(work, on_success=lambda _: None, on_failure=lambda error: None)
    dialog = follow(job, "Importing articles…", window, total=total)
    assert dialog.value() == 0, "Qt counts from the first value"
    qtbot.waitUntil(dialog.isVisible)
    assert work.last == 0
    work.begin.set()
    work.go_on.set()
    qtbot.waitUntil(lambda: not isValid(job))


def test_a_step_is_shown_without_anything_else_being_handled_meanwhile(
    qtbot: QtBot, window: QMainWindow, thread: StoreThread
) -> None:
    """What is handled meanwhile can be the end of the job, with which the dialog goes that is showing the step."""
    work, handled = SlowWork(), list[str]()
    job = thread.submit(work, on_success=lambda _: None, on_failure=lambda error: None)
    dialog = follow(job, "Importing articles…", window, total=100)
    qtbot.waitUntil(dialog.isVisible)
    QTimer.singleShot(0, window, lambda: handled.append("something else"))
    job.report(20)
    assert (dialog.value(), handled) == (20, [])
    qtbot.waitUntil(lambda: handled == ["something else"])
    work.begin.set()
    work.go_on.set()
    qtbot.waitUntil(lambda: not isValid(job))


def test_cancel_stops_the_job_at_its_next_step(qtbot: QtBot, window: QMainWindow, thread: StoreThread) -> None:
    work, results = SlowWork(), list[str]()
    job = thread.submit(work, on_success=results.append, on_failure=lambda error: results.append(str(error)))
    dialog = follow(job, "Importing articles…", window, total=100)
    work.begin.set()
    qtbot.waitUntil(lambda: dialog.isVisible() and dialog.value() == 10)
    QTest.mouseClick(dialog.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert job.is_cancelled()
    work.go_on.set()
    qtbot.waitUntil(lambda: not isValid(job))
    assert work.last == 10
    assert results == []


def test_a_quick_job_shows_nothing(qtbot: QtBot, window: QMainWindow, thread: StoreThread) -> None:
    results = list[str]()
    job = thread.submit(lambda _: "done", on_success=results.append, on_failure=lambda error: None)
    dialog = follow(job, "Checking the project…", window)
    seen: list[bool] = []
    job.destroyed.connect(lambda: seen.append(isValid(dialog) and dialog.isVisible()))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [False]
    assert results == ["done"]
