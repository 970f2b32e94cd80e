"""How many articles to code twice for a wanted interval width, with what the answer assumes said in words."""

from __future__ import annotations

import math

from annotator.agreement.outcome import Estimate
from annotator.agreement.panel import Panel
from annotator.agreement.panel_cells import Subject, cell_of
from annotator.agreement.planning import Width, articles_for, width_curve
from annotator.agreement.slices import Choice
from annotator.domain.figures import AgreementLayer, AgreementRow, PlanPoint, SamplePlan
from annotator.services.agreement.cells import caution_sentence, rows_of
from annotator.services.agreement.refusals import AgreementError, found_row

_FAR = 10
"""A sample this many times the pilot is beyond what the pilot can vouch for."""

_OFTEN_UNDEFINED = 0.05
_WIDEST = 2.0

_LAYERS = (AgreementLayer.MATCHED, AgreementLayer.RELEVANCE)


def found_subject(panel: Panel, field: str) -> tuple[AgreementRow, tuple[AgreementLayer, Subject]]:
    """Return the row of a field and where its figure comes from; raises AgreementError where it has none."""
    for layer in _LAYERS:
        rows = rows_of(panel, layer)
        if any(row.field == field.partition(".")[0] for row in rows):
            row = found_row(list(rows), field)
            return row, (layer, rows[row])
    raise AgreementError(
        f"There are no figures for the field {field}.",
        remedy="Name a field of the codebook that agreement is asked on.",
    )


def plan_sample(
    panel: Panel,
    row: AgreementRow,
    place: tuple[AgreementLayer, Subject],
    width: float,
    *,
    seed: int,
    resamples: int,
) -> SamplePlan:
    """Return the plan for a field from the pilot on the panel.

    Raises AgreementError for a width that is not between 0 and 2.
    """
    if not 0 < width < _WIDEST:
        raise AgreementError(
            f"An interval cannot be {width:g} wide.", remedy="Give a width between 0 and 2, for example 0.2 for ±0.1."
        )
    choice = Choice((0, 1)) if len(panel.coders) == 2 else Choice()
    cell = cell_of(panel, place[0], place[1], choice)
    outcome = cell.tally.outcome()
    curve = width_curve(cell.tally, seed=seed, resamples=resamples) if isinstance(outcome, Estimate) else []
    cautions = [caution_sentence(caution, panel.codebook, row) for caution in cell.cautions]
    articles = articles_for(cell.tally, curve, width, seed=seed, resamples=resamples) if curve else None
    pilot = len(panel.articles)
    if isinstance(outcome, Estimate):
        cautions += _remarks(curve, articles, pilot, width)
    else:
        cautions.append(f"The pilot gives no figure: {outcome.sentence}")
    return SamplePlan(
        field=row.field,
        part=row.part,
        label=row.label,
        wanted=width,
        articles=articles,
        curve=tuple(PlanPoint(one.articles, one.width) for one in curve if not math.isnan(one.width)),
        pilot_articles=pilot,
        pilot_units=cell.tally.units,
        value=outcome.value if isinstance(outcome, Estimate) else None,
        seed=seed,
        resamples=resamples,
        assumptions=_assumptions(pilot, cell.tally.units, resamples),
        cautions=tuple(cautions),
    )


def _assumptions(pilot: int, units: int, resamples: int) -> tuple[str, ...]:
    return (
        f"The articles to come are like the {pilot} of the pilot: as many incidents each, the same mix of values "
        f"({units} units were compared).",
        "The coders go on as they did in the pilot, under the same codebook; training or tiredness changes the width.",
        "As many coders code each article as in the pilot, and missed incidents are as frequent.",
        f"The width is that of a 95% interval by resampling whole articles ({resamples} samples of each size); "
        "a sample of this size gets a somewhat wider or narrower one.",
    )


def _remarks(curve: list[Width], articles: int | None, pilot: int, width: float) -> list[str]:
    """Return what makes the number a guess."""
    found = []
    if not any(one.width > 0 for one in curve):
        found.append("The coders never differed here in the pilot, so it cannot say how far they will.")
    if any(one.undefined > _OFTEN_UNDEFINED for one in curve if one.articles >= min(pilot, curve[-1].articles)):
        found.append("In many samples the figure is not defined, so the pilot is too small to say.")
    if articles is None:
        largest = curve[-1]
        found.append(
            f"Even {largest.articles} articles give an interval {largest.width:.2f} wide, "
            f"more than the {width:.2f} wanted."
        )
    elif articles > _FAR * pilot:
        found.append(
            f"{articles} articles are more than {_FAR} times the pilot's {pilot}: the pilot is too small to say. "
            "Code some more articles twice and plan again."
        )
    return found
