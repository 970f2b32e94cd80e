"""Rounds and coders found by the names people type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace, create_workspace, open_workspace
from annotator.cli.naming import deed, named_coder, named_round, reading, untouched_articles
from annotator.domain.errors import ProjectReadOnlyError, RoundError
from annotator.services.folders import Folders
from tests.services.packet_making import article_draft
from tests.services.round_making import a_round, articles_of, begin, finish, give, people_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "names.annotator"


@pytest.fixture
def workspace(path: Path) -> Iterator[Workspace]:
    """A project with four articles, the coders Lead, Ada and ada lovelace, and the rounds Pilot and PILOT 2."""
    with create_workspace(path, folders=Folders.of_person(), coder_name="Lead") as made:
        people_of(made, "Ada", "ada lovelace", "Élodie")
        drafts = [article_draft(number) for number in range(4)]
        made.articles.import_articles(made.articles.plan_drafts(drafts, source="desk"), coder_id=made.coder.id)
        a_round(made, "Pilot")
        a_round(made, "PILOT 2")
        yield made


@pytest.mark.parametrize(
    ("typed", "found"),
    [("Ada", "Ada"), ("ada", "Ada"), ("ADA", "Ada"), ("Ada Lovelace", "ada lovelace"), ("élodie", "Élodie")],
)
def test_a_coder_is_found_whatever_the_case(workspace: Workspace, typed: str, found: str) -> None:
    assert named_coder(workspace, typed).name == found


@pytest.mark.parametrize(("typed", "found"), [("pilot", "Pilot"), ("Pilot 2", "PILOT 2"), ("PILOT", "Pilot")])
def test_a_round_is_found_whatever_the_case(workspace: Workspace, typed: str, found: str) -> None:
    assert named_round(workspace, typed).name == found


@pytest.mark.parametrize("typed", ["", "Ad", "Ada ", "Ada%", "A.a", "Gold"])
def test_a_name_there_is_not_is_refused_with_those_there_are(workspace: Workspace, typed: str) -> None:
    with pytest.raises(RoundError) as refusal:
        named_coder(workspace, typed)
    assert refusal.value.message == f"There is no coder {typed}."
    assert refusal.value.remedy == "The coders are: Lead, Ada, ada lovelace, Élodie."


def test_a_project_without_rounds_says_so(workspace: Workspace) -> None:
    for one in workspace.rounds.rounds():
        workspace.rounds.remove(one.id, by=workspace.coder.id)
    with pytest.raises(RoundError) as refusal:
        named_round(workspace, "Pilot")
    assert refusal.value.remedy == "The project has no rounds."


def test_articles_not_begun_are_those_that_may_go_elsewhere(workspace: Workspace) -> None:
    pilot, ada, other = named_round(workspace, "Pilot"), named_coder(workspace, "Ada"), named_coder(workspace, "Élodie")
    articles = articles_of(workspace)
    give(workspace, pilot, ada, articles)
    give(workspace, pilot, other, articles[3:])
    begin(workspace, articles[0], ada.id, pilot.id)
    finish(workspace, articles[1], ada.id, pilot.id)
    assert set(untouched_articles(workspace, pilot, ada)) == set(articles[2:])
    assert untouched_articles(workspace, pilot, ada, but_of=other) == (articles[2],)


def test_with_nothing_that_may_go_elsewhere_that_is_said(workspace: Workspace) -> None:
    pilot, ada = named_round(workspace, "Pilot"), named_coder(workspace, "Ada")
    with pytest.raises(RoundError, match="Ada has no article in Pilot that is not begun"):
        untouched_articles(workspace, pilot, ada)


def test_work_outside_the_round_does_not_count_as_begun(workspace: Workspace) -> None:
    pilot, ada = named_round(workspace, "Pilot"), named_coder(workspace, "Ada")
    articles = articles_of(workspace)
    give(workspace, pilot, ada, articles[:1])
    finish(workspace, articles[0], ada.id, None)
    finish(workspace, articles[0], ada.id, named_round(workspace, "PILOT 2").id)
    assert untouched_articles(workspace, pilot, ada) == (articles[0],)


def test_a_dry_deed_ends_where_it_would_be_stored_and_changes_nothing(workspace: Workspace, path: Path) -> None:
    workspace.close()
    before = path.read_bytes()
    reached: list[str] = []
    with deed(path, dry_run=True) as dry:
        reached.append("before")
        dry.rounds.make("Third", by=dry.coder.id)
        reached.append("after")
    assert reached == ["before"]
    assert path.read_bytes() == before


def test_a_dry_deed_is_refused_what_the_deed_would_be_refused(workspace: Workspace, path: Path) -> None:
    workspace.close()
    with pytest.raises(RoundError, match="There is a round pilot already"), deed(path, dry_run=True) as dry:
        dry.rounds.make("pilot", by=dry.coder.id)


def test_a_deed_is_stored(workspace: Workspace, path: Path) -> None:
    workspace.close()
    with deed(path, dry_run=False) as done:
        done.rounds.make("Third", by=done.coder.id)
    with reading(path) as again:
        assert [one.name for one in again.rounds.rounds()] == ["Pilot", "PILOT 2", "Third"]


def test_reading_can_only_read(workspace: Workspace, path: Path) -> None:
    workspace.close()
    with reading(path) as opened, pytest.raises(ProjectReadOnlyError):
        opened.rounds.make("Third", by=opened.coder.id)
    with open_workspace(path, folders=Folders.of_person(), coder_name="Lead") as writing, reading(path) as beside:
        assert beside.project.head == writing.project.head
