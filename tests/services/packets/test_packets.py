"""A packet is a project file with one coder's work in a round, and nothing of anybody else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import Slot
from annotator.domain.errors import AnnotatorError, CodingError, ProjectError, ProjectReadOnlyError
from annotator.domain.ids import CoderId, RoundId, new_id
from annotator.domain.queue import QueueFilter, QueueItem
from annotator.domain.text import Span
from annotator.domain.values import FreeText
from annotator.services.coding import CodingKey
from annotator.store.project_file import ProjectFile
from tests.services.packet_making import ADA, BEN, LEA, NAME, Lab, article_draft, folders_in

SECRET = "Benedikt thinks the toll will rise beyond forty"


def with_work(lab: Lab) -> None:
    """Have Ada and Benedikt code the first article in the project itself, Benedikt with words of his own."""
    with lab.project() as project:
        lab.count(project, 2)
        lab.count(project, 43, coder=lab.ben)
        key = lab.key(coder=lab.ben)
        coding = lab.coding(project, coder=lab.ben)
        project.coding.set_content(key, Slot("incident_label", coding.reports()[0].id), FreeText(text=SECRET))
        project.coding.write_note(key, coding.header.id, SECRET[::-1], is_flagged=True)
        project.coding.attach_evidence(key, Slot("killed_total", coding.reports()[0].id), Span(40, 48))


def test_a_packet_opens_like_a_project_as_its_coder(lab: Lab) -> None:
    with_work(lab)
    packet = lab.at_work(lab.packet(), name="Somebody Else")
    assert packet.coder == lab.ada
    assert packet.packets.origin is not None
    assert packet.packets.origin.project_name == NAME
    assert packet.project.name == f"{NAME} · Pilot · {ADA}"
    assert packet.project.check() == ()
    assert lab.counted(packet) == 2
    assert len(packet.articles.queue(packet.coder.id, QueueFilter())) == 3
    assert [one.name for one in packet.rounds.rounds()] == ["Pilot"]
    assert packet.articles.article(lab.articles[1].id).text == lab.articles[1].text


def test_a_project_is_no_packet(lab: Lab) -> None:
    assert lab.project().packets.origin is None


def test_nothing_of_another_coder_is_in_the_bytes_of_a_packet(lab: Lab) -> None:
    with_work(lab)
    with lab.project() as project:
        others = lab.coding(project, coder=lab.ben)
        ids = [
            others.header.id,
            *others.reports_by_id,
            *others.values_by_id,
            *others.evidence_by_id,
            *others.notes_by_id,
        ]
    content = lab.packet().read_bytes()
    assert ADA.encode() in content, "the search would find a name"
    assert lab.coding(lab.project()).header.id.encode() in content, "the search would find an id"
    for word in (BEN, LEA, lab.ben.id, lab.lea.id, SECRET, SECRET[::-1], *ids):
        assert word.encode() not in content


def test_a_packet_made_by_its_own_coder_says_so_and_by_nobody_else(lab: Lab) -> None:
    project = lab.project()
    for by, expected in ((lab.ada.id, lab.ada.id), (lab.lea.id, None), (None, None)):
        path = lab.folder / f"{by}.annotator"
        project.packets.make(lab.round.id, lab.ada.id, path, by=by)
        with closing(sqlite3.connect(path)) as driver:
            assert driver.execute("SELECT coder_id, verb FROM event").fetchall() == [(expected, "make_packet")]


def test_who_codes_in_a_blind_round_makes_no_packet_that_holds_another_s_work(lab: Lab) -> None:
    with_work(lab)
    project = lab.project()
    path = lab.folder / "peep.annotator"
    with pytest.raises(CodingError, match="hides it from you while it is blind") as refused:
        project.packets.make(lab.round.id, lab.ben.id, path, by=lab.ada.id)
    assert refused.value.kept == "No packet was made."
    assert sorted(one.name for one in lab.folder.iterdir() if "peep" in one.name) == []
    assert project.packets.make(lab.round.id, lab.ada.id, lab.folder / "own.annotator", by=lab.ada.id).codings == 1
    assert project.packets.make(lab.round.id, lab.ben.id, lab.folder / "lead.annotator", by=lab.lea.id).codings == 1
    project.rounds.release(lab.round.id, by=lab.lea.id)
    assert project.packets.make(lab.round.id, lab.ben.id, path, by=lab.ada.id).codings == 1


def test_who_codes_in_a_blind_round_may_give_out_packets_nobody_has_worked_in(lab: Lab) -> None:
    made = lab.project().packets.make(lab.round.id, lab.ben.id, lab.folder / "first.annotator", by=lab.ada.id)
    assert (made.coder, made.codings) == (lab.ben, 0)


def test_the_summary_says_what_is_in_it(lab: Lab) -> None:
    with_work(lab)
    heard: list[int] = []
    project = lab.project()
    summary = project.packets.make(lab.round.id, lab.ada.id, lab.folder / "p.annotator", by=None, progress=heard.append)
    assert (summary.coder, summary.round, summary.articles, summary.codings) == (lab.ada, lab.round, 3, 1)
    assert heard == [3]
    with ProjectFile.open(summary.path, state_folder=lab.folder / "elsewhere", read_only=True) as packet:
        assert str(packet.project_id) == str(summary.packet_id)


def test_only_assigned_articles_travel(lab: Lab) -> None:
    with lab.project() as project:
        project.rounds.reassign(
            lab.round.id, [lab.articles[0].id], from_coder=lab.ada.id, to_coder=lab.lea.id, by=lab.lea.id
        )
    path = lab.packet()
    packet = lab.at_work(path)
    assert {item.title for item in queue(packet)} == {"Article 1", "Article 2"}
    assert lab.articles[0].text.encode() not in path.read_bytes()


def queue(workspace: Workspace) -> list[QueueItem]:
    rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
    return list(workspace.articles.queue_page(workspace.coder.id, rows))


def test_an_existing_file_is_never_overwritten(lab: Lab) -> None:
    path = lab.folder / "taken.annotator"
    path.write_text("a diary")
    with pytest.raises(ProjectError, match="exists already"):
        lab.packet("taken.annotator")
    assert path.read_text() == "a diary"
    assert [found.name for found in lab.folder.iterdir() if "making" in found.name] == []


def test_a_packet_that_fails_half_way_leaves_nothing(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    project = lab.project()
    before = sorted(lab.folder.iterdir())

    def stop(_: int) -> None:
        raise InterruptedError("cancelled")

    with pytest.raises(ProjectError):
        project.packets.make(lab.round.id, lab.ada.id, lab.folder / "p.annotator", by=None, progress=stop)
    assert sorted(lab.folder.iterdir()) == before
    monkeypatch.setattr(ProjectFile, "verify", lambda *_: [type("F", (), {"detail": "it is bad"})])
    with pytest.raises(ProjectError, match=r"was not made: it is bad"):
        project.packets.make(lab.round.id, lab.ada.id, lab.folder / "p.annotator", by=None)
    assert sorted(lab.folder.iterdir()) == before


def test_a_folder_that_is_not_there_is_named(lab: Lab) -> None:
    with pytest.raises(ProjectError, match="There is no folder"):
        lab.packet("nowhere/p.annotator")


def test_names_of_packets_are_free_and_fit_every_system(lab: Lab) -> None:
    with lab.project() as project:
        first = project.packets.path_for(lab.round.id, lab.ada.id, lab.folder)
        project.packets.make(lab.round.id, lab.ada.id, first, by=None)
        second = project.packets.path_for(lab.round.id, lab.ada.id, lab.folder)
        odd = project.coders.named("a/b: c?")
        project.rounds.rename(lab.round.id, 'the "first" <round>', by=lab.lea.id)
        assert project.packets.path_for(lab.round.id, odd.id, lab.folder).name == (
            "project the -first- -round- a-b- c-.annotator"
        )
    assert first.name == f"project Pilot {ADA}.annotator"
    assert second.name == f"project Pilot {ADA} 2.annotator"


def test_without_articles_there_is_no_packet(lab: Lab) -> None:
    with pytest.raises(CodingError, match=rf"{LEA} has no articles in the round Pilot"):
        lab.packet(coder=lab.lea)


def test_round_and_coder_have_to_be_there(lab: Lab) -> None:
    project = lab.project()
    path = lab.folder / "p.annotator"
    with pytest.raises(CodingError, match="coder is not in the project"):
        project.packets.make(lab.round.id, CoderId(new_id()), path, by=None)
    with pytest.raises(CodingError, match="round is not in the project"):
        project.packets.make(RoundId(new_id()), lab.ada.id, path, by=None)
    with pytest.raises(CodingError, match="coder is not in the project"):
        project.packets.path_for(lab.round.id, CoderId(new_id()), lab.folder)
    assert not path.exists()


def test_there_is_no_packet_of_gold(lab: Lab) -> None:
    project = lab.project()
    gold = lab.lea.model_copy(update={"id": CoderId(new_id()), "name": "Gold", "is_gold": True})
    with project._file.write(coder_id=None, article_id=None, verb="gold", label="gold") as unit:
        unit.put(gold)
    with pytest.raises(CodingError, match="Gold is gold"):
        project.packets.make(lab.round.id, gold.id, lab.folder / "p.annotator", by=None)


def test_a_packet_of_a_packet_is_refused(lab: Lab) -> None:
    packet = lab.at_work(lab.packet())
    with pytest.raises(CodingError, match="is a packet itself"):
        packet.packets.make(lab.round.id, lab.ada.id, lab.folder / "q.annotator", by=lab.ada.id)


def test_coding_in_a_packet_goes_on_where_the_project_was(lab: Lab) -> None:
    with_work(lab)
    packet = lab.at_work(lab.packet())
    lab.count(packet, 5)
    assert lab.counted(packet) == 5
    packet.coding.undo(lab.key())
    assert lab.counted(packet) == 2
    assert packet.coding.undo(lab.key()) is None, "what the project knew is not the packet's to undo"
    packet.coding.redo(lab.key())
    assert lab.counted(packet) == 5
    assert packet.project.check() == ()


DEEDS: dict[str, Callable[[Lab, Workspace], object]] = {
    "importing articles": lambda lab, packet: packet.articles.import_articles(
        packet.articles.plan_drafts([article_draft(9)], source="x"), coder_id=packet.coder.id
    ),
    "making a round": lambda lab, packet: packet.rounds.make("Second", by=packet.coder.id),
    "adding a coder": lambda lab, packet: packet.coders.named("Somebody New"),
    "coding outside the round": lambda lab, packet: packet.coding.set_content(
        CodingKey(lab.articles[0].id, lab.ada.id), Slot("incident_label"), FreeText(text="x")
    ),
    "coding as somebody else": lambda lab, packet: packet.coding.set_content(
        CodingKey(lab.articles[0].id, lab.ben.id, lab.round.id), Slot("incident_label"), FreeText(text="x")
    ),
    "undoing an import": lambda lab, packet: packet.articles.undo_import(coder_id=packet.coder.id),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_only_the_coder_s_own_coding_is_done_in_a_packet(lab: Lab, deed: str) -> None:
    packet = lab.at_work(lab.packet())
    head = packet.project.head
    with pytest.raises(CodingError, match=r"is a packet of the project “Sahel 2019”: only its articles") as refused:
        DEEDS[deed](lab, packet)
    assert refused.value.remedy == "Do everything else in the project itself."
    assert packet.project.head == head
    assert packet.project.check() == ()


def test_a_packet_is_made_while_the_project_is_only_read(lab: Lab) -> None:
    with lab.project():
        reading = open_workspace(lab.path, folders=folders_in(lab.folder / "other"), coder_name=LEA, read_only=True)
        with reading:
            made = reading.packets.make(lab.round.id, lab.ada.id, lab.folder / "p.annotator", by=None)
    assert lab.at_work(made.path).project.check() == ()


def test_a_read_only_packet_says_so(lab: Lab) -> None:
    path = lab.packet()
    with open_workspace(path, folders=folders_in(lab.folder / "other"), read_only=True) as packet:
        with pytest.raises(ProjectReadOnlyError):
            lab.count(packet, 1)
        assert packet.coder == lab.ada
        with pytest.raises(AnnotatorError):
            packet.rounds.make("Second", by=packet.coder.id)
