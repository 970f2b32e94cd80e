"""REFI-QDA projects read back by a plain ZIP and XML reader, and held to a schema of the format."""

from __future__ import annotations

import errno
import uuid
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given

from annotator.domain.coding import Coder, Stance
from annotator.domain.ids import ArticleId, CodebookId, CoderId
from annotator.domain.values import (
    Count,
    FreeText,
    Location,
    MarkedSpan,
    OneCategory,
    OrdinalLevel,
    SeveralCategories,
    Status,
)
from annotator.formats.datasets.output import OutputFile
from annotator.formats.datasets.registry import ExportCancelledError, qualitative_writers, write_dataset
from annotator.formats.datasets.source import CodedArticle, ExportOptions
from tests.drafts import default_codebook
from tests.unit.formats.datasets.making import (
    CREATED,
    VERSION,
    CodingMaker,
    a_codebook,
    a_full_coding,
    a_source,
    all_coded,
)
from tests.unit.formats.nlp_forms.hard_texts import HARD, QUOTES, SpanMaker, a_hard_coding, coded_texts, span_of, texts
from tests.unit.formats.nlp_forms.readers import refused
from tests.unit.formats.refi_qda.qdpx import GOLDEN, Q, read, written


def everything() -> list[CodedArticle]:
    codebook = a_codebook()
    return [*all_coded(codebook), a_hard_coding().coded(codebook)]


def write_golden(scratch: Path) -> None:
    """Write the golden file anew by way of an empty folder; `tests.golden.regenerate` does."""
    written(scratch / "made", everything())
    (GOLDEN / "project.qde").write_bytes(read(scratch / "made").files["project.qde"])


# --- Texts and positions ---------------------------------------------------------------------------------------------


def test_every_quote_is_cut_from_its_source_by_code_points(tmp_path: Path) -> None:
    written(tmp_path / "out", [a_hard_coding()])
    made = read(tmp_path / "out")
    assert [made.text_of(source) for source in made.sources] == [HARD]
    found = sorted(one.quote for one in made.selections() if one.codes == ("Trigger",))
    assert found == sorted(QUOTES)


def test_the_text_file_is_the_stored_text_byte_for_byte(tmp_path: Path) -> None:
    text = "no\u00a0break\x85\u2028\ttab \x01\ufffe kept\n"
    written(tmp_path / "out", [CodingMaker(1, text)])
    made = read(tmp_path / "out")
    (name,) = (name for name in made.files if name.startswith("sources/"))
    assert made.files[name] == text.encode()
    assert refused(tmp_path / "out") == []


@given(coded_texts())
def test_every_mark_of_any_coding_is_said(tmp_path_factory: pytest.TempPathFactory, made: SpanMaker) -> None:
    folder = tmp_path_factory.mktemp("refi") / "out"
    written(folder, [made])
    found = read(folder)
    said = sorted((one.span, one.quote) for one in found.selections())
    if made.article.text.startswith("\ufeff"):
        assert said == []
        assert [row["what"] for row in refused(folder)] == ["article"]
    else:
        coding = made.coded(a_codebook()).coding
        assert said == sorted(((one.start, one.end), one.quote) for one in coding.evidence())


@given(texts)
def test_any_title_and_note_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("refi") / "out"
    made = CodingMaker(1, "text", title=text)
    made.note(made.header.id, text)
    made.value("remark", FreeText(text=text), made.report(0))
    written(folder, [made])
    found = read(folder)
    assert found.values_in(found.sources[0])["Article: title"] == text
    assert list(found.note_texts.values()) == [text]
    assert found.cases()[f"{' '.join(text.split()) or '1.txt'} · Coder, one · Incident 1"]["Remark"] == text


def test_a_text_that_begins_with_a_byte_order_mark_is_left_out_and_listed(tmp_path: Path) -> None:
    result = written(tmp_path / "out", [CodingMaker(1, "\ufeffbad"), CodingMaker(2, "good")])
    made = read(tmp_path / "out")
    assert [made.text_of(source) for source in made.sources] == ["good"]
    (row,) = refused(tmp_path / "out")
    assert (row["what"], row["outcome"], row["file_name"]) == ("article", "left out", "1.txt")
    assert (result.files[0].rows, len(result.remarks)) == (1, 1)


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_a_character_xml_forbids_is_replaced_outside_the_text_and_listed(tmp_path: Path, character: str) -> None:
    made = CodingMaker(1, f"a{character}b", title=f"t{character}")
    made.value("remark", FreeText(text=f"x{character}y"), made.report(0))
    written(tmp_path / "out", [made, CodingMaker(2)])
    found = read(tmp_path / "out")
    assert found.text_of(found.sources[0]) == f"a{character}b"
    assert found.values_in(found.sources[0])["Article: title"] == "t\ufffd"
    (row,) = refused(tmp_path / "out")
    assert (row["what"], row["outcome"]) == ("article", "changed")
    assert row["reason"].endswith(f"U+{ord(character):04X}.")


def test_a_forbidden_character_in_metadata_alone_is_listed_once(tmp_path: Path) -> None:
    one, other = CodingMaker(1), CodingMaker(2)
    one.article = one.article.model_copy(
        update={"metadata": one.article.metadata.model_copy(update={"author": "A\x02"})}
    )
    other.article = one.article
    other.header = other.header.model_copy(update={"article_id": one.article.id})
    written(tmp_path / "out", [one, other])
    found = read(tmp_path / "out")
    assert found.values_in(found.sources[0])["Article: author"] == "A\ufffd"
    assert [row["reason"].endswith("U+0002.") for row in refused(tmp_path / "out")] == [True]


def test_a_coding_says_its_round_and_when_it_was_finished(tmp_path: Path) -> None:
    made = CodingMaker(1)
    made.header = made.header.model_copy(update={"round_id": "round-1", "completed_at": CREATED})
    written(tmp_path / "out", [made])
    (case,) = read(tmp_path / "out").cases().values()
    assert (case["Coding: round"], case["Coding: completed"]) == ("round-1", "2024-06-01T12:00:00+00:00")


def test_a_forbidden_character_in_names_of_the_project_does_no_harm(tmp_path: Path) -> None:
    source = replace(a_source([]), project_name="bell \x07", coders=(Coder(id=CoderId("c"), name="A\x07"),))
    written(tmp_path / "out", [], source)
    made = read(tmp_path / "out")
    assert made.root.attrib["name"] == "bell \ufffd"
    assert list(made.users.values()) == ["A\ufffd"]


# --- Codes -----------------------------------------------------------------------------------------------------------


def codes_of(tmp_path: Path, made: CodingMaker) -> list[tuple[str, ...]]:
    written(tmp_path / "out", [made])
    return [one.codes for one in read(tmp_path / "out").selections()]


@pytest.mark.parametrize(
    ("field", "content", "codes"),
    [
        ("weapons", SeveralCategories(categories=("bomb", "gun")), ("Weapons: Bomb", "Weapons: Gun | rifle")),
        ("weapons", SeveralCategories(categories=()), ("Weapons",)),
        ("weapons", SeveralCategories(categories=("tank",)), ("Weapons",)),
        ("sure", OrdinalLevel(level=2), ("Sure: High",)),
        ("sure", OrdinalLevel(level=9), ("Sure",)),
        ("killed", Count(low=3), ("Killed",)),
        ("trigger", MarkedSpan(), ("Trigger",)),
        ("killed", None, ("Killed",)),
    ],
)
def test_a_span_is_coded_with_what_was_chosen_or_with_its_field(
    tmp_path: Path, field: str, content: Count | None, codes: tuple[str, ...]
) -> None:
    made = SpanMaker(1)
    made.marked(field, [(0, 4)], content, made.report(0))
    assert codes_of(tmp_path, made) == [codes]


@pytest.mark.parametrize("stance", Stance)
def test_words_against_a_value_are_not_coded_with_it(tmp_path: Path, stance: Stance) -> None:
    made = SpanMaker(1)
    made.marked("relevance", [(0, 4)], OneCategory(category="gun"), stance=stance)
    expected = "Relevance" if stance is Stance.CONTRADICTS else "Relevance: Gun | rifle"
    assert codes_of(tmp_path, made) == [(expected,)]


def test_words_under_a_status_are_coded_with_the_field_and_say_the_status(tmp_path: Path) -> None:
    made = SpanMaker(1)
    made.marked("suicide", [(0, 4)], None, made.report(0), status=Status.UNCLEAR)
    written(tmp_path / "out", [made])
    (one,) = read(tmp_path / "out").selections()
    assert (one.codes, one.description) == (("Suicide",), "Incident 1 · Suicide: unclear · states")


def test_codes_stand_in_their_sections_and_only_those_of_fields_can_be_used(tmp_path: Path) -> None:
    written(tmp_path / "out", [])
    made = read(tmp_path / "out")
    (folder,) = made.root.findall(f"{Q}CodeBook/{Q}Codes/{Q}Code")
    assert (folder.attrib["name"], folder.attrib["isCodable"]) == ("All", "false")
    assert {one.attrib["name"] for one in folder.findall(f"{Q}Code")} >= {"Relevance", "Actor: Name", "Killed"}
    assert all(one.attrib["isCodable"] == "true" for one in folder.iter(f"{Q}Code") if one is not folder)


def test_no_two_codes_and_no_two_variables_have_one_name(tmp_path: Path) -> None:
    codebook = default_codebook()
    first, second = VERSION, VERSION.model_copy(update={"id": CodebookId("codebook-2"), "sha256": "d" * 64})
    source = replace(
        a_source(everything()),
        codebooks={first.id: codebook, second.id: codebook},
        codebook_versions={first.id: first, second.id: second},
    )
    written(tmp_path / "out", [], source)
    made = read(tmp_path / "out")
    names = [name.casefold() for name in made.codes.values()]
    assert len(names) == len(set(names)) > 2 * len(codebook.fields)


def test_two_projects_with_one_codebook_have_the_same_codes(tmp_path: Path) -> None:
    version = VERSION.model_copy(update={"id": CodebookId("another id")})
    other = replace(
        a_source([]), codebooks={version.id: a_codebook()}, codebook_versions={version.id: version}, project_name="B"
    )
    written(tmp_path / "one", [])
    written(tmp_path / "two", [], other)
    assert read(tmp_path / "one").codes == read(tmp_path / "two").codes


# --- Values without marked words, groups, notes ----------------------------------------------------------------------


def test_every_value_is_a_variable_of_its_case(tmp_path: Path) -> None:
    written(tmp_path / "out", [a_full_coding()])
    cases = read(tmp_path / "out").cases()
    whole, first, raiders, unknown, said, second = cases.values()
    assert list(cases)[2] == "Raid on a market · Coder, one · Incident 1 · Actor 1"
    assert (whole["Coding: state"], whole["Relevance"]) == ("complete", "Gun | rifle")
    assert whole["Published_on: day and time"] == "2024-05-01T08:30:00+00:00"
    assert (first["Killed"], first["Killed: low"], first["Killed: qualifier"]) == ("12", "12", "exact")
    assert (first["When: start"], first["When: end"], first["When: time of day"]) == (
        *("2024-04-29", "2024-04-30"),
        "night",
    )
    assert first["When: why no words are marked"] == "told by the headline"
    assert (first["Place: lat"], first["Place: lon"], first["Place: country iso3"]) == ("15.5", "-2.25", "MLI")
    assert (first["Weapons"], first["Suicide"], first["Sure"]) == ("Gun | rifle, Bomb", "No", "High")
    assert first["Remark"] == '=cmd|"/c calc"!A1,\nnext line'
    assert raiders["Actor: Name: aliases"] == "R.A. | a|b\\c"
    assert unknown == {"Actor: Name": "unclear"}
    assert said["Statement: Claim: source named"] == "true"
    assert (second["Killed"], second["Suicide"]) == ("several", "not mentioned")


@pytest.mark.parametrize(("number", "said"), [(1e-07, "0.0000001"), (1e20, "100000000000000000000"), (-0.5, "-0.5")])
def test_a_coordinate_is_written_without_an_exponent(tmp_path: Path, number: float, said: str) -> None:
    made = CodingMaker(1)
    made.value("place", Location(lat=number), made.report(0))
    written(tmp_path / "out", [made])
    assert list(read(tmp_path / "out").cases().values())[1]["Place: lat"] == said


def test_a_report_without_values_is_a_case_all_the_same(tmp_path: Path) -> None:
    made = CodingMaker(1)
    made.group(made.report(0), "actor", 0)
    written(tmp_path / "out", [made])
    assert [name.partition("one · ")[2] for name in read(tmp_path / "out").cases()] == [
        *("", "Incident 1", "Incident 1 · Actor 1")
    ]


def test_a_case_points_at_its_source_and_its_marked_words(tmp_path: Path) -> None:
    made = SpanMaker(1)
    made.marked("killed", [(0, 4)], Count(low=1), made.report(0))
    made.marked("killed", [(2, 6)], Count(low=2), made.report(1))
    written(tmp_path / "out", [made])
    found = read(tmp_path / "out")
    selections = {one.guid: one.span for one in found.selections()}
    pointed = [
        [selections[one.attrib["targetGUID"]] for one in case.iter(f"{Q}SelectionRef")]
        for case in found.root.iter(f"{Q}Case")
    ]
    assert pointed == [[], [(0, 4)], [(2, 6)]]
    sources = {one.attrib["targetGUID"] for one in found.root.iter(f"{Q}SourceRef")}
    assert sources == {found.sources[0].attrib["guid"]}


def test_a_note_is_on_the_words_it_is_about_or_else_on_the_source(tmp_path: Path) -> None:
    made = SpanMaker(1)
    report = made.report(0)
    marked = made.marked("killed", [(0, 4), (6, 9)], Count(low=1), report)
    bare = made.value("remark", FreeText(text="x"), report)
    made.note(marked.id, "on a value")
    made.note(made.coded(a_codebook()).coding.evidence_for(marked.id)[0].id, "on words")
    made.note(bare.id, "on a value without words", is_flagged=True, rule="R1")
    made.note(report.id, "on a report")
    written(tmp_path / "out", [made])
    found = read(tmp_path / "out")
    assert [one.notes for one in found.selections()] == [("on a value", "on words"), ("on a value",)]
    assert found.notes_of(found.sources[0]) == ("on a value without words", "on a report")
    told = {one.findtext(f"{Q}Description") for one in found.root.iter(f"{Q}Note")}
    assert told == {None, "Asks for discussion. Answers rule R1."}


def test_what_was_deleted_is_not_there(tmp_path: Path) -> None:
    codebook = a_codebook()
    written(tmp_path / "out", [all_coded(codebook)[2]])
    made = read(tmp_path / "out")
    assert "gone" not in made.xml
    assert made.note_texts == {}
    assert len(made.cases()) == 2


def test_a_value_of_a_field_the_codebook_lacks_is_left_out_and_listed(tmp_path: Path) -> None:
    made = SpanMaker(1)
    report = made.report(0)
    made.marked("vanished", [(0, 4)], FreeText(text="x"), report)
    made.marked("killed", [(0, 4)], Count(low=1), report)
    written(tmp_path / "out", [made])
    assert [one.codes for one in read(tmp_path / "out").selections()] == [("Killed",)]
    (row,) = refused(tmp_path / "out")
    assert (row["what"], row["field"], row["outcome"]) == ("value", "vanished", "left out")


# --- Several coders, several articles --------------------------------------------------------------------------------


def test_an_article_two_people_coded_is_one_source_with_the_marks_of_both(tmp_path: Path) -> None:
    second = Coder(id=CoderId("coder-2"), name="Coder, two")
    one, other = SpanMaker(1), SpanMaker(2)
    other.article = one.article
    other.header = other.header.model_copy(update={"article_id": one.article.id, "coder_id": second.id})
    one.marked("killed", [(0, 4)], Count(low=1), one.report(0))
    other.marked("killed", [(2, 9)], Count(low=2), other.report(0))
    codings = [one.coded(a_codebook()), replace(other.coded(a_codebook()), coder=second)]
    source = replace(a_source(codings), coders=(codings[0].coder, second))
    written(tmp_path / "out", codings, source)
    found = read(tmp_path / "out")
    assert len(found.sources) == 1
    assert [(one.coder, one.span) for one in found.selections()] == [("Coder, one", (0, 4)), ("Coder, two", (2, 9))]


def test_articles_and_coders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    twins = [CodingMaker(1, title="Raid"), CodingMaker(2, title="raid"), CodingMaker(3, title="Raid")]
    coders = tuple(Coder(id=CoderId(f"coder-{number}"), name="Ann") for number in (1, 2))
    source = replace(a_source([made.coded(a_codebook()) for made in twins]), coders=coders)
    written(tmp_path / "out", twins, source)
    made = read(tmp_path / "out")
    assert [one.attrib["name"] for one in made.sources] == ["Raid", "raid (2)", "Raid (3)"]
    assert list(made.users.values()) == ["Ann", "Ann (2)"]


def test_ids_that_are_uuids_are_kept_so_that_other_tables_are_found_again(tmp_path: Path) -> None:
    article_id = ArticleId(str(uuid.UUID(int=7)))
    made = CodingMaker(1)
    made.article = made.article.model_copy(update={"id": article_id})
    made.header = made.header.model_copy(update={"article_id": article_id})
    written(tmp_path / "out", [made])
    found = read(tmp_path / "out")
    assert found.sources[0].attrib["guid"] == article_id
    assert f"sources/{article_id}.txt" in found.files


# --- The form as a whole ---------------------------------------------------------------------------------------------


def test_the_golden_project_is_written_again(tmp_path: Path) -> None:
    written(tmp_path / "out", everything())
    assert read(tmp_path / "out").xml == (GOLDEN / "project.qde").read_text(encoding="utf-8")


def test_the_same_codings_give_the_same_bytes_with_fixed_times(tmp_path: Path) -> None:
    once, again = written(tmp_path / "once", everything()), written(tmp_path / "again", everything())
    assert once == again
    assert read(tmp_path / "once").times == {(1980, 1, 1, 0, 0, 0)}


def test_a_project_without_codings_can_be_read(tmp_path: Path) -> None:
    result = written(tmp_path / "out", [])
    assert result.files[0].rows == 0
    assert read(tmp_path / "out").sources == []


def test_a_project_without_anything_can_be_read(tmp_path: Path) -> None:
    bare = replace(a_source([]), coders=(), codebooks={}, codebook_versions={})
    written(tmp_path / "out", [], bare)
    assert len(read(tmp_path / "out").root) == 0


def test_every_field_of_the_default_codebook_comes_back(tmp_path: Path) -> None:
    codebook = default_codebook()
    made = SpanMaker(1, " ".join(f"😀 {field.id}" for field in codebook.fields))
    report = made.report(0)
    groups = {group.id: made.group(report, group.id, 0) for group in codebook.groups}
    for field in codebook.fields:
        start = made.article.text.index(f"😀 {field.id}") + 2
        group = groups.get(field.level)
        place = None if field.level == "article" else report
        made.marked(field.id, [(start, start + len(field.id))], report=place, group=group)
    coded = made.coded(codebook)
    written(tmp_path / "out", [coded], a_source([coded], codebook))
    assert sorted(one.quote for one in read(tmp_path / "out").selections()) == sorted(codebook.fields_by_id)


@pytest.mark.parametrize("fails_at", range(6))
def test_a_full_disk_closes_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    """A file left open would be told as a warning, which fails the test."""
    whole, calls = OutputFile.write, count()

    def refuse(output: OutputFile, data: bytes) -> None:
        if next(calls) == fails_at:
            raise OSError(errno.ENOSPC, "full")
        whole(output, data)

    monkeypatch.setattr(OutputFile, "write", refuse)
    with pytest.raises(OSError, match="full"):
        written(tmp_path / "out", everything())
    assert not list((tmp_path / "out").glob(".*"))


def test_the_form_goes_the_one_way_out_and_leaves_no_scratch_file(tmp_path: Path) -> None:
    summary = write_dataset(a_source(everything()), tmp_path / "out", ["refi-qda"], created=CREATED)
    there = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert there == {file.name for file in summary.files} == {"refi-qda/project.qdpx", "manifest.json"}


def test_a_cancelled_export_leaves_nothing(tmp_path: Path) -> None:
    asked = count(1)
    with pytest.raises(ExportCancelledError):
        write_dataset(
            a_source(everything()),
            tmp_path / "out",
            ["refi-qda"],
            created=CREATED,
            is_cancelled=lambda: next(asked) == 3,
        )
    assert list(tmp_path.iterdir()) == []


def test_a_recipe_that_keeps_fields_back_keeps_their_codes_back(tmp_path: Path) -> None:
    source = replace(a_source(everything()), options=ExportOptions(fields=frozenset({"killed"})))
    write_dataset(source, tmp_path / "out", ["refi-qda"], created=CREATED)
    made = read(tmp_path / "out" / "refi-qda")
    assert set(made.codes.values()) == {"All", "Killed"}
    assert {one.codes for one in made.selections()} == {("Killed",)}


def test_the_form_is_offered_under_its_name() -> None:
    (writer,) = qualitative_writers.values()
    assert (writer.name, writer.folder, writer.needs_text) == ("refi-qda", "refi-qda", True)
    assert ".qdpx" in writer.label


def test_a_span_of_the_hard_text_is_where_it_was(tmp_path: Path) -> None:
    written(tmp_path / "out", [a_hard_coding()])
    spans = {one.span for one in read(tmp_path / "out").selections()}
    assert {span_of(quote) for quote in QUOTES} <= spans


def test_a_note_on_a_deleted_record_is_not_said(tmp_path: Path) -> None:
    made = CodingMaker(1)
    made.note("nowhere", "about nothing")
    written(tmp_path / "out", [made])
    assert read(tmp_path / "out").note_texts == {}
