"""The people who code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.domain.coding import Coder
from annotator.domain.errors import CodingError
from annotator.domain.ids import CoderId, new_id

if TYPE_CHECKING:
    from annotator.store.project_file import ProjectFile

LONGEST_NAME = 80


class CoderService:
    """Coders of a project, known by name."""

    def __init__(self, project: ProjectFile) -> None:
        self._project = project

    def named(self, name: str) -> Coder:
        """Return the coder of this name, adding one when the project has none.

        Raises CodingError for a name that is empty, longer than 80 characters or not text.
        """
        name = checked_name(name)
        with self._project.read() as reader:
            present = reader.coder_named(name)
        if present is not None or self._project.is_read_only:
            return present or Coder(id=CoderId(new_id()), name=name)
        coder = Coder(id=CoderId(new_id()), name=name)
        with self._project.write(
            coder_id=coder.id, article_id=None, verb="add_coder", label=f"add coder {name}"
        ) as unit_of_work:
            unit_of_work.put(coder)
        return coder

    def all(self) -> tuple[Coder, ...]:
        """Return every coder, oldest first."""
        with self._project.read() as reader:
            return tuple(coder for coder in reader.coders() if not coder.is_deleted)


def checked_name(name: str) -> str:
    """Return a coder's name with single blanks.

    Raises CodingError for a name that is empty, longer than 80 characters or not text.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise CodingError(f"A coder's name has 1 to {LONGEST_NAME} characters.")
    if any("\ud800" <= character <= "\udfff" for character in name):
        raise CodingError("The coder's name is not text in UTF-8.")
    return name
