"""The editors of days, moments and ranges of days; the weekday is always shown beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel

from annotator.domain.codebook import Codebook, Field
from annotator.domain.values import Content, DateRange, Moment
from annotator.gui.form.editors.composed import ComposedEditor, Lines
from annotator.gui.form.editors.parts import ChoicePart, LinePart, Part
from annotator.gui.form.reading import InputRefusedError, read_day, read_moment, weekday

_RANGE_CAPTIONS = {
    "start": "First day",
    "end": "Last day",
    "precision": "Precision",
    "time_of_day": "Time of day",
    "expression": "Words in the text",
}


class _DatedEditor(ComposedEditor):
    """An editor with days among its parts."""

    def __init__(
        self, kind: type[Moment | DateRange], parts: Mapping[str, Part], captions: Mapping[str, str], lines: Lines
    ) -> None:
        self._weekdays: dict[str, QLabel] = {}
        super().__init__(kind, parts, captions, lines)

    def _beside(self, name: str) -> QHBoxLayout:
        layout = super()._beside(name)
        if name in ("at", "start", "end"):
            label = QLabel()
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", "dim")
            label.setFixedWidth(label.fontMetrics().horizontalAdvance("Wed") + 4)
            self._weekdays[name] = label
            layout.addWidget(label)
        return layout

    def _after_change(self) -> None:
        for name, label in self._weekdays.items():
            label.setText(weekday(self._day(name)))

    def _day(self, name: str) -> dt.date | dt.datetime | None:
        """Return what a part says, None while it cannot be read."""
        try:
            found = self._parts[name].value()
        except InputRefusedError:
            return None
        return found if isinstance(found, dt.date) else None


def _written(at: dt.datetime | dt.date) -> str:
    return at.isoformat(sep=" ") if isinstance(at, dt.datetime) else at.isoformat()


class MomentEditor(_DatedEditor):
    """A day, or a day with its time."""

    def __init__(self) -> None:
        at = LinePart(read_moment, _written, "2019-11-03 or 2019-11-03 08:59")
        super().__init__(Moment, {"at": at}, {"at": "Day, with time where known"}, [["at"]])

    def _attributes(self, content: Content | None) -> Mapping[str, Any]:
        return {"at": content.at if isinstance(content, Moment) else None}

    def _built(self, found: Mapping[str, Any]) -> Content | None:
        return None if found["at"] is None else Moment(at=found["at"])


class DateRangeEditor(_DatedEditor):
    """Earliest and latest possible day; while the last day follows the first, it moves along with it."""

    def __init__(self) -> None:
        start, end = (LinePart(read_day, dt.date.isoformat, "2019-11-03") for _ in range(2))
        self._precision = ChoicePart()
        self._followed: dt.date | None = None
        parts: dict[str, Part] = {
            "start": start,
            "end": end,
            "precision": self._precision,
            "time_of_day": LinePart(),
            "expression": LinePart(),
        }
        lines = [["start", "end"], ["precision", "time_of_day"], ["expression"]]
        super().__init__(DateRange, parts, _RANGE_CAPTIONS, lines)
        start.textEdited.connect(self._on_start_edited)

    def set_field(self, field: Field, codebook: Codebook) -> None:
        """Offer the field's precisions."""
        super().set_field(field, codebook)
        self._precision.set_entries([(None, "–"), *((step.code, step.label) for step in field.precisions)])

    def _show(self, content: Content | None) -> None:
        super()._show(content)
        is_one_day = isinstance(content, DateRange) and content.start == content.end
        self._followed = content.start if is_one_day and isinstance(content, DateRange) else None

    def _on_start_edited(self, _: str) -> None:
        start, end = self._day("start"), self._parts["end"]
        if start is not None and (not end.raw() or self._day("end") == self._followed):
            end.set_raw(start.isoformat())
            self._followed = start
            self._after_change()

    def _built(self, found: Mapping[str, Any]) -> Content | None:
        start, end = found["start"], found["end"]
        if start is not None and end is not None and end < start:
            raise InputRefusedError(f"The last day, {end.isoformat()}, lies before the first, {start.isoformat()}.")
        return super()._built(found)
