"""Every field of the default codebook, marked in one text, comes back from every form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook
from annotator.formats.datasets.nlp_forms.forms import nlp_writers
from annotator.formats.datasets.source import DatasetSource
from tests.drafts import default_codebook
from tests.unit.formats.datasets.making import a_source
from tests.unit.formats.nlp_forms.hard_texts import SpanMaker
from tests.unit.formats.nlp_forms.readers import (
    bio_spans,
    brat,
    cas,
    conll,
    documents,
    json_lines,
    refused,
    utf16_slice,
)

Marks = set[tuple[str, str]]


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return default_codebook()


@pytest.fixture
def made(codebook: Codebook) -> SpanMaker:
    """One word of its own for every field, an emoji before each."""
    text = " ".join(f"😀 {field.id}" for field in codebook.fields)
    made = SpanMaker(1, text)
    report = made.report(0)
    groups = {group.id: made.group(report, group.id, 0) for group in codebook.groups}
    position = 0
    for field in codebook.fields:
        start = position + 2
        position = start + len(field.id) + 1
        place = None if field.level == ARTICLE_LEVEL else report
        group = None if field.level in (ARTICLE_LEVEL, INCIDENT_LEVEL) else groups[field.level]
        made.marked(field.id, [(start, position - 1)], report=place, group=group)
    return made


def in_spacy(folder: Path) -> Marks:
    (line,) = json_lines(folder / "documents.jsonl")
    return {(field, line["text"][s["start"] : s["end"]]) for field, group in line["spans"].items() for s in group}


def in_conll(folder: Path) -> Marks:
    (document,) = conll(folder / "tokens.conllup")
    tokens = [token for sentence in document for token in sentence]
    text = [" "] * tokens[-1].end
    for token in tokens:
        text[token.start : token.end] = token.form
    found = bio_spans(document, "".join(text))
    return {(one.label, "".join(text[one.start : one.end])) for one in found}


def in_brat(folder: Path) -> Marks:
    (text,), (annotations,) = (documents(folder / "brat.zip", ending) for ending in (".txt", ".ann"))
    return {(kind, quote) for kind, _, quote in brat(text, annotations).spans.values()}


def in_xmi(folder: Path) -> Marks:
    (document,) = (cas(data) for data in documents(folder / "xmi.zip", ".xmi"))
    return {(one["field"], utf16_slice(document.text, int(one["begin"]), int(one["end"]))) for one in document.evidence}


def in_label_studio(folder: Path) -> Marks:
    (task,) = json.loads((folder / "tasks.json").read_bytes())
    labels = [one["value"] for one in task["annotations"][0]["result"] if one["type"] == "labels"]
    return {(one["labels"][0], task["data"]["text"][one["start"] : one["end"]]) for one in labels}


def in_doccano(folder: Path) -> Marks:
    (example,) = json_lines(folder / "examples.jsonl")
    return {(field, example["text"][start:end]) for start, end, field in example["label"]}


def in_web_annotation(folder: Path) -> Marks:
    items = json.loads((folder / "annotations.jsonld").read_bytes())["first"]["items"]
    return {(one["body"][0]["value"], one["target"]["selector"][1]["exact"]) for one in items}


def in_docbin(folder: Path) -> Marks:
    spacy: Any = pytest.importorskip("spacy", reason="spaCy is not installed")
    bin_ = spacy.tokens.DocBin().from_disk(folder / "documents-0001.spacy")
    (document,) = bin_.get_docs(spacy.blank("xx").vocab)
    return {(span.label_, span.text) for group in document.spans.values() for span in group}


READERS = {
    "spacy": in_spacy,
    "spacy-docbin": in_docbin,
    "conll": in_conll,
    "brat": in_brat,
    "xmi": in_xmi,
    "label-studio": in_label_studio,
    "doccano": in_doccano,
    "web-annotation": in_web_annotation,
}


@pytest.mark.parametrize("form", nlp_writers)
def test_every_field_comes_back(tmp_path: Path, codebook: Codebook, made: SpanMaker, form: str) -> None:
    coded = made.coded(codebook)
    source: DatasetSource = a_source([coded], codebook)
    (tmp_path / "out").mkdir()
    with nlp_writers[form].open(source, tmp_path / "out") as sink:
        sink.add(coded)
        sink.finished()
    assert READERS[form](tmp_path / "out") == {(field.id, field.id) for field in codebook.fields}
    assert refused(tmp_path / "out") == []
