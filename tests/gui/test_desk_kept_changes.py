"""Changes that could not be stored: kept in order, repeated on their own article, never silently lost."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.changes import Changes
from annotator.domain.coding import Slot
from annotator.domain.ids import ArticleId
from annotator.domain.queue import QueueFilter
from annotator.domain.values import OneCategory
from annotator.gui.desk import Desk
from annotator.gui.rescue import rescue_file
from annotator.services.coding import CodingService, Worksheet
from annotator.services.folders import Folders
from tests.gui.test_desk import open_first, stored

RELEVANCE = Slot("article_relevance")


def set_relevance(category: str) -> partial[Changes]:
    return partial(CodingService.set_content, slot=RELEVANCE, content=OneCategory(category=category))


def fail_to(qtbot: QtBot, desk: Desk, category: str) -> None:
    with qtbot.waitSignal(desk.change_kept):
        desk.perform(set_relevance(category))


def open_second(qtbot: QtBot, desk: Desk) -> Worksheet:
    with qtbot.waitSignal(desk.queue_listed) as listed:
        desk.list_queue(QueueFilter())
    with qtbot.waitSignal(desk.page_read) as read:
        desk.read_page(listed.args[0][1:2])
    with qtbot.waitSignal(desk.worksheet_opened) as opened:
        desk.open_article(read.args[1][0].article_id)
    worksheet: Worksheet = opened.args[0]
    return worksheet


def relevance_in(path: Path, folders: Folders, article_id: ArticleId) -> str | None:
    value = stored(path, folders, article_id).value_at(RELEVANCE)
    return value.content.category if value and isinstance(value.content, OneCategory) else None


def test_a_kept_change_is_repeated_on_the_article_it_was_made_on(
    qtbot: QtBot, open_desk: Desk, sample: Path, folders: Folders
) -> None:
    first = open_first(qtbot, open_desk)
    elsewhere = sample.rename(sample.with_name("moved"))
    fail_to(qtbot, open_desk, "codable_incident")
    elsewhere.rename(sample)
    second = open_second(qtbot, open_desk)
    with qtbot.waitSignal(open_desk.written):
        open_desk.try_again()
    open_desk.close()
    assert relevance_in(sample, folders, first.article.id) == "codable_incident"
    assert stored(sample, folders, second.article.id).value_at(RELEVANCE) is None


def test_several_kept_changes_are_repeated_in_their_order(
    qtbot: QtBot, open_desk: Desk, sample: Path, folders: Folders
) -> None:
    first = open_first(qtbot, open_desk)
    elsewhere = sample.rename(sample.with_name("moved"))
    fail_to(qtbot, open_desk, "codable_incident")
    fail_to(qtbot, open_desk, "background_or_aggregate_only")
    assert open_desk.kept_count == 2
    lines = rescue_file(folders.state).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["arguments"]["content"]["category"] for line in lines] == [
        "codable_incident",
        "background_or_aggregate_only",
    ]
    elsewhere.rename(sample)
    with qtbot.waitSignals([open_desk.written, open_desk.written]):
        open_desk.try_again()
    assert open_desk.kept_count == 0
    open_desk.close()
    assert relevance_in(sample, folders, first.article.id) == "background_or_aggregate_only"


def test_a_change_that_works_does_not_forget_one_that_is_kept(qtbot: QtBot, open_desk: Desk, sample: Path) -> None:
    open_first(qtbot, open_desk)
    elsewhere = sample.rename(sample.with_name("moved"))
    fail_to(qtbot, open_desk, "codable_incident")
    elsewhere.rename(sample)
    with qtbot.waitSignal(open_desk.written):
        open_desk.perform(partial(CodingService.add_report))
    assert open_desk.kept_count == 1


def test_a_change_that_fails_while_the_desk_closes_is_rescued(
    qtbot: QtBot, open_desk: Desk, sample: Path, folders: Folders
) -> None:
    open_first(qtbot, open_desk)
    sample.rename(sample.with_name("moved"))
    open_desk.perform(set_relevance("codable_incident"))
    open_desk.close()
    (line,) = rescue_file(folders.state).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["verb"] == "set_content"


def test_rescued_changes_are_spoken_of_when_a_project_is_opened(
    qtbot: QtBot, desk: Desk, sample: Path, folders: Folders
) -> None:
    folders.state.mkdir(parents=True, exist_ok=True)
    rescue_file(folders.state).write_text("{}\n", encoding="utf-8")
    with qtbot.waitSignal(desk.project_opened) as opened:
        desk.open_project(sample, "Coder A")
    assert any(str(rescue_file(folders.state)) in warning for warning in opened.args[0].warnings)


def test_closing_while_a_project_is_being_opened_leaves_it_closed(
    qtbot: QtBot, qapp: QApplication, desk: Desk, sample: Path, folders: Folders
) -> None:
    desk.open_project(sample, "Coder A")
    desk.close()
    again = Desk(folders, parent=qapp)
    with qtbot.waitSignal(again.project_opened):
        again.open_project(sample, "Coder A")
    again.close()
    assert not desk.has_project
