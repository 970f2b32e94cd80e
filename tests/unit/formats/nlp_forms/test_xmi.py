"""UIMA CAS XMI: read by a plain XML parser, counted as Java counts."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given

from annotator.domain.values import FreeText
from annotator.formats.datasets.nlp_forms.type_system import CODED_VALUE, EVIDENCE, METADATA, NOTE, type_system
from annotator.formats.datasets.nlp_forms.utf16 import utf16_position_in
from tests.golden.laying_open import archive
from tests.unit.formats.datasets.making import a_codebook, all_coded
from tests.unit.formats.nlp_forms.hard_texts import HARD, QUOTES, SpanMaker, a_hard_coding, coded_texts, texts, written
from tests.unit.formats.nlp_forms.readers import Cas, cas, documents, refused, utf16_slice

UIMA = "{http://uima.apache.org/resourceSpecifier}"


def read(folder: Path) -> list[Cas]:
    return [cas(data) for data in documents(folder / "xmi.zip", ".xmi")]


def features_of(type_name: str) -> dict[str, str]:
    """Return a declared type's features with their ranges."""
    root = ET.fromstring(type_system())  # noqa: S314 - the program wrote it
    for described in root.iter(f"{UIMA}typeDescription"):
        if described.findtext(f"{UIMA}name") == type_name:
            features = described.iter(f"{UIMA}featureDescription")
            return {
                feature.findtext(f"{UIMA}name", ""): feature.findtext(f"{UIMA}rangeTypeName", "")
                for feature in features
            }
    raise AssertionError(type_name)


def test_every_quote_is_found_where_java_counts_it(tmp_path: Path) -> None:
    written("xmi", tmp_path / "out", [a_hard_coding()])
    (document,) = read(tmp_path / "out")
    assert document.text == HARD
    quotes = [
        utf16_slice(HARD, int(one["begin"]), int(one["end"])) for one in document.evidence if one["field"] == "trigger"
    ]
    assert sorted(quotes) == sorted(QUOTES)
    assert document.metadata["end"] == str(len(HARD.encode("utf-16-le")) // 2)
    assert document.metadata["documentTitle"] == "Hard & “quoted” <title>"
    assert document.metadata["documentId"] == "coding-7"


def test_values_with_and_without_evidence_are_all_there(tmp_path: Path) -> None:
    coded = all_coded(a_codebook())
    written("xmi", tmp_path / "out", coded)
    for document, one in zip(read(tmp_path / "out"), coded, strict=True):
        values = {value.id: value for value in one.coding.values()}
        assert {told["valueId"] for told in document.values} == set(values)
        for told in document.values:
            value = values[told["valueId"]]  # type: ignore[index]
            content = None if value.content is None else json.loads(value.content.model_dump_json())
            assert json.loads(told.get("content", "null")) == content
            assert (told["field"], told["status"]) == (value.field, value.status)
            assert told.get("missingEvidenceReason", "") == value.missing_evidence_reason
            assert (told.get("reportId"), told.get("groupId")) == (value.report_id, value.group_id)
        assert [note["text"] for note in document.notes] == [note.text for note in one.coding.notes()]


def test_every_feature_that_is_used_is_declared_with_a_fitting_range(tmp_path: Path) -> None:
    written("xmi", tmp_path / "out", [*all_coded(a_codebook()), a_hard_coding()])
    fits = {
        "uima.cas.String": lambda text: True,
        "uima.cas.Integer": str.isdecimal,
        "uima.cas.Boolean": ("true", "false").__contains__,
    }
    own = {"sofa", "begin", "end", "language", "{http://www.omg.org/XMI}id"}
    for document in read(tmp_path / "out"):
        kinds = ((EVIDENCE, document.evidence), (CODED_VALUE, document.values), (NOTE, document.notes))
        for type_name, structures in (*kinds, (METADATA, [document.metadata])):
            declared = features_of(type_name)
            for structure in structures:
                assert structure.keys() - own <= declared.keys()
                assert all(fits[declared[name]](text) for name, text in structure.items() if name not in own)


def test_the_archive_holds_the_type_system(tmp_path: Path) -> None:
    written("xmi", tmp_path / "out", [])
    assert archive(tmp_path / "out" / "xmi.zip")["TypeSystem.xml"] == type_system()


@pytest.mark.parametrize("character", ["\x01", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_an_article_with_a_character_xml_forbids_is_left_out_and_named(tmp_path: Path, character: str) -> None:
    bad = SpanMaker(1, f"one {character} two")
    result = written("xmi", tmp_path / "out", [bad, SpanMaker(2, "fine")])
    assert [document.text for document in read(tmp_path / "out")] == ["fine"]
    (row,) = refused(tmp_path / "out")
    assert (row["what"], row["file_name"], row["outcome"]) == ("article", "1.txt", "left out")
    assert row["reason"].endswith(f"U+{ord(character):04X} at position 4 of the text.")
    assert "1 article was left out (“1.txt”)" in result.remarks[0]
    assert result.files[0].rows == 1


def test_many_left_out_articles_are_counted_and_the_first_are_named(tmp_path: Path) -> None:
    result = written("xmi", tmp_path / "out", [SpanMaker(number, "\x02") for number in range(1, 6)])
    assert "5 articles were left out (“1.txt”, “2.txt”, “3.txt”, …)" in result.remarks[0]


def test_a_forbidden_character_in_a_value_is_found_too(tmp_path: Path) -> None:
    made = SpanMaker(1, "fine")
    made.marked("remark", [], FreeText(text="not \uffff fine"), made.report(0))
    written("xmi", tmp_path / "out", [made])
    assert read(tmp_path / "out") == []
    (row,) = refused(tmp_path / "out")
    assert row["reason"].endswith("U+FFFF at its metadata, values or notes.")


def test_a_control_character_in_a_title_is_found_too(tmp_path: Path) -> None:
    written("xmi", tmp_path / "out", [SpanMaker(1, "fine", title="bell \x07")])
    assert "U+0007" in refused(tmp_path / "out")[0]["reason"]


@pytest.mark.parametrize("text", ["", "plain", "é\uffee", "😀", f"a😀b😀😀c{HARD}"])
def test_positions_count_two_for_what_needs_two_units(text: str) -> None:
    position = utf16_position_in(text)
    for index in range(len(text) + 1):
        assert position(index) == len(text[:index].encode("utf-16-le")) // 2


@given(texts)
def test_any_text_comes_back_from_a_parser_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("xmi") / "out"
    written("xmi", folder, [SpanMaker(1, text, title=text)])
    (document,) = read(folder)
    assert (document.text, document.metadata["documentTitle"]) == (text, text)


@given(coded_texts())
def test_every_mark_is_said(tmp_path_factory: pytest.TempPathFactory, made: SpanMaker) -> None:
    folder = tmp_path_factory.mktemp("xmi") / "out"
    written("xmi", folder, [made])
    (document,) = read(folder)
    said = {one["evidenceId"]: one for one in document.evidence}
    for evidence in made.coded(a_codebook()).coding.evidence():
        one = said.pop(evidence.id)
        assert utf16_slice(document.text, int(one["begin"]), int(one["end"])) == evidence.quote
    assert said == {}
    assert refused(folder) == []
