"""Whatever words a file has for an answer or a label: a content of the field's type, or a sentence; never a guess."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from annotator.domain.codebook import Codebook, Field
from annotator.domain.errors import CodingError
from annotator.domain.values import (
    Content,
    Count,
    DateRange,
    FieldType,
    FreeText,
    Moment,
    OneCategory,
    OrdinalLevel,
    SeveralCategories,
    YesNo,
)
from annotator.formats.codings.answers import category_content, content_of
from annotator.formats.codings.columns import TableColumns, proposed_columns
from annotator.formats.codings.foreign import (
    ForeignArticle,
    ForeignCoding,
    ForeignCodings,
    ForeignMark,
    LabelKind,
    Place,
)
from annotator.formats.codings.mapping import CodingMapping, completed_mapping, mapping_faults, proposed_mapping
from tests.drafts import default_codebook
from tests.strategies import words
from tests.unit.formats.datasets.making import a_codebook

SMALL, WHOLE = a_codebook(), default_codebook()
FIELDS = (*SMALL.fields, *WHOLE.fields)
CLOSED = {FieldType.CATEGORICAL, FieldType.CATEGORICAL_MULTI, FieldType.ORDINAL}
CHOSEN = [field for field in FIELDS if field.type in CLOSED]
fields = st.sampled_from(FIELDS)
texts = words() | st.sampled_from(
    ["1", "0", "true", "2024-02-29", "2024-02-30", "a/b", "/", "1/2", ";", "|", " \t", "1e9"]
)


def outcome(field: Field, answers: list[str]) -> Content | str:
    """Return the content, or the sentence by which the answers are refused."""
    try:
        return content_of(field, answers)
    except CodingError as error:
        return error.message


@given(fields, st.lists(texts, max_size=3))
def test_any_answers_are_a_content_of_the_fields_type_or_are_refused_in_a_sentence(
    field: Field, answers: list[str]
) -> None:
    found = outcome(field, answers)
    if isinstance(found, str):
        assert found.endswith(".")
        assert len(found) < 400
    else:
        assert found.type == field.type.value


@given(st.integers(0, 10**9 - 1))
def test_any_whole_number_is_a_count_of_just_that(number: int) -> None:
    field = SMALL.fields_by_id["killed"]
    for text in (str(number), f" {number} ", f"{number}.0", f"{number}.000"):
        assert content_of(field, [text]) == Count(best=number)


@given(st.dates(), st.dates())
def test_any_days_are_a_range_in_their_order_only(first: dt.date, last: dt.date) -> None:
    field = SMALL.fields_by_id["when"]
    text = f"{first.isoformat()}/{last.isoformat()}"
    if first <= last:
        assert content_of(field, [text]) == DateRange(start=first, end=last)
    else:
        with pytest.raises(CodingError, match="ends before it begins"):
            content_of(field, [text])
    assert content_of(field, [first.isoformat()]) == DateRange(start=first, end=first)


@given(st.datetimes(timezones=st.none() | st.just(dt.UTC)))
def test_any_time_is_that_moment(at: dt.datetime) -> None:
    assert content_of(SMALL.fields_by_id["published_on"], [at.isoformat()]) == Moment(at=at)


@pytest.mark.parametrize("field", CHOSEN, ids=lambda field: field.id)
def test_every_category_is_known_by_its_id_and_by_its_label_in_any_case(field: Field) -> None:
    for category in field.categories:
        wanted = category_content(field, category.id)
        for name in (category.id, category.id.upper(), f" {category.id} ", category.id.replace("_", " ")):
            assert content_of(field, [name]) == wanted
        same = [one for one in field.categories if one.label.casefold() == category.label.casefold()]
        if len(same) == 1 and not any(one.id == category.label.casefold() for one in field.categories):
            assert content_of(field, [category.label]) == wanted


@given(st.lists(st.sampled_from(["gun", "bomb", "Bomb", "GUN", "gun; bomb", "bomb|gun"]), min_size=1, max_size=5))
def test_several_categories_are_each_there_once_in_the_order_of_the_file(answers: list[str]) -> None:
    content = content_of(SMALL.fields_by_id["weapons"], answers)
    assert isinstance(content, SeveralCategories)
    flat = [part.strip().lower() for answer in answers for part in answer.replace("|", ";").split(";")]
    assert list(content.categories) == list(dict.fromkeys(flat))


@pytest.mark.parametrize(
    ("words", "answer"),
    [("YES", True), (" y ", True), ("True", True), ("1", True), ("No", False), ("n", False), ("FALSE", False)],
)
def test_yes_and_no_are_known_in_any_case(words: str, answer: bool) -> None:
    assert content_of(SMALL.fields_by_id["suicide"], [words, words]) == YesNo(answer=answer)


@given(st.lists(texts, min_size=1, max_size=4))
def test_a_remark_keeps_all_that_was_typed_each_thing_once(answers: list[str]) -> None:
    kept = list(dict.fromkeys(answer.strip() for answer in answers if answer.strip()))
    assert content_of(SMALL.fields_by_id["remark"], answers) == FreeText(text="\n".join(kept))


@pytest.mark.parametrize(("words", "level"), [("low", 1), ("High", 2), ("2", 2)])
def test_a_level_is_known_by_name_and_number(words: str, level: int) -> None:
    assert content_of(SMALL.fields_by_id["sure"], [words]) == OrdinalLevel(level=level)


def test_one_answer_said_twice_is_one_answer() -> None:
    assert content_of(SMALL.fields_by_id["relevance"], ["gun", " gun ", ""]) == OneCategory(category="gun")


# --- Labels and columns ----------------------------------------------------------------------------------------------

names = texts | st.sampled_from([field.id for field in FIELDS] + [field.label for field in FIELDS])
marks = st.builds(
    ForeignMark,
    place=st.just(Place("a.json", 1)),
    label=names,
    kind=st.sampled_from(LabelKind),
    answers=st.lists(texts, max_size=2).map(tuple),
    attributes=st.lists(st.tuples(names, st.lists(texts, max_size=1).map(tuple)), max_size=2).map(tuple),
)


def some(found: list[ForeignMark]) -> ForeignCodings:
    coding = ForeignCoding(Place("a.json", 1), ForeignArticle("a"), "", tuple(found))
    return ForeignCodings("label-studio", "a.json", (coding,))


@given(st.lists(marks, max_size=5), st.sampled_from([SMALL, WHOLE]))
def test_what_is_proposed_for_any_labels_fits_the_codebook_and_names_each_label_once(
    found: list[ForeignMark], codebook: Codebook
) -> None:
    foreign = some(found)
    mapping = proposed_mapping(foreign, codebook)
    assert list(mapping_faults(mapping, codebook)) == []
    assert [rule.key for rule in mapping.labels] == [label.key for label in foreign.labels]
    assert completed_mapping(mapping, foreign, codebook) == mapping
    assert completed_mapping(CodingMapping(), foreign, codebook).labels == mapping.labels


@given(st.lists(names | st.sampled_from(["file_name", "text", "start", "end", "quote", "label", "value"]), unique=True))
def test_the_columns_proposed_are_columns_of_the_table_each_with_one_meaning(header: list[str]) -> None:
    columns = proposed_columns(header)
    used = [name for name in columns.model_dump().values() if name]
    assert set(used) <= set(header)
    assert len(used) == len(set(used))
    assert bool(columns.start) == bool(columns.end)
    assert columns.label or not columns.answer
    assert proposed_columns([]) == TableColumns()
