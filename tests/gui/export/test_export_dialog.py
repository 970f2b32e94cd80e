"""The export dialog: what it offers, what it gives back, what it shows beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QInputDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMainWindow,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from annotator.domain.coding import CodingState
from annotator.domain.ids import ArticleId, CoderId, RecipeId, RoundId
from annotator.domain.recipe import ExportChoice, ExportUnit, Recipe
from annotator.domain.values import Status
from annotator.gui.export.checklist import Checklist
from annotator.gui.export.choice_panel import Offer
from annotator.gui.export.dialog import ExportDialog
from annotator.services.exports.service import Preview, PreviewLine, forms
from tests.gui.cut_words import words_cut_in
from tests.gui.tab_walk import walk

KEPT = ExportChoice(
    rounds=(RoundId("r1"),),
    coders=(CoderId("2"),),
    is_gold_included=False,
    states=(CodingState.COMPLETE,),
    statuses=(Status.CODED, Status.UNCLEAR),
    articles=(ArticleId("one article"),),
    fields=("killed_total",),
    units=(ExportUnit.VALUE,),
    with_text=False,
    is_pseudonymous=True,
    forms=("jsonl", "gtd"),
)
OFFER = Offer(
    forms=forms(),
    rounds=(("Outside any round", None), ("Pilot", RoundId("r1")), ("Main", RoundId("r2"))),
    coders=(("Ada", CoderId("1")), ("Ben & Co", CoderId("2")), ("Cem", CoderId("3"))),
    fields=(("Killed (total)", "killed_total"), ("Place", "location"), ("Date", "incident_date")),
    recipes=(Recipe(id=RecipeId("recipe"), name="For the journal", choice=KEPT),),
)
PREVIEW = Preview(
    codings=3,
    articles=2,
    reports=4,
    values=50,
    spans=1_234,
    lines=(PreviewLine("GTD", "a.txt", "incident left out", "<b>Only the country</b> is known."),),
    line_count=1,
)
EMPTY = Preview(codings=0, articles=0, reports=0, values=0, spans=0, lines=(), line_count=0)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QMainWindow()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def dialog(qtbot: QtBot, window: QWidget, tmp_path: Path) -> ExportDialog:
    made = ExportDialog(tmp_path / "dataset", OFFER, window)
    qtbot.addWidget(made)
    made.open()
    qtbot.waitUntil(made.isVisible)
    return made


def button(dialog: QWidget, text: str) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == text)


def form_box(dialog: QWidget, name: str) -> QCheckBox:
    label = next(form.label for form in forms() if form.name == name)
    return next(one for one in dialog.findChildren(QCheckBox) if one.text().replace("&&", "&") == label)


def named(dialog: QWidget, kind: type[QWidget], name: str) -> QWidget:
    return next(one for one in dialog.findChildren(kind) if one.accessibleName() == name)


def folder_line(dialog: QWidget) -> QLineEdit:
    line = named(dialog, QLineEdit, "Folder to write")
    assert isinstance(line, QLineEdit)
    return line


def texts(dialog: QWidget) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


def checklist(dialog: QWidget, name: str) -> Checklist:
    return next(one for one in dialog.findChildren(Checklist) if one.accessibleName().startswith(f"{name}:"))


def test_at_first_everything_leaves_in_the_general_forms(dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.choice() == ExportChoice(forms=("csv", "jsonl"))
    assert dialog.folder() == tmp_path / "dataset"


def test_every_form_the_program_writes_is_offered_under_its_family(dialog: ExportDialog) -> None:
    assert all(form_box(dialog, form.name).isEnabled() for form in forms())
    assert {form.family for form in forms()} <= set(texts(dialog))


def test_every_form_can_be_read_in_full(qtbot: QtBot, dialog: ExportDialog) -> None:
    qtbot.waitUntil(lambda: words_cut_in(dialog) == [])


def test_the_keyboard_begins_at_the_top_and_enter_exports(dialog: ExportDialog) -> None:
    assert dialog.focusWidget() is named(dialog, QComboBox, "Recipe")
    assert button(dialog, "Export").isDefault()


def test_tab_goes_from_the_recipe_over_choice_and_forms_to_the_folder(dialog: ExportDialog) -> None:
    stops = walk(named(dialog, QComboBox, "Recipe"), is_next=True)
    order = [
        button(dialog, "Keep as recipe…"),
        checklist(dialog, "Rounds"),
        form_box(dialog, "csv"),
        folder_line(dialog),
        button(dialog, "Export"),
    ]
    assert [one for one in stops if one in order] == order


def test_without_a_form_nothing_can_be_exported(dialog: ExportDialog) -> None:
    for name in ("csv", "jsonl"):
        QTest.keyClick(form_box(dialog, name), Qt.Key.Key_Space)
    assert dialog.choice().forms == ()
    assert not button(dialog, "Export").isEnabled()
    assert "Choose at least one form." in texts(dialog)
    QTest.keyClick(form_box(dialog, "jsonl"), Qt.Key.Key_Space)
    assert button(dialog, "Export").isEnabled()


@pytest.mark.parametrize("typed", ["", "   "])
def test_without_a_folder_nothing_can_be_exported(dialog: ExportDialog, typed: str) -> None:
    folder_line(dialog).setText(typed)
    assert not button(dialog, "Export").isEnabled()
    assert "Name a folder." in texts(dialog)


def test_a_folder_that_is_there_is_never_written_into(dialog: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    folder_line(dialog).setText(str(tmp_path / "taken"))
    assert not button(dialog, "Export").isEnabled()
    assert any("nothing is ever overwritten" in text for text in texts(dialog))
    folder_line(dialog).setText(str(tmp_path / "taken2"))
    assert button(dialog, "Export").isEnabled()


def test_a_home_sign_is_understood(dialog: ExportDialog, home: Path) -> None:
    folder_line(dialog).setText("~/dataset")
    assert dialog.folder() == home / "dataset"


def test_what_is_ticked_in_a_list_leaves_and_the_button_says_so(dialog: ExportDialog, qtbot: QtBot) -> None:
    coders = checklist(dialog, "Coders")
    QTest.keyClick(coders, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    items = popup.findChild(QListView)
    assert isinstance(items, QListView)
    QTest.keyClick(items, Qt.Key.Key_Space)
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert dialog.choice().coders == (CoderId("2"), CoderId("3"))
    assert coders.text() == "Ben && Co, Cem"
    assert coders.accessibleName() == "Coders: Ben & Co, Cem"


def test_all_ticked_and_none_ticked_are_no_choice(dialog: ExportDialog) -> None:
    fields = checklist(dialog, "Fields")
    fields.choose([])
    assert dialog.choice().fields is None
    fields.choose(["location"])
    assert dialog.choice().fields == ("location",)
    fields.choose(None)
    assert (dialog.choice().fields, fields.text()) == (None, "All")


def test_a_recipe_sets_everything_and_is_given_back_as_it_was(dialog: ExportDialog) -> None:
    recipes = named(dialog, QComboBox, "Recipe")
    assert isinstance(recipes, QComboBox)
    recipes.setCurrentText("For the journal")
    recipes.activated.emit(recipes.currentIndex())
    assert dialog.choice().model_copy(update={"forms": KEPT.forms}) == KEPT
    assert set(dialog.choice().forms) == set(KEPT.forms)


def test_a_choice_that_went_away_from_its_recipe_no_longer_bears_its_name(dialog: ExportDialog) -> None:
    recipes = named(dialog, QComboBox, "Recipe")
    assert isinstance(recipes, QComboBox)
    dialog.show_recipe_kept("Mine", dialog.choice())
    assert recipes.currentText() == "Mine"
    QTest.keyClick(form_box(dialog, "gtd"), Qt.Key.Key_Space)
    assert recipes.currentText() == "No recipe"


def test_a_choice_is_kept_under_the_name_that_is_given(
    dialog: ExportDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("  Every   week ", True))
    with qtbot.waitSignal(dialog.recipe_kept) as kept:
        QTest.keyClick(button(dialog, "Keep as recipe…"), Qt.Key.Key_Space)
    assert kept.args == ["Every week", dialog.choice()]


def test_the_preview_is_asked_for_once_after_several_changes(dialog: ExportDialog, qtbot: QtBot) -> None:
    asked: list[ExportChoice] = []
    dialog.preview_wanted.connect(asked.append)
    for name in ("gtd", "acled", "conll"):
        QTest.keyClick(form_box(dialog, name), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [dialog.choice()]


def test_the_preview_shows_counts_and_every_refusal_as_plain_text(dialog: ExportDialog) -> None:
    dialog.show_preview(dialog.choice(), PREVIEW)
    assert {"2 articles", "3 codings", "4 incidents", "50 values", "1,234 spans"} <= set(texts(dialog))
    assert "1 thing is refused or changed and will be listed in refused.csv." in texts(dialog)
    table = dialog.findChild(QTableView)
    assert isinstance(table, QTableView)
    model = table.model()
    row = [model.index(0, column).data() for column in range(model.columnCount())]
    assert row == list(PREVIEW.lines[0])
    table.selectRow(0)
    assert PREVIEW.lines[0].why in texts(dialog)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel))


def test_a_preview_of_an_older_choice_is_not_shown(dialog: ExportDialog) -> None:
    before = dialog.choice()
    QTest.keyClick(form_box(dialog, "gtd"), Qt.Key.Key_Space)
    dialog.show_preview(before, PREVIEW)
    assert "3 codings" not in texts(dialog)


def test_a_choice_of_nothing_cannot_be_exported(dialog: ExportDialog) -> None:
    dialog.show_preview(dialog.choice(), EMPTY)
    assert not button(dialog, "Export").isEnabled()
    assert "Nothing is chosen: no coding would be written." in texts(dialog)
    dialog.show_preview(dialog.choice(), PREVIEW)
    assert button(dialog, "Export").isEnabled()


def test_why_nothing_could_be_counted_is_told(dialog: ExportDialog) -> None:
    dialog.show_no_preview("spaCy needs the text of the articles.")
    assert "spaCy needs the text of the articles." in texts(dialog)
