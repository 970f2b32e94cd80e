"""What a report of agreement holds, before it is written in any form. Nothing in it depends on when it is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotator.domain.figures import (
    AgreementCell,
    AgreementLayer,
    AgreementOverview,
    AlignmentFacts,
    ColumnKind,
    Exclusion,
)


@dataclass(frozen=True)
class DiagnosisLine:
    """One unit × field × coder: what was recorded, whether the figures used it, and if not why."""

    article_id: str
    title: str
    field: str
    part: str
    coder: str
    report_id: str
    group_id: str
    status: str
    value: str
    use: str
    why: str


@dataclass(frozen=True)
class AgreementDocument:
    """A report's contents.

    ``layers`` compare all coders, each with the rest and each with gold; ``pairs`` and ``weeks`` are of values on
    matched incidents. ``head`` and ``head_hash`` pin the project's state, ``as_of`` is that event's time.
    ``diagnosis`` gives the lines anew each time.
    """

    project_name: str
    project_id: str
    head: int
    head_hash: str
    as_of: dt.datetime | None
    app_version: str
    round_name: str
    codebook_title: str
    codebook_id: str
    codebook_version: int
    coders: tuple[str, ...]
    articles: int
    gold_articles: int
    seed: int
    resamples: int
    alignment: AlignmentFacts
    exclusions: tuple[Exclusion, ...]
    layers: tuple[AgreementOverview, ...]
    pairs: AgreementOverview
    weeks: AgreementOverview
    diagnosis: Callable[[], Iterator[DiagnosisLine]]

    def cells(self) -> Iterator[AgreementCell]:
        """Yield every cell: layers, then pairs, then weeks."""
        for overview in (*self.layers, self.pairs, self.weeks):
            for row in overview.rows:
                for column in overview.columns:
                    yield overview.cell(row, column)

    def layer(self, layer: AgreementLayer) -> AgreementOverview:
        """Return the overview of a layer; KeyError where there is none."""
        return {one.layer: one for one in self.layers}[layer]

    def variants(self) -> tuple[str, ...]:
        """Return every definition that was used, by name, sorted."""
        return tuple(sorted({cell.variant for cell in self.cells() if cell.variant}))

    @property
    def together(self) -> tuple[AgreementCell, ...]:
        """The main figures: values on matched incidents, all coders together, those that are defined."""
        overview = self.layer(AgreementLayer.MATCHED)
        columns = [column for column in overview.columns if column.kind is ColumnKind.TOGETHER]
        cells = [overview.cell(row, column) for row in overview.rows for column in columns]
        return tuple(cell for cell in cells if cell.value is not None)


def two_places(value: float | None) -> str:
    """Return a figure as it is read, "0.81", with a true minus; a dash where there is none."""
    if value is None:
        return "–"
    text = f"{value:.2f}"
    return text.replace("-", "−") if float(text) else "0.00"


def interval_words(cell: AgreementCell) -> str:
    """Return "0.70 to 0.88", nothing where there is no interval."""
    if cell.lower is None or cell.upper is None:
        return ""
    return f"{two_places(cell.lower)} to {two_places(cell.upper)}"
