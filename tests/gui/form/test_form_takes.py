"""What the form emits: values, statuses, evidence, reasons and notes, each in the right slot."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QToolButton

from annotator.domain.coding import Slot, Stance
from annotator.domain.proposal import Proposal
from annotator.domain.values import Count, DateRange, FreeText, OneCategory, Qualifier, Status, YesNo
from annotator.gui.form.editors.texts import WordsEdit
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


# Evidence


def test_a_row_shows_at_most_three_quotes_and_how_many_more(coder: Person, attack: Attack) -> None:
    row = coder.row(attack.at("killed_total"))
    chips = row.chips()
    shown = [chip for chip in chips if chip.evidence is not None]
    assert 1 <= len(shown) <= 3
    assert chips[-1].text == f"+{4 - len(shown)} more"
    assert all(chip.rect.right() <= row.width() for chip in chips)


def test_a_quotes_stance_is_told_unless_it_states(coder: Person, attack: Attack) -> None:
    assert coder.row(attack.at("location")).chips()[0].text.startswith("implies “")
    assert coder.row(attack.at("incident_date")).chips()[0].text.startswith("“")


def test_clicking_a_quote_leads_to_it(coder: Person, attack: Attack) -> None:
    row = coder.row(attack.at("killed_total"))
    coder.click(row, coder.chip(row, "At least 53").rect.center())
    assert coder.said == [("evidence_activated", attack.quotes[0])]


def test_the_cross_removes_a_quote(coder: Person, attack: Attack) -> None:
    row = coder.row(attack.at("killed_total"))
    coder.click(row, coder.chip(row, "a civilian").close_rect.center())
    assert coder.said == [("evidence_removed", attack.quotes[1])]


def test_a_click_begun_on_a_quote_and_ended_elsewhere_does_nothing(coder: Person, attack: Attack) -> None:
    from PySide6.QtTest import QTest

    row = coder.row(attack.at("killed_total"))
    QTest.mousePress(row, Qt.MouseButton.LeftButton, pos=coder.chip(row, "At least").rect.center())
    QTest.mouseRelease(row, Qt.MouseButton.LeftButton, pos=QPoint(20, -40))
    assert coder.said == []


def test_the_open_row_shows_its_quotes_below_each_other_and_more_on_request(coder: Person, attack: Attack) -> None:
    slot = attack.at("killed_total")
    attack.quotes += [attack.mark(slot, words, nth=1) for words in ("a civilian", "At least 53")]
    coder.form.refresh(attack.coding, attack.problems())
    coder.form.activate(slot)
    row = coder.row(slot)
    chips = row.chips()
    assert len({chip.rect.left() for chip in chips}) == 1
    assert chips[-1].text == "+3 more"
    height = row.height()
    coder.click(row, chips[-1].rect.center())
    assert [chip.evidence.id for chip in row.chips() if chip.evidence] == attack.quotes
    assert row.height() > height


def test_more_on_a_closed_row_opens_it(coder: Person, attack: Attack) -> None:
    row = coder.row(attack.at("killed_total"))
    coder.click(row, row.chips()[-1].rect.center())
    assert coder.form.active_slot() == attack.at("killed_total")


def test_quotes_are_reached_and_worked_by_keys(coder: Person, attack: Attack) -> None:
    slot = attack.at("killed_total")
    coder.form.activate(slot, edit=False)
    row = coder.row(slot)
    row.setFocus()
    coder.press(Qt.Key.Key_Right)
    assert row.accessibleDescription() == coder.chip(row, "At least 53").text
    coder.press(Qt.Key.Key_Right)
    coder.press(Qt.Key.Key_Return)
    coder.press(Qt.Key.Key_Left)
    coder.press(Qt.Key.Key_Delete)
    assert coder.said[1:] == [("evidence_activated", attack.quotes[1]), ("evidence_removed", attack.quotes[0])]
    coder.press(Qt.Key.Key_Left)
    assert row.accessibleDescription() == ""
    coder.press(Qt.Key.Key_Return)
    assert coder.focused() is not row, "without a quote Enter goes into the editor"


NO_POPUPS = pytest.mark.qt_log_ignore("This plugin does not support")
"""The offscreen screen cannot raise a pop-up or give it the keyboard, and says so."""


def _open_menu(coder: Person) -> QMenu:
    coder.qtbot.waitUntil(lambda: any(menu.isVisible() for menu in coder.form.findChildren(QMenu)))
    return next(menu for menu in coder.form.findChildren(QMenu) if menu.isVisible())


def _action(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == text)


@NO_POPUPS
@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("It states the value", Stance.STATES),
        ("It contradicts the value", Stance.CONTRADICTS),
        ("The value is the coder's inference", Stance.INFERENCE),
    ],
)
def test_the_menu_of_a_quote_says_how_it_bears_on_the_value(
    coder: Person, attack: Attack, text: str, stance: Stance
) -> None:
    slot = attack.at("location")
    coder.form.activate(slot, edit=False)
    coder.row(slot).setFocus()
    coder.press(Qt.Key.Key_Right)
    coder.press(Qt.Key.Key_S)
    menu = _open_menu(coder)
    assert _action(menu, "It implies the value").isChecked()
    _action(menu, text).trigger()
    menu.close()
    ((evidence, chosen),) = coder.heard("stance_chosen")
    assert evidence == coder.row(slot).chips()[0].evidence.id  # type: ignore[union-attr]
    assert chosen is stance


@NO_POPUPS
def test_the_menu_of_a_quote_follows_and_removes_it(coder: Person, attack: Attack) -> None:
    slot = attack.at("killed_total")
    coder.form.activate(slot, edit=False)
    coder.row(slot).setFocus()
    coder.press(Qt.Key.Key_Right)
    coder.press(Qt.Key.Key_Menu)
    menu = _open_menu(coder)
    _action(menu, "Show in the text").trigger()
    _action(menu, "Remove the quote").trigger()
    menu.close()
    assert coder.said[1:] == [("evidence_activated", attack.quotes[0]), ("evidence_removed", attack.quotes[0])]


# Missing evidence


def test_where_evidence_is_missing_the_reason_is_asked_for(coder: Person, attack: Attack) -> None:
    slot = attack.at("suicide")
    coder.form.activate(slot)
    reason = coder.line("Why is there no evidence?")
    coder.retype(reason, "It follows from the headline.")
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("reason_given") == [(slot, "It follows from the headline.")]


@pytest.mark.parametrize("field", ["killed_total", "incident_label", "event_type"])
def test_where_evidence_is_there_or_not_needed_no_reason_is_asked_for(
    coder: Person, attack: Attack, field: str
) -> None:
    coder.form.activate(attack.at(field))
    shown = [line.accessibleName() for line in coder.form.findChildren(QLineEdit) if line.isVisible()]
    assert "Why is there no evidence?" not in shown


def test_a_reason_that_is_given_can_be_changed(coder: Person, attack: Attack) -> None:
    slot = attack.at("suicide")
    revision = attack.revise()
    revision.set_missing_evidence_reason(slot, "Told by phone.")
    attack.coding = revision.coding
    coder.form.refresh(attack.coding, attack.problems())
    coder.form.activate(slot)
    reason = coder.line("Why is there no evidence?")
    assert reason.text() == "Told by phone."
    coder.retype(reason, "")
    coder.press(Qt.Key.Key_Tab)
    assert coder.heard("reason_given") == [(slot, "")]


def test_a_reason_being_typed_is_given_when_another_row_is_opened_and_stays_with_its_own(
    coder: Person, attack: Attack
) -> None:
    coder.form.activate(attack.at("suicide"))
    coder.retype(coder.line("Why is there no evidence?"), "It follows.")
    coder.form.activate(attack.at("tactic"), edit=False)
    assert coder.heard("reason_given") == [(attack.at("suicide"), "It follows.")]
    attack.put(attack.at("perp_number"), Count(low=3))
    coder.form.refresh(attack.coding, attack.problems())
    coder.form.activate(attack.at("perp_number"))
    assert coder.line("Why is there no evidence?").text() == ""


def test_a_reason_being_typed_never_reaches_another_articles_coding(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("suicide"))
    coder.retype(coder.line("Why is there no evidence?"), "It follows.")
    other = Attack(attack.codebook)
    coder.form.show_coding(other.coding, other.problems())
    coder.form.activate(other.at("suicide"))
    assert coder.line("Why is there no evidence?").text() == ""
    assert coder.heard("reason_given") == []


# Notes


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


# Proposals

DATES = DateRange(start=dt.date(2019, 11, 2), end=dt.date(2019, 11, 2), precision=1, expression="on Saturday")
PROPOSAL = Proposal(content=DATES, explanation="“on Saturday” is the last Saturday before 3 Nov 2019.", rule="weekday")


def test_a_proposal_fills_the_editor_and_explains_itself_but_is_not_taken(coder: Person, attack: Attack) -> None:
    slot = attack.at("incident_date")
    coder.form.show_proposal(slot, PROPOSAL)
    assert coder.form.active_slot() == slot
    assert coder.line("Date: First day").text() == "2019-11-02"
    assert coder.has_text("Proposed")
    assert coder.has_text(PROPOSAL.explanation)
    assert coder.heard("content_chosen") == []


def test_enter_takes_a_proposal(coder: Person, attack: Attack) -> None:
    slot = attack.at("incident_date")
    coder.form.show_proposal(slot, PROPOSAL)
    coder.press(Qt.Key.Key_Return)
    assert coder.said[1:] == [("content_chosen", slot, DATES), ("field_confirmed", slot)]
    assert not coder.has_text(PROPOSAL.explanation)


def test_typing_corrects_a_proposal(coder: Person, attack: Attack) -> None:
    slot = attack.at("incident_date")
    coder.form.show_proposal(slot, PROPOSAL)
    coder.retype(coder.line("Date: First day"), "2019-11-01")
    assert not coder.has_text(PROPOSAL.explanation)
    coder.press(Qt.Key.Key_Return)
    ((_, content),) = coder.heard("content_chosen")
    assert content == DATES.model_copy(update={"start": dt.date(2019, 11, 1), "end": dt.date(2019, 11, 1)})


def test_escape_dismisses_a_proposal(coder: Person, attack: Attack) -> None:
    coder.form.show_proposal(attack.at("incident_date"), PROPOSAL)
    coder.press(Qt.Key.Key_Escape)
    assert coder.line("Date: First day").text() == "2019-11-01"
    assert not coder.has_text(PROPOSAL.explanation)
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("content_chosen") == []


def test_a_proposal_left_alone_is_not_taken(coder: Person, attack: Attack) -> None:
    coder.form.show_proposal(attack.at("incident_date"), PROPOSAL)
    coder.form.activate(attack.at("stage"))
    assert coder.heard("content_chosen") == []
    coder.form.activate(attack.at("incident_date"))
    assert coder.line("Date: First day").text() == "2019-11-01"


def test_a_proposal_equal_to_what_is_stored_is_still_taken_with_enter(coder: Person, attack: Attack) -> None:
    slot = attack.at("suicide")
    coder.form.show_proposal(slot, Proposal(content=YesNo(answer=True), explanation="It says suicide.", rule="word"))
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("field_confirmed") == [(slot,)]
    assert coder.row(slot).summary == "Yes"


def test_a_proposal_does_not_overwrite_typing(coder: Person, attack: Attack) -> None:
    slot = attack.at("wounded_total")
    coder.form.activate(slot)
    coder.type("7")
    coder.form.show_proposal(slot, Proposal(content=Count(best=40), explanation="about 40", rule="about"))
    coder.press(Qt.Key.Key_Return)
    assert coder.heard("content_chosen") == [(slot, Count(low=7, best=7, high=7))]


def test_a_proposal_survives_the_refresh_after_its_evidence(coder: Person, attack: Attack) -> None:
    slot = attack.at("wounded_total")
    coder.form.show_proposal(slot, Proposal(content=Count(best=40), explanation="about 40", rule="about"))
    attack.mark(slot, "Dozens of troops")
    coder.form.refresh(attack.coding, attack.problems())
    assert coder.line("Wounded (total): Best").text() == "40"
    assert coder.has_text("about 40")


def test_a_proposal_for_what_is_not_there_changes_nothing(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("stage"))
    coder.form.show_proposal(Slot("claimant", attack.first), PROPOSAL)
    assert coder.form.active_slot() == attack.at("stage")
    assert not coder.has_text(PROPOSAL.explanation)


# Refresh


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
