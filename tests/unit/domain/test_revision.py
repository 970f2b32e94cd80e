"""Revision: what one intent changes in a coding, by example and over any sequence of intents."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from annotator.domain.article import Metadata
from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Field
from annotator.domain.coding import Coding, CodingState, Slot, Stance
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError, NothingChangedError
from annotator.domain.revision import Revision
from annotator.domain.text import Span, quote_at
from annotator.domain.values import Count, Moment, OneCategory, SeveralCategories, Status
from tests.coding_strategies import records_of
from tests.content_strategies import contents_of
from tests.drafts import an_article
from tests.unit.domain.revisions import (
    KILLED,
    TWO,
    a_revision,
    after,
    an_empty_coding,
    attached,
    codebook,
    only_evidence,
    only_report,
    only_value,
)

# -- reports and groups -----------------------------------------------------------------------------------------------


def test_incidents_keep_their_order_when_one_between_is_removed() -> None:
    coding = after(*[lambda draft: draft.add_report()] * 3)
    first, second, third = coding.reports()
    coding = after(lambda draft: draft.remove_report(second.id), lambda draft: draft.add_report(), coding=coding)
    assert [report.id for report in coding.reports()][:2] == [first.id, third.id]
    assert len({report.position for report in coding.reports()}) == 3


def test_with_several_incidents_the_one_meant_has_to_be_named() -> None:
    coding = after(lambda draft: draft.add_report(), lambda draft: draft.add_report())
    with pytest.raises(CodingError, match="several incidents"):
        a_revision(coding).attach_evidence(KILLED, TWO)


def test_a_group_field_without_a_group_makes_one_every_time() -> None:
    slot = Slot("vg_killed")
    coding = after(
        lambda draft: draft.set_content(slot, Count(low=1)), lambda draft: draft.set_content(slot, Count(low=2))
    )
    groups = coding.groups(only_report(coding).id, "victim_group")
    assert [coding.value_at(Slot("vg_killed", group.report_id, group.id)) is not None for group in groups] == [
        True,
        True,
    ]


def test_a_group_of_another_level_does_not_take_a_field() -> None:
    coding = after(lambda draft: draft.add_report())
    report = only_report(coding).id
    coding = after(lambda draft: draft.add_group(report, "perpetrator"), coding=coding)
    (group,) = coding.groups(report)
    with pytest.raises(CodingError, match="does not belong"):
        a_revision(coding).set_content(Slot("vg_killed", report, group.id), Count(low=1))


def test_a_group_of_a_level_the_codebook_does_not_have_is_refused() -> None:
    coding = after(lambda draft: draft.add_report())
    with pytest.raises(CodingError, match="no repeating part named nonsense"):
        a_revision(coding).add_group(only_report(coding).id, "nonsense")


def test_a_copied_group_has_contents_and_evidence_of_its_own() -> None:
    slot = Slot("vg_killed")
    coding = after(lambda draft: draft.attach_evidence(slot, TWO))
    coding = after(lambda draft: draft.set_content(only_value(coding, "vg_killed").slot, Count(low=2)), coding=coding)
    (group,) = coding.groups(only_report(coding).id)
    coding = after(lambda draft: draft.copy_group(group.id), coding=coding)
    values = [value for value in coding.values() if value.field == "vg_killed"]
    assert [value.content for value in values] == [Count(low=2), Count(low=2)]
    assert len({value.group_id for value in values}) == 2
    assert Counter(one.value_id for one in coding.evidence()) == {value.id: 1 for value in values}


@pytest.mark.parametrize("verb", ["copy_group", "remove_group"])
def test_a_group_of_a_removed_incident_is_gone(verb: str) -> None:
    coding = after(lambda draft: draft.attach_evidence(Slot("vg_killed"), TWO))
    report = only_report(coding)
    (group,) = coding.groups(report.id)
    coding = after(lambda draft: draft.remove_report(report.id), coding=coding)
    with pytest.raises(CodingError, match="not in the coding any more"):
        getattr(a_revision(coding), verb)(group.id)


# -- notes ------------------------------------------------------------------------------------------------------------


def test_a_note_on_the_same_subject_and_rule_replaces_the_one_there() -> None:
    coding = after(
        lambda draft: draft.write_note("coding", " first "),
        lambda draft: draft.write_note("coding", "answer", rule="R22"),
        lambda draft: draft.write_note("coding", "second", is_flagged=True),
    )
    assert [(note.text, note.rule, note.is_flagged) for note in coding.notes("coding")] == [
        ("second", "", True),
        ("answer", "R22", False),
    ]


def test_a_note_of_blanks_is_refused_unless_it_flags() -> None:
    with pytest.raises(CodingError, match="needs words"):
        a_revision().write_note("coding", " \n ")
    coding = after(lambda draft: draft.write_note("coding", " ", is_flagged=True))
    assert [note.text for note in coding.notes()] == [""]


def test_a_note_on_what_was_removed_is_refused() -> None:
    coding = attached()
    report = only_report(coding)
    subjects = [report.id, only_value(coding).id, only_evidence(coding).id]
    coding = after(lambda draft: draft.remove_report(report.id), coding=coding)
    for subject in subjects:
        draft = a_revision(coding)
        with pytest.raises(CodingError, match="not in this coding"):
            draft.write_note(subject, "too late")
        assert draft.entities == ()


def test_a_note_hidden_with_its_subject_cannot_be_removed() -> None:
    coding = attached()
    report = only_report(coding)
    coding = after(lambda draft: draft.write_note(report.id, "a note"), coding=coding)
    (note,) = coding.notes()
    coding = after(lambda draft: draft.remove_report(report.id), coding=coding)
    with pytest.raises(CodingError, match="not in this coding"):
        a_revision(coding).remove_note(note.id)


# -- beginning --------------------------------------------------------------------------------------------------------


def test_beginning_brings_the_coding_to_life_with_the_date_the_header_gives() -> None:
    text = "# Title\n\nPublished at: **2021-05-10**\n\nBody 2021-05-10."
    article = an_article(text).model_copy(
        update={
            "header_end": text.index("Body"),
            "metadata": Metadata(published=dt.date(2021, 5, 10), published_as_written="2021-05-10"),
        }
    )
    draft = a_revision(an_empty_coding(is_deleted=True), article)
    draft.begin()
    assert not draft.coding.header.is_deleted
    assert only_value(draft.coding, "publication_date").content == Moment(at=dt.date(2021, 5, 10))
    assert only_evidence(draft.coding).start == text.index("2021")


def test_beginning_without_header_lines_gives_the_date_without_evidence() -> None:
    draft = a_revision(an_empty_coding(is_deleted=True))
    draft.begin()
    assert [value.field for value in draft.coding.values()] == ["publication_date"]
    assert list(draft.coding.evidence()) == []


def test_beginning_without_a_date_answers_nothing() -> None:
    draft = a_revision(an_empty_coding(is_deleted=True), an_article(published=None))
    draft.begin()
    assert [entity.kind for entity in draft.entities] == ["coding"]


def test_what_has_begun_does_not_begin_again() -> None:
    draft = a_revision()
    draft.begin()
    assert draft.entities == ()


# -- any sequence -----------------------------------------------------------------------------------------------------


def _all_ids(coding: Coding) -> dict[str, Entity]:
    return {record.id: record for record in records_of(coding)}


def _shown_ids(coding: Coding) -> set[str]:
    groups = (group for report in coding.reports() for group in coding.groups(report.id))
    shown: Iterable[Entity] = (*coding.reports(), *groups, *coding.values(), *coding.evidence(), *coding.notes())
    return {coding.header.id, *(record.id for record in shown)}


class AnySequence(RuleBasedStateMachine):
    """A coder who does anything in any order; refusals are part of it and must leave no trace."""

    def __init__(self) -> None:
        super().__init__()
        self.coding = an_empty_coding(is_deleted=True)
        self.article = an_article()

    @initialize(text=st.sampled_from(["ab", "Gunmen 😀 killed two.", "a\n\u00a0b\u0301\u2028c"]))
    def lay_out(self, text: str) -> None:
        self.article = an_article(text)
        self.do(lambda draft: draft.begin())

    def do(self, intent: Callable[[Revision], object]) -> None:
        draft = Revision(self.coding, codebook(), self.article)
        before = self.coding
        try:
            intent(draft)
        except CodingError:
            assert self.coding is before
            return
        self.assert_entities_are_the_difference(before, draft)
        self.coding = draft.coding

    def assert_entities_are_the_difference(self, before: Coding, draft: Revision) -> None:
        was, now = _all_ids(before), _all_ids(draft.coding)
        assert before.with_entities(draft.entities) == draft.coding
        assert len({entity.id for entity in draft.entities}) == len(draft.entities)
        changed = {entity_id for entity_id, entity in now.items() if was.get(entity_id) != entity}
        assert {entity.id for entity in draft.entities if was.get(entity.id) != entity} == changed
        touched_before = {entity_id for entity_id in changed if entity_id in was} - {before.header.id}
        assert touched_before <= _shown_ids(before), "what a removed part hides was changed"

    # -- choosing ------------------------------------------------------------------------------------------------------

    def a_slot(self, data: st.DataObject, field: Field) -> Slot:
        reports = [None, *(report.id for report in self.coding.reports_by_id.values())]
        report = data.draw(st.sampled_from(reports), label="report")
        groups = [None, *(group.id for group in self.coding.groups_by_id.values() if group.level == field.level)]
        return Slot(field.id, report, data.draw(st.sampled_from(groups), label="group"))

    def a_field(self, data: st.DataObject) -> Field:
        names = ["killed_total", "trigger", "focus", "publication_date", "article_relevance", "vg_killed", "perp_actor"]
        return codebook().fields_by_id[data.draw(st.sampled_from(names), label="field")]

    def a_span(self, data: st.DataObject) -> Span:
        length = len(self.article.text)
        start = data.draw(st.integers(0, min(length - 1, 3)), label="start")
        return Span(start, data.draw(st.integers(start + 1, min(length, start + 3)), label="end"))

    # -- verbs ---------------------------------------------------------------------------------------------------------

    @rule()
    def add_report(self) -> None:
        self.do(lambda draft: draft.add_report())

    @rule(data=st.data())
    def remove_report(self, data: st.DataObject) -> None:
        self.do_to_one(data, self.coding.reports_by_id, lambda draft, which: draft.remove_report(which))

    @rule(data=st.data(), level=st.sampled_from(["victim_group", "perpetrator"]))
    def add_group(self, data: st.DataObject, level: str) -> None:
        self.do_to_one(data, self.coding.reports_by_id, lambda draft, which: draft.add_group(which, level))

    @rule(data=st.data(), verb=st.sampled_from(["copy_group", "remove_group"]))
    def copy_or_remove_group(self, data: st.DataObject, verb: str) -> None:
        self.do_to_one(data, self.coding.groups_by_id, lambda draft, which: getattr(draft, verb)(which))

    @rule(data=st.data())
    def set_content(self, data: st.DataObject) -> None:
        field = self.a_field(data)
        slot = self.a_slot(data, field)
        content = data.draw(contents_of(field.type), label="content")
        if isinstance(content, OneCategory):
            content = OneCategory(category=field.categories[0].id)
        self.do(lambda draft: draft.set_content(slot, content))

    @rule(data=st.data(), status=st.sampled_from(Status))
    def set_status(self, data: st.DataObject, status: Status) -> None:
        slot = self.a_slot(data, self.a_field(data))
        self.do(lambda draft: draft.set_status(slot, status))

    @rule(data=st.data())
    def clear(self, data: st.DataObject) -> None:
        slot = self.a_slot(data, self.a_field(data))
        self.do(lambda draft: draft.clear(slot))

    @rule(data=st.data(), stance=st.sampled_from(Stance))
    def attach_evidence(self, data: st.DataObject, stance: Stance) -> None:
        slot, span = self.a_slot(data, self.a_field(data)), self.a_span(data)
        self.do(lambda draft: draft.attach_evidence(slot, span, stance))

    @rule(data=st.data())
    def move_evidence(self, data: st.DataObject) -> None:
        span = self.a_span(data)
        self.do_to_one(data, self.coding.evidence_by_id, lambda draft, which: draft.move_evidence(which, span))

    @rule(data=st.data(), stance=st.sampled_from(Stance))
    def set_stance(self, data: st.DataObject, stance: Stance) -> None:
        self.do_to_one(data, self.coding.evidence_by_id, lambda draft, which: draft.set_stance(which, stance))

    @rule(data=st.data())
    def remove_evidence(self, data: st.DataObject) -> None:
        self.do_to_one(data, self.coding.evidence_by_id, lambda draft, which: draft.remove_evidence(which))

    @rule(data=st.data(), text=st.sampled_from(["", "a", "b"]), rule_id=st.sampled_from(["", "R22"]))
    def write_note(self, data: st.DataObject, text: str, rule_id: str) -> None:
        subject = data.draw(st.sampled_from(sorted(_all_ids(self.coding))), label="subject")
        self.do(lambda draft: draft.write_note(subject, text, rule=rule_id))

    @rule(data=st.data())
    def remove_note(self, data: st.DataObject) -> None:
        self.do_to_one(data, self.coding.notes_by_id, lambda draft, which: draft.remove_note(which))

    @rule(state=st.sampled_from(CodingState))
    def set_state(self, state: CodingState) -> None:
        self.do(lambda draft: draft.set_state(state))

    def do_to_one(self, data: st.DataObject, records: Iterable[str], intent: Callable[[Revision, Any], object]) -> None:
        """Do something to one of the records, tombstones included; nothing when there are none."""
        known = sorted(records)
        if known:
            which = data.draw(st.sampled_from(known), label="which")
            self.do(lambda draft: intent(draft, which))

    # -- what always holds --------------------------------------------------------------------------------------------

    @invariant()
    def quotes_are_the_articles_words(self) -> None:
        for one in self.coding.evidence_by_id.values():
            assert (one.quote, one.prefix, one.suffix) == quote_at(self.article.text, one.span)

    @invariant()
    def a_slot_has_one_value_and_a_value_each_span_once(self) -> None:
        slots = Counter(value.slot for value in self.coding.values())
        assert not [slot for slot, number in slots.items() if number > 1]
        spans = Counter((one.value_id, one.span) for one in self.coding.evidence())
        assert not [span for span, number in spans.items() if number > 1]

    @invariant()
    def every_value_sits_where_its_field_belongs(self) -> None:
        for value in self.coding.values():
            field = codebook().fields_by_id[value.field]
            assert (value.report_id is None) == (field.level == ARTICLE_LEVEL)
            if value.group_id is None:
                assert field.level in (ARTICLE_LEVEL, INCIDENT_LEVEL)
            else:
                group = self.coding.groups_by_id[value.group_id]
                assert (group.level, group.report_id) == (field.level, value.report_id)

    @invariant()
    def contents_have_the_fields_type_and_only_coded_values_have_any(self) -> None:
        for value in self.coding.values_by_id.values():
            if value.content is not None:
                assert value.status is Status.CODED
                assert value.content.type == codebook().fields_by_id[value.field].type.value

    @invariant()
    def what_is_shown_refers_to_what_is_shown(self) -> None:
        shown = _shown_ids(self.coding)
        assert {value.report_id for value in self.coding.values()} - {None} <= shown
        assert {value.group_id for value in self.coding.values()} - {None} <= shown
        assert {one.value_id for one in self.coding.evidence()} <= shown
        assert {note.subject_id for note in self.coding.notes()} <= shown

    @invariant()
    def places_and_notes_are_not_doubled(self) -> None:
        places = [report.position for report in self.coding.reports()]
        assert len(set(places)) == len(places)
        for report in self.coding.reports():
            numbered = [(group.level, group.position) for group in self.coding.groups(report.id)]
            assert len(set(numbered)) == len(numbered)
        notes = [(note.subject_id, note.rule) for note in self.coding.notes()]
        assert len(set(notes)) == len(notes)


TestAnySequence = AnySequence.TestCase


TestAnySequence.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)


def test_no_reason_for_an_untouched_field_changes_nothing() -> None:
    revision = a_revision()
    with pytest.raises(NothingChangedError):
        revision.set_missing_evidence_reason(Slot("article_relevance"), "  ")
    assert not any(entity.kind == "value" for entity in revision.entities)


def test_a_choice_of_no_category_is_refused() -> None:
    revision = a_revision()
    report = revision.add_report()
    with pytest.raises(CodingError, match="at least one category"):
        revision.set_content(Slot("tactic", report.id), SeveralCategories(categories=()))


@pytest.mark.parametrize("character, name", [("\0", "U\\+0000"), ("\ud800", "U\\+D800")])
def test_words_that_no_text_file_holds_are_refused_before_anything_changes(character: str, name: str) -> None:
    draft = a_revision()
    with pytest.raises(CodingError, match=f"A note cannot hold the character {name}"):
        draft.write_note("coding", f"a{character}b")
    with pytest.raises(CodingError, match=f"A reason for no evidence cannot hold the character {name}"):
        draft.set_missing_evidence_reason(Slot("article_relevance"), f"a{character}b")
    assert draft.coding == an_empty_coding()
