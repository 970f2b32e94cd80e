"""The forms a dataset may have, and the one way out: all or nothing into a new folder."""

from __future__ import annotations

import datetime as dt
import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from annotator.domain.errors import ExportError
from annotator.formats.datasets import manifest
from annotator.formats.datasets.csv_tables import CsvTables, Shape
from annotator.formats.datasets.form import FormResult, Sink, Writer
from annotator.formats.datasets.frictionless import DescribedTables
from annotator.formats.datasets.incident_forms.writers import incident_writers
from annotator.formats.datasets.json_lines import JsonLines
from annotator.formats.datasets.nlp_forms.forms import nlp_writers
from annotator.formats.datasets.output import OutputFile, WrittenFile
from annotator.formats.datasets.refi_qda.writer import qualitative_writers
from annotator.formats.datasets.source import DatasetSource
from annotator.formats.datasets.spreadsheet import AlteredCell
from annotator.formats.datasets.withholding import leaving

__all__ = [
    "ExportCancelledError",
    "ExportSummary",
    "Writer",
    "incident_writers",
    "nlp_writers",
    "qualitative_writers",
    "write_dataset",
    "writers",
]

_KEPT = "Nothing was written."


class ExportCancelledError(ExportError):
    """The export was stopped on request; nothing was left behind."""


class ExportSummary(NamedTuple):
    """What an export wrote: files relative to the folder, coded articles (``rows``), sentences to show.

    ``altered`` lists cells that got an apostrophe for spreadsheets (the first thousand); ``altered_count`` counts all.
    """

    files: tuple[WrittenFile, ...]
    rows: int
    remarks: tuple[str, ...]
    altered: tuple[AlteredCell, ...] = ()
    altered_count: int = 0


@dataclass(frozen=True, slots=True)
class CsvWriter:
    """CSV tables, as they are and with a data package, or made safe for spreadsheet programs."""

    name: str
    label: str
    folder: str
    shape: Shape
    for_spreadsheets: bool = False
    needs_text: bool = False

    def open(self, source: DatasetSource, folder: Path) -> Sink:
        """Begin writing."""
        if self.for_spreadsheets:
            return CsvTables(source, folder, self.shape, for_spreadsheets=True)
        return DescribedTables(source, folder, self.shape)


@dataclass(frozen=True, slots=True)
class JsonLinesWriter:
    """Lossless JSON Lines."""

    name: str = "jsonl"
    label: str = "JSON Lines (complete, one coded article per line)"
    folder: str = ""
    needs_text: bool = False

    def open(self, source: DatasetSource, folder: Path) -> Sink:
        """Begin writing."""
        return JsonLines(source, folder)


_writers: tuple[Writer, ...] = (
    CsvWriter("csv", "CSV, long (one row per value and per span of evidence)", "", Shape.LONG),
    CsvWriter("csv-wide", "CSV, wide (one row per report, one column per part of a field)", "wide", Shape.WIDE),
    CsvWriter("csv-spreadsheet", "CSV tables for spreadsheet programs", "spreadsheet", Shape.BOTH, True),
    JsonLinesWriter(),
)
writers: dict[str, Writer] = {writer.name: writer for writer in _writers}
"""Every general form by its name.

`incident_writers` has those that need the default codebook's fields, `nlp_writers` those for tools that mark spans,
`qualitative_writers` those for qualitative data analysis.
"""


def write_dataset(
    source: DatasetSource,
    folder: Path,
    forms: Sequence[str],
    *,
    created: dt.datetime,
    progress: Callable[[int], None] | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ExportSummary:
    """Write a dataset with its manifest into a new or empty folder.

    The coded articles are streamed once for all ``forms``; ``progress`` gets the number written so far. Everything is
    made in a folder beside the target, brought to disk and then renamed, so the target is complete or absent.
    Raises ExportError when the folder has something in it, a form is unknown, or the disk refuses;
    ExportCancelledError when ``is_cancelled`` says so. Both leave nothing behind.
    """
    chosen = _chosen(forms)
    _refuse_forms_of_text(source, chosen)
    _refuse_occupied(folder)
    with _os_errors_told(folder), _made_beside(folder) as made:
        results, coded_articles = _streamed(source, made, chosen, progress or _ignored, is_cancelled)
        summary = _summary(results, coded_articles)
        record = manifest.manifest_of(
            source,
            created=created,
            forms=tuple(writer.name for writer in chosen),
            coded_articles=coded_articles,
            altered_cells=summary.altered_count,
            remarks=summary.remarks,
            files=summary.files,
        )
        with OutputFile(made, manifest.FILE_NAME) as output:
            output.write(manifest.manifest_bytes(record))
            written = output.finished(1)
    return summary._replace(files=(*summary.files, written))


def _streamed(
    source: DatasetSource,
    folder: Path,
    chosen: Sequence[Writer],
    progress: Callable[[int], None],
    is_cancelled: Callable[[], bool],
) -> tuple[list[FormResult], int]:
    """Feed every coded article to every form; return the results and the number of coded articles."""
    count = 0
    with ExitStack() as stack:
        sinks = []
        for writer in chosen:
            (folder / writer.folder).mkdir(exist_ok=True)
            sinks.append(stack.enter_context(writer.open(source, folder / writer.folder)))
        for count, coded in enumerate(leaving(source), start=1):
            if is_cancelled():
                raise ExportCancelledError("The export was cancelled.", kept=_KEPT)
            for sink in sinks:
                sink.add(coded)
            progress(count)
        results = [_in_folder(sink.finished(), writer.folder) for sink, writer in zip(sinks, chosen, strict=True)]
    return results, count


def _in_folder(result: FormResult, folder: str) -> FormResult:
    """Return the result with file names relative to the dataset's folder."""
    if not folder:
        return result
    return result._replace(
        files=tuple(file._replace(name=f"{folder}/{file.name}") for file in result.files),
        altered=tuple(cell._replace(file=f"{folder}/{cell.file}") for cell in result.altered),
    )


def _summary(results: Sequence[FormResult], coded_articles: int) -> ExportSummary:
    return ExportSummary(
        files=tuple(file for result in results for file in result.files),
        rows=coded_articles,
        remarks=tuple(remark for result in results for remark in result.remarks),
        altered=tuple(cell for result in results for cell in result.altered),
        altered_count=sum(result.altered_count for result in results),
    )


def _chosen(forms: Sequence[str]) -> tuple[Writer, ...]:
    known = writers | incident_writers | nlp_writers | qualitative_writers
    unknown = [form for form in forms if form not in known]
    if unknown or not forms:
        asked = f"There is no dataset form “{unknown[0]}”." if unknown else "No dataset form was chosen."
        raise ExportError(asked, kept=_KEPT, remedy=f"The forms are {', '.join(known)}.")
    return tuple(known[form] for form in dict.fromkeys(forms))


def _refuse_forms_of_text(source: DatasetSource, chosen: Sequence[Writer]) -> None:
    """Raise ExportError naming the forms that need a text that must not leave."""
    needing = [writer.label for writer in chosen if writer.needs_text]
    if needing and not source.options.with_text:
        raise ExportError(
            f"Without the articles' texts there is no {' and no '.join(needing)}.",
            kept=_KEPT,
            remedy="Leave these forms out, or let the texts leave.",
        )


def _refuse_occupied(folder: Path) -> None:
    """Raise ExportError unless the folder is absent or empty."""
    remedy = "Choose a new folder, so that no earlier dataset is overwritten."
    try:
        is_occupied = folder.is_dir() and any(folder.iterdir())
    except OSError as error:
        raise ExportError(f"The folder {folder} cannot be opened ({error.strerror}).", kept=_KEPT) from error
    if is_occupied:
        raise ExportError(f"The folder {folder} is not empty.", kept=_KEPT, remedy=remedy)
    if not folder.is_dir() and (folder.exists() or folder.is_symlink()):
        raise ExportError(f"{folder} is not a folder.", kept=_KEPT, remedy=remedy)


@contextmanager
def _made_beside(folder: Path) -> Iterator[Path]:
    """Yield a new folder that takes the target's name when the block ends well, and is removed when not."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.part"
    made.mkdir()
    try:
        yield made
        _bring_folders_to_disk(made)
        if folder.is_dir():
            folder.rmdir()
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    _bring_to_disk(folder.parent)


def _bring_folders_to_disk(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            _bring_to_disk(entry)
    _bring_to_disk(folder)


def _bring_to_disk(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _os_errors_told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            message, remedy = f"The disk is full; {folder} was not written.", "Make room or choose another disk."
        elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            message, remedy = f"{folder} may not be written.", "Choose a folder of your own."
        else:
            message, remedy = f"{folder} could not be written ({error.strerror or error}).", ""
        raise ExportError(message, kept=_KEPT, remedy=remedy) from error


def _ignored(_count: int) -> None:
    """Take a number and do nothing."""
