"""Tables as spreadsheets and other programs save them: signs, quotes, marks, formulas, many rows, odd headers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.formats.codings import table
from annotator.formats.codings.columns import TableColumns, proposed_columns
from annotator.formats.codings.files import csv_rows
from annotator.formats.codings.foreign import CodingFileError, ForeignCodings, LabelKind
from annotator.formats.codings.table import read_table

drawn = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "\t=1", "'=1+1")


def saved(folder: Path, data: bytes | str, name: str = "lab.csv") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def read(folder: Path, data: bytes | str, columns: TableColumns | None = None) -> ForeignCodings:
    return read_table([saved(folder, data)], columns)


def answers(found: ForeignCodings) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(coding.article.name, mark.label, mark.answers) for coding in found.codings for mark in coding.marks]


def refused(folder: Path, data: bytes | str) -> str:
    with pytest.raises(CodingFileError) as caught:
        read(folder, data)
    assert caught.value.kept == "Nothing was changed."
    return caught.value.message


# --- What spreadsheets write -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_table_is_the_same_with_any_sign_any_line_end_and_a_mark(
    tmp_path: Path, sign: str, end: str, mark: str
) -> None:
    rows = (("file_name", "killed", "remark"), ("a.txt", "2", "calm"), ("b.txt", "", "“loud”"))
    text = mark + "".join(sign.join(row) + end for row in rows)
    assert answers(read(tmp_path, text)) == [
        *(("a.txt", "killed", ("2",)), ("a.txt", "remark", ("calm",)), ("b.txt", "remark", ("“loud”",)))
    ]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ('file_name;"Killed, total";x', ("file_name", "Killed, total", "x")),
        ('"file; name",killed', ("file; name", "killed")),
        ('"a,b,c";killed', ("a,b,c", "killed")),
        ('"say ""x,y,z""";killed', ('say "x,y,z"', "killed")),
        ("file_name\tkilled, wounded", ("file_name", "killed, wounded")),
        ('"two\nlines";killed', ("two\nlines", "killed")),
        ("file_name,a;b,c", ("file_name", "a;b", "c")),
        ("file_name", ("file_name",)),
        ("\n\r\nfile_name;killed", ("file_name", "killed")),
    ],
)
def test_signs_inside_quotes_part_no_columns(tmp_path: Path, header: str, columns: tuple[str, ...]) -> None:
    (_, first), *_ = csv_rows(saved(tmp_path, f"{header}\n"))
    assert tuple(first) == columns


def test_a_decimal_comma_is_part_of_its_cell_between_semicolons(tmp_path: Path) -> None:
    assert answers(read(tmp_path, "file_name;share\na.txt;2,5\n")) == [("a.txt", "share", ("2,5",))]


def test_quotes_line_ends_and_signs_inside_a_cell_stay_in_it(tmp_path: Path) -> None:
    found = read(tmp_path, 'file_name,remark\r\na.txt,"He said ""no"",\r\nthen; left"\r\n')
    assert answers(found) == [("a.txt", "remark", ('He said "no",\r\nthen; left',))]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "latin-1", "cp437"])
def test_another_encoding_is_refused_and_not_guessed_at(tmp_path: Path, encoding: str) -> None:
    said = refused(tmp_path, "file_name,Ort\na.txt,Kéïdal\n".encode(encoding))
    assert said.startswith("lab.csv: The file is not UTF-8 (byte ")


def test_a_workbook_that_was_only_renamed_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00").startswith(
        "lab.csv, line 1: There is a NUL"
    )


def test_the_line_in_which_spreadsheets_name_their_sign_is_refused_as_a_header(tmp_path: Path) -> None:
    assert refused(tmp_path, "sep=;\nfile_name;killed\na.txt;2\n").startswith("lab.csv, line ")


def test_empty_rows_and_rows_of_nothing_but_signs_are_passed_over(tmp_path: Path) -> None:
    found = read(tmp_path, "file_name,killed\n\n,\na.txt,2\n,\n\n")
    assert (answers(found), found.not_taken) == ([("a.txt", "killed", ("2",))], ())


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_is_only_text(tmp_path: Path, cell: str) -> None:
    out = io.StringIO()
    plain = cell.strip()
    csv.writer(out).writerows([["file_name", plain], ["a.txt", cell], [cell, "x"]])
    assert answers(read(tmp_path, out.getvalue())) == [("a.txt", plain, (plain,)), (plain, plain, ("x",))]


@pytest.mark.parametrize("cell", ["NA", "NULL", "None", "nan", "-", "0", "false", "#N/A", "1e5", "01.02.2024", "²"])
def test_no_cell_is_taken_for_anything_but_what_it_says(tmp_path: Path, cell: str) -> None:
    assert answers(read(tmp_path, f"file_name,x\na.txt,{cell}\n")) == [("a.txt", "x", (cell,))]


# --- Headers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("file_name,killed,killed", "lab.csv, line 1: The column “killed” is there twice."),
        ("file_name,x,y,x,y", "lab.csv, line 1: The column “x” is there twice."),
        ("file_name,,killed", "lab.csv, line 1: A column has no name."),
        ("file_name,,", "lab.csv, line 1: A column has no name."),
        ('file_name,"killed', "lab.csv, line 1: The row cannot be read: unexpected end of data."),
    ],
)
def test_a_header_that_is_not_clear_is_refused(tmp_path: Path, header: str, said: str) -> None:
    assert refused(tmp_path, f"{header}\na.txt,1,2\n") == said


def test_columns_that_differ_in_case_are_two_and_the_first_names_the_article(tmp_path: Path) -> None:
    found = read(tmp_path, "file_name,File_Name,Killed,killed\na.txt,b.txt,1,2\n")
    assert answers(found) == [
        *(("a.txt", "File_Name", ("b.txt",)), ("a.txt", "Killed", ("1",)), ("a.txt", "killed", ("2",)))
    ]


def test_twenty_thousand_columns_are_read_and_one_of_them_twice_is_refused(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(20_000)]
    found = read(tmp_path, f"file_name,{','.join(names)}\na.txt{',' * 19_999},7\n")
    assert (len(found.columns), answers(found)) == (20_001, [("a.txt", "c19999", ("7",))])
    assert refused(tmp_path, f"file_name,{','.join(names)},c19999\n").endswith("The column “c19999” is there twice.")


@pytest.mark.parametrize(
    ("header", "role", "column"),
    [
        ("article_id,file_name", "article", "file_name"),
        ("doc_id,text", "article", "doc_id"),
        ("incident_number,event_id,report", "report", "report"),
        ("begin,stop", "start", "begin"),
        ("begin,stop", "end", "stop"),
        ("begin", "start", ""),
        ("value,killed", "answer", ""),
        ("value,variable", "answer", "value"),
        ("SHA256", "sha256", "SHA256"),
        (" Username ", "coder", " Username "),
    ],
)
def test_the_most_telling_name_of_a_column_is_proposed(header: str, role: str, column: str) -> None:
    assert getattr(proposed_columns(header.split(",")), role) == column


# --- Rows ------------------------------------------------------------------------------------------------------------


def test_rows_of_an_article_belong_together_however_far_apart_they_stand(tmp_path: Path) -> None:
    rows = "".join(f"{number % 100}.txt,{number},{number}\n" for number in range(5_000))
    found = read(tmp_path, f"file_name,incident,killed\n{rows}")
    assert [coding.article.name for coding in found.codings] == [f"{number}.txt" for number in range(100)]
    assert {len(coding.marks) for coding in found.codings} == {50}
    assert [mark.report for mark in found.codings[7].marks[:3]] == ["7", "107", "207"]


def test_a_table_over_the_limit_of_rows_is_refused_with_the_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "ROW_LIMIT", 100)
    rows = "a.txt,1\n" * 99
    assert len(read(tmp_path, f"file_name,killed\n{rows}").codings[0].marks) == 99
    assert refused(tmp_path, f"file_name,killed\n{rows}a.txt,1\n") == "lab.csv, line 101: A table may have 100 rows."


def test_a_broken_row_far_down_is_refused_with_its_own_line(tmp_path: Path) -> None:
    rows = 'a.txt,"one\ntwo"\n' * 1_000
    assert refused(tmp_path, f"file_name,killed\n{rows}a.txt\n") == (
        "lab.csv, line 2002: The row has 1 cells, the header has 2."
    )


def test_several_tables_are_one_import_and_each_has_its_own_columns(tmp_path: Path) -> None:
    first = saved(tmp_path, "file_name,killed\na.txt,2\n", "1.csv")
    second = saved(tmp_path, "document;suicide;coder\na.txt;no;ben\n", "2.csv")
    found = read_table([first, second])
    assert [(coding.article.name, coding.coder, coding.place.file) for coding in found.codings] == [
        ("a.txt", "", "1.csv"),
        ("a.txt", "ben", "2.csv"),
    ]


def test_a_folder_gives_its_tables_and_nothing_else(tmp_path: Path) -> None:
    for name, text in (("1.csv", "file_name,x\na,1\n"), ("2.TSV", "file_name\tx\nb\t1\n"), ("3.txt", "no table")):
        saved(tmp_path, text, name)
    assert [coding.article.name for coding in read_table([tmp_path]).codings] == ["a", "b"]


@pytest.mark.parametrize("quote", ["two soldiers", " two soldiers ", "=2", "😀 كيدال", "e\u0301"])
def test_the_words_of_a_row_are_its_quote(tmp_path: Path, quote: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["file_name", "field", "quote"], ["a.txt", "killed", quote]])
    (mark,) = read(tmp_path, out.getvalue()).codings[0].marks
    assert (mark.label, mark.kind, mark.quote, mark.spans) == ("killed", LabelKind.SPAN, quote.strip(), ())


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=8)


@drawn
@given(
    rows=st.lists(st.tuples(st.sampled_from(["a.txt", "b.txt"]), cells, cells), min_size=1, max_size=6),
    dialect=st.sampled_from(["excel", "excel-tab", "unix"]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_whatever_a_spreadsheet_saves_is_read_cell_by_cell(
    tmp_path: Path, rows: list[tuple[str, str, str]], dialect: str, mark: str
) -> None:
    out = io.StringIO()
    csv.writer(out, dialect).writerows([("file_name", "first", "second"), *rows])
    found = answers(read(tmp_path, mark + out.getvalue()))
    wanted = [
        (name, label, (cell.strip(),))
        for name, *said in rows
        for label, cell in zip(("first", "second"), said, strict=True)
        if cell.strip()
    ]
    assert sorted(found) == sorted(wanted)
