"""doccano's exports as whole projects leave them: overlaps, relations, several people, offsets of a browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.domain.text import Span
from annotator.formats.codings import files
from annotator.formats.codings.doccano import read_doccano
from annotator.formats.codings.foreign import CodingFileError, Counting, ForeignCodings, LabelKey
from annotator.formats.codings.offsets import settled
from tests.strategies import spans_in, texts
from tests.unit.formats.nlp_forms.hard_texts import HARD, QUOTES, span_of

TEXT = "Gunmen killed two soldiers near Kidal."
drawn = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def a_file(folder: Path, *records: Any, name: str = "all.jsonl") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in records), encoding="utf-8")
    return path


def read(folder: Path, *records: Any) -> ForeignCodings:
    return read_doccano([a_file(folder, *records)])


def test_overlapping_nested_and_doubled_spans_are_all_taken(tmp_path: Path) -> None:
    spans = [[0, 17, "Deed"], [7, 26, "Toll"], [7, 13, "Deed"], [7, 13, "Deed"], [7, 13, "Toll"], [0, 38, "All"]]
    (coding,) = read(tmp_path, {"id": 1, "text": TEXT, "label": spans}).codings
    assert [[*mark.spans[0], mark.label] for mark in coding.marks] == spans


def test_the_counts_of_labels_are_those_of_all_examples(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {"text": TEXT, "label": [[0, 6, "Who"], [14, 17, "Toll"]]},
        {"text": TEXT, "entities": [{"id": 9, "label": "Who", "start_offset": 0, "end_offset": 6}]},
        {"text": TEXT, "label": ["violent"]},
    )
    assert {label.key: label.count for label in found.labels} == {
        LabelKey("Who"): 2,
        LabelKey("Toll"): 1,
        LabelKey("violent"): 1,
    }


def test_relations_are_listed_once_for_each_example_and_their_spans_are_taken(tmp_path: Path) -> None:
    entities = [
        {"id": 1, "label": "Who", "start_offset": 0, "end_offset": 6},
        {"id": 2, "label": "Whom", "start_offset": 18, "end_offset": 26},
    ]
    relations = [
        {"id": 1, "from_id": 1, "to_id": 2, "type": "harmed"},
        {"id": 2, "from_id": 2, "to_id": 1, "type": "x"},
    ]
    found = read(tmp_path, *[{"text": TEXT, "entities": entities, "relations": relations}] * 2)
    assert [str(one) for one in found.not_taken] == [
        f"all.jsonl, line {line}: Relations between spans have no place in a coding here." for line in (1, 2)
    ]
    assert [len(coding.marks) for coding in found.codings] == [2, 2]


@pytest.mark.parametrize("comments", [["why?"], [{"user": 1, "text": "why?"}], "why?"])
@pytest.mark.parametrize("key", ["Comments", "comments"])
def test_comments_are_listed_and_an_empty_list_of_them_is_not(tmp_path: Path, key: str, comments: Any) -> None:
    found = read(tmp_path, {"text": TEXT, "label": [], key: comments}, {"text": TEXT, "label": [], key: []})
    assert [str(one) for one in found.not_taken] == ["all.jsonl, line 1: Comments are not taken over."]


def test_spans_and_classes_of_one_example_are_both_taken(tmp_path: Path) -> None:
    record = {"text": TEXT, "entities": [[0, 6, "Who"]], "cats": ["violent", "armed"]}
    (coding,) = read(tmp_path, record).codings
    assert [(mark.label, mark.spans) for mark in coding.marks] == [("Who", ((0, 6),)), ("violent", ()), ("armed", ())]


def test_a_file_for_each_annotator_is_their_work_and_the_folder_is_everybodys(tmp_path: Path) -> None:
    for who in ("ana", "ben", "admin", "unknown"):
        a_file(tmp_path / "export", {"text": TEXT, "label": [[0, 6, who]]}, name=f"{who}.jsonl")
    found = read_doccano([tmp_path / "export"])
    assert [(coding.coder, coding.marks[0].label) for coding in found.codings] == [
        *(("", "admin"), ("ana", "ana"), ("ben", "ben"), ("", "unknown"))
    ]
    assert found.coders == ("ana", "ben")


def test_two_peoples_lines_of_one_text_are_two_codings(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        *({"text": TEXT, "label": [[0, 6, "Who"]], "username": who, "id": 3} for who in ("ana", "ben", "ana")),
    )
    assert [coding.coder for coding in found.codings] == ["ana", "ben", "ana"]
    assert len({coding.article for coding in found.codings}) == 1


def test_one_broken_line_among_a_thousand_is_listed_and_nothing_else_is_lost(tmp_path: Path) -> None:
    path = a_file(tmp_path, *({"text": TEXT, "label": [[0, 6, "Who"]], "id": number} for number in range(1000)))
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[499] = lines[499][:-4]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read_doccano([path])
    assert [one.place.line for one in found.not_taken] == [500]
    assert [coding.article.name for coding in found.codings] == [str(one) for one in range(1000) if one != 499]


def test_lines_end_at_line_feeds_and_at_no_other_sign(tmp_path: Path) -> None:
    text = "one\u2028two\x85three\x0cfour\u2029five"
    (coding,) = read(tmp_path, {"text": text, "label": [[3, 8, "Break"]]}).codings
    assert (coding.article.text, coding.marks[0].spans) == (text, ((3, 8),))


def test_windows_line_ends_between_examples_do_no_harm(tmp_path: Path) -> None:
    path = a_file(tmp_path, {"text": "one\r\ntwo", "label": [[5, 8, "T"]]}, {"text": TEXT, "label": []})
    path.write_bytes(path.read_bytes().replace(b"}\n", b"}\r\n"))
    assert [coding.article.text for coding in read_doccano([path]).codings] == ["one\r\ntwo", TEXT]


@pytest.mark.parametrize("name", ["all.json", "all.JSONL", "all.txt"])
def test_a_file_that_was_named_is_read_whatever_it_ends_in(tmp_path: Path, name: str) -> None:
    path = a_file(tmp_path, {"text": TEXT, "label": []}, name=name)
    assert len(read_doccano([path]).codings) == 1


def test_a_file_over_the_limit_is_refused_and_none_of_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_file(tmp_path, {"text": TEXT, "label": []})
    monkeypatch.setattr(files, "SIZE_LIMIT", path.stat().st_size - 1)
    with pytest.raises(CodingFileError, match="a file of codings may have"):
        read_doccano([path])


def test_progress_counts_the_examples_of_all_files(tmp_path: Path) -> None:
    told: list[int] = []
    paths = [a_file(tmp_path, *[{"text": TEXT, "label": []}] * 2, name=f"{who}.jsonl") for who in ("ana", "ben")]
    read_doccano(paths, told.append)
    assert told == [1, 2, 3, 4]


# --- Offsets ---------------------------------------------------------------------------------------------------------


def units(text: str, place: int) -> int:
    """Return a place as a browser counts it."""
    return len(text[:place].encode("utf-16-le")) // 2


@pytest.mark.parametrize("counting", [Counting.CODE_POINTS, Counting.UTF16])
def test_when_it_is_said_what_offsets_count_every_span_is_exact(tmp_path: Path, counting: Counting) -> None:
    spans = [span_of(quote) for quote in QUOTES]
    counted = [
        [units(HARD, place) if counting is Counting.UTF16 else place for place in span] + ["L"] for span in spans
    ]
    (coding,) = read(tmp_path, {"text": HARD, "label": counted}).codings
    assert settled(HARD, HARD, coding.marks, counting) == [(Span(*span),) for span in spans]


@drawn
@given(text=texts(), data=st.data(), counting=st.sampled_from([Counting.CODE_POINTS, Counting.UTF16]))
def test_any_spans_of_any_text_are_exact_once_it_is_said_what_offsets_count(
    tmp_path: Path, text: str, data: st.DataObject, counting: Counting
) -> None:
    spans = data.draw(st.lists(spans_in(text), max_size=4))
    counted = [
        [units(text, place) if counting is Counting.UTF16 else place for place in (span.start, span.end)] + ["L"]
        for span in spans
    ]
    (coding,) = read(tmp_path, {"text": text, "label": counted}).codings
    assert settled(text, text, coding.marks, counting) == [(span,) for span in spans]


@drawn
@given(text=texts(), data=st.data())
def test_without_that_a_span_is_right_for_one_way_of_counting_or_refused(
    tmp_path: Path, text: str, data: st.DataObject
) -> None:
    span = data.draw(spans_in(text))
    (coding,) = read(tmp_path, {"text": text, "label": [[span.start, span.end, "L"]]}).codings
    (found,) = settled(text, text, coding.marks)
    if max(text) <= "\uffff":
        assert found == (span,)
    else:
        assert isinstance(found, str) or found == (span,) or units(text, found[0].start) == span.start


@pytest.mark.parametrize("offsets", [(0, 39), (5, 5), (6, 5), (38, 38), (2**31 - 1, 2**31 - 1)])
def test_offsets_outside_the_text_are_refused_with_both_numbers(tmp_path: Path, offsets: tuple[int, int]) -> None:
    (coding,) = read(tmp_path, {"text": TEXT, "label": [[*offsets, "L"]]}).codings
    (found,) = settled(TEXT, TEXT, coding.marks)
    assert found == (
        f"The offsets {offsets[0]} to {offsets[1]} do not lie in the article, which has {len(TEXT)} characters."
    )
