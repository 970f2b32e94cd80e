"""brat standoff read as what it says; what has no place in a coding is listed with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.coding import Stance
from annotator.domain.values import Count, Status
from annotator.formats.codings.brat import read_brat
from annotator.formats.codings.foreign import CodingFileError, ForeignCoding, ForeignCodings, LabelKey
from tests.services.foreign_work import unpacked
from tests.unit.formats.nlp_forms.hard_texts import HARD, a_hard_coding, written

TEXT = "Sony formed a venture.\nIt failed."


def read(folder: Path, annotations: str, text: str | None = TEXT) -> ForeignCodings:
    (folder / "doc.ann").write_bytes(annotations.encode())
    if text is not None:
        (folder / "doc.txt").write_bytes(text.encode())
    return read_brat([folder])


def coding(folder: Path, annotations: str) -> ForeignCoding:
    (only,) = read(folder, annotations).codings
    return only


def test_text_bound_annotations_are_spans_with_their_words(tmp_path: Path) -> None:
    read_in = coding(tmp_path, "T1\tOrganization 0 4\tSony\nT2\tEvent 5 11\tformed\n")
    assert [(mark.label, mark.spans, mark.quote) for mark in read_in.marks] == [
        ("Organization", ((0, 4),), "Sony"),
        ("Event", ((5, 11),), "formed"),
    ]
    assert (read_in.article.name, read_in.article.text) == ("doc.txt", TEXT)


def test_a_discontinuous_annotation_has_all_its_fragments(tmp_path: Path) -> None:
    (mark,) = coding(tmp_path, "T1\tEvent 0 4;14 21\tSony venture\n").marks
    assert mark.spans == ((0, 4), (14, 21))


def test_attributes_normalisations_and_notes_are_attributes_of_their_span(tmp_path: Path) -> None:
    (mark,) = coding(
        tmp_path,
        "T1\tEvent 5 11\tformed\n"
        "A1\tNegated T1\n"
        "A2\tCertainty T1 low\n"
        "M3\tCertainty T1 high\n"
        "N1\tReference T1 Wikidata:Q41187\tSony\n"
        "#1\tAnnotatorNotes T1\tlooks odd\n",
    ).marks
    assert dict(mark.attributes) == {
        "Negated": ("yes",),
        "Certainty": ("low", "high"),
        "normalisation": ("Wikidata:Q41187",),
        "note": ("looks odd",),
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("R1\tOrigin Arg1:T1 Arg2:T1", "Relations between spans have no place in a coding here."),
        ("E1\tMerge:T1 Org:T1", "Events have no place in a coding here; their triggers are taken as spans."),
        ("*\tEquiv T1 T1", "Equivalences have no place in a coding here."),
        ("A1\tNegation E1", "It says something about what is not a span of this file."),
        ("A1\t", "It says something about what is not a span of this file."),
        ("N1\tReference T9 Wikidata:Q1\tx", "It says something about what is not a span of this file."),
        ("N1\tReference", "It says something about what is not a span of this file."),
        ("#1\tAnnotatorNotes R1\tx", "It says something about what is not a span of this file."),
        ("T2\tEvent 5\tformed", "The line is no span: type, offsets and text are parted by tabs."),
        ("T2\tEvent 5 11 formed", "The line is no span: type, offsets and text are parted by tabs."),
        ("T2\tEvent -5 11\tformed", "The line is no span: type, offsets and text are parted by tabs."),
        ("T2", "The line is no span: type, offsets and text are parted by tabs."),
        ("T2\tEvent 5 99999999999\tx", "The offsets are too large."),
        ("T1\tEvent 5 11\tformed", "T1 is there twice."),
        ("what is this", "The line is no annotation of brat."),
    ],
)
def test_a_line_that_has_no_place_is_listed_and_the_others_are_read(tmp_path: Path, line: str, reason: str) -> None:
    found = read(tmp_path, f"T1\tOrganization 0 4\tSony\n{line}\n")
    assert [str(one) for one in found.not_taken] == [f"doc.ann, line 2: {reason}"]
    assert [mark.label for mark in found.codings[0].marks] == ["Organization"]


def test_windows_line_ends_and_empty_lines_in_the_annotations_do_no_harm(tmp_path: Path) -> None:
    (mark,) = coding(tmp_path, "T1\tOrganization 0 4\tSony\r\n\r\n").marks
    assert mark.quote == "Sony"


def test_an_annotation_file_without_its_text_is_known_by_name_only(tmp_path: Path) -> None:
    (only,) = read(tmp_path, "T1\tOrganization 0 4\tSony\n", text=None).codings
    assert (only.article.name, only.article.text) == ("doc.txt", None)


def test_an_empty_annotation_file_is_a_coding_without_marks(tmp_path: Path) -> None:
    assert coding(tmp_path, "").marks == ()


def test_a_text_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "doc.txt").write_bytes("café".encode("latin-1"))
    with pytest.raises(CodingFileError, match=r"doc\.txt"):
        read(tmp_path, "T1\tOrganization 0 4\tcafé\n", text=None)


def test_a_folder_without_annotations_is_refused(tmp_path: Path) -> None:
    (tmp_path / "doc.txt").write_text(TEXT)
    with pytest.raises(CodingFileError, match=r"There is no \.ann file"):
        read_brat([tmp_path])


def test_a_single_file_can_be_named(tmp_path: Path) -> None:
    read(tmp_path, "T1\tOrganization 0 4\tSony\n")
    assert len(read_brat([tmp_path / "doc.ann"]).codings) == 1


def test_labels_are_counted_with_examples_also_those_of_attributes(tmp_path: Path) -> None:
    found = read(tmp_path, "T1\tOrg 0 4\tSony\nT2\tOrg 5 11\tformed\nA1\tKind T1 firm\nA2\tKind T2 deed\n")
    assert [(label.key, label.count, label.examples, label.has_answers) for label in found.labels] == [
        (LabelKey("Org"), 2, ("Sony", "formed"), False),
        (LabelKey("Org", "Kind"), 2, ("firm", "deed"), True),
    ]


@pytest.mark.parametrize("note", ['{"words": 1}', "{broken", '{"words":1,"words":2}', "[1]"])
def test_a_note_that_only_looks_like_json_is_a_note(tmp_path: Path, note: str) -> None:
    (mark,) = coding(tmp_path, f"T1\tOrg 0 4\tSony\n#1\tAnnotatorNotes T1\t{note}\n").marks
    assert dict(mark.attributes) == {"note": (note,)}


def test_a_note_in_our_form_with_another_content_is_listed_and_the_span_kept(tmp_path: Path) -> None:
    note = '{"words":"","value":"v","evidence":"e","status":"coded","content":{"type":"bomb"},"notes":[]}'
    found = read(tmp_path, f"T1\tOrg 0 4\tSony\n#1\tAnnotatorNotes T1\t{note}\n")
    assert [str(one) for one in found.not_taken] == ["doc.ann, line 1: Its note is not as this program writes them."]
    assert [mark.quote for mark in found.codings[0].marks] == ["Sony"]


def test_an_own_export_comes_back_with_places_contents_stances_and_statuses(tmp_path: Path) -> None:
    written("brat", tmp_path / "out", [a_hard_coding()])
    (only,) = read_brat([unpacked(tmp_path / "out" / "brat.zip", tmp_path / "brat")]).codings
    assert (only.coder, only.article.name, only.article.text) == ("Coder, one", "dir/harte Texte é.txt", HARD)
    killed = [(mark.report, mark.stance, mark.exact) for mark in only.marks if mark.label == "killed"]
    assert sorted(killed, key=str) == [
        ("1", Stance.STATES, Count(low=2, best=2, high=2)),
        ("2", Stance.CONTRADICTS, Count(low=1)),
        ("2", Stance.CONTRADICTS, Count(low=1)),
    ]
    assert {mark.status for mark in only.marks if mark.label == "suicide"} == {Status.CODED, Status.UNCLEAR}
    assert [mark.group for mark in only.marks if mark.label == "name"] == ["actor_1"]
    assert all(not mark.attributes for mark in only.marks)
