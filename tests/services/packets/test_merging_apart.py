"""Copies of a coding that went on apart: both are kept, one is shown, a person settles which one holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace
from annotator.domain.coding import Slot
from annotator.domain.errors import CodingError
from annotator.domain.ids import DivergenceId, new_id
from annotator.domain.values import Status
from tests.services.packet_making import Lab


def copy_of(path: Path, name: str) -> Path:
    return Path(shutil.copy(path, path.with_name(name)))


@pytest.fixture
def apart(lab: Lab) -> tuple[Lab, Path, Path, Workspace]:
    """A packet that went on in two copies, 3 in the one and later 4 in the other, and the project."""
    path = lab.packet()
    lab.work(path, 2)
    other = copy_of(path, "other.annotator")
    lab.work(path, 3)
    lab.work(other, 4)
    return lab, path, other, lab.project()


def test_two_copies_of_a_packet_become_a_listed_conflict(apart: tuple[Lab, Path, Path, Workspace]) -> None:
    lab, path, other, project = apart
    lab.merge(project, path)
    plan = project.merging.plan(other)
    assert [one.title for one in plan.conflicting] == ["Article 0"]
    assert "both are kept" in plan.conflicting[0].reason
    assert plan.is_ready
    project.merging.merge(plan, by=lab.lea.id)
    (divergence,) = project.merging.unsettled()
    assert (divergence.coder_id, divergence.article_id) == (lab.ada.id, lab.articles[0].id)
    assert project.merging.unsettled(lab.round.id) == (divergence,)
    assert lab.counted(project) == 4, "the copy with the latest event is shown"
    later, earlier = project.merging.copies(divergence.id)
    assert (later.is_shown, earlier.is_shown) == (True, False)
    assert (later.changes, earlier.changes) == (2, 2)
    assert later.changed_at > earlier.changed_at
    assert later.last_deed == "set Killed (total)"
    assert project.merging.plan(path).already_here
    assert project.merging.plan(other).already_here
    assert project.project.check() == ()


def test_whichever_copy_comes_first_the_result_is_one(apart: tuple[Lab, Path, Path, Workspace]) -> None:
    lab, path, other, project = apart
    lab.merge(project, other, path)
    one = project.merging.unsettled(), list(lab.coding(project).values()), lab.counted(project)
    project.merging.undo(by=lab.lea.id)
    project.merging.undo(by=lab.lea.id)
    lab.merge(project, path, other)
    assert (project.merging.unsettled(), list(lab.coding(project).values()), lab.counted(project)) == one


def test_either_copy_can_be_made_the_coding(apart: tuple[Lab, Path, Path, Workspace]) -> None:
    lab, path, other, project = apart
    lab.merge(project, path, other)
    (divergence,) = project.merging.unsettled()
    _, earlier = project.merging.copies(divergence.id)
    changes = project.merging.settle(divergence.id, earlier.last_event, by=lab.lea.id)
    assert changes.event.label == "settle the copies of Article 0"
    assert lab.counted(project) == 3
    assert project.merging.unsettled() == ()
    assert project.merging.divergences()[0].settled_by == earlier.last_event
    assert project.merging.plan(path).already_here
    assert project.merging.plan(other).already_here, "what was overruled is known all the same"
    assert project.project.check() == ()


def test_work_goes_on_from_the_copy_that_was_chosen_only(apart: tuple[Lab, Path, Path, Workspace]) -> None:
    lab, path, other, project = apart
    lab.merge(project, path, other)
    (divergence,) = project.merging.unsettled()
    _, earlier = project.merging.copies(divergence.id)
    project.merging.settle(divergence.id, earlier.last_event, by=lab.lea.id)
    lab.work(path, 33)
    assert len(lab.merge(project, path).new) == 1
    assert lab.counted(project) == 33
    lab.work(other, 44)
    assert len(lab.merge(project, other).conflicting) == 1
    assert [one.id for one in project.merging.unsettled()] == [divergence.id], "it is listed again"
    assert lab.counted(project) == 44
    assert project.project.check() == ()


def test_copies_that_began_the_coding_apart_have_headers_of_their_own(lab: Lab) -> None:
    path = lab.packet()
    other = copy_of(path, "other.annotator")
    with lab.at_work(path) as packet:
        packet.coding.set_status(lab.key(), Slot("article_relevance"), Status.UNCLEAR)
        lab.count(packet, 3)
    lab.work(other, 4)
    project = lab.project()
    lab.merge(project, path, other)
    (divergence,) = project.merging.unsettled()
    assert lab.counted(project) == 4
    assert lab.coding(project).value_at(Slot("article_relevance")) is None
    later, earlier = project.merging.copies(divergence.id)
    assert earlier.coding is not None
    assert later.coding is not None
    assert earlier.coding.header.id != later.coding.header.id
    project.merging.settle(divergence.id, earlier.last_event, by=None)
    assert lab.coding(project).header.id == earlier.coding.header.id
    assert lab.coding(project).value_at(Slot("article_relevance")) is not None
    assert project.project.check() == ()


def test_work_in_the_project_and_in_a_packet_goes_apart_too(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 3)
    project = lab.project()
    lab.count(project, 5)
    assert len(lab.merge(project, path).conflicting) == 1
    assert lab.counted(project) == 5, "the project's own work is later"
    (divergence,) = project.merging.unsettled()
    later, earlier = project.merging.copies(divergence.id)
    assert (later.packet_id, earlier.packet_id is None) == (None, False)
    project.merging.settle(divergence.id, earlier.last_event, by=lab.lea.id)
    assert lab.counted(project) == 3
    assert project.project.check() == ()


def test_a_coding_that_was_restored_into_the_project_is_never_hidden_silently(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    project = lab.project()
    header = lab.coding(project).header.model_copy(update={"is_deleted": False})
    with project._file.write(coder_id=None, article_id=None, verb="restore_codings", label="restore") as unit:
        unit.put(header)
    plan = lab.merge(project, path)
    assert [one.title for one in plan.conflicting] == ["Article 0"]
    (divergence,) = project.merging.unsettled()
    copies = project.merging.copies(divergence.id)
    assert {copy.last_deed for copy in copies} == {"restore", "set Killed (total)"}
    restored = next(copy for copy in copies if copy.last_deed == "restore")
    project.merging.settle(divergence.id, restored.last_event, by=None)
    assert lab.coding(project).header == header
    assert project.project.check() == ()


def test_who_goes_on_with_the_copy_that_is_shown_extends_it(apart: tuple[Lab, Path, Path, Workspace]) -> None:
    lab, path, other, project = apart
    lab.merge(project, path, other)
    lab.count(project, 6)
    (divergence,) = project.merging.unsettled()
    later, earlier = project.merging.copies(divergence.id)
    assert (later.changes, earlier.changes) == (3, 2)
    project.merging.settle(divergence.id, later.last_event, by=None)
    assert lab.counted(project) == 6


def test_a_copy_in_which_all_was_undone_is_a_copy(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    other = copy_of(path, "other.annotator")
    lab.work(path, 3)
    with lab.at_work(other) as packet:
        packet.coding.undo(lab.key())
    project = lab.project()
    lab.merge(project, path, other)
    (divergence,) = project.merging.unsettled()
    assert [copy.coding is None for copy in project.merging.copies(divergence.id)] == [True, False]
    assert lab.coding(project).header.is_deleted
    project.merging.settle(divergence.id, project.merging.copies(divergence.id)[1].last_event, by=None)
    assert lab.counted(project) == 3
    assert project.project.check() == ()


def test_what_cannot_be_settled_is_said(apart: tuple[Lab, Path, Path, Workspace]) -> None:
    lab, path, other, project = apart
    lab.merge(project, path, other)
    (divergence,) = project.merging.unsettled()
    head = project.project.head
    with pytest.raises(CodingError, match="The coding has no such copy"):
        project.merging.settle(divergence.id, "nothing", by=None)
    with pytest.raises(CodingError, match="No coding went on in two copies under this id"):
        project.merging.settle(DivergenceId(new_id()), divergence.copies[0].last_event, by=None)
    assert project.project.head == head
    project.merging.settle(divergence.id, divergence.copies[0].last_event, by=None)
    with pytest.raises(CodingError, match="was settled already"):
        project.merging.settle(divergence.id, divergence.copies[1].last_event, by=None)
    with pytest.raises(CodingError, match="was settled already"):
        project.merging.copies(divergence.id)


def test_a_settlement_is_taken_back(apart: tuple[Lab, Path, Path, Workspace]) -> None:
    lab, path, other, project = apart
    lab.merge(project, path, other)
    (divergence,) = project.merging.unsettled()
    before = project.merging.copies(divergence.id)
    assert project.merging.undo_settling(divergence.id, by=lab.lea.id) is None
    assert project.merging.undo_settling(DivergenceId(new_id()), by=lab.lea.id) is None
    project.merging.settle(divergence.id, before[1].last_event, by=lab.lea.id)
    assert project.merging.undo_settling(divergence.id, by=lab.lea.id) is not None
    assert lab.counted(project) == 4
    assert project.merging.unsettled() == (divergence,)
    assert project.merging.copies(divergence.id) == before
    project.merging.settle(divergence.id, before[1].last_event, by=lab.lea.id)
    lab.count(project, 8)
    with pytest.raises(CodingError, match="worked on since it was settled"):
        project.merging.undo_settling(divergence.id, by=lab.lea.id)
    assert lab.counted(project) == 8
    assert project.project.check() == ()


def test_a_merge_with_a_settled_divergence_is_not_undone(apart: tuple[Lab, Path, Path, Workspace]) -> None:
    lab, path, other, project = apart
    lab.merge(project, path, other)
    (divergence,) = project.merging.unsettled()
    project.merging.settle(divergence.id, divergence.copies[0].last_event, by=lab.lea.id)
    with pytest.raises(CodingError, match="worked on since"):
        project.merging.undo(by=lab.lea.id)
