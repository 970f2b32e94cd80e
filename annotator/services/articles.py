"""Articles of a project: importing them, listing them, reading one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.article import Article, ArticleImport
from annotator.domain.changes import Changes
from annotator.domain.errors import ArticleRefusedError, CodingError
from annotator.domain.ids import ArticleId, CoderId, ImportId, new_id
from annotator.domain.queue import QueueFilter, QueueItem
from annotator.formats.articles.folder import article_files
from annotator.formats.articles.registry import ArticleDraft, read_article

if TYPE_CHECKING:
    from annotator.store.project_file import ProjectFile


__all__ = ["ArticleDraft", "ArticleService", "ImportPlan", "Refusal", "import_digest"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that will not be imported, and why, in a sentence."""

    file_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do: articles that are new, those whose text is here already, and those refused."""

    source: str
    new: tuple[ArticleDraft, ...]
    duplicates: tuple[ArticleDraft, ...]
    refused: tuple[Refusal, ...]


class ArticleService:
    """The articles everyone codes."""

    def __init__(self, project: ProjectFile) -> None:
        self._project = project

    def plan_import(
        self,
        paths: Sequence[Path],
        *,
        encoding: str | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> ImportPlan:
        """Read files and folders and say what importing them would do; nothing is stored.

        A text whose encoding is only guessed is refused until the coder names the encoding.
        """
        drafts: list[ArticleDraft] = []
        refused: list[Refusal] = []
        for number, path in enumerate(article_files(paths), start=1):
            try:
                drafts.append(_accepted(read_article(path.read_bytes(), path.name, encoding=encoding)))
            except ArticleRefusedError as refusal:
                refused.append(Refusal(path.name, str(refusal)))
            except OSError as error:
                refused.append(Refusal(path.name, f"The file cannot be read: {error.strerror or error}."))
            if progress is not None:
                progress(number)
        source = ", ".join(path.name or str(path) for path in paths[:3]) + (", …" if len(paths) > 3 else "")
        return self.plan_drafts(drafts, source=source, refused=refused)

    def plan_drafts(
        self, drafts: Iterable[ArticleDraft], *, source: str, refused: Iterable[Refusal] = ()
    ) -> ImportPlan:
        """Sort drafts that are read already into new ones and duplicates, by the hash of their text."""
        read = tuple(drafts)
        with self._project.read() as reader:
            known = set(reader.article_hashes({draft.sha256 for draft in read}))
        new: list[ArticleDraft] = []
        duplicates: list[ArticleDraft] = []
        for draft in read:
            (duplicates if draft.sha256 in known else new).append(draft)
            known.add(draft.sha256)
        return ImportPlan(source, tuple(new), tuple(duplicates), tuple(refused))

    def import_articles(
        self, plan: ImportPlan, *, coder_id: CoderId | None, progress: Callable[[int], None] | None = None
    ) -> Changes | None:
        """Store the plan's new articles as one event; None when there are none.

        The plan is made again against the project as it is now, so a text that came in meanwhile is not doubled.
        """
        plan = self.plan_drafts(plan.new, source=plan.source)
        if not plan.new:
            return None
        import_id = ImportId(new_id())
        articles = [_article(draft, import_id) for draft in plan.new]
        made = ArticleImport(
            id=import_id, source=plan.source, article_count=len(articles), digest=import_digest(articles)
        )
        label = f"import {len(articles)} article{'' if len(articles) == 1 else 's'}"
        with self._project.write(
            coder_id=coder_id, article_id=None, verb="import_articles", label=label
        ) as unit_of_work:
            unit_of_work.add_articles(made, articles, progress)
        return unit_of_work.changes

    def undo_import(self, *, coder_id: CoderId | None) -> Changes | None:
        """Take back this coder's last import; raises CodingError when its articles are coded already."""
        with self._project.read() as reader:
            event = reader.undo_state(coder_id, None).undo
            live = [made for made in reader.imports() if not made.is_deleted]
            if event is not None and event.verb == "import_articles" and live:
                coded = reader.codings_of_import(live[-1].id)
                if coded:
                    raise CodingError(
                        f"{coded} of the imported articles are coded already.",
                        kept="Nothing was changed.",
                        remedy="Undo their codings first if the import was a mistake.",
                    )
        with self._project.write(coder_id=coder_id, article_id=None, verb="undo", label="undo") as unit_of_work:
            unit_of_work.undo()
        return unit_of_work.changes

    def article(self, article_id: ArticleId) -> Article:
        """Return one article with its text."""
        with self._project.read() as reader:
            return reader.article(article_id)

    def queue(self, coder_id: CoderId, queue_filter: QueueFilter) -> list[int]:
        """Return the row numbers of the articles the filter lets through, in reading order."""
        with self._project.read() as reader:
            return reader.queue_ids(coder_id, queue_filter)

    def queue_page(self, coder_id: CoderId, row_numbers: Sequence[int]) -> list[QueueItem]:
        """Return the lines of the queue for some row numbers."""
        with self._project.read() as reader:
            return reader.queue_page(coder_id, row_numbers)

    def row_number(self, article_id: ArticleId) -> int:
        """Return an article's row number in the queue."""
        with self._project.read() as reader:
            return reader.row_number(article_id)


def import_digest(articles: Iterable[Article]) -> str:
    """Return the SHA-256 over ids and text hashes, one line ``id hash`` per article, in order."""
    digest = hashlib.sha256()
    for article in articles:
        digest.update(f"{article.id} {article.sha256}\n".encode())
    return digest.hexdigest()


def _accepted(draft: ArticleDraft) -> ArticleDraft:
    if draft.is_encoding_guessed:
        raise ArticleRefusedError(
            f"{draft.file_name} is not UTF-8; it looks like {draft.encoding}.",
            remedy="Choose its encoding and import it again.",
        )
    return draft


def _article(draft: ArticleDraft, import_id: ImportId) -> Article:
    return Article(
        id=ArticleId(new_id()),
        import_id=import_id,
        text=draft.text,
        sha256=draft.sha256,
        header_end=draft.header_end,
        file_name=draft.file_name,
        metadata=draft.metadata,
    )
