"""What a screen reader and a keyboard find in the window, in every state it can be in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenuBar,
    QPushButton,
    QToolButton,
    QWidget,
)

from annotator.domain.coding import Slot
from annotator.domain.values import FieldType
from annotator.gui.form.focus_order import stops
from annotator.gui.form.row import RowView
from annotator.gui.nav_rail import NavRail
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.scenes import RETELLING, code_partly, code_wholly, empty_project, remember, sample_project

Deed = Callable[[Hands], object]
OWN_WORDS = frozenset({"Queue", "Folder", "Encoding", ""})
"""Labels whose words are the program's own and never change."""


@pytest.fixture
def partly_coded(tmp_path: Path) -> Path:
    remember()
    return sample_project(tmp_path / "sample.annotator", code_partly)


def heard(widget: QWidget) -> str:
    """Return the name a screen reader speaks for a widget: given, or taken from its text."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()


def focusable(within: QWidget) -> list[QWidget]:
    """Return the visible widgets that can get the keyboard; a scroll area stands for its viewport."""
    viewports = [area.viewport() for area in within.findChildren(QAbstractScrollArea)]
    return [
        one
        for one in within.findChildren(QWidget)
        if one.isVisible()
        and one.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and not isinstance(one, (QAbstractSpinBox, QMenuBar))
        and one.focusProxy() is None
        and one not in viewports
    ]


def assert_all_named(within: QWidget) -> None:
    widgets = focusable(within)
    assert widgets
    nameless = [f"{type(one).__name__} in {type(one.parentWidget()).__name__}" for one in widgets if not heard(one)]
    assert nameless == []


def assert_labels_are_plain(within: QWidget) -> None:
    """Fail for a label that would take words from elsewhere for markup."""
    risky = [
        label.text()
        for label in within.findChildren(QLabel)
        if label.isVisible() and label.textFormat() is not Qt.TextFormat.PlainText and label.text() not in OWN_WORDS
    ]
    assert risky == []


def assert_accessible(within: QWidget) -> None:
    assert_all_named(within)
    assert_labels_are_plain(within)


def open_retelling(hands: Hands) -> None:
    hands.wait_for_article(RETELLING)
    hands.view.setFocus()


def open_field_palette(hands: Hands) -> None:
    hands.press("Space")


def open_problems(hands: Hands) -> None:
    hands.press("F8")


def open_commands(hands: Hands) -> None:
    hands.press("Ctrl+K")


# -- names ------------------------------------------------------------------------------------------------------------


def test_a_window_without_articles_is_named_throughout(play: Play, tmp_path: Path) -> None:
    remember()

    def look(hands: Hands) -> None:
        hands.wait(lambda: hands.window.windowTitle().startswith("empty"), "the project is open")
        assert_accessible(hands.window)

    assert play([str(empty_project(tmp_path / "empty.annotator"))], look) == 0


def test_an_untouched_article_is_named_throughout(play: Play, tmp_path: Path) -> None:
    remember()

    def look(hands: Hands) -> None:
        open_retelling(hands)
        assert_accessible(hands.window)

    assert play([str(sample_project(tmp_path / "sample.annotator"))], look) == 0


def test_a_complete_article_is_named_throughout(play: Play, tmp_path: Path) -> None:
    remember()

    def look(hands: Hands) -> None:
        open_retelling(hands)
        assert_accessible(hands.window)

    assert play([str(sample_project(tmp_path / "sample.annotator", code_wholly))], look) == 0


def test_every_type_of_field_opens_an_editor_that_is_named_throughout(play: Play, partly_coded: Path) -> None:
    seen: set[FieldType] = set()

    def look(hands: Hands) -> None:
        open_retelling(hands)
        slots = [value.slot for value in hands.coding.values()]
        types = {field.type for field in hands.worksheet.codebook.fields}
        fields = hands.worksheet.codebook.fields_by_id
        report = hands.coding.reports()[0].id
        slots += [Slot(field.id, report) for field in fields.values() if field.level == "incident"]
        for slot in slots:
            if fields[slot.field].type not in seen:
                hands.form.activate(slot)
                hands.wait(lambda slot=slot: hands.form.active_slot() == slot, "its row is open")  # type: ignore[misc]
                assert_accessible(hands.form)
                seen.add(fields[slot.field].type)
        assert seen == types

    assert play([str(partly_coded)], look) == 0


def test_rows_tell_field_value_and_what_is_wrong(play: Play, partly_coded: Path) -> None:
    def look(hands: Hands) -> None:
        open_retelling(hands)
        rows = [row for row in hands.form.findChildren(RowView) if row.isVisible() and row.state is not None]
        assert rows
        for row in rows:
            assert row.state is not None
            assert row.state.field.label in row.accessibleName()
            if row.summary:
                assert row.summary.split(" · ")[0] in row.accessibleName()

    assert play([str(partly_coded)], look) == 0


def test_a_highlight_at_the_caret_is_told_in_words(play: Play, partly_coded: Path) -> None:
    def look(hands: Hands) -> None:
        open_retelling(hands)
        trigger = next(one for one in hands.coding.evidence() if one.quote.startswith("An assault"))
        hands._put_caret(trigger.start + 1)
        assert hands.message == f"Trigger phrase: {trigger.quote}"
        hands.press("Ctrl+Home")
        assert hands.message == ""

    assert play([str(partly_coded)], look) == 0


@pytest.mark.parametrize("opened", [open_field_palette, open_problems, open_commands])
def test_a_palette_is_named_throughout(play: Play, partly_coded: Path, opened: Deed) -> None:
    def look(hands: Hands) -> None:
        open_retelling(hands)
        opened(hands)
        assert_accessible(hands.palette())

    assert play([str(partly_coded)], look) == 0


@pytest.mark.parametrize("action", ["export", "shortcut_sheet", "about", "check_project"])
def test_a_dialog_is_named_throughout(play: Play, partly_coded: Path, action: str) -> None:
    def look(hands: Hands) -> None:
        open_retelling(hands)
        hands.window.actions_by_id[action].trigger()
        dialog = hands.dialog()
        assert dialog.windowTitle()
        assert_accessible(dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert play([str(partly_coded)], look) == 0


# -- the way of the keyboard ------------------------------------------------------------------------------------------


def panel_of(hands: Hands, widget: QWidget | None) -> str:
    window = hands.window
    for name, panel in (
        ("queue", window.coding.queue_panel),
        ("article", window.coding.article_panel),
        ("form", window.coding.form),
    ):
        if widget is not None and panel.isAncestorOf(widget):
            return name
    return "below"


def walk(hands: Hands, keys: str) -> list[str]:
    """Press a key until the keyboard is where it began and return the panels on the way, each once in a row."""
    first = QApplication.focusWidget()
    panels = [panel_of(hands, first)]
    for _ in range(300):
        hands.press(keys)
        focused = QApplication.focusWidget()
        if focused is first:
            return panels
        if panel_of(hands, focused) != panels[-1]:
            panels.append(panel_of(hands, focused))
    raise AssertionError(f"{keys} never came back: {panels}")


@pytest.mark.parametrize(
    "keys, panels", [("Tab", ["queue", "article", "form"]), ("Shift+Tab", ["queue", "form", "article", "queue"])]
)
def test_tab_goes_from_queue_to_article_to_form_and_round(
    play: Play, partly_coded: Path, keys: str, panels: list[str]
) -> None:
    def look(hands: Hands) -> None:
        open_retelling(hands)
        hands.named(QLineEdit, "Search the queue").setFocus()
        assert [panel for panel in walk(hands, keys) if panel != "below"] == panels

    assert play([str(partly_coded)], look) == 0


def test_the_rail_is_left_and_reached_again_with_tab_and_stops_at_the_room_that_is_shown(
    play: Play, partly_coded: Path
) -> None:
    def look(hands: Hands) -> None:
        open_retelling(hands)
        rail = hands.window.rail
        hands.press("Ctrl+2")
        hands.wait(lambda: hands.window.rooms.current_id == "rounds", "the rounds are shown")
        assert [one.accessibleName().split(":")[0] for one in stops(rail)] == ["Rounds"]
        hands.press("Ctrl+1")
        (only,) = stops(rail)
        only.setFocus()
        hands.press("Shift+Tab")
        assert panel_of(hands, QApplication.focusWidget()) == "below"
        hands.press("Tab")
        assert QApplication.focusWidget() is only

    assert play([str(partly_coded)], look) == 0


def test_an_untouched_article_is_left_backwards_over_its_last_button(play: Play, tmp_path: Path) -> None:
    remember()

    def look(hands: Hands) -> None:
        open_retelling(hands)
        problems = hands.window.status_line.findChildren(QToolButton)[0]
        problems.hide()
        stops(hands.window.rail)[0].setFocus()
        hands.press("Shift+Tab")
        focused = QApplication.focusWidget()
        assert isinstance(focused, QPushButton)
        assert focused.text() == "No incident in this article (0)"
        hands.press("Shift+Tab")
        assert isinstance(QApplication.focusWidget(), QPushButton), "the button above it"

    assert play([str(sample_project(tmp_path / "sample.annotator"))], look) == 0


def test_keys_lead_to_every_panel(play: Play, partly_coded: Path) -> None:
    def look(hands: Hands) -> None:
        open_retelling(hands)
        for keys, panel in (("F7", "form"), ("F6", "article"), ("Ctrl+Shift+F", "queue"), ("F7", "form")):
            hands.press(keys)
            assert panel_of(hands, QApplication.focusWidget()) == panel, keys

    assert play([str(partly_coded)], look) == 0


def test_every_button_of_the_window_can_be_reached_with_tab_or_has_a_key(play: Play, partly_coded: Path) -> None:
    def look(hands: Hands) -> None:
        open_retelling(hands)
        unreachable = [
            heard(button)
            for button in hands.window.findChildren(QAbstractButton)
            if button.isVisible()
            and button.isEnabled()
            and not button.focusPolicy() & Qt.FocusPolicy.TabFocus
            # In the rail Tab stops at the room that is shown; Ctrl and a digit, or the arrows, lead to the others.
            and not isinstance(button.parentWidget(), (QLineEdit, QMainWindow, NavRail))
        ]
        assert unreachable == []

    assert play([str(partly_coded)], look) == 0


def test_the_window_and_its_parts_have_roles(play: Play, partly_coded: Path) -> None:
    def look(hands: Hands) -> None:
        open_retelling(hands)
        roles = {
            "Search the queue": QAccessible.Role.EditableText,
            "Show articles by progress": QAccessible.Role.ComboBox,
            "Articles": QAccessible.Role.List,
            "Article text": QAccessible.Role.EditableText,
            "What is still open": QAccessible.Role.Button,
        }
        for name, role in roles.items():
            interface = QAccessible.queryAccessibleInterface(hands.named(QWidget, name))
            assert interface.role() is role, name

    assert play([str(partly_coded)], look) == 0
