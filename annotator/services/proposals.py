"""What marked words suggest for a field, and which fields they look made for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from annotator.domain.article import Article
from annotator.domain.codebook import Codebook, Field
from annotator.domain.proposal import Proposal
from annotator.domain.text import Span
from annotator.domain.values import Count, DateRange, FieldType, Moment


def get_ready() -> None:
    """Load the rules, so that the first proposal does not have to wait for them."""
    _rules()


def propose_for(field: Field, article: Article, span: Span) -> Proposal | None:
    """Return what the words of a span suggest for a field, None when they suggest nothing."""
    return _rules()(field, article.text[span.start : span.end], published=article.metadata.published_day)


def ranked_fields(codebook: Codebook, article: Article, span: Span) -> tuple[Field, ...]:
    """Return all fields, those first whose kind of content the marked words give.

    Numbers speak for counts, time expressions for dates, and among those the fields every incident has come first;
    everything else keeps the codebook's order.
    """
    quote = article.text[span.start : span.end]
    published = article.metadata.published_day
    speaks_for = {kind: _speaks_for(kind, codebook.fields, quote, published) for kind in _TELLING}

    def rank(field: Field) -> int:
        return 2 if not speaks_for.get(field.type, False) else int(field.required is not True)

    return tuple(sorted(codebook.fields, key=rank))


_TELLING = {FieldType.COUNT: Count, FieldType.DATE_RANGE: DateRange, FieldType.DATE: Moment}


def _speaks_for(kind: FieldType, fields: Sequence[Field], quote: str, published: dt.date | None) -> bool:
    field = next((field for field in fields if field.type is kind), None)
    proposal = _rules()(field, quote, published=published) if field else None
    return proposal is not None and isinstance(proposal.content, _TELLING[kind])


def _rules() -> Callable[..., Proposal | None]:
    from annotator.normalize import propose  # its patterns take a while to build; the window opens first

    return propose
