"""brat standoff: pairs of files that a reader of ten lines understands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given

from annotator.domain.values import Count, OneCategory, OrdinalLevel, Status, YesNo
from tests.golden.laying_open import archive
from tests.unit.formats.datasets.making import a_codebook, all_coded
from tests.unit.formats.nlp_forms.hard_texts import HARD, QUOTES, SpanMaker, a_hard_coding, coded_texts, written
from tests.unit.formats.nlp_forms.readers import Brat, brat, documents, refused, without_breaks


def read(folder: Path) -> list[Brat]:
    texts, annotations = (documents(folder / "brat.zip", ending) for ending in (".txt", ".ann"))
    return [brat(text, ann) for text, ann in zip(texts, annotations, strict=True)]


def configuration(folder: Path) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for line in archive(folder / "brat.zip")["annotation.conf"].decode().splitlines():
        if line.startswith("["):
            sections[line.strip("[]")] = []
        elif line:
            sections[list(sections)[-1]].append(line)
    return sections


def test_every_quote_is_found_at_its_offsets(tmp_path: Path) -> None:
    written("brat", tmp_path / "out", [a_hard_coding()])
    (document,) = read(tmp_path / "out")
    assert document.text == HARD
    triggers = [(fragments, text) for kind, fragments, text in document.spans.values() if kind == "trigger"]
    assert sorted(text for _, text in triggers) == sorted(" ".join(without_breaks(quote)) for quote in QUOTES)
    for fragments, text in triggers:
        assert " ".join(HARD[start:end] for start, end in fragments) == text


@pytest.mark.parametrize(("span", "offsets"), [((3, 8), (4, 8)), ((4, 9), (4, 8)), ((3, 9), (4, 8))])
def test_a_span_that_begins_or_ends_with_a_break_is_listed_as_changed(
    tmp_path: Path, span: tuple[int, int], offsets: tuple[int, int]
) -> None:
    made = SpanMaker(1, "one\ndead\tthere")
    made.marked("trigger", [span], report=made.report(0))
    written("brat", tmp_path / "out", [made])
    (document,) = read(tmp_path / "out")
    assert [fragments for _, fragments, _ in document.spans.values()] == [[offsets]]
    (row,) = refused(tmp_path / "out")
    assert (row["outcome"], row["start"], row["end"]) == ("changed", str(span[0]), str(span[1]))
    assert row["reason"] == "Line ends and tabs at the ends of a span are no part of it in brat."


def test_a_span_over_line_ends_is_written_in_fragments(tmp_path: Path) -> None:
    made = SpanMaker(1, "one two\n\n three\tfour")
    made.marked("trigger", [(4, 20)], report=made.report(0))
    written("brat", tmp_path / "out", [made])
    annotations = documents(tmp_path / "out" / "brat.zip", ".ann")[0].decode()
    assert annotations.split("\n")[0] == "T1\ttrigger 4 7;9 15;16 20\ttwo  three four"


def test_a_span_of_line_ends_alone_is_listed(tmp_path: Path) -> None:
    made = SpanMaker(1, "one\n\n\ttwo")
    made.marked("trigger", [(3, 6), (0, 3)], report=made.report(0))
    written("brat", tmp_path / "out", [made])
    (document,) = read(tmp_path / "out")
    assert [text for *_, text in document.spans.values()] == ["one"]
    assert [(row["what"], row["start"], row["outcome"]) for row in refused(tmp_path / "out")] == [
        ("span", "3", "left out")
    ]


def test_attributes_tell_place_stance_status_and_closed_answers(tmp_path: Path) -> None:
    made = SpanMaker(1, "one two three four five six")
    first, second = made.report(0), made.report(1)
    group = made.group(second, "actor", 0)
    made.marked("relevance", [(0, 3)], OneCategory(category="gun"))
    made.marked("suicide", [(4, 7)], YesNo(answer=False), first)
    made.marked("sure", [(8, 13)], OrdinalLevel(level=2), second)
    made.marked("size", [(14, 18)], Count(low=3), second, group)
    made.marked("killed", [(19, 23)], None, second, status=Status.UNCLEAR)
    written("brat", tmp_path / "out", [made])
    (document,) = read(tmp_path / "out")
    by_field = {kind: document.attributes[id_] for id_, (kind, *_) in document.spans.items()}
    assert by_field == {
        "relevance": {"Stance": "states", "Value": "gun"},
        "suicide": {"Report": "1", "Stance": "states", "Value": "no"},
        "sure": {"Report": "2", "Stance": "states", "Value": "2"},
        "size": {"Report": "2", "Group": "actor_1", "Stance": "states"},
        "killed": {"Report": "2", "Stance": "states", "Status": "unclear"},
    }


def test_the_note_of_a_span_tells_what_was_coded_exactly(tmp_path: Path) -> None:
    (coded, *_) = all_coded(a_codebook())
    written("brat", tmp_path / "out", [coded])
    (document,) = read(tmp_path / "out")
    assert set(document.notes) == set(document.spans)
    values = {value.id: value for value in coded.coding.values()}
    for note in document.notes.values():
        content = values[note["value"]].content
        assert content is not None
        assert note["content"] == json.loads(content.model_dump_json())
    (killed,) = [note for note in document.notes.values() if note["words"] == "12"]
    assert killed["notes"] == ["+1 more later?"]


def test_the_configuration_declares_everything_that_is_used(tmp_path: Path) -> None:
    written("brat", tmp_path / "out", [*all_coded(a_codebook()), a_hard_coding()])
    sections = configuration(tmp_path / "out")
    assert list(sections) == ["entities", "relations", "events", "attributes"]
    assert sections["entities"] == [field.id for field in a_codebook().fields]
    assert "<OVL-TYPE>:<ANY>" in sections["relations"][0]
    allowed = {line.split("\t")[0]: line.split("Value:")[1].split("|") for line in sections["attributes"]}
    for document in read(tmp_path / "out"):
        assert {kind for kind, *_ in document.spans.values()} <= set(sections["entities"])
        for attributes in document.attributes.values():
            assert all(value in allowed[name] for name, value in attributes.items())


def test_the_values_of_an_attribute_are_listed_by_number(tmp_path: Path) -> None:
    made = SpanMaker(1, "word")
    for position in range(11):
        made.marked("killed", [(0, 4)], report=made.report(position))
    written("brat", tmp_path / "out", [made])
    (report, _) = configuration(tmp_path / "out")["attributes"]
    assert report == "Report\tArg:<ENTITY>, Value:1|2|3|4|5|6|7|8|9|10|11"


def test_what_has_no_span_is_listed(tmp_path: Path) -> None:
    result = written("brat", tmp_path / "out", [a_hard_coding()])
    rows = refused(tmp_path / "out")
    assert [(row["what"], row["field"], row["quote"]) for row in rows] == [
        ("value", "remark", ""),
        ("note", "", "on a value"),
        ("note", "", "on a report"),
    ]
    assert len(result.remarks) == 2
    assert "2 notes were left out" in result.remarks[1]


def test_names_of_files_are_safe_and_a_table_says_whose_they_are(tmp_path: Path) -> None:
    first, second, third = (SpanMaker(number, "text") for number in (1, 2, 3))
    first.article = first.article.model_copy(update={"file_name": "../../etc/pass wd\n.txt"})
    second.article = second.article.model_copy(update={"file_name": ""})
    third.article = third.article.model_copy(update={"file_name": "é" * 300})
    written("brat", tmp_path / "out", [first, second, third])
    files = archive(tmp_path / "out" / "brat.zip")
    assert [name for name in files if name.endswith(".ann")] == ["000001-pass_wd.ann", "000002.ann", "000003.ann"]
    table = [line.split("\t") for line in files["documents.tsv"].decode().splitlines()]
    assert [row[:2] for row in table[1:]] == [
        ["000001-pass_wd", "coding-1"],
        ["000002", "coding-2"],
        ["000003", "coding-3"],
    ]
    assert {len(row) for row in table} == {6}


@given(coded_texts())
def test_every_mark_is_said_or_listed(tmp_path_factory: pytest.TempPathFactory, made: SpanMaker) -> None:
    folder = tmp_path_factory.mktemp("brat") / "out"
    written("brat", folder, [made])
    (document,) = read(folder)
    assert document.text == made.article.text
    said = {document.notes[id_]["evidence"]: span for id_, span in document.spans.items()}
    listed = {row["id"]: row["outcome"] for row in refused(folder)}
    for evidence in made.coded(a_codebook()).coding.evidence():
        parts = without_breaks(evidence.quote)
        is_shorter = bool(parts) and not (evidence.quote.startswith(parts[0]) and evidence.quote.endswith(parts[-1]))
        assert listed.get(evidence.id) == ("changed" if is_shorter else None if parts else "left out")
        if parts:
            _, fragments, text = said[evidence.id]
            assert [document.text[start:end] for start, end in fragments] == parts
            assert text == " ".join(parts)
            assert evidence.start <= fragments[0][0] < fragments[-1][1] <= evidence.end
