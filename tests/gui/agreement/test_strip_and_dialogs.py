"""The strip that follows work, and the room's questions to the person, each alone."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.figures import AgreementLayer
from annotator.gui.agreement.asking import Questions
from annotator.gui.agreement.dialogs import ask_pairs, ask_plan, ask_report, free_folder
from annotator.gui.agreement.pairs_dialog import Pair, PairsDialog
from annotator.gui.agreement.planner_dialog import PlannerDialog
from annotator.gui.agreement.report_dialog import ReportDialog
from annotator.gui.agreement.working_strip import WorkingStrip
from annotator.gui.desk import Desk
from annotator.gui.jobs import Job, StoreThread
from tests.agreement_document import CODERS, HOSTILE, a_document

MATCHED = a_document().layer(AgreementLayer.MATCHED)


def never(*_: object) -> None:
    raise AssertionError("nobody asked for this")


class Work:
    """Jobs on a thread of their own that wait until they are let go."""

    def __init__(self, parent: QObject) -> None:
        self.thread = StoreThread(parent)
        self.may_begin, self.may_end = threading.Event(), threading.Event()
        self.results: list[str] = []

    def begin(self, name: str, *steps: int) -> Job:
        def work(job: Job) -> str:
            self.may_begin.wait(60)
            for step in steps:
                job.report(step)
            self.may_end.wait(60)
            job.report(100)
            return name

        return self.thread.submit(work, on_success=self.results.append, on_failure=never)

    def finish(self) -> None:
        self.may_begin.set()
        self.may_end.set()
        self.thread.finish()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def test_work_that_takes_a_while_is_shown_with_how_far_it_is(window: QWidget, qtbot: QtBot) -> None:
    strip, work = WorkingStrip(window), Work(window)
    strip.follow(work.begin("figures", 10, 42))
    assert strip.isHidden()
    work.may_begin.set()
    qtbot.waitUntil(strip.isVisible)
    qtbot.waitUntil(lambda: strip.bar.value() == 42)
    strip.rest()
    assert strip.isHidden()
    work.finish()
    qtbot.waitUntil(lambda: work.results == ["figures"])


def test_work_that_is_quick_is_never_shown(window: QWidget, qtbot: QtBot) -> None:
    strip, work = WorkingStrip(window), Work(window)
    strip.follow(work.begin("figures"))
    work.finish()
    qtbot.waitUntil(lambda: work.results == ["figures"])
    strip.rest()
    assert strip.isHidden()


def test_stop_ends_the_work_and_says_so(window: QWidget, qtbot: QtBot) -> None:
    strip, work = WorkingStrip(window), Work(window)
    job = work.begin("figures")
    strip.follow(job)
    qtbot.waitUntil(strip.isVisible)
    with qtbot.waitSignal(strip.cancelled):
        strip.stop.click()
    assert job.is_cancelled()
    assert strip.isHidden()
    work.finish()
    assert work.results == []


def test_new_work_takes_the_place_of_the_old(window: QWidget, qtbot: QtBot) -> None:
    strip, work = WorkingStrip(window), Work(window)
    first = work.begin("first")
    strip.follow(first)
    second = work.begin("second")
    strip.follow(second)
    assert first.is_cancelled()
    assert not second.is_cancelled()
    work.finish()
    qtbot.waitUntil(lambda: work.results == ["second"])


def test_no_work_is_nothing_to_follow(window: QWidget) -> None:
    strip = WorkingStrip(window)
    strip.follow(None)
    strip.finish()
    assert strip.isHidden()


def test_pairs_chosen_before_are_ticked_and_handed_on(window: QWidget, qtbot: QtBot) -> None:
    chosen: list[tuple[Pair, ...]] = []
    ask_pairs(MATCHED, ((CODERS[0], CODERS[2]),), window, chosen.append)
    (dialog,) = window.findChildren(PairsDialog)
    assert dialog.pairs() == ((CODERS[0], CODERS[2]),)
    dialog.accept()
    assert chosen == [((CODERS[0], CODERS[2]),)]


def test_two_coders_are_asked_for_no_pair(window: QWidget) -> None:
    ask_pairs(replace(MATCHED, coders=MATCHED.coders[:2]), (), window, never)
    assert window.findChildren(PairsDialog) == []


def test_nothing_compared_is_nothing_to_report_or_plan(window: QWidget, desk: Desk, tmp_path: Path) -> None:
    nothing = replace(MATCHED, articles=0)
    ask_report(nothing, tmp_path / "a.annotator", window, never)
    ask_plan(nothing, None, Questions(desk, CODERS[0]), window)
    assert window.findChildren(ReportDialog) == []
    assert window.findChildren(PlannerDialog) == []


def test_a_report_is_offered_a_folder_beside_the_project(window: QWidget, tmp_path: Path) -> None:
    chosen: list[Path] = []
    ask_report(MATCHED, tmp_path / "Sahel.annotator", window, chosen.append)
    (dialog,) = window.findChildren(ReportDialog)
    dialog.accept()
    assert chosen[0].parent == tmp_path
    assert chosen[0].name.startswith("Sahel agreement Round 1")
    assert not set(chosen[0].name) & set('<>"/\\|?*:&')


def test_a_folder_that_is_there_gets_a_number(tmp_path: Path) -> None:
    project = tmp_path / "p.annotator"
    first = free_folder(project, "Round 1")
    first.mkdir()
    second = free_folder(project, "Round 1")
    second.mkdir()
    assert [path.name for path in (first, second, free_folder(project, "Round 1"))] == [
        "p agreement Round 1",
        "p agreement Round 1 2",
        "p agreement Round 1 3",
    ]
    assert HOSTILE not in free_folder(project, HOSTILE).name


def test_without_a_project_nothing_is_asked(desk: Desk) -> None:
    questions = Questions(desk, CODERS[0])
    assert questions.weeks(None, AgreementLayer.MATCHED, never) is None
    assert questions.plan(None, "focus", 0.2, never, never) is None
    assert questions.report(None, Path("nowhere"), never) is None
