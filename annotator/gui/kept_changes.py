"""Changes on their way to the store, and those it refused: kept in order, listed in a file, repeated when asked."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.domain.errors import AnnotatorError, ProjectError, ProjectReadOnlyError
from annotator.gui.rescue import forget_rescue, rescue_file, rescue_line, write_rescue

if TYPE_CHECKING:
    from annotator.gui.jobs import Job
    from annotator.services.coding import CodingKey


class KeptChange(NamedTuple):
    """One intent and the coding it was meant for."""

    key: CodingKey
    intent: partial[Any]


class KeptChanges:
    """What is not in the store, or not yet.

    A change that is refused for the first time is listed in the rescue file of the state folder too, in case the window
    is lost before it can be repeated; once all are stored the list goes, unless there is more in it.
    """

    def __init__(self, state_folder: Path) -> None:
        self._state_folder = state_folder
        self._kept: list[KeptChange] = []
        self._under_way: dict[Job, KeptChange] = {}
        self._listed: list[str] = []

    @property
    def count(self) -> int:
        """Number of changes that were refused and wait to be repeated."""
        return len(self._kept)

    @property
    def is_writing(self) -> bool:
        """Tell whether changes are on their way to the store."""
        return bool(self._under_way)

    @property
    def list_file(self) -> Path | None:
        """Where changes that were refused are listed; None when that could not be written either."""
        file = rescue_file(self._state_folder)
        return file if file.exists() else None

    def begin(self, job: Job, change: KeptChange) -> None:
        """Note that a job is to store a change."""
        self._under_way[job] = change

    def end(self, job: Job) -> None:
        """Note that the job is done, well or not."""
        self._under_way.pop(job)

    def keep(self, change: KeptChange, *, is_new: bool) -> None:
        """Keep a change that was refused, at the end; one that was kept before is listed already."""
        self._kept.append(change)
        if is_new:
            self._list(change)

    def take_all(self) -> list[KeptChange]:
        """Return what is kept, oldest first, and keep it no longer."""
        kept, self._kept = self._kept, []
        return kept

    def leave_list(self) -> None:
        """Never remove what was listed so far: not all of it will be stored."""
        self._listed = []

    def give_up(self) -> None:
        """Keep nothing any longer, for another project is open; the list stays."""
        self._kept = []
        self.leave_list()

    def settle(self) -> None:
        """Remove this window's list when everything in it is stored."""
        if not self._kept and not self._under_way and self._listed:
            forget_rescue(self._state_folder, self._listed)
            self._listed = []

    def unstored(self) -> list[KeptChange]:
        """Wait for what is being written, and return what is not in the store, oldest first."""
        return [*self._kept, *self._refused()]

    def list_refused(self) -> None:
        """List those that were refused and not yet kept; for a window that closes before it hears of it."""
        for change in self._refused():
            self._list(change)

    def save_list(self, path: Path) -> None:
        """Write what is not in the store to a file, one JSON object a line; AnnotatorError when that cannot be."""
        lines = [rescue_line(change.key, change.intent) for change in self.unstored()]
        try:
            path.write_text("".join(lines), encoding="utf-8")
        except OSError as error:
            raise AnnotatorError(
                f"{path} cannot be written: {error.strerror}.",
                kept="The changes are kept in the window.",
                remedy="Choose another folder.",
            ) from error

    def _refused(self) -> list[KeptChange]:
        return [change for job, change in self._under_way.items() if is_kept_after(job.error())]

    def _list(self, change: KeptChange) -> None:
        line = write_rescue(self._state_folder, change.key, change.intent)
        if line:
            self._listed.append(line)


def is_kept_after(error: BaseException | None) -> bool:
    """Tell whether a change that failed so can be repeated later: the project's trouble, not the change's."""
    return isinstance(error, ProjectError) and not isinstance(error, ProjectReadOnlyError)
