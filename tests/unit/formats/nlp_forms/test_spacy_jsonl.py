"""spaCy's documents: text, tokens and span groups that fit each other, as `Doc.from_json` needs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.unit.formats.datasets.making import a_codebook, all_coded
from tests.unit.formats.nlp_forms.hard_texts import (
    HARD,
    QUOTES,
    SpanMaker,
    a_hard_coding,
    coded_texts,
    texts,
    written,
)
from tests.unit.formats.nlp_forms.readers import json_lines, refused

FILE = "documents.jsonl"


def spans_of(document: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(label, one["start"], one["end"]) for label, group in document["spans"].items() for one in group]


def check_tokens(document: dict[str, Any]) -> None:
    """Tokens are the whole text but for single spaces, and white space tokens begin where spaCy's would."""
    text, position = document["text"], 0
    for token in document["tokens"]:
        gap = text[position : token["start"]]
        assert gap == "" or (gap == " " and position > 0)
        piece = text[token["start"] : token["end"]]
        assert piece.isspace() or not any(character.isspace() for character in piece)
        if piece.isspace():
            assert token["start"] == 0 or gap == " " or piece[0] != " "
        position = token["end"]
    assert text[position:] in ("", " ")
    edges = {(token["start"], "start") for token in document["tokens"]} | {
        (t["end"], "end") for t in document["tokens"]
    }
    for _, start, end in spans_of(document):
        assert {(start, "start"), (end, "end")} <= edges


def test_every_quote_is_found_at_its_offsets(tmp_path: Path) -> None:
    written("spacy", tmp_path / "out", [a_hard_coding()])
    (document,) = json_lines(tmp_path / "out" / FILE)
    assert document["text"] == HARD
    check_tokens(document)
    found = [document["text"][one["start"] : one["end"]] for one in document["spans"]["trigger"]]
    assert sorted(found) == sorted(QUOTES)
    assert refused(tmp_path / "out") == []


def test_a_group_for_each_field_with_the_field_as_label(tmp_path: Path) -> None:
    written("spacy", tmp_path / "out", [a_hard_coding()])
    (document,) = json_lines(tmp_path / "out" / FILE)
    assert set(document["spans"]) == {"relevance", "trigger", "killed", "suicide", "name"}
    assert all(one["label"] == field for field, group in document["spans"].items() for one in group)
    killed = document["spans"]["killed"]
    assert [(one["report"], one["stance"]) for one in killed] == [(1, "states"), (2, "contradicts"), (2, "contradicts")]
    assert [one["report"] for one in document["spans"]["relevance"]] == [0]


def test_values_and_notes_stand_whole_beside_the_spans(tmp_path: Path) -> None:
    coded = all_coded(a_codebook())
    written("spacy", tmp_path / "out", coded)
    for document, one in zip(json_lines(tmp_path / "out" / FILE), coded, strict=True):
        values = {value.id: value for value in one.coding.values()}
        told = {record["id"]: record for record in document["meta"]["values"]}
        assert set(told) == set(values)
        for id_, value in values.items():
            content = None if value.content is None else json.loads(value.content.model_dump_json())
            assert (told[id_]["field"], told[id_]["status"], told[id_]["content"]) == (
                value.field,
                value.status,
                content,
            )
        assert [note["text"] for note in document["meta"]["notes"]] == [note.text for note in one.coding.notes()]
        assert document["meta"]["article_sha256"] == one.article.sha256


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a b", ["a", "b"]),
        ("a  b", ["a", " ", "b"]),
        ("a\n\nb", ["a", "\n\n", "b"]),
        ("a \n b", ["a", "\n ", "b"]),
        (" a", [" ", "a"]),
        ("  a ", ["  ", "a"]),
        ("a\u00a0b", ["a", "\u00a0", "b"]),
        ("a. ", ["a", "."]),
        ("a   ", ["a", "  "]),
        (" ", [" "]),
        ("\n \n", ["\n \n"]),
    ],
)
def test_white_space_is_kept_as_spacy_keeps_it(tmp_path: Path, text: str, expected: list[str]) -> None:
    written("spacy", tmp_path / "out", [SpanMaker(1, text)])
    (document,) = json_lines(tmp_path / "out" / FILE)
    assert [text[token["start"] : token["end"]] for token in document["tokens"]] == expected


def test_white_space_at_the_ends_of_a_span_is_left_out_and_listed(tmp_path: Path) -> None:
    made = SpanMaker(1, "One  two three \n")
    made.marked("trigger", [(3, 9), (14, 16)], report=made.report(0))
    result = written("spacy", tmp_path / "out", [made])
    (document,) = json_lines(tmp_path / "out" / FILE)
    assert spans_of(document) == [("trigger", 5, 8)]
    rows = refused(tmp_path / "out")
    assert [(row["start"], row["end"], row["outcome"]) for row in rows] == [
        ("3", "9", "changed"),
        ("14", "16", "left out"),
    ]
    assert rows[0]["quote"] == "  two "
    assert rows[0]["report_number"] == "1"
    assert [remark.startswith("spaCy: 1 span was ") for remark in result.remarks] == [True, True]


def test_a_mark_inside_a_word_cuts_the_word(tmp_path: Path) -> None:
    made = SpanMaker(1, "uncountable")
    made.marked("trigger", [(2, 7)], report=made.report(0))
    written("spacy", tmp_path / "out", [made])
    (document,) = json_lines(tmp_path / "out" / FILE)
    assert [(t["start"], t["end"]) for t in document["tokens"]] == [(0, 2), (2, 7), (7, 11)]


@given(texts)
def test_tokens_fit_every_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("spacy") / "out"
    written("spacy", folder, [SpanMaker(1, text)])
    (document,) = json_lines(folder / FILE)
    assert document["text"] == text
    check_tokens(document)


@given(coded_texts())
def test_every_mark_is_said_or_listed(tmp_path_factory: pytest.TempPathFactory, made: SpanMaker) -> None:
    folder = tmp_path_factory.mktemp("spacy") / "out"
    written("spacy", folder, [made])
    (document,) = json_lines(folder / FILE)
    check_tokens(document)
    text = made.article.text
    coding = made.coded(a_codebook()).coding
    listed = {row["id"]: row["outcome"] for row in refused(folder)}
    said = {one["id"]: (one["start"], one["end"]) for group in document["spans"].values() for one in group}
    for evidence in coding.evidence():
        stripped = evidence.quote.strip()
        if not stripped:
            assert (evidence.id not in said, listed[evidence.id]) == (True, "left out")
        else:
            start, end = said[evidence.id]
            assert text[start:end] == stripped
            assert (listed.get(evidence.id) == "changed") == (stripped != evidence.quote)


def test_a_line_end_of_any_kind_in_the_text_does_not_end_the_line(tmp_path: Path) -> None:
    written("spacy", tmp_path / "out", [a_hard_coding(), a_hard_coding(8)])
    data = (tmp_path / "out" / FILE).read_bytes().decode()
    assert len(data.splitlines()) == data.count("\n") == 2
