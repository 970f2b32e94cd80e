"""How far a round is, worked out from its assignments alone."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, strategies as st

from annotator.bootstrap import Workspace
from annotator.domain.coding import Coder
from annotator.domain.ids import ArticleId, AssignmentId, CodebookId, CoderId, RoundId
from annotator.domain.queue import AssignedArticle, Progress
from annotator.domain.rounds import Round
from annotator.services.rounds.progress import RoundProgress, Tally, made_progress, tally_of
from tests.services.round_making import a_round, articles_of, begin, finish, give, people_of

ROUND = Round(id=RoundId("round"), name="Pilot", codebook_id=CodebookId("codebook"))
PEOPLE = [Coder(id=CoderId(name.lower()), name=name) for name in ("Cleo", "ana", "Ben", "Dora")]


def a_line(article: int, coder: Coder, progress: Progress) -> AssignedArticle:
    return AssignedArticle(
        AssignmentId(f"{article} {coder.id}"), ArticleId(f"a{article}"), coder.id, 1, f"Title {article}", progress
    )


given_out = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 3)), st.sampled_from(Progress), max_size=40
).map(lambda found: [a_line(article, PEOPLE[coder], found[article, coder]) for article, coder in sorted(found)])


def progress_of(lines: list[AssignedArticle], viewer: CoderId | None = None) -> RoundProgress:
    return made_progress(ROUND, lines, PEOPLE, 0, viewer=viewer)


@given(given_out)
def test_tallies_add_up_over_coders_articles_and_states(lines: list[AssignedArticle]) -> None:
    found = progress_of(lines)
    counted = Counter(line.progress for line in lines)
    assert found.total == tally_of(counted)
    assert tuple(map(sum, zip(*(one.tally for one in found.coders), strict=True))) in ((), tuple(found.total))
    assert sum(len(article.states) for article in found.articles) == found.total.assigned == len(lines)
    assert found.article_count == len({line.article_id for line in lines}) == len(found.articles)
    for one in found.coders:
        assert one.tally.finished + one.tally.draft + one.tally.not_started == one.tally.assigned > 0


@given(given_out)
def test_meetings_count_the_articles_any_two_share(lines: list[AssignedArticle]) -> None:
    found = progress_of(lines)
    of_coder = {
        one.coder.id: {line.article_id for line in lines if line.coder_id == one.coder.id} for one in found.coders
    }
    ids = [one.coder.id for one in found.coders]
    assert dict(found.meetings) == {
        (one, other): len(of_coder[one] & of_coder[other]) for one, other in combinations(ids, 2)
    }
    assert found.multiply_coded == sum(count > 1 for count in Counter(line.article_id for line in lines).values())


@given(given_out, st.sampled_from(PEOPLE))
def test_somebody_who_may_not_see_the_others_sees_no_trace_of_them(lines: list[AssignedArticle], viewer: Coder) -> None:
    seen, whole = progress_of(lines, viewer.id), progress_of(lines)
    assert seen.is_own_only
    assert {one.coder.id for one in seen.coders} <= {viewer.id}
    assert {state.coder_id for article in seen.articles for state in article.states} <= {viewer.id}
    assert len(seen.articles) == sum(line.coder_id == viewer.id for line in lines)
    assert dict(seen.meetings) == {}
    assert (seen.total, seen.article_count, seen.multiply_coded) == (
        whole.total,
        whole.article_count,
        whole.multiply_coded,
    )


def test_coders_come_by_name_whatever_its_case_and_those_without_articles_not_at_all() -> None:
    lines = [a_line(0, PEOPLE[place], Progress.DRAFT) for place in (0, 1, 2)]
    found = progress_of(lines)
    assert [one.coder.name for one in found.coders] == ["ana", "Ben", "Cleo"]
    assert [state.coder_id for state in found.articles[0].states] == ["ana", "ben", "cleo"]


def test_a_round_without_assignments_is_neither_done_nor_shared() -> None:
    found = progress_of([])
    assert found.total == Tally(0, 0, 0, 0, 0)
    assert not found.total.is_done
    assert found.share_multiply_coded == 0.0


@pytest.mark.parametrize(
    ("tally", "is_done"),
    [
        (Tally(2, 0, 0, 1, 1), True),
        (Tally(2, 0, 1, 1, 0), False),
        (Tally(2, 1, 0, 0, 1), False),
    ],
)
def test_done_is_when_every_coding_is_finished(tally: Tally, is_done: bool) -> None:
    assert tally.is_done is is_done
    assert tally.finished == tally.complete + tally.no_incident


def test_the_store_counts_as_the_lines_do(workspace: Workspace) -> None:
    (one, two), made, articles = people_of(workspace, "Ben"), a_round(workspace), articles_of(workspace)
    give(workspace, made, one, articles[:4])
    give(workspace, made, two, articles[2:6])
    finish(workspace, articles[0], one.id, made.id)
    begin(workspace, articles[2], two.id, made.id)
    finish(workspace, articles[3], two.id, None)
    found = workspace.rounds.progress(made.id)
    assert found.total == workspace.rounds.total(made.id) == Tally(8, 6, 1, 0, 1)
    assert {coder.name: tally for coder, tally in found.coders} == {
        "Coder A": Tally(4, 3, 0, 0, 1),
        "Ben": Tally(4, 3, 1, 0, 0),
    }
    assert found.share_multiply_coded == pytest.approx(2 / 6)
    assert [article.title for article in found.articles] == [
        workspace.articles.article(article).metadata.title for article in articles[:6]
    ]
    assert found.unsettled == 0
