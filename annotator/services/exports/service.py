"""Taking a dataset out of the project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.domain.coding import Coding
from annotator.domain.ids import CoderId
from annotator.domain.recipe import ExportChoice
from annotator.services.exports.processes import Order, told_elsewhere
from annotator.services.exports.reading import EVERYTHING, ExportReading, export_reading
from annotator.services.exports.starting import get_ready, processes_for

if TYPE_CHECKING:
    from annotator.formats.datasets.refusal import RefusedLine
    from annotator.formats.datasets.registry import (
        Elsewhere,
        ExportSummary as ExportSummary,  # noqa: PLC0414 - told on to others
    )
    from annotator.formats.datasets.source import DatasetSource
    from annotator.formats.datasets.telling import ToldStretch
    from annotator.services.codebooks import CodebookService
    from annotator.store.project_file import ProjectFile

MOST_LINES = 5_000
"""Lines of a preview that are shown; the export itself lists all."""


class ExportService:
    """The project's live codings, all or those chosen, in the forms asked for.

    A coder of a blind round that is running takes out only their own work of it; ``viewer`` is who exports, None for
    nobody in particular.
    """

    def __init__(self, project: ProjectFile, codebooks: CodebookService, viewer: CoderId | None = None) -> None:
        self._project = project
        self._codebooks = codebooks
        self._viewer = viewer

    def export(
        self,
        folder: Path,
        forms: Sequence[str],
        *,
        choice: ExportChoice = EVERYTHING,
        progress: Callable[[int], None] | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> ExportSummary:
        """Write the chosen codings into a new folder and return what was written; the choice's own forms are not asked.

        ``progress`` is told the number of coded articles written. Raises ExportError (nothing is left behind) when the
        folder exists or cannot be written, or when the export is cancelled.
        """
        from annotator.formats.datasets.registry import write_dataset  # the forms are loaded when one is written

        with self._reading(choice) as reading:
            return write_dataset(
                reading.source(),
                folder,
                forms,
                created=dt.datetime.now(dt.UTC),
                progress=progress,
                is_cancelled=is_cancelled,
                elsewhere=self._elsewhere(reading, choice),
            )

    def get_ready(self) -> None:
        """Have other processes start, if there is so much that an export will be divided among them."""
        if processes_for(self.coded_count()):
            get_ready()

    def preview(
        self,
        forms: Sequence[str],
        *,
        choice: ExportChoice = EVERYTHING,
        progress: Callable[[int], None] | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> Preview:
        """Return what an export would write, and every line it would refuse or change; nothing is written.

        Raises ExportError where the export itself would.
        """
        from annotator.formats.datasets.registry import preview  # as above

        with self.source(choice) as source:
            found = preview(source, forms, progress=progress, is_cancelled=is_cancelled)
        counts = found.counts
        return Preview(
            codings=counts.codings,
            articles=counts.articles,
            reports=counts.reports,
            values=counts.values,
            spans=counts.spans,
            lines=tuple(_preview_line(line) for line in found.refused[:MOST_LINES]),
            line_count=len(found.refused),
        )

    @contextmanager
    def source(self, choice: ExportChoice | None = None) -> Iterator[DatasetSource]:
        """Yield what an export is made from: the chosen codings or all, to be read while the block runs."""
        with self._reading(choice or EVERYTHING) as reading:
            yield reading.source()

    def coded_count(self, choice: ExportChoice = EVERYTHING) -> int:
        """Return the number of codings an export would write."""
        with self._reading(choice) as reading:
            return reading.count()

    def _reading(self, choice: ExportChoice) -> AbstractContextManager[ExportReading]:
        return export_reading(self._project, self._codebooks, choice, self._viewer)

    def _elsewhere(self, reading: ExportReading, choice: ExportChoice) -> Elsewhere | None:
        """Return the way to other processes; None where there are too few codings or cores for any."""
        processes = processes_for(reading.count())
        if not processes:
            return None

        @contextmanager
        def elsewhere(forms: Sequence[str]) -> Iterator[Iterator[ToldStretch]]:
            from annotator.formats.datasets.registry import teller_of  # as above

            order = Order(
                project=self._project.path,
                head_hash=self._project.head.hash,
                state_folder=self._project.state_folder,
                codebooks=self._codebooks.cache,
                viewer=self._viewer,
                choice=choice,
                forms=tuple(forms),
            )
            with (
                teller_of(reading.source(), forms) as here,
                told_elsewhere(
                    order, reading.headers(), processes, lambda stretch: here.told(reading.coded_articles(stretch))
                ) as told,
            ):
                yield told

        return elsewhere


class PreviewLine(NamedTuple):
    """Something an export would refuse or change: in which form, of which article, what, and why."""

    form: str
    article: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an export would write.

    ``lines`` are what it would refuse or change, only the first where there are very many; ``line_count`` counts all.
    """

    codings: int
    articles: int
    reports: int
    values: int
    spans: int
    lines: tuple[PreviewLine, ...]
    line_count: int

    def counts(self) -> tuple[tuple[int, str], ...]:
        """Return each count with the noun for one of what is counted."""
        return (
            (self.articles, "article"),
            (self.codings, "coding"),
            (self.reports, "incident"),
            (self.values, "value"),
            (self.spans, "span"),
        )

    def in_words(self) -> str:
        """Return what becomes of what the forms cannot take."""
        if not self.line_count:
            return "Nothing is refused or changed."
        shown = "" if len(self.lines) == self.line_count else f"; the first {len(self.lines):,} are listed"
        things = "1 thing is" if self.line_count == 1 else f"{self.line_count:,} things are"
        return f"{things} refused or changed and will be listed in refused.csv{shown}."


def _preview_line(line: RefusedLine) -> PreviewLine:
    place = line.field or line.column or line.level or ""
    return PreviewLine(line.form, line.file_name or line.article_id, f"{place} {line.outcome}".strip(), line.reason)


@dataclass(frozen=True, slots=True)
class Form:
    """A form a dataset may have; ``family`` is the heading it stands under."""

    name: str
    label: str
    family: str


GENERAL = "Tables and complete data"


def forms() -> tuple[Form, ...]:
    """Return every form, the general ones first."""
    from annotator.formats.datasets.registry import (  # as above
        incident_writers,
        nlp_writers,
        qualitative_writers,
        writers,
    )

    families = {
        GENERAL: writers,
        "Incident datasets": incident_writers,
        "Tools that mark text": nlp_writers,
        "Qualitative data analysis": qualitative_writers,
    }
    return tuple(
        Form(name, writer.label, family) for family, found in families.items() for name, writer in found.items()
    )


def form_names() -> list[str]:
    """Return the forms that are written where none is named: for any codebook, and with nothing to install."""
    return ["csv", "csv-spreadsheet", "jsonl"]


def codings_in(dataset: Path) -> list[Coding]:
    """Return the codings of a JSON Lines dataset; raises DatasetError naming the line that cannot be read."""
    from annotator.formats.datasets.json_lines_reading import read_json_lines  # as above

    return [coded.coding for coded in read_json_lines(dataset)]
