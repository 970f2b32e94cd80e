"""What an export is made from: a snapshot of a project, its coded articles streamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from annotator.domain.article import Article
from annotator.domain.codebook import Codebook
from annotator.domain.coding import CodebookVersion, Coder, Coding
from annotator.domain.ids import CodebookId, ProjectId


@dataclass(frozen=True, slots=True)
class CodedArticle:
    """One coder's coding of one article with everything needed to understand it."""

    article: Article
    coder: Coder
    coding: Coding
    codebook: Codebook


@dataclass(frozen=True, slots=True)
class DatasetSource:
    """A project at one head.

    ``head`` and ``head_hash`` are the sequence and hash of its last event. ``codebooks`` and ``codebook_versions`` hold
    every codebook any coding refers to, by the same ids. Each call of ``coded_articles`` starts a fresh stream in a
    fixed order; one article is held in memory at a time.
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

    @property
    def ordered_versions(self) -> tuple[CodebookVersion, ...]:
        """The codebook versions by name, then version."""
        return tuple(sorted(self.codebook_versions.values(), key=attrgetter("name", "version", "id")))

    @property
    def ordered_codebooks(self) -> tuple[Codebook, ...]:
        """The codebooks by name, then version."""
        return tuple(self.codebooks[version.id] for version in self.ordered_versions)
