"""Reading a JSON Lines dataset back: the same domain records that were written, or an error with the line's number."""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, Protocol, TypeVar

from pydantic import ValidationError

from annotator.domain.coding import Coding
from annotator.domain.errors import AnnotatorError
from annotator.domain.text import text_hash
from annotator.domain.values import Frozen
from annotator.formats.datasets.json_lines import CodedArticleRecord, DatasetHeader
from annotator.formats.datasets.source import CodedArticle
from annotator.formats.readable import size_of

LINE_LIMIT = 64 * 1024 * 1024
"""Bytes of one line."""

_R = TypeVar("_R", bound=Frozen)


class DatasetError(AnnotatorError):
    """A dataset cannot be read; the message gives file, line and reason."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


_I = TypeVar("_I", bound=_Identified)


def read_header(path: Path) -> DatasetHeader:
    """Return the header of a JSON Lines dataset; raises DatasetError when the file is none."""
    with _lines(path) as lines:
        return _header(path, lines)


def read_json_lines(path: Path) -> Iterator[CodedArticle]:
    """Yield the coded articles of a JSON Lines dataset, equal to those written (without their tombstones).

    Raises DatasetError at the line that is not valid: broken JSON, a key that is unknown or there twice, a value of the
    wrong type, a quote that is not the article's text, or a reference to nothing.
    """
    with _lines(path) as lines:
        header = _header(path, lines)
        for number, line in lines:
            record = _parsed(CodedArticleRecord, path, number, line)
            problem = _problem(record, header)
            if problem:
                _refuse(path, number, problem)
            codebook = header.codebooks[record.codebook_id]
            withheld = 0 if header.with_text else record.text_length
            yield CodedArticle(record.article, record.coder, _coding(record), codebook, withheld)


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[tuple[int, bytes]]]:
    try:
        size_of(path)
        with path.open("rb") as file:
            yield enumerate(iter(lambda: file.readline(LINE_LIMIT), b""), start=1)
    except OSError as error:
        raise DatasetError(f"{path.name} cannot be read: {error.strerror}.") from error


def _header(path: Path, lines: Iterator[tuple[int, bytes]]) -> DatasetHeader:
    number, line = next(lines, (1, b""))
    header = _parsed(DatasetHeader, path, number, line)
    if {version.id for version in header.codebook_versions} != set(header.codebooks):
        _refuse(path, number, "the codebooks and their versions do not belong together")
    if not {one.codebook_id for one in header.rounds} <= set(header.codebooks):
        _refuse(path, number, "a round has a codebook that is not there")
    return header


def _parsed(kind: type[_R], path: Path, number: int, line: bytes) -> _R:
    if not line.endswith(b"\n"):
        _refuse(path, number, "the line is cut off")
    try:
        # pydantic keeps the last of two equal keys in silence, so they are looked for first.
        json.loads(line, object_pairs_hook=_unrepeated, parse_constant=_no_constant)
        return kind.model_validate_json(line, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        _refuse(path, number, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
    except (ValueError, RecursionError) as error:
        _refuse(path, number, str(error))


def _refuse(path: Path, number: int, reason: str) -> NoReturn:
    raise DatasetError(f"{path.name}, line {number}: {reason}.")


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key “{key}” is there twice")
    return {}


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _problem(record: CodedArticleRecord, header: DatasetHeader) -> str:
    """Return what is inconsistent about a line, empty when nothing is."""
    return _wrong_reference(record, header) or (_wrong_text(record) if header.with_text else _wrong_range(record))


def _wrong_reference(record: CodedArticleRecord, header: DatasetHeader) -> str:
    for target, known, what in _references(record, header):
        if target is not None and target not in known:
            return f"the {what} is not there: {target}"
    return ""


def _references(record: CodedArticleRecord, header: DatasetHeader) -> Iterator[tuple[str | None, Set[str], str]]:
    """Yield every reference of a line, the ids it may refer to, and what it is."""
    coding = record.coding
    yield record.codebook_id, {coding.codebook_id} & set(header.codebooks), "codebook"
    yield record.article.id, {coding.article_id}, "article"
    yield record.coder.id, {coding.coder_id}, "coder"
    reports = {report.id for report in record.reports}
    groups = {group.id for group in record.groups}
    values = {value.id for value in record.values}
    for group in record.groups:
        yield group.report_id, reports, f"report of group {group.id}"
    for value in record.values:
        yield value.report_id, reports, f"report of value {value.id}"
        yield value.group_id, groups, f"group of value {value.id}"
    for one in record.evidence:
        yield one.value_id, values, f"value of evidence {one.id}"
    for records in (record.reports, record.groups, record.values, record.evidence, record.notes):
        for part in records:
            yield part.coding_id, {coding.id}, f"coding of {part.kind} {part.id}"


def _wrong_text(record: CodedArticleRecord) -> str:
    text = record.article.text
    if text_hash(text) != record.article.sha256:
        return "the article's text does not fit its SHA-256"
    if len(text) != record.text_length:
        return f"the article's text is {len(text)} code points long and not {record.text_length}"
    for one in record.evidence:
        if not 0 <= one.start < one.end <= len(text) or text[one.start : one.end] != one.quote:
            return f"the quote of evidence {one.id} is not the article's text from {one.start} to {one.end}"
    return ""


def _wrong_range(record: CodedArticleRecord) -> str:
    for one in record.evidence:
        if not 0 <= one.start < one.end <= record.text_length:
            return f"evidence {one.id} is not inside the article's {record.text_length} code points"
    return ""


def _coding(record: CodedArticleRecord) -> Coding:
    return Coding(
        record.coding,
        reports_by_id=_by_id(record.reports),
        groups_by_id=_by_id(record.groups),
        values_by_id=_by_id(record.values),
        evidence_by_id=_by_id(record.evidence),
        notes_by_id=_by_id(record.notes),
    )


def _by_id(records: tuple[_I, ...]) -> MappingProxyType[str, _I]:
    return MappingProxyType({record.id: record for record in records})
