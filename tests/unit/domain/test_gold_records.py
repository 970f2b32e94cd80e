"""Gold's records: ids derived from what they stand for, answers put together, drafts that change only what differs."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from annotator.domain.coding import Coding, CodingHeader, CodingState, Evidence, Group, Report, Slot, Stance, Value
from annotator.domain.errors import CodingError
from annotator.domain.gold import (
    GoldAnswer,
    GoldDraft,
    gold_coder_id,
    gold_coding_id,
    gold_group_id,
    gold_report_id,
    gold_value_id,
    put_together,
    with_all_evidence,
)
from annotator.domain.ids import (
    ArticleId,
    CodebookId,
    CoderId,
    CodingId,
    EvidenceId,
    GroupId,
    ProjectId,
    ReportId,
    RoundId,
    ValueId,
)
from annotator.domain.text import Span
from annotator.domain.values import Content, Count, OneCategory, SeveralCategories, Status
from tests.drafts import default_codebook

BOOK = default_codebook()
TEXT = "Gunmen attacked a checkpoint on Friday, killing two soldiers."
NOON = dt.datetime(2021, 5, 10, 12, tzinfo=dt.UTC)
REPORT, GROUP = ReportId("gold-report"), GroupId("gold-group")
KILLED = Slot("killed_total", REPORT)


def marked(*spans: tuple[int, int], stance: Stance = Stance.STATES) -> tuple[Evidence, ...]:
    """Return some coder's evidence."""
    return tuple(
        Evidence(
            id=EvidenceId(f"e-{start}-{end}"),
            coding_id=CodingId("theirs"),
            value_id=ValueId("theirs"),
            start=start,
            end=end,
            quote=TEXT[start:end],
            stance=stance,
        )
        for start, end in spans
    )


def answered(content: Content | None, *spans: tuple[int, int], reason: str = "") -> GoldAnswer:
    """Return an answer with evidence."""
    return GoldAnswer(Status.CODED, content, marked(*spans), reason)


def exactly(number: int) -> Count:
    return Count(low=number, best=number, high=number)


def header() -> CodingHeader:
    return CodingHeader(
        id=gold_coding_id(ArticleId("article"), None),
        article_id=ArticleId("article"),
        coder_id=CoderId("gold"),
        codebook_id=CodebookId("book"),
    )


def stored(draft: GoldDraft, before: Coding | None = None) -> Coding:
    """Return the gold coding after what a draft changed."""
    return (before or Coding(header())).with_entities(draft.entities)


def with_killed(answer: GoldAnswer, before: Coding | None = None) -> Coding:
    draft = GoldDraft(header(), before)
    draft.put_report(REPORT, 1)
    draft.set_answer(KILLED, answer)
    return stored(draft, before)


# -- Ids --------------------------------------------------------------------------------------------------------------


def test_the_same_thing_has_the_same_gold_id_and_another_thing_another() -> None:
    ids = [
        gold_coder_id(ProjectId("x")),
        gold_coding_id(ArticleId("x"), None),
        gold_coding_id(ArticleId("x"), RoundId("r")),
        gold_report_id(ReportId("x")),
        gold_group_id(GroupId("x")),
        gold_value_id(CodingId("x"), Slot("f")),
        gold_value_id(CodingId("x"), Slot("f", ReportId("r"))),
        gold_value_id(CodingId("x"), Slot("f", ReportId("r"), GroupId("g"))),
        gold_value_id(CodingId("x"), Slot("g", ReportId("r"))),
    ]
    assert len(set(ids)) == len(ids)
    assert all(len(one) == 36 for one in ids)
    assert gold_report_id(ReportId("x")) == gold_report_id(ReportId("x"))


# -- Putting together -------------------------------------------------------------------------------------------------


def test_equal_answers_keep_the_evidence_of_all_in_text_order() -> None:
    together = put_together(
        [answered(exactly(2), (40, 47), (0, 6)), answered(exactly(2), (48, 51), (0, 6))],
        BOOK.fields_by_id["killed_total"],
        are_equal=False,
    )
    assert [one.span for one in together.evidence] == [Span(0, 6), Span(40, 47), Span(48, 51)]
    assert together.content == exactly(2)


def test_a_span_that_several_have_keeps_the_first_ones_stance() -> None:
    first = GoldAnswer(Status.CODED, None, marked((0, 6), stance=Stance.IMPLIES))
    second = GoldAnswer(Status.CODED, None, marked((0, 6), stance=Stance.CONTRADICTS))
    assert [one.stance for one in with_all_evidence([first, second]).evidence] == [Stance.IMPLIES]


def test_the_first_reason_for_missing_evidence_is_kept() -> None:
    answers = [answered(exactly(2)), answered(exactly(2), reason="implied"), answered(exactly(2), reason="other")]
    assert with_all_evidence(answers).missing_evidence_reason == "implied"


def test_contents_that_count_as_equal_are_put_together_as_the_first_has_them() -> None:
    field = BOOK.fields_by_id["event_type"]
    first, second = answered(OneCategory(category="riot")), answered(OneCategory(category="battle"))
    assert put_together([first, second], field, are_equal=True).content == OneCategory(category="riot")
    with pytest.raises(CodingError, match="cannot be put together"):
        put_together([first, second], field, are_equal=False)


def test_answers_of_different_status_are_not_put_together() -> None:
    with pytest.raises(CodingError, match="say different things"):
        put_together(
            [answered(exactly(2)), GoldAnswer(Status.UNCLEAR)], BOOK.fields_by_id["killed_total"], are_equal=True
        )


def test_nothing_cannot_be_put_together() -> None:
    with pytest.raises(CodingError, match="Nobody answered"):
        put_together([], BOOK.fields_by_id["killed_total"], are_equal=True)


def test_more_categories_than_the_field_takes_are_refused() -> None:
    field = BOOK.fields_by_id["tactic"].model_copy(update={"max_categories": 2})
    categories = [category.id for category in field.categories[:3]]
    answers = [answered(SeveralCategories(categories=(one,))) for one in categories]
    assert put_together(answers[:2], field, are_equal=False).content == SeveralCategories(
        categories=tuple(categories[:2])
    )
    with pytest.raises(CodingError, match="at most 2 categories; together these are 3"):
        put_together(answers, field, are_equal=False)


@given(st.lists(st.sets(st.sampled_from([one.id for one in BOOK.fields_by_id["tactic"].categories]), min_size=1)))
def test_a_union_has_every_category_once_in_the_codebooks_order(sets: list[set[str]]) -> None:
    field = BOOK.fields_by_id["tactic"].model_copy(update={"max_categories": None})
    answers = [answered(SeveralCategories(categories=tuple(sorted(one)))) for one in sets]
    if not answers:
        return
    together = put_together(answers, field, are_equal=False).content
    assert isinstance(together, SeveralCategories)
    assert set(together.categories) == set().union(*sets)
    order = [category.id for category in field.categories]
    assert list(together.categories) == sorted(together.categories, key=order.index)


def test_answers_are_alike_only_with_the_same_value_evidence_and_stance() -> None:
    one = answered(exactly(2), (0, 6))
    assert one.is_like(answered(exactly(2), (0, 6)))
    assert not one.is_like(answered(exactly(3), (0, 6)))
    assert not one.is_like(answered(exactly(2), (0, 7)))
    assert not one.is_like(answered(exactly(2), (0, 6), reason="x"))
    assert not one.is_like(GoldAnswer(Status.CODED, exactly(2), marked((0, 6), stance=Stance.IMPLIES)))
    assert not one.is_like(None)


# -- Drafts -----------------------------------------------------------------------------------------------------------


def test_a_first_draft_has_the_header_and_parents_before_what_refers_to_them() -> None:
    draft = GoldDraft(header(), None)
    draft.put_report(REPORT, 1)
    draft.put_group(GROUP, REPORT, "victim_group")
    draft.set_answer(Slot("vg_killed", REPORT, GROUP), answered(exactly(2), (48, 51)))
    assert [entity.kind for entity in draft.entities] == ["coding", "report", "group", "value", "evidence"]


def test_evidence_is_copied_with_its_quote_under_ids_of_golds_own() -> None:
    gold = with_killed(answered(exactly(2), (48, 51)))
    (evidence,) = gold.evidence()
    assert (evidence.quote, evidence.coding_id) == ("two", gold.header.id)
    assert evidence.id != marked((48, 51))[0].id


def test_the_same_answer_again_changes_nothing() -> None:
    gold = with_killed(answered(exactly(2), (48, 51)))
    draft = GoldDraft(header(), gold)
    draft.put_report(REPORT, 1)
    draft.set_answer(KILLED, answered(exactly(2), (48, 51)))
    assert draft.entities == ()


def test_another_answer_changes_the_value_and_takes_its_evidence_away() -> None:
    gold = with_killed(answered(exactly(2), (0, 6), (48, 51)))
    after = with_killed(answered(exactly(3), (0, 6), (40, 47)), gold)
    (value,) = after.values()
    assert value.content == exactly(3)
    assert {one.span for one in after.evidence_for(value.id)} == {Span(0, 6), Span(40, 47)}
    assert {one.id for one in gold.values()} == {value.id}


def test_an_answer_taken_away_and_given_again_is_the_same_record() -> None:
    gold = with_killed(answered(exactly(2), (48, 51)))
    draft = GoldDraft(header(), gold)
    draft.set_answer(KILLED, None)
    emptied = stored(draft, gold)
    assert list(emptied.values()) == []
    assert list(emptied.evidence()) == []
    restored = with_killed(answered(exactly(2), (48, 51)), emptied)
    assert dict(restored.values_by_id) == dict(gold.values_by_id)
    assert dict(restored.evidence_by_id) == dict(gold.evidence_by_id)


def test_taking_away_what_is_not_there_changes_nothing() -> None:
    gold = with_killed(answered(exactly(2)))
    draft = GoldDraft(header(), gold)
    draft.set_answer(Slot("wounded_total", REPORT), None)
    draft.remove_report(ReportId("other"))
    draft.remove_records(["unknown"])
    assert draft.entities == ()


def test_a_report_that_comes_back_comes_back_empty() -> None:
    draft = GoldDraft(header(), None)
    draft.put_report(REPORT, 1)
    draft.put_group(GROUP, REPORT, "victim_group")
    draft.set_answer(KILLED, answered(exactly(2), (48, 51)))
    draft.set_answer(Slot("vg_killed", REPORT, GROUP), answered(exactly(2), (48, 51)))
    gold = stored(draft)
    away = GoldDraft(header(), gold)
    away.remove_report(REPORT)
    removed = stored(away, gold)
    assert removed.is_empty
    back = GoldDraft(header(), removed)
    back.put_report(REPORT, 1)
    restored = stored(back, removed)
    assert [report.id for report in restored.reports()] == [REPORT]
    assert list(restored.values()) == []
    assert restored.groups(REPORT) == ()


def test_a_removed_group_takes_its_values_with_it_and_leaves_the_report() -> None:
    draft = GoldDraft(header(), None)
    draft.put_report(REPORT, 1)
    for name in ("one", "two"):
        draft.put_group(GroupId(name), REPORT, "victim_group")
        draft.set_answer(Slot("vg_killed", REPORT, GroupId(name)), answered(exactly(2)))
    draft.remove_group(GroupId("one"))
    gold = stored(draft)
    assert [group.id for group in gold.groups(REPORT)] == ["two"]
    assert [value.group_id for value in gold.values()] == ["two"]


def test_a_new_group_goes_behind_the_others_of_its_level() -> None:
    draft = GoldDraft(header(), None)
    draft.put_report(REPORT, 1)
    for name, level in (("a", "victim_group"), ("b", "perpetrator"), ("c", "victim_group"), ("a", "victim_group")):
        draft.put_group(GroupId(name), REPORT, level)
    assert [(group.id, group.position) for group in stored(draft).groups(REPORT)] == [("b", 1), ("a", 1), ("c", 2)]


def test_a_deleted_gold_coding_comes_back_to_life() -> None:
    gone = Coding(header().model_copy(update={"is_deleted": True}))
    draft = GoldDraft(header(), gone)
    draft.put_report(REPORT, 1)
    assert not stored(draft, gone).header.is_deleted


def test_a_state_keeps_its_time_until_it_changes() -> None:
    draft = GoldDraft(header(), None)
    draft.set_state(CodingState.COMPLETE, NOON)
    gold = stored(draft)
    assert (gold.header.state, gold.header.completed_at) == (CodingState.COMPLETE, NOON)
    later = GoldDraft(header(), gold)
    later.set_state(CodingState.COMPLETE, NOON + dt.timedelta(days=1))
    assert later.entities == ()
    later.set_state(CodingState.DRAFT, NOON)
    assert stored(later, gold).header.completed_at is None


def test_a_coders_answer_is_taken_with_its_evidence_and_reason() -> None:
    value = Value(
        id=ValueId("v"), coding_id=CodingId("theirs"), report_id=ReportId("r"), field="killed_total",
        content=exactly(2), missing_evidence_reason="implied",
    )  # fmt: skip
    evidence = marked((0, 6))[0].model_copy(update={"value_id": value.id})
    coding = Coding(header().model_copy(update={"id": CodingId("theirs")})).with_entities(
        [Report(id=ReportId("r"), coding_id=CodingId("theirs"), position=1), value, evidence]
    )
    assert GoldAnswer.of(value, coding) == GoldAnswer(Status.CODED, exactly(2), (evidence,), "implied")


def test_records_can_be_removed_by_their_ids_alone() -> None:
    gold = with_killed(answered(exactly(2), (48, 51)))
    draft = GoldDraft(header(), gold)
    draft.remove_records([*gold.values_by_id])
    after = stored(draft, gold)
    assert list(after.values()) == []
    assert [report.id for report in after.reports()] == [REPORT]


def test_groups_of_other_reports_do_not_count_for_the_place() -> None:
    draft = GoldDraft(header(), None)
    for report in ("one", "two"):
        draft.put_report(ReportId(report), 1)
        draft.put_group(GroupId(f"g-{report}"), ReportId(report), "claim")
    positions = {entity.position for entity in draft.entities if isinstance(entity, Group)}
    assert positions == {1}
