"""What the form shows, before any widget: rows, headings, cards, slots and tabs."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from annotator.domain.codebook import Codebook
from annotator.domain.coding import Coding, Slot
from annotator.domain.values import Count, FreeText, OneCategory
from annotator.gui.form.face import OPEN_VALUE, face_of
from annotator.gui.form.outline import GroupAdd, GroupHead, Heading, Outline, RowState
from annotator.gui.form.slots import slot_for
from annotator.gui.form.tab_state import tabs_of
from annotator.gui.theme import Tint
from tests import strategies
from tests.gui.form.conftest import Attack, Draft, load_codebook

CODEBOOK = load_codebook()
UNHURRIED = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40, deadline=None)


def _rows(items: list[Heading | GroupHead | GroupAdd | RowState]) -> list[RowState]:
    return [item for item in items if isinstance(item, RowState)]


@given(coding=strategies.codings())
@UNHURRIED
def test_every_live_value_of_a_known_field_has_exactly_one_row(coding: Coding) -> None:
    outline = Outline(CODEBOOK, coding, ())
    rows = _rows(outline.article_items())
    for report in coding.reports():
        rows += _rows(outline.report_items(report.id))
    slots = [row.slot for row in rows]
    assert len(slots) == len(set(slots))
    by_slot = {row.slot: row for row in rows}
    for value in coding.values():
        if value.field in CODEBOOK.fields_by_id and _is_at_its_level(value.slot, coding):
            assert by_slot[value.slot].value == value
            assert by_slot[value.slot].evidence == coding.evidence_for(value.id)
            assert by_slot[value.slot].notes == coding.notes(value.id)


def _is_at_its_level(slot: Slot, coding: Coding) -> bool:
    level = CODEBOOK.fields_by_id[slot.field].level
    if slot.group_id is not None:
        return coding.groups_by_id[slot.group_id].level == level
    return level == ("incident" if slot.report_id else "article")


def test_each_group_level_ends_with_the_place_to_add_one(attack: Attack) -> None:
    items = Outline(attack.codebook, attack.coding, ()).report_items(attack.first)
    levels = [item.level for item in items if isinstance(item, GroupAdd)]
    assert sorted(levels) == sorted(group.id for group in attack.codebook.groups)
    at = next(index for index, item in enumerate(items) if isinstance(item, GroupAdd) and item.level == "victim_group")
    before = items[at - 1]
    assert isinstance(before, RowState)
    assert before.slot.group_id == attack.civilians


def test_groups_are_numbered_within_their_level(attack: Attack) -> None:
    items = Outline(attack.codebook, attack.coding, ()).report_items(attack.first)
    titles = [item.title for item in items if isinstance(item, GroupHead)]
    assert {"Victim group 1", "Victim group 2", "Perpetrator 1", "Statement 1"} <= set(titles)


def test_a_section_without_fields_has_no_heading(attack: Attack) -> None:
    items = Outline(attack.codebook, attack.coding, ()).report_items(attack.first)
    labels = [item.label for item in items if isinstance(item, Heading)]
    assert "Article" not in labels
    assert len(labels) == len(set(labels))


def test_equal_codings_give_equal_rows(attack: Attack) -> None:
    first = Outline(attack.codebook, attack.coding, attack.problems()).report_items(attack.first)
    second = Outline(attack.codebook, attack.coding, attack.problems()).report_items(attack.first)
    assert first == second


def test_the_face_of_an_untouched_field_is_its_label_alone(codebook: Codebook) -> None:
    face = face_of(RowState(Slot("weapon"), codebook.fields_by_id["weapon"]), "", codebook)
    assert (face.summary, face.is_dim, face.marks) == ("", True, ())
    assert face.accessible_name == "Weapons: open"


def test_the_face_tells_evidence_without_a_value_dimly(attack: Attack) -> None:
    field = attack.codebook.fields_by_id["toll_status"]
    row = Outline(attack.codebook, attack.coding, ()).row(field, attack.at("toll_status"))
    face = face_of(row, "", attack.codebook)
    assert (face.summary, face.is_dim) == (OPEN_VALUE, True)


def test_the_face_tells_what_is_not_saved_first_among_problems(attack: Attack) -> None:
    field = attack.codebook.fields_by_id["event_type"]
    row = Outline(attack.codebook, attack.coding, attack.problems()).row(field, attack.at("event_type"))
    face = face_of(row, "“x” is not a whole number.", attack.codebook)
    assert [mark.tint for mark in face.marks] == [Tint.DANGER, Tint.WARNING]
    assert face.marks[0].sentence == "Not saved: “x” is not a whole number."


def test_an_error_is_marked_stronger_than_a_warning(attack: Attack) -> None:
    slot = attack.at("killed_total")
    attack.put(slot, Count(low=9, best=5, high=9))
    row = Outline(attack.codebook, attack.coding, attack.problems()).row(attack.codebook.fields_by_id[slot.field], slot)
    assert row.faults
    assert face_of(row, "", attack.codebook).marks[-1].tint is Tint.DANGER


def test_tabs_count_problems_and_open_fields_of_their_own_incident(attack: Attack) -> None:
    first, second = tabs_of(attack.coding, attack.codebook, attack.problems())
    assert (first.name, second.name) == ("Tessit outpost attack", "An earlier one")
    assert first.fault_count >= 1
    assert second.fault_count == 0
    missing = [problem for problem in attack.problems() if problem.slot.report_id == attack.second]
    assert second.open_count == len(missing) > 0


def test_a_tab_without_a_short_name_has_none(codebook: Codebook) -> None:
    draft = Draft(codebook)
    draft.report()
    (tab,) = tabs_of(draft.coding, codebook, ())
    assert tab.name == ""


def test_the_short_name_is_the_first_text_of_a_report(codebook: Codebook) -> None:
    draft = Draft(codebook)
    report = draft.report()
    draft.put(Slot("coder_note", report), FreeText(text="not the name"))
    draft.put(Slot("stage", report), OneCategory(category="attempted"))
    assert tabs_of(draft.coding, codebook, ())[0].name == ""


def test_a_slot_without_a_coding_has_no_report(codebook: Codebook) -> None:
    assert slot_for("stage", codebook, None, None, None) == Slot("stage")
    assert slot_for("vg_killed", codebook, None, None, None) == Slot("vg_killed")
    assert slot_for("article_relevance", codebook, None, None, None) == Slot("article_relevance")


def test_an_active_group_of_another_incident_does_not_draw_a_field(attack: Attack) -> None:
    other = attack.group(attack.second, "victim_group")
    active = Slot("vg_type", attack.first, attack.soldiers)
    found = slot_for("vg_killed", attack.codebook, attack.coding, attack.second, active)
    assert found == Slot("vg_killed", attack.second, other)
