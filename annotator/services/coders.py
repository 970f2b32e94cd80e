"""The people who code."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from annotator.domain.coding import Coder
from annotator.domain.errors import CodingError
from annotator.domain.gold import GOLD_NAME
from annotator.domain.ids import CoderId, new_id

if TYPE_CHECKING:
    from annotator.store.project_file import ProjectFile

LONGEST_NAME = 80
_UNCHANGED = "Nothing was changed."


class CoderService:
    """Coders of a project, known by name."""

    def __init__(self, project: ProjectFile) -> None:
        self._project = project

    def named(self, name: str) -> Coder:
        """Return the coder of this name, adding one when the project has none.

        Raises CodingError for a name that is empty, longer than 80 characters or not text, or gold's.
        """
        name = _persons_name(name)
        with self._project.read() as reader:
            present = reader.coder_named(name)
        if present is not None or self._project.is_read_only:
            return present or Coder(id=CoderId(new_id()), name=name)
        coder = Coder(id=CoderId(new_id()), name=name)
        self._write(coder, coder.id, "join", f"add coder {name}")
        return coder

    def add(self, name: str, *, by: CoderId) -> Coder:
        """Add a coder without becoming that person.

        Raises CodingError for a name that is none, see `named`, or that a coder of the project has.
        """
        name = _persons_name(name)
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
    """Return a person's name with single blanks; raises CodingError for gold's, and as `checked_name` does."""
    name = checked_name(name)
    if name.casefold() == GOLD_NAME.casefold():
        raise CodingError(
            f"“{GOLD_NAME}” is what the rulings' own codings are called.",
            kept=_UNCHANGED,
            remedy="Add a first name or an initial.",
        )
    return name


def checked_name(name: str) -> str:
    """Return a coder's name with single blanks, composed (NFC): what looks the same is one name.

    Raises CodingError for a name that is empty, longer than 80 characters or not text.
    """
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not 0 < len(name) <= LONGEST_NAME:
        raise CodingError(f"A coder's name has 1 to {LONGEST_NAME} characters.")
    if any("\ud800" <= character <= "\udfff" for character in name):
        raise CodingError("The coder's name is not text in UTF-8.")
    return name
