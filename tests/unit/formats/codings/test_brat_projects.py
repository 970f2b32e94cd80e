"""brat's folders as whole projects leave them: events, relations, discontinuous spans, many documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.domain.text import Span, stored_form
from annotator.formats.codings.brat import read_brat
from annotator.formats.codings.foreign import CodingFileError, ForeignCodings, LabelKey
from annotator.formats.codings.offsets import settled
from tests.strategies import spans_in, texts
from tests.unit.formats.nlp_forms.hard_texts import HARD, QUOTES, span_of

TEXT = "Gunmen killed two soldiers,\nand wounded three civilians, near Kidal."
EVENT = """T1\tActor 0 6\tGunmen
T2\tKill 7 13\tkilled
T3\tVictim 14 26\ttwo soldiers
T4\tInjure 32 39\twounded
T5\tVictim 40 55\tthree civilians
E1\tKill:T2 Agent:T1 Theme:T3
E2\tInjure:T4 Agent:T1 Theme:T5
R1\tSame Arg1:E1 Arg2:E2
*\tEquiv T3 T5
A1\tCertain E1
A2\tNumber T3 2
A3\tNumber T5 3
#1\tAnnotatorNotes E1\tone event or two?
#2\tAnnotatorNotes T5\tcheck
"""
drawn = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def a_document(folder: Path, annotations: str, text: str | None = TEXT, name: str = "doc") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.ann").write_bytes(annotations.encode())
    if text is not None:
        (folder / f"{name}.txt").write_bytes(text.encode())
    return folder


def read(folder: Path, annotations: str, text: str | None = TEXT) -> ForeignCodings:
    return read_brat([a_document(folder, annotations, text)])


def test_of_a_project_of_events_the_triggers_and_arguments_are_spans_and_the_rest_is_listed(tmp_path: Path) -> None:
    found = read(tmp_path, EVENT)
    assert [(mark.label, mark.quote) for mark in found.codings[0].marks] == [
        ("Actor", "Gunmen"),
        ("Kill", "killed"),
        ("Victim", "two soldiers"),
        ("Injure", "wounded"),
        ("Victim", "three civilians"),
    ]
    told = [(one.place.line, one.reason.split(";")[0].rstrip(".")) for one in found.not_taken]
    assert told == [
        (6, "Events have no place in a coding here"),
        (7, "Events have no place in a coding here"),
        (8, "Relations between spans have no place in a coding here"),
        (9, "Equivalences have no place in a coding here"),
        (10, "It says something about what is not a span of this file"),
        (13, "It says something about what is not a span of this file"),
    ]


def test_attributes_of_spans_are_labels_of_their_own_with_examples(tmp_path: Path) -> None:
    found = {label.key: label for label in read(tmp_path, EVENT).labels}
    assert found[LabelKey("Victim", "Number")].examples == ("2", "3")
    assert found[LabelKey("Victim", "note")].examples == ("check",)
    assert (found[LabelKey("Victim")].count, found[LabelKey("Victim")].has_answers) == (2, False)


def test_every_span_of_the_project_has_its_words(tmp_path: Path) -> None:
    (coding,) = read(tmp_path, EVENT).codings
    places = settled(TEXT, TEXT, coding.marks)
    assert [TEXT[one[0].start : one[0].end] for one in places if not isinstance(one, str)] == [
        mark.quote for mark in coding.marks
    ]


# --- Discontinuous spans ---------------------------------------------------------------------------------------------


def test_a_discontinuous_span_stays_several_pieces(tmp_path: Path) -> None:
    (coding,) = read(tmp_path, "T1\tVictim 14 17;40 45;46 55\ttwo three civilians\n").codings
    assert settled(TEXT, TEXT, coding.marks) == [(Span(14, 17), Span(40, 45), Span(46, 55))]


def test_pieces_that_only_a_line_end_parts_are_one_span_again(tmp_path: Path) -> None:
    (coding,) = read(tmp_path, "T1\tDeed 14 27;28 39\ttwo soldiers, and wounded\n").codings
    assert settled(TEXT, TEXT, coding.marks) == [(Span(14, 39),)]


@pytest.mark.parametrize(
    "pieces",
    ["14 17;", ";14 17", "14 17;40", "14 17,40 45", "14 17; 40 45", "14  17", "14-17", "0x1 0x2", "1e1 17", "٣ ٥"],
)
def test_pieces_that_are_written_otherwise_are_listed_and_not_guessed_at(tmp_path: Path, pieces: str) -> None:
    found = read(tmp_path, f"T1\tVictim {pieces}\ttwo\n")
    assert [one.reason for one in found.not_taken] == [
        "The line is no span: type, offsets and text are parted by tabs."
    ]
    assert found.codings[0].marks == ()


@pytest.mark.parametrize("digits", ["9" * 11, "2147483648", "9" * 5_000, "0" * 11])
def test_offsets_of_any_number_of_digits_are_listed_as_too_large(tmp_path: Path, digits: str) -> None:
    found = read(tmp_path, f"T1\tVictim 0 {digits}\ttwo\nT2\tActor 0 6\tGunmen\n")
    assert [str(one) for one in found.not_taken] == ["doc.ann, line 1: The offsets are too large."]
    assert [mark.label for mark in found.codings[0].marks] == ["Actor"]


def test_pieces_out_of_order_are_held_against_the_quote(tmp_path: Path) -> None:
    (coding,) = read(tmp_path, "T1\tVictim 40 45;14 17\tthree two\n").codings
    assert settled(TEXT, TEXT, coding.marks) == [(Span(14, 17), Span(40, 45))]


def test_a_quote_in_another_order_than_its_pieces_is_refused(tmp_path: Path) -> None:
    (coding,) = read(tmp_path, "T1\tVictim 40 45;14 17\ttwo three\n").codings
    (found,) = settled(TEXT, TEXT, coding.marks)
    assert found == "The offsets give “three two”, but the file says “two three”."


# --- Lines that are odd ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "attributes"),
    [
        ("A9\tKind T1 a b c", {"Kind": ("a b c",)}),
        ("A9\tKind T1", {"Kind": ("yes",)}),
        ("M9\tKind T1 =1+1", {"Kind": ("=1+1",)}),
        ("N9\tReference T1 Q:1 2", {"normalisation": ("Q:1",)}),
        ("N9\tReference T1 Q:1\tGun men", {"normalisation": ("Q:1",)}),
        ("#9\tAnnotatorNotes T1\t", {"note": ("",)}),
        ("#9\tAnnotatorNotes T1\ta\tb", {"note": ("a\tb",)}),
        ("#9\tAnnotatorNotes T1\t<b>&amp;😀", {"note": ("<b>&amp;😀",)}),
    ],
)
def test_what_is_said_of_a_span_is_kept_as_it_is(
    tmp_path: Path, line: str, attributes: dict[str, tuple[str, ...]]
) -> None:
    (mark,) = read(tmp_path, f"T1\tActor 0 6\tGunmen\n{line}\n").codings[0].marks
    assert dict(mark.attributes) == attributes


def test_an_attribute_before_its_span_is_listed_because_brat_writes_spans_first(tmp_path: Path) -> None:
    found = read(tmp_path, "A1\tKind T1 x\nT1\tActor 0 6\tGunmen\n")
    assert [one.place.line for one in found.not_taken] == [1]


@pytest.mark.parametrize("label", ["Geo-Political", "Événement", "سلاح", "a/b", "=cmd", "x" * 5_000])
def test_a_type_of_any_letters_is_a_label(tmp_path: Path, label: str) -> None:
    assert read(tmp_path, f"T1\t{label} 0 6\tGunmen\n").codings[0].marks[0].label == label


# --- Many documents --------------------------------------------------------------------------------------------------


def test_a_tree_of_folders_is_one_project_in_order_of_names(tmp_path: Path) -> None:
    for folder, name in (("b", "1"), ("a", "2"), ("a", "1"), ("", "0")):
        a_document(tmp_path / folder, "T1\tActor 0 6\tGunmen\n", name=name)
    (tmp_path / "annotation.conf").write_text("[entities]\nActor\n")
    found = read_brat([tmp_path])
    assert [coding.article.name for coding in found.codings] == ["0.txt", "1.txt", "2.txt", "1.txt"]
    assert found.labels[0].count == 4


def test_documents_of_one_name_in_two_folders_keep_their_own_texts(tmp_path: Path) -> None:
    for who, text in (("ana", "Gunmen came."), ("ben", "Gunmen left.")):
        a_document(tmp_path / who, "T1\tActor 0 6\tGunmen\n", text)
    assert [coding.article.text for coding in read_brat([tmp_path]).codings] == ["Gunmen came.", "Gunmen left."]


def test_one_document_that_cannot_be_read_stops_the_import_by_name(tmp_path: Path) -> None:
    a_document(tmp_path, "T1\tActor 0 6\tGunmen\n", name="a")
    (tmp_path / "b.ann").write_bytes("T1\tActor 0 6\tGunmen\n".encode("utf-16"))
    with pytest.raises(CodingFileError, match=r"b\.ann: The file is not UTF-8"):
        read_brat([tmp_path])


@pytest.mark.parametrize(
    "table",
    [
        "",
        "document\n",
        "document\tfile_name\ndoc\n",
        "document\tfile_name\ndoc\ta.txt\textra\n",
        "\t\t\n\t\n",
        "x\ty\n1\n",
    ],
)
def test_a_table_of_documents_that_is_not_whole_does_no_harm(tmp_path: Path, table: str) -> None:
    a_document(tmp_path, "T1\tActor 0 6\tGunmen\n")
    (tmp_path / "documents.tsv").write_text(table)
    (coding,) = read_brat([tmp_path]).codings
    assert coding.article.text == TEXT
    assert coding.marks[0].quote == "Gunmen"


# --- Any annotations -------------------------------------------------------------------------------------------------


@drawn
@given(text=texts(), data=st.data())
def test_any_spans_of_any_text_are_read_where_they_are(tmp_path: Path, text: str, data: st.DataObject) -> None:
    text = stored_form(text)
    spans = data.draw(st.lists(spans_in(text), max_size=4))
    lines = [
        f"T{number}\tL {span.start} {span.end}\t{' '.join(text[span.start : span.end].split())}\n"
        for number, span in enumerate(spans)
    ]
    (coding,) = read(tmp_path, "".join(lines), text).codings
    found = settled(text, text, coding.marks)
    if max(text) <= "\uffff":
        assert found == [(span,) for span in spans]
    else:
        for span, one in zip(spans, found, strict=True):
            words = text[span.start : span.end].split()
            assert isinstance(one, str) or text[one[0].start : one[0].end].split() == words


def test_every_quote_of_a_text_with_windows_line_ends_is_carried_to_the_stored_text(tmp_path: Path) -> None:
    windows = HARD.replace("\n", "\r\n")
    lines = []
    for number, quote in enumerate(QUOTES):
        start, end = span_of(quote.replace("\n", "\r\n"), windows)
        lines.append(f"T{number}\tL {start} {end}\t{' '.join(quote.split())}\n")
    (coding,) = read(tmp_path, "".join(lines), windows).codings
    assert coding.article.text == windows
    assert settled(windows, HARD, coding.marks) == [(Span(*span_of(quote)),) for quote in QUOTES]
