"""The editor of places."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from annotator.domain.codebook import Codebook, Field
from annotator.domain.values import Content, Location
from annotator.gui.form.editors.composed import ComposedEditor
from annotator.gui.form.editors.parts import ChoicePart, LinePart, Part
from annotator.gui.form.reading import InputRefusedError, read_country, read_degrees

_CAPTIONS = {
    "verbatim": "As written",
    "name": "Name",
    "admin1": "Region (admin 1)",
    "admin2": "District (admin 2)",
    "admin3": "Admin 3",
    "country_iso3": "Country",
    "precision": "Precision",
    "lat": "Latitude",
    "lon": "Longitude",
    "vicinity": "Vicinity",
    "gazetteer_id": "Gazetteer id",
    "description": "Description",
}
_LINES = [["verbatim"], ["name", "admin1"], ["country_iso3", "precision"]]
_MORE = [["admin2", "admin3"], ["lat", "lon"], ["vicinity", "gazetteer_id"], ["description"]]


class LocationEditor(ComposedEditor):
    """A place as written and as resolved; the parts that are used less wait behind "More"."""

    def __init__(self) -> None:
        self._precision = ChoicePart()
        parts: dict[str, Part] = {name: LinePart() for name in _CAPTIONS}
        parts["country_iso3"] = LinePart(read_country, placeholder="MLI")
        parts["lat"] = LinePart(partial(read_degrees, limit=90), repr, "15.92")
        parts["lon"] = LinePart(partial(read_degrees, limit=180), repr, "2.40")
        parts["precision"] = self._precision
        super().__init__(Location, parts, _CAPTIONS, _LINES, _MORE, {"precision": 2})

    def set_field(self, field: Field, codebook: Codebook) -> None:
        """Offer the field's precisions."""
        super().set_field(field, codebook)
        self._precision.set_entries([(None, "–"), *((step.code, step.label) for step in field.precisions)])

    def _built(self, found: Mapping[str, Any]) -> Content | None:
        if (found["lat"] is None) != (found["lon"] is None):
            raise InputRefusedError("Latitude and longitude go together; give both or neither.")
        return super()._built(found)
