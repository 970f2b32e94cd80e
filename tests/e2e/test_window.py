"""The window around the coding: projects, queue, look, settings, trouble and help, through the real ``main()``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
)

from annotator.bootstrap import open_workspace
from annotator.domain.ids import ArticleId
from annotator.gui.choice_palette import ChoiceModel
from annotator.gui.dialogs.key_sheet import KeySheet
from annotator.gui.rescue import rescue_file
from annotator.gui.theme import ThemeName, current_theme
from annotator.services.folders import Folders
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.scenes import (
    CODER,
    RETELLING,
    SECURITY_LAW,
    code_partly,
    empty_project,
    key_of,
    remember,
    sample_project,
)
from tests.gui.cut_words import words_cut_in


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample project with nothing coded."""
    remember()
    return sample_project(tmp_path / "sample.annotator")


# -- starting ---------------------------------------------------------------------------------------------------------


def test_the_first_start_opens_the_sample_with_an_article_to_read(play: Play) -> None:
    def look(hands: Hands) -> None:
        hands.wait_for_article()
        assert hands.window.windowTitle() == "Sample project · Incident Annotator"
        assert hands.window.coding.queue_model.rowCount() == 12
        assert hands.view.hasFocus()
        assert hands.view.text() == hands.worksheet.article.text
        assert hands.window.coding.queue_panel.current_row() == 0

    assert play([], look) == 0
    assert (Folders.of_person().data / "Sample project.annotator").is_file()


def test_the_next_start_opens_the_project_and_the_article_left_last(play: Play, sample: Path) -> None:
    def leave(hands: Hands) -> None:
        hands.wait_for_article()
        hands.press("Ctrl+PgDown", times=4)
        hands.wait(lambda: hands.window.coding.queue_panel.current_row() == 4, "the fifth article is chosen")
        item = hands.window.coding.queue_model.item_at(4)
        assert item is not None
        hands.wait_for_article(item.title)
        left.append(item.title)

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        assert hands.title == left[0]
        assert hands.window.coding.queue_panel.current_row() == 4
        assert hands.window.windowTitle().startswith("Sample project")
        assert hands.view.hasFocus()

    left: list[str] = []
    assert play([str(sample)], leave) == 0
    assert play([], look) == 0


def test_an_article_that_is_gone_gives_way_to_the_first(play: Play, sample: Path) -> None:
    with open_workspace(sample, folders=Folders.of_person(), coder_name=CODER) as workspace:
        project = workspace.project.id
    remember(last_articles={project: ArticleId("gone")})

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        assert hands.window.coding.queue_panel.current_row() == 0

    assert play([str(sample)], look) == 0


def test_a_project_that_is_gone_is_told_and_another_can_be_opened(
    play: Play, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(sample), ""))

    def look(hands: Hands) -> None:
        box = hands.dialog()
        assert isinstance(box, QMessageBox)
        assert "gone.annotator" in box.text()
        hands.answer("OK")
        assert not hands.window.actions_by_id["import_files"].isEnabled()
        said = {label.text() for label in hands.window.findChildren(QLabel) if label.isVisible()}
        assert said == {
            *("", "Queue", "No project is open.", "What is coded of an article stands here once one is open."),
            "Nothing to save",
        }, "the dialog said the rest, and nothing is said of a queue or of saving"
        ways = [one for one in hands.window.coding.article_panel.findChildren(QPushButton) if one.isVisible()]
        assert [way.text() for way in ways] == ["Open project…", "New project…", "Open sample project"]
        QTest.mouseClick(ways[0], Qt.MouseButton.LeftButton)
        hands.wait_for_article()
        assert hands.view.isVisible()

    assert play([str(tmp_path / "gone.annotator")], look) == 0


def test_an_empty_project_says_what_to_do(play: Play, tmp_path: Path) -> None:
    remember()
    path = empty_project(tmp_path / "empty.annotator")

    def look(hands: Hands) -> None:
        hands.wait(lambda: hands.window.windowTitle().startswith("empty"), "the project is open")
        hands.wait(
            lambda: any(
                label.text() == "Nothing to read here yet. Import articles, or drop files on this window."
                for label in hands.window.coding.article_panel.findChildren(QLabel)
                if label.isVisible()
            ),
            "the article panel says so",
        )
        assert "No articles yet." in [label.text() for label in hands.window.findChildren(QLabel) if label.isVisible()]
        ways = [one for one in hands.window.coding.article_panel.findChildren(QPushButton) if one.isVisible()]
        assert [way.text() for way in ways] == ["Import articles…", "Import a folder of articles…"]
        hands.wait(lambda: words_cut_in(hands.window) == [], "nothing is cut")
        enabled = hands.window.actions_by_id
        assert enabled["import_files"].isEnabled()
        assert not enabled["complete"].isEnabled()
        assert not enabled["no_incident"].isEnabled()

    assert play([str(path)], look) == 0


def test_opening_the_sample_that_is_open_already_stays_with_it(play: Play) -> None:
    def look(hands: Hands) -> None:
        hands.wait_for_article()
        hands.press("Ctrl+PgDown")
        hands.wait(lambda: hands.window.coding.queue_panel.current_row() == 1, "the next article is chosen")
        hands.wait_for_article()
        title = hands.window.coding.queue_model.item_at(1)
        assert title is not None
        hands.wait_for_article(title.title)
        before = hands.worksheet
        hands.trigger("open_sample")
        hands.wait(lambda: hands.window.coding.gestures.worksheet is not before, "the project is opened anew")
        hands.wait_for_article(title.title)
        assert QApplication.activeModalWidget() is None

    assert play(["--sample"], look) == 0


def test_a_new_project_is_made_where_asked_with_its_ending(
    play: Play, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Sahel 2019"), ""))

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        hands.trigger("new_project")
        hands.wait(lambda: hands.window.windowTitle().startswith("Sahel 2019"), "the project is open")
        assert hands.window.coding.gestures.worksheet is None

    assert play([str(sample)], look) == 0
    assert (tmp_path / "Sahel 2019.annotator").is_file()


# -- queue ------------------------------------------------------------------------------------------------------------


def test_filtering_the_queue_keeps_the_open_article(play: Play, tmp_path: Path) -> None:
    remember()
    path = sample_project(tmp_path / "sample.annotator", code_partly)

    def filter_queue(hands: Hands) -> None:
        hands.wait_for_article()
        title, model = hands.title, hands.window.coding.queue_model
        states = hands.named(QComboBox, "Show articles by progress")
        states.setFocus()
        for words, count in (("Not started", 10), ("In progress", 1), ("Complete", 0), ("No incident", 1)):
            QTest.keyClick(states, Qt.Key.Key_Down)
            assert states.currentText() == words
            hands.wait(partial(_has_rows, hands, count), f"{count} articles are listed")
        assert hands.title == title
        QTest.keyClick(states, Qt.Key.Key_Home)
        hands.wait(lambda: model.rowCount() == 12, "all are listed")
        hands.wait(lambda: hands.window.coding.queue_panel.current_row() >= 0, "the open article is marked")
        item = model.item_at(hands.window.coding.queue_panel.current_row())
        assert item is None or item.title == title

    assert play([str(path)], filter_queue) == 0


def _has_rows(hands: Hands, count: int) -> bool:
    return hands.window.coding.queue_model.rowCount() == count


def test_a_search_without_a_result_says_how_to_get_back(play: Play, sample: Path) -> None:
    def search(hands: Hands) -> None:
        hands.wait_for_article()
        title = hands.title
        hands.press("Ctrl+Shift+F")
        hands.type_words("no such words anywhere")
        hands.wait(lambda: hands.window.coding.queue_model.rowCount() == 0, "nothing is found")
        assert any(
            label.text() == "No article matches. Clear the search to see all."
            for label in hands.window.coding.queue_panel.findChildren(QLabel)
            if label.isVisible()
        )
        assert hands.title == title
        hands.view.setFocus()
        hands.after_change(lambda: hands.press("0"))
        assert hands.title == title

    assert play([str(sample)], search) == 0


def test_the_queue_shows_at_once_how_far_an_article_is(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        row = hands.window.coding.queue_panel.current_row()

        def progress() -> str:
            item = hands.window.coding.queue_model.item_at(row)
            return item.progress.value if item else ""

        assert progress() == "not_started"
        hands.add_report()
        hands.wait(lambda: progress() == "draft", "the queue shows a draft")
        hands.view.setFocus()
        hands.after_change(lambda: hands.press("Ctrl+Z"))
        hands.wait(lambda: progress() == "not_started", "the queue shows nothing coded")
        hands.after_change(lambda: hands.press("0"))
        hands.wait(lambda: progress() == "no_incident", "the queue shows no incident")

    assert play([str(sample)], code) == 0


def test_the_ends_of_the_queue_are_told(play: Play, sample: Path) -> None:
    def walk(hands: Hands) -> None:
        hands.wait_for_article()
        hands.press("Ctrl+PgUp")
        assert hands.message == "This is the first article."
        hands.press("Ctrl+PgDown", times=11)
        hands.wait(lambda: hands.window.coding.queue_panel.current_row() == 11, "the last article is chosen")
        hands.press("Ctrl+PgDown")
        assert hands.message == "This is the last article."

    assert play([str(sample)], walk) == 0


def test_the_queue_is_hidden_and_a_search_brings_it_back(play: Play, sample: Path) -> None:
    def toggle(hands: Hands) -> None:
        hands.wait_for_article()
        hands.press("Ctrl+B")
        assert not hands.window.coding.queue_panel.isVisible()
        hands.press("Ctrl+Shift+F")
        assert hands.window.coding.queue_panel.isVisible()
        assert hands.named(QLineEdit, "Search the queue").hasFocus()
        hands.press("Ctrl+B")

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        assert not hands.window.coding.queue_panel.isVisible()
        assert not hands.window.actions_by_id["toggle_queue"].isChecked()

    assert play([str(sample)], toggle) == 0
    assert play([str(sample)], look) == 0


# -- look -------------------------------------------------------------------------------------------------------------


def test_another_theme_keeps_article_selection_and_place(play: Play, tmp_path: Path) -> None:
    remember()
    path = sample_project(tmp_path / "sample.annotator", code_partly)

    def switch(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        span = hands.find("pair of attacks")
        hands.mark(span, with_mouse=True)
        hands.view.verticalScrollBar().setValue(300)
        place = hands.view.verticalScrollBar().value()
        report = hands.form.current_report()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        for theme in (ThemeName.DARK, ThemeName.HIGH_CONTRAST, ThemeName.LIGHT, ThemeName.DARK):
            hands.trigger(f"theme_{theme.value}")
            assert current_theme(application) is theme
            assert hands.window.actions_by_id[f"theme_{theme.value}"].isChecked()
            assert hands.view.selected_span() == span
            assert hands.view.verticalScrollBar().value() == place
            assert hands.form.current_report() == report

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        assert current_theme(application) is ThemeName.DARK

    assert play([str(path)], switch) == 0
    assert play([str(path)], look) == 0


def test_the_text_size_survives_a_restart(play: Play, sample: Path) -> None:
    def change(hands: Hands) -> None:
        hands.wait_for_article()
        before = hands.view.document().defaultFont().pointSizeF()
        hands.press("Ctrl++", times=3)
        hands.press("Ctrl+-")
        sizes.append(hands.window.memory.settings.text_size)
        assert sizes[0] > before - 1

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        assert hands.window.memory.settings.text_size == sizes[0]

    sizes: list[int] = []
    assert play([str(sample)], change) == 0
    assert play([str(sample)], look) == 0


@pytest.mark.parametrize("size", [QSize(1024, 600), QSize(1280, 720), QSize(3840, 2160)], ids=str)
def test_nothing_is_cut_off_by_a_small_or_large_window(play: Play, tmp_path: Path, size: QSize) -> None:
    remember()
    path = sample_project(tmp_path / "sample.annotator", code_partly)

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        window = hands.window
        assert window.size() == size
        inside = window.rect()
        for panel in (window.coding.queue_panel, window.coding.article_panel, window.coding.form, window.status_line):
            area = panel.rect().translated(panel.mapTo(window, QPoint()))
            assert inside.contains(area), panel
        assert hands.view.width() >= 360
        for button in window.findChildren(QAbstractButton):
            if button.text() and button.isVisible() and button.visibleRegion().boundingRect().size() == button.size():
                assert button.width() >= button.minimumSizeHint().width(), button.accessibleName() or button.text()
        assert not hands.view.horizontalScrollBar().isVisible()

    assert play([str(path)], look, size=size) == 0


# -- trouble and help -------------------------------------------------------------------------------------------------


def test_a_change_the_disk_refuses_is_kept_and_stored_with_try_again(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        elsewhere = sample.rename(sample.with_name("moved"))
        hands.press("0")
        hands.wait(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox), "the trouble is told")
        hands.answer("OK")
        saved = hands.named(QLabel, "Saved state")
        assert saved.text() == "Not saved"
        assert hands.coding.is_empty
        assert rescue_file(Folders.of_person().state).is_file()
        elsewhere.rename(sample)
        again = hands.named(QPushButton, "Try to save the last change again")
        hands.after_change(partial(QTest.mouseClick, again, Qt.MouseButton.LeftButton))
        assert saved.text().startswith("Saved ")
        assert not again.isVisible()

    assert play([str(sample)], code) == 0
    with open_workspace(sample, folders=Folders.of_person(), coder_name=CODER) as workspace:
        first = workspace.articles.queue_page(workspace.coder.id, [1])[0]
        assert first.progress.value == "no_incident"
        assert workspace.coding.worksheet(key_of(workspace, first.title)).coding.header.state == "complete"


def test_every_command_that_can_be_taken_is_found_by_typing(play: Play, sample: Path) -> None:
    def search(hands: Hands) -> None:
        hands.wait_for_article()
        hands.press("Ctrl+K")
        model = hands.palette().findChildren(ChoiceModel)[0]
        listed = {model.index(row).data(ChoiceModel.ChoiceRole).key for row in range(model.rowCount())}
        assert "complete" in listed
        assert not listed & {"reopen", "undo", "command_palette"}
        hands.type_words("keys")
        hands.press("Return")
        assert isinstance(hands.dialog(), KeySheet)
        hands.wait(lambda: hands.dialog().isVisible(), "the keys are shown")
        hands.answer("Close")

    assert play([str(sample)], search) == 0


def test_the_status_line_says_what_undo_would_take_back(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(SECURITY_LAW)
        hands.add_report()
        assert hands.named(QLabel, "Undo").text() == "Undo “add incident”"
        assert hands.window.actions_by_id["undo"].text() == "&Undo add incident"
        hands.view.setFocus()
        hands.after_change(lambda: hands.press("Ctrl+Z"))
        assert hands.window.actions_by_id["undo"].text() == "&Undo"
        assert hands.window.actions_by_id["redo"].text() == "&Redo add incident"

    assert play([str(sample)], code) == 0
