"""What a workbook or data base cannot hold, libraries that are not there, disks that refuse."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.domain.errors import ExportError
from annotator.domain.values import FreeText
from annotator.formats.datasets.nlp_forms import spacy_docbin
from annotator.formats.datasets.output import DryFolder, OutputFile
from annotator.formats.datasets.registry import ExportCancelledError, preview, write_dataset
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.spreadsheet import LONGEST_CELL
from annotator.formats.datasets.table_forms import sqlite_copy, workbook
from annotator.formats.datasets.table_forms.workbook import Workbook
from tests.golden.regenerate import everything
from tests.unit.formats.datasets.making import CREATED, CodingMaker, a_codebook, a_source
from tests.unit.formats.nlp_forms.hard_texts import SpanMaker, coded_texts
from tests.unit.formats.nlp_forms.readers import json_lines, refused

NEW_FORMS = ("xlsx", "parquet", "hugging-face", "sqlite", "spacy-docbin")


def a_remark(text: str) -> DatasetSource:
    made = CodingMaker(1)
    made.value("remark", FreeText(text=text), made.report(0))
    return a_source([made.coded(a_codebook())])


def remark_in(folder: Path) -> str:
    openpyxl: Any = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    with closing(openpyxl.load_workbook(folder / "xlsx" / "dataset.xlsx")) as book:
        head, row = book["reports"].iter_rows(values_only=True)
    return str(row[head.index("remark")])


# --- What a cell cannot hold -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "@SUM(A1)",
        "-1",
        "\tx",
        "https://example.org",
        "mailto:a@b",
        "internal:A1",
        "file:///x",
        "{=1}",
        "12",
        "1e5",
        "TRUE",
        " x ",
        "a\nb",
        "😀 رجل e\u0301",
        "<b>&\"'",
        "x" * LONGEST_CELL,
        "a_x0041_b",
    ],
)
def test_a_text_stays_the_text_it_is(tmp_path: Path, text: str) -> None:
    write_dataset(a_remark(text), tmp_path / "out", ["xlsx"], created=CREATED)
    found = remark_in(tmp_path / "out")
    assert found in (text, text.replace("_x0041_", "_x005F_x0041_"))  # openpyxl leaves the format's escape as it is
    assert refused(tmp_path / "out" / "xlsx") == []


@pytest.mark.parametrize(
    "text, held, reason",
    [
        ("x" * (LONGEST_CELL + 1), "x" * LONGEST_CELL, "JSON Lines has the whole text"),
        ("😀" * LONGEST_CELL, "😀" * (LONGEST_CELL // 2), "JSON Lines has the whole text"),
        ("a\x01b", "a\ufffdb", "XML cannot hold"),
        ("a\uffffb\x0b", "a\ufffdb\ufffd", "XML cannot hold"),
        ("<r><t>x</t></r>", " <r><t>x</t></r>", "markup"),
    ],
)
def test_what_a_cell_cannot_hold_is_changed_and_listed_once(tmp_path: Path, text: str, held: str, reason: str) -> None:
    summary = write_dataset(a_remark(text), tmp_path / "out", ["xlsx"], created=CREATED)
    assert remark_in(tmp_path / "out") == held
    rows = refused(tmp_path / "out" / "xlsx")
    assert {(row["outcome"], row["what"], row["article_id"]) for row in rows} == {("changed", "cell", "article-1")}
    assert {row["column"].split("!")[0] for row in rows} == {"reports", "values"}
    assert all(reason in row["reason"] for row in rows)
    assert any("see refused.csv" in remark for remark in summary.remarks)
    assert [line.reason for line in preview(a_remark(text), ["xlsx"]).refused] == [row["reason"] for row in rows]


def test_a_cut_quote_says_that_the_article_has_it(tmp_path: Path) -> None:
    text = "word " * 8_000
    made = CodingMaker(1, text)
    made.value("trigger", None, made.report(0), quotes=(text.strip(),))
    write_dataset(a_source([made.coded(a_codebook())]), tmp_path / "out", ["xlsx"], created=CREATED)
    told = {row["reason"] for row in refused(tmp_path / "out" / "xlsx")}
    assert any("The whole text is the article's from start to end." in reason for reason in told)


def test_rows_beyond_the_last_of_a_sheet_are_left_out_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS_MOST", 400)
    many = [CodingMaker(number, "Nothing happened.") for number in range(405)]
    source = a_source([made.coded(a_codebook()) for made in many])
    write_dataset(source, tmp_path / "out", ["xlsx"], created=CREATED)
    rows = refused(tmp_path / "out" / "xlsx")
    assert [(row["what"], row["outcome"], row["column"]) for row in rows] == [("row", "left out", "articles")] * 6
    assert rows[0]["id"] == "coding-399"


def test_sheets_whose_names_are_cut_stay_apart() -> None:
    taken: set[str] = set()
    names = [workbook._sheet_name("group_" + "x" * 40 + end, taken) for end in "ab"]
    assert len(set(names)) == 2
    assert all(len(name) <= 31 for name in names)


# --- Libraries that are not there ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form, library, extra",
    [
        ("parquet", "pyarrow", "parquet"),
        ("hugging-face", "pyarrow", "parquet"),
        ("spacy-docbin", "spacy", "spacy"),
    ],
)
def test_a_library_that_is_not_installed_is_named_with_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, library: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    for attempt in (
        lambda: write_dataset(a_source(), tmp_path / "out", [form], created=CREATED),
        lambda: preview(a_source(), [form]),
    ):
        with pytest.raises(ExportError) as refusal:
            attempt()
        assert library in refusal.value.message
        assert f'pip install "incident-annotator[{extra}]"' in refusal.value.remedy
    assert list(tmp_path.iterdir()) == []


# --- Disks that refuse, and exports that stop ------------------------------------------------------------------------


@pytest.mark.parametrize("form", NEW_FORMS)
@pytest.mark.parametrize("stop_at", [1, 2, 4])
def test_a_cancelled_export_leaves_nothing(tmp_path: Path, form: str, stop_at: int) -> None:
    asked = count(1)
    with pytest.raises(ExportCancelledError):
        write_dataset(
            a_source(everything()),
            tmp_path / "out",
            [form],
            created=CREATED,
            is_cancelled=lambda: next(asked) == stop_at,
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", NEW_FORMS)
def test_a_stream_that_breaks_leaves_nothing(tmp_path: Path, form: str) -> None:
    def coded_articles() -> Iterator[CodedArticle]:
        yield everything()[0]
        raise ExportError("The project went away.")

    with pytest.raises(ExportError, match="went away"):
        write_dataset(replace(a_source(), coded_articles=coded_articles), tmp_path / "o", [form], created=CREATED)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", NEW_FORMS)
def test_a_folder_with_anything_in_it_is_not_written_over(tmp_path: Path, form: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(ExportError, match="not empty"):
        write_dataset(a_source(), tmp_path / "out", [form], created=CREATED)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("form", [form for form in NEW_FORMS if form not in ("xlsx", "sqlite")])
@pytest.mark.parametrize("fails_at", range(2))
def test_a_full_disk_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, fails_at: int
) -> None:
    whole, calls = OutputFile.write, count()

    def refuse(output: OutputFile, data: bytes) -> None:
        if next(calls) >= fails_at:
            raise OSError(errno.ENOSPC, "full")
        whole(output, data)

    monkeypatch.setattr(OutputFile, "write", refuse)
    with pytest.raises(ExportError, match="disk is full"):
        write_dataset(a_source(everything()), tmp_path / "out", [form], created=CREATED)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_when_the_workbook_is_packed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", refuse)
    with pytest.raises(ExportError, match="disk is full"):
        write_dataset(a_source(everything()), tmp_path / "out", ["xlsx"], created=CREATED)
    assert list(tmp_path.iterdir()) == []


def test_a_data_base_that_may_not_grow_is_told_as_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def small(*arguments: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **more)
        connection.execute("PRAGMA max_page_count = 30").close()
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    many = a_source([CodingMaker(number, f"{number} " + "word " * 2_000).coded(a_codebook()) for number in range(20)])
    with pytest.raises(ExportError, match="disk is full"):
        write_dataset(many, tmp_path / "out", ["sqlite"], created=CREATED)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name, number",
    [("SQLITE_CANTOPEN", errno.EACCES), ("SQLITE_READONLY", errno.EACCES), ("SQLITE_IOERR_WRITE", errno.EIO)],
)
def test_other_troubles_of_a_data_base_are_the_disks(name: str, number: int) -> None:
    error = sqlite3.OperationalError("trouble")
    error.sqlite_errorname = name
    with pytest.raises(OSError, match=os.strerror(number)) as told, sqlite_copy._disk_errors():
        raise error
    assert told.value.errno == number


def test_records_that_do_not_fit_together_are_told(tmp_path: Path) -> None:
    twice = [CodingMaker(1).coded(a_codebook())] * 2
    with pytest.raises(ExportError, match="do not fit together") as refusal:
        write_dataset(a_source(twice), tmp_path / "out", ["sqlite"], created=CREATED)
    assert "Check the project" in refusal.value.remedy
    assert list(tmp_path.iterdir()) == []


# --- Many documents --------------------------------------------------------------------------------------------------


def test_documents_are_packed_in_files_of_a_bounded_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spacy: Any = pytest.importorskip("spacy", reason="spaCy is not installed")
    monkeypatch.setattr(spacy_docbin, "DOCUMENTS_IN_A_FILE", 3)
    write_dataset(a_source(everything()), tmp_path / "out", ["spacy-docbin"], created=CREATED)
    folder = tmp_path / "out" / "spacy-docbin"
    names = ["documents-0001.spacy", "documents-0002.spacy"]
    assert sorted(path.name for path in folder.iterdir()) == names
    found = []
    for name in names:
        bin_ = spacy.tokens.DocBin().from_disk(folder / name)
        found += [document.user_data["coding_id"] for document in bin_.get_docs(spacy.blank("xx").vocab)]
    assert found == [coded.coding.header.id for coded in everything()]


def test_spacys_own_corpus_reader_takes_the_folder(tmp_path: Path) -> None:
    spacy: Any = pytest.importorskip("spacy", reason="spaCy is not installed")
    write_dataset(a_source(everything()), tmp_path / "out", ["spacy-docbin"], created=CREATED)
    corpus = spacy.training.Corpus(tmp_path / "out" / "spacy-docbin")
    examples = list(corpus(spacy.blank("xx")))
    assert [example.reference.text for example in examples] == [coded.article.text for coded in everything()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(made=coded_texts())
def test_the_documents_of_the_doc_bin_are_those_of_the_json_lines(
    tmp_path_factory: pytest.TempPathFactory, made: SpanMaker
) -> None:
    spacy: Any = pytest.importorskip("spacy", reason="spaCy is not installed")
    folder = tmp_path_factory.mktemp("spacy") / "out"
    source = a_source([made.coded(a_codebook())])
    write_dataset(source, folder, ["spacy", "spacy-docbin"], created=CREATED)
    (line,) = json_lines(folder / "spacy" / "documents.jsonl")
    told = spacy.tokens.Doc(spacy.blank("xx").vocab).from_json(line)
    bin_ = spacy.tokens.DocBin().from_disk(folder / "spacy-docbin" / "documents-0001.spacy")
    (document,) = bin_.get_docs(spacy.blank("xx").vocab)
    assert document.text == told.text == made.article.text
    assert [token.text_with_ws for token in document] == [token.text_with_ws for token in told]
    assert _groups(document) == _groups(told)
    ids = {one.id for one in made.coded(a_codebook()).coding.evidence()}
    assert {span.id_ for group in document.spans.values() for span in group} <= ids
    assert refused(folder / "spacy-docbin") == [{**row, "form": "spaCy DocBin"} for row in refused(folder / "spacy")]


def _groups(document: Any) -> dict[str, list[tuple[int, int, str]]]:
    return {
        key: [(span.start_char, span.end_char, span.label_) for span in group] for key, group in document.spans.items()
    }


def test_a_workbook_that_is_only_tried_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = DryFolder()
    with Workbook(a_remark("a\x01b"), folder) as tried:
        for coded in a_remark("a\x01b").coded_articles():
            tried.add(coded)
        assert tried.finished().files == ()
    assert len(folder.refused) == 2
    assert list(tmp_path.iterdir()) == []
