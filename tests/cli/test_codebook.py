from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotator.bootstrap import default_codebook_path
from tests.cli.conftest import Run

DEFAULT = default_codebook_path().read_text(encoding="utf-8")


def test_the_default_codebook_is_sound(run: Run) -> None:
    answer = run("codebook", "validate", default_codebook_path())
    assert (answer.status, answer.err) == (0, "")
    assert re.fullmatch(r"incident\.yaml is sound: Violent incidents, version 1, \d+ fields, \d+ rules\.\n", answer.out)


def test_scripts_are_told_what_is_in_a_codebook(run: Run) -> None:
    facts = run("codebook", "validate", default_codebook_path(), "--json").json
    assert set(facts) == {"id", "version", "title", "fields", "rules"}
    assert facts["fields"] == len(re.findall(r"(?m)^    type: ", DEFAULT))


def test_every_problem_is_told_with_its_line(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    text = DEFAULT.replace("type: count", "type: number", 2)
    broken.write_text(text, encoding="utf-8")
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if "type: number" in line]
    answer = run("codebook", "validate", broken)
    assert (answer.status, answer.out) == (1, "")
    for line in lines:
        assert f"line {line}" in answer.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"", "broken.yaml"),
        (b"\xff\xfe\0\0", "is not UTF-8 text"),
        (b"a: 1\na: 2\n", "line 2"),
        (b"a\0b", "broken.yaml"),
        (b"- 1\n", "broken.yaml"),
        (b"{" * 50_000, "broken.yaml"),
        (b"a: &x [1]\nb: *x\n", "broken.yaml"),
    ],
)
def test_a_file_that_is_no_codebook_is_refused_in_plain_words(
    run: Run, tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "broken.yaml"
    if content is not None:
        path.write_bytes(content)
    answer = run("codebook", "validate", path)
    assert (answer.status, answer.out) == (1, "")
    assert words in answer.err


def test_a_folder_is_no_codebook(run: Run, tmp_path: Path) -> None:
    answer = run("codebook", "validate", tmp_path)
    assert answer.status == 1
    assert "cannot be read" in answer.err
