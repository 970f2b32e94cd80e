"""From packets to gold: two coders code the samples blind, their work is merged, ruled on by keyboard, exported."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLabel

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import Coding, CodingState
from annotator.domain.ids import CoderId
from annotator.domain.recipe import ExportChoice
from annotator.domain.review import DisagreementKind
from annotator.domain.rounds import Round
from annotator.formats.datasets.json_lines_reading import read_json_lines
from annotator.gui.review.room import ReviewRoom
from annotator.services.folders import Folders
from annotator.services.review.case import CaseState
from tests.e2e.conftest import Play
from tests.e2e.double_coding import ADA, ADAS, BEN, BENS, LEAD, code_packet, lead_project
from tests.e2e.hands import Hands
from tests.e2e.scenes import SECURITY_LAW, remember

PLANTED = Counter(
    {
        DisagreementKind.NEAR_NUMBER: 2,
        DisagreementKind.MISSED_INCIDENT: 1,
        DisagreementKind.OTHER_VALUE_OTHER_EVIDENCE: 3,
        DisagreementKind.STATUS: 1,
        DisagreementKind.RELEVANCE: 1,
        DisagreementKind.OTHER_VALUE_SAME_EVIDENCE: 1,
    }
)
"""What Ben reads otherwise than Ada, see `tests.e2e.double_coding`."""


def opened(path: Path) -> Workspace:
    return open_workspace(path, folders=Folders.of_person(), coder_name=LEAD)


def packets(project: Path, made: Round, folder: Path) -> dict[str, Path]:
    with opened(project) as workspace:
        paths = {name: folder / f"{name}.annotator" for name in (ADA, BEN)}
        for name, path in paths.items():
            workspace.packets.make(made.id, workspace.coders.named(name).id, path, by=workspace.coder.id)
    return paths


def merged(project: Path, paths: list[Path]) -> None:
    with opened(project) as workspace:
        for path in paths:
            plan = workspace.merging.plan(path)
            assert (len(plan.new), len(plan.conflicting), len(plan.refused)) == (12, 0, 0)
            assert workspace.merging.merge(plan, by=workspace.coder.id) is not None
            assert workspace.merging.merge(workspace.merging.plan(path), by=workspace.coder.id) is None
        assert workspace.project.check() == ()


@pytest.fixture
def coded(tmp_path: Path) -> tuple[Path, Round]:
    """A lead's project into which the packets of both coders were merged, Ben's first."""
    remember(coder_name=LEAD)
    project = tmp_path / "lead.annotator"
    made, articles = lead_project(project)
    paths = packets(project, made, tmp_path)
    code_packet(paths[ADA], made, articles, ADAS)
    code_packet(paths[BEN], made, articles, BENS)
    merged(project, [paths[BEN], paths[ADA]])
    return project, made


def test_a_coder_s_packet_opens_as_theirs_and_shows_nobody_else(play: Play, tmp_path: Path) -> None:
    remember(coder_name=LEAD)
    made, _ = lead_project(tmp_path / "lead.annotator")
    path = packets(tmp_path / "lead.annotator", made, tmp_path)[ADA]
    assert BEN.encode() not in path.read_bytes()

    def look(hands: Hands) -> None:
        hands.wait_for_article()
        said = [label.text() for label in hands.window.status_line.findChildren(QLabel)]
        assert any(ADA in words for words in said)
        assert hands.window.coding.queue_model.rowCount() == 12
        assert hands.coding.header.round_id == made.id
        rounds = [box.itemText(n) for box in hands.window.findChildren(QComboBox) for n in range(box.count())]
        assert any(made.name in words for words in rounds)
        hands.open_article(SECURITY_LAW)
        hands.press("F6")
        hands.after_change(lambda: hands.press("0"))
        assert hands.coding.header.state is CodingState.COMPLETE

    assert play([str(path)], look) == 0
    with open_workspace(path, folders=Folders.of_person()) as workspace:
        assert workspace.coder.name == ADA
        with codings_of(workspace, workspace.coder.id) as (coding,):
            assert coding.header.round_id == made.id


def take_a(hands: Hands, room: ReviewRoom) -> None:
    """Give a reason, take A's answer and wait for what comes of it."""
    before = room.page.case
    hands.press("1")
    hands.press("A")
    hands.wait(lambda: room.page.case is not before, "the case was shown anew")


@contextmanager
def codings_of(workspace: Workspace, coder_id: CoderId) -> Iterator[list[Coding]]:
    """Read a coder's codings; what is in them is read when it is first looked at."""
    with workspace.exports.source() as source:
        yield [one.coding for one in source.coded_articles() if one.coder.id == coder_id]


def test_what_was_planted_is_found_once_and_typed_right(coded: tuple[Path, Round]) -> None:
    project, made = coded
    found: Counter[DisagreementKind] = Counter()
    with opened(project) as workspace:
        for line in workspace.review.cases(made.id, viewer=workspace.coder.id):
            case = workspace.review.case(made.id, line.key.article_id, viewer=workspace.coder.id)
            found.update(item.kind for item in case.items if item.kind is not None)
    assert found == PLANTED


def test_every_disagreement_is_ruled_by_keyboard_and_gold_leaves(
    play: Play, coded: tuple[Path, Round], tmp_path: Path
) -> None:
    project, made = coded
    with opened(project) as workspace:
        workspace.review.begin(made.id, reviewer=workspace.coder.id)

    def rule(hands: Hands) -> None:
        hands.wait(hands.window.actions_by_id["room_review"].isEnabled, "the project is open")
        hands.press("Ctrl+4")
        room = hands.window.rooms.current
        assert isinstance(room, ReviewRoom)
        hands.wait(lambda: room.page.case is not None, "a case is open")
        hands.wait(room.page.article.view.hasFocus, "the article has the keyboard")
        hands.wait(lambda: not room.list.waiting, "all cases are listed")
        for _ in range(80):
            if all(line.state is CaseState.SETTLED for line in room.list.lines):
                return
            take_a(hands, room)
        raise AssertionError("the review does not come to an end")

    assert play([str(project)], rule) == 0
    with opened(project) as workspace:
        assert workspace.project.check() == ()
        ada = workspace.coders.named(ADA).id
        gold_only = ExportChoice(are_coders_included=False)
        workspace.exports.export(tmp_path / "gold", ["jsonl", "csv"], choice=gold_only)
        with codings_of(workspace, ada) as codings:
            hers = {coding.header.article_id: answers(coding) for coding in codings}
    gold = list(read_json_lines(tmp_path / "gold" / "dataset.jsonl"))
    assert {one.coder.name for one in gold} == {"Gold"}
    assert {one.coding.header.state for one in gold} == {CodingState.COMPLETE}
    assert {one.article.id: answers(one.coding) for one in gold} == hers
    manifest = json.loads((tmp_path / "gold" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["coded_articles"] == 12


def answers(coding: Coding) -> Counter[tuple[str, str, str]]:
    """Return what a coding says, field by field, without the evidence that agreement put together from both."""
    return Counter(
        (value.field, value.status.value, value.content.model_dump_json() if value.content else "")
        for value in coding.values()
        if value.field not in {"incident_label", "coder_note"}
    )
