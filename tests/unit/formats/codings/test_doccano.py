"""doccano's JSON Lines in the shapes its versions wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.values import Count
from annotator.formats.codings.doccano import read_doccano
from annotator.formats.codings.foreign import CodingFileError, Counting, ForeignCodings, LabelKind
from tests.unit.formats.nlp_forms.hard_texts import HARD, a_hard_coding, written

TEXT = "Gunmen killed two."


def read(folder: Path, *lines: Any, name: str = "all.jsonl") -> ForeignCodings:
    path = folder / name
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return read_doccano([path])


@pytest.mark.parametrize(
    "labels",
    [
        {"label": [[7, 13, "Deed"]]},
        {"labels": [[7, 13, "Deed"]]},
        {"entities": [[7, 13, "Deed"]]},
        {"entities": [{"id": 1, "label": "Deed", "start_offset": 7, "end_offset": 13}], "relations": []},
        {"annotations": [{"label": "Deed", "start_offset": 7, "end_offset": 13, "user": 1}]},
    ],
)
def test_spans_are_read_from_every_shape(tmp_path: Path, labels: dict[str, Any]) -> None:
    (mark,) = read(tmp_path, {"text": TEXT, **labels}).codings[0].marks
    assert (mark.label, mark.kind, mark.spans, mark.quote) == ("Deed", LabelKind.SPAN, ((7, 13),), None)


def test_labels_that_are_numbers_are_called_by_their_number(tmp_path: Path) -> None:
    annotations = [{"label": 7, "start_offset": 7, "end_offset": 13, "user": 1}]
    assert read(tmp_path, {"text": TEXT, "annotations": annotations}).codings[0].marks[0].label == "7"


@pytest.mark.parametrize("labels", [{"label": ["violent"]}, {"label": "violent"}, {"cats": ["violent"]}])
def test_classes_of_a_text_are_answers_about_the_article(tmp_path: Path, labels: dict[str, Any]) -> None:
    (mark,) = read(tmp_path, {"text": TEXT, **labels}).codings[0].marks
    assert (mark.label, mark.kind, mark.spans) == ("violent", LabelKind.ANSWER, ())


@pytest.mark.parametrize(
    ("record", "file_name", "coder"),
    [
        ({"username": "ana"}, "all.jsonl", "ana"),
        ({"annotator": 4}, "all.jsonl", "4"),
        ({}, "ben.jsonl", "ben"),
        ({}, "all.jsonl", ""),
        ({}, "unknown.jsonl", ""),
    ],
)
def test_whose_work_it_is_says_the_record_or_the_file(
    tmp_path: Path, record: dict[str, Any], file_name: str, coder: str
) -> None:
    assert read(tmp_path, {"text": TEXT, "label": [], **record}, name=file_name).codings[0].coder == coder


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ({"id": 3}, "3"),
        ({"meta": {"file_name": "a.txt"}}, "a.txt"),
        ({"filename": "b.txt", "id": 1}, "b.txt"),
        ({}, ""),
    ],
)
def test_the_articles_name_is_looked_for_in_the_metadata(tmp_path: Path, record: dict[str, Any], name: str) -> None:
    assert read(tmp_path, {"text": TEXT, "label": [], **record}).codings[0].article.name == name


@pytest.mark.parametrize(
    "label",
    [
        [7, 13],
        [7, 13, "Deed", 1],
        [-1, 13, "Deed"],
        [7, "13", "Deed"],
        [7, 13, ""],
        [True, 13, "Deed"],
        3,
        None,
        {},
        " ",
    ],
)
def test_a_label_of_no_shape_is_listed_with_its_line(tmp_path: Path, label: Any) -> None:
    found = read(tmp_path, {"text": TEXT, "label": [[7, 13, "Deed"], label]})
    assert [str(one) for one in found.not_taken] == [
        "all.jsonl, line 1: A label is neither a text nor a span with a start, an end and a name."
    ]
    assert len(found.codings[0].marks) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "This is not JSON: Expecting property name enclosed in double quotes at column 2."),
        ('{"text": "a", "text": "b"}', "The key “text” is there twice."),
        ('{"text": "a", "score": NaN, "label": []}', "NaN is not a number in JSON."),
        ('{"label": []}', "The line has no text with labels."),
        ('{"text": "a"}', "The line has no text with labels."),
        ('{"text": 3, "label": []}', "The line has no text with labels."),
        ("[1]", "The line has no text with labels."),
    ],
)
def test_a_line_that_is_no_example_is_listed_and_the_others_are_read(tmp_path: Path, line: str, reason: str) -> None:
    found = read(tmp_path, {"text": TEXT, "label": []}, line, {"text": TEXT, "label": []})
    assert [str(one) for one in found.not_taken] == [f"all.jsonl, line 2: {reason}"]
    assert [coding.place.line for coding in found.codings] == [1, 3]


@pytest.mark.parametrize("content", ["", "\n\n", "not json\n", '{"a": 1}\n'])
def test_a_file_without_any_example_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(content)
    with pytest.raises(CodingFileError, match=r"a\.jsonl: No line is an example of doccano"):
        read_doccano([path])


def test_relations_and_comments_are_listed(tmp_path: Path) -> None:
    found = read(tmp_path, {"text": TEXT, "entities": [], "relations": [{"id": 1}], "Comments": ["x"]})
    assert len(found.not_taken) == 2


def test_offsets_of_a_stranger_may_count_either_and_ours_count_code_points(tmp_path: Path) -> None:
    (strange,) = read(tmp_path, {"text": TEXT, "label": [[7, 13, "Deed"]]}).codings[0].marks
    assert strange.counting is Counting.AUTO
    written("doccano", tmp_path / "out", [a_hard_coding()])
    (ours,) = read_doccano([tmp_path / "out" / "examples.jsonl"]).codings
    assert {mark.counting for mark in ours.marks} == {Counting.CODE_POINTS}


def test_a_range_that_several_values_share_is_all_of_them_again(tmp_path: Path) -> None:
    written("doccano", tmp_path / "out", [a_hard_coding()])
    (ours,) = read_doccano([tmp_path / "out" / "examples.jsonl"]).codings
    suicide = [(mark.report, mark.status.value) for mark in ours.marks if mark.label == "suicide"]
    assert sorted(suicide) == [("1", "coded"), ("2", "unclear")]
    assert ours.article.text == HARD
    assert Count(low=1) in {mark.exact for mark in ours.marks if mark.report == "2"}
