"""What rounds hold to: names, positions, who may see what, who may be given articles, and what a refusal says."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import Coder
from annotator.domain.errors import CodingError, ProjectReadOnlyError, RoundError
from annotator.domain.ids import ArticleId, CoderId, RoundId
from annotator.domain.queue import QueueFilter
from annotator.domain.rounds import Round
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from annotator.services.rounds.checks import new_assignments, titled, tombstones
from annotator.store.project_file import ProjectFile
from annotator.store.reader import Reader
from tests.services.round_making import a_round, articles_of, begin, finish, give, people_of

Deed = Callable[[Workspace, Round], object]


def queue_of(workspace: Workspace, coder: Coder, its_round: Round) -> list[ArticleId]:
    """Return the articles of a coder's queue in a round."""
    rows = workspace.articles.queue(coder.id, QueueFilter(round_id=its_round.id))
    return [line.article_id for line in workspace.articles.queue_page(coder.id, rows, its_round.id)]


def take_back(workspace: Workspace, its_round: Round, coder: Coder, *article_ids: ArticleId) -> None:
    """Withdraw a coder's assignments of these articles."""
    found = [
        state.assignment_id
        for article in workspace.rounds.progress(its_round.id).articles
        for state in article.states
        if article.article_id in article_ids and state.coder_id == coder.id
    ]
    workspace.rounds.withdraw(found, by=workspace.coder.id)


@contextmanager
def reading(workspace: Workspace, folders: Folders) -> Iterator[Reader]:
    """Read a project as the service does, with a reader of the test's own."""
    project = ProjectFile.open(workspace.project.path, state_folder=folders.state, read_only=True)
    try:
        with project.read() as reader:
            yield reader
    finally:
        project.close()


def with_gold(workspace: Workspace) -> tuple[Round, Coder]:
    """Return a round in which one article was reviewed, and gold."""
    (one, two, reviewer), made = people_of(workspace, "Ben", "Reviewer"), a_round(workspace)
    article = articles_of(workspace)[0]
    for coder in (one, two):
        give(workspace, made, coder, [article])
        finish(workspace, article, coder.id, made.id)
    workspace.review.begin(made.id, reviewer=reviewer.id)
    (gold,) = (coder for coder in workspace.coders.all() if coder.is_gold)
    return made, gold


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Pilot", "Pilot"),
        ("\tPilot\u00a0\u2003one\n", "Pilot one"),
        ("x" * 80, "x" * 80),
        (" " + "x" * 80 + " ", "x" * 80),
        ("Rund\u0065\u0301", "Rundé"),
        ("第一轮", "第一轮"),
        ("'; DROP TABLE round; --", "'; DROP TABLE round; --"),
        ("<b>Pilot</b>", "<b>Pilot</b>"),
        ("0", "0"),
    ],
)
def test_a_round_s_name_is_kept_as_it_reads(workspace: Workspace, typed: str, kept: str) -> None:
    made = a_round(workspace, typed)
    assert made.name == kept
    assert workspace.rounds.rounds()[-1].name == kept
    with pytest.raises(RoundError, match="There is a round"):
        a_round(workspace, typed)


@pytest.mark.parametrize("same", ["PILOT É", "pilot é", "Pilot  É", "Pilot E\u0301", "pilot e\u0301"])
def test_two_names_that_read_alike_are_one(workspace: Workspace, same: str) -> None:
    a_round(workspace, "Pilot É")
    other = a_round(workspace, "Other")
    with pytest.raises(RoundError, match="already") as refused:
        a_round(workspace, same)
    assert refused.value.remedy == "Choose another name."
    with pytest.raises(RoundError, match="already"):
        workspace.rounds.rename(other.id, same, by=workspace.coder.id)
    assert [one.name for one in workspace.rounds.rounds()] == ["Pilot É", "Other"]


@pytest.mark.parametrize("different", ["Pilot 1", "Pilot.", "Pilöt", "Pilot\u200b2"])
def test_other_names_are_other_rounds(workspace: Workspace, different: str) -> None:
    a_round(workspace, "Pilot")
    assert a_round(workspace, different).name == different


def test_a_coder_s_name_is_one_however_its_accents_are_written(workspace: Workspace) -> None:
    composed, taken_apart = "Zoë Müller", unicodedata.normalize("NFD", "Zoë Müller")
    zoe = workspace.coders.named(taken_apart)
    assert zoe.name == composed
    assert workspace.coders.named(composed) == zoe
    with pytest.raises(CodingError, match="There is a coder Zoë Müller already"):
        workspace.coders.add(taken_apart.upper(), by=workspace.coder.id)
    assert len(workspace.coders.people()) == 2


def test_the_name_of_a_removed_round_is_free_but_taking_it_back_waits_for_it(workspace: Workspace) -> None:
    by, first = workspace.coder.id, a_round(workspace, "Pilot")
    workspace.rounds.remove(first.id, by=by)
    second = a_round(workspace, "Pilot")
    assert (second.name, second.id != first.id) == ("Pilot", True)
    assert workspace.rounds.rounds() == (second,)


# -- positions --------------------------------------------------------------------------------------------------------


def test_what_is_given_again_comes_last(workspace: Workspace) -> None:
    made, coder, articles = a_round(workspace), workspace.coder, articles_of(workspace)
    give(workspace, made, coder, articles[:4])
    take_back(workspace, made, coder, articles[1])
    give(workspace, made, coder, [articles[1]])
    assert queue_of(workspace, coder, made) == [articles[0], articles[2], articles[3], articles[1]]


def test_articles_by_hand_come_in_the_order_they_were_named_in(workspace: Workspace) -> None:
    made, coder, articles = a_round(workspace), workspace.coder, articles_of(workspace)
    backwards = articles[::-1]
    give(workspace, made, coder, backwards)
    assert queue_of(workspace, coder, made) == list(backwards)


def test_every_coder_and_every_round_is_counted_from_one(workspace: Workspace, folders: Folders) -> None:
    (one, two), articles = people_of(workspace, "Ben"), articles_of(workspace)
    first, second = a_round(workspace, "One"), a_round(workspace, "Two")
    give(workspace, first, one, articles[:3])
    wanted = [(article, coder.id) for article in articles[3:5] for coder in (one, two)]
    with reading(workspace, folders) as reader:
        in_first, in_second = new_assignments(reader, first, wanted), new_assignments(reader, second, wanted)
    assert [made.position for made in in_first] == [4, 1, 5, 2]
    assert [made.position for made in in_second] == [1, 1, 2, 2]
    assert len({made.id for made in (*in_first, *in_second)}) == 8
    assert all(made.is_deleted for made in tombstones(in_first))


# -- blindness --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_blind", [True, False])
@pytest.mark.parametrize("is_released", [True, False])
@pytest.mark.parametrize("has_work", ["articles", "nothing", "a draft but no articles", "articles in another round"])
def test_the_others_are_hidden_only_in_a_running_blind_round_one_has_articles_in(
    workspace: Workspace, is_blind: bool, is_released: bool, has_work: str
) -> None:
    me, made, other = workspace.coder, a_round(workspace, is_blind=is_blind), a_round(workspace, "Other")
    article = articles_of(workspace)[0]
    if has_work != "nothing":
        give(workspace, other if "another" in has_work else made, me, [article])
    if has_work == "a draft but no articles":
        begin(workspace, article, me.id, made.id)
        take_back(workspace, made, me, article)
    if is_released:
        workspace.rounds.release(made.id, by=me.id)
    is_hidden = is_blind and not is_released and has_work == "articles"
    assert workspace.rounds.hidden(me.id, made.id) is is_hidden
    assert workspace.rounds.progress(made.id, viewer=me.id).is_own_only is is_hidden


def test_a_stranger_and_gold_see_all_of_a_blind_round(workspace: Workspace) -> None:
    made, gold = with_gold(workspace)
    for viewer in (CoderId("stranger"), gold.id, None):
        seen = workspace.rounds.progress(made.id, viewer=viewer)
        assert not seen.is_own_only
        assert [found.coder.name for found in seen.coders] == ["Ben", "Coder A"]


# -- who may be given articles ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "deed",
    [
        lambda workspace, made, gold, article: workspace.rounds.plan(
            made.id, coders=[workspace.coder.id, gold.id], article_ids=[article], share=1, seed=0
        ),
        lambda workspace, made, gold, article: workspace.rounds.assign_by_hand(
            made.id, gold.id, [article], by=workspace.coder.id
        ),
        lambda workspace, made, gold, article: workspace.rounds.reassign(
            made.id, [article], from_coder=workspace.coder.id, to_coder=gold.id, by=workspace.coder.id
        ),
        lambda workspace, made, gold, article: workspace.rounds.reassign(
            made.id, [article], from_coder=gold.id, to_coder=workspace.coder.id, by=workspace.coder.id
        ),
    ],
    ids=["plan", "by hand", "move to", "move from"],
)
def test_gold_is_given_nothing(workspace: Workspace, deed: Callable[..., object]) -> None:
    made, gold = with_gold(workspace)
    article = articles_of(workspace)[5]
    head = workspace.project.head
    with pytest.raises(RoundError, match="Gold stands for the rulings and codes nothing"):
        deed(workspace, made, gold, article)
    assert workspace.project.head == head


def test_gold_s_coding_counts_as_nobody_s_assignment(workspace: Workspace) -> None:
    made, gold = with_gold(workspace)
    assert workspace.rounds.total(made.id).assigned == 2
    assert gold.id not in {found.coder.id for found in workspace.rounds.progress(made.id).coders}
    with pytest.raises(RoundError, match="Pilot has 3 codings"):
        workspace.rounds.remove(made.id, by=workspace.coder.id)


@pytest.mark.parametrize("request_", [{"from_coder": "nobody"}, {"to_coder": "nobody"}])
def test_articles_are_moved_between_people_of_the_project_only(workspace: Workspace, request_: dict[str, str]) -> None:
    (one, two), made = people_of(workspace, "Ben"), a_round(workspace)
    give(workspace, made, one, articles_of(workspace)[:1])
    asked: dict[str, Any] = {"from_coder": one.id, "to_coder": two.id} | request_
    with pytest.raises(RoundError, match="no coder nobody"):
        workspace.rounds.reassign(made.id, articles_of(workspace)[:1], by=one.id, **asked)


def test_moving_nothing_or_one_article_twice_is_refused(workspace: Workspace) -> None:
    (one, two), made, articles = people_of(workspace, "Ben"), a_round(workspace), articles_of(workspace)
    give(workspace, made, one, articles[:2])
    for article_ids, message in (((), "No articles were named"), (articles[:1] * 2, "An article is named twice")):
        with pytest.raises(RoundError, match=message):
            workspace.rounds.reassign(made.id, article_ids, from_coder=one.id, to_coder=two.id, by=one.id)
    assert len(queue_of(workspace, one, made)) == 2


def test_articles_of_an_import_that_was_taken_back_are_not_given_out(empty: Workspace, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("One attack.", encoding="utf-8")
    empty.articles.import_articles(empty.articles.plan_import([tmp_path / "one.txt"]), coder_id=empty.coder.id)
    (article,) = articles_of(empty)
    empty.articles.undo_import(coder_id=empty.coder.id)
    made = a_round(empty)
    with pytest.raises(RoundError, match=f"no article {article}"):
        give(empty, made, empty.coder, [article])


def test_one_may_be_given_what_was_taken_back_and_finds_the_draft_again(workspace: Workspace) -> None:
    made, me, article = a_round(workspace), workspace.coder, articles_of(workspace)[0]
    give(workspace, made, me, [article])
    begin(workspace, article, me.id, made.id)
    take_back(workspace, made, me, article)
    assert workspace.rounds.total(made.id).assigned == 0
    give(workspace, made, me, [article])
    assert workspace.rounds.total(made.id).draft == 1


# -- what is said -----------------------------------------------------------------------------------------------------


def test_articles_are_named_by_the_first_title_or_file_and_the_number_of_the_others(
    empty: Workspace, tmp_path: Path, folders: Folders
) -> None:
    (tmp_path / "no title.txt").write_text("One attack.", encoding="utf-8")
    (tmp_path / "titled.txt").write_text("# Gunmen attack\n\nTwo killed.", encoding="utf-8")
    paths = [tmp_path / "no title.txt", tmp_path / "titled.txt"]
    empty.articles.import_articles(empty.articles.plan_import(paths), coder_id=empty.coder.id)
    by_file = {empty.articles.article(one).file_name: one for one in articles_of(empty)}
    bare, named = by_file["no title.txt"], by_file["titled.txt"]
    gone = ArticleId("gone")
    with reading(empty, folders) as reader:
        assert titled(reader, [named]) == "“Gunmen attack”"
        assert titled(reader, [named, bare]) == "“Gunmen attack” and 1 other article"
        assert titled(reader, [named, bare, gone]) == "“Gunmen attack” and 2 other articles"
        assert titled(reader, [bare]) == f"“{empty.articles.article(bare).metadata.title or 'no title.txt'}”"
        assert titled(reader, [gone]) == "an article that is not there any more"


DEEDS: dict[str, Deed] = {
    "make_round": lambda workspace, _: a_round(workspace, "Second"),
    "rename_round": lambda workspace, made: workspace.rounds.rename(made.id, "First", by=workspace.coder.id),
    "release_round": lambda workspace, made: workspace.rounds.release(made.id, by=workspace.coder.id),
    "remove_round": lambda workspace, made: workspace.rounds.remove(made.id, by=workspace.coder.id),
    "assign": lambda workspace, made: give(workspace, made, workspace.coder, articles_of(workspace)[3:5]),
    "withdraw": lambda workspace, made: take_back(workspace, made, workspace.coder, articles_of(workspace)[0]),
    "add_coder": lambda workspace, _: workspace.coders.add("Dora", by=workspace.coder.id),
    "rename_coder": lambda workspace, _: workspace.coders.rename(workspace.coder.id, "Ana", by=workspace.coder.id),
}


@pytest.fixture
def pilot(workspace: Workspace) -> Round:
    made = a_round(workspace)
    give(workspace, made, workspace.coder, articles_of(workspace)[:2])
    return made


@pytest.mark.parametrize("verb", DEEDS)
def test_every_deed_is_one_event_of_the_project_s_own_line(workspace: Workspace, pilot: Round, verb: str) -> None:
    head = workspace.project.head
    DEEDS[verb](workspace, pilot)
    assert workspace.project.head == head + 1
    last = workspace.project.undo_state(workspace.coder.id).undo
    assert last is not None
    assert (last.verb, last.article_id, last.line, last.coder_id) == (verb, None, "", workspace.coder.id)


@pytest.mark.parametrize("verb", DEEDS)
def test_in_a_project_to_read_only_nothing_is_done_but_all_is_seen(
    workspace: Workspace, pilot: Round, folders: Folders, verb: str
) -> None:
    seen = workspace.rounds.progress(pilot.id)
    workspace.close()
    with open_workspace(workspace.project.path, folders=folders, coder_name="Coder A", read_only=True) as looking:
        with pytest.raises(ProjectReadOnlyError):
            DEEDS[verb](looking, pilot)
        assert looking.rounds.progress(pilot.id) == seen
        assert looking.rounds.of_coder(looking.coder.id) == (pilot,)


def test_a_round_is_removed_only_after_a_backup(workspace: Workspace, pilot: Round, folders: Folders) -> None:
    workspace.rounds.remove(pilot.id, by=workspace.coder.id)
    newest = max((folders.state / "backups").rglob("*.annotator"))
    with open_workspace(newest, folders=folders, read_only=True) as before:
        assert before.rounds.total(pilot.id).assigned == 2


def test_a_round_whose_last_coding_was_undone_can_be_removed_and_comes_back_whole(
    workspace: Workspace, pilot: Round
) -> None:
    by, article = workspace.coder.id, articles_of(workspace)[0]
    finish(workspace, article, by, pilot.id)
    workspace.coding.undo(CodingKey(article, by, pilot.id))
    before = workspace.rounds.progress(pilot.id)
    workspace.rounds.remove(pilot.id, by=by)
    with pytest.raises(RoundError, match="no round"):
        workspace.rounds.progress(pilot.id)
    workspace.project.undo(by)
    assert workspace.rounds.progress(pilot.id) == before


def test_the_total_of_a_round_nobody_knows_is_nothing(workspace: Workspace) -> None:
    assert workspace.rounds.total(RoundId("nowhere")).assigned == 0
