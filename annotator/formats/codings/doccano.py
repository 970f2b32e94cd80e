"""doccano: JSON Lines, one example per line.

Spans stand under ``label`` or ``labels`` as ``[start, end, label]``, under ``entities`` as objects with
``start_offset``, ``end_offset`` and ``label`` (or as such lists, in old exports), under ``annotations`` in the oldest,
where labels are numbers. Classes of a whole text are plain texts under ``label`` or ``labels``; they are answers about
the article. Relations, comments and translated texts are listed. Whose work it is says ``username`` or ``annotator``;
doccano can also export one file per person, and then the file's name is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from annotator.formats.codings.files import (
    Json,
    Object,
    Progress,
    found_files,
    is_offset,
    parsed_json,
    plain_text,
    refuse,
    text_of,
    unheard,
)
from annotator.formats.codings.foreign import (
    CodingFileError,
    ForeignArticle,
    ForeignCoding,
    ForeignCodings,
    ForeignMark,
    LabelKind,
    NotTaken,
    Place,
)
from annotator.formats.codings.own import OwnRecord, is_own

_LABEL_KEYS = ("label", "labels", "entities", "annotations", "cats")
_NOT_HERE = {
    "relations": "Relations between spans have no place in a coding here.",
    "Comments": "Comments are not taken over.",
    "comments": "Comments are not taken over.",
}
_ALL = {"all", "admin", "unknown"}
"""Names of exports that are no person's."""


def read_doccano(paths: list[Path], progress: Progress = unheard) -> ForeignCodings:
    """Read JSON Lines exports; a line that cannot be read is listed, a file without any is refused.

    ``progress`` gets the number of examples read.
    """
    codings: list[ForeignCoding] = []
    not_taken: list[NotTaken] = []
    for path in found_files(paths, ".jsonl", ".json"):
        before = len(codings)
        for number, line in enumerate(plain_text(path).split("\n"), start=1):
            if not line.strip():
                continue
            try:
                reading = _Example(line, Place(path.name, number), path)
            except CodingFileError as error:
                not_taken.append(NotTaken(Place(path.name, number), error.reason))
                continue
            codings.append(reading.coding())
            not_taken += reading.not_taken
            progress(len(codings))
        if len(codings) == before:
            reason = next((one.reason for one in not_taken if one.place.file == path.name), "It is empty.")
            refuse(Place(path.name), f"No line is an example of doccano. {reason}")
    return ForeignCodings("doccano", ", ".join(path.name for path in paths), tuple(codings), tuple(not_taken))


class _Example:
    """One line while it is read."""

    def __init__(self, line: str, place: Place, path: Path) -> None:
        self._place = place
        self.not_taken: list[NotTaken] = []
        record = parsed_json(line, place)
        text = (record.get("text") or record.get("data")) if isinstance(record, dict) else None
        if not isinstance(text, str) or not any(key in record for key in _LABEL_KEYS):
            refuse(place, "The line has no text with labels.")
        self._record: Object = record
        self._text: str = text
        self._stem = path.stem

    def coding(self) -> ForeignCoding:
        """Return what the line says."""
        record = self._record
        marks = [mark for key in _LABEL_KEYS for mark in self._marks(record.get(key))]
        for key, reason in _NOT_HERE.items():
            if record.get(key):
                self._leave(reason)
        coder = text_of(record, "username", "annotator")
        if is_own(record):
            own = OwnRecord(record, self._place)
            placed = [made for mark in marks for made in own.marks(mark)]
            self.not_taken += own.not_taken
            article = replace(own.article, text=self._text)
            return ForeignCoding(self._place, article, coder or own.coder, (*placed, *own.spanless()))
        meta = record.get("meta")
        data = {**(meta if isinstance(meta, dict) else {}), **record}
        name = text_of(data, "file_name", "filename", "title", "doc_id", "id")
        coder = coder or ("" if self._stem.lower() in _ALL else self._stem)
        return ForeignCoding(self._place, ForeignArticle(name, self._text), coder, tuple(marks))

    def _marks(self, labels: Json) -> Iterator[ForeignMark]:
        for label in labels if isinstance(labels, list) else [labels] if isinstance(labels, str) else ():
            made = self._class(label) if isinstance(label, str) else self._span(label)
            if made is None:
                self._leave("A label is neither a text nor a span with a start, an end and a name.")
            else:
                yield made

    def _class(self, label: str) -> ForeignMark | None:
        return ForeignMark(self._place, label, LabelKind.ANSWER) if label.strip() else None

    def _span(self, label: Json) -> ForeignMark | None:
        start: Json
        end: Json
        name: Json
        if isinstance(label, list) and len(label) == 3:
            start, end, name = label
        elif isinstance(label, dict):
            start, end, name = label.get("start_offset"), label.get("end_offset"), text_of(label, "label")
            if start is None and end is None:
                return self._class(name)
        else:
            return None
        if not (is_offset(start) and is_offset(end) and isinstance(name, str) and name):
            return None
        return ForeignMark(self._place, name, spans=((start, end),))

    def _leave(self, reason: str) -> None:
        self.not_taken.append(NotTaken(self._place, reason))
