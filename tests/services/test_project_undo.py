"""Undo and redo of what is done to the project as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import Coder
from annotator.domain.errors import CodingError
from annotator.domain.rounds import Round, RoundState
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from tests.services.round_making import a_round, articles_of, begin, finish, give, people_of

Deed = Callable[[Workspace, Round, Coder], object]

DEEDS: dict[str, Deed] = {
    "make round Second": lambda workspace, _, __: a_round(workspace, "Second"),
    "rename round Pilot": lambda workspace, made, _: workspace.rounds.rename(made.id, "Other", by=workspace.coder.id),
    "release round Pilot": lambda workspace, made, _: workspace.rounds.release(made.id, by=workspace.coder.id),
    "remove round Pilot": lambda workspace, made, _: workspace.rounds.remove(made.id, by=workspace.coder.id),
    "assign 1 article in Pilot to Ben": lambda workspace, made, ben: give(
        workspace, made, ben, articles_of(workspace)[5:6]
    ),
    "re-assign 2 articles in Pilot from Coder A to Ben": lambda workspace, made, ben: workspace.rounds.reassign(
        made.id,
        articles_of(workspace)[:2],
        from_coder=workspace.coder.id,
        to_coder=ben.id,
        by=workspace.coder.id,
    ),
    "withdraw 3 assignments": lambda workspace, made, _: workspace.rounds.withdraw(
        [state.assignment_id for one in workspace.rounds.progress(made.id).articles for state in one.states],
        by=workspace.coder.id,
    ),
    "add coder Cleo": lambda workspace, _, __: workspace.coders.add("Cleo", by=workspace.coder.id),
    "rename coder Ben to Benjamin": lambda workspace, _, ben: workspace.coders.rename(
        ben.id, "Benjamin", by=workspace.coder.id
    ),
}


def what_there_is(workspace: Workspace) -> object:
    rounds = workspace.rounds.rounds()
    return workspace.coders.all(), rounds, [workspace.rounds.progress(one.id) for one in rounds]


@pytest.fixture
def ben(workspace: Workspace) -> Coder:
    return people_of(workspace, "Ben")[1]


@pytest.fixture
def pilot(workspace: Workspace, ben: Coder) -> Round:
    made = a_round(workspace)
    give(workspace, made, workspace.coder, articles_of(workspace)[:3])
    return made


@pytest.mark.parametrize("label", DEEDS)
def test_every_deed_is_taken_back_and_brought_back(workspace: Workspace, pilot: Round, ben: Coder, label: str) -> None:
    by, before = workspace.coder.id, what_there_is(workspace)
    head = workspace.project.head
    DEEDS[label](workspace, pilot, ben)
    done = what_there_is(workspace)
    assert workspace.project.head == head + 1
    undo = workspace.project.undo_state(by).undo
    assert undo is not None
    assert undo.label == label
    workspace.project.undo(by)
    assert what_there_is(workspace) == before
    redo = workspace.project.undo_state(by).redo
    assert redo is not None
    assert redo.label == label
    workspace.project.redo(by)
    assert what_there_is(workspace) == done
    assert workspace.project.check() == ()


def test_deeds_are_taken_back_one_after_the_other(workspace: Workspace, pilot: Round) -> None:
    by = workspace.coder.id
    labels = []
    while (undo := workspace.project.undo_state(by).undo) is not None:
        labels.append(undo.label)
        workspace.project.undo(by)
    assert labels == ["assign 3 articles in Pilot to Coder A", "make round Pilot", "add coder Ben"]
    assert workspace.rounds.rounds() == ()
    assert workspace.coders.people() == (workspace.coder,)


def test_an_import_is_not_taken_back_in_the_rounds_room(workspace: Workspace) -> None:
    by = workspace.coder.id
    assert workspace.project.undo_state(by).undo is None
    with pytest.raises(CodingError, match="import 12 articles”, not something that can be taken back here"):
        workspace.project.undo(by)
    assert len(articles_of(workspace)) == 12


def test_undo_last_import_leaves_rounds_alone(workspace: Workspace, pilot: Round) -> None:
    with pytest.raises(CodingError, match="assign 3 articles in Pilot to Coder A”, not an import"):
        workspace.articles.undo_import(coder_id=workspace.coder.id)
    assert workspace.rounds.total(pilot.id).assigned == 3


def test_undo_is_each_person_s_own(workspace: Workspace, pilot: Round, ben: Coder) -> None:
    assert workspace.project.undo(ben.id) is None
    workspace.rounds.release(pilot.id, by=ben.id)
    undone = workspace.project.undo(ben.id)
    assert undone is not None
    assert undone.event.label == "release round Pilot"
    assert workspace.rounds.round(pilot.id).state is RoundState.RUNNING
    assert workspace.rounds.total(pilot.id).assigned == 3


def test_coding_and_rounds_never_undo_each_other(workspace: Workspace, pilot: Round) -> None:
    article, by = articles_of(workspace)[0], workspace.coder.id
    begin(workspace, article, by, pilot.id)
    workspace.rounds.rename(pilot.id, "Other", by=by)
    workspace.coding.undo(CodingKey(article, by, pilot.id))
    assert workspace.rounds.round(pilot.id).name == "Other"
    begin(workspace, article, by, pilot.id)
    workspace.project.undo(by)
    assert workspace.rounds.round(pilot.id).name == "Pilot"
    assert workspace.rounds.total(pilot.id).draft == 1


def test_assignments_with_a_finished_coding_are_not_taken_back(workspace: Workspace, pilot: Round) -> None:
    article, by = articles_of(workspace)[0], workspace.coder.id
    finish(workspace, article, by, pilot.id)
    head = workspace.project.head
    with pytest.raises(CodingError, match="coded already"):
        workspace.project.undo(by)
    assert workspace.project.head == head
    assert workspace.rounds.total(pilot.id).assigned == 3


def test_a_round_in_which_another_gave_out_articles_since_is_not_taken_back(workspace: Workspace, ben: Coder) -> None:
    made, by = a_round(workspace), workspace.coder.id
    workspace.rounds.assign_by_hand(made.id, ben.id, articles_of(workspace)[:1], by=ben.id)
    with pytest.raises(CodingError, match="assigned or coded in Pilot already"):
        workspace.project.undo(by)
    assert workspace.rounds.rounds() == (made,)


def test_assignments_do_not_come_back_into_a_round_that_another_removed(
    workspace: Workspace, pilot: Round, ben: Coder
) -> None:
    by = workspace.coder.id
    states = [state for one in workspace.rounds.progress(pilot.id).articles for state in one.states]
    workspace.rounds.withdraw([state.assignment_id for state in states], by=by)
    workspace.rounds.remove(pilot.id, by=ben.id)
    with pytest.raises(CodingError, match="was removed since"):
        workspace.project.undo(by)
    assert workspace.project.check() == ()


def test_a_coder_with_work_is_not_taken_back(workspace: Workspace) -> None:
    by = workspace.coder.id
    ben = workspace.coders.add("Ben", by=by)
    begin(workspace, articles_of(workspace)[0], ben.id, None)
    with pytest.raises(CodingError, match="Ben has work in the project already"):
        workspace.project.undo(by)
    assert ben in workspace.coders.people()


def test_imported_articles_that_are_assigned_are_not_taken_back(empty: Workspace, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("One attack.", encoding="utf-8")
    empty.articles.import_articles(empty.articles.plan_import([tmp_path / "one.txt"]), coder_id=empty.coder.id)
    other = empty.coders.named("Coder B")
    made = empty.rounds.make("Pilot", by=other.id)
    empty.rounds.assign_by_hand(made.id, other.id, articles_of(empty), by=other.id)
    with pytest.raises(CodingError, match="assigned to coders already"):
        empty.articles.undo_import(coder_id=empty.coder.id)
    empty.project.undo(other.id)
    assert empty.articles.undo_import(coder_id=empty.coder.id) is not None
    assert articles_of(empty) == ()


def test_a_merge_is_taken_back_and_brought_back_like_any_deed(
    workspace: Workspace, pilot: Round, ben: Coder, tmp_path: Path, folders: Folders
) -> None:
    by, article = workspace.coder.id, articles_of(workspace)[7]
    give(workspace, pilot, ben, [article])
    path = tmp_path / "ben.annotator"
    workspace.packets.make(pilot.id, ben.id, path, by=by)
    with open_workspace(path, folders=folders) as packet:
        finish(packet, article, ben.id, pilot.id)
    workspace.merging.merge(workspace.merging.plan(path), by=by)
    assert workspace.rounds.total(pilot.id).finished == 1
    workspace.project.undo(by)
    assert workspace.rounds.total(pilot.id).finished == 0
    workspace.project.redo(by)
    assert workspace.rounds.total(pilot.id).finished == 1
    assert workspace.project.check() == ()
