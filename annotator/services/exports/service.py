"""Taking a dataset out of the project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator import __version__
from annotator.domain.codebook import Codebook
from annotator.domain.coding import CodebookVersion, Coder, Coding
from annotator.domain.ids import CodebookId, CoderId
from annotator.domain.recipe import ExportChoice
from annotator.domain.rounds import Round
from annotator.services.exports.garbage import garbage_collected_seldom
from annotator.services.exports.selection import Blindness, Selection, pseudonyms

if TYPE_CHECKING:
    from annotator.formats.datasets.refusal import RefusedLine
    from annotator.formats.datasets.registry import ExportSummary as ExportSummary  # noqa: PLC0414 - told on to others
    from annotator.formats.datasets.source import CodedArticle, DatasetSource
    from annotator.services.codebooks import CodebookService
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader

_BATCH = 50
EVERYTHING = ExportChoice()
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

        with self.source(choice) as source:
            return write_dataset(
                source,
                folder,
                forms,
                created=dt.datetime.now(dt.UTC),
                progress=progress,
                is_cancelled=is_cancelled,
            )

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
        versions = {version.id: version for version in self._codebooks.versions()}
        codebooks = {codebook_id: self._codebooks.codebook(codebook_id) for codebook_id in versions}
        with self._project.read() as reader, garbage_collected_seldom():
            yield self._source(reader, versions, codebooks, choice or EVERYTHING)

    def coded_count(self, choice: ExportChoice = EVERYTHING) -> int:
        """Return the number of codings an export would write."""
        with self._project.read() as reader:
            selection = self._selection(reader, choice, {coder.id: coder for coder in reader.coders()})
            counts = reader.coding_counts(choice.articles, rounds=choice.rounds)
            return sum(count for header, count in counts if selection.takes(header))

    def _chosen(self, reader: Reader, choice: ExportChoice, coders: Mapping[CoderId, Coder]) -> Iterator[Coding]:
        selection = self._selection(reader, choice, coders)
        headers = reader.coding_headers(choice.articles, rounds=choice.rounds)
        return map(selection.leaving, reader.codings_with(filter(selection.takes, headers)))

    def _rounds(self, reader: Reader, choice: ExportChoice, coders: Mapping[CoderId, Coder]) -> tuple[Round, ...]:
        """Return the rounds of the codings that leave, oldest first."""
        selection = self._selection(reader, choice, coders)
        counts = reader.coding_counts(choice.articles, rounds=choice.rounds)
        found = {header.round_id for header, _ in counts if selection.takes(header)}
        return tuple(one for one in reader.rounds() if one.id in found)

    def _selection(self, reader: Reader, choice: ExportChoice, coders: Mapping[CoderId, Coder]) -> Selection:
        rounds = reader.rounds_of(self._viewer) if self._viewer is not None else ()
        hidden = frozenset(one.id for one in rounds if one.hides_others)
        return Selection(choice, coders, Blindness(self._viewer, hidden))

    def _source(
        self,
        reader: Reader,
        versions: dict[CodebookId, CodebookVersion],
        codebooks: dict[CodebookId, Codebook],
        choice: ExportChoice,
    ) -> DatasetSource:
        from annotator.formats.datasets.source import CodedArticle, DatasetSource, ExportOptions  # as above

        coders = {coder.id: coder for coder in reader.coders()}
        shown = pseudonyms(tuple(coders.values())) if choice.is_pseudonymous else coders

        def coded_articles() -> Iterator[CodedArticle]:
            codings = self._chosen(reader, choice, coders)
            while batch := list(islice(codings, _BATCH)):
                ids = [coding.header.article_id for coding in batch]
                articles = {article.id: article for article in reader.articles(list(dict.fromkeys(ids)))}
                for coding in batch:
                    header = coding.header
                    yield CodedArticle(
                        article=articles[header.article_id],
                        coder=shown[header.coder_id],
                        coding=coding,
                        codebook=codebooks[header.codebook_id],
                    )

        def rounds() -> tuple[Round, ...]:
            return self._rounds(reader, choice, coders)

        head = self._project.head
        return DatasetSource(
            project_id=self._project.project_id,
            project_name=self._project.name,
            head=head.sequence,
            head_hash=head.hash,
            app_version=__version__,
            coders=tuple(shown.values()),
            codebooks=codebooks,
            codebook_versions=versions,
            coded_articles=coded_articles,
            options=ExportOptions(
                with_text=choice.with_text,
                fields=None if choice.fields is None else frozenset(choice.fields),
                units=frozenset(choice.units) or None,
            ),
            choice=None if choice.model_copy(update={"forms": ()}) == EVERYTHING else choice,
            rounds=rounds,
        )


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
        """Return each count with what is counted."""
        return (
            (self.articles, "articles"),
            (self.codings, "codings"),
            (self.reports, "incidents"),
            (self.values, "values"),
            (self.spans, "spans"),
        )

    def in_words(self) -> str:
        """Return what becomes of what the forms cannot take."""
        if not self.line_count:
            return "Nothing is refused or changed."
        shown = "" if len(self.lines) == self.line_count else f"; the first {len(self.lines):,} are listed"
        return f"{self.line_count:,} things are refused or changed and will be listed in refused.csv{shown}."


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
