"""The main job, end to end: the founding article and its retelling are coded by hand in the real window."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.bootstrap import create_workspace, open_workspace
from annotator.domain.coding import Coding, Slot, Stance
from annotator.domain.ids import GroupId, ReportId
from annotator.domain.queue import QueueFilter
from annotator.domain.values import Status
from annotator.formats.datasets.json_lines_reading import read_json_lines
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from tests.e2e.conftest import Play
from tests.e2e.hands import Hands
from tests.gold import RETELLING_ARTICLE, RETELLING_GOLD, Gold, Step, load_gold

CODER = "Coder A"


def made_project(path: Path, article: Path) -> None:
    with create_workspace(path, folders=Folders.of_person(), coder_name=CODER) as workspace:
        workspace.articles.import_articles(workspace.articles.plan_import([article]), coder_id=workspace.coder.id)


def remember_coder() -> None:
    settings = Folders.of_person().settings_file()
    settings.write(settings.read().model_copy(update={"coder_name": CODER}))


def stored(path: Path) -> tuple[Coding, str]:
    """Read coding and text back with nothing of the window."""
    with open_workspace(path, folders=Folders.of_person(), coder_name=CODER) as workspace:
        (row,) = workspace.articles.queue(workspace.coder.id, QueueFilter())
        (item,) = workspace.articles.queue_page(workspace.coder.id, [row])
        worksheet = workspace.coding.worksheet(CodingKey(item.article_id, workspace.coder.id))
        assert workspace.project.check() == ()
        return worksheet.coding, worksheet.article.text


def code_by_hand(hands: Hands, gold: Gold) -> None:
    """Take every step of a gold coding with mouse and keys, marking in turn with the mouse and with the keyboard."""
    reports: dict[int, ReportId] = {}
    groups: dict[tuple[int, str, int], GroupId] = {}
    turns = count()
    for step in gold.steps:
        slot = _place(hands, step, reports, groups)
        for span, stance in step.evidence:
            if _has_evidence(hands.coding, slot, span, stance):
                continue
            slot = hands.attach(step.field, span, with_mouse=next(turns) % 2 == 0)
            _set_stance(hands, slot, stance)
        if step.status is not Status.CODED:
            _open(hands, slot)
            hands.set_status(step.status)
        elif step.content is not None and step.content.type != "span":
            value = hands.coding.value_at(slot)
            if value is None or value.content != step.content:
                _open(hands, slot)
                hands.enter(slot, step.content)


def _place(hands: Hands, step: Step, reports: dict[int, ReportId], groups: dict[tuple[int, str, int], GroupId]) -> Slot:
    if step.report is None:
        return Slot(step.field)
    if step.report not in reports:
        reports[step.report] = hands.add_report()
    report_id, group_id = reports[step.report], None
    if step.group is not None:
        place = (step.report, *step.group)
        if place not in groups:
            groups[place] = hands.add_group(report_id, step.group[0])
        group_id = groups[place]
    return Slot(step.field, report_id, group_id)


def _open(hands: Hands, slot: Slot) -> None:
    if hands.form.active_slot() != slot:
        hands.choose_field(slot.field)
    hands.wait(lambda: hands.form.active_slot() == slot, f"{slot.field} is open")


def _has_evidence(coding: Coding, slot: Slot, span: tuple[int, int], stance: Stance) -> bool:
    value = coding.value_at(slot)
    return value is not None and any((one.span, one.stance) == (span, stance) for one in coding.evidence_for(value.id))


def _set_stance(hands: Hands, slot: Slot, stance: Stance) -> None:
    if stance is not Stance.STATES:
        value = hands.coding.value_at(slot)
        assert value is not None
        hands.after_change(lambda: hands.choose_stance(hands.coding.evidence_for(value.id)[-1], stance))


def assert_same_as_gold(coding: Coding, text: str, gold: Gold) -> None:
    reports = coding.reports()
    for step in gold.steps:
        report_id = None if step.report is None else reports[step.report].id
        group_id = None
        if step.group is not None and report_id is not None:
            group_id = coding.groups(report_id, step.group[0])[step.group[1]].id
        value = coding.value_at(Slot(step.field, report_id, group_id))
        assert value is not None, step
        assert value.status is step.status, step
        assert value.content == step.content, step
        found = {(one.span, one.stance) for one in coding.evidence_for(value.id)}
        assert found == set(step.evidence), step
    assert all(one.quote == text[one.start : one.end] for one in coding.evidence())
    assert len(list(coding.values())) == len(gold.steps)


def assert_gold_is_coded_by_hand(play: Play, tmp_path: Path, article: Path, gold: Gold) -> None:
    path = tmp_path / "gold.annotator"
    made_project(path, article)
    remember_coder()

    def code(hands: Hands) -> None:
        hands.wait(lambda: hands.window.coding.gestures.worksheet is not None, "the article is open")
        code_by_hand(hands, gold)

    assert play([str(path)], code) == 0
    coded, text = stored(path)
    assert_same_as_gold(coded, text, gold)
    assert_undo_and_redo(play, path, coded)
    assert_export_equals(path, tmp_path / "dataset", coded)


def assert_undo_and_redo(play: Play, path: Path, coded: Coding) -> None:
    """Close and open again, undo all with the keyboard, see an empty coding, redo all, see the same again."""

    def undo_and_redo(hands: Hands) -> None:
        hands.wait(lambda: hands.window.coding.gestures.worksheet is not None, "the article is open")
        assert hands.coding == coded
        repeat(hands, Qt.KeyboardModifier.ControlModifier, lambda: hands.worksheet.undo_state.undo is not None)
        assert hands.coding.is_empty
        again = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        repeat(hands, again, lambda: hands.worksheet.undo_state.redo is not None)
        assert hands.coding == coded

    assert play([str(path)], undo_and_redo) == 0


def repeat(hands: Hands, modifiers: Qt.KeyboardModifier, is_more: Callable[[], bool]) -> None:
    while is_more():
        hands.after_change(lambda: QTest.keyClick(hands.window, Qt.Key.Key_Z, modifiers))


def assert_export_equals(path: Path, folder: Path, coded: Coding) -> None:
    with open_workspace(path, folders=Folders.of_person(), coder_name=CODER) as workspace:
        workspace.exports.export(folder, ["csv", "jsonl"])
        head = workspace.project.head
    (back,) = read_json_lines(folder / "dataset.jsonl")
    assert set(back.coding.evidence()) == set(coded.evidence())
    assert set(back.coding.values()) == set(coded.values())
    assert back.coding.reports() == coded.reports()
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["project"]["head"] == head


def test_the_retelling_is_coded_by_hand_as_in_its_gold(play: Play, tmp_path: Path) -> None:
    assert_gold_is_coded_by_hand(play, tmp_path, RETELLING_ARTICLE, load_gold(RETELLING_GOLD))


def test_the_founding_article_is_coded_by_hand_as_in_its_gold(play: Play, tmp_path: Path, shared_data: Path) -> None:
    gold_file = shared_data / "founding_gold.json"
    if not gold_file.is_file():
        pytest.skip(f"{gold_file.name} is not there")
    gold = load_gold(gold_file)
    assert_gold_is_coded_by_hand(play, tmp_path, shared_data / gold.file, gold)
