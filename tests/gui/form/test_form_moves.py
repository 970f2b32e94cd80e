"""Getting about in the form: incidents, rows, groups, Tab and arrows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QScrollArea

from annotator.domain.coding import Slot
from annotator.domain.ids import GroupId
from annotator.gui.form.focus_order import stops
from annotator.gui.form.row import RowView
from annotator.gui.form.tabs import ReportTabs
from tests.gui.form.conftest import Attack, Draft, Person


def _tab_bar(person: Person) -> ReportTabs:
    return person.form.findChildren(ReportTabs)[0]


# Incidents


def test_each_incident_has_a_tab_and_the_first_is_shown(coder: Person, attack: Attack) -> None:
    assert coder.tabs() == ["Incident 1", "Incident 2"]
    assert coder.form.current_report() == attack.first


def test_a_tab_tells_its_short_name_and_what_is_open(coder: Person, attack: Attack) -> None:
    bar = _tab_bar(coder).bar
    assert "Tessit outpost attack" in bar.tabToolTip(0)
    assert "An earlier one" in bar.accessibleTabName(1)
    assert "still open" in bar.tabToolTip(1)


def test_a_tab_with_a_broken_rule_has_a_mark(coder: Person, attack: Attack) -> None:
    bar = _tab_bar(coder).bar
    assert not bar.tabIcon(0).isNull(), "the suicide attack without dead attackers"
    assert bar.tabIcon(1).isNull()


def test_clicking_a_tab_turns_to_its_incident(coder: Person, attack: Attack) -> None:
    bar = _tab_bar(coder).bar
    coder.click(bar, bar.tabRect(1).center())
    assert coder.form.current_report() == attack.second
    assert coder.heard("report_selected") == [(attack.second,)]
    assert coder.row(Slot("incident_label", attack.second)).summary == "An earlier one"


def test_turning_to_another_incident_closes_the_open_row(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("stage"))
    bar = _tab_bar(coder).bar
    coder.click(bar, bar.tabRect(1).center())
    assert coder.form.active_slot() is None
    assert coder.heard("slot_activated") == [(attack.at("stage"),), (None,)]


def test_plus_asks_for_another_incident(coder: Person) -> None:
    coder.click(coder.button("Add an incident"))
    assert coder.said == [("report_added",)]


def test_the_bin_asks_to_remove_the_incident_that_is_shown(coder: Person, attack: Attack) -> None:
    coder.form.activate(Slot("stage", attack.second))
    coder.click(coder.button("Remove incident 2"))
    assert coder.heard("report_removed") == [(attack.second,)]


def test_a_new_incident_is_turned_to(coder: Person, attack: Attack) -> None:
    third = attack.report()
    coder.form.refresh(attack.coding, attack.problems())
    assert coder.form.current_report() == third
    assert coder.tabs() == ["Incident 1", "Incident 2", "Incident 3"]
    assert coder.heard("report_selected") == [(third,)]


def test_the_first_incident_takes_the_empty_invitation_away(person: Person, attack: Attack) -> None:
    draft = Draft(attack.codebook)
    person.form.show_coding(draft.coding, draft.problems())
    report = draft.report()
    person.form.refresh(draft.coding, draft.problems())
    assert person.form.current_report() == report
    assert person.row(Slot("stage", report)).isVisible()


def test_a_removed_incident_gives_way_to_its_neighbour(coder: Person, attack: Attack) -> None:
    coder.form.activate(Slot("stage", attack.second))
    revision = attack.revise()
    revision.remove_report(attack.second)
    attack.coding = revision.coding
    coder.form.refresh(attack.coding, attack.problems())
    assert coder.form.current_report() == attack.first
    assert coder.form.active_slot() is None
    assert coder.tabs() == ["Incident 1"]


def test_removing_the_last_incident_brings_the_invitation_back(coder: Person, attack: Attack) -> None:
    revision = attack.revise()
    revision.remove_report(attack.first)
    revision.remove_report(attack.second)
    attack.coding = revision.coding
    coder.form.refresh(attack.coding, attack.problems())
    assert coder.form.current_report() is None
    assert coder.named("Add incident").isVisible()


# Rows


def test_a_click_opens_a_row_and_its_editor_takes_the_keyboard(coder: Person, attack: Attack) -> None:
    row = coder.row(attack.at("incident_label"))
    coder.click(row, QPoint(60, 10))
    assert coder.heard("slot_activated") == [(attack.at("incident_label"),)]
    assert coder.focused().accessibleName() == "Short name"


def test_only_one_row_is_open(coder: Person, attack: Attack) -> None:
    for slot in (attack.at("stage"), Slot("article_relevance"), attack.at("focus")):
        coder.form.activate(slot)
        assert coder.form.active_slot() == slot
        assert coder.panel().state is not None
        assert coder.panel().state.slot == slot  # type: ignore[union-attr]


def test_activating_turns_to_the_slots_incident(coder: Person, attack: Attack) -> None:
    coder.form.activate(Slot("stage", attack.second))
    assert coder.form.current_report() == attack.second
    assert coder.form.active_slot() == Slot("stage", attack.second)


def test_activating_without_editing_leaves_the_keyboard_where_it_is(coder: Person, attack: Attack) -> None:
    coder.elsewhere().setFocus()
    coder.form.activate(attack.at("stage"), edit=False)
    assert coder.form.active_slot() == attack.at("stage")
    assert coder.focused() is coder.elsewhere()


def test_activating_what_is_not_there_changes_nothing(coder: Person, attack: Attack) -> None:
    coder.form.activate(Slot("vg_type", attack.first, GroupId("gone")))
    assert coder.form.active_slot() is None
    assert coder.said == []


@pytest.mark.parametrize("field", ["coder_note", "statement", "location", "target_type"])
def test_an_activated_row_is_scrolled_into_view(coder: Person, attack: Attack, field: str) -> None:
    coder.form.resize(380, 560)
    slot = attack.statement if field == "statement" else attack.at(field)
    coder.form.activate(slot)
    row, panel = coder.row(slot), coder.panel()
    area = next(area for area in coder.form.findChildren(QScrollArea) if area.isAncestorOf(row))
    top = row.mapTo(area, QPoint(0, 0)).y()
    bottom = panel.mapTo(area, panel.rect().bottomLeft()).y()
    assert top >= 0
    assert bottom <= area.height() or top <= 10, "the editor is seen whole, or as much of it as fits"


def test_up_and_down_walk_the_rows(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("trigger"))
    coder.row(attack.at("trigger")).setFocus()
    coder.press(Qt.Key.Key_Down)
    assert coder.form.active_slot() == attack.at("incident_label")
    coder.press(Qt.Key.Key_Up)
    assert coder.form.active_slot() == attack.at("trigger")
    coder.press(Qt.Key.Key_End)
    assert coder.form.active_slot() == attack.at("coder_note")
    coder.press(Qt.Key.Key_Home)
    assert coder.form.active_slot() == attack.at("trigger")


def test_enter_on_a_row_goes_into_its_editor_and_escape_comes_back(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("incident_date"), edit=False)
    coder.row(attack.at("incident_date")).setFocus()
    coder.press(Qt.Key.Key_Return)
    assert coder.focused().accessibleName() == "Date: First day"
    coder.press(Qt.Key.Key_Escape)
    assert isinstance(coder.focused(), RowView)
    coder.press(Qt.Key.Key_Escape)
    assert coder.form.active_slot() is None


def test_the_keyboard_stays_on_the_row_whose_editor_closes(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("wounded_total"))
    coder.form.activate(attack.at("stage"), edit=False)
    focused = coder.focused()
    assert isinstance(focused, RowView)
    assert focused.state is not None
    assert focused.state.slot == attack.at("wounded_total")


def test_the_keyboard_stays_in_the_form_when_the_open_row_goes_away(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("vg_killed", attack.soldiers))
    revision = attack.revise()
    revision.remove_group(attack.soldiers)
    attack.coding = revision.coding
    coder.form.refresh(attack.coding, attack.problems())
    assert coder.form.isAncestorOf(coder.focused())
    coder.press(Qt.Key.Key_Down)
    assert coder.form.active_slot() is not None, "and arrows go on from there"


def test_words_are_gone_on_with_at_their_end(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("incident_label"))
    coder.type(" 2")
    coder.press(Qt.Key.Key_Return)
    ((_, content),) = coder.heard("content_chosen")
    assert content.text == "Tessit outpost attack 2"  # type: ignore[attr-defined]


# Field keys


def test_a_fields_key_opens_it_in_the_incident_that_is_shown(coder: Person, attack: Attack) -> None:
    coder.form.activate(Slot("stage", attack.second))
    coder.form.activate_field("killed_total")
    assert coder.form.active_slot() == Slot("killed_total", attack.second)


def test_a_groups_field_goes_to_the_active_group_else_to_the_last(coder: Person, attack: Attack) -> None:
    assert coder.form.slot_for("vg_killed") == attack.at("vg_killed", attack.civilians)
    coder.form.activate(attack.at("vg_type", attack.soldiers))
    assert coder.form.slot_for("vg_killed") == attack.at("vg_killed", attack.soldiers)
    coder.form.activate_field("vg_killed")
    assert coder.form.active_slot() == attack.at("vg_killed", attack.soldiers)


def test_a_group_of_another_level_does_not_draw_the_field(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("perp_actor", attack.perpetrator))
    assert coder.form.slot_for("vg_killed") == attack.at("vg_killed", attack.civilians)


def test_without_a_group_the_slot_says_that_one_is_to_be_made(coder: Person, attack: Attack) -> None:
    assert coder.form.slot_for("claimant") == Slot("claimant", attack.first, None)


def test_a_groups_field_without_a_group_leads_to_the_button_that_adds_one(coder: Person) -> None:
    coder.form.activate_field("claimant")
    assert coder.focused().accessibleName() == "Add Claim"
    assert coder.form.active_slot() is None


def test_a_field_without_an_incident_leads_to_the_invitation(person: Person, attack: Attack) -> None:
    draft = Draft(attack.codebook)
    person.form.show_coding(draft.coding, draft.problems())
    assert person.form.slot_for("stage") == Slot("stage", None)
    assert person.form.slot_for("article_relevance") == Slot("article_relevance")
    person.form.activate_field("stage")
    assert person.focused().accessibleName() == "Add incident"


def test_an_unknown_field_is_refused(coder: Person) -> None:
    with pytest.raises(KeyError):
        coder.form.slot_for("weather")


# Groups


def test_the_buttons_of_a_card_copy_and_remove_its_group(coder: Person, attack: Attack) -> None:
    coder.click(coder.button("Copy Victim group 2"))
    coder.click(coder.button("Remove Victim group 1"))
    assert coder.said == [("group_copied", attack.civilians), ("group_removed", attack.soldiers)]


def test_adding_a_group_names_its_incident_and_level(coder: Person, attack: Attack) -> None:
    coder.click(coder.button("Add Claim"))
    assert coder.said == [("group_added", attack.first, "claim")]


def test_the_group_that_was_asked_for_is_opened_when_it_comes(coder: Person, attack: Attack) -> None:
    coder.click(coder.button("Add Victim group"))
    third = attack.group(attack.first, "victim_group")
    coder.form.refresh(attack.coding, attack.problems())
    assert coder.form.active_slot() == attack.at("vg_type", third)
    assert coder.has_text("Victim group 3")


def test_a_group_that_nobody_asked_for_does_not_draw_the_keyboard(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("stage"))
    attack.group(attack.first, "victim_group")
    coder.form.refresh(attack.coding, attack.problems())
    assert coder.form.active_slot() == attack.at("stage")


def test_a_removed_group_takes_its_open_editor_along(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("vg_killed", attack.soldiers))
    revision = attack.revise()
    revision.remove_group(attack.soldiers)
    attack.coding = revision.coding
    coder.form.refresh(attack.coding, attack.problems())
    assert coder.form.active_slot() is None
    assert coder.heard("slot_activated")[-1] == (None,)
    assert not coder.has_text("Victim group 2")


def test_the_keyboard_stays_on_its_row_when_rows_move(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("coder_note"), edit=False)
    coder.row(attack.at("coder_note")).setFocus()
    attack.group(attack.first, "perpetrator")
    coder.form.refresh(attack.coding, attack.problems())
    focused = coder.focused()
    assert isinstance(focused, RowView)
    assert focused.state is not None
    assert focused.state.slot == attack.at("coder_note")


# Tab


def test_tab_goes_through_the_form_as_it_is_seen(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("incident_date"))
    order = stops(coder.form)
    names = [widget.accessibleName() for widget in order]
    wanted = [
        "The article's own fields",
        "Incidents",
        "Date: First day",
        "Date: Last day",
        "Note on this value",
        "Add Claim",
    ]
    assert [name for name in names if name in wanted] == wanted
    order[0].setFocus()
    for expected in order[1:]:
        coder.press(Qt.Key.Key_Tab)
        assert coder.focused() is expected
    for expected in reversed(order[:-1]):
        coder.press(Qt.Key.Key_Backtab)
        assert coder.focused() is expected


def test_tab_leaves_the_form_at_its_ends(coder: Person) -> None:
    order = stops(coder.form)
    order[-1].setFocus()
    coder.press(Qt.Key.Key_Tab)
    assert coder.focused().accessibleName() == "Elsewhere"
    order[0].setFocus()
    coder.press(Qt.Key.Key_Backtab)
    assert coder.focused().accessibleName() == "Elsewhere"


def test_tab_stops_at_one_row_only(coder: Person, attack: Attack) -> None:
    coder.form.activate(attack.at("suicide"))
    rows = [stop for stop in stops(coder.form) if isinstance(stop, RowView)]
    slots = [row.state.slot for row in rows if row.state]
    assert slots == [Slot("article_relevance"), attack.at("suicide")], "one in the article's block, one in the incident"
