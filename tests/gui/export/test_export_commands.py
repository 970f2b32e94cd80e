"""Exporting through the desk: the offer, the preview as the choice changes, recipes, errors and cancelling."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QInputDialog, QLabel, QLineEdit, QMainWindow, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from annotator.domain.coding import Slot
from annotator.domain.errors import AnnotatorError, ExportError
from annotator.domain.recipe import ExportChoice
from annotator.domain.values import OneCategory
from annotator.gui.desk import Desk
from annotator.gui.export.commands import ExportCommands
from annotator.gui.export.dialog import ExportDialog
from annotator.services.coding import CodingService
from annotator.services.exports.service import ExportService, Preview
from tests.gui.test_desk import open_first

NOTHING = Preview(codings=0, articles=0, reports=0, values=0, spans=0, lines=(), line_count=0)


class Export:
    """Export commands on a window and a desk, and the dialog they open."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot = qtbot
        self.desk = desk
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.commands = ExportCommands(self.window, desk)
        self.errors: list[AnnotatorError] = []
        desk.failed.connect(self.errors.append)

    def open(self) -> ExportDialog:
        """Choose the action and return its dialog."""
        self.commands.export()
        self.qtbot.waitUntil(lambda: bool(self.window.findChildren(ExportDialog)))
        (dialog,) = self.window.findChildren(ExportDialog)
        return dialog

    def close(self, dialog: ExportDialog) -> None:
        """Leave the dialog with Escape and wait until it is gone."""
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        self.qtbot.waitUntil(lambda: not isValid(dialog))

    def settled(self) -> None:
        """Wait until the desk has answered all it was asked."""
        answered: list[object] = []
        self.desk.ask(lambda *_: None, on_success=answered.append)
        self.qtbot.waitUntil(lambda: bool(answered))

    def notice(self) -> QMessageBox:
        """Return the message that is open."""
        self.qtbot.waitUntil(lambda: bool(self.window.findChildren(QMessageBox)))
        (box,) = self.window.findChildren(QMessageBox)
        return box


@pytest.fixture
def export(qtbot: QtBot, open_desk: Desk) -> Export:
    open_first(qtbot, open_desk)
    with qtbot.waitSignal(open_desk.changed):
        open_desk.perform(
            partial(
                CodingService.set_content,
                slot=Slot("article_relevance"),
                content=OneCategory(category="not_relevant"),
            )
        )
    return Export(qtbot, open_desk)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Counting that goes on, deaf to being cancelled, until the event is set."""
    released = threading.Event()

    def preview(*_: object, **__: object) -> Preview:
        released.wait(60)
        return NOTHING

    monkeypatch.setattr(ExportService, "preview", preview)
    yield released
    released.set()


def words_of(dialog: ExportDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


def button(dialog: ExportDialog, words: str) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == words)


def folder_line(dialog: ExportDialog) -> QLineEdit:
    return next(one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == "Folder to write")


def choose_forms(dialog: ExportDialog, *names: str) -> None:
    dialog._forms.choose(names)


def test_without_a_project_there_is_nothing_to_export(qtbot: QtBot, desk: Desk) -> None:
    export = Export(qtbot, desk)
    export.commands.export()
    assert export.window.findChildren(ExportDialog) == []


def test_the_folder_offered_lies_beside_the_project_and_bears_its_name(export: Export, sample: Path) -> None:
    folder = export.open().folder()
    assert folder.parent == sample.parent
    assert folder.name.startswith("sample dataset 20")


def test_what_would_be_written_is_counted_of_itself(export: Export) -> None:
    dialog = export.open()
    assert "Counting…" in words_of(dialog)
    export.qtbot.waitUntil(lambda: "1 coding" in words_of(dialog))
    assert {"1 article", "0 incidents"} <= set(words_of(dialog))


def test_a_dataset_is_written_where_asked_and_that_is_told(export: Export, tmp_path: Path) -> None:
    dialog = export.open()
    choose_forms(dialog, "jsonl")
    folder_line(dialog).setText(str(tmp_path / "out"))
    QTest.mouseClick(button(dialog, "Export"), Qt.MouseButton.LeftButton)
    box = export.notice()
    assert box.text() == f"The dataset is in {tmp_path / 'out'}."
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["dataset.jsonl", "manifest.json"]
    assert export.errors == []


def test_leaving_the_dialog_writes_nothing(export: Export, tmp_path: Path) -> None:
    dialog = export.open()
    folder_line(dialog).setText(str(tmp_path / "out"))
    export.close(dialog)
    export.settled()
    assert not (tmp_path / "out").exists()


def test_a_folder_that_appeared_meanwhile_is_told_as_an_error_and_left_alone(export: Export, tmp_path: Path) -> None:
    dialog = export.open()
    folder_line(dialog).setText(str(tmp_path / "out"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    dialog.accept()
    export.qtbot.waitUntil(lambda: bool(export.errors))
    assert isinstance(export.errors[0], ExportError)
    assert str(tmp_path / "out") in export.errors[0].message
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


def test_a_folder_that_cannot_be_made_is_told_as_an_error(export: Export, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    dialog = export.open()
    folder_line(dialog).setText(str(tmp_path / "file" / "out"))
    dialog.accept()
    export.qtbot.waitUntil(lambda: bool(export.errors))
    assert isinstance(export.errors[0], ExportError)
    assert export.window.findChildren(QMessageBox) == []


def test_an_export_that_is_cancelled_leaves_nothing_behind(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = ExportService.export

    def cancelled_at_once(
        service: ExportService, *arguments: Any, progress: Callable[[int], None], **options: Any
    ) -> Any:
        job = progress.__self__  # type: ignore[attr-defined]
        job.cancel()
        return written(service, *arguments, progress=progress, **options)

    monkeypatch.setattr(ExportService, "export", cancelled_at_once)
    dialog = export.open()
    folder_line(dialog).setText(str(tmp_path / "out"))
    dialog.accept()
    export.settled()
    assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []
    assert export.errors == []
    assert export.window.findChildren(QMessageBox) == []


def test_why_nothing_can_be_counted_is_shown_in_the_dialog(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> Preview:
        raise ExportError("This form needs <b>the text</b>.")

    monkeypatch.setattr(ExportService, "preview", refused)
    dialog = export.open()
    export.qtbot.waitUntil(lambda: any("<b>the text</b>" in words for words in words_of(dialog)))
    assert export.errors == [], "it is told in the dialog and not a second time"


def test_counting_stops_when_the_choice_changes(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, asked = threading.Event(), list[tuple[str, ...]]()

    def preview(_: object, forms: tuple[str, ...], *, progress: Callable[[int], None], **__: object) -> Preview:
        asked.append(tuple(forms))
        begun.set()
        while len(asked) == 1:
            progress(1)  # raises as soon as the job is cancelled
        return NOTHING

    monkeypatch.setattr(ExportService, "preview", preview)
    dialog = export.open()
    export.qtbot.waitUntil(begun.is_set)
    choose_forms(dialog, "gtd")
    export.qtbot.waitUntil(lambda: "Nothing is chosen: no coding would be written." in words_of(dialog))
    assert asked == [("csv", "jsonl"), ("gtd",)]


def test_counting_that_ends_after_the_dialog_was_closed_disturbs_nobody(export: Export, held: threading.Event) -> None:
    dialog = export.open()
    export.qtbot.waitUntil(lambda: export.commands._counting is not None)
    export.close(dialog)
    held.set()
    export.settled()
    assert export.errors == []


def test_a_count_of_the_choice_before_is_not_shown_for_the_present_one(export: Export, held: threading.Event) -> None:
    dialog = export.open()
    export.qtbot.waitUntil(lambda: export.commands._counting is not None)
    first = export.commands._counting
    choose_forms(dialog, "gtd")
    export.qtbot.waitUntil(lambda: export.commands._counting is not first)
    assert first is not None
    assert first.is_cancelled()
    held.set()
    export.qtbot.waitUntil(lambda: "Nothing is chosen: no coding would be written." in words_of(dialog))
    assert dialog.choice().forms == ("gtd",)


def test_a_recipe_is_kept_in_the_project_and_offered_the_next_time(
    export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("For <i>us</i> & you", True))
    dialog = export.open()
    choose_forms(dialog, "jsonl")
    QTest.mouseClick(button(dialog, "Keep as recipe…"), Qt.MouseButton.LeftButton)
    recipes = next(one for one in dialog.findChildren(QComboBox) if one.accessibleName() == "Recipe")
    export.qtbot.waitUntil(lambda: recipes.currentText() == "For <i>us</i> & you")
    export.close(dialog)
    again = export.open()
    recipes = next(one for one in again.findChildren(QComboBox) if one.accessibleName() == "Recipe")
    assert [recipes.itemText(place) for place in range(recipes.count())] == ["No recipe", "For <i>us</i> & you"]
    assert again._recipes["For <i>us</i> & you"] == ExportChoice(forms=("jsonl",))


@pytest.mark.parametrize("answer", [("", True), ("  ", True), ("A name", False)])
def test_without_a_name_no_recipe_is_kept(
    export: Export, monkeypatch: pytest.MonkeyPatch, answer: tuple[str, bool]
) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: answer)
    dialog = export.open()
    QTest.mouseClick(button(dialog, "Keep as recipe…"), Qt.MouseButton.LeftButton)
    export.settled()
    kept: list[object] = []
    export.desk.ask(lambda workspace, _: workspace.recipes.all(), on_success=kept.append)
    export.qtbot.waitUntil(lambda: bool(kept))
    assert kept == [()]


def test_a_recipe_that_cannot_be_kept_is_told(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("x" * 500, True))
    dialog = export.open()
    QTest.mouseClick(button(dialog, "Keep as recipe…"), Qt.MouseButton.LeftButton)
    export.qtbot.waitUntil(lambda: bool(export.errors))
    recipes = next(one for one in dialog.findChildren(QComboBox) if one.accessibleName() == "Recipe")
    assert recipes.currentText() == "No recipe"


def test_a_recipe_kept_while_the_dialog_closes_is_kept_all_the_same(
    export: Export, monkeypatch: pytest.MonkeyPatch, held: threading.Event
) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Late", True))
    dialog = export.open()
    export.qtbot.waitUntil(lambda: export.commands._counting is not None)
    QTest.mouseClick(button(dialog, "Keep as recipe…"), Qt.MouseButton.LeftButton)
    export.close(dialog)
    held.set()
    kept: list[Any] = []
    export.desk.ask(lambda workspace, _: workspace.recipes.all(), on_success=kept.append)
    export.qtbot.waitUntil(lambda: bool(kept))
    assert [recipe.name for recipe in kept[0]] == ["Late"]


def test_the_offer_names_people_fields_and_rounds_of_the_project(export: Export) -> None:
    offers: list[Any] = []
    dialog = export.open()
    export.desk.ask(
        lambda workspace, _: workspace.rounds.make("Pilot", by=workspace.coder.id), on_success=offers.append
    )
    export.qtbot.waitUntil(lambda: bool(offers))
    export.close(dialog)
    panel = export.open()._choice
    named = {
        name: [item.text() for item in checklist._items()]
        for name, checklist in (("rounds", panel._rounds), ("coders", panel._coders), ("fields", panel._fields))
    }
    assert named["rounds"] == ["Outside any round", "Pilot"]
    assert named["coders"] == ["Coder A"]
    assert len(named["fields"]) == len(set(named["fields"])) > 20
