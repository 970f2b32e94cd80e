"""The reading half of the review: cases, and everything asked of many of them at once.

What compares codings is imported when it is first needed: it brings numpy and scipy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from annotator.domain.errors import CodingError
from annotator.services.review.case import (
    ALL_CASES,
    Case,
    CaseFacets,
    CaseKey,
    CaseLine,
    OldCoding,
    Overruled,
    Pattern,
    Precedent,
    Provenance,
    StaleRuling,
)

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.domain.changes import UndoState
    from annotator.domain.codebook import Codebook
    from annotator.domain.ids import ArticleId, CodebookId, CoderId, RoundId
    from annotator.services.codebooks import CodebookService
    from annotator.services.review.exam import Examination
    from annotator.services.review.lists import Summary
    from annotator.services.review.material import Surroundings
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader

Hidden = Callable[["CoderId", "RoundId | None"], bool]
Advance = Callable[[int], None]


def nobody_is_hidden(_viewer: CoderId, _round_id: RoundId | None) -> bool:
    """Tell that nothing is hidden: the rule where there are no blind rounds."""
    return False


def always_goes_on() -> bool:
    """Tell that nobody cancelled."""
    return False


class ReviewReading:
    """What can be asked about cases and rulings.

    The case last looked at is kept examined until the project's head moves; of the others of its round a summary is
    kept, and made anew for the articles at which something was done: an event's own, or those of a batch of rulings.
    """

    def __init__(self, project: ProjectFile, codebooks: CodebookService, hidden: Hidden = nobody_is_hidden) -> None:
        """Review a project; ``hidden`` says whether a coder may not see others' work in a round now."""
        self._project = project
        self._codebooks = codebooks
        self._hidden = hidden
        self._versions: dict[CodebookId, Codebook] = {}
        self._open: tuple[CaseKey, Examination, int] | None = None
        self._batches: dict[int, frozenset[ArticleId]] = {}
        self._kept: tuple[RoundId | None, int, dict[ArticleId, Summary]] | None = None

    # -- Cases --------------------------------------------------------------------------------------------------------

    def cases(
        self,
        round_id: RoundId | None,
        *,
        viewer: CoderId,
        facets: CaseFacets = ALL_CASES,
        progress: Advance | None = None,
        is_cancelled: Callable[[], bool] = always_goes_on,
    ) -> tuple[CaseLine, ...]:
        """Return the round's cases that pass the facets, by day of publication (unknown last) and id.

        The first time in a round every case is compared; ``progress`` gets the number done so far. When it is
        cancelled, those done so far are returned. Raises CodingError where the round is hidden from the viewer.
        """
        self._refuse_hidden(viewer, round_id)
        summaries = self._summaries(round_id, progress, is_cancelled)
        lines = sorted((summary.line for summary in summaries), key=_by_publication)
        return tuple(line for line in lines if facets.lets_through(line))

    def case(self, round_id: RoundId | None, article_id: ArticleId, *, viewer: CoderId, is_blind: bool = False) -> Case:
        """Return one case; with ``is_blind`` sides are shuffled and names withheld.

        Raises CodingError when fewer than two coders have completed the article, or it is hidden from the viewer.
        """
        from annotator.services.review.showing import shown_case

        self._refuse_hidden(viewer, round_id)
        key = CaseKey(article_id, round_id)
        exam = self._current(key)
        return shown_case(exam, self.undo_state(key, viewer), is_blind=is_blind)

    def undo_state(self, key: CaseKey, reviewer: CoderId) -> UndoState:
        """Return what undo and redo of the reviewer's deeds in a case would act on."""
        with self._project.read() as reader:
            return reader.undo_state(reviewer, key.article_id, key.line)

    # -- Many cases ---------------------------------------------------------------------------------------------------

    def patterns(self, round_id: RoundId | None, *, viewer: CoderId | None = None) -> tuple[Pattern, ...]:
        """Return the groups of open items that are alike, for ruling on all of a group at once; the largest first."""
        from annotator.services.review.lists import patterns_in

        self._refuse_hidden(viewer, round_id)
        return patterns_in(self._summaries(round_id))

    def stale(self, round_id: RoundId | None, *, viewer: CoderId | None = None) -> tuple[StaleRuling, ...]:
        """Return the rulings, and accepted values, that no longer fit what the coders have."""
        self._refuse_hidden(viewer, round_id)
        return tuple(one for summary in self._summaries(round_id) for one in summary.stale)

    def precedents(self, field_id: str, *, viewer: CoderId | None = None) -> tuple[Precedent, ...]:
        """Return the rulings on a field, of all rounds, that give a reason or a note, newest first.

        Those of rounds that are hidden from the viewer are left out.
        """
        from annotator.services.review.provenance import precedents_in

        with self._project.read() as reader:
            rulings = reader.rulings_on(field_id)
        hidden = {one for one in {ruling.round_id for ruling in rulings} if self._is_hidden(viewer, one)}
        shown = [ruling for ruling in rulings if ruling.round_id not in hidden]
        codebooks = self._all_versions()
        with self._project.read() as reader:
            return precedents_in(shown, reader, codebooks)

    def overruled(self, coder_id: CoderId, round_id: RoundId | None, *, viewer: CoderId | None = None) -> Overruled:
        """Return a coder's answers that were not taken in a round, with how often for which reason and field."""
        from annotator.services.review.provenance import overruled_in

        self._refuse_hidden(viewer, round_id)
        codebooks = self._all_versions()
        with self._project.read() as reader:
            rulings = [ruling for ruling in reader.rulings() if ruling.round_id == round_id]
            return overruled_in(rulings, coder_id, reader, codebooks)

    def coded_under_old_rule(self, field_id: str, since: int) -> tuple[OldCoding, ...]:
        """Return the answers to a field in codings made under a version of the current codebook before ``since``."""
        from annotator.services.review.provenance import old_codings_in

        versions = {version.id: version for version in self._codebooks.versions()}
        name = self._codebooks.current().name
        old = {key: one.version for key, one in versions.items() if one.name == name and one.version < since}
        codebooks = self._all_versions()
        with self._project.read() as reader:
            return old_codings_in(reader, field_id, old, codebooks)

    def provenance(self, key: CaseKey) -> tuple[Provenance, ...]:
        """Return where each value of an article's gold comes from, in the codebook's order; nothing without gold."""
        from annotator.services.review.material import material_of
        from annotator.services.review.provenance import provenance_of

        around = self._around(key.round_id)
        with self._project.read() as reader:
            found = material_of(reader, around, key.article_id)
        if found.gold is None:
            return ()
        return provenance_of(found.gold, found.rulings, around.codebooks[found.gold.header.codebook_id], around.coders)

    def export_gold(self, round_id: RoundId | None, folder: Path, *, viewer: CoderId | None = None) -> int:
        """Write the round's gold with the ruling behind every value into a new folder; returns the number of values.

        Raises ExportError, with nothing written, when the folder is there already or cannot be made, CodingError when
        the round has no gold or is hidden from the viewer.
        """
        from annotator.formats.gold.files import write_gold
        from annotator.services.review.export import gold_lines

        self._refuse_hidden(viewer, round_id)
        around = self._around(round_id)
        if around.gold_coder_id not in around.coders:
            raise CodingError("There is no gold yet.", remedy="Gold is made by rulings: annotator review begin")
        with self._project.read() as reader:
            return write_gold(folder, gold_lines(reader, around, self._project.name))

    # -- Inside -------------------------------------------------------------------------------------------------------

    def _summaries(
        self,
        round_id: RoundId | None,
        progress: Advance | None = None,
        is_cancelled: Callable[[], bool] = always_goes_on,
    ) -> list[Summary]:
        """Return what is kept of every case of a round, brought up to date."""
        from annotator.services.review.lists import summary_of

        around = self._around(round_id)
        head = self._project.head.sequence
        with self._project.read() as reader:
            summaries, changed = self._still_true(reader, round_id)
            for article_id in changed or ():
                summaries.pop(article_id, None)
            for done, exam in enumerate(_examined(reader, around, changed), 1):
                if is_cancelled():
                    return list(summaries.values())
                summaries[exam.material.key.article_id] = summary_of(exam)
                if progress is not None:
                    progress(done)
        self._kept = (round_id, head, summaries)
        return list(summaries.values())

    def _still_true(
        self, reader: Reader, round_id: RoundId | None
    ) -> tuple[dict[ArticleId, Summary], list[ArticleId] | None]:
        """Return the summaries known, and the articles they have to be made for; None for all."""
        if self._kept is None or self._kept[0] != round_id:
            return {}, None
        changed: set[ArticleId] = set()
        for sequence, article_id in reader.deeds_since(self._kept[1]):
            if article_id is None and sequence not in self._batches:
                return {}, None
            changed |= {article_id} if article_id is not None else self._batches[sequence]
        return dict(self._kept[2]), sorted(changed)

    def _current(self, key: CaseKey) -> Examination:
        """Return the case examined as the project is now."""
        head = self._project.head.sequence
        if self._open is None or self._open[0] != key or self._open[2] != head:
            self._open = (key, self._examination(key, self._around(key.round_id)), head)
        return self._open[1]

    def _examination(self, key: CaseKey, around: Surroundings) -> Examination:
        from annotator.services.review.exam import Examination
        from annotator.services.review.material import material_of

        with self._project.read() as reader:
            material = material_of(reader, around, key.article_id)
        if not material.is_case:
            raise CodingError(
                "Fewer than two coders have completed this article.",
                kept="Nothing was changed.",
                remedy="Review it when a second coding is complete.",
            )
        return Examination(material)

    def _around(self, round_id: RoundId | None) -> Surroundings:
        from annotator.services.review.material import surroundings

        codebooks = self._all_versions()
        with self._project.read() as reader:
            return surroundings(reader, self._project.project_id, round_id, codebooks)

    def _all_versions(self) -> dict[CodebookId, Codebook]:
        """Return every version of the codebook, oldest first; read again when another has come."""
        if self._codebooks.current().id not in self._versions:
            known = [version.id for version in self._codebooks.versions()]
            self._versions = {codebook_id: self._codebooks.codebook(codebook_id) for codebook_id in known}
        return self._versions

    def _is_hidden(self, person: CoderId | None, round_id: RoundId | None) -> bool:
        return person is not None and self._hidden(person, round_id)

    def _refuse_hidden(self, person: CoderId | None, round_id: RoundId | None) -> None:
        if self._is_hidden(person, round_id):
            raise CodingError(
                "The round is blind and still running, and you code in it: the others' work is hidden from you.",
                kept="Nothing was changed.",
                remedy="Review it when the round is released, or have somebody review who does not code in it.",
            )


def _examined(reader: Reader, around: Surroundings, article_ids: Sequence[ArticleId] | None) -> Iterator[Examination]:
    from annotator.services.review.exam import Examination
    from annotator.services.review.material import materials

    if article_ids is not None and not article_ids:
        return iter(())
    return (Examination(material) for material in materials(reader, around, article_ids) if material.is_case)


def _by_publication(line: CaseLine) -> tuple[bool, str, str]:
    return (line.published is None, line.published.isoformat() if line.published else "", line.key.article_id)
