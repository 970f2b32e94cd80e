"""The Hugging Face folder: its card, its rows, and what the library `datasets` makes of them."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import shutil
import socket
from collections import Counter
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from annotator.formats.datasets.registry import preview, write_dataset
from annotator.formats.datasets.source import DatasetSource
from annotator.formats.datasets.table_forms.hugging_face import FEATURES, SPAN_FEATURES, VALUE_FEATURES, card
from tests.golden.regenerate import everything
from tests.unit.formats.datasets.making import CREATED, CodingMaker, a_codebook, a_source
from tests.unit.formats.nlp_forms.hard_texts import HARD, QUOTES, span_of
from tests.unit.formats.table_forms.readers import rows_of_split, texts_of

# --- Rows and card ---------------------------------------------------------------------------------------------------


def test_rows_are_written_in_groups_and_come_back_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.formats.datasets.table_forms.hugging_face._ROWS_KEPT", 3)
    write_dataset(a_source(everything()), tmp_path / "out", ["hugging-face"], created=CREATED)
    rows = rows_of_split(tmp_path / "out")
    assert [row["coding_id"] for row in rows] == [coded.coding.header.id for coded in everything()]
    parquet: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    (data,) = (tmp_path / "out" / "hugging-face" / "data").iterdir()
    assert parquet.ParquetFile(data).metadata.num_row_groups == 2


def test_a_row_of_the_split_is_a_coding_with_its_text_values_and_spans(folder: Path) -> None:
    for row, coded in zip(rows_of_split(folder), everything(), strict=True):
        assert row["text"] == coded.article.text
        spans = sorted((span["field"], row["text"][span["start"] : span["end"]]) for span in row["spans"])
        assert spans == texts_of(coded)
        assert {value["id"] for value in row["values"]} == {value.id for value in coded.coding.values()}
        for value in row["values"]:
            if value["content"]:
                content = coded.coding.values_by_id[value["id"]].content
                assert content is not None
                assert json.loads(value["content"]) == json.loads(content.model_dump_json())


def test_the_card_begins_with_yaml_that_describes_the_split(folder: Path) -> None:
    whole = (folder / "hugging-face" / "README.md").read_text("utf-8")
    assert whole.startswith("---\n")
    _, head, body = whole.split("---\n", 2)
    read = YAML(typ="safe").load(head)
    assert (read["license"], read["pretty_name"]) == ("unknown", "Raids 2024")
    (split,) = read["dataset_info"]["splits"]
    assert (split["name"], split["num_examples"]) == ("train", len(everything()))
    assert split["num_bytes"] > sum(len(coded.article.text.encode()) for coded in everything())
    (files,) = read["configs"][0]["data_files"]
    assert (folder / "hugging-face" / files["path"]).is_file()
    parquet: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    schema = parquet.read_schema(folder / "hugging-face" / files["path"])
    features = {feature["name"]: feature for feature in read["dataset_info"]["features"]}
    assert list(features) == schema.names
    for name in schema.names:
        told = features[name]
        kind = schema.field(name).type
        if "list" in told:
            assert [part["name"] for part in told["list"]] == [part.name for part in kind.value_type]
        else:
            assert told["dtype"] == str(kind)
        assert f"`{name}`" in body


@pytest.mark.parametrize("title", ["a: b", 'He said "no"', "# x", "line\nbreak", "مشروع", ""])
def test_any_project_name_and_licence_make_a_card(title: str) -> None:
    told = card(replace(a_source([]), project_name=title), "cc-by-4.0", 0, 0)
    read = YAML(typ="safe").load(told.split("---\n", 2)[1])
    assert (read["pretty_name"], read["license"]) == (title, "cc-by-4.0")


# --- As `datasets` reads it ------------------------------------------------------------------------------------------


def datasets_library() -> Any:
    """Import the library where it is used: it takes its time, and is to have this test process's home."""
    return import_module("datasets")


@pytest.fixture
def hosts_asked_for(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Cut the process off from every network and return the list of what it asks for."""
    asked: list[object] = []

    def refuse(*told: object, **more: object) -> None:
        asked.append(told[-1])
        raise OSError(errno.ENETUNREACH, "there is no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return asked


def loaded(folder: Path, cache: Path, **more: Any) -> Any:
    """Return the only split as `datasets` loads it from an exported folder."""
    return datasets_library().load_dataset(str(folder / "hugging-face"), split="train", cache_dir=str(cache), **more)


def test_datasets_loads_the_folder_without_a_network_and_without_a_complaint(
    folder: Path,
    tmp_path: Path,
    hosts_asked_for: list[object],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = datasets_library()
    monkeypatch.setattr(logging.getLogger("datasets"), "propagate", True)
    split = loaded(folder, tmp_path)
    assert split.num_rows == len(everything())
    assert list(library.load_dataset(str(folder / "hugging-face"), cache_dir=str(tmp_path))) == ["train"]
    assert hosts_asked_for == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_the_features_are_those_the_form_declares(folder: Path, tmp_path: Path) -> None:
    library = datasets_library()
    wanted: dict[str, object] = {name: library.Value(kind) for name, kind, _ in FEATURES}
    for name, parts in (("spans", SPAN_FEATURES), ("values", VALUE_FEATURES)):
        wanted[name] = library.List({part: library.Value(kind) for part, kind, _ in parts})
    split = loaded(folder, tmp_path)
    assert split.features == library.Features(wanted)
    assert split.column_names == list(wanted)


def test_every_row_is_its_coding_of_its_article_by_its_coder(folder: Path, tmp_path: Path) -> None:
    for row, coded in zip(loaded(folder, tmp_path), everything(), strict=True):
        article, header = coded.article, coded.coding.header
        assert (row["coding_id"], row["state"], row["coder"]) == (header.id, header.state.value, coded.coder.name)
        assert (row["article_id"], row["title"]) == (article.id, article.metadata.title)
        assert hashlib.sha256(row["text"].encode()).hexdigest() == row["article_sha256"] == article.sha256
        assert (row["codebook"], row["codebook_version"]) == (coded.codebook.id, coded.codebook.version)
        assert row["report_count"] == len(coded.coding.reports())
        told = {value["id"]: (value["field"], value["status"]) for value in row["values"]}
        assert told == {value.id: (value.field, value.status.value) for value in coded.coding.values()}


def test_every_span_cuts_its_quote_from_the_text(folder: Path, tmp_path: Path) -> None:
    for row, coded in zip(loaded(folder, tmp_path), everything(), strict=True):
        found = Counter(
            (span["value_id"], span["stance"], row["text"][span["start"] : span["end"]]) for span in row["spans"]
        )
        assert found == Counter((one.value_id, one.stance.value, one.quote) for one in coded.coding.evidence())


def test_the_spans_of_a_text_with_emoji_arabic_and_combining_marks_are_where_they_were(
    folder: Path, tmp_path: Path
) -> None:
    (row,) = loaded(folder, tmp_path).filter(lambda one: one["text"] == HARD)
    found = sorted((span["start"], span["end"]) for span in row["spans"] if span["field"] == "trigger")
    assert found == sorted(span_of(quote) for quote in QUOTES)


def test_a_stream_of_the_folder_gives_the_same_rows(folder: Path, tmp_path: Path) -> None:
    assert list(loaded(folder, tmp_path, streaming=True)) == rows_of_split(folder) == loaded(folder, tmp_path).to_list()


@pytest.mark.parametrize(
    "before, after",
    [
        ("num_examples: 4\n", "num_examples: 5\n"),
        ("- name: text\n    dtype: string", "- name: text\n    dtype: int64"),
        ("- name: text\n", "- name: words\n"),
        ("path: data/train", "path: data/test"),
    ],
)
def test_datasets_notices_a_card_that_says_other_than_the_data(
    folder: Path, tmp_path: Path, before: str, after: str
) -> None:
    shutil.copytree(folder / "hugging-face", tmp_path / "out" / "hugging-face")
    card_file = tmp_path / "out" / "hugging-face" / "README.md"
    told = card_file.read_text("utf-8")
    assert told.count(before) == 1
    card_file.write_text(told.replace(before, after), "utf-8")
    errors = import_module("datasets.exceptions")
    with pytest.raises((errors.DatasetsError, FileNotFoundError)):
        loaded(tmp_path / "out", tmp_path / "cache")


# --- Where nothing is coded ------------------------------------------------------------------------------------------


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A dataset folder without a coding."""
    write_dataset(a_source([]), tmp_path / "empty", ["hugging-face"], created=CREATED)
    return tmp_path / "empty"


def test_datasets_makes_no_table_of_a_split_without_rows(empty: Path, tmp_path: Path) -> None:
    """Where it does one day, card, remark and docstring of the form have to say so."""
    with pytest.raises(ValueError, match="corresponds to no data"):
        loaded(empty, tmp_path)


def test_datasets_streams_a_split_without_rows_with_all_its_features(empty: Path, folder: Path, tmp_path: Path) -> None:
    stream = loaded(empty, tmp_path, streaming=True)
    assert stream.features == loaded(folder, tmp_path / "full").features
    assert list(stream) == []


def test_what_the_card_of_an_empty_dataset_tells_to_type_opens_it(
    empty: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = (empty / "hugging-face" / "README.md").read_text("utf-8")
    _, code, _ = told.split("```")
    datasets_library()
    monkeypatch.chdir(empty / "hugging-face")
    made: dict[str, Any] = {}
    exec(code.removeprefix("python"), made)  # noqa: S102 - it is what the program itself has written
    assert list(made["stream"]) == []
    assert made["table"].num_rows == 0
    assert made["table"].features == loaded(folder, tmp_path / "full").features


def test_an_empty_dataset_says_so_in_its_card_in_the_remarks_and_in_a_preview(empty: Path, tmp_path: Path) -> None:
    told = (empty / "hugging-face" / "README.md").read_text("utf-8")
    assert "## This dataset is empty" in told
    assert "0 hand-made codings" in told
    written = write_dataset(a_source([]), tmp_path / "again", ["hugging-face"], created=CREATED)
    (seen,) = preview(a_source([]), ["hugging-face"]).forms
    assert written.remarks == seen.remarks
    assert "has no rows" in written.remarks[0]


def bare() -> DatasetSource:
    """Return one coding with neither report nor value nor span."""
    return a_source([CodingMaker(1).coded(a_codebook())])


def test_a_coding_without_values_and_spans_is_a_row_with_empty_lists(folder: Path, tmp_path: Path) -> None:
    summary = write_dataset(bare(), tmp_path / "out", ["hugging-face"], created=CREATED)
    split = loaded(tmp_path / "out", tmp_path / "cache")
    assert split.features == loaded(folder, tmp_path / "full").features
    assert [(row["spans"], row["values"]) for row in split] == [([], [])]
    told = (tmp_path / "out" / "hugging-face" / "README.md").read_text("utf-8")
    assert "\n1 hand-made coding of" in told
    assert "empty" not in told
    assert summary.remarks == ()
