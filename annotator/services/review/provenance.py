"""Which ruling each value of gold comes from, and what earlier rulings say of a field or a coder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from annotator.domain.coding import Coder, Coding, Value
from annotator.domain.describe import describe, describe_status
from annotator.domain.review import DisagreementKind, Ruling, RulingSource
from annotator.domain.values import Status
from annotator.services.review.case import CaseKey, OldCoding, Overruled, OverruledAnswer, Precedent, Provenance
from annotator.services.review.material import in_force
from annotator.services.review.words import marks_of, place_words, slot_words, value_words

if TYPE_CHECKING:
    from annotator.domain.codebook import Codebook
    from annotator.domain.ids import ArticleId, CodebookId, CoderId, RulingId
    from annotator.store.reader import Reader

GONE = "a coder taken out of the project"


def provenance_of(
    gold: Coding, rulings: Sequence[Ruling], codebook: Codebook, coders: Mapping[CoderId, Coder]
) -> tuple[Provenance, ...]:
    """Return where each value of gold comes from: the newest ruling in force that put it there.

    In the codebook's order, the article's own values first, then report by report. ``rulings`` are all those on the
    article in the round that were not undone.
    """
    by_value = {gold_id: ruling for ruling in in_force(rulings) for gold_id in ruling.gold_ids}
    by_id: dict[RulingId, Ruling] = {ruling.id: ruling for ruling in rulings}
    order = {field.id: at for at, field in enumerate(codebook.fields)}
    reports = {report.id: at for at, report in enumerate(gold.reports())}
    found = []
    for value in gold.values():
        ruling = by_value.get(value.id)
        if ruling is not None:
            place = (reports.get(value.report_id, -1) if value.report_id else -1, order.get(value.field, 0), value.id)
            found.append((place, _provenance(value, ruling, gold, codebook, coders, tuple(_earlier(ruling, by_id)))))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def _provenance(
    value: Value,
    ruling: Ruling,
    gold: Coding,
    codebook: Codebook,
    coders: Mapping[CoderId, Coder],
    earlier: tuple[Ruling, ...],
) -> Provenance:
    return Provenance(
        value_id=value.id,
        label=slot_words(value.slot, gold, codebook),
        words=value_words(value, gold, codebook),
        ruling=ruling,
        reviewer=name_of(ruling.reviewer_id, coders),
        taken_from=tuple(name_of(coder_id, coders) for coder_id in ruling.taken_from),
        evidence=marks_of(gold, (value,)),
        earlier=earlier,
    )


def name_of(coder_id: CoderId, coders: Mapping[CoderId, Coder]) -> str:
    """Return a coder's name."""
    known = coders.get(coder_id)
    return known.name if known else GONE


def _earlier(ruling: Ruling, by_id: Mapping[RulingId, Ruling]) -> Iterator[Ruling]:
    seen = {ruling.id}
    before = by_id.get(ruling.replaces) if ruling.replaces else None
    while before is not None and before.id not in seen:
        seen.add(before.id)
        yield before
        before = by_id.get(before.replaces) if before.replaces else None


def ruled_words(ruling: Ruling, reader: Reader, codebook: Codebook) -> str:
    """Return what was ruled, in words."""
    if ruling.source is RulingSource.NONE:
        return "none of them"
    taken = [side.summary for side in ruling.sides if side.coder_id in ruling.taken_from]
    if ruling.source is RulingSource.ONE:
        return taken[0] if taken else ""
    found = reader.entity("value", ruling.gold_ids[0]) if ruling.gold_ids else None
    field = codebook.fields_by_id.get(ruling.field)
    if not isinstance(found, Value) or field is None:
        return " and ".join(dict.fromkeys(taken))
    if found.status is not Status.CODED or found.content is None:
        return describe_status(found.status)
    return describe(found.content, field, codebook)


def precedents_in(
    rulings: Sequence[Ruling], reader: Reader, codebooks: Mapping[CodebookId, Codebook]
) -> tuple[Precedent, ...]:
    """Return the rulings in force that give a reason or a note, newest first."""
    telling = [one for one in in_force(rulings) if one.reason is not None or one.note]
    titles = titles_of(reader, [one.article_id for one in telling])
    return tuple(
        Precedent(
            ruling=one,
            title=titles.get(one.article_id, ""),
            ruled=ruled_words(one, reader, codebooks[one.codebook_id]),
            answers=tuple(side.summary for side in one.sides),
        )
        for one in sorted(telling, key=lambda one: one.id, reverse=True)
    )


def overruled_in(
    rulings: Sequence[Ruling], coder_id: CoderId, reader: Reader, codebooks: Mapping[CodebookId, Codebook]
) -> Overruled:
    """Return a coder's answers that were not taken, by the rulings in force on disagreements."""
    on_coder = [one for one in in_force(rulings) if any(side.coder_id == coder_id for side in one.sides)]
    ruled_on = [one for one in on_coder if one.source is not RulingSource.UNANIMOUS]
    against = [one for one in ruled_on if _is_against(one, coder_id)]
    titles = titles_of(reader, [one.article_id for one in against])
    answers = tuple(
        OverruledAnswer(
            ruling=one,
            title=titles.get(one.article_id, ""),
            label=_label(one, codebooks[one.codebook_id]),
            answered=_side_words(one, coder_id),
            ruled=ruled_words(one, reader, codebooks[one.codebook_id]),
        )
        for one in sorted(against, key=lambda one: one.id, reverse=True)
    )
    by_reason = Counter(one.reason.value if one.reason else "" for one in against)
    by_field = Counter(one.label for one in answers)
    return Overruled(coder_id, answers, len(ruled_on), tuple(by_reason.most_common()), tuple(by_field.most_common()))


def _is_against(ruling: Ruling, coder_id: CoderId) -> bool:
    """Tell whether a coder's answer was not taken, nor another's that says the same."""
    if coder_id in ruling.taken_from:
        return False
    if ruling.disagreement is DisagreementKind.SAME_VALUE_OTHER_EVIDENCE:
        return True
    taken = {side.summary for side in ruling.sides if side.coder_id in ruling.taken_from}
    return _side_words(ruling, coder_id) not in taken


def _side_words(ruling: Ruling, coder_id: CoderId) -> str:
    return next((side.summary for side in ruling.sides if side.coder_id == coder_id), "")


def _label(ruling: Ruling, codebook: Codebook) -> str:
    return place_words(codebook.fields_by_id.get(ruling.field), ruling.field, None, codebook) or "A whole incident"


def titles_of(reader: Reader, article_ids: Sequence[ArticleId]) -> dict[ArticleId, str]:
    """Return what articles are called."""
    ids = list(dict.fromkeys(article_ids))
    return {article.id: article.metadata.title or article.file_name for article in reader.articles(ids)}


def old_codings_in(
    reader: Reader, field_id: str, versions: Mapping[CodebookId, int], codebooks: Mapping[CodebookId, Codebook]
) -> tuple[OldCoding, ...]:
    """Return coders' answers to a field in codings made under these versions of a codebook, in order of articles."""
    coders = {coder.id: coder for coder in reader.coders()}
    gold = {coder.id for coder in coders.values() if coder.is_gold}
    old = [
        coding
        for coding in reader.codings()
        if coding.header.codebook_id in versions and coding.header.coder_id not in gold
    ]
    titles = titles_of(reader, [coding.header.article_id for coding in old])
    return tuple(
        OldCoding(
            key=CaseKey(coding.header.article_id, coding.header.round_id),
            coding_id=coding.header.id,
            coder_name=name_of(coding.header.coder_id, coders),
            title=titles.get(coding.header.article_id, ""),
            version=versions[coding.header.codebook_id],
            words=value_words(value, coding, codebooks[coding.header.codebook_id]),
        )
        for coding in old
        for value in coding.values()
        if value.field == field_id
    )
