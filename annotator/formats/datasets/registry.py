"""The forms a dataset may have, and the one way out: all or nothing into a new folder.

`writers` are the general forms, `incident_writers` those that need the default codebook's fields, `nlp_writers` those
for tools that mark spans, `qualitative_writers` those for qualitative data analysis.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from annotator.domain.errors import ExportError
from annotator.formats.datasets import manifest
from annotator.formats.datasets.destination import NOTHING_WRITTEN, made_beside, os_errors_told, refuse_occupied
from annotator.formats.datasets.form import DivisibleSink, FormResult, Sink, Writer
from annotator.formats.datasets.general_forms import writers
from annotator.formats.datasets.incident_forms.writers import incident_writers
from annotator.formats.datasets.nlp_forms.forms import nlp_writers
from annotator.formats.datasets.output import DryFolder, Folder, OutputFile, WrittenFile
from annotator.formats.datasets.refi_qda.writer import qualitative_writers
from annotator.formats.datasets.refusal import RefusedLine
from annotator.formats.datasets.refused import CHANGED, LEFT_OUT, RefusedList
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from annotator.formats.datasets.spreadsheet import AlteredCell
from annotator.formats.datasets.tally import Counts, Tally
from annotator.formats.datasets.telling import ALL_FORMS, Teller, ToldStretch
from annotator.formats.datasets.withholding import Withholding

__all__ = [
    "Counts",
    "ExportCancelledError",
    "ExportPreview",
    "ExportSummary",
    "FormPreview",
    "Writer",
    "incident_writers",
    "nlp_writers",
    "preview",
    "qualitative_writers",
    "write_dataset",
    "writers",
]

Elsewhere = Callable[[Sequence[str]], AbstractContextManager[Iterator[ToldStretch]]]
"""Has other processes say what the named forms say of all coded articles: gives it in their order, some at a time."""


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


class FormPreview(NamedTuple):
    """What one form would hold: the counts of what is not left out, and its remarks."""

    name: str
    label: str
    counts: Counts
    left_out: int
    changed: int
    remarks: tuple[str, ...]


class ExportPreview(NamedTuple):
    """What an export would write: all there is, form by form, and every line its lists of refusals would have."""

    counts: Counts
    forms: tuple[FormPreview, ...]
    refused: tuple[RefusedLine, ...]


def write_dataset(
    source: DatasetSource,
    folder: Path,
    forms: Sequence[str],
    *,
    created: dt.datetime,
    progress: Callable[[int], None] | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
    elsewhere: Elsewhere | None = None,
) -> ExportSummary:
    """Write a dataset with its manifest into a new or empty folder.

    The coded articles are streamed once for all ``forms``; ``progress`` gets the number written so far. Forms whose
    work can be divided are left to ``elsewhere`` where there is one; the files are the same. Everything is
    made in a folder beside the target, brought to disk and then renamed, so the target is complete or absent.
    Raises ExportError when the folder has something in it, a form is unknown or cannot be made, or the disk refuses;
    ExportCancelledError when ``is_cancelled`` says so. Both leave nothing behind.
    """
    chosen = _chosen(source, forms)
    refuse_occupied(folder)
    with os_errors_told(folder), made_beside(folder) as made:
        for writer in chosen:
            (made / writer.folder).mkdir(exist_ok=True)
        run = _Run(source, made, [(writer, made / writer.folder) for writer in chosen], progress, is_cancelled)
        results = run.streamed(elsewhere)
        summary = _summary(results, run.codings)
        record = manifest.manifest_of(
            source,
            created=created,
            forms=tuple(writer.name for writer in chosen),
            coded_articles=summary.rows,
            altered_cells=summary.altered_count,
            remarks=summary.remarks,
            files=summary.files,
        )
        with OutputFile(made, manifest.FILE_NAME) as output:
            output.write(manifest.manifest_bytes(record))
            written = output.finished(1)
    return summary._replace(files=(*summary.files, written))


def teller_of(source: DatasetSource, forms: Sequence[str]) -> Teller:
    """Open forms to say what they say of coded articles, for a process elsewhere to write.

    Raises ExportError where the export would.
    """
    return Teller(source, _chosen(source, forms))


def preview(
    source: DatasetSource,
    forms: Sequence[str],
    *,
    progress: Callable[[int], None] | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ExportPreview:
    """Return what an export would write and refuse; nothing is written.

    The forms run as in `write_dataset`, into folders that keep nothing but what is refused, so that the lines are those
    of the files. Raises ExportError where the export would, ExportCancelledError when ``is_cancelled`` says so.
    """
    chosen = _chosen(source, forms)
    whole, folders = DryFolder(), [DryFolder() for _ in chosen]
    run = _Run(source, whole, list(zip(chosen, folders, strict=True)), progress, is_cancelled)
    results = run.streamed()
    found = tuple(
        FormPreview(
            writer.name,
            writer.label,
            tally.counts,
            sum(line.outcome == LEFT_OUT for line in folder.refused),
            sum(line.outcome == CHANGED for line in folder.refused),
            result.remarks,
        )
        for writer, tally, folder, result in zip(chosen, run.tallies, folders, results, strict=False)
    )
    return ExportPreview(run.all.counts, found, tuple(line for folder in (whole, *folders) for line in folder.refused))


class _Run:
    """One stream of coded articles through the chosen forms, each into its folder.

    Where the forms are only tried, ``all`` counts what there is, and ``tallies`` what each form holds of it.
    """

    def __init__(
        self,
        source: DatasetSource,
        whole: Folder,
        targets: Sequence[tuple[Writer, Folder]],
        progress: Callable[[int], None] | None,
        is_cancelled: Callable[[], bool],
    ) -> None:
        self._source = source
        self._whole = whole
        self._targets = targets
        self._progress = progress
        self._is_cancelled = is_cancelled
        self._withholding = Withholding(source)
        self.codings = 0
        self.all = Tally()
        self.tallies = tuple(Tally() for _ in targets)

    def streamed(self, elsewhere: Elsewhere | None = None) -> list[FormResult]:
        """Feed every coded article to every form; return the forms' results and last what all forms miss."""
        with ExitStack() as stack:
            sinks = [stack.enter_context(writer.open(self._source, folder)) for writer, folder in self._targets]
            missed = stack.enter_context(RefusedList(self._whole, ALL_FORMS))
            divisible = {
                writer.name: sink
                for sink, (writer, _) in zip(sinks, self._targets, strict=True)
                if isinstance(sink, DivisibleSink)
            }
            if elsewhere and divisible:
                others = [sink for sink in sinks if not isinstance(sink, DivisibleSink)]
                told = stack.enter_context(elsewhere(tuple(divisible)))
                self._write_told(told, tuple(divisible.values()), others, missed)
            else:
                self._write(sinks, missed)
            results = [
                _in_folder(sink.finished(), writer.folder)
                for sink, (writer, _) in zip(sinks, self._targets, strict=True)
            ]
            return [*results, FormResult(missed.finished(), missed.remarks())]

    def _write(self, sinks: Sequence[Sink], missed: RefusedList) -> None:
        """Have every form say and write each coded article."""
        for coded in self._source.coded_articles():
            self._refuse_cancelled()
            for refusal in self._withholding.lost_names(coded):
                missed.add(coded, refusal)
            leaving = self._withholding.leaving(coded)
            for sink in sinks:
                sink.add(leaving)
            if isinstance(self._whole, DryFolder):
                self._count(leaving)
            self._advance()

    def _write_told(
        self,
        stretches: Iterator[ToldStretch],
        sinks: Sequence[DivisibleSink],
        others: Sequence[Sink],
        missed: RefusedList,
    ) -> None:
        """Write what other processes say; the forms that cannot be divided are fed here meanwhile."""
        stream = self._source.coded_articles() if others else iter(())
        for told in stretches:
            self._refuse_cancelled()
            for listed in told.missed:
                missed.take(listed)
            for sink, said in zip(sinks, told.said, strict=True):
                sink.write(said)
            for coded in islice(stream, told.articles):
                leaving = self._withholding.leaving(coded)
                for other in others:
                    other.add(leaving)
            self._advance(told.articles)

    def _refuse_cancelled(self) -> None:
        if self._is_cancelled():
            raise ExportCancelledError("The export was cancelled.", kept=NOTHING_WRITTEN)

    def _advance(self, codings: int = 1) -> None:
        self.codings += codings
        if self._progress:
            self._progress(self.codings)

    def _count(self, coded: CodedArticle) -> None:
        self.all.add(coded, ())
        for tally, (_, folder) in zip(self.tallies, self._targets, strict=True):
            if isinstance(folder, DryFolder):
                tally.add(coded, folder.refused[tally.lines_seen :])
                tally.lines_seen = len(folder.refused)


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


def _chosen(source: DatasetSource, forms: Sequence[str]) -> tuple[Writer, ...]:
    """Return the forms asked for; ExportError where one is unknown or needs a text that must not leave."""
    known = writers | incident_writers | nlp_writers | qualitative_writers
    unknown = [form for form in forms if form not in known]
    if unknown or not forms:
        asked = f"There is no dataset form “{unknown[0]}”." if unknown else "No dataset form was chosen."
        raise ExportError(asked, kept=NOTHING_WRITTEN, remedy=f"The forms are {', '.join(known)}.")
    chosen = tuple(known[form] for form in dict.fromkeys(forms))
    needing = [] if source.options.with_text else [writer.label for writer in chosen if writer.needs_text]
    if needing:
        raise ExportError(
            f"Without the articles' texts there is no {' and no '.join(needing)}.",
            kept=NOTHING_WRITTEN,
            remedy="Leave these forms out, or let the texts leave.",
        )
    return chosen
