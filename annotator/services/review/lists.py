"""What a reviewer asks of many cases at once: patterns, stale rulings; and what is kept of a case to answer it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotator.domain.ids import ArticleId, RoundId
from annotator.services.review.case import CaseLine, Pattern, PatternItem, StaleRuling
from annotator.services.review.exam import Examination, Finding
from annotator.services.review.matters import Matter
from annotator.services.review.showing import listed_case, title_of
from annotator.services.review.words import place_words

Signature = tuple[str, str, tuple[str, ...]]
"""What makes open items alike: the field, the type, and the answers, each once, without regard to case and spacing."""


@dataclass(frozen=True)
class Summary:
    """What is kept of a case: its line, its stale rulings, and its open items with what they have in common."""

    line: CaseLine
    stale: tuple[StaleRuling, ...]
    alike: tuple[tuple[Signature, Pattern], ...]


@dataclass
class Kept:
    """The summaries of a round as the project was at an event, and the articles whose summary is still to be made."""

    round_id: RoundId | None
    head: int
    summaries: dict[ArticleId, Summary]
    waiting: list[ArticleId]


def summary_of(exam: Examination) -> Summary:
    """Return what is kept of a case."""
    return Summary(listed_case(exam), tuple(_stale(exam)), tuple(_alike(exam)))


# -- Patterns ---------------------------------------------------------------------------------------------------------


def patterns_in(summaries: Iterable[Summary]) -> tuple[Pattern, ...]:
    """Return the groups of two and more open items that are alike, the largest first."""
    found: dict[Signature, Pattern] = {}
    for summary in summaries:
        for signature, one in summary.alike:
            known = found.get(signature)
            items = (*known.items, *one.items) if known else one.items
            found[signature] = Pattern(one.field, one.label, one.kind, (known or one).answers, items)
    repeated = [pattern for pattern in found.values() if len(pattern.items) > 1]
    return tuple(sorted(repeated, key=lambda pattern: (-len(pattern.items), pattern.field, pattern.answers)))


def signature_of(exam: Examination, finding: Finding) -> Signature | None:
    """Return what makes an open item like others; None for wholes, for the stale and for what is not scored."""
    matter = finding.matter
    is_value = matter.field is not None and not matter.is_gate and matter.is_scored
    if not is_value or matter.kind is None or finding.ruling is not None:
        return None
    answers = sorted({normalised(exam.words(matter, coder)) for coder in matter.coders})
    return (matter.scope, matter.kind.value, tuple(answers))


def normalised(words: str) -> str:
    """Return an answer's words without regard to case and spacing."""
    return " ".join(words.casefold().split())


def coders_who_say(exam: Examination, matter: Matter, answer: str) -> tuple[int, ...]:
    """Return the coders asked whose answer is this."""
    wanted = normalised(answer)
    return tuple(coder for coder in matter.coders if normalised(exam.words(matter, coder)) == wanted)


def _alike(exam: Examination) -> Iterator[tuple[Signature, Pattern]]:
    for finding in exam.findings:
        signature = signature_of(exam, finding)
        matter = finding.matter
        if signature is None or matter.field is None or matter.kind is None:
            continue
        words = {normalised(said): said for said in (exam.words(matter, coder) for coder in matter.coders)}
        item = PatternItem(exam.material.key, matter.id, title_of(exam.material))
        answers = tuple(words[one] for one in signature[2])
        yield signature, Pattern(matter.scope, matter.field.label, matter.kind, answers, (item,))


# -- Stale rulings ----------------------------------------------------------------------------------------------------


def _stale(exam: Examination) -> Iterator[StaleRuling]:
    title = title_of(exam.material)
    for finding in exam.findings:
        if finding.is_stale and finding.ruling is not None:
            matter = finding.matter
            number = None if matter.incident is None else matter.incident + 1
            label = place_words(matter.field, matter.scope, number, exam.codebook)
            yield StaleRuling(exam.material.key, title, finding.ruling, matter.id, label, _why(exam, finding))
    for ruling in exam.unplaced:
        label = place_words(exam.codebook.fields_by_id.get(ruling.field), ruling.field, None, exam.codebook)
        why = "What was ruled on is in no coding any more."
        yield StaleRuling(exam.material.key, title, ruling, None, label or "A whole incident", why)
    acceptance = exam.material.acceptance
    if acceptance is not None and exam.leftovers:
        why = "Gold has an incident that is in no coding any more."
        yield StaleRuling(exam.material.key, title, acceptance, None, "A whole incident", why)


def _why(exam: Examination, finding: Finding) -> str:
    ruling = finding.ruling
    if ruling is not None and ruling == exam.material.acceptance:
        if finding.matter.kind is None:
            return "It was accepted without a ruling, and the coders have changed it since."
        return "It was accepted without a ruling, and the coders do not agree on it any more."
    now = {exam.coders[coder] for coder in finding.matter.coders}
    if ruling is not None and now != {side.coder_id for side in ruling.sides}:
        return "Other coders have a part in it than when it was ruled on."
    return "A coder changed it after the ruling."
