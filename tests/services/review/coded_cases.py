"""Articles that coders have completed, and what they change in them later."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from annotator.domain.coding import Coding, Value
from annotator.domain.entities import Entity
from annotator.domain.ids import CoderId
from annotator.domain.review import DisagreementKind
from annotator.domain.values import Count
from tests import agreement_generator as generator
from tests.agreement_generator import GoldArticle
from tests.services.review_making import FIRST, SECOND, ReviewProject

KINDS = DisagreementKind


def edit(project: ReviewProject, article: GoldArticle, coder: CoderId, change: Callable[[Coding], Entity]) -> None:
    """Change one record of a coding as its coder would."""
    coding = project.coding(article.id, coder)
    assert coding is not None
    project.put([change(coding)], article.id)


def killed(number: int, place: int = 0) -> Callable[[Coding], Entity]:
    """Return the change that gives one incident another toll."""

    def change(coding: Coding) -> Value:
        report = coding.reports()[place]
        (value,) = (one for one in coding.values() if one.field == "killed_total" and one.report_id == report.id)
        return value.model_copy(update={"content": Count(low=number, best=number, high=number)})

    return change


def unanimous(project: ReviewProject, *, coders: tuple[CoderId, ...] = (FIRST, SECOND)) -> GoldArticle:
    """Have coders agree on everything in one article."""
    article = generator.gold_articles(Random(3), 1, 2)[0]
    project.add([article], list(coders))
    for coder in coders:
        project.store(generator.coded(article, f"of-{coder}", article.incidents).coding, coder)
    return article
