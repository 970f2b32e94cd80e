"""Work on the store thread and its answers on the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from annotator.gui.jobs import Job, JobCancelledError, StoreThread


@pytest.fixture
def thread(qtbot: QtBot) -> Iterator[StoreThread]:
    thread = StoreThread()
    yield thread
    thread.finish()


class Answers(QObject):
    """Collects what the thread delivers, and on which thread that was."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[BaseException] = []
        self.threads: set[int] = set()

    def take(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(threading.get_ident())

    def refuse(self, error: BaseException) -> None:
        self.errors.append(error)
        self.threads.add(threading.get_ident())


def note(done: list[int], number: int, _: Job) -> None:
    done.append(number)


@pytest.fixture
def answers(qtbot: QtBot) -> Answers:
    return Answers()


def test_work_runs_in_the_order_it_was_asked_for(qtbot: QtBot, thread: StoreThread, answers: Answers) -> None:
    done: list[int] = []
    for number in range(50):
        thread.submit(partial(note, done, number), on_success=answers.take, on_failure=answers.refuse)
    qtbot.waitUntil(lambda: len(answers.results) == 50)
    assert done == list(range(50))


def test_work_runs_on_one_thread_and_is_answered_on_the_other(
    qtbot: QtBot, thread: StoreThread, answers: Answers
) -> None:
    for _ in range(5):
        thread.submit(lambda _: threading.get_ident(), on_success=answers.take, on_failure=answers.refuse)
    qtbot.waitUntil(lambda: len(answers.results) == 5)
    here = threading.get_ident()
    assert answers.threads == {here}
    assert len(set(answers.results)) == 1
    assert here not in answers.results


def test_nothing_is_answered_before_the_window_handles_events(thread: StoreThread, answers: Answers) -> None:
    done = threading.Event()
    thread.submit(lambda _: done.set(), on_success=answers.take, on_failure=answers.refuse)
    assert done.wait(60)
    assert answers.results == []


def test_a_failure_is_delivered_on_the_gui_thread_and_the_work_after_it_still_runs(
    qtbot: QtBot, thread: StoreThread, answers: Answers
) -> None:
    failure = ValueError("no")

    def fail(_: Job) -> None:
        raise failure

    thread.submit(fail, on_success=answers.take, on_failure=answers.refuse)
    thread.submit(lambda _: "next", on_success=answers.take, on_failure=answers.refuse)
    qtbot.waitUntil(lambda: answers.results == ["next"])
    assert answers.errors == [failure]
    assert answers.threads == {threading.get_ident()}


def test_progress_arrives_on_the_gui_thread_in_order(qtbot: QtBot, thread: StoreThread, answers: Answers) -> None:
    is_listening = threading.Event()

    def work(job: Job) -> str:
        assert is_listening.wait(60)
        for number in range(1, 4):
            job.report(number)
        return "done"

    job = thread.submit(work, on_success=answers.take, on_failure=answers.refuse)
    job.progressed.connect(answers.take)
    is_listening.set()
    qtbot.waitUntil(lambda: "done" in answers.results)
    assert answers.results == [1, 2, 3, "done"]
    assert answers.threads == {threading.get_ident()}


def test_cancelled_work_stops_at_its_next_report_and_answers_nothing(
    qtbot: QtBot, thread: StoreThread, answers: Answers
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    reported: list[int] = []

    def work(job: Job) -> None:
        begun.set()
        assert go_on.wait(60)
        job.report(1)
        reported.append(1)

    job = thread.submit(work, on_success=answers.take, on_failure=answers.refuse)
    assert begun.wait(60)
    assert not job.is_cancelled()
    job.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: not isValid(job))
    assert (reported, answers.results, answers.errors) == ([], [], [])


def test_work_that_was_done_before_it_was_cancelled_delivers_what_it_did(
    qtbot: QtBot, thread: StoreThread, answers: Answers
) -> None:
    job = thread.submit(lambda _: "done", on_success=answers.take, on_failure=answers.refuse)
    thread.finish()
    job.cancel()
    qtbot.waitUntil(lambda: answers.results == ["done"])


def test_reporting_from_cancelled_work_raises(qtbot: QtBot) -> None:
    owner = QObject()
    job = Job(lambda _: None, lambda _: None, owner)
    job.report(1)
    job.cancel()
    with pytest.raises(JobCancelledError):
        job.report(2)


def test_finishing_waits_for_the_work_that_is_queued(thread: StoreThread, answers: Answers) -> None:
    done: list[int] = []
    for number in range(20):
        thread.submit(partial(note, done, number), on_success=answers.take, on_failure=answers.refuse)
    thread.finish()
    assert done == list(range(20))


def test_nothing_can_be_submitted_after_finishing(thread: StoreThread, answers: Answers) -> None:
    thread.finish()
    with pytest.raises(RuntimeError):
        thread.submit(lambda _: None, on_success=answers.take, on_failure=answers.refuse)


@pytest.mark.parametrize("fails", [False, True], ids=["after success", "after failure"])
def test_a_job_is_gone_once_it_was_answered_even_if_the_answer_has_a_defect(
    qtbot: QtBot, thread: StoreThread, fails: bool
) -> None:
    def work(_: Job) -> None:
        if fails:
            raise ValueError("no")

    def defective(_: object) -> None:
        raise KeyError("defect")

    with capture_exceptions() as caught:
        job = thread.submit(work, on_success=defective, on_failure=defective)
        qtbot.waitUntil(lambda: not isValid(job))
    assert [kind for kind, *_ in caught] == [KeyError]
