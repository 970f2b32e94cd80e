"""What a coder records in a field: one typed, frozen content per field type, and the status that goes with it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat


class Frozen(BaseModel):
    """An immutable record that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Status(StrEnum):
    """How a field was answered; a field nobody has touched has no value at all."""

    CODED = "coded"
    NOT_MENTIONED = "not_mentioned"
    UNCLEAR = "unclear"
    NOT_APPLICABLE = "not_applicable"


class Qualifier(StrEnum):
    """The words around a number, as a closed list."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    FEWER_THAN = "fewer_than"
    ABOUT = "about"
    RANGE = "range"
    TENS = "tens"
    DOZENS = "dozens"
    SCORES = "scores"
    HUNDREDS = "hundreds"
    THOUSANDS = "thousands"
    SEVERAL = "several"
    PLURAL_UNSPECIFIED = "plural_unspecified"
    NONE_REPORTED = "none_reported"


class FieldType(StrEnum):
    """The kinds of field a codebook may declare."""

    COUNT = "count"
    DATE = "date"
    DATE_RANGE = "date_range"
    LOCATION = "location"
    CATEGORICAL = "categorical"
    CATEGORICAL_MULTI = "categorical_multi"
    ORDINAL = "ordinal"
    BOOLEAN = "boolean"
    ENTITY = "entity"
    TEXT = "text"
    SPAN = "span"
    ATTRIBUTED_VALUE = "attributed_value"


LARGEST_COUNT = 999_999_999_999_999
"""The greatest number that every form of a dataset keeps exactly; a spreadsheet keeps fifteen digits."""


class Count(Frozen):
    """A number of people or things: lowest, best and highest, each absent when the text does not give it."""

    type: Literal["count"] = "count"
    low: int | None = None
    best: int | None = None
    high: int | None = None
    qualifier: Qualifier = Qualifier.EXACT


def _read_day_or_time(value: object) -> object:
    """Read a string by its length: pydantic alone makes a plain day that day's midnight."""
    if not isinstance(value, str):
        return value
    try:
        return dt.date.fromisoformat(value) if len(value) == len("YYYY-MM-DD") else dt.datetime.fromisoformat(value)
    except ValueError:
        return value


DayOrTime = Annotated[dt.datetime | dt.date, BeforeValidator(_read_day_or_time)]
"""A day, or a day and time; each is read back from JSON as what it was."""


class Moment(Frozen):
    """A day, or a day and time with its offset from UTC, as the source gives it."""

    type: Literal["date"] = "date"
    at: DayOrTime

    @property
    def day(self) -> dt.date:
        """The local day as written, not shifted to another time zone."""
        return self.at.date() if isinstance(self.at, dt.datetime) else self.at


class DateRange(Frozen):
    """The earliest and latest possible day, how exact they are, and the words they come from."""

    type: Literal["date_range"] = "date_range"
    start: dt.date | None = None
    end: dt.date | None = None
    precision: int | None = None
    time_of_day: str = ""
    expression: str = ""

    @property
    def days(self) -> int | None:
        """Number of days from start to end, both counted; None when either is unknown."""
        return None if self.start is None or self.end is None else (self.end - self.start).days + 1


class Location(Frozen):
    """A place as written and as resolved; coordinates in WGS 84 degrees."""

    type: Literal["location"] = "location"
    verbatim: str = ""
    name: str = ""
    admin3: str = ""
    admin2: str = ""
    admin1: str = ""
    country_iso3: str = ""
    lat: FiniteFloat | None = None
    lon: FiniteFloat | None = None
    precision: int | None = None
    vicinity: str = ""
    gazetteer_id: str = ""
    description: str = ""


class OneCategory(Frozen):
    """One allowed category, by its id."""

    type: Literal["categorical"] = "categorical"
    category: str


class SeveralCategories(Frozen):
    """Several allowed categories, in the order the coder chose them."""

    type: Literal["categorical_multi"] = "categorical_multi"
    categories: tuple[str, ...]


class OrdinalLevel(Frozen):
    """One step of an ordered scale."""

    type: Literal["ordinal"] = "ordinal"
    level: int


class YesNo(Frozen):
    """Yes or no; "not mentioned" is a status, never a no."""

    type: Literal["boolean"] = "boolean"
    answer: bool


class EntityName(Frozen):
    """An actor, organisation or thing: as written, its canonical name, other names and type."""

    type: Literal["entity"] = "entity"
    verbatim: str = ""
    canonical: str = ""
    aliases: tuple[str, ...] = ()
    entity_type: str = ""


class FreeText(Frozen):
    """Words of the coder's own."""

    type: Literal["text"] = "text"
    text: str


class MarkedSpan(Frozen):
    """The evidence itself is the answer: nothing but the marked spans is recorded."""

    type: Literal["span"] = "span"


class AttributedValue(Frozen):
    """Who says what about which field."""

    type: Literal["attributed_value"] = "attributed_value"
    about_field: str = ""
    value: str = ""
    stance: str = ""
    source_entity: str = ""
    source_type: str = ""
    source_named: bool | None = None
    via: str = ""


Content = Annotated[
    Count
    | Moment
    | DateRange
    | Location
    | OneCategory
    | SeveralCategories
    | OrdinalLevel
    | YesNo
    | EntityName
    | FreeText
    | MarkedSpan
    | AttributedValue,
    Field(discriminator="type"),
]
