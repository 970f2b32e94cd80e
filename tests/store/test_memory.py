"""An older or different file is recognised by what this computer remembers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotator.domain.ids import ProjectId
from annotator.store.history import Head
from annotator.store.memory import Memory, warnings_about
from annotator.store.project_file import ProjectFile
from tests.store.making import Desk, a_coder, names_in

HERE = Path("/projects/a.annotator")
THERE = "/elsewhere/a.annotator"


def hashes(*known: str) -> dict[int, str]:
    return dict(enumerate(known, start=1))


@pytest.mark.parametrize(
    "remembered, said",
    [
        ({}, None),
        ({str(HERE): Head(2, "b")}, None),
        ({str(HERE): Head(3, "c")}, None),
        ({str(HERE): Head(0, "genesis of another")}, None),
        ({str(HERE): Head(4, "d")}, "older than the project last seen here: it has 3 changes, there were 4"),
        ({str(HERE): Head(2, "x")}, "different history than the project last seen here"),
        ({THERE: Head(9, "i")}, f"older than the project last seen in {THERE}"),
        ({THERE: Head(3, "x")}, f"different history than the project last seen in {THERE}"),
        ({THERE: Head(3, "c"), "/older": Head(2, "x")}, None),
        ({str(HERE): Head(1, "a"), THERE: Head(5, "e")}, "older"),
    ],
)
def test_a_file_is_compared_with_where_it_was_seen(remembered: dict[str, Head], said: str | None) -> None:
    warnings = warnings_about(HERE, Head(3, "c"), remembered, hashes("a", "b", "c").get)
    if said is None:
        assert warnings == ()
    else:
        assert len(warnings) == 1
        assert said in warnings[0]


def test_heads_are_remembered_by_path(tmp_path: Path) -> None:
    memory = Memory(tmp_path, ProjectId("p"))
    assert memory.heads() == {}
    memory.remember(HERE, Head(1, "a"))
    memory.remember(Path(THERE), Head(2, "b"))
    memory.remember(HERE, Head(3, "c"))
    assert Memory(tmp_path, ProjectId("p")).heads() == {str(HERE): Head(3, "c"), THERE: Head(2, "b")}
    assert Memory(tmp_path, ProjectId("q")).heads() == {}
    assert names_in(tmp_path / "projects") == ["p.json"]


@pytest.mark.parametrize("said", ["", "[]", "{", '{"a": 1}', '{"a": [1]}', '{"a": ["x", "y"]}', "\udcff"])
def test_a_memory_that_makes_no_sense_is_no_memory(tmp_path: Path, said: str) -> None:
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "p.json").write_bytes(said.encode("utf-8", "surrogateescape"))
    memory = Memory(tmp_path, ProjectId("p"))
    assert memory.heads() == {}
    memory.remember(HERE, Head(1, "a"))
    assert memory.heads() == {str(HERE): Head(1, "a")}


def test_a_place_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    Memory(tmp_path / "state", ProjectId("p")).remember(HERE, Head(1, "a"))
    with ProjectFile.create(tmp_path / "a.annotator", name="a", state_folder=tmp_path / "state") as project:
        with project.write(coder_id=None, article_id=None, verb="join", label="joining") as unit:
            unit.put(a_coder())
        assert project.verify() == ()


def test_an_older_file_put_in_place_is_recognised(desk: Desk) -> None:
    older = desk.project.back_up()
    desk.put(desk.header())
    desk.project.close()
    shutil.copyfile(older, desk.path)
    with ProjectFile.open(desk.path, state_folder=desk.state_folder) as project:
        (warning,) = project.warnings
        assert "older than the project last seen here: it has 1 changes, there were 2" in warning


def test_two_copies_worked_on_apart_are_recognised(desk: Desk) -> None:
    other = desk.folder / "other.annotator"
    shutil.copyfile(desk.project.back_up(), other)
    desk.put(desk.header())
    desk.project.close()
    with ProjectFile.open(other, state_folder=desk.folder / "another computer") as project:
        assert project.warnings == ()
        for name in ("Coder 2", "Coder 3"):
            with project.write(coder_id=None, article_id=None, verb="join", label="joining") as unit:
                unit.put(a_coder(name))
    with ProjectFile.open(other, state_folder=desk.state_folder) as project:
        assert ["different history" in warning for warning in project.warnings] == [True]


def test_looking_at_a_project_remembers_nothing(desk: Desk) -> None:
    desk.project.close()
    fresh = desk.folder / "fresh"
    ProjectFile.open(desk.path, state_folder=fresh, read_only=True).close()
    assert not fresh.exists()


def test_what_is_remembered_is_readable_and_holds_no_content(desk: Desk) -> None:
    desk.project.close()
    (file,) = (desk.state_folder / "projects").iterdir()
    assert json.loads(file.read_text()) == {str(desk.path): [desk.project.head.sequence, desk.project.head.hash]}
