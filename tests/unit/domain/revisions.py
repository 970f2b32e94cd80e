"""A coding to revise, and what a revision makes of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from annotator.domain.article import Article
from annotator.domain.codebook import Codebook
from annotator.domain.coding import Coding, CodingHeader, Evidence, Report, Slot, Value
from annotator.domain.ids import ArticleId, CodebookId, CoderId, CodingId
from annotator.domain.revision import Revision
from annotator.domain.text import Span
from tests.drafts import an_article, default_codebook

KILLED = Slot("killed_total")
TWO = Span(48, 60)


@cache
def codebook() -> Codebook:
    return default_codebook()


def an_empty_coding(*, is_deleted: bool = False) -> Coding:
    header = CodingHeader(
        id=CodingId("coding"),
        article_id=ArticleId("article"),
        coder_id=CoderId("coder"),
        codebook_id=CodebookId("codebook"),
        is_deleted=is_deleted,
    )
    return Coding(header)


def a_revision(coding: Coding | None = None, article: Article | None = None) -> Revision:
    return Revision(coding or an_empty_coding(), codebook(), article or an_article())


def after(*intents: Callable[[Revision], object], coding: Coding | None = None) -> Coding:
    """Return the coding after intents that are each a revision of their own."""
    coding = coding or an_empty_coding()
    for intent in intents:
        draft = a_revision(coding)
        intent(draft)
        coding = draft.coding
    return coding


def only_value(coding: Coding, field: str = "killed_total") -> Value:
    (value,) = (value for value in coding.values() if value.field == field)
    return value


def only_evidence(coding: Coding) -> Evidence:
    (evidence,) = coding.evidence()
    return evidence


def only_report(coding: Coding) -> Report:
    (report,) = coding.reports()
    return report


def attached(coding: Coding | None = None) -> Coding:
    return after(lambda draft: draft.attach_evidence(KILLED, TWO), coding=coding)
