"""The notes on a value: written, flagged, changed and removed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from annotator.gui.form.editors.texts import WordsEdit
from tests.gui.form.conftest import Attack, Person


def _words(coder: Person) -> WordsEdit:
    found = coder.named("Note on this value")
    candidates = [edit for edit in coder.panel().findChildren(WordsEdit) if edit.isVisible()]
    return next(edit for edit in candidates if edit.accessibleName() == found.accessibleName())


def test_a_note_is_written_on_the_value(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("killed_total"))
    coder.button("Note on this value").setFocus()
    coder.click(coder.button("Note on this value"))
    assert coder.focused() is _words(coder)
    coder.type("53 + 1 is mine.")
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("note_written") == [(attack.killed.id, "53 + 1 is mine.", False)]
    assert coder.heard("field_confirmed") == []


def test_a_note_can_ask_for_discussion(coder: Person, attack: Attack) -> None:
    attack.note(attack.killed.id, "Sum is mine.")
    coder.form.refresh(attack.coding, attack.problems())
    coder.form.activate(attack.at("killed_total"))
    assert _words(coder).words() == "Sum is mine."
    flag = coder.named("Flag this value for discussion")
    assert isinstance(flag, QCheckBox)
    flag.click()
    assert coder.heard("note_written") == [(attack.killed.id, "Sum is mine.", True)]


def test_an_emptied_note_is_removed(coder: Person, attack: Attack) -> None:
    note = attack.note(attack.killed.id, "Sum is mine.")
    coder.form.refresh(attack.coding, attack.problems())
    coder.form.activate(attack.at("killed_total"))
    _words(coder).setFocus()
    coder.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    coder.press(Qt.Key.Key_Delete)
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("note_removed") == [(note,)]
    assert coder.heard("note_written") == []


def test_a_note_being_typed_survives_a_refresh_and_is_written_when_the_row_closes(
    coder: Person, attack: Attack
) -> None:
    coder.form.activate(attack.at("killed_total"))
    coder.click(coder.button("Note on this value"))
    _words(coder).setFocus()
    coder.type("half a")
    attack.mark(attack.at("killed_total"), "The toll could rise")
    coder.form.refresh(attack.coding, attack.problems())
    assert _words(coder).words() == "half a"
    coder.form.activate(attack.at("stage"))
    assert coder.heard("note_written") == [(attack.killed.id, "half a", False)]


def test_a_note_that_answers_a_rule_is_shown_but_not_edited(coder: Person, attack: Attack) -> None:
    attack.note(attack.killed.id, "Checked twice.", rule="R06")
    coder.form.refresh(attack.coding, attack.problems())
    coder.form.activate(attack.at("killed_total"))
    assert coder.has_text("Checked twice.")
    assert _words(coder).words() == ""


def test_notes_are_marked_in_their_row(coder: Person, attack: Attack) -> None:
    attack.note(attack.killed.id, "", is_flagged=True)
    coder.form.refresh(attack.coding, attack.problems())
    assert coder.row(attack.at("killed_total")).marks[0] == "To be discussed."


def test_a_field_nobody_touched_takes_no_note(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("event_type"))
    assert not coder.button("Note on this value").isEnabled()
