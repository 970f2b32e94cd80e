"""What an export reads of a project: the codings of a choice, from one view of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from annotator import __version__
from annotator.domain.codebook import Codebook
from annotator.domain.coding import CodebookVersion, CodingHeader
from annotator.domain.ids import CodebookId, CoderId
from annotator.domain.recipe import ExportChoice
from annotator.domain.rounds import Round
from annotator.services.exports.selection import Blindness, Selection, pseudonyms
from annotator.services.garbage import garbage_collected_seldom

if TYPE_CHECKING:
    from annotator.formats.datasets.source import CodedArticle, DatasetSource
    from annotator.services.codebooks import CodebookService
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader

EVERYTHING = ExportChoice()
_BATCH = 50


class ExportReading:
    """The codings of a choice, with everything needed to understand them.

    A coder of a blind round that is running takes out only their own work of it; ``viewer`` is who exports, None for
    nobody in particular.
    """

    def __init__(
        self,
        project: ProjectFile,
        reader: Reader,
        codebooks: Mapping[CodebookId, tuple[CodebookVersion, Codebook]],
        choice: ExportChoice,
        viewer: CoderId | None,
    ) -> None:
        self._project = project
        self._reader = reader
        self._choice = choice
        self._versions = {id_: version for id_, (version, _) in codebooks.items()}
        self._codebooks = {id_: codebook for id_, (_, codebook) in codebooks.items()}
        coders = {coder.id: coder for coder in reader.coders()}
        self._shown = pseudonyms(tuple(coders.values())) if choice.is_pseudonymous else coders
        rounds = reader.rounds_of(viewer) if viewer is not None else ()
        hidden = frozenset(one.id for one in rounds if one.hides_others)
        self._selection = Selection(choice, coders, Blindness(viewer, hidden))

    def count(self) -> int:
        """Return the number of codings."""
        return sum(count for _, count in self._counts())

    def headers(self) -> Iterator[CodingHeader]:
        """Yield the codings' headers, in the order in which the codings leave."""
        headers = self._reader.coding_headers(self._choice.articles, rounds=self._choice.rounds)
        return filter(self._selection.takes, headers)

    def coded_articles(self, headers: Iterable[CodingHeader]) -> Iterator[CodedArticle]:
        """Yield the codings with these headers, each with its article, a few at a time in memory."""
        from annotator.formats.datasets.source import CodedArticle  # the forms are loaded when one is written

        codings = map(self._selection.leaving, self._reader.codings_with(headers))
        while batch := list(islice(codings, _BATCH)):
            ids = [coding.header.article_id for coding in batch]
            articles = {article.id: article for article in self._reader.articles(list(dict.fromkeys(ids)))}
            for coding in batch:
                header = coding.header
                yield CodedArticle(
                    article=articles[header.article_id],
                    coder=self._shown[header.coder_id],
                    coding=coding,
                    codebook=self._codebooks[header.codebook_id],
                )

    def source(self) -> DatasetSource:
        """Return what datasets are made from."""
        from annotator.formats.datasets.source import DatasetSource, ExportOptions  # as above

        choice, head = self._choice, self._project.head
        return DatasetSource(
            project_id=self._project.project_id,
            project_name=self._project.name,
            head=head.sequence,
            head_hash=head.hash,
            app_version=__version__,
            coders=tuple(self._shown.values()),
            codebooks=self._codebooks,
            codebook_versions=self._versions,
            coded_articles=lambda: self.coded_articles(self.headers()),
            options=ExportOptions(
                with_text=choice.with_text,
                fields=None if choice.fields is None else frozenset(choice.fields),
                units=frozenset(choice.units) or None,
            ),
            choice=None if choice.model_copy(update={"forms": ()}) == EVERYTHING else choice,
            rounds=self._rounds,
        )

    def _rounds(self) -> tuple[Round, ...]:
        """Return the rounds of the codings, oldest first."""
        found = {header.round_id for header, _ in self._counts()}
        return tuple(one for one in self._reader.rounds() if one.id in found)

    def _counts(self) -> Iterator[tuple[CodingHeader, int]]:
        counts = self._reader.coding_counts(self._choice.articles, rounds=self._choice.rounds)
        return ((header, count) for header, count in counts if self._selection.takes(header))


@contextmanager
def export_reading(
    project: ProjectFile, codebooks: CodebookService, choice: ExportChoice, viewer: CoderId | None
) -> Iterator[ExportReading]:
    """Yield what an export reads, to be used while the block runs."""
    known = {version.id: (version, codebooks.codebook(version.id)) for version in codebooks.versions()}
    with project.read() as reader, garbage_collected_seldom():
        yield ExportReading(project, reader, known, choice, viewer)
