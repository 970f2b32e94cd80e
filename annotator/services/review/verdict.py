"""What a reviewer decides on one matter, and the answer gold is to have for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.coding import Coder, Coding, CodingHeader, Slot
from annotator.domain.errors import CodingError
from annotator.domain.gold import GOLD_NAME, GoldAnswer, gold_coding_id, put_together
from annotator.domain.ids import CoderId
from annotator.domain.review import RulingReason, RulingSource
from annotator.domain.revision import Revision
from annotator.domain.values import Content, Status
from annotator.services.review.case import Mark
from annotator.services.review.exam import Examination
from annotator.services.review.material import Material, Surroundings
from annotator.services.review.matters import Matter

NOTHING_RULED = "Nothing was ruled."


@dataclass(frozen=True)
class Verdict:
    """What the reviewer decides on one matter.

    ``taken_from`` are the coders whose answer is taken. ``content`` or ``status`` and ``marks`` are the reviewer's own
    answer where the source is a new one.
    """

    source: RulingSource
    taken_from: tuple[CoderId, ...] = ()
    content: Content | None = None
    status: Status | None = None
    marks: tuple[Mark, ...] = ()
    reason: RulingReason | None = None
    note: str = ""


def taken_by(exam: Examination, matter: Matter, verdict: Verdict) -> tuple[int, ...]:
    """Return whose word is taken, by place; several without names are all who are asked."""
    known = {exam.coders[at]: at for at in matter.coders}
    unknown = [coder for coder in verdict.taken_from if coder not in known]
    if unknown or verdict.source is RulingSource.UNANIMOUS:
        raise CodingError("The answer can only be taken from a side of this item.", kept=NOTHING_RULED)
    taken = tuple(sorted({known[coder] for coder in verdict.taken_from}))
    if verdict.source is RulingSource.ONE and len(taken) != 1:
        raise CodingError("Say whose answer is taken: exactly one side's.", kept=NOTHING_RULED)
    if verdict.source is RulingSource.SEVERAL:
        taken = taken or matter.coders
        if len(taken) < 2:
            raise CodingError("Putting together takes two sides at least.", kept=NOTHING_RULED)
        return taken
    return taken if verdict.source is RulingSource.ONE else ()


def answer_of(exam: Examination, matter: Matter, verdict: Verdict, taken: tuple[int, ...]) -> GoldAnswer | None:
    """Return what gold is to have, None for nothing; raises CodingError where that is no answer."""
    if verdict.source is RulingSource.NEW:
        return new_answer(exam, matter, verdict)
    answers = [answer for coder in taken if (answer := exam.answer(matter, coder)) is not None]
    if verdict.source is RulingSource.SEVERAL and matter.field is not None:
        return put_together(answers, matter.field, are_equal=exam.is_equal(matter, taken))
    return answers[0] if answers else None


def new_answer(exam: Examination, matter: Matter, verdict: Verdict) -> GoldAnswer:
    """Return the reviewer's own answer, made by the rules a coder's is."""
    if matter.field is None:
        raise CodingError(
            "A whole incident or part cannot be answered anew.",
            kept=NOTHING_RULED,
            remedy="Take it from a side, or rule that it is none.",
        )
    if verdict.content is None and verdict.status in (None, Status.CODED) and not verdict.marks:
        raise CodingError(f"No new answer to {matter.field.label} was given.", kept=NOTHING_RULED)
    scratch = Revision(Coding(gold_header(exam.material)), exam.codebook, exam.material.article)
    slot = scratch.placed(Slot(matter.field.id))
    if verdict.content is not None:
        scratch.set_content(slot, verdict.content)
    for mark in verdict.marks:
        scratch.attach_evidence(slot, mark.span, mark.stance)
    if verdict.status not in (None, Status.CODED):
        if verdict.content is not None:
            raise CodingError("An answer is either coded or has another status, not both.", kept=NOTHING_RULED)
        scratch.set_status(slot, verdict.status or Status.CODED)
    value = scratch.coding.value_at(slot)
    if value is None:
        raise CodingError(f"No new answer to {matter.field.label} was given.", kept=NOTHING_RULED)
    return GoldAnswer.of(value, scratch.coding)


def refuse_torn(matter: Matter, taken: tuple[int, ...]) -> None:
    """Raise CodingError where a split incident would have to be put together."""
    having = [coder for coder in taken if coder in matter.holders]
    if not matter.scope and len(having) > 1 and any(len(matter.reports[coder]) > 1 for coder in having):
        raise CodingError(
            "These cannot be put together: one coder has one incident where another has several.",
            kept=NOTHING_RULED,
            remedy="Take one side, or align the incidents otherwise first.",
        )


def gold_header(material: Material) -> CodingHeader:
    """Return the header of an article's gold before there is any."""
    return CodingHeader(
        id=gold_coding_id(*material.key),
        article_id=material.key.article_id,
        coder_id=material.around.gold_coder_id,
        codebook_id=material.codebook_id,
        round_id=material.key.round_id,
    )


def gold_coder(around: Surroundings) -> tuple[Coder, ...]:
    """Return the coder that stands for gold where the project has none yet; its name is one nobody has."""
    if around.gold_coder_id in around.coders:
        return ()
    taken = {coder.name for coder in around.coders.values()}
    name = next(name for name in _names() if name not in taken)
    return (Coder(id=around.gold_coder_id, name=name, is_gold=True),)


def _names() -> Iterator[str]:
    yield GOLD_NAME
    number = 2
    while True:
        yield f"{GOLD_NAME} {number}"
        number += 1
