"""The written forms read by the software they are for."""

from __future__ import annotations

import io
import json
import warnings
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings

from annotator.domain.coding import Coding
from annotator.formats.datasets.source import CodedArticle
from tests.golden.laying_open import archive
from tests.unit.formats.datasets.making import a_codebook, all_coded
from tests.unit.formats.nlp_forms.hard_texts import (
    CAFE,
    HARD,
    QUOTES,
    SpanMaker,
    a_hard_coding,
    coded_texts,
    span_of,
    written,
)
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


# --- Label Studio, by its own SDK ------------------------------------------------------------------------------------


def sdk(module: str) -> Any:
    """Import a part of the SDK, which still declares its models as the pydantic of long ago wanted them."""
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        return import_module(f"label_studio_sdk.{module}")


def label_interface(folder: Path) -> Any:
    """Return the written configuration as the SDK understands it."""
    return sdk("label_interface").LabelInterface((folder / "label_config.xml").read_text("utf-8"))


def converted(folder: Path, format_: str) -> Path:
    """Give what was written to Label Studio's converter and return the folder it fills."""
    made = sdk("converter").Converter(str(folder / "label_config.xml"), project_dir=str(folder))
    made.convert(str(folder / "tasks.json"), str(folder / format_), format_, is_dir=False)
    return folder / format_


def converted_tasks(folder: Path) -> list[dict[str, Any]]:
    """Return the tasks as the converter reads them: a list of regions for every control."""
    found = json.loads((converted(folder, "JSON_MIN") / "result.json").read_bytes())
    assert isinstance(found, list)
    return found


def labelled(coding: Coding) -> list[dict[str, Any]]:
    """Return every mark as the converter has to give it."""
    fields = {value.id: value.field for value in coding.values()}
    return [
        {"start": one.start, "end": one.end, "text": one.quote, "labels": [fields[one.value_id]]}
        for one in coding.evidence()
    ]


def in_order(regions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(regions, key=lambda one: json.dumps(one, sort_keys=True))


def an_annotation(folder: Path) -> dict[str, Any]:
    """Write the hard coding and return its only annotation."""
    written("label-studio", folder, [a_hard_coding()])
    (task,) = json.loads((folder / "tasks.json").read_bytes())
    (annotation,) = task["annotations"]
    assert isinstance(annotation, dict)
    return annotation


def test_label_studio_accepts_configuration_tasks_and_annotations(tmp_path: Path) -> None:
    written("label-studio", tmp_path / "out", codings())
    labels = label_interface(tmp_path / "out")
    labels.validate()
    assert set(labels.get_control("field").labels) == set(a_codebook().fields_by_id)
    for task in json.loads((tmp_path / "out" / "tasks.json").read_bytes()):
        # The SDK's own check of a task with annotations calls itself with an argument missing.
        assert labels.validate_task({"data": task["data"]})
        for annotation in task["annotations"]:
            assert labels.validate_annotation(annotation)


@pytest.mark.parametrize(
    "control, change",
    [
        ("field", {"labels": ["vanished"]}),
        ("field", {"labels": None}),
        ("field", {"start": "five"}),
        ("field", {"end": None}),
        ("stance", {"choices": ["guesses"]}),
        ("value", {"text": 7}),
        ("report", {"number": -1}),
    ],
)
def test_label_studio_refuses_a_region_that_its_configuration_does_not_allow(
    tmp_path: Path, control: str, change: dict[str, object]
) -> None:
    annotation = an_annotation(tmp_path / "out")
    labels = label_interface(tmp_path / "out")
    assert labels.validate_annotation(annotation)
    next(one for one in annotation["result"] if one["from_name"] == control)["value"].update(change)
    assert not labels.validate_annotation(annotation)


def test_label_studio_refuses_a_region_of_another_kind_or_of_a_control_nobody_has(tmp_path: Path) -> None:
    annotation = an_annotation(tmp_path / "out")
    labels = label_interface(tmp_path / "out")
    annotation["result"][0]["type"] = "choices"
    assert not labels.validate_annotation(annotation)
    annotation["result"][0]["from_name"] = "mood"
    with pytest.raises(Exception, match="mood"):
        labels.validate_annotation(annotation)


def test_label_studios_converter_finds_every_text_mark_and_label(tmp_path: Path) -> None:
    written("label-studio", tmp_path / "out", codings())
    for task, coded in zip(converted_tasks(tmp_path / "out"), codings(), strict=True):
        assert task["text"] == coded.article.text
        assert in_order(task.get("field", [])) == in_order(labelled(coded.coding))
        assert {record["id"] for record in task["values"]} == {value.id for value in coded.coding.values()}


def test_label_studios_converter_finds_the_stance_and_incident_of_every_mark(tmp_path: Path) -> None:
    written("label-studio", tmp_path / "out", codings())
    for task, coded in zip(converted_tasks(tmp_path / "out"), codings(), strict=True):
        coding, marks = coded.coding, tuple(coded.coding.evidence())
        # The converter gives choices as one bare word when there is one and leaves out controls without a region.
        given = task.get("stance", [])
        assert Counter([given] if isinstance(given, str) else given) == Counter(one.stance.value for one in marks)
        numbers = {report.id: number for number, report in enumerate(coding.reports(), 1)}
        told = Counter((one["start"], one["end"], one["number"]) for one in task.get("report", []))
        reports = [(one.start, one.end, coding.values_by_id[one.value_id].report_id) for one in marks]
        assert told == Counter((start, end, numbers[report]) for start, end, report in reports if report)


def test_the_converters_regions_fit_the_schema_the_sdk_makes_of_the_configuration(tmp_path: Path) -> None:
    written("label-studio", tmp_path / "out", codings())
    schema = label_interface(tmp_path / "out").to_json_schema()["properties"]["field"]
    for task in converted_tasks(tmp_path / "out"):
        jsonschema.validate(task.get("field", []), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{"start": 0, "end": 1, "labels": ["vanished"]}], schema)


@settings(max_examples=40)
@given(coded_texts())
def test_label_studios_converter_cuts_any_mark_out_of_any_text(
    tmp_path_factory: pytest.TempPathFactory, made: SpanMaker
) -> None:
    folder = tmp_path_factory.mktemp("any") / "out"
    written("label-studio", folder, [made])
    (task,) = converted_tasks(folder)
    regions = task.get("field", [])
    assert all(task["text"][one["start"] : one["end"]] == one["text"] for one in regions)
    assert in_order(regions) == in_order(labelled(made.coded(a_codebook()).coding))


@pytest.mark.parametrize("quote", QUOTES)
def test_label_studios_own_tokens_of_a_mark_are_its_words(tmp_path: Path, quote: str) -> None:
    """The converter cuts the text into tokens itself, and tags those that our offsets touch."""
    made = SpanMaker(1, HARD)
    made.marked("trigger", [span_of(quote)], report=made.report(0))
    written("label-studio", tmp_path / "out", [made])
    lines = (converted(tmp_path / "out", "CONLL2003") / "result.conll").read_text("utf-8").split("\n")
    rows = [line.rsplit(" ", 3) for line in lines if line and not line.startswith("-DOCSTART-")]
    tagged = [(token, tag) for token, _, _, tag in rows if tag != "O"]
    tokens = [token for token, _ in tagged]
    assert [tag for _, tag in tagged] == ["B-trigger", *["I-trigger"] * (len(tagged) - 1)]
    words = "".join(quote.split())
    assert words in "".join(tokens)
    assert words not in "".join(tokens[1:])
    assert words not in "".join(tokens[:-1])


# --- Other readers ---------------------------------------------------------------------------------------------------


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
