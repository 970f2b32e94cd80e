"""Gold's two files say the same, line by line, and are complete or absent."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from annotator.domain.errors import ExportError
from annotator.formats.gold.files import COLUMNS, GoldLine, _cell, write_gold

LINE = GoldLine(
    project="Project",
    round="First",
    article_id="article",
    title="A title, with a comma",
    report=1,
    level="incident",
    group=None,
    field="killed_total",
    label="Killed (total)",
    status="coded",
    content={"type": "count", "best": 2},
    words="2",
    missing_evidence_reason="",
    evidence=({"start": 0, "end": 3, "stance": "states", "quote": "two"},),
    codebook="incident 3",
    source="one",
    disagreement="near_number",
    is_sampled=False,
    taken_from=("Person 1",),
    answers=({"coder": "Person 1", "answer": "2"}, {"coder": "Person 2", "answer": "3"}),
    reason="coder_slip",
    note="",
    reviewer="Reviewer",
    ruled_at="2021-05-10T12:00:00+00:00",
    value_id="v",
    ruling_id="r",
    earlier_rulings=(),
)


def read(folder: Path) -> tuple[list[dict[str, object]], list[dict[str, str]]]:
    lines = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").split("\n") if line]
    with (folder / "gold.csv").open(encoding="utf-8", newline="") as table:
        return lines, list(csv.DictReader(table))


def test_both_files_have_every_line_in_order(tmp_path: Path) -> None:
    other = replace(LINE, value_id="w", report=None, content=None, evidence=(), is_sampled=True)
    assert write_gold(tmp_path / "gold", [LINE, other]) == 2
    lines, rows = read(tmp_path / "gold")
    assert [line["value_id"] for line in lines] == [row["value_id"] for row in rows] == ["v", "w"]
    assert list(lines[0]) == list(rows[0]) == list(COLUMNS)
    assert lines[0] == json.loads(json.dumps(asdict(LINE)))
    assert json.loads(rows[0]["answers"]) == lines[0]["answers"]
    assert (rows[0]["is_sampled"], rows[1]["is_sampled"]) == ("false", "true")
    assert (rows[1]["report"], rows[1]["content"], rows[1]["evidence"]) == ("", "", "")


def test_no_lines_make_files_with_nothing_but_the_columns(tmp_path: Path) -> None:
    assert write_gold(tmp_path / "gold", []) == 0
    assert read(tmp_path / "gold") == ([], [])


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t"])
def test_the_table_holds_no_formulas(tmp_path: Path, beginning: str) -> None:
    write_gold(tmp_path / "gold", [replace(LINE, note=f"{beginning}1+1")])
    lines, rows = read(tmp_path / "gold")
    assert lines[0]["note"] == f"{beginning}1+1"
    assert rows[0]["note"] == f"'{beginning}1+1"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_is_one_line_of_json(words: str) -> None:
    assert "\n" not in str(_cell({"words": words}))
    assert json.loads(str(_cell({"words": words}))) == {"words": words}


def test_what_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def breaking() -> Iterator[GoldLine]:
        yield LINE
        raise OSError(28, "no space left")

    with pytest.raises(ExportError, match="disk is full"):
        write_gold(tmp_path / "gold", breaking())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="exists already"):
        write_gold(tmp_path / "gold", [LINE])
    assert [entry.name for entry in (tmp_path / "gold").iterdir()] == ["mine.txt"]
