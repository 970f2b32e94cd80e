"""The shared strategies keep what they promise, since other tests stand on them."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable

import pytest
from hypothesis import Phase, find, given, settings, strategies as st

from annotator.domain.article import Article
from annotator.domain.codebook import Codebook
from annotator.domain.coding import Coding, CodingHeader, Slot
from annotator.domain.ids import CodebookId, CoderId, CodingId
from annotator.domain.revision import Revision
from annotator.domain.text import Span, stored_form
from annotator.domain.values import FieldType
from annotator.formats.codebooks import read_codebook
from annotator.resources import resource_path
from tests.strategies import (
    FIELD_TYPES,
    GROUP_LEVELS,
    CodedArticle,
    articles,
    coded_articles,
    contents_for,
    ids,
    records_of,
    spans_in,
    texts,
    texts_with_spans,
)

UNSHRUNK = settings(phases=[Phase.generate], database=None, max_examples=1000)
"""For finding any example, not the smallest."""


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    source = resource_path("codebooks", "incident.yaml").read_text(encoding="utf-8")
    return read_codebook(source, name="incident.yaml")


@given(texts())
def test_texts_are_in_stored_form_and_not_empty(text: str) -> None:
    assert text
    assert stored_form(text) == text


@given(texts(min_size=40))
def test_texts_are_as_long_as_asked_for(text: str) -> None:
    assert len(text) >= 40


@pytest.mark.parametrize(
    "wanted",
    [
        lambda text: any(ord(mark) > 0xFFFF for mark in text),
        lambda text: any(unicodedata.combining(mark) for mark in text),
        lambda text: any(unicodedata.bidirectional(mark) == "AL" for mark in text),
        lambda text: "\u00a0" in text,
        lambda text: "\u2028" in text,
        lambda text: "\u200d" in text,
        lambda text: "\n" in text.strip(),
        lambda text: text.count("killed") > 1,
    ],
    ids=["astral", "combining", "Arabic", "no-break space", "U+2028", "joiner", "lines", "a word twice"],
)
def test_texts_hold_what_breaks_offsets(wanted: Callable[[str], bool]) -> None:
    assert wanted(find(texts(), wanted, settings=UNSHRUNK))


def test_every_span_of_a_text_can_be_drawn() -> None:
    wanted = {Span(start, end) for start in range(4) for end in range(start + 1, 5)}
    for span in wanted:
        assert find(spans_in("word"), span.__eq__, settings=UNSHRUNK) == span


@given(texts_with_spans())
def test_spans_lie_in_their_text(text_and_spans: tuple[str, tuple[Span, ...]]) -> None:
    text, spans = text_and_spans
    assert spans
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@given(st.lists(ids()))
def test_ids_are_uuids_of_version_7(drawn: list[str]) -> None:
    assert all((uuid.UUID(one).version, uuid.UUID(one).variant) == (7, uuid.RFC_4122) for one in drawn)


@given(coded_articles())
def test_records_of_a_coding_refer_to_records_before_them(coded: CodedArticle) -> None:
    known: set[str | None] = {None, coded.article.id}
    for record in records_of(coded.coding):
        links = record.model_dump(include={"coding_id", "report_id", "group_id", "value_id", "subject_id"})
        assert set(links.values()) <= known
        known.add(record.id)
    assert coded.coding.header.article_id == coded.article.id


@given(coded_articles())
def test_values_of_a_coding_are_of_their_fields_type_and_level(coded: CodedArticle) -> None:
    for value in coded.coding.values_by_id.values():
        level = "article" if value.report_id is None else "incident"
        level = coded.coding.groups_by_id[value.group_id].level if value.group_id else level
        field_type = FIELD_TYPES[level][value.field]
        assert value.content is None or value.content.type == field_type.value


@given(coded_articles())
def test_no_two_values_of_a_coding_share_a_slot(coded: CodedArticle) -> None:
    slots = [value.slot for value in coded.coding.values_by_id.values()]
    assert len(slots) == len(set(slots))


def test_codings_come_with_everything_a_coding_can_hold() -> None:
    def is_full(coded: CodedArticle) -> bool:
        coding = coded.coding
        return len(coding.reports()) > 1 and any(coding.evidence()) and any(coding.groups_by_id) and any(coding.notes())

    assert is_full(find(coded_articles(), is_full, settings=UNSHRUNK))


def test_the_table_of_fields_is_the_default_codebooks(codebook: Codebook) -> None:
    theirs: dict[str, dict[str, FieldType]] = {}
    for field in codebook.fields:
        theirs.setdefault(field.level, {})[field.id] = field.type
    assert theirs == FIELD_TYPES
    assert {group.id for group in codebook.groups} == set(GROUP_LEVELS)


@given(data=st.data(), article=articles())
def test_what_is_drawn_for_a_field_is_taken_by_a_coding(
    codebook: Codebook, data: st.DataObject, article: Article
) -> None:
    field = data.draw(st.sampled_from(codebook.fields))
    content = data.draw(contents_for(field))
    header = CodingHeader(id=CodingId("c"), article_id=article.id, coder_id=CoderId("k"), codebook_id=CodebookId("b"))
    revision = Revision(Coding(header), codebook, article)
    assert revision.set_content(Slot(field.id), content).content == content
