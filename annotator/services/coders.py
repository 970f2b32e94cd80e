"""The people who code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.domain.coding import Coder
from annotator.domain.errors import CodingError
from annotator.domain.gold import GOLD_NAME
from annotator.domain.ids import CoderId, new_id
from annotator.domain.names import checked_name

if TYPE_CHECKING:
    from annotator.store.project_file import ProjectFile

_UNCHANGED = "Nothing was changed."


class CoderService:
    """Coders of a project, known by name."""

    def __init__(self, project: ProjectFile) -> None:
        self._project = project

    def named(self, name: str) -> Coder:
        """Return the coder of this name, adding one when the project has none.

        Raises CodingError for a name that is none, see `checked_name`, or gold's.
        """
        coder = self.expected(name)
        if self._project.newcomer is not None:
            self._let_in(self._project.newcomer)
        return coder

    def expected(self, name: str) -> Coder:
        """Return the coder of this name; one the project does not have is added with their first deed.

        Raises CodingError as `named` does.
        """
        name = _persons_name(name)
        with self._project.read() as reader:
            present = reader.coder_named(name)
        coder = present or Coder(id=CoderId(new_id()), name=name)
        if present is None and not self._project.is_read_only:
            self._project.newcomer = coder
        return coder

    def add(self, name: str, *, by: CoderId) -> Coder:
        """Add a coder without becoming that person; it may be who adds.

        Raises CodingError for a name that is none, see `named`, or that a coder of the project has.
        """
        name = _persons_name(name)
        newcomer = self._project.newcomer
        if newcomer is not None and newcomer.name.casefold() == name.casefold():
            self._let_in(newcomer)
            return newcomer
        self._refuse_taken(name)
        coder = Coder(id=CoderId(new_id()), name=name)
        self._write(coder, by, "add_coder", f"add coder {name}")
        return coder

    def rename(self, coder_id: CoderId, name: str, *, by: CoderId) -> Coder:
        """Give a coder another name; what they coded stays theirs.

        Raises CodingError as `add` does, and when the project has no such person.
        """
        name = _persons_name(name)
        coder = self.person(coder_id)
        if name == coder.name:
            return coder
        self._refuse_taken(name, but_by=coder_id)
        renamed = coder.model_copy(update={"name": name})
        self._write(renamed, by, "rename_coder", f"rename coder {coder.name} to {name}")
        return renamed

    def all(self) -> tuple[Coder, ...]:
        """Return every coder, gold too, oldest first."""
        with self._project.read() as reader:
            return reader.coders()

    def people(self) -> tuple[Coder, ...]:
        """Return every person who codes, oldest first; gold is none."""
        return tuple(coder for coder in self.all() if not coder.is_gold)

    def person(self, coder_id: CoderId) -> Coder:
        """Return one person; CodingError naming the id when the project has none."""
        found = next((coder for coder in self.people() if coder.id == coder_id), None)
        if found is None:
            raise CodingError(f"The project has no coder {coder_id}.")
        return found

    def _let_in(self, newcomer: Coder) -> None:
        self._project.newcomer = None
        self._write(newcomer, newcomer.id, "join", f"add coder {newcomer.name}")

    def _refuse_taken(self, name: str, but_by: CoderId | None = None) -> None:
        others = (coder for coder in self.all() if coder.id != but_by)
        taken = next((coder for coder in others if coder.name.casefold() == name.casefold()), None)
        if taken is not None:
            raise CodingError(
                f"There is a coder {taken.name} already.",
                kept=_UNCHANGED,
                remedy="Give the second one another name, for example with an initial.",
            )

    def _write(self, coder: Coder, by: CoderId, verb: str, label: str) -> None:
        with self._project.write(coder_id=by, article_id=None, verb=verb, label=label) as unit_of_work:
            unit_of_work.put(coder)


def _persons_name(name: str) -> str:
    """Return a person's name with single blanks; raises CodingError for gold's, and as `checked_coder_name` does."""
    name = checked_coder_name(name)
    if name.casefold() == GOLD_NAME.casefold():
        raise CodingError(
            f"“{GOLD_NAME}” is what the rulings' own codings are called.",
            kept=_UNCHANGED,
            remedy="Add a first name or an initial.",
        )
    return name


def checked_coder_name(name: str) -> str:
    """Return a coder's name as `checked_name` does; raises CodingError for one that is none."""
    return checked_name(name, "A coder's name", CodingError)
