"""Taking a dataset out of the project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from annotator import __version__
from annotator.domain.codebook import Codebook
from annotator.domain.coding import CodebookVersion, Coding
from annotator.domain.ids import CodebookId

if TYPE_CHECKING:
    from annotator.formats.datasets.registry import ExportSummary
    from annotator.formats.datasets.source import CodedArticle, DatasetSource
    from annotator.services.codebooks import CodebookService
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader

_BATCH = 200


class ExportService:
    """Every live coding of the project, in the forms asked for."""

    def __init__(self, project: ProjectFile, codebooks: CodebookService) -> None:
        self._project = project
        self._codebooks = codebooks

    def export(
        self,
        folder: Path,
        forms: Sequence[str],
        *,
        progress: Callable[[int], None] | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> ExportSummary:
        """Write the dataset into a new folder and return what was written.

        ``progress`` is told the number of coded articles written. Raises ExportError (nothing is left behind) when the
        folder exists or cannot be written, or when the export is cancelled.
        """
        from annotator.formats.datasets.registry import write_dataset  # the forms are loaded when one is written

        with self.source() as source:
            return write_dataset(
                source,
                folder,
                forms,
                created=dt.datetime.now(dt.UTC),
                progress=progress,
                is_cancelled=is_cancelled,
            )

    @contextmanager
    def source(self) -> Iterator[DatasetSource]:
        """Yield what an export is made from: every live coding, to be read while the block runs."""
        versions = {version.id: version for version in self._codebooks.versions()}
        codebooks = {codebook_id: self._codebooks.codebook(codebook_id) for codebook_id in versions}
        with self._project.read() as reader:
            yield self._source(reader, versions, codebooks)

    def coded_count(self) -> int:
        """Return the number of codings an export would write."""
        with self._project.read() as reader:
            return sum(1 for _ in _live(reader.codings()))

    def _source(
        self,
        reader: Reader,
        versions: dict[CodebookId, CodebookVersion],
        codebooks: dict[CodebookId, Codebook],
    ) -> DatasetSource:
        from annotator.formats.datasets.source import CodedArticle, DatasetSource  # as above

        coders = {coder.id: coder for coder in reader.coders()}

        def coded_articles() -> Iterator[CodedArticle]:
            codings = _live(reader.codings())
            while batch := list(islice(codings, _BATCH)):
                ids = [coding.header.article_id for coding in batch]
                articles = {article.id: article for article in reader.articles(list(dict.fromkeys(ids)))}
                for coding in batch:
                    header = coding.header
                    yield CodedArticle(
                        article=articles[header.article_id],
                        coder=coders[header.coder_id],
                        coding=coding,
                        codebook=codebooks[header.codebook_id],
                    )

        head = self._project.head
        return DatasetSource(
            project_id=self._project.project_id,
            project_name=self._project.name,
            head=head.sequence,
            head_hash=head.hash,
            app_version=__version__,
            coders=tuple(coders.values()),
            codebooks=codebooks,
            codebook_versions=versions,
            coded_articles=coded_articles,
        )


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
    """Return the names of the general forms, which every codebook can take."""
    return [form.name for form in forms() if form.family == GENERAL]


def codings_in(dataset: Path) -> list[Coding]:
    """Return the codings of a JSON Lines dataset; raises DatasetError naming the line that cannot be read."""
    from annotator.formats.datasets.json_lines_reading import read_json_lines  # as above

    return [coded.coding for coded in read_json_lines(dataset)]


def _live(codings: Iterator[Coding]) -> Iterator[Coding]:
    return (coding for coding in codings if not coding.header.is_deleted)
