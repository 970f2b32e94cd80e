"""A coding put together from flat records: what is seen, what tombstones hide, and in which order."""

from __future__ import annotations

import random
from dataclasses import FrozenInstanceError
from typing import Any, cast

import pytest
from hypothesis import given, strategies as st
from pydantic import TypeAdapter, ValidationError

from annotator.domain.coding import (
    Coder,
    Coding,
    CodingHeader,
    CodingState,
    Evidence,
    Group,
    Note,
    Report,
    Slot,
    Stance,
    Value,
)
from annotator.domain.entities import Entity
from annotator.domain.ids import (
    ArticleId,
    CodebookId,
    CoderId,
    CodingId,
    EvidenceId,
    GroupId,
    NoteId,
    ReportId,
    ValueId,
)
from annotator.domain.text import Span
from annotator.domain.values import FreeText, OneCategory, Status
from tests.strategies import CodedArticle, coded_articles, codings, entities, records_of

OURS = CodingId("coding")
ENTITY: TypeAdapter[Entity] = TypeAdapter(Entity)


def header(**changes: Any) -> CodingHeader:
    made = CodingHeader(
        id=OURS, article_id=ArticleId("article"), coder_id=CoderId("coder"), codebook_id=CodebookId("book")
    )
    return made.model_copy(update=changes)


def report(name: str = "r1", position: int = 0, **changes: Any) -> Report:
    return Report(id=ReportId(name), coding_id=OURS, position=position).model_copy(update=changes)


def group(name: str = "g1", report_id: str = "r1", level: str = "claim", position: int = 0, **changes: Any) -> Group:
    made = Group(id=GroupId(name), coding_id=OURS, report_id=ReportId(report_id), level=level, position=position)
    return made.model_copy(update=changes)


def value(name: str = "v1", report_id: str | None = "r1", group_id: str | None = None, **changes: Any) -> Value:
    made = Value(
        id=ValueId(name),
        coding_id=OURS,
        report_id=ReportId(report_id) if report_id else None,
        group_id=GroupId(group_id) if group_id else None,
        field="focus",
        content=OneCategory(category="main"),
    )
    return made.model_copy(update=changes)


def evidence(name: str = "e1", value_id: str = "v1", **changes: Any) -> Evidence:
    made = Evidence(id=EvidenceId(name), coding_id=OURS, value_id=ValueId(value_id), start=2, end=5, quote="abc")
    return made.model_copy(update=changes)


def note(name: str = "n1", subject_id: str = "r1", **changes: Any) -> Note:
    return Note(id=NoteId(name), coding_id=OURS, subject_id=subject_id, text="why").model_copy(update=changes)


def coding(*records: Entity) -> Coding:
    return Coding(header()).with_entities(records)


def seen(given_coding: Coding) -> set[str]:
    """Return the ids of everything that the coding shows."""
    reports = given_coding.reports()
    return {
        *(one.id for one in reports),
        *(one.id for shown in reports for one in given_coding.groups(shown.id)),
        *(one.id for one in given_coding.values()),
        *(one.id for one in given_coding.evidence()),
        *(one.id for one in given_coding.notes()),
    }


WHOLE = (report(), group(), value(), value("v2", group_id="g1"), evidence(), evidence("e2", "v2"), note())


# Putting together


def test_a_new_coding_is_an_empty_draft() -> None:
    assert coding().is_empty
    assert coding().header.state is CodingState.DRAFT
    assert seen(coding()) == set()


@pytest.mark.parametrize("record", [report(), value(report_id=None), note(subject_id=OURS)])
def test_a_report_a_value_or_a_note_makes_a_coding_not_empty(record: Entity) -> None:
    assert not coding(record).is_empty
    assert coding(record.model_copy(update={"is_deleted": True})).is_empty


def test_everything_given_is_seen() -> None:
    assert seen(coding(*WHOLE)) == {"r1", "g1", "v1", "v2", "e1", "e2", "n1"}


def test_a_record_replaces_the_one_with_its_id() -> None:
    changed = coding(report(), value()).with_entities([value(content=OneCategory(category="aggregate"))])
    (only,) = changed.values()
    assert only.content == OneCategory(category="aggregate")


def test_of_two_records_with_one_id_the_later_counts() -> None:
    made = coding(report(position=1), report(position=2))
    assert [one.position for one in made.reports()] == [2]


def test_the_coding_before_is_left_as_it_was() -> None:
    before = coding(report(), value())
    after = before.with_entities([value(is_deleted=True), report("r2", 1)])
    assert seen(before) == {"r1", "v1"}
    assert seen(after) == {"r1", "r2"}


def test_a_coding_cannot_be_changed_in_place() -> None:
    made = coding(*WHOLE)
    with pytest.raises(FrozenInstanceError):
        made.header = header()  # type: ignore[misc]
    with pytest.raises(TypeError):
        cast("dict[str, Report]", made.reports_by_id)["r2"] = report("r2")
    with pytest.raises(TypeError):
        cast("dict[str, Report]", Coding(header()).reports_by_id)["r2"] = report("r2")


def test_another_codings_records_are_passed_over() -> None:
    theirs = CodingId("other")
    made = coding(*(record.model_copy(update={"coding_id": theirs}) for record in WHOLE))
    assert made == coding()


def test_another_codings_header_and_records_of_no_coding_are_passed_over() -> None:
    made = coding(header(id=CodingId("other"), state=CodingState.COMPLETE), Coder(id=CoderId("c"), name="A"))
    assert made == coding()


def test_the_codings_own_header_is_replaced() -> None:
    assert coding(header(state=CodingState.COMPLETE)).header.state is CodingState.COMPLETE


@given(codings(), st.randoms(use_true_random=False))
def test_the_order_in_which_records_come_does_not_matter(made: Coding, order: random.Random) -> None:
    records = list(records_of(made))
    order.shuffle(records)
    again = Coding(made.header).with_entities(records)
    assert again == made
    assert again.reports() == made.reports()
    assert again.evidence_by_value() == made.evidence_by_value()
    assert again.notes() == made.notes()
    assert again.values_by_slot() == made.values_by_slot()


@given(codings())
def test_records_given_again_change_nothing(made: Coding) -> None:
    assert made.with_entities(records_of(made)) == made


@given(codings(), st.data())
def test_records_may_come_one_by_one_or_together(made: Coding, data: st.DataObject) -> None:
    records = records_of(made)
    cut = data.draw(st.integers(0, len(records)))
    in_two = Coding(made.header).with_entities(records[:cut]).with_entities(records[cut:])
    assert in_two == made


# Tombstones


def without(*names: str) -> set[str]:
    records = (record.model_copy(update={"is_deleted": record.id in names}) for record in WHOLE)
    return seen(coding(*records))


def test_a_deleted_report_hides_its_groups_values_evidence_and_notes() -> None:
    assert without("r1") == set()


def test_a_deleted_group_hides_its_values_and_their_evidence() -> None:
    assert without("g1") == {"r1", "v1", "e1", "n1"}


def test_a_deleted_value_hides_its_evidence() -> None:
    assert without("v2") == {"r1", "g1", "v1", "e1", "n1"}


def test_deleted_evidence_hides_only_itself() -> None:
    assert without("e2") == {"r1", "g1", "v1", "v2", "e1", "n1"}


def test_a_deleted_report_leaves_the_others_and_the_articles_values() -> None:
    made = coding(*WHOLE, report("r2"), value("v3", "r2"), value("v4", None), report(is_deleted=True))
    assert seen(made) == {"r2", "v3", "v4"}


@pytest.mark.parametrize("subject", ["r1", "g1", "v2", "e2"])
@pytest.mark.parametrize("deleted", ["r1", "g1", "v2", "e2"])
def test_a_note_goes_when_what_it_is_about_goes(subject: str, deleted: str) -> None:
    chain = ["r1", "g1", "v2", "e2"]
    made = coding(*WHOLE[:-1], note(subject_id=subject))
    assert [one.id for one in made.notes()] == ["n1"]
    (tombstone,) = (record.model_copy(update={"is_deleted": True}) for record in WHOLE if record.id == deleted)
    is_hidden = chain.index(deleted) <= chain.index(subject)
    assert bool(made.with_entities([tombstone]).notes(subject)) is not is_hidden


def test_a_tombstone_taken_back_shows_everything_again() -> None:
    made = coding(*WHOLE)
    gone = made.with_entities([report(is_deleted=True)])
    assert gone.is_empty
    assert gone.with_entities([report()]) == made


def test_a_value_without_its_report_or_group_is_not_seen() -> None:
    assert seen(coding(value(), value("v2", None, "g1"))) == set()


@given(codings())
def test_nothing_that_is_seen_refers_to_what_is_hidden(made: Coding) -> None:
    shown = seen(made) | {made.header.id}
    for one in made.values():
        assert one.report_id is None or one.report_id in shown
        assert one.group_id is None or one.group_id in shown
    assert all(one.value_id in shown for one in made.evidence())
    assert all(one.subject_id in shown for one in made.notes())
    assert not any(record.is_deleted for record in records_of(made) if record.id in shown)


@given(codings(has_tombstones=False))
def test_without_tombstones_every_record_is_seen(made: Coding) -> None:
    assert seen(made) == {record.id for record in records_of(made)} - {made.header.id}


@given(codings())
def test_deleting_every_record_leaves_an_empty_coding(made: Coding) -> None:
    tombstones = [record.model_copy(update={"is_deleted": True}) for record in records_of(made)[1:]]
    assert made.with_entities(tombstones).is_empty


# Order


def test_reports_come_by_position_then_id() -> None:
    made = coding(report("r3", 2), report("r2", 1), report("r1", 2), report("r0", 3))
    assert [one.id for one in made.reports()] == ["r2", "r1", "r3", "r0"]


def test_groups_come_by_level_position_and_id_and_only_of_the_report_and_level_asked_for() -> None:
    made = coding(
        report(),
        report("r2"),
        group("g4", level="victim_group"),
        group("g3", position=1),
        group("g2", position=2),
        group("g1", position=1),
        group("g9", "r2"),
    )
    assert [one.id for one in made.groups(ReportId("r1"))] == ["g1", "g3", "g2", "g4"]
    assert [one.id for one in made.groups(ReportId("r1"), "victim_group")] == ["g4"]
    assert made.groups(ReportId("r1"), "statement") == ()
    assert [one.id for one in made.groups(ReportId("r2"), "claim")] == ["g9"]
    assert made.groups(ReportId("none")) == ()


def test_evidence_comes_in_the_order_of_its_ids() -> None:
    made = coding(report(), value(), evidence("e3"), evidence("e1"), evidence("e2", start=0, end=1))
    assert [one.id for one in made.evidence_for(ValueId("v1"))] == ["e1", "e2", "e3"]
    assert made.evidence_by_value() == {"v1": made.evidence_for(ValueId("v1"))}
    assert made.evidence_for(ValueId("v2")) == ()


def test_notes_come_oldest_first_of_one_subject_or_of_all() -> None:
    made = coding(report(), note("n2", OURS), note("n3"), note("n1"))
    assert [one.id for one in made.notes()] == ["n1", "n2", "n3"]
    assert [one.id for one in made.notes("r1")] == ["n1", "n3"]
    assert made.notes("r2") == ()


# Slots


def test_a_value_is_found_by_its_slot() -> None:
    made = coding(*WHOLE, value("v3", None), value("v4", field="stage"))
    assert made.value_at(Slot("focus", ReportId("r1"))) == value()
    assert made.value_at(Slot("focus", ReportId("r1"), GroupId("g1"))) == value("v2", group_id="g1")
    assert made.value_at(Slot("focus")) == value("v3", None)
    assert made.value_at(Slot("stage")) is None
    assert made.value_at(Slot("focus", ReportId("r2"))) is None


@given(codings())
def test_slots_and_values_agree(made: Coding) -> None:
    by_slot = made.values_by_slot()
    assert set(by_slot.values()) == set(made.values())
    for slot, held in by_slot.items():
        assert held.slot == slot
        assert made.value_at(slot) == held


def test_a_hidden_value_leaves_its_slot_free() -> None:
    made = coding(report(), value(is_deleted=True), value("v2", content=None, status=Status.UNCLEAR))
    found = made.value_at(Slot("focus", ReportId("r1")))
    assert found is not None
    assert (found.id, found.status) == ("v2", Status.UNCLEAR)


# Records


@given(coded_articles())
def test_every_quote_is_the_text_of_its_span(coded: CodedArticle) -> None:
    for one in coded.coding.evidence():
        assert coded.article.text[one.start : one.end] == one.quote
        assert one.span == Span(one.start, one.end)


@given(entities())
def test_a_record_is_the_same_after_json(record: Entity) -> None:
    assert ENTITY.validate_json(record.model_dump_json()) == record


@given(entities())
def test_a_record_names_its_kind(record: Entity) -> None:
    assert type(ENTITY.validate_python(record.model_dump())) is type(record)


@pytest.mark.parametrize("record", [header(), *WHOLE], ids=lambda record: record.kind)
def test_a_record_is_frozen_and_refuses_unknown_keys(record: Entity) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        record.is_deleted = True  # type: ignore[misc]
    with pytest.raises(ValidationError, match="extra_forbidden"):
        ENTITY.validate_python({**record.model_dump(), "colour": "red"})


def test_what_a_coder_did_not_say_has_the_plainest_default() -> None:
    assert evidence().stance is Stance.STATES
    assert value().status is Status.CODED
    assert Value(id=ValueId("v"), coding_id=OURS, field="claim_channel").content is None
    assert value(content=FreeText(text="")).missing_evidence_reason == ""
