"""Coders' versions of an article, and how their reports are aligned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random
from types import MappingProxyType

from annotator.agreement.alignment import Alignment, align
from annotator.domain.codebook import Codebook
from annotator.domain.text import Span
from annotator.domain.values import DateRange, Location, MarkedSpan, OneCategory
from tests import agreement_generator as generator
from tests.agreement_generator import CoderVersion, Incident, Told

ARTICLE = generator.gold_articles(Random(1), 1, 3)[0]


def report(
    trigger: tuple[int, int] | None = None,
    day: int | None = None,
    district: str = "",
    marked: Sequence[tuple[int, int]] = (),
    fields: Mapping[str, str] = MappingProxyType({}),
) -> Incident:
    """Return an incident with just these answers; ``marked`` is evidence of the event type."""
    answers: dict[str, Told] = {name: Told(OneCategory(category=one)) for name, one in fields.items()}
    if trigger:
        answers["trigger"] = Told(MarkedSpan(), (Span(*trigger),))
    if day:
        date = dt.date(2021, 5, day)
        answers["incident_date"] = Told(DateRange(start=date, end=date, precision=1))
    if district:
        answers["location"] = Told(Location(name=district, admin1="North", country_iso3="NER"))
    if marked:
        told = answers.get("event_type", Told(OneCategory(category="battle")))
        answers["event_type"] = Told(told.content, tuple(Span(*span) for span in marked))
    return Incident(0, answers)


def version(coder: str, *incidents: Incident) -> CoderVersion:
    """Return a coder's coding of the article with these incidents."""
    return generator.coded(ARTICLE, coder, incidents)


def numbers(alignment: Alignment, *versions: CoderVersion) -> list[tuple[tuple[int, ...], ...]]:
    """Return the incidents as the places of their reports in each coding, from 0."""
    places = [{report.id: at for at, report in enumerate(one.coding.reports())} for one in versions]
    return [
        tuple(tuple(place[report] for report in reports) for place, reports in zip(places, one.members, strict=True))
        for one in alignment.incidents
    ]


def aligned(codebook: Codebook, *versions: CoderVersion, left_out: str | None = None) -> Alignment:
    """Align codings of the article."""
    return align([one.coding for one in versions], codebook, left_out=left_out)
