"""What an export's options keep back, taken out of the coded articles before any form sees them.

Without the text these are emptied: the article's text and title, its publication date in the source's words, the quotes
around and in evidence, and what contents repeat of the text (an entity's and a place's ``verbatim``, a date's
``expression``). Offsets, lengths and the text's SHA-256 stay, so that whoever has the article can put the quotes back.
Words of the coder's own (texts, notes, canonical names, descriptions) are not the article's and stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from annotator.domain.coding import Coding, Value
from annotator.domain.values import Content, DateRange, EntityName, Location
from annotator.formats.datasets.source import CodedArticle, DatasetSource, ExportOptions

_WORDS_IN: Mapping[type, tuple[str, ...]] = {
    EntityName: ("verbatim",),
    Location: ("verbatim",),
    DateRange: ("expression",),
}
"""Which parts of a content are the article's words."""
_NO_QUOTE = {"quote": "", "prefix": "", "suffix": ""}


def leaving(source: DatasetSource) -> Iterator[CodedArticle]:
    """Yield the source's coded articles with what its options keep back taken out."""
    for coded in source.coded_articles():
        yield limited(coded, source.options)


def limited(coded: CodedArticle, options: ExportOptions) -> CodedArticle:
    """Return a coded article as it may leave."""
    if options.fields is not None:
        coded = replace(coded, coding=_with_fields(coded.coding, options.fields))
    return coded if options.with_text else _without_text(coded)


def is_name_lost(content: Content | None) -> bool:
    """Tell whether nothing names an entity or a place but the article's words."""
    if isinstance(content, EntityName):
        return bool(content.verbatim) and not content.canonical
    if isinstance(content, Location):
        areas = (content.name, content.admin1, content.admin2, content.admin3, content.country_iso3)
        return bool(content.verbatim) and not any(areas)
    return False


def _with_fields(coding: Coding, fields: frozenset[str]) -> Coding:
    """Return the coding without the values of other fields; their evidence and notes go with them."""
    kept = {id_: value for id_, value in coding.values_by_id.items() if value.field in fields}
    return replace(coding, values_by_id=MappingProxyType(kept))


def _without_text(coded: CodedArticle) -> CodedArticle:
    article, coding = coded.article, coded.coding
    metadata = article.metadata.model_copy(update={"title": "", "published_as_written": ""})
    values = {id_: _without_words(value) for id_, value in coding.values_by_id.items()}
    evidence = {id_: one.model_copy(update=_NO_QUOTE) for id_, one in coding.evidence_by_id.items()}
    return replace(
        coded,
        article=article.model_copy(update={"text": "", "metadata": metadata}),
        coding=replace(coding, values_by_id=MappingProxyType(values), evidence_by_id=MappingProxyType(evidence)),
        withheld_characters=len(article.text),
    )


def _without_words(value: Value) -> Value:
    parts = _WORDS_IN.get(type(value.content))
    if parts is None or value.content is None:
        return value
    return value.model_copy(update={"content": value.content.model_copy(update=dict.fromkeys(parts, ""))})
