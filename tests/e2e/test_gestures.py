"""Coding in the real window, with the keyboard alone or with the mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QListView

from annotator.domain.coding import CodingState, Evidence, Slot
from annotator.domain.text import Span
from annotator.domain.values import Count, OneCategory, Qualifier, Status
from annotator.gui.form.row import RowView
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.e2e.scenes import (
    RETELLING,
    SECURITY_LAW,
    code_partly,
    remember,
    sample_project,
    stored_coding,
)

KILLED = "at least 53\u00a0soldiers and one civilian"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample project with nothing coded."""
    remember()
    return sample_project(tmp_path / "sample.annotator")


@pytest.fixture
def partly_coded(tmp_path: Path) -> Path:
    """The sample project with the retelling coded in most fields."""
    remember()
    return sample_project(tmp_path / "sample.annotator", code_partly)


def evidence_of(hands: Hands, field_id: str) -> list[Evidence]:
    """Return the evidence of a field, wherever it stands."""
    values = {value.id for value in hands.coding.values() if value.field == field_id}
    return [one for one in hands.coding.evidence() if one.value_id in values]


def find_by_keys(hands: Hands) -> None:
    """Search the queue and go into the article that was found."""
    hands.wait_for_article()
    hands.press("Ctrl+Shift+F")
    hands.type_words(SECURITY_LAW[:20])
    hands.wait(lambda: hands.window.coding.queue_model.rowCount() == 1, "the search has found it")
    hands.press("Tab", times=2)  # the filter, then the list
    hands.press("Home")
    hands.wait_for_article(SECURITY_LAW)
    hands.press("F6")
    hands.press("Ctrl+End")
    assert hands.view.hasFocus()


def attach_a_trigger_by_keys(hands: Hands) -> None:
    """Add an incident and mark the words that name it, by caret and Shift+arrows."""
    hands.after_change(lambda: hands.press("Ctrl+T"))
    hands.press("Ctrl+Home")
    hands.press("Ctrl+Down", times=5)
    hands.press("Ctrl+Shift+Right", times=3)
    marked = hands.view.selected_span()
    assert marked is not None
    hands.after_change(lambda: hands.press("T"))
    (trigger,) = evidence_of(hands, "trigger")
    assert trigger.span == marked


def enter_a_toll_by_keys(hands: Hands) -> None:
    """Open the field of the toll, type it and be back in the article."""
    hands.press("F6")
    hands.press("K")
    hands.wait(
        lambda: (slot := hands.form.active_slot()) is not None and slot.field == "killed_total", "the field is open"
    )
    hands.type_words("at least 3")
    hands.after_change(lambda: hands.press("Return"))
    report = hands.coding.reports()[0]
    value = hands.coding.value_at(Slot("killed_total", report.id))
    assert value is not None
    assert value.content == Count(low=3, best=3, high=None, qualifier=Qualifier.AT_LEAST)
    hands.wait(hands.view.hasFocus, "Enter led back to the article")


def take_all_back_and_complete_by_keys(hands: Hands) -> None:
    """Find that it is none after all: everything is taken back, the article has no incident."""
    while hands.worksheet.undo_state.undo is not None:
        hands.after_change(lambda: hands.press("Ctrl+Z"))
    hands.after_change(lambda: hands.press("0"))
    assert hands.coding.header.state is CodingState.COMPLETE


def go_to_the_article_before_by_keys(hands: Hands) -> None:
    """Empty the search and leave for another article of the whole queue."""
    hands.press("Ctrl+Shift+F")
    hands.press("Backspace")
    hands.wait(lambda: hands.window.coding.queue_model.rowCount() == 12, "the whole queue is listed")
    hands.press("F6")
    before = hands.title
    hands.press("Ctrl+PgUp")
    hands.wait(lambda: hands.title != before, "the article before is open")


def test_an_article_is_found_coded_and_completed_with_the_keyboard_alone(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        find_by_keys(hands)
        attach_a_trigger_by_keys(hands)
        enter_a_toll_by_keys(hands)
        take_all_back_and_complete_by_keys(hands)
        go_to_the_article_before_by_keys(hands)

    assert play([str(sample)], code) == 0
    coding = stored_coding(sample, SECURITY_LAW)
    assert coding.header.state is CodingState.COMPLETE
    assert coding.reports() == ()


def test_a_marked_toll_is_proposed_and_taken_with_two_keys(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        hands.add_report()
        hands.mark(hands.find(KILLED), with_mouse=True)
        hands.after_change(lambda: hands.press("K"))
        shown = [label.text() for label in hands.form.findChildren(QLabel) if label.isVisible()]
        assert "Proposed" in shown
        hands.after_change(lambda: hands.press("Return"))
        hands.wait(hands.view.hasFocus, "Enter led back to the article")

    assert play([str(sample)], code) == 0
    coding = stored_coding(sample)
    (value,) = [value for value in coding.values() if value.field == "killed_total"]
    assert value.content == Count(low=54, best=54, high=None, qualifier=Qualifier.AT_LEAST)
    (evidence,) = coding.evidence_for(value.id)
    assert evidence.quote == KILLED


def test_no_incident_is_one_key_and_can_be_taken_back(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.view.setFocus()
        hands.after_change(lambda: hands.press("0"))
        assert hands.coding.header.state is CodingState.COMPLETE
        relevance = hands.coding.value_at(Slot("article_relevance"))
        assert relevance is not None
        assert relevance.content == OneCategory(category="not_relevant")
        assert hands.window.actions_by_id["undo"].text() == "&Undo code no incident"
        hands.after_change(lambda: hands.press("Ctrl+Z"))
        assert hands.coding.is_empty
        assert hands.window.actions_by_id["no_incident"].isEnabled()
        assert hands.named(QAbstractButton, "Add incident").isEnabled()
        hands.after_change(lambda: hands.press("Ctrl+Y"))
        assert hands.coding.header.state is CodingState.COMPLETE

    assert play([str(sample)], code) == 0


@pytest.mark.parametrize("key, status", [("X", Status.NOT_MENTIONED), ("U", Status.UNCLEAR)])
def test_a_field_is_not_mentioned_or_unclear_with_one_key(play: Play, sample: Path, key: str, status: Status) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.view.setFocus()
        hands.press(key)
        assert hands.message == "Choose a field first: press its key."
        hands.add_report()
        hands.press("D")
        hands.wait(lambda: hands.form.active_slot() is not None, "the date is open")
        slot = hands.form.active_slot()
        assert slot is not None
        hands.press("F6")
        hands.after_change(lambda: hands.press(key))
        value = hands.coding.value_at(slot)
        assert value is not None
        assert value.status is status

    assert play([str(sample)], code) == 0


def test_letters_typed_into_a_field_are_no_commands(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.add_report()
        hands.press("N")
        hands.wait(lambda: hands.form.active_slot() is not None, "the short name is open")
        slot = hands.form.active_slot()
        assert slot is not None
        hands.type_words("Luxor bus 0, قُتل 😀")
        hands.after_change(lambda: hands.press("Return"))
        value = hands.coding.value_at(slot)
        assert value is not None
        assert value.status is Status.CODED
        assert getattr(value.content, "text", "") == "Luxor bus 0, قُتل 😀"

    assert play([str(sample)], code) == 0


def test_what_is_typed_is_kept_when_the_next_article_is_opened_or_the_window_closed(play: Play, sample: Path) -> None:
    titles: list[str] = []

    def code(hands: Hands) -> None:
        hands.wait_for_article()
        for _ in range(2):
            titles.append(hands.title)
            hands.view.setFocus()
            hands.add_report()
            hands.press("N")
            hands.wait(lambda: hands.form.active_slot() is not None, "the short name is open")
            hands.type_words("Not confirmed")
            if len(titles) == 1:
                hands.press("Ctrl+PgDown")
                hands.wait(lambda: hands.title != titles[0], "the next article is open")

    assert play([str(sample)], code) == 0
    for title in titles:
        (value,) = [one for one in stored_coding(sample, title).values() if one.field == "incident_label"]
        assert getattr(value.content, "text", "") == "Not confirmed"


def test_the_next_article_is_read_from_where_the_keyboard_was(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        first = hands.title
        hands.press("R")
        hands.wait(
            lambda: hands.form.isAncestorOf(QApplication.focusWidget() or hands.view), "the form has the keyboard"
        )
        hands.press("Ctrl+PgDown")
        hands.wait(lambda: hands.title != first, "the next article is open")
        assert hands.view.hasFocus(), "a field of the article before kept the keyboard"
        second, articles = hands.title, hands.named(QListView, "Articles")
        articles.setFocus()
        hands.press("Down")
        hands.wait(lambda: hands.title != second, "the article below is open")
        assert articles.hasFocus(), "going through the queue with arrows has to go on"

    assert play([str(sample)], code) == 0


def test_what_cannot_be_read_yet_keeps_the_article_open(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        title = hands.title
        hands.add_report()
        hands.press("K")
        hands.wait(lambda: hands.form.active_slot() is not None, "the toll is open")
        hands.type_into(hands.named(QLineEdit, "Killed (total): Low"), "zzz")
        row = hands.window.coding.queue_panel.current_row()
        hands.press("Ctrl+PgDown")
        assert "cannot be read" in hands.message
        hands.wait(lambda: hands.window.coding.queue_panel.current_row() == row, "the queue shows where the coder is")
        assert hands.title == title
        hands.press("Escape")
        hands.press("Ctrl+PgDown")
        hands.wait(lambda: hands.title != title, "the next article is open")

    assert play([str(sample)], code) == 0


def test_space_offers_the_likeliest_fields_for_marked_words_and_attaches_to_the_chosen_one(
    play: Play, sample: Path
) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        hands.add_report()
        span = hands.find(KILLED)
        hands.mark(span, with_mouse=True)
        hands.press("Space")
        offered = hands.offered()
        assert len(offered) == len(hands.worksheet.codebook.fields)
        assert "Killed (total)" in offered[:6]
        hands.type_words("killed total")
        hands.after_change(lambda: hands.press("Return"))
        (evidence,) = evidence_of(hands, "killed_total")
        assert evidence.span == span

    assert play([str(sample)], code) == 0


def test_escape_leaves_the_palette_and_nothing_is_attached(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        span = hands.find(KILLED)
        hands.mark(span, with_mouse=True)
        hands.press("Space")
        hands.palette()
        hands.press("Escape")
        hands.wait(hands.view.hasFocus, "the article has the keyboard")
        assert hands.view.selected_span() == span
        assert hands.coding.is_empty

    assert play([str(sample)], code) == 0


def test_words_marked_after_a_field_was_opened_are_attached_with_enter(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        hands.view.setFocus()
        hands.press("Return")
        assert hands.message == "Mark words in the text and choose a field first."
        hands.add_report()
        hands.press("T")
        hands.wait(lambda: hands.form.active_slot() is not None, "the trigger is open")
        span = hands.find("An assault on an army post")
        hands.mark(span, with_mouse=False)
        hands.after_change(lambda: hands.press("Return"))
        (evidence,) = evidence_of(hands, "trigger")
        assert evidence.span == span

    assert play([str(sample)], code) == 0


def test_a_key_that_no_field_has_is_answered_with_where_to_look(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.view.setFocus()
        hands.press("9")
        assert hands.message == "No field has the key 9. Space lists all fields."

    assert play([str(sample)], code) == 0


def test_a_click_on_words_of_one_field_leads_to_it_and_delete_takes_them_away(play: Play, partly_coded: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        hands.view.setFocus()
        hands.press("Delete")
        assert hands.message == "Click a highlight first."
        words = hands.find("An assault on")
        hands.click_text(words.start + 3)
        hands.wait(lambda: hands.form.active_slot() is not None, "its field is open")
        slot = hands.form.active_slot()
        assert slot is not None
        assert slot.field == "trigger"
        assert hands.view.hasFocus()
        before = len(evidence_of(hands, "trigger"))
        hands.after_change(lambda: hands.press("Delete"))
        assert len(evidence_of(hands, "trigger")) == before - 1
        hands.after_change(lambda: hands.press("Ctrl+Z"))
        assert len(evidence_of(hands, "trigger")) == before

    assert play([str(partly_coded)], code) == 0


def test_a_click_on_words_of_several_fields_offers_them_and_leads_to_the_chosen_one(
    play: Play, partly_coded: Path
) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        words = hands.find("one civilian")
        hands.click_text(words.start + 2)
        offered = hands.offered()
        assert len(offered) > 1
        assert "Victim group" in offered
        hands.type_words("victim group")
        hands.press("Return")
        hands.wait(lambda: hands.form.active_slot() is not None, "its field is open")
        slot = hands.form.active_slot()
        assert slot is not None
        assert slot.field == "vg_type"
        assert slot.group_id is not None

    assert play([str(partly_coded)], code) == 0


def test_a_highlight_in_the_hand_is_shared_with_another_field(play: Play, partly_coded: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        (trigger,) = evidence_of(hands, "trigger")
        hands.click_text(trigger.start + 3)
        hands.wait(lambda: hands.form.active_slot() is not None, "the trigger is open")
        hands.after_change(lambda: hands.press("E"))
        assert trigger.span in [one.span for one in evidence_of(hands, "event_type")]
        assert [one.span for one in evidence_of(hands, "trigger")] == [trigger.span]

    assert play([str(partly_coded)], code) == 0


def test_the_next_highlight_is_taken_in_hand_and_adjusted_without_a_mouse(play: Play, partly_coded: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        (trigger,) = evidence_of(hands, "trigger")
        hands.view.setFocus()
        hands.press("Ctrl+Home")
        for _ in range(20):
            hands.press("Ctrl+.")
            if hands.view.active == trigger.id:
                break
        assert hands.view.active == trigger.id
        assert hands.message.startswith("Trigger phrase: An assault on an army post")
        hands.after_change(lambda: hands.press("Alt+Shift+Left"))
        (shorter,) = evidence_of(hands, "trigger")
        assert shorter.span == Span(trigger.start, trigger.end - 1)
        hands.after_change(lambda: hands.press("Delete"))
        assert evidence_of(hands, "trigger") == []

    assert play([str(partly_coded)], code) == 0


def test_a_click_on_a_quote_in_the_form_scrolls_to_it(play: Play, partly_coded: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        last = max(hands.coding.evidence(), key=lambda one: one.start)
        value = hands.coding.values_by_id[last.value_id]
        hands.view.verticalScrollBar().setValue(0)
        hands.form.activate(value.slot, edit=False)
        row = next(
            row for row in hands.form.findChildren(RowView) if row.state is not None and row.state.slot == value.slot
        )
        chip = next(one for one in row.chips() if one.evidence is not None and one.evidence.id == last.id)
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, chip.rect.center() / 1)
        hands.wait(lambda: hands.view.verticalScrollBar().value() > 0, "the article has scrolled")
        assert hands.view.active == last.id
        assert hands.view.viewport().rect().contains(hands._point(last.start))

    assert play([str(partly_coded)], code) == 0


def test_a_second_incident_has_a_tab_of_its_own_and_takes_what_is_attached(play: Play, sample: Path) -> None:
    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article(RETELLING)
        first = hands.add_report()
        second = hands.add_report()
        assert hands.form.current_report() == second
        hands.attach("trigger", hands.find("a pair of attacks"), with_mouse=True)
        assert hands.coding.value_at(Slot("trigger", second)) is not None
        assert hands.coding.value_at(Slot("trigger", first)) is None
        hands.press("F6")
        hands.press("Ctrl+Tab")
        assert hands.form.current_report() == first
        hands.press("Ctrl+Tab")
        assert hands.form.current_report() == second
        hands.after_change(hands.window.actions_by_id["remove_incident"].trigger)
        assert [report.id for report in hands.coding.reports()] == [first]
        hands.after_change(lambda: hands.press("Ctrl+Z"))
        assert [report.id for report in hands.coding.reports()] == [first, second]

    assert play([str(sample)], code) == 0


def test_text_marked_in_another_script_is_stored_exactly(play: Play, tmp_path: Path) -> None:
    remember()
    article = tmp_path / "mixed.txt"
    text = "# Mixed\n\nThen 😀 قُتل ثلاثة وخمسون جنديا e\u0301 一次袭击 and\u00a0more.\n"
    article.write_text(text, encoding="utf-8")

    def prepare(workspace):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        workspace.articles.import_articles(workspace.articles.plan_import([article]), coder_id=workspace.coder.id)

    path = sample_project(tmp_path / "sample.annotator", prepare)

    def code(hands: Hands) -> None:
        hands.wait_for_article()
        hands.open_article("Mixed")
        hands.add_report()
        start = text.index("قُتل")
        hands.attach("trigger", Span(start, text.index("袭击") + 2), with_mouse=False)

    assert play([str(path)], code) == 0
    (evidence,) = stored_coding(path, "Mixed").evidence()
    assert evidence.quote == "قُتل ثلاثة وخمسون جنديا e\u0301 一次袭击"
