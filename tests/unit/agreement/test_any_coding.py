"""Whatever coders recorded, finished or not: everything can be aligned, typed and measured, and nothing is lost."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.agreement.alignment import Aligner
from annotator.agreement.answers import UNTOUCHED, Answers, status_of
from annotator.agreement.bootstrap import Interval
from annotator.agreement.disagreement import disagreements
from annotator.agreement.layers import CodedArticle, Figure, agreement
from annotator.agreement.likeness import Basis, trigger_field
from annotator.agreement.measures import alternatives
from annotator.agreement.outcome import Estimate
from annotator.agreement.ratings import Level
from annotator.agreement.scored import combined, parts_of, scored_value
from annotator.agreement.units import Use, diagnosis, field_units, ratings_of
from annotator.domain.codebook import Codebook, Field, Measure, Section
from annotator.domain.coding import Coding, Slot
from annotator.domain.ids import CoderId
from annotator.domain.review import DisagreementKind
from annotator.domain.values import (
    EntityName,
    FieldType,
    FreeText,
    OneCategory,
    OrdinalLevel,
    SeveralCategories,
    Status,
)
from tests.drafts import DEFAULT_CODEBOOK_FILE, Draft, default_codebook
from tests.strategies import codings, records_of

BOOK = default_codebook()
A, B, C = CoderId("a"), CoderId("b"), CoderId("c")


def retold(coding: Coding, name: str) -> Coding:
    """Return the coding as another coder's: the same records under ids of their own."""

    def own(known: Any) -> Any:
        return known and f"{name}-{known}"

    header = coding.header.model_copy(update={"id": own(coding.header.id), "coder_id": name})
    records = []
    for record in records_of(coding)[1:]:
        names = {"id", "coding_id", "report_id", "group_id", "value_id", "subject_id"} & set(type(record).model_fields)
        records.append(record.model_copy(update={one: own(getattr(record, one)) for one in names}))
    return Coding(header).with_entities(records)


def coders(name: str) -> st.SearchStrategy[Coding]:
    """Draw a coding with ids that no other coder's has."""
    return codings().map(lambda coding: retold(coding, name))


SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@SLOW
@given(coders("a"), coders("b"))
def test_any_two_codings_can_be_aligned_and_every_report_has_its_place(first: Coding, second: Coding) -> None:
    aligner = Aligner.of([first, second], BOOK)
    for left_out in (None, "trigger", "location", "killed_total"):
        alignment = aligner.without(left_out)
        for side, coding in enumerate((first, second)):
            placed = [report for one in alignment.incidents for report in one.members[side]]
            assert sorted(placed) == sorted(report.id for report in coding.reports())
        for one in alignment.incidents:
            assert 0 <= one.score <= 1
            assert one.is_matched == (one.basis is not Basis.ALONE)


@SLOW
@given(coders("a"), coders("b"))
def test_differences_are_the_same_from_either_side(first: Coding, second: Coding) -> None:
    there = disagreements(Aligner.of([first, second], BOOK), BOOK)
    back = disagreements(Aligner.of([second, first], BOOK), BOOK)
    assert sorted((one.kind, one.field or "") for one in there) == sorted((one.kind, one.field or "") for one in back)
    assert {one.reports for one in there} == {one.reports[::-1] for one in back}


@SLOW
@given(codings())
def test_a_copy_never_disagrees(coding: Coding) -> None:
    differences = disagreements(Aligner.of([coding, retold(coding, "b")], BOOK), BOOK)
    unpaired = {DisagreementKind.MISSED_INCIDENT, DisagreementKind.SPLIT_JOIN}
    assert {one.kind for one in differences} <= unpaired


@SLOW
@given(st.lists(st.tuples(coders("a"), coders("b"), coders("c")), min_size=1, max_size=3))
def test_any_codings_can_be_measured_and_no_figure_is_not_a_number(rounds: list[tuple[Coding, Coding, Coding]]) -> None:
    articles = [CodedArticle(one[0].header.article_id, 1000, dict(zip((A, B, C), one, strict=True))) for one in rounds]
    for chosen in ((A, B), (A, B, C)):
        found = agreement(articles, chosen, BOOK, seed=1, resamples=20)
        figures: list[Figure] = [one for field in found.fields for one in (*field.figures, field.status, *field.strict)]
        figures += [one.u_alpha for one in found.evidence]
        for figure in figures:
            if isinstance(figure.outcome, Estimate):
                assert math.isfinite(figure.outcome.value)
                assert figure.outcome.value <= 1 + 1e-9
                assert figure.outcome.units > 0
            if isinstance(figure.interval, Interval):
                assert math.isfinite(figure.interval.lower)
                assert figure.interval.lower <= figure.interval.upper


@SLOW
@given(coders("a"), coders("b"))
def test_the_table_has_as_many_rows_as_units_parts_and_coders(first: Coding, second: Coding) -> None:
    aligner = Aligner.of([first, second], BOOK)
    for name in ("focus", "incident_date", "target", "vg_killed", "trigger"):
        field = BOOK.fields_by_id[name]
        units = field_units([aligner], BOOK, field)
        rows = list(diagnosis(units, field, range(2)))
        assert len(rows) == len(units) * 2 * max(1, len(parts_of(field)))
        used = sum(row.use is Use.USED for row in rows)
        parts = [ratings_of(units, field, part, 1, coders=range(2)) for part in parts_of(field)]
        assert used == sum(2 * int(ratings.is_pairable.sum()) for ratings in parts)


@SLOW
@given(codings())
def test_answers_are_those_of_the_coding(coding: Coding) -> None:
    answers = Answers(coding, trigger_field(BOOK))
    assert set(answers.by_slot) == set(coding.values_by_slot())
    assert sorted(answers.reports) == sorted(report.id for report in coding.reports())
    for slot, answer in answers.by_slot.items():
        assert sorted(one.span for one in coding.evidence_for(answer.value.id)) == list(answer.spans)
        assert (slot, answer) in answers.of_report(slot.report_id) if slot.report_id else True
        assert (answer.content is not None) <= (answer.value.status is Status.CODED)
    assert status_of(None) == UNTOUCHED


# -- Codebooks of other makes -----------------------------------------------------------------------------------------


def field(kind: FieldType, measure: Measure, level: str = "incident") -> Field:
    """Return a field that no codebook of ours would have."""
    listed = [{"id": "low", "label": "Low", "level": 1}, {"id": "high", "label": "High", "level": 5}]
    return Field.model_validate(
        {
            "id": "odd",
            "label": "Odd",
            "level": level,
            "section": "s",
            "type": kind,
            "measure": measure,
            "categories": listed,
        }
    )


def test_a_single_value_measured_as_a_set_is_a_set_of_one() -> None:
    odd = field(FieldType.ENTITY, Measure.SET)
    (part,) = parts_of(odd)
    assert combined([part.read(EntityName(canonical="Unit"))], odd) == frozenset({"unit"})
    assert combined([None], odd) is None


def test_several_values_measured_as_a_set_are_that_set() -> None:
    odd = field(FieldType.CATEGORICAL_MULTI, Measure.SET)
    (part,) = parts_of(odd)
    assert combined([part.read(SeveralCategories(categories=("a", "b")))], odd) == frozenset("ab")
    assert combined([part.read(SeveralCategories(categories=()))], odd) == frozenset()


def test_members_measured_as_a_set_are_one_set_even_when_there_are_none() -> None:
    odd = field(FieldType.ENTITY, Measure.SET, level="target")
    assert combined(["a", None, "b"], odd) == frozenset("ab")
    assert combined([], odd) == frozenset()


def test_a_content_of_another_type_says_nothing() -> None:
    assert scored_value(FreeText(text="x"), field(FieldType.COUNT, Measure.RATIO)) is None
    assert scored_value(OrdinalLevel(level=2), field(FieldType.ORDINAL, Measure.ORDINAL)) == 2


def test_an_ordered_category_the_codebook_does_not_list_has_no_rank() -> None:
    odd = field(FieldType.CATEGORICAL, Measure.ORDINAL)
    assert scored_value(OneCategory(category="high"), odd) == 5
    assert scored_value(OneCategory(category="gone"), odd) is None


@pytest.mark.parametrize(
    "kind, measure, level",
    [
        (FieldType.TEXT, Measure.LOCATION, Level.NOMINAL),
        (FieldType.LOCATION, Measure.LOCATION, Level.PLACE),
        (FieldType.DATE, Measure.INTERVAL, Level.INTERVAL),
        (FieldType.BOOLEAN, Measure.ORDINAL, Level.ORDINAL),
    ],
)
def test_a_measure_that_does_not_fit_the_type_falls_back(kind: FieldType, measure: Measure, level: Level) -> None:
    assert [part.level for part in parts_of(field(kind, measure))] == [level]


def test_a_codebook_without_triggers_groups_or_relevance_is_enough() -> None:
    odd = field(FieldType.CATEGORICAL, Measure.NOMINAL).model_copy(update={"id": "kind"})
    book = Codebook(
        format="incident-annotator/codebook/1",
        id="small",
        version=1,
        title="Small",
        sections=(Section(id="s", label="S"),),
        fields=(odd,),
    )
    assert trigger_field(book) is None
    codings_ = []
    for category in ("low", "high"):
        draft = Draft(codebook=book)
        draft.report({"kind": OneCategory(category=category)})
        codings_.append(retold(draft.coding, category))
    aligner = Aligner.of(codings_, book)
    assert [one.basis for one in aligner.without().incidents] == [Basis.EVIDENCE]
    (difference,) = disagreements(aligner, book)
    assert difference.kind is DisagreementKind.OTHER_VALUE_SAME_EVIDENCE
    # Leaving the only field out leaves nothing to align by.
    assert aligner.without("kind").matched == ()


def test_the_default_codebook_is_the_one_that_ships() -> None:
    assert DEFAULT_CODEBOOK_FILE.is_file()
    assert trigger_field(BOOK) == "trigger"
    slot = Slot("trigger")
    assert slot.report_id is None


@pytest.mark.parametrize("name", [one.id for one in BOOK.fields if one.measure is Measure.NOMINAL])
def test_every_nominal_field_has_alternatives_for_two_coders(name: str) -> None:
    draft = Draft()
    draft.complete_report()
    aligner = Aligner.of([draft.coding, retold(draft.coding, "b")], BOOK)
    units = field_units([aligner], BOOK, BOOK.fields_by_id[name])
    (part,) = parts_of(BOOK.fields_by_id[name])
    ratings = ratings_of(units, BOOK.fields_by_id[name], part, 1, coders=range(2))
    assert [cell.name for cell in alternatives(ratings)] == ["Cohen", "Scott", "AC1"]


def test_copies_of_one_coding_are_refused() -> None:
    draft = Draft()
    draft.complete_report()
    with pytest.raises(ValueError, match="copies of one"):
        Aligner.of([draft.coding, draft.coding], BOOK)
    assert len(Aligner.of([draft.coding, retold(draft.coding, "b")], BOOK).without().matched) == 1
