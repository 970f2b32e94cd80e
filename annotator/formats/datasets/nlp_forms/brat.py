r"""brat standoff: a text and its annotations for each coding, in one archive with brat's configuration.

Follows https://brat.nlplab.org/standoff.html and https://brat.nlplab.org/configuration.html (brat 1.3). `brat.zip`,
unpacked into a folder of brat's data, holds `annotation.conf`, `documents.tsv` (which coding each pair of files is)
and for each coding `<number>-<file name>.txt` with the article's text as stored and `.ann` with

- ``T`` a text-bound annotation for each evidence span: the field, offsets in code points, the text;
- ``A`` attributes of it: ``Report`` and ``Group`` (``<level>_<number>``) where it stands in one, ``Stance`` of the
  evidence, ``Status`` of a value that is not coded, and ``Value`` for one category, one step or yes and no;
- ``#`` an ``AnnotatorNotes`` line: the value in words, its id, its exact content and the notes on it, as JSON.

brat reads an annotation as one line of tab-separated columns, so a span with a line end or tab inside is written as
fragments (``T1\tkilled 3 7;8 12\t…``), the text of which are joined by a space. Spans may
overlap (``<OVERLAP>`` is declared). A span of nothing but line ends and tabs, a value without evidence, and a note on
anything but a value or its evidence have nowhere to stand: they are left out and listed in `refused.csv`, and so are,
as changed, spans that begin or end with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from annotator.domain.coding import Note, Stance
from annotator.domain.values import Content, OneCategory, OrdinalLevel, Status, YesNo
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.json_text import one_line, quoted, without_line_ends
from annotator.formats.datasets.nlp_forms.documents import DocumentNames, Titled, titled
from annotator.formats.datasets.nlp_forms.marks import Mark, MarkedArticle, span_refusal
from annotator.formats.datasets.nlp_forms.sink import FormSink
from annotator.formats.datasets.nlp_forms.stored_zip import StoredZip
from annotator.formats.datasets.output import Folder
from annotator.formats.datasets.refused import CHANGED, Refusal, value_refusal
from annotator.formats.datasets.source import DatasetSource

_ONLY_BREAKS = "A span of line ends and tabs has no text in brat."
_OUTER_BREAKS = "Line ends and tabs at the ends of a span are no part of it in brat."
_NO_EVIDENCE = "A value without evidence has no span to stand at."
_NOTE_ELSEWHERE = "brat keeps notes on spans only."
_PIECE = re.compile("[^\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]+")
_ATTRIBUTES = ("Report", "Group", "Stance", "Status", "Value")


class Document(NamedTuple):
    """A coding's two files, what they are named by, and what the configuration has to declare for them."""

    named: Titled
    text: bytes
    annotations: bytes
    fields: tuple[str, ...]
    attributes: frozenset[tuple[str, str]]


class Brat(FormSink[Document]):
    """The archive being written."""

    label = "brat"
    file_name = "brat.zip"

    def __init__(self, source: DatasetSource, folder: Folder) -> None:
        super().__init__(source, folder)
        self._zip = StoredZip(self._output)
        self._names = DocumentNames()
        self._seen: dict[str, set[str]] = {name: set() for name in _ATTRIBUTES}
        self._fields = dict.fromkeys(self._layout.field_labels)

    def finished(self) -> FormResult:
        """Close the archive and return what was written."""
        self._zip.add("annotation.conf", self._configuration())
        self._zip.add(*self._names.table())
        self._zip.end()
        return super().finished()

    def _append(self, said: Document) -> None:
        stem = self._names.next_for(said.named)
        self._zip.add(f"{stem}.txt", said.text)
        self._zip.add(f"{stem}.ann", said.annotations)
        self._fields.update(dict.fromkeys(said.fields))
        for name, value in said.attributes:
            self._seen[name].add(value)
        self._rows += 1

    def _article(self, marked: MarkedArticle) -> Document:
        notes: dict[str, list[Note]] = {}
        for note in marked.notes:
            notes.setdefault(note.subject_id, []).append(note)
        lines: list[str] = []
        fields: dict[str, None] = {}
        declared: set[tuple[str, str]] = set()
        attributes = 0
        said = 0
        for mark in marked.marks:
            pieces = _pieces(mark, marked.text)
            if not pieces:
                self._refuse(marked, span_refusal(mark, _ONLY_BREAKS))
                continue
            if (pieces[0][0], pieces[-1][1]) != (mark.start, mark.end):
                self._refuse(marked, span_refusal(mark, _OUTER_BREAKS, outcome=CHANGED))
            said += 1
            fields[mark.field] = None
            lines.append(f"T{said}\t{_bound(mark.field, pieces, marked.text)}\n")
            for attribute in _attributes(mark):
                attributes += 1
                declared.add(attribute)
                lines.append(f"A{attributes}\t{attribute[0]} T{said} {attribute[1]}\n")
            lines.append(f"#{said}\tAnnotatorNotes T{said}\t{_note_line(mark, marked, notes)}\n")
        self._refuse_what_has_no_span(marked)
        annotations = "".join(lines).encode()
        return Document(titled(marked.coded), marked.text.encode(), annotations, tuple(fields), frozenset(declared))

    def _refuse_what_has_no_span(self, marked: MarkedArticle) -> None:
        sayable = set(chain.from_iterable((mark.placed.value.id, mark.evidence.id) for mark in marked.marks))
        for placed in marked.values:
            if not placed.evidence:
                self._refuse(marked, value_refusal(placed, _NO_EVIDENCE))
        for note in marked.notes:
            if note.subject_id not in sayable:
                self._refuse(marked, Refusal("note", note.id, _NOTE_ELSEWHERE, quote=note.text))

    def _configuration(self) -> bytes:
        attributes = [
            f"{name}\tArg:<ENTITY>, Value:{'|'.join(sorted(values, key=_by_number))}"
            for name, values in self._seen.items()
            if values
        ]
        lines = (
            "[entities]",
            *self._fields,
            "",
            "[relations]",
            "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
            "",
            "[events]",
            "",
            "[attributes]",
            *attributes,
        )
        return "".join(f"{line}\n" for line in lines).encode()


def _pieces(mark: Mark, text: str) -> list[tuple[int, int]]:
    """Return the stretches of a span that brat can show, none where it is all line ends and tabs."""
    return [found.span() for found in _PIECE.finditer(text, mark.start, mark.end)]


def _bound(field: str, pieces: list[tuple[int, int]], text: str) -> str:
    """Return type, offsets and text of an annotation."""
    offsets = ";".join(f"{start} {end}" for start, end in pieces)
    return f"{field} {offsets}\t{' '.join(text[start:end] for start, end in pieces)}"


def _attributes(mark: Mark) -> Iterator[tuple[str, str]]:
    place, value = mark.placed.place, mark.placed.value
    if place.report_number is not None:
        yield "Report", str(place.report_number)
    if place.group_number is not None:
        yield "Group", f"{place.level}_{place.group_number}"
    yield "Stance", Stance(mark.evidence.stance).value
    if value.status is not Status.CODED:
        yield "Status", value.status.value
    if (closed := _closed_answer(value.content)) is not None:
        yield "Value", closed


def _closed_answer(content: Content | None) -> str | None:
    """Return the answer of a field with a closed list of them."""
    if isinstance(content, OneCategory):
        return content.category
    if isinstance(content, OrdinalLevel):
        return str(content.level)
    if isinstance(content, YesNo):
        return "yes" if content.answer else "no"
    return None


def _note_line(mark: Mark, marked: MarkedArticle, notes: dict[str, list[Note]]) -> str:
    value = mark.placed.value
    about = [note.text for id_ in (value.id, mark.evidence.id) for note in notes.get(id_, ())]
    return without_line_ends(
        f'{{"words":{quoted(marked.words_of(mark.placed))},"value":{quoted(value.id)},'
        f'"evidence":{quoted(mark.evidence.id)},"status":"{value.status}",'
        f'"content":{marked.content_json(mark.placed) or "null"},"notes":{one_line(about) if about else "[]"}}}'
    )


def _by_number(text: str) -> tuple[str, int, str]:
    """Sort ``actor_2`` before ``actor_10``."""
    name, _, number = text.rpartition("_")
    return (name, int(number), "") if number.isdecimal() else (text, 0, text)
