"""A form that is told what is stored now keeps what is being typed; a read-only one changes nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton

from annotator.domain.coding import Slot
from annotator.domain.values import Count, OneCategory
from tests.gui.form.conftest import Attack, Person
from tests.gui.form.test_form_proposals import PROPOSAL


def test_a_refresh_does_not_clobber_typing(coder: Person, attack: Attack) -> None:
    slot = attack.at("location")
    coder.form.activate(slot)
    line = coder.line("Place: Name")
    coder.retype(line, "Indelim")
    attack.mark(slot, "Dozens of troops")
    attack.put(attack.at("stage"), OneCategory(category="attempted"))
    coder.form.refresh(attack.coding, attack.problems())
    assert line.text() == "Indelim"
    assert coder.focused() is line
    assert line.cursorPosition() == len("Indelim")
    assert coder.row(attack.at("stage")).summary == "Attempted"
    assert len([chip for chip in coder.row(slot).chips() if chip.evidence]) == 2


def test_a_refresh_brings_a_changed_value_into_an_idle_editor(coder: Person, attack: Attack) -> None:
    slot = attack.at("killed_total")
    coder.form.activate(slot)
    attack.put(slot, Count(low=60, best=60, high=60))
    coder.form.refresh(attack.coding, attack.problems())
    assert coder.line("Killed (total): Low").text() == "60"


def test_a_refresh_after_taking_leaves_the_entry_as_typed(coder: Person, attack: Attack) -> None:
    slot = attack.at("wounded_total")

    def store(where: Slot, content: Count) -> None:
        attack.put(where, content)
        coder.form.refresh(attack.coding, attack.problems())

    coder.form.content_chosen.connect(store)
    coder.form.activate(slot)
    coder.retype(coder.line("Wounded (total): Low"), "1,200")
    coder.press(Qt.Key.Key_Return)
    assert coder.row(slot).summary
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("content_chosen") == [(slot, Count(low=1200))]
    assert len(coder.heard("field_confirmed")) == 2


def test_a_slow_store_does_not_make_a_value_be_taken_twice_but_a_change_of_mind_is_taken(
    coder: Person, attack: Attack
) -> None:
    slot = attack.at("killed_total")
    coder.form.activate(slot)
    low = coder.line("Killed (total): Low")
    for number in ("55", "54"):
        coder.retype(low, number)
        coder.press(Qt.Key.Key_Return)
        coder.press(Qt.Key.Key_Return)
    taken = [content.low for _, content in coder.heard("content_chosen")]  # type: ignore[attr-defined]
    assert taken == [55, 54]


def test_after_a_status_the_former_choice_can_be_chosen_again_at_once(coder: Person, attack: Attack) -> None:
    slot = attack.at("suicide")
    coder.form.activate(slot)
    coder.press(Qt.Key.Key_U)
    coder.press(Qt.Key.Key_Y)
    assert [name for name, *_ in coder.said[1:]] == [
        *("status_chosen", "field_confirmed"),
        *("content_chosen", "field_confirmed"),
    ]


def test_a_refresh_without_a_difference_paints_no_row_anew(coder: Person, attack: Attack) -> None:
    faces = {row: row.state for row in coder.rows()}
    coder.form.refresh(attack.coding, attack.problems())
    assert all(row.state is state for row, state in faces.items())


# Read only


@pytest.fixture
def reader(coder: Person) -> Person:
    coder.form.set_read_only(True)
    coder.said.clear()
    return coder


def test_a_read_only_form_shows_the_whole_value_and_no_editor(reader: Person, attack: Attack) -> None:
    reader.form.activate(attack.at("location"))
    assert reader.panel().editor is None
    assert reader.has_text("Tessit, Gao, MLI")


def test_a_read_only_form_changes_nothing(reader: Person, attack: Attack) -> None:
    slot = attack.at("stage")
    reader.form.activate(slot)
    reader.row(slot).setFocus()
    for key in (Qt.Key.Key_1, Qt.Key.Key_X, Qt.Key.Key_U, Qt.Key.Key_Delete):
        reader.press(key)
    reader.form.show_proposal(slot, PROPOSAL)
    assert {name for name, *_ in reader.said} <= {"slot_activated"}


def test_a_read_only_form_has_no_button_that_changes(reader: Person, attack: Attack) -> None:
    reader.form.activate(attack.at("killed_total"))
    assert not any(chip.has_close for row in reader.rows() for chip in row.chips())
    buttons = [button for button in reader.form.findChildren(QToolButton) if button.isVisible()]
    assert {button.accessibleName() for button in buttons} <= {"The article's own fields", ""}


def test_a_read_only_form_still_follows_quotes(reader: Person, attack: Attack) -> None:
    row = reader.row(attack.at("killed_total"))
    chip = reader.chip(row, "At least 53")
    reader.click(row, QPoint(chip.rect.right() - 4, chip.rect.center().y()))
    assert reader.said == [("evidence_activated", attack.quotes[0])]


def test_a_form_can_be_opened_for_editing_again(reader: Person, attack: Attack) -> None:
    reader.form.set_read_only(False)
    reader.form.activate(attack.at("stage"))
    reader.press(Qt.Key.Key_1)
    assert reader.heard("content_chosen") == [(attack.at("stage"), OneCategory(category="accomplished"))]
