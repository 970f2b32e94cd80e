"""Files that are no sound packet of this project: a clear sentence each, and nothing is changed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.bootstrap import create_workspace, open_workspace
from annotator.domain.coding import CodebookVersion, Coder, CodingHeader, CodingState, Evidence, Value
from annotator.domain.errors import AnnotatorError, CodingError, ProjectBusyError, ProjectError
from annotator.domain.ids import CodebookId, CoderId, CodingId, EvidenceId, PacketId, ValueId, new_id
from annotator.domain.packets import PacketOrigin
from annotator.domain.values import Count, FreeText, OneCategory
from annotator.store.history import EventRecord, event_hash
from annotator.store.project_file import ProjectFile
from tests.services.packet_making import ADA, Lab, copied_lab, folders_in, made_lab
from tests.store.making import tamper


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return made_lab(tmp_path_factory.mktemp("lab"))


@pytest.fixture
def lab(first: Lab, tmp_path: Path) -> Iterator[Lab]:
    lab = copied_lab(first, tmp_path)
    yield lab
    lab.close()


@pytest.fixture
def packet(lab: Lab) -> Path:
    """A packet with a coding of the first article."""
    path = lab.packet()
    lab.work(path, 2, 3)
    return path


def sql(path: Path, *statements: str) -> None:
    """Run statements on a closed file as any program may."""
    with closing(sqlite3.connect(path)) as driver:
        for statement in statements:
            driver.execute(statement)
        driver.commit()


def rechained(path: Path, change: Callable[[str], str]) -> None:
    """Rewrite the changes of the last event and mend its hash and the head, as a forger would."""
    with closing(sqlite3.connect(path)) as driver:
        names = ", ".join(EventRecord._fields)
        row = driver.execute(f"SELECT {names} FROM event ORDER BY sequence DESC LIMIT 1").fetchone()  # noqa: S608
        record = EventRecord(*row)._replace(changes=change(row[-1]))
    forged = event_hash(record)
    text = record.changes.replace("'", "''")
    tamper(
        path,
        f"UPDATE event SET changes = '{text}', hash = '{forged}' WHERE sequence = {record.sequence}",  # noqa: S608
        f"UPDATE project SET head_hash = '{forged}'",  # noqa: S608
    )


def foreign(lab: Lab, _: Path) -> Path:
    folder = lab.folder / "foreign"
    folder.mkdir()
    other = made_lab(folder, articles=1)
    return other.packet()


def newer(lab: Lab, packet: Path) -> Path:
    sql(packet, "PRAGMA user_version = 9")
    return packet


def flipped(lab: Lab, packet: Path) -> Path:
    content = bytearray(packet.read_bytes())
    content[content.index(b"killed_total")] ^= 1
    packet.write_bytes(content)
    return packet


def flipped_text(lab: Lab, packet: Path) -> Path:
    content = packet.read_bytes()
    packet.write_bytes(content.replace(b"killing two", b"killing ten"))
    return packet


def truncated(lab: Lab, packet: Path) -> Path:
    packet.write_bytes(packet.read_bytes()[:20_000])
    return packet


def emptied(lab: Lab, packet: Path) -> Path:
    packet.write_bytes(b"")
    return packet


def edited_row(lab: Lab, packet: Path) -> Path:
    tamper(packet, "UPDATE coded_value SET content = replace(content, '3', '9')")
    return packet


def deleted_row(lab: Lab, packet: Path) -> Path:
    tamper(packet, "DELETE FROM coded_value")
    return packet


def edited_event(lab: Lab, packet: Path) -> Path:
    tamper(packet, "UPDATE event SET label = 'nothing much' WHERE sequence = 2")
    return packet


def dropped_event(lab: Lab, packet: Path) -> Path:
    tamper(packet, "DELETE FROM event WHERE sequence = 3")
    return packet


def edited_coder(lab: Lab, packet: Path) -> Path:
    tamper(packet, "UPDATE coder SET name = 'Mallory'")
    return packet


def edited_origin(lab: Lab, packet: Path) -> Path:
    tamper(packet, "UPDATE packet_origin SET head = head + 1")
    return packet


def unknown_field(lab: Lab, packet: Path) -> Path:
    rechained(
        packet, lambda changes: changes.replace('"missing_evidence_reason"', '"colour":"red","missing_evidence_reason"')
    )
    return packet


def no_json(lab: Lab, packet: Path) -> Path:
    rechained(packet, lambda changes: changes[:-3])
    return packet


def nothing_changed(lab: Lab, packet: Path) -> Path:
    rechained(packet, lambda _: "[]")
    return packet


def spoilt_row(lab: Lab, packet: Path) -> Path:
    tamper(packet, "UPDATE coded_value SET content = '?'")
    return packet


def spoilt_time(lab: Lab, packet: Path) -> Path:
    tamper(packet, "UPDATE coding SET completed_at = 'soon'")
    return packet


def no_changes_at_all(lab: Lab, packet: Path) -> Path:
    rechained(packet, lambda _: "[1, 2]")
    return packet


def trigger(lab: Lab, packet: Path) -> Path:
    sql(packet, "CREATE TRIGGER evil AFTER INSERT ON note BEGIN UPDATE coder SET name = 'x'; END")
    return packet


def view(lab: Lab, packet: Path) -> Path:
    sql(packet, "CREATE VIEW evil AS SELECT * FROM coder")
    return packet


def extra_column(lab: Lab, packet: Path) -> Path:
    sql(packet, "ALTER TABLE note ADD COLUMN colour TEXT")
    return packet


def plain_project(lab: Lab, _: Path) -> Path:
    path = lab.folder / "plain.annotator"
    create_workspace(path, folders=folders_in(lab.folder / "elsewhere"), coder_name=ADA).close()
    return path


def itself(lab: Lab, _: Path) -> Path:
    return lab.path


def linked_itself(lab: Lab, _: Path) -> Path:
    path = lab.folder / "link.annotator"
    path.symlink_to(lab.path)
    return path


def copied_itself(lab: Lab, _: Path) -> Path:
    return Path(shutil.copy(lab.path, lab.folder / "copy.annotator"))


def a_folder(lab: Lab, _: Path) -> Path:
    return lab.folder


def nothing_there(lab: Lab, _: Path) -> Path:
    return lab.folder / "nowhere.annotator"


def a_picture(lab: Lab, _: Path) -> Path:
    path = lab.folder / "picture.annotator"
    path.write_bytes(b"\x89PNG" * 1000)
    return path


BAD = [
    (foreign, "is a packet of another project, “Sahel 2019”"),
    (newer, r"newer version of this program \(file format 9"),
    (flipped, "damaged"),
    (flipped_text, "text of article .* was altered"),
    (truncated, "damaged"),
    (emptied, "is empty"),
    (edited_row, "stored value records are not what history says"),
    (deleted_row, "stored value records are not what history says"),
    (edited_event, "event 2 was altered"),
    (dropped_event, "history ends with event 2"),
    (edited_coder, "stored coder records are not"),
    (edited_origin, "stored packet_origin records are not"),
    (unknown_field, "event 3 has a value with unknown fields"),
    (no_json, "the changes of event 3 cannot be read"),
    (nothing_changed, "event 3 changed nothing"),
    (spoilt_row, "stored value records are not what history says"),
    (spoilt_time, "stored coding records are not what history says"),
    (no_changes_at_all, "the changes of event 3 cannot be read"),
    (trigger, r"holds something that this program did not put there \(trigger evil\)"),
    (view, r"\(view evil\)"),
    (extra_column, "has tables that were altered by another program"),
    (plain_project, "is a project, not a packet"),
    (itself, "is this project itself"),
    (linked_itself, "is this project itself"),
    (copied_itself, "is a project, not a packet"),
    (a_folder, "is a folder"),
    (nothing_there, "There is no file"),
    (a_picture, "is not a project file"),
]


@pytest.mark.parametrize("made, message", BAD, ids=[made.__name__ for made, _ in BAD])
def test_what_is_no_sound_packet_is_refused_in_words(
    lab: Lab, packet: Path, made: Callable[[Lab, Path], Path], message: str
) -> None:
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


# -- packets with a sound history that says something odd --------------------------------------------------------------


def forged(lab: Lab, change: Callable[[Lab, list[Any]], list[Any]], coder: Coder | None = None) -> Path:
    """Write a packet with a sound history of our own making: the records of one coded article, changed."""
    who = coder or lab.ada
    path = lab.folder / "forged.annotator"
    with lab.project() as project:
        head, project_id = project._file.head, project._file.project_id
        version = project.codebooks.versions()[0]
        with project._file.read() as reader:
            (articles_import,) = reader.imports()
    with ProjectFile.create(path, name="forged", state_folder=lab.folder / "forge") as packet:
        origin = PacketOrigin(
            id=PacketId(packet.project_id), project_id=project_id, project_name="Sahel 2019", round_id=lab.round.id,
            coder_id=who.id, head=head.sequence, head_hash=head.hash,
        )  # fmt: skip
        with packet.write(coder_id=None, article_id=None, verb="make_packet", label="make packet") as unit:
            unit.put_all((who, version, lab.round))
            unit.add_articles(articles_import, lab.articles)
            unit.put(origin)
        header = CodingHeader(
            id=CodingId(new_id()), article_id=lab.articles[0].id, coder_id=who.id, codebook_id=version.id,
            round_id=lab.round.id,
        )  # fmt: skip
        relevance = Value(
            id=ValueId(new_id()), coding_id=header.id, field="article_relevance",
            content=OneCategory(category="codable_incident"),
        )  # fmt: skip
        with packet.write(
            coder_id=who.id, article_id=lab.articles[0].id, line=lab.round.id, verb="code", label="code"
        ) as unit:
            unit.put_all(change(lab, [header, relevance]))
    return path


def with_value(**update: Any) -> Callable[[Lab, list[Any]], list[Any]]:
    return lambda _, records: [records[0], records[1].model_copy(update=update)]


def with_evidence(**update: Any) -> Callable[[Lab, list[Any]], list[Any]]:
    def change(lab: Lab, records: list[Any]) -> list[Any]:
        header, value = records
        text = lab.articles[0].text
        evidence = Evidence(
            id=EvidenceId(new_id()), coding_id=header.id, value_id=value.id, start=0, end=7, quote=text[:7],
            suffix=text[7:39],
        )  # fmt: skip
        return [header, value, evidence.model_copy(update=update)]

    return change


def with_codebook(lab: Lab, records: list[Any]) -> list[Any]:
    unknown = CodebookVersion(id=CodebookId(new_id()), name="incident", version=9, source="", sha256="")
    return [unknown, records[0].model_copy(update={"codebook_id": unknown.id}), records[1]]


ODD = [
    (with_value(field="colour"), "The codebook has no field colour."),
    (with_value(content=OneCategory(category="nonsense")), "Relevance has no category nonsense."),
    (with_value(content=Count(best=2)), "Relevance takes a categorical, not a count."),
    (with_value(field="killed_total", content=Count(best=2)), "Killed (total) does not belong where it was coded."),
    (with_value(field="coding_note", content=FreeText(text="x")), "The codebook has no field coding_note."),
    (with_evidence(quote="another"), "The quote “another” is not what the article says there."),
    (with_evidence(suffix=""), "The quote “Article” is not what the article says there."),
    (with_evidence(end=5000), "A span from 0 to 5000 does not lie in an article of"),
    (with_codebook, "It was coded under a codebook that the project does not have."),
]


@pytest.mark.parametrize("change, reason", ODD, ids=[reason[:40] for _, reason in ODD])
def test_a_coding_that_does_not_fit_is_refused_with_the_reason(
    lab: Lab, change: Callable[[Lab, list[Any]], list[Any]], reason: str
) -> None:
    path = forged(lab, change)
    lab.work(path, 7, number=1)
    project = lab.project()
    plan = project.merging.plan(path)
    assert [one.title for one in plan.refused] == ["Article 0"]
    assert plan.refused[0].reason.startswith(reason)
    project.merging.merge(plan, by=lab.lea.id)
    assert lab.counted(project, 1) == 7, "the rest goes on"
    assert lab.coding(project).header.is_deleted
    assert project.project.check() == ()


def test_a_coding_that_fits_is_taken_from_the_same_hands(lab: Lab) -> None:
    path = forged(lab, with_evidence())
    assert lab.merge(lab.project(), path).summary.startswith("1 new")


def as_another_program(path: Path, lab: Lab, place: tuple[Any, Any, str], *records: Any) -> None:
    """Write an event into a packet as a program would that knows nothing of packets."""
    coder_id, article_id, line = place
    with ProjectFile.open(path, state_folder=lab.folder / "forge") as packet:
        packet.origin = None
        with packet.write(coder_id=coder_id, article_id=article_id, line=line, verb="x", label="x") as unit:
            for record in records:
                unit.put(record)


def test_a_record_that_moves_to_another_coding_is_damage(lab: Lab) -> None:
    path = forged(lab, lambda _, records: records)
    with ProjectFile.open(path, state_folder=lab.folder / "look", read_only=True) as packet, packet.read() as reader:
        coding = next(reader.codings())
    other = coding.header.model_copy(update={"id": CodingId(new_id()), "article_id": lab.articles[1].id})
    moved = next(coding.values()).model_copy(update={"coding_id": other.id})
    as_another_program(path, lab, (lab.ada.id, lab.articles[1].id, lab.round.id), other, moved)
    with pytest.raises(ProjectError, match="event 3 moves a value to another coding"):
        lab.project().merging.plan(path)


def test_a_coding_that_an_event_of_another_article_began_is_merged_and_still_checks(lab: Lab) -> None:
    path = forged(lab, lambda _, records: records)
    with ProjectFile.open(path, state_folder=lab.folder / "look", read_only=True) as packet, packet.read() as reader:
        coding = next(reader.codings())
    second = coding.header.model_copy(update={"id": CodingId(new_id()), "article_id": lab.articles[1].id})
    value = next(coding.values()).model_copy(update={"id": ValueId(new_id()), "coding_id": second.id})
    place = lab.ada.id, lab.articles[0].id, lab.round.id
    as_another_program(path, lab, place, second, value)
    as_another_program(
        path, lab, (lab.ada.id, lab.articles[1].id, lab.round.id), value.model_copy(update={"content": None})
    )
    project = lab.project()
    plan = project.merging.plan(path)
    assert plan.contents.whole == {lab.articles[0].id}
    changes = project.merging.merge(plan, by=lab.lea.id)
    assert changes is not None
    assert {second.id, value.id, coding.header.id} < {change.after.id for change in changes.changes}
    assert project.project.check() == ()
    assert project.merging.undo(by=lab.lea.id) is not None
    assert project.project.check() == ()


def test_two_coders_of_one_name_are_told_apart(lab: Lab) -> None:
    namesake = Coder(id=CoderId(new_id()), name=ADA)
    path = forged(lab, lambda _, records: records, namesake)
    project = lab.project()
    with pytest.raises(CodingError, match=rf"a coder named {ADA}, but not of the one .* two coders have one name"):
        project.merging.plan(path)


def test_a_coder_nobody_knows_is_named(lab: Lab) -> None:
    path = forged(lab, lambda _, records: records, Coder(id=CoderId(new_id()), name="Mallory"))
    with pytest.raises(CodingError, match="is the work of Mallory, who is not a coder of this project"):
        lab.project().merging.plan(path)


def test_a_round_that_was_removed_is_named(lab: Lab, packet: Path) -> None:
    project = lab.project()
    with project._file.write(coder_id=None, article_id=None, verb="x", label="x") as unit:
        unit.put(lab.round.model_copy(update={"is_deleted": True}))
    with pytest.raises(CodingError, match=r"The round “Pilot” of ada\.annotator is not in this project any more"):
        project.merging.plan(packet)


def test_records_of_another_coder_s_coding_are_never_replaced(lab: Lab) -> None:
    with lab.project() as project:
        lab.count(project, 43, coder=lab.ben)
        others = lab.coding(project, coder=lab.ben)
    stolen = next(others.values())
    path = forged(lab, lambda _, records: [records[0], records[1].model_copy(update={"id": stolen.id})])
    project = lab.project()
    head = project.project.head
    with pytest.raises(CodingError, match=r"does not fit the project|belongs to another coding"):
        lab.merge(project, path)
    assert project.project.head == head
    assert lab.coding(project, coder=lab.ben) == others


def test_a_coding_that_takes_another_coder_s_place_is_never_taken(lab: Lab) -> None:
    with lab.project() as project:
        lab.count(project, 43, coder=lab.ben)
        others = lab.coding(project, coder=lab.ben)
    path = forged(
        lab,
        lambda _, records: [
            records[0].model_copy(update={"id": others.header.id}),
            records[1].model_copy(update={"coding_id": others.header.id}),
        ],
    )
    project = lab.project()
    with pytest.raises(CodingError, match="belongs to another coding"):
        lab.merge(project, path)
    assert lab.coding(project, coder=lab.ben) == others


def test_what_else_was_done_in_a_packet_is_listed_and_left(lab: Lab) -> None:
    path = forged(lab, lambda _, records: records)
    with closing(sqlite3.connect(path)) as driver:
        assert driver.execute("SELECT count(*) FROM event").fetchone() == (2,)
    with ProjectFile.open(path, state_folder=lab.folder / "forge") as packet:
        packet.origin = None  # as a program would that knows nothing of packets
        with packet.read() as reader:
            header = next(reader.codings()).header
        with packet.write(coder_id=None, article_id=None, verb="x", label="complete everything") as unit:
            unit.put(header.model_copy(update={"state": CodingState.COMPLETE}))
        with packet.write(coder_id=lab.ada.id, article_id=lab.articles[1].id, verb="x", label="code elsewhere") as unit:
            unit.put(header.model_copy(update={"id": CodingId(new_id()), "round_id": None}))
    project = lab.project()
    plan = project.merging.plan(path)
    assert [(one.title, one.reason) for one in plan.refused] == [
        ("Article 0", "It was changed in the packet by something else than coding."),
        ("The packet as a whole", f"“complete everything” is no coding of {ADA} in this round."),
        ("Article 1", f"“code elsewhere” is no coding of {ADA} in this round."),
    ]
    assert project.merging.merge(plan, by=None) is None


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
