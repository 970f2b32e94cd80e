"""Cases: what is found, how it is shown, who may see it; beginning, sampling, and what went stale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from annotator.agreement.alignment import Aligner
from annotator.agreement.disagreement import disagreements
from annotator.agreement.layers import CodedArticle, agreement
from annotator.domain.codebook import Measure
from annotator.domain.coding import Coder, Coding, CodingState, Evidence, Report, Stance, Value
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError, NothingChangedError
from annotator.domain.ids import AssignmentId, CoderId, EvidenceId, RoundId, ValueId
from annotator.domain.review import DisagreementKind, RulingReason, RulingSource
from annotator.domain.rounds import Assignment, RoundState
from annotator.domain.values import Count, FreeText, OneCategory
from annotator.services.review import service
from annotator.services.review.case import CaseFacets, CaseKey, CaseState, next_case, next_open
from annotator.services.review.exam import Examination
from annotator.services.review.material import material_of
from annotator.services.review.service import ACCEPTED_AT_ONCE, ReviewService
from tests import agreement_generator as generator
from tests.agreement_generator import PERFECT, GoldArticle, Habits
from tests.services.review_making import (
    FIRST,
    HABITS,
    SECOND,
    THIRD,
    ReviewProject,
    contents,
    made_project,
    two_coders,
)

KINDS = DisagreementKind
NO_SAMPLE = 0.0


@pytest.fixture
def project(tmp_path: Path) -> Iterator[ReviewProject]:
    """An empty project."""
    made = made_project(tmp_path)
    with made.workspace:
        yield made


def coded_by(
    project: ReviewProject, coders: list[CoderId], *, round_id: RoundId | None = None, articles: int = 1, seed: int = 5
) -> list[GoldArticle]:
    """Have coders code articles: the first one without error, the others each with their own."""
    written = generator.gold_articles(Random(seed), articles, 3)
    project.add(written, coders)
    for article in written:
        for number, coder in enumerate(coders):
            habits = PERFECT if number == 0 else HABITS
            version = generator.second_coder(article, Random(seed + number), habits, name=f"n{number}")
            project.store(version.coding, coder, round_id)
    return written


def edit(project: ReviewProject, article: GoldArticle, coder: CoderId, change: Callable[[Coding], Entity]) -> None:
    """Change one record of a coding as its coder would."""
    coding = project.coding(article.id, coder)
    assert coding is not None
    project.put([change(coding)], article.id)


def killed(number: int, place: int = 0) -> Callable[[Coding], Entity]:
    """Return the change that gives one incident another toll."""

    def change(coding: Coding) -> Value:
        report = coding.reports()[place]
        (value,) = (one for one in coding.values() if one.field == "killed_total" and one.report_id == report.id)
        return value.model_copy(update={"content": Count(low=number, best=number, high=number)})

    return change


def unanimous(project: ReviewProject, *, coders: tuple[CoderId, ...] = (FIRST, SECOND)) -> GoldArticle:
    """Have coders agree on everything in one article."""
    article = generator.gold_articles(Random(3), 1, 2)[0]
    project.add([article], list(coders))
    for coder in coders:
        project.store(generator.coded(article, f"of-{coder}", article.incidents).coding, coder)
    return article


# -- What is found ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_the_items_of_two_coders_are_their_disagreements_each_once_and_typed_alike(seed: int, tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, articles=2, incidents=4, seed=seed)
    with project.workspace:
        for article in articles:
            case = project.case(article.id)
            codings = [side.coding for side in case.sides]
            expected = Counter(
                (one.kind, one.field or "", frozenset(report for of_coder in one.reports for report in of_coder))
                for one in disagreements(Aligner.of(codings, case.codebook), case.codebook)
            )
            found = Counter(
                (item.kind, item.field, frozenset(report for answer in item.answers for report in answer.reports))
                for item in case.items
                if item.kind is not None and item.is_scored
            )
            assert found == expected


def test_every_item_has_an_id_of_its_own_that_does_not_depend_on_the_order_of_coders(tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, incidents=6, seed=4)
    with project.workspace:
        ids = [item.id for item in project.case(articles[0].id).items]
        assert len(set(ids)) == len(ids) > 5
        assert [item.id for item in project.case(articles[0].id, is_blind=True).items] == ids


def test_fields_come_in_the_codebooks_order_and_unscored_ones_last_in_their_incident(tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, incidents=6, seed=4)
    with project.workspace:
        case = project.case(articles[0].id)
        order = {field.id: at for at, field in enumerate(case.codebook.fields)}
        places = [
            (item.incident or 0, not item.is_scored, order[item.field])
            for item in case.items
            if item.field in order and case.codebook.fields_by_id[item.field].level in ("article", "incident")
        ]
        assert places == sorted(places)


def test_an_unscored_field_is_offered_but_never_open(project: ReviewProject) -> None:
    article = unanimous(project)
    for coder in (FIRST, SECOND):
        edit(project, article, coder, labelled(f"As {coder} calls it"))
    case = project.case(article.id)
    (item,) = (one for one in case.items if not one.is_scored)
    assert case.codebook.fields_by_id[item.field].measure is Measure.NONE
    assert not item.is_open
    project.take(case.key, item, SECOND)
    (ruled,) = (one for one in project.case(article.id).items if not one.is_scored)
    assert ruled.gold_words == f"As {SECOND} calls it"


def labelled(words: str) -> Callable[[Coding], Entity]:
    """Return the change that gives the first incident a label, which the codebook does not score."""

    def change(coding: Coding) -> Value:
        report = coding.reports()[0]
        return Value(
            id=ValueId(f"label-{coding.header.id}"), coding_id=coding.header.id, report_id=report.id,
            field="incident_label", content=FreeText(text=words),
        )  # fmt: skip

    return change


def test_sides_show_answers_in_words_with_their_spans(project: ReviewProject) -> None:
    article = unanimous(project)
    edit(project, article, SECOND, killed(77))
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    first, second = item.answers
    assert (first.letter, second.letter) == ("A", "B")
    assert second.words == "77"
    assert second.content == Count(low=77, best=77, high=77)
    assert [mark.span for mark in first.spans] == list(article.incidents[0].answers["killed_total"].spans)
    assert all(mark.stance is Stance.STATES for mark in second.spans)


def test_a_field_left_alone_by_one_coder_says_so(project: ReviewProject) -> None:
    article = unanimous(project)
    edit(
        project, article, SECOND,
        lambda coding: next(one for one in coding.values() if one.field == "suicide").model_copy(
            update={"is_deleted": True}
        ),
    )  # fmt: skip
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    assert (item.kind, item.field) == (KINDS.STATUS, "suicide")
    assert (item.answers[1].words, item.answers[1].status) == ("not answered", None)


def test_drafts_are_left_out_and_said(project: ReviewProject) -> None:
    (article,) = coded_by(project, [FIRST, SECOND, THIRD])
    edit(project, article, THIRD, lambda coding: coding.header.model_copy(update={"state": CodingState.DRAFT}))
    case = project.case(article.id)
    assert [side.coder_id for side in case.sides] == [FIRST, SECOND]
    assert case.remarks == ("Person 3: the coding is a draft and not part of the case.",)


def test_a_draft_is_not_named_where_names_are_withheld(project: ReviewProject) -> None:
    (article,) = coded_by(project, [FIRST, SECOND, THIRD])
    edit(project, article, THIRD, lambda coding: coding.header.model_copy(update={"state": CodingState.DRAFT}))
    (remark,) = project.case(article.id, is_blind=True).remarks
    assert "Person" not in remark


def test_rounds_are_reviewed_apart_and_so_is_work_outside_any(project: ReviewProject) -> None:
    round_id = project.round(sample_share=NO_SAMPLE)
    (article,) = coded_by(project, [FIRST, SECOND], round_id=round_id)
    with pytest.raises(CodingError, match="Nobody has coded"):
        project.case(article.id)
    key = CaseKey(article.id, round_id)
    project.take_everything(key, FIRST)
    gold = project.case(article.id, round_id).gold
    assert gold is not None
    assert gold.header.round_id == round_id
    assert project.review.cases(None, viewer=project.reviewer) == ()


def test_a_round_that_is_not_there_is_refused(project: ReviewProject) -> None:
    with pytest.raises(CodingError, match="round is not in the project"):
        project.review.cases(RoundId("none"), viewer=project.reviewer)


def test_two_copies_of_one_coding_cannot_be_compared(project: ReviewProject) -> None:
    article = unanimous(project)
    coding = project.coding(article.id, FIRST)
    assert coding is not None
    around = project.review._around(None)
    with project.file.read() as reader:
        material = material_of(reader, around, article.id)
    with pytest.raises(CodingError, match="copies of one"):
        Examination(replace(material, codings=(coding, coding)))


# -- Blindness --------------------------------------------------------------------------------------------------------


def assigned(project: ReviewProject, round_id: RoundId, article: GoldArticle, *coders: CoderId) -> None:
    project.put(
        Assignment(
            id=AssignmentId(f"assignment-{coder}"), round_id=round_id, article_id=article.id, coder_id=coder, position=1
        )
        for coder in coders
    )


def test_a_coder_of_a_running_blind_round_sees_no_case_of_it(project: ReviewProject) -> None:
    round_id = project.round()
    (article,) = coded_by(project, [FIRST, SECOND], round_id=round_id)
    assigned(project, round_id, article, FIRST, SECOND)
    review = project.review
    for look in (
        lambda: review.cases(round_id, viewer=FIRST),
        lambda: review.case(round_id, article.id, viewer=FIRST),
        lambda: review.begin(round_id, reviewer=FIRST),
        lambda: review.patterns(round_id, viewer=FIRST),
        lambda: review.stale(round_id, viewer=FIRST),
        lambda: review.overruled(FIRST, round_id, viewer=FIRST),
        lambda: review.rule(CaseKey(article.id, round_id), "any", RulingSource.NONE, reviewer=FIRST),
    ):
        with pytest.raises(CodingError, match="blind and still running"):
            look()
    assert review.case(round_id, article.id, viewer=project.reviewer).items


def test_a_coder_of_a_released_round_sees_its_cases(project: ReviewProject) -> None:
    round_id = project.round(state=RoundState.RELEASED)
    (article,) = coded_by(project, [FIRST, SECOND], round_id=round_id)
    assigned(project, round_id, article, FIRST)
    assert len(project.review.cases(round_id, viewer=FIRST)) == 1


def test_names_are_withheld_and_sides_shuffled_where_the_reviewer_is_blind(project: ReviewProject) -> None:
    round_id = project.round(seed=7)
    articles = coded_by(project, [FIRST, SECOND], round_id=round_id, articles=12)
    orders = set()
    for article in articles:
        case = project.case(article.id, round_id, is_blind=True)
        assert [side.shown_name for side in case.sides] == ["Coder A", "Coder B"]
        assert [side.coder_id for side in project.case(article.id, round_id, is_blind=True).sides] == [
            side.coder_id for side in case.sides
        ]
        for item in case.items:
            assert [answer.coder_id for answer in item.answers] == [side.coder_id for side in case.sides]
        orders.add(tuple(side.coder_id for side in case.sides))
    assert orders == {(FIRST, SECOND), (SECOND, FIRST)}
    assert [side.shown_name for side in project.case(articles[0].id, round_id).sides] == ["Person 1", "Person 2"]


# -- Beginning --------------------------------------------------------------------------------------------------------


def test_beginning_accepts_all_that_is_unanimous_and_finishes_gold(project: ReviewProject) -> None:
    round_free = unanimous(project)
    begun = project.review.begin(None, reviewer=project.reviewer)
    case = project.case(round_free.id)
    assert (begun.accepted, begun.unchanged, begun.waiting) == (1, 0, 0)
    assert contents(case.gold) == contents(project.coding(round_free.id, FIRST))
    (ruling,) = case.rulings
    assert ruling.source is RulingSource.UNANIMOUS
    assert ruling.disagreement is None
    assert ruling.field == ""
    assert case.gold is not None
    live = {value.id for value in case.gold.values()} | {report.id for report in case.gold.reports()}
    assert live <= set(ruling.gold_ids)


def test_beginning_again_changes_nothing(project: ReviewProject) -> None:
    coded_by(project, [FIRST, SECOND], articles=3)
    project.review.begin(None, reviewer=project.reviewer)
    head = project.file.head
    begun = project.review.begin(None, reviewer=project.reviewer)
    assert (begun.accepted, begun.unchanged) == (0, 3)
    assert project.file.head == head


def test_beginning_again_takes_in_articles_completed_since(project: ReviewProject) -> None:
    first, second = generator.gold_articles(Random(1), 2, 2)
    project.add([first, second], [FIRST, SECOND])
    for coder in (FIRST, SECOND):
        project.store(generator.coded(first, f"c{coder}", first.incidents).coding, coder)
    project.store(generator.coded(second, "c1", second.incidents).coding, FIRST)
    assert project.review.begin(None, reviewer=project.reviewer).waiting == 1
    project.store(generator.coded(second, "c2", second.incidents).coding, SECOND)
    begun = project.review.begin(None, reviewer=project.reviewer)
    assert (begun.accepted, begun.unchanged, begun.articles) == (1, 1, (second.id,))


def test_beginning_can_be_cancelled_between_articles(project: ReviewProject) -> None:
    coded_by(project, [FIRST, SECOND], articles=3)
    done: list[int] = []
    begun = project.review.begin(
        None, reviewer=project.reviewer, progress=done.append, is_cancelled=lambda: len(done) == 2
    )
    assert begun.accepted == 2
    assert project.review.begin(None, reviewer=project.reviewer).accepted == 1


def test_gold_is_one_coder_made_once(project: ReviewProject) -> None:
    coded_by(project, [FIRST, SECOND], articles=2)
    project.review.begin(None, reviewer=project.reviewer)
    with project.file.read() as reader:
        (gold,) = (coder for coder in reader.coders() if coder.is_gold)
    assert gold.name == "Gold"


def test_a_person_who_came_with_the_name_gold_keeps_it(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    with project.workspace:
        project.put([Coder(id=THIRD, name="Gold")])
        unanimous(project)
        project.review.begin(None, reviewer=project.reviewer)
        with project.file.read() as reader:
            assert [coder.name for coder in reader.coders() if coder.is_gold] == ["Gold 2"]


def test_a_ruling_before_the_beginning_accepts_the_rest_of_its_article_too(project: ReviewProject) -> None:
    article = unanimous(project)
    edit(project, article, SECOND, killed(77))
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    project.take(CaseKey(article.id), item, SECOND)
    assert contents(project.case(article.id).gold) == contents(project.coding(article.id, SECOND))
    project.review.undo(CaseKey(article.id), reviewer=project.reviewer)
    assert project.case(article.id).gold is None


# -- The sample -------------------------------------------------------------------------------------------------------


def sampled(project: ReviewProject, article: GoldArticle, round_id: RoundId) -> set[str]:
    return {item.id for item in project.case(article.id, round_id).items if item.is_sampled}


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, 0, 0), (1.0, 150, 400), (0.25, 25, 110)])
def test_the_sample_is_the_share_of_the_unanimous_values(
    project: ReviewProject, share: float, least: int, most: int
) -> None:
    round_id = project.round(sample_share=share, seed=3)
    articles = coded_by(project, [FIRST, SECOND], round_id=round_id, articles=5)
    count = sum(len(sampled(project, article, round_id)) for article in articles)
    assert least <= count <= most


def test_a_larger_share_holds_the_smaller_ones_sample(project: ReviewProject) -> None:
    small = project.round(sample_share=0.1, seed=3)
    (article,) = coded_by(project, [FIRST, SECOND], round_id=small)
    before = sampled(project, article, small)
    with project.file.read() as reader:
        (made,) = reader.rounds()
    project.put([made.model_copy(update={"sample_share": 0.5})])
    assert before < sampled(project, article, small)
    project.put([made.model_copy(update={"sample_share": 0.5, "seed": 4})])
    assert not before <= sampled(project, article, small)


def test_a_sampled_value_is_open_until_it_is_ruled_on_and_marked_so(project: ReviewProject) -> None:
    round_id = project.round(sample_share=1.0)
    (article,) = coded_by(project, [FIRST, SECOND], round_id=round_id)
    key = CaseKey(article.id, round_id)
    project.review.begin(round_id, reviewer=project.reviewer)
    item = next(one for one in project.case(*key).open_items if one.is_sampled and one.field == "toll_scope")
    assert item.gold_words
    other = OneCategory(category="unclear")
    project.review.rule(key, item.id, RulingSource.NEW, content=other, reviewer=project.reviewer)
    ruled = project.case(*key).item(item.id)
    assert ruled is not None
    assert ruled.ruling is not None
    assert (ruled.ruling.is_sampled, ruled.ruling.disagreement, ruled.is_open) == (True, None, False)
    assert ruled.gold_words == "Unclear"


# -- Stale ------------------------------------------------------------------------------------------------------------


def test_a_coders_later_edit_makes_the_ruling_stale_and_leaves_gold_alone(project: ReviewProject) -> None:
    article = unanimous(project)
    key = CaseKey(article.id)
    edit(project, article, SECOND, killed(77))
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    project.take(key, item, SECOND)
    assert project.review.stale(None) == ()
    edit(project, article, SECOND, killed(88))
    (stale,) = project.review.stale(None)
    again = project.case(article.id).item(item.id)
    assert again is not None
    assert (stale.item_id, stale.why) == (item.id, "A coder changed it after the ruling.")
    assert (again.is_stale, again.is_open, again.gold_words) == (True, True, "77")
    project.review.begin(None, reviewer=project.reviewer)
    assert project.review.stale(None) == (stale,)
    project.take(key, again, SECOND)
    assert project.review.stale(None) == ()
    confirmed = project.case(article.id).item(item.id)
    assert confirmed is not None
    assert confirmed.gold_words == "88"


def test_an_edit_elsewhere_leaves_a_ruling_as_it_is(project: ReviewProject) -> None:
    article = unanimous(project)
    edit(project, article, SECOND, killed(77))
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    project.take(CaseKey(article.id), item, SECOND)
    edit(project, article, FIRST, killed(5, place=1))
    found = project.case(article.id).item(item.id)
    assert found is not None
    assert not found.is_stale


def test_other_evidence_alone_makes_a_ruling_stale(project: ReviewProject) -> None:
    article = unanimous(project)
    edit(project, article, SECOND, killed(77))
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    project.take(CaseKey(article.id), item, SECOND)

    def more_evidence(coding: Coding) -> Evidence:
        (value,) = (one for one in coding.values() if one.id == item_value(coding))
        return Evidence(
            id=EvidenceId("more"), coding_id=coding.header.id, value_id=value.id, start=0, end=4,
            quote=article.text[:4],
        )  # fmt: skip

    def item_value(coding: Coding) -> ValueId:
        return next(
            one.id for one in coding.values() if one.field == "killed_total" and one.report_id == coding.reports()[0].id
        )

    edit(project, article, FIRST, more_evidence)
    found = project.case(article.id).item(item.id)
    assert found is not None
    assert found.is_stale


def test_coders_who_come_to_agree_leave_the_ruling_stale_and_shown(project: ReviewProject) -> None:
    article = unanimous(project)
    edit(project, article, SECOND, killed(77))
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    project.take(CaseKey(article.id), item, SECOND)
    edit(project, article, FIRST, killed(77))
    found = project.case(article.id).item(item.id)
    assert found is not None
    assert (found.kind, found.is_stale) == (None, True)


def test_a_member_both_have_by_now_is_still_a_whole_and_can_be_confirmed(project: ReviewProject) -> None:
    article = generator.gold_articles(Random(3), 1, 2)[0]
    told = list(article.incidents)
    more = [generator._extra_member(told[0], article.asides[0], Random(0)), *told[1:]]
    project.add([article], [FIRST, SECOND])
    project.store(generator.coded(article, "one", more).coding, FIRST)
    project.store(generator.coded(article, "two", more).coding, SECOND)
    coding = project.coding(article.id, SECOND)
    assert coding is not None
    extra = max(coding.groups(coding.reports()[0].id, "victim_group"), key=lambda group: group.position)
    project.put([extra.model_copy(update={"is_deleted": True})], article.id)
    key = CaseKey(article.id)
    (item,) = (one for one in project.case(article.id).items if one.kind is KINDS.EXTRA_MEMBER)
    project.review.rule(key, item.id, RulingSource.NONE, reviewer=project.reviewer)
    project.put([extra], article.id)
    (stale,) = (one for one in project.case(article.id).items if one.is_stale)
    assert (stale.kind, stale.is_whole, stale.field, stale.gold_words) == (None, True, "victim_group", "")
    project.take(key, stale, FIRST, SECOND)
    assert contents(project.case(article.id).gold) == contents(project.coding(article.id, FIRST))
    (confirmed,) = (one for one in project.case(article.id).items if one.ruling is not None)
    assert (confirmed.is_open, confirmed.is_whole) == (False, True)


def test_an_accepted_value_the_coders_change_together_is_listed_and_accepted_again(project: ReviewProject) -> None:
    article = unanimous(project)
    key = CaseKey(article.id)
    project.review.begin(None, reviewer=project.reviewer)
    with pytest.raises(NothingChangedError):
        project.review.accept_again(key, reviewer=project.reviewer)
    before = contents(project.case(article.id).gold)
    for coder in (FIRST, SECOND):
        edit(project, article, coder, killed(41))
    assert contents(project.case(article.id).gold) == before
    project.review.begin(None, reviewer=project.reviewer)
    assert contents(project.case(article.id).gold) == before
    (stale,) = project.review.stale(None)
    assert stale.ruling.source is RulingSource.UNANIMOUS
    assert stale.why == "It was accepted without a ruling, and the coders have changed it since."
    project.review.accept_again(key, reviewer=project.reviewer)
    assert project.review.stale(None) == ()
    assert contents(project.case(article.id).gold) == contents(project.coding(article.id, FIRST))
    project.review.undo(key, reviewer=project.reviewer)
    assert contents(project.case(article.id).gold) == before


def test_an_accepted_value_that_is_disputed_now_is_open_and_stays_in_gold_until_ruled(project: ReviewProject) -> None:
    article = unanimous(project)
    project.review.begin(None, reviewer=project.reviewer)
    edit(project, article, SECOND, killed(41))
    (stale,) = project.review.stale(None)
    assert stale.why == "It was accepted without a ruling, and the coders do not agree on it any more."
    item = project.case(article.id).item(stale.item_id or "")
    assert item is not None
    assert item.kind is not None
    assert item.gold_words == item.answers[0].words
    project.take(CaseKey(article.id), item, SECOND)
    assert project.review.stale(None) == ()
    assert contents(project.case(article.id).gold) == contents(project.coding(article.id, SECOND))


def test_a_stale_acceptance_stays_listed_when_more_is_accepted(project: ReviewProject) -> None:
    article = unanimous(project)
    edit(project, article, SECOND, killed(77, place=1))
    project.review.begin(None, reviewer=project.reviewer)
    for coder in (FIRST, SECOND):
        edit(project, article, coder, killed(41))
    edit(project, article, FIRST, killed(77, place=1))
    assert project.review.begin(None, reviewer=project.reviewer).accepted == 1
    (stale,) = project.review.stale(None)
    assert "Killed" in stale.label


def test_a_third_coder_who_agrees_adds_evidence_and_one_who_does_not_opens_items(project: ReviewProject) -> None:
    article = unanimous(project, coders=(FIRST, SECOND))
    project.review.begin(None, reviewer=project.reviewer)
    third = generator.coded(article, "third", article.incidents).coding
    project.put([Coder(id=THIRD, name="Person 3")])
    project.store(third, THIRD)
    edit(project, article, THIRD, killed(999))
    assert project.review.begin(None, reviewer=project.reviewer).accepted == 1
    case = project.case(article.id)
    (item,) = (one for one in case.open_items if one.kind is not None)
    assert [answer.coder_id for answer in item.answers] == [FIRST, SECOND, THIRD]
    assert {stale.item_id for stale in project.review.stale(None)} <= {item.id}


def test_a_ruling_on_what_nobody_has_any_more_is_listed_and_can_be_withdrawn(project: ReviewProject) -> None:
    article = generator.gold_articles(Random(3), 1, 2)[0]
    first = article.incidents
    project.add([article], [FIRST, SECOND])
    project.store(generator.coded(article, "one", first).coding, FIRST)
    project.store(generator.coded(article, "two", first[:1]).coding, SECOND)
    key = CaseKey(article.id)
    (item,) = (one for one in project.case(article.id).items if one.kind is KINDS.MISSED_INCIDENT)
    project.take(key, item, FIRST)
    edit(project, article, FIRST, remove_second_report)
    case = project.case(article.id)
    (unplaced,) = case.unplaced
    assert any("can be withdrawn" in remark for remark in case.remarks)
    assert "no coding any more" in project.review.stale(None)[0].why
    project.review.withdraw(key, unplaced.id, reviewer=project.reviewer)
    after = project.case(article.id)
    assert after.unplaced == ()
    assert after.gold is not None
    assert len(after.gold.reports()) == 1
    with pytest.raises(CodingError, match="gone"):
        project.review.withdraw(key, unplaced.id, reviewer=project.reviewer)


def remove_second_report(coding: Coding) -> Report:
    return coding.reports()[1].model_copy(update={"is_deleted": True})


# -- The list ---------------------------------------------------------------------------------------------------------


def test_the_list_counts_what_each_case_has(tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, articles=3, incidents=3, seed=2)
    with project.workspace:
        project.take_everything(CaseKey(articles[0].id), FIRST)
        lines = {line.key.article_id: line for line in project.review.cases(None, viewer=project.reviewer)}
        for article in articles:
            case, line = project.case(article.id), lines[article.id]
            assert line.open == len(case.open_items)
            assert line.items == sum(item.is_scored for item in case.items)
            assert set(line.kinds) == {item.kind for item in case.open_items if item.kind}
            assert line.title == f"Title of {article.id}"
            assert line.week == "2021-W17"
        assert lines[articles[0].id].state is CaseState.SETTLED
        assert lines[articles[1].id].state is CaseState.NEW
        project.review.begin(None, reviewer=project.reviewer)
        states = [line.state for line in project.review.cases(None, viewer=project.reviewer)]
        assert states == [CaseState.SETTLED, CaseState.OPEN, CaseState.OPEN]


def test_the_list_is_up_to_date_after_every_deed(project: ReviewProject) -> None:
    article = unanimous(project)
    key = CaseKey(article.id)

    def states() -> list[tuple[CaseState, int]]:
        return [(line.state, line.stale) for line in project.review.cases(None, viewer=project.reviewer)]

    assert [state for state, _ in states()] == [CaseState.NEW]
    project.review.begin(None, reviewer=project.reviewer)
    seen = states()
    assert seen[0][1] == 0
    edit(project, article, SECOND, killed(77))
    assert [stale for _, stale in states()] == [1]
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    project.take(key, item, FIRST)
    assert states() == seen
    edit(project, article, SECOND, lambda coding: coding.header.model_copy(update={"state": CodingState.DRAFT}))
    assert states() == []


@pytest.mark.parametrize(
    ("facets", "shown"),
    [
        (CaseFacets(), 3),
        (CaseFacets(states=frozenset({CaseState.NEW})), 3),
        (CaseFacets(states=frozenset({CaseState.SETTLED})), 0),
        (CaseFacets(coders=frozenset({SECOND})), 3),
        (CaseFacets(coders=frozenset({THIRD})), 0),
        (CaseFacets(weeks=frozenset({"2021-W17"})), 3),
        (CaseFacets(weeks=frozenset({"2021-W18"})), 0),
        (CaseFacets(sources=frozenset({"Daily"})), 3),
        (CaseFacets(sources=frozenset({"Weekly"})), 0),
        (CaseFacets(phrase="ARTICLE-0001"), 1),
        (CaseFacets(kinds=frozenset({KINDS.NEAR_NUMBER}), fields=frozenset({"nothing"})), 0),
    ],
)
def test_facets_narrow_the_list(tmp_path: Path, facets: CaseFacets, shown: int) -> None:
    project, _ = two_coders(tmp_path, articles=3, incidents=3, seed=2)
    with project.workspace:
        assert len(project.review.cases(None, viewer=project.reviewer, facets=facets)) == shown


def test_a_facet_of_types_shows_the_cases_that_have_one_open(tmp_path: Path) -> None:
    project, _ = two_coders(tmp_path, articles=6, incidents=2, seed=2)
    with project.workspace:
        lines = project.review.cases(None, viewer=project.reviewer)
        for kind in DisagreementKind:
            facets = CaseFacets(kinds=frozenset({kind}))
            shown = project.review.cases(None, viewer=project.reviewer, facets=facets)
            assert list(shown) == [line for line in lines if kind in line.kinds]


def test_cancelling_the_list_gives_what_was_done_so_far(tmp_path: Path) -> None:
    project, _ = two_coders(tmp_path, articles=3, incidents=1)
    with project.workspace:
        done: list[int] = []
        lines = project.review.cases(
            None, viewer=project.reviewer, progress=done.append, is_cancelled=lambda: len(done) == 1
        )
        assert len(lines) == 1
        assert len(project.review.cases(None, viewer=project.reviewer)) == 3


def test_the_list_comes_in_bit_by_bit_in_order_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    project, _ = two_coders(tmp_path, articles=5, incidents=1)
    with project.workspace:
        listed = []
        while True:
            listing = project.review.list_cases(None, viewer=project.reviewer, is_enough=lambda: True)
            listed.append([line.key.article_id for line in listing.lines])
            assert not set(listing.waiting) & set(listed[-1])
            if not listing.waiting:
                break
        assert [len(one) for one in listed] == [1, 2, 3, 4, 5]
        again = ReviewService(project.file, project.workspace.codebooks).cases(None, viewer=project.reviewer)
        assert listed[-1] == [line.key.article_id for line in again]


def test_what_is_done_while_the_list_comes_in_is_in_it(tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, articles=5, incidents=2)
    with project.workspace:
        first = project.review.list_cases(None, viewer=project.reviewer, is_enough=lambda: True)
        for article_id in (first.lines[0].key.article_id, first.waiting[-1]):
            key = CaseKey(article_id)
            project.take(key, next(item for item in project.case(*key).items if item.kind is not None), FIRST)
        project.put([Coder(id=THIRD, name="Third")])
        project.store(generator.coded(articles[2], "c3", articles[2].incidents).coding, THIRD)
        lines = project.review.cases(None, viewer=project.reviewer)
        fresh = ReviewService(project.file, project.workspace.codebooks).cases(None, viewer=project.reviewer)
        assert lines == fresh
        assert len(lines) == 5
        assert sum(line.state is not CaseState.NEW for line in lines) == 2


def test_an_article_that_is_no_case_any_more_is_not_waited_for(tmp_path: Path) -> None:
    project, _ = two_coders(tmp_path, articles=4, incidents=1)
    with project.workspace:
        first = project.review.list_cases(None, viewer=project.reviewer, is_enough=lambda: True)
        coding = project.coding(first.waiting[0], SECOND)
        assert coding is not None
        project.put([coding.header.model_copy(update={"state": CodingState.DRAFT, "completed_at": None})])
        assert len(project.review.cases(None, viewer=project.reviewer)) == 3


def test_what_agrees_in_many_articles_is_accepted_in_few_events(tmp_path: Path) -> None:
    project, _ = two_coders(tmp_path, articles=ACCEPTED_AT_ONCE + 2, incidents=1)
    with project.workspace:
        before = project.file.head.sequence
        begun = project.review.begin(None, reviewer=project.reviewer)
        assert begun.accepted == ACCEPTED_AT_ONCE + 2
        assert project.file.head.sequence == before + 2
        lines = project.review.cases(None, viewer=project.reviewer)
        assert not [line for line in lines if line.state is CaseState.NEW]
        fresh = ReviewService(project.file, project.workspace.codebooks)
        assert fresh.cases(None, viewer=project.reviewer) == lines
        assert fresh.undo_state(lines[0].key, project.reviewer).undo is None
        assert project.file.verify() == ()


def test_gold_is_the_same_whether_articles_are_accepted_together_or_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    golds = []
    for at_once in (1, 3):
        monkeypatch.setattr(service, "ACCEPTED_AT_ONCE", at_once)
        folder = tmp_path / str(at_once)
        folder.mkdir()
        project, articles = two_coders(folder, articles=3, incidents=2)
        with project.workspace:
            before = project.file.head.sequence
            project.review.begin(None, reviewer=project.reviewer)
            assert project.file.head.sequence == before + 3 // at_once
            golds.append([contents(project.case(article.id).gold) for article in articles])
    assert golds[0] == golds[1]


# -- Going on ---------------------------------------------------------------------------------------------------------


def test_the_next_open_item_comes_round_to_the_first_again(tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, incidents=5, seed=4)
    with project.workspace:
        case = project.case(articles[0].id)
        waiting = [item.id for item in case.open_items]
        passed, item = [], next_open(case)
        for _ in waiting:
            assert item is not None
            passed.append(item.id)
            item = next_open(case, item.id)
        assert passed == waiting
        assert item is not None
        assert item.id == waiting[0]


def test_the_next_case_is_one_with_work_left(tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, articles=3, incidents=2, seed=2)
    with project.workspace:
        project.take_everything(CaseKey(articles[1].id), FIRST)
        lines = project.review.cases(None, viewer=project.reviewer)
        first = next_case(lines)
        assert first is not None
        assert first.key.article_id == articles[0].id
        second = next_case(lines, first.key)
        assert second is not None
        assert second.key.article_id == articles[2].id
        for article in articles:
            project.take_everything(CaseKey(article.id), FIRST)
        done = project.review.cases(None, viewer=project.reviewer)
        assert next_case(done) is None
        assert next_open(project.case(articles[0].id)) is None


# -- What review leaves alone -----------------------------------------------------------------------------------------


def test_agreement_is_the_same_before_and_after_the_review(tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, articles=4, incidents=3, seed=6, habits=Habits(in_field=0.3))

    def figures() -> str:
        book = project.case(articles[0].id).codebook
        coded = [
            CodedArticle(article.id, len(article.text), {coder: side_of(article, coder) for coder in (FIRST, SECOND)})
            for article in articles
        ]
        return repr(agreement(coded, (FIRST, SECOND), book, seed=1, resamples=20))

    def side_of(article: GoldArticle, coder: CoderId) -> Coding:
        (coding,) = (side.coding for side in project.case(article.id).sides if side.coder_id == coder)
        return coding

    with project.workspace:
        before = figures()
        for article in articles:
            project.take_everything(CaseKey(article.id), SECOND)
        assert figures() == before


def test_precedents_say_what_was_ruled_and_why_newest_first(project: ReviewProject) -> None:
    article = unanimous(project)
    key = CaseKey(article.id)
    edit(project, article, SECOND, killed(77))
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    project.take(key, item, FIRST)
    assert project.review.precedents("killed_total") == ()
    project.review.rule(
        key, item.id, RulingSource.ONE, taken_from=[SECOND], note="Attackers count too.", reviewer=project.reviewer
    )
    project.review.rule(
        key, item.id, RulingSource.NEW, content=Count(best=5), reason=RulingReason.CODEBOOK_UNCLEAR,
        reviewer=project.reviewer,
    )  # fmt: skip
    (precedent,) = project.review.precedents("killed_total")
    assert (precedent.title, precedent.ruled) == (f"Title of {article.id}", "– / 5 / – · exact")
    assert precedent.answers == tuple(answer.words for answer in item.answers)
    assert project.review.precedents("wounded_total") == ()
