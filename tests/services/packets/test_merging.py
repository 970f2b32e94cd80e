"""Packets come back: planned, merged, merged again, taken back; what cannot be taken whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.bootstrap import Workspace, create_workspace, open_workspace
from annotator.domain.coding import CodingState, Slot
from annotator.domain.errors import CodingError, ProjectReadOnlyError
from annotator.domain.packets import PacketMerge
from annotator.domain.text import Span, text_hash
from annotator.domain.values import FreeText
from annotator.services.coding import CodingKey
from tests.services.packet_making import ADA, Lab, folders_in
from tests.store.making import tamper

# -- what is new ------------------------------------------------------------------------------------------------------


def test_new_work_is_planned_and_merged_record_by_record(lab: Lab) -> None:
    path = lab.packet()
    with lab.at_work(path) as packet:
        packet.coding.attach_evidence(lab.key(), Slot("killed_total"), Span(11, 17))
        lab.count(packet, 2)
        coding = lab.coding(packet)
        packet.coding.write_note(lab.key(), coding.header.id, "Could rise.", is_flagged=True)
        packet.coding.remove_evidence(lab.key(), next(coding.evidence()).id)
        packet.coding.code_no_incident(lab.key(1))
        done = lab.coding(packet), lab.coding(packet, 1)
    project = lab.project()
    plan = project.merging.plan(path)
    assert (plan.coder, plan.round, plan.file_name) == (lab.ada, lab.round, "ada.annotator")
    assert plan.is_ready
    assert plan.summary == "2 new, 0 already here, 0 conflicting, 0 refused."
    assert [(one.title, one.reason) for one in plan.new] == [
        ("Article 0", "A new coding: 4 changes."),
        ("Article 1", "A new coding: 1 change."),
    ]
    changes = project.merging.merge(plan, by=lab.lea.id)
    assert changes is not None
    assert (changes.event.coder_id, changes.event.label) == (lab.lea.id, f"merge packet of {ADA}")
    assert (lab.coding(project), lab.coding(project, 1)) == done
    assert done[1].header.state is CodingState.COMPLETE
    assert project.project.check() == ()


def test_a_plan_stores_nothing(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    before = path.read_bytes()
    project = lab.project()
    head = project.project.head
    project.merging.plan(path)
    assert project.project.head == head
    assert path.read_bytes() == before
    assert not path.with_name(path.name + ".lock").exists()


def test_events_travel_as_they_are(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2, 3)
    project = lab.project()
    plan = project.merging.plan(path)
    changes = project.merging.merge(plan, by=None)
    assert changes is not None
    events = plan.contents.events[lab.articles[0].id]
    merge = next(one for one in changes.entities if isinstance(one, PacketMerge))
    assert (merge.event_count, merge.merged_at, merge.head) == (2, changes.event.sequence, 3)
    with project._file.read() as reader:
        found = reader.packets.events_named([event.record.id for event in events])
        changed = reader.packets.changes_of_steps(list(found))
    assert [found[event.record.id].hash for event in events] == [event.hash for event in events]
    assert [found[event.record.id].verb for event in events] == ["set_content", "set_content"]
    assert all(changed.values())


def test_merging_again_changes_nothing_and_says_so(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    project = lab.project()
    plan = project.merging.plan(path)
    assert project.merging.merge(plan, by=None) is not None
    head = project.project.head
    assert project.merging.merge(plan, by=None) is None, "the plan is made again against the project as it is"
    again = project.merging.plan(path)
    assert [(one.title, one.reason) for one in again.already_here] == [
        ("Article 0", "Everything in it is here already.")
    ]
    assert not again.is_ready
    assert project.merging.merge(again, by=None) is None
    assert project.project.head == head


def test_a_packet_with_nothing_in_it_is_no_matter(lab: Lab) -> None:
    project = lab.project()
    plan = project.merging.plan(lab_packet(lab, project))
    assert plan.summary == "0 new, 0 already here, 0 conflicting, 0 refused."
    assert project.merging.merge(plan, by=None) is None


def lab_packet(lab: Lab, project: Workspace, name: str = "p.annotator") -> Path:
    return project.packets.make(lab.round.id, lab.ada.id, lab.folder / name, by=None).path


def test_a_packet_comes_back_again_and_again_with_more(lab: Lab) -> None:
    path = lab.packet()
    project = lab.project()
    for best in (2, 3, 4):
        lab.work(path, best)
        expected = "A new coding: 1 change." if best == 2 else "More of a coding that is here: 1 change."
        assert [one.reason for one in lab.merge(project, path).new] == [expected]
        assert lab.counted(project) == best
    assert project.merging.unsettled() == ()
    assert project.project.check() == ()


def test_a_new_packet_takes_up_what_was_merged(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    project = lab.project()
    lab.merge(project, path)
    second = lab_packet(lab, project)
    lab.work(second, 3)
    assert lab.merge(project, second).summary.startswith("1 new")
    assert lab.counted(project) == 3
    assert project.merging.plan(path).summary.startswith("0 new, 1 already here, 0 conflicting")
    assert project.merging.unsettled() == ()


def test_packets_of_two_coders_do_not_touch_each_other(lab: Lab) -> None:
    ada, ben = lab.packet(), lab.packet("ben.annotator", lab.ben)
    lab.work(ada, 2)
    with lab.at_work(ben) as packet:
        lab.count(packet, 7, coder=lab.ben)
    project = lab.project()
    lab.merge(project, ada, ben)
    assert (lab.counted(project), lab.counted(project, coder=lab.ben)) == (2, 7)


def test_absence_is_never_deletion_and_tombstones_travel(lab: Lab) -> None:
    with lab.project() as project:
        lab.count(project, 2)
        lab.count(project, 5, number=1)
    path = lab.packet()
    with lab.at_work(path) as packet:
        packet.coding.remove_report(lab.key(), lab.coding(packet).reports()[0].id)
    project = lab.project()
    plan = lab.merge(project, path)
    assert [one.title for one in plan.new] == ["Article 0"]
    assert lab.coding(project).reports() == ()
    assert lab.counted(project, 1) == 5


def test_work_undone_in_a_packet_is_undone_in_the_project(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    project = lab.project()
    lab.merge(project, path)
    with lab.at_work(path) as packet:
        assert packet.coding.undo(lab.key()) is not None
    lab.merge(project, path)
    assert lab.coding(project).header.is_deleted
    assert project.project.check() == ()


def test_work_on_an_article_withdrawn_meanwhile_still_comes_in(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    project = lab.project()
    project.rounds.reassign(
        lab.round.id, [lab.articles[0].id], from_coder=lab.ada.id, to_coder=lab.lea.id, by=lab.lea.id
    )
    plan = lab.merge(project, path)
    assert plan.new[0].reason == "A new coding: 1 change. The article is no longer assigned to the coder."
    assert lab.counted(project) == 2


def test_a_backup_is_made_before(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    project = lab.project()
    head = project.project.head
    lab.merge(project, path)
    heads = [int(copy.name.split(".")[-3]) for copy in project._file.backup_folder.iterdir()]
    assert head in heads


def test_a_project_that_is_only_read_takes_no_packet(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    lab.path.chmod(0o400)
    with lab.project():
        pass
    with open_workspace(lab.path, folders=lab.folders, read_only=True) as reading:
        plan = reading.merging.plan(path)
        assert plan.is_ready
        with pytest.raises(ProjectReadOnlyError):
            reading.merging.merge(plan, by=None)


def test_a_merge_that_is_stopped_leaves_the_project_as_it_was(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    lab.work(path, 3, number=1)
    project = lab.project()
    plan, head = project.merging.plan(path), project.project.head

    class StopError(Exception):
        pass

    def stop(done: int) -> None:
        if done == 2:
            raise StopError

    with pytest.raises(StopError):
        project.merging.merge(plan, by=None, progress=stop)
    assert project.project.head == head
    assert project.merging.plan(path).summary.startswith("2 new")
    assert project.project.check() == ()


# -- taking a merge back ----------------------------------------------------------------------------------------------


def test_undo_takes_a_merge_back_and_it_can_be_merged_again(lab: Lab) -> None:
    with lab.project() as project:
        lab.count(project, 1)
    path = lab.packet()
    lab.work(path, 2)
    lab.work(path, 9, number=1)
    project = lab.project()
    before = lab.coding(project)
    lab.merge(project, path)
    undone = project.merging.undo(by=lab.lea.id)
    assert undone is not None
    assert undone.event.label == f"merge packet of {ADA}"
    assert lab.coding(project) == before
    assert lab.coding(project, 1).header.is_deleted
    assert lab.merge(project, path).summary == "2 new, 0 already here, 0 conflicting, 0 refused."
    assert lab.counted(project) == 2
    assert project.project.check() == ()


def test_there_may_be_no_merge_to_undo(lab: Lab) -> None:
    project = lab.project()
    assert project.merging.undo(by=None) is None
    with pytest.raises(CodingError, match=r"The last thing you did to the project was “.*”, not a merge"):
        project.merging.undo(by=lab.lea.id)


def test_a_merge_that_was_worked_on_is_not_undone(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    project = lab.project()
    lab.merge(project, path)
    project.coding.add_report(lab.key())
    with pytest.raises(CodingError, match="1 of the merged codings was worked on since"):
        project.merging.undo(by=lab.lea.id)
    assert lab.counted(project) == 2


def test_a_merge_that_a_later_one_builds_on_is_undone_after_it(lab: Lab) -> None:
    path = lab.packet()
    project = lab.project()
    lab.work(path, 2)
    project.merging.merge(project.merging.plan(path), by=lab.lea.id)
    lab.work(path, 3)
    project.merging.merge(project.merging.plan(path), by=lab.ada.id)
    with pytest.raises(CodingError, match="worked on since"):
        project.merging.undo(by=lab.lea.id)
    assert project.merging.undo(by=lab.ada.id) is not None
    assert lab.counted(project) == 2
    assert project.merging.undo(by=lab.lea.id) is not None
    assert lab.coding(project).header.is_deleted
    assert lab.merge(project, path).new[0].reason == "A new coding: 2 changes."


# -- packets that are not taken whole ---------------------------------------------------------------------------------


def test_an_article_whose_text_differs_is_refused_and_the_rest_goes_on(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    lab.work(path, 3, number=1)
    text = lab.articles[0].text.replace("two", "ten")
    lab.path.chmod(0o600)
    tamper(
        lab.path,
        f"UPDATE article SET text = '{text}', sha256 = '{text_hash(text)}' WHERE id = '{lab.articles[0].id}'",  # noqa: S608
    )
    project = lab.project()
    plan = lab.merge(project, path)
    assert [(one.title, one.reason) for one in plan.refused] == [
        ("Article 0", "The text of the article is another one in the packet than in the project.")
    ]
    assert lab.counted(project, 1) == 3
    assert lab.coding(project).header.is_deleted
    again = project.merging.plan(path)
    assert (len(again.refused), len(again.already_here)) == (1, 1), "what was refused is not known"


def test_an_article_that_is_gone_is_refused(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    project = lab.project()
    made = project._file
    with made.write(coder_id=None, article_id=None, verb="x", label="x") as unit:
        unit.put(unit.imports()[0].model_copy(update={"is_deleted": True}))
    plan = project.merging.plan(path)
    assert [(one.title, one.reason) for one in plan.refused] == [
        ("Article 0", "The project does not have this article any more.")
    ]
    assert project.merging.merge(plan, by=None) is None


def test_another_project_has_other_codings_of_the_same_name(lab: Lab, tmp_path: Path) -> None:
    with create_workspace(tmp_path / "second.annotator", folders=folders_in(tmp_path), coder_name=ADA) as second:
        assert second.merging.divergences() == ()
        assert second.coders.named(ADA).id != lab.ada.id
    key = CodingKey(lab.articles[0].id, lab.ada.id)
    project = lab.project()
    project.coding.set_content(key, Slot("incident_label"), FreeText(text="outside any round"))
    path = lab_packet(lab, project)
    lab.work(path, 2)
    assert lab.merge(project, path).new[0].reason.startswith("A new coding"), "work outside the round is another coding"
    assert len(list(project.coding.worksheet(key).coding.values())) >= 1
