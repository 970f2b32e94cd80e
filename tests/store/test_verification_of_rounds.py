"""What is changed behind the program's back in rounds, review and packets is found, table by table."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from annotator.bootstrap import open_workspace
from annotator.domain.ids import DecisionId, RecipeId, ReportId, RulingId, new_id
from annotator.domain.packets import Divergence, PacketMerge
from annotator.domain.recipe import ExportChoice, Recipe
from annotator.domain.review import AlignmentDecision, DecisionKind, Ruling, RulingReason, RulingSide, RulingSource
from annotator.services.coding import CodingKey
from annotator.store import schema
from annotator.store.mapping import MAPPERS
from annotator.store.project_file import ProjectFile
from annotator.store.verification import Finding
from tests.services.packet_making import LEA, Lab, made_lab
from tests.store.making import tamper


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed project with two merged copies of a packet, a divergence, a decision, a ruling and a recipe."""
    lab = made_lab(tmp_path_factory.mktemp("sound"))
    packet, other = lab.packet(), lab.folder / "other.annotator"
    shutil.copyfile(packet, other)
    lab.work(packet, 3, 4)
    lab.work(other, 5)
    with open_workspace(lab.path, folders=lab.folders, coder_name=LEA) as project:
        lab.merge(project, packet)
        lab.merge(project, other)
        key = CodingKey(lab.articles[1].id, lab.ben.id, lab.round.id)
        project.coding.add_report(key)
        report = project.coding.worksheet(key).coding.reports()[0]
        _ruled(project._file, lab, report.id)
    found = _findings(lab.path, lab.folder)
    assert found == [], found
    return lab.path


def _ruled(file: ProjectFile, lab: Lab, report: ReportId) -> None:
    """Store a decision, a ruling and a recipe, as deeds of Lea's."""
    records = (
        AlignmentDecision(
            id=DecisionId(new_id()),
            article_id=lab.articles[1].id,
            reviewer_id=lab.lea.id,
            decision=DecisionKind.APART,
            reports=(report,),
        ),
        Ruling(
            id=RulingId(new_id()),
            round_id=lab.round.id,
            article_id=lab.articles[1].id,
            reviewer_id=lab.lea.id,
            codebook_id=lab.round.codebook_id,
            at=dt.datetime(2021, 6, 7, 9, tzinfo=dt.UTC),
            field="killed_total",
            sides=(RulingSide(coder_id=lab.ben.id, coding_id="coding", digest="digest"),),  # type: ignore[arg-type]
            source=RulingSource.ONE,
            taken_from=(lab.ben.id,),
            reason=RulingReason.CODER_SLIP,
            note="Says two.",
        ),
        Recipe(id=RecipeId(new_id()), name="For the journal", choice=ExportChoice(forms=("jsonl",))),
    )
    for record in records:
        article = None if isinstance(record, Recipe) else lab.articles[1].id
        with file.write(coder_id=lab.lea.id, article_id=article, verb="put", label="the deed") as unit:
            unit.put(record)


def _findings(path: Path, folder: Path) -> list[Finding]:
    with ProjectFile.open(path, state_folder=folder / "verifying", read_only=True) as project:
        return list(project.verify())


@pytest.fixture
def copied(sound: Path, tmp_path: Path) -> Path:
    path = tmp_path / sound.name
    shutil.copyfile(sound, path)
    return path


SETTINGS: dict[tuple[str, str], tuple[str, ...]] = {
    ("coding_round", "round"): (
        "name = 'Main'",
        "is_blind = 0",
        "allows_proposals = 0",
        "seed = 77",
        "sample_share = 0.5",
        "state = 'released'",
        "is_deleted = 1",
    ),
    ("assignment", "assignment"): (
        "position = position + 100 WHERE id = (SELECT min(id) FROM assignment)",
        "is_deleted = 1",
        "coder_id = (SELECT id FROM coder WHERE name LIKE 'Lea%') WHERE id = (SELECT min(id) FROM assignment)",
    ),
    ("coding", "coding"): ("round_id = NULL", "completed_at = '2021-06-07T09:00:00+00:00'"),
    ("alignment_decision", "decision"): (
        "decision = 'same'",
        "reports = '[]'",
        "reviewer_id = (SELECT id FROM coder WHERE name LIKE 'Ada%')",
        "is_deleted = 1",
    ),
    ("ruling", "ruling"): (
        "field = 'wounded_total'",
        "note = 'Says ten.'",
        "reason = NULL",
        "source = 'none'",
        "taken_from = '[]'",
        "gold_ids = '[\"x\"]'",
        "at = '2021-06-08T09:00:00+00:00'",
        "is_sampled = 1",
        "round_id = NULL",
        "replaces = id",
    ),
    ("recipe", "recipe"): (
        "name = 'For nobody'",
        "choice = replace(choice, 'jsonl', 'csv')",
        "choice = '{}'",
        "is_deleted = 1",
    ),
    ("packet_merge", "packet_merge"): (
        "head = head + 1",
        "file_name = 'other.annotator'",
        "merged_at = 1",
        "is_deleted = 1",
    ),
    ("divergence", "divergence"): ("settled_by = 'somebody'", "copies = '[]'", "is_deleted = 1"),
}
"""By table and kind of record what is set to something else; the record is then not what history says."""

DELETED = {
    "coding_round": "round",
    "assignment WHERE id = (SELECT max(id) FROM assignment)": "assignment",
    "alignment_decision": "decision",
    "ruling": "ruling",
    "recipe": "recipe",
    "packet_merge": "packet_merge",
    "divergence": "divergence",
}
"""What is deleted, and the kind of record history then misses."""

TRAVELLED = (
    "label = 'another deed'",
    "at = '2000-01-01T00:00:00+00:00'",
    "coder_id = NULL",
    "article_id = NULL",
    "line = ''",
    "changes = '[]'",
    "previous_hash = 'bad'",
    "sequence = sequence + 1",
    "id = id || 'x'",
)
"""What is set to something else in events that travelled; their hash then does not fit."""

OTHERWISE = "are not those it was made with"

TAMPERINGS: list[tuple[str, str, str]] = [
    *(
        (f"UPDATE {table} SET {setting}", "state", f"stored {kind} .* is not what history says")  # noqa: S608 - ours
        for (table, kind), settings in SETTINGS.items()
        for setting in settings
    ),
    *(
        (f"DELETE FROM {what}", "state", f"{kind} .* of history is not stored")  # noqa: S608 - as above
        for what, kind in DELETED.items()
    ),
    *(
        (f"UPDATE travelled_event SET {setting}", "packets", "travelled event .* was altered")  # noqa: S608 - as above
        for setting in TRAVELLED
    ),
    # what is found in another way, or in two
    ("DELETE FROM coding_round", "file", "refers to a missing row of coding_round"),
    (
        "INSERT INTO assignment SELECT 'new', round_id, article_id, (SELECT id FROM coder WHERE name LIKE 'Lea%'), "
        "position, is_deleted FROM assignment LIMIT 1",
        "state",
        "stored assignment new is not what history says",
    ),
    ("UPDATE ruling SET sides = replace(sides, 'digest\"', 'other\"')", "state", "ruling|record"),
    ("UPDATE packet_merge SET digest = 'bad'", "packets", OTHERWISE),
    ("UPDATE packet_merge SET event_count = event_count + 1", "packets", OTHERWISE),
    ("DELETE FROM packet_merge", "packets", "came with a merge that is not here"),
    ("UPDATE travelled_event SET hash = 'bad'", "packets", OTHERWISE),
    ("DELETE FROM travelled_event", "packets", OTHERWISE),
    (
        "DELETE FROM travelled_event WHERE sequence = (SELECT max(sequence) FROM travelled_event)",
        "packets",
        OTHERWISE,
    ),
    (
        "INSERT INTO travelled_event SELECT merge_id, id || 'x', sequence + 1, at, coder_id, article_id, line, kind, "
        "verb, label, undoes, previous_hash, hash, changes FROM travelled_event "
        "WHERE sequence = (SELECT max(sequence) FROM travelled_event)",
        "packets",
        OTHERWISE,
    ),
    # history's own line
    ("UPDATE event SET line = 'elsewhere' WHERE sequence = 5", "history", "Event 5 was altered"),
    ("UPDATE event SET undoes = (SELECT id FROM event WHERE sequence = 2) WHERE sequence = 6", "history", "Event 6"),
]


def test_the_project_has_something_in_every_table(sound: Path, tmp_path: Path) -> None:
    with ProjectFile.open(sound, state_folder=tmp_path, read_only=True) as project, project.read() as reader:
        counted = {
            table.name: reader._connection.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar()  # noqa: S608
            for table in schema.METADATA.sorted_tables
        }
        assert isinstance(reader.packets.divergences()[0], Divergence)
    empty = {name for name, count in counted.items() if not count}
    assert empty <= {"packet_origin", "note", "evidence", "report_group"}, "a packet's origin is in packets only"


def test_every_table_of_rounds_review_and_packets_is_tampered_with() -> None:
    named = {re.split(r"\s+", statement)[1 if statement.startswith("UPDATE") else 2] for statement, *_ in TAMPERINGS}
    of_records = {mapper.table.name for kind, mapper in MAPPERS.items()}
    assert {"coding_round", "assignment", "alignment_decision", "ruling", "recipe", "packet_merge"} <= named
    assert {"divergence", "travelled_event"} <= named
    assert named <= of_records | {"travelled_event", "event"}


@pytest.mark.parametrize(
    ("statement", "what", "detail"), TAMPERINGS, ids=[f"{what}: {one[:70]}" for one, what, _ in TAMPERINGS]
)
def test_a_change_behind_the_programs_back_is_found(copied: Path, statement: str, what: str, detail: str) -> None:
    tamper(copied, statement)
    found = _findings(copied, copied.parent)
    assert any(one.what == what and re.search(detail, one.detail) for one in found), found


SPOILT = [
    "UPDATE ruling SET sides = '?'",
    "UPDATE ruling SET sides = '[{\"coder_id\": 1}]'",
    "UPDATE ruling SET source = 'dice'",
    "UPDATE ruling SET at = 'noon'",
    "UPDATE recipe SET choice = '[]'",
    "UPDATE recipe SET choice = '{\"colour\": 1}'",
    "UPDATE recipe SET name = ''",
    "UPDATE divergence SET copies = '{'",
    "UPDATE alignment_decision SET reports = 'null'",
    "UPDATE coding_round SET sample_share = 7.5",
    "UPDATE coding SET completed_at = 'soon'",
    "UPDATE travelled_event SET changes = '?'",
    "UPDATE coded_value SET content = '?'",
    "UPDATE coded_value SET content = '[]'",
]


@pytest.mark.parametrize("statement", SPOILT)
def test_a_record_that_cannot_be_read_is_a_finding_and_every_check_still_runs(copied: Path, statement: str) -> None:
    tamper(copied, statement, "UPDATE article SET text = text || 'x'")
    found = _findings(copied, copied.parent)
    assert {"state", "articles"} <= {one.what for one in found} or {"packets", "articles"} <= {
        one.what for one in found
    }
    assert all(one.detail.endswith(".") for one in found)


def test_a_merge_that_was_swapped_with_another_is_found(copied: Path) -> None:
    swap = (
        "UPDATE travelled_event SET merge_id = CASE merge_id WHEN (SELECT min(id) FROM packet_merge) "
        "THEN (SELECT max(id) FROM packet_merge) ELSE (SELECT min(id) FROM packet_merge) END"
    )
    tamper(copied, swap)
    found = [one for one in _findings(copied, copied.parent) if one.what == "packets"]
    assert len(found) == 2
    assert all("are not those it was made with" in one.detail for one in found)


def test_a_merge_made_up_with_a_fitting_digest_differs_from_history(copied: Path) -> None:
    with (
        ProjectFile.open(copied, state_folder=copied.parent / "s", read_only=True) as project,
        project.read() as reader,
    ):
        rows = reader._connection.execute(select(schema.PACKET_MERGE).order_by(schema.PACKET_MERGE.c.id)).all()
    merge = MAPPERS["packet_merge"].value(rows[0])
    assert isinstance(merge, PacketMerge)
    tamper(copied, f"UPDATE packet_merge SET head_hash = 'other', merged_at = 3 WHERE id = '{merge.id}'")  # noqa: S608
    found = _findings(copied, copied.parent)
    assert [(one.what, merge.id in one.detail) for one in found] == [("state", True)]


def test_findings_name_the_record_so_that_it_can_be_looked_for(copied: Path) -> None:
    tamper(copied, "UPDATE recipe SET name = 'For nobody'")
    (finding,) = _findings(copied, copied.parent)
    assert re.fullmatch(r"The stored recipe [0-9a-f-]{36} is not what history says\.", finding.detail)
