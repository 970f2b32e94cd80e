"""The manifest: what a dataset was made from and every file in it, so that it can be checked and cited."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from annotator.domain.ids import CodebookId, ProjectId
from annotator.domain.recipe import ExportChoice, ExportUnit
from annotator.domain.values import Frozen
from annotator.formats.datasets.output import WrittenFile
from annotator.formats.datasets.source import DatasetSource

FILE_NAME = "manifest.json"


class ProjectEntry(Frozen):
    """The project and the event it stood at."""

    id: ProjectId
    name: str
    head: int
    head_hash: str


class CodebookEntry(Frozen):
    """A codebook version; ``sha256`` is its YAML's."""

    id: CodebookId
    name: str
    version: int
    sha256: str


class FileEntry(Frozen):
    """A file: name relative to the manifest, size in bytes, data rows, SHA-256."""

    name: str
    bytes: int
    rows: int
    sha256: str


class Options(Frozen):
    """What was asked for; ``fields`` are the ids of those that left, ``units`` those of the tables; None for all.

    ``choice`` says whose work, which articles and values were taken, None where everything was.
    """

    forms: tuple[str, ...]
    with_text: bool = True
    fields: tuple[str, ...] | None = None
    units: tuple[ExportUnit, ...] | None = None
    choice: ExportChoice | None = None


class Manifest(Frozen):
    """One export."""

    format: Literal["incident-annotator/manifest/1"] = "incident-annotator/manifest/1"
    created: dt.datetime
    app_version: str
    project: ProjectEntry
    codebooks: tuple[CodebookEntry, ...]
    options: Options
    coded_articles: int
    altered_cells: int
    remarks: tuple[str, ...]
    files: tuple[FileEntry, ...]


def manifest_of(
    source: DatasetSource,
    *,
    created: dt.datetime,
    forms: tuple[str, ...],
    coded_articles: int,
    altered_cells: int,
    remarks: tuple[str, ...],
    files: tuple[WrittenFile, ...],
) -> Manifest:
    """Return the manifest of a finished export."""
    return Manifest(
        created=created,
        app_version=source.app_version,
        project=ProjectEntry(
            id=source.project_id, name=source.project_name, head=source.head, head_hash=source.head_hash
        ),
        codebooks=tuple(
            CodebookEntry(id=version.id, name=version.name, version=version.version, sha256=version.sha256)
            for version in source.ordered_versions
        ),
        options=Options(
            forms=forms,
            with_text=source.options.with_text,
            fields=None if source.options.fields is None else tuple(sorted(source.options.fields)),
            units=None if source.options.units is None else tuple(sorted(source.options.units)),
            choice=source.choice,
        ),
        coded_articles=coded_articles,
        altered_cells=altered_cells,
        remarks=remarks,
        files=tuple(FileEntry(**file._asdict()) for file in sorted(files)),
    )


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the manifest's file: UTF-8 JSON, indented by two, a line feed at the end."""
    return manifest.model_dump_json(indent=2).encode() + b"\n"
