"""JSON Lines: everything live in a project's codings, one coded article per line, and the way back.

The first line is the header with the format's name, the project, its head, coders, codebooks and rounds; each other
line is one coded article: the article with its text, the coder, the coding's header and its reports, groups, values,
evidence and notes with their ids. ``text_length`` and offsets count code points of the article's text. Line ends other
than the line feed are escaped, so that readers that split at them do no harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Literal, NamedTuple, Self

from pydantic_core import to_json

from annotator.domain.article import Article
from annotator.domain.codebook import Codebook
from annotator.domain.coding import CodebookVersion, Coder, CodingHeader, Evidence, Group, Note, Report, Value
from annotator.domain.ids import CodebookId, ProjectId
from annotator.domain.rounds import Round
from annotator.domain.values import Frozen
from annotator.domain.wording import AS_JSON, Wording
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.output import Folder, OutputFile
from annotator.formats.datasets.placement import live_notes
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.told import told

FILE_NAME = "dataset.jsonl"
FORMAT: Literal["incident-annotator/dataset/1"] = "incident-annotator/dataset/1"
_REPORTS: Wording = ("position", "id", AS_JSON)
_GROUPS: Wording = ("level", "position", "id", "report_id", AS_JSON)
_VALUES: Wording = ("id", "group_id", "report_id", "content", AS_JSON)
_EVIDENCE: Wording = ("id", "value_id", AS_JSON)
"""What a line is put together from, in the order in which it is sorted."""
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


class ToldLines(NamedTuple):
    """Lines as they stand in the file, and how many they are."""

    data: bytes
    lines: int


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
        self.write(self.told([coded]))

    def told(self, coded_articles: Sequence[CodedArticle]) -> ToldLines:
        """Return the coded articles' lines."""
        return ToldLines(b"".join([_line(_told(coded)) for coded in coded_articles]), len(coded_articles))

    def write(self, told: ToldLines) -> None:
        """Append the next coded articles' lines."""
        self._output.write(told.data)
        self._rows += told.lines

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
    """Return a coded article as `CodedArticleRecord` would be written; what it has many of is put together from texts.

    Its records are those of `live_records`, in their order.
    """
    coding = coded.coding
    head = {
        "article": coded.article,
        "text_length": coded.text_length,
        "coder": coded.coder,
        "codebook_id": coding.header.codebook_id,
        "codebook_name": coded.codebook.id,
        "codebook_version": coded.codebook.version,
        "coding": coding.header,
    }
    reports = {id_: text for _, _, id_, text in sorted(told(coding.reports_by_id, _REPORTS))}
    groups = sorted(told(coding.groups_by_id, _GROUPS))
    places = {None, *reports, *(id_ for _, _, _, id_, report_id, _ in groups if report_id in reports)}
    values = {
        id_: text
        for _, id_, group_id, report_id, _, text in sorted(told(coding.values_by_id, _VALUES))
        if (group_id or report_id) in places
    }
    evidence = sorted(told(coding.evidence_by_id, _EVIDENCE))
    parts: dict[bytes, Iterable[bytes]] = {
        b"reports": reports.values(),
        b"groups": [text for report in reports for *_, report_id, text in groups if report_id == report],
        b"values": values.values(),
        b"evidence": [text for _, _, value_id, text in evidence if value_id in values],
    }
    lists = [b',"%b":[%b]' % (name, b",".join(part)) for name, part in parts.items()]
    return b"".join((to_json(head)[:-1], *lists, b',"notes":', to_json(live_notes(coding)), b"}"))
