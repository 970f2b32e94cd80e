"""Queue, desk and article kept in step: in rounds and outside, at the ends, when articles and rounds come and go."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.ids import ArticleId, RoundId
from annotator.domain.queue import Progress
from annotator.domain.rounds import Round
from annotator.gui.coding_room import CodingRoom
from annotator.gui.desk import Desk
from annotator.gui.theme import ThemeName
from annotator.services.coding import CodingService, Worksheet
from annotator.services.folders import Folders
from tests.gui.conftest import CODER
from tests.services.round_making import a_round, articles_of, finish, give


class Study:
    """The sample project with two running rounds: Old with the articles 0 to 2 and New with 2 to 5."""

    def __init__(self, path: Path, folders: Folders) -> None:
        self.path = path
        with open_workspace(path, folders=folders, coder_name=CODER) as workspace:
            self.articles = articles_of(workspace)
            self.old, self.new = a_round(workspace, "Old"), a_round(workspace, "New")
            give(workspace, self.old, workspace.coder, self.articles[:3])
            give(workspace, self.new, workspace.coder, self.articles[2:6])
            finish(workspace, self.articles[2], workspace.coder.id, self.new.id)


class At:
    """A coding room at work on a study."""

    def __init__(self, qtbot: QtBot, desk: Desk, study: Study) -> None:
        self.qtbot = qtbot
        self.desk = desk
        self.study = study
        self.room = CodingRoom(desk, ThemeName.LIGHT)
        self.remarks: list[str] = []
        self.chosen: list[str] = []
        self.left = 0
        self.room.remarked.connect(self.remarks.append)
        self.room.navigation.round_chosen.connect(self.chosen.append)
        self.room.article_left.connect(self._on_left)
        qtbot.addWidget(self.room)

    def _on_left(self) -> None:
        self.left += 1

    def open(self, article_id: str = "", last_round: str | None = None) -> None:
        """Open the project as the window does, at an article and in a round."""
        opened: list[object] = []
        self.desk.project_opened.connect(lambda facts: self.room.begin(facts, article_id, last_round))
        self.desk.project_opened.connect(opened.append)
        self.desk.open_project(self.study.path, CODER)
        self.qtbot.waitUntil(lambda: bool(opened))
        self.qtbot.waitUntil(lambda: self.room.worksheet is not None)

    @property
    def worksheet(self) -> Worksheet:
        """What is on the desk."""
        assert self.room.worksheet is not None
        return self.room.worksheet

    def told(self, work: Any) -> Any:
        """Return what work with the services gives."""
        answers: list[Any] = []
        self.desk.ask(lambda workspace, _: work(workspace), on_success=answers.append)
        self.qtbot.waitUntil(lambda: bool(answers))
        return answers[0]

    def listed(self) -> list[ArticleId]:
        """Return the articles of the queue in their order."""
        numbers = [self.room.queue_model.row_number_at(row) for row in range(self.room.queue_model.rowCount())]
        items = self.told(lambda one: one.articles.queue_page(one.coder.id, numbers, _round_of(self.desk)))
        return [item.article_id for item in items]

    def step(self, by: int) -> None:
        """Go on or back and wait for the article."""
        with self.qtbot.waitSignal(self.desk.worksheet_opened):
            self.room.navigation.step(by)


def _round_of(desk: Desk) -> RoundId | None:
    return desk.round.id if desk.round is not None else None


@pytest.fixture
def study(sample: Path, folders: Folders) -> Study:
    return Study(sample, folders)


@pytest.fixture
def at(qtbot: QtBot, desk: Desk, study: Study) -> At:
    return At(qtbot, desk, study)


def test_at_first_the_newest_running_round_is_shown_at_what_is_not_finished(at: At) -> None:
    at.open()
    assert at.desk.round is not None
    assert at.desk.round.name == "New"
    assert set(at.listed()) == set(at.study.articles[2:6])
    assert at.worksheet.article.id != at.study.articles[2], "that one is finished"
    assert at.worksheet.coding.header.round_id == at.study.new.id


@pytest.mark.parametrize("name", ["Old", "New"])
def test_the_round_chosen_last_is_shown_again(at: At, name: str) -> None:
    wanted: Round = at.study.old if name == "Old" else at.study.new
    at.open(last_round=wanted.id)
    assert at.desk.round is not None
    assert at.desk.round.id == wanted.id
    assert at.worksheet.coding.header.round_id == wanted.id


def test_who_chose_all_articles_gets_all_articles(at: At) -> None:
    at.open(last_round="")
    assert at.desk.round is None
    assert at.listed() == list(at.study.articles)
    assert at.worksheet.coding.header.round_id is None


def test_a_round_that_is_gone_gives_way_to_the_newest_running_one(at: At) -> None:
    at.open(last_round="a round of long ago")
    assert at.desk.round is not None
    assert at.desk.round.name == "New"


def test_the_article_left_last_is_opened_again(at: At) -> None:
    at.open(article_id=at.study.articles[5], last_round=at.study.new.id)
    assert at.worksheet.article.id == at.study.articles[5]


@pytest.mark.parametrize("article_id", ["an article of long ago", "'; --"])
def test_an_article_that_is_gone_gives_way_to_another(at: At, article_id: str) -> None:
    at.open(article_id=article_id, last_round="")
    assert at.worksheet.article.id == at.study.articles[0]


def test_work_of_a_round_is_not_seen_outside_it(at: At) -> None:
    at.open(last_round="", article_id=at.study.articles[2])
    assert at.worksheet.coding.header.is_deleted, "finished in the round New, untouched outside"
    with at.qtbot.waitSignal(at.desk.changed):
        at.desk.perform(partial(CodingService.add_report))
    facts = at.told(lambda one: one.rounds.progress(at.study.new.id))
    (line,) = [one for one in facts.articles if one.article_id == at.study.articles[2]]
    assert [state.progress for state in line.states] == [Progress.NO_INCIDENT]


def test_a_change_is_shown_before_its_line_in_the_queue_is_asked_for_anew(at: At) -> None:
    at.open(last_round="")
    asked: list[int] = []
    asked_when_shown: list[list[int]] = []
    at.room.queue_model.page_wanted.connect(asked.append)
    at.desk.changed.connect(lambda *_: asked_when_shown.append(list(asked)))
    at.desk.perform(partial(CodingService.add_report))
    at.qtbot.waitUntil(lambda: asked == [0])
    assert asked_when_shown == [[]]


def test_nothing_is_asked_for_when_the_article_is_left_right_after_a_change(at: At) -> None:
    at.open(last_round="")
    asked: list[int] = []
    at.room.queue_model.page_wanted.connect(asked.append)
    at.desk.changed.connect(lambda *_: at.room.navigation._leave())
    with at.qtbot.waitSignal(at.desk.changed):
        at.desk.perform(partial(CodingService.add_report))
    at.told(lambda _: None)
    assert asked == []


def test_choosing_another_round_leaves_the_article_and_opens_one_there(at: At) -> None:
    at.open(last_round="")
    with at.qtbot.waitSignal(at.desk.worksheet_opened):
        at.room.queue_panel.round_chosen.emit(at.study.new)
    assert at.left == 1
    assert at.chosen == [at.study.new.id]
    assert at.worksheet.coding.header.round_id == at.study.new.id


def test_choosing_the_round_that_is_shown_changes_nothing(at: At) -> None:
    at.open(last_round=at.study.new.id)
    worksheet = at.worksheet
    at.room.queue_panel.round_chosen.emit(at.desk.round)
    at.told(lambda _: None)
    assert at.worksheet is worksheet
    assert (at.chosen, at.left) == ([], 0)


def test_the_ends_of_the_queue_are_remarked_and_nothing_is_opened(at: At) -> None:
    at.open(last_round="")
    first = at.worksheet
    at.room.navigation.step(-1)
    assert at.remarks == ["This is the first article."]
    for _ in at.study.articles[1:]:
        at.step(1)
    assert at.worksheet.article.id == at.study.articles[-1]
    last = at.worksheet
    at.room.navigation.step(1)
    at.told(lambda _: None)
    assert at.remarks == ["This is the first article.", "This is the last article."]
    assert at.worksheet is last is not first


def test_stepping_there_and_back_opens_the_same_article(at: At) -> None:
    at.open(last_round="")
    at.step(1)
    at.step(1)
    at.step(-1)
    assert at.worksheet.article.id == at.study.articles[1]


def withdrawn(workspace: Workspace, round_id: RoundId) -> bool:
    found = workspace.rounds.progress(round_id).articles
    ids = [state.assignment_id for one in found for state in one.states]
    workspace.rounds.withdraw(ids, by=workspace.coder.id)
    return True


def given(workspace: Workspace, its_round: Round, article_id: ArticleId) -> bool:
    give(workspace, its_round, workspace.coder, [article_id])
    return True


def test_a_round_that_has_nothing_for_the_coder_any_more_is_left(at: At) -> None:
    at.open(last_round=at.study.old.id)
    at.told(lambda one: withdrawn(one, at.study.old.id))
    with at.qtbot.waitSignal(at.desk.round_changed):
        at.desk.rounds_changed.emit()
    assert at.desk.round is None
    assert at.left == 1
    at.qtbot.waitUntil(lambda: at.room.queue_model.rowCount() == len(at.study.articles))


def test_another_round_s_end_leaves_the_present_one_alone(at: At) -> None:
    at.open(last_round=at.study.new.id)
    worksheet = at.worksheet
    at.told(lambda one: withdrawn(one, at.study.old.id))
    at.desk.rounds_changed.emit()
    at.told(lambda _: None)
    at.told(lambda _: None)
    assert at.desk.round is not None
    assert at.desk.round.id == at.study.new.id
    assert at.worksheet is worksheet
    assert at.left == 0


def test_articles_given_to_the_coder_meanwhile_are_listed(at: At) -> None:
    at.open(last_round=at.study.new.id)
    more = at.study.articles[7]
    at.told(lambda one: given(one, at.study.new, more))
    at.desk.rounds_changed.emit()
    at.qtbot.waitUntil(lambda: at.room.queue_model.rowCount() == 5)
    assert more in at.listed()


def test_articles_listed_again_leave_the_open_one_on_the_desk(at: At) -> None:
    at.open(last_round="")
    at.step(1)
    worksheet = at.worksheet
    with at.qtbot.waitSignal(at.desk.queue_listed):
        at.desk.articles_changed.emit()
    assert at.worksheet is worksheet
    assert at.room.queue_panel.current_row() == 1
    assert at.left == 0


def test_an_import_taken_back_takes_the_open_article_off_the_desk(at: At, tmp_path: Path) -> None:
    (tmp_path / "late.txt").write_text("# Late\n\nNobody was hurt.", encoding="utf-8")
    at.open(last_round="")

    def brought_in(workspace: Workspace) -> ArticleId:
        before = set(articles_of(workspace))
        plan = workspace.articles.plan_import([tmp_path / "late.txt"])
        workspace.articles.import_articles(plan, coder_id=workspace.coder.id)
        (late,) = set(articles_of(workspace)) - before
        return late

    late = at.told(brought_in)
    at.desk.articles_changed.emit()
    at.qtbot.waitUntil(lambda: at.room.queue_model.rowCount() == len(at.study.articles) + 1)
    place = at.listed().index(late)
    with at.qtbot.waitSignal(at.desk.worksheet_opened):
        at.room.queue_panel.choose_row(place)
    assert at.worksheet.article.id == late
    at.told(lambda one: one.articles.undo_import(coder_id=one.coder.id))
    at.desk.articles_changed.emit()
    at.qtbot.waitUntil(lambda: at.left == 1)
    at.qtbot.waitUntil(lambda: at.room.worksheet is not None)
    assert at.worksheet.article.id in at.study.articles
