"""Agreement of the coders of a round: figures with intervals, what they rest on, drift over weeks, reports, plans.

Only codings declared complete enter; what does not is counted with the reason. Gold stands apart: it is compared with,
never one of the coders. Everything is worked out on the store thread and kept until the project changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from annotator.domain.figures import (
    AgreementCell,
    AgreementColumn,
    AgreementLayer,
    AgreementOverview,
    ColumnKind,
    Columns,
    DriftPoint,
    SamplePlan,
    Slicing,
    UnitLine,
)
from annotator.domain.ids import CoderId, RoundId
from annotator.services.agreement.refusals import AgreementError, found_row, nothing_to_compare
from annotator.services.agreement.steps import Meter

if TYPE_CHECKING:
    from annotator.services.agreement.codings import Ground
    from annotator.services.agreement.columns import ChosenColumn, RoundComparisons
    from annotator.services.agreement.reports import AgreementReport
    from annotator.services.codebooks import CodebookService
    from annotator.store.project_file import ProjectFile

IsHidden: TypeAlias = Callable[[CoderId, RoundId | None], bool]

SEED = 1
RESAMPLES = 1000

_ALIGNED = 40
"""Per cent of the work that is done when all articles are aligned."""


class AgreementService:
    """Figures of agreement, read from the project and never stored in it; ``is_hidden`` is the rule of blindness."""

    def __init__(
        self,
        project: ProjectFile,
        codebooks: CodebookService,
        is_hidden: IsHidden = lambda _viewer, _round: False,
    ) -> None:
        self._project = project
        self._codebooks = codebooks
        self._is_hidden = is_hidden
        self._head = -1
        self._comparisons: dict[tuple[RoundId | None, frozenset[CoderId], bool], RoundComparisons] = {}
        self._overviews: dict[tuple[object, ...], AgreementOverview] = {}
        self._meter = Meter()

    def overview(
        self,
        round_id: RoundId | None,
        *,
        viewer: CoderId,
        layer: AgreementLayer = AgreementLayer.MATCHED,
        by: Slicing | Columns = Slicing.CODERS,
        seed: int = SEED,
        resamples: int = RESAMPLES,
        progress: Callable[[int], None] | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> AgreementOverview:
        """Return one layer of a round: a cell for every field and column.

        ``progress`` is told the percentage done. The same arguments give the same answer at once until the project
        changes. Raises AgreementError when the viewer may not see others' work in the round, AgreementCancelledError
        when stopped, CodingError when there is no such round.
        """
        self._begin(viewer, round_id)
        columns = by if isinstance(by, Columns) else Columns(by)
        key = (round_id, layer, columns, seed, resamples)
        if key not in self._overviews:
            self._meter = Meter(progress, is_cancelled)
            self._overviews[key] = self._worked_out(round_id, layer, columns, seed, resamples)
        return self._overviews[key]

    def with_figures_beside(
        self, round_id: RoundId | None, cell: AgreementCell, *, viewer: CoderId, coders: Iterable[CoderId] = ()
    ) -> AgreementCell:
        """Return a cell with what readers ask for beside its coefficient: other coefficients, shares, medians."""
        from annotator.agreement.panel_cells import Subject, beside
        from annotator.services.agreement.cells import named_figure

        self._begin(viewer, round_id)
        chosen = self._column(round_id, cell.column, frozenset(coders))
        found = beside(chosen.comparison.panel, cell.layer, Subject(cell.row.field, cell.row.part), chosen.choice)
        return replace(cell, beside=tuple(named_figure(figure) for figure in found))

    def units(
        self, round_id: RoundId | None, cell: AgreementCell, *, viewer: CoderId, coders: Iterable[CoderId] = ()
    ) -> tuple[UnitLine, ...]:
        """Return exactly the units behind a cell of an overview, those that could not be compared with the reason.

        As many lines are used as the cell counts units. Raises as `overview` does.
        """
        from annotator.agreement.panel_cells import Subject
        from annotator.agreement.panel_units import units_behind
        from annotator.services.agreement.words import UnitWriter

        self._begin(viewer, round_id)
        chosen = self._column(round_id, cell.column, frozenset(coders))
        comparisons = self._compared(round_id, frozenset(coders), cell.column.kind is ColumnKind.REPEATED)
        names = {coder.id: coder.name for coder in comparisons.coded.coders}
        if comparisons.coded.gold is not None:
            names[comparisons.coded.gold.id] = comparisons.coded.gold.name
        panel = chosen.comparison.panel
        found = units_behind(panel, cell.layer, Subject(cell.row.field, cell.row.part), chosen.choice)
        return tuple(UnitWriter(panel, chosen.comparison.facts, names).lines(found, cell.row.field))

    def drift(
        self,
        round_id: RoundId | None,
        field: str,
        *,
        viewer: CoderId,
        layer: AgreementLayer = AgreementLayer.MATCHED,
        seed: int = SEED,
        resamples: int = RESAMPLES,
        progress: Callable[[int], None] | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[DriftPoint, ...]:
        """Return a field's figure of all coders for each ISO week of the later completion, in order.

        ``field`` is an id, for one end of a date "incident_date.end".
        Raises AgreementError when the layer has no such field, and as `overview` does.
        """
        found = self.overview(
            round_id,
            viewer=viewer,
            layer=layer,
            by=Slicing.WEEK,
            seed=seed,
            resamples=resamples,
            progress=progress,
            is_cancelled=is_cancelled,
        )
        row = found_row(found.rows, field)
        points = [DriftPoint(column.key, _monday(column.key), found.cell(row, column)) for column in found.columns]
        return tuple(sorted(points, key=lambda point: (point.monday is None, point.week)))

    def report(
        self,
        round_id: RoundId | None,
        *,
        viewer: CoderId,
        coders: Iterable[CoderId] = (),
        seed: int = SEED,
        resamples: int = RESAMPLES,
        progress: Callable[[int], None] | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> AgreementReport:
        """Return all layers as a report to publish, the same bytes for the same project, seed and resamples.

        Raises as `overview` does, and AgreementError where no article has two codings to compare.
        """
        from annotator.services.agreement.reports import layers_of_report, made_report

        self._begin(viewer, round_id)
        chosen = frozenset(coders)
        comparisons = self._compared(round_id, chosen)
        if not comparisons.coded.articles:
            raise nothing_to_compare(comparisons.coded.exclusions)
        wanted = layers_of_report()
        overviews = []
        for at, (layer, columns) in enumerate(wanted):
            overviews.append(
                self.overview(
                    round_id,
                    viewer=viewer,
                    layer=layer,
                    by=replace(columns, coders=chosen),
                    seed=seed,
                    resamples=resamples,
                    progress=_part_of(progress, at, len(wanted)),
                    is_cancelled=is_cancelled,
                )
            )
        with_more = [self._with_more(one, viewer) for one in overviews]
        return made_report(self._project, comparisons, with_more)

    def plan_sample(
        self,
        round_id: RoundId | None,
        field: str,
        width: float,
        *,
        viewer: CoderId,
        seed: int = SEED,
        resamples: int = 2 * RESAMPLES,
        progress: Callable[[int], None] | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> SamplePlan:
        """Return how many articles to code twice for an interval of a width on a field, the round being the pilot.

        ``field`` is as in `drift`. Raises AgreementError for a field without figures or a width that is none, and as
        `overview` does.
        """
        from annotator.services.agreement.sample_planner import found_subject, plan_sample

        self._begin(viewer, round_id)
        self._meter = Meter(progress, is_cancelled)
        panel = self._compared(round_id, frozenset()).among_coders().panel
        row, place = found_subject(panel, field)
        return plan_sample(panel, row, place, width, seed=seed, resamples=resamples)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _worked_out(
        self, round_id: RoundId | None, layer: AgreementLayer, by: Columns, seed: int, resamples: int
    ) -> AgreementOverview:
        from annotator.services.agreement.cells import Resampling, alignment_facts, rows_of, worked_out

        comparisons = self._compared(round_id, by.coders, by.slicing is Slicing.REPEATED)
        self._meter.expect(comparisons.step_count, until=_ALIGNED)
        columns = comparisons.columns(by.slicing, by.pairs)
        panel = columns[0].comparison.panel if columns else comparisons.among_coders().panel
        rows = rows_of(panel, layer)
        self._meter.expect(len(rows) * (len(columns) + 1), until=100)
        cells = worked_out(layer, rows, columns, Resampling(seed, resamples), step=self._meter.step)
        self._meter.finish()
        coded = comparisons.coded
        return AgreementOverview(
            round_id=round_id,
            round_name=coded.name,
            layer=layer,
            by=by,
            rows=tuple(rows),
            columns=tuple(chosen.column for chosen in columns),
            cells=cells,
            coders=tuple((coder.id, coder.name) for coder in coded.coders),
            has_gold=coded.gold is not None,
            articles=len(coded.articles),
            seed=seed,
            resamples=resamples,
            head=self._head,
            alignment=alignment_facts(panel),
            exclusions=coded.exclusions,
        )

    def _with_more(self, overview: AgreementOverview, viewer: CoderId) -> AgreementOverview:
        from annotator.services.agreement.reports import has_figures_beside

        round_id, coders = overview.round_id, overview.by.coders
        cells = {
            key: self.with_figures_beside(round_id, cell, viewer=viewer, coders=coders)
            if has_figures_beside(cell)
            else cell
            for key, cell in overview.cells.items()
        }
        return replace(overview, cells=cells)

    def _column(self, round_id: RoundId | None, column: AgreementColumn, coders: frozenset[CoderId]) -> ChosenColumn:
        slicing = _SLICING_OF[column.kind]
        comparisons = self._compared(round_id, coders, slicing is Slicing.REPEATED)
        pairs = [(column.coders[0], column.coders[1])] if column.kind is ColumnKind.PAIR else []
        found = next((one for one in comparisons.columns(slicing, pairs) if one.column == column), None)
        if found is None:
            raise AgreementError(
                f"There is nothing to compare for {column.label} any more.", remedy="Work the figures out again."
            )
        return found

    def _compared(
        self, round_id: RoundId | None, coders: frozenset[CoderId], is_repeated: bool = False
    ) -> RoundComparisons:
        from annotator.services.agreement.codings import coded_round, repeated_codings
        from annotator.services.agreement.columns import RoundComparisons

        key = (round_id, coders, is_repeated)
        if key not in self._comparisons:
            ground = self._ground()
            with self._project.read() as reader:
                if is_repeated:
                    coded = repeated_codings(reader, ground, round_id)
                else:
                    coded = coded_round(reader, ground, round_id, only=coders)
            self._comparisons[key] = RoundComparisons(coded, self._step)
        return self._comparisons[key]

    def _ground(self) -> Ground:
        from annotator.services.agreement.codings import Ground

        with self._project.read() as reader:
            apart = [one for one in reader.packets.divergences() if not one.settled_by]
        return Ground(
            codebooks={version.id: self._codebooks.codebook(version.id) for version in self._codebooks.versions()},
            current=self._codebooks.current().id,
            apart=frozenset((one.round_id, one.article_id, one.coder_id) for one in apart),
        )

    def _step(self) -> None:
        self._meter.step()

    def _begin(self, viewer: CoderId, round_id: RoundId | None) -> None:
        """Refuse a viewer who may not see the round, and forget what was worked out before the project changed."""
        if self._is_hidden(viewer, round_id):
            raise AgreementError(
                "Figures of agreement stay hidden from the coders of a blind round while it is running.",
                remedy="They can be seen once the round is released.",
            )
        self._meter = Meter()
        head = self._project.head.sequence
        if head != self._head:
            self._head = head
            self._comparisons.clear()
            self._overviews.clear()


_SLICING_OF = {
    ColumnKind.TOGETHER: Slicing.CODERS,
    ColumnKind.REST: Slicing.CODERS,
    ColumnKind.GOLD: Slicing.CODERS,
    ColumnKind.PAIR: Slicing.PAIRS,
    ColumnKind.WEEK: Slicing.WEEK,
    ColumnKind.VERSION: Slicing.VERSION,
    ColumnKind.REPEATED: Slicing.REPEATED,
}


def _monday(week: str) -> dt.date | None:
    year, _, number = week.partition("-W")
    return dt.date.fromisocalendar(int(year), int(number), 1) if number else None


def _part_of(progress: Callable[[int], None] | None, at: int, parts: int) -> Callable[[int], None] | None:
    """Return a way to tell the progress of one part of several."""
    return None if progress is None else lambda percent: progress((100 * at + percent) // parts)
