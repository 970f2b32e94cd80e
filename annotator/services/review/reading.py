"""The reading half of the review: cases, and everything asked of many of them at once.

What compares codings is imported when it is first needed: it brings numpy and scipy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from annotator.domain.errors import CodingError
from annotator.domain.review import Ruling
from annotator.services.review.case import (
    ALL_CASES,
    Case,
    CaseFacets,
    CaseKey,
    CaseLine,
    CaseListing,
    OldCoding,
    Overruled,
    Pattern,
    Precedent,
    Provenance,
    StaleRuling,
)

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.domain.changes import Event, UndoState
    from annotator.domain.codebook import Codebook
    from annotator.domain.entities import Entity
    from annotator.domain.ids import ArticleId, CodebookId, CoderId, RoundId
    from annotator.services.codebooks import CodebookService
    from annotator.services.review.exam import Examination
    from annotator.services.review.lists import Kept, Summary
    from annotator.services.review.material import Material, Surroundings
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader

COMPARED_AT_ONCE = 8
"""Articles read at once, few enough that whoever waits for the processor meanwhile does not notice."""

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
        self._kept: Kept | None = None

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
        listing = self.list_cases(round_id, viewer=viewer, progress=progress, is_enough=is_cancelled)
        return tuple(line for line in listing.lines if facets.lets_through(line))

    def list_cases(
        self,
        round_id: RoundId | None,
        *,
        viewer: CoderId,
        progress: Advance | None = None,
        is_enough: Callable[[], bool] = always_goes_on,
    ) -> CaseListing:
        """Return the round's cases, as `cases` does, but only those compared until it is enough.

        Asked again it goes on where it stopped. One is compared in any case, so that it comes to an end.
        """
        self._refuse_hidden(viewer, round_id)
        kept = self._brought_up(round_id, progress, is_enough)
        lines = sorted((summary.line for summary in kept.summaries.values()), key=_by_publication)
        return CaseListing(tuple(lines), tuple(kept.waiting))

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
        """Return what undo and redo of the reviewer's deeds in a case would act on; a batch is a deed in each case."""
        from annotator.domain.changes import UndoState

        with self._project.read() as reader:
            own = reader.undo_state(reviewer, key.article_id, key.line)
            batch = reader.undo_state(reviewer, None, key.line)
            undo, redo = (self._if_about(reader, one, key.article_id) for one in (batch.undo, batch.redo))
        if redo is not None and own.undo is not None and own.undo.sequence > redo.sequence:
            redo = None  # something was done here since the batch was taken back
        undoable, redoable = ([one for one in pair if one] for pair in ((own.undo, undo), (own.redo, redo)))
        return UndoState(
            undo=max(undoable, key=lambda one: one.sequence, default=None),
            redo=min(redoable, key=lambda one: one.sequence, default=None),
        )

    def _if_about(self, reader: Reader, batch: Event | None, article_id: ArticleId) -> Event | None:
        """Return a batch that has a ruling on an article, None otherwise."""
        if batch is None:
            return None
        if batch.sequence not in self._batches:
            self._batches[batch.sequence] = articles_ruled_on(change.after for change in reader.changes_of(batch))
        return batch if article_id in self._batches[batch.sequence] else None

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

    def _summaries(self, round_id: RoundId | None) -> list[Summary]:
        """Return what is kept of every case of a round, brought up to date."""
        return list(self._brought_up(round_id).summaries.values())

    def _brought_up(
        self,
        round_id: RoundId | None,
        progress: Advance | None = None,
        is_enough: Callable[[], bool] = always_goes_on,
    ) -> Kept:
        """Return what is kept of a round's cases with those compared anew that have to be, until it is enough."""
        around = self._around(round_id)
        head = self._project.head.sequence
        done = 0
        with self._project.read() as reader:
            self._kept = kept = self._still_true(reader, around, head)
            while kept.waiting:
                at_once = kept.waiting[:COMPARED_AT_ONCE]
                for article_id, summary in _compared(reader, around, at_once):
                    if done and is_enough():
                        return kept
                    kept.summaries[article_id] = summary
                    kept.waiting.remove(article_id)
                    done += 1
                    if progress is not None:
                        progress(done)
                kept.waiting = [one for one in kept.waiting if one not in at_once]  # those that are no case any more
        return kept

    def _still_true(self, reader: Reader, around: Surroundings, head: int) -> Kept:
        """Return the summaries that still hold, with the articles for which they have to be made."""
        from annotator.services.review.lists import Kept
        from annotator.services.review.material import articles_under_review

        kept = self._kept
        changed = self._changed_since(reader, kept.head) if kept is not None else None
        if kept is None or kept.round_id != around.round_id or changed is None:
            return Kept(around.round_id, head, {}, articles_under_review(reader, around)[0])
        summaries = {article_id: one for article_id, one in kept.summaries.items() if article_id not in changed}
        return Kept(
            around.round_id, head, summaries, [*sorted(changed), *(one for one in kept.waiting if one not in changed)]
        )

    def _changed_since(self, reader: Reader, head: int) -> set[ArticleId] | None:
        """Return the articles at which something was done after an event; None where it may have been at any."""
        changed: set[ArticleId] = set()
        for sequence, article_id in reader.deeds_since(head):
            if article_id is None and sequence not in self._batches:
                return None
            changed |= {article_id} if article_id is not None else self._batches[sequence]
        return changed

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

    def _materials(self, article_ids: Sequence[ArticleId], round_id: RoundId | None) -> list[Material]:
        from annotator.services.review.material import materials

        around = self._around(round_id)
        with self._project.read() as reader:
            return [material for material in materials(reader, around, article_ids) if material.is_case]

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


def _compared(
    reader: Reader, around: Surroundings, article_ids: Sequence[ArticleId]
) -> Iterator[tuple[ArticleId, Summary]]:
    from annotator.services.review.exam import Examination
    from annotator.services.review.lists import summary_of
    from annotator.services.review.material import materials

    for material in materials(reader, around, article_ids):
        if material.is_case:
            yield material.article.id, summary_of(Examination(material))


def articles_ruled_on(records: Iterable[Entity]) -> frozenset[ArticleId]:
    """Return the articles of the rulings among some records."""
    return frozenset(record.article_id for record in records if isinstance(record, Ruling))


def _by_publication(line: CaseLine) -> tuple[bool, str, str]:
    return (line.published is None, line.published.isoformat() if line.published else "", line.key.article_id)
