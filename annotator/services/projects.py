"""The project as a whole: what it is called, whether it is sound, its backups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.domain.changes import Changes, UndoState
from annotator.services.project_undo import ROUNDS, redo_last, undo_last

if TYPE_CHECKING:
    from annotator.domain.ids import CoderId
    from annotator.store.project_file import ProjectFile


class Finding(NamedTuple):
    """Something wrong with a project, in plain words."""

    what: str
    detail: str


class ProjectService:
    """Facts about the open project."""

    def __init__(self, project: ProjectFile) -> None:
        self._project = project

    @property
    def id(self) -> str:
        """The project's id."""
        return self._project.project_id

    @property
    def name(self) -> str:
        """The project's name."""
        return self._project.name

    @property
    def path(self) -> Path:
        """The project's file."""
        return self._project.path

    @property
    def is_read_only(self) -> bool:
        """Tell whether the project can be read but not changed."""
        return self._project.is_read_only

    @property
    def warnings(self) -> tuple[str, ...]:
        """What opening the file found odd, as sentences."""
        return self._project.warnings

    @property
    def head(self) -> int:
        """The number of events in the project's history."""
        return self._project.head.sequence

    def undo(self, by: CoderId) -> Changes | None:
        """Take back the last thing a person did in the rounds room; None when there is none.

        Raises CodingError when their last deed on the project was another, or others went on from it since.
        """
        return undo_last(self._project, by, only=ROUNDS)

    def redo(self, by: CoderId) -> Changes | None:
        """Bring back what was last taken back; None when there is none. Raises as `undo` does."""
        return redo_last(self._project, by, only=ROUNDS)

    def undo_state(self, by: CoderId) -> UndoState:
        """Return what `undo` and `redo` would act on."""
        with self._project.read() as reader:
            found = reader.undo_state(by, None)
        undo, redo = (event if event and event.verb in ROUNDS else None for event in (found.undo, found.redo))
        return UndoState(undo=undo, redo=redo)

    def check(self, progress: Callable[[int, int], None] | None = None) -> tuple[Finding, ...]:
        """Return all that is wrong: file, hash chain, history against state, quotes; empty when sound."""
        return tuple(Finding(found.what, found.detail) for found in self._project.verify(progress))
