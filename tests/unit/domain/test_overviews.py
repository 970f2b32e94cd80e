"""Overviews of agreement as values: a cell for every row and column, and plans in words. Queues besides."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from annotator.domain.figures import (
    AgreementCell,
    AgreementColumn,
    AgreementLayer,
    AgreementOverview,
    AgreementRow,
    AlignmentFacts,
    ColumnKind,
    Columns,
    SamplePlan,
)
from annotator.domain.ids import CoderId
from annotator.domain.queue import Progress, QueueFilter

ROW = AgreementRow("killed_total", "", "Killed", "Casualties")
COLUMN = AgreementColumn(ColumnKind.TOGETHER, "Everybody", (CoderId("a"), CoderId("b")))
CELL = AgreementCell(ROW, COLUMN, AgreementLayer.MATCHED, 0.71, 0.5, 0.9, units=40, articles=20)


def overview(*cells: AgreementCell) -> AgreementOverview:
    return AgreementOverview(
        round_id=None,
        round_name="Outside any round",
        layer=AgreementLayer.MATCHED,
        by=Columns(),
        rows=tuple(dict.fromkeys(cell.row for cell in cells)),
        columns=tuple(dict.fromkeys(cell.column for cell in cells)),
        cells={(cell.row, cell.column): cell for cell in cells},
        coders=(),
        has_gold=False,
        articles=20,
        seed=1,
        resamples=1000,
        head=9,
        alignment=AlignmentFacts(0.5, {}, None),
        exclusions=(),
    )


def a_plan(**update: Any) -> SamplePlan:
    plan = SamplePlan(
        field="killed_total",
        part="",
        label="Killed",
        wanted=0.2,
        articles=130,
        curve=(),
        pilot_articles=20,
        pilot_units=40,
        value=0.71,
        seed=1,
        resamples=1000,
        assumptions=(),
        cautions=(),
    )
    return replace(plan, **update)


def test_a_figure_is_found_by_its_row_and_its_column() -> None:
    other = replace(CELL, row=replace(ROW, field="weapon"), value=0.2)
    found = overview(CELL, other)
    assert found.cell(ROW, COLUMN) is CELL
    assert found.cell(other.row, COLUMN) is other
    with pytest.raises(KeyError):
        found.cell(ROW, replace(COLUMN, kind=ColumnKind.GOLD))


def test_rows_that_differ_in_the_part_of_a_date_are_two_rows() -> None:
    start, end = (replace(CELL, row=replace(ROW, field="incident_date", part=part)) for part in ("start", "end"))
    found = overview(start, end)
    assert len(found.rows) == 2
    assert found.cell(end.row, COLUMN) is end


@pytest.mark.parametrize("value", [CELL, ROW, COLUMN, Columns(), AlignmentFacts(0.5, {}, None), a_plan()])
def test_a_figure_cannot_be_changed(value: Any) -> None:
    name = next(iter(value.__dataclass_fields__))
    with pytest.raises(FrozenInstanceError):
        setattr(value, name, None)


@given(st.integers(1, 10**6), st.floats(0.01, 2))
def test_a_plan_s_sentence_names_the_number_the_width_and_the_field(articles: int, wanted: float) -> None:
    sentence = a_plan(articles=articles, wanted=wanted).sentence
    assert f"Code {articles} articles" in sentence
    assert f"{wanted:.2f} wide" in sentence
    assert sentence.endswith("on Killed.")


@pytest.mark.parametrize(
    ("progress", "is_finished"),
    [
        (Progress.NOT_STARTED, False),
        (Progress.DRAFT, False),
        (Progress.COMPLETE, True),
        (Progress.NO_INCIDENT, True),
    ],
)
def test_finished_is_what_was_declared_so(progress: Progress, is_finished: bool) -> None:
    assert progress.is_finished is is_finished


def test_a_queue_shows_everything_unless_something_is_asked_for() -> None:
    assert QueueFilter().model_dump() == {"phrase": "", "progress": None, "round_id": None}
