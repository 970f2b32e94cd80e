"""Codings laid out for tables: numbers, order, and what is there at all."""

from __future__ import annotations

from hypothesis import given

from annotator.domain.coding import Coding
from annotator.domain.values import Count, FreeText
from annotator.formats.datasets.placement import Place, PlacedCoding, live_notes, live_records
from tests.strategies import codings
from tests.unit.formats.datasets.making import (
    CodingMaker,
    a_codebook,
    a_coding_with_tombstones,
    a_full_coding,
    live,
)

RANKS = {field.id: rank for rank, field in enumerate(a_codebook().fields)}


def placed(made: CodingMaker) -> PlacedCoding:
    return PlacedCoding(made.coded(a_codebook()).coding, RANKS)


def test_reports_are_numbered_in_the_order_of_their_positions() -> None:
    laid = placed(a_full_coding())
    assert [(place.report_id, place.report_number) for place in laid.reports] == [
        ("report-1-03", 1),
        ("report-1-02", 2),
    ]


def test_groups_are_numbered_within_their_level_and_report() -> None:
    laid = placed(a_full_coding())
    groups = laid.groups[laid.reports[0]]
    assert [(group.level, group.group_number) for group in groups] == [("actor", 1), ("actor", 2), ("said", 1)]
    assert laid.groups[laid.reports[1]] == []


def test_the_articles_own_values_come_first_and_have_no_report() -> None:
    first = placed(a_full_coding()).values[0]
    assert first.place == Place()
    assert (first.place.level, first.place.report_number) == ("article", None)


def test_values_follow_the_codebooks_order_and_unknown_fields_come_last_by_name() -> None:
    made = CodingMaker(5)
    report = made.report(0)
    for field in ("zebra", "remark", "ant", "killed"):
        made.value(field, FreeText(text=field), report)
    assert [one.value.field for one in placed(made).values] == ["killed", "remark", "ant", "zebra"]


def test_two_values_of_one_field_keep_the_order_they_were_made_in() -> None:
    made = CodingMaker(5)
    report = made.report(0)
    first = made.value("killed", Count(best=1), report)
    second = made.value("killed", Count(best=2), report)
    assert [one.value.id for one in placed(made).values] == [first.id, second.id]


def test_evidence_comes_in_the_order_of_the_text() -> None:
    made = CodingMaker(5)
    made.value("killed", Count(best=12), made.report(0), quotes=("Twelve people", "Raid on a market", "Twelve"))
    (only,) = placed(made).values
    assert [one.quote for one in only.evidence] == ["Raid on a market", "Twelve", "Twelve people"]


def test_nothing_is_left_of_a_deleted_report_or_group() -> None:
    records = live_records(a_coding_with_tombstones().coded(a_codebook()).coding)
    assert [report.id for report in records.reports] == ["report-3-01"]
    assert [value.field for value in records.values] == ["killed"]
    assert (records.groups, records.evidence, records.notes) == ((), (), ())


def test_a_note_goes_with_what_it_is_about() -> None:
    made = CodingMaker(5)
    report = made.report(0)
    value = made.value("killed", Count(best=1), report, is_deleted=True)
    kept = made.note(report.id, "stays")
    made.note(value.id, "goes")
    own = made.note(made.header.id, "stays too")
    assert [note.id for note in live_notes(made.coded(a_codebook()).coding)] == [kept.id, own.id]


@given(codings())
def test_the_live_records_are_those_the_coding_shows(coding: Coding) -> None:
    records = live_records(coding)
    assert Coding(coding.header).with_entities([one for part in records for one in part]) == live(coding)


@given(codings())
def test_tables_hold_every_live_value_and_span_once(coding: Coding) -> None:
    laid = PlacedCoding(coding, {})
    assert sorted(one.value.id for one in laid.values) == sorted(value.id for value in coding.values())
    spans = [evidence.id for one in laid.values for evidence in one.evidence]
    assert sorted(spans) == sorted(evidence.id for evidence in coding.evidence())
    assert len(laid.reports) == len(coding.reports())


@given(codings())
def test_places_agree_with_what_their_values_refer_to(coding: Coding) -> None:
    for value, place, evidence in PlacedCoding(coding, {}).values:
        assert (value.report_id, value.group_id) == (place.report_id, place.group_id)
        assert all(one.value_id == value.id for one in evidence)
        assert [one.start for one in evidence] == sorted(one.start for one in evidence)
