"""One coding made of foreign marks: where each goes, in which order, and what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.domain.coding import Coding, CodingHeader, CodingState, Evidence, Stance
from annotator.domain.ids import ArticleId, CodebookId, CoderId, CodingId
from annotator.domain.text import Span
from annotator.domain.values import Content, Count, FreeText, OneCategory, SeveralCategories, Status
from annotator.formats.codings.foreign import ForeignMark, LabelKind, Place
from annotator.formats.codings.mapping import CodingMapping, LabelRule, Reading
from annotator.formats.codings.offsets import Settled
from annotator.services.coding_imports.building import BuiltCoding, built_coding
from tests.drafts import an_article
from tests.unit.formats.datasets.making import a_codebook

CODEBOOK = a_codebook()
ARTICLE = an_article("Twelve men and two women were killed.")
HEADER = CodingHeader(
    id=CodingId("new"),
    article_id=ARTICLE.id,
    coder_id=CoderId("ben"),
    codebook_id=CodebookId("raids"),
    is_deleted=True,
)
FIRST, SECOND = (Span(0, 6),), (Span(15, 18),)


def a_mark(label: str, row: int = 1, **more: Any) -> ForeignMark:
    return ForeignMark(Place("a.json", row), label, **more)


def built(
    *marks: tuple[ForeignMark, Settled], rules: tuple[LabelRule, ...] | None = None, **mapping: Any
) -> BuiltCoding:
    """Build a coding; without rules every label is the field of its name, read as what the file says."""
    names = dict.fromkeys(mark.label for mark, _ in marks)
    reading = {"trigger": Reading.EVIDENCE}
    same = tuple(LabelRule(label=name, field=name, reading=reading.get(name, Reading.ANSWER)) for name in names)
    whole = CodingMapping(labels=same if rules is None else rules, **mapping)
    return built_coding([mark for mark, _ in marks], [spans for _, spans in marks], whole, CODEBOOK, ARTICLE, HEADER)


def coding_of(made: BuiltCoding) -> Coding:
    return Coding(HEADER).with_entities(made.records)


def contents(made: BuiltCoding) -> dict[str, Content | None]:
    return {value.field: value.content for value in coding_of(made).values()}


def reasons(made: BuiltCoding) -> list[str]:
    return [str(one) for one in made.not_taken]


def test_a_coding_that_is_built_is_a_living_draft() -> None:
    made = built((a_mark("killed", answers=("2",)), FIRST))
    header = coding_of(made).header
    assert (header.is_deleted, header.state, header.article_id) == (False, CodingState.DRAFT, ArticleId("article"))
    assert (made.value_count, made.evidence_count, made.taken) == (1, 1, 1)


def test_evidence_has_the_articles_own_words_whatever_the_file_said() -> None:
    made = built((a_mark("killed", quote="TWELVE", stance=Stance.INFERENCE), FIRST))
    (one,) = [record for record in made.records if isinstance(record, Evidence)]
    assert (one.quote, one.suffix[:4], one.stance) == ("Twelve", " men", Stance.INFERENCE)


def test_a_label_without_a_rule_is_passed_over_in_silence() -> None:
    made = built((a_mark("killed", answers=("2",)), FIRST), (a_mark("mood"), SECOND), rules=(
        LabelRule(label="killed", field="killed", reading=Reading.ANSWER), LabelRule(label="mood"),
    ))  # fmt: skip
    assert (made.taken, made.not_taken) == (1, ())


def test_spans_that_were_not_found_are_told_with_label_and_place() -> None:
    made = built((a_mark("killed", row=4), "The words are not there."))
    assert reasons(made) == ["a.json, line 4: killed: The words are not there."]
    assert made.taken == 0


def test_spans_that_were_not_found_of_a_label_that_is_left_out_are_nobodys_business() -> None:
    assert built((a_mark("killed"), "The words are not there."), rules=()).not_taken == ()


def test_two_marks_of_one_field_are_two_spans_of_one_value() -> None:
    made = built((a_mark("killed", answers=("2",)), FIRST), (a_mark("killed", answers=("2",)), SECOND))
    assert (made.value_count, made.evidence_count) == (1, 2)


def test_the_same_span_twice_is_one_evidence() -> None:
    made = built((a_mark("trigger"), FIRST), (a_mark("trigger"), FIRST))
    assert (made.value_count, made.evidence_count) == (1, 1)


def test_contradicting_answers_leave_the_first_and_its_evidence_alone() -> None:
    made = built((a_mark("killed", answers=("2",)), FIRST), (a_mark("killed", row=2, answers=("3",)), SECOND))
    assert contents(made) == {"killed": Count(best=2)}
    assert made.evidence_count == 1
    assert reasons(made) == ["a.json, line 2: killed: Killed has another answer in this incident already."]


def test_an_answer_after_a_bare_span_fills_the_value_that_is_there() -> None:
    made = built((a_mark("killed"), FIRST), (a_mark("killed", answers=("2",)), ()))
    assert contents(made) == {"killed": Count(best=2)}
    assert made.value_count == 1


def test_categories_of_several_marks_come_together() -> None:
    made = built((a_mark("weapons", answers=("gun",)), ()), (a_mark("weapons", answers=("bomb", "gun")), ()))
    assert contents(made) == {"weapons": SeveralCategories(categories=("gun", "bomb"))}


@pytest.mark.parametrize(
    ("keys", "numbers"),
    [
        (["2", "1", "10"], [2, 1, 3]),
        (["b", "a"], [1, 2]),
        (["e2", "e1"], [2, 1]),
        (["", "1"], [1, 2]),
        (["1", "1"], [1, 1]),
    ],
)
def test_incidents_follow_their_numbers_or_come_as_they_are(keys: list[str], numbers: list[int]) -> None:
    marks = [(a_mark("remark", report=key, answers=(f"{place}",)), ()) for place, key in enumerate(keys)]
    coding = coding_of(built(*marks))
    order = {report.id: number for number, report in enumerate(coding.reports(), start=1)}
    found = {value.content: order[value.report_id] for value in coding.values() if value.report_id}
    texts = [FreeText(text=str(place)) for place in range(len(keys))]
    assert [found[text] for text in texts if text in found] == numbers[: len(found)]


def test_parts_of_an_incident_follow_their_numbers_too() -> None:
    second = a_mark("name", group="actor_2", answers=("B",))
    first = a_mark("name", group="actor_1", answers=("A",))
    coding = coding_of(built((second, FIRST), (first, SECOND)))
    (report,) = coding.reports()
    names = {value.group_id: str(value.content) for value in coding.values()}
    assert ["'A'" in names[group.id] for group in coding.groups(report.id)] == [True, False]


def test_marks_without_a_part_are_parts_of_their_own_and_cells_of_one_row_are_one() -> None:
    spans = built((a_mark("name", answers=("A",)), ()), (a_mark("size", answers=("1",)), ()))
    row = built(
        (a_mark("name", kind=LabelKind.COLUMN, answers=("A",)), ()),
        (a_mark("size", kind=LabelKind.COLUMN, answers=("1",)), ()),
    )
    counts = [len(coding.groups(coding.reports()[0].id)) for coding in (coding_of(spans), coding_of(row))]
    assert counts == [2, 1]


def test_what_is_said_of_the_article_makes_no_incident() -> None:
    made = built((a_mark("relevance", answers=("gun",)), ()))
    assert coding_of(made).reports() == ()
    assert contents(made) == {"relevance": OneCategory(category="gun")}


def test_an_answer_nobody_can_read_leaves_neither_incident_nor_part() -> None:
    made = built((a_mark("size", answers=("many",)), FIRST))
    assert reasons(made) == ["a.json, line 1: size: “many” is not a whole number, which Size takes."]
    assert coding_of(made).reports() == ()


def test_a_status_keeps_its_evidence_and_has_no_content() -> None:
    made = built((a_mark("suicide", status=Status.UNCLEAR), FIRST), (a_mark("suicide", status=Status.UNCLEAR), SECOND))
    (value,) = coding_of(made).values()
    assert (value.status, value.content, made.evidence_count) == (Status.UNCLEAR, None, 2)


def test_an_exact_content_of_another_type_is_read_by_its_words_or_left_open() -> None:
    made = built((a_mark("killed", exact=FreeText(text="2"), answers=("2",)), FIRST))
    assert contents(made) == {"killed": Count(best=2)}
    assert contents(built((a_mark("killed", exact=FreeText(text="2")), FIRST))) == {"killed": None}


def test_an_exact_category_the_codebook_does_not_have_is_refused() -> None:
    made = built((a_mark("relevance", exact=OneCategory(category="knife")), FIRST))
    assert reasons(made) == ["a.json, line 1: relevance: Relevance has no category knife."]
    assert made.taken == 0


def test_the_reason_for_missing_evidence_comes_along() -> None:
    (value,) = coding_of(built((a_mark("killed", answers=("2",), missing_reason="told by all of it"), ()))).values()
    assert value.missing_evidence_reason == "told by all of it"


def test_an_attribute_names_the_incident_before_what_the_reader_found() -> None:
    marks = [
        (a_mark("remark", report="1", attributes=(("Event", (name,)),), answers=(name,)), ()) for name in ("7", "8")
    ]
    assert len(coding_of(built(*marks)).reports()) == 1
    assert len(coding_of(built(*marks, report_by="Event")).reports()) == 2


def test_a_rule_for_a_field_the_codebook_does_not_have_takes_nothing() -> None:
    made = built((a_mark("killed"), FIRST), rules=(LabelRule(label="killed", field="nowhere"),))
    assert (made.taken, made.not_taken) == (0, ())
