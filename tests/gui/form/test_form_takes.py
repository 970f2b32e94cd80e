"""What the form emits: values and statuses, each in the right slot."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt

from annotator.domain.coding import Slot
from annotator.domain.values import Count, FreeText, OneCategory, Qualifier, Status
from tests.gui.form.conftest import Attack, Person

# Values


def test_a_number_typed_and_confirmed_is_one_value_in_its_slot(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("wounded_total"))
    coder.type("at least 12")
    coder.press(Qt.Key.Key_Return)
    slot = attack.at("wounded_total")
    wanted = Count(low=12, best=12, qualifier=Qualifier.AT_LEAST)
    assert coder.said[1:] == [("content_chosen", slot, wanted), ("field_confirmed", slot)]


def test_a_field_of_a_group_is_taken_in_that_group(coder: Person, attack: Attack) -> None:
    slot = attack.at("vg_killed", attack.civilians)
    coder.form.activate(slot)
    coder.type("1")
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("content_chosen") == [(slot, Count(low=1, best=1, high=1))]


def test_a_field_of_the_article_has_neither_report_nor_group(coder: Person) -> None:
    coder.form.activate(Slot("publication_date"))
    coder.retype(coder.line("with time where known"), "2019-11-02")
    coder.press(Qt.Key.Key_Return)
    ((slot, content),) = coder.heard("content_chosen")
    assert slot == Slot("publication_date")
    assert content.at == dt.date(2019, 11, 2)  # type: ignore[attr-defined]


def test_confirming_what_is_stored_goes_on_without_storing_it_again(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("killed_total"))
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("content_chosen") == []
    assert coder.heard("field_confirmed") == [(attack.at("killed_total"),)]


def test_confirming_an_untouched_field_only_goes_on(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("wounded_total"))
    coder.press(Qt.Key.Key_Return)
    assert coder.said[1:] == [("field_confirmed", attack.at("wounded_total"))]


def test_a_digit_chooses_a_category_and_goes_on(coder: Person, attack: Attack) -> None:
    slot = attack.at("stage")
    coder.form.activate(slot)
    coder.press(Qt.Key.Key_2)
    assert coder.said[1:] == [
        ("content_chosen", slot, OneCategory(category="attempted")),
        ("field_confirmed", slot),
    ]


def test_a_click_chooses_a_category_and_stays(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("stage"))
    coder.click(coder.button("Threatened"))
    assert coder.heard("content_chosen") == [(attack.at("stage"), OneCategory(category="threatened"))]
    assert coder.heard("field_confirmed") == []
    assert coder.form.active_slot() == attack.at("stage")


def test_an_entry_that_cannot_be_read_stays_with_a_sentence_and_is_not_emitted(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("wounded_total"))
    line = coder.line("Wounded (total): Low")
    coder.retype(line, "5x")
    coder.press(Qt.Key.Key_Return)
    assert coder.said[1:] == []
    assert line.text() == "5x"
    assert line.property("state") == "error"
    assert coder.has_text("Low: “5x” is not a whole number.")
    coder.retype(line, "5")
    assert not coder.has_text("is not a whole number")
    assert line.property("state") == ""
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("content_chosen") == [(attack.at("wounded_total"), Count(low=5))]


def test_an_emptied_value_is_not_taken_for_a_cleared_one(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("incident_label"))
    coder.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    coder.press(Qt.Key.Key_Delete)
    coder.press(Qt.Key.Key_Return)
    assert coder.said[1:] == []
    assert coder.has_text("Nothing is entered.")


def test_escape_puts_back_what_is_stored(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("killed_total"))
    low = coder.line("Killed (total): Low")
    coder.retype(low, "99")
    coder.press(Qt.Key.Key_Escape)
    assert low.text() == "54"
    assert coder.form.active_slot() == attack.at("killed_total")
    assert coder.heard("content_chosen") == []


# Leaving


def test_going_elsewhere_takes_what_was_typed(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("wounded_total"))
    coder.type("7")
    coder.elsewhere().setFocus()
    assert coder.heard("content_chosen") == [(attack.at("wounded_total"), Count(low=7, best=7, high=7))]
    assert coder.heard("field_confirmed") == []


def test_opening_another_row_takes_what_was_typed(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("wounded_total"))
    coder.type("7")
    coder.form.activate(attack.at("stage"))
    assert coder.heard("content_chosen") == [(attack.at("wounded_total"), Count(low=7, best=7, high=7))]


def test_words_are_taken_when_the_keyboard_goes_on(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("coder_note"))
    coder.type("héllo, قُتل 😀")
    coder.press(Qt.Key.Key_Tab)
    assert coder.heard("content_chosen") == [(attack.at("coder_note"), FreeText(text="héllo, قُتل 😀"))]


def test_what_cannot_be_read_waits_in_its_row(coder: Person, attack: Attack) -> None:
    slot = attack.at("wounded_total")
    coder.form.activate(slot)
    coder.retype(coder.line("Wounded (total): High"), "many")
    coder.form.activate(attack.at("stage"))
    assert coder.heard("content_chosen") == []
    assert "Not saved: “many” is not a whole number." in " ".join(coder.row(slot).marks).replace("High: ", "")
    coder.form.refresh(attack.coding, attack.problems())
    assert any(mark.startswith("Not saved") for mark in coder.row(slot).marks), "a refresh keeps it"
    coder.form.activate(slot)
    assert coder.line("Wounded (total): High").text() == "many"
    coder.retype(coder.line("Wounded (total): High"), "30")
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("content_chosen") == [(slot, Count(high=30))]
    coder.form.activate(attack.at("stage"))
    assert not any(mark.startswith("Not saved") for mark in coder.row(slot).marks)


def test_typing_is_handed_over_before_another_coding_comes(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("wounded_total"))
    coder.type("7")
    assert coder.form.take_typing()
    assert coder.heard("content_chosen") == [(attack.at("wounded_total"), Count(low=7, best=7, high=7))]


def test_typing_that_cannot_be_read_is_told_before_another_coding_comes(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("wounded_total"))
    coder.retype(coder.line("Wounded (total): Low"), "x7")
    assert not coder.form.take_typing()
    coder.form.activate(attack.at("stage"))
    assert not coder.form.take_typing(), "the row that waits counts as well"


@pytest.mark.parametrize("field", ["publication_date", "article_relevance"])
def test_typing_never_reaches_another_articles_coding(coder: Person, attack: Attack, field: str) -> None:
    coder.form.activate(Slot("publication_date"))
    coder.retype(coder.line("with time where known"), "2001-01-01")
    other = Attack(attack.codebook)
    coder.form.show_coding(other.coding, other.problems())
    coder.form.activate(Slot(field))
    assert coder.heard("content_chosen") == []


# Statuses


@pytest.mark.parametrize(("key", "status"), [(Qt.Key.Key_X, Status.NOT_MENTIONED), (Qt.Key.Key_U, Status.UNCLEAR)])
def test_x_and_u_record_a_status_and_go_on(coder: Person, attack: Attack, key: Qt.Key, status: Status) -> None:
    slot = attack.at("stage")
    coder.form.activate(slot)
    coder.press(key)
    assert coder.said[1:] == [("status_chosen", slot, status), ("field_confirmed", slot)]


def test_x_on_a_row_counts_for_its_open_field(coder: Person, attack: Attack) -> None:
    slot = attack.at("killed_perpetrators")
    coder.form.activate(slot, edit=False)
    coder.row(slot).setFocus()
    coder.press(Qt.Key.Key_X)
    assert coder.heard("status_chosen") == [(slot, Status.NOT_MENTIONED)]


def test_x_in_a_line_is_a_letter(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("location"))
    coder.retype(coder.line("As written"), "Xu")
    assert coder.heard("status_chosen") == []
    assert coder.line("As written").text() == "Xu"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Not mentioned", Status.NOT_MENTIONED),
        ("Unclear", Status.UNCLEAR),
        ("Not applicable", Status.NOT_APPLICABLE),
    ],
)
def test_the_status_buttons_record_their_status(coder: Person, attack: Attack, name: str, status: Status) -> None:
    coder.form.activate(attack.at("location"))
    coder.click(coder.button(name))
    assert coder.said[1:] == [("status_chosen", attack.at("location"), status)]


def test_a_status_drops_what_was_typed(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("wounded_total"))
    coder.type("5")
    coder.click(coder.button("Unclear"))
    assert coder.heard("content_chosen") == []
    assert coder.heard("status_chosen") == [(attack.at("wounded_total"), Status.UNCLEAR)]


def test_the_status_a_value_has_is_pressed(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("weapon"))
    assert coder.button("Unclear").isChecked()
    assert not coder.button("Not mentioned").isChecked()


def test_a_status_of_its_own_gives_way_to_a_choice(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("property_damage"))
    coder.press(Qt.Key.Key_1)
    ((slot, content),) = coder.heard("content_chosen")
    assert slot == attack.at("property_damage")
    assert isinstance(content, OneCategory)


def test_clear_asks_to_take_the_value_away(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("suicide"))
    coder.click(coder.button("Clear the value and its evidence"))
    assert coder.said[1:] == [("value_cleared", attack.at("suicide"))]


def test_there_is_nothing_to_clear_in_an_untouched_field(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("event_type"))
    assert not coder.button("Clear the value and its evidence").isEnabled()
