"""Writing a replication package: files into a folder, then the folder as it is or as one archive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import MappingProxyType

from annotator.domain.errors import ExportError
from annotator.formats.datasets.nlp_forms.stored_zip import StoredZip
from annotator.formats.datasets.output import OutputFile, WrittenFile
from annotator.formats.placing import placed
from annotator.formats.replication.manifest import PackageFile
from annotator.formats.replication.parts import PackagePart

ARCHIVE = ".zip"
FOLDER = "replication-package"
"""What is in an archive unpacks into this folder, whatever the archive is called, so that its bytes stay the same."""
_PIECE = 1 << 20
_GROUP_TABLE = "group_"

_DATA_FILES: Mapping[str, str] = MappingProxyType(
    {
        "articles.csv": "One row per coded article: its metadata and how much was coded.",
        "reports.csv": "One row per report: one incident as told by one article, in one coding.",
        "wide/reports.csv": "One row per report, one column per part of a field.",
        "values.csv": "One row per value: what was coded in one field, with its status.",
        "evidence.csv": "One row per marked stretch of text, with the value it supports.",
        "notes.csv": "One row per note of a coder.",
        "refused.csv": "What this form cannot say, with the reason.",
        "datapackage.json": "What every column of every table means (Frictionless data package).",
        "codebook.csv": "The codebook as a table: every field and category.",
        "dataset.jsonl": "Everything, one coded article per line (JSON Lines).",
        "events/events.csv": "One row per event.",
        "events/reports.csv": "One row per report, with the article that tells of it.",
        "events/crosswalk.csv": "Which report tells of which event.",
        "manifest.json": "The dataset’s own list of files, with rows and hashes.",
    }
)


class PackageFolder:
    """The folder being filled."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: list[PackageFile] = []

    def add(self, part: PackagePart) -> None:
        """Write one file; raises ExportError for a name that is there or leads out of the package."""
        pieces = part.name.split("/")
        if "\\" in part.name or any(piece in ("", ".", "..") for piece in pieces):
            raise ExportError(f"A package cannot hold a file named “{part.name}”.", kept="Nothing was written.")
        if (self.path / part.name).exists():
            raise ExportError(f"The package has two files named {part.name}.", kept="Nothing was written.")
        with OutputFile(self.path, part.name) as output:
            output.write(part.data)
            written = output.finished(0)
        self.files.append(PackageFile(part.name, written.bytes, written.sha256, part.about))

    def add_dataset(self, folder: str, files: tuple[WrittenFile, ...]) -> None:
        """Take note of the files of a dataset that was written into a folder of the package."""
        for file in files:
            self.files.append(PackageFile(f"{folder}/{file.name}", file.bytes, file.sha256, _about(file.name)))


def _about(name: str) -> str:
    """Return what a file of a dataset is."""
    own = name.rpartition("/")[2]
    if own.startswith(_GROUP_TABLE):
        group = own.removeprefix(_GROUP_TABLE).removesuffix(".csv").replace("_", " ")
        return f"One row per {group} in a report."
    return _DATA_FILES.get(name) or _DATA_FILES.get(own) or "Part of the dataset."


@contextmanager
def new_package(target: Path) -> Iterator[PackageFolder]:
    """Yield an empty folder; when the block ends well it stands at ``target``, zipped where that ends in ``.zip``.

    Raises ExportError, leaving nothing behind, when the target is there already or the disk refuses.
    """
    if not target.name.lower().endswith(ARCHIVE):
        with placed(target) as made:
            made.mkdir()
            yield PackageFolder(made)
        return
    with placed(target) as archive:
        contents = archive.with_suffix(".contents")
        contents.mkdir()
        try:
            package = PackageFolder(contents)
            yield package
            _zip(package, archive)
        finally:
            shutil.rmtree(contents, ignore_errors=True)


def _zip(package: PackageFolder, archive: Path) -> None:
    """Pack the files in the order of their names, under one folder; stored, with fixed times."""
    with OutputFile(archive.parent, archive.name) as output:
        packed = StoredZip(output)
        for name in sorted(file.name for file in package.files):
            packed.add_streamed(f"{FOLDER}/{name}", partial(_pieces, package.path / name))
        packed.end()
        output.finished(0)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
