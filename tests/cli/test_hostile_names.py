"""Names that try to steer a terminal, to pass for markup or an option, or are hardly names at all."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from annotator.domain.names import as_one_line, steering_as_json
from tests.cli.conftest import Run

STEERING = {
    "colour": "red\x1b[31m",
    "title of the window": "\x1b]0;owned\x07",
    "erasing the line": "gone\x1b[2K\r",
    "backspace": "abc\x08\x08\x08xyz",
    "C1 control": "\x9b31m",
    "NUL-like": "a\x01b",
    "delete": "a\x7fb",
    "right to left override": "txt.\u202egpj.exe",
    "isolate that is left open": "\u2067abc",
    "embedding": "\u202babc",
    "a second line": "a\nImported 5; 0 already here; 0 refused.",
    "a line of another kind": "a\u2028Imported 5",
    "a tabulator": "a\tb",
}
UNSEEN = {
    "zero width": "\u200b\u200d",
    "marks of direction": "\u200e\u200f\u061c",
    "a byte order mark": "\ufeff",
    "a soft hyphen": "\u00ad",
    "a filler that counts as a letter": "\u3164",
    "a pattern without a dot": "\u2800 \u2800",
    "a mark without its letter": "\u0301",
    "a tag": "\U000e0041",
}
HARMLESS = {
    "markup of the terminal's library": "[bold]Ada[/bold]",
    "a tag left open": "[red]",
    "a link": "[link=https://example.org]here[/link]",
    "HTML": "<b>Ada</b> & co",
    "a formula": '=HYPERLINK("x")',
    "a format": "%s {0} {name!r} $HOME `id`",
    "Arabic": "محمد العلي",
    "a joiner": "می\u200cخواهم",
    "emoji": "👩🏽‍🚒 crew",
    "SQL": "Robert'); DROP TABLE coder;--",
    "a combining mark": "Me\u0301naka",
    "spaces inside": "Ada   Quill",
}


def steers(text: str) -> bool:
    """Tell whether text holds something that a terminal obeys rather than shows."""
    lasting = {"\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068"}
    lines = text.rstrip("\n").split("\n")
    return any(unicodedata.category(one) in {"Cc", "Zl", "Zp"} for one in "".join(lines)) or bool(lasting & set(text))


@pytest.mark.parametrize("name", STEERING.values(), ids=STEERING)
def test_a_file_s_name_never_steers_the_terminal(run: Run, project: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    (folder / f"{name}.txt").write_bytes(b"")  # refused, and told by its name
    answer = run("import", project, folder)
    assert answer.status == 1
    assert not steers(answer.out + answer.err)
    assert len(answer.err.splitlines()) == 1, "no name makes a line of its own"
    assert name.encode("unicode_escape").decode("ascii")[-12:] in answer.err
    told = run("import", project, folder, "--json")
    assert not steers(told.out)
    assert [one["file"] for one in told.json["refused"]] == [f"{name}.txt"], "scripts get the name as it is"


@pytest.mark.parametrize("name", HARMLESS.values(), ids=HARMLESS)
def test_a_file_s_name_is_shown_letter_by_letter(run: Run, project: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / f"{name}.txt".replace("/", "∕")).write_bytes(b"")
    answer = run("import", project, folder)
    assert answer.status == 1
    assert f"{name}.txt:".replace("/", "∕") in answer.err


@pytest.mark.parametrize("name", STEERING.values(), ids=STEERING)
def test_a_project_that_is_not_there_is_named_harmlessly(run: Run, tmp_path: Path, name: str) -> None:
    answer = run("check", tmp_path / name)
    assert (answer.status, answer.out) == (1, "")
    assert not steers(answer.err)
    assert "There is no file" in answer.err


@pytest.mark.parametrize("name", HARMLESS.values(), ids=HARMLESS)
def test_a_coder_may_be_called_anything_that_can_be_read(run: Run, project: Path, name: str) -> None:
    assert run("round", "add-coder", project, name).status == 0
    again = run("round", "add-coder", project, name)
    assert again.status == 1
    shown = unicodedata.normalize("NFC", " ".join(name.split()))
    assert f"There is a coder {shown} already" in again.err
    renamed = run("round", "rename-coder", project, shown, "Ada")
    assert renamed.out == f"{shown} is Ada now.\n"


@pytest.mark.parametrize("name", HARMLESS.values(), ids=HARMLESS)
def test_a_round_may_be_called_anything_that_can_be_read(run: Run, project: Path, name: str) -> None:
    assert run("round", "new", project, name).status == 0
    shown = unicodedata.normalize("NFC", " ".join(name.split()))
    (listed,) = run("round", "list", project, "--json").json["rounds"]
    assert listed["name"] == shown
    assert run("round", "list", project).out.startswith(f"{shown}: blind, running")
    assert run("round", "remove", project, shown).out == f"{shown} is removed.\n"


@pytest.mark.parametrize("name", ["", " ", "\t\n", "\u00a0", "x" * 500])
@pytest.mark.parametrize("what", ["add-coder", "new"])
def test_a_name_that_cannot_be_read_is_refused(run: Run, project: Path, what: str, name: str) -> None:
    assert run("round", "add-coder", project, "Ben").status == 0  # whoever is at work is a coder from then on
    before = run("check", project, "--json").json["events"]
    answer = run("round", what, project, name)
    assert (answer.status, answer.out) == (1, "")
    assert len(answer.err) < 300
    assert run("check", project, "--json").json["events"] == before


@pytest.mark.parametrize("name", [*STEERING.values(), *UNSEEN.values()], ids=[*STEERING, *UNSEEN])
def test_a_name_that_steers_or_cannot_be_seen_is_never_shown_as_it_is(run: Run, project: Path, name: str) -> None:
    for what in (("round", "add-coder"), ("round", "new")):
        first, second = run(*what, project, name), run(*what, project, name)
        assert second.status == 1, "either the name is refused, or its blanks are evened out and it is taken by then"
        assert not steers(first.out + first.err + second.out + second.err)


@pytest.mark.parametrize("name", UNSEEN.values(), ids=UNSEEN)
def test_coders_rounds_recipes_and_projects_have_names_that_can_be_seen(
    run: Run, project: Path, tmp_path: Path, name: str
) -> None:
    before = run("check", project, "--json").json["events"]
    for arguments in (
        ("round", "add-coder", project, name),
        ("round", "new", project, name),
        ("export", project, tmp_path / "out", "--keep-as", name),
        ("new", tmp_path / "p.annotator", "--name", name),
        ("new", tmp_path / "p.annotator", "--coder", name),
        ("review", "begin", project, "--reviewer", name),
    ):
        answer = run(*arguments)
        assert (answer.status, answer.out) == (1, ""), arguments
        assert "only characters that cannot be seen" in answer.err
    assert not (tmp_path / "p.annotator").exists()
    assert not (tmp_path / "out").exists()
    assert run("check", project, "--json").json["events"] == before


def test_a_codebook_s_name_makes_no_line_of_its_own(run: Run, tmp_path: Path) -> None:
    codebook = tmp_path / "a.yaml\nb.yaml is sound.yaml"
    codebook.write_text("fields: [1]", encoding="utf-8")
    answer = run("codebook", "validate", codebook)
    assert answer.status == 1
    assert not any(line.startswith("b.yaml is sound") for line in answer.err.splitlines())


@pytest.mark.parametrize("name", ["--help", "-x", "--json"])
def test_a_name_like_an_option_can_be_given_after_two_hyphens(run: Run, project: Path, name: str) -> None:
    assert run("round", "add-coder", project, "--", name).out == f"Added {name}.\n"
    assert run("round", "new", project, "--", name).out == f"Made the round {name}.\n"


def test_a_file_s_name_that_is_no_text_is_told_all_the_same(run: Run, project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bytes"
    folder.mkdir()
    (folder / os.fsdecode(b"caf\xe9.txt")).write_bytes(b"")
    answer = run("import", project, folder)
    assert answer.status == 1
    assert "caf" in answer.err


@given(st.text(max_size=60))
def test_nothing_that_is_said_steers_and_all_else_is_said(text: str) -> None:
    shown = as_one_line(text)
    assert not steers(shown)
    assert "\n" not in shown
    harmless = "".join(one for one in text if not steers(one + ".") and one not in "\n\u202c\u2069")
    rest = iter(shown)
    assert all(one in rest for one in harmless), "in the same order"


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=30)))
def test_json_steers_nothing_and_says_the_same(facts: dict[str, str]) -> None:
    said = steering_as_json(json.dumps(facts, ensure_ascii=False, indent=1))
    assert json.loads(said) == facts
    assert not any(steers(line + ".") for line in said.split("\n"))
