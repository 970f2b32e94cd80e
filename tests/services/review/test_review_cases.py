"""Cases: what is found, how it is shown, who may see it; beginning and sampling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from annotator.agreement.alignment import Aligner
from annotator.agreement.disagreement import disagreements
from annotator.domain.codebook import Measure
from annotator.domain.coding import Coder, Coding, CodingState, Stance, Value
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError
from annotator.domain.ids import AssignmentId, CoderId, RoundId, ValueId
from annotator.domain.review import RulingSource
from annotator.domain.rounds import Assignment, RoundState
from annotator.domain.values import Count, FreeText, OneCategory
from annotator.services.review.case import CaseKey
from annotator.services.review.exam import Examination
from annotator.services.review.material import material_of
from tests import agreement_generator as generator
from tests.agreement_generator import PERFECT, GoldArticle
from tests.services.review.coded_cases import KINDS, edit, killed, unanimous
from tests.services.review_making import FIRST, HABITS, SECOND, THIRD, ReviewProject, contents, made_project, two_coders

NO_SAMPLE = 0.0


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
