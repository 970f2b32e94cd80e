"""Undo and redo bring names back only where nobody took them in the meantime."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotator.bootstrap import Workspace
from annotator.domain.coding import Coder
from annotator.domain.errors import CodingError
from annotator.domain.rounds import Round
from tests.services.round_making import a_round, articles_of, give, people_of

Deed = Callable[[Workspace, Round, Coder], object]


@pytest.fixture
def ben(workspace: Workspace) -> Coder:
    return people_of(workspace, "Ben")[1]


@pytest.fixture
def pilot(workspace: Workspace, ben: Coder) -> Round:
    made = a_round(workspace)
    give(workspace, made, ben, articles_of(workspace)[:2])
    return made


def names_in(workspace: Workspace) -> list[str]:
    rounds, coders = workspace.rounds.rounds(), workspace.coders.people()
    return sorted([one.name for one in rounds] + [one.name for one in coders])


def renamed(workspace: Workspace, pilot: Round, _: Coder) -> None:
    workspace.rounds.rename(pilot.id, "First", by=workspace.coder.id)


def removed(workspace: Workspace, pilot: Round, _: Coder) -> None:
    workspace.rounds.remove(pilot.id, by=workspace.coder.id)


def coder_renamed(workspace: Workspace, _: Round, ben: Coder) -> None:
    workspace.coders.rename(ben.id, "Benjamin", by=workspace.coder.id)


def round_made(workspace: Workspace, _: Round, __: Coder) -> None:
    workspace.rounds.make("Second", by=workspace.coder.id)


def coder_added(workspace: Workspace, _: Round, __: Coder) -> None:
    workspace.coders.add("Cleo", by=workspace.coder.id)


def round_named(name: str) -> Deed:
    """Have Ben make a round."""
    return lambda workspace, _, ben: workspace.rounds.make(name, by=ben.id)


def coder_named(name: str) -> Deed:
    """Have Ben add a coder."""
    return lambda workspace, _, ben: workspace.coders.add(name, by=ben.id)


@pytest.mark.parametrize(
    ("deed", "since", "message"),
    [
        (renamed, round_named("PILOT"), "There is another round called Pilot by now"),
        (removed, round_named("Pilot"), "There is another round called Pilot by now"),
        (coder_renamed, coder_named("ben"), "There is another coder called Ben by now"),
    ],
    ids=["round renamed", "round removed", "coder renamed"],
)
def test_a_name_another_took_does_not_come_back(
    workspace: Workspace, pilot: Round, ben: Coder, deed: Deed, since: Deed, message: str
) -> None:
    deed(workspace, pilot, ben)
    since(workspace, pilot, ben)
    before, head = names_in(workspace), workspace.project.head
    with pytest.raises(CodingError, match=message) as refused:
        workspace.project.undo(workspace.coder.id)
    assert refused.value.kept == "Nothing was changed."
    assert (names_in(workspace), workspace.project.head) == (before, head)
    assert workspace.project.undo(ben.id) is not None
    assert workspace.project.undo(workspace.coder.id) is not None, "once the other gave the name up it comes back"
    assert {"Pilot", "Ben"} <= set(names_in(workspace))
    assert workspace.project.check() == ()


@pytest.mark.parametrize(
    ("deed", "since", "message"),
    [
        (renamed, round_named("first"), "There is another round called First by now"),
        (round_made, round_named("SECOND"), "There is another round called Second by now"),
        (coder_renamed, coder_named("Benjamin"), "There is another coder called Benjamin by now"),
        (coder_added, coder_named("cleo"), "There is another coder called Cleo by now"),
    ],
    ids=["round renamed", "round made", "coder renamed", "coder added"],
)
def test_what_was_undone_is_not_brought_back_over_another_of_its_name(
    workspace: Workspace, pilot: Round, ben: Coder, deed: Deed, since: Deed, message: str
) -> None:
    lead = workspace.coder
    deed(workspace, pilot, ben)
    workspace.project.undo(lead.id)
    since(workspace, pilot, ben)
    before = names_in(workspace)
    with pytest.raises(CodingError, match=message):
        workspace.project.redo(lead.id)
    assert names_in(workspace) == before
    assert workspace.project.check() == ()


@pytest.mark.parametrize("deed", [renamed, removed, coder_renamed])
def test_a_name_nobody_took_comes_back_and_goes_again(
    workspace: Workspace, pilot: Round, ben: Coder, deed: Deed
) -> None:
    before = names_in(workspace)
    deed(workspace, pilot, ben)
    after = names_in(workspace)
    for _ in range(2):
        workspace.project.undo(workspace.coder.id)
        assert names_in(workspace) == before
        workspace.project.redo(workspace.coder.id)
        assert names_in(workspace) == after
    assert before != after


def test_giving_a_name_another_case_is_taken_back(workspace: Workspace, pilot: Round) -> None:
    workspace.rounds.rename(pilot.id, "PILOT", by=workspace.coder.id)
    assert workspace.project.undo(workspace.coder.id) is not None
    assert workspace.rounds.round(pilot.id).name == "Pilot"
