from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


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


def test_new_with_names_that_are_no_text_shows_them_with_marks(tmp_path: Path, run: Run) -> None:
    answer = run("new", tmp_path / "work", "--name", "caf\udce9", "--json")
    assert answer.json["name"] == "caf\N{REPLACEMENT CHARACTER}"
