"""What the room asks of the service, each question in one place; everything runs on the store thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from annotator.domain.errors import AnnotatorError
from annotator.domain.figures import (
    AgreementCell,
    AgreementLayer,
    AgreementOverview,
    Columns,
    SamplePlan,
    Slicing,
    UnitLine,
)
from annotator.domain.ids import CoderId, RoundId
from annotator.domain.rounds import Round
from annotator.gui.desk import Desk

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace
    from annotator.gui.jobs import Job

Result = TypeVar("Result")


@dataclass(frozen=True)
class Answered:
    """An overview and the rounds there are; ``overview`` is None where ``refusal`` says why."""

    rounds: tuple[Round, ...]
    round_id: RoundId | None
    overview: AgreementOverview | None
    refusal: AnnotatorError | None = None


class Questions:
    """Asks and delivers; each question gives back its job, by which it can be followed and cancelled."""

    def __init__(self, desk: Desk, viewer: CoderId) -> None:
        self._desk = desk
        self._viewer = viewer

    def overview(
        self,
        wanted: RoundId | None,
        layer: AgreementLayer,
        columns: Columns,
        *,
        is_first: bool,
        then: Callable[[Answered], None],
    ) -> Job | None:
        """Ask for a layer of a round; the first time for the newest round, where there is one."""

        def read(workspace: Workspace, job: Job) -> Answered:
            rounds = workspace.rounds.rounds()
            ids = [one.id for one in rounds]
            round_id = ids[-1] if ids and (is_first or (wanted is not None and wanted not in ids)) else wanted
            try:
                found = workspace.agreement.overview(
                    round_id, viewer=self._viewer, layer=layer, by=columns, progress=job.report
                )
            except AnnotatorError as error:
                return Answered(rounds, round_id, None, error)
            return Answered(rounds, round_id, found)

        return self._desk.ask(read, on_success=then)

    def weeks(
        self, round_id: RoundId | None, layer: AgreementLayer, then: Callable[[AgreementOverview], None]
    ) -> Job | None:
        """Ask for a layer week by week."""
        return self._desk.ask(
            lambda workspace, job: workspace.agreement.overview(
                round_id, viewer=self._viewer, layer=layer, by=Slicing.WEEK, progress=job.report
            ),
            on_success=then,
        )

    def units(
        self,
        round_id: RoundId | None,
        cell: AgreementCell,
        then: Callable[[tuple[AgreementCell, tuple[UnitLine, ...]]], None],
    ) -> Job | None:
        """Ask for the units behind a figure, and the figures beside it."""

        def read(workspace: Workspace, job: Job) -> tuple[AgreementCell, tuple[UnitLine, ...]]:
            job.report(0)
            service = workspace.agreement
            lines = service.units(round_id, cell, viewer=self._viewer)
            return service.with_figures_beside(round_id, cell, viewer=self._viewer), lines

        return self._desk.ask(read, on_success=then)

    def plan(
        self,
        round_id: RoundId | None,
        field: str,
        width: float,
        then: Callable[[SamplePlan], None],
        refused: Callable[[AnnotatorError], None],
    ) -> Job | None:
        """Ask how many articles a wanted width takes."""
        return self._desk.ask(
            lambda workspace, job: workspace.agreement.plan_sample(
                round_id, field, width, viewer=self._viewer, progress=job.report
            ),
            on_success=then,
            on_failure=refused,
        )

    def report(self, round_id: RoundId | None, folder: Path, then: Callable[[tuple[Path, ...]], None]) -> Job | None:
        """Ask for a report to be written into a new folder."""

        def write(workspace: Workspace, job: Job) -> tuple[Path, ...]:
            found = workspace.agreement.report(round_id, viewer=self._viewer, progress=job.report)
            return found.write(folder)

        return self._desk.ask(write, on_success=then)
