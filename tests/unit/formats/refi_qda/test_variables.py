"""Values as variables: nothing of a content is lost."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from pydantic import TypeAdapter

from annotator.domain.article import Article, Metadata
from annotator.domain.coding import Value
from annotator.domain.ids import ArticleId, CodebookId, CodingId, ImportId, ValueId
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    DayOrTime,
    EntityName,
    FieldType,
    FreeText,
    Location,
    MarkedSpan,
    Moment,
    OneCategory,
    Status,
    YesNo,
)
from annotator.formats.datasets.refi_qda.variables import Variables
from annotator.formats.datasets.refi_qda.xml_text import allowed
from tests.strategies import contents_of
from tests.unit.formats.datasets.making import VERSION, a_codebook

FIELD_OF = {
    Count: "killed",
    DateRange: "when",
    Location: "place",
    EntityName: "name",
    AttributedValue: "claim",
    Moment: "published_on",
}
JOINT = " | "


class Said(dict[str, tuple[str, str]]):
    """The variables of some elements: by name, the standard's type and the text."""

    def __init__(self, variables: Variables, xml: str) -> None:
        declared = parsed(variables.xml())
        names = {one.attrib["guid"]: (one.attrib["name"], one.attrib["typeOfVariable"]) for one in declared}
        for one in parsed(xml):
            guid = one[0].attrib["targetGUID"]
            name, kind = names[guid]
            assert one[1].tag == f"{kind}Value"
            self[name] = (kind, one[1].text or "")


def parsed(xml: str) -> ET.Element:
    return ET.fromstring(f"<all>{allowed(xml).text}</all>")  # noqa: S314 - the program wrote it


def variables() -> Variables:
    return Variables((VERSION,), (a_codebook(),))


def said(field: str, content: Content | None, words: str = "in words", **more: Any) -> Said:
    made = variables()
    value = Value(id=ValueId("v"), coding_id=CodingId("c"), field=field, content=content, **more)
    return Said(made, made.of_value(VERSION.id, value, words))


_READ: dict[str, Callable[[str], Any]] = {
    "Integer": int,
    "Float": float,
    "Date": dt.date.fromisoformat,
    "DateTime": dt.datetime.fromisoformat,
    "Boolean": "true".__eq__,
    "Text": str,
}


def is_sayable(content: Content) -> bool:
    """Tell whether XML can hold every part of a content; what it cannot hold is replaced and listed elsewhere."""
    return not any(allowed(str(part)).replaced for part in content.model_dump().values())


def read_back(content: Content, found: Said, label: str) -> Content:
    """Put a content together again from the variables of its parts, by nothing but their types."""
    parts: dict[str, Any] = {}
    for name, (kind, text) in found.items():
        part = name.removeprefix(label).removeprefix(": ").replace(" ", "_")
        if not part:
            continue
        parts[part] = _READ[kind](text)
    if isinstance(content, Moment):
        return Moment(at=parts.get("day_and_time") or parts["day"])
    if "aliases" in parts:
        parts["aliases"] = tuple(parts["aliases"].split(JOINT))
    return type(content).model_validate(parts)


@pytest.mark.parametrize(
    "field_type",
    [FieldType.COUNT, FieldType.DATE, FieldType.DATE_RANGE, FieldType.LOCATION, FieldType.ATTRIBUTED_VALUE],
)
def test_any_content_can_be_put_together_again_from_its_parts(field_type: FieldType) -> None:
    @given(contents_of(field_type).filter(is_sayable))
    def holds(content: Content) -> None:
        field = FIELD_OF[type(content)]
        label = {"name": "Actor: Name", "claim": "Statement: Claim"}.get(field, field.capitalize())
        assert read_back(content, said(field, content), label) == content

    holds()


def test_a_name_with_aliases_can_be_put_together_again() -> None:
    content = EntityName(verbatim="the army", canonical="Army", aliases=("A.", "B."), entity_type="state")
    assert read_back(content, said("name", content), "Actor: Name") == content


@pytest.mark.parametrize(
    ("field", "content", "found"),
    [
        ("relevance", OneCategory(category="gun"), {"Relevance": ("Text", "in words")}),
        ("suicide", YesNo(answer=True), {"Suicide": ("Text", "in words")}),
        ("trigger", MarkedSpan(), {"Trigger": ("Text", "in words")}),
        ("remark", FreeText(text="two\nlines  kept"), {"Remark": ("Text", "two\nlines  kept")}),
        (
            "killed",
            Count(low=0),
            {
                "Killed": ("Text", "in words"),
                "Killed: low": ("Integer", "0"),
                "Killed: qualifier": ("Text", "exact"),
            },
        ),
        (
            "published_on",
            Moment(at=dt.date(2024, 5, 1)),
            {"Published_on": ("Text", "in words"), "Published_on: day": ("Date", "2024-05-01")},
        ),
        (
            "claim",
            AttributedValue(source_named=False),
            {"Statement: Claim": ("Text", "in words"), "Statement: Claim: source named": ("Boolean", "false")},
        ),
    ],
)
def test_a_value_is_said_in_words_and_in_typed_parts(
    field: str, content: Content, found: dict[str, tuple[str, str]]
) -> None:
    assert said(field, content) == found


def test_a_status_is_said_in_words_alone() -> None:
    assert said("killed", None, "unclear", status=Status.UNCLEAR) == {"Killed": ("Text", "unclear")}


def test_a_value_of_which_nothing_is_known_has_no_variable() -> None:
    assert said("killed", None, "") == {}


def test_why_no_words_are_marked_is_said() -> None:
    found = said("killed", None, "unclear", status=Status.UNCLEAR, missing_evidence_reason="told twice")
    assert found["Killed: why no words are marked"] == ("Text", "told twice")


def article(**metadata: Any) -> Article:
    return Article(
        id=ArticleId("a"),
        import_id=ImportId("i"),
        text="x",
        sha256="e" * 64,
        file_name="a.txt",
        metadata=Metadata(**metadata),
    )


@pytest.mark.parametrize("published", ["2024-05-01", "2024-05-01T08:30:00+02:00"])
def test_an_article_s_day_and_time_are_typed(published: str) -> None:
    made = variables()
    at = TypeAdapter[dt.date](DayOrTime).validate_python(published)
    found = Said(made, made.of_article(article(published=at)))
    assert found["Article: published"] == ("Date", "2024-05-01")
    assert found.get("Article: published, with the time", ("", ""))[1] == (published if "T" in published else "")


def test_what_is_not_known_of_an_article_is_left_out() -> None:
    made = variables()
    found = Said(made, made.of_article(article()))
    assert found == {"Article: file": ("Text", "a.txt"), "Article: SHA-256 of the text": ("Text", "e" * 64)}


def test_only_variables_with_a_value_are_declared_in_the_codebook_s_order() -> None:
    made = variables()
    for field in ("remark", "killed"):
        value = Value(id=ValueId("v"), coding_id=CodingId("c"), field=field, content=FreeText(text="x"))
        made.of_value(VERSION.id, value, "x")
    made.of_whole("Coding", {"state": "draft", "nothing": None, "empty": ""})
    assert [one.attrib["name"] for one in parsed(made.xml())] == ["Coding: state", "Killed", "Remark"]


def test_versions_of_a_codebook_have_variables_of_their_own() -> None:
    second = VERSION.model_copy(update={"id": CodebookId("codebook-2"), "sha256": "d" * 64})
    made = Variables((VERSION, second), (a_codebook(), a_codebook()))
    for version in (VERSION, second):
        value = Value(id=ValueId("v"), coding_id=CodingId("c"), field="remark", content=FreeText(text="x"))
        made.of_value(version.id, value, "x")
    assert [one.attrib["name"] for one in parsed(made.xml())] == ["Remark", "Remark (2)"]
