"""Whole exports of labs brought into a project: several annotators, events, spreadsheets, one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.bootstrap import Workspace
from annotator.domain.coding import Coding, CodingHeader, CodingState, Evidence, Slot, Value
from annotator.domain.errors import CodingError
from annotator.domain.ids import ArticleId, CodebookId, CoderId, CodingId
from annotator.domain.text import Span
from annotator.domain.values import Count, FreeText, OneCategory
from annotator.formats.codings.foreign import ForeignMark, LabelKind, Place
from annotator.formats.codings.mapping import CodingMapping, LabelRule, Reading, readings_for
from annotator.formats.codings.offsets import Settled
from annotator.services.coding_imports.building import built_coding
from annotator.services.coding_imports.service import CodingImportPlan
from tests.drafts import an_article
from tests.services.foreign_work import PLAIN, a_project, coding_of, key_of, lines_of
from tests.strategies import spans_in
from tests.unit.formats.datasets.making import a_codebook
from tests.unit.formats.nlp_forms.hard_texts import HARD, QUOTES, span_of


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    """A project with the two articles, nothing coded; the coder at work is Ana."""
    with a_project(tmp_path, "here") as workspace:
        yield workspace


def saved(folder: Path, content: object, name: str) -> list[Path]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((content if isinstance(content, str) else json.dumps(content)).encode())
    return [path]


def region(words: str, label: str, text: str = PLAIN) -> dict[str, Any]:
    start = text.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
    return {"id": f"{label} {words}", "from_name": "l", "to_name": "t", "type": "labels", "value": value}


def brought(here: Workspace, paths: list[Path], form: str, who: str, whose: str = "") -> CodingImportPlan:
    """Import one person's work of some files as a coder's."""
    foreign = here.coding_imports.read(paths, form)
    mapping = here.coding_imports.proposed_mapping(foreign)
    mapping = mapping.model_copy(update={"coder": whose}) if whose else mapping
    plan = here.coding_imports.plan_foreign(foreign, mapping, who)
    here.coding_imports.carry_out(plan, coder_id=here.coder.id)
    return plan


def quotes(coding: Coding) -> list[str]:
    return sorted(one.quote for one in coding.evidence())


# --- Several annotators ----------------------------------------------------------------------------------------------


@pytest.fixture
def two_annotators(tmp_path: Path) -> list[Path]:
    """A task two people annotated, with machine work, a skipped annotation and a relation in it."""
    link = {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"}
    annotations = [
        {"completed_by": {"email": "x@lab"}, "result": [region("two soldiers", "killed_total"), link]},
        {"completed_by": {"email": "y@lab"}, "result": [region("Gunmen", "killed_total")]},
        {"completed_by": {"email": "z@lab"}, "result": [], "was_cancelled": True},
    ]
    task = {"data": {"text": PLAIN}, "annotations": annotations, "predictions": [{"result": [region("on", "trigger")]}]}
    return saved(tmp_path, [task], "tasks.json")


def test_two_annotators_become_two_coders_one_import_each(here: Workspace, two_annotators: list[Path]) -> None:
    for who, whose in (("Xenia", "x@lab"), ("Yann", "y@lab")):
        plan = brought(here, two_annotators, "label-studio", who, whose)
        assert (len(plan.new), len(plan.refused)) == (1, 1)
    assert quotes(coding_of(here, "plain.txt", "Xenia")) == ["two soldiers"]
    assert quotes(coding_of(here, "plain.txt", "Yann")) == ["Gunmen"]
    assert here.project.check() == ()


def test_what_is_nobodys_work_is_told_and_never_stored(here: Workspace, two_annotators: list[Path]) -> None:
    plan = brought(here, two_annotators, "label-studio", "Xenia", "x@lab")
    assert sorted(lines_of(plan.not_taken)) == [
        "tasks.json, task 1: A result of type “relation” has no place in a coding here.",
        "tasks.json, task 1: A skipped annotation is not taken over.",
        "tasks.json, task 1: Predictions are not taken over: no person made them.",
    ]
    coding = coding_of(here, "plain.txt", "Xenia")
    assert "trigger" not in {value.field for value in coding.values()}
    assert quotes(coding) == ["two soldiers"]


def test_imports_are_taken_back_one_after_the_other_and_brought_in_again(
    here: Workspace, two_annotators: list[Path]
) -> None:
    brought(here, two_annotators, "label-studio", "Xenia", "x@lab")
    brought(here, two_annotators, "label-studio", "Yann", "y@lab")
    here.articles.undo_import(coder_id=here.coder.id)
    assert [coder.name for coder in here.coders.all()] == ["Ana", "Xenia"]
    assert quotes(coding_of(here, "plain.txt", "Xenia")) == ["two soldiers"]
    here.articles.undo_import(coder_id=here.coder.id)
    assert [coder.name for coder in here.coders.all()] == ["Ana"]
    brought(here, two_annotators, "label-studio", "Yann", "y@lab")
    assert quotes(coding_of(here, "plain.txt", "Yann")) == ["Gunmen"]
    assert here.project.check() == ()


def test_an_import_beneath_ones_own_later_work_stays(here: Workspace, two_annotators: list[Path]) -> None:
    brought(here, two_annotators, "label-studio", "Xenia", "x@lab")
    here.coders.add("Zoe", by=here.coder.id)
    with pytest.raises(CodingError, match="add coder Zoe”, not an import"):
        here.articles.undo_import(coder_id=here.coder.id)
    assert quotes(coding_of(here, "plain.txt", "Xenia")) == ["two soldiers"]


# --- brat ------------------------------------------------------------------------------------------------------------


def test_a_discontinuous_span_is_several_pieces_of_evidence_for_one_value(here: Workspace, tmp_path: Path) -> None:
    text = "T1\tkilled_total 48 51;65 84\ttwo a soldier's brother\nE1\tkilled_total:T1\nR1\tX Arg1:T1 Arg2:T1\n"
    saved(tmp_path, PLAIN, "brat/plain.txt")
    assert PLAIN[48:51] == "two"
    assert PLAIN[65:84] == "a soldier's brother"
    plan = brought(here, saved(tmp_path, text, "brat/plain.ann"), "brat", "Ben")
    coding = coding_of(here, "plain.txt", "Ben")
    (value,) = (value for value in coding.values() if value.field == "killed_total")
    assert [one.quote for one in coding.evidence_for(value.id)] == ["two", "a soldier's brother"]
    assert [one.place.line for one in plan.not_taken] == [2, 3]


def test_a_text_with_emoji_arabic_and_windows_line_ends_is_marked_where_brat_marked_it(
    here: Workspace, tmp_path: Path
) -> None:
    windows = HARD.replace("\n", "\r\n")
    lines = []
    for number, quote in enumerate(QUOTES):
        start, end = span_of(quote.replace("\n", "\r\n"), windows)
        lines.append(f"T{number}\ttrigger {start} {end}\t{' '.join(quote.split())}\n")
    saved(tmp_path, windows, "brat/any name.txt")
    brought(here, saved(tmp_path, "".join(lines), "brat/any name.ann"), "brat", "Ben")
    assert quotes(coding_of(here, "hard.txt", "Ben")) == sorted(QUOTES)


# --- Spreadsheets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_spreadsheet_is_imported_whatever_parts_its_cells(
    here: Workspace, tmp_path: Path, sign: str, mark: str
) -> None:
    rows = [["file_name", "killed_total", "incident_label"], ["plain.txt", "2", '"a, b; c"']]
    text = mark + "".join(sign.join(row) + "\r\n" for row in rows)
    plan = brought(here, saved(tmp_path, text, "lab.csv"), "csv", "Ben")
    assert lines_of(plan.not_taken) == []
    contents = [value.content for value in coding_of(here, "plain.txt", "Ben").values()]
    assert Count(best=2) in contents
    assert FreeText(text="a, b; c") in contents


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+1", "=HYPERLINK(1)", "'x", "<b>x</b>", "\u202ereversed"])
def test_a_cell_is_stored_letter_by_letter(here: Workspace, tmp_path: Path, cell: str) -> None:
    brought(here, saved(tmp_path, f"file_name,incident_label\nplain.txt,{cell}\n", "lab.csv"), "csv", "Ben")
    assert FreeText(text=cell) in [value.content for value in coding_of(here, "plain.txt", "Ben").values()]


@pytest.mark.parametrize("cell", ["=1+1", "2.5", "two", "1e3", "-1", "٣", "2,000"])
def test_a_cell_that_is_no_number_is_no_count(here: Workspace, tmp_path: Path, cell: str) -> None:
    text = f'file_name,killed_total,incident_label\nplain.txt,"{cell}",x\n'
    plan = brought(here, saved(tmp_path, text, "lab.csv"), "csv", "Ben")
    (told,) = lines_of(plan.not_taken)
    assert told.endswith("is not a whole number, which Killed (total) takes.")
    assert all(not isinstance(value.content, Count) for value in coding_of(here, "plain.txt", "Ben").values())


@pytest.mark.parametrize("cell", ["9" * 18, "9" * 40, "1000000000000000"])
def test_a_cell_whose_number_is_too_large_is_told_as_that(here: Workspace, tmp_path: Path, cell: str) -> None:
    text = f"file_name,killed_total,incident_label\nplain.txt,{cell},x\n"
    (told,) = lines_of(brought(here, saved(tmp_path, text, "lab.csv"), "csv", "Ben").not_taken)
    assert f"“{cell}” is too large; Killed (total) takes a number up to 999,999,999,999,999" in told
    assert all(not isinstance(value.content, Count) for value in coding_of(here, "plain.txt", "Ben").values())


def test_hundreds_of_incidents_of_one_article_stay_apart_in_the_order_of_their_numbers(
    here: Workspace, tmp_path: Path
) -> None:
    rows = "".join(f"plain.txt,{number},{number}\n" for number in range(300, 0, -1))
    plan = brought(here, saved(tmp_path, f"file_name,incident,killed_total\n{rows}", "lab.csv"), "csv", "Ben")
    coding = coding_of(here, "plain.txt", "Ben")
    found = [coding.value_at(Slot("killed_total", report.id)) for report in coding.reports()]
    assert [value.content for value in found if value is not None] == [Count(best=number) for number in range(1, 301)]
    assert (plan.value_count >= 300, lines_of(plan.not_taken)) == (True, [])


def test_an_imported_draft_can_be_worked_on_like_any_other(here: Workspace, tmp_path: Path) -> None:
    brought(here, saved(tmp_path, "file_name,killed_total\nplain.txt,2\n", "lab.csv"), "csv", "Ben")
    key = key_of(here, "plain.txt", "Ben")
    here.coding.set_content(key, Slot("article_relevance"), OneCategory(category="codable_incident"))
    coding = coding_of(here, "plain.txt", "Ben")
    assert coding.header.state is CodingState.DRAFT
    assert Count(best=2) in [value.content for value in coding.values()]
    here.coding.undo(key)
    assert Slot("article_relevance") not in coding_of(here, "plain.txt", "Ben").values_by_slot()
    assert here.project.check() == ()


# --- Whatever a file says --------------------------------------------------------------------------------------------

CODEBOOK = a_codebook()
ARTICLE = an_article("Deux 😀 morts, قُتل ١٢ جنديًا في كيدال.")
HEADER = CodingHeader(
    id=CodingId("new"),
    article_id=ArticleId(ARTICLE.id),
    coder_id=CoderId("ben"),
    codebook_id=CodebookId("raids"),
    is_deleted=True,
)
answers = st.sampled_from(["2", "yes", "gun", "bomb", "high", "2024-05-01", "2024-05-01/2024-05-03", "words", "😀"])
marks = st.builds(
    ForeignMark,
    place=st.builds(Place, st.just("a.json"), st.integers(1, 5)),
    label=st.sampled_from([*CODEBOOK.fields_by_id, "of nobody"]),
    kind=st.sampled_from(LabelKind),
    answers=st.lists(answers, max_size=2).map(tuple),
    attributes=st.lists(st.tuples(st.just("extra"), st.lists(answers, max_size=1).map(tuple)), max_size=1).map(tuple),
    report=st.sampled_from(["", "1", "2", "ten"]),
    group=st.sampled_from(["", "1", "actor_2"]),
)
places: st.SearchStrategy[Settled] = st.one_of(
    st.just("The words are not there."), st.lists(spans_in(ARTICLE.text), max_size=2).map(tuple)
)


@st.composite
def mappings(draw: st.DrawFn) -> CodingMapping:
    """Draw a mapping of every label, each to its own field or another, in a way the field can be read."""
    rules = []
    for label in CODEBOOK.fields_by_id:
        field = CODEBOOK.fields_by_id[draw(st.sampled_from([label, label, "killed", "name"]))]
        reading = draw(st.sampled_from(readings_for(field)))
        category = draw(st.sampled_from([one.id for one in field.categories])) if reading is Reading.CATEGORY else ""
        rules.append(LabelRule(label=label, field=field.id, reading=reading, category=category))
    return CodingMapping(labels=tuple(rules), report_by=draw(st.sampled_from(["", "extra"])))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(marks, places), max_size=6), mappings())
def test_whatever_marks_are_mapped_however_the_coding_is_sound_and_nothing_vanishes_silently(
    drawn: list[tuple[ForeignMark, Settled]], mapping: CodingMapping
) -> None:
    made = built_coding([one for one, _ in drawn], [spans for _, spans in drawn], mapping, CODEBOOK, ARTICLE, HEADER)
    coding = Coding(HEADER).with_entities(made.records)
    values, evidence = list(coding.values()), list(coding.evidence())
    assert len({value.slot for value in values}) == len(values) == made.value_count
    assert len(evidence) == made.evidence_count
    assert all(one.quote == ARTICLE.text[one.start : one.end] for one in evidence)
    assert all(
        value.content is None or value.content.type == CODEBOOK.fields_by_id[value.field].type for value in values
    )
    filled = {place for value in values for place in (value.report_id, value.group_id) if place is not None}
    assert {report.id for report in coding.reports()} <= filled
    assert {group.id for report in coding.reports() for group in coding.groups(report.id)} <= filled
    known = [one for one, _ in drawn if one.label in CODEBOOK.fields_by_id]
    assert made.taken + len(made.not_taken) == len(known)


@given(st.lists(spans_in(ARTICLE.text), min_size=1, max_size=5))
def test_every_span_of_a_field_is_its_evidence_once_in_the_order_of_the_file(spans: list[Span]) -> None:
    rule = LabelRule(label="trigger", field="trigger")
    drawn = [ForeignMark(Place("a.ann", number), "trigger", spans=((0, 1),)) for number, _ in enumerate(spans, 1)]
    made = built_coding(drawn, [(span,) for span in spans], CodingMapping(labels=(rule,)), CODEBOOK, ARTICLE, HEADER)
    found = [record.span for record in made.records if isinstance(record, Evidence)]
    assert found == list(dict.fromkeys(spans))
    assert sum(isinstance(record, Value) for record in made.records) == 1
