"""What of a field's content is compared: the scored value, normalised so that spelling is no disagreement.

A field gives one part to measure, a date range two (start and end). The codebook's measure decides the level.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from annotator.agreement.ratings import Level, Place
from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, Field, Measure
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

Scored: TypeAlias = Hashable

LEVELS = {
    Measure.NOMINAL: Level.NOMINAL,
    Measure.ORDINAL: Level.ORDINAL,
    Measure.INTERVAL: Level.INTERVAL,
    Measure.RATIO: Level.RATIO,
    Measure.SET: Level.SET_MASI,
    Measure.LOCATION: Level.PLACE,
}
"""The level of each measure that gives a coefficient; spans have measures of their own."""


@dataclass(frozen=True)
class Part:
    """One thing measured of a field: its name ("" for the whole), level, and how to get it from a content.

    ``read`` gives None where the content does not say, which counts as missing.
    """

    name: str
    level: Level
    read: Callable[[Content], Scored | None]


@cache
def parts_of(field: Field) -> tuple[Part, ...]:
    """Return what is measured of a field, nothing where the codebook asks for nothing or for spans only."""
    level = LEVELS.get(field.measure)
    if level is None:
        return ()
    if level is Level.PLACE and field.type is not FieldType.LOCATION:
        level = Level.NOMINAL
    if field.type is FieldType.DATE_RANGE:
        return (Part("start", level, _start), Part("end", level, _end))
    return (Part("", level, lambda content: scored_value(content, field)),)


def combined(values: Iterable[Scored | None], field: Field) -> Scored | None:
    """Return what one coder's values of a field make together: their set where sets are measured, else the first."""
    known = [value for value in values if value is not None]
    if is_pooled(field):
        return frozenset(known)
    first = known[0] if known else None
    if field.measure is Measure.SET and first is not None and not isinstance(first, frozenset):
        return frozenset({first})
    return first


def is_pooled(field: Field) -> bool:
    """Tell whether the members of a group are measured together, as one set of the report."""
    return field.level not in (ARTICLE_LEVEL, INCIDENT_LEVEL) and field.measure is Measure.SET


def scored_value(content: Content, field: Field) -> Scored | None:
    """Return what of a content is compared, None where it does not say.

    A count is its best figure, else low, else high. A place is its areas and gazetteer id, or its name. Names are
    compared without regard to case and spacing. A statement is what it is about and by whom. A content of another type
    than the field's says nothing.
    """
    if content.type != field.type.value:
        return None
    match content:
        case Count():
            figures = (content.best, content.low, content.high)
            return next((figure for figure in figures if figure is not None), None)
        case Moment():
            return content.day.toordinal()
        case DateRange():
            return None if content.start is None and content.end is None else (content.start, content.end)
        case Location():
            return place_of(content)
        case OneCategory(category=category):
            found = field.category(category)
            return (found and found.level) if field.measure is Measure.ORDINAL else category
        case SeveralCategories(categories=categories):
            return frozenset(categories)
        case _:
            return _scored_words(content)


def _scored_words(content: Content) -> Scored | None:
    match content:
        case OrdinalLevel(level=level):
            return level
        case YesNo(answer=answer):
            return answer
        case EntityName():
            return normalised(content.canonical or content.verbatim) or None
        case FreeText(text=text):
            return normalised(text) or None
        case AttributedValue():
            return (content.about_field, normalised(content.source_entity) or content.source_type)
        case _:
            return None


def place_of(location: Location) -> Place | None:
    """Return a location's areas, None when it says nothing of them."""
    name = location.gazetteer_id or normalised(location.name or location.verbatim)
    place = Place(location.country_iso3, normalised(location.admin1), normalised(location.admin2), name)
    return place if any(place) else None


def normalised(text: str) -> str:
    """Return a name without regard to case and spacing."""
    return " ".join(text.casefold().split())


def _start(content: Content) -> int | None:
    return content.start.toordinal() if isinstance(content, DateRange) and content.start else None


def _end(content: Content) -> int | None:
    return content.end.toordinal() if isinstance(content, DateRange) and content.end else None
