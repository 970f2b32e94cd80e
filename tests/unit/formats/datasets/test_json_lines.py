"""JSON Lines: everything live comes back equal; anything else is refused with its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from pydantic_core import to_json

from annotator.domain.coding import Coder
from annotator.domain.ids import CodebookId
from annotator.formats.datasets.json_lines import FILE_NAME, CodedArticleRecord, JsonLines
from annotator.formats.datasets.json_lines_reading import DatasetError, read_header, read_json_lines
from annotator.formats.datasets.output import DryFolder
from annotator.formats.datasets.placement import live_records
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from tests import strategies
from tests.unit.formats.datasets.making import CODER, VERSION, a_codebook, a_source, live


def write(source: DatasetSource, folder: Path) -> Path:
    with JsonLines(source, folder) as lines:
        for coded in source.coded_articles():
            lines.add(coded)
        assert lines.finished().files[0].rows == len(list(source.coded_articles()))
    return folder / FILE_NAME


def expected(coded: CodedArticle) -> CodedArticle:
    return CodedArticle(coded.article, coded.coder, live(coded.coding), coded.codebook)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(a_source(), tmp_path)


def test_what_was_written_comes_back_equal(path: Path) -> None:
    assert list(read_json_lines(path)) == [expected(coded) for coded in a_source().coded_articles()]


@given(strategies.coded_articles())
def test_a_line_is_what_its_record_would_be_written_as(drawn: strategies.CodedArticle) -> None:
    codebook, coding = a_codebook(), drawn.coding
    coded = CodedArticle(drawn.article, CODER, coding, codebook)
    record = CodedArticleRecord(
        article=drawn.article,
        text_length=len(drawn.article.text),
        coder=CODER,
        codebook_id=coding.header.codebook_id,
        codebook_name=codebook.id,
        codebook_version=codebook.version,
        coding=coding.header,
        **live_records(coding)._asdict(),
    )
    line = to_json(record)
    for character in "\x85\u2028\u2029":
        line = line.replace(character.encode(), f"\\u{ord(character):04x}".encode())
    with JsonLines(a_source(), DryFolder()) as lines:
        assert lines.told([coded, coded]) == ((line + b"\n") * 2, 2)


@given(strategies.coded_articles())
def test_any_coding_comes_back_equal(tmp_path_factory: pytest.TempPathFactory, drawn: strategies.CodedArticle) -> None:
    header = drawn.coding.header
    coder = Coder(id=header.coder_id, name="نور 😀")
    codebook = a_codebook()
    coded = CodedArticle(drawn.article, coder, drawn.coding, codebook)
    version = VERSION.model_copy(update={"id": header.codebook_id})
    source = DatasetSource(
        project_id=a_source().project_id,
        project_name="p\u2028q",
        head=1,
        head_hash="0" * 64,
        app_version="0",
        coders=(coder,),
        codebooks={header.codebook_id: codebook},
        codebook_versions={header.codebook_id: version},
        coded_articles=lambda: iter([coded]),
    )
    written = write(source, tmp_path_factory.mktemp("jsonl"))
    assert list(read_json_lines(written)) == [expected(coded)]
    # Readers that split at every kind of line end see the same lines.
    assert len(written.read_text("utf-8").splitlines()) == 2


def test_the_header_holds_project_head_coders_and_codebooks(path: Path) -> None:
    header = read_header(path)
    assert (header.project_name, header.head, header.head_hash) == ("Raids 2024", 42, "a" * 64)
    assert header.coders == (CODER,)
    assert header.codebooks == {VERSION.id: a_codebook()}
    assert header.codebook_versions == (VERSION,)


def test_a_project_without_codings_has_only_the_header(tmp_path: Path) -> None:
    path = write(a_source([]), tmp_path)
    assert list(read_json_lines(path)) == []
    assert path.read_bytes().count(b"\n") == 1


def test_every_line_is_one_json_object_with_the_article_inside(path: Path) -> None:
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert lines[0]["format"] == "incident-annotator/dataset/1"
    for line in lines[1:]:
        text = line["article"]["text"]
        assert all(text[one["start"] : one["end"]] == one["quote"] for one in line["evidence"])
        assert (line["codebook_name"], line["codebook_version"]) == ("raids", 2)


def changed(path: Path, change: Callable[[dict[str, Any]], object], line: int = 2) -> None:
    """Change one line's object in the file."""
    lines = path.read_bytes().splitlines()
    record = json.loads(lines[line - 1])
    change(record)
    lines[line - 1] = json.dumps(record).encode()
    path.write_bytes(b"\n".join(lines) + b"\n")


@pytest.mark.parametrize(
    "change, reason",
    [
        (lambda record: record.update(extra=1), "extra: Extra inputs"),
        (lambda record: record["coding"].update(extra=1), r"coding\.extra"),
        (lambda record: record.pop("coder"), "coder: Field required"),
        (lambda record: record["evidence"][0].update(start="3"), r"evidence\.0\.start"),
        (lambda record: record["evidence"][0].update(start=3), "is not the article's text"),
        (lambda record: record["evidence"][0].update(start=-1), "is not the article's text"),
        (lambda record: record["evidence"][0].update(quote="x"), "is not the article's text"),
        (lambda record: record["article"].update(text="other"), "SHA-256"),
        (lambda record: record.update(text_length=7), "code points long and not 7"),
        (lambda record: record["values"][0].update(status="maybe"), "status"),
        (lambda record: record["values"][0]["content"].update(type="number"), "content"),
        (lambda record: record["values"][3].update(report_id="nowhere"), "report of value"),
        (lambda record: record["values"][11].update(group_id="nowhere"), "group of value"),
        (lambda record: record["evidence"][0].update(value_id="nowhere"), "value of evidence"),
        (lambda record: record["groups"][0].update(report_id="nowhere"), "report of group"),
        (lambda record: record["reports"][0].update(coding_id="nowhere"), "coding of report"),
        (lambda record: record["coding"].update(coder_id="nowhere"), "coder is not there"),
        (lambda record: record["coding"].update(article_id="nowhere"), "article is not there"),
        (lambda record: record.update(codebook_id="nowhere"), "codebook is not there"),
    ],
)
def test_a_line_that_is_not_valid_is_refused_with_its_number(
    path: Path, change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    changed(path, change)
    with pytest.raises(DatasetError, match=rf"^dataset\.jsonl, line 2: .*{reason}"):
        list(read_json_lines(path))


def test_lines_before_a_bad_one_are_still_given(path: Path) -> None:
    changed(path, lambda record: record.update(extra=1), line=3)
    articles = read_json_lines(path)
    assert next(articles).article.id == "article-1"
    with pytest.raises(DatasetError, match="line 3"):
        next(articles)


@pytest.mark.parametrize(
    "line, reason",
    [
        (b"{\n", "line 2"),
        (b"\n", "line 2"),
        (b'{"coding":1,"coding":2}\n', "“coding” is there twice"),
        (b'{"article":{"id":"a","id":"b"}}\n', "“id” is there twice"),
        (b'{"article":NaN}\n', "NaN is not a number"),
        (b"[" * 100_000 + b"\n", "line 2"),
        (b'{"a":' + b"1" * 5000 + b"}\n", "line 2"),
        (b"\xff\xfe\n", "line 2"),
        (b"[]\n", "line 2"),
        (b"{}", "cut off"),
    ],
)
def test_a_line_that_is_not_json_is_refused(path: Path, line: bytes, reason: str) -> None:
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0] + line)
    with pytest.raises(DatasetError, match=reason):
        list(read_json_lines(path))


@pytest.mark.parametrize("data", [b"", b"{}\n", b'{"format":"other"}\n', b"coding_id,article_id\n"])
def test_a_file_that_is_no_dataset_is_refused_at_line_1(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other.jsonl"
    path.write_bytes(data)
    with pytest.raises(DatasetError, match=r"^other\.jsonl, line 1: "):
        read_header(path)


def test_a_header_whose_codebooks_do_not_fit_is_refused(path: Path) -> None:
    changed(path, lambda header: header.update(codebook_versions=[]), line=1)
    with pytest.raises(DatasetError, match="do not belong together"):
        list(read_json_lines(path))


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"nowhere\.jsonl cannot be read"):
        list(read_json_lines(tmp_path / "nowhere.jsonl"))


def test_codebooks_are_found_by_their_id(path: Path) -> None:
    (first, *_) = read_json_lines(path)
    assert first.codebook == a_codebook()
    assert first.coding.header.codebook_id == CodebookId("codebook-1")
