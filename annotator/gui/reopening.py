"""Work on backups on the store thread, and a project closed for it and opened again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from annotator.domain.errors import AnnotatorError
from annotator.gui.desk import Desk
from annotator.gui.jobs import Job

if TYPE_CHECKING:
    from annotator.bootstrap import Workspace
    from annotator.services.restoring import RestoreService

Result = TypeVar("Result")


def ask_restoring(
    desk: Desk,
    work: Callable[[RestoreService, Job], Result],
    *,
    on_success: Callable[[Result], None],
    on_failure: Callable[[AnnotatorError], None] | None = None,
) -> Job:
    """Run work on backups of projects that need not be open; see `Desk.run`."""
    return desk.run(lambda job: work(_service(desk), job), on_success=on_success, on_failure=on_failure)


def reopen(
    desk: Desk,
    path: Path,
    coder_name: str,
    between: Callable[[RestoreService], Result],
    *,
    on_success: Callable[[Result], None],
) -> None:
    """Do something with a project's file while nobody here has it open, then open it.

    The project that is open stays so when that fails, also when it is this one and was closed for it.
    """
    present = desk.give_out(path)
    results: list[Result] = []
    failures: list[AnnotatorError] = []

    def reopened() -> Workspace:
        from annotator.bootstrap import open_workspace

        not_backed_up = None if present is None else present.close()
        if not_backed_up is not None:
            failures.append(not_backed_up)
        try:
            results.append(between(_service(desk)))
        except AnnotatorError as error:
            if present is None:
                raise
            failures.append(error)
        return open_workspace(path, folders=desk.folders, coder_name=coder_name)

    def told() -> None:
        for error in failures:
            desk.failed.emit(error)
        for result in results:
            on_success(result)

    desk.replace_project(reopened, then=told)


def _service(desk: Desk) -> RestoreService:
    from annotator.services.restoring import RestoreService

    return RestoreService(desk.folders.state)
