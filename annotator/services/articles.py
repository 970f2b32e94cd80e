"""Articles of a project: importing them, listing them, reading one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.article import Article, ArticleImport
from annotator.domain.changes import Changes
from annotator.domain.counted import counted
from annotator.domain.describe import describe_day
from annotator.domain.errors import ArticleRefusedError
from annotator.domain.ids import ArticleId, CoderId, ImportId, RoundId, new_id
from annotator.domain.queue import Progress, QueueFilter, QueueItem
from annotator.formats.articles.folder import SkippedPath, article_files
from annotator.formats.articles.registry import ArticleDraft, read_article_file
from annotator.services.project_undo import IMPORTS, undo_last

if TYPE_CHECKING:
    from annotator.formats.articles.draft import ArticleDraft
    from annotator.services.backups import BackupService
    from annotator.store.project_file import ProjectFile


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that will not be imported, and why, in a sentence."""

    file_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One file of a plan as a person reads it: title, day of publication (empty when unknown), file, what happens."""

    title: str
    published: str
    file_name: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do: articles that are new, those whose text is here already, and those refused."""

    source: str
    new: tuple[ArticleDraft, ...]
    duplicates: tuple[ArticleDraft, ...]
    refused: tuple[Refusal, ...]

    def lines(self) -> list[PlanLine]:
        """Return one line per file: new ones first, then duplicates, then those refused."""
        new = [_line(draft, " ".join(("New.", *draft.remarks)) if draft.remarks else "New") for draft in self.new]
        duplicates = [_line(draft, "Already here; skipped") for draft in self.duplicates]
        refused = [PlanLine("", "", refusal.file_name, f"Refused: {refusal.reason}") for refusal in self.refused]
        return [*new, *duplicates, *refused]


class ArticleService:
    """The articles everyone codes."""

    def __init__(self, project: ProjectFile, backups: BackupService) -> None:
        self._project = project
        self._backups = backups

    def plan_import(
        self,
        paths: Sequence[Path],
        *,
        encoding: str | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> ImportPlan:
        """Read files and folders and say what importing them would do; nothing is stored.

        A text whose encoding is only guessed is refused until the coder names the encoding. Files of a folder that are
        no articles are listed as refused too, hidden ones apart. Raises ArticleRefusedError when a path is not there.
        """
        drafts: list[ArticleDraft] = []
        refused: list[Refusal] = []
        skipped: list[SkippedPath] = []
        for number, path in enumerate(article_files(paths, skipped), start=1):
            try:
                drafts.append(_draft(path, encoding))
            except ArticleRefusedError as refusal:
                refused.append(Refusal(_shown_name(path), str(refusal).removeprefix(f"{path.name}: ")))
            if progress is not None:
                progress(number)
        refused += [
            Refusal(_shown_name(path), f"It {reason}.") for path, reason in skipped if not path.name.startswith(".")
        ]
        source = ", ".join(_shown_name(path) for path in paths[:3]) + (", …" if len(paths) > 3 else "")
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
        """Store the plan's new articles as one event, after a backup; None when there are none.

        The plan is made again against the project as it is now, so a text that came in meanwhile is not doubled.
        """
        plan = self.plan_drafts(plan.new, source=plan.source)
        if not plan.new:
            return None
        self._backups.make_if_changed()
        import_id = ImportId(new_id())
        articles = [draft.as_article(import_id) for draft in plan.new]
        # The store counts and digests what it really takes in.
        made = ArticleImport(id=import_id, source=plan.source, article_count=len(articles), digest="")
        label = f"import {counted(len(articles), 'article')}"
        with self._project.write(
            coder_id=coder_id, article_id=None, verb="import_articles", label=label
        ) as unit_of_work:
            unit_of_work.add_articles(made, articles, progress)
        return unit_of_work.changes

    def undo_import(self, *, coder_id: CoderId | None) -> Changes | None:
        """Take back this coder's last import, of articles or codings; None when there is none to take back.

        Raises CodingError when what it brought was worked on since, by anyone, or when something else was done to the
        project as a whole.
        """
        return undo_last(self._project, coder_id, only=IMPORTS)

    def article(self, article_id: ArticleId) -> Article:
        """Return one article with its text."""
        with self._project.read() as reader:
            return reader.article(article_id)

    def imports(self) -> tuple[ArticleImport, ...]:
        """Return the imports that brought articles and were not taken back, oldest first."""
        with self._project.read() as reader:
            return tuple(made for made in reader.imports() if made.article_count)

    def queue(self, coder_id: CoderId, queue_filter: QueueFilter) -> list[int]:
        """Return the row numbers of the articles the filter lets through, in reading order."""
        with self._project.read() as reader:
            return reader.queue_ids(coder_id, queue_filter)

    def queue_page(
        self, coder_id: CoderId, row_numbers: Sequence[int], round_id: RoundId | None = None
    ) -> list[QueueItem]:
        """Return the lines of the queue for some row numbers, with the progress in a round or outside any."""
        with self._project.read() as reader:
            return reader.queue_page(coder_id, row_numbers, round_id)

    def next_in_round(self, coder_id: CoderId, round_id: RoundId) -> int | None:
        """Return the row number of the coder's first article in a round that is not finished; None when all are."""
        states = (Progress.NOT_STARTED, Progress.DRAFT)
        with self._project.read() as reader:
            assigned = reader.queue_ids(coder_id, QueueFilter(round_id=round_id))
            unfinished = {
                number
                for progress in states
                for number in reader.queue_ids(coder_id, QueueFilter(progress=progress, round_id=round_id))
            }
        return next((number for number in assigned if number in unfinished), None)

    def is_there(self, article_id: ArticleId) -> bool:
        """Tell whether the project has an article of this id."""
        with self._project.read() as reader:
            return bool(reader.articles_there([article_id]))

    def row_number(self, article_id: ArticleId) -> int:
        """Return an article's row number in the queue."""
        with self._project.read() as reader:
            return reader.row_number(article_id)


def _draft(path: Path, encoding: str | None) -> ArticleDraft:
    draft = read_article_file(path, encoding=encoding)
    if draft.is_encoding_guessed:
        raise ArticleRefusedError(
            f"The text is not UTF-8; it looks like {draft.encoding}.",
            remedy="Choose its encoding and import it again.",
        )
    return replace(draft, file_name=_shown_name(path))


def _shown_name(path: Path) -> str:
    """Return the name as text; bytes of it that are none, as old archives have them, become U+FFFD."""
    return os.fsencode(path.name or path).decode("utf-8", "replace")


def _line(draft: ArticleDraft, outcome: str) -> PlanLine:
    day = draft.metadata.published_day
    title = draft.metadata.title or draft.file_name
    return PlanLine(title, describe_day(day) if day else "", draft.file_name, outcome)
