"""Files that are no sound packet of this project: a clear sentence each, and nothing is changed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.bootstrap import create_workspace, open_workspace
from annotator.domain.errors import AnnotatorError, CodingError, ProjectBusyError, ProjectError
from annotator.store.history import EventRecord, event_hash
from annotator.store.project_file import ProjectFile
from tests.services.packet_making import ADA, Lab, folders_in, made_lab
from tests.store.making import tamper


@pytest.fixture
def packet(lab: Lab) -> Path:
    """A packet with a coding of the first article."""
    path = lab.packet()
    lab.work(path, 2, 3)
    return path


Making = Callable[[Lab, Path], Path]
"""Makes something bad out of a lab and its packet and returns the file to merge."""


def tampered(statement: str) -> Making:
    """Change what the packet stores, past its guards, as a program would that knows where they are."""

    def made(_: Lab, packet: Path) -> Path:
        tamper(packet, statement)
        return packet

    return made


def altered(statement: str) -> Making:
    """Change the file by a statement that any program may run."""

    def made(_: Lab, packet: Path) -> Path:
        with closing(sqlite3.connect(packet)) as driver:
            driver.execute(statement)
            driver.commit()
        return packet

    return made


def rewritten(change: Callable[[bytes], bytes]) -> Making:
    """Change the bytes of the file."""

    def made(_: Lab, packet: Path) -> Path:
        packet.write_bytes(change(packet.read_bytes()))
        return packet

    return made


def rechained(change: Callable[[str], str]) -> Making:
    """Rewrite the changes of the last event and mend its hash and the head, as a forger would."""

    def made(_: Lab, packet: Path) -> Path:
        with closing(sqlite3.connect(packet)) as driver:
            names = ", ".join(EventRecord._fields)
            row = driver.execute(f"SELECT {names} FROM event ORDER BY sequence DESC LIMIT 1").fetchone()  # noqa: S608
            record = EventRecord(*row)._replace(changes=change(row[-1]))
        forged = event_hash(record)
        text = record.changes.replace("'", "''")
        tamper(
            packet,
            f"UPDATE event SET changes = '{text}', hash = '{forged}' WHERE sequence = {record.sequence}",  # noqa: S608
            f"UPDATE project SET head_hash = '{forged}'",  # noqa: S608
        )
        return packet

    return made


def with_one_bit_turned(content: bytes) -> bytes:
    place = content.index(b"killed_total")
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def with_an_unknown_field(changes: str) -> str:
    return changes.replace('"missing_evidence_reason"', '"colour":"red","missing_evidence_reason"')


def of_another_project(lab: Lab, _: Path) -> Path:
    folder = lab.folder / "foreign"
    folder.mkdir()
    return made_lab(folder, articles=1).packet()


def plain_project(lab: Lab, _: Path) -> Path:
    path = lab.folder / "plain.annotator"
    create_workspace(path, folders=folders_in(lab.folder / "elsewhere"), coder_name=ADA).close()
    return path


def linked_itself(lab: Lab, _: Path) -> Path:
    path = lab.folder / "link.annotator"
    path.symlink_to(lab.path)
    return path


def a_picture(lab: Lab, _: Path) -> Path:
    path = lab.folder / "picture.annotator"
    path.write_bytes(b"\x89PNG" * 1000)
    return path


TRIGGER = "CREATE TRIGGER evil AFTER INSERT ON note BEGIN UPDATE coder SET name = 'x'; END"
NOT_SAID = "are not what history says"

BAD: dict[str, tuple[Making, str]] = {
    # files
    "emptied": (rewritten(lambda _: b""), "is empty"),
    "truncated": (rewritten(lambda content: content[:20_000]), "damaged"),
    "one bit turned": (rewritten(with_one_bit_turned), "damaged"),
    "a text rewritten": (
        rewritten(lambda content: content.replace(b"killing two", b"killing ten")),
        "text of article .* was altered",
    ),
    "a folder": (lambda lab, _: lab.folder, "is a folder"),
    "nothing there": (lambda lab, _: lab.folder / "nowhere.annotator", "There is no file"),
    "a picture": (a_picture, "is not a project file"),
    # projects
    "a packet of another project": (of_another_project, "is a packet of another project, “Sahel 2019”"),
    "a plain project": (plain_project, "is a project, not a packet"),
    "itself": (lambda lab, _: lab.path, "is this project itself"),
    "a link to itself": (linked_itself, "is this project itself"),
    "a copy of itself": (
        lambda lab, _: Path(shutil.copy(lab.path, lab.folder / "copy.annotator")),
        "is a project, not a packet",
    ),
    # tables
    "of a newer program": (altered("PRAGMA user_version = 9"), r"newer version of this program \(file format 9"),
    "with a trigger": (altered(TRIGGER), r"holds something that this program did not put there \(trigger evil\)"),
    "with a view": (altered("CREATE VIEW evil AS SELECT * FROM coder"), r"\(view evil\)"),
    "with a column more": (
        altered("ALTER TABLE note ADD COLUMN colour TEXT"),
        "has tables that were altered by another program",
    ),
    # state
    "a row edited": (
        tampered("UPDATE coded_value SET content = replace(content, '3', '9')"),
        f"stored value records {NOT_SAID}",
    ),
    "a row deleted": (tampered("DELETE FROM coded_value"), f"stored value records {NOT_SAID}"),
    "a row spoilt": (tampered("UPDATE coded_value SET content = '?'"), f"stored value records {NOT_SAID}"),
    "a time spoilt": (tampered("UPDATE coding SET completed_at = 'soon'"), f"stored coding records {NOT_SAID}"),
    "another coder": (tampered("UPDATE coder SET name = 'Mallory'"), "stored coder records are not"),
    "another origin": (tampered("UPDATE packet_origin SET head = head + 1"), "stored packet_origin records are not"),
    # history
    "an event edited": (
        tampered("UPDATE event SET label = 'nothing much' WHERE sequence = 2"),
        "event 2 was altered",
    ),
    "an event dropped": (tampered("DELETE FROM event WHERE sequence = 3"), "history ends with event 2"),
    "an unknown field": (rechained(with_an_unknown_field), "event 3 has a value with unknown fields"),
    "no JSON": (rechained(lambda changes: changes[:-3]), "the changes of event 3 cannot be read"),
    "nothing changed": (rechained(lambda _: "[]"), "event 3 changed nothing"),
    "no changes at all": (rechained(lambda _: "[1, 2]"), "the changes of event 3 cannot be read"),
}


@pytest.mark.parametrize(("made", "message"), BAD.values(), ids=BAD)
def test_what_is_no_sound_packet_is_refused_in_words(lab: Lab, packet: Path, made: Making, message: str) -> None:
    path = made(lab, packet)
    before = path.read_bytes() if path.is_file() else b""
    project = lab.project()
    head = project.project.head
    with pytest.raises(AnnotatorError, match=message) as refused:
        project.merging.plan(path)
    assert path.name in refused.value.message
    assert refused.value.kept or refused.value.remedy
    assert project.project.head == head
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert path == lab.path or not path.with_name(path.name + ".lock").exists()
    assert project.project.check() == ()


def test_a_packet_that_is_open_in_a_window_is_named(lab: Lab, packet: Path) -> None:
    project = lab.project()
    with lab.at_work(packet), pytest.raises(ProjectBusyError, match=r"ada\.annotator is already open"):
        project.merging.plan(packet)
    assert project.merging.plan(packet).is_ready, "once it is closed it can be merged"


def test_a_packet_of_a_copy_that_went_on_apart_is_refused(lab: Lab) -> None:
    copy = Path(shutil.copy(lab.path, lab.folder / "copy.annotator"))
    with open_workspace(copy, folders=folders_in(lab.folder / "elsewhere"), coder_name="Somebody New") as other:
        path = other.packets.make(lab.round.id, lab.ada.id, lab.folder / "p.annotator", by=None).path
    project = lab.project()
    with pytest.raises(ProjectError, match="was made from a copy of this project that went on apart, or from a later"):
        project.merging.plan(path)
    project.rounds.make("Second", by=lab.lea.id)
    with pytest.raises(ProjectError, match="was made from a copy of this project that went on apart"):
        project.merging.plan(path)


def test_a_stored_text_that_only_looks_different_is_no_damage(lab: Lab, packet: Path) -> None:
    tamper(packet, "UPDATE coded_value SET content = replace(content, ',', ', ')")
    project = lab.project()
    assert lab.merge(project, packet).summary.startswith("1 new")
    assert lab.counted(project) == 3
    assert project.project.check() == ()


def test_a_round_that_was_removed_is_named(lab: Lab, packet: Path) -> None:
    project = lab.project()
    with project._file.write(coder_id=None, article_id=None, verb="x", label="x") as unit:
        unit.put(lab.round.model_copy(update={"is_deleted": True}))
    with pytest.raises(CodingError, match=r"The round “Pilot” of ada\.annotator is not in this project any more"):
        project.merging.plan(packet)


def test_travelled_events_are_checked_with_the_project(lab: Lab, packet: Path) -> None:
    with lab.project() as project:
        lab.merge(project, packet)
        assert project.project.check() == ()
    tamperings = [
        ("UPDATE travelled_event SET label = 'x'", "was altered"),
        ("UPDATE travelled_event SET previous_hash = 'x' WHERE sequence = 3", "does not follow"),
        ("DELETE FROM travelled_event WHERE sequence = 2", "are not those it was made with"),
    ]
    for number, (statement, message) in enumerate(tamperings):
        copy = Path(shutil.copy(lab.path, lab.folder / f"copy{number}.annotator"))
        tamper(copy, statement)
        with ProjectFile.open(copy, state_folder=lab.folder / f"state{number}", read_only=True) as project_file:
            found = project_file.verify()
        assert {one.what for one in found} == {"packets"}
        assert any(message in one.detail for one in found)


def test_packets_are_not_merged_into_a_packet(lab: Lab, packet: Path) -> None:
    other = lab.packet("ben.annotator", coder=lab.ben)
    at_work = lab.at_work(packet)
    for path in (other, lab.packet("again.annotator")):
        with pytest.raises(ProjectError, match="is a packet itself") as refused:
            at_work.merging.plan(path)
        assert at_work.packets.origin is not None
        assert at_work.packets.origin.project_name in refused.value.remedy
    assert lab.counted(at_work) == 3
