"""Label Studio's exports, old and new, read as what they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.values import Count
from annotator.formats.codings.foreign import CodingFileError, Counting, ForeignCodings, LabelKind
from annotator.formats.codings.label_studio import read_label_studio
from tests.unit.formats.nlp_forms.hard_texts import HARD, a_hard_coding, written

TEXT = "Gunmen killed two."
KILLED = {
    "id": "r1",
    "from_name": "label",
    "to_name": "text",
    "type": "labels",
    "value": {"start": 7, "end": 13, "text": "killed", "labels": ["Deed"]},
}


def a_task(*results: Any, data: Any = None, **annotation: Any) -> dict[str, Any]:
    return {"id": 5, "data": data or {"text": TEXT}, "annotations": [{"result": list(results), **annotation}]}


def read(folder: Path, tasks: Any) -> ForeignCodings:
    path = folder / "tasks.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return read_label_studio([path])


def about_region(kind: str, name: str, answer: Any, region: str = "r1") -> dict[str, Any]:
    value = {"start": 7, "end": 13, kind: answer}
    return {"id": region, "from_name": name, "to_name": "text", "type": kind, "value": value}


def about_article(kind: str, name: str, answer: Any) -> dict[str, Any]:
    return {"id": "x", "from_name": name, "to_name": "text", "type": kind, "value": {kind: answer}}


def reasons(found: ForeignCodings) -> list[str]:
    return [str(one) for one in found.not_taken]


def test_labels_are_spans_and_what_is_said_about_their_region_attributes(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        [
            a_task(
                KILLED,
                about_region("choices", "kind", ["shooting"]),
                about_region("textarea", "remark", ["one", "two"]),
                about_region("number", "dead", 2),
                about_region("number", "share", 0.5),
                about_region("rating", "certainty", 4),
                about_region("taxonomy", "place", [["Mali", "Kidal"]]),
            )
        ],
    )
    (mark,) = found.codings[0].marks
    assert (mark.label, mark.spans, mark.quote, mark.counting) == ("Deed", ((7, 13),), "killed", Counting.AUTO)
    assert dict(mark.attributes) == {
        "kind": ("shooting",),
        "remark": ("one", "two"),
        "dead": ("2",),
        "share": ("0.5",),
        "certainty": ("4",),
        "place": ("Kidal",),
    }
    assert found.not_taken == ()


def test_a_region_with_two_labels_is_two_spans(tmp_path: Path) -> None:
    both = {**KILLED, "value": {**KILLED["value"], "labels": ["Deed", "Toll"]}}  # type: ignore[dict-item]
    assert [mark.label for mark in read(tmp_path, [a_task(both)]).codings[0].marks] == ["Deed", "Toll"]


def test_choices_about_the_article_are_answers_named_after_their_control(tmp_path: Path) -> None:
    (mark,) = read(tmp_path, [a_task(about_article("choices", "relevance", ["yes", "no"]))]).codings[0].marks
    assert (mark.label, mark.kind, mark.answers, mark.spans) == ("relevance", LabelKind.ANSWER, ("yes", "no"), ())


def test_older_exports_call_annotations_completions(tmp_path: Path) -> None:
    task = a_task(KILLED)
    task["completions"] = task.pop("annotations")
    assert [mark.label for mark in read(tmp_path, [task]).codings[0].marks] == ["Deed"]


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"id": 3, "email": "x@example.org"}, "x@example.org"),
        ({"id": 3, "first_name": "X", "last_name": "Y", "email": ""}, "X Y"),
        ({"id": 3}, "3"),
        (7, "7"),
        ("someone", "someone"),
        (None, ""),
        (True, ""),
    ],
)
def test_whose_work_it_is_comes_from_completed_by(tmp_path: Path, person: Any, name: str) -> None:
    assert read(tmp_path, [a_task(KILLED, completed_by=person)]).codings[0].coder == name


def test_several_annotations_of_a_task_are_several_codings(tmp_path: Path) -> None:
    task = a_task(KILLED, completed_by=1)
    task["annotations"].append({"result": [], "completed_by": 2})
    assert read(tmp_path, [task]).coders == ("1", "2")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"predictions": [{"result": [KILLED]}]}, "Predictions are not taken over: no person made them."),
        ({"annotations": [{"was_cancelled": True, "result": [KILLED]}]}, "A skipped annotation is not taken over."),
        ({"annotations": None}, "The task has no list of annotations."),
        ({"annotations": [3]}, "The task has no list of annotations."),
    ],
)
def test_what_is_no_persons_finished_work_is_listed(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    assert reasons(read(tmp_path, [{**a_task(KILLED), **change}])) == [f"tasks.json, task 1: {reason}"]


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ({"type": "rectanglelabels", "value": {"x": 1}}, "A result of type “rectanglelabels” has no place"),
        ({"type": "relation", "from_id": "a", "to_id": "b"}, "A result of type “relation” has no place"),
        ({"type": "labels", "value": 3}, "A result of type “labels” has no place"),
        (3, "A result of type “None” has no place"),
        ({"type": "labels", "value": {"labels": ["Deed"]}}, "A span has no offsets in the text, or no label."),
        ({"type": "labels", "value": {"start": "7", "end": 13, "labels": ["D"]}}, "A span has no offsets"),
        ({"type": "labels", "value": {"start": 7, "end": True, "labels": ["D"]}}, "A span has no offsets"),
        ({"type": "labels", "value": {"start": 7, "end": 13, "labels": []}}, "A span has no offsets"),
        (about_region("choices", "kind", ["x"], "r9"), "An answer is about the region r9, which has no label."),
    ],
)
def test_results_that_have_no_place_are_listed_and_the_others_read(tmp_path: Path, result: Any, reason: str) -> None:
    found = read(tmp_path, [a_task(result, KILLED)])
    (said,) = reasons(found)
    assert said.startswith(f"tasks.json, task 1: {reason}")
    assert [mark.label for mark in found.codings[0].marks] == ["Deed"]


def test_html_offsets_in_the_text_are_taken_where_there_are_any(tmp_path: Path) -> None:
    result = {
        "id": "r",
        "from_name": "l",
        "type": "hypertextlabels",
        "value": {
            "start": "/p[1]/text()[1]",
            "end": "/p[1]/text()[1]",
            "globalOffsets": {"start": 7, "end": 13},
            "text": "killed",
            "hypertextlabels": ["Deed"],
        },
    }
    assert read(tmp_path, [a_task(result)]).codings[0].marks[0].spans == ((7, 13),)


@pytest.mark.parametrize(
    ("data", "text", "name"),
    [
        ({"text": TEXT, "note": "x"}, TEXT, "5"),
        ({"body": TEXT}, TEXT, "5"),
        ({"body": TEXT, "title": "x"}, None, "5"),
        ({"text": TEXT, "file_name": "a.txt"}, TEXT, "a.txt"),
        ({"text": TEXT, "id": 12}, TEXT, "12"),
    ],
)
def test_the_article_is_the_tasks_text(tmp_path: Path, data: Any, text: str | None, name: str) -> None:
    article = read(tmp_path, [a_task(KILLED, data=data)]).codings[0].article
    assert (article.text, article.name) == (text, name)


def test_an_uploaded_files_name_is_the_articles(tmp_path: Path) -> None:
    task = {**a_task(KILLED), "file_upload": "1a2b3c4d-news.txt"}
    assert read(tmp_path, [task]).codings[0].article.name == "news.txt"


@pytest.mark.parametrize("content", ["[1]", '"x"', '[{"text": "json-min"}]', "{}"])
def test_json_that_is_no_list_of_tasks_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "t.json"
    path.write_text(content)
    with pytest.raises(CodingFileError, match=r"t\.json: This is not an export of Label Studio"):
        read_label_studio([path])


def test_an_export_without_tasks_has_no_codings(tmp_path: Path) -> None:
    assert read(tmp_path, []).codings == ()


def test_an_own_export_comes_back_with_values_that_have_no_span(tmp_path: Path) -> None:
    written("label-studio", tmp_path / "out", [a_hard_coding()])
    found = read_label_studio([tmp_path / "out" / "tasks.json"])
    (only,) = found.codings
    assert (only.coder, only.article.text, only.article.name) == ("Coder, one", HARD, "dir/harte Texte é.txt")
    assert [(mark.kind, mark.report) for mark in only.marks if mark.label == "remark"] == [(LabelKind.ANSWER, "2")]
    assert {mark.exact for mark in only.marks if mark.label == "killed" and mark.report == "1"} == {
        Count(low=2, best=2, high=2)
    }
    assert [str(one) for one in found.not_taken] == ["tasks.json, task 1: 2 notes are not taken over."]


def test_a_span_that_was_moved_in_label_studio_is_a_span_without_our_value(tmp_path: Path) -> None:
    written("label-studio", tmp_path / "out", [a_hard_coding()])
    tasks = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    moved = next(one for one in tasks[0]["annotations"][0]["result"] if one["value"].get("labels") == ["killed"])
    moved["value"] |= {"start": 0, "end": 4, "text": HARD[:4]}
    (only,) = read(tmp_path, tasks).codings
    (mark,) = [mark for mark in only.marks if mark.spans == ((0, 4),)]
    assert (mark.label, mark.exact, mark.report, mark.attributes) == ("killed", None, "1", ())


@pytest.mark.parametrize("values", [[{"field": "x"}], [3], [{"field": "x", "status": "odd"}], {"a": 1}, None])
def test_a_record_that_only_looks_like_ours_is_read_without_it(tmp_path: Path, values: Any) -> None:
    data = {"text": TEXT, "coding_id": "c", "article_id": "a", "article_sha256": "f" * 64, "values": values}
    (only,) = read(tmp_path, [a_task(KILLED, data=data)]).codings
    assert [mark.label for mark in only.marks] == ["Deed"]
