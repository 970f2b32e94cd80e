"""Names, places and free words are taken as written; `propose` chooses by the field's type."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given

from annotator.domain.codebook import Category, Field
from annotator.domain.proposal import Proposal
from annotator.domain.values import Count, DateRange, EntityName, FieldType, FreeText, Location, Moment
from annotator.normalize import propose
from annotator.normalize.names import propose_entity, propose_location, propose_text
from tests.strategies import texts

PUBLISHED = dt.date(2024, 5, 1)


@pytest.mark.parametrize(
    "quote, canonical",
    [
        ("the Islamic Front", "Islamic Front"),
        ("The Islamic\nFront", "Islamic Front"),
        ("an armed group", "armed group"),
        ("a militia", "militia"),
        ("l'armée", "armée"),
        ("l’armée", "armée"),
        ("les rebelles", "rebelles"),
        ("un groupe armé", "groupe armé"),
        ("los rebeldes", "rebeldes"),
        ("La Libertad", "La Libertad"),
        ("Los Zetas", "Los Zetas"),
        ("Theodore", "Theodore"),
        ("the", "the"),
        ("ANC", "ANC"),
        ("  the army ", "army"),
        ("حركة", "حركة"),
    ],
)
def test_a_name_loses_its_leading_article(quote: str, canonical: str) -> None:
    proposal = propose_entity(quote)
    assert proposal is not None
    assert proposal.content == EntityName(verbatim=quote.strip(), canonical=canonical)
    assert f"“{canonical}”" in proposal.explanation


def test_a_place_is_taken_as_written_and_left_open() -> None:
    proposal = propose_location(" the Ménaka\nregion ")
    assert proposal is not None
    assert proposal.content == Location(verbatim="the Ménaka\nregion", name="the Ménaka region")
    assert "still open" in proposal.explanation


def test_words_are_taken_as_marked() -> None:
    proposal = propose_text(" two\nlines ")
    assert proposal is not None
    assert proposal.content == FreeText(text="two\nlines")


@pytest.mark.parametrize("blank", ["", " ", "\n\u00a0"])
def test_a_blank_quote_proposes_nothing(blank: str) -> None:
    assert propose_entity(blank) is propose_location(blank) is propose_text(blank) is None


def of_type(field_type: FieldType, quote: str) -> Proposal | None:
    categories = (Category(id="a", label="A", level=1),)
    field = Field(id="f", label="F", level="incident", section="s", type=field_type, categories=categories)
    return propose(field, quote, published=PUBLISHED)


@pytest.mark.parametrize(
    "field_type, quote, kind",
    [
        (FieldType.COUNT, "12 people", Count),
        (FieldType.DATE, "yesterday", Moment),
        (FieldType.DATE_RANGE, "yesterday", DateRange),
        (FieldType.ENTITY, "the army", EntityName),
        (FieldType.LOCATION, "Ménaka", Location),
        (FieldType.TEXT, "words", FreeText),
    ],
)
def test_the_type_of_the_field_chooses_the_rules(field_type: FieldType, quote: str, kind: type) -> None:
    proposal = of_type(field_type, quote)
    assert proposal is not None
    assert isinstance(proposal.content, kind)
    assert proposal.rule
    assert proposal.explanation.endswith(".")


@pytest.mark.parametrize(
    "field_type",
    [
        FieldType.CATEGORICAL,
        FieldType.CATEGORICAL_MULTI,
        FieldType.ORDINAL,
        FieldType.BOOLEAN,
        FieldType.SPAN,
        FieldType.ATTRIBUTED_VALUE,
    ],
)
def test_what_a_coder_must_judge_is_never_proposed(field_type: FieldType) -> None:
    assert of_type(field_type, "12 people yesterday") is None


@pytest.mark.parametrize("field_type", list(FieldType))
@given(quote=texts())
def test_any_quote_gives_a_proposal_of_the_fields_type_or_nothing(field_type: FieldType, quote: str) -> None:
    proposal = of_type(field_type, quote)
    assert proposal is None or proposal.content.type == field_type.value
