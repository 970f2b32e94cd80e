r"""Cells of a table: how contents become cells, and how several texts share one.

Several texts in one cell stand with `` | `` between them. Inside a text a backslash is written ``\\`` and a vertical
bar ``\|``, so that every cell can be taken apart again (`split_cell`). A list of empty texts keeps its bars; the number
of texts stands in a column of its own wherever an empty cell could mean none or one empty text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FieldType,
    FreeText,
    Location,
    Moment,
    OneCategory,
    OrdinalLevel,
    SeveralCategories,
    YesNo,
)

Cell = str | int | float | None
"""A table's cell; None is empty: not known, never zero."""

SEPARATOR = " | "
_PIECES = re.compile(r" \| |\\.|[^\\ ]+| ", re.DOTALL)

PARTS: Mapping[FieldType, tuple[str, ...]] = {
    FieldType.COUNT: ("low", "best", "high", "qualifier"),
    FieldType.DATE: ("",),
    FieldType.DATE_RANGE: ("start", "end", "precision", "time_of_day", "expression"),
    FieldType.LOCATION: tuple(name for name in Location.model_fields if name != "type"),
    FieldType.CATEGORICAL: ("",),
    FieldType.CATEGORICAL_MULTI: ("",),
    FieldType.ORDINAL: ("",),
    FieldType.BOOLEAN: ("",),
    FieldType.ENTITY: ("verbatim", "canonical", "aliases", "entity_type"),
    FieldType.TEXT: ("",),
    FieldType.SPAN: ("",),
    FieldType.ATTRIBUTED_VALUE: tuple(name for name in AttributedValue.model_fields if name != "type"),
}
"""The cells a content of each type fills, in order; the empty name is the content as a whole."""


def joined(texts: Iterable[str]) -> str:
    """Return one cell that holds all texts in order."""
    return SEPARATOR.join([_escaped(text) for text in texts])


def split_cell(cell: str) -> list[str]:
    """Return the texts of a joined cell; an empty cell is one empty text."""
    texts = [""]
    for piece in _PIECES.findall(cell):
        if piece == SEPARATOR:
            texts.append("")
        else:
            texts[-1] += piece.removeprefix("\\")
    return texts


def cells_of(content: Content, quotes: Sequence[str] = ()) -> tuple[Cell, ...]:
    """Return a content's cells in the order of `PARTS`; a marked span is told by the ``quotes`` of its evidence."""
    to_cells = _CELLS_BY_TYPE.get(type(content))
    return (joined(quotes),) if to_cells is None else to_cells(content)


def _escaped(text: str) -> str:
    if "\\" in text or "|" in text:
        return text.replace("\\", "\\\\").replace("|", "\\|")
    return text


def _yes_no(answer: bool | None) -> str:
    return "" if answer is None else "true" if answer else "false"


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _count(content: Count) -> tuple[Cell, ...]:
    return content.low, content.best, content.high, content.qualifier


def _date_range(content: DateRange) -> tuple[Cell, ...]:
    return (
        _day(content.start),
        _day(content.end),
        content.precision,
        content.time_of_day,
        content.expression,
    )


def _entity(content: EntityName) -> tuple[Cell, ...]:
    return content.verbatim, content.canonical, joined(content.aliases), content.entity_type


def _location(content: Location) -> tuple[Cell, ...]:
    return tuple(getattr(content, part) for part in PARTS[FieldType.LOCATION])


def _attributed(content: AttributedValue) -> tuple[Cell, ...]:
    return (
        content.about_field,
        content.value,
        content.stance,
        content.source_entity,
        content.source_type,
        _yes_no(content.source_named),
        content.via,
    )


_CELLS_BY_TYPE: Mapping[type, Callable[[Any], tuple[Cell, ...]]] = {
    Count: _count,
    Moment: lambda content: (content.at.isoformat(),),
    DateRange: _date_range,
    Location: _location,
    OneCategory: lambda content: (content.category,),
    SeveralCategories: lambda content: (joined(content.categories),),
    OrdinalLevel: lambda content: (content.level,),
    YesNo: lambda content: (_yes_no(content.answer),),
    EntityName: _entity,
    FreeText: lambda content: (content.text,),
    AttributedValue: _attributed,
}
