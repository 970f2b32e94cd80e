"""Answers of other programs as contents: only what they say."""

from __future__ import annotations

import datetime as dt

import pytest

from annotator.domain.errors import CodingError
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FreeText,
    Location,
    Moment,
    OneCategory,
    OrdinalLevel,
    SeveralCategories,
    YesNo,
)
from annotator.formats.codings.answers import category_content, content_of
from tests.unit.formats.datasets.making import a_codebook

FIELDS = a_codebook().fields_by_id
DAY = dt.date(2020, 1, 2)


@pytest.mark.parametrize(
    ("field", "answers", "content"),
    [
        ("killed", ["12"], Count(best=12)),
        ("killed", ["12.0"], Count(best=12)),
        ("killed", ["0"], Count(best=0)),
        ("published_on", ["2020-01-02"], Moment(at=DAY)),
        ("published_on", ["2020-01-02T08:30:00+00:00"], Moment(at=dt.datetime(2020, 1, 2, 8, 30, tzinfo=dt.UTC))),
        ("when", ["2020-01-02"], DateRange(start=DAY, end=DAY)),
        ("when", ["2020-01-02/2020-01-04"], DateRange(start=DAY, end=dt.date(2020, 1, 4))),
        ("relevance", ["bomb"], OneCategory(category="bomb")),
        ("relevance", ["Gun | rifle"], OneCategory(category="gun")),
        ("relevance", [" GUN "], OneCategory(category="gun")),
        ("weapons", ["gun", "Bomb"], SeveralCategories(categories=("gun", "bomb"))),
        ("weapons", ["gun; bomb"], SeveralCategories(categories=("gun", "bomb"))),
        ("weapons", ["bomb|gun"], SeveralCategories(categories=("bomb", "gun"))),
        ("weapons", ["Gun | rifle"], SeveralCategories(categories=("gun",))),
        ("sure", ["high"], OrdinalLevel(level=2)),
        ("sure", ["1"], OrdinalLevel(level=1)),
        ("suicide", ["Yes"], YesNo(answer=True)),
        ("suicide", ["0"], YesNo(answer=False)),
        ("name", ["the raiders"], EntityName(verbatim="the raiders")),
        ("place", ["Ménaka"], Location(verbatim="Ménaka")),
        ("remark", ["one", "two", "one"], FreeText(text="one\ntwo")),
        ("claim", ["twelve"], AttributedValue(value="twelve")),
        ("killed", ["999999999999999"], Count(best=999_999_999_999_999)),
        ("killed", ["0000000000000000000012"], Count(best=12)),
        ("killed", ["000"], Count(best=0)),
    ],
)
def test_an_answer_becomes_what_it_says(field: str, answers: list[str], content: Content) -> None:
    assert content_of(FIELDS[field], answers) == content


@pytest.mark.parametrize(
    ("field", "answers", "reason"),
    [
        ("killed", ["a dozen"], "“a dozen” is not a whole number"),
        ("killed", ["-3"], "is not a whole number"),
        ("killed", ["1.5"], "is not a whole number"),
        ("killed", ["9" * 5000], "is too large; Killed takes a number up to 999,999,999,999,999."),
        ("killed", ["999999999999999999"], "“999999999999999999” is too large"),
        ("killed", ["1000000000000000.0"], "is too large"),
        ("killed", ["٣"], "is not a whole number"),
        ("killed", ["1", "2"], "Killed takes one answer, not 2."),
        ("killed", ["  "], "Killed takes one answer, not 0."),
        ("published_on", ["yesterday"], "is not a day as YYYY-MM-DD"),
        ("when", ["2020-13-01"], "is not a day as YYYY-MM-DD"),
        ("when", ["2020-01-04/2020-01-02"], "ends before it begins"),
        ("relevance", ["knife"], "Relevance has no category “knife”."),
        ("weapons", ["gun; knife"], "Weapons has no category “knife”."),
        ("sure", ["3"], "Sure has no category “3”."),
        ("suicide", ["perhaps"], "is neither yes nor no"),
        ("trigger", ["attack"], "Trigger takes marked words only."),
    ],
)
def test_an_answer_that_says_nothing_of_the_fields_kind_is_refused(field: str, answers: list[str], reason: str) -> None:
    with pytest.raises(CodingError, match=r".+") as caught:
        content_of(FIELDS[field], answers)
    assert reason in caught.value.message


@pytest.mark.parametrize(
    ("field", "category", "content"),
    [
        ("relevance", "gun", OneCategory(category="gun")),
        ("weapons", "bomb", SeveralCategories(categories=("bomb",))),
        ("sure", "low", OrdinalLevel(level=1)),
    ],
)
def test_a_label_may_stand_for_a_category_of_every_closed_list(field: str, category: str, content: Content) -> None:
    assert category_content(FIELDS[field], category) == content


def test_a_label_for_a_category_the_field_does_not_have_is_refused() -> None:
    with pytest.raises(CodingError, match="Relevance has no category knife"):
        category_content(FIELDS["relevance"], "knife")
