"""CoNLL-U Plus: tags tell the spans of each field; what they cannot tell is listed."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from annotator.domain.text import Span
from tests.unit.formats.datasets.making import a_codebook, all_coded
from tests.unit.formats.nlp_forms.hard_texts import HARD, SpanMaker, a_hard_coding, coded_texts, span_of, written
from tests.unit.formats.nlp_forms.readers import Found, bio_spans, conll, refused

FILE = "tokens.conllup"


def spans_in(folder: Path, text: str) -> list[Found]:
    (document,) = conll(folder / FILE)
    return bio_spans(document, text)


def two_fields(text: str, **spans: list[tuple[int, int]]) -> SpanMaker:
    made = SpanMaker(1, text)
    report = made.report(0)
    for field, found in spans.items():
        made.marked(field, found, report=report)
    return made


def test_the_first_line_names_every_field_of_the_codebook(tmp_path: Path) -> None:
    written("conll", tmp_path / "out", [])
    fields = [f"coded:{field.id}" for field in a_codebook().fields]
    line = (tmp_path / "out" / FILE).read_text("utf-8")
    assert line == f"# global.columns = ID FORM {' '.join(fields)} MISC\n"


def test_a_span_begins_with_b_and_goes_on_with_i(tmp_path: Path) -> None:
    written("conll", tmp_path / "out", [two_fields("at least 53 dead", killed=[(0, 11)], trigger=[(12, 16)])])
    ((sentence,),) = conll(tmp_path / "out" / FILE)
    assert [token.tags["killed"] for token in sentence] == ["B-killed", "I-killed", "I-killed", "O"]
    assert [token.tags["trigger"] for token in sentence] == ["O", "O", "O", "B-trigger"]
    assert {token.tags["place"] for token in sentence} == {"O"}


def test_two_spans_side_by_side_stay_two(tmp_path: Path) -> None:
    written("conll", tmp_path / "out", [two_fields("one two", killed=[(0, 3), (4, 7)])])
    assert [found[:2] for found in spans_in(tmp_path / "out", "one two")] == [(0, 3), (4, 7)]


def test_spans_of_several_fields_may_cross(tmp_path: Path) -> None:
    text = "one two three"
    written("conll", tmp_path / "out", [two_fields(text, killed=[(0, 7)], trigger=[(4, 13)], place=[(4, 7)])])
    found = {(one.label, one.start, one.end) for one in spans_in(tmp_path / "out", text)}
    assert found == {("killed", 0, 7), ("trigger", 4, 13), ("place", 4, 7)}


@pytest.mark.parametrize(
    "spans, kept, lost",
    [
        ([(0, 3), (0, 7)], [(0, 7)], [(0, 3)]),
        ([(0, 7), (4, 13)], [(4, 13)], [(0, 7)]),
        ([(0, 7), (4, 11)], [(0, 7)], [(4, 11)]),
        ([(0, 13), (0, 3), (4, 7)], [(0, 13)], [(0, 3), (4, 7)]),
        ([(0, 3), (4, 7)], [(0, 3), (4, 7)], []),
    ],
)
def test_within_a_field_the_longest_span_wins_then_the_first(
    tmp_path: Path, spans: list[tuple[int, int]], kept: list[tuple[int, int]], lost: list[tuple[int, int]]
) -> None:
    text = "one two three"
    text_of_four = f"{text} x"
    result = written("conll", tmp_path / "out", [two_fields(text_of_four, killed=spans)])
    assert [found[:2] for found in spans_in(tmp_path / "out", text_of_four)] == kept
    rows = refused(tmp_path / "out")
    assert sorted((int(row["start"]), int(row["end"])) for row in rows) == lost
    assert {(row["what"], row["field"], row["outcome"]) for row in rows} <= {("span", "killed", "left out")}
    assert any("overlaps" in remark for remark in result.remarks) == bool(lost)


def test_the_same_range_for_two_values_of_a_field_is_said_once(tmp_path: Path) -> None:
    made = SpanMaker(1, "one two")
    for position in range(2):
        made.marked("killed", [(0, 3)], report=made.report(position))
    written("conll", tmp_path / "out", [made])
    assert [found[:2] for found in spans_in(tmp_path / "out", "one two")] == [(0, 3)]
    assert refused(tmp_path / "out") == []


def test_a_span_over_two_lines_begins_anew_and_is_listed(tmp_path: Path) -> None:
    text = "one two\n\nthree four"
    written("conll", tmp_path / "out", [two_fields(text, killed=[(4, 14)])])
    (document,) = conll(tmp_path / "out" / FILE)
    assert [[token.tags["killed"] for token in sentence] for sentence in document] == [
        ["O", "B-killed"],
        ["B-killed", "O"],
    ]
    assert [(row["quote"], row["outcome"]) for row in refused(tmp_path / "out")] == [("two\n\nthree", "changed")]


def test_a_sentence_is_a_line_with_more_than_white_space(tmp_path: Path) -> None:
    written("conll", tmp_path / "out", [SpanMaker(1, "\n one two\n \t\nthree\n")])
    (document,) = conll(tmp_path / "out" / FILE)
    assert [[token.form for token in sentence] for sentence in document] == [["one", "two"], ["three"]]


def test_a_token_that_looks_like_a_comment_is_a_token(tmp_path: Path) -> None:
    written("conll", tmp_path / "out", [SpanMaker(1, "# newdoc id = x")])
    ((sentence,),) = conll(tmp_path / "out" / FILE)
    assert [token.form for token in sentence] == ["#", "newdoc", "id", "=", "x"]


def test_each_coding_is_a_document_that_says_whose_it_is(tmp_path: Path) -> None:
    hard = a_hard_coding()
    hard.article = hard.article.model_copy(update={"file_name": "line\nend.txt"})
    written("conll", tmp_path / "out", [*all_coded(a_codebook()), hard])
    lines = (tmp_path / "out" / FILE).read_text("utf-8").split("\n")
    assert [line for line in lines if line.startswith("# newdoc")] == [
        f"# newdoc id = coding-{number}" for number in (1, 2, 3, 7)
    ]
    assert "# file_name = line end.txt" in lines
    assert "# coder = Coder, one" in lines


def test_a_text_of_nothing_but_white_space_is_a_document_without_tokens(tmp_path: Path) -> None:
    written("conll", tmp_path / "out", [SpanMaker(1, " \n "), SpanMaker(2, "word")])
    empty, other = conll(tmp_path / "out" / FILE)
    assert empty == []
    assert other[0][0].form == "word"


def test_values_without_evidence_are_listed(tmp_path: Path) -> None:
    written("conll", tmp_path / "out", [a_hard_coding()])
    rows = [row for row in refused(tmp_path / "out") if row["what"] == "value"]
    assert [(row["field"], row["report_number"], row["level"]) for row in rows] == [("remark", "2", "incident")]


def test_a_field_that_no_codebook_has_is_listed(tmp_path: Path) -> None:
    written("conll", tmp_path / "out", [two_fields("one", nonsense=[(0, 3)])])
    assert [(row["field"], row["outcome"]) for row in refused(tmp_path / "out")] == [("nonsense", "left out")]


def test_offsets_hold_in_hard_text(tmp_path: Path) -> None:
    written("conll", tmp_path / "out", [a_hard_coding()])
    (document,) = conll(tmp_path / "out" / FILE)
    assert all(HARD[token.start : token.end] == token.form for sentence in document for token in sentence)
    found = set(bio_spans(document, HARD))
    for quote in ("💥", "1.5 km", "op's gate", "deux\u202fmorts"):
        assert Found(*span_of(quote), "trigger", quote) in found


@given(coded_texts())
def test_tags_and_refusals_together_tell_every_mark(tmp_path_factory: pytest.TempPathFactory, made: SpanMaker) -> None:
    folder = tmp_path_factory.mktemp("conll") / "out"
    written("conll", folder, [made])
    text = made.article.text
    coding = made.coded(a_codebook()).coding
    listed = {(row["id"], row["outcome"]) for row in refused(folder)}
    told = {(one.label, one.start, one.end) for one in spans_in(folder, text)}
    fields = {value.id: value.field for value in coding.values()}
    for evidence in coding.evidence():
        field, inner = fields[evidence.value_id], evidence.quote.strip()
        start = evidence.start + len(evidence.quote) - len(evidence.quote.lstrip())
        if (evidence.id, "left out") in listed:
            rivals = [one for one in told if one[0] == field and one[1] < evidence.end and evidence.start < one[2]]
            assert not inner or rivals
        elif (evidence.id, "changed") in listed:
            assert inner != evidence.quote or "\n" in inner
        else:
            assert (field, start, start + len(inner)) in told
    for field in ("trigger", "killed"):
        spans = sorted(Span(start, end) for label, start, end in told if label == field)
        assert not any(one.overlaps(other) for one, other in pairwise(spans))
