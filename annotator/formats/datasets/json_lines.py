"""JSON Lines: everything live in a project's codings, one coded article per line, and the way back.

The first line is the header with the format's name, the project, its head, coders, codebooks and rounds; each other
line is one coded article: the article with its text, the coder, the coding's header and its reports, groups, values,
evidence and notes with their ids. ``text_length`` and offsets count code points of the article's text. Line ends other
than the line feed are escaped, so that readers that split at them do no harm.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from types import TracebackType
from typing import Literal, Self

from pydantic_core import to_json

from annotator.domain.article import Article
from annotator.domain.codebook import Codebook
from annotator.domain.coding import CodebookVersion, Coder, CodingHeader, Evidence, Group, Note, Report, Value
from annotator.domain.ids import CodebookId, ProjectId
from annotator.domain.rounds import Round
from annotator.domain.values import Frozen
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.json_text import quoted
from annotator.formats.datasets.output import Folder, OutputFile
from annotator.formats.datasets.placement import live_notes, live_rows
from annotator.formats.datasets.rows import EvidenceRow, GroupRow, ReportRow, ValueRow
from annotator.formats.datasets.source import CodedArticle, DatasetSource

FILE_NAME = "dataset.jsonl"
FORMAT: Literal["incident-annotator/dataset/1"] = "incident-annotator/dataset/1"
_ESCAPES = tuple((chr(code).encode(), f"\\u{code:04x}".encode()) for code in (0x2028, 0x2029, 0x85))


class DatasetHeader(Frozen):
    """The first line: which project at which head, and what its codings refer to.

    ``rounds`` are those of the codings in the file, whoever coded in them; there are no assignments and no rulings.
    Without ``with_text`` the articles' texts were kept back: their hashes and lengths are there, and no quotes.
    """

    format: Literal["incident-annotator/dataset/1"] = FORMAT
    project_id: ProjectId
    project_name: str
    head: int
    head_hash: str
    app_version: str
    with_text: bool = True
    coders: tuple[Coder, ...]
    codebook_versions: tuple[CodebookVersion, ...]
    codebooks: dict[CodebookId, Codebook]
    rounds: tuple[Round, ...] = ()


class CodedArticleRecord(Frozen):
    """One line: a coded article, its live records in a fixed order."""

    article: Article
    text_length: int
    coder: Coder
    codebook_id: CodebookId
    codebook_name: str
    codebook_version: int
    coding: CodingHeader
    reports: tuple[Report, ...]
    groups: tuple[Group, ...]
    values: tuple[Value, ...]
    evidence: tuple[Evidence, ...]
    notes: tuple[Note, ...]


class JsonLines:
    """The file being written."""

    def __init__(self, source: DatasetSource, folder: Folder) -> None:
        self._rows = 0
        header = DatasetHeader(
            project_id=source.project_id,
            project_name=source.project_name,
            head=source.head,
            head_hash=source.head_hash,
            app_version=source.app_version,
            with_text=source.options.with_text,
            coders=source.coders,
            codebook_versions=source.ordered_versions,
            codebooks={version.id: source.codebooks[version.id] for version in source.ordered_versions},
            rounds=tuple(source.rounds()),
        )
        with ExitStack() as opening:
            self._output = opening.enter_context(OutputFile(folder, FILE_NAME))
            self._output.write(_line(to_json(header)))
            opening.pop_all()  # from here on whoever entered this sink closes the file

    def add(self, coded: CodedArticle) -> None:
        """Append one coded article."""
        self.write(self.told(coded))

    def told(self, coded: CodedArticle) -> bytes:
        """Return a coded article's line."""
        return _line(_told(coded))

    def write(self, told: bytes) -> None:
        """Append the next coded article's line."""
        self._output.write(told)
        self._rows += 1

    def finished(self) -> FormResult:
        """Close the file and return what was written."""
        return FormResult((self._output.finished(self._rows),))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._output.__exit__(kind, error, trace)


def _line(line: bytes) -> bytes:
    """Return JSON as a line without any character at which a reader may end it."""
    for separator, escaped in _ESCAPES:
        if separator[-1] in line:  # one byte is found ten times as fast as three
            line = line.replace(separator, escaped)
    return line + b"\n"


def _told(coded: CodedArticle) -> bytes:
    """Return a coded article as `CodedArticleRecord` would be written; all it has many of is put together from rows."""
    coding = coded.coding
    live = live_rows(coding)
    head = {
        "article": coded.article,
        "text_length": coded.text_length,
        "coder": coded.coder,
        "codebook_id": coding.header.codebook_id,
        "codebook_name": coded.codebook.id,
        "codebook_version": coded.codebook.version,
        "coding": coding.header,
    }
    of_coding = f'"coding_id":{quoted(coding.header.id)},'
    parts = {
        "reports": _reports(live.reports, of_coding),
        "groups": _groups(live.groups, of_coding),
        "values": _values(live.values, of_coding),
        "evidence": _evidence(live.evidence, of_coding),
    }
    lists = "".join([f',"{name}":[{",".join(part)}]' for name, part in parts.items()])
    return b"".join((to_json(head)[:-1], lists.encode(), b',"notes":', to_json(live_notes(coding)), b"}"))


# Each of these gives what `Report`, `Group`, `Value` and `Evidence` are written as.


def _reports(rows: Iterable[ReportRow], of_coding: str) -> list[str]:
    return [
        f'{{"kind":"report","id":{quoted(id_)},{of_coding}"position":{position},"is_deleted":false}}'
        for id_, _, position, _ in rows
    ]


def _groups(rows: Iterable[GroupRow], of_coding: str) -> list[str]:
    return [
        f'{{"kind":"group","id":{quoted(id_)},{of_coding}"report_id":{quoted(report_id)},"level":{quoted(level)},'
        f'"position":{position},"is_deleted":false}}'
        for id_, _, report_id, level, position, _ in rows
    ]


def _values(rows: Iterable[ValueRow], of_coding: str) -> list[str]:
    return [
        f'{{"kind":"value","id":{quoted(id_)},{of_coding}"report_id":{quoted(report_id) if report_id else "null"},'
        f'"group_id":{quoted(group_id) if group_id else "null"},"field":{quoted(field)},"status":"{status}",'
        f'"content":{content or "null"},"missing_evidence_reason":{quoted(reason)},"is_deleted":false}}'
        for id_, _, report_id, group_id, field, status, content, reason, _ in rows
    ]


def _evidence(rows: Iterable[EvidenceRow], of_coding: str) -> list[str]:
    return [
        f'{{"kind":"evidence","id":{quoted(id_)},{of_coding}"value_id":{quoted(value_id)},'
        f'"start":{start},"end":{end},"quote":{quoted(quote)},"prefix":{quoted(prefix)},"suffix":{quoted(suffix)},'
        f'"stance":"{stance}","is_deleted":false}}'
        for id_, _, value_id, start, end, quote, prefix, suffix, stance, _ in rows
    ]
