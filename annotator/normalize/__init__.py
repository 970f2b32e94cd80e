"""From the words of a span to a proposed value: small rules, each with its explanation; a coder confirms."""

from __future__ import annotations

import datetime as dt

from annotator.domain.codebook import Field
from annotator.domain.proposal import Proposal
from annotator.domain.values import FieldType
from annotator.normalize.counts import propose_count
from annotator.normalize.dates import propose_dates, propose_moment
from annotator.normalize.names import propose_entity, propose_location, propose_text

__all__ = ["propose"]


def propose(field: Field, quote: str, *, published: dt.date | None) -> Proposal | None:
    """Propose a content for ``field`` from a marked quote; None where no rule is sure enough to say anything.

    ``published`` is the article's day of publication, the anchor of relative dates.
    """
    match field.type:
        case FieldType.COUNT:
            return propose_count(quote, field)
        case FieldType.DATE_RANGE:
            return propose_dates(quote, published)
        case FieldType.DATE:
            return propose_moment(quote, published)
        case FieldType.ENTITY:
            return propose_entity(quote)
        case FieldType.LOCATION:
            return propose_location(quote)
        case FieldType.TEXT:
            return propose_text(quote)
        case _:
            return None
