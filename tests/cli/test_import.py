from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def events(run: Run, project: Path) -> int:
    return int(run("check", project, "--json").json["events"])


def test_import_brings_in_a_folder_and_tells_what_it_refused(project: Path, news: Path, run: Run) -> None:
    answer = run("import", project, news)
    assert answer.status == 0
    assert answer.out.splitlines() == [
        "Imported 2; 0 already here; 2 refused.",
        "b.txt: The publication date “last week” is not a date in ISO form, so it is unknown until corrected.",
    ]
    assert [line.split(":")[0] for line in answer.err.splitlines()] == ["empty.txt", "latin.txt"]
    assert "empty.txt: The file is empty.\n" in answer.err


def test_import_tells_scripts_every_file(project: Path, news: Path, run: Run) -> None:
    answer = run("import", project, news, "--json")
    assert (answer.status, answer.err) == (0, "")
    facts = answer.json
    assert set(facts) == {"imported", "new", "duplicates", "refused"}
    assert (facts["imported"], facts["new"], facts["duplicates"]) == (2, ["a.txt", "b.txt"], [])
    assert [set(refusal) for refusal in facts["refused"]] == [{"file", "reason"}] * 2


def test_import_is_one_event_and_a_second_time_none(project: Path, news: Path, run: Run) -> None:
    before = events(run, project)
    run("import", project, news)
    # Two events: the person at the terminal joins as a coder, then the import.
    after = events(run, project)
    assert after == before + 2
    again = run("import", project, news)
    assert (again.status, again.out) == (0, "Imported 0; 2 already here; 2 refused.\n")
    assert events(run, project) == after


def test_a_dry_run_tells_the_same_and_imports_nothing(project: Path, news: Path, run: Run) -> None:
    answer = run("import", project, news, "--dry-run")
    assert answer.status == 0
    assert answer.out.startswith("Would import 2; 0 already here; 2 refused.\n")
    facts = run("import", project, news, "--dry-run", "--json").json
    assert (facts["imported"], facts["new"]) == (0, ["a.txt", "b.txt"])
    assert run("import", project, news, "--json").json["imported"] == 2


def test_an_encoding_lets_in_what_is_not_utf_8(project: Path, news: Path, run: Run) -> None:
    answer = run("import", project, news / "latin.txt", "--encoding", "windows-1252")
    assert (answer.status, answer.out) == (0, "Imported 1; 0 already here; 0 refused.\n")


@pytest.mark.parametrize("encoding", ["hex", "utf-8"])
def test_an_encoding_that_does_not_fit_is_a_refusal(project: Path, news: Path, run: Run, encoding: str) -> None:
    answer = run("import", project, news / "latin.txt", "--encoding", encoding)
    assert (answer.status, answer.out) == (1, "Imported 0; 0 already here; 1 refused.\n")
    assert answer.err.startswith("latin.txt: ")
    assert encoding in answer.err


def test_files_and_folders_may_be_named_together(project: Path, news: Path, run: Run, tmp_path: Path) -> None:
    single = tmp_path / "single.article"
    single.write_text("A file that is named itself may have any ending.")
    assert run("import", project, single, news / "a.txt", news).out.startswith("Imported 3; 0 already here")


def test_a_path_that_is_not_there_stops_the_import(project: Path, news: Path, run: Run, tmp_path: Path) -> None:
    answer = run("import", project, news, tmp_path / "gone")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err == f"There is no file or folder {tmp_path / 'gone'}. Check the name.\n"
    assert run("import", project, news, "--json").json["imported"] == 2


def test_nothing_to_import_is_status_1(project: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    answer = run("import", project, tmp_path / "nothing")
    assert (answer.status, answer.out) == (1, "Imported 0; 0 already here; 0 refused.\n")
    assert answer.err == "There is no article file (.txt, .md) in what was named.\n"
    as_json = run("import", project, tmp_path / "nothing", "--json")
    assert (as_json.status, as_json.json["refused"], as_json.err) == (1, [], answer.err)


def test_a_file_name_cannot_steer_the_terminal(project: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "\x1b[2J\x07.txt").write_bytes(b"")
    answer = run("import", project, tmp_path / "\x1b[2J\x07.txt")
    assert answer.err == "\\x1b[2J\\x07.txt: The file is empty.\n"


def test_markup_in_a_file_name_is_printed_as_it_is(project: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "[bold]x[&bold].txt").write_bytes(b"")
    assert run("import", project, tmp_path / "[bold]x[&bold].txt").err.startswith("[bold]x[&bold].txt: ")


def test_import_into_a_project_that_is_not_there(news: Path, run: Run, tmp_path: Path) -> None:
    answer = run("import", tmp_path / "gone.annotator", news)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith(f"There is no file {tmp_path / 'gone.annotator'}.")


@pytest.mark.parametrize("name", ["klingon", "utf-99", ""])
def test_an_encoding_there_is_not_is_wrong_usage_though_no_file_needs_it(
    project: Path, run: Run, tmp_path: Path, name: str
) -> None:
    (tmp_path / "plain.txt").write_text("Two killed.", encoding="utf-8")
    answer = run("import", project, tmp_path / "plain.txt", "--encoding", name)
    assert (answer.status, answer.out) == (2, "")
    assert f"There is no encoding {name}" in " ".join(answer.err.split())
    assert "windows-1252" in answer.err
