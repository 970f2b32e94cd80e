"""W3C Web Annotation: one JSON-LD collection of annotations, and the texts they are about.

Follows the Web Annotation Data Model (W3C Recommendation, 23 February 2017, https://www.w3.org/TR/annotation-model/)
with its context ``http://www.w3.org/ns/anno.jsonld``. `annotations.jsonld` is an AnnotationCollection whose only page
holds, in the order of the codings, an annotation for each evidence span (motivation ``tagging``), one for each value
without a span and one for each note (motivation ``commenting``); these have the whole article as their target.

An article is named by its text's SHA-256 as an ``ni:`` URI (RFC 6920). A span has both a TextPositionSelector, in
code points as the Recommendation asks (section 4.2.5), and a TextQuoteSelector with up to 32 code points on either
side. The bodies are the field (``tagging``), what was coded in words (``describing``) and the value as JSON, with this
span as its evidence; a value with several spans is told with each, under one id.
Ids are relative to the file. `articles.jsonl` has each text once, beside its URI. Spans may overlap; nothing is left
out. Where the texts are kept back, positions have no quotes beside them, and `articles.jsonl` has lengths.
"""

from __future__ import annotations

import base64
from typing import NamedTuple

from annotator.domain.coding import Note
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.json_text import one_line, quoted, without_line_ends
from annotator.formats.datasets.nlp_forms.marks import Mark, MarkedArticle, evidence_json, note_record
from annotator.formats.datasets.nlp_forms.sink import FormSink
from annotator.formats.datasets.output import Folder, OutputFile
from annotator.formats.datasets.source import CodedArticle, DatasetSource

TEXTS_NAME = "articles.jsonl"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_JSON_BODY = '{"type":"TextualBody","purpose":"classifying","format":"application/json","value":'


class Annotated(NamedTuple):
    """A coded article's annotations, how many they are, and the line about its text."""

    annotations: bytes
    total: int
    sha256: str
    article: bytes


class WebAnnotation(FormSink[Annotated]):
    """The collection being written, and beside it the texts."""

    label = "Web Annotation"
    file_name = "annotations.jsonld"

    def __init__(self, source: DatasetSource, folder: Folder) -> None:
        super().__init__(source, folder)
        self._total = 0
        self._articles: set[str] = set()
        with self._open.pop_all() as opening:
            self._texts = opening.enter_context(OutputFile(folder, TEXTS_NAME))
            self._open = opening.pop_all()

    def finished(self) -> FormResult:
        """Close the files and return what was written."""
        result = super().finished()
        return result._replace(files=(*result.files, self._texts.finished(len(self._articles))))

    def _beginning(self) -> bytes:
        label = one_line(self._source.project_name)
        return (
            f'{{"@context":"{CONTEXT}","id":"#codings","type":"AnnotationCollection","label":{label},\n'
            '"first":{"id":"#page-1","type":"AnnotationPage","startIndex":0,"items":[\n'
        ).encode()

    def _append(self, said: Annotated) -> None:
        if self._total and said.total:
            self._output.write(b",\n")
        self._output.write(said.annotations)
        self._total += said.total
        self._rows += 1
        if said.sha256 not in self._articles:
            self._articles.add(said.sha256)
            self._texts.write(said.article)

    def _article(self, marked: MarkedArticle) -> Annotated:
        made = self._annotations(marked)
        return Annotated(",\n".join(made).encode(), len(made), marked.coded.article.sha256, self._text_of(marked.coded))

    def _text_of(self, coded: CodedArticle) -> bytes:
        article = coded.article
        told = {"text": article.text} if self._source.options.with_text else {"text_length": coded.text_length}
        return f"{one_line({'id': article_uri(article.sha256), 'file_name': article.file_name, **told})}\n".encode()

    def _annotations(self, marked: MarkedArticle) -> list[str]:
        article, with_text = marked.coded.article, self._source.options.with_text
        whole = article_uri(article.sha256)
        creator = one_line({"id": f"#{marked.coded.coder.id}", "type": "Person", "name": marked.coded.coder.name})
        bodies = {
            placed.value.id: _ValueBodies(placed.value.field, marked.words_of(placed), beginning)
            for placed, beginning in zip(marked.values, marked.value_beginnings, strict=True)
        }

        def annotation(id_: str, motivation: str, body: str, target: str) -> str:
            return (
                f'{{"id":{one_line(f"#{id_}")},"type":"Annotation","motivation":"{motivation}","creator":{creator},'
                f'"body":{body},"target":{target}}}'
            )

        made = [
            annotation(
                mark.evidence.id,
                "tagging",
                bodies[mark.placed.value.id].resting_on(evidence_json(mark.evidence)),
                _target(mark, whole, with_text),
            )
            for mark in marked.marks
        ]
        made += [
            annotation(placed.value.id, "tagging", bodies[placed.value.id].resting_on(""), f'"{whole}"')
            for placed in marked.values
            if not placed.evidence
        ]
        made += [annotation(note.id, "commenting", _note_bodies(note), f'"{whole}"') for note in marked.notes]
        return made

    def _ending(self) -> bytes:
        end = "\n" if self._total else ""
        return f'{end}]}},\n"total":{self._total}}}\n'.encode()


def article_uri(sha256: str) -> str:
    """Return the name of a text by its SHA-256 (RFC 6920, section 3)."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip("=")
    return f"ni:///sha-256;{digest}"


def _target(mark: Mark, source: str, with_text: bool) -> str:
    one = mark.evidence
    selector = f'{{"type":"TextPositionSelector","start":{mark.start},"end":{mark.end}}}'
    if with_text:
        words = f'"exact":{quoted(one.quote)},"prefix":{quoted(one.prefix)},"suffix":{quoted(one.suffix)}'
        selector = f'[{selector},{{"type":"TextQuoteSelector",{words}}}]'
    return without_line_ends(f'{{"source":"{source}","selector":{selector}}}')


class _ValueBodies:
    """The bodies that tell of one value, written once for all its spans but for the span itself."""

    def __init__(self, field: str, words: str, beginning: str) -> None:
        told = f"{_text('describing', words)}," if words else ""
        value = quoted(f'{beginning},"evidence":[').removesuffix('"')
        self._before = f"[{_text('tagging', field)},{told}{_JSON_BODY}{value}"

    def resting_on(self, evidence: str) -> str:
        """Return the bodies with a span, or none, as the value's evidence."""
        return f"{self._before}{quoted(evidence + ']}')[1:]}}}]"


def _note_bodies(note: Note) -> str:
    return f"[{_text('commenting', note.text)},{_json(one_line(note_record(note)))}]"


def _text(purpose: str, text: str) -> str:
    value = without_line_ends(quoted(text))
    return f'{{"type":"TextualBody","purpose":"{purpose}","format":"text/plain","value":{value}}}'


def _json(record: str) -> str:
    return f"{_JSON_BODY}{quoted(record)}}}"
