"""Which codings an export takes."""

from __future__ import annotations

import pytest

from annotator.domain.coding import Coder, Coding, CodingHeader, CodingState, Evidence, Slot, Value
from annotator.domain.ids import ArticleId, CodebookId, CoderId, CodingId, EvidenceId, RoundId, ValueId
from annotator.domain.recipe import ExportChoice
from annotator.domain.values import Status
from annotator.services.exports.selection import Blindness, Selection, pseudonyms, with_statuses

ADA = Coder(id=CoderId("1"), name="Ada")
BEN = Coder(id=CoderId("2"), name="Ben")
GOLD = Coder(id=CoderId("3"), name="Gold", is_gold=True)
CODERS = {coder.id: coder for coder in (ADA, BEN, GOLD)}
FIRST = RoundId("round 1")


def a_coding(
    coder: Coder = ADA,
    *,
    round_id: RoundId | None = FIRST,
    article: str = "article",
    state: CodingState = CodingState.COMPLETE,
    is_deleted: bool = False,
) -> Coding:
    header = CodingHeader(
        id=CodingId("coding"),
        article_id=ArticleId(article),
        coder_id=coder.id,
        codebook_id=CodebookId("codebook"),
        round_id=round_id,
        state=state,
        is_deleted=is_deleted,
    )
    return Coding(header)


CASES = [
    (ExportChoice(), a_coding(), True),
    (ExportChoice(), a_coding(GOLD), True),
    (ExportChoice(), a_coding(is_deleted=True), False),
    (ExportChoice(is_gold_included=False), a_coding(GOLD), False),
    (ExportChoice(is_gold_included=False), a_coding(ADA), True),
    (ExportChoice(are_coders_included=False), a_coding(ADA), False),
    (ExportChoice(are_coders_included=False), a_coding(GOLD), True),
    (ExportChoice(coders=(BEN.id,)), a_coding(ADA), False),
    (ExportChoice(coders=(BEN.id,)), a_coding(BEN), True),
    (ExportChoice(coders=(BEN.id,)), a_coding(GOLD), True),
    (ExportChoice(rounds=(FIRST,)), a_coding(), True),
    (ExportChoice(rounds=(FIRST,)), a_coding(round_id=None), False),
    (ExportChoice(rounds=(None,)), a_coding(round_id=None), True),
    (ExportChoice(rounds=(None,)), a_coding(), False),
    (ExportChoice(rounds=()), a_coding(), False),
    (ExportChoice(states=(CodingState.COMPLETE,)), a_coding(state=CodingState.DRAFT), False),
    (ExportChoice(states=(CodingState.DRAFT,)), a_coding(state=CodingState.DRAFT), True),
    (ExportChoice(articles=(ArticleId("another"),)), a_coding(), False),
    (ExportChoice(articles=(ArticleId("another"),)), a_coding(article="another"), True),
]


@pytest.mark.parametrize("choice, coding, is_taken", CASES)
def test_a_coding_leaves_when_it_is_chosen(choice: ExportChoice, coding: Coding, is_taken: bool) -> None:
    assert Selection(choice, CODERS).takes(coding.header) is is_taken


def test_others_work_in_a_blind_round_stays() -> None:
    selection = Selection(ExportChoice(), CODERS, Blindness(ADA.id, frozenset({FIRST})))
    assert not selection.takes(a_coding(BEN).header)
    assert selection.takes(a_coding(BEN, round_id=None).header)
    assert selection.takes(a_coding(ADA).header)


def test_values_of_other_statuses_stay_with_their_evidence() -> None:
    coding = a_coding()
    values = [
        Value(id=ValueId("v1"), coding_id=coding.header.id, field="a", status=Status.UNCLEAR),
        Value(id=ValueId("v2"), coding_id=coding.header.id, field="b", status=Status.NOT_MENTIONED),
    ]
    evidence = [
        Evidence(
            id=EvidenceId(f"e of {value.id}"), coding_id=coding.header.id, value_id=value.id, start=0, end=1, quote="x"
        )
        for value in values
    ]
    whole = coding.with_entities([*values, *evidence])
    assert Selection(ExportChoice(), CODERS).leaving(whole) is whole
    kept = Selection(ExportChoice(statuses=(Status.UNCLEAR,)), CODERS).leaving(whole)
    assert kept == with_statuses(whole, [Status.UNCLEAR])
    assert kept.values_by_slot() == {Slot("a"): values[0]}
    assert list(kept.evidence()) == [evidence[0]]


def test_pseudonyms_count_people_in_the_order_they_joined_and_leave_gold_its_name() -> None:
    names = {coder_id: coder.name for coder_id, coder in pseudonyms([GOLD, BEN, ADA]).items()}
    assert names == {ADA.id: "Coder 1", BEN.id: "Coder 2", GOLD.id: "Gold"}
