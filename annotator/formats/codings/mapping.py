"""What foreign labels mean here: data a lab can keep in a file, and a proposal by equal names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field as Constraint, ValidationError, model_validator

from annotator.domain.codebook import Codebook, Field
from annotator.domain.values import FieldType, Frozen
from annotator.formats.codings.columns import TableColumns, proposed_columns
from annotator.formats.codings.files import KEPT, parsed_json
from annotator.formats.codings.foreign import (
    CodingFileError,
    Counting,
    ForeignCodings,
    ForeignLabel,
    LabelKey,
    LabelKind,
    Place,
)

Name = Annotated[str, Constraint(max_length=10_000)]
_ANSWER_NAMES = frozenset(("value", "answer", "category", "type"))
_CHOSEN = frozenset((FieldType.CATEGORICAL, FieldType.CATEGORICAL_MULTI, FieldType.ORDINAL))


class Reading(StrEnum):
    """How a label becomes a value.

    ``evidence``: its words are evidence, the value is left for a coder to confirm. ``answer``: the value is what the
    file says. ``category``: the label itself means one category. ``words``: the marked words are the value.
    """

    EVIDENCE = "evidence"
    ANSWER = "answer"
    CATEGORY = "category"
    WORDS = "words"


class LabelRule(Frozen):
    """One foreign label (or attribute of its spans) and the field it becomes; without a field it is left out."""

    label: Name
    attribute: Name = ""
    field: Name = ""
    reading: Reading = Reading.EVIDENCE
    category: Name = ""

    @property
    def key(self) -> LabelKey:
        """The label it is about."""
        return LabelKey(self.label, self.attribute)


class CodingMapping(Frozen):
    """Everything a person decides about an import of codings.

    ``coder`` is whose codings of the files are taken, empty while the files hold one person's. ``report_by`` and
    ``group_by`` name attributes whose values tell reports and groups apart; by default all marks of an article are one
    report. ``counting`` says what offsets count where the file does not tell. With ``has_articles`` articles that the
    project does not have are imported too.
    """

    format: Literal["incident-annotator/coding-mapping/1"] = "incident-annotator/coding-mapping/1"
    labels: tuple[LabelRule, ...] = ()
    coder: Name = ""
    report_by: Name = ""
    group_by: Name = ""
    counting: Counting = Counting.AUTO
    columns: TableColumns | None = None
    has_articles: bool = False

    @model_validator(mode="after")
    def _is_unambiguous(self) -> Self:
        for key, count in Counter(rule.key for rule in self.labels).items():
            if count > 1:
                raise ValueError(f"the label {key} is mapped twice")
        return self

    def rule_for(self, key: LabelKey) -> LabelRule | None:
        """Return what a label becomes; None when it is left out."""
        return next((rule for rule in self.labels if rule.key == key and rule.field), None)

    def with_rule(self, rule: LabelRule) -> CodingMapping:
        """Return the mapping with one label's rule replaced or added."""
        if rule.key not in {one.key for one in self.labels}:
            return self.model_copy(update={"labels": (*self.labels, rule)})
        replaced = tuple(rule if one.key == rule.key else one for one in self.labels)
        return self.model_copy(update={"labels": replaced})


def read_mapping(text: str, name: str) -> CodingMapping:
    """Return the mapping in a JSON file; CodingFileError says what is wrong with it."""
    parsed_json(text, Place(name))
    try:
        return CodingMapping.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise CodingFileError(
            f"{name}: {where + ': ' if where else ''}{first['msg']}.", kept=KEPT, remedy="Correct the mapping."
        ) from error


def mapping_text(mapping: CodingMapping) -> str:
    """Return a mapping as the text of its file."""
    return mapping.model_dump_json(indent=2) + "\n"


def mapping_faults(mapping: CodingMapping, codebook: Codebook) -> Iterator[str]:
    """Yield, in sentences, what in a mapping does not fit the codebook."""
    for rule in mapping.labels:
        field = codebook.fields_by_id.get(rule.field)
        if rule.field and field is None:
            yield f"The codebook has no field {rule.field}, to which the label {rule.key} is mapped."
        elif field is not None and rule.reading is Reading.CATEGORY and field.category(rule.category) is None:
            yield f"{field.label} has no category {rule.category or '(none chosen)'} for the label {rule.key}."
        elif field is not None and rule.reading not in readings_for(field):
            yield f"{field.label} cannot be read as {rule.reading.value} of the label {rule.key}."


def readings_for(field: Field) -> tuple[Reading, ...]:
    """Return the ways a label can become a value of a field."""
    if field.type is FieldType.SPAN:
        return (Reading.EVIDENCE,)
    plain = (Reading.EVIDENCE, Reading.ANSWER)
    if field.type in _CHOSEN:
        return (*plain, Reading.CATEGORY)
    return (*plain, Reading.WORDS)


def proposed_mapping(foreign: ForeignCodings, codebook: Codebook) -> CodingMapping:
    """Return a mapping by equal names: labels like a field's id or label, or like one category of one field only.

    Everything else is left out until a person says what it is. Our own exports map whole.
    """
    names = _Names(codebook)
    rules = tuple(names.rule(label) for label in foreign.labels)
    columns = proposed_columns(foreign.columns) if foreign.columns else None
    coders = foreign.coders
    return CodingMapping(labels=rules, columns=columns, coder=coders[0] if len(coders) == 1 else "")


def completed_mapping(mapping: CodingMapping, foreign: ForeignCodings, codebook: Codebook) -> CodingMapping:
    """Return a mapping with the proposals for labels, and columns, that it says nothing about."""
    known = {rule.key for rule in mapping.labels}
    proposed = proposed_mapping(foreign, codebook)
    added = tuple(rule for rule in proposed.labels if rule.key not in known)
    columns = mapping.columns or proposed.columns
    return mapping.model_copy(update={"labels": (*mapping.labels, *added), "columns": columns})


class _Names:
    """The codebook's fields and categories by name."""

    def __init__(self, codebook: Codebook) -> None:
        self._fields: dict[str, Field] = {}
        for field in reversed(codebook.fields):
            self._fields[_plain(field.label)] = field
        for field in codebook.fields:
            self._fields[_plain(field.id)] = field
        self._categories = _unique_categories(codebook.fields)

    def rule(self, label: ForeignLabel) -> LabelRule:
        name, attribute = label.key
        field = self._fields.get(_plain(attribute or name))
        if field is None and attribute and _plain(attribute) in _ANSWER_NAMES:
            field = self._fields.get(_plain(name))
        if field is not None:
            return LabelRule(label=name, attribute=attribute, field=field.id, reading=_proposed_reading(label, field))
        choice = None if attribute or label.kind is LabelKind.COLUMN else self._categories.get(_plain(name))
        if choice is not None:
            field_id, category = choice
            return LabelRule(label=name, field=field_id, reading=Reading.CATEGORY, category=category)
        return LabelRule(label=name, attribute=attribute)


def _proposed_reading(label: ForeignLabel, field: Field) -> Reading:
    return Reading.ANSWER if label.has_answers and field.type is not FieldType.SPAN else Reading.EVIDENCE


def _unique_categories(fields: Iterable[Field]) -> dict[str, tuple[str, str]]:
    """Return the categories whose name only one field has, by that name."""
    found: dict[str, set[tuple[str, str]]] = {}
    for field in fields:
        if field.type in _CHOSEN:
            for category in field.categories:
                for name in {_plain(category.id), _plain(category.label)}:
                    found.setdefault(name, set()).add((field.id, category.id))
    return {name: next(iter(choices)) for name, choices in found.items() if len(choices) == 1}


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").casefold().split())
