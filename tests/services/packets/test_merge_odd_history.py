"""Packets with a sound history that says something odd: what cannot be is refused with the reason, the rest goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.coding import CodebookVersion, Coder, CodingHeader, CodingState, Evidence, Value
from annotator.domain.errors import CodingError, ProjectError
from annotator.domain.ids import CodebookId, CoderId, CodingId, EvidenceId, PacketId, ValueId, new_id
from annotator.domain.packets import PacketOrigin
from annotator.domain.values import Count, FreeText, OneCategory
from annotator.store.project_file import ProjectFile
from tests.services.packet_making import ADA, Lab


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
