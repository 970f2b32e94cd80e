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
from annotator.domain.values import Content, Status
from annotator.formats.datasets.json_text import one_line, quoted, without_line_ends
from annotator.formats.datasets.placement import Place, PlacedCoding, PlacedValue, live_notes
from annotator.formats.datasets.refused import LEFT_OUT, Refusal
from annotator.formats.datasets.remembered import Remembered
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


class Wording:
    """Contents in words and as JSON, each worked out once however many values have it."""

    def __init__(self) -> None:
        self.contents_json: Remembered[str] = Remembered(lambda content: one_line(content.model_dump(mode="json")))
        self._fields: dict[tuple[CodebookId, str], Remembered[str]] = {}

    def words_of(self, content: Content, field_id: str, coded: CodedArticle) -> str:
        """Return a content of a coded article's field as one line for people."""
        key = coded.coding.header.codebook_id, field_id
        told = self._fields.get(key)
        if told is None:
            codebook = coded.codebook
            field = codebook.fields_by_id.get(field_id)
            told = self._fields[key] = Remembered(
                lambda one: one.model_dump_json() if field is None else describe(one, field, codebook)
            )
        return told.of(content)


class MarkedArticle:
    """A coded article laid out: its values in the window's order, its marks in the order of the text."""

    def __init__(self, coded: CodedArticle, field_ranks: Mapping[str, int], wording: Wording | None = None) -> None:
        self.coded = coded
        self.wording = wording or Wording()
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
        return "" if value.content is None else self.wording.words_of(value.content, value.field, self.coded)

    def content_json(self, placed: PlacedValue) -> str | None:
        """Return a value's content as JSON, None where there is none."""
        content = placed.value.content
        return None if content is None else self.wording.contents_json.of(content)

    @cached_property
    def values_json(self) -> list[str]:
        """Every value with its place and evidence as a JSON object; numbers are null where they do not apply."""
        return [
            f'{beginning},"evidence":[{",".join(map(evidence_json, placed.evidence))}]}}'
            for placed, beginning in zip(self.values, self.value_beginnings, strict=True)
        ]

    @cached_property
    def value_beginnings(self) -> list[str]:
        """The same without the evidence, and without the end of the object."""
        made, at, last = [], "", None
        for placed in self.values:
            value, place = placed.value, placed.place
            if place is not last:
                at, last = _place_members(place), place
            made.append(
                without_line_ends(
                    f'{{"id":{quoted(value.id)},"field":{quoted(value.field)},{at},"status":"{value.status}",'
                    f'"content":{self.content_json(placed) or "null"},'
                    f'"missing_evidence_reason":{quoted(value.missing_evidence_reason)}'
                )
            )
        return made


def evidence_json(one: Evidence) -> str:
    """Return a span as a JSON object."""
    return f'{{"id":{quoted(one.id)},"start":{one.start},"end":{one.end},"stance":"{one.stance}"}}'


class Layout:
    """Lays coded articles out, with the order of fields that each codebook gives."""

    def __init__(self, source: DatasetSource) -> None:
        self._ranks: dict[CodebookId, dict[str, int]] = {}
        self._wording = Wording()
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
        return MarkedArticle(coded, ranks, self._wording)


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


def article_members(marked: MarkedArticle) -> str:
    """Return whose coding of which article this is, with every value and note; the text is left out.

    They are the members of a JSON object, to stand among others. Offsets are code points in the article's stored text,
    whose SHA-256 is given.
    """
    coded = marked.coded
    article, metadata, header = coded.article, coded.article.metadata, coded.coding.header
    about = {
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
    }
    notes = ",".join([one_line(note_record(note)) for note in marked.notes])
    return f'{one_line(about)[1:-1]},"values":[{",".join(marked.values_json)}],"notes":[{notes}]'


def _place_members(place: Place) -> str:
    report_id, report, level, group_id, group = place
    return (
        f'"level":{quoted(level)},"report":{"null" if report is None else report},"report_id":{_or_null(report_id)},'
        f'"group":{"null" if group is None else group},"group_id":{_or_null(group_id)}'
    )


def _or_null(text: str | None) -> str:
    return "null" if text is None else quoted(text)


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
