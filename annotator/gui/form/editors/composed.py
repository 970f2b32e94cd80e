"""An editor made of named parts, one for each part of the content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.domain.codebook import Codebook, Field
from annotator.domain.values import Content, Frozen
from annotator.gui.form.editors.base import Draft, ValueEditor
from annotator.gui.form.editors.parts import Part
from annotator.gui.form.reading import InputRefusedError

Lines = Sequence[Sequence[str]]
"""Names of parts, line by line."""


class ComposedEditor(ValueEditor):
    """Shows parts in lines, each below its caption; lines named in ``more`` wait behind a button.

    ``kind`` is the content's class; each part has the name of one of its attributes. ``weights`` are the parts' shares
    of their line, 1 where nothing is said.
    """

    def __init__(
        self,
        kind: type[Frozen],
        parts: Mapping[str, Part],
        captions: Mapping[str, str],
        lines: Lines,
        more: Lines = (),
        weights: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        super().__init__()
        self._weights = weights
        self._kind, self._parts, self._captions = kind, dict(parts), captions
        self._first = self._parts[lines[0][0]]
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        for line in lines:
            self._layout.addLayout(self._line(line))
        self._more_parts = [name for line in more for name in line]
        self._more_box, self._more_button = QWidget(self), QToolButton(self)
        self._more_box.hide()
        self._more_button.setVisible(bool(more))
        if more:
            self._add_more(more)
        for part in self._parts.values():
            part.edited_by_person.connect(self._on_part_edited)

    def set_field(self, field: Field, codebook: Codebook) -> None:
        """Name the parts after the field."""
        for name, part in self._parts.items():
            part.as_widget().setAccessibleName(f"{field.label}: {self._captions[name]}")

    def draft(self) -> Draft:
        """Return what stands in the parts."""
        return {name: part.raw() for name, part in self._parts.items()}

    def restore(self, draft: Draft) -> None:
        """Put a draft back, as if typed again."""
        for name, raw in draft.items():
            self._parts[name].set_raw(raw)
        self._after_change()
        self._mark_edited()

    def settle(self, content: Content) -> None:
        """Take what is entered as stored."""
        super().settle(content)
        settled = self._attributes(content)
        for name, part in self._parts.items():
            raw = part.raw()
            part.set_value(settled[name])
            if part.raw() != raw:
                part.set_raw(raw)

    def first_part(self) -> QWidget:
        """Return the first part."""
        return self._first.as_widget()

    def _line(self, names: Sequence[str]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        for name in names:
            column = QVBoxLayout()
            column.setSpacing(1)
            caption = QLabel(self._captions[name])
            caption.setTextFormat(Qt.TextFormat.PlainText)
            caption.setProperty("role", "caption")
            caption.setBuddy(self._parts[name].as_widget())
            column.addWidget(caption)
            column.addLayout(self._beside(name))
            line.addLayout(column, self._weights.get(name, 1))
        return line

    def _beside(self, name: str) -> QHBoxLayout:
        """Return a part with what stands beside it; more than the part itself where an editor says so."""
        layout = QHBoxLayout()
        layout.setSpacing(4)
        layout.addWidget(self._parts[name].as_widget(), 1)
        return layout

    def _add_more(self, more: Lines) -> None:
        self._more_button.setText("More")
        self._more_button.setAccessibleName("Show more parts")
        self._more_button.setCheckable(True)
        self._more_button.setProperty("role", "quiet")
        self._more_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        box = QVBoxLayout(self._more_box)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        for line in more:
            box.addLayout(self._line(line))
        self._layout.addWidget(self._more_button)
        self._layout.addWidget(self._more_box)
        self._more_button.toggled.connect(self._on_more_toggled)

    def _on_more_toggled(self, is_open: bool) -> None:
        self._more_box.setVisible(is_open)
        self._more_button.setText("Less" if is_open else "More")

    def _show(self, content: Content | None) -> None:
        shown = self._attributes(content)
        for name, part in self._parts.items():
            part.set_refused(False)
            part.set_value(shown[name])
        self._more_button.setChecked(any(shown[name] not in (None, "", ()) for name in self._more_parts))
        self._after_change()

    def _read(self) -> Content | None:
        found = {}
        for name, part in self._parts.items():
            try:
                found[name] = part.value()
            except InputRefusedError as refusal:
                part.set_refused(True)
                raise InputRefusedError(f"{self._captions[name]}: {refusal.message}") from refusal
        return self._built(found)

    def _attributes(self, content: Content | None) -> Mapping[str, Any]:
        """Return what each part shows."""
        return dict(content if content is not None else self._kind())

    def _built(self, found: Mapping[str, Any]) -> Content | None:
        """Return the content that the parts make together, None for an empty one.

        Raises InputRefusedError when they do not go together.
        """
        content = self._kind.model_validate(found)
        return None if content == self._kind() else cast(Content, content)

    def _on_part_edited(self) -> None:
        for part in self._parts.values():
            part.set_refused(False)
        self._after_change()
        self._mark_edited()

    def _after_change(self) -> None:
        """Bring along what follows from the parts, such as weekdays."""
