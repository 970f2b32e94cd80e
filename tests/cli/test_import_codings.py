"""``annotator import-codings``: what it brings in, what it says, what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

TEXT = "Two killed near the 😀 market."


@pytest.fixture
def news(tmp_path: Path, project: Path, run: Run) -> Path:
    """One article in the project."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    assert run("import", project, folder).status == 0
    return folder


def a_table(folder: Path, text: str, name: str = "lab.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def table(tmp_path: Path, news: Path) -> Path:
    """A table that codes the article: one value with its words, one answer, one label nobody knows."""
    return a_table(
        tmp_path, "file_name,field,value,quote\na.txt,killed_total,2,Two\na.txt,suicide,no,\na.txt,mood,bad,\n"
    )


def events(run: Run, project: Path) -> int:
    return int(run("check", project, "--json").json["events"])


def codings(run: Run, project: Path, folder: Path) -> list[dict[str, Any]]:
    """Return the project's codings as its lossless export tells them."""
    assert run("export", project, folder, "--form", "jsonl").status == 0
    return [json.loads(line) for line in (folder / "dataset.jsonl").read_text(encoding="utf-8").splitlines()[1:]]


def test_a_table_becomes_the_work_of_the_named_coder(project: Path, table: Path, run: Run, tmp_path: Path) -> None:
    answer = run("import-codings", project, table, "--coder", "Ben")
    assert answer.status == 0
    assert answer.out.splitlines() == [
        "Imported 1 coding as Ben (2 values, 1 evidence span); 0 already coded; 0 of articles that are not here; "
        "0 refused.",
        "Labels without a field, left out: mood.",
    ]
    (coding,) = codings(run, project, tmp_path / "out")
    assert coding["coder"]["name"] == "Ben"
    assert [one["quote"] for one in coding["evidence"]] == ["Two"]
    assert sorted(value["field"] for value in coding["values"]) == ["killed_total", "suicide"]


def test_it_is_one_event_and_a_second_time_none(project: Path, table: Path, run: Run) -> None:
    before = events(run, project)
    run("import-codings", project, table, "--coder", "Ben")
    assert events(run, project) == before + 1
    again = run("import-codings", project, table, "--coder", "Ben")
    assert (again.status, events(run, project)) == (0, before + 1)
    assert "1 already coded" in again.out
    assert "Ben has coded this article already; nothing is overwritten." in again.err


def test_a_dry_run_says_the_same_and_stores_nothing(project: Path, table: Path, run: Run) -> None:
    before = events(run, project)
    answer = run("import-codings", project, table, "--coder", "Ben", "--dry-run")
    assert answer.out.startswith("Would import 1 coding as Ben (2 values, 1 evidence span)")
    assert (answer.status, events(run, project)) == (0, before)


def test_scripts_are_told_everything_with_the_mapping_used(project: Path, table: Path, run: Run) -> None:
    facts = run("import-codings", project, table, "--coder", "Ben", "--json").json
    assert set(facts) == {
        *("imported", "coder", "new", "values", "evidence", "already", "absent", "refused", "not_taken", "faults"),
        "mapping",
    }
    assert (facts["imported"], facts["new"], facts["values"]) == (1, ["a.txt"], 2)
    assert {rule["label"]: rule["field"] for rule in facts["mapping"]["labels"]} == {
        "killed_total": "killed_total",
        "suicide": "suicide",
        "mood": "",
    }


def test_the_mapping_of_a_dry_run_can_be_changed_and_used(project: Path, table: Path, run: Run, tmp_path: Path) -> None:
    facts = run("import-codings", project, table, "--coder", "Ben", "--dry-run", "--json").json
    for rule in facts["mapping"]["labels"]:
        if rule["label"] == "mood":
            rule |= {"field": "incident_label", "reading": "answer"}
    mapping = a_table(tmp_path, json.dumps(facts["mapping"]), "mapping.json")
    answer = run("import-codings", project, table, "--coder", "Ben", "--mapping", mapping)
    assert answer.out.startswith("Imported 1 coding as Ben (3 values")


def test_what_cannot_be_taken_is_told_with_its_row(project: Path, news: Path, run: Run, tmp_path: Path) -> None:
    table = a_table(tmp_path, "file_name,killed_total,suicide\na.txt,some,no\nb.txt,1,no\n")
    answer = run("import-codings", project, table, "--coder", "Ben")
    assert answer.status == 0
    assert answer.err.splitlines() == [
        "b.txt: The project has no such article.",
        "lab.csv, line 2: killed_total: “some” is not a whole number, which Killed (total) takes.",
    ]


def test_articles_come_too_where_that_is_asked_for(project: Path, run: Run, tmp_path: Path) -> None:
    line = json.dumps({"text": TEXT, "label": [[0, 3, "killed_total"]], "file_name": "new.txt"})
    examples = a_table(tmp_path, f"{line}\n", "all.jsonl")
    assert run("import-codings", project, examples, "--coder", "Ben").status == 1
    answer = run("import-codings", project, examples, "--coder", "Ben", "--with-articles")
    assert (answer.status, answer.out.splitlines()[0][:25]) == (0, "Imported 1 coding as Ben ")
    (coding,) = codings(run, project, tmp_path / "out")
    assert (coding["article"]["file_name"], coding["article"]["text"]) == ("new.txt", TEXT)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["lab.csv"], 2, "Name the coder whose work the codings become"),
        (["lab.csv", "--coder", "Ben", "--form", "xmi"], 2, "There is no form xmi"),
        (["a.pdf", "--coder", "Ben"], 2, "The form cannot be told from the files"),
        (["gone.csv", "--coder", "Ben", "--form", "csv"], 1, "There is no file or folder"),
        (["gone.pdf", "--coder", "Ben"], 1, "There is no file or folder"),
        (["lab.csv", "--coder", "Ben", "--form", "label-studio"], 1, "This is not JSON"),
        (["lab.csv", "--coder", "Ben", "--mapping", "gone.json"], 1, "gone.json: The file cannot be read"),
        (["lab.csv", "--coder", "x" * 81], 1, "A coder's name has 1 to 80 characters."),
    ],
)
def test_wrong_use_and_bad_files_are_told_in_a_sentence_and_change_nothing(
    project: Path, table: Path, run: Run, arguments: list[str], status: int, words: str
) -> None:
    before = events(run, project)
    (table.parent / "a.pdf").write_bytes(b"%PDF-1.7")
    named = [table.parent / one if one.endswith((".csv", ".pdf", ".json")) else one for one in arguments]
    answer = run("import-codings", project, *named)
    assert answer.status == status
    # The frame around wrong use breaks lines.
    assert " ".join(words.split()) in " ".join(answer.err.replace("│", " ").split())
    assert events(run, project) == before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "file_name,x\na.txt\n", "a.csv, line 2: The row has 1 cells, the header has 2."),
        ("a.json", '[{"data": {"text": NaN}}]', "a.json: NaN is not a number in JSON."),
        ("a.json", '{"x": 1}', "a.json: This is not an export of Label Studio"),
        ("a.jsonl", "x\n", "a.jsonl: No line is an example of doccano. This is not JSON"),
        ("a.jsonl", '{"format":"incident-annotator/dataset/1"}\n', "a.jsonl, line 1: project_id: Field required."),
        ("a.ann", "T1\tx 0 1\t\xff".encode("latin-1"), "a.ann: The file is not UTF-8"),
    ],
)
def test_every_broken_file_is_named_with_its_line(
    project: Path, news: Path, run: Run, tmp_path: Path, name: str, content: str | bytes, words: str
) -> None:
    assert news.is_dir()
    before = events(run, project)
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    answer = run("import-codings", project, tmp_path / name, "--coder", "Ben")
    assert answer.status == 1
    assert words in answer.err
    assert events(run, project) == before


# -- this program's own ------------------------------------------------------------------------------------------------


@pytest.fixture
def dataset(project: Path, table: Path, run: Run, tmp_path: Path) -> Path:
    """A lossless export of a project with one coding."""
    assert run("import-codings", project, table, "--coder", "Ben").status == 0
    assert run("export", project, tmp_path / "dataset", "--form", "jsonl").status == 0
    return tmp_path / "dataset" / "dataset.jsonl"


@pytest.fixture
def bare(tmp_path: Path, run: Run) -> Path:
    """Another project, empty."""
    path = tmp_path / "bare.annotator"
    assert run("new", path, "--coder", "Coder B").status == 0
    return path


def test_the_lossless_dataset_is_restored_without_naming_anybody(
    dataset: Path, bare: Path, run: Run, tmp_path: Path
) -> None:
    answer = run("import-codings", bare, dataset)
    assert answer.status == 0
    assert answer.out.startswith(
        "Restored 1 coding, 1 article, 1 coder, 1 codebook version and 0 rounds; 0 codings already"
    )
    run("export", bare, tmp_path / "again", "--form", "jsonl")
    again = (tmp_path / "again" / "dataset.jsonl").read_text(encoding="utf-8")
    assert again.splitlines()[1:] == dataset.read_text(encoding="utf-8").splitlines()[1:]


def test_restoring_twice_brings_nothing_new_and_a_dry_run_nothing_at_all(dataset: Path, bare: Path, run: Run) -> None:
    before = events(run, bare)
    dry = run("import-codings", bare, dataset, "--dry-run", "--json").json
    assert (dry["restored"], len(dry["new"]), dry["articles"] != []) == (0, 1, True)
    assert events(run, bare) == before
    run("import-codings", bare, dataset)
    after = events(run, bare)
    again = run("import-codings", bare, dataset, "--json").json
    assert (again["restored"], again["already_here"], again["conflicts"]) == (0, 1, [])
    assert events(run, bare) == after


def test_articles_that_are_here_under_other_ids_are_matched_and_that_is_told(
    dataset: Path, news: Path, bare: Path, run: Run
) -> None:
    run("import", bare, news)
    answer = run("import-codings", bare, dataset)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("Restored 1 coding, 0 articles, ")
    assert "1 article is here under another id and was matched by the text." in answer.out.splitlines()


def test_one_dataset_at_a_time(dataset: Path, bare: Path, run: Run) -> None:
    answer = run("import-codings", bare, dataset, dataset, "--form", "jsonl")
    assert answer.status == 2
    assert "Name one dataset.jsonl to restore." in answer.err


def test_a_folder_that_goes_away_while_it_is_read_is_told(
    bare: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "codings"
    folder.mkdir()
    (folder / "a.json").write_text("[]", encoding="utf-8")

    def gone(*_: object) -> list[Path]:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "rglob", gone)
    answer = run("import-codings", bare, folder, "--form", "label-studio", "--coder", "Ben")
    assert (answer.status, answer.out) == (1, "")
    assert "The folder cannot be read to the bottom: No such file or directory." in answer.err
