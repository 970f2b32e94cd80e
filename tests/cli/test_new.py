from __future__ import annotations

from pathlib import Path

import pytest

from annotator.services.folders import Folders
from tests.cli.conftest import Run
from tests.small_disk import a_small_disk


def test_new_makes_a_project_and_says_what_is_in_it(tmp_path: Path, run: Run) -> None:
    answer = run("new", tmp_path / "work", "--name", "Sahel 2019", "--coder", "Coder A")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == (
        f"Made {tmp_path / 'work.annotator'} with the codebook incident, version 1, and the coder Coder A.\n"
    )
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["work.annotator"]


def test_new_tells_scripts_ids(tmp_path: Path, run: Run) -> None:
    answer = run("new", tmp_path / "work.annotator", "--json").json
    assert set(answer) == {"project", "id", "name", "coder", "codebook"}
    assert answer["project"] == str(tmp_path / "work.annotator")
    assert answer["name"] == "work"
    assert (answer["codebook"]["id"], answer["codebook"]["version"]) == ("incident", 1)
    assert len(answer["codebook"]["sha256"]) == 64
    assert run("check", answer["project"], "--json").json["id"] == answer["id"]


def test_new_never_overwrites(project: Path, run: Run) -> None:
    before = project.read_bytes()
    answer = run("new", project)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err == f"{project} exists already. The file was not changed. Choose another name, or open it.\n"
    assert project.read_bytes() == before


def test_new_does_not_take_the_place_of_any_other_file(tmp_path: Path, run: Run) -> None:
    other = tmp_path / "thesis.annotator"
    other.write_text("a thesis")
    assert run("new", tmp_path / "thesis").status == 1
    assert other.read_text() == "a thesis"


def test_new_in_a_folder_there_is_not(tmp_path: Path, run: Run) -> None:
    answer = run("new", tmp_path / "nowhere" / "work")
    assert (answer.status, answer.err) == (
        1,
        f"There is no folder {tmp_path / 'nowhere'}. Choose a folder that exists.\n",
    )


def test_new_with_another_codebook(tmp_path: Path, run: Run) -> None:
    codebook = tmp_path / "own.yaml"
    default = Path(__file__).resolve().parents[2] / "resources" / "codebooks" / "incident.yaml"
    codebook.write_text(
        default.read_text(encoding="utf-8").replace("\nid: incident\n", "\nid: own\n"), encoding="utf-8"
    )
    assert run("new", tmp_path / "work", "--codebook", codebook, "--json").json["codebook"]["id"] == "own"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"\x89PNG\r\n\x1a\n\xff", "is not UTF-8 text (byte 0)"),
        (b"", "own.yaml"),
        (b"id: [", "own.yaml, line 1"),
    ],
)
def test_new_with_a_codebook_that_cannot_be_used_makes_nothing(
    tmp_path: Path, run: Run, content: bytes | None, words: str
) -> None:
    codebook = tmp_path / "own.yaml"
    if content is not None:
        codebook.write_bytes(content)
    answer = run("new", tmp_path / "work", "--codebook", codebook)
    assert (answer.status, answer.out) == (1, "")
    assert words in answer.err
    assert not (tmp_path / "work.annotator").exists()


@pytest.mark.parametrize("name", ["x" * 81, " "])
def test_new_with_a_name_that_is_none_makes_nothing(tmp_path: Path, run: Run, name: str) -> None:
    answer = run("new", tmp_path / "work", "--coder", name)
    assert (answer.status, answer.err) == (1, "A coder's name has 1 to 80 characters. Nothing was changed.\n")
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_new_on_a_full_disk_makes_nothing_and_says_so(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_small_disk(monkeypatch, 40, under=tmp_path / "stick")
    (tmp_path / "stick").mkdir()
    answer = run("new", tmp_path / "stick" / "work")
    assert (answer.status, answer.out) == (1, "")
    path = tmp_path / "stick" / "work.annotator"
    assert answer.err == f"{path} cannot grow: the disk is full. No project was made. Free some space and try again.\n"
    assert list((tmp_path / "stick").iterdir()) == []


def test_new_with_too_long_a_name_names_what_was_typed(tmp_path: Path, run: Run) -> None:
    path = tmp_path / f"{'x' * 244}.annotator"
    for typed in (path, path.with_suffix("")):
        answer = run("new", typed)
        assert (answer.status, answer.out) == (1, "")
        assert answer.err == f"{path} cannot be made: File name too long. Choose a shorter name.\n"
    assert [one for one in tmp_path.iterdir() if one.is_file()] == []


def test_new_without_room_for_a_backup_makes_the_project_and_says_that(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_small_disk(monkeypatch, 2, under=Folders.of_person().state)
    answer = run("new", tmp_path / "work", "--json")
    assert answer.status == 0
    assert answer.err.startswith("The backup ")
    assert answer.err.endswith(
        " cannot grow: the disk is full. The project itself is unchanged. Free some space and try again.\n"
    )
    monkeypatch.undo()
    assert run("check", answer.json["project"]).status == 0


def test_new_with_names_that_are_no_text_shows_them_with_marks(tmp_path: Path, run: Run) -> None:
    answer = run("new", tmp_path / "work", "--name", "caf\udce9", "--json")
    assert answer.json["name"] == "caf\N{REPLACEMENT CHARACTER}"
