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
from annotator.formats.datasets.refused import CHANGED, Refusal
from annotator.formats.datasets.source import CodedArticle, DatasetSource

_WORDS_IN: Mapping[type, tuple[str, ...]] = {
    EntityName: ("verbatim",),
    Location: ("verbatim",),
    DateRange: ("expression",),
}
"""Which parts of a content are the article's words."""
_NAME_LOST = "Only the article's words name it, and they do not leave."
_NO_QUOTE = {"quote": "", "prefix": "", "suffix": ""}


class Withholding:
    """Takes out of coded articles what a source's options keep back."""

    def __init__(self, source: DatasetSource) -> None:
        self._options = source.options
        self._codebooks = {id_: source.leaving_codebook(id_) for id_ in source.codebooks}

    def leaving(self, coded: CodedArticle) -> CodedArticle:
        """Return a coded article as it may leave."""
        if self._options.fields is not None:
            header = coded.coding.header
            codebook = self._codebooks.get(header.codebook_id, coded.codebook)
            coded = replace(coded, coding=_with_fields(coded.coding, self._options.fields), codebook=codebook)
        return coded if self._options.with_text else _without_text(coded)

    def lost_names(self, coded: CodedArticle) -> Iterator[Refusal]:
        """Yield the values whose entity or place nothing names but words that must not leave."""
        if self._options.with_text:
            return
        fields = self._options.fields
        for value in coded.coding.values():
            if (fields is None or value.field in fields) and _has_no_other_name(value.content):
                yield Refusal("value", value.id, _NAME_LOST, field=value.field, outcome=CHANGED)


def _has_no_other_name(content: Content | None) -> bool:
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
