"""Places that cannot be: names that are none, names too long, folders for files and files for folders."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.services.packet_making import ADA, made_lab

TOO_LONG = "x" * 400
"""A name no file can have; 250 letters are one that leaves no room for an ending."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project with a round and one coding."""
    lab = made_lab(tmp_path_factory.mktemp("lab"))
    with lab.project() as project:
        lab.count(project, 2)
    lab.close()
    return lab.folder


@pytest.fixture
def coded(template: Path, tmp_path: Path) -> Path:
    """A project with a round and one coding, in a folder with nothing else."""
    (tmp_path / "here").mkdir()
    return Path(shutil.copyfile(template / "project.annotator", tmp_path / "here" / "project.annotator"))


def beside(project: Path) -> list[str]:
    return sorted(path.name for path in project.parent.iterdir() if path != project)


# --- What is read ----------------------------------------------------------------------------------------------------

READ = {
    "check": ("check", "{place}"),
    "import": ("import", "{project}", "{place}"),
    "import-codings": ("import-codings", "{project}", "{place}", "--coder", "Ben"),
    "import-codings with a form": ("import-codings", "{project}", "{place}", "--coder", "Ben", "--form", "csv"),
    "codebook validate": ("codebook", "validate", "{place}"),
    "packet merge": ("packet", "merge", "{project}", "{place}"),
    "backup list": ("backup", "list", "{place}"),
    "backup restore": ("backup", "restore", "{project}", "{place}"),
    "new": ("new", "{project}.other", "--codebook", "{place}"),
}


@pytest.mark.parametrize("words", READ.values(), ids=READ)
def test_a_name_too_long_to_be_read_is_told_and_changes_nothing(run: Run, coded: Path, words: tuple[str, ...]) -> None:
    before = coded.read_bytes()
    place = coded.parent / TOO_LONG
    answer = run(*(word.format(project=coded, place=place) for word in words))
    assert (answer.status, str(place) in answer.err + answer.out) == (1, True)
    assert (coded.read_bytes(), beside(coded)) == (before, [])


@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["words", "json"])
def test_codings_that_are_not_there_are_told_before_their_form_is_asked_for(
    run: Run, coded: Path, as_json: list[str]
) -> None:
    place = coded.parent / "codings.csv"
    answer = run("import-codings", coded, coded, place, "--coder", "Ben", *as_json)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err == f"There is no file or folder {place}. Nothing was changed. Check the name.\n"


# --- What is made ----------------------------------------------------------------------------------------------------

MADE = {
    "new": ("new", "{place}"),
    "export": ("export", "{project}", "{place}", "--form", "csv"),
    "replicate": ("replicate", "{project}", "{place}"),
    "replicate to an archive": ("replicate", "{project}", "{place}.zip"),
    "codebook document": ("codebook", "document", "{project}", "{place}.html"),
    "packet make": ("packet", "make", "{project}", "{place}.annotator", "--round", "Pilot", "--coder", ADA),
    "packet make --all": ("packet", "make", "{project}", "{place}", "--round", "Pilot", "--all"),
}


@pytest.mark.parametrize("words", MADE.values(), ids=MADE)
def test_a_name_too_long_to_be_made_is_told_and_nothing_is_left(run: Run, coded: Path, words: tuple[str, ...]) -> None:
    before = coded.read_bytes()
    place = coded.parent / (TOO_LONG if "--all" in words else "x" * 250)
    answer = run(*(word.format(project=coded, place=place) for word in words))
    assert (answer.status, answer.out) == (1, "")
    assert "x" * 250 in answer.err
    assert "ile name too long" in answer.err
    assert (coded.read_bytes(), beside(coded)) == (before, [])


@pytest.mark.parametrize("name", ["", ".", "..", "here/..", "/"])
def test_a_project_is_not_made_where_no_file_can_be(
    run: Run, coded: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(coded.parent)
    answer = run("new", name)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.endswith("is no name for a file. Name the project file to make.\n")
    assert beside(coded) == []


@pytest.mark.parametrize("name", ["package.zip", "PACKAGE.ZIP", ".zip", "a\nb.zip", "=1+1.zip", "😀.zip"])
def test_what_ends_in_zip_is_an_archive_whatever_stands_before_it(run: Run, coded: Path, name: str) -> None:
    answer = run("replicate", coded, coded.parent / name, "--json")
    assert answer.status == 0
    assert answer.json["target"] == str(coded.parent / name)
    assert beside(coded) == [name]
    with zipfile.ZipFile(coded.parent / name) as archive:
        assert archive.testzip() is None
        assert "replication-package/README.md" in archive.namelist()


# --- Words that mean something ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["none", " none "])
def test_no_round_takes_the_word_for_work_outside_any(run: Run, coded: Path, name: str) -> None:
    for words in (("new", coded, name), ("rename", coded, "Pilot", name)):
        answer = run("round", *words)
        assert (answer.status, answer.out) == (1, "")
        assert answer.err == "“none” stands for work outside any round. Nothing was changed. Choose another name.\n"
        assert run("round", *words, "--dry-run").err == answer.err
    assert [one["name"] for one in run("round", "list", coded, "--json").json["rounds"]] == ["Pilot"]
