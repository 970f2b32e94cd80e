"""The default codebook against the research notation it was made from, and against its own promises."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from annotator.domain.codebook import EvidenceRule, Field, Measure
from annotator.domain.values import FieldType, Qualifier, Status
from tests.drafts import default_codebook

SHARED = Path(os.environ.get("ANNOTATOR_SHARED", Path(__file__).resolve().parents[4] / "shared"))
RESEARCH = SHARED / "data" / "incident_codebook.yaml"

TARGET_IS_A_GROUP = {"target"}
REQUIRED_IN_THEIR_GROUP = {"perp_actor", "claimant", "target", "vg_type"}
COMPOSITE_MEASURES = {"location": Measure.LOCATION, "statement": Measure.SET}


@pytest.fixture(scope="module")
def research() -> dict[str, Any]:
    if not RESEARCH.exists():
        pytest.skip(f"the research notation is not on this machine: {RESEARCH.name}")
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(RESEARCH.read_text(encoding="utf-8"))
    return data


@pytest.fixture
def fields(research: dict[str, Any]) -> list[tuple[dict[str, Any], Field]]:
    codebook = default_codebook()
    return [(wanted, codebook.fields_by_id[wanted["id"]]) for wanted in research["fields"]]


def test_it_has_exactly_the_fields_and_rules_of_the_research(research: dict[str, Any]) -> None:
    codebook = default_codebook()
    assert [field.id for field in codebook.fields] == [field["id"] for field in research["fields"]]
    assert [rule.id for rule in codebook.rules] == [rule["id"] for rule in research["rules"]]
    assert [rule.severity.value for rule in codebook.rules] == [rule["severity"] for rule in research["rules"]]


def test_its_statuses_qualifiers_and_levels_are_those_of_the_research(research: dict[str, Any]) -> None:
    codebook = default_codebook()
    assert [status.value for status in codebook.statuses] == research["value_status"] == [one.value for one in Status]
    assert [one.value for one in codebook.qualifiers] == research["qualifiers"] == [one.value for one in Qualifier]
    groups = {group.id for group in codebook.groups}
    assert groups == set(research["levels"]) - {"article", "incident"} | TARGET_IS_A_GROUP


def test_every_field_has_its_level_type_and_categories(fields: list[tuple[dict[str, Any], Field]]) -> None:
    for wanted, field in fields:
        assert field.type.value == wanted["type"], field.id
        assert field.level == (field.id if field.id in TARGET_IS_A_GROUP else wanted["level"])
        options = wanted.get("options") or wanted.get("actor_type") or wanted.get("source_type") or []
        if field.type is FieldType.ORDINAL:
            assert [category.level for category in field.categories] == options
        else:
            assert [category.id for category in field.categories] == options, field.id
        assert [stance.id for stance in field.stances] == wanted.get("stance", [])


def test_every_field_has_the_measure_and_evidence_rule_of_the_research(
    fields: list[tuple[dict[str, Any], Field]],
) -> None:
    for wanted, field in fields:
        plain = str(wanted["measure"]).split("(")[0]
        assert field.measure == COMPOSITE_MEASURES.get(field.id, plain), field.id
        if wanted["evidence"] in {rule.value for rule in EvidenceRule}:
            assert field.evidence.value == wanted["evidence"], field.id
        else:
            assert field.evidence is EvidenceRule.OPTIONAL
            assert field.evidence_when


def test_every_field_is_required_where_the_research_says_so(fields: list[tuple[dict[str, Any], Field]]) -> None:
    for wanted, field in fields:
        if field.id in REQUIRED_IN_THEIR_GROUP:
            assert field.required is True
        elif isinstance(wanted["required"], bool):
            assert field.required is wanted["required"], field.id
        else:
            assert field.required, field.id


def test_precisions_carry_the_codes_of_the_research(fields: list[tuple[dict[str, Any], Field]]) -> None:
    for wanted, field in fields:
        assert [step.code for step in field.precisions] == list(wanted.get("precision", {})), field.id


def test_the_most_a_coder_may_choose_is_that_of_the_research(fields: list[tuple[dict[str, Any], Field]]) -> None:
    for wanted, field in fields:
        if field.type is FieldType.CATEGORICAL_MULTI:
            assert field.max_categories == int(wanted["card"].split("..")[1])


def test_gtd_numbers_follow_gtds_order() -> None:
    codebook = default_codebook()
    for name, last in (("tactic", 9), ("claim_mode", 10), ("target_type", 22)):
        codes = [category.code for category in codebook.fields_by_id[name].categories]
        assert codes == list(range(1, last + 1)), name


def test_every_field_and_group_has_help_and_a_label_that_fits_a_narrow_form() -> None:
    codebook = default_codebook()
    for field in codebook.fields:
        assert field.help.endswith((".", "?")), field.id
        assert len(field.label) <= 24, field.id
    for group in codebook.groups:
        assert group.help.endswith("."), group.id


def test_labels_are_words_and_not_ids_and_unique_within_their_field() -> None:
    for field in default_codebook().fields:
        labels = [category.label for category in field.categories]
        assert len(set(labels)) == len(labels), field.id
        assert all("_" not in label and len(label) <= 32 for label in labels), field.id


def test_no_two_fields_of_the_palette_look_alike() -> None:
    labels = [field.label for field in default_codebook().fields]
    assert len(set(labels)) == len(labels)


def test_date_bands_meet_without_overlap() -> None:
    bands = [step for step in default_codebook().fields_by_id["incident_date"].precisions if step.min_days]
    for shorter, longer in itertools.pairwise(bands):
        assert shorter.max_days is not None
        assert longer.min_days == shorter.max_days + 1


def test_sections_are_all_used_and_in_the_order_of_the_fields() -> None:
    codebook = default_codebook()
    used = list(dict.fromkeys(field.section for field in codebook.fields))
    assert used == [section.id for section in codebook.sections]
