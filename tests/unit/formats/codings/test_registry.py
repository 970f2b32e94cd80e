"""Which form some files have, and reading them by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.formats.codings.columns import TableColumns
from annotator.formats.codings.foreign import CodingFileError
from annotator.formats.codings.registry import FORMS, OWN_LINES, detected_form, read_codings
from tests.unit.formats.datasets.making import GOLDEN


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.ann", "", "brat"),
        ("a.json", "[]", "label-studio"),
        ("a.jsonl", '{"text": ""}', "doccano"),
        ("a.JSONL", '{"text": ""}', "doccano"),
        ("a.csv", "a,b", "csv"),
        ("a.tsv", "a\tb", "csv"),
        ("a.txt", "text", None),
        ("a", "", None),
    ],
)
def test_the_form_is_found_out_from_the_files(tmp_path: Path, name: str, content: str, form: str | None) -> None:
    (tmp_path / name).write_text(content)
    assert detected_form([tmp_path / name]) == form
    assert detected_form([tmp_path]) == form


def test_our_own_lossless_lines_are_told_from_doccanos() -> None:
    assert detected_form([GOLDEN / "jsonl" / "dataset.jsonl"]) == OWN_LINES


def test_a_folder_of_texts_and_annotations_is_brats(tmp_path: Path) -> None:
    for name in ("a.txt", "a.ann", "annotation.conf"):
        (tmp_path / name).write_text("")
    assert detected_form([tmp_path]) == "brat"


def test_a_path_that_is_not_there_has_no_form(tmp_path: Path) -> None:
    assert detected_form([tmp_path / "gone.jsonl"]) is None
    assert detected_form([]) is None


def test_every_form_but_our_own_lines_can_be_read(tmp_path: Path) -> None:
    for form in FORMS:
        if form.name != OWN_LINES:
            with pytest.raises(CodingFileError, match="There is no such file or folder"):
                read_codings([tmp_path / "gone"], form.name)


def test_a_form_that_is_unknown_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(CodingFileError, match="There is no form “xmi” of codings") as caught:
        read_codings([tmp_path], "xmi")
    assert "brat, label-studio, doccano, csv" in caught.value.remedy


def test_chosen_columns_make_an_own_export_a_table_like_any_other() -> None:
    values = GOLDEN / "csv" / "values.csv"
    assert read_codings([values], "csv").columns == ()
    columns = TableColumns(article="article_id", label="field", answer="value")
    assert read_codings([values], "csv", columns).columns != ()
