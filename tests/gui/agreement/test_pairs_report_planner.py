"""The dialogs that choose pairs, write a report and plan a sample."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.figures import PlanPoint, SamplePlan
from annotator.domain.ids import CoderId
from annotator.gui.agreement.pairs_dialog import MOST, PairsDialog
from annotator.gui.agreement.planner_dialog import PlannerDialog
from annotator.gui.agreement.report_dialog import ReportDialog
from annotator.services.agreement.refusals import AgreementError
from tests.gui.agreement.showing import MATCHED, shown


def some_coders(count: int) -> list[tuple[CoderId, str]]:
    return [(CoderId(f"c{at}"), f"Coder {at:02}") for at in range(count)]


def test_pairs_are_narrowed_by_typing(qtbot: QtBot) -> None:
    dialog = PairsDialog(some_coders(40), [])
    qtbot.addWidget(dialog)
    assert dialog.list.count() == 780
    dialog.search.setText("coder 07 coder 31")
    visible = [dialog.list.item(at) for at in range(780) if not dialog.list.item(at).isHidden()]
    assert [item.text() for item in visible] == ["Coder 07 – Coder 31"]
    visible[0].setCheckState(Qt.CheckState.Checked)
    dialog.search.setText("")
    assert dialog.pairs() == ((CoderId("c7"), CoderId("c31")),)


def test_pairs_shown_now_are_ticked(qtbot: QtBot) -> None:
    coders = some_coders(4)
    dialog = PairsDialog(coders, [(coders[1][0], coders[3][0])])
    qtbot.addWidget(dialog)
    assert dialog.pairs() == ((coders[1][0], coders[3][0]),)


def test_no_more_pairs_than_can_be_shown(qtbot: QtBot) -> None:
    dialog = PairsDialog(some_coders(10), [])
    qtbot.addWidget(dialog)
    go = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Show")
    for at in range(MOST):
        dialog.list.item(at).setCheckState(Qt.CheckState.Checked)
    assert go.isEnabled()
    dialog.list.item(MOST).setCheckState(Qt.CheckState.Checked)
    assert not go.isEnabled()


def test_a_report_never_goes_into_a_folder_that_is_there(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ReportDialog(tmp_path / "new", "Round 1")
    qtbot.addWidget(dialog)
    go = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Write the report")
    assert go.isEnabled()
    dialog.folder_line.setText(str(tmp_path))
    assert not go.isEnabled()
    dialog.folder_line.setText("  ")
    assert not go.isEnabled()
    dialog.folder_line.setText(f"  {tmp_path / 'other'} ")
    assert dialog.folder() == tmp_path / "other"


PLAN = SamplePlan(
    field="event_type",
    part="",
    label="Event type",
    wanted=0.2,
    articles=68,
    curve=tuple(PlanPoint(size, 1.6 / size**0.5) for size in (10, 20, 40, 80, 160, 320, 640)),
    pilot_articles=34,
    pilot_units=53,
    value=0.79,
    seed=1,
    resamples=2000,
    assumptions=("The coders go on as they did.",),
    cautions=("Only 12 articles.",),
)


@pytest.fixture
def planner(qtbot: QtBot) -> PlannerDialog:
    dialog = PlannerDialog(MATCHED.rows, MATCHED.rows[1])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    shown(qtbot, dialog, 600, 500)
    return dialog


def test_a_plan_is_asked_for_the_field_of_the_table(planner: PlannerDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(planner.plan_asked) as asked:
        planner.ask()
    assert asked.args == ["incident_date.start", 0.2]
    with qtbot.waitSignal(planner.plan_asked) as asked:
        planner.width_box.setValue(0.35)
    assert asked.args == ["incident_date.start", 0.35]


def test_a_plan_is_told_with_what_it_assumes(planner: PlannerDialog) -> None:
    planner.show_plan(PLAN)
    assert "Code 68 articles twice" in planner.text()
    assert "Only 12 articles." in planner.text()
    assert "• The coders go on as they did." in planner.text()
    assert "80 articles: 0.18" in planner.curve.accessibleName()
    blank = planner.curve.grab().toImage()
    planner.curve.show_plan(None)
    assert planner.curve.grab().toImage() != blank


def test_a_plan_with_many_words_still_fits_a_small_screen(planner: PlannerDialog, qtbot: QtBot) -> None:
    planner.show_plan(
        replace(PLAN, assumptions=tuple(f"Assumption {number} is that it is so." for number in range(40)))
    )
    qtbot.waitUntil(lambda: planner.area.verticalScrollBar().maximum() > 0)
    assert planner.minimumSizeHint().height() < 400
    before = planner.height()
    planner.area.setFocus()
    QTest.keyClick(planner.area, Qt.Key.Key_End)
    QTest.keyClick(planner.area, Qt.Key.Key_PageDown)
    assert planner.area.verticalScrollBar().value() > 0
    assert planner.height() == before


def test_a_curve_without_any_width_is_painted_all_the_same(planner: PlannerDialog) -> None:
    planner.show_plan(replace(PLAN, curve=tuple(PlanPoint(size, 0.0) for size in (10, 20, 40)), articles=10))
    assert not planner.curve.grab().isNull()


def test_a_plan_without_an_answer_has_no_curve(planner: PlannerDialog) -> None:
    planner.show_plan(replace(PLAN, articles=None, curve=()))
    assert "No number can be given for Event type." in planner.text()
    assert not planner.curve.isVisible()
    planner.show_refusal(AgreementError("An interval cannot be 3 wide."))
    assert "cannot be 3 wide" in planner.text()


def test_the_planner_can_be_closed(planner: PlannerDialog) -> None:
    close = planner.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Close)
    close.click()
    assert not planner.isVisible()
