"""Tables of codings: long and wide, by columns that are chosen or proposed, and this program's own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from annotator.domain.coding import Stance
from annotator.domain.values import Content, Count, DateRange, Moment, OneCategory, SeveralCategories, Status
from annotator.formats.codings.columns import TableColumns, proposed_columns
from annotator.formats.codings.foreign import CodingFileError, Counting, ForeignCodings, LabelKind
from annotator.formats.codings.own_tables import own_table, read_own_tables
from annotator.formats.codings.table import NO_ARTICLE, read_table
from tests.unit.formats.datasets.making import GOLDEN


def a_table(folder: Path, text: str, name: str = "lab.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str, columns: TableColumns | None = None) -> ForeignCodings:
    return read_table([a_table(folder, text)], columns)


def refused(folder: Path, text: str, columns: TableColumns | None = None) -> str:
    with pytest.raises(CodingFileError) as caught:
        read(folder, text, columns)
    return caught.value.message


def test_a_wide_table_has_a_label_for_each_column_without_a_meaning(tmp_path: Path) -> None:
    found = read(tmp_path, "file_name,killed,when\na.txt,2,2020-01-02\nb.txt,,2020-01-03\n")
    assert [
        (coding.article.name, [(m.label, m.answers, m.kind) for m in coding.marks]) for coding in found.codings
    ] == [
        ("a.txt", [("killed", ("2",), LabelKind.COLUMN), ("when", ("2020-01-02",), LabelKind.COLUMN)]),
        ("b.txt", [("when", ("2020-01-03",), LabelKind.COLUMN)]),
    ]
    assert found.columns == ("file_name", "killed", "when")


def test_rows_of_one_article_are_one_coding_whose_incidents_the_column_tells_apart(tmp_path: Path) -> None:
    (only,) = read(tmp_path, "file_name,incident,killed\na.txt,1,2\na.txt,2,5\n").codings
    assert [(mark.report, mark.answers) for mark in only.marks] == [("1", ("2",)), ("2", ("5",))]


def test_a_long_table_has_its_labels_in_a_column(tmp_path: Path) -> None:
    (only,) = read(
        tmp_path, "file_name,coder,field,value,start,end,quote\na.txt,X,killed,2,0,3,two\na.txt,X,place,,4,9,\n"
    ).codings
    assert only.coder == "X"
    assert [(m.label, m.kind, m.answers, m.spans, m.quote) for m in only.marks] == [
        ("killed", LabelKind.SPAN, ("2",), ((0, 3),), "two"),
        ("place", LabelKind.SPAN, (), ((4, 9),), None),
    ]


def test_coders_of_one_article_have_a_coding_each(tmp_path: Path) -> None:
    found = read(tmp_path, "file_name,coder,killed\na.txt,X,1\na.txt,Y,2\n")
    assert [coding.coder for coding in found.codings] == ["X", "Y"]
    assert found.coders == ("X", "Y")


def test_columns_can_be_chosen_whatever_they_are_called(tmp_path: Path) -> None:
    columns = TableColumns(article="Quelle", label="Merkmal", answer="Wert", quote="Beleg")
    (only,) = read(tmp_path, "Quelle;Merkmal;Wert;Beleg\na.txt;tote;2;zwei\n", columns).codings
    assert [(mark.label, mark.answers, mark.quote) for mark in only.marks] == [("tote", ("2",), "zwei")]


def test_a_text_column_is_the_article_with_every_blank_in_it(tmp_path: Path) -> None:
    (only,) = read(tmp_path, 'text,killed\n" Two\n died. ",2\n').codings
    assert only.article.text == " Two\n died. "


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "lab.csv: The table is empty."),
        ("file_name,x,x\na,1,2\n", "lab.csv, line 1: The column “x” is there twice."),
        ("file_name,,x\na,1,2\n", "lab.csv, line 1: A column has no name."),
        ("file_name,x\na.txt\n", "lab.csv, line 2: The row has 1 cells, the header has 2."),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    assert refused(tmp_path, text) == message


def test_a_column_of_the_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    columns = TableColumns(article="file_name", quote="words")
    assert refused(tmp_path, "file_name,x\na.txt,1\n", columns) == "lab.csv, line 1: There is no column “words”."


@pytest.mark.parametrize(
    ("start", "end"), [("x", "3"), ("0", ""), ("-1", "3"), ("0", "9" * 30), ("1.5", "2"), ("٣", "5")]
)
def test_offsets_that_are_no_whole_numbers_are_listed_with_their_row(tmp_path: Path, start: str, end: str) -> None:
    found = read(tmp_path, f"file_name,field,start,end\na.txt,killed,0,3\na.txt,place,{start},{end}\n")
    assert [(one.place.line, "are not whole numbers" in one.reason) for one in found.not_taken] == [(3, True)]
    assert [mark.label for mark in found.codings[0].marks] == ["killed"]


def test_a_row_that_names_no_article_is_listed(tmp_path: Path) -> None:
    found = read(tmp_path, "file_name,killed\n,2\na.txt,3\n")
    assert [str(one) for one in found.not_taken] == ["lab.csv, line 2: The row names no article."]
    assert len(found.codings) == 1


def test_cells_that_look_like_missing_values_stay_what_they_are(tmp_path: Path) -> None:
    (only,) = read(tmp_path, "file_name,a,b,c\nx.txt,NA,007,  \n").codings
    assert [(mark.label, mark.answers) for mark in only.marks] == [("a", ("NA",)), ("b", ("007",))]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["File_Name", "Field", "Value"], TableColumns(article="File_Name", label="Field", answer="Value")),
        (["document", "killed", "value"], TableColumns(article="document")),
        (["text", "start", "label"], TableColumns(text="text", label="label")),
        (["sha256", "start", "end", "quote"], TableColumns(sha256="sha256", start="start", end="end", quote="quote")),
        (["x", "y"], TableColumns()),
    ],
)
def test_columns_are_proposed_by_their_names(header: list[str], expected: TableColumns) -> None:
    assert proposed_columns(header) == expected


def test_a_table_that_names_no_articles_gives_its_columns_to_choose_from(tmp_path: Path) -> None:
    found = read(tmp_path, "a,b\n1,2\n")
    assert (found.columns, found.codings) == (("a", "b"), ())
    assert [str(one) for one in found.not_taken] == [f"lab.csv, line 1: {NO_ARTICLE}"]


def test_an_own_export_is_recognised_by_its_columns(tmp_path: Path) -> None:
    assert own_table([GOLDEN / "csv"]) == GOLDEN / "csv" / "values.csv"
    assert own_table([GOLDEN / "csv" / "values.csv"]) == GOLDEN / "csv" / "values.csv"
    assert own_table([a_table(tmp_path, "file_name,x\na,1\n")]) is None
    assert own_table([tmp_path]) is None


def golden_contents() -> dict[str, Content | None]:
    codings = {coding.article.name: coding for coding in read_own_tables(GOLDEN / "csv" / "values.csv").codings}
    return {f"{mark.report}/{mark.label}": mark.exact for mark in codings["1.txt"].marks}


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ("/relevance", OneCategory),
        ("/published_on", Moment),
        ("1/killed", Count),
        ("1/when", DateRange),
        ("1/weapons", SeveralCategories),
    ],
)
def test_an_own_export_gives_contents_of_every_type_back(where: str, kind: type) -> None:
    assert isinstance(golden_contents()[where], kind)


def test_an_own_export_gives_spans_places_and_statuses_back() -> None:
    found = read_own_tables(GOLDEN / "csv" / "values.csv")
    first = next(coding for coding in found.codings if coding.article.name == "1.txt")
    (trigger, _) = sorted((mark for mark in first.marks if mark.label == "trigger"), key=lambda mark: mark.spans)
    assert (trigger.spans, trigger.quote, trigger.stance) == (((2, 18),), "Raid on a market", Stance.STATES)
    assert trigger.counting is Counting.CODE_POINTS
    assert {mark.group for mark in first.marks if mark.label == "name"} == {"actor_1", "actor_2"}
    assert Status.UNCLEAR in {mark.status for mark in first.marks if mark.label == "name"}
    with (GOLDEN / "csv" / "evidence.csv").open(encoding="utf-8", newline="") as file:
        assert sum(len(coding.marks) for coding in found.codings for _ in [0]) >= len(list(csv.DictReader(file)))


def test_an_article_without_any_value_is_a_coding_without_marks() -> None:
    empty = [coding for coding in read_own_tables(GOLDEN / "csv" / "values.csv").codings if not coding.marks]
    with (GOLDEN / "csv" / "articles.csv").open(encoding="utf-8", newline="") as file:
        counts = [row["value_count"] for row in csv.DictReader(file)]
    assert len(empty) == counts.count("0")


def copied_golden(folder: Path, change: tuple[str, str, str] | None = None) -> Path:
    for name in ("values.csv", "articles.csv", "evidence.csv"):
        text = (GOLDEN / "csv" / name).read_text(encoding="utf-8")
        if change and change[0] == name:
            assert change[1] in text
            text = text.replace(change[1], change[2], 1)
        a_table(folder, text, name)
    return folder / "values.csv"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("values.csv", ",coded,count,", ",done,count,"), "values.csv, line 5: The row is no value as this program"),
        (("values.csv", ",coded,count,12,12", ",coded,count,12,x"), "values.csv, line 5: The row is no value"),
        (("values.csv", ",coded,boolean,false", ",coded,boolean,no"), "values.csv, line 9: The row is no value"),
        (("values.csv", '"{""type"":""date_range""', '"{""type"":""date_rang""'), "values.csv, line 6: The row is no"),
        (
            ("values.csv", '"{""type"":""date_range""', '"{{""type"":""date_range""'),
            "values.csv, line 6: The row is no",
        ),
        (("evidence.csv", ",states,", ",says,"), "evidence.csv, line 2: The row is no evidence"),
        (("articles.csv", "coding_id,", "coding,"), "articles.csv, line 1: There is no column “coding_id”."),
    ],
)
def test_an_own_table_that_was_edited_into_nonsense_is_refused_with_its_row(
    tmp_path: Path, change: tuple[str, str, str], message: str
) -> None:
    with pytest.raises(CodingFileError) as caught:
        read_own_tables(copied_golden(tmp_path, change))
    assert caught.value.message.startswith(message)


def test_own_values_without_the_tables_beside_them_still_name_their_articles(tmp_path: Path) -> None:
    values = copied_golden(tmp_path)
    for name in ("articles.csv", "evidence.csv"):
        (tmp_path / name).unlink()
    codings = read_own_tables(values).codings
    assert codings[0].article.article_id == "article-1"
    assert all(not mark.spans for coding in codings for mark in coding.marks)
