"""The package's manifest: where it comes from and every file in it with its SHA-256."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal, NamedTuple

from annotator.domain.ids import ProjectId
from annotator.domain.values import Frozen
from annotator.formats.replication.about import About, Counts, Origin
from annotator.formats.replication.citation import title_of

MANIFEST = "manifest.json"
CHECKSUMS = "SHA256SUMS"


class PackageFile(NamedTuple):
    """A file that is in the package: name relative to it, size, SHA-256, what is in it."""

    name: str
    bytes: int
    sha256: str
    about: str


class FileEntry(Frozen):
    """A file: name relative to the manifest, size in bytes, SHA-256."""

    name: str
    bytes: int
    sha256: str


class Package(Frozen):
    """One package; ``last_event_at`` is the only time in it, so that making it again gives the same bytes."""

    format: Literal["incident-annotator/replication/1"] = "incident-annotator/replication/1"
    title: str
    authors: tuple[str, ...]
    licence: str
    project_id: ProjectId
    project_name: str
    head: int
    head_hash: str
    last_event_at: dt.datetime
    app_version: str
    forms: tuple[str, ...]
    recipe: str
    counts: dict[str, int]
    files: tuple[FileEntry, ...]


def manifest_text(
    about: About, origin: Origin, counts: Counts, *, forms: Sequence[str], recipe: str, files: Sequence[PackageFile]
) -> str:
    """Return the manifest: JSON, indented by two."""
    package = Package(
        title=title_of(about, origin),
        authors=about.authors,
        licence=about.licence.identifier if about.licence else "",
        project_id=origin.project_id,
        project_name=origin.project_name,
        head=origin.head,
        head_hash=origin.head_hash,
        last_event_at=origin.at,
        app_version=origin.app_version,
        forms=tuple(forms),
        recipe=recipe,
        counts=counts._asdict(),
        files=tuple(FileEntry(name=file.name, bytes=file.bytes, sha256=file.sha256) for file in sorted(files)),
    )
    return package.model_dump_json(indent=2) + "\n"


def checksums_text(files: Sequence[PackageFile]) -> str:
    """Return the list that ``sha256sum --check`` reads."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in sorted(files))
