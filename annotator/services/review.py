"""Review: cases where codings differ, rulings on them, and the gold coding the rulings make.

Codings are never changed here, so agreement is always that of the codings as they were made. What compares codings is
imported when it is first needed: it brings numpy and scipy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from annotator.domain.errors import CodingError, NothingChangedError
from annotator.domain.review import DecisionKind, RulingReason, RulingSource
from annotator.services.review_case import (
    ALL_CASES,
    BegunReview,
    Case,
    CaseFacets,
    CaseKey,
    CaseLine,
    Mark,
    acceptance_line,
)

if TYPE_CHECKING:
    from annotator.domain.changes import Changes, UndoState
    from annotator.domain.ids import ArticleId, CoderId, ReportId, RoundId, RulingId
    from annotator.domain.text import Span
    from annotator.domain.values import Content, Status
    from annotator.services.codebooks import CodebookService
    from annotator.services.review_exam import Examination
    from annotator.services.review_material import Surroundings
    from annotator.services.review_writing import Deed
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader

Hidden = Callable[["CoderId", "RoundId | None"], bool]
Advance = Callable[[int, int], None]


def _nobody_is_hidden_from(_viewer: CoderId, _round_id: RoundId | None) -> bool:
    return False


class ReviewService:
    """The reviewer's verbs: each is one event of history on the line of its round and article.

    The case last looked at is kept examined, until the project's head moves by other means.
    """

    def __init__(
        self, project: ProjectFile, codebooks: CodebookService, hidden: Hidden = _nobody_is_hidden_from
    ) -> None:
        """Review a project; ``hidden`` says whether a coder may not see others' work in a round now."""
        self._project = project
        self._codebooks = codebooks
        self._hidden = hidden
        self._open: tuple[CaseKey, Examination, int] | None = None

    # -- Looking ------------------------------------------------------------------------------------------------------

    def cases(
        self,
        round_id: RoundId | None,
        *,
        viewer: CoderId,
        facets: CaseFacets = ALL_CASES,
        progress: Advance | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[CaseLine, ...]:
        """Return the round's cases that pass the facets, in the order of articles."""
        from annotator.services.review_showing import listed_case

        self._refuse_hidden(viewer, round_id)
        around = self._around(round_id)
        with self._project.read() as reader:
            lines = [listed_case(exam) for exam in _examined(reader, around)]
        return tuple(line for line in lines if facets.lets_through(line))

    def case(self, round_id: RoundId | None, article_id: ArticleId, *, viewer: CoderId, is_blind: bool = False) -> Case:
        """Return one case; with ``is_blind`` sides are shuffled and names withheld.

        Raises CodingError when fewer than two coders have completed the article, or it is hidden from the viewer.
        """
        from annotator.services.review_showing import shown_case

        self._refuse_hidden(viewer, round_id)
        key = CaseKey(article_id, round_id)
        exam = self._current(key)
        return shown_case(exam, self.undo_state(key, viewer), is_blind=is_blind)

    def undo_state(self, key: CaseKey, reviewer: CoderId) -> UndoState:
        """Return what undo and redo of the reviewer's rulings in a case would act on."""
        with self._project.read() as reader:
            return reader.undo_state(reviewer, key.article_id, key.line)

    # -- Ruling -------------------------------------------------------------------------------------------------------

    def begin(
        self,
        round_id: RoundId | None,
        *,
        reviewer: CoderId,
        progress: Advance | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> BegunReview:
        """Take into gold what all coders of an article agree on, article by article, each one event.

        Run again it takes in what was completed since, and changes nothing else. ``progress`` gets the number of
        articles done and of all.
        """
        from annotator.services.review_writing import Deed

        self._refuse_hidden(reviewer, round_id)
        around = self._around(round_id)
        accepted: list[ArticleId] = []
        with self._project.read() as reader:
            ids, waiting = _articles_of(reader, around)
        for done, article_id in enumerate(ids):
            if is_cancelled():
                break
            key = CaseKey(article_id, round_id)
            deed = Deed(self._examination(key, around), reviewer)
            deed.accept()
            if self._store(deed, reviewer, key, "accept", "accept what is unanimous", acceptance_line(round_id)):
                accepted.append(article_id)
            if progress is not None:
                progress(done + 1, len(ids))
        return BegunReview(len(accepted), len(ids) - len(accepted), waiting, tuple(accepted))

    def rule(  # noqa: PLR0913 - what a reviewer can say of an item is one sentence with many parts
        self,
        key: CaseKey,
        item_id: str,
        source: RulingSource,
        *,
        taken_from: Sequence[CoderId] = (),
        content: Content | None = None,
        status: Status | None = None,
        spans: Sequence[Mark | Span] = (),
        reason: RulingReason | None = None,
        note: str = "",
        reviewer: CoderId,
    ) -> Changes:
        """Rule on an item of a case; gold follows in the same event. Ruling again replaces the earlier ruling.

        ``ONE`` takes the answer of the one coder in ``taken_from``; ``SEVERAL`` puts together those of the coders in it
        (all, when it is empty); ``NEW`` takes ``content`` or ``status`` with ``spans``; ``NONE`` leaves the place empty
        in gold. Raises CodingError, with nothing changed, when that cannot be done.
        """
        from annotator.services.review_writing import Verdict

        marks = tuple(span if isinstance(span, Mark) else Mark(span) for span in spans)
        verdict = Verdict(source, tuple(taken_from), content, status, marks, reason, note)
        deed = self._begun(key, reviewer)
        label = deed.label_of(item_id)
        deed.rule(item_id, verdict)
        return self._stored(deed, reviewer, key, "rule", f"rule on {label}")

    def decide(self, key: CaseKey, kind: DecisionKind, reports: Sequence[ReportId], *, reviewer: CoderId) -> Changes:
        """Say that reports are one incident, or that no two of them are; kept for ever, undone like a ruling.

        Where incidents change by it, gold begins anew for them and the rulings on them are void.
        """
        deed = self._begun(key, reviewer)
        deed.decide(kind, reports)
        words = "as one" if kind is DecisionKind.SAME else "apart"
        return self._stored(deed, reviewer, key, "align", f"align incidents {words}")

    def accept_again(self, key: CaseKey, *, reviewer: CoderId) -> Changes:
        """Bring what was accepted without a ruling in line with what the coders agree on now."""
        deed = self._begun(key, reviewer)
        deed.accept_again()
        return self._stored(deed, reviewer, key, "accept_again", "accept again")

    def withdraw(self, key: CaseKey, ruling_id: RulingId, *, reviewer: CoderId) -> Changes:
        """Take back a ruling on something that is in no coding any more, with what it put into gold."""
        deed = self._begun(key, reviewer)
        deed.withdraw(ruling_id)
        return self._stored(deed, reviewer, key, "withdraw", "withdraw a ruling")

    def undo(self, key: CaseKey, *, reviewer: CoderId) -> Changes | None:
        """Take back the reviewer's last deed in a case, ruling and gold together; None when there is none."""
        return self._invert(key.article_id, key.line, reviewer, "undo")

    def redo(self, key: CaseKey, *, reviewer: CoderId) -> Changes | None:
        """Bring back the deed that was last taken back; None when there is none."""
        return self._invert(key.article_id, key.line, reviewer, "redo")

    # -- Inside -------------------------------------------------------------------------------------------------------

    def _invert(self, article_id: ArticleId | None, line: str, reviewer: CoderId, verb: str) -> Changes | None:
        with self._project.write(
            coder_id=reviewer, article_id=article_id, line=line, verb=verb, label=verb
        ) as unit_of_work:
            unit_of_work.undo() if verb == "undo" else unit_of_work.redo()
        return unit_of_work.changes

    def _begun(self, key: CaseKey, reviewer: CoderId) -> Deed:
        from annotator.services.review_writing import Deed

        self._refuse_hidden(reviewer, key.round_id)
        return Deed(self._current(key), reviewer)

    def _stored(self, deed: Deed, reviewer: CoderId, key: CaseKey, verb: str, label: str) -> Changes:
        changes = self._store(deed, reviewer, key, verb, label, key.line)
        if changes is None:
            raise NothingChangedError(f"There was nothing to change: {label}.")
        self._open = (key, deed.exam, changes.event.sequence)
        return changes

    def _store(self, deed: Deed, reviewer: CoderId, key: CaseKey, verb: str, label: str, line: str) -> Changes | None:
        with self._project.write(
            coder_id=reviewer, article_id=key.article_id, line=line, verb=verb, label=label
        ) as unit_of_work:
            for entity in deed.entities:
                unit_of_work.put(entity)
        return unit_of_work.changes

    def _current(self, key: CaseKey) -> Examination:
        """Return the case examined as the project is now."""
        head = self._project.head.sequence
        if self._open is None or self._open[0] != key or self._open[2] != head:
            self._open = (key, self._examination(key, self._around(key.round_id)), head)
        return self._open[1]

    def _examination(self, key: CaseKey, around: Surroundings) -> Examination:
        from annotator.services.review_exam import Examination
        from annotator.services.review_material import material_of

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
        from annotator.services.review_material import surroundings

        codebooks = {version.id: self._codebooks.codebook(version.id) for version in self._codebooks.versions()}
        with self._project.read() as reader:
            return surroundings(reader, self._project.project_id, round_id, codebooks)

    def _refuse_hidden(self, person: CoderId, round_id: RoundId | None) -> None:
        if self._hidden(person, round_id):
            raise CodingError(
                "The round is blind and still running, and you code in it: the others' work is hidden from you.",
                kept="Nothing was changed.",
                remedy="Review it when the round is released, or have somebody review who does not code in it.",
            )


def _examined(reader: Reader, around: Surroundings) -> Iterator[Examination]:
    from annotator.services.review_exam import Examination
    from annotator.services.review_material import materials

    return (Examination(material) for material in materials(reader, around) if material.is_case)


def _articles_of(reader: Reader, around: Surroundings) -> tuple[list[ArticleId], int]:
    """Return the articles that are cases, and how many others are coded in the round."""
    from annotator.services.review_material import materials

    found = {material.article.id: material.is_case for material in materials(reader, around)}
    return [article_id for article_id, is_case in found.items() if is_case], sum(not one for one in found.values())
