"""What the document says, before any markup."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.domain.codebook import (
    Category,
    CategoryChoice,
    Codebook,
    Field,
    GroupDefinition,
    Precision,
    Rule,
    RuleCheck,
    Section,
    Severity,
)
from annotator.domain.values import FieldType
from annotator.formats.codebook_document.outline import Choice, ChoiceList, Example, FieldPart, outline
from tests.unit.formats.datasets.making import a_codebook, a_field


def part_of(field: Field) -> FieldPart:
    """Return how one more field is laid out."""
    sections = outline(a_codebook(field)).sections
    return next(one for section in sections for one in section.fields if one.id == field.id)


def facts_of(field: Field) -> dict[str, str]:
    return dict(part_of(field).facts)


def test_a_section_without_fields_is_left_out() -> None:
    book = a_codebook().model_copy(update={"sections": (Section(id="empty", label="Empty"), *a_codebook().sections)})
    assert [section.id for section in outline(book).sections] == ["all"]


def test_fields_of_a_group_in_another_section_stand_there_under_the_group() -> None:
    away = a_field("away", "actor", FieldType.TEXT).model_copy(update={"section": "other"})
    other = Section(id="other", label="Other")
    base = a_codebook()
    book = base.model_copy(update={"sections": (*base.sections, other), "fields": (*base.fields, away)})
    last = outline(book).sections[-1]
    assert [(block.title, [field.id for field in block.fields]) for block in last.blocks] == [("Actors", ["away"])]


def test_own_fields_come_before_those_of_groups() -> None:
    late = a_field("late", "incident", FieldType.TEXT)
    first, *_ = outline(a_codebook(late)).sections[0].blocks
    assert first.title == ""
    assert first.fields[-1].id == "late"


@pytest.mark.parametrize(
    ("field_type", "title"),
    [
        (FieldType.CATEGORICAL, "Categories"),
        (FieldType.CATEGORICAL_MULTI, "Categories"),
        (FieldType.ORDINAL, "Steps"),
        (FieldType.ENTITY, "Types"),
        (FieldType.ATTRIBUTED_VALUE, "Kinds of source"),
    ],
)
def test_a_list_of_choices_is_called_by_what_it_is(field_type: FieldType, title: str) -> None:
    field = a_field("x", "incident", field_type, categories=(Category(id="a", label="A", level=1),))
    (listed,) = part_of(field).lists
    assert listed == ChoiceList(title, (Choice("1", "A", "a", ""),))


def test_stances_and_precisions_are_lists_too() -> None:
    field = a_field(
        "x",
        "incident",
        FieldType.DATE_RANGE,
        stances=(Category(id="denies", label="Denies", help="Says no."),),
        precisions=(Precision(code=1, label="exact day", min_days=1, max_days=1), Precision(code=9, label="unknown")),
    )
    stances, precisions = part_of(field).lists
    assert stances == ChoiceList("Stances", (Choice("", "Denies", "denies", "Says no."),))
    assert precisions.title == "Precision"
    assert [choice.label for choice in precisions.choices] == ["exact day (1 day)", "unknown"]
    assert (stances.has_codes, stances.has_help) == (False, True)
    assert (precisions.has_codes, precisions.has_help) == (True, False)


@pytest.mark.parametrize(
    ("more", "name", "words"),
    [
        ({}, "Answered", "for each incident; optional"),
        ({"required": True}, "Answered", "for each incident; required"),
        ({"level": "article"}, "Answered", "once for the article; optional"),
        ({"level": "actor"}, "Answered", "for each actor; optional"),
        ({"max_categories": 3}, "At most", "3 categories"),
        (
            {"prefill": "published"},
            "Filled in",
            "from the article’s publication date, with the first thing that is coded",
        ),
    ],
)
def test_a_field_s_facts(more: dict[str, Any], name: str, words: str) -> None:
    field = a_field("x", more.pop("level", "incident"), FieldType.TEXT, **more)
    assert facts_of(field)[name] == words


def test_what_a_field_does_not_have_is_no_fact() -> None:
    assert set(facts_of(a_field("x", "incident", FieldType.TEXT))) == {"Records", "Answered", "Evidence"}


def rule(for_each: str, severity: Severity = Severity.ERROR, **more: Any) -> Rule:
    check = RuleCheck(require="1 = 1", message="Never.")
    return Rule(id="R1", severity=severity, for_each=for_each, checks=(check,), **more)


@pytest.mark.parametrize(
    ("for_each", "scope"),
    [
        ("article", "the article"),
        ("incident", "every incident"),
        ("value", "every value"),
        ("date_range", "every date range"),
        ("actor", "every actor"),
    ],
)
def test_a_rule_says_what_it_looks_at(for_each: str, scope: str) -> None:
    book = a_codebook().model_copy(update={"rules": (rule(for_each),)})
    (told,) = outline(book).rules
    assert told.scope == scope


@pytest.mark.parametrize("severity", Severity)
def test_a_rule_says_whether_it_is_an_error(severity: Severity) -> None:
    book = a_codebook().model_copy(update={"rules": (rule("incident", severity),)})
    (told,) = outline(book).rules
    assert told.is_error == (severity is Severity.ERROR)


def test_a_check_without_a_condition_holds_always() -> None:
    book = a_codebook().model_copy(update={"rules": (rule("incident"),)})
    ((check,),) = (told.checks for told in outline(book).rules)
    assert (check.message, check.when, check.require) == ("Never.", "", "1 is 1")


def with_no_incident(choice: CategoryChoice | None) -> Codebook:
    return a_codebook().model_copy(update={"no_incident": choice})


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (None, ""),
        (CategoryChoice(field="relevance", category="bomb"), "Relevance: Bomb"),
        (CategoryChoice(field="relevance", category="gone"), "Relevance: gone"),
        (CategoryChoice(field="gone", category="x"), ""),
    ],
)
def test_the_answer_for_no_incident_is_named(choice: CategoryChoice | None, words: str) -> None:
    assert outline(with_no_incident(choice)).no_incident == words


def test_examples_of_a_field_there_is_not_are_passed_over() -> None:
    told = outline(a_codebook(), {"gone": [Example("a", "b", "c")]})
    assert all(field.examples == () for section in told.sections for field in section.fields)


def test_a_group_nobody_has_fields_for_is_left_out() -> None:
    lonely = GroupDefinition(id="lonely", label="Lonely", plural="Lonely ones", section="all")
    book = a_codebook().model_copy(update={"groups": (*a_codebook().groups, lonely)})
    assert "Lonely ones" not in {block.title for section in outline(book).sections for block in section.blocks}
