"""The units behind a cell in words: where each stands, what each coder recorded, whether it was used or why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.agreement.answers import UNTOUCHED, Answer, status_of
from annotator.agreement.panel import Panel
from annotator.agreement.panel_units import Behind, Side
from annotator.agreement.units import Use
from annotator.domain.codebook import Codebook, Field
from annotator.domain.coding import Coding
from annotator.domain.describe import NOTHING, describe
from annotator.domain.figures import UnitLine, UnitSide
from annotator.domain.ids import CoderId
from annotator.domain.review import DisagreementKind
from annotator.domain.values import Status
from annotator.services.agreement.codings import FIRST, SECOND, ArticleFacts
from annotator.services.review.matters import Matter

_LONGEST_QUOTE = 120
_WHOLE = frozenset({DisagreementKind.MISSED_INCIDENT, DisagreementKind.SPLIT_JOIN})

WHY = {
    Use.USED: "Used",
    Use.NOT_SCORED: "The codebook does not ask for agreement on this field",
    Use.SCORED_AS_SPANS: "Compared as evidence",
    Use.NO_REPORT: "Does not have the incident",
    Use.UNMATCHED: "No other coder has the incident",
    Use.SPLIT: "One coder has several incidents for it",
    Use.NO_MEMBER: "Does not have this member",
    Use.UNTOUCHED: "Left untouched",
    Use.NOT_CODED: "Answered without a value",
    Use.NO_FIGURE: "The value says nothing that can be compared",
    Use.ALONE: "No other coder's value to compare with",
}

_NO_SUCH = {Use.NO_REPORT: "No such incident", Use.NO_MEMBER: "No such member"}

_STATUSES = {
    UNTOUCHED: "Not touched",
    Status.CODED.value: "Coded",
    Status.NOT_MENTIONED.value: "Not mentioned",
    Status.UNCLEAR.value: "Unclear",
    Status.NOT_APPLICABLE.value: "Not applicable",
}


class UnitWriter:
    """Writes units of a panel as lines; ``facts`` are the articles', ``names`` the coders'."""

    def __init__(self, panel: Panel, facts: Sequence[ArticleFacts], names: dict[CoderId, str]) -> None:
        self._panel = panel
        self._facts = facts
        self._names = names

    def lines(self, units: Iterator[Behind], field: str) -> Iterator[UnitLine]:
        """Yield a line for each unit; ``field`` is a field's id, "incident" or a group's."""
        for unit in units:
            facts = self._facts[unit.article]
            yield UnitLine(
                article_id=self._panel.articles[unit.article].id,
                title=facts.title,
                source=facts.source,
                week=facts.week,
                field=field,
                place=self._place(unit),
                sides=tuple(self._side(unit.article, side, field) for side in unit.sides),
                is_used=unit.is_used,
                kind=unit.kind,
                item_id=self._item(unit, field),
            )

    def _item(self, unit: Behind, field: str) -> str:
        """Return the id of what a reviewer rules on there: the field at its place, or a whole incident or member."""
        side = unit.sides[0]
        if side.marks or side.members is not None:
            return ""
        incidents = self._panel.aligners[unit.article].without().incidents
        reports = {report for one in unit.sides for report in one.reports}
        members = next((one.members for one in incidents if reports & {r for of in one.members for r in of}), ())
        groups = tuple(place.group for place in side.unit.places) if side.unit else ()
        scope = "" if unit.kind in _WHOLE or side.unit is None else field
        if unit.kind is DisagreementKind.EXTRA_MEMBER and any(groups):
            scope = self._panel.codebook.fields_by_id[field].level
        return Matter(
            article_id=self._panel.articles[unit.article].id,
            scope=scope,
            field=None,
            incident=0 if reports else None,
            coders=(),
            reports=members,
            groups=groups if scope else (),
            answers=(),
            kind=unit.kind,
        ).id

    def _coding(self, article: int, coder: int) -> Coding:
        return self._panel.aligners[article].answers[coder].coding

    def _place(self, unit: Behind) -> str:
        """Return "Incident 2 · Perpetrator 1" by the first side that has it, "Article" for the article's own."""
        for side in unit.sides:
            if side.reports:
                coding = self._coding(unit.article, side.coder)
                numbers = {report.id: at for at, report in enumerate(coding.reports(), 1)}
                text = "Incident " + " and ".join(str(numbers[report]) for report in side.reports)
                return text + self._member(coding, side)
        return "Article"

    def _member(self, coding: Coding, side: Side) -> str:
        group_id = side.unit.places[side.coder].group if side.unit else None
        if group_id is None:
            return ""
        group = coding.groups_by_id[group_id]
        definition = self._panel.codebook.group(group.level)
        siblings = [one.id for one in coding.groups(group.report_id, group.level)]
        return f" · {definition.label if definition else group.level} {siblings.index(group_id) + 1}"

    def _side(self, article: int, side: Side, field: str) -> UnitSide:
        answers = side.unit.answers[side.coder] if side.unit else ()
        coder_id, name = self._coder(article, side)
        is_there = side.use not in (Use.NO_REPORT, Use.NO_MEMBER)
        status = status_of(answers[0] if answers else None) if side.unit and is_there else ""
        return UnitSide(
            coder_id=coder_id,
            coder=name,
            words=self._words(article, side, field, answers, status),
            status=status,
            use=side.use.value,
            why=WHY[side.use],
            reports=side.reports,
            group=side.unit.places[side.coder].group if side.unit else None,
        )

    def _coder(self, article: int, side: Side) -> tuple[CoderId, str]:
        coder_id = self._panel.coders[self._panel.columns[article][side.coder]]
        if coder_id in (FIRST, SECOND):
            own = self._facts[article].own_coder or coder_id
            return own, f"{self._names.get(own, own)}, {coder_id}"
        return coder_id, self._names.get(coder_id, coder_id)

    def _words(self, article: int, side: Side, field: str, answers: Sequence[Answer], status: str) -> str:
        if side.unit is None:
            return self._words_of_text(article, side)
        if not status:
            return _NO_SUCH[side.use]
        found = self._panel.codebook.fields_by_id[field]
        told = [in_words(answer, found, self._panel.codebook) for answer in answers if answer.content is not None]
        return "; ".join(told) or _STATUSES[status]

    def _words_of_text(self, article: int, side: Side) -> str:
        """Return quotes where spans are compared, the number of members, or how many reports stand for an incident."""
        if side.members is not None:
            return f"{side.members} coded" if side.members else "None coded"
        coding = self._coding(article, side.coder)
        if side.reports:
            numbers = {report.id: at for at, report in enumerate(coding.reports(), 1)}
            return ", ".join(f"Incident {numbers[report]}" for report in side.reports)
        if side.use is Use.NO_REPORT:
            return _NO_SUCH[side.use]
        spans = {mark.span for mark in side.marks}
        quotes = dict.fromkeys(one.quote for one in coding.evidence() if one.span in spans)
        return " · ".join(f"“{_short(quote)}”" for quote in quotes) or "Nothing marked"


def in_words(answer: Answer, field: Field, codebook: Codebook) -> str:
    """Return an answer in one line; contents of another type than the field's in their own words."""
    if answer.content is None:
        return _STATUSES[answer.value.status.value]
    return describe(answer.content, field, codebook) or NOTHING


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"
