"""From a case to the words its parts show."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from annotator.domain.counted import counted
from annotator.domain.ids import ArticleId, CodebookId, CoderId, RulingId
from annotator.domain.review import DisagreementKind, Ruling, RulingReason, RulingSource
from annotator.domain.values import Status
from annotator.gui.review.alignment_board import told_of
from annotator.gui.review.lines import Mark
from annotator.gui.review.presenting import (
    board_rows,
    card_of,
    case_line,
    item_line,
    looks_of,
    marks_of,
    progress_told,
    ruling_told,
    short_label,
    source_told,
    starts_of,
)
from annotator.gui.review.sides import GOLD
from annotator.gui.review.words import KIND_SENTENCES, KIND_WORDS, REASON_CHIPS, REASON_WORDS, SOURCE_WORDS
from annotator.gui.theme import ThemeName
from annotator.services.review.case import Case, CaseKey, CaseLine, CaseState, SideAnswer

LINE = CaseLine(
    key=CaseKey(ArticleId("one")),
    title="A title",
    published=dt.date(2021, 5, 3),
    source="Daily",
    coders=(CoderId("a"), CoderId("b")),
    state=CaseState.OPEN,
    items=9,
    open=6,
    stale=0,
    sampled=0,
    kinds=(DisagreementKind.STATUS, DisagreementKind.NEAR_NUMBER),
    fields=("killed_total",),
)


def ruling(source: RulingSource = RulingSource.ONE, *taken: CoderId, **more: object) -> Ruling:
    made = Ruling(
        id=RulingId("ruling"),
        round_id=None,
        article_id=ArticleId("one"),
        reviewer_id=CoderId("reviewer"),
        codebook_id=CodebookId("codebook"),
        at=dt.datetime(2026, 3, 4, 15, 6, tzinfo=dt.UTC),
        field="killed_total",
        sides=(),
        source=source,
        taken_from=taken,
    )
    return made.model_copy(update=more)


def test_every_type_reason_and_source_has_words_of_its_own() -> None:
    for words, members in (
        (KIND_WORDS, DisagreementKind),
        (KIND_SENTENCES, DisagreementKind),
        (REASON_WORDS, RulingReason),
        (REASON_CHIPS, RulingReason),
        (SOURCE_WORDS, RulingSource),
    ):
        assert set(words) == set(members)
        assert len(set(words.values())) == len(words)


def test_reasons_stand_in_the_order_of_their_keys() -> None:
    assert list(REASON_WORDS) == list(REASON_CHIPS) == list(RulingReason)


@pytest.mark.parametrize(
    ("number", "plural", "told"),
    [(0, "", "0 cases"), (1, "", "1 case"), (2, "", "2 cases"), (1200, "", "1,200 cases"), (2, "caeses", "2 caeses")],
)
def test_things_are_counted_in_words(number: int, plural: str, told: str) -> None:
    assert counted(number, "case", plural) == told


# -- The list of cases ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "mark", "detail", "tail"),
    [
        ({}, Mark.PART, "3 of 9 ruled · other status, near numbers", "6"),
        ({"open": 9}, Mark.OPEN, "0 of 9 ruled · other status, near numbers", "9"),
        (
            {"state": CaseState.NEW, "open": 9},
            Mark.OPEN,
            "9 disagreements · other status, near numbers",
            "9",
        ),
        (
            {"state": CaseState.STALE, "open": 2, "stale": 2, "kinds": ()},
            Mark.STALE,
            "2 changed since ruled",
            "2",
        ),
        ({"state": CaseState.SETTLED, "open": 0, "kinds": ()}, Mark.DONE, "all ruled", ""),
        ({"state": CaseState.SETTLED, "open": 0, "items": 0, "kinds": ()}, Mark.AGREED, "all agreed", ""),
    ],
)
def test_a_cases_entry_says_how_far_it_is(change: dict[str, object], mark: Mark, detail: str, tail: str) -> None:
    line = case_line(replace(LINE, **change))  # type: ignore[arg-type]
    assert (line.mark, line.detail, line.tail) == (mark, detail, tail)
    assert line.is_dim is (mark in (Mark.DONE, Mark.AGREED))


def test_progress_counts_articles_and_disagreements() -> None:
    lines = [LINE, replace(LINE, state=CaseState.SETTLED, open=0), replace(LINE, items=1, open=1)]
    assert progress_told(lines) == "1 of 3 articles, 12 of 19 disagreements ruled"
    assert progress_told(lines, 1_997) == "3 of 2,000 articles compared so far"


# -- Items ------------------------------------------------------------------------------------------------------------


def test_an_items_entry_leaves_out_the_incident_that_stands_beside_it(case: Case) -> None:
    item = next(one for one in case.items if one.incident is not None and one.field)
    line = item_line(item)
    assert not line.title.startswith("Incident")
    assert line.title == short_label(item)
    assert line.tail == f"Incident {item.incident}"


@pytest.mark.parametrize(
    ("change", "mark"),
    [
        ({}, Mark.OPEN),
        ({"ruling": ruling()}, Mark.DONE),
        ({"ruling": ruling(), "is_stale": True}, Mark.STALE),
        ({"is_scored": False}, Mark.AGREED),
    ],
)
def test_an_items_mark_is_its_state(case: Case, change: dict[str, object], mark: Mark) -> None:
    item = replace(case.items[0], **change)  # type: ignore[arg-type]
    assert item_line(item).mark is mark


def test_an_item_of_the_article_itself_says_so(case: Case) -> None:
    assert item_line(replace(case.items[0], incident=None)).tail == "Article"


# -- Cards ------------------------------------------------------------------------------------------------------------


def test_a_card_has_the_answer_its_quotes_and_which_of_the_coders_incidents_it_is(case: Case) -> None:
    looks = looks_of(case, ThemeName.LIGHT)
    item = next(one for one in case.items if not one.is_whole and all(answer.spans for answer in one.answers))
    for place, answer in enumerate(item.answers):
        card = card_of(case, item, place, looks[place])
        assert card.name == case.sides[place].shown_name
        assert card.words == answer.words
        assert [quote.words for quote in card.quotes] == [case.article.text[slice(*mark.span)] for mark in answer.spans]
        own = [report.id for report in case.sides[place].coding.reports()]
        assert card.where == f"incident {own.index(answer.reports[0]) + 1}"


def test_a_side_that_was_taken_says_so_and_the_other_does_not(case: Case) -> None:
    looks, item = looks_of(case, ThemeName.LIGHT), case.items[0]
    taken = replace(item, ruling=ruling(RulingSource.ONE, item.answers[1].coder_id))
    assert [card_of(case, taken, place, looks[place]).is_taken for place in (0, 1)] == [False, True]


@pytest.mark.parametrize(
    ("change", "is_dim", "status"),
    [
        ({"is_missing": True}, True, ""),
        ({"status": None, "content": None}, True, ""),
        ({"status": Status.NOT_MENTIONED, "content": None}, True, ""),
        ({"status": Status.UNCLEAR, "content": None}, False, "unclear"),
        ({}, False, ""),
    ],
)
def test_an_answer_that_says_nothing_is_quiet(case: Case, change: dict[str, object], is_dim: bool, status: str) -> None:
    item = next(one for one in case.items if not one.is_whole and one.answers[0].content is not None)
    first: SideAnswer = replace(item.answers[0], **change)  # type: ignore[arg-type]
    card = card_of(case, replace(item, answers=(first, *item.answers[1:])), 0, looks_of(case, ThemeName.LIGHT)[0])
    assert (card.is_dim, card.status) == (is_dim, status)


def test_new_answers_begin_from_the_sides_that_answered(case: Case) -> None:
    item = next(one for one in case.items if not one.is_whole and all(answer.status for answer in one.answers))
    assert [start.letter for start in starts_of(item)] == ["A", "B"]
    silent = replace(item.answers[0], status=None)
    assert [start.letter for start in starts_of(replace(item, answers=(silent, item.answers[1])))] == ["B"]


@pytest.mark.parametrize(
    ("source", "sides", "told"),
    [
        (RulingSource.ONE, (1,), "taken from B"),
        (RulingSource.SEVERAL, (0, 1), "taken from A and B"),
        (RulingSource.NEW, (), "the reviewer's own answer"),
        (RulingSource.NONE, (), "neither taken"),
        (RulingSource.UNANIMOUS, (0, 1), "all coders agreed"),
    ],
)
def test_a_ruling_says_where_its_answer_comes_from(
    case: Case, source: RulingSource, sides: tuple[int, ...], told: str
) -> None:
    coders = tuple(case.sides[place].coder_id for place in sides)
    assert source_told(case, ruling(source, *coders)) == told


def test_a_ruling_is_told_with_reason_note_person_and_time(case: Case) -> None:
    made = ruling(RulingSource.ONE, case.sides[0].coder_id, reason=RulingReason.MISSED_TEXT, note="See the headline")
    told = ruling_told(case, replace(case.items[0], ruling=made), {CoderId("reviewer"): "Rita"})
    assert told.startswith("taken from A · Missed text · “See the headline” · Rita, ")
    assert ruling_told(case, replace(case.items[0], ruling=None), {}) == ""


# -- The article and the board ----------------------------------------------------------------------------------------


def test_every_evidence_of_every_side_is_marked_and_knows_its_disagreement(case: Case) -> None:
    marks = marks_of(case)
    for place, side in enumerate(case.sides):
        assert {mark.span for mark in marks if mark.place == place} >= {one.span for one in side.coding.evidence()}
    for item in case.items:
        for place, answer in enumerate(item.answers):
            mine = {mark.span for mark in marks if mark.place == place and mark.item_id == item.id}
            assert mine == {mark.span for mark in answer.spans}
    assert not [mark for mark in marks if mark.place == GOLD]


def test_the_board_has_every_report_once_in_its_coders_column(case_of_three: Case) -> None:
    rows = board_rows(case_of_three)
    shown = [report.id for row in rows for report in row.reports]
    coded = [report.id for side in case_of_three.sides for report in side.coding.reports()]
    assert sorted(shown) == sorted(coded)
    for row in rows:
        for place, reports in enumerate(row.members):
            assert all(report.place == place for report in reports)
    assert all(report.summary for row in rows for report in row.reports)


def test_a_row_tells_why_its_reports_are_together(case: Case) -> None:
    row = next(one for one in board_rows(case) if sum(bool(reports) for reports in one.members) > 1)
    assert "likeness" in told_of(1, row)
    assert told_of(2, replace(row, is_by_person=True)) == "2 · linked by a person"
    alone = replace(row, members=(row.members[0], ()), basis="nobody else has it")
    assert told_of(3, alone) == "3 · nobody else has it"
