"""The list of cases: what it counts, how it comes in, where it leads to next."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.agreement.layers import CodedArticle, agreement
from annotator.domain.coding import Coder, Coding, CodingState
from annotator.domain.ids import CoderId
from annotator.domain.review import DisagreementKind, RulingReason, RulingSource
from annotator.domain.values import Count
from annotator.services.review import service
from annotator.services.review.case import CaseFacets, CaseKey, CaseState, next_case, next_open
from annotator.services.review.service import ACCEPTED_AT_ONCE, ReviewService
from tests import agreement_generator as generator
from tests.agreement_generator import GoldArticle, Habits
from tests.services.review.coded_cases import KINDS, edit, killed, unanimous
from tests.services.review_making import FIRST, SECOND, THIRD, ReviewProject, contents, two_coders

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
