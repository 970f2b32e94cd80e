"""Codings of other programs into a project, through the real ``main()``: choose, map, import, take back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QPushButton, QTableView

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import Coding
from annotator.domain.values import Count
from annotator.gui.dialogs.mapping_dialog import MappingDialog
from annotator.gui.dialogs.mapping_model import FIELD
from annotator.gui.dialogs.restore_dialog import RestoreDialog
from annotator.gui.theme import ThemeName
from annotator.services.folders import Folders
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.scenes import remember
from tests.services.foreign_work import PLAIN, a_project, articles_of, code_everything, coding_of


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two articles, nothing coded, opened by "Ana"."""
    remember(coder_name="Ana")
    with a_project(tmp_path, "here") as workspace:
        return workspace.project.path


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    """A Label Studio export: one label called as a field, one that nobody here knows."""
    results = [
        {
            "id": "a",
            "type": "labels",
            "value": {"start": 48, "end": 60, "text": "two soldiers", "labels": ["killed_total"]},
        },
        {"id": "b", "type": "labels", "value": {"start": 0, "end": 6, "text": "Gunmen", "labels": ["Attacker"]}},
        {"id": "c", "type": "labels", "value": {"start": 0, "end": 6, "text": "soldier", "labels": ["killed_total"]}},
    ]
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([{"data": {"text": PLAIN}, "annotations": [{"completed_by": 1, "result": results}]}]))
    return path


@pytest.fixture
def choosing(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files the person chooses, in a list to be filled."""
    chosen: list[Path] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path) for path in chosen], ""))
    return chosen


def opened(path: Path) -> Workspace:
    return open_workspace(path, folders=Folders.of_person(), coder_name="Ana")


def quotes(coding: Coding) -> list[str]:
    return sorted(one.quote for one in coding.evidence())


def mapping_dialog(hands: Hands) -> MappingDialog:
    """Return the mapping dialog once it says what it would do."""
    dialog = hands.dialog()
    assert isinstance(dialog, MappingDialog)
    hands.wait(lambda: dialog.plan() is not None, "the plan is shown")
    return dialog


def name_coder(hands: Hands, dialog: MappingDialog, name: str) -> None:
    coder = next(
        one for one in dialog.findChildren(QComboBox) if one.accessibleName() == "Coder whose work the codings become"
    )
    line = coder.lineEdit()
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, name)
    hands.wait(lambda: dialog.plan() is not None, "the plan follows the name")


def choose_field(hands: Hands, dialog: MappingDialog, label: str, field: str) -> None:
    """Choose a label's field with the mouse and the keyboard."""
    (table,) = dialog.findChildren(QTableView)
    model = table.model()
    row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == label)
    place = table.visualRect(model.index(row, FIELD)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    hands.wait(lambda: bool(table.viewport().findChildren(QComboBox)), "the list of fields is there")
    (editor,) = table.viewport().findChildren(QComboBox)
    hands.wait(editor.view().isVisible, "the list of fields is open")
    editor.view().setCurrentIndex(editor.model().index(editor.findText(field), 0))
    QTest.keyClick(editor.view(), Qt.Key.Key_Return)
    hands.wait(lambda: model.index(row, FIELD).data() == field and dialog.plan() is not None, "the field is chosen")


def test_codings_are_mapped_imported_and_taken_back(
    play: Play, project: Path, tasks: Path, choosing: list[Path], artifacts: Path
) -> None:
    choosing.append(tasks)

    def bring(hands: Hands) -> None:
        hands.wait_for_article()
        hands.trigger("import_codings")
        dialog = mapping_dialog(hands)
        plan = dialog.plan()
        assert plan is not None
        assert not plan.is_ready  # nobody is named yet
        name_coder(hands, dialog, "Ben")
        choose_field(hands, dialog, "Attacker", "Target")
        plan = dialog.plan()
        assert plan is not None
        assert [str(one) for one in plan.not_taken] == [
            "tasks.json, task 1: killed_total: The offsets give “Gunmen”, but the file says “soldier”."
        ]
        for theme in (ThemeName.LIGHT, ThemeName.DARK):
            hands.window.set_theme(theme)
            assert dialog.grab().save(str(artifacts / f"mapping-{theme.value}.png"))
        hands.answer("Import 1 coding")
        assert hands.message_box().text() == "Imported 1 coding as Ben."
        hands.close_message()
        hands.trigger("undo_import")
        hands.wait(hands.window.actions_by_id["import_codings"].isEnabled, "the window is ready")
        hands.trigger("import_codings")
        again = mapping_dialog(hands)
        name_coder(hands, again, "Ben")
        hands.answer("Import 1 coding")
        hands.close_message()

    assert play([str(project)], bring) == 0
    with opened(project) as workspace:
        assert quotes(coding_of(workspace, "plain.txt", "Ben")) == ["two soldiers"]
        assert coding_of(workspace, "plain.txt").is_empty
        assert [coder.name for coder in workspace.coders.all()] == ["Ana", "Ben"]
        assert workspace.project.check() == ()


def test_an_import_into_ones_own_work_is_on_the_desk_at_once(
    play: Play, project: Path, tasks: Path, choosing: list[Path]
) -> None:
    choosing.append(tasks)

    def bring(hands: Hands) -> None:
        hands.wait_for_article()
        if hands.worksheet.article.file_name != "plain.txt":
            hands.press("Ctrl+PgDown")
            hands.wait(lambda: hands.worksheet.article.file_name == "plain.txt", "the other article is open")
        hands.trigger("import_codings")
        dialog = mapping_dialog(hands)
        name_coder(hands, dialog, "Ana")
        hands.answer("Import 1 coding")
        hands.close_message()
        hands.wait(lambda: quotes(hands.coding) == ["two soldiers"], "the imported evidence is shown")
        hands.trigger("undo_import")
        hands.wait(lambda: hands.coding.is_empty, "it is gone again")

    assert play([str(project)], bring) == 0


def test_cancelling_stores_nothing(play: Play, project: Path, tasks: Path, choosing: list[Path]) -> None:
    choosing.append(tasks)

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        hands.trigger("import_codings")
        name_coder(hands, mapping_dialog(hands), "Ben")
        hands.answer("Cancel")
        hands.come_back()

    assert play([str(project)], look) == 0
    with opened(project) as workspace:
        assert [coder.name for coder in workspace.coders.all()] == ["Ana"]
        assert coding_of(workspace, "plain.txt").is_empty


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", "[{", "a.json, line 1: This is not JSON"),
        ("a.csv", "file_name,x\na.txt\n", "a.csv, line 2: The row has 1 cells, the header has 2."),
        ("a.jsonl", "{}\n", "a.jsonl: No line is an example of doccano."),
        ("a.xml", "<x/>", "a.xml has no form of codings that is known here."),
    ],
)
def test_a_broken_file_is_told_in_a_sentence_and_the_window_goes_on(
    play: Play, project: Path, tmp_path: Path, choosing: list[Path], name: str, content: str, words: str
) -> None:
    (tmp_path / name).write_text(content)
    choosing.append(tmp_path / name)

    def bring(hands: Hands) -> None:
        hands.wait_for_article()
        hands.trigger("import_codings")
        assert hands.message_box().text().startswith(words)
        hands.close_message()
        assert not hands.coding.reports()

    assert play([str(project)], bring) == 0


def choose(dialog: MappingDialog, name: str, words: str) -> None:
    """Choose from one of the dialog's lists as a click would."""
    box = next(one for one in dialog.findChildren(QComboBox) if one.accessibleName() == name)
    box.setCurrentIndex(box.findText(words))
    box.activated.emit(box.currentIndex())


def test_a_labs_own_table_is_read_by_the_columns_chosen_and_its_mapping_kept_for_the_next(
    play: Play, project: Path, tmp_path: Path, choosing: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    table, kept = tmp_path / "lab.csv", tmp_path / "kept.json"
    table.write_text("Quelle,tot,Beleg\nplain.txt,2,two soldiers\n", encoding="utf-8")
    choosing.append(table)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(kept), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(kept), ""))

    def bring(hands: Hands) -> None:
        hands.wait_for_article()
        hands.trigger("import_codings")
        dialog = mapping_dialog(hands)
        name_coder(hands, dialog, "Ben")
        choose(dialog, "Column: Article (name or id)", "Quelle")
        hands.wait(lambda: QApplication.activeModalWidget() is not dialog, "the table is read anew")
        dialog = mapping_dialog(hands)
        choose(dialog, "Column: Span's words", "Beleg")
        hands.wait(lambda: QApplication.activeModalWidget() is not dialog, "the table is read anew")
        dialog = mapping_dialog(hands)
        choose_field(hands, dialog, "tot", "Killed (total)")
        hands.answer("Save mapping…")
        hands.wait(kept.exists, "the mapping is kept")
        hands.answer("Cancel")
        hands.come_back()

        hands.trigger("import_codings")
        fresh = mapping_dialog(hands)
        name_coder(hands, fresh, "Ben")
        hands.answer("Open mapping…")
        hands.wait(lambda: QApplication.activeModalWidget() is not fresh, "the mapping is taken")
        mapping_dialog(hands)
        hands.answer("Import 1 coding")
        assert hands.message_box().text() == "Imported 1 coding as Ben."
        hands.close_message()

    assert play([str(project)], bring) == 0
    with opened(project) as workspace:
        coding = coding_of(workspace, "plain.txt", "Ben")
        assert quotes(coding) == ["two soldiers"]
        assert Count(best=2) in [value.content for value in coding.values()]


def test_a_mapping_that_cannot_be_used_leaves_the_dialog_as_it_was(
    play: Play, project: Path, tasks: Path, choosing: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    choosing.append(tasks)
    broken = tasks.with_name("broken.json")
    broken.write_text('{"labels": 3}')
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(broken), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tasks.parent / "gone" / "m.json"), ""))

    def bring(hands: Hands) -> None:
        hands.wait_for_article()
        hands.trigger("import_codings")
        dialog = mapping_dialog(hands)
        hands.answer("Open mapping…")
        assert hands.message_box().text().startswith("broken.json: labels:")
        QTest.keyClick(hands.message_box(), Qt.Key.Key_Return)
        hands.wait(lambda: QApplication.activeModalWidget() is dialog, "the dialog is there again")
        hands.answer("Save mapping…")
        assert "cannot be written" in hands.message_box().text()
        QTest.keyClick(hands.message_box(), Qt.Key.Key_Return)
        hands.wait(lambda: QApplication.activeModalWidget() is dialog, "the dialog is there again")
        choose(dialog, "Form of the files", "doccano (JSON Lines)")
        assert hands.message_box().text().startswith("tasks.json: No line is an example of doccano.")
        hands.close_message()

    assert play([str(project)], bring) == 0


def test_only_one_dataset_is_restored_at_a_time(
    play: Play, project: Path, tmp_path: Path, choosing: list[Path]
) -> None:
    with opened(project) as workspace:
        workspace.exports.export(tmp_path / "out", ["jsonl"])
    choosing.extend([tmp_path / "out" / "dataset.jsonl"] * 2)

    def bring(hands: Hands) -> None:
        hands.wait_for_article()
        hands.trigger("import_codings")
        assert hands.message_box().text() == "One dataset is restored at a time."
        hands.close_message()

    assert play([str(project)], bring) == 0


def test_the_lossless_dataset_is_restored_from_the_same_menu(play: Play, tmp_path: Path, choosing: list[Path]) -> None:
    remember(coder_name="Cleo")
    with a_project(tmp_path, "source") as source:
        code_everything(source)
        source.exports.export(tmp_path / "out", ["jsonl"])
    with a_project(tmp_path, "bare", coder="Cleo", texts={}) as bare:
        path = bare.project.path
    choosing.append(tmp_path / "out" / "dataset.jsonl")

    def bring(hands: Hands) -> None:
        hands.wait(hands.window.actions_by_id["import_codings"].isEnabled, "the project is open")
        hands.trigger("import_codings")
        hands.wait(lambda: isinstance(QApplication.activeModalWidget(), RestoreDialog), "the plan is shown")
        assert any(one.text() == "Restore 2" for one in hands.dialog().findChildren(QPushButton))
        hands.answer("Restore 2")
        assert hands.message_box().text() == "Restored 2 codings."
        hands.close_message()
        hands.wait(lambda: hands.window.coding.queue_model.rowCount() == 2, "the articles are in the queue")

    assert play([str(path)], bring) == 0
    with open_workspace(path, folders=Folders.of_person(), coder_name="Cleo") as bare:
        assert sorted(articles_of(bare)) == ["hard.txt", "plain.txt"]
        assert bare.project.check() == ()
