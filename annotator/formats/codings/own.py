"""What exports of this program say beside the spans, so that they come back as they went out.

The forms for tools that mark text carry each value with its place, exact content and status (see
`annotator.formats.datasets.nlp_forms`). A span that is still where it was exported gets them back; one that was moved
or added in the other program is like any other span there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from annotator.domain.coding import Stance
from annotator.domain.values import Content, FreeText, OneCategory, SeveralCategories, Status
from annotator.formats.codings.foreign import Counting, ForeignArticle, ForeignMark, LabelKind, NotTaken, Place

_CONTENT: TypeAdapter[Content | None] = TypeAdapter(Content | None)
_RECORD_KEYS = {"coding_id", "article_id", "article_sha256", "values"}
_SpanKey = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class OwnValue:
    """One value of an export: its field, place, status and content."""

    field: str
    report: str
    group: str
    status: Status
    content: Content | None
    missing_reason: str

    def applied(self, mark: ForeignMark, stance: Stance) -> ForeignMark:
        """Return a mark that says what this value says."""
        return replace(
            mark,
            report=self.report,
            group=self.group,
            status=self.status,
            exact=self.content,
            missing_reason=self.missing_reason,
            stance=stance,
            counting=Counting.CODE_POINTS,
        )


class OwnRecord:
    """One coded article of an export: the article and its values by evidence and by span."""

    def __init__(self, record: Mapping[str, Any], place: Place) -> None:
        self.article = ForeignArticle(
            name=_text(record.get("file_name")),
            sha256=_text(record.get("article_sha256")),
            article_id=_text(record.get("article_id")),
        )
        self.coder = _text(record.get("coder"))
        self.not_taken: list[NotTaken] = []
        self._by_span: dict[_SpanKey, list[tuple[OwnValue, Stance]]] = {}
        self._given: set[_SpanKey] = set()
        self._without_span: list[OwnValue] = []
        self._place = place
        values = record["values"]
        for value in values if isinstance(values, list) else ():
            self._add(value)
        notes = record.get("notes")
        if isinstance(notes, list) and notes:
            self.not_taken.append(NotTaken(place, f"{len(notes)} notes are not taken over."))

    def _add(self, record: Any) -> None:
        try:
            value = own_value(record)
            spans = [
                (int(one["start"]), int(one["end"]), Stance(one.get("stance", Stance.STATES)))
                for one in record.get("evidence", ())
            ]
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
            self.not_taken.append(NotTaken(self._place, "One of its values is not as this program writes them."))
            return
        for start, end, stance in spans:
            self._by_span.setdefault((start, end, value.field), []).append((value, stance))
        if not spans:
            self._without_span.append(value)

    def marks(self, mark: ForeignMark) -> Iterator[ForeignMark]:
        """Yield a span as the values it was exported for; as it is where no value had it."""
        key = (*mark.spans[0], mark.label) if len(mark.spans) == 1 else None
        known = self._by_span.get(key) if key else None
        if key is None or known is None:
            yield mark
        elif key not in self._given:
            # A range that several values of one field share stands there once, or once for each; both are all of them.
            self._given.add(key)
            for value, stance in known:
                yield value.applied(mark, stance)

    def spanless(self) -> Iterator[ForeignMark]:
        """Yield the values that had no evidence, one mark each."""
        for value in self._without_span:
            mark = ForeignMark(self._place, value.field, LabelKind.ANSWER, answers=_shown(value))
            yield value.applied(mark, Stance.STATES)


def is_own(record: object) -> bool:
    """Tell whether a JSON object is one coded article as this program exports it."""
    return isinstance(record, dict) and record.keys() >= _RECORD_KEYS


def own_value(record: Mapping[str, Any]) -> OwnValue:
    """Return a value of an export's JSON; raises ValueError, KeyError or TypeError when it is none."""
    report, group = record.get("report"), record.get("group")
    return OwnValue(
        field=str(record["field"]),
        report="" if report is None else str(int(report)),
        group="" if group is None else f"{record['level']}_{int(group)}",
        status=Status(record["status"]),
        content=own_content(record.get("content")),
        missing_reason=_text(record.get("missing_evidence_reason")),
    )


def own_content(content: object) -> Content | None:
    """Return the content of an export's JSON, None for none; ValidationError when it is no content."""
    return _CONTENT.validate_python(content)


def _shown(value: OwnValue) -> tuple[str, ...]:
    """Return the answer as texts a person can read, and a field of another type can take."""
    match value.content:
        case OneCategory(category=told) | FreeText(text=told):
            return (told,)
        case SeveralCategories(categories=several):
            return several
        case None:
            return (value.status.value.replace("_", " "),) if value.status is not Status.CODED else ()
        case content:
            parts = content.model_dump(mode="json", exclude_defaults=True, exclude={"type"})
            return tuple(str(part) for part in parts.values())


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
