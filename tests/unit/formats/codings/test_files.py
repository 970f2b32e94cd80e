"""Files of codings from anywhere: limits, encodings, JSON and tables that are not what they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.formats.codings import files
from annotator.formats.codings.files import csv_rows, found_files, parsed_json, plain_text, raw_text
from annotator.formats.codings.foreign import CodingFileError, Place

HERE = Place("a.json")


def refused(text: str, place: Place = HERE) -> str:
    with pytest.raises(CodingFileError) as caught:
        parsed_json(text, place)
    return caught.value.message


def a_file(folder: Path, data: bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def rows_refused(path: Path) -> str:
    with pytest.raises(CodingFileError) as caught:
        list(csv_rows(path))
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1, "a": 2}', "a.json: The key “a” is there twice."),
        ("[NaN]", "a.json: NaN is not a number in JSON."),
        ("[-Infinity]", "a.json: -Infinity is not a number in JSON."),
        ("[1,\n2,\n}", "a.json, line 3: This is not JSON: Expecting value at column 1."),
        ("", "a.json, line 1: This is not JSON: Expecting value at column 1."),
        ('["\\ud800"]', "a.json: A text has half of a surrogate pair."),
        ('{"\\udfff": 1}', "a.json: A text has half of a surrogate pair."),
    ],
)
def test_json_that_is_none_is_refused_with_the_place(text: str, message: str) -> None:
    assert refused(text) == message


@pytest.mark.parametrize("text", ["[" * 40 + "]" * 40, '{"a":' * 33 + "1" + "}" * 33, "[" * 100_000 + "]" * 100_000])
def test_json_nested_too_deep_is_refused(text: str) -> None:
    assert refused(text) == "a.json: The JSON is nested deeper than 32 levels."


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    assert refused(f"[{'9' * 5000}]").startswith("a.json: Exceeds the limit")


def test_a_line_of_json_lines_keeps_its_own_number() -> None:
    assert refused("{", Place("a.jsonl", 7)).startswith("a.jsonl, line 7: This is not JSON")


def test_the_error_says_what_was_kept() -> None:
    with pytest.raises(CodingFileError) as caught:
        parsed_json("{", HERE)
    assert caught.value.kept == "Nothing was changed."
    assert caught.value.reason.startswith("This is not JSON")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SIZE_LIMIT", 10)
    path = a_file(tmp_path, b"12345678901")
    with pytest.raises(CodingFileError, match="The file has 11 bytes; a file of codings may have 10"):
        plain_text(path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"caf\xe9", "The file is not UTF-8 (byte 3)."),
        (b"one\ntwo\0", "There is a NUL character; this is not a text file."),
    ],
)
def test_notes_that_are_no_text_are_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(CodingFileError) as caught:
        plain_text(a_file(tmp_path, data, "a.ann"))
    assert caught.value.reason == reason


def test_a_byte_order_mark_is_no_part_of_notes(tmp_path: Path) -> None:
    assert plain_text(a_file(tmp_path, b"\xef\xbb\xbfT1")) == "T1"


def test_an_article_keeps_its_line_ends_and_mark_because_offsets_count_them(tmp_path: Path) -> None:
    assert raw_text(a_file(tmp_path, "\ufeffa\r\nb\r".encode(), "a.txt")) == "\ufeffa\r\nb\r"


@pytest.mark.parametrize("data", [b"caf\xe9", b"caf\xe9 " * 200, b"\0\x01\x02"])
def test_an_article_whose_bytes_would_be_guessed_at_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(CodingFileError, match=r"a\.txt: "):
        raw_text(a_file(tmp_path, data, "a.txt"))


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CodingFileError, match="There is no such file or folder"):
        found_files([tmp_path / "none"], ".ann")


def test_folders_give_their_files_in_order_and_named_files_come_as_they_are(tmp_path: Path) -> None:
    for name in ("b.ann", "a.ann", "c.txt", "sub/d.ANN"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = [path.relative_to(tmp_path).as_posix() for path in found_files([tmp_path, tmp_path / "a.ann"], ".ann")]
    assert found == ["a.ann", "b.ann", "sub/d.ANN"]


def test_rows_come_with_the_line_they_begin_at(tmp_path: Path) -> None:
    path = a_file(tmp_path, b'a,b\n"one\ntwo",2\n\n3,4\n')
    assert list(csv_rows(path)) == [(1, ["a", "b"]), (2, ["one\ntwo", "2"]), (5, ["3", "4"])]


@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_signs_between_cells_are_found_out_from_the_header(tmp_path: Path, sign: str) -> None:
    assert [row for _, row in csv_rows(a_file(tmp_path, f"a{sign}b\n1,5{sign}2\n".encode()))] == [
        ["a", "b"],
        ["1,5", "2"],
    ]


def test_signs_that_other_programs_take_for_line_ends_stay_in_their_cell(tmp_path: Path) -> None:
    path = a_file(tmp_path, "a,b\none\u2028two,\x85\n".encode())
    assert list(csv_rows(path))[1] == (2, ["one\u2028two", "\x85"])


def test_a_cell_may_be_as_long_as_an_article(tmp_path: Path) -> None:
    long = "x" * 500_000
    assert list(csv_rows(a_file(tmp_path, f"a,b\n{long},1\n".encode())))[1][1][0] == long


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n3\n", "a.csv, line 3: The row has 1 cells, the header has 2."),
        ("a,b\n1,2,3\n", "a.csv, line 2: The row has 3 cells, the header has 2."),
        ('a,b\n1,"2\n', "a.csv, line 2: The row cannot be read: unexpected end of data."),
        ('a,b\n"1"x,2\n', "a.csv, line 2: The row cannot be read: ',' expected after '\"'."),
    ],
)
def test_rows_that_are_not_like_their_header_are_refused_with_their_line(
    tmp_path: Path, text: str, message: str
) -> None:
    assert rows_refused(a_file(tmp_path, text.encode())) == message
