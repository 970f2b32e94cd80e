"""Hypothesis strategies for the contents of fields; import them from `tests.strategies`."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from annotator.domain.codebook import Field
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FieldType,
    FreeText,
    Location,
    MarkedSpan,
    Moment,
    OneCategory,
    OrdinalLevel,
    Qualifier,
    SeveralCategories,
    YesNo,
)
from tests.text_strategies import (
    category_ids,
    words,
)

FIELD_TYPES: Final[dict[str, dict[str, FieldType]]] = {
    "article": {"article_relevance": FieldType.CATEGORICAL, "publication_date": FieldType.DATE},
    "incident": {
        "trigger": FieldType.SPAN,
        "incident_label": FieldType.TEXT,
        "focus": FieldType.CATEGORICAL,
        "n_events": FieldType.COUNT,
        "stage": FieldType.CATEGORICAL,
        "factuality": FieldType.CATEGORICAL,
        "incident_date": FieldType.DATE_RANGE,
        "location": FieldType.LOCATION,
        "event_type": FieldType.CATEGORICAL,
        "tactic": FieldType.CATEGORICAL_MULTI,
        "suicide": FieldType.BOOLEAN,
        "weapon": FieldType.CATEGORICAL_MULTI,
        "property_damage": FieldType.CATEGORICAL,
        "perp_number": FieldType.COUNT,
        "claim_competing": FieldType.BOOLEAN,
        "target_type": FieldType.CATEGORICAL_MULTI,
        "killed_total": FieldType.COUNT,
        "killed_perpetrators": FieldType.COUNT,
        "toll_scope": FieldType.CATEGORICAL,
        "wounded_total": FieldType.COUNT,
        "toll_status": FieldType.CATEGORICAL,
        "coder_confidence": FieldType.ORDINAL,
        "coder_note": FieldType.TEXT,
    },
    "perpetrator": {"perp_actor": FieldType.ENTITY, "perp_attribution": FieldType.CATEGORICAL},
    "claim": {
        "claimant": FieldType.ENTITY,
        "claim_mode": FieldType.CATEGORICAL,
        "claim_channel": FieldType.TEXT,
        "claim_support": FieldType.CATEGORICAL,
    },
    "target": {"target": FieldType.ENTITY},
    "victim_group": {
        "vg_type": FieldType.CATEGORICAL,
        "vg_killed": FieldType.COUNT,
        "vg_wounded": FieldType.COUNT,
        "vg_missing": FieldType.COUNT,
    },
    "statement": {"statement": FieldType.ATTRIBUTED_VALUE},
}
"""The default codebook's fields and their types by level; ``target`` is a repeating level of one field."""

GROUP_LEVELS: Final = tuple(level for level in FIELD_TYPES if level not in ("article", "incident"))


@st.composite
def counts(draw: DrawFn) -> Count:
    """Draw a count with ``0 <= low <= best <= high`` wherever present; the qualifier is free."""
    numbers = sorted(draw(st.lists(st.integers(0, 1_000_000), min_size=3, max_size=3)))
    low, best, high = (number if draw(st.booleans()) else None for number in numbers)
    return Count(low=low, best=best, high=high, qualifier=draw(st.sampled_from(Qualifier)))


@cache
def times() -> SearchStrategy[dt.datetime]:
    """Draw a time with or without its zone; zones are whole minutes from UTC."""
    zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
    return st.builds(dt.datetime.combine, days(), st.times(timezones=st.one_of(st.none(), zones)))


@cache
def days() -> SearchStrategy[dt.date]:
    """Draw a day of the years the project may meet."""
    return st.dates(dt.date(1970, 1, 1), dt.date(2100, 1, 1))


def moments() -> SearchStrategy[Moment]:
    """Draw a day, or a time with or without its zone."""
    return st.builds(Moment, at=st.one_of(days(), times()))


@st.composite
def date_ranges(draw: DrawFn) -> DateRange:
    """Draw a range whose start is not after its end."""
    start, end = sorted(draw(st.tuples(days(), days())))
    return DateRange(
        start=start if draw(st.booleans()) else None,
        end=end if draw(st.booleans()) else None,
        precision=draw(st.sampled_from([None, 1, 2, 3, 4, 5, 9])),
        time_of_day=draw(words()),
        expression=draw(words()),
    )


_COORDINATES: Final = st.one_of(st.just((None, None)), st.tuples(st.floats(-90, 90), st.floats(-180, 180)))


@st.composite
def locations(draw: DrawFn) -> Location:
    """Draw a place; latitude and longitude are both there or both not."""
    lat, lon = draw(_COORDINATES)
    names: dict[str, object] = {
        name: draw(words())
        for name in ("verbatim", "name", "admin3", "admin2", "admin1", "vicinity", "gazetteer_id", "description")
    }
    country = draw(st.sampled_from(["", "MLI", "NER", "BFA"]))
    precision = draw(st.sampled_from([None, 1, 2, 3, 4, 5, 6, 7, 9]))
    return Location.model_validate({**names, "country_iso3": country, "lat": lat, "lon": lon, "precision": precision})


_CONTENTS: Final[dict[FieldType, SearchStrategy[Any]]] = {
    FieldType.COUNT: counts(),
    FieldType.DATE: moments(),
    FieldType.DATE_RANGE: date_ranges(),
    FieldType.LOCATION: locations(),
    FieldType.CATEGORICAL: st.builds(OneCategory, category=category_ids()),
    FieldType.CATEGORICAL_MULTI: st.builds(
        SeveralCategories, categories=st.lists(category_ids(), unique=True, max_size=4).map(tuple)
    ),
    FieldType.ORDINAL: st.builds(OrdinalLevel, level=st.integers(0, 10)),
    FieldType.BOOLEAN: st.builds(YesNo, answer=st.booleans()),
    FieldType.ENTITY: st.builds(
        EntityName,
        verbatim=words(),
        canonical=words(),
        aliases=st.lists(words(), max_size=3).map(tuple),
        entity_type=st.one_of(st.just(""), category_ids()),
    ),
    FieldType.TEXT: st.builds(FreeText, text=words()),
    FieldType.SPAN: st.just(MarkedSpan()),
    FieldType.ATTRIBUTED_VALUE: st.builds(
        AttributedValue,
        about_field=st.sampled_from(["", "killed_total", "weapon"]),
        value=words(),
        stance=st.sampled_from(["", "asserts", "denies", "revises_up", "revises_down", "doubts"]),
        source_entity=words(),
        source_type=st.one_of(st.just(""), category_ids()),
        source_named=st.one_of(st.none(), st.booleans()),
        via=words(),
    ),
}


def contents_of(field_type: FieldType) -> SearchStrategy[Content]:
    """Draw a content of one field type."""
    return _CONTENTS[field_type]


def contents() -> SearchStrategy[Content]:
    """Draw a content of any field type."""
    return st.one_of(*_CONTENTS.values())


def contents_for(field: Field) -> SearchStrategy[Content]:
    """Draw a content that a field's codebook allows: its own categories, levels, types and stances."""
    ids_of_categories = [category.id for category in field.categories]
    if field.type is FieldType.CATEGORICAL:
        return st.builds(OneCategory, category=st.sampled_from(ids_of_categories))
    if field.type is FieldType.CATEGORICAL_MULTI:
        most = field.max_categories or len(ids_of_categories)
        chosen = st.lists(st.sampled_from(ids_of_categories), unique=True, min_size=1, max_size=most)
        return st.builds(SeveralCategories, categories=chosen.map(tuple))
    if field.type is FieldType.ORDINAL:
        levels = [category.level for category in field.categories if category.level is not None]
        return st.builds(OrdinalLevel, level=st.sampled_from(levels))
    if field.type is FieldType.ENTITY:
        types = st.sampled_from(["", *ids_of_categories])
        return st.builds(EntityName, verbatim=words(), canonical=words(), entity_type=types)
    if field.type is FieldType.ATTRIBUTED_VALUE:
        stances = st.sampled_from(["", *(stance.id for stance in field.stances)])
        sources = st.sampled_from(["", *ids_of_categories])
        return st.builds(AttributedValue, value=words(), stance=stances, source_type=sources, via=words())
    return contents_of(field.type)
