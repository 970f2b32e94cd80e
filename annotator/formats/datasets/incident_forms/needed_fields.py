"""Which of the default codebook's fields a form reads, and the refusal of codebooks that do not have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Codebook, Field
from annotator.domain.errors import ExportError
from annotator.domain.values import FieldType


class Standing(NamedTuple):
    """Where a field stands and what type it has."""

    level: str
    type: FieldType


def _standings() -> dict[str, Standing]:
    by_level: Mapping[str, Mapping[FieldType, str]] = {
        ARTICLE_LEVEL: {FieldType.CATEGORICAL: "article_relevance"},
        INCIDENT_LEVEL: {
            FieldType.SPAN: "trigger",
            FieldType.TEXT: "incident_label coder_note",
            FieldType.CATEGORICAL: "focus stage factuality event_type property_damage toll_scope toll_status",
            FieldType.DATE_RANGE: "incident_date",
            FieldType.LOCATION: "location",
            FieldType.CATEGORICAL_MULTI: "tactic weapon target_type",
            FieldType.BOOLEAN: "suicide claim_competing",
            FieldType.COUNT: "n_events perp_number killed_total killed_perpetrators wounded_total",
            FieldType.ORDINAL: "coder_confidence",
        },
        "perpetrator": {FieldType.ENTITY: "perp_actor", FieldType.CATEGORICAL: "perp_attribution"},
        "claim": {FieldType.ENTITY: "claimant", FieldType.CATEGORICAL: "claim_mode"},
        "target": {FieldType.ENTITY: "target"},
        "victim_group": {FieldType.CATEGORICAL: "vg_type", FieldType.COUNT: "vg_killed vg_wounded vg_missing"},
    }
    return {
        name: Standing(level, type_)
        for level, names_by_type in by_level.items()
        for type_, names in names_by_type.items()
        for name in names.split()
    }


DEFAULT_FIELDS: Mapping[str, Standing] = MappingProxyType(_standings())
"""The fields of the default codebook that incident forms read."""


class NeededFields:
    """Checks each codebook once and remembers which fields the form had no place for."""

    def __init__(self, label: str, fields: Sequence[str], asked: Sequence[str] = ()) -> None:
        """``asked`` are those of the ``fields`` that only decide what is written and are not written themselves."""
        self._label = label
        self._fields = fields
        self._written = set(fields) - set(asked)
        self._checked: dict[tuple[str, int], tuple[str, ...]] = {}
        self._left_out: dict[str, None] = {}

    def check(self, codebook: Codebook) -> tuple[str, ...]:
        """Return the fields of a codebook that the form has no place for.

        Raises ExportError, naming the fields, where it lacks some that are needed or has them elsewhere or otherwise.
        """
        key = (codebook.id, codebook.version)
        if key not in self._checked:
            missing = missing_fields(codebook, self._fields)
            if missing:
                raise ExportError(
                    f"The {self._label} form cannot be made from the codebook {codebook.id}, version "
                    f"{codebook.version}: it has no {', '.join(missing)}.",
                    kept="Nothing was written.",
                    remedy="This form needs those fields of the default codebook; choose a general form, such as CSV.",
                )
            self._checked[key] = tuple(field.id for field in codebook.fields if field.id not in self._written)
        return self._checked[key]

    def take(self, left_out: Iterable[str]) -> None:
        """Remember fields that had no place in what was written."""
        self._left_out.update(dict.fromkeys(left_out))

    def remarks(self) -> tuple[str, ...]:
        """Return a sentence that names the fields the form does not carry."""
        if not self._left_out:
            return ()
        return (f"{self._label} has no place of its own for the fields {', '.join(self._left_out)}.",)


def missing_fields(codebook: Codebook, fields: Sequence[str]) -> Sequence[str]:
    """Return each needed field a codebook lacks, for a sentence: ``killed_total (count, incident)``."""
    return [_told(name) for name in fields if not _is_there(codebook.fields_by_id.get(name), DEFAULT_FIELDS[name])]


def _is_there(field: Field | None, standing: Standing) -> bool:
    return field is not None and Standing(field.level, field.type) == standing


def _told(name: str) -> str:
    level, type_ = DEFAULT_FIELDS[name]
    return f"{name} ({type_.value.replace('_', ' ')}, {level})"
