"""A merge is taken back in the notice that follows it and in the rounds room, by the same rules."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace
from annotator.domain.changes import Changes
from annotator.domain.errors import CodingError
from annotator.services.coding import CodingKey
from tests.services.packet_making import ADA, Lab

Undo = Callable[[Workspace, Lab], Changes | None]
Since = Callable[[Workspace, Lab], object]

UNDOS: dict[str, Undo] = {
    "notice": lambda project, lab: project.merging.undo(by=lab.lea.id),
    "room": lambda project, lab: project.project.undo(lab.lea.id),
}


@pytest.fixture(params=UNDOS)
def undo(request: pytest.FixtureRequest) -> Undo:
    return UNDOS[request.param]


def merged(lab: Lab) -> Workspace:
    """Return the project after a packet with a 2 in the first article was merged."""
    path = lab.packet()
    lab.work(path, 2)
    project = lab.project()
    lab.merge(project, path)
    return project


def merge_more(project: Workspace, lab: Lab) -> None:
    """Merge what Ada went on to do in her packet, by another's hand."""
    path = lab.folder / "ada.annotator"
    lab.work(path, 3)
    project.merging.merge(project.merging.plan(path), by=lab.ben.id)


WORK: dict[str, Since] = {
    "another incident": lambda project, lab: project.coding.add_report(lab.key()),
    "another number": lambda project, lab: lab.count(project, 5),
    "a note": lambda project, lab: project.coding.write_note(
        lab.key(), lab.coding(project).header.id, "Look again.", is_flagged=True
    ),
    "work that was undone": lambda project, lab: (
        project.coding.add_report(lab.key()),
        project.coding.undo(lab.key()),
    ),
    "a later merge": merge_more,
}

NO_WORK: dict[str, Since] = {
    "nothing": lambda project, lab: None,
    "another article": lambda project, lab: project.coding.add_report(lab.key(1)),
    "another coder": lambda project, lab: project.coding.add_report(lab.key(0, lab.ben)),
    "outside the round": lambda project, lab: project.coding.add_report(
        CodingKey(lab.articles[0].id, lab.ada.id, None)
    ),
    "another's deed": lambda project, lab: project.rounds.make("Second", by=lab.ben.id),
}


@pytest.mark.parametrize("since", WORK.values(), ids=WORK)
def test_a_merge_somebody_went_on_from_stays(lab: Lab, undo: Undo, since: Since) -> None:
    project = merged(lab)
    since(project, lab)
    before = lab.coding(project), project.project.head
    with pytest.raises(CodingError, match="1 of the merged codings was worked on since") as refused:
        undo(project, lab)
    assert refused.value.kept == "Nothing was changed."
    assert "by hand, or go back to the backup" in refused.value.remedy
    assert (lab.coding(project), project.project.head) == before
    assert project.project.check() == ()


@pytest.mark.parametrize("since", NO_WORK.values(), ids=NO_WORK)
def test_a_merge_nobody_went_on_from_is_taken_back(lab: Lab, undo: Undo, since: Since) -> None:
    project = merged(lab)
    since(project, lab)
    changes = undo(project, lab)
    assert changes is not None
    assert changes.event.label == f"merge packet of {ADA}"
    assert lab.coding(project).header.is_deleted
    assert project.project.check() == ()


def test_a_merge_whose_copies_were_settled_stays(lab: Lab, undo: Undo) -> None:
    path = lab.packet()
    lab.work(path, 2)
    other = Path(shutil.copy(path, lab.folder / "other.annotator"))
    lab.work(path, 3)
    lab.work(other, 4)
    project = lab.project()
    lab.merge(project, path, other)
    (divergence,) = project.merging.unsettled()
    project.merging.settle(divergence.id, divergence.copies[0].last_event, by=lab.lea.id)
    with pytest.raises(CodingError, match="1 of the merged codings was worked on since"):
        undo(project, lab)
    project.merging.undo_settling(divergence.id, by=lab.lea.id)
    assert undo(project, lab) is not None
    assert project.merging.unsettled() == ()
    assert lab.counted(project) == 3
    assert project.project.check() == ()


def test_the_notice_takes_back_nothing_but_a_merge(lab: Lab) -> None:
    project = merged(lab)
    made = project.rounds.make("Second", by=lab.lea.id)
    with pytest.raises(CodingError, match="The last thing you did to the project was “make round Second”, not a merge"):
        project.merging.undo(by=lab.lea.id)
    assert made in project.rounds.rounds()
    assert lab.counted(project) == 2
    project.project.undo(lab.lea.id)
    assert project.merging.undo(by=lab.lea.id) is not None
    assert lab.counted(project) is None


def test_what_was_merged_is_not_taken_back_as_an_import(lab: Lab) -> None:
    project = merged(lab)
    with pytest.raises(CodingError, match=f"merge packet of {ADA}”, not an import"):
        project.articles.undo_import(coder_id=lab.lea.id)
    assert lab.counted(project) == 2


def test_a_merge_is_brought_back_with_all_it_knew(lab: Lab, undo: Undo) -> None:
    project = merged(lab)
    before = lab.coding(project)
    undo(project, lab)
    assert project.project.redo(lab.lea.id) is not None
    assert lab.coding(project) == before
    assert project.merging.plan(lab.folder / "ada.annotator").already_here
    assert project.project.check() == ()
