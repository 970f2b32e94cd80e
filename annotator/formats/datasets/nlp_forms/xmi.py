"""UIMA CAS: an XMI for each coding and the type system, in one archive, for INCEpTION and UIMA.

XMI serialisation of the CAS as in the UIMA Java SDK's reference guide (version 3, "XMI CAS Serialization Reference"),
XML 1.0. `xmi.zip` holds `TypeSystem.xml`, `documents.tsv` (which coding each file is) and `<number>-<file name>.xmi`.
In INCEpTION import `TypeSystem.xml` under Layers, let the layer Evidence mark single characters and overlap, then
import the unpacked files as "UIMA CAS XMI (XML 1.0)".

- ``webanno.custom.Evidence``, an annotation for each evidence span: field, value in words, content as JSON, status,
  stance, report, group and ids.
- ``webanno.custom.CodedValue``, metadata of the document for each value, with or without evidence;
  ``webanno.custom.Note`` for each note.
- DKPro's ``DocumentMetaData`` with the title and the coding's id.

``begin`` and ``end`` count UTF-16 code units, as Java does. White space other than a space is written as a character
reference, so that a parser keeps it. Spans may overlap. Nothing is left out, but for characters that XML 1.0 forbids
(controls other than tab and line ends, U+FFFE, U+FFFF) wherever they stand: an article with one is left out whole,
named in a remark and listed in `refused.csv` with the character's place. Segmentation is left to the reader.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from annotator.domain.coding import Note
from annotator.domain.ids import ValueId
from annotator.formats.datasets.form import FormResult
from annotator.formats.datasets.nlp_forms.documents import DocumentNames, Titled, titled
from annotator.formats.datasets.nlp_forms.marks import MarkedArticle
from annotator.formats.datasets.nlp_forms.sink import FormSink
from annotator.formats.datasets.nlp_forms.stored_zip import StoredZip
from annotator.formats.datasets.nlp_forms.type_system import type_system
from annotator.formats.datasets.nlp_forms.utf16 import utf16_position_in
from annotator.formats.datasets.output import Folder
from annotator.formats.datasets.placement import Place
from annotator.formats.datasets.refused import Refusal
from annotator.formats.datasets.source import DatasetSource

_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCES = (
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ('"', "&quot;"),
    *((character, f"&#{ord(character)};") for character in "\t\n\r\x85\u2028\u2029"),
)
_NEEDS_REFERENCE = re.compile(f"[{''.join(character for character, _ in _REFERENCES)}]")
_REASON = "XML cannot hold a character of it."
_SOFA_ID = 1
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"'
    ' xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"'
    ' xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">\n'
    '<cas:NULL xmi:id="0"/>\n'
)

Features = dict[str, str | int | None]


class Document(NamedTuple):
    """A coding's XMI, empty when XML cannot say it, and what its file is named by."""

    named: Titled
    data: bytes


class Xmi(FormSink[Document]):
    """The archive being written."""

    label = "UIMA CAS XMI"
    file_name = "xmi.zip"

    def __init__(self, source: DatasetSource, folder: Folder) -> None:
        super().__init__(source, folder)
        self._zip = StoredZip(self._output)
        self._names = DocumentNames()

    def finished(self) -> FormResult:
        """Close the archive and return what was written."""
        self._zip.add("TypeSystem.xml", type_system())
        self._zip.add(*self._names.table())
        self._zip.end()
        return super().finished()

    def _article(self, marked: MarkedArticle) -> Document:
        return Document(titled(marked.coded), self._xmi(marked))

    def _append(self, said: Document) -> None:
        if said.data:
            self._zip.add(f"{self._names.next_for(said.named)}.xmi", said.data)
            self._rows += 1

    def _xmi(self, marked: MarkedArticle) -> bytes:
        document = _document(marked)
        data = document.encode()
        # Nearly every document is clean, and taking bytes away finds that out several times as fast as the pattern.
        is_clean = not (
            "\ufffe" in document or "\uffff" in document or len(data.translate(None, _CONTROLS)) < len(data)
        )
        found = None if is_clean else _FORBIDDEN.search(document)
        if found is None:
            return data
        in_text = _FORBIDDEN.search(marked.text)
        where = f"position {in_text.start()} of the text" if in_text else "its metadata, values or notes"
        detail = f"U+{ord(found.group()):04X} at {where}."
        self._refuse(marked, Refusal("article", marked.coded.article.id, _REASON, detail=detail))
        return b""


def _document(marked: MarkedArticle) -> str:
    coded = marked.coded
    position = utf16_position_in(marked.text)
    values = _value_attributes(marked)
    whole: Features = {
        "begin": 0,
        "end": position(len(marked.text)),
        "language": "x-unspecified",
        "documentTitle": coded.article.metadata.title or coded.article.file_name,
        "documentId": coded.coding.header.id,
    }
    structures = [("type:DocumentMetaData", _attributes(whole))]
    structures += [
        (
            "custom:Evidence",
            f' begin="{position(mark.start)}" end="{position(mark.end)}" evidenceId="{mark.evidence.id}"'
            f' stance="{mark.evidence.stance.value}"{values[mark.placed.value.id]}',
        )
        for mark in marked.marks
    ]
    structures += [("custom:CodedValue", attributes) for attributes in values.values()]
    structures += [("custom:Note", _attributes(_note(note))) for note in marked.notes]
    first = _SOFA_ID + 1
    elements = [
        f'<{name} xmi:id="{id_}" sofa="{_SOFA_ID}"{attributes}/>\n'
        for id_, (name, attributes) in enumerate(structures, start=first)
    ]
    members = " ".join(map(str, range(first, first + len(structures))))
    return "".join(
        (
            _HEAD,
            *elements,
            f'<cas:Sofa xmi:id="{_SOFA_ID}" sofaNum="1" sofaID="_InitialView" mimeType="text/plain"'
            f' sofaString="{_escaped(marked.text)}"/>\n',
            f'<cas:View sofa="{_SOFA_ID}" members="{members}"/>\n</xmi:XMI>\n',
        )
    )


def _value_attributes(marked: MarkedArticle) -> dict[ValueId, str]:
    """Return what each value's elements say of it."""
    found: dict[ValueId, str] = {}
    at, last = "", None
    for placed in marked.values:
        value, place, _ = placed
        if place is not last:
            at, last = _attributes(_place(place)), place
        content, reason = marked.content_json(placed), value.missing_evidence_reason
        found[value.id] = (
            f' valueId="{_escaped(value.id)}" field="{_escaped_once(value.field)}"'
            f' value="{_escaped_once(marked.words_of(placed))}"'
            f"{'' if content is None else _content_attribute(content)}"
            f' status="{value.status}"{_attributes({"missingEvidenceReason": reason}) if reason else ""}{at}'
        )
    return found


@lru_cache(maxsize=4096)
def _content_attribute(content: str) -> str:
    return f' content="{_escaped(content)}"'


def _place(place: Place) -> Features:
    return {
        "level": place.level,
        "report": place.report_number,
        "reportId": place.report_id,
        "group": place.group_number,
        "groupId": place.group_id,
    }


def _note(note: Note) -> Features:
    return {
        "noteId": note.id,
        "subjectId": note.subject_id,
        "text": note.text,
        "rule": note.rule or None,
        "isFlagged": "true" if note.is_flagged else "false",
    }


def _attributes(features: Features) -> str:
    return "".join(
        [
            f' {name}="{content if isinstance(content, int) else _escaped(content)}"'
            for name, content in features.items()
            if content is not None
        ]
    )


def _escaped(text: str) -> str:
    if not _NEEDS_REFERENCE.search(text):
        return text
    for character, reference in _REFERENCES:
        text = text.replace(character, reference)
    return text


_escaped_once = lru_cache(maxsize=4096)(_escaped)
"""For texts that come again and again."""
