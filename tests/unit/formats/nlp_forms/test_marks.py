"""A coded article as text with marks."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from annotator.domain.codebook import Category
from annotator.domain.values import Content, Count, FieldType, FreeText, MarkedSpan, OneCategory, OrdinalLevel, Status
from annotator.formats.datasets.json_text import indented, one_line
from annotator.formats.datasets.nlp_forms.marks import (
    Layout,
    MarkedArticle,
    Wording,
    article_members,
    without_outer_space,
)
from annotator.formats.datasets.placement import PlacedValue
from annotator.formats.datasets.source import CodedArticle
from tests.strategies import contents
from tests.unit.formats.datasets.making import a_codebook, a_field, a_source, all_coded
from tests.unit.formats.nlp_forms.hard_texts import HARD, SpanMaker, a_hard_coding, texts


def marked(made: SpanMaker) -> MarkedArticle:
    return Layout(a_source([])).marked(made.coded(a_codebook()))


def test_marks_are_in_the_order_of_the_text_the_outer_first() -> None:
    made = SpanMaker(1, "one two three")
    report = made.report(0)
    made.marked("trigger", [(4, 7), (0, 3)], MarkedSpan(), report)
    made.marked("killed", [(0, 13), (0, 3)], Count(low=1), report)
    found = [(mark.start, mark.end, mark.field) for mark in marked(made).marks]
    assert found == [(0, 13, "killed"), (0, 3, "trigger"), (0, 3, "killed"), (4, 7, "trigger")]


def test_what_is_deleted_has_no_mark() -> None:
    *_, with_tombstones = all_coded(a_codebook())
    laid = Layout(a_source([])).marked(with_tombstones)
    assert laid.marks == []
    assert [placed.value.field for placed in laid.values] == ["killed"]
    assert laid.notes == ()


def test_a_mark_knows_its_report() -> None:
    numbers = {(mark.field, mark.report_number) for mark in marked(a_hard_coding()).marks}
    assert {("relevance", 0), ("killed", 1), ("killed", 2), ("name", 2)} <= numbers


@pytest.mark.parametrize(
    "content, status, words",
    [
        (Count(low=2, best=2, high=2), Status.CODED, "2"),
        (FreeText(text="two\nlines"), Status.CODED, "two lines"),
        (None, Status.NOT_MENTIONED, "not mentioned"),
        (None, Status.CODED, ""),
    ],
)
def test_a_value_is_told_in_words_on_one_line(content: Count | FreeText | None, status: Status, words: str) -> None:
    made = SpanMaker(1, "text")
    field = "remark" if isinstance(content, FreeText) else "killed"
    made.marked(field, [], content, made.report(0), status=status)
    laid = marked(made)
    assert [laid.words_of(placed) for placed in laid.values] == [words]


def test_a_value_of_a_field_that_is_gone_is_told_as_json() -> None:
    made = SpanMaker(1, "text")
    made.marked("gone", [], OneCategory(category="x"), made.report(0))
    laid = marked(made)
    assert json.loads(laid.words_of(laid.values[0])) == {"type": "categorical", "category": "x"}


def test_a_record_tells_value_place_and_evidence() -> None:
    laid = marked(a_hard_coding())
    ((place, placed),) = ((i, one) for i, one in enumerate(laid.values) if one.value.field == "name")
    record = json.loads(laid.values_json[place])
    (evidence,) = placed.evidence
    assert (record["level"], record["report"], record["group"]) == ("actor", 2, 1)
    assert record["evidence"] == [{"id": evidence.id, "start": evidence.start, "end": evidence.end, "stance": "states"}]
    assert record["content"] is None


def record_of(placed: PlacedValue) -> dict[str, Any]:
    """Return what the JSON of a value says, made from the record itself."""
    value, place, evidence = placed
    return {
        "id": value.id,
        "field": value.field,
        "level": place.level,
        "report": place.report_number,
        "report_id": place.report_id,
        "group": place.group_number,
        "group_id": place.group_id,
        "status": value.status.value,
        "content": None if value.content is None else value.content.model_dump(mode="json"),
        "missing_evidence_reason": value.missing_evidence_reason,
        "evidence": [
            {"id": one.id, "start": one.start, "end": one.end, "stance": one.stance.value} for one in evidence
        ],
    }


@pytest.mark.parametrize("coded", [*all_coded(a_codebook()), a_hard_coding().coded(a_codebook())])
def test_every_value_is_written_as_its_record_is_in_json(coded: CodedArticle) -> None:
    laid = Layout(a_source([])).marked(coded)
    assert laid.values_json == [one_line(record_of(placed)) for placed in laid.values]


@given(contents(), texts, texts)
def test_any_content_and_any_reason_are_written_as_json_has_them(content: Content, reason: str, id_: str) -> None:
    made = SpanMaker(1, "one two")
    made.value(id_, content, made.report(0), quotes=["one"], missing_evidence_reason=reason)
    laid = marked(made)
    assert laid.values_json == [one_line(record_of(laid.values[0]))]
    assert len(laid.values_json[0].splitlines()) == 1


def test_an_articles_members_are_json_without_the_text() -> None:
    laid = marked(a_hard_coding())
    told = json.loads(f"{{{article_members(laid)}}}")
    assert (told["published"], told["codebook_version"], told["state"]) == ("2024-05-01", 2, "complete")
    assert told["values"] == [record_of(placed) for placed in laid.values]
    assert [note["id"] for note in told["notes"]] == [note.id for note in laid.notes]
    assert HARD not in told.values()


def test_one_content_has_the_words_of_each_field_and_codebook_it_stands_in() -> None:
    level, wording, content = FieldType.ORDINAL, Wording(), OrdinalLevel(level=1)
    fields = [a_field("a", "incident", level, categories=(Category(id="x", label=label, level=1),)) for label in "XY"]
    told = []
    for version, field in enumerate(fields, 1):
        codebook = a_codebook(field, version=version)
        coded = SpanMaker(1, "text").coded(codebook)
        header = coded.coding.header.model_copy(update={"codebook_id": f"codebook-{version}"})
        coded = replace(coded, coding=replace(coded.coding, header=header))
        told += [wording.words_of(content, name, coded) for name in ("a", "sure", "a")]
    assert told == ["X", "Low", "X", "Y", "Low", "Y"]


def test_labels_come_from_the_first_codebook_that_has_the_field() -> None:
    labels = Layout(a_source([])).field_labels
    assert list(labels) == [field.id for field in a_codebook().fields]
    assert labels["killed"] == "Killed"


@given(texts, st.data())
def test_a_mark_without_outer_space_is_the_stripped_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = SpanMaker(1, text)
    made.marked("trigger", [(start, end)], MarkedSpan(), made.report(0))
    (mark,) = marked(made).marks
    inner = without_outer_space(text, mark)
    stripped = text[start:end].strip()
    assert (inner is None) == (stripped == "")
    if inner is not None:
        assert text[inner.start : inner.end] == stripped
        assert start <= inner.start < inner.end <= end
        assert (inner is mark) == (stripped == text[start:end])


@given(texts)
def test_one_line_is_one_line_for_every_reader(text: str) -> None:
    written = one_line({"text": text})
    assert len(written.splitlines()) == 1
    assert json.loads(written) == {"text": text}


def test_numbers_that_json_has_not_are_refused() -> None:
    for write in (one_line, indented):
        with pytest.raises(ValueError, match="JSON compliant"):
            write(float("nan"))


def test_a_small_file_of_json_ends_in_a_line_feed() -> None:
    assert indented({"a": "é"}) == '{\n  "a": "é"\n}\n'.encode()
