"""Going back to a backup: which there are, what restoring one would do, doing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.domain.counted import counted
from annotator.domain.errors import ProjectError
from annotator.domain.ids import ProjectId
from annotator.store.backup import Backup, backup_folder, backups_in, restore
from annotator.store.project_file import refuse_place
from annotator.store.restoring import has_event, introduction_of, project_at, put_in_place, refuse_damaged

if TYPE_CHECKING:
    from annotator.store.history import Head
    from annotator.store.project_file import ProjectFile

_UNCHANGED = "Nothing was changed."


class BackupLine(NamedTuple):
    """One backup as a person chooses it: file, time in UTC, bytes, changes it has, and what happened last before it.

    ``last`` is empty for a project nothing had happened in yet; ``trouble`` says why the file cannot be read.
    """

    path: Path
    at: dt.datetime
    size: int
    changes: int
    last: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class GoingBack:
    """What restoring a backup in a project's place would do; nothing is done yet.

    ``later`` counts the changes of the present file that the backup has not; None when that cannot be told.
    """

    project: Path
    backup: Path
    name: str
    changes: int
    last: str
    later: int | None
    is_present_there: bool

    def sentences(self) -> tuple[str, ...]:
        """Say what will happen, in order."""
        last = f", the last of them “{self.last}”" if self.last else ""
        has = f"The project will be as it was with {counted(self.changes, 'change')}{last}."
        if not self.is_present_there:
            return has, f"There is no file {self.project} now; it will be made."
        kept = (
            "The present file is kept beside it, with “before-restore” in its name, and can be opened like any other."
        )
        return has, self._lost(), kept

    def _lost(self) -> str:
        if self.later is None:
            return "Which changes of the present file it lacks cannot be told."
        if self.later == 0:
            return "It has every change of the present file."
        verb = "is" if self.later == 1 else "are"
        return f"{counted(self.later, 'later change')} of the present file {verb} not in it."


class Restored(NamedTuple):
    """What restoring did: the project's file, and where the one before it is now, None when there was none."""

    project: Path
    kept: Path | None


class RestoreService:
    """Backups of projects that are closed, perhaps damaged or gone; it opens none of them for work."""

    def __init__(self, state_folder: Path) -> None:
        self._state_folder = state_folder

    def backups(self, project: Path) -> tuple[BackupLine, ...]:
        """Return the backups of the project that is, or was, at a path, newest first.

        Raises ProjectError when it is not known which project that is, ProjectBusyError when this program has it open.
        """
        return self.backups_of(self._project_at(project))

    def backups_of(self, project_id: ProjectId) -> tuple[BackupLine, ...]:
        """Return a project's backups, newest first."""
        found = backups_in(backup_folder(self._state_folder, project_id), project_id)
        return tuple(_line(backup) for backup in reversed(found))

    def plan(self, project: Path, backup: Path, *, opened: ProjectFile | None = None) -> GoingBack:
        """Say what restoring a backup would do.

        ``opened`` is the project where this program has it open. Raises ProjectError when the backup cannot be read or
        is another project's.
        """
        found = introduction_of(backup)
        here = opened.project_id if opened else project_at(project, self._state_folder)
        if here is not None and here != found.project_id:
            raise ProjectError(
                f"{backup} is a backup of another project, “{found.name}”.",
                kept=_UNCHANGED,
                remedy="Choose a backup of this project, or restore it to a new file.",
            )
        return GoingBack(
            project=project,
            backup=backup,
            name=found.name,
            changes=found.head.sequence,
            last=found.last.label if found.last else "",
            later=_later(opened, backup, found.head) if opened else _later_in_file(project, backup, found.head),
            is_present_there=project.exists(),
        )

    def check(
        self, backup: Path, progress: Callable[[int, int], None] | None = None, *, target: Path | None = None
    ) -> None:
        """Raise ProjectError when a backup is not sound (file, history, texts, quotes) or a new file cannot be made.

        ``progress`` gets the number of checks done and of all.
        """
        if target is not None:
            refuse_place(target)
        refuse_damaged(backup, progress)

    def restore(self, plan: GoingBack, progress: Callable[[int, int], None] | None = None) -> Restored:
        """Put a sound backup in the project's place; raises ProjectError as `check` and `put_back` do."""
        self.check(plan.backup, progress)
        return self.put_back(plan)

    def put_back(self, plan: GoingBack) -> Restored:
        """Put a backup that was checked in the project's place; the present file is kept beside it.

        Raises ProjectBusyError when somebody has the project open, ProjectError when it is another's place by now or
        the file cannot be replaced; the present file is then as it was.
        """
        self.plan(plan.project, plan.backup)
        return Restored(plan.project, put_in_place(plan.backup, plan.project, self._state_folder))

    def restore_to(self, backup: Path, target: Path, progress: Callable[[int, int], None] | None = None) -> Restored:
        """Make a new project file of a sound backup; ProjectError when it is damaged or something is there already."""
        self.check(backup, progress, target=target)
        restore(backup, target)
        return Restored(target, None)

    def _project_at(self, project: Path) -> ProjectId:
        found = project_at(project, self._state_folder)
        if found is None:
            there = "is not a project that can be read" if project.exists() else "is not there"
            raise ProjectError(
                f"{project} {there}, and none was seen at this place on this computer before.",
                remedy="Check the name, or name the backup's own file.",
            )
        return found


def _line(backup: Backup) -> BackupLine:
    size, last, trouble = 0, "", ""
    with suppress(OSError):
        size = backup.path.stat().st_size
    try:
        found = introduction_of(backup.path).last
        last = found.label if found else ""
    except ProjectError as error:
        trouble = error.message
    return BackupLine(backup.path, backup.at, size, backup.head, last, trouble)


def _later(opened: ProjectFile, backup: Path, there: Head) -> int | None:
    """Return how many changes an open project has that the backup has not; None when their histories parted."""
    with opened.read() as reader:
        is_part_of_it = there.sequence == 0 or reader.event_hash(there.sequence) == there.hash
    if is_part_of_it:
        return opened.head.sequence - there.sequence
    return 0 if has_event(backup, opened.head) else None


def _later_in_file(project: Path, backup: Path, there: Head) -> int | None:
    """As `_later`, for a project that is closed; None also when it cannot be read."""
    try:
        here = introduction_of(project).head
        if has_event(project, there):
            return here.sequence - there.sequence
        return 0 if has_event(backup, here) else None
    except ProjectError:
        return None
