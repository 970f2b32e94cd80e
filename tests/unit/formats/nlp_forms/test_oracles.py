"""The written forms read by the software they are for, where it is installed (the extra `oracles`)."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.coding import Coding
from annotator.formats.datasets.source import CodedArticle
from tests.golden.laying_open import archive
from tests.unit.formats.datasets.making import a_codebook, all_coded
from tests.unit.formats.nlp_forms.hard_texts import CAFE, HARD, QUOTES, a_hard_coding, written
from tests.unit.formats.nlp_forms.readers import json_lines


def codings() -> list[CodedArticle]:
    codebook = a_codebook()
    return [*all_coded(codebook), a_hard_coding().coded(codebook)]


def marks_of(coding: Coding) -> list[tuple[str, str]]:
    """Return field and quote of every mark, sorted."""
    fields = {value.id: value.field for value in coding.values()}
    return sorted((fields[one.value_id], one.quote) for one in coding.evidence())


def test_spacy_reads_every_document_with_its_span_groups(tmp_path: Path) -> None:
    spacy: Any = pytest.importorskip("spacy", reason="spaCy is not installed")
    written("spacy", tmp_path / "out", codings())
    empty = spacy.blank("xx")
    lines = json_lines(tmp_path / "out" / "documents.jsonl")
    for line, coded in zip(lines, codings(), strict=True):
        document = spacy.tokens.Doc(empty.vocab).from_json(line, validate=True)
        assert document.text == coded.article.text
        found = sorted((span.label_, span.text) for group in document.spans.values() for span in group)
        assert found == marks_of(coded.coding)


def test_spacy_makes_a_doc_bin_of_them(tmp_path: Path) -> None:
    spacy: Any = pytest.importorskip("spacy", reason="spaCy is not installed")
    written("spacy", tmp_path / "out", codings())
    empty = spacy.blank("xx")
    bin_ = spacy.tokens.DocBin()
    for line in json_lines(tmp_path / "out" / "documents.jsonl"):
        bin_.add(spacy.tokens.Doc(empty.vocab).from_json(line))
    bin_.to_disk(tmp_path / "train.spacy")
    *_, last = spacy.tokens.DocBin().from_disk(tmp_path / "train.spacy").get_docs(empty.vocab)
    assert sorted(span.text for span in last.spans["trigger"]) == sorted(QUOTES)


def test_spacy_learns_from_them(tmp_path: Path) -> None:
    """The span categorizer takes the documents as the reference half of examples."""
    spacy: Any = pytest.importorskip("spacy", reason="spaCy is not installed")
    written("spacy", tmp_path / "out", [a_hard_coding()])
    (line,) = json_lines(tmp_path / "out" / "documents.jsonl")
    empty = spacy.blank("xx")
    empty.add_pipe("spancat", config={"spans_key": "trigger"})
    reference = spacy.tokens.Doc(empty.vocab).from_json(line)
    example = spacy.training.Example(empty.make_doc(HARD), reference)
    empty.initialize(lambda: [example])
    losses = empty.update([example])
    assert losses["spancat"] > 0
    assert empty.get_pipe("spancat").labels == ("trigger",)


def test_cassis_reads_every_document_with_the_type_system(tmp_path: Path) -> None:
    cassis: Any = pytest.importorskip("cassis", reason="dkpro-cassis is not installed")
    written("xmi", tmp_path / "out", codings())
    files = archive(tmp_path / "out" / "xmi.zip")
    types = cassis.load_typesystem(io.BytesIO(files["TypeSystem.xml"]))
    documents = [files[name] for name in sorted(files) if name.endswith(".xmi")]
    for data, coded in zip(documents, codings(), strict=True):
        cas = cassis.load_cas_from_xmi(io.BytesIO(data), typesystem=types)
        assert cas.sofa_string == coded.article.text
        evidence = cas.select("webanno.custom.Evidence")
        assert sorted((one.field, one.get_covered_text()) for one in evidence) == marks_of(coded.coding)
        values = {one.valueId: one for one in cas.select("webanno.custom.CodedValue")}
        assert set(values) == {value.id for value in coded.coding.values()}
        for value in coded.coding.values():
            content = None if value.content is None else json.loads(value.content.model_dump_json())
            assert json.loads(values[value.id].content or "null") == content
        assert len(cas.select("webanno.custom.Note")) == len(coded.coding.notes())


def test_cassis_writes_what_it_read_and_reads_it_again(tmp_path: Path) -> None:
    cassis: Any = pytest.importorskip("cassis", reason="dkpro-cassis is not installed")
    written("xmi", tmp_path / "out", [a_hard_coding()])
    files = archive(tmp_path / "out" / "xmi.zip")
    types = cassis.load_typesystem(io.BytesIO(files["TypeSystem.xml"]))
    (data,) = (files[name] for name in files if name.endswith(".xmi"))
    once = cassis.load_cas_from_xmi(io.BytesIO(data), typesystem=types)
    again = cassis.load_cas_from_xmi(io.BytesIO(once.to_xmi().encode()), typesystem=types)
    triggers = [one.get_covered_text() for one in again.select("webanno.custom.Evidence") if one.field == "trigger"]
    assert sorted(triggers) == sorted(QUOTES)


def test_label_studio_accepts_configuration_tasks_and_annotations(tmp_path: Path) -> None:
    interface: Any = pytest.importorskip(
        "label_studio_sdk.label_interface", reason="the Label Studio SDK is not installed"
    )
    written("label-studio", tmp_path / "out", codings())
    labels = interface.LabelInterface((tmp_path / "out" / "label_config.xml").read_text("utf-8"))
    labels.validate()
    for task in json.loads((tmp_path / "out" / "tasks.json").read_bytes()):
        # The SDK's own check of a task with annotations calls itself with an argument missing.
        assert labels.validate_task({"data": task["data"]})
        for annotation in task["annotations"]:
            assert labels.validate_annotation(annotation)


def test_label_studios_converter_finds_every_mark(tmp_path: Path) -> None:
    converter: Any = pytest.importorskip("label_studio_sdk.converter", reason="the Label Studio SDK is not installed")
    written("label-studio", tmp_path / "out", [a_hard_coding()])
    made = converter.Converter(str(tmp_path / "out" / "label_config.xml"), project_dir=str(tmp_path))
    made.convert_to_json_min(str(tmp_path / "out" / "tasks.json"), str(tmp_path / "min"), is_dir=False)
    (task,) = json.loads((tmp_path / "min" / "result.json").read_bytes())
    found = sorted((one["labels"][0], HARD[one["start"] : one["end"]]) for one in task["field"])
    assert found == marks_of(a_hard_coding().coded(a_codebook()).coding)


def test_pandas_reads_what_was_refused_and_the_examples(tmp_path: Path) -> None:
    pandas: Any = pytest.importorskip("pandas", reason="pandas is not installed")
    written("conll", tmp_path / "conll", codings())
    table = pandas.read_csv(tmp_path / "conll" / "refused.csv", keep_default_na=False)
    assert set(table["outcome"]) == {"left out", "changed"}
    lost = table[(table["what"] == "span") & (table["outcome"] == "left out")]
    assert sorted(lost["quote"]) == sorted(["😀 morts", "He said", "كيدال", CAFE])
    assert all(HARD[row.start : row.end] == row.quote for row in lost.astype({"start": int, "end": int}).itertuples())
    written("doccano", tmp_path / "doccano", codings())
    examples = pandas.read_json(tmp_path / "doccano" / "examples.jsonl", lines=True)
    assert list(examples["text"]) == [coded.article.text for coded in codings()]


def test_a_conllu_reader_finds_columns_and_sentences(tmp_path: Path) -> None:
    conllu: Any = pytest.importorskip("conllu", reason="conllu is not installed")
    written("conll", tmp_path / "out", [a_hard_coding()])
    with (tmp_path / "out" / "tokens.conllup").open(encoding="utf-8", newline="\n") as file:
        sentences = list(conllu.parse_incr(file))
    assert sentences[0].metadata["newdoc id"] == "coding-7"
    tokens = [token for sentence in sentences for token in sentence]
    assert "".join(token["form"] for token in tokens) == "".join(HARD.split())
    assert sum(token["coded:trigger"].startswith("B-") for token in tokens) > len(QUOTES) - 4
