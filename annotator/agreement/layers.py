"""The five layers of agreement, always reported together.

1. Which articles are relevant. 2. Which incidents were found. 3. What was coded of those both found. 4. The same, with
an incident only one found counting against agreement. 5. Which words it rests on. Everything is pooled over articles;
coefficients of single articles are never averaged (0.66 against 0.43 on the same data). Each field is scored under an
alignment that leaves it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import add

from annotator.agreement.alignment import THRESHOLD, AlignedIncident, Aligner, Decision
from annotator.agreement.bootstrap import RESAMPLES, Interval, bootstrap_all
from annotator.agreement.caution import Caution
from annotator.agreement.detection import Detection, detection
from annotator.agreement.groups import member_values
from annotator.agreement.likeness import Basis
from annotator.agreement.measures import (
    AC1_GAP,
    Cell,
    PlainFigure,
    field_cells,
    plain_figures,
    status_cell,
    strict_cells,
)
from annotator.agreement.members import ceaf
from annotator.agreement.outcome import Estimate, Outcome, Undefined
from annotator.agreement.spans import NOTHING_MATCHED, Matched, by_character, exact, overlapping
from annotator.agreement.unitizing import MarkedText, marks_of, u_alpha
from annotator.agreement.units import Unit, field_units
from annotator.domain.codebook import ARTICLE_LEVEL, Codebook, EvidenceRule, Field, Measure
from annotator.domain.coding import Coding
from annotator.domain.ids import ArticleId, CoderId


@dataclass(frozen=True)
class CodedArticle:
    """One article with the codings of those who coded it; ``length`` is its text's in code points."""

    id: ArticleId
    length: int
    codings: Mapping[CoderId, Coding]
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A coefficient with its interval and what to be wary of; ``part`` is "" for the whole field."""

    name: str
    part: str
    outcome: Outcome
    interval: Interval | Undefined
    cautions: tuple[Caution, ...]


@dataclass(frozen=True)
class FieldAgreement:
    """Layers 3 and 4 of one field; layer 1 for the article's own fields, which have no strict figures."""

    field: str
    figures: tuple[Figure, ...]
    status: Figure
    strict: tuple[Figure, ...]
    plain: tuple[PlainFigure, ...]

    @property
    def needs_ac1(self) -> bool:
        """Tell whether AC1 is to be shown beside alpha, because they lie far apart."""
        values = {one.name: one.outcome.value for one in self.figures if isinstance(one.outcome, Estimate)}
        return "AC1" in values and abs(values["AC1"] - values.get("alpha", values["AC1"])) > AC1_GAP


@dataclass(frozen=True)
class GroupAgreement:
    """How well the members of a repeating part agree on matched reports: CEAF with φ4, precision and recall."""

    level: str
    members: Matched


@dataclass(frozen=True)
class EvidenceAgreement:
    """Layer 5 of one field: marks pooled over articles, and u-alpha over all texts."""

    field: str
    exact: Matched
    overlapping: Matched
    by_character: Matched
    u_alpha: Figure


@dataclass(frozen=True)
class Agreement:
    """All layers for some coders over the articles they all have a part in.

    ``bases`` counts the matched incidents by the reason they were matched, ``confirmed`` those people linked.
    ``detection`` and ``groups`` are of the first two coders only, and None for more.
    """

    coders: tuple[CoderId, ...]
    articles: int
    threshold: float
    bases: Mapping[Basis, int]
    detection: Detection | None
    fields: tuple[FieldAgreement, ...]
    groups: tuple[GroupAgreement, ...]
    evidence: tuple[EvidenceAgreement, ...]
    seed: int
    resamples: int

    @property
    def confirmed(self) -> float | None:
        """Share of the matched incidents that people linked, None when nothing is matched."""
        total = sum(self.bases.values())
        return self.bases.get(Basis.LINK, 0) / total if total else None

    def of_field(self, field: str) -> FieldAgreement:
        """Return one field's figures; raises KeyError where it is not scored."""
        return {one.field: one for one in self.fields}[field]


def agreement(
    articles: Sequence[CodedArticle],
    coders: Sequence[CoderId],
    codebook: Codebook,
    *,
    seed: int,
    threshold: float = THRESHOLD,
    resamples: int = RESAMPLES,
) -> Agreement:
    """Return all layers of agreement between two or more coders, over the articles all of them coded."""
    shared = [article for article in articles if all(coder in article.codings for coder in coders)]
    return _Layers(shared, tuple(coders), codebook, threshold).all(seed, resamples)


def every_pair(coders: Sequence[CoderId]) -> list[tuple[CoderId, CoderId]]:
    """Return all pairs of coders, for a figure per pair."""
    return list(combinations(coders, 2))


class _Layers:
    """Aligns every article once and gathers the figures."""

    def __init__(
        self, articles: Sequence[CodedArticle], coders: tuple[CoderId, ...], codebook: Codebook, threshold: float
    ) -> None:
        self._articles = articles
        self._coders = coders
        self._codebook = codebook
        self._threshold = threshold
        self._columns = range(len(coders))
        self._units: dict[str, list[Unit]] = {}
        self._aligners = [
            Aligner.of([article.codings[coder] for coder in coders], codebook, article.decisions, threshold)
            for article in articles
        ]

    def all(self, seed: int, resamples: int) -> Agreement:
        """Return every layer, all intervals from the same resamples."""
        scored = [field for field in self._codebook.fields if field.measure is not Measure.NONE]
        cells = {field.id: self._cells(field) for field in scored}
        texts = {field.id: self._u_alpha_cell(field) for field in scored if field.evidence is not EvidenceRule.NONE}
        every = [cell for three in cells.values() for part in three for cell in part] + list(texts.values())
        intervals = bootstrap_all([cell.tally for cell in every], seed=seed, resamples=resamples)
        figure_of = {
            id(cell): Figure(cell.name, cell.part, cell.tally.outcome(), interval, cell.cautions)
            for cell, interval in zip(every, intervals, strict=True)
        }
        fields = [self._field(field, cells[field.id], figure_of) for field in scored]
        is_pair = len(self._coders) == 2
        return Agreement(
            coders=self._coders,
            articles=len(self._articles),
            threshold=self._threshold,
            bases=Counter(incident.basis for incident in self._matched()),
            detection=self._detection() if is_pair else None,
            fields=tuple(fields),
            groups=tuple(self._group(group.id) for group in self._codebook.groups) if is_pair else (),
            evidence=tuple(self._evidence(name, figure_of[id(cell)]) for name, cell in texts.items()),
            seed=seed,
            resamples=resamples,
        )

    def _matched(self) -> list[AlignedIncident]:
        return [incident for aligner in self._aligners for incident in aligner.without().matched]

    def _cells(self, field: Field) -> tuple[list[Cell], list[Cell], list[Cell]]:
        """Return a field's coefficients: on matched reports, of the status, and strict."""
        units = self._units[field.id] = field_units(self._aligners, self._codebook, field)
        count = len(self._articles)
        found = list(field_cells(units, field, count, self._columns))
        is_strict = field.level != ARTICLE_LEVEL
        strict = list(strict_cells(units, field, count, self._columns)) if is_strict else []
        return found, [status_cell(units, count, self._columns)], strict

    def _field(
        self, field: Field, cells: tuple[list[Cell], list[Cell], list[Cell]], figure_of: Mapping[int, Figure]
    ) -> FieldAgreement:
        found, (status,), strict = cells
        return FieldAgreement(
            field=field.id,
            figures=tuple(figure_of[id(cell)] for cell in found),
            status=figure_of[id(status)],
            strict=tuple(figure_of[id(cell)] for cell in strict),
            plain=tuple(plain_figures(self._units[field.id], field, self._columns)),
        )

    def _detection(self) -> Detection:
        """Compare which incidents two coders found; a split incident counts once for each."""
        numbers = range(len(self._articles))

        def counted(first: int, second: int) -> Matched:
            if first == second:
                incidents = self._aligners[first].without().incidents
            else:
                pair = [self._aligners[at].readings[side] for side, at in enumerate((first, second))]
                aligner = Aligner(pair, self._codebook, threshold=self._threshold, has_common_text=False)
                incidents = aligner.without().incidents
            found = [sum(bool(one.members[side]) for one in incidents) for side in range(2)]
            return Matched(sum(one.is_matched for one in incidents), *found)

        return detection(numbers, numbers, counted)

    def _group(self, level: str) -> GroupAgreement:
        pairs = [one for aligner in self._aligners for one in self._members(aligner, level)]
        return GroupAgreement(level, reduce(add, (ceaf(*pair) for pair in pairs), NOTHING_MATCHED))

    def _members(self, aligner: Aligner, level: str) -> list[tuple[list[frozenset[object]], list[frozenset[object]]]]:
        """Return for each incident matched one to one both coders' members by their scored values."""
        matched = [one for one in aligner.without().matched if not one.is_split]
        first, second = aligner.answers[0], aligner.answers[1]
        return [
            (
                member_values(first, one.members[0][0], level, self._codebook),
                member_values(second, one.members[1][0], level, self._codebook),
            )
            for one in matched
        ]

    def _u_alpha_cell(self, field: Field) -> Cell:
        texts = [
            MarkedText(article.length, tuple(marks_of(answers, field.id) for answers in aligner.answers))
            for article, aligner in zip(self._articles, self._aligners, strict=True)
        ]
        return Cell("u-alpha", "", u_alpha(texts))

    def _evidence(self, field: str, u_alpha_figure: Figure) -> EvidenceAgreement:
        """Pool the marks of all pairs of coders."""
        pairs = [
            (marks_of(first, field), marks_of(second, field))
            for aligner in self._aligners
            for first, second in combinations(aligner.answers, 2)
        ]
        return EvidenceAgreement(
            field,
            exact=reduce(add, (exact(a, b) for a, b in pairs), NOTHING_MATCHED),
            overlapping=reduce(add, (overlapping(a, b) for a, b in pairs), NOTHING_MATCHED),
            by_character=reduce(add, (by_character(a, b) for a, b in pairs), NOTHING_MATCHED),
            u_alpha=u_alpha_figure,
        )
