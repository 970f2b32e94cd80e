"""Every form that carries offsets points at the same words: among emoji, Arabic, combining marks and odd spaces.

Each form is read by software that is not ours, or by its own rules where there is none. A reader returns the field and
the words that the form's offsets cut out of the stored text, counted as the form counts.
"""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.formats.datasets.registry import nlp_writers, qualitative_writers, write_dataset, writers
from tests.golden.laying_open import archive
from tests.unit.formats.datasets.making import CREATED, a_codebook, a_source
from tests.unit.formats.nlp_forms.hard_texts import HARD, QUOTES, SpanMaker, a_hard_coding, span_of
from tests.unit.formats.nlp_forms.readers import Token, bio_spans, brat, documents, json_lines
from tests.unit.formats.nlp_forms.test_oracles import converted_tasks
from tests.unit.formats.refi_qda.qdpx import read as read_qdpx

Marks = set[tuple[str, str]]

WITHOUT_OFFSETS = {"csv-wide"}
"""Forms of reports and groups, whose evidence is in another form."""


def cut(found: Iterable[tuple[str, int, int]]) -> Marks:
    return {(field, HARD[int(start) : int(end)]) for field, start, end in found}


def in_csv(folder: Path) -> Marks:
    pandas: Any = pytest.importorskip("pandas", reason="pandas is not installed")
    table = pandas.read_csv(folder / "evidence.csv", keep_default_na=False)
    assert all(HARD[row.start : row.end] == row.quote for row in table.itertuples())
    return cut(zip(table.field, table.start, table.end, strict=True))


def in_spreadsheet_csv(folder: Path) -> Marks:
    return in_csv(folder / "spreadsheet")


def in_json_lines(folder: Path) -> Marks:
    pandas: Any = pytest.importorskip("pandas", reason="pandas is not installed")
    _, line = pandas.read_json(folder / "dataset.jsonl", lines=True).to_dict("records")
    fields = {value["id"]: value["field"] for value in line["values"]}
    assert line["article"]["text"] == HARD
    return cut((fields[one["value_id"]], one["start"], one["end"]) for one in line["evidence"])


def in_workbook(folder: Path) -> Marks:
    openpyxl: Any = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    with closing(openpyxl.load_workbook(folder / "xlsx" / "dataset.xlsx", read_only=True)) as book:
        head, *rows = book["evidence"].iter_rows(values_only=True)
    field, start, end = (head.index(name) for name in ("field", "start", "end"))
    return cut((row[field], row[start], row[end]) for row in rows)


def in_parquet(folder: Path) -> Marks:
    parquet: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    rows = parquet.read_table(folder / "parquet" / "evidence.parquet").to_pylist()
    return cut((row["field"], row["start"], row["end"]) for row in rows)


def in_hugging_face(folder: Path) -> Marks:
    datasets: Any = pytest.importorskip("datasets", reason="datasets is not installed")
    (row,) = datasets.load_dataset(str(folder / "hugging-face"), split="train", cache_dir=str(folder / "cache"))
    assert row["text"] == HARD
    return cut((span["field"], span["start"], span["end"]) for span in row["spans"])


def in_sqlite(folder: Path) -> Marks:
    """SQLite's own substr counts code points from 1."""
    query = (
        'SELECT v.field, substr(a.text, e.start + 1, e."end" - e.start) FROM evidence e'
        " JOIN coded_value v ON v.id = e.value_id JOIN coding c ON c.id = e.coding_id"
        " JOIN article a ON a.id = c.article_id"
    )
    with closing(sqlite3.connect(folder / "sqlite" / "dataset.sqlite")) as connection:
        return set(connection.execute(query))


def in_spacy(folder: Path) -> Marks:
    spacy: Any = pytest.importorskip("spacy", reason="spaCy is not installed")
    (line,) = json_lines(folder / "spacy" / "documents.jsonl")
    return _in_document(spacy.tokens.Doc(spacy.blank("xx").vocab).from_json(line))


def in_docbin(folder: Path) -> Marks:
    spacy: Any = pytest.importorskip("spacy", reason="spaCy is not installed")
    bin_ = spacy.tokens.DocBin().from_disk(folder / "spacy-docbin" / "documents-0001.spacy")
    (document,) = bin_.get_docs(spacy.blank("xx").vocab)
    return _in_document(document)


def _in_document(document: Any) -> Marks:
    assert document.text == HARD
    spans = [span for group in document.spans.values() for span in group]
    assert all(HARD[span.start_char : span.end_char] == span.text for span in spans)
    return {(span.label_, span.text) for span in spans}


def in_conll(folder: Path) -> Marks:
    conllu: Any = pytest.importorskip("conllu", reason="conllu is not installed")
    with (folder / "conll" / "tokens.conllup").open(encoding="utf-8", newline="\n") as file:
        document = [[_conll_token(token) for token in sentence] for sentence in conllu.parse_incr(file)]
    assert all(HARD[token.start : token.end] == token.form for sentence in document for token in sentence)
    return {(one.label, HARD[one.start : one.end]) for one in bio_spans(document, HARD)}


def _conll_token(read: Any) -> Token:
    start, end = read["misc"]["TokenRange"].split(":")
    tags = {name.removeprefix("coded:"): tag for name, tag in read.items() if name.startswith("coded:")}
    return Token(read["form"], int(start), int(end), tags)


def in_brat(folder: Path) -> Marks:
    """The words of an annotation's fragments, joined as brat joins them, are those the fragments' offsets cut out."""
    (text,), (annotations,) = (documents(folder / "brat" / "brat.zip", ending) for ending in (".txt", ".ann"))
    assert text.decode() == HARD
    spans = brat(text, annotations).spans.values()
    assert all(" ".join(HARD[start:end] for start, end in fragments) == quote for _, fragments, quote in spans)
    return {(kind, quote) for kind, _, quote in spans}


def in_xmi(folder: Path) -> Marks:
    """UIMA counts UTF-16 code units."""
    cassis: Any = pytest.importorskip("cassis", reason="dkpro-cassis is not installed")
    files = archive(folder / "xmi" / "xmi.zip")
    types = cassis.load_typesystem(io.BytesIO(files["TypeSystem.xml"]))
    (data,) = (data for name, data in files.items() if name.endswith(".xmi"))
    found = cassis.load_cas_from_xmi(io.BytesIO(data), typesystem=types).select("webanno.custom.Evidence")
    return {(one.field, one.get_covered_text()) for one in found}


def in_label_studio(folder: Path) -> Marks:
    (task,) = converted_tasks(folder / "label-studio")
    assert task["text"] == HARD
    assert all(HARD[one["start"] : one["end"]] == one["text"] for one in task["field"])
    return cut((one["labels"][0], one["start"], one["end"]) for one in task["field"])


def in_doccano(folder: Path) -> Marks:
    pandas: Any = pytest.importorskip("pandas", reason="pandas is not installed")
    (example,) = pandas.read_json(folder / "doccano" / "examples.jsonl", lines=True).to_dict("records")
    assert example["text"] == HARD
    return cut((field, start, end) for start, end, field in example["label"])


def in_web_annotation(folder: Path) -> Marks:
    items = json.loads((folder / "web-annotation" / "annotations.jsonld").read_bytes())["first"]["items"]
    found: Marks = set()
    for one in items:
        if isinstance(one["target"], dict):
            position, quote = one["target"]["selector"]
            start, end = position["start"], position["end"]
            assert HARD[start:end] == quote["exact"]
            assert HARD[:start].endswith(quote["prefix"])
            assert HARD[end:].startswith(quote["suffix"])
            found |= cut([(one["body"][0]["value"], start, end)])
    return found


READERS: dict[str, Callable[[Path], Marks]] = {
    "csv": in_csv,
    "csv-spreadsheet": in_spreadsheet_csv,
    "jsonl": in_json_lines,
    "xlsx": in_workbook,
    "parquet": in_parquet,
    "hugging-face": in_hugging_face,
    "sqlite": in_sqlite,
    "spacy": in_spacy,
    "spacy-docbin": in_docbin,
    "conll": in_conll,
    "brat": in_brat,
    "xmi": in_xmi,
    "label-studio": in_label_studio,
    "doccano": in_doccano,
    "web-annotation": in_web_annotation,
}


def marks_of(made: SpanMaker) -> Marks:
    coding = made.coded(a_codebook()).coding
    fields = {value.id: value.field for value in coding.values()}
    return {(fields[one.value_id], one.quote) for one in coding.evidence()}


def written(form: str, folder: Path, made: SpanMaker) -> Path:
    write_dataset(a_source([made.coded(a_codebook())]), folder, [form], created=CREATED)
    return folder


def test_every_form_that_carries_offsets_has_a_reader_here() -> None:
    told = set(writers) | set(nlp_writers)
    assert set(READERS) == told - WITHOUT_OFFSETS
    assert set(qualitative_writers) == {"refi-qda"}


@pytest.mark.parametrize("form", [form for form in READERS if form not in ("conll", "brat")])
def test_the_offsets_of_a_hard_text_cut_out_its_marks(tmp_path: Path, form: str) -> None:
    made = a_hard_coding()
    assert READERS[form](written(form, tmp_path / "out", made)) == marks_of(made)


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("quote", [quote for quote in QUOTES if "\n" not in quote])
def test_each_mark_of_a_hard_text_is_found_alone(tmp_path: Path, form: str, quote: str) -> None:
    """One mark at a time, so that forms without overlaps or breaks have to say it too."""
    made = SpanMaker(1, HARD)
    made.marked("trigger", [span_of(quote)], report=made.report(0))
    expected = " ".join(quote.replace("\u2028", "\t").split("\t")) if form == "brat" else quote
    assert READERS[form](written(form, tmp_path / "out", made)) == {("trigger", expected)}


def test_refi_qda_counts_code_points_too(tmp_path: Path) -> None:
    """Another library reads the same marks in tests/unit/formats/refi_qda/test_independent_reader.py."""
    made = a_hard_coding()
    written("refi-qda", tmp_path / "out", made)
    found = read_qdpx(tmp_path / "out" / "refi-qda")
    assert HARD.encode() in {data for name, data in found.files.items() if name.endswith(".txt")}
    for _, quote in marks_of(made):
        start, end = span_of(quote)
        assert f'startPosition="{start}" endPosition="{end}"' in found.xml
