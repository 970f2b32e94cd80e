"""Expressions told in words."""

from __future__ import annotations

import pytest

from annotator.domain.codebook import Codebook
from annotator.domain.expressions import parse, parse_message
from annotator.formats.codebook_document.conditions import in_words, message_in_words
from tests.drafts import default_codebook


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return default_codebook()


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("focus = 'main'", "“Role in article” is “Main”"),
        ("focus != 'main'", "“Role in article” is not “Main”"),
        ("focus in ('main', 'secondary')", "“Role in article” is one of “Main” or “Secondary”"),
        ("focus in ('main')", "“Role in article” is “Main”"),
        ("tactic includes 'bombing_explosion'", "“Attack type” includes “Bombing or explosion”"),
        ("suicide = true", "“Suicide attack” is yes"),
        ("suicide = false", "“Suicide attack” is no"),
        ("killed_total.best > 2.5", "the best figure of “Killed (total)” is above 2.5"),
        ("killed_total.low < 1", "the lowest figure of “Killed (total)” is below 1"),
        ("value.low <= value.high", "its lowest figure is at most its highest figure"),
        ("value.qualifier = 'at_least'", "its qualifier is “at least”"),
        ("killed_total is coded", "“Killed (total)” is coded"),
        ("killed_total.best is not coded", "the best figure of “Killed (total)” is not coded"),
        ("stage is answered", "“Stage” is answered"),
        ("stage is not answered", "“Stage” is not answered"),
        ("killed_total.status = 'not_applicable'", "the status of “Killed (total)” is “not applicable”"),
        ("not suicide = true", "it is not so that “Suicide attack” is yes"),
        (
            "not (suicide = true or stage is coded)",
            "it is not so that (“Suicide attack” is yes, or “Stage” is coded)",
        ),
        (
            "suicide = true and (focus = 'main' or stage is coded)",
            "“Suicide attack” is yes and (“Role in article” is “Main”, or “Stage” is coded)",
        ),
        (
            "incident_date.start <= publication_date",
            "the first day of “Date” is no later than “Published”",
        ),
        ("incident_date.end > publication_date", "the last day of “Date” is after “Published”"),
        ("incident_date.end < publication_date", "the last day of “Date” is before “Published”"),
        ("publication_date >= incident_date.end", "“Published” is no earlier than the last day of “Date”"),
        (
            "publication_date - incident_date.end <= 60",
            "“Published” minus the last day of “Date” is at most 60",
        ),
        ("killed_total.low + 1 = 2", "the lowest figure of “Killed (total)” plus 1 is 2"),
        ("count(incident) = 0", "the number of incidents is 0"),
        (
            "count(victim_group where vg_type = 'soldiers') >= 1",
            "the number of “Victim groups” where “Victim group” is “Soldiers” is at least 1",
        ),
        (
            "sum(victim_group.vg_killed.low) <= 9",
            "the sum of the lowest figure of “Killed” over “Victim groups” is at most 9",
        ),
        (
            "distinct(claim.claimant.canonical) >= 2",
            "the number of different answers to the canonical name of “Claimant” among “Claims” is at least 2",
        ),
        ("any(claim where claimant is coded)", "there is a “Claim” where “Claimant” is coded"),
        (
            "all(victim_group where vg_killed.best is coded)",
            "for every “Victim group” it holds that the best figure of “Killed” is coded",
        ),
        ("'text' = incident_label", "“text” is “Short name”"),
    ],
)
def test_a_condition_is_told_with_labels(codebook: Codebook, expression: str, words: str) -> None:
    assert in_words(parse(expression), codebook) == words


def test_what_a_statement_is_about_is_told_by_the_field_s_label(codebook: Codebook) -> None:
    told = in_words(parse("statement.about_field = 'killed_total' and statement.stance = 'denies'"), codebook)
    assert told == "the subject of “Statement” is “Killed (total)” and the stance of “Statement” is “Denies”"


def test_what_a_message_fills_in_stands_in_angles(codebook: Codebook) -> None:
    message = parse_message("{value.label}: not {value.low} but {killed_total.best}.")
    assert message_in_words(message, codebook) == (
        "‹the field›: not ‹its lowest figure› but ‹the best figure of “Killed (total)”›."
    )


def test_every_condition_of_the_default_codebook_is_told_without_an_id(codebook: Codebook) -> None:
    texts = [text for rule in codebook.rules for check in rule.checks for text in (check.when, check.require) if text]
    texts += [
        text for field in codebook.fields for text in (field.required, field.evidence_when) if isinstance(text, str)
    ]
    assert len(texts) > 50
    for text in texts:
        assert "_" not in in_words(parse(text), codebook), text
