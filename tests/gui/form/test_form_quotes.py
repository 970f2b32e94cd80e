"""What the form emits of evidence: quotes followed, judged and removed, and the reason where there is none."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu

from annotator.domain.coding import Stance
from annotator.domain.values import Count
from tests.gui.form.conftest import Attack, Person


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
