"""Codings and codebooks that several modules of review begin with."""

from __future__ import annotations

import datetime as dt

from annotator.domain.ids import ArticleId, CodebookId, CoderId, RulingId
from annotator.domain.review import DisagreementKind, Ruling, RulingSource
from annotator.services.review.case import CaseKey
from tests.drafts import default_codebook

BOOK = default_codebook()
KEY = CaseKey(ArticleId("article"))
NOON = dt.datetime(2021, 5, 10, 12, tzinfo=dt.UTC)
KINDS = DisagreementKind
ONE, TWO = CoderId("one"), CoderId("two")


def ruling(name: str, **known: object) -> Ruling:
    """Return a ruling."""
    made = Ruling(
        id=RulingId(name),
        round_id=None,
        article_id=ArticleId("article"),
        reviewer_id=CoderId("reviewer"),
        codebook_id=CodebookId("book"),
        at=NOON,
        disagreement=KINDS.STATUS,
        field="suicide",
        sides=(),
        source=RulingSource.NONE,
    )
    return made.model_copy(update=known)
