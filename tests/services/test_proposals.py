from __future__ import annotations

import pytest

from annotator.bootstrap import Workspace
from annotator.domain.text import Span
from annotator.domain.values import Count, DateRange, FieldType, Qualifier
from annotator.services.coding import CodingKey, Worksheet
from annotator.services.proposals import get_ready, propose_for, ranked_fields


@pytest.fixture
def worksheet(workspace: Workspace, key: CodingKey) -> Worksheet:
    return workspace.coding.worksheet(key)


def span_of(worksheet: Worksheet, words: str) -> Span:
    start = worksheet.article.text.index(words)
    return Span(start, start + len(words))


def test_words_of_a_count_suggest_one(worksheet: Worksheet) -> None:
    get_ready()
    proposal = propose_for(
        worksheet.codebook.fields_by_id["killed_total"], worksheet.article, span_of(worksheet, "dozens of soldiers")
    )
    assert proposal is not None
    assert isinstance(proposal.content, Count)
    assert (proposal.content.low, proposal.content.best, proposal.content.qualifier) == (None, None, Qualifier.DOZENS)


def test_a_day_of_the_week_is_read_from_the_day_of_publication(worksheet: Worksheet) -> None:
    words = next(day for day in ("Saturday", "Friday", "Sunday") if f"on {day}" in worksheet.article.text)
    proposal = propose_for(
        worksheet.codebook.fields_by_id["incident_date"], worksheet.article, span_of(worksheet, f"on {words}")
    )
    assert proposal is not None
    assert isinstance(proposal.content, DateRange)
    published = worksheet.article.metadata.published_day
    assert published is not None
    assert proposal.content.start is not None
    assert 0 <= (published - proposal.content.start).days < 7
    assert proposal.content.start.strftime("%A") == words


def test_words_that_say_nothing_suggest_nothing(worksheet: Worksheet) -> None:
    span = span_of(worksheet, "army post")
    assert propose_for(worksheet.codebook.fields_by_id["killed_total"], worksheet.article, span) is None


def test_fields_the_words_speak_for_come_first_and_none_is_lost(worksheet: Worksheet) -> None:
    span = span_of(worksheet, "dozens of soldiers")
    ranked = ranked_fields(worksheet.codebook, worksheet.article, span)
    assert sorted(field.id for field in ranked) == sorted(field.id for field in worksheet.codebook.fields)
    counts = [field for field in worksheet.codebook.fields if field.type is FieldType.COUNT]
    assert set(ranked[: len(counts)]) == set(counts)


def test_among_the_fields_spoken_for_those_of_every_incident_come_first(worksheet: Worksheet) -> None:
    ranked = ranked_fields(worksheet.codebook, worksheet.article, span_of(worksheet, "dozens of soldiers"))
    assert [field.id for field in ranked[:2]] == ["killed_total", "wounded_total"]
    assert ranked[2].required is not True


def test_words_that_speak_for_no_field_leave_the_codebooks_order(worksheet: Worksheet) -> None:
    ranked = ranked_fields(worksheet.codebook, worksheet.article, span_of(worksheet, "army post"))
    assert ranked == worksheet.codebook.fields
