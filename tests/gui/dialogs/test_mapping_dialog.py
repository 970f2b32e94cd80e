"""The mapping dialog: labels with their fields, a plan that follows every change, reachable by keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QMainWindow, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from annotator.bootstrap import Workspace
from annotator.domain.ids import CodebookId, RoundId
from annotator.domain.rounds import Round
from annotator.gui.dialogs.columns_panel import ColumnsPanel
from annotator.gui.dialogs.mapping_dialog import MappingDialog, reasons_of, summary_of, what_is_in_the_way
from annotator.gui.dialogs.mapping_model import FIELD, HOW, LEFT_OUT, MappingModel
from annotator.gui.dialogs.reasons_dialog import ReasonsDialog
from annotator.gui.dialogs.restore_dialog import RestoreDialog, summary_of as summary_of_restore
from annotator.services.coding_imports.restore import RestorePlan
from annotator.services.coding_imports.service import (
    CodingMapping,
    Counting,
    ForeignCodings,
    LabelKey,
    LabelRule,
    Reading,
)
from tests.services.foreign_work import PLAIN, a_project

MARKUP = "<b>Bold</b> &amp; <img src=x>"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    """A project with two articles, nothing coded."""
    with a_project(tmp_path, "here") as workspace:
        yield workspace


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QMainWindow()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def foreign(here: Workspace, folder: Path, *labels: str, coders: tuple[str, ...] = ("x",)) -> ForeignCodings:
    """Return Label Studio tasks: every label once on the article's first word, with an attribute."""
    results: list[dict[str, object]] = []
    for number, label in enumerate(labels):
        value = {"start": 0, "end": 6, "text": "Gunmen"}
        results.append({"id": f"r{number}", "type": "labels", "value": {**value, "labels": [label]}})
        results.append({"id": f"r{number}", "from_name": "Number", "type": "number", "value": {**value, "number": 7}})
    tasks = [{"data": {"text": PLAIN}, "annotations": [{"completed_by": coder, "result": results}]} for coder in coders]
    path = folder / "tasks.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return here.coding_imports.read([path], "label-studio")


def shown(qtbot: QtBot, here: Workspace, window: QWidget, read: ForeignCodings, name: str = "Ben") -> MappingDialog:
    """Return the dialog, shown, answered with plans as the window's commands do."""
    mapping = here.coding_imports.proposed_mapping(read)
    codebook = here.codebooks.codebook(here.codebooks.current().id)
    dialog = MappingDialog(read, mapping, codebook, ["Ana"], window, name)
    dialog.plan_wanted.connect(lambda now, who: dialog.show_plan(here.coding_imports.plan_foreign(read, now, who)))
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.plan() is not None)
    return dialog


def go(dialog: QWidget) -> QPushButton:
    return next(
        one for one in dialog.findChildren(QPushButton) if one.text().startswith(("Import", "Nothing", "Restore"))
    )


def table(dialog: QWidget) -> QTableView:
    (found,) = dialog.findChildren(QTableView)
    return found


def model(dialog: QWidget) -> MappingModel:
    found = table(dialog).model()
    assert isinstance(found, MappingModel)
    return found


def box(dialog: QWidget, name: str) -> QComboBox:
    return next(one for one in dialog.findChildren(QComboBox) if one.accessibleName() == name)


def cells(dialog: QWidget) -> list[tuple[str, ...]]:
    found = model(dialog)
    return [
        tuple(str(found.index(row, column).data()) for column in range(found.columnCount()))
        for row in range(found.rowCount())
    ]


def choose(dialog: QWidget, row: int, column: int, text: str) -> None:
    """Make a choice in a cell as its list would."""
    index = model(dialog).index(row, column)
    option = next(one for one in model(dialog).options(index) if one.text == text)
    model(dialog).choose(index, option)


def test_each_label_has_a_row_with_its_field_and_how_it_is_read(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "killed_total", "Person"))
    assert cells(dialog) == [
        ("killed_total", "span", "1", "Gunmen", "Killed (total)", "left open, with evidence"),
        ("killed_total › Number", "attribute", "1", "7", LEFT_OUT, ""),
        ("Person", "span", "1", "Gunmen", LEFT_OUT, ""),
        ("Person › Number", "attribute", "1", "7", LEFT_OUT, ""),
    ]


def test_the_model_keeps_qts_rules(qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "killed_total", "Person"))
    QAbstractItemModelTester(model(dialog), QAbstractItemModelTester.FailureReportingMode.Fatal)
    choose(dialog, 2, FIELD, "Target")
    assert cells(dialog)[2][FIELD] == "Target"


def test_the_plan_follows_the_mapping(qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "Person"))
    assert (go(dialog).text(), go(dialog).isEnabled()) == ("Nothing to import", False)
    assert "Choose a field for at least one label." in [label.text() for label in dialog.findChildren(QLabel)]
    choose(dialog, 0, FIELD, "Target")
    assert not go(dialog).isEnabled()
    qtbot.waitUntil(lambda: dialog.plan() is not None)
    assert (go(dialog).text(), go(dialog).isEnabled()) == ("Import 1 coding", True)
    choose(dialog, 0, FIELD, LEFT_OUT)
    qtbot.waitUntil(lambda: dialog.plan() is not None)
    assert not go(dialog).isEnabled()


def test_a_plan_for_an_older_mapping_is_not_shown(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    read = foreign(here, tmp_path, "killed_total")
    dialog = shown(qtbot, here, window, read)
    old = dialog.plan()
    assert old is not None
    choose(dialog, 0, FIELD, LEFT_OUT)
    dialog.show_plan(old)
    assert dialog.plan() is None


def test_another_field_is_read_in_its_most_telling_way(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "Person"))
    choose(dialog, 1, FIELD, "Killed (total)")
    choose(dialog, 0, FIELD, "Event type")
    assert dialog.mapping().rule_for(LabelKey("Person", "Number")) == LabelRule(
        label="Person", attribute="Number", field="killed_total", reading=Reading.ANSWER
    )
    ways = [option.text for option in model(dialog).options(model(dialog).index(0, HOW))]
    assert ways[0] == "left open, with evidence"
    assert len(ways) > 2
    assert all(way.startswith("always “") for way in ways[1:])
    choose(dialog, 0, HOW, ways[1])
    rule = dialog.mapping().rule_for(LabelKey("Person"))
    assert rule is not None
    assert (rule.reading, rule.category != "") == (Reading.CATEGORY, True)
    assert cells(dialog)[0][HOW] == ways[1]


def test_a_value_is_chosen_only_where_there_is_a_field(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "Person"))
    editable = Qt.ItemFlag.ItemIsEditable
    assert not model(dialog).index(0, HOW).flags() & editable
    assert model(dialog).index(0, FIELD).flags() & editable
    choose(dialog, 0, FIELD, "Target")
    assert model(dialog).index(0, HOW).flags() & editable


def test_a_field_is_chosen_with_keys_alone(qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "Person"))
    assert table(dialog).hasFocus()
    QTest.keyClick(table(dialog), Qt.Key.Key_F2)
    (editor,) = table(dialog).viewport().findChildren(QComboBox)
    assert editor.accessibleName() == "Field of Person"
    qtbot.waitUntil(editor.view().isVisible)
    QTest.keyClick(editor.view(), Qt.Key.Key_Down)
    QTest.keyClick(editor.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cells(dialog)[0][FIELD] != LEFT_OUT)


def test_one_click_on_a_field_opens_its_list(qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "Person", "Place"))
    place = table(dialog).visualRect(model(dialog).index(1, FIELD)).center()
    QTest.mouseClick(table(dialog).viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: len(table(dialog).viewport().findChildren(QComboBox)) == 1)
    (editor,) = table(dialog).viewport().findChildren(QComboBox)
    qtbot.waitUntil(editor.view().isVisible)
    editor.hidePopup()


def test_a_click_on_what_cannot_be_chosen_opens_nothing(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "Person"))
    for column in (0, 3, HOW):
        place = table(dialog).visualRect(model(dialog).index(0, column)).center()
        QTest.mouseClick(table(dialog).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table(dialog).viewport().findChildren(QComboBox) == []


def test_tab_leaves_the_table_and_comes_to_the_button_that_imports(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "killed_total"))
    seen: list[QWidget] = []
    for _ in range(30):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        focused = dialog.focusWidget()
        assert focused is not None
        if focused in seen:
            break
        seen.append(focused)
    assert go(dialog) in seen
    assert table(dialog) in seen
    controls = [one for kind in (QComboBox, QCheckBox) for one in dialog.findChildren(kind) if one.isEnabled()]
    assert all(one in seen or one.lineEdit() in seen if isinstance(one, QComboBox) else one in seen for one in controls)


def test_every_control_has_a_name_for_screen_readers(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "killed_total"))
    for combo in dialog.findChildren(QComboBox):
        assert combo.accessibleName()
    assert table(dialog).accessibleName()
    accessible = model(dialog).index(0, FIELD).data(Qt.ItemDataRole.AccessibleTextRole)
    assert accessible == "Field: Killed (total)"


def test_labels_of_a_hostile_file_are_plain_text(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, MARKUP))
    assert cells(dialog)[0][0] == MARKUP
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel) if label.text())
    tip = model(dialog).index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip


def test_two_hundred_long_labels_keep_the_dialog_in_a_small_window(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    labels = [f"A label that somebody in a laboratory wrote out in full, number {number}" for number in range(200)]
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, *labels))
    assert model(dialog).rowCount() == 400
    assert dialog.width() <= 1280
    assert dialog.height() <= 720
    assert dialog.minimumSizeHint().width() <= 1280
    assert not table(dialog).horizontalScrollBar().isVisible()


def test_the_coder_may_be_one_of_the_project_or_new(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "killed_total"), name="")
    assert what_is_in_the_way_now(dialog) == "Write at “Import as” whose work the codings become."
    coder = box(dialog, "Coder whose work the codings become")
    assert dialog.focusWidget() is coder.lineEdit() or dialog.focusWidget() is coder
    coder.setEditText("  Ben   B. ")
    qtbot.waitUntil(lambda: dialog.plan() is not None and go(dialog).isEnabled())
    assert dialog.coder_name() == "Ben B."
    assert coder.itemText(0) == "Ana"


def what_is_in_the_way_now(dialog: MappingDialog) -> str:
    plan = dialog.plan()
    assert plan is not None
    return what_is_in_the_way(plan)


def test_whose_work_is_taken_is_asked_where_the_files_have_several(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "killed_total", coders=("X", "Y")))
    assert "choose whose is imported" in what_is_in_the_way_now(dialog)
    whose = box(dialog, "Whose work is taken")
    assert [whose.itemText(place) for place in range(whose.count())] == ["choose…", "X", "Y"]
    whose.setCurrentIndex(2)
    qtbot.waitUntil(lambda: dialog.plan() is not None)
    assert (dialog.mapping().coder, go(dialog).isEnabled()) == ("Y", True)


def test_what_offsets_count_what_tells_incidents_apart_and_missing_articles_are_choices(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "killed_total"))
    box(dialog, "What offsets count").setCurrentIndex(2)
    box(dialog, "What tells incidents apart").setCurrentIndex(1)
    dialog.findChildren(QCheckBox)[0].setChecked(True)
    now = dialog.mapping()
    assert (now.counting, now.report_by, now.has_articles) == (Counting.UTF16, "Number", True)
    assert CodingMapping.model_validate_json(now.model_dump_json()) == now


def test_another_form_is_asked_for(qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "killed_total"))
    forms = box(dialog, "Form of the files")
    assert forms.currentText() == "Label Studio (JSON)"
    with qtbot.waitSignal(dialog.form_chosen) as asked:
        forms.setCurrentIndex(forms.findData("csv"))
        forms.activated.emit(forms.currentIndex())
    assert asked.args == ["csv"]


def test_the_columns_of_a_table_are_asked_for_and_labels_keep_their_fields(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path
) -> None:
    path = tmp_path / "lab.csv"
    path.write_text("a,b,tot\nplain.txt,x,2\n")
    dialog = shown(qtbot, here, window, here.coding_imports.read([path], "csv"))
    assert what_is_in_the_way_now(dialog).startswith("No column says which article a row is about")
    (columns,) = dialog.findChildren(ColumnsPanel)
    article = box(columns, "Column: Article (name or id)")
    with qtbot.waitSignal(dialog.mapping_chosen) as asked:
        article.setCurrentIndex(1)
        article.activated.emit(1)
    assert asked.args is not None
    assert asked.args[0].columns.article == "a"


def test_a_form_without_columns_asks_for_none(qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "killed_total"))
    assert dialog.findChildren(ColumnsPanel) == []


def test_what_is_left_out_can_be_read_in_full(qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "Person"))
    plan = dialog.plan()
    assert plan is not None
    reasons = next(one for one in dialog.findChildren(QPushButton) if one.text() == "What is left out…")
    QTest.mouseClick(reasons, Qt.MouseButton.LeftButton)
    (listed,) = dialog.findChildren(ReasonsDialog)
    assert listed.text().split("\n") == reasons_of(plan)
    assert "No label of it is mapped to a field." in listed.text()


def test_a_mapping_is_opened_and_saved_as_files(
    qtbot: QtBot, here: Workspace, window: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = shown(qtbot, here, window, foreign(here, tmp_path, "killed_total"))
    chosen = str(tmp_path / "m.json")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (chosen, ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    for words, signal in (("Open mapping…", dialog.mapping_to_open), ("Save mapping…", dialog.mapping_to_save)):
        with qtbot.waitSignal(signal) as asked:
            button = next(one for one in dialog.findChildren(QPushButton) if one.text() == words)
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert asked.args == [Path(chosen)]


def test_the_summary_says_only_what_occurs(here: Workspace, tmp_path: Path) -> None:
    read = foreign(here, tmp_path, "killed_total", "Person")
    plan = here.coding_imports.plan_foreign(read, here.coding_imports.proposed_mapping(read), "Ben")
    assert summary_of(plan) == ("1 coding as a draft, with 1 value and 1 evidence span. 3 of 4 labels left out.")


def test_a_very_long_list_of_reasons_is_cut(qtbot: QtBot, window: QWidget) -> None:
    dialog = ReasonsDialog("Left out", [f"reason {number}" for number in range(6000)], window)
    qtbot.addWidget(dialog)
    assert dialog.text().split("\n")[-1] == "… and 1,000 more."


@pytest.fixture
def bare_plan(tmp_path: Path) -> RestorePlan:
    """A plan to restore nothing, with one remark."""
    return RestorePlan(tmp_path / "d.jsonl", (), (), (), (), (), 3, (), (MARKUP,))


def test_a_plan_that_brings_rounds_says_how_many(bare_plan: RestorePlan) -> None:
    made = Round(id=RoundId("r"), name="Pilot", codebook_id=CodebookId("c"))
    assert "0 codebook versions, 1 round. 3" in summary_of_restore(replace(bare_plan, rounds=(made,)))
    assert "2 rounds" in summary_of_restore(replace(bare_plan, rounds=(made, made)))


def test_a_restore_of_nothing_cannot_be_asked_for(qtbot: QtBot, window: QWidget, bare_plan: RestorePlan) -> None:
    dialog = RestoreDialog(bare_plan, window)
    qtbot.addWidget(dialog)
    assert (go(dialog).text(), go(dialog).isEnabled()) == ("Nothing to restore", False)
    assert [label.text() for label in dialog.findChildren(QLabel)] == [
        "New: 0 codings, 0 articles, 0 coders, 0 codebook versions. 3 codings here already; 0 left alone."
    ]
