"""From the words of a file to a content: only what they say, read strictly; no rule guesses at meaning."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from annotator.domain.codebook import Category, Field
from annotator.domain.errors import CodingError
from annotator.domain.values import (
    LARGEST_COUNT,
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

_NUMBER = re.compile(r"[0-9]+(?:\.0+)?")
_MOST_DIGITS = len(str(LARGEST_COUNT))
_PARTED = re.compile(r"\s*[|;]\s*")
_YES = frozenset(("yes", "true", "1", "y"))
_NO = frozenset(("no", "false", "0", "n"))


def content_of(field: Field, answers: Sequence[str]) -> Content:
    """Return what the chosen or typed texts say for a field.

    A number becomes a count's best, an ISO day a date range of that day, ``day/day`` a range; categories are named by
    id, label or code; yes and no by those words, ``true``, ``false``, ``1`` and ``0``. Raises CodingError with the
    reason when they say nothing of the field's type.
    """
    reader = _READERS.get(field.type)
    if reader is None:
        raise CodingError(f"{field.label} takes marked words only.")
    if field.type is FieldType.CATEGORICAL_MULTI:
        return _several(field, answers)
    distinct = list(dict.fromkeys(answer.strip() for answer in answers if answer.strip()))
    if field.type is FieldType.TEXT:
        return FreeText(text="\n".join(distinct))
    if len(distinct) != 1:
        raise CodingError(f"{field.label} takes one answer, not {len(distinct)}.")
    return reader(field, distinct[0])


def category_content(field: Field, category_id: str) -> Content:
    """Return the content that a label stands for; CodingError when the field has no such category."""
    category = field.category(category_id)
    if category is None:
        raise CodingError(f"{field.label} has no category {category_id}.")
    return _chosen(field, category)


def _chosen(field: Field, category: Category) -> Content:
    if field.type is FieldType.CATEGORICAL_MULTI:
        return SeveralCategories(categories=(category.id,))
    if field.type is FieldType.ORDINAL and category.level is not None:
        return OrdinalLevel(level=category.level)
    return OneCategory(category=category.id)


def _count(field: Field, text: str) -> Content:
    if not _NUMBER.fullmatch(text):
        raise CodingError(f"“{_short(text)}” is not a whole number, which {field.label} takes.")
    digits = text.partition(".")[0].lstrip("0") or "0"
    if len(digits) > _MOST_DIGITS:  # a longer one may be more than Python reads
        raise CodingError(f"“{_short(text)}” is too large; {field.label} takes a number up to {LARGEST_COUNT:,}.")
    return Count(best=int(digits))


def _moment(field: Field, text: str) -> Content:
    try:
        is_day = len(text) == len("YYYY-MM-DD")
        return Moment(at=dt.date.fromisoformat(text) if is_day else dt.datetime.fromisoformat(text))
    except ValueError as error:
        raise CodingError(f"“{_short(text)}” is not a day as YYYY-MM-DD, which {field.label} takes.") from error


def _dates(field: Field, text: str) -> Content:
    start, _, end = text.partition("/")
    try:
        first = dt.date.fromisoformat(start.strip())
        last = dt.date.fromisoformat(end.strip()) if end else first
    except ValueError as error:
        raise CodingError(
            f"“{_short(text)}” is not a day as YYYY-MM-DD or two with a slash, which {field.label} takes."
        ) from error
    if last < first:
        raise CodingError(f"“{_short(text)}” ends before it begins.")
    return DateRange(start=first, end=last)


def _one(field: Field, text: str) -> Content:
    return _chosen(field, _category(field, text))


def _several(field: Field, answers: Sequence[str]) -> Content:
    chosen: list[str] = []
    for answer in answers:
        try:
            chosen.append(_category(field, answer.strip()).id)
        except CodingError:
            chosen += [_category(field, part).id for part in _PARTED.split(answer.strip()) if part]
    return SeveralCategories(categories=tuple(dict.fromkeys(chosen)))


def _category(field: Field, text: str) -> Category:
    wanted = _plain(text)
    for names in (_by_id, _by_label, _by_number):
        fitting = [category for category in field.categories if names(category) == wanted]
        if len(fitting) == 1:
            return fitting[0]
    raise CodingError(f"{field.label} has no category “{_short(text)}”.")


def _by_id(category: Category) -> str:
    return _plain(category.id)


def _by_label(category: Category) -> str:
    return _plain(category.label)


def _by_number(category: Category) -> str:
    number = category.level if category.level is not None else category.code
    return "" if number is None else str(number)


def _yes_no(field: Field, text: str) -> Content:
    plain = _plain(text)
    if plain not in _YES | _NO:
        raise CodingError(f"“{_short(text)}” is neither yes nor no, which {field.label} takes.")
    return YesNo(answer=plain in _YES)


_READERS: Mapping[FieldType, Callable[[Field, str], Content]] = MappingProxyType(
    {
        FieldType.COUNT: _count,
        FieldType.DATE: _moment,
        FieldType.DATE_RANGE: _dates,
        FieldType.CATEGORICAL: _one,
        FieldType.CATEGORICAL_MULTI: _one,
        FieldType.ORDINAL: _one,
        FieldType.BOOLEAN: _yes_no,
        FieldType.ENTITY: lambda _, text: EntityName(verbatim=text),
        FieldType.LOCATION: lambda _, text: Location(verbatim=text),
        FieldType.TEXT: lambda _, text: FreeText(text=text),
        FieldType.ATTRIBUTED_VALUE: lambda _, text: AttributedValue(value=text),
    }
)


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
