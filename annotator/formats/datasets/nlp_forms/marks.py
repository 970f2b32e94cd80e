"""A coded article as text with marks: what every form of this folder is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from annotator.domain.codebook import Codebook
from annotator.domain.coding import Evidence, Note
from annotator.domain.describe import describe, describe_status
from annotator.domain.ids import CodebookId
from annotator.domain.text import Span, trimmed
from annotator.domain.values import Status
from annotator.formats.datasets.placement import PlacedCoding, PlacedValue, live_notes
from annotator.formats.datasets.refused import LEFT_OUT, Refusal
from annotator.formats.datasets.source import CodedArticle, DatasetSource


class Mark(NamedTuple):
    """One evidence span with the value it supports; ``start`` and ``end`` are code points, half-open."""

    start: int
    end: int
    field: str
    evidence: Evidence
    placed: PlacedValue

    @property
    def report_number(self) -> int:
        """The number of the report, 0 for what is coded of the article as a whole."""
        return self.placed.place.report_number or 0


class MarkedArticle:
    """A coded article laid out: its values in the window's order, its marks in the order of the text."""

    def __init__(self, coded: CodedArticle, field_ranks: Mapping[str, int]) -> None:
        self.coded = coded
        self.text = coded.article.text
        self.values: Sequence[PlacedValue] = PlacedCoding(coded.coding, field_ranks).values
        marks = [
            Mark(one.start, one.end, placed.value.field, one, placed)
            for placed in self.values
            for one in placed.evidence
        ]
        # Sorting is stable: marks of the same range keep the order of their values.
        marks.sort(key=lambda mark: (mark.start, -mark.end))
        self.marks = marks

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """The coder's notes, oldest first."""
        return live_notes(self.coded.coding)

    def words_of(self, placed: PlacedValue) -> str:
        """Return what is coded as one line for people: the content in words, or the status where there is none."""
        value = placed.value
        if value.status is not Status.CODED:
            return describe_status(value.status)
        if value.content is None:
            return ""
        field = self.coded.codebook.fields_by_id.get(value.field)
        return value.content.model_dump_json() if field is None else describe(value.content, field, self.coded.codebook)


class Layout:
    """Lays coded articles out, with the order of fields that each codebook gives."""

    def __init__(self, source: DatasetSource) -> None:
        self._ranks: dict[CodebookId, dict[str, int]] = {}
        self.field_labels: dict[str, str] = {}
        for codebook in source.ordered_codebooks:
            for field in codebook.fields:
                self.field_labels.setdefault(field.id, field.label)

    def marked(self, coded: CodedArticle) -> MarkedArticle:
        """Return one coded article with its marks."""
        codebook_id = coded.coding.header.codebook_id
        ranks = self._ranks.get(codebook_id)
        if ranks is None:
            ranks = self._ranks[codebook_id] = _field_ranks(coded.codebook)
        return MarkedArticle(coded, ranks)


def span_refusal(mark: Mark, reason: str, *, outcome: str = LEFT_OUT) -> Refusal:
    """Return the refusal of one span."""
    one = mark.evidence
    return Refusal(
        "span",
        one.id,
        reason,
        mark.placed.place,
        mark.field,
        start=one.start,
        end=one.end,
        quote=one.quote,
        outcome=outcome,
    )


def without_outer_space(text: str, mark: Mark) -> Mark | None:
    """Return the mark without white space at its ends, None when it holds nothing else."""
    if not (text[mark.start].isspace() or text[mark.end - 1].isspace()):
        return mark
    start, end = trimmed(text, Span(mark.start, mark.end))
    return None if text[start].isspace() else mark._replace(start=start, end=end)


def article_record(marked: MarkedArticle) -> dict[str, Any]:
    """Return whose coding of which article this is, with every value and note, ready for JSON; the text is left out.

    Offsets are code points in the article's stored text, whose SHA-256 is given.
    """
    coded = marked.coded
    article, metadata, header = coded.article, coded.article.metadata, coded.coding.header
    return {
        "coding_id": header.id,
        "state": header.state.value,
        "coder_id": coded.coder.id,
        "coder": coded.coder.name,
        "codebook": coded.codebook.id,
        "codebook_version": coded.codebook.version,
        "article_id": article.id,
        "article_sha256": article.sha256,
        "file_name": article.file_name,
        "title": metadata.title,
        "published": metadata.published.isoformat() if metadata.published else None,
        "author": metadata.author,
        "source": metadata.source,
        "url": metadata.url,
        "values": [value_record(placed) for placed in marked.values],
        "notes": [note_record(note) for note in marked.notes],
    }


def value_record(placed: PlacedValue) -> dict[str, Any]:
    """Return a value with its place and evidence; numbers are None where they do not apply."""
    value, place, evidence = placed
    return {
        "id": value.id,
        "field": value.field,
        "level": place.level,
        "report": place.report_number,
        "report_id": place.report_id,
        "group": place.group_number,
        "group_id": place.group_id,
        "status": value.status.value,
        "content": None if value.content is None else value.content.model_dump(mode="json"),
        "missing_evidence_reason": value.missing_evidence_reason,
        "evidence": [
            {"id": one.id, "start": one.start, "end": one.end, "stance": one.stance.value} for one in evidence
        ],
    }


def note_record(note: Note) -> dict[str, Any]:
    """Return a note: what it is about, what it says, whether it asks for discussion."""
    return {
        "id": note.id,
        "subject_id": note.subject_id,
        "text": note.text,
        "rule": note.rule,
        "is_flagged": note.is_flagged,
    }


def _field_ranks(codebook: Codebook) -> dict[str, int]:
    return {id_: rank for rank, id_ in enumerate(map(attrgetter("id"), codebook.fields))}
