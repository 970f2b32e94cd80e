"""The project's codebooks: adding a version, reading one, which is current."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.codebook import Codebook
from annotator.domain.coding import CodebookVersion
from annotator.domain.errors import CodebookError
from annotator.domain.ids import CodebookId, CoderId, new_id
from annotator.domain.names import as_one_line
from annotator.formats.readable import size_of
from annotator.services.codebook_cache import CodebookCache

if TYPE_CHECKING:
    from annotator.domain.changes import Changes
    from annotator.store.project_file import ProjectFile


class CodebookService:
    """Codebook versions never change; a changed codebook is a new version beside the old."""

    def __init__(self, project: ProjectFile, cache: CodebookCache) -> None:
        self._project = project
        self.cache = cache
        self._read: dict[CodebookId, Codebook] = {}
        self._current: CodebookVersion | None = None

    def add(self, source: str, *, file_name: str, coder_id: CoderId | None = None) -> Changes | None:
        """Add a codebook given as YAML and make it the one new codings use; None when it is there already.

        Raises CodebookError when it cannot be read, or when this version is there with other contents.
        """
        codebook = _read(source, file_name)
        digest = hashlib.sha256(source.encode("utf-8")).hexdigest()
        with self._project.read() as reader:
            present = [known for known in reader.codebooks() if not known.is_deleted]
        for known in present:
            if (known.name, known.version) == (codebook.id, codebook.version):
                if known.sha256 == digest:
                    return None
                raise CodebookError(
                    f"{file_name}: the project already has version {codebook.version} of the codebook {codebook.id}, "
                    "with other contents.",
                    kept="The project's codebook is unchanged.",
                    remedy="Give the changed codebook a higher version number.",
                )
        version = CodebookVersion(
            id=CodebookId(new_id()), name=codebook.id, version=codebook.version, source=source, sha256=digest
        )
        label = f"add codebook {codebook.title}, version {codebook.version}"
        with self._project.write(coder_id=coder_id, article_id=None, verb="add_codebook", label=label) as unit_of_work:
            unit_of_work.put(version)
        self._current = None
        return unit_of_work.changes

    def current(self) -> CodebookVersion:
        """Return the version new codings use: the one added last."""
        if self._current is None:
            with self._project.read() as reader:
                present = [known for known in reader.codebooks() if not known.is_deleted]
            if not present:
                raise CodebookError(
                    f"The project {self._project.name} has no codebook.",
                    remedy="Add one with: annotator new --codebook",
                )
            self._current = present[-1]
        return self._current

    def codebook(self, codebook_id: CodebookId) -> Codebook:
        """Return a codebook of the project, read once."""
        if codebook_id not in self._read:
            with self._project.read() as reader:
                version = reader.codebook(codebook_id)
            self._read[codebook_id] = self.cache.get(version.sha256) or self._read_anew(version)
        return self._read[codebook_id]

    def _read_anew(self, version: CodebookVersion) -> Codebook:
        codebook = _read(version.source, f"{version.name} {version.version}")
        self.cache.keep(version.sha256, codebook)
        return codebook

    def versions(self) -> tuple[CodebookVersion, ...]:
        """Return every version, oldest first."""
        with self._project.read() as reader:
            return tuple(known for known in reader.codebooks() if not known.is_deleted)


def codebook_source(path: Path) -> str:
    """Return a codebook file's text; raises CodebookError when it cannot be read or is not UTF-8."""
    try:
        size_of(path)
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise CodebookError(
            f"The codebook {path} cannot be read: {error.strerror}.", remedy="Check the path and try again."
        ) from error
    except UnicodeDecodeError as error:
        raise CodebookError(
            f"The codebook {path.name} is not UTF-8 text (byte {error.start}).", remedy="Save it as UTF-8."
        ) from error


def read_codebook_file(path: Path) -> Codebook:
    """Return the codebook in a file; raises CodebookError naming every problem with its line."""
    return _read(codebook_source(path), as_one_line(path.name))


def _read(source: str, name: str) -> Codebook:
    from annotator.formats.codebooks import read_codebook  # YAML is loaded only for a codebook not read before

    return read_codebook(source, name=name)
