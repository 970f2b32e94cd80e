"""Label Studio: the JSON export, a list of tasks with ``annotations`` (``completions`` before version 1).

Follows https://labelstud.io/guide/task_format. Results of one region share their ``id``; of these

- ``labels`` (also ``hypertextlabels``) give a span for each label, and
- ``choices``, ``textarea``, ``number``, ``rating``, ``taxonomy`` and ``datetime`` its attributes, named after the
  control (``from_name``).

Without a region these are answers about the article, labelled with the control's name. ``completed_by`` tells whose
annotation it is: an e-mail address, a name or a number. Cancelled annotations, predictions, relations and everything
about images, sound and time series are listed. The article's text is ``data.text``, or the only text under ``data``.
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
    ForeignArticle,
    ForeignCoding,
    ForeignCodings,
    ForeignMark,
    LabelKind,
    NotTaken,
    Place,
)
from annotator.formats.codings.own import OwnRecord, is_own

_SPAN_TYPES = ("labels", "hypertextlabels", "paragraphlabels")
_ANSWER_TYPES = ("choices", "textarea", "text", "number", "rating", "taxonomy", "datetime")
_OWN_CONTROLS = {"value", "stance", "report"}
_UPLOAD_PREFIX = 9
"""Characters Label Studio puts before an uploaded file's name: eight hexadecimal digits and a hyphen."""


def read_label_studio(paths: list[Path], progress: Progress = unheard) -> ForeignCodings:
    """Read JSON exports; raises CodingFileError when a file is not JSON or holds no tasks.

    ``progress`` gets the number of annotations read.
    """
    codings: list[ForeignCoding] = []
    not_taken: list[NotTaken] = []
    for path in found_files(paths, ".json"):
        read = parsed_json(plain_text(path), Place(path.name))
        tasks = read if isinstance(read, list) else [read]
        if not all(isinstance(task, dict) and "data" in task for task in tasks):
            refuse(Place(path.name), "This is not an export of Label Studio: a list of tasks with “data” is wanted.")
        for number, task in enumerate(tasks, start=1):
            reading = _Task(task, Place(path.name, number, "task"))
            codings += reading.codings()
            not_taken += reading.not_taken
            progress(len(codings))
    return ForeignCodings("label-studio", ", ".join(path.name for path in paths), tuple(codings), tuple(not_taken))


class _Task:
    """One task while it is read."""

    def __init__(self, task: Object, place: Place) -> None:
        self._task = task
        self._place = place
        self.not_taken: list[NotTaken] = []
        data = task["data"]
        self._data: Object = data if isinstance(data, dict) else {}
        self._is_own = is_own(self._data)
        self._article = self._made_article()

    def codings(self) -> Iterator[ForeignCoding]:
        """Yield a coding for each annotation."""
        annotations = self._task.get("annotations", self._task.get("completions"))
        if self._task.get("predictions"):
            self._leave("Predictions are not taken over: no person made them.")
        if not isinstance(annotations, list) or not all(isinstance(one, dict) for one in annotations):
            self._leave("The task has no list of annotations.")
            return
        for annotation in annotations:
            if annotation.get("was_cancelled") or annotation.get("skipped"):
                self._leave("A skipped annotation is not taken over.")
            else:
                yield self._coding(annotation)

    def _coding(self, annotation: Object) -> ForeignCoding:
        results = annotation.get("result")
        marks = tuple(self._marks(results if isinstance(results, list) else []))
        coder = _completed_by(annotation.get("completed_by"))
        if not self._is_own:
            return ForeignCoding(self._place, self._article, coder, marks)
        own = OwnRecord(self._data, self._place)
        placed = tuple(made for mark in marks for made in own.marks(mark))
        article = replace(own.article, text=self._article.text)
        result = ForeignCoding(self._place, article, coder or own.coder, (*placed, *own.spanless()))
        self.not_taken += own.not_taken
        return result

    def _marks(self, results: list[Json]) -> Iterator[ForeignMark]:
        regions = _Regions(self._place)
        for result in results:
            record: Object = result if isinstance(result, dict) else {}
            kind, value = record.get("type"), record.get("value")
            if not isinstance(value, dict) or kind not in (*_SPAN_TYPES, *_ANSWER_TYPES):
                self._leave(f"A result of type “{kind}” has no place in a coding here.")
            elif kind in _SPAN_TYPES:
                if not regions.take_span(_region_of(record, value), value, _texts(value.get(kind))):
                    self._leave("A span has no offsets in the text, or no label.")
            else:
                yield from self._answer(record, value, str(kind), regions)
        for region in regions.without_label:
            self._leave(f"An answer is about the region {region}, which has no label.")
        for mark in regions.marks():
            yield _as_own(mark) if self._is_own else mark

    def _answer(self, record: Object, value: Object, kind: str, regions: _Regions) -> Iterator[ForeignMark]:
        name, answers = text_of(record, "from_name") or kind, _texts(value.get(kind))
        if "start" in value:
            regions.take_answer(_region_of(record, value), name, answers)
        elif answers:
            yield ForeignMark(self._place, name, LabelKind.ANSWER, answers=answers)

    def _made_article(self) -> ForeignArticle:
        texts = {key: value for key, value in self._data.items() if isinstance(value, str)}
        text = texts.get("text") or (next(iter(texts.values())) if len(texts) == 1 else None)
        if text is None:
            self._leave("It is not clear which of the task's data is the article's text; it is looked for by its name.")
        upload = text_of(self._task, "file_upload")
        name = text_of(self._data, "file_name", "filename", "name", "id") or upload[_UPLOAD_PREFIX:]
        return ForeignArticle(name or text_of(self._task, "id"), text, article_id=text_of(self._data, "article_id"))

    def _leave(self, reason: str) -> None:
        self.not_taken.append(NotTaken(self._place, reason))


class _Regions:
    """The regions of one annotation: spans with their labels, and what is said about each."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._spans: dict[str, ForeignMark] = {}
        self._labels: dict[str, list[str]] = {}
        self._said: dict[str, list[tuple[str, tuple[str, ...]]]] = {}

    @property
    def without_label(self) -> list[str]:
        """The regions something is said about that are no spans."""
        return [region for region in self._said if region not in self._spans]

    def take_span(self, region: str, value: Object, names: tuple[str, ...]) -> bool:
        """Take a span with its labels; tell whether it was one."""
        offsets = value.get("globalOffsets")
        given: Object = offsets if isinstance(offsets, dict) else value
        start, end, quote = given.get("start"), given.get("end"), value.get("text")
        if start is None or end is None or not (is_offset(start) and is_offset(end) and names):
            return False
        words = quote if isinstance(quote, str) else None
        spans = ((int(start), int(end)),)
        if region in self._spans and self._spans[region].spans != spans:
            region = f"{region} {spans}"  # an id that several regions have hides none of them
        self._spans[region] = ForeignMark(self._place, "", spans=spans, quote=words)
        self._labels.setdefault(region, []).extend(names)
        return True

    def take_answer(self, region: str, name: str, answers: tuple[str, ...]) -> None:
        """Take what is said about a region."""
        self._said.setdefault(region, []).append((name, answers))

    def marks(self) -> Iterator[ForeignMark]:
        """Yield each span once for each of its labels."""
        for region, mark in self._spans.items():
            said = tuple((name, answers) for name, answers in self._said.get(region, ()) if answers)
            for label in dict.fromkeys(self._labels[region]):
                yield replace(mark, label=label, attributes=said)


def _as_own(mark: ForeignMark) -> ForeignMark:
    """Return a span of an export of this program without the controls that only repeat what its record says."""
    said = dict(mark.attributes)
    report = said.get("report", ("",))[0]
    others = tuple(one for one in mark.attributes if one[0] not in _OWN_CONTROLS)
    return replace(mark, attributes=others, report=report)


def _region_of(record: Object, value: Object) -> str:
    """Return which region a result is about: its id, else its offsets as the file has them."""
    return text_of(record, "id") or f"{value.get('start')}–{value.get('end')}"


def _completed_by(person: Json) -> str:
    if isinstance(person, dict):
        names = " ".join(part for part in (text_of(person, "first_name"), text_of(person, "last_name")) if part)
        return text_of(person, "email") or names or text_of(person, "username", "id")
    return str(person) if isinstance(person, str | int) and not isinstance(person, bool) else ""


def _texts(value: Json) -> tuple[str, ...]:
    """Return the texts of a result's value: one, several, or a taxonomy's paths, each by its last step."""
    if isinstance(value, list):
        flat = (one[-1] if isinstance(one, list) and one else one for one in value)
        return tuple(text for one in flat for text in _texts(one))
    if isinstance(value, bool) or value is None or isinstance(value, dict):
        return ()
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return (text,) if text.strip() else ()
