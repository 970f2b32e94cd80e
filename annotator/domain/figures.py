"""Figures of agreement as they are shown: columns of coders, rows of fields, a cell for each, and the units behind it.

Values only. How they are worked out is `annotator.agreement`'s business; services hand these on to the window, the
command line and the reports.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.ids import ArticleId, CoderId, GroupId, ReportId, RoundId
from annotator.domain.review import DisagreementKind


class AgreementLayer(StrEnum):
    """What is compared; all are reported together because each alone can mislead."""

    MATCHED = "matched"
    STRICT = "strict"
    STATUS = "status"
    EVIDENCE = "evidence"
    DETECTION = "detection"
    RELEVANCE = "relevance"


LAYER_LABELS = {
    AgreementLayer.MATCHED: "Values on matched incidents",
    AgreementLayer.STRICT: "Values, missed incidents counted",
    AgreementLayer.STATUS: "Status",
    AgreementLayer.EVIDENCE: "Evidence",
    AgreementLayer.DETECTION: "Incidents found",
    AgreementLayer.RELEVANCE: "The article as a whole",
}


class Slicing(StrEnum):
    """What the columns of an overview are: who is compared with whom, or over which articles."""

    CODERS = "coders"
    PAIRS = "pairs"
    WEEK = "week"
    VERSION = "version"
    REPEATED = "repeated"


@dataclass(frozen=True)
class Columns:
    """What the columns are; ``pairs`` those of `Slicing.PAIRS` (else the busiest); without ``coders`` all take part."""

    slicing: Slicing = Slicing.CODERS
    pairs: tuple[tuple[CoderId, CoderId], ...] = ()
    coders: frozenset[CoderId] = frozenset()


class ColumnKind(StrEnum):
    """What one column compares."""

    TOGETHER = "together"
    REST = "rest"
    PAIR = "pair"
    GOLD = "gold"
    WEEK = "week"
    VERSION = "version"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class AgreementColumn:
    """Who is compared: all coders, one against the others, two, or one against gold; ``key`` is a week or a version."""

    kind: ColumnKind
    label: str
    coders: tuple[CoderId, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """What is compared: a field, or the start or end of a date; ``section`` is its heading in the form.

    In the layer of incidents found ``field`` is "incident" or a group's id and ``part`` names the figure.
    """

    field: str
    part: str
    label: str
    section: str


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure without an interval that stands beside a coefficient; None with the reason where it is not defined."""

    name: str
    value: float | None
    unit: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AgreementCell:
    """One figure: coefficient, interval, what it rests on, and what to be wary of.

    ``value`` is None where it is not defined; ``reason`` then says why, ``short_reason`` in a few words. ``lower`` and
    ``upper`` are None where there is no interval. ``units`` have values of two coders, ``articles`` hold such a unit.
    """

    row: AgreementRow
    column: AgreementColumn
    layer: AgreementLayer
    value: float | None
    lower: float | None
    upper: float | None
    units: int
    articles: int
    variant: str = ""
    reason: str = ""
    short_reason: str = ""
    cautions: tuple[str, ...] = ()
    beside: tuple[NamedFigure, ...] = ()

    @property
    def is_safe(self) -> bool:
        """Tell whether the figure is defined and nothing warns of it."""
        return self.value is not None and not self.cautions


class ExclusionKind(StrEnum):
    """Why a coding did not enter."""

    DRAFT = "draft"
    OPEN_GOLD = "open_gold"
    DIVERGENCE = "divergence"
    ALONE = "alone"
    OTHER_CODEBOOK = "other_codebook"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Codings that did not enter, for one reason; ``count`` is never 0."""

    kind: ExclusionKind
    count: int
    sentence: str


@dataclass(frozen=True, slots=True)
class AlignmentFacts:
    """How reports were matched: counts of matched incidents by the reason, and the share that people linked."""

    threshold: float
    bases: Mapping[str, int]
    confirmed: float | None

    @property
    def matched(self) -> int:
        """Number of matched incidents."""
        return sum(self.bases.values())


@dataclass(frozen=True)
class AgreementOverview:
    """One layer of a round's agreement: rows of fields, columns of coders, a cell for each of both.

    ``articles`` were coded by two coders or more. ``head`` is the project's last event when it was worked out.
    """

    round_id: RoundId | None
    round_name: str
    layer: AgreementLayer
    by: Columns
    rows: tuple[AgreementRow, ...]
    columns: tuple[AgreementColumn, ...]
    cells: Mapping[tuple[AgreementRow, AgreementColumn], AgreementCell]
    coders: tuple[tuple[CoderId, str], ...]
    has_gold: bool
    articles: int
    seed: int
    resamples: int
    head: int
    alignment: AlignmentFacts
    exclusions: tuple[Exclusion, ...]

    def cell(self, row: AgreementRow, column: AgreementColumn) -> AgreementCell:
        """Return the figure where a row and a column meet; KeyError where the overview has none."""
        return self.cells[row, column]


@dataclass(frozen=True, slots=True)
class UnitSide:
    """What one coder recorded of a unit: in words, the status, where it stands, and whether it was compared.

    ``use`` is "used" or why the answer was not (see `annotator.agreement.units.Use`), ``why`` the same as a sentence.
    """

    coder_id: CoderId
    coder: str
    words: str
    status: str
    use: str
    why: str
    reports: tuple[ReportId, ...] = ()
    group: GroupId | None = None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit behind a cell, with every side's answer.

    ``kind`` is None where the sides agree; ``item_id`` names what a reviewer would rule on there, "" for nothing.
    """

    article_id: ArticleId
    title: str
    source: str
    week: str
    field: str
    place: str
    sides: tuple[UnitSide, ...]
    is_used: bool
    kind: DisagreementKind | None
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class DriftPoint:
    """The figure of one ISO week (of the later completion); ``monday`` begins it, None for articles without a time."""

    week: str
    monday: dt.date | None
    cell: AgreementCell


@dataclass(frozen=True, slots=True)
class PlanPoint:
    """The width of the interval to expect with so many articles coded twice."""

    articles: int
    width: float


@dataclass(frozen=True)
class SamplePlan:
    """How many articles to code twice for an interval of a wanted width.

    ``articles`` is None where no number up to the largest tried is enough, or where the pilot says nothing.
    ``assumptions`` and ``cautions`` are sentences; with a caution the number is a guess.
    """

    field: str
    part: str
    label: str
    wanted: float
    articles: int | None
    curve: tuple[PlanPoint, ...]
    pilot_articles: int
    pilot_units: int
    value: float | None
    seed: int
    resamples: int
    assumptions: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The answer for a person to read."""
        if self.articles is None:
            return f"No number can be given for {self.label}."
        return (
            f"Code {self.articles} articles twice to expect a 95% interval {self.wanted:.2f} wide "
            f"(±{self.wanted / 2:.2f}) on {self.label}."
        )
