"""Proposals: shown and explained, taken, corrected or left, never stored by themselves."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt

from annotator.domain.coding import Slot
from annotator.domain.proposal import Proposal
from annotator.domain.values import Count, DateRange, YesNo
from tests.gui.form.conftest import Attack, Person

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
