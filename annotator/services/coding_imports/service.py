"""Bringing codings made with other programs into the project, as the work of a named coder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.article import Article, ArticleImport
from annotator.domain.changes import Changes
from annotator.domain.codebook import Codebook
from annotator.domain.coding import Coder, CodingHeader
from annotator.domain.counted import counted
from annotator.domain.errors import ArticleRefusedError, CodingError
from annotator.domain.ids import CodebookId, CoderId, CodingId, ImportId, new_id
from annotator.domain.text import stored_form
from annotator.formats.articles.registry import read_article
from annotator.formats.codings.columns import TableColumns
from annotator.formats.codings.files import Progress, plain_text, unheard
from annotator.formats.codings.foreign import (
    Counting,
    ForeignCoding,
    ForeignCodings,
    ForeignLabel,
    LabelKey,
    LabelKind,
    NotTaken,
)
from annotator.formats.codings.mapping import (
    CodingMapping,
    LabelRule,
    Reading,
    completed_mapping,
    mapping_faults,
    mapping_text,
    proposed_mapping,
    read_mapping,
    readings_for,
)
from annotator.formats.codings.registry import FORMS, OWN_LINES, CodingForm, detected_form, read_codings
from annotator.services.coders import checked_coder_name
from annotator.services.coding_imports.building import BuiltCoding, built_coding
from annotator.services.coding_imports.matching import ArticleMatcher, Match, MatchKind, spans_in

if TYPE_CHECKING:
    from annotator.services.backups import BackupService
    from annotator.services.codebooks import CodebookService
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader

__all__ = [
    "FORMS",
    "OWN_LINES",
    "CodingForm",
    "CodingImportPlan",
    "CodingImportService",
    "CodingMapping",
    "Counting",
    "ForeignCodings",
    "ForeignLabel",
    "LabelKey",
    "LabelKind",
    "LabelRule",
    "LeftOut",
    "PlannedCoding",
    "Reading",
    "TableColumns",
    "detected_form",
    "mapping_text",
    "read_mapping_file",
    "readings_for",
]

_KEPT = "Nothing was changed."
VERB = "import_codings"


@dataclass(frozen=True, slots=True)
class PlannedCoding:
    """A coding that would be made: the article, and what of the file is and is not in it."""

    article: Article
    source: ForeignCoding
    built: BuiltCoding
    found_by: MatchKind
    is_article_new: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A coding of the files that would not be made, and why, in a sentence."""

    source: ForeignCoding
    reason: str

    @property
    def name(self) -> str:
        """The article's name for people."""
        return self.source.article.name or str(self.source.place)


@dataclass(frozen=True, slots=True)
class CodingImportPlan:
    """What an import would do; nothing of it is stored.

    ``new`` codings would be made; ``already`` are articles this coder has coded, ``absent`` articles the project does
    not have, ``refused`` codings that cannot be taken. ``faults`` say what in the mapping has to be mended first;
    ``not_taken`` are the parts of files and codings that have no place, with file and line.
    """

    foreign: ForeignCodings
    mapping: CodingMapping
    coder_name: str
    coder: Coder
    is_coder_new: bool
    new: tuple[PlannedCoding, ...]
    already: tuple[LeftOut, ...]
    absent: tuple[LeftOut, ...]
    refused: tuple[LeftOut, ...]
    faults: tuple[str, ...]

    @property
    def not_taken(self) -> tuple[NotTaken, ...]:
        """Everything that is left out of codings that would be made, and what the reader could not take."""
        return (*self.foreign.not_taken, *(one for planned in self.new for one in planned.built.not_taken))

    @property
    def value_count(self) -> int:
        """Number of values that would be stored."""
        return sum(planned.built.value_count for planned in self.new)

    @property
    def evidence_count(self) -> int:
        """Number of evidence spans that would be stored."""
        return sum(planned.built.evidence_count for planned in self.new)

    @property
    def is_ready(self) -> bool:
        """Tell whether carrying it out would do something."""
        return bool(self.new) and not self.faults


class CodingImportService:
    """From files of other programs to drafts of a coder; one import is one event that can be undone."""

    def __init__(self, project: ProjectFile, codebooks: CodebookService, backups: BackupService) -> None:
        self._project = project
        self._codebooks = codebooks
        self._backups = backups

    def read(
        self,
        paths: Sequence[Path],
        form: str,
        columns: TableColumns | None = None,
        progress: Progress = unheard,
    ) -> ForeignCodings:
        """Return what files say; raises CodingFileError naming file and line when they cannot be read.

        ``progress`` gets the number of files, annotations or lines read.
        """
        return read_codings(list(paths), form, columns, progress)

    def proposed_mapping(self, foreign: ForeignCodings, known: CodingMapping | None = None) -> CodingMapping:
        """Return a mapping by equal names, under the codebook new codings use; what is ``known`` stays as it is."""
        if known is None:
            return proposed_mapping(foreign, self._codebook())
        return completed_mapping(known, foreign, self._codebook())

    def plan(
        self, paths: Sequence[Path], form: str, mapping: CodingMapping | None, coder_name: str
    ) -> CodingImportPlan:
        """Read files and say what importing them would do; nothing is stored.

        Labels the mapping says nothing about are mapped by equal names. Raises CodingFileError when a file cannot be
        read.
        """
        foreign = self.read(paths, form, mapping.columns if mapping else None)
        return self.plan_foreign(foreign, self.proposed_mapping(foreign, mapping), coder_name)

    def plan_foreign(
        self, foreign: ForeignCodings, mapping: CodingMapping, coder_name: str, progress: Progress = unheard
    ) -> CodingImportPlan:
        """Say what importing codings that are read already would do under a mapping; nothing is stored.

        ``progress`` gets the number of codings looked at.
        """
        codebook, codebook_id = self._codebook(), self._codebooks.current().id
        faults = list(mapping_faults(mapping, codebook))
        try:
            name = checked_coder_name(coder_name)
        except CodingError as error:
            name = ""
            faults.insert(0, error.message)
        with self._project.read() as reader:
            present = reader.coder_named(name) if name else None
            coder = present or Coder(id=CoderId(new_id()), name=name)
            if coder.is_gold:
                faults.insert(0, f"{name} is gold, which comes of rulings; choose another coder.")
            planning = _Planning(reader, foreign, mapping, coder, codebook, codebook_id)
            for done, coding in enumerate(foreign.codings, start=1):
                planning.add(coding)
                progress(done)
        return CodingImportPlan(
            foreign=foreign,
            mapping=mapping,
            coder_name=coder_name,
            coder=coder,
            is_coder_new=present is None,
            new=tuple(planning.new),
            already=tuple(planning.already),
            absent=tuple(planning.absent),
            refused=tuple(planning.refused),
            faults=tuple(faults),
        )

    def carry_out(
        self,
        plan: CodingImportPlan,
        *,
        coder_id: CoderId | None = None,
        progress: Progress = unheard,
    ) -> Changes | None:
        """Store a plan's new codings as one event of ``coder_id``, after a backup; None when there are none.

        The plan is made again against the project as it is now, so that nothing that came in meanwhile is
        overwritten. ``progress`` gets the number of codings stored. Raises CodingError for a mapping with faults.
        """
        plan = self.plan_foreign(plan.foreign, plan.mapping, plan.coder_name)
        if plan.faults:
            raise CodingError(plan.faults[0], kept=_KEPT, remedy="Correct the mapping.")
        if not plan.new:
            return None
        self._backups.make_if_changed()
        label = f"import {counted(len(plan.new), 'coding')}"
        with self._project.write(coder_id=coder_id, article_id=None, verb=VERB, label=label) as unit_of_work:
            if plan.is_coder_new:
                unit_of_work.put(plan.coder)
            articles = [planned.article for planned in plan.new if planned.is_article_new]
            if articles:
                made = ArticleImport(
                    id=articles[0].import_id, source=plan.foreign.source, article_count=len(articles), digest=""
                )
                unit_of_work.add_articles(made, articles)
            for done, planned in enumerate(plan.new, start=1):
                for record in planned.built.records:
                    unit_of_work.put(record)
                progress(done)
        return unit_of_work.changes

    def _codebook(self) -> Codebook:
        return self._codebooks.codebook(self._codebooks.current().id)


def read_mapping_file(path: Path) -> CodingMapping:
    """Return the mapping a lab keeps in a JSON file; raises CodingFileError saying what is wrong with it."""
    return read_mapping(plain_text(path), path.name)


class _Planning:
    """Sorts the codings of the files while a plan is made."""

    def __init__(
        self,
        reader: Reader,
        foreign: ForeignCodings,
        mapping: CodingMapping,
        coder: Coder,
        codebook: Codebook,
        codebook_id: CodebookId,
    ) -> None:
        self._foreign = foreign
        self._mapping = mapping
        self._coder = coder
        self._codebook = codebook
        self._codebook_id = codebook_id
        self._matcher = ArticleMatcher(reader, foreign.codings)
        self._coded = {coding.header.article_id for coding in reader.codings(coder_id=coder.id)}
        self._import_id = ImportId(new_id())
        self._taken: dict[str, ForeignCoding] = {}
        self.new: list[PlannedCoding] = []
        self.already: list[LeftOut] = []
        self.absent: list[LeftOut] = []
        self.refused: list[LeftOut] = []

    def add(self, coding: ForeignCoding) -> None:
        """Sort one coding."""
        reason = self._reason_against_coder(coding)
        if reason:
            self.refused.append(LeftOut(coding, reason))
            return
        match = self._matcher.match(coding, self._mapping.counting)
        if match.kind is MatchKind.ABSENT and self._mapping.has_articles and coding.article.text is not None:
            self._add_with_article(coding)
        elif match.kind is MatchKind.ABSENT:
            self.absent.append(LeftOut(coding, match.reason))
        elif match.article is None:
            self.refused.append(LeftOut(coding, match.reason))
        elif match.article.id in self._coded:
            reason = f"{self._coder.name} has coded this article already; nothing is overwritten."
            self.already.append(LeftOut(coding, reason))
        else:
            self._build(coding, match.article, match)

    def _reason_against_coder(self, coding: ForeignCoding) -> str:
        chosen, names = self._mapping.coder, self._foreign.coders
        if chosen and coding.coder != chosen:
            return f"It is the work of {coding.coder or 'somebody unnamed'}, and {chosen}'s was chosen."
        if not chosen and len(names) > 1:
            shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
            return f"The files hold the work of several people ({shown}); choose whose is imported."
        return ""

    def _add_with_article(self, coding: ForeignCoding) -> None:
        try:
            article = _made_article(coding, self._import_id)
        except ArticleRefusedError as error:
            self.refused.append(LeftOut(coding, error.message))
            return
        self._build(coding, article, Match(MatchKind.ABSENT, article))

    def _build(self, coding: ForeignCoding, article: Article, match: Match) -> None:
        first = self._taken.get(article.sha256)
        if first is not None:
            reason = f"The files have a coding of this article already ({first.place}); which one counts is not clear."
            self.refused.append(LeftOut(coding, reason))
            return
        self._taken[article.sha256] = coding
        header = CodingHeader(
            id=CodingId(new_id()),
            article_id=article.id,
            coder_id=self._coder.id,
            codebook_id=self._codebook_id,
            is_deleted=True,
        )
        spans = spans_in(coding, article, self._mapping.counting)
        built = built_coding(coding.marks, spans, self._mapping, self._codebook, article, header)
        if not built.taken:
            first_reason = f" {built.not_taken[0]}" if built.not_taken else " No label of it is mapped to a field."
            self.refused.append(LeftOut(coding, f"Nothing of it can be taken.{first_reason}"))
            return
        is_new = match.kind is MatchKind.ABSENT
        self.new.append(PlannedCoding(article, coding, built, match.kind, is_article_new=is_new))


def _made_article(coding: ForeignCoding, import_id: ImportId) -> Article:
    """Return a foreign article as an article of the project; ArticleRefusedError when it cannot be one."""
    text = stored_form(coding.article.text or "")
    draft = read_article(text.encode(), coding.article.name or str(coding.place))
    if draft.text != text:
        raise ArticleRefusedError("The text would not be stored as it is in the file.")
    return draft.as_article(import_id)
