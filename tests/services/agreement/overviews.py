"""Projects opened, changed behind the services, and their figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.entities import Entity
from annotator.domain.figures import AgreementCell, AgreementOverview, ColumnKind
from annotator.domain.ids import CoderId, RoundId
from annotator.store.project_file import ProjectFile
from tests.agreement_project import ROUND, folders_of

VIEWER = CoderId("viewer")
FIRST, SECOND, THIRD = (CoderId(f"coder-0{at}") for at in (1, 2, 3))


def opened(path: Path) -> Workspace:
    return open_workspace(path, folders=folders_of(path), coder_name="Lead")


def put(path: Path, *records: Entity) -> None:
    """Put records into a closed project."""
    project = ProjectFile.open(path, state_folder=folders_of(path).state)
    with project.write(coder_id=None, article_id=None, verb="put", label="the change") as unit:
        for record in records:
            unit.put(record)
    project.close()


def changed(path: Path, change: Callable[[ProjectFile], list[Entity]]) -> None:
    """Put what a function makes of a closed project."""
    project = ProjectFile.open(path, state_folder=folders_of(path).state)
    records = change(project)
    project.close()
    put(path, *records)


def overview_of(path: Path, round_id: RoundId | None = ROUND, **more: object) -> AgreementOverview:
    with opened(path) as workspace:
        return workspace.agreement.overview(round_id, viewer=VIEWER, resamples=50, **more)  # type: ignore[arg-type]


def cell(overview: AgreementOverview, field: str, kind: ColumnKind, at: int = 0, part: str = "") -> AgreementCell:
    """Return a field's figure in one of the columns of a kind."""
    row = next(row for row in overview.rows if row.field == field and part in ("", row.part))
    return overview.cell(row, [column for column in overview.columns if column.kind is kind][at])
