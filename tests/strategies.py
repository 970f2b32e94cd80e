"""Hypothesis strategies for the domain: texts that break naive offsets, spans, contents, entities and whole codings.

Everything drawn is in stored form and consistent: quotes equal ``text[start:end]``, references resolve, no two
values share a slot. Categories are free words.
"""

from __future__ import annotations

from tests.coding_strategies import (
    CodedArticle,
    articles,
    changes,
    coded_articles,
    codings,
    entities,
    ids,
    metadata,
    records_of,
)
from tests.content_strategies import (
    FIELD_TYPES,
    GROUP_LEVELS,
    contents,
    contents_for,
    contents_of,
    counts,
    date_ranges,
    days,
    locations,
    moments,
    times,
)
from tests.text_strategies import (
    PLAIN_PIECES,
    TRICKY_PIECES,
    category_ids,
    decoded_texts,
    spans_in,
    texts,
    texts_with_spans,
    words,
)

__all__ = [
    "FIELD_TYPES",
    "GROUP_LEVELS",
    "PLAIN_PIECES",
    "TRICKY_PIECES",
    "CodedArticle",
    "articles",
    "category_ids",
    "changes",
    "coded_articles",
    "codings",
    "contents",
    "contents_for",
    "contents_of",
    "counts",
    "date_ranges",
    "days",
    "decoded_texts",
    "entities",
    "ids",
    "locations",
    "metadata",
    "moments",
    "records_of",
    "spans_in",
    "texts",
    "texts_with_spans",
    "times",
    "words",
]
