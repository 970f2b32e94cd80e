"""What the parts of a codebook are called."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.domain.codebook import Category, Codebook, EvidenceRule, Field, Measure, Precision
from annotator.domain.values import FieldType, Status
from annotator.formats.codebook_document.words import (
    STATUSES,
    TYPES,
    category_code,
    evidence_words,
    level_words,
    measure_words,
    precision_words,
    required_words,
    status_name,
)
from tests.drafts import default_codebook
from tests.unit.formats.datasets.making import a_field


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return default_codebook()


def field_with(**more: Any) -> Field:
    return a_field("size", "incident", more.pop("type", FieldType.COUNT), **more)


def test_every_type_and_every_status_has_words() -> None:
    assert set(TYPES) == set(FieldType)
    assert set(STATUSES) == set(Status)


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("article", "once for the article"),
        ("incident", "for each incident"),
        ("victim_group", "for each victim group"),
        ("gone", "gone"),
    ],
)
def test_a_level_says_how_often_a_field_is_answered(codebook: Codebook, level: str, words: str) -> None:
    assert level_words(codebook, level) == words


@pytest.mark.parametrize(
    ("required", "words"),
    [
        (True, "required"),
        (False, "optional"),
        ("focus = 'aggregate'", "required when “Role in article” is “Aggregate”"),
    ],
)
def test_a_field_says_when_it_has_to_be_answered(codebook: Codebook, required: bool | str, words: str) -> None:
    assert required_words(codebook, field_with(required=required)) == words


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (field_with(evidence=EvidenceRule.MANDATORY), "words must be marked, or a reason given"),
        (field_with(evidence=EvidenceRule.NONE), "no words are marked"),
        (field_with(type=FieldType.SPAN), "the marked words are the answer"),
        (
            field_with(evidence_when="suicide = true"),
            "words may be marked; they must be when “Suicide attack” is yes",
        ),
    ],
)
def test_a_field_says_whether_words_are_marked(codebook: Codebook, field: Field, words: str) -> None:
    assert evidence_words(codebook, field) == words


@pytest.mark.parametrize(
    ("measure", "on", "words"),
    [
        (Measure.NONE, "", ""),
        (Measure.NONE, "best", ""),
        (Measure.ORDINAL, "", "as steps of a scale"),
        (Measure.RATIO, "best", "by the ratios of values (on best)"),
    ],
)
def test_a_field_says_how_agreement_on_it_is_measured(measure: Measure, on: str, words: str) -> None:
    assert measure_words(field_with(measure=measure, measure_on=on)) == words


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (None, None, "step"),
        (1, 1, "step (1 day)"),
        (7, 7, "step (7 days)"),
        (2, 6, "step (2 to 6 days)"),
        (367, None, "step (367 days or more)"),
        (None, 1, "step (up to 1 day)"),
    ],
)
def test_a_step_of_precision_says_its_days(least: int | None, most: int | None, words: str) -> None:
    assert precision_words(Precision(code=1, label="step", min_days=least, max_days=most)) == words


@pytest.mark.parametrize(
    ("category", "code"),
    [
        (Category(id="a", label="A"), ""),
        (Category(id="a", label="A", code=0), "0"),
        (Category(id="a", label="A", code=4, level=2), "2"),
    ],
)
def test_a_category_has_its_number(category: Category, code: str) -> None:
    assert category_code(category) == code


def test_a_status_is_named_with_a_capital() -> None:
    assert status_name(Status.NOT_MENTIONED) == "Not mentioned"
