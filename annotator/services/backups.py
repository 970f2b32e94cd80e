"""Verified copies of the project, made when it changed since the last one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.services.restoring import BackupLine, GoingBack, RestoreService
    from annotator.store.project_file import ProjectFile


class BackupService:
    """Keeps the copies in the state folder up to date; which old ones go is the store's thinning rule."""

    def __init__(self, project: ProjectFile) -> None:
        self._project = project
        self._copied_head: int | None = None
        self._is_closed = False

    def make(self, folder: Path | None = None) -> Path:
        """Make a copy now and return its path; raises ProjectError or StorageFullError, leaving no half copy."""
        made = self._project.back_up(folder)
        if folder is None:
            self._copied_head = self._project.head.sequence
        return made

    def make_if_changed(self) -> Path | None:
        """Make a copy when the project has events that the newest copy has not; None when there is nothing to copy."""
        if self._project.is_read_only or self._project.head.sequence == self._newest_head():
            return None
        return self.make()

    def all(self) -> tuple[BackupLine, ...]:
        """Return the project's backups, newest first."""
        return self._restoring().backups_of(self._project.project_id)

    def going_back(self, backup: Path) -> GoingBack:
        """Say what restoring a backup would do; raises ProjectError as `RestoreService.plan` does."""
        return self._restoring().plan(self._project.path, backup, opened=self._project)

    def close_project(self) -> AnnotatorError | None:
        """Make a copy if there is something to copy, then close; a second call does nothing.

        A copy that cannot be made does not keep the project open, the next opening makes it; why is returned.
        """
        if self._is_closed:
            return None
        self._is_closed = True
        try:
            self.make_if_changed()
        except AnnotatorError as error:
            return error
        finally:
            self._project.close()
        return None

    def _newest_head(self) -> int:
        from annotator.store.backup import backups_in  # the store is loaded with the project

        if self._copied_head is None:
            copies = backups_in(self._project.backup_folder, self._project.project_id)
            # The newest by time: after going back the copies with most changes are of what was left.
            self._copied_head = copies[-1].head if copies else 0
        return self._copied_head

    def _restoring(self) -> RestoreService:
        from annotator.services.restoring import RestoreService  # rarely asked for

        return RestoreService(self._project.state_folder)
