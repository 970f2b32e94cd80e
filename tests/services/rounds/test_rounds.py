"""Rounds through the service: made, given out, released, and refused in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.bootstrap import Workspace
from annotator.domain.errors import AnnotatorError, CodingError, RoundError
from annotator.domain.ids import ArticleId, AssignmentId, CodebookId, CoderId, RoundId
from annotator.domain.queue import ArticleChoice, Progress, QueueFilter
from annotator.domain.rounds import RoundState
from annotator.services.coding import CodingKey
from tests.services.round_making import a_round, articles_of, begin, finish, give, people_of

# -- rounds -----------------------------------------------------------------------------------------------------------


def test_a_round_is_made_under_the_current_codebook_blind_and_running(workspace: Workspace) -> None:
    made = workspace.rounds.make("  Pilot  one ", by=workspace.coder.id, seed=12)
    assert workspace.rounds.rounds() == (made,)
    assert workspace.rounds.round(made.id) == made
    assert (made.name, made.is_blind, made.allows_proposals, made.seed, made.state) == (
        "Pilot one",
        True,
        True,
        12,
        RoundState.RUNNING,
    )
    assert made.codebook_id == workspace.codebooks.current().id
    assert made.hides_others


def test_a_round_can_be_open_without_proposals_and_with_a_sample_of_its_own(workspace: Workspace) -> None:
    made = workspace.rounds.make(
        "Open", by=workspace.coder.id, is_blind=False, allows_proposals=False, sample_share=0.5
    )
    assert (made.is_blind, made.allows_proposals, made.sample_share, made.hides_others) == (False, False, 0.5, False)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        pytest.param({"name": "   "}, "1 to 80 characters", id="no name"),
        pytest.param({"name": "x" * 81}, "1 to 80 characters", id="too long a name"),
        pytest.param({"name": "\ud800"}, "not text", id="half a character"),
        pytest.param({"name": "pilot"}, "There is a round pilot already", id="a name that is taken"),
        pytest.param({"name": " none "}, "“none” stands for work outside any round", id="the word for no round"),
        pytest.param({"seed": -1}, "whole number", id="a seed below nothing"),
        pytest.param({"seed": 2**63}, "whole number", id="a seed too large"),
        pytest.param({"sample_share": 1.01}, "share from 0 to 1", id="more than all"),
        pytest.param({"codebook_id": CodebookId("none")}, "no codebook none", id="a codebook that is not there"),
    ],
)
def test_a_round_that_cannot_be_is_refused_and_nothing_made(
    workspace: Workspace, request_: dict[str, Any], message: str
) -> None:
    present = a_round(workspace)
    head = workspace.project.head
    with pytest.raises(RoundError, match=message):
        workspace.rounds.make(**({"name": "Other", "by": workspace.coder.id} | request_))
    assert workspace.rounds.rounds() == (present,)
    assert workspace.project.head == head


@pytest.mark.parametrize("name", ["None", "NONE", "none of it", "none."])
def test_only_the_very_word_for_work_outside_any_round_is_taken(workspace: Workspace, name: str) -> None:
    assert a_round(workspace, name).name == name


def test_a_round_is_not_renamed_to_the_word_for_work_outside_any(workspace: Workspace) -> None:
    one = a_round(workspace, "One")
    with pytest.raises(RoundError) as refused:
        workspace.rounds.rename(one.id, "none", by=workspace.coder.id)
    assert (refused.value.kept, refused.value.remedy) == ("Nothing was changed.", "Choose another name.")
    assert workspace.rounds.rounds() == (one,)


def test_a_round_is_renamed_but_not_to_another_round_s_name(workspace: Workspace) -> None:
    one, _ = a_round(workspace, "One"), a_round(workspace, "Two")
    workspace.rounds.rename(one.id, "first", by=workspace.coder.id)
    assert workspace.rounds.round(one.id).name == "first"
    assert workspace.rounds.rename(one.id, "first", by=workspace.coder.id) is None
    assert workspace.rounds.rename(one.id, "First", by=workspace.coder.id) is not None
    with pytest.raises(RoundError, match="There is a round TWO already"):
        workspace.rounds.rename(one.id, "TWO", by=workspace.coder.id)


def test_a_round_that_is_not_there_is_refused_everywhere(workspace: Workspace) -> None:
    nowhere, by = RoundId("nowhere"), workspace.coder.id
    rounds = workspace.rounds
    deeds: list[Callable[[], object]] = [
        lambda: rounds.round(nowhere),
        lambda: rounds.progress(nowhere),
        lambda: rounds.rename(nowhere, "x", by=by),
        lambda: rounds.release(nowhere, by=by),
        lambda: rounds.remove(nowhere, by=by),
        lambda: rounds.assign_by_hand(nowhere, by, articles_of(workspace)[:1], by=by),
        lambda: rounds.plan(nowhere, coders=[by], article_ids=articles_of(workspace), share=0, seed=0),
    ]
    for deed in deeds:
        with pytest.raises(RoundError, match="no round nowhere"):
            deed()


def test_a_round_is_released_once_and_runs_again_once(workspace: Workspace) -> None:
    made, by = a_round(workspace), workspace.coder.id
    with pytest.raises(RoundError, match="Pilot is running already"):
        workspace.rounds.reopen(made.id, by=by)
    changes = workspace.rounds.release(made.id, by=by)
    assert changes.event.label == "release round Pilot"
    assert workspace.rounds.round(made.id).state is RoundState.RELEASED
    with pytest.raises(RoundError, match="Pilot is released already"):
        workspace.rounds.release(made.id, by=by)
    workspace.rounds.reopen(made.id, by=by)
    assert workspace.rounds.round(made.id).hides_others


def test_a_round_is_removed_with_its_assignments_but_not_with_codings(workspace: Workspace) -> None:
    made, article = a_round(workspace), articles_of(workspace)[0]
    give(workspace, made, workspace.coder, [article])
    begin(workspace, article, workspace.coder.id, made.id)
    with pytest.raises(RoundError, match="Pilot has 1 coding"):
        workspace.rounds.remove(made.id, by=workspace.coder.id)
    workspace.coding.undo(CodingKey(article, workspace.coder.id, made.id))
    workspace.rounds.remove(made.id, by=workspace.coder.id)
    assert workspace.rounds.rounds() == ()
    assert workspace.rounds.of_coder(workspace.coder.id) == ()
    assert a_round(workspace, "Pilot").name == "Pilot"
    assert workspace.project.check() == ()


# -- assignments ------------------------------------------------------------------------------------------------------


def test_a_plan_is_given_out_as_one_event(workspace: Workspace) -> None:
    people, made, articles = people_of(workspace, "Ben", "Cleo"), a_round(workspace), articles_of(workspace)
    plan = workspace.rounds.plan(made.id, coders=[one.id for one in people], article_ids=articles, share=0.5, seed=3)
    head = workspace.project.head
    changes = workspace.rounds.assign(plan, by=workspace.coder.id)
    assert workspace.project.head == head + 1
    assert changes.event.label == f"assign {len(articles)} articles in Pilot"
    assert (changes.event.article_id, changes.event.line) == (None, "")
    progress = workspace.rounds.progress(made.id)
    assert {found.coder.id: found.tally.assigned for found in progress.coders} == plan.loads
    assert progress.multiply_coded == plan.multiply_coded
    assert {frozenset(pair): count for pair, count in progress.meetings.items()} == {
        frozenset(pair): count for pair, count in plan.meetings.items()
    }
    assert workspace.project.check() == ()


def test_a_coder_s_queue_in_a_round_has_the_plan_s_order(workspace: Workspace) -> None:
    people, made, articles = people_of(workspace, "Ben"), a_round(workspace), articles_of(workspace)
    plan = workspace.rounds.plan(
        made.id, coders=[one.id for one in people], article_ids=articles[:9], share=0.4, seed=5
    )
    workspace.rounds.assign(plan, by=workspace.coder.id)
    give(workspace, made, people[1], articles[9:11])
    for coder in people:
        expected = [article.article_id for article in plan.articles if coder.id in article.coders]
        expected += articles[9:11] if coder is people[1] else ()
        rows = workspace.articles.queue(coder.id, QueueFilter(round_id=made.id))
        lines = workspace.articles.queue_page(coder.id, rows, made.id)
        assert [line.article_id for line in lines] == expected


def test_progress_in_the_queue_is_that_of_the_round(workspace: Workspace) -> None:
    made, (first, second, third) = a_round(workspace), articles_of(workspace)[:3]
    coder = workspace.coder
    give(workspace, made, coder, [first, second, third])
    finish(workspace, first, coder.id, made.id)
    begin(workspace, second, coder.id, made.id)
    begin(workspace, third, coder.id, None)

    def states(round_id: RoundId | None) -> dict[ArticleId, Progress]:
        rows = workspace.articles.queue(coder.id, QueueFilter(round_id=made.id))
        return {line.article_id: line.progress for line in workspace.articles.queue_page(coder.id, rows, round_id)}

    assert states(made.id) == {
        first: Progress.NO_INCIDENT,
        second: Progress.DRAFT,
        third: Progress.NOT_STARTED,
    }
    assert states(None) == {
        first: Progress.NOT_STARTED,
        second: Progress.NOT_STARTED,
        third: Progress.DRAFT,
    }


@pytest.mark.parametrize("progress", list(Progress))
def test_the_queue_of_a_round_is_filtered_by_progress_in_it(workspace: Workspace, progress: Progress) -> None:
    made, articles, coder = a_round(workspace), articles_of(workspace)[:4], workspace.coder
    give(workspace, made, coder, articles)
    finish(workspace, articles[0], coder.id, made.id)
    begin(workspace, articles[1], coder.id, made.id)
    finish(workspace, articles[2], coder.id, None)
    expected = {
        Progress.NO_INCIDENT: [articles[0]],
        Progress.DRAFT: [articles[1]],
        Progress.NOT_STARTED: [articles[2], articles[3]],
        Progress.COMPLETE: [],
    }
    rows = workspace.articles.queue(coder.id, QueueFilter(progress=progress, round_id=made.id))
    lines = workspace.articles.queue_page(coder.id, rows, made.id)
    assert [line.article_id for line in lines] == expected[progress]


def test_the_next_article_of_a_round_is_the_first_that_is_not_finished(workspace: Workspace) -> None:
    made, articles, coder = a_round(workspace), articles_of(workspace)[:3], workspace.coder
    give(workspace, made, coder, articles)
    number = workspace.articles.row_number
    assert workspace.articles.next_in_round(coder.id, made.id) == number(articles[0])
    finish(workspace, articles[0], coder.id, made.id)
    begin(workspace, articles[1], coder.id, made.id)
    assert workspace.articles.next_in_round(coder.id, made.id) == number(articles[1])
    for article in articles[2:]:
        finish(workspace, article, coder.id, made.id)
    workspace.coding.undo(CodingKey(articles[1], coder.id, made.id))
    finish(workspace, articles[1], coder.id, made.id)
    assert workspace.articles.next_in_round(coder.id, made.id) is None


def test_articles_to_give_out_are_chosen_by_phrase_import_and_whether_anybody_has_them(workspace: Workspace) -> None:
    made, everything = a_round(workspace), articles_of(workspace)
    give(workspace, made, workspace.coder, everything[:2])
    (imported,) = workspace.articles.imports()
    choose = workspace.rounds.articles
    assert choose(ArticleChoice(unassigned_in=made.id)) == everything[2:]
    assert choose(ArticleChoice(import_id=imported.id)) == everything
    (mali,) = choose(ArticleChoice(phrase="Mali army post overrun"))
    assert mali in everything
    assert choose(ArticleChoice(phrase="Mali army post overrun", unassigned_in=a_round(workspace, "2").id)) == (mali,)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        pytest.param({"coders": [CoderId("nobody")]}, "no coder nobody", id="a coder who is not there"),
        pytest.param({"article_ids": [ArticleId("none")]}, "no article none", id="an article that is not there"),
        pytest.param({"share": 2.0}, "from 0 to 1", id="what no plan can be"),
    ],
)
def test_a_plan_with_what_is_not_there_is_refused(workspace: Workspace, request_: dict[str, Any], message: str) -> None:
    made = a_round(workspace)
    asked: dict[str, Any] = {
        "coders": [workspace.coder.id],
        "article_ids": articles_of(workspace),
        "share": 0,
        "seed": 0,
    }
    with pytest.raises(RoundError, match=message):
        workspace.rounds.plan(made.id, **(asked | request_))


def test_an_article_given_out_already_is_refused_by_title(workspace: Workspace) -> None:
    made, articles = a_round(workspace), articles_of(workspace)
    give(workspace, made, workspace.coder, articles[:3])
    titles = [workspace.articles.article(article).metadata.title for article in articles[:3]]
    with pytest.raises(RoundError) as refused:
        workspace.rounds.plan(made.id, coders=[workspace.coder.id], article_ids=articles, share=0, seed=0)
    assert refused.value.message in {f"“{one}” and 2 other articles are given out in Pilot already." for one in titles}


def test_a_plan_that_no_longer_fits_is_refused_when_it_is_to_be_stored(workspace: Workspace) -> None:
    made, articles, by = a_round(workspace), articles_of(workspace), workspace.coder.id
    plan = workspace.rounds.plan(made.id, coders=[by], article_ids=articles, share=0, seed=0)
    give(workspace, made, workspace.coder, articles[:1])
    head = workspace.project.head
    with pytest.raises(RoundError, match="is given out in Pilot already"):
        workspace.rounds.assign(plan, by=by)
    assert workspace.project.head == head


def test_by_hand_an_article_goes_to_a_second_coder_but_not_twice_to_one(workspace: Workspace) -> None:
    (one, two), made, articles = people_of(workspace, "Ben"), a_round(workspace), articles_of(workspace)
    give(workspace, made, one, articles[:2])
    give(workspace, made, two, articles[:1])
    assert workspace.rounds.progress(made.id).multiply_coded == 1
    with pytest.raises(RoundError, match=r"Ben has “.*” in Pilot already"):
        give(workspace, made, two, articles[:2])
    with pytest.raises(RoundError, match="named twice"):
        give(workspace, made, two, [articles[5], articles[5]])
    with pytest.raises(RoundError, match="No articles were named"):
        give(workspace, made, two, [])
    assert workspace.rounds.total(made.id).assigned == 3


def test_articles_are_moved_to_another_coder_behind_what_that_coder_has(workspace: Workspace) -> None:
    (one, two), made, articles = people_of(workspace, "Ben"), a_round(workspace), articles_of(workspace)[:5]
    give(workspace, made, one, articles[:4])
    give(workspace, made, two, articles[4:])
    changes = workspace.rounds.reassign(
        made.id, articles[1:3], from_coder=one.id, to_coder=two.id, by=workspace.coder.id
    )
    assert changes.event.label == "re-assign 2 articles in Pilot from Coder A to Ben"
    queues = [
        [line.article_id for line in workspace.articles.queue_page(coder.id, rows, made.id)]
        for coder in (one, two)
        for rows in [workspace.articles.queue(coder.id, QueueFilter(round_id=made.id))]
    ]
    assert queues == [[articles[0], articles[3]], [articles[4], articles[1], articles[2]]]
    assert workspace.project.check() == ()


def test_a_draft_stays_with_its_coder_when_the_article_is_moved_and_comes_back_with_it(workspace: Workspace) -> None:
    (one, two), made, (article, *_) = people_of(workspace, "Ben"), a_round(workspace), articles_of(workspace)
    give(workspace, made, one, [article])
    begin(workspace, article, one.id, made.id)
    move = workspace.rounds.reassign
    move(made.id, [article], from_coder=one.id, to_coder=two.id, by=one.id)
    assert workspace.rounds.total(made.id).not_started == 1
    move(made.id, [article], from_coder=two.id, to_coder=one.id, by=one.id)
    assert workspace.rounds.total(made.id).draft == 1


def test_what_is_finished_is_neither_moved_nor_taken_back(workspace: Workspace) -> None:
    (one, two), made, articles = people_of(workspace, "Ben"), a_round(workspace), articles_of(workspace)[:2]
    give(workspace, made, one, articles)
    finish(workspace, articles[0], one.id, made.id)
    with pytest.raises(RoundError, match="is coded already"):
        workspace.rounds.reassign(made.id, articles, from_coder=one.id, to_coder=two.id, by=one.id)
    states = [state for article in workspace.rounds.progress(made.id).articles for state in article.states]
    with pytest.raises(RoundError, match="is coded already"):
        workspace.rounds.withdraw([state.assignment_id for state in states], by=one.id)
    assert workspace.rounds.total(made.id).assigned == 2
    open_one = next(state.assignment_id for state in states if not state.progress.is_finished)
    workspace.rounds.withdraw([open_one], by=one.id)
    assert workspace.rounds.total(made.id).assigned == 1


def test_moving_what_a_coder_does_not_have_or_to_the_same_coder_is_refused(workspace: Workspace) -> None:
    (one, two), made, articles = people_of(workspace, "Ben"), a_round(workspace), articles_of(workspace)[:3]
    give(workspace, made, one, articles[:2])
    give(workspace, made, two, articles[1:2])
    move = workspace.rounds.reassign
    with pytest.raises(RoundError, match="Coder A has these articles already"):
        move(made.id, articles[:1], from_coder=one.id, to_coder=one.id, by=one.id)
    with pytest.raises(RoundError, match=r"Coder A does not have “.*” in Pilot"):
        move(made.id, articles[2:], from_coder=one.id, to_coder=two.id, by=one.id)
    with pytest.raises(RoundError, match=r"Ben has “.*” in Pilot already"):
        move(made.id, articles[:2], from_coder=one.id, to_coder=two.id, by=one.id)


def test_taking_back_what_is_not_there_is_refused(workspace: Workspace) -> None:
    with pytest.raises(RoundError, match="not in the project any more"):
        workspace.rounds.withdraw([AssignmentId("none")], by=workspace.coder.id)
    with pytest.raises(RoundError, match="No articles were named"):
        workspace.rounds.withdraw([], by=workspace.coder.id)


def test_nothing_is_given_out_moved_or_taken_back_in_a_released_round(workspace: Workspace) -> None:
    (one, two), made, articles = people_of(workspace, "Ben"), a_round(workspace), articles_of(workspace)
    give(workspace, made, one, articles[:1])
    (article,) = workspace.rounds.progress(made.id).articles
    plan = workspace.rounds.plan(made.id, coders=[one.id], article_ids=articles[1:], share=0, seed=0)
    workspace.rounds.release(made.id, by=one.id)
    rounds = workspace.rounds
    deeds: list[Callable[[], object]] = [
        lambda: rounds.assign(plan, by=one.id),
        lambda: rounds.assign_by_hand(made.id, two.id, articles[:1], by=one.id),
        lambda: rounds.reassign(made.id, articles[:1], from_coder=one.id, to_coder=two.id, by=one.id),
        lambda: rounds.withdraw([article.states[0].assignment_id], by=one.id),
    ]
    for deed in deeds:
        with pytest.raises(RoundError, match="Pilot is released"):
            deed()


def test_two_rounds_keep_their_assignments_and_codings_apart(workspace: Workspace) -> None:
    one, two, article = a_round(workspace, "One"), a_round(workspace, "Two"), articles_of(workspace)[0]
    for made in (one, two):
        give(workspace, made, workspace.coder, [article])
    finish(workspace, article, workspace.coder.id, two.id)
    assert workspace.rounds.total(one.id).finished == 0
    assert workspace.rounds.total(two.id).finished == 1
    assert workspace.rounds.of_coder(workspace.coder.id) == (two, one)


# -- blindness --------------------------------------------------------------------------------------------------------


def test_a_running_blind_round_hides_the_others_from_those_who_code_in_it(workspace: Workspace) -> None:
    (one, two, reviewer), made = people_of(workspace, "Ben", "Reviewer"), a_round(workspace)
    articles, hidden = articles_of(workspace), workspace.rounds.hidden
    give(workspace, made, one, articles[:1])
    give(workspace, made, two, articles[:1])
    assert [hidden(coder.id, made.id) for coder in (one, two, reviewer)] == [True, True, False]
    workspace.rounds.release(made.id, by=one.id)
    assert [hidden(coder.id, made.id) for coder in (one, two, reviewer)] == [False, False, False]
    workspace.rounds.reopen(made.id, by=one.id)
    assert hidden(one.id, made.id)


def test_an_open_round_and_work_outside_rounds_hide_nothing(workspace: Workspace) -> None:
    made = a_round(workspace, is_blind=False)
    give(workspace, made, workspace.coder, articles_of(workspace)[:1])
    assert not workspace.rounds.hidden(workspace.coder.id, made.id)
    assert not workspace.rounds.hidden(workspace.coder.id, None)
    assert not workspace.rounds.hidden(workspace.coder.id, RoundId("nowhere"))


def test_who_has_nothing_left_in_a_blind_round_may_see_it(workspace: Workspace) -> None:
    (one, two), made, articles = people_of(workspace, "Ben"), a_round(workspace), articles_of(workspace)
    give(workspace, made, one, articles[:1])
    workspace.rounds.reassign(made.id, articles[:1], from_coder=one.id, to_coder=two.id, by=one.id)
    assert not workspace.rounds.hidden(one.id, made.id)
    assert workspace.rounds.hidden(two.id, made.id)


def test_progress_shows_a_blind_coder_their_own_work_and_the_totals(workspace: Workspace) -> None:
    (one, two), made, articles = people_of(workspace, "Ben"), a_round(workspace), articles_of(workspace)
    give(workspace, made, one, articles[:2])
    give(workspace, made, two, articles[1:5])
    finish(workspace, articles[1], two.id, made.id)
    seen = workspace.rounds.progress(made.id, viewer=one.id)
    assert seen.is_own_only
    assert [found.coder.name for found in seen.coders] == ["Coder A"]
    assert {state.coder_id for article in seen.articles for state in article.states} == {one.id}
    assert sorted(article.article_id for article in seen.articles) == sorted(articles[:2])
    assert (seen.total.assigned, seen.total.finished, seen.meetings) == (6, 1, {})
    assert two.id not in repr(seen)
    assert two.name not in repr(seen)
    workspace.rounds.release(made.id, by=one.id)
    assert workspace.rounds.progress(made.id, viewer=one.id) == workspace.rounds.progress(made.id)


# -- anything at all --------------------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_plan_is_stored_as_planned_and_undone_whole(workspace: Workspace, data: st.DataObject) -> None:
    people = list(workspace.coders.people())
    while len(people) < 4:
        people.append(workspace.coders.add(f"Coder {len(people)}", by=workspace.coder.id))
    made = a_round(workspace, f"Round {workspace.project.head}")
    chosen = data.draw(st.lists(st.sampled_from(articles_of(workspace)), min_size=1, unique=True))
    plan = workspace.rounds.plan(
        made.id,
        coders=[one.id for one in people],
        article_ids=chosen,
        share=data.draw(st.floats(0, 1)),
        coders_each=data.draw(st.integers(2, 4)),
        seed=data.draw(st.integers(0, 1000)),
    )
    workspace.rounds.assign(plan, by=workspace.coder.id)
    stored = workspace.rounds.progress(made.id)
    assert {article.article_id: {state.coder_id for state in article.states} for article in stored.articles} == {
        article.article_id: set(article.coders) for article in plan.articles
    }
    assert sum(plan.loads.values()) == workspace.rounds.total(made.id).assigned
    workspace.project.undo(workspace.coder.id)
    assert workspace.rounds.total(made.id).assigned == 0
    assert workspace.project.check() == ()


def test_a_plan_changed_by_hand_is_refused(workspace: Workspace) -> None:
    made, articles = a_round(workspace), articles_of(workspace)
    plan = workspace.rounds.plan(made.id, coders=[workspace.coder.id], article_ids=articles, share=0, seed=0)
    forged = replace(plan, coders=(CoderId("nobody"),))
    with pytest.raises(AnnotatorError, match="no coder nobody"):
        workspace.rounds.assign(forged, by=workspace.coder.id)


def test_coding_in_a_round_that_was_removed_is_refused(workspace: Workspace) -> None:
    made, article = a_round(workspace), articles_of(workspace)[0]
    workspace.rounds.remove(made.id, by=workspace.coder.id)
    with pytest.raises(CodingError, match="not in the project any more"):
        begin(workspace, article, workspace.coder.id, made.id)
