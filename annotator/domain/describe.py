"""One line of plain text for what is coded in a field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import singledispatch

from annotator.domain.codebook import Codebook, Field
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FreeText,
    Location,
    MarkedSpan,
    Moment,
    OneCategory,
    OrdinalLevel,
    Qualifier,
    SeveralCategories,
    Status,
    YesNo,
)

NOTHING = "–"
"""Stands for a part that is not known."""

_JOINT = " · "
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def describe(content: Content, field: Field, codebook: Codebook) -> str:
    """Return one line that tells a person what ``content`` says, with the codebook's labels."""
    return _words(content, field, codebook)


def describe_status(status: Status) -> str:
    """Return the status in words, for example "not mentioned"."""
    return status.value.replace("_", " ")


def describe_day(day: dt.date) -> str:
    """Return a day as "2 Nov 2019"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def describe_moment(at: dt.datetime | dt.date) -> str:
    """Return a day with its weekday and, where known, the time: "Sun 3 Nov 2019, 08:59 UTC"."""
    text = f"{_WEEKDAYS[at.weekday()]} {describe_day(at)}"
    if not isinstance(at, dt.datetime):
        return text
    offset = at.utcoffset()
    zone = "" if offset is None else " UTC" if not offset else f" {at:%z}"
    return f"{text}, {at:%H:%M}{zone}"


def describe_qualifier(qualifier: Qualifier) -> str:
    """Return the words around a number, for example "at least"."""
    return qualifier.value.replace("_", " ")


def _joined(parts: Iterable[str]) -> str:
    return _JOINT.join(part for part in parts if part)


@singledispatch
def _words(content: object, _field: Field, _codebook: Codebook) -> str:
    raise TypeError(f"no content of a field: {content!r}")


@_words.register
def _(_content: MarkedSpan, _field: Field, _codebook: Codebook) -> str:
    return "marked in the text"


@_words.register
def _(content: FreeText, _field: Field, _codebook: Codebook) -> str:
    return " ".join(content.text.split()) or NOTHING


@_words.register
def _(content: YesNo, _field: Field, _codebook: Codebook) -> str:
    return "Yes" if content.answer else "No"


@_words.register
def _(content: Moment, _field: Field, _codebook: Codebook) -> str:
    return describe_moment(content.at)


@_words.register
def _(content: OneCategory, field: Field, _codebook: Codebook) -> str:
    return field.category_label(content.category)


@_words.register
def _(content: SeveralCategories, field: Field, _codebook: Codebook) -> str:
    return ", ".join(field.category_label(category) for category in content.categories) or NOTHING


@_words.register
def _(content: OrdinalLevel, field: Field, _codebook: Codebook) -> str:
    steps = (category.label for category in field.categories if category.level == content.level)
    return next(steps, str(content.level))


@_words.register
def _(count: Count, _field: Field, _codebook: Codebook) -> str:
    figures = (count.low, count.best, count.high)
    words = describe_qualifier(count.qualifier)
    if figures == (None, None, None):
        return words
    if count.low is not None and count.low == count.best == count.high:
        return _joined((str(count.low), "" if count.qualifier is Qualifier.EXACT else words))
    return _joined((" / ".join(NOTHING if figure is None else str(figure) for figure in figures), words))


@_words.register
def _(dates: DateRange, field: Field, _codebook: Codebook) -> str:
    precision = next((step.label for step in field.precisions if step.code == dates.precision), "")
    days = _days(dates.start, dates.end)
    if not days:
        days = f"“{dates.expression}”" if dates.expression else NOTHING
    return _joined((days, dates.time_of_day, precision))


@_words.register
def _(place: Location, field: Field, _codebook: Codebook) -> str:
    names = [place.name or place.verbatim, place.admin3, place.admin2, place.admin1, place.country_iso3]
    text = ", ".join(dict.fromkeys(name for name in names if name))
    if not text and place.lat is not None and place.lon is not None:
        text = f"{place.lat:g}, {place.lon:g}"
    precision = next((step.label for step in field.precisions if step.code == place.precision), "")
    return _joined((text or place.description or NOTHING, place.vicinity, precision))


@_words.register
def _(entity: EntityName, field: Field, _codebook: Codebook) -> str:
    kind = field.category_label(entity.entity_type) if entity.entity_type else ""
    return _joined((entity.canonical or entity.verbatim or NOTHING, kind))


@_words.register
def _(statement: AttributedValue, field: Field, codebook: Codebook) -> str:
    about = codebook.fields_by_id.get(statement.about_field)
    stance = next((one.label for one in field.stances if one.id == statement.stance), statement.stance)
    source = statement.source_entity or (field.category_label(statement.source_type) if statement.source_type else "")
    via = f"via {statement.via}" if statement.via else ""
    subject = about.label if about else statement.about_field
    saying = ": ".join(part for part in (subject, statement.value) if part)
    return _joined((saying, stance, ", ".join(part for part in (source, via) if part))) or NOTHING


def _days(start: dt.date | None, end: dt.date | None) -> str:
    if start is None:
        return "" if end is None else f"until {describe_day(end)}"
    if end is None:
        return f"from {describe_day(start)}"
    if start == end:
        return describe_day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{describe_day(end)}"
    if start.year == end.year:
        return f"{start.day} {_MONTHS[start.month - 1]} – {describe_day(end)}"
    return f"{describe_day(start)} – {describe_day(end)}"
