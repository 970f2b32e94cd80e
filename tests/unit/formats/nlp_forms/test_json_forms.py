"""doccano, Label Studio and Web Annotation: JSON with code point offsets that lose nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from annotator.domain.coding import Coding
from annotator.formats.datasets.nlp_forms.web_annotation import article_uri
from tests.unit.formats.datasets.making import a_codebook, all_coded
from tests.unit.formats.nlp_forms.hard_texts import HARD, SpanMaker, a_hard_coding, coded_texts, span_of, written
from tests.unit.formats.nlp_forms.readers import json_lines, refused


def marks_of(coding: Coding) -> dict[str, tuple[str, int, int]]:
    """Return every live mark by its evidence's id."""
    fields = {value.id: value.field for value in coding.values()}
    return {one.id: (fields[one.value_id], one.start, one.end) for one in coding.evidence()}


# --- doccano ---------------------------------------------------------------------------------------------------------


def test_doccano_labels_are_start_end_field(tmp_path: Path) -> None:
    made = a_hard_coding()
    written("doccano", tmp_path / "out", [made])
    (example,) = json_lines(tmp_path / "out" / "examples.jsonl")
    assert example["text"] == HARD
    told = {(field, start, end) for start, end, field in example["label"]}
    assert told == set(marks_of(made.coded(a_codebook()).coding).values())
    assert [*span_of("💥"), "suicide"] in example["label"]
    assert len({tuple(label) for label in example["label"]}) == len(example["label"])


def test_doccano_metadata_holds_every_value(tmp_path: Path) -> None:
    made = a_hard_coding()
    written("doccano", tmp_path / "out", [made])
    (example,) = json_lines(tmp_path / "out" / "examples.jsonl")
    values = list(made.coded(a_codebook()).coding.values())
    assert {record["id"] for record in example["values"]} == {value.id for value in values}
    assert example["coder"] == "Coder, one"
    assert example["title"] == "Hard & “quoted” <title>"


def test_doccano_labels_are_configured_for_every_field(tmp_path: Path) -> None:
    written("doccano", tmp_path / "out", [])
    labels = json.loads((tmp_path / "out" / "label_config.json").read_bytes())
    assert [label["text"] for label in labels] == [field.id for field in a_codebook().fields]
    assert all(label["background_color"] != label["text_color"] for label in labels)


@pytest.mark.parametrize(
    "spans, overlaps",
    [
        ([(0, 3), (4, 7)], False),
        ([(0, 3), (3, 7)], False),
        ([(0, 4), (3, 7)], True),
        ([(0, 9), (1, 2), (4, 5)], True),
        ([(0, 3)], False),
    ],
)
def test_doccano_says_when_spans_overlap(tmp_path: Path, spans: list[tuple[int, int]], overlaps: bool) -> None:
    made = SpanMaker(1, "one two three")
    made.marked("killed", spans, report=made.report(0))
    result = written("doccano", tmp_path / "out", [made])
    assert any("overlapping" in remark for remark in result.remarks) == overlaps


def test_doccano_counts_codings_with_overlaps(tmp_path: Path) -> None:
    result = written("doccano", tmp_path / "out", [a_hard_coding(), SpanMaker(2, "none"), a_hard_coding(3)])
    assert result.remarks == (
        "doccano: 2 codings have overlapping spans; tick “Allow overlapping spans” when you make the project in "
        "doccano, or it drops some of them.",
    )


# --- Label Studio ----------------------------------------------------------------------------------------------------


def tasks(folder: Path) -> list[dict[str, Any]]:
    found = json.loads((folder / "tasks.json").read_bytes())
    assert isinstance(found, list)
    return found


def test_label_studio_results_name_controls_that_the_configuration_has(tmp_path: Path) -> None:
    written("label-studio", tmp_path / "out", [*all_coded(a_codebook()), a_hard_coding()])
    root = ET.fromstring((tmp_path / "out" / "label_config.xml").read_bytes())  # noqa: S314 - the program wrote it
    controls = {one.attrib["name"]: one for one in root.iter() if "toName" in one.attrib}
    (shown,) = root.iter("Text")
    assert shown.attrib["value"] == "$text"
    for task in tasks(tmp_path / "out"):
        assert "text" in task["data"]
        for result in task["annotations"][0]["result"]:
            control = controls[result["from_name"]]
            assert control.tag.lower() == result["type"]
            assert result["to_name"] == control.attrib["toName"] == shown.attrib["name"]
            allowed = {child.attrib["value"] for child in control}
            chosen = {"labels": "labels", "choices": "choices"}.get(result["type"])
            if chosen:
                assert set(result["value"][chosen]) <= allowed


def test_label_studio_regions_share_the_evidence_id(tmp_path: Path) -> None:
    made = a_hard_coding()
    written("label-studio", tmp_path / "out", [made])
    (task,) = tasks(tmp_path / "out")
    regions: dict[str, dict[str, Any]] = {}
    for result in task["annotations"][0]["result"]:
        regions.setdefault(result["id"], {})[result["from_name"]] = result["value"]
    marks = marks_of(made.coded(a_codebook()).coding)
    assert set(regions) == set(marks)
    for id_, (field, start, end) in marks.items():
        told = regions[id_]
        assert told["field"]["labels"] == [field]
        assert task["data"]["text"][start:end] == told["field"]["text"]
        assert {(one["start"], one["end"]) for one in told.values()} == {(start, end)}
        assert "stance" in told
        assert ("report" in told) == (field != "relevance")


def test_label_studio_says_values_in_words(tmp_path: Path) -> None:
    written("label-studio", tmp_path / "out", [a_hard_coding()])
    (task,) = tasks(tmp_path / "out")
    words = [one["value"]["text"] for one in task["annotations"][0]["result"] if one["from_name"] == "value"]
    assert ["Yes"] in words
    assert ["unclear"] in words
    assert [record["field"] for record in task["data"]["values"] if not record["evidence"]] == ["remark"]


def test_label_studio_without_tasks_is_an_empty_list(tmp_path: Path) -> None:
    written("label-studio", tmp_path / "out", [])
    assert tasks(tmp_path / "out") == []


# --- Web Annotation --------------------------------------------------------------------------------------------------


def collection(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "annotations.jsonld").read_bytes())
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (found["type"], found["first"]["type"]) == ("AnnotationCollection", "AnnotationPage")
    assert found["total"] == len(found["first"]["items"])
    return found


def selectors(annotation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {selector["type"]: selector for selector in annotation["target"]["selector"]}


def test_both_selectors_lead_to_the_same_place(tmp_path: Path) -> None:
    made = a_hard_coding()
    written("web-annotation", tmp_path / "out", [made])
    marks = marks_of(made.coded(a_codebook()).coding)
    found = {one["id"][1:]: one for one in collection(tmp_path / "out")["first"]["items"]}
    for id_, (field, start, end) in marks.items():
        told = selectors(found[id_])
        position, quote = told["TextPositionSelector"], told["TextQuoteSelector"]
        assert (position["start"], position["end"]) == (start, end)
        assert quote["exact"] == HARD[start:end]
        assert HARD[:start].endswith(quote["prefix"])
        assert HARD[end:].startswith(quote["suffix"])
        assert found[id_]["body"][0] == {
            "type": "TextualBody",
            "purpose": "tagging",
            "format": "text/plain",
            "value": field,
        }


def test_an_article_is_named_by_its_hash_and_its_text_stands_beside(tmp_path: Path) -> None:
    written("web-annotation", tmp_path / "out", [*all_coded(a_codebook()), a_hard_coding()])
    texts = {line["id"]: line["text"] for line in json_lines(tmp_path / "out" / "articles.jsonl")}
    assert len(texts) == 3, "two codings are of the same text"
    for uri, text in texts.items():
        digest = base64.urlsafe_b64decode(uri.removeprefix("ni:///sha-256;") + "=")
        assert digest == hashlib.sha256(text.encode()).digest()
    for annotation in collection(tmp_path / "out")["first"]["items"]:
        target = annotation["target"]
        assert (target if isinstance(target, str) else target["source"]) in texts


def test_a_known_hash_gives_the_name_of_the_standards_example() -> None:
    """RFC 6920, section 8.1: the name of "Hello World!"."""
    assert article_uri(hashlib.sha256(b"Hello World!").hexdigest()) == (
        "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"
    )


def test_values_without_evidence_and_notes_are_about_the_whole_article(tmp_path: Path) -> None:
    made = a_hard_coding()
    written("web-annotation", tmp_path / "out", [made])
    whole = [one for one in collection(tmp_path / "out")["first"]["items"] if isinstance(one["target"], str)]
    assert [(one["motivation"], one["body"][0]["value"]) for one in whole] == [
        ("tagging", "remark"),
        ("commenting", "on a value"),
        ("commenting", "on a report"),
    ]
    assert {one["target"] for one in whole} == {article_uri(made.article.sha256)}
    assert all(one["creator"]["name"] == "Coder, one" for one in whole)


def test_an_annotation_carries_the_whole_value(tmp_path: Path) -> None:
    coded, *_ = all_coded(a_codebook())
    written("web-annotation", tmp_path / "out", [coded])
    values = {value.id: value for value in coded.coding.values()}
    told = set()
    for annotation in collection(tmp_path / "out")["first"]["items"]:
        record = json.loads(annotation["body"][-1]["value"])
        assert annotation["body"][-1]["format"] == "application/json"
        if annotation["motivation"] == "tagging":
            content = values[record["id"]].content
            assert record["content"] == (None if content is None else json.loads(content.model_dump_json()))
            told.add(record["id"])
    assert told == set(values)


def test_each_span_of_a_value_is_told_once_with_the_value_it_is_for(tmp_path: Path) -> None:
    made = SpanMaker(1, "one two three four")
    made.marked("trigger", [(0, 3), (4, 7), (8, 13)], report=made.report(0))
    written("web-annotation", tmp_path / "out", [made])
    told = collection(tmp_path / "out")["first"]["items"]
    records = [json.loads(annotation["body"][-1]["value"]) for annotation in told]
    assert len({record["id"] for record in records}) == 1
    for annotation, record in zip(told, records, strict=True):
        (evidence,) = record["evidence"]
        assert annotation["id"] == f"#{evidence['id']}"
        position = annotation["target"]["selector"][0]
        assert (evidence["start"], evidence["end"]) == (position["start"], position["end"])
    assert {(one["evidence"][0]["start"], one["evidence"][0]["end"]) for one in records} == {(0, 3), (4, 7), (8, 13)}


def test_a_coding_with_nothing_in_it_leaves_the_list_whole(tmp_path: Path) -> None:
    written(
        "web-annotation", tmp_path / "out", [SpanMaker(1, "a"), a_hard_coding(), SpanMaker(2, "b"), a_hard_coding(3)]
    )
    ids = [one["id"] for one in collection(tmp_path / "out")["first"]["items"]]
    assert len(ids) == len(set(ids)) > 2


# --- All three -------------------------------------------------------------------------------------------------------


def said_by(form: str, folder: Path) -> set[tuple[str, int, int]]:
    """Return field, start and end of every mark as the form tells them."""
    if form == "doccano":
        (example,) = json_lines(folder / "examples.jsonl")
        return {(field, start, end) for start, end, field in example["label"]}
    if form == "label-studio":
        results = tasks(folder)[0]["annotations"][0]["result"]
        values = [one["value"] for one in results if one["type"] == "labels"]
        return {(value["labels"][0], value["start"], value["end"]) for value in values}
    items = [one for one in collection(folder)["first"]["items"] if not isinstance(one["target"], str)]
    positions = [(one["body"][0]["value"], selectors(one)["TextPositionSelector"]) for one in items]
    return {(field, position["start"], position["end"]) for field, position in positions}


@pytest.mark.parametrize("form", ["doccano", "label-studio", "web-annotation"])
@given(made=coded_texts())
def test_every_mark_is_said(tmp_path_factory: pytest.TempPathFactory, form: str, made: SpanMaker) -> None:
    folder = tmp_path_factory.mktemp(form) / "out"
    written(form, folder, [made])
    assert said_by(form, folder) == set(marks_of(made.coded(a_codebook()).coding).values())
    assert refused(folder) == []


@pytest.mark.parametrize(
    "form, name", [("doccano", "examples.jsonl"), ("label-studio", "tasks.json"), ("web-annotation", "articles.jsonl")]
)
def test_no_character_of_a_text_ends_a_line(tmp_path: Path, form: str, name: str) -> None:
    written(form, tmp_path / "out", [a_hard_coding(), SpanMaker(2, "\x85\u2028\u2029")])
    data = (tmp_path / "out" / name).read_bytes().decode()
    assert len(data.splitlines()) == data.count("\n")
    assert len(json.loads(data) if name.endswith(".json") else json_lines(tmp_path / "out" / name)) == 2
