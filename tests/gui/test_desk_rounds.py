"""The desk in a round: what is listed, read, opened and written there."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.bootstrap import Workspace
from annotator.domain.queue import Progress, QueueFilter, QueueItem
from annotator.domain.rounds import Round
from annotator.gui.desk import Desk, ProjectFacts
from annotator.gui.waiting import wait_until
from annotator.services.coding import CodingService, Worksheet
from annotator.services.folders import Folders
from tests.gui.rounds.making import CODER, pilot, prepare


def an_open_round_without_proposals(workspace: Workspace) -> None:
    by = workspace.coder.id
    made = workspace.rounds.make("Open", by=by, is_blind=False, allows_proposals=False)
    everything = workspace.articles.queue(by, QueueFilter())
    items = workspace.articles.queue_page(by, everything)
    workspace.rounds.assign_by_hand(made.id, by, [item.article_id for item in items[:3]], by=by)


class Open:
    """A desk with a project in which the coder has rounds."""

    def __init__(self, qtbot: QtBot, desk: Desk, sample: Path) -> None:
        self.qtbot, self.desk = qtbot, desk
        with qtbot.waitSignal(desk.project_opened) as opened:
            desk.open_project(sample, CODER)
        (self.facts,) = opened.args or []
        assert isinstance(self.facts, ProjectFacts)

    def listed(self, queue_filter: QueueFilter) -> list[int]:
        """List a queue."""
        with self.qtbot.waitSignal(self.desk.queue_listed) as answer:
            self.desk.list_queue(queue_filter)
        (numbers,) = answer.args or []
        return list(numbers)

    def lines(self, numbers: list[int]) -> list[QueueItem]:
        """Read lines of the queue."""
        with self.qtbot.waitSignal(self.desk.page_read) as answer:
            self.desk.read_page(numbers)
        _, items = answer.args or ([], [])
        return list(items)

    def opened(self, item: QueueItem) -> Worksheet:
        """Open an article."""
        with self.qtbot.waitSignal(self.desk.worksheet_opened) as answer:
            self.desk.open_article(item.article_id)
        (worksheet,) = answer.args or []
        assert isinstance(worksheet, Worksheet)
        return worksheet

    def in_round(self, one: Round) -> list[QueueItem]:
        """Choose a round and return its lines."""
        self.desk.choose_round(one)
        return self.lines(self.listed(QueueFilter(round_id=one.id)))


@pytest.fixture
def open_in_rounds(qtbot: QtBot, desk: Desk, sample: Path, folders: Folders) -> Open:
    prepare(sample, folders, lambda workspace: pilot(workspace, with_me=True))
    prepare(sample, folders, an_open_round_without_proposals)
    return Open(qtbot, desk, sample)


def test_opening_a_project_tells_the_coder_s_rounds_newest_first(open_in_rounds: Open) -> None:
    assert [one.name for one in open_in_rounds.facts.rounds] == ["Open", "Pilot"]
    assert open_in_rounds.desk.round is None


def test_a_project_in_which_the_coder_has_no_assignment_tells_none(
    qtbot: QtBot, desk: Desk, sample: Path, folders: Folders
) -> None:
    prepare(sample, folders, pilot)
    assert Open(qtbot, desk, sample).facts.rounds == ()


def test_choosing_a_round_is_announced_and_forgotten_with_the_next_project(
    open_in_rounds: Open, tmp_path: Path
) -> None:
    desk, (newest, *_) = open_in_rounds.desk, open_in_rounds.facts.rounds
    told: list[Round | None] = []
    desk.round_changed.connect(told.append)
    desk.choose_round(newest)
    desk.choose_round(None)
    assert told == [newest, None]
    desk.choose_round(newest)
    with open_in_rounds.qtbot.waitSignal(desk.project_opened):
        desk.create_project(tmp_path / "another.annotator", CODER)
    assert desk.round is None


def test_what_is_coded_in_a_round_is_stored_in_it_and_shown_there_only(open_in_rounds: Open) -> None:
    desk, (newest, _) = open_in_rounds.desk, open_in_rounds.facts.rounds
    first, *_ = open_in_rounds.in_round(newest)
    assert open_in_rounds.opened(first).coding.header.round_id == newest.id
    with open_in_rounds.qtbot.waitSignal(desk.changed):
        desk.perform(partial(CodingService.code_no_incident))
    assert open_in_rounds.in_round(newest)[0].progress is Progress.NO_INCIDENT
    desk.choose_round(None)
    outside = open_in_rounds.lines(open_in_rounds.listed(QueueFilter()))
    assert {line.progress for line in outside} == {Progress.NOT_STARTED}
    assert open_in_rounds.opened(first).coding.header.is_deleted


def test_a_page_asked_for_in_one_round_tells_that_round_s_progress_even_when_another_is_chosen_meanwhile(
    open_in_rounds: Open,
) -> None:
    desk, (newest, older) = open_in_rounds.desk, open_in_rounds.facts.rounds
    first, *_ = open_in_rounds.in_round(newest)
    open_in_rounds.opened(first)
    with open_in_rounds.qtbot.waitSignal(desk.changed):
        desk.perform(partial(CodingService.code_no_incident))
    numbers = open_in_rounds.listed(QueueFilter(round_id=newest.id))
    answers: list[list[QueueItem]] = []
    desk.page_read.connect(lambda _, items: answers.append(items))
    desk.read_page(numbers)
    desk.choose_round(older)
    assert wait_until(lambda: bool(answers))
    assert answers[0][0].progress is Progress.NO_INCIDENT


def test_a_change_made_in_one_round_goes_there_though_another_is_chosen_meanwhile(open_in_rounds: Open) -> None:
    desk, (newest, older) = open_in_rounds.desk, open_in_rounds.facts.rounds
    first, *_ = open_in_rounds.in_round(newest)
    open_in_rounds.opened(first)
    with open_in_rounds.qtbot.waitSignal(desk.written):
        desk.perform(partial(CodingService.code_no_incident))
        desk.choose_round(older)
    assert open_in_rounds.in_round(newest)[0].progress is Progress.NO_INCIDENT


def test_a_round_says_whether_values_are_proposed(open_in_rounds: Open) -> None:
    desk, (without, with_proposals) = open_in_rounds.desk, open_in_rounds.facts.rounds
    told = []
    for chosen in (None, without, with_proposals):
        desk.choose_round(chosen)
        told.append(desk.allows_proposals)
    assert told == [True, False, True]
