"""Composition root: opens a project and builds the services on it; the only module that names every layer."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from annotator.domain.coding import Coder
from annotator.domain.errors import AnnotatorError, ProjectError
from annotator.domain.names import checked_name
from annotator.resources import resource_path, seeds_path
from annotator.services.articles import ArticleService
from annotator.services.backups import BackupService
from annotator.services.codebook_cache import CodebookCache
from annotator.services.codebooks import CodebookService, codebook_source
from annotator.services.coders import CoderService
from annotator.services.coding import CodingService
from annotator.services.folders import Folders, person_name
from annotator.services.projects import ProjectService
from annotator.store.project_file import NOT_MADE, ProjectFile

if TYPE_CHECKING:
    from annotator.services.agreement.service import AgreementService
    from annotator.services.codebook_documents import CodebookDocumentService
    from annotator.services.coding_imports.restore import CodingRestoreService
    from annotator.services.coding_imports.service import CodingImportService
    from annotator.services.exports.recipes import RecipeService
    from annotator.services.exports.replication import ReplicationService
    from annotator.services.exports.service import ExportService
    from annotator.services.merging import MergeService
    from annotator.services.packets.service import PacketService
    from annotator.services.review.service import ReviewService
    from annotator.services.rounds.service import RoundService

SUFFIX = ".annotator"
SAMPLE_NAME = "Sample project"
_LONGEST_NAME = 255
"""Of a project: what a file may be called."""


class Workspace:
    """An open project, the coder at work and the services; a context manager that closes the project.

    What coding needs is there at once, every other service is loaded when it is first asked for: all of them together
    would cost a fifth of the start.
    """

    def __init__(self, file: ProjectFile, folders: Folders, coder: Coder) -> None:
        self._file = file
        self.coder = coder
        self.project = ProjectService(file)
        self.coders = CoderService(file)
        self.backups = BackupService(file)
        self.articles = ArticleService(file, self.backups)
        self.codebooks = CodebookService(file, CodebookCache(folders.state / "codebooks"))
        self.coding = CodingService(file, self.codebooks)

    def close(self) -> AnnotatorError | None:
        """Back the project up if it changed, and close it; return why it could not be backed up, if so."""
        return self.backups.close_project()

    @cached_property
    def rounds(self) -> RoundService:
        """Rounds and who codes what in them."""
        from annotator.services.rounds.service import RoundService

        return RoundService(self._file, self.codebooks, self.backups)

    @cached_property
    def packets(self) -> PacketService:
        """Packets made from the project."""
        from annotator.services.packets.service import PacketService

        return PacketService(self._file)

    @cached_property
    def merging(self) -> MergeService:
        """Packets that come back."""
        from annotator.services.merging import MergeService

        return MergeService(self._file, self.codebooks, self.backups)

    @cached_property
    def agreement(self) -> AgreementService:
        """How far coders agree."""
        from annotator.services.agreement.service import AgreementService

        return AgreementService(self._file, self.codebooks, self.rounds.hidden)

    @cached_property
    def review(self) -> ReviewService:
        """Disagreements, rulings and gold."""
        from annotator.services.review.service import ReviewService

        return ReviewService(self._file, self.codebooks, self.rounds.hidden)

    @cached_property
    def exports(self) -> ExportService:
        """Datasets taken out of the project."""
        from annotator.services.exports.service import ExportService

        return ExportService(self._file, self.codebooks, viewer=self.coder.id)

    @cached_property
    def recipes(self) -> RecipeService:
        """What to export, kept under names."""
        from annotator.services.exports.recipes import RecipeService

        return RecipeService(self._file)

    @cached_property
    def codebook_documents(self) -> CodebookDocumentService:
        """Codebooks as documents."""
        from annotator.services.codebook_documents import CodebookDocumentService

        return CodebookDocumentService(self._file, self.codebooks)

    @cached_property
    def replication(self) -> ReplicationService:
        """Replication packages."""
        from annotator.services.exports.replication import ReplicationService
        from annotator.services.exports.replication_agreement import AgreementSupplier

        supplier = AgreementSupplier(self._file, self.agreement, self.coder.id)
        return ReplicationService(
            self._file, self.codebooks, self.codebook_documents, self.recipes, self.exports.source, supplier
        )

    @cached_property
    def coding_imports(self) -> CodingImportService:
        """Codings of other programs."""
        from annotator.services.coding_imports.service import CodingImportService

        return CodingImportService(self._file, self.codebooks, self.backups)

    @cached_property
    def coding_restore(self) -> CodingRestoreService:
        """Codings of this program's own export."""
        from annotator.services.coding_imports.restore import CodingRestoreService

        return CodingRestoreService(self._file, self.backups)

    def __enter__(self) -> Workspace:
        """Return the workspace."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the project."""
        self.close()


def default_codebook_path() -> Path:
    """Return the default codebook's file."""
    return resource_path("codebooks", "incident.yaml")


def open_workspace(
    path: Path, *, folders: Folders, coder_name: str = "", read_only: bool = False, joins_at_once: bool = True
) -> Workspace:
    """Open a project and build its services.

    Who is no coder of the project yet becomes one at once, or with the first deed: not when that is refused.

    Raises ProjectError (see `ProjectFile.open`) with the file as it was, CodingError when the coder's name is none.
    """
    project = ProjectFile.open(path, state_folder=folders.state, read_only=read_only)
    return _workspace(project, folders, coder_name, joins_at_once=joins_at_once)


def create_workspace(
    path: Path,
    *,
    folders: Folders,
    name: str = "",
    coder_name: str = "",
    codebook: Path | None = None,
    articles: Sequence[Path] = (),
) -> Workspace:
    """Make a new project with a codebook, and the articles in some files, and open it.

    Nothing is left behind when that fails.

    Raises CodebookError when the codebook cannot be used, ProjectError when the file cannot be made or the name is
    none, CodingError when the coder's name is none.
    """
    codebook = codebook or default_codebook_path()
    source = codebook_source(codebook)
    name = checked_name(_as_text(name or path.stem), "A project's name", ProjectError, longest=_LONGEST_NAME)
    project = ProjectFile.create(path, name=name, state_folder=folders.state)
    try:
        workspace = _workspace(project, folders, coder_name)
        workspace.codebooks.add(source, file_name=codebook.name, coder_id=workspace.coder.id)
        if articles:
            plan = workspace.articles.plan_import(articles)
            workspace.articles.import_articles(plan, coder_id=workspace.coder.id)
    except AnnotatorError as error:
        project.close()
        path.unlink()
        if isinstance(error, ProjectError):  # it says what is kept of a file that is not there any more
            raise type(error)(error.message, kept=NOT_MADE, remedy=error.remedy) from error
        raise
    return workspace


def open_sample(*, folders: Folders, coder_name: str = "") -> Workspace:
    """Open the sample project, making it from the seeds the first time."""
    path = folders.data / f"{SAMPLE_NAME}{SUFFIX}"
    if path.exists():
        return open_workspace(path, folders=folders, coder_name=coder_name)
    folders.data.mkdir(parents=True, exist_ok=True)
    return create_sample(path, folders=folders, coder_name=coder_name)


def create_sample(path: Path, *, folders: Folders, coder_name: str = "") -> Workspace:
    """Make a project with the default codebook and the sample articles."""
    seeds = sorted(seeds_path().glob("*.txt"))
    return create_workspace(path, folders=folders, name=SAMPLE_NAME, coder_name=coder_name, articles=seeds)


def _as_text(name: str) -> str:
    """Return a name from the command line or the file system with U+FFFD for bytes that are no text."""
    return os.fsencode(name).decode("utf-8", "replace")


def _packet_coder(project: ProjectFile) -> Coder | None:
    """Return whose packet the project is, whatever name was given; None when it is none."""
    if project.origin is None:
        return None
    with project.read() as reader:
        coder = reader.entity("coder", project.origin.coder_id)
    return coder if isinstance(coder, Coder) else None


def _workspace(file: ProjectFile, folders: Folders, coder_name: str, *, joins_at_once: bool = True) -> Workspace:
    coders = CoderService(file)
    known = coders.named if joins_at_once else coders.expected
    try:
        coder = _packet_coder(file) or known(coder_name or person_name())
    except AnnotatorError:
        file.close()
        raise
    return Workspace(file, folders, coder)
