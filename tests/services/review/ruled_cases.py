"""Two coders of one article, and rulings on what they differ in."""

from __future__ import annotations

from random import Random

from annotator.domain.review import DisagreementKind
from annotator.domain.values import Count, Status
from annotator.services.review.case import CaseItem, CaseKey
from tests import agreement_generator as generator
from tests.agreement_generator import Incident, Told
from tests.services.review_making import FIRST, SECOND, ReviewProject

KINDS = DisagreementKind


def told(project: ReviewProject, first: list[Incident], second: list[Incident]) -> CaseKey:
    """Store what two coders made of one article that tells of three incidents."""
    article = generator.gold_articles(Random(2), 1, 3)[0]
    project.add([article], [FIRST, SECOND])
    project.store(generator.coded(article, "one", first).coding, FIRST)
    project.store(generator.coded(article, "two", second).coding, SECOND)
    return CaseKey(article.id)


def incidents() -> tuple[Incident, ...]:
    """Return what the article tells."""
    return generator.gold_articles(Random(2), 1, 3)[0].incidents


def the(case_items: tuple[CaseItem, ...], field: str) -> CaseItem:
    """Return the one disagreement on a field."""
    (found,) = (item for item in case_items if item.field == field and item.kind is not None)
    return found


def changed(name: str, content: object, *, at: int = 0) -> list[Incident]:
    """Return the article's incidents with one answer of one of them replaced, evidence kept."""
    found = list(incidents())
    answer = found[at].answers[name]
    status = content if isinstance(content, Status) else Status.CODED
    new = Told(None if isinstance(content, Status) else content, answer.spans, status)  # type: ignore[arg-type]
    found[at] = found[at].changed(name, new)
    return found


def exactly(number: int) -> Count:
    return Count(low=number, best=number, high=number)
