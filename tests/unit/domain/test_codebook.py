from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from annotator.domain import values
from annotator.domain.codebook import FORMAT, Codebook, CodebookFaultsError, Field
from annotator.domain.values import FieldType, Qualifier, Status
from annotator.domain.vocabulary import COMMON_PARTS, PARTS
from tests.drafts import default_codebook

FIELDS: list[dict[str, Any]] = [
    {"id": "published", "label": "Published", "level": "article", "type": "date"},
    {
        "id": "focus",
        "label": "Focus",
        "level": "incident",
        "type": "categorical",
        "categories": [{"id": "main", "label": "Main"}, {"id": "other", "label": "Other"}],
    },
    {"id": "killed", "label": "Killed", "level": "incident", "type": "count"},
    {"id": "place", "label": "Place", "level": "incident", "type": "location"},
    {
        "id": "actor",
        "label": "Actor",
        "level": "claim",
        "type": "entity",
        "categories": [{"id": "army", "label": "Army"}],
    },
    {
        "id": "said",
        "label": "Said",
        "level": "claim",
        "type": "attributed_value",
        "categories": [{"id": "media", "label": "Media"}],
        "stances": [{"id": "denies", "label": "Denies"}],
    },
]


def _codebook(**changes: Any) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "id": "small",
        "version": 1,
        "title": "Small",
        "sections": [{"id": "s", "label": "S"}],
        "groups": [{"id": "claim", "label": "Claim", "plural": "Claims", "section": "s"}],
        "fields": [{"section": "s", **field} for field in FIELDS],
        **changes,
    }


def _with_rule(require: str, for_each: str = "incident", **more: Any) -> dict[str, Any]:
    check = {"require": require, "message": "No.", **more}
    return _codebook(rules=[{"id": "R1", "severity": "error", "for_each": for_each, "checks": [check]}])


def _with_field(**field: Any) -> dict[str, Any]:
    described = {"id": "extra", "label": "Extra", "level": "incident", "section": "s", "type": "text", **field}
    return _codebook(fields=[*_codebook()["fields"], described])


def _leading_to(field: str) -> dict[str, Any]:
    (rule,) = _with_rule("true")["rules"]
    return _codebook(rules=[{**rule, "field": field}])


def _reasons(data: Mapping[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Codebook.model_validate(data)
    return [str(detail["msg"]).removeprefix("Value error, ") for detail in caught.value.errors()]


def test_a_small_codebook_is_accepted_and_knows_its_parts() -> None:
    codebook = Codebook.model_validate(_codebook())
    assert [field.id for field in codebook.fields_at("incident")] == ["focus", "killed", "place"]
    assert codebook.fields_at("nowhere") == ()
    group = codebook.group("claim")
    assert group is not None
    assert group.plural == "Claims"
    assert codebook.group("incident") is None
    assert codebook.fields_by_id["focus"].category_label("main") == "Main"
    assert codebook.fields_by_id["focus"].category_label("gone") == "gone"
    assert codebook.fields_by_id["focus"].category("gone") is None
    assert codebook.is_level("claim")
    assert not codebook.is_level("count")
    assert (codebook.statuses, codebook.qualifiers) == (tuple(Status), tuple(Qualifier))


@pytest.mark.parametrize(
    "require, for_each",
    [
        ("focus = 'main'", "incident"),
        ("killed.low <= killed.high", "incident"),
        ("killed is coded and killed.best is not coded", "incident"),
        ("published > published - 3", "article"),
        ("published is coded", "claim"),
        ("killed.qualifier = 'at_least'", "claim"),
        ("actor = 'anybody'", "claim"),
        ("any(claim where actor.name = said.source_entity)", "incident"),
        ("any(claim where said.about_field = 'killed' and said.stance = 'denies')", "incident"),
        ("count(incident where focus = 'main' and any(claim where actor is coded)) > 0", "article"),
        ("value.low >= 0 and value.label = 'x'", "count"),
        ("value.status != 'unclear' and value.spans > 0", "value"),
        ("value.lat >= -90 and published is coded", "location"),
        ("focus.status = 'not_mentioned'", "incident"),
        ("count(claim.actor.aliases) > 0", "incident"),
    ],
)
def test_a_rule_may_name_what_it_can_see(require: str, for_each: str) -> None:
    assert Codebook.model_validate(_with_rule(require, for_each)).rules[0].checks[0].require == require


@pytest.mark.parametrize(
    "require, for_each, reason",
    [
        ("kiled.low > 0", "incident", "there is no field kiled"),
        ("killed.lowest > 0", "incident", "killed has no part lowest"),
        ("killed.low.first > 0", "incident", "killed has no part low.first"),
        ("killed > 0", "incident", "killed needs a part, one of best, high, low, qualifier"),
        ("killed.lowest is coded", "incident", "killed has no part lowest"),
        ("focus.low = 1", "incident", "focus has no part low"),
        ("actor is coded", "incident", "the field actor belongs to claim and cannot be seen from here"),
        ("focus is coded", "article", "the field focus belongs to incident and cannot be seen from here"),
        ("focus is coded", "count", "the field focus belongs to incident and cannot be seen from here"),
        ("value.low > 0", "incident", "there is no field value"),
        ("value.low > 0", "location", "value has no part low"),
        ("value.low > 0", "value", "value has no part low"),
        ("any(claims)", "incident", "there is no group claims"),
        ("count(article) = 1", "incident", "there is no group article"),
        ("count(claim) = 1", "article", "claim can only be gone through inside an incident"),
        ("sum(claim.actr.low) = 1", "incident", "there is no field actr"),
        ("any(claim where acter is coded)", "incident", "there is no field acter"),
        ("not (killed.low + kiled.low > 1 or true)", "incident", "there is no field kiled"),
        ("focus = 'mian'", "incident", "focus is never 'mian'"),
        ("'mian' != focus", "incident", "focus is never 'mian'"),
        ("focus in ('main', 'mian')", "incident", "focus is never 'mian'"),
        ("focus includes 'mian'", "incident", "focus is never 'mian'"),
        ("focus.status = 'missing'", "incident", "focus.status is never 'missing'"),
        ("killed.qualifier = 'some'", "incident", "killed.qualifier is never 'some'"),
        ("value.qualifier = 'some'", "count", "value.qualifier is never 'some'"),
        ("any(claim where said.stance = 'asserts')", "incident", "said.stance is never 'asserts'"),
        ("any(claim where said.source_type = 'tv')", "incident", "said.source_type is never 'tv'"),
        ("any(claim where said.about_field = 'kiled')", "incident", "said.about_field is never 'kiled'"),
        ("any(claim where actor.entity_type = 'navy')", "incident", "actor.entity_type is never 'navy'"),
    ],
)
def test_a_rule_that_names_something_unknown_is_refused(require: str, for_each: str, reason: str) -> None:
    assert _reasons(_with_rule(require, for_each)) == [f"rule R1: {reason}"]


def test_the_names_in_a_rules_condition_and_message_are_checked_too() -> None:
    assert _reasons(_with_rule("true", when="nope is coded")) == ["rule R1: there is no field nope"]
    assert _reasons(_with_rule("true", message="Sum {sum(claim.nope)}.")) == ["rule R1: there is no field nope"]
    assert _reasons(_with_rule("true", message="{killed.lowest}")) == ["rule R1: killed has no part lowest"]


def test_a_message_may_show_a_whole_field() -> None:
    assert Codebook.model_validate(_with_rule("true", message="It says {killed}.")).rules


def test_a_message_with_a_broken_brace_is_refused() -> None:
    assert "the brace is not closed (column 9)" in _reasons(_with_rule("true", message="It says {killed."))


@pytest.mark.parametrize("key", ["required", "evidence_when"])
def test_the_conditions_of_fields_are_checked(key: str) -> None:
    assert len(Codebook.model_validate(_with_field(**{key: "focus = 'main'"})).fields) == len(FIELDS) + 1
    assert _reasons(_with_field(**{key: "focus = 'mian'"})) == ["field extra: focus is never 'mian'"]
    assert "column 8" in " ".join(_reasons(_with_field(**{key: "focus ="})))


@pytest.mark.parametrize(
    "data, reason",
    [
        (_with_field(id="focus"), "field focus is there twice"),
        (_codebook(sections=[{"id": "s", "label": "S"}, {"id": "s", "label": "T"}]), "section s is there twice"),
        (_codebook(groups=[*_codebook()["groups"] * 2]), "group claim is there twice"),
        (_with_field(section="t"), "field extra: there is no section t"),
        (_with_field(level="claims"), "field extra: there is no level claims"),
        (_with_field(id="value"), "field value: the name is the program's own"),
        (
            _codebook(groups=[*_codebook()["groups"], {"id": "incident", "label": "I", "plural": "I", "section": "s"}]),
            "group incident: the name is the program's own",
        ),
        (_with_rule("true", "claims"), "rule R1: for_each names no level and no field type: claims"),
        (
            _leading_to("nope"),
            "rule R1: there is no field nope",
        ),
        (
            _leading_to("actor"),
            "rule R1: the field actor cannot be seen from incident",
        ),
        (_codebook(rules=_with_rule("true")["rules"] * 2), "rule R1 is there twice"),
    ],
)
def test_references_that_lead_nowhere_and_repeats_are_refused(data: dict[str, Any], reason: str) -> None:
    assert reason in " ".join(_reasons(data))


def test_two_fields_with_one_key_are_refused() -> None:
    data = _codebook()
    data["fields"][0]["key"] = data["fields"][1]["key"] = "K"
    assert _reasons(data) == ["key K is there twice"]


def test_every_fault_is_told_at_once_with_the_place_it_stands_at() -> None:
    data = _with_rule("nope is coded and kiled is coded", when="gone is coded")
    with pytest.raises(ValidationError) as caught:
        Codebook.model_validate(data)
    cause = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(cause, CodebookFaultsError)
    assert [fault.where[-1] for fault in cause.faults] == ["when", "require", "require"]
    assert {fault.where[:4] for fault in cause.faults} == {("rules", 0, "checks", 0)}


@pytest.mark.parametrize(
    "field, reason",
    [
        ({"type": "categorical"}, "a categorical field needs categories"),
        ({"type": "categorical_multi"}, "a categorical_multi field needs categories"),
        ({"type": "ordinal", "categories": [{"id": "a", "label": "A"}]}, "each category of an ordinal field needs"),
        ({"categories": [{"id": "a", "label": "A"}] * 2}, "category a is there twice"),
        ({"stances": [{"id": "a", "label": "A"}] * 2}, "stance a is there twice"),
        ({"key": "X"}, "the key X is the window's own"),
        ({"key": "U"}, "the key U is the window's own"),
        ({"key": "k"}, "should match pattern"),
        ({"id": "Upper"}, "should match pattern"),
        ({"label": ""}, "at least 1 character"),
        ({"colour": "red"}, "Extra inputs are not permitted"),
    ],
)
def test_a_field_that_contradicts_itself_is_refused(field: dict[str, Any], reason: str) -> None:
    data = {"id": "f", "label": "F", "level": "article", "section": "s", "type": "text", **field}
    with pytest.raises(ValidationError, match=reason):
        Field.model_validate(data)


def test_another_format_is_refused() -> None:
    with pytest.raises(ValidationError, match="incident-annotator/codebook/1"):
        Codebook.model_validate(_codebook(format="incident-annotator/codebook/2"))


def test_the_parts_of_every_type_exist_on_its_content_or_are_derived() -> None:
    models = [model for model in vars(values).values() if isinstance(model, type) and issubclass(model, values.Frozen)]
    contents = {model.model_fields["type"].default: model for model in models if "type" in model.model_fields}
    derived = {"days", "min_days", "max_days", "name"}
    for field_type in FieldType:
        assert PARTS[field_type] <= set(contents[field_type.value].model_fields) | derived
        assert not PARTS[field_type] & COMMON_PARTS


def test_the_default_codebook_is_sound() -> None:
    codebook = default_codebook()
    assert len(codebook.fields) == 37
    assert [rule.id for rule in codebook.rules] == [f"R{number:02}" for number in range(1, 23)]
    assert set(codebook.fields_by_key) >= set("DLKWTNRPCV")
