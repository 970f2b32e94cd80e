"""What labels mean: proposed by equal names only, kept as JSON, checked against the codebook."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from annotator.domain.codebook import Category
from annotator.domain.values import FieldType
from annotator.formats.codings.columns import TableColumns
from annotator.formats.codings.foreign import (
    CodingFileError,
    Counting,
    ForeignArticle,
    ForeignCoding,
    ForeignCodings,
    ForeignMark,
    LabelKey,
    LabelKind,
    Place,
)
from annotator.formats.codings.mapping import (
    CodingMapping,
    LabelRule,
    Reading,
    completed_mapping,
    mapping_faults,
    mapping_text,
    proposed_mapping,
    read_mapping,
    readings_for,
)
from tests.unit.formats.datasets.making import a_codebook, a_field

CODEBOOK = a_codebook()
HERE = Place("a.json", 1)


def some(*marks: ForeignMark, coder: str = "") -> ForeignCodings:
    return ForeignCodings("doccano", "a.jsonl", (ForeignCoding(HERE, ForeignArticle("a"), coder, marks),))


def span(label: str, *attributes: tuple[str, str], answers: tuple[str, ...] = ()) -> ForeignMark:
    said = tuple((name, (answer,)) for name, answer in attributes)
    return ForeignMark(HERE, label, spans=((0, 1),), answers=answers, attributes=said)


def proposed(mark: ForeignMark) -> dict[LabelKey, tuple[str, Reading, str]]:
    mapping = proposed_mapping(some(mark), CODEBOOK)
    return {rule.key: (rule.field, rule.reading, rule.category) for rule in mapping.labels}


@pytest.mark.parametrize("label", ["killed", "Killed", "KILLED", " killed "])
def test_a_label_like_a_fields_id_or_label_is_proposed_as_its_evidence(label: str) -> None:
    assert proposed(span(label)) == {LabelKey(label): ("killed", Reading.EVIDENCE, "")}


def test_underscores_and_hyphens_make_no_other_name() -> None:
    assert proposed(span("Published-on"))[LabelKey("Published-on")][0] == "published_on"


def test_a_label_with_answers_is_proposed_with_what_the_file_says() -> None:
    mark = ForeignMark(HERE, "killed", LabelKind.COLUMN, answers=("2",))
    assert proposed(mark) == {LabelKey("killed"): ("killed", Reading.ANSWER, "")}


def test_an_unknown_label_is_left_out_until_somebody_says_what_it_is() -> None:
    assert proposed(span("Person")) == {LabelKey("Person"): ("", Reading.EVIDENCE, "")}


def test_a_label_like_a_category_of_one_field_only_is_proposed_as_that() -> None:
    assert proposed(span("high")) == {LabelKey("high"): ("sure", Reading.CATEGORY, "high")}


def test_a_label_like_categories_of_two_fields_is_left_out() -> None:
    assert proposed(span("bomb"))[LabelKey("bomb")][0] == ""


def test_a_column_is_never_taken_for_a_category() -> None:
    assert proposed(ForeignMark(HERE, "high", LabelKind.COLUMN, answers=("x",)))[LabelKey("high")][0] == ""


def test_an_attribute_is_proposed_by_its_own_name_or_as_its_labels_answer() -> None:
    found = proposed(span("killed", ("Value", "2"), ("suicide", "yes"), ("Mood", "x")))
    assert found[LabelKey("killed", "Value")] == ("killed", Reading.ANSWER, "")
    assert found[LabelKey("killed", "suicide")] == ("suicide", Reading.ANSWER, "")
    assert found[LabelKey("killed", "Mood")][0] == ""


def test_the_only_coder_of_the_files_is_taken_and_of_several_none() -> None:
    assert proposed_mapping(some(span("x"), coder="Ana"), CODEBOOK).coder == "Ana"
    two = ForeignCodings("csv", "a", (*some(coder="A").codings, *some(coder="B").codings))
    assert proposed_mapping(two, CODEBOOK).coder == ""


def test_a_kept_mapping_stays_as_it_is_and_new_labels_are_proposed() -> None:
    kept = CodingMapping(labels=(LabelRule(label="killed", field="size"),))
    whole = completed_mapping(kept, some(span("killed"), span("place")), CODEBOOK)
    assert [(rule.label, rule.field) for rule in whole.labels] == [("killed", "size"), ("place", "place")]


def test_a_kept_mapping_without_columns_takes_the_proposed_ones_of_a_table() -> None:
    table = ForeignCodings("csv", "a.csv", (), columns=("file_name", "killed"))
    assert completed_mapping(CodingMapping(), table, CODEBOOK).columns == TableColumns(article="file_name")
    kept = TableColumns(article="killed")
    assert completed_mapping(CodingMapping(columns=kept), table, CODEBOOK).columns == kept


def test_a_rule_without_a_field_leaves_its_label_out() -> None:
    mapping = CodingMapping(labels=(LabelRule(label="a"), LabelRule(label="b", field="killed")))
    assert mapping.rule_for(LabelKey("a")) is None
    assert mapping.rule_for(LabelKey("c")) is None
    assert mapping.rule_for(LabelKey("b")) == LabelRule(label="b", field="killed")


def test_a_rule_replaces_the_one_of_its_label_in_place() -> None:
    mapping = CodingMapping(labels=(LabelRule(label="a"), LabelRule(label="b")))
    changed = mapping.with_rule(LabelRule(label="a", field="killed")).with_rule(LabelRule(label="c"))
    assert [(rule.label, rule.field) for rule in changed.labels] == [("a", "killed"), ("b", ""), ("c", "")]


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (LabelRule(label="a", field="nowhere"), "The codebook has no field nowhere, to which the label a is mapped."),
        (LabelRule(label="a", field="sure", reading=Reading.CATEGORY), "Sure has no category (none chosen) for"),
        (LabelRule(label="a", field="sure", reading=Reading.CATEGORY, category="x"), "Sure has no category x for"),
        (LabelRule(label="a", field="sure", reading=Reading.WORDS), "Sure cannot be read as words of the label a."),
        (LabelRule(label="a", field="trigger", reading=Reading.ANSWER), "Trigger cannot be read as answer of"),
        (LabelRule(label="a", attribute="b", field="killed", reading=Reading.CATEGORY), "Killed has no category"),
    ],
)
def test_what_does_not_fit_the_codebook_is_said_in_sentences(rule: LabelRule, fault: str) -> None:
    (said,) = mapping_faults(CodingMapping(labels=(rule,)), CODEBOOK)
    assert said.startswith(fault)


def test_a_proposed_mapping_has_no_faults() -> None:
    every = [span(field.id) for field in CODEBOOK.fields]
    every += [span(category.id) for field in CODEBOOK.fields for category in field.categories]
    assert list(mapping_faults(proposed_mapping(some(*every), CODEBOOK), CODEBOOK)) == []


@pytest.mark.parametrize("field_type", list(FieldType))
def test_every_type_of_field_can_take_evidence(field_type: FieldType) -> None:
    chosen = (Category(id="a", label="A", level=1),)
    assert readings_for(a_field("x", "incident", field_type, categories=chosen))[0] is Reading.EVIDENCE


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
rules = st.builds(
    LabelRule,
    label=names,
    attribute=names,
    field=st.sampled_from(["", "killed"]),
    reading=st.sampled_from(Reading),
    category=names,
)
mappings = st.builds(
    CodingMapping,
    labels=st.lists(rules, max_size=4, unique_by=lambda rule: rule.key).map(tuple),
    coder=names,
    report_by=names,
    counting=st.sampled_from(Counting),
    columns=st.none() | st.builds(TableColumns, article=names, label=names),
    has_articles=st.booleans(),
)


@given(mappings)
def test_a_mapping_comes_back_from_its_file(mapping: CodingMapping) -> None:
    assert read_mapping(mapping_text(mapping), "m.json") == mapping


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "m.json, line 1: This is not JSON"),
        ('{"labels": [], "labels": []}', "m.json: The key “labels” is there twice."),
        ('{"colour": "red"}', "m.json: colour: Extra inputs are not permitted."),
        ('{"labels": [{"field": "x"}]}', "m.json: labels.0.label: Field required."),
        ('{"labels": [{"label": "a"}, {"label": "a"}]}', "m.json: Value error, the label a is mapped twice."),
        ('{"labels": [{"label": "a", "reading": "guess"}]}', "m.json: labels.0.reading: Input should be"),
        ('{"counting": "bytes"}', "m.json: counting: Input should be"),
        ('{"format": "incident-annotator/coding-mapping/2"}', "m.json: format: Input should be"),
        ("[]", "m.json: Input should be"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(CodingFileError) as caught:
        read_mapping(text, "m.json")
    assert caught.value.message.startswith(reason)
