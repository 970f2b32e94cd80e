"""A codebook as a tree of codes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from annotator.domain.codebook import Codebook, Field
from annotator.domain.coding import CodebookVersion
from annotator.domain.ids import CodebookId
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    EntityName,
    FieldType,
    FreeText,
    MarkedSpan,
    OneCategory,
    OrdinalLevel,
    SeveralCategories,
    YesNo,
)
from annotator.formats.datasets.refi_qda.codes import CodeTree, chosen_categories
from tests.drafts import default_codebook
from tests.unit.formats.datasets.making import VERSION, a_codebook, a_field

SECOND = CodebookVersion(id=CodebookId("codebook-2"), name="raids", version=3, source="", sha256="d" * 64)


def tree(*codebooks: Codebook) -> ET.Element:
    versions = (VERSION, SECOND)[: len(codebooks)]
    return ET.fromstring(CodeTree(versions, codebooks).xml)  # noqa: S314 - the program wrote it


def names(root: ET.Element) -> list[str]:
    return [code.attrib["name"] for code in root.iter("Code")]


LEVELS = a_codebook().fields_by_id["sure"]


@pytest.mark.parametrize(
    ("content", "categories"),
    [
        (None, ()),
        (OneCategory(category="gun"), ("gun",)),
        (SeveralCategories(categories=("bomb", "gun")), ("bomb", "gun")),
        (SeveralCategories(categories=()), ()),
        (YesNo(answer=True), ("yes",)),
        (YesNo(answer=False), ("no",)),
        (OrdinalLevel(level=1), ("low",)),
        (OrdinalLevel(level=7), ()),
        (EntityName(verbatim="x", entity_type="army"), ("army",)),
        (EntityName(verbatim="x"), ()),
        (Count(low=1), ()),
        (FreeText(text="gun"), ()),
        (MarkedSpan(), ()),
        (AttributedValue(source_type="army"), ()),
    ],
)
def test_what_a_content_chooses_from_a_list(content: Content | None, categories: tuple[str, ...]) -> None:
    assert chosen_categories(content, LEVELS) == categories


def test_sections_hold_fields_and_fields_hold_categories() -> None:
    root = tree(a_codebook())
    (section,) = root.findall("Codes/Code")
    fields = {code.attrib["name"]: code for code in section.findall("Code")}
    assert len(fields) == len(a_codebook().fields)
    assert [code.attrib["name"] for code in fields["Weapons"].findall("Code")] == [
        "Weapons: Gun | rifle",
        "Weapons: Bomb",
    ]
    assert [code.attrib["name"] for code in fields["Suicide"].findall("Code")] == ["Suicide: Yes", "Suicide: No"]
    assert list(fields["Killed"].findall("Code")) == []


def test_a_field_of_a_group_says_which() -> None:
    assert {"Actor: Name", "Actor: Size", "Statement: Claim"} <= set(names(tree(a_codebook())))


def test_a_description_has_help_type_evidence_and_id() -> None:
    root = tree(a_codebook())
    told = {code.attrib["name"]: code.findtext("Description", "") for code in root.iter("Code")}
    assert told["Killed"].startswith("Victims only, “without” attackers. Records a number")
    assert told["Killed"].endswith("Evidence: words may be marked. Field killed.")
    assert told["Trigger"].endswith("Records the marked words themselves. Field trigger.")
    assert told["Sure: High"] == "Code 2. Category high."
    assert told["Relevance: Bomb"] == "Any bomb. Category bomb."


def test_two_versions_stand_in_folders_of_their_own() -> None:
    root = tree(a_codebook(), a_codebook(version=3))
    assert [code.attrib["name"] for code in root.findall("Codes/Code")] == ["Raids, version 2", "Raids, version 3"]
    assert all(code.attrib["isCodable"] == "false" for code in root.findall("Codes/Code"))
    guids = [code.attrib["guid"] for code in root.iter("Code")]
    assert len(set(guids)) == len(guids)


def test_every_section_has_one_colour_and_neighbours_differ() -> None:
    root = tree(default_codebook())
    colours: list[str] = []
    for section in root.findall("Codes/Code"):
        found = {code.attrib["color"] for code in section.iter("Code") if code is not section}
        assert len(found) == 1
        colours += found
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in colours)
    assert all(one != other for one, other in pairwise(colours))


def test_without_codebooks_there_are_no_codes() -> None:
    assert CodeTree((), ()).xml == ""


def test_fields_of_one_label_are_told_apart() -> None:
    twin: Field = a_field("killed_2", "incident", FieldType.COUNT).model_copy(update={"label": "KILLED"})
    assert {"Killed", "KILLED (2)"} <= set(names(tree(a_codebook(twin))))


def test_the_code_of_a_category_that_is_unknown_is_the_field_s() -> None:
    codes = CodeTree((VERSION,), (a_codebook(),))
    field = a_codebook().fields_by_id["weapons"]
    assert codes.code_of(VERSION.id, field, "tank") == codes.code_of(VERSION.id, field)
    assert codes.code_of(VERSION.id, field, "gun") != codes.code_of(VERSION.id, field)


@pytest.mark.parametrize(
    ("content", "categories"),
    [
        (None, [None]),
        (SeveralCategories(categories=()), [None]),
        (SeveralCategories(categories=("gun",)), ["gun"]),
        (SeveralCategories(categories=("bomb", "gun")), ["bomb", "gun"]),
        (SeveralCategories(categories=("tank", "rocket", "gun")), [None, "gun"]),
    ],
)
def test_a_content_has_the_codes_of_its_categories_each_once_however_often_it_is_asked(
    content: Content | None, categories: list[str | None]
) -> None:
    codes = CodeTree((VERSION,), (a_codebook(),))
    field = a_codebook().fields_by_id["weapons"]
    expected = tuple(codes.code_of(VERSION.id, field, category) for category in categories)
    assert [codes.codes_of(VERSION.id, field, content) for _ in range(2)] == [expected] * 2


def test_one_content_in_two_fields_or_two_codebooks_has_codes_of_each() -> None:
    content = EntityName(verbatim="x", entity_type="army")
    codes = CodeTree((VERSION, SECOND), (a_codebook(), a_codebook()))
    fields = [a_codebook().fields_by_id[name] for name in ("weapons", "name")]
    found = [codes.codes_of(version.id, field, content) for version in (VERSION, SECOND) for field in fields]
    assert len(set(found)) == len(found)


def test_codes_of_the_default_codebook_are_as_many_as_fields_and_answers() -> None:
    codebook = default_codebook()
    answers = sum(2 if field.type is FieldType.BOOLEAN else len(field.categories) for field in codebook.fields)
    assert len(names(tree(codebook))) == len(codebook.sections) + len(codebook.fields) + answers
