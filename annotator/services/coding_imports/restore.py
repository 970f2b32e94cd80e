"""Restoring codings from the lossless JSON Lines export: the same records with their ids, nothing overwritten."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.article import Article, ArticleImport
from annotator.domain.changes import Changes
from annotator.domain.coding import CodebookVersion, Coder, Coding, CodingHeader, Evidence, Group, Note, Report, Value
from annotator.domain.counted import counted
from annotator.domain.entities import Entity
from annotator.domain.errors import CodebookError, CodingError, RoundError
from annotator.domain.ids import ArticleId, CoderId, ImportId, RoundId
from annotator.domain.rounds import Assignment, Round
from annotator.domain.text import stored_form, text_hash
from annotator.formats.codebooks import read_codebook
from annotator.formats.codings.files import KEPT
from annotator.formats.codings.foreign import NotTaken, Place
from annotator.formats.datasets.json_lines import DatasetHeader
from annotator.formats.datasets.json_lines_reading import DatasetError, read_header, read_json_lines
from annotator.formats.datasets.placement import live_records
from annotator.formats.datasets.source import CodedArticle
from annotator.services.coding_imports.restored_rounds import RestoredRounds

if TYPE_CHECKING:
    from annotator.services.backups import BackupService
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader
    from annotator.store.unit_of_work import UnitOfWork

VERB = "restore_codings"
_Part = Report | Group | Value | Evidence | Note
_AT_ONCE = 100
"""Codings that are stored together; more would only make the progress coarser."""
_GOLD_ALONE = "Gold comes back without the rulings behind it, which are not part of the file."
_FIRST_CODING = 2
"""The line of the first coded article; the header is the first."""


@dataclass(frozen=True, slots=True)
class PlannedRestore:
    """One coding that would be stored with its records, parents first."""

    article: Article
    header: CodingHeader
    parts: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """What restoring a dataset would do; nothing of it is stored.

    ``articles`` and ``codings`` are new, ``already_here`` counts codings the project has exactly so; ``conflicts`` are
    what differs from what the project has, each left alone with all that depends on it. ``rounds`` and ``assignments``
    are what those codings need beside them. ``remarks`` are sentences.
    """

    path: Path
    coders: tuple[Coder, ...]
    codebooks: tuple[CodebookVersion, ...]
    articles: tuple[Article, ...]
    revived: tuple[ArticleImport, ...]
    codings: tuple[PlannedRestore, ...]
    already_here: int
    conflicts: tuple[NotTaken, ...]
    remarks: tuple[str, ...]
    rounds: tuple[Round, ...] = ()
    assignments: tuple[Assignment, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Tell whether carrying it out would do something."""
        return bool(self.codings)


class CodingRestoreService:
    """Brings articles, coders, codebooks and codings back from this program's own export."""

    def __init__(self, project: ProjectFile, backups: BackupService) -> None:
        self._project = project
        self._backups = backups

    def plan(self, path: Path, progress: Callable[[int], None] | None = None) -> RestorePlan:
        """Say what restoring a dataset would do; nothing is stored.

        ``progress`` gets the number of lines read. Raises DatasetError at the line that cannot be read, and for a
        dataset without texts.
        """
        header = read_header(path)
        if not header.with_text:
            raise DatasetError(
                f"{path.name} was made without the articles' texts and cannot be restored.",
                kept=KEPT,
                remedy="Export the dataset again with texts.",
            )
        with self._project.read() as reader:
            planning = _Planning(reader, path, header)
            for number, coded in enumerate(read_json_lines(path), start=_FIRST_CODING):
                planning.add(coded, Place(path.name, number))
                if progress is not None:
                    progress(number - _FIRST_CODING + 1)
            return planning.plan()

    def carry_out(
        self,
        plan: RestorePlan,
        *,
        coder_id: CoderId | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Changes | None:
        """Store what a plan restores as one event of ``coder_id``, after a backup; None when there is nothing new.

        The plan is made again against the project as it is now. ``progress`` gets the number of codings stored.
        """
        plan = self.plan(plan.path)
        if not plan.is_ready:
            return None
        self._backups.make_if_changed()
        label = f"restore {counted(len(plan.codings), 'coding')}"
        with self._project.write(coder_id=coder_id, article_id=None, verb=VERB, label=label) as unit_of_work:
            whole: tuple[Entity, ...] = (*plan.coders, *plan.codebooks, *plan.revived, *plan.rounds)
            for record in whole:
                unit_of_work.put(record)
            for import_id, articles in _by_import(plan.articles).items():
                made = ArticleImport(id=import_id, source=plan.path.name, article_count=len(articles), digest="")
                unit_of_work.add_articles(made, articles)
            unit_of_work.put_all(plan.assignments)
            _put_codings(unit_of_work, plan.codings, progress)
        return unit_of_work.changes


def _put_codings(
    unit_of_work: UnitOfWork, codings: Sequence[PlannedRestore], progress: Callable[[int], None] | None
) -> None:
    for begin in range(0, len(codings), _AT_ONCE):
        batch = codings[begin : begin + _AT_ONCE]
        for coding in batch:
            # An import that was taken back is brought back whole; whether it has the article shows only now.
            if unit_of_work.article(coding.header.article_id).sha256 != coding.article.sha256:
                raise CodingError(f"The article {coding.article.file_name} has another text here.", kept=KEPT)
        unit_of_work.put_all(part for coding in batch for part in (coding.header, *coding.parts))
        if progress is not None:
            progress(begin + len(batch))


class _ConflictError(Exception):
    """Something of a line differs from what the project has; the text is the sentence that says what."""


@dataclass(slots=True)
class _New:
    """What a plan would add, by id."""

    coders: dict[str, Coder] = field(default_factory=dict)
    codebooks: dict[str, CodebookVersion] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    revived: dict[str, ArticleImport] = field(default_factory=dict)
    codings: list[PlannedRestore] = field(default_factory=list)


class _Planning:
    """Compares line after line with the project while a plan is made."""

    def __init__(self, reader: Reader, path: Path, header: DatasetHeader) -> None:
        self._reader = reader
        self._path = path
        self._versions = {version.id: version for version in header.codebook_versions}
        self._rounds = RestoredRounds(reader, header.rounds)
        self._new = _New()
        self._already_here = 0
        self._conflicts: list[NotTaken] = []
        self._remarks: dict[str, None] = {}
        self._seen: set[str] = set()
        self._matched: set[ArticleId] = set()
        self._slots: set[tuple[str, str, str]] = set()
        self._names = {coder.name: coder for coder in reader.coders()}

    def add(self, coded: CodedArticle, place: Place) -> None:
        """Take in one line, or list why it is left alone."""
        try:
            self._add(coded)
        except _ConflictError as conflict:
            self._conflicts.append(NotTaken(place, str(conflict)))

    def plan(self) -> RestorePlan:
        """Return what was found."""
        new = self._new
        return RestorePlan(
            path=self._path,
            coders=tuple(new.coders.values()),
            codebooks=tuple(new.codebooks.values()),
            articles=tuple(new.articles.values()),
            revived=tuple(new.revived.values()),
            codings=tuple(new.codings),
            already_here=self._already_here,
            conflicts=tuple(self._conflicts),
            rounds=self._rounds.new,
            assignments=tuple(self._rounds.assignments),
            remarks=(*self._remarks, *self._rounds.remarks, *self._matched_words()),
        )

    def _matched_words(self) -> tuple[str, ...]:
        count = len(self._matched)
        if not count:
            return ()
        what = (
            "1 article is here under another id and was"
            if count == 1
            else f"{count} articles are here under other ids and were"
        )
        return (f"{what} matched by the text.",)

    def _add(self, coded: CodedArticle) -> None:
        coder = self._coder(coded.coder)
        version = self._codebook(self._versions[coded.coding.header.codebook_id])
        here = self._same_text(coded.article)
        article, revived = (None, None) if here is not None else self._article(coded.article)
        its_round = self._round(coded.coding.header.round_id)
        placed = {
            "coder_id": coder.id,
            "article_id": here or coded.article.id,
            "round_id": its_round.id if its_round else None,
        }
        header = coded.coding.header.model_copy(update=placed)
        parts = tuple(part for records in live_records(coded.coding) for part in records)
        if self._is_here(header, parts):
            self._already_here += 1
            return
        self._refuse_taken(header, parts, article)
        self._need(coder, version)
        if its_round is not None:
            self._rounds.take(its_round, header, is_gold=coder.is_gold)
            self._need(coder, self._versions.get(its_round.codebook_id, version))
        if revived is not None:
            self._new.revived[revived.id] = revived
        elif article is not None:
            self._new.articles.setdefault(article.id, article)
        self._new.codings.append(PlannedRestore(coded.article, header, parts))

    def _need(self, coder: Coder, version: CodebookVersion) -> None:
        """Take a coder and a codebook among what would be added, where the project lacks them."""
        if coder.is_gold:
            self._remarks[_GOLD_ALONE] = None
        if not self._is_live(coder):
            self._new.coders.setdefault(coder.id, coder)
        if not self._is_live(version):
            self._new.codebooks.setdefault(version.id, version)

    def _is_live(self, record: Coder | CodebookVersion) -> bool:
        here = self._reader.entity(record.kind, record.id)
        return here is not None and not here.is_deleted

    def _coder(self, coder: Coder) -> Coder:
        """Return who the coder is here: the one of the id, else the one of the name, else a new one."""
        here = self._reader.entity("coder", coder.id)
        if isinstance(here, Coder) and not here.is_deleted:
            if here.name != coder.name or here.is_gold != coder.is_gold:
                raise _ConflictError(f"The coder {coder.name} is called {here.name} in the project.")
            return here
        namesake = self._names.get(coder.name) or self._new_named(coder.name)
        if namesake is None or namesake.id == coder.id:
            self._refuse_second_gold(coder)
            return coder
        if namesake.is_gold != coder.is_gold:
            raise _ConflictError(f"The project has another coder called {coder.name}.")
        self._remarks[f"Codings of {coder.name} are put under the project's coder of that name."] = None
        return namesake

    def _refuse_second_gold(self, coder: Coder) -> None:
        known = (*self._names.values(), *self._new.coders.values())
        if coder.is_gold and any(other.is_gold and other.id != coder.id for other in known):
            raise _ConflictError("The project has a gold coder already, and there can be only one.")

    def _new_named(self, name: str) -> Coder | None:
        return next((coder for coder in self._new.coders.values() if coder.name == name), None)

    def _codebook(self, version: CodebookVersion) -> CodebookVersion:
        here = self._reader.entity("codebook", version.id)
        if isinstance(here, CodebookVersion) and not here.is_deleted:
            if here != version:
                raise _ConflictError(f"The project's codebook {version.name} {version.version} has other contents.")
            return version
        if version.id not in self._new.codebooks:
            self._refuse_unfit(version)
        return version

    def _refuse_unfit(self, version: CodebookVersion) -> None:
        """Raise _ConflictError for a codebook that is not what it says, or of which the project has another text."""
        name = f"codebook {version.name} {version.version}"
        if text_hash(version.source) != version.sha256:
            raise _ConflictError(f"The {name} does not fit its SHA-256.")
        try:
            codebook = read_codebook(version.source, name=name)
        except CodebookError as error:
            raise _ConflictError(error.message) from error
        if (codebook.id, codebook.version) != (version.name, version.version):
            raise _ConflictError(f"The {name} calls itself {codebook.id} {codebook.version}.")
        for known in (*self._reader.codebooks(), *self._new.codebooks.values()):
            if (known.name, known.version) == (version.name, version.version) and known.sha256 != version.sha256:
                raise _ConflictError(f"The project has a {name} with other contents.")

    def _same_text(self, article: Article) -> ArticleId | None:
        """Return the project's article of this very text where it has none of this id; None otherwise."""
        if next(self._reader.articles([article.id]), None) is not None:
            return None
        found = self._reader.article_hashes({article.sha256}).get(article.sha256)
        if found is not None:
            self._matched.add(article.id)
        return found

    def _article(self, article: Article) -> tuple[Article | None, ArticleImport | None]:
        """Return the article where it is new, and the import to bring back where it was taken back before."""
        here = next(self._reader.articles([article.id]), None)
        if here is not None:
            if here.sha256 != article.sha256:
                raise _ConflictError(f"The project's article {article.file_name or article.id} has another text.")
            return None, None
        known = self._new.articles.get(article.id)
        if known is not None:
            if known.sha256 != article.sha256:
                raise _ConflictError(f"The article {article.file_name or article.id} is there with two texts.")
            return known, None
        if stored_form(article.text) != article.text:
            raise _ConflictError(f"The text of {article.file_name or article.id} has carriage returns.")
        return self._new_or_revived(article)

    def _new_or_revived(self, article: Article) -> tuple[Article | None, ArticleImport | None]:
        present = self._reader.entity("import", article.import_id)
        if present is not None and not present.is_deleted:
            # The import is here with other articles of it, which its digest pins; this one comes as one of its own.
            article = article.model_copy(update={"import_id": _own_import(article)})
            present = self._reader.entity("import", article.import_id)
        if isinstance(present, ArticleImport):
            return article, present.model_copy(update={"is_deleted": False})
        return article, None

    def _round(self, round_id: RoundId | None) -> Round | None:
        """Return the round a coding comes back into; _ConflictError where it or its codebook cannot be taken in."""
        try:
            found = self._rounds.find(round_id)
        except RoundError as error:
            raise _ConflictError(error.message) from error
        if found is not None and found.codebook_id in self._versions:
            self._codebook(self._versions[found.codebook_id])
        return found

    def _is_here(self, header: CodingHeader, parts: tuple[_Part, ...]) -> bool:
        """Tell whether the project has this coding exactly; _ConflictError when it has it otherwise."""
        here = self._reader.entity("coding", header.id)
        if not isinstance(here, CodingHeader) or here.is_deleted:
            return False
        stored = self._stored(here)
        if here == header and stored is not None and {part.id: part for part in _live(stored)} == _by_id(parts):
            return True
        raise _ConflictError("The project has this coding with other contents; it was left as it is.")

    def _stored(self, header: CodingHeader) -> Coding | None:
        return self._reader.coding(header.article_id, header.coder_id, header.round_id)

    def _refuse_taken(self, header: CodingHeader, parts: tuple[_Part, ...], article: Article | None) -> None:
        """Raise _ConflictError where an id, the coder's place at the article or a slot is taken."""
        key = header.article_id, header.coder_id, header.round_id or ""
        is_coded = article is None and self._stored(header) is not None
        if is_coded or key in self._slots:
            raise _ConflictError("This coder has another coding of this article.")
        for part in (header, *parts):
            here = self._reader.entity(part.kind, part.id)
            is_own_tombstone = here is not None and here.is_deleted and _coding_of(here) == header.id
            if part.id in self._seen or not (here is None or is_own_tombstone):
                raise _ConflictError(f"The id of its {part.kind} {part.id} is taken by another record.")
        slots = [part.slot for part in parts if isinstance(part, Value)]
        if len(set(slots)) < len(slots):
            raise _ConflictError("Two of its values are in one field.")
        self._slots.add(key)
        self._seen.update(part.id for part in (header, *parts))


def _own_import(article: Article) -> ImportId:
    """Return the id of an import of this article alone, the same every time, so that it can be taken back and again."""
    return ImportId(str(uuid.uuid5(uuid.NAMESPACE_OID, f"{article.import_id} {article.id}")))


def _coding_of(record: object) -> str:
    return record.id if isinstance(record, CodingHeader) else str(getattr(record, "coding_id", ""))


def _live(coding: Coding) -> Iterator[_Part]:
    for records in live_records(coding):
        yield from records


def _by_id(parts: Iterable[_Part]) -> dict[str, _Part]:
    return {part.id: part for part in parts}


def _by_import(articles: Iterable[Article]) -> dict[ImportId, list[Article]]:
    grouped: dict[ImportId, list[Article]] = {}
    for article in articles:
        grouped.setdefault(article.import_id, []).append(article)
    return grouped
