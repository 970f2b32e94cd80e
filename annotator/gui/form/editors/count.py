"""The editor of numbers of people or things."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from annotator.domain.codebook import Codebook, Field
from annotator.domain.describe import describe_qualifier
from annotator.domain.values import Content, Count
from annotator.gui.form.editors.base import Draft
from annotator.gui.form.editors.composed import ComposedEditor
from annotator.gui.form.editors.parts import ChoicePart, LinePart
from annotator.gui.form.plain import Line
from annotator.gui.form.reading import InputRefusedError, read_count, read_whole

_PHRASE = "phrase"
_CAPTIONS = {"low": "Low", "best": "Best", "high": "High", "qualifier": "Wording"}


class CountEditor(ComposedEditor):
    """Low, best, high and the words around them; a line on top takes all of them at once ("at least 54", "50-60")."""

    def __init__(self) -> None:
        self._qualifier = ChoicePart()
        numbers = {name: LinePart(read_whole) for name in ("low", "best", "high")}
        super().__init__(
            Count,
            {**numbers, "qualifier": self._qualifier},
            _CAPTIONS,
            [["low", "best", "high", "qualifier"]],
            weights={"low": 4, "best": 4, "high": 4, "qualifier": 10},
        )
        self._phrase = Line()
        self._phrase.setPlaceholderText("54, at least 54, 50–60 …")
        self._phrase.textEdited.connect(self._on_phrase_edited)
        self._layout.insertWidget(0, self._phrase)

    def set_field(self, field: Field, codebook: Codebook) -> None:
        """Offer the codebook's qualifiers."""
        super().set_field(field, codebook)
        self._qualifier.set_entries([(one, describe_qualifier(one) or one.value) for one in codebook.qualifiers])
        self._phrase.setAccessibleName(f"{field.label}: number in words and digits")

    def first_part(self) -> QWidget:
        """Return the line that takes all at once."""
        return self._phrase

    def draft(self) -> Draft:
        """Return what stands in the parts and in the line on top."""
        return {**super().draft(), _PHRASE: self._phrase.text()}

    def restore(self, draft: Draft) -> None:
        """Put a draft back, as if typed again."""
        self._phrase.setText(draft.get(_PHRASE, ""))
        super().restore({name: raw for name, raw in draft.items() if name != _PHRASE})

    def _show(self, content: Content | None) -> None:
        super()._show(content)
        self._phrase.clear()

    def _read(self) -> Content | None:
        phrase = self._phrase.text().strip()
        if phrase and read_count(phrase) is None:
            raise InputRefusedError(
                f"“{phrase}” is not a number this line can read. Write 54, at least 54, 50–60, dozens."
            )
        return super()._read()

    def _on_phrase_edited(self, phrase: str) -> None:
        count = read_count(phrase)
        if count is not None:
            for name in ("low", "best", "high"):
                number = getattr(count, name)
                self._parts[name].set_raw("" if number is None else str(number))
            self._qualifier.set_value(count.qualifier)
        self._on_part_edited()
