"""The figures of a panel, layer by layer: what each layer has rows for, and the cell of a row for any choice of coders.

Everything is pooled over articles; coefficients of single articles are never averaged (0.66 against 0.43 on the same
data).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from annotator.agreement import kappa
from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.caution import FEW_ARTICLES, Caution, CautionKind, cautions
from annotator.agreement.measures import Cell, PlainFigure, alternatives, plain_figures
from annotator.agreement.outcome import Estimate, Reason, Undefined
from annotator.agreement.panel import Panel
from annotator.agreement.panel_incidents import (
    F1,
    PRECISION,
    RECALL,
    corrected_for_chance,
    incident_tally,
    member_tally,
    pairs_in,
)
from annotator.agreement.ratings import Level, Ratings
from annotator.agreement.scored import parts_of
from annotator.agreement.slices import Choice, Slice, eligible, sliced
from annotator.agreement.tally import Tally
from annotator.agreement.unitizing import MarkedText, marks_of, u_alpha
from annotator.agreement.units import Unit
from annotator.domain.codebook import ARTICLE_LEVEL, INCIDENT_LEVEL, EvidenceRule, Field
from annotator.domain.figures import AgreementLayer

_CATEGORICAL = frozenset({Level.NOMINAL, Level.ORDINAL})


@dataclass(frozen=True)
class Subject:
    """What a row is about: a field and its part; among incidents found "incident" or a group, and the figure."""

    name: str
    part: str = ""


def subjects(panel: Panel, layer: AgreementLayer) -> list[Subject]:
    """Return the rows of a layer, in the codebook's order."""
    fields = panel.scored_fields
    match layer:
        case AgreementLayer.DETECTION:
            figures = [Subject(INCIDENT_LEVEL, figure) for figure in (F1, PRECISION, RECALL)]
            return figures + [Subject(group.id, F1) for group in panel.codebook.groups]
        case AgreementLayer.EVIDENCE:
            return [Subject(field.id) for field in fields if field.evidence is not EvidenceRule.NONE]
        case AgreementLayer.STATUS:
            return [Subject(field.id) for field in fields]
        case AgreementLayer.RELEVANCE:
            return [
                Subject(one.id, part.name) for one in fields if one.level == ARTICLE_LEVEL for part in parts_of(one)
            ]
        case AgreementLayer.MATCHED | AgreementLayer.STRICT:
            return [
                Subject(one.id, part.name) for one in fields if one.level != ARTICLE_LEVEL for part in parts_of(one)
            ]


def ratings_in(panel: Panel, layer: AgreementLayer, subject: Subject, choice: Choice) -> Slice:
    """Return the values behind a cell of a layer made of values; raises ValueError for the other two layers."""
    field = panel.codebook.fields_by_id[subject.name]
    match layer:
        case AgreementLayer.STATUS:
            ratings = panel.status_ratings(field)
        case AgreementLayer.STRICT:
            ratings = panel.strict_ratings(field, panel.part(field, subject.part))
        case AgreementLayer.MATCHED | AgreementLayer.RELEVANCE:
            ratings = panel.ratings(field, panel.part(field, subject.part))
        case _:
            raise ValueError(f"the layer {layer} is not made of values")
    return sliced(ratings, panel.participates, panel.concerns(field), choice)


def cell_of(panel: Panel, layer: AgreementLayer, subject: Subject, choice: Choice) -> Cell:
    """Return the coefficient of a row for a choice of coders and articles, and what to be wary of."""
    if layer is AgreementLayer.DETECTION:
        return _incident_cell(panel, subject, choice)
    if layer is AgreementLayer.EVIDENCE:
        tally = _evidence_tally(panel, subject.name, choice)
        return Cell("u-alpha", "", tally, _few_articles(tally))
    ratings = ratings_in(panel, layer, subject, choice).ratings
    return Cell("alpha", subject.part, krippendorff_alpha(ratings), cautions(ratings))


def beside(panel: Panel, layer: AgreementLayer, subject: Subject, choice: Choice) -> Iterator[PlainFigure]:
    """Yield what readers ask for beside the coefficient, without intervals: other coefficients, shares, medians."""
    if layer is AgreementLayer.DETECTION:
        if subject == Subject(INCIDENT_LEVEL, F1) and len(choice.coders) == 2:
            corrected = corrected_for_chance(panel, (choice.coders[0], choice.coders[1])).corrected
            yield PlainFigure("F1 corrected for chance", corrected, "")
        return
    if layer not in (AgreementLayer.MATCHED, AgreementLayer.RELEVANCE):
        return
    field = panel.codebook.fields_by_id[subject.name]
    found = ratings_in(panel, layer, subject, choice)
    yield from _coefficients_beside(found.ratings, field)
    pairs = [
        _between(panel, panel.units(field)[at], pair)
        for at, columns in zip(found.units.tolist(), found.coders.tolist(), strict=True)
        for pair in combinations(columns, 2)
        if _is_coded_by(panel, panel.units(field)[at], pair)
    ]
    yield from plain_figures(pairs, field, (0, 1))


def _is_coded_by(panel: Panel, unit: Unit, columns: Sequence[int]) -> bool:
    return set(columns) <= set(panel.columns[unit.article])


def _coefficients_beside(ratings: Ratings, field: Field) -> Iterator[PlainFigure]:
    if ratings.level in _CATEGORICAL:
        yield _plain("percent agreement", kappa.percent_agreement(ratings))
        for cell in alternatives(ratings):
            yield _plain(cell.name, cell.tally)
    elif ratings.level is Level.SET_MASI:
        used = frozenset[object]().union(*ratings.values)
        for category in (one for one in field.categories if one.id in used):
            yield _plain(f"alpha of {category.label}", krippendorff_alpha(ratings.contains(category.id)))


def _plain(name: str, tally: Tally) -> PlainFigure:
    outcome = tally.outcome()
    return PlainFigure(name, outcome.value if isinstance(outcome, Estimate) else outcome, "")


def _between(panel: Panel, unit: Unit, pair: Sequence[int]) -> Unit:
    """Return a unit with two coders' sides only."""
    sides = [panel.columns[unit.article].index(column) for column in pair]
    return replace(
        unit,
        places=tuple(unit.places[side] for side in sides),
        answers=tuple(unit.answers[side] for side in sides),
        faults=tuple(unit.faults[side] for side in sides),
    )


def _incident_cell(panel: Panel, subject: Subject, choice: Choice) -> Cell:
    if subject.name != INCIDENT_LEVEL:
        tally = member_tally(panel, choice, subject.name)
    else:
        tally = incident_tally(panel, choice, subject.part)
        if subject.part != F1 and not choice.coders:
            tally = replace(tally, reason=lambda _: Reason.NEEDS_TWO_CODERS)
    return Cell(subject.part, "", tally, _few_articles(tally))


def _few_articles(tally: Tally) -> tuple[Caution, ...]:
    is_few = not isinstance(tally.outcome(), Undefined) and tally.articles < FEW_ARTICLES
    return (Caution(CautionKind.FEW_ARTICLES, tally.articles, FEW_ARTICLES),) if is_few else ()


# -- Evidence ---------------------------------------------------------------------------------------------------------


def _evidence_tally(panel: Panel, field: str, choice: Choice) -> Tally:
    """Return u-alpha over the articles; with one coder each other coder's reading is a text of its own."""
    texts, numbers = [], []
    articles = np.flatnonzero(eligible(panel.participates, choice).flags).tolist()
    for number, article in enumerate(articles):
        of_coder = [marks_of(answers, field) for answers in panel.aligners[article].answers]
        sides = pairs_in(panel, article, choice) if choice.coders else [tuple(range(len(of_coder)))]
        for side in sides:
            texts.append(MarkedText(panel.articles[article].length, tuple(of_coder[coder] for coder in side)))
            numbers.append(number)
    tally = u_alpha(texts)
    by_article = np.zeros((len(articles), tally.by_article.shape[1]))
    np.add.at(by_article, np.array(numbers, dtype=np.int64), tally.by_article)
    is_marked = [any(text.coders) for text in texts]
    marked = len({number for number, flag in zip(numbers, is_marked, strict=True) if flag})
    return replace(tally, by_article=by_article, units=sum(is_marked), articles=marked)
