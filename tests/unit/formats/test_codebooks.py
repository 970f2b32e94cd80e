from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, strategies as st
from ruamel.yaml import YAML

from annotator.domain.codebook import FORMAT
from annotator.domain.errors import CodebookError
from annotator.formats import codebooks_schema
from annotator.formats.codebooks import MAX_BYTES, MAX_FAULTS, json_schema, read_codebook, write_codebook
from annotator.formats.plain_yaml import YamlRefusedError, read_plain_yaml
from tests.drafts import DEFAULT_CODEBOOK_FILE, RESOURCES, default_codebook

SMALL = f"""\
format: {FORMAT}
id: small
version: 1
title: Small
sections:
  - id: main
    label: Main
fields:
  - id: killed
    label: Killed
    level: incident
    section: main
    type: count
    required: true
  - id: stage
    label: Stage
    level: incident
    section: main
    type: categorical
    categories:
      - {{id: done, label: Done}}
      - {{id: tried, label: Tried}}
rules:
  - id: R1
    severity: error
    field: killed
    checks:
      - when: stage = 'done'
        require: killed.low >= 0
        message: "Killed is {{killed.low}}."
"""


def _refused(source: str) -> list[str]:
    with pytest.raises(CodebookError) as caught:
        read_codebook(source, name="my.yaml")
    assert caught.value.kept
    assert caught.value.remedy
    return caught.value.message.splitlines()


def test_a_small_codebook_is_read() -> None:
    codebook = read_codebook(SMALL, name="my.yaml")
    assert [field.label for field in codebook.fields] == ["Killed", "Stage"]
    assert codebook.rules[0].checks[0].when == "stage = 'done'"


@pytest.mark.parametrize(
    "old, new, lines",
    [
        ("label: Killed\n", "label: Killed\n    label: Dead\n", ["11: “label” is there twice."]),
        (
            "label: Killed\n",
            "lable: Killed\n",
            ["9: “label” is missing.", "10: “lable” is not a word of the codebook format."],
        ),
        ("version: 1", "version: one", ["3: “version”: input should be a valid integer"]),
        ("version: 1", "version: 0", ["3: “version”: input should be greater than or equal to 1."]),
        ("type: count", "type: number", ["13: “type” is “number”; choose 'count', 'date',"]),
        ("required: true", "required: stage =", ["14: a value is expected here (column 8)."]),
        ("required: true", "required: [1]", ["14: “required”: input should be a valid string."]),
        ("id: killed", "id: Killed ones", ["9: “id” is “Killed ones”; use lower-case letters, digits and _"]),
        ("required: true", "key: k", ["14: “key” is “k”; use one capital letter."]),
        ("required: true", "key: X", ["9: field killed: the key X is the window's own."]),
        ("main\n    type: count", "rest\n    type: count", ["12: field killed: there is no section rest."]),
        ("level: incident\n", "level: group\n", ["11: field killed: there is no level group."]),
        ("killed.low >= 0", "kiled.low >= 0", ["29: rule R1: there is no field kiled."]),
        ("stage = 'done'", "stage = 'did'", ["28: rule R1: stage is never 'did'."]),
        ("{killed.low}", "{killed.lowest}", ["30: rule R1: killed has no part lowest."]),
        ("{killed.low}", "{killed.low", ["30: the brace is not closed (column 11)."]),
        ("field: killed", "field: gone", ["26: rule R1: there is no field gone."]),
        ("id: stage", "id: killed", ["15: field killed is there twice."]),
        ("\n  - id: main\n    label: Main", " none", ["5: “sections”: input should be a valid list."]),
        ("title: Small", "title: &t Small", ["4: the anchor &t is not used here."]),
        ("title: Small", "title: !!python/name:os.system", ["4: the tag tag:yaml.org,2002:python/name:os.sys"]),
        ("    label: Killed", "\tlabel: Killed", ["10: a tab is used to indent; use spaces."]),
        ("title: Small", "title: [Small", ["5: this is not YAML: "]),
        ("title: Small", "title: Small: again", ["4: this is not YAML: mapping values are not allowed here."]),
        ("id: small", "id: small\n? [a, b]\n: c", ["3: a key must be a word."]),
        ("codebook/1", "codebook/2", ["1: the format is “incident-annotator/codebook/2”, but this program reads"]),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_reason(old: str, new: str, lines: list[str]) -> None:
    assert SMALL.count(old) >= 1
    refusals = _refused(SMALL.replace(old, new, 1))
    assert len(refusals) == len(lines)
    for refusal, line in zip(refusals, lines, strict=True):
        assert refusal.startswith(f"my.yaml, line {line}")


@pytest.mark.parametrize(
    "source, reason",
    [
        ("", "line 1: the file is empty."),
        ("# only a remark\n", "line 1: the file is empty."),
        ("just words", "line 1: this is not a codebook, which begins with"),
        ("- a\n- b\n", "line 1: this is not a codebook, which begins with"),
        ("title: x", "line 1: the format is “”, but this program reads"),
        ("a: 1\n---\nb: 2\n", "line 2: a second document begins here; there may be only one."),
        ("%YAML 1.1\n---\na: 1\n", "directives such as %YAML are not used here."),
        ("a: b\nc: \x00", "line 2: there is a character that no text may hold."),
        ("a: *b\n", "line 1: *b repeats another part; write it out."),
        ("{" * 5000, "line 1: the file is nested too deeply."),
        ("[" * 300_000, "line 1: the file is nested too deeply."),
        ("\ud800", "line 1:"),
    ],
)
def test_a_file_that_is_no_codebook_is_refused(source: str, reason: str) -> None:
    assert reason in _refused(source)[0]


def test_a_bomb_of_anchors_is_refused_before_anything_grows() -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    refusals = _refused("\n".join(["a0: &a0 [lol]", *levels]))
    assert refusals[0] == "my.yaml, line 1: the anchor &a0 is not used here."
    assert len(refusals) == MAX_FAULTS + 1


def test_at_most_twenty_problems_are_told_and_the_rest_counted() -> None:
    extra = "\n".join(f"extra{number}: 1" for number in range(30))
    refusals = _refused(f"{SMALL}{extra}\n")
    assert len(refusals) == MAX_FAULTS + 1
    assert refusals[-1] == "10 more problems are not shown."


def test_several_problems_are_told_in_the_order_of_the_lines() -> None:
    source = SMALL.replace("version: 1", "version: x").replace("type: count", "type: sum").replace("R1", "1R")
    numbers = [int(line.split("line ")[1].split(":")[0]) for line in _refused(source)]
    assert numbers == [3, 13, 24]


def test_a_file_larger_than_the_limit_is_refused_unread() -> None:
    assert _refused("x" * (MAX_BYTES + 1)) == ["my.yaml is larger than 1 MB; a codebook is never that long."]


def test_yes_and_no_are_words_in_yaml_1_2() -> None:
    codebook = read_codebook(SMALL.replace("label: Done", "label: no").replace("label: Tried", "label: Yes"), name="x")
    assert [category.label for category in codebook.fields[1].categories] == ["no", "Yes"]


@pytest.mark.parametrize(
    "scalar, value",
    [
        ("1", 1),
        ("012", 12),
        ("0x1F", 31),
        ("0o17", 15),
        ("1_000", 1000),
        ("1.5", 1.5),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("2019-01-01", "2019-01-01"),
        ("yes", "yes"),
        ("'1'", "1"),
        ("! 1", "1"),
        ("9" * 5000, "9" * 5000),
        ("caf\u00e9 \U0001f642", "caf\u00e9 \U0001f642"),
    ],
)
def test_a_scalar_is_plain_data(scalar: str, value: object) -> None:
    data, _ = read_plain_yaml(f"a: {scalar}\n")
    assert data == {"a": value}


def test_every_part_knows_its_line() -> None:
    _, places = read_plain_yaml("a: 1\nb:\n  - c: 2\n    d: 3\n")
    assert places[("a",)] == 1
    assert places[("b", 0, "c")] == 3
    assert places[("b", 0, "d")] == 4


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_any_text_is_read_or_refused_in_plain_words(source: str) -> None:
    try:
        read_plain_yaml(source)
    except YamlRefusedError as error:
        lines = {fault.line for fault in error.faults}
        if not all(1 <= line <= len(source) + 2 for line in lines):
            pytest.fail(f"lines {lines} of {source!r}")


@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@, \n\t?~"), max_size=40))
def test_any_heap_of_yamls_signs_is_read_or_refused_in_plain_words(source: str) -> None:
    try:
        read_codebook(f"{SMALL}{source}", name="my.yaml")
    except CodebookError as error:
        if not error.message.startswith("my.yaml, line "):
            pytest.fail(error.message)


def test_a_written_codebook_is_read_back_equal() -> None:
    for codebook in (default_codebook(), read_codebook(SMALL, name="my.yaml")):
        assert read_codebook(write_codebook(codebook), name="copy.yaml") == codebook


def test_a_written_codebook_keeps_the_order_of_its_parts_and_leaves_defaults_out() -> None:
    text = write_codebook(read_codebook(SMALL, name="my.yaml"))
    assert text.splitlines()[:4] == [f"format: {FORMAT}", "id: small", "version: 1", "title: Small"]
    assert "evidence" not in text


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=40))
def test_any_help_text_survives_writing_and_reading(help_text: str) -> None:
    codebook = default_codebook()
    field = codebook.fields[0].model_copy(update={"help": help_text})
    changed = codebook.model_copy(update={"fields": (field,), "rules": (), "groups": ()})
    again = read_codebook(write_codebook(changed), name="copy.yaml")
    assert again.fields[0].help == help_text


def test_the_schema_in_the_resources_is_current() -> None:
    kept = (RESOURCES / "codebooks" / "codebook.schema.json").read_text(encoding="utf-8")
    assert kept == codebooks_schema.schema_text(), "run python -m annotator.formats.codebooks_schema on it"


def test_the_default_codebook_fits_the_schema_and_a_wrong_one_does_not() -> None:
    data = YAML(typ="safe", pure=True).load(DEFAULT_CODEBOOK_FILE.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(json_schema())
    assert list(validator.iter_errors(data)) == []
    assert list(validator.iter_errors({**data, "colour": "red"}))
    assert list(validator.iter_errors({**data, "version": 0}))


def test_the_schema_is_written_to_the_file_named(tmp_path: Path) -> None:
    target = tmp_path / "schema.json"
    assert codebooks_schema.main([str(target)]) == 0
    assert json.loads(target.read_text(encoding="utf-8")) == json_schema()


def test_the_schema_writer_says_how_it_is_called() -> None:
    command = [sys.executable, "-m", "annotator.formats.codebooks_schema"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=RESOURCES.parent)
    assert done.returncode == 2
    assert "Name the file to write" in done.stderr
