"""Composition root: opens a project and builds the services on it; the only module that names every layer."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from annotator.domain.coding import Coder
from annotator.domain.errors import AnnotatorError
from annotator.resources import resource_path, seeds_path
from annotator.services.agreement import AgreementService
from annotator.services.articles import ArticleService
from annotator.services.backups import BackupService
from annotator.services.codebook_cache import CodebookCache
from annotator.services.codebook_documents import CodebookDocumentService
from annotator.services.codebooks import CodebookService, codebook_source
from annotator.services.coders import CoderService
from annotator.services.coding import CodingService
from annotator.services.exports import ExportService
from annotator.services.folders import Folders, person_name
from annotator.services.projects import ProjectService
from annotator.services.recipes import RecipeService
from annotator.services.replication import ReplicationService
from annotator.services.replication_agreement import AgreementSupplier
from annotator.services.review import ReviewService
from annotator.services.rounds import RoundService
from annotator.store.project_file import ProjectFile

if TYPE_CHECKING:
    from annotator.services.coding_imports import CodingImportService
    from annotator.services.coding_restore import CodingRestoreService
    from annotator.services.merging import MergeService
    from annotator.services.packets import PacketService

SUFFIX = ".annotator"
SAMPLE_NAME = "Sample project"


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open project, the coder at work and the services; a context manager that closes the project."""

    coder: Coder
    project: ProjectService
    coders: CoderService
    articles: ArticleService
    codebooks: CodebookService
    codebook_documents: CodebookDocumentService
    coding: CodingService
    exports: ExportService
    recipes: RecipeService
    replication: ReplicationService
    rounds: RoundService
    review: ReviewService
    agreement: AgreementService
    backups: BackupService
    close: Callable[[], None]
    _file: ProjectFile

    @property
    def coding_imports(self) -> CodingImportService:
        """Codings of other programs; loaded when asked for, because their readers would cost a tenth of the start."""
        from annotator.services.coding_imports import CodingImportService

        return CodingImportService(self._file, self.codebooks, self.backups)

    @property
    def coding_restore(self) -> CodingRestoreService:
        """Codings of this program's own export; loaded when asked for."""
        from annotator.services.coding_restore import CodingRestoreService

        return CodingRestoreService(self._file, self.backups)

    @property
    def packets(self) -> PacketService:
        """Packets made from the project; loaded when asked for."""
        from annotator.services.packets import PacketService

        return PacketService(self._file)

    @property
    def merging(self) -> MergeService:
        """Packets that come back; loaded when asked for."""
        from annotator.services.merging import MergeService

        return MergeService(self._file, self.codebooks, self.backups)

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


def open_workspace(path: Path, *, folders: Folders, coder_name: str = "", read_only: bool = False) -> Workspace:
    """Open a project and build its services.

    Raises ProjectError (see `ProjectFile.open`) with the file as it was, CodingError when the coder's name is none.
    """
    return _workspace(ProjectFile.open(path, state_folder=folders.state, read_only=read_only), folders, coder_name)


def create_workspace(
    path: Path,
    *,
    folders: Folders,
    name: str = "",
    coder_name: str = "",
    codebook: Path | None = None,
) -> Workspace:
    """Make a new project with a codebook and open it; nothing is left behind when that fails.

    Raises CodebookError when the codebook cannot be used, ProjectError when the file cannot be made, CodingError when
    the coder's name is none.
    """
    codebook = codebook or default_codebook_path()
    source = codebook_source(codebook)
    project = ProjectFile.create(path, name=_as_text(name or path.stem), state_folder=folders.state)
    try:
        workspace = _workspace(project, folders, coder_name)
        workspace.codebooks.add(source, file_name=codebook.name, coder_id=workspace.coder.id)
    except AnnotatorError:
        project.close()
        path.unlink()
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
    workspace = create_workspace(path, folders=folders, name=SAMPLE_NAME, coder_name=coder_name)
    plan = workspace.articles.plan_import(sorted(seeds_path().glob("*.txt")))
    workspace.articles.import_articles(plan, coder_id=workspace.coder.id)
    return workspace


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


def _workspace(project: ProjectFile, folders: Folders, coder_name: str) -> Workspace:
    try:
        coders = CoderService(project)
        coder = _packet_coder(project) or coders.named(coder_name or person_name())
    except AnnotatorError:
        project.close()
        raise
    codebooks = CodebookService(project, CodebookCache(folders.state / "codebooks"))
    backups = BackupService(project)
    articles = ArticleService(project, backups)
    exports = ExportService(project, codebooks, viewer=coder.id)
    recipes = RecipeService(project)
    documents = CodebookDocumentService(project, codebooks)
    rounds = RoundService(project, codebooks, backups)
    agreement = AgreementService(project, codebooks, rounds.hidden)
    return Workspace(
        coder=coder,
        project=ProjectService(project),
        coders=coders,
        articles=articles,
        codebooks=codebooks,
        codebook_documents=documents,
        coding=CodingService(project, codebooks),
        exports=exports,
        recipes=recipes,
        replication=ReplicationService(
            project, codebooks, documents, recipes, exports.source, AgreementSupplier(project, agreement, coder.id)
        ),
        _file=project,
        rounds=rounds,
        review=ReviewService(project, codebooks, rounds.hidden),
        agreement=agreement,
        backups=backups,
        close=backups.close_project,
    )
