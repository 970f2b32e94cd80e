"""The editors of actors and of who says what."""

from __future__ import annotations

from annotator.domain.codebook import Category, Codebook, Field
from annotator.domain.values import AttributedValue, EntityName
from annotator.gui.form.editors.composed import ComposedEditor
from annotator.gui.form.editors.parts import ChoicePart, LinePart, Part
from annotator.gui.form.reading import read_names

_ENTITY_CAPTIONS = {
    "verbatim": "As written",
    "canonical": "Name",
    "aliases": "Other names, parted by commas",
    "entity_type": "Type",
}
_STATEMENT_CAPTIONS = {
    "about_field": "About",
    "value": "Says",
    "stance": "Stance",
    "source_entity": "Source",
    "source_type": "Kind of source",
    "source_named": "Named",
    "via": "Via",
}
_NAMED = [(None, "–"), (True, "Yes"), (False, "No")]


def _entries(categories: tuple[Category, ...]) -> list[tuple[str, str]]:
    return [("", "–"), *((category.id, category.label) for category in categories)]


class EntityEditor(ComposedEditor):
    """An actor, organisation or thing: as written, its name, other names and type."""

    def __init__(self) -> None:
        self._type = ChoicePart()
        parts: dict[str, Part] = {
            "verbatim": LinePart(),
            "canonical": LinePart(),
            "aliases": LinePart(read_names, ", ".join),
            "entity_type": self._type,
        }
        super().__init__(EntityName, parts, _ENTITY_CAPTIONS, [["verbatim"], ["canonical", "entity_type"], ["aliases"]])

    def set_field(self, field: Field, codebook: Codebook) -> None:
        """Offer the field's types."""
        super().set_field(field, codebook)
        self._type.set_entries(_entries(field.categories))


class StatementEditor(ComposedEditor):
    """Who says what about which field."""

    def __init__(self) -> None:
        self._about, self._stance, self._source_type = ChoicePart(), ChoicePart(), ChoicePart()
        parts: dict[str, Part] = {
            "about_field": self._about,
            "value": LinePart(),
            "stance": self._stance,
            "source_entity": LinePart(),
            "source_type": self._source_type,
            "source_named": ChoicePart(_NAMED),
            "via": LinePart(),
        }
        lines = [
            ["value"],
            ["about_field", "stance"],
            ["source_entity"],
            ["source_type", "source_named"],
            ["via"],
        ]
        super().__init__(AttributedValue, parts, _STATEMENT_CAPTIONS, lines)

    def set_field(self, field: Field, codebook: Codebook) -> None:
        """Offer the codebook's fields, the field's stances and its kinds of source."""
        super().set_field(field, codebook)
        self._about.set_entries([("", "–"), *((other.id, other.label) for other in codebook.fields)])
        self._stance.set_entries(_entries(field.stances))
        self._source_type.set_entries(_entries(field.categories))
