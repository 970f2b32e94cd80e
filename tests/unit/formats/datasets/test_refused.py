"""The list of what a form cannot say: there when there is something to list, complete, and told in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.formats.datasets.nlp_forms.marks import MarkedArticle, span_refusal
from annotator.formats.datasets.output import DryFolder
from annotator.formats.datasets.refusal import RefusedLine
from annotator.formats.datasets.refused import CHANGED, Refusal, RefusedList, value_refusal
from tests.unit.formats.datasets.making import a_codebook
from tests.unit.formats.nlp_forms.hard_texts import SpanMaker, a_hard_coding
from tests.unit.formats.nlp_forms.readers import refused


def a_marked_article() -> MarkedArticle:
    return MarkedArticle(a_hard_coding().coded(a_codebook()), {})


def test_with_nothing_to_list_there_is_no_file(tmp_path: Path) -> None:
    with RefusedList(tmp_path, "form") as listed:
        assert listed.finished() == ()
        assert listed.remarks() == ()
    assert list(tmp_path.iterdir()) == []


def test_a_span_is_listed_with_everything_that_finds_it(tmp_path: Path) -> None:
    marked = a_marked_article()
    (mark,) = (mark for mark in marked.marks if mark.field == "name")
    with RefusedList(tmp_path, "form") as listed:
        listed.add(marked.coded, span_refusal(mark, "Reason.", outcome=CHANGED))
        (file,) = listed.finished()
    (row,) = refused(tmp_path)
    assert row == {
        "form": "form",
        "outcome": "changed",
        "what": "span",
        "id": mark.evidence.id,
        "article_id": "article-7",
        "coding_id": "coding-7",
        "file_name": "dir/harte Texte é.txt",
        "coder": "Coder, one",
        "report_number": "2",
        "level": "actor",
        "group_number": "1",
        "field": "name",
        "column": "",
        "start": str(mark.start),
        "end": str(mark.end),
        "quote": mark.evidence.quote,
        "reason": "Reason.",
    }
    assert (file.name, file.rows) == ("refused.csv", 1)
    assert tuple(row) == RefusedLine._fields


def test_a_value_is_listed_by_its_place(tmp_path: Path) -> None:
    marked = a_marked_article()
    with RefusedList(tmp_path, "form") as listed:
        for placed in marked.values:
            listed.add(marked.coded, value_refusal(placed, "Reason."))
        listed.finished()
    rows = refused(tmp_path)
    assert [row["id"] for row in rows] == [placed.value.id for placed in marked.values]
    assert {(row["what"], row["start"], row["quote"]) for row in rows} == {("value", "", "")}
    assert [row["level"] for row in rows if row["field"] == "relevance"] == ["article"]


def test_what_has_no_place_leaves_its_cells_empty(tmp_path: Path) -> None:
    marked = a_marked_article()
    with RefusedList(tmp_path, "form") as listed:
        listed.add(marked.coded, Refusal("note", "note-1", "Reason.", detail="More."))
        listed.finished()
    (row,) = refused(tmp_path)
    assert (row["report_number"], row["level"], row["field"]) == ("", "", "")
    assert row["reason"] == "Reason. More."


def test_every_row_of_a_long_list_is_there_in_order_with_its_own_cells(tmp_path: Path) -> None:
    marked = a_marked_article()
    with RefusedList(tmp_path, "form") as listed:
        for number in range(4_001):
            at = number % 7 or None
            listed.add(marked.coded, Refusal("span", f"id-{number}", f"Reason {number % 3}.", start=at, end=number))
        (file,) = listed.finished()
    rows = refused(tmp_path)
    assert file.rows == len(rows) == 4_001
    assert [(row["id"], row["end"]) for row in rows] == [(f"id-{number}", str(number)) for number in range(4_001)]
    assert [row["start"] for row in rows] == [str(number % 7 or "") for number in range(4_001)]
    assert [row["reason"] for row in rows] == [f"Reason {number % 3}." for number in range(4_001)]


@pytest.mark.parametrize(
    "quote, cell",
    [
        ("=1+1", "'=1+1"),
        ("\u200b@x", "'\u200b@x"),
        ('say "no", twice', 'say "no", twice'),
        ("two\nlines", "two\nlines"),
        ("-\n", "'-\n"),
        ("", ""),
        ("1,200", "1,200"),
    ],
)
def test_words_of_an_article_are_safe_in_the_table_and_come_back_whole(tmp_path: Path, quote: str, cell: str) -> None:
    marked = a_marked_article()
    with RefusedList(tmp_path, "form") as listed:
        listed.add(marked.coded, Refusal("span", "=id", "Reason.", field="+field", quote=quote))
        listed.add(marked.coded, Refusal("span", "id", "Reason.", quote=quote))
        listed.finished()
    first, second = refused(tmp_path)
    assert (first["id"], first["field"], first["quote"]) == ("'=id", "'+field", cell)
    assert (second["id"], second["field"], second["quote"]) == ("id", "", cell)


@pytest.mark.parametrize(
    "count, sentence",
    [
        (1, "form: 1 note was left out, see refused.csv. Reason."),
        (2, "form: 2 notes were left out, see refused.csv. Reason."),
        (1_200, "form: 1,200 notes were left out, see refused.csv. Reason."),
    ],
)
def test_each_cause_is_one_sentence_with_its_number(tmp_path: Path, count: int, sentence: str) -> None:
    marked = a_marked_article()
    with RefusedList(tmp_path, "form") as listed:
        for number in range(count):
            listed.add(marked.coded, Refusal("note", str(number), "Reason.", detail=f"Number {number}."))
        listed.finished()
        assert listed.remarks() == (sentence,)
    assert len(refused(tmp_path)) == count


def test_causes_are_told_in_the_order_they_came_up(tmp_path: Path) -> None:
    marked = a_marked_article()
    with RefusedList(tmp_path, "form") as listed:
        for what, reason in (("span", "B."), ("span", "A."), ("note", "B."), ("span", "B.")):
            listed.add(marked.coded, Refusal(what, "1", reason))
        told = [remark.removeprefix("form: ").split(" ")[:2] for remark in listed.remarks()]
    assert told == [["2", "spans"], ["1", "span"], ["1", "note"]]


def test_an_article_without_a_file_name_is_named_by_its_id(tmp_path: Path) -> None:
    made = SpanMaker(1, "text")
    made.article = made.article.model_copy(update={"file_name": ""})
    with RefusedList(tmp_path, "form") as listed:
        listed.add(made.coded(a_codebook()), Refusal("article", "article-1", "Reason."))
        assert "(“article-1”)" in listed.remarks()[0]


def test_a_list_left_in_the_middle_is_closed(tmp_path: Path) -> None:
    """An open file would be told as a warning, which fails the test."""
    marked = a_marked_article()

    def break_off() -> None:
        with RefusedList(tmp_path, "form") as listed:
            listed.add(marked.coded, Refusal("note", "1", "Reason."))
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert (tmp_path / "refused.csv").exists()


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_list_can_be_taken_for_a_formula(tmp_path: Path, begins: str) -> None:
    marked = a_marked_article()
    text = f"{begins}1+1"
    with RefusedList(tmp_path, "form") as listed:
        listed.add(marked.coded, Refusal("note", text, "Reason.", quote=text, column=text, start=-1))
        listed.finished()
    (row,) = refused(tmp_path)
    assert row["id"] == row["quote"] == row["column"] == "'" + text
    assert row["start"] == "-1"


def test_many_causes_are_told_in_one_sentence(tmp_path: Path) -> None:
    marked = a_marked_article()
    with RefusedList(tmp_path, "form") as listed:
        for number in range(1_200):
            listed.add(marked.coded, Refusal("report", "r", f"Reason {number}."))
        listed.add(marked.coded, Refusal("cell", "r", "Another.", outcome=CHANGED))
        assert listed.remarks() == (
            "form: 1,200 reports were left out, 1 cell was changed; refused.csv lists them with reasons.",
        )


def test_a_line_about_the_dataset_as_a_whole_names_no_article(tmp_path: Path) -> None:
    with RefusedList(tmp_path, "form") as listed:
        listed.add(None, Refusal("cell", "", "Reason.", column="codebook.csv"))
        listed.finished()
    (row,) = refused(tmp_path)
    assert (row["article_id"], row["coding_id"], row["coder"]) == ("", "", "")


def test_in_a_folder_that_is_only_tried_the_lines_are_kept_and_no_file_is_made() -> None:
    folder = DryFolder()
    marked = a_marked_article()
    with RefusedList(folder, "form") as listed:
        for placed in marked.values:
            listed.add(marked.coded, value_refusal(placed, "Reason."))
        assert listed.finished() == ()
        assert listed.remarks()
    assert [line.id for line in folder.refused] == [placed.value.id for placed in marked.values]
