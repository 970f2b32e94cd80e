"""Review: cases where codings differ, rulings on them, and the gold coding the rulings make.

Codings are never changed here, so agreement is always that of the codings as they were made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from annotator.domain.errors import CodingError, NothingChangedError
from annotator.domain.review import DecisionKind, RulingReason, RulingSource
from annotator.services.review.case import BegunReview, CaseKey, Mark, Pattern, acceptance_line, review_line
from annotator.services.review.reading import Advance, ReviewReading, always_goes_on, articles_ruled_on

if TYPE_CHECKING:
    from annotator.domain.changes import Changes, UndoState
    from annotator.domain.ids import ArticleId, CoderId, ReportId, RoundId, RulingId
    from annotator.domain.text import Span
    from annotator.domain.values import Content, Status
    from annotator.services.review.writing import Deed

ACCEPTED_AT_ONCE = 25
"""Articles whose unanimous values are taken in as one event."""


class ReviewService(ReviewReading):
    """The reviewer's verbs: each is one event of history on the line of its round and article."""

    # -- Ruling -------------------------------------------------------------------------------------------------------

    def begin(
        self,
        round_id: RoundId | None,
        *,
        reviewer: CoderId,
        progress: Advance | None = None,
        is_cancelled: Callable[[], bool] = always_goes_on,
    ) -> BegunReview:
        """Take into gold what all coders of an article agree on, some articles at a time as one event.

        Run again it takes in what was completed since, and changes nothing else. ``progress`` gets the number of
        articles looked at so far. Cancelled, it keeps what was done of them.
        """
        from annotator.services.review.exam import Examination
        from annotator.services.review.material import articles_under_review
        from annotator.services.review.writing import Deed

        self._refuse_hidden(reviewer, round_id)
        accepted: list[ArticleId] = []
        looked_at = 0
        around = self._around(round_id)
        with self._project.read() as reader:
            ids, waiting = articles_under_review(reader, around)
        while ids[looked_at:] and not is_cancelled():
            deeds: dict[ArticleId, Deed] = {}
            for material in self._materials(ids[looked_at : looked_at + ACCEPTED_AT_ONCE], round_id):
                if is_cancelled():
                    break
                deed = Deed(Examination(material), reviewer)
                deed.accept()
                deeds |= {} if deed.is_empty else {material.article.id: deed}
                looked_at += 1
                if progress is not None:
                    progress(looked_at)
            self._store_acceptance(deeds, reviewer, round_id)
            accepted += deeds
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
        from annotator.services.review.verdict import Verdict

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
        """Take back the reviewer's last deed in a case, ruling and gold together; None when there is none.

        Where that deed was a batch, all of it is taken back, as `undo_batch` does.
        """
        last = self.undo_state(key, reviewer).undo
        return None if last is None else self._invert(last.article_id, key.line, reviewer, "undo")

    def redo(self, key: CaseKey, *, reviewer: CoderId) -> Changes | None:
        """Bring back the deed that was last taken back; None when there is none."""
        last = self.undo_state(key, reviewer).redo
        return None if last is None else self._invert(last.article_id, key.line, reviewer, "redo")

    def rule_batch(
        self,
        pattern: Pattern,
        answer: str,
        *,
        reason: RulingReason | None = None,
        note: str = "",
        reviewer: CoderId,
    ) -> Changes:
        """Take one answer of a pattern in all its items, as one event with one undo.

        Raises CodingError, with nothing changed, when any of the items is not open with these answers any more.
        """
        from annotator.services.review.writing import Deed

        round_id = pattern.items[0].key.round_id if pattern.items else None
        self._refuse_hidden(reviewer, round_id)
        deeds: dict[CaseKey, Deed] = {}
        around = self._around(round_id)
        for item in pattern.items:
            if item.key not in deeds:
                deeds[item.key] = Deed(self._examination(item.key, around), reviewer)
        changed = sum(not deeds[item.key].takes(item.item_id, pattern, answer) for item in pattern.items)
        if changed or not pattern.items:
            raise CodingError(
                f"{changed} of {len(pattern.items)} items are not open with these answers any more.",
                kept="None of them was ruled on.",
                remedy="Look at the pattern again.",
            )
        for item in pattern.items:
            deeds[item.key].rule_for(item.item_id, answer, reason, note)
        entities = [entity for deed in deeds.values() for entity in deed.entities]
        label = f"rule on {len(pattern.items)} × {pattern.label}"
        with self._project.write(
            coder_id=reviewer, article_id=None, line=review_line(round_id), verb="rule_batch", label=label
        ) as unit_of_work:
            for entity in entities:
                unit_of_work.put(entity)
        if unit_of_work.changes is None:
            raise NothingChangedError(f"There was nothing to change: {label}.")
        self._note_batch(unit_of_work.changes)
        return unit_of_work.changes

    def batch_undo_state(self, round_id: RoundId | None, reviewer: CoderId) -> UndoState:
        """Return what undo and redo of the reviewer's batches in a round would act on."""
        with self._project.read() as reader:
            return reader.undo_state(reviewer, None, review_line(round_id))

    def undo_batch(self, round_id: RoundId | None, *, reviewer: CoderId) -> Changes | None:
        """Take back the reviewer's last batch in a round; None when there is none.

        Raises CodingError, with nothing changed, when one of its articles was ruled on since.
        """
        return self._invert(None, review_line(round_id), reviewer, "undo")

    def redo_batch(self, round_id: RoundId | None, *, reviewer: CoderId) -> Changes | None:
        """Bring back the batch that was last taken back; None when there is none."""
        return self._invert(None, review_line(round_id), reviewer, "redo")

    # -- Inside -------------------------------------------------------------------------------------------------------

    def _invert(self, article_id: ArticleId | None, line: str, reviewer: CoderId, verb: str) -> Changes | None:
        with self._project.write(
            coder_id=reviewer, article_id=article_id, line=line, verb=verb, label=verb
        ) as unit_of_work:
            unit_of_work.undo() if verb == "undo" else unit_of_work.redo()
        if unit_of_work.changes is not None and article_id is None:
            self._note_batch(unit_of_work.changes)
        return unit_of_work.changes

    def _note_batch(self, changes: Changes) -> None:
        """Remember which articles an event without an article of its own was about."""
        self._batches[changes.event.sequence] = articles_ruled_on(changes.entities)

    def _store_acceptance(self, deeds: Mapping[ArticleId, Deed], reviewer: CoderId, round_id: RoundId | None) -> None:
        """Store what was accepted in some articles as one event, which is the article's own where it is but one."""
        if not deeds:
            return
        records = {entity.id: entity for deed in deeds.values() for entity in deed.entities}
        counted = "" if len(deeds) == 1 else f" in {len(deeds)} articles"
        with self._project.write(
            coder_id=reviewer,
            article_id=next(iter(deeds)) if len(deeds) == 1 else None,
            line=acceptance_line(round_id),
            verb="accept",
            label=f"accept what is unanimous{counted}",
        ) as unit_of_work:
            unit_of_work.put_all(records.values())
        if unit_of_work.changes is not None:
            self._note_batch(unit_of_work.changes)

    def _begun(self, key: CaseKey, reviewer: CoderId) -> Deed:
        from annotator.services.review.writing import Deed

        self._refuse_hidden(reviewer, key.round_id)
        return Deed(self._current(key), reviewer)

    def _stored(self, deed: Deed, reviewer: CoderId, key: CaseKey, verb: str, label: str) -> Changes:
        with self._project.write(
            coder_id=reviewer, article_id=key.article_id, line=key.line, verb=verb, label=label
        ) as unit_of_work:
            for entity in deed.entities:
                unit_of_work.put(entity)
        if unit_of_work.changes is None:
            raise NothingChangedError(f"There was nothing to change: {label}.")
        self._open = (key, deed.exam, unit_of_work.changes.event.sequence)
        return unit_of_work.changes
