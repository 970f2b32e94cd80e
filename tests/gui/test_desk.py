"""The way of every intent to the store and back."""

from __future__ import annotations

import json
import threading
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, SignalInstance
from pytestqt.qtbot import QtBot

from annotator.bootstrap import Workspace, create_sample, create_workspace, open_workspace
from annotator.domain.changes import Changes
from annotator.domain.coding import Coding, Slot
from annotator.domain.errors import AnnotatorError, CodingError, ProjectError, ProjectReadOnlyError
from annotator.domain.ids import ArticleId
from annotator.domain.queue import QueueFilter, QueueItem
from annotator.domain.text import Span
from annotator.domain.values import OneCategory, Status
from annotator.gui import desk as desk_module
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.jobs import Job
from annotator.gui.rescue import rescue_file
from annotator.services.coding import CodingService, Worksheet
from annotator.services.folders import Folders
from tests.gui.conftest import CODER

RELEVANCE = Slot("article_relevance")
SET_RELEVANCE = partial(CodingService.set_content, slot=RELEVANCE, content=OneCategory(category="codable_incident"))


class Log:
    """Notes what a desk says, in order."""

    def __init__(self, desk: Desk) -> None:
        self.said: list[tuple[str, tuple[object, ...]]] = []
        for name in (
            *("project_opened", "queue_listed", "page_read", "worksheet_opened", "changed", "articles_changed"),
            *("nothing_changed", "writing_started", "written", "failed", "change_kept"),
        ):
            signal: SignalInstance = getattr(desk, name)
            signal.connect(partial(self._note, name))

    def _note(self, name: str, *arguments: object) -> None:
        self.said.append((name, arguments))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.said]

    def last(self, name: str) -> tuple[object, ...]:
        return next(arguments for said, arguments in reversed(self.said) if said == name)


def open_first(qtbot: QtBot, desk: Desk) -> Worksheet:
    """Lay the queue's first article on the desk."""
    with qtbot.waitSignal(desk.queue_listed) as listed:
        desk.list_queue(QueueFilter())
    with qtbot.waitSignal(desk.page_read) as page:
        desk.read_page(listed.args[0][:1])
    (item,) = page.args[1]
    assert isinstance(item, QueueItem)
    with qtbot.waitSignal(desk.worksheet_opened) as opened:
        desk.open_article(item.article_id)
    (worksheet,) = opened.args
    assert isinstance(worksheet, Worksheet)
    return worksheet


def stored(path: Path, folders: Folders, article_id: ArticleId) -> Coding:
    from annotator.services.coding import CodingKey

    with open_workspace(path, folders=folders, coder_name=CODER) as workspace:
        return workspace.coding.worksheet(CodingKey(article_id, workspace.coder.id)).coding


# -- projects ---------------------------------------------------------------------------------------------------------


def test_opening_says_what_was_opened(qtbot: QtBot, desk: Desk, sample: Path) -> None:
    assert not desk.has_project
    with qtbot.waitSignal(desk.project_opened) as opened:
        desk.open_project(sample, CODER)
    (facts,) = opened.args
    assert isinstance(facts, ProjectFacts)
    assert (facts.name, facts.path, facts.coder.name) == ("Sample project", sample, CODER)
    assert facts.codebook.id == "incident"
    assert not facts.is_read_only
    assert facts.warnings == ()
    assert desk.has_project


def test_a_project_is_made_with_the_default_codebook(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    with qtbot.waitSignal(desk.project_opened) as opened:
        desk.create_project(tmp_path / "new.annotator", CODER)
    assert opened.args[0].name == "new"
    assert (tmp_path / "new.annotator").is_file()


def test_the_sample_is_made_the_first_time_and_opened_the_second(qtbot: QtBot, desk: Desk, folders: Folders) -> None:
    heads = []
    for _ in range(2):
        with qtbot.waitSignal(desk.project_opened) as opened:
            desk.open_sample(CODER)
        heads.append(opened.args[0].id)
    assert heads[0] == heads[1]
    assert len(list(folders.data.glob("*.annotator"))) == 1


def test_opening_the_project_that_is_open_already_changes_nothing(
    qtbot: QtBot, open_desk: Desk, sample: Path, tmp_path: Path
) -> None:
    worksheet = open_first(qtbot, open_desk)
    (tmp_path / "linked").symlink_to(tmp_path)
    for path in (sample, tmp_path / "linked" / sample.name):
        with qtbot.assertNotEmitted(open_desk.failed), qtbot.waitSignal(open_desk.project_opened) as opened:
            open_desk.open_project(path, CODER)
        assert opened.args[0].path == sample
    assert open_first(qtbot, open_desk).article == worksheet.article


def test_a_project_is_never_made_over_the_one_that_is_open(qtbot: QtBot, open_desk: Desk, sample: Path) -> None:
    with qtbot.waitSignal(open_desk.failed) as failed:
        open_desk.create_project(sample, CODER)
    assert "exists already" in failed.args[0].message
    assert open_first(qtbot, open_desk).article.text


@pytest.mark.parametrize("content", [None, b"", b"not a project at all", b"SQLite format 3\x00" + bytes(84)])
def test_a_project_that_cannot_be_opened_leaves_the_present_one_open(
    qtbot: QtBot, open_desk: Desk, tmp_path: Path, content: bytes | None
) -> None:
    broken = tmp_path / "broken.annotator"
    if content is not None:
        broken.write_bytes(content)
    with qtbot.assertNotEmitted(open_desk.project_opened), qtbot.waitSignal(open_desk.failed) as failed:
        open_desk.open_project(broken, CODER)
    (error,) = failed.args
    assert isinstance(error, ProjectError)
    assert "broken.annotator" in error.message
    assert open_first(qtbot, open_desk).article.text
    assert (broken.read_bytes() if broken.exists() else None) == content


def test_a_project_that_is_open_elsewhere_is_refused_in_plain_words(
    qtbot: QtBot, desk: Desk, sample: Path, folders: Folders
) -> None:
    with (
        open_workspace(sample, folders=folders, coder_name=CODER),
        qtbot.waitSignal(desk.failed) as failed,
    ):
        desk.open_project(sample, CODER)
    assert isinstance(failed.args[0], ProjectError)
    assert not desk.has_project


def test_another_project_takes_the_place_of_the_first_and_gives_its_lock_back(
    qtbot: QtBot, open_desk: Desk, sample: Path, folders: Folders, tmp_path: Path
) -> None:
    create_workspace(tmp_path / "other.annotator", folders=folders, coder_name=CODER).close()
    with qtbot.waitSignal(open_desk.project_opened) as opened:
        open_desk.open_project(tmp_path / "other.annotator", CODER)
    assert opened.args[0].name == "other"
    open_workspace(sample, folders=folders, coder_name=CODER).close()


def test_answers_about_a_project_that_was_replaced_meanwhile_are_dropped(
    qtbot: QtBot, open_desk: Desk, folders: Folders, tmp_path: Path
) -> None:
    create_workspace(tmp_path / "other.annotator", folders=folders, coder_name=CODER).close()
    log, gate = Log(open_desk), threading.Event()

    def slow(workspace: Workspace, _: Job) -> str:
        assert gate.wait(60)
        return workspace.project.name

    answers: list[str] = []
    open_desk.open_project(tmp_path / "other.annotator", CODER)
    open_desk.ask(slow, on_success=answers.append)
    # Both are under way and neither has been answered: the project is replaced before the question is.
    gate.set()
    qtbot.waitUntil(lambda: "project_opened" in log.names)
    with qtbot.waitSignal(open_desk.queue_listed):
        open_desk.list_queue(QueueFilter())
    assert answers == []


def test_closing_waits_for_what_is_being_written(qtbot: QtBot, desk: Desk, sample: Path, folders: Folders) -> None:
    with qtbot.waitSignal(desk.project_opened):
        desk.open_project(sample, CODER)
    worksheet = open_first(qtbot, desk)
    desk.perform(SET_RELEVANCE)
    desk.close()
    value = stored(sample, folders, worksheet.article.id).value_at(RELEVANCE)
    assert value is not None
    assert value.content == OneCategory(category="codable_incident")


def test_closing_a_desk_without_a_project_and_closing_twice_do_nothing(qtbot: QtBot, folders: Folders) -> None:
    desk = Desk(folders)
    desk.close()
    desk.close()
    assert not desk.has_project


# -- reading ----------------------------------------------------------------------------------------------------------


def test_pages_come_with_the_row_numbers_they_were_asked_for(qtbot: QtBot, open_desk: Desk) -> None:
    with qtbot.waitSignal(open_desk.queue_listed) as listed:
        open_desk.list_queue(QueueFilter(phrase="Dar Selim"))
    numbers = listed.args[0]
    assert 1 < len(numbers) < 12
    with qtbot.waitSignal(open_desk.page_read) as page:
        open_desk.read_page(numbers)
    assert page.args[0] == numbers
    assert len(page.args[1]) == len(numbers)


def test_an_article_that_is_not_there_is_told_and_the_one_on_the_desk_stays(qtbot: QtBot, open_desk: Desk) -> None:
    worksheet = open_first(qtbot, open_desk)
    with qtbot.waitSignal(open_desk.failed) as failed:
        open_desk.open_article(ArticleId("nowhere"))
    assert isinstance(failed.args[0], AnnotatorError)
    with qtbot.waitSignal(open_desk.changed) as changed:
        open_desk.perform(SET_RELEVANCE)
    assert changed.args[1].article == worksheet.article


def test_a_question_can_be_refused_its_own_way(qtbot: QtBot, open_desk: Desk) -> None:
    refusals: list[AnnotatorError] = []

    def refuse(workspace: Workspace, _: Job) -> None:
        raise CodingError("No.")

    with qtbot.assertNotEmitted(open_desk.failed):
        open_desk.ask(refuse, on_success=lambda _: None, on_failure=refusals.append)
        qtbot.waitUntil(lambda: bool(refusals))
    assert refusals[0].message == "No."


def test_without_a_project_nothing_is_asked_and_nothing_is_done(qtbot: QtBot, desk: Desk) -> None:
    log = Log(desk)
    assert desk.ask(lambda workspace, _: workspace.project.name, on_success=lambda _: None) is None
    desk.perform(SET_RELEVANCE)
    desk.try_again()
    desk.list_queue(QueueFilter())
    assert log.said == []


# -- writing ----------------------------------------------------------------------------------------------------------


def test_a_change_is_announced_after_it_was_committed(
    qtbot: QtBot, open_desk: Desk, sample: Path, folders: Folders
) -> None:
    worksheet = open_first(qtbot, open_desk)
    log = Log(open_desk)
    heads: list[int] = []
    open_desk.written.connect(
        lambda _: open_desk.ask(lambda workspace, _: workspace.project.head, on_success=heads.append)
    )
    before: list[int] = []
    open_desk.ask(lambda workspace, _: workspace.project.head, on_success=before.append)
    then: list[tuple[Changes, Worksheet]] = []
    open_desk.perform(SET_RELEVANCE, lambda *answer: then.append(answer))
    assert log.names == ["writing_started"]
    qtbot.waitUntil(lambda: bool(heads))
    assert log.names == ["writing_started", "written", "changed"]
    assert heads == [before[0] + 1]
    changes, after = log.last("changed")
    assert isinstance(changes, Changes)
    assert isinstance(after, Worksheet)
    assert then == [(changes, after)]
    assert changes.event.verb == "set_content"
    assert after.coding.value_at(RELEVANCE) is not None
    assert worksheet.coding.value_at(RELEVANCE) is None


def test_an_intent_that_changes_nothing_says_so(qtbot: QtBot, open_desk: Desk) -> None:
    open_first(qtbot, open_desk)
    with qtbot.waitSignal(open_desk.changed):
        open_desk.perform(SET_RELEVANCE)
    log = Log(open_desk)
    with qtbot.waitSignal(open_desk.nothing_changed):
        open_desk.perform(SET_RELEVANCE)
    assert log.names == ["writing_started", "nothing_changed"]


def test_undo_with_nothing_to_undo_is_written_and_changes_nothing(qtbot: QtBot, open_desk: Desk) -> None:
    open_first(qtbot, open_desk)
    log = Log(open_desk)
    with qtbot.waitSignal(open_desk.written):
        open_desk.perform(partial(CodingService.undo))
    assert "changed" not in log.names


def test_an_intent_that_does_not_fit_is_refused_and_not_kept(qtbot: QtBot, open_desk: Desk, folders: Folders) -> None:
    worksheet = open_first(qtbot, open_desk)
    log = Log(open_desk)
    beyond = Span(0, len(worksheet.article.text) + 10)
    with qtbot.waitSignal(open_desk.failed) as failed:
        open_desk.perform(partial(CodingService.attach_evidence, slot=RELEVANCE, span=beyond))
    assert isinstance(failed.args[0], CodingError)
    assert "change_kept" not in log.names
    open_desk.try_again()
    assert log.names == ["writing_started", "failed"]
    assert not rescue_file(folders.state).exists()


def test_a_change_that_cannot_be_stored_is_kept_and_stored_when_tried_again(
    qtbot: QtBot, open_desk: Desk, sample: Path, folders: Folders
) -> None:
    worksheet = open_first(qtbot, open_desk)
    elsewhere = sample.rename(sample.with_name("moved"))
    log = Log(open_desk)
    with qtbot.waitSignal(open_desk.change_kept) as kept:
        open_desk.perform(SET_RELEVANCE)
    assert isinstance(kept.args[0], ProjectError)
    assert "written" not in log.names
    (line,) = rescue_file(folders.state).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["verb"] == "set_content"
    assert json.loads(line)["article"] == worksheet.article.id

    elsewhere.rename(sample)
    with qtbot.waitSignal(open_desk.changed) as changed:
        open_desk.try_again()
    assert changed.args[1].coding.value_at(RELEVANCE) is not None
    log.said.clear()
    open_desk.try_again()
    assert log.said == [], "a change that was stored is tried again"


def test_trying_again_while_the_disk_still_refuses_keeps_the_change(
    qtbot: QtBot, open_desk: Desk, sample: Path
) -> None:
    open_first(qtbot, open_desk)
    elsewhere = sample.rename(sample.with_name("moved"))
    for attempt in (partial(open_desk.perform, SET_RELEVANCE), open_desk.try_again):
        with qtbot.waitSignal(open_desk.change_kept):
            attempt()
    elsewhere.rename(sample)
    with qtbot.waitSignal(open_desk.changed):
        open_desk.try_again()


def test_nothing_can_be_changed_in_a_project_that_is_open_to_read_only(
    qtbot: QtBot, desk: Desk, sample: Path, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.bootstrap.open_workspace", partial(open_workspace, read_only=True))
    with qtbot.waitSignal(desk.project_opened) as opened:
        desk.open_project(sample, CODER)
    assert opened.args[0].is_read_only
    assert desk.is_read_only
    open_first(qtbot, desk)
    log = Log(desk)
    with qtbot.waitSignal(desk.failed) as failed:
        desk.perform(SET_RELEVANCE)
    assert isinstance(failed.args[0], ProjectReadOnlyError)
    assert "change_kept" not in log.names
    assert not rescue_file(folders.state).exists()


def test_a_change_of_an_article_left_meanwhile_is_stored_but_not_shown(
    qtbot: QtBot, open_desk: Desk, sample: Path, folders: Folders
) -> None:
    first = open_first(qtbot, open_desk)
    with qtbot.waitSignal(open_desk.queue_listed) as listed:
        open_desk.list_queue(QueueFilter())
    with qtbot.waitSignal(open_desk.page_read) as page:
        open_desk.read_page(listed.args[0][1:2])
    log = Log(open_desk)
    open_desk.open_article(page.args[1][0].article_id)
    open_desk.perform(SET_RELEVANCE)  # pressed before the next article was there
    qtbot.waitUntil(lambda: "written" in log.names)
    assert "changed" not in log.names
    open_desk.close()
    assert stored(sample, folders, first.article.id).value_at(RELEVANCE) is not None


def test_an_intent_after_the_article_was_taken_off_the_desk_does_nothing(qtbot: QtBot, open_desk: Desk) -> None:
    open_first(qtbot, open_desk)
    log = Log(open_desk)
    open_desk.leave_article()
    open_desk.perform(SET_RELEVANCE)
    assert log.said == []


def test_intents_are_carried_out_in_the_order_they_were_given(qtbot: QtBot, open_desk: Desk) -> None:
    open_first(qtbot, open_desk)
    statuses = [Status.UNCLEAR, Status.NOT_APPLICABLE, Status.UNCLEAR, Status.NOT_MENTIONED]
    seen: list[Status] = []

    def note(_: Changes, worksheet: Worksheet) -> None:
        value = worksheet.coding.value_at(RELEVANCE)
        assert value is not None
        seen.append(value.status)

    open_desk.changed.connect(note)
    for status in statuses:
        open_desk.perform(partial(CodingService.set_status, slot=RELEVANCE, status=status))
    qtbot.waitUntil(lambda: len(seen) == len(statuses))
    assert seen == statuses


def test_an_export_through_the_desk_holds_what_was_just_coded(qtbot: QtBot, open_desk: Desk, tmp_path: Path) -> None:
    open_first(qtbot, open_desk)
    counts: list[int] = []
    open_desk.perform(SET_RELEVANCE)
    open_desk.ask(lambda workspace, _: workspace.exports.coded_count(), on_success=counts.append)
    qtbot.waitUntil(lambda: bool(counts))
    assert counts == [1]


def test_two_sample_projects_have_different_ids(tmp_path: Path, folders: Folders) -> None:
    ids = set()
    for name in ("a", "b"):
        with create_sample(tmp_path / f"{name}.annotator", folders=folders) as workspace:
            ids.add(workspace.project.id)
    assert len(ids) == 2


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The threads on which the rules for proposals were loaded."""
    threads: list[str] = []
    monkeypatch.setattr(desk_module, "get_ready", lambda: threads.append(threading.current_thread().name))
    return threads


def test_the_first_article_is_on_screen_before_the_rules_for_proposals_are_loaded(
    qtbot: QtBot, desk: Desk, sample: Path, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk_module._PAINTED_AFTER_MS >= 500, "about what a slow machine takes for the first article"
    monkeypatch.setattr(desk_module, "_PAINTED_AFTER_MS", 600_000)
    with qtbot.waitSignal(desk.project_opened):
        desk.open_project(sample, CODER)
    open_first(qtbot, desk)
    assert loaded == []


def test_the_rules_for_proposals_are_loaded_once_some_moments_later(
    qtbot: QtBot, desk: Desk, sample: Path, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "_PAINTED_AFTER_MS", 1)
    with qtbot.waitSignal(desk.project_opened):
        desk.open_project(sample, CODER)
    qtbot.waitUntil(lambda: len(loaded) == 1)
    open_first(qtbot, desk)
    assert len(loaded) == 1
    assert loaded[0].startswith("store")


def test_a_desk_that_is_closed_loads_no_more(
    qtbot: QtBot, desk: Desk, sample: Path, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "_PAINTED_AFTER_MS", 1)
    desk.project_opened.connect(lambda _: desk.close())
    with qtbot.waitSignal(desk.project_opened):
        desk.open_project(sample, CODER)
    later: list[bool] = []
    QTimer.singleShot(20, desk, lambda: later.append(True))
    qtbot.waitUntil(lambda: bool(later))
    assert loaded == []
