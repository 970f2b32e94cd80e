"""What an export is made from: a snapshot of a project, its coded articles streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from annotator.domain.article import Article
from annotator.domain.codebook import Codebook
from annotator.domain.coding import CodebookVersion, Coder, Coding
from annotator.domain.ids import CodebookId, ProjectId
from annotator.domain.recipe import ExportChoice, ExportUnit
from annotator.domain.rounds import Round


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What of the coded articles may leave.

    Without ``with_text`` no text of an article leaves, nor its title or any quote: offsets, lengths and hashes only.
    ``fields`` are the ids of the fields whose values leave, ``units`` what the rows of tables stand for; None stands
    for all. Forms that are no tables pass the units over.
    """

    with_text: bool = True
    fields: frozenset[str] | None = None
    units: frozenset[ExportUnit] | None = None


@dataclass(frozen=True, slots=True)
class CodedArticle:
    """One coder's coding of one article with everything needed to understand it.

    ``withheld_characters`` is the length of a text that must not leave; the article's own text is then empty.
    """

    article: Article
    coder: Coder
    coding: Coding
    codebook: Codebook
    withheld_characters: int = 0

    @property
    def text_length(self) -> int:
        """The length of the article's text in code points, whether the text may leave or not."""
        return self.withheld_characters or len(self.article.text)


@dataclass(frozen=True, slots=True)
class DatasetSource:
    """A project at one head.

    ``head`` and ``head_hash`` are the sequence and hash of its last event. ``codebooks`` and ``codebook_versions`` hold
    every codebook any coding refers to, by the same ids, complete whatever the ``options`` say. Each call of
    ``coded_articles`` starts a fresh stream in a fixed order; one article is held in memory at a time. The options are
    not yet applied to that stream (see `annotator.formats.datasets.withholding`); the ``choice`` of whose work leaves
    is, and is None where all of it does. ``rounds`` looks up the rounds of the codings in that stream, oldest first.
    """

    project_id: ProjectId
    project_name: str
    head: int
    head_hash: str
    app_version: str
    coders: tuple[Coder, ...]
    codebooks: Mapping[CodebookId, Codebook]
    codebook_versions: Mapping[CodebookId, CodebookVersion]
    coded_articles: Callable[[], Iterator[CodedArticle]]
    options: ExportOptions = ExportOptions()
    choice: ExportChoice | None = None
    rounds: Callable[[], Sequence[Round]] = tuple

    @property
    def ordered_versions(self) -> tuple[CodebookVersion, ...]:
        """The codebook versions by name, then version."""
        return tuple(sorted(self.codebook_versions.values(), key=attrgetter("name", "version", "id")))

    @property
    def ordered_codebooks(self) -> tuple[Codebook, ...]:
        """The codebooks by name, then version, with those of their fields that leave."""
        return tuple(self.leaving_codebook(version.id) for version in self.ordered_versions)

    def leaving_codebook(self, codebook_id: CodebookId) -> Codebook:
        """Return a codebook with those of its fields that leave."""
        codebook, wanted = self.codebooks[codebook_id], self.options.fields
        if wanted is None:
            return codebook
        kept = tuple(field for field in codebook.fields if field.id in wanted)
        # A copy would keep what the codebook remembers of its fields; its rules may name fields that stay behind.
        parts = {name: getattr(codebook, name) for name in Codebook.model_fields}
        return Codebook.model_construct(**{**parts, "fields": kept})
