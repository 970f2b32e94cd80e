"""brat standoff: a folder of texts, each with its annotations beside it.

Follows https://brat.nlplab.org/standoff.html. ``name.ann`` annotates ``name.txt``, line by line:

- ``T`` text-bound annotations are spans, discontinuous ones included;
- ``A`` and ``M`` attributes of them are attributes, without a value ``yes``;
- ``N`` normalisations are the attribute ``normalisation``, the reference as ``resource:id``;
- ``#`` ``AnnotatorNotes`` about a span are the attribute ``note``;
- ``R`` relations, ``E`` events and ``*`` equivalences have no place in a coding here and are listed.

In an export of this program (see `annotator.formats.datasets.nlp_forms.brat`) the notes hold the values.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from annotator.domain.coding import Stance
from annotator.domain.values import Status
from annotator.formats.codings.files import (
    Progress,
    found_files,
    is_offset,
    parsed_json,
    plain_text,
    raw_text,
    refuse,
    unheard,
)
from annotator.formats.codings.foreign import (
    CodingFileError,
    Counting,
    ForeignArticle,
    ForeignCoding,
    ForeignCodings,
    ForeignMark,
    NotTaken,
    Place,
)
from annotator.formats.codings.own import own_content

NOTE = "note"
NORMALISATION = "normalisation"
_BOUND = re.compile(r"(\S+) ([0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*)")
_MOST_DIGITS = 10
_NOT_HERE = {
    "R": "Relations between spans have no place in a coding here.",
    "E": "Events have no place in a coding here; their triggers are taken as spans.",
    "*": "Equivalences have no place in a coding here.",
}
_OWN_NOTE = {"words", "value", "evidence", "status", "content", "notes"}
_DOCUMENTS = "documents.tsv"


def read_brat(paths: list[Path], progress: Progress = unheard) -> ForeignCodings:
    """Read folders or single ``.ann`` files; raises CodingFileError when there is none, or one cannot be read.

    ``progress`` gets the number of files read.
    """
    files = [path for path in found_files(paths, ".ann") if path.suffix.lower() == ".ann"]
    if not files:
        refuse(Place(", ".join(path.name for path in paths)), "There is no .ann file.", "Choose brat's folder.")
    documents: dict[Path, dict[str, ForeignArticle | str]] = {}
    codings: list[ForeignCoding] = []
    not_taken: list[NotTaken] = []
    for file in files:
        known = documents.setdefault(file.parent, _documents(file.parent / _DOCUMENTS))
        reading = _AnnFile(file, known)
        codings.append(reading.coding())
        not_taken += reading.not_taken
        progress(len(codings))
    return ForeignCodings("brat", ", ".join(path.name for path in paths), tuple(codings), tuple(not_taken))


def _documents(path: Path) -> dict[str, ForeignArticle | str]:
    """Return what the table of an export says: each document's article by its stem, its coder by ``stem/coder``."""
    known: dict[str, ForeignArticle | str] = {}
    if not path.is_file():
        return known
    header, *rows = [line.split("\t") for line in plain_text(path).splitlines()] or [[]]
    for row in rows:
        cells = dict(zip(header, row, strict=False))
        stem = cells.get("document", "")
        known[stem] = ForeignArticle(
            cells.get("file_name", ""), None, cells.get("article_sha256", ""), cells.get("article_id", "")
        )
        known[f"{stem}/coder"] = cells.get("coder", "")
    return known


class _AnnFile:
    """One file of annotations while it is read."""

    def __init__(self, path: Path, documents: dict[str, ForeignArticle | str]) -> None:
        self._path = path
        self._documents = documents
        self._marks: dict[str, ForeignMark] = {}
        self._attributes: dict[str, dict[str, list[str]]] = {}
        self._own: dict[str, dict[str, Any]] = {}
        self.not_taken: list[NotTaken] = []
        for number, line in enumerate(plain_text(path).split("\n"), start=1):
            if line.strip():
                self._read(line.rstrip("\r"), Place(path.name, number))

    def coding(self) -> ForeignCoding:
        """Return what was read."""
        text_file = self._path.with_suffix(".txt")
        text = raw_text(text_file) if text_file.is_file() else None
        known = self._documents.get(self._path.stem)
        article = known if isinstance(known, ForeignArticle) else ForeignArticle(text_file.name)
        coder = self._documents.get(f"{self._path.stem}/coder", "")
        marks = tuple(self._finished(name, mark) for name, mark in self._marks.items())
        return ForeignCoding(Place(self._path.name), replace(article, text=text), str(coder), marks)

    def _read(self, line: str, place: Place) -> None:
        name, _, rest = line.partition("\t")
        kind = name[:1]
        if kind == "T":
            self._bound(name, rest, place)
        elif kind in {"A", "M"}:
            target_first = rest.split(" ", 2)
            self._attribute(target_first, place)
        elif kind == "N":
            self._attribute_of(rest.partition("\t")[0].split(" ")[1:2], NORMALISATION, rest.split(" ")[2:3], place)
        elif kind == "#":
            self._note(rest, place)
        else:
            reason = _NOT_HERE.get(kind, "The line is no annotation of brat.")
            self.not_taken.append(NotTaken(place, reason))

    def _bound(self, name: str, rest: str, place: Place) -> None:
        head, tab, quote = rest.partition("\t")
        fits = _BOUND.fullmatch(head)
        if not fits or not tab:
            self.not_taken.append(NotTaken(place, "The line is no span: type, offsets and text are parted by tabs."))
            return
        if name in self._marks:
            self.not_taken.append(NotTaken(place, f"{name} is there twice."))
            return
        pairs = [pair.split() for pair in fits[2].split(";")]
        if not all(len(digits) <= _MOST_DIGITS and is_offset(int(digits)) for pair in pairs for digits in pair):
            self.not_taken.append(NotTaken(place, "The offsets are too large."))
            return
        spans = tuple((int(start), int(end)) for start, end in pairs)
        self._marks[name] = ForeignMark(place, fits[1], spans=spans, quote=quote, counting=Counting.AUTO)

    def _attribute(self, parts: list[str], place: Place) -> None:
        name, target, value = (*parts, "", "")[:3]
        self._attribute_of([target], name, [value or "yes"], place)

    def _attribute_of(self, target: list[str], name: str, values: list[str], place: Place) -> None:
        if target and target[0] in self._marks and name and values:
            value = values[0].partition("\t")[0]
            self._attributes.setdefault(target[0], {}).setdefault(name, []).append(value)
        else:
            self.not_taken.append(NotTaken(place, "It says something about what is not a span of this file."))

    def _note(self, rest: str, place: Place) -> None:
        head, _, text = rest.partition("\t")
        target = head.partition(" ")[2]
        if target not in self._marks:
            self.not_taken.append(NotTaken(place, "It says something about what is not a span of this file."))
            return
        if text.startswith("{"):
            try:
                record = parsed_json(text, place)
            except CodingFileError:
                record = None
            if isinstance(record, dict) and record.keys() == _OWN_NOTE:
                self._own[target] = record
                return
        self._attributes.setdefault(target, {}).setdefault(NOTE, []).append(text)

    def _finished(self, name: str, mark: ForeignMark) -> ForeignMark:
        said = self._attributes.get(name, {})
        own = self._own.get(name)
        if own is not None:
            try:
                return self._own_mark(mark, own, said)
            except (ValidationError, ValueError):
                self.not_taken.append(NotTaken(mark.place, "Its note is not as this program writes them."))
        return replace(mark, attributes=tuple((key, tuple(values)) for key, values in said.items()))

    def _own_mark(self, mark: ForeignMark, own: dict[str, Any], said: dict[str, list[str]]) -> ForeignMark:
        if own["notes"]:
            self.not_taken.append(NotTaken(mark.place, "Notes are not taken over."))
        return replace(
            mark,
            report=said.get("Report", [""])[0],
            group=said.get("Group", [""])[0],
            stance=Stance(said.get("Stance", [Stance.STATES])[0]),
            status=Status(own["status"]),
            exact=own_content(own["content"]),
        )
