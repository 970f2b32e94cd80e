"""What the form shows of a coding."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.codebook import Codebook
from annotator.domain.coding import Slot
from annotator.domain.values import Count, FreeText, Qualifier
from annotator.gui.form.empty import NO_ARTICLE, NO_REPORT, NO_REPORT_READ_ONLY
from annotator.gui.form.face import OPEN_VALUE
from annotator.gui.form.row import RowView
from annotator.gui.form.stack import FormStack
from annotator.gui.theme import ThemeName, field_styles
from tests.gui.form.conftest import Attack, Draft, Person


def test_every_field_of_article_and_report_has_one_row(coder: Person, attack: Attack) -> None:
    shown = [row.state.slot.field for row in coder.rows() if row.state and row.state.slot.group_id is None]
    wanted = [field.id for field in attack.codebook.fields if field.level in ("article", "incident")]
    assert sorted(shown) == sorted(wanted)


def test_rows_stand_in_the_order_of_the_codebooks_sections(coder: Person, attack: Attack) -> None:
    sections = [section.id for section in attack.codebook.sections]
    shown = [sections.index(row.state.field.section) for row in coder.rows() if row.state]
    assert shown == sorted(shown)


def test_the_value_stands_in_one_line(coder: Person, attack: Attack) -> None:
    assert coder.row(attack.at("killed_total")).summary == "54 / 54 / – · at least"
    assert coder.row(attack.at("tactic")).summary == "Bombing or explosion, Armed assault"


def test_a_status_is_told_in_words(coder: Person, attack: Attack) -> None:
    assert coder.row(attack.at("property_damage")).summary == "not mentioned"
    assert coder.row(attack.at("weapon")).summary == "unclear"


def test_evidence_without_a_value_says_that_the_value_is_open(coder: Person, attack: Attack) -> None:
    assert coder.row(attack.at("toll_status")).summary == OPEN_VALUE


def test_a_field_nobody_touched_shows_no_value(coder: Person, attack: Attack) -> None:
    assert coder.row(attack.at("event_type")).summary == ""


def test_a_required_field_that_is_missing_is_marked(coder: Person, attack: Attack) -> None:
    assert coder.row(attack.at("event_type")).marks == ("Event type is missing.",)


def test_a_broken_rule_is_marked_with_its_sentence(coder: Person, attack: Attack) -> None:
    attack.put(attack.at("killed_total"), Count(low=9, best=5, qualifier=Qualifier.ABOUT))
    problems = attack.problems()
    coder.form.refresh(attack.coding, problems)
    (told,) = [problem.message for problem in problems if problem.rule == "R01"]
    assert any(told in mark for mark in coder.row(attack.at("killed_total")).marks)


def test_a_warning_settled_by_a_note_is_not_marked(coder: Person, attack: Attack) -> None:
    before = [problem for problem in attack.problems() if problem.rule == "R16"]
    assert before, "a suicide attack without dead attackers is warned of"
    slot = before[0].slot
    assert any(before[0].message in mark for mark in coder.row(slot).marks)
    attack.note(before[0].subject_id, "They fled.", rule="R16")
    coder.form.refresh(attack.coding, attack.problems())
    assert not any(before[0].message in mark for mark in coder.row(slot).marks)


def test_the_row_tells_a_screen_reader_value_quotes_and_problems(coder: Person, attack: Attack) -> None:
    name = coder.row(attack.at("suicide")).accessibleName()
    assert name.startswith("Suicide attack: Yes")
    assert "needs evidence" in name
    assert "4 quotes" in coder.row(attack.at("killed_total")).accessibleName()
    assert coder.row(attack.at("event_type")).accessibleName().startswith("Event type: open")


def test_groups_stand_as_numbered_cards_with_their_fields(coder: Person, attack: Attack) -> None:
    assert coder.has_text("Victim group 1")
    assert coder.has_text("Victim group 2")
    shown = [row.state.slot for row in coder.rows() if row.state and row.state.slot.group_id == attack.civilians]
    assert [slot.field for slot in shown] == ["vg_type", "vg_killed", "vg_wounded", "vg_missing"]


def test_sections_have_headings(coder: Person, attack: Attack) -> None:
    labels = [section.label for section in attack.codebook.sections if section.id != "article"]
    for label in labels:
        assert coder.has_text(label)


def test_texts_are_shown_letter_by_letter(coder: Person, attack: Attack) -> None:
    marked = attack.mark(attack.at("factuality"), "“Several sources doubt <b>the toll</b> &amp; more.”")
    coder.form.refresh(attack.coding, attack.problems())
    row = coder.row(attack.at("factuality"))
    chip = next(chip for chip in row.chips() if chip.evidence and chip.evidence.id == marked)
    assert "<b>the toll</b>" in chip.text
    assert "<b>the toll</b>" in row.tip_at(chip.rect.center())
    formats = {label.textFormat() for label in coder.form.findChildren(QLabel) if label.text()}
    assert {one.name for one in formats} == {"PlainText"}


def test_without_an_article_the_form_says_what_to_do(person: Person) -> None:
    person.form.show_coding(None, [])
    assert person.sentences() == [NO_ARTICLE]
    assert person.rows() == []
    assert person.form.active_slot() is None


def test_a_coding_without_incidents_invites_to_add_one(person: Person, attack: Attack) -> None:
    empty = Draft(attack.codebook)
    person.form.show_coding(empty.coding, empty.problems())
    assert person.has_text(NO_REPORT)
    assert person.tabs() == []
    person.click(person.named("Add incident"))
    person.click(person.named("No incident in this article (0)"))
    assert person.said[-2:] == [("report_added",), ("no_incident_chosen",)]


def test_a_read_only_coding_without_incidents_offers_nothing(person: Person, attack: Attack) -> None:
    empty = Draft(attack.codebook)
    person.form.set_read_only(True)
    person.form.show_coding(empty.coding, empty.problems())
    assert person.has_text(NO_REPORT_READ_ONLY)
    assert not any(button.isVisible() for button in person.form.findChildren(QPushButton))


def test_another_coding_fills_the_same_rows(coder: Person, attack: Attack) -> None:
    before = set(coder.rows())
    other = Attack(attack.codebook)
    other.put(other.at("killed_total"), Count(low=1, best=1, high=1))
    coder.form.show_coding(other.coding, other.problems())
    assert set(coder.rows()) == before
    assert coder.row(other.at("killed_total")).summary == "1"
    assert coder.form.current_report() == other.first


def test_a_coding_with_fewer_rows_leaves_none_of_the_old_ones(coder: Person, attack: Attack) -> None:
    other = Draft(attack.codebook)
    report = other.report()
    coder.form.show_coding(other.coding, other.problems())
    assert {row.state.slot.report_id for row in coder.rows() if row.state} == {None, report}
    assert not any(row.state.slot.group_id for row in coder.rows() if row.state)


def test_another_codebook_builds_another_form(coder: Person, attack: Attack) -> None:
    told = attack.codebook.model_dump()
    fields = [field for field in told["fields"] if field["id"] in ("article_relevance", "stage")]
    small = Codebook.model_validate({**told, "fields": fields, "groups": (), "rules": ()})
    draft = Draft(small)
    report = draft.report()
    coder.form.set_codebook(small, field_styles(small, ThemeName.DARK))
    coder.form.show_coding(draft.coding, draft.problems())
    slots = [row.state.slot for row in coder.rows() if row.state]
    assert slots == [Slot("article_relevance"), Slot("stage", report)]


def test_the_articles_fields_fold_away_into_one_line(coder: Person) -> None:
    head = coder.named("The article's own fields")
    coder.click(head)
    assert "article_relevance" not in [row.state.slot.field for row in coder.rows() if row.state]
    assert "Relevance: Codable incident" in coder.named("59 UTC").accessibleName()


def test_folding_puts_an_open_editor_of_the_article_away(coder: Person) -> None:
    coder.form.activate(Slot("article_relevance"))
    coder.click(coder.named("The article's own fields"))
    assert coder.form.active_slot() is None


def test_a_folded_field_unfolds_when_its_key_is_pressed(coder: Person) -> None:
    coder.click(coder.named("The article's own fields"))
    coder.form.activate_field("article_relevance")
    assert coder.form.active_slot() == Slot("article_relevance")
    assert coder.row(Slot("article_relevance")).isVisible()


class Painted(QObject):
    """Notes which rows of a form are painted."""

    def __init__(self, coder: Person) -> None:
        super().__init__(coder.form)
        self.fields: set[str] = set()
        coder.form.window().repaint()
        for row in coder.rows():
            row.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a paint event."""
        if event.type() is QEvent.Type.Paint and isinstance(watched, RowView) and watched.state:
            self.fields.add(watched.state.slot.field)
        return False


def test_a_change_paints_the_row_it_is_about_and_no_other(qtbot: QtBot, coder: Person, attack: Attack) -> None:
    painted = Painted(coder)
    attack.put(attack.at("incident_label"), FreeText(text="Another name"))
    coder.form.refresh(attack.coding, attack.problems())
    qtbot.waitUntil(lambda: bool(painted.fields))
    assert painted.fields == {"incident_label"}


def test_opening_a_row_paints_its_frame_and_what_gives_way_to_it(qtbot: QtBot, coder: Person, attack: Attack) -> None:
    painted = Painted(coder)
    coder.form.activate(attack.at("trigger"))
    qtbot.waitUntil(lambda: {"trigger", "incident_label"} <= painted.fields)
    opened, below = coder.row(attack.at("trigger")).geometry(), coder.row(attack.at("incident_label")).geometry()
    assert below.top() > opened.bottom() + opened.height()


def test_the_frame_follows_the_row_that_is_open(coder: Person, attack: Attack) -> None:
    slots = [attack.at("trigger"), attack.at("killed_total"), attack.at("trigger")]
    frames = []
    for slot in slots:
        coder.form.activate(slot)
        stack = coder.row(slot).parentWidget()
        assert isinstance(stack, FormStack)
        frames.append(stack.active_rect())
        assert frames[-1].contains(coder.row(slot).geometry())
    assert frames[0] == frames[2] != frames[1]
