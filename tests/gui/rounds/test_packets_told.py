"""Packets in the window: all of them or none are made, and a merge that may not fit is announced."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from annotator.bootstrap import open_workspace
from annotator.domain.errors import StorageFullError
from annotator.gui.desk import Desk
from annotator.gui.jobs import Job
from annotator.gui.rounds import packets_commands
from annotator.gui.rounds.packets_make_dialog import MakePacketsDialog
from annotator.gui.rounds.packets_merge_dialog import MergePacketsDialog, cautions_of
from annotator.gui.waiting import wait_until
from annotator.services.merging import MergePlan
from annotator.services.packets import planning
from tests.gui.rounds.test_packets import Window
from tests.services.packet_making import ADA, BEN, LEA, Lab, folders_in
from tests.small_disk import a_small_disk

CAUTION = (
    "It changes up to 210 MB of codings that are here: more than one event of history can hold, so it may be refused "
    "at its end."
)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, lab: Lab) -> Window:
    return Window(qtbot, desk, lab)


def packets_in(lab: Lab) -> list[str]:
    return sorted(path.name for path in lab.folder.iterdir() if "Pilot" in path.name or path.name.startswith("."))


def make(window: Window) -> None:
    """Make packets for all coders, into the project's folder."""
    window.commands.make(window.lab.round)
    window.dialog(MakePacketsDialog).accept()


# -- making -----------------------------------------------------------------------------------------------------------


def followed_by(monkeypatch: pytest.MonkeyPatch, look: Callable[[Job], object]) -> list[tuple[str, int]]:
    """Have ``look`` in the place of the bar; return what the bar is asked to show: its words and its length."""
    asked: list[tuple[str, int]] = []

    def follow(job: Job, words: str, _parent: QWidget, *, total: int) -> None:
        asked.append((words, total))
        look(job)

    monkeypatch.setattr(packets_commands, "follow", follow)
    return asked


def test_making_packets_says_how_many_are_made(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[int] = []
    asked = followed_by(monkeypatch, lambda job: job.progressed.connect(steps.append))
    make(window)
    assert window.dialog(QMessageBox).text() == f"2 packets made in {window.lab.folder}."
    assert asked == [("Making packets…", 2)]
    assert (steps, set(steps)) == (sorted(steps), {0, 1, 2})
    assert steps.count(1) > 1, "it can be stopped within a packet too"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_who_stops_the_making_has_no_packet_at_all(window: Window, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    report = Job.report
    stopped = threading.Event()

    def report_and_stop(job: Job, done: int) -> None:
        if done == at:
            job.cancel()
            stopped.set()
        report(job, done)

    monkeypatch.setattr(Job, "report", report_and_stop)
    make(window)
    assert wait_until(stopped.is_set)
    assert window.killed() == [None]
    assert packets_in(window.lab) == []
    assert window.failed == []
    assert not any(one.isVisible() for one in window.widget.findChildren(QMessageBox))


def test_where_one_packet_fails_none_is_made_and_that_is_true(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    small: list[str] = []
    link = os.link

    def fill_up_after_the_first(source: Path, target: Path) -> None:
        link(source, target)
        if not Path(target).name.startswith("."):
            small.append(Path(target).name)
            a_small_disk(monkeypatch, 10, under=window.lab.folder)

    monkeypatch.setattr(os, "link", fill_up_after_the_first)
    make(window)
    assert wait_until(lambda: bool(window.failed))
    (error,) = window.failed
    assert isinstance(error, StorageFullError)
    assert small == [f"project Pilot {ADA}.annotator"]
    assert error.message == f"{window.lab.folder / f'project Pilot {BEN}.annotator'} cannot grow: the disk is full."
    assert error.kept == "No packet was made."
    assert packets_in(window.lab) == []


# -- a merge that may not fit -----------------------------------------------------------------------------------------


@pytest.fixture
def plan(lab: Lab) -> MergePlan:
    """What merging Ada's packet would do."""
    path = lab.packet()
    lab.work(path, 2)
    with open_workspace(path=lab.path, folders=folders_in(lab.folder), coder_name=LEA) as project:
        return project.merging.plan(path)


def warnings_in(dialog: MergePacketsDialog) -> list[str]:
    labels = dialog.findChildren(QLabel)
    return [one.text() for one in labels if one.property("role") == "warning" and one.isVisible()]


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    """A window for the dialog to lie above."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def shown(parent: QWidget, *plans: MergePlan) -> MergePacketsDialog:
    dialog = MergePacketsDialog(plans, (), parent)
    dialog.show()
    return dialog


def test_a_merge_that_may_be_refused_at_its_end_is_announced_and_can_be_tried(parent: QWidget, plan: MergePlan) -> None:
    dialog = shown(parent, replace(plan, caution=CAUTION))
    assert warnings_in(dialog) == [f"ada.annotator: {CAUTION}"]
    assert (dialog.go_button.text(), dialog.go_button.isEnabled()) == ("Merge 1 coding", True)


def test_a_merge_that_fits_has_no_warning(parent: QWidget, plan: MergePlan) -> None:
    assert warnings_in(shown(parent, plan)) == []


def test_each_packet_that_may_not_fit_has_a_line(plan: MergePlan) -> None:
    warned = replace(plan, caution=CAUTION)
    assert cautions_of([warned, plan, warned]).splitlines() == [f"ada.annotator: {CAUTION}"] * 2
    assert cautions_of([plan]) == cautions_of([]) == ""


def test_the_name_of_a_packet_is_shown_letter_by_letter(parent: QWidget, lab: Lab, plan: MergePlan) -> None:
    path = plan.contents.path.rename(lab.folder / "<b>ada.annotator")
    renamed = replace(plan, contents=replace(plan.contents, path=path), caution=CAUTION)
    dialog = shown(parent, renamed)
    assert warnings_in(dialog) == [f"<b>ada.annotator: {CAUTION}"]


def test_the_window_warns_in_the_words_of_the_plan(window: Window, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    path = lab.packet()
    lab.work(path, 2)
    QTest.keyClick(window.merge(path), Qt.Key.Key_Escape)
    window.gone(QMessageBox)
    lab.work(path, 3)
    monkeypatch.setattr(planning, "WORTH_A_CAUTION", 10)
    window.commands.merge([path])
    dialog = window.dialog(MergePacketsDialog)
    (warning,) = warnings_in(dialog)
    assert warning.startswith("ada.annotator: It changes up to 0 MB of codings that are here")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert window.dialog(QMessageBox).text() == "1 coding merged from 1 packet."
