"""Label Studio's exports as whole projects leave them: relations, rankings, several annotators, machine work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.domain.text import Span, stored_form
from annotator.formats.codings.foreign import ForeignCodings, LabelKey, LabelKind
from annotator.formats.codings.label_studio import read_label_studio
from annotator.formats.codings.offsets import settled
from tests.strategies import spans_in, texts
from tests.unit.formats.nlp_forms.hard_texts import HARD, QUOTES, span_of

TEXT = "Gunmen killed two soldiers near Kidal."
drawn = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def region(name: str, words: str, *labels: str, text: str = TEXT) -> dict[str, Any]:
    start = text.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": list(labels)}
    return {"id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value, "origin": "manual"}


def said(kind: str, answer: Any, control: str = "control") -> dict[str, Any]:
    return {"id": "x", "from_name": control, "to_name": "text", "type": kind, "value": {kind: answer}}


FINISHED = {"was_cancelled": False, "ground_truth": False, "lead_time": 12.5, "prediction": {}, "result_count": 0}


def annotation(*results: dict[str, Any], by: Any = 1, **more: Any) -> dict[str, Any]:
    return {**FINISHED, "id": 7, "completed_by": by, "result": list(results), **more}


def task(*annotations: dict[str, Any], text: str = TEXT, number: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": number, "annotations": list(annotations), "data": {"text": text}, "meta": {}, "project": 3, **more}


def read(folder: Path, *tasks: dict[str, Any]) -> ForeignCodings:
    path = folder / "project-3-at-2024-05-01.json"
    path.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
    return read_label_studio([path])


def reasons(found: ForeignCodings) -> list[str]:
    return [one.reason for one in found.not_taken]


# --- Relations, rankings, other media --------------------------------------------------------------------------------


def test_relations_are_listed_one_by_one_and_their_spans_are_taken(tmp_path: Path) -> None:
    link = {"from_id": "a", "to_id": "b", "type": "relation", "direction": "right", "labels": ["harmed"]}
    found = read(
        tmp_path,
        task(annotation(region("a", "Gunmen", "Who"), link, region("b", "soldiers", "Whom"), {**link, "from_id": "b"})),
    )
    assert reasons(found) == ["A result of type “relation” has no place in a coding here."] * 2
    assert [(mark.label, mark.quote) for mark in found.codings[0].marks] == [("Who", "Gunmen"), ("Whom", "soldiers")]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("ranker", {"ranker": {"rank": ["a", "b"]}}),
        ("pairwise", {"selected": "left"}),
        ("rectanglelabels", {"x": 1, "y": 2, "width": 3, "height": 4, "rectanglelabels": ["Face"]}),
        ("brushlabels", {"format": "rle", "rle": [0, 1], "brushlabels": ["Smoke"]}),
        ("timeserieslabels", {"start": 1, "end": 2, "timeserieslabels": ["Run"]}),
        ("videorectangle", {"sequence": []}),
    ],
)
def test_what_is_no_mark_in_a_text_is_listed_by_its_type(tmp_path: Path, kind: str, value: dict[str, Any]) -> None:
    other = {"id": "z", "from_name": "c", "to_name": "t", "type": kind, "value": value}
    found = read(tmp_path, task(annotation(other, region("a", "Gunmen", "Who"))))
    assert reasons(found) == [f"A result of type “{kind}” has no place in a coding here."]
    assert len(found.codings[0].marks) == 1


def test_a_dialogue_whose_offsets_count_from_its_paragraph_is_not_guessed_at(tmp_path: Path) -> None:
    value = {"start": "0", "end": "2", "startOffset": 3, "endOffset": 5, "text": "x", "paragraphlabels": ["Who"]}
    result = {"id": "p", "from_name": "l", "to_name": "t", "type": "paragraphlabels", "value": value}
    found = read(tmp_path, task(annotation(result)))
    assert reasons(found) == ["A span has no offsets in the text, or no label."]
    assert found.codings[0].marks == ()


# --- Whose work ------------------------------------------------------------------------------------------------------


def test_predictions_alone_are_nobodys_work(tmp_path: Path) -> None:
    machine = {"model_version": "v1", "score": 0.9, "result": [region("a", "Gunmen", "Who")]}
    found = read(tmp_path, task(predictions=[machine]))
    assert found.codings == ()
    assert reasons(found) == ["Predictions are not taken over: no person made them."]


def test_annotations_beside_predictions_are_taken_without_them(tmp_path: Path) -> None:
    machine = {"result": [region("m", "soldiers", "Machine")]}
    found = read(tmp_path, task(annotation(region("a", "Gunmen", "Who")), predictions=[machine]))
    assert [label.key.name for label in found.labels] == ["Who"]


def test_a_task_that_only_has_ids_of_predictions_is_read_the_same(tmp_path: Path) -> None:
    found = read(tmp_path, task(annotation(region("a", "Gunmen", "Who")), predictions=[]))
    assert reasons(found) == []


def test_everybody_who_annotated_a_task_has_a_coding_and_who_skipped_it_has_none(tmp_path: Path) -> None:
    ana = {"id": 1, "email": "ana@example.org", "first_name": "Ana", "last_name": ""}
    ben = {"id": 2, "email": "", "first_name": "Ben", "last_name": "B."}
    found = read(
        tmp_path,
        task(
            annotation(region("a", "Gunmen", "Who"), by=ana),
            annotation(region("b", "soldiers", "Who"), by=ben),
            annotation(region("c", "Kidal", "Who"), by=3, was_cancelled=True),
        ),
        task(annotation(region("d", "Gunmen", "Who"), by=ben), number=2),
    )
    assert [(coding.coder, coding.place.line) for coding in found.codings] == [
        ("ana@example.org", 1),
        ("Ben B.", 1),
        ("Ben B.", 2),
    ]
    assert found.coders == ("ana@example.org", "Ben B.")
    assert [str(one) for one in found.not_taken] == [
        "project-3-at-2024-05-01.json, task 1: A skipped annotation is not taken over."
    ]


def test_an_annotation_nobody_finished_anything_in_is_a_coding_without_marks(tmp_path: Path) -> None:
    found = read(tmp_path, task(annotation()))
    assert [coding.marks for coding in found.codings] == [()]


def test_drafts_that_were_never_submitted_are_no_codings(tmp_path: Path) -> None:
    found = read(tmp_path, task(drafts=[{"result": [region("a", "Gunmen", "Who")]}]))
    assert (found.codings, found.labels) == ((), ())


# --- Regions ---------------------------------------------------------------------------------------------------------


def test_overlapping_nested_and_equal_regions_are_marks_of_their_own(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        task(
            annotation(
                region("a", "Gunmen killed two", "Deed"),
                region("b", "killed two soldiers", "Toll"),
                region("c", "killed", "Deed"),
                region("d", "killed", "Deed"),
            )
        ),
    )
    assert [(mark.label, mark.spans[0]) for mark in found.codings[0].marks] == [
        *(("Deed", (0, 17)), ("Toll", (7, 26)), ("Deed", (7, 13)), ("Deed", (7, 13)))
    ]


def test_what_is_said_about_a_region_counts_wherever_in_the_list_it_stands(tmp_path: Path) -> None:
    about = {**region("a", "Gunmen"), "type": "choices", "from_name": "kind"}
    about["value"] = {**about["value"], "choices": ["armed", "masked"]}
    found = read(tmp_path, task(annotation(about, region("a", "Gunmen", "Who"))))
    (mark,) = found.codings[0].marks
    assert dict(mark.attributes) == {"kind": ("armed", "masked")}
    assert [label.key for label in found.labels] == [LabelKey("Who"), LabelKey("Who", "kind")]


def test_one_region_under_two_controls_has_both_labels_once(tmp_path: Path) -> None:
    again = region("a", "Gunmen", "Who", "Actor")
    found = read(tmp_path, task(annotation(region("a", "Gunmen", "Who"), again)))
    assert [mark.label for mark in found.codings[0].marks] == ["Who", "Actor"]


@pytest.mark.parametrize("name", [None, "same"])
def test_regions_that_no_name_tells_apart_do_not_swallow_each_other(tmp_path: Path, name: str | None) -> None:
    nameless = [{**region("", words, "Who"), "id": name} for words in ("Gunmen", "Kidal", "two")]
    found = read(tmp_path, task(annotation(*nameless)))
    assert [mark.quote for mark in found.codings[0].marks] == ["Gunmen", "Kidal", "two"]


# --- Answers about the article ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "answer", "answers"),
    [
        ("choices", ["yes"], ("yes",)),
        ("choices", ["=1+1", "@SUM(A1)"], ("=1+1", "@SUM(A1)")),
        ("textarea", ["two\nlines", "  "], ("two\nlines",)),
        ("textarea", "one text", ("one text",)),
        ("number", 0, ("0",)),
        ("number", 1234567.0, ("1234567",)),
        ("number", 12.5, ("12.5",)),
        ("number", -3, ("-3",)),
        ("number", 10**15, ("1000000000000000",)),
        ("rating", 4, ("4",)),
        ("datetime", "2024-05-01", ("2024-05-01",)),
        ("taxonomy", [["Mali", "Kidal"], ["Niger"]], ("Kidal", "Niger")),
        ("taxonomy", [["Mali", ["Kidal", "Tessalit"]]], ("Kidal", "Tessalit")),
    ],
)
def test_an_answer_says_what_the_annotator_chose(
    tmp_path: Path, kind: str, answer: Any, answers: tuple[str, ...]
) -> None:
    (mark,) = read(tmp_path, task(annotation(said(kind, answer)))).codings[0].marks
    assert (mark.label, mark.kind, mark.answers) == ("control", LabelKind.ANSWER, answers)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("choices", []), ("textarea", [""]), ("textarea", " "), ("number", None), ("number", True), ("taxonomy", [[]])],
)
def test_an_answer_that_says_nothing_is_no_mark(tmp_path: Path, kind: str, answer: Any) -> None:
    assert read(tmp_path, task(annotation(said(kind, answer)))).codings[0].marks == ()


# --- Any project -----------------------------------------------------------------------------------------------------


@drawn
@given(text=texts(), data=st.data(), is_utf16=st.booleans())
def test_marks_of_any_text_come_back_where_they_were_whatever_the_offsets_count(
    tmp_path: Path, text: str, data: st.DataObject, is_utf16: bool
) -> None:
    text = stored_form(text)
    spans = data.draw(st.lists(spans_in(text), min_size=1, max_size=4))
    units = [len(text[:place].encode("utf-16-le")) // 2 if is_utf16 else place for place in range(len(text) + 1)]
    results = []
    for number, span in enumerate(spans):
        value = {"start": units[span.start], "end": units[span.end], "text": text[span.start : span.end]}
        results.append({**region(str(number), "Gunmen"), "value": {**value, "labels": ["L"]}})
    (coding,) = read(tmp_path, task(annotation(*results), text=text)).codings
    found = settled(text, text, coding.marks)
    # Where both countings fit a mark's words it is left out with a sentence; it never becomes other words.
    for span, marks in zip(spans, found, strict=True):
        words = " ".join(text[span.start : span.end].split())
        assert isinstance(marks, str) or [" ".join(text[one.start : one.end].split()) for one in marks] == [words]
    if not is_utf16 and max(text) <= "\uffff":
        assert [marks[0] for marks in found if not isinstance(marks, str)] == spans


@pytest.mark.parametrize("is_utf16", [False, True])
def test_every_quote_of_a_text_with_emoji_and_arabic_is_found(tmp_path: Path, is_utf16: bool) -> None:
    results = []
    for number, quote in enumerate(QUOTES):
        start, end = span_of(quote)
        units = [len(HARD[:place].encode("utf-16-le")) // 2 if is_utf16 else place for place in (start, end)]
        value = {"start": units[0], "end": units[1], "text": quote, "labels": ["L"]}
        results.append({**region(str(number), "Gunmen"), "value": value})
    (coding,) = read(tmp_path, task(annotation(*results), text=HARD)).codings
    assert settled(HARD, HARD, coding.marks) == [(Span(*span_of(quote)),) for quote in QUOTES]


@drawn
@given(st.lists(st.lists(st.tuples(st.sampled_from(["ana", "ben", 3]), st.booleans()), max_size=3), max_size=3))
def test_there_is_a_coding_for_every_annotation_that_was_not_skipped(
    tmp_path: Path, work: list[list[tuple[Any, bool]]]
) -> None:
    tasks = [
        task(
            *(annotation(region("a", "Gunmen", "Who"), by=who, was_cancelled=is_skipped) for who, is_skipped in each),
            number=number,
        )
        for number, each in enumerate(work)
    ]
    found = read(tmp_path, *tasks)
    done = [str(who) for each in work for who, is_skipped in each if not is_skipped]
    assert [coding.coder for coding in found.codings] == done
    assert len(found.not_taken) == sum(map(len, work)) - len(done)
