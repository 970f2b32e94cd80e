"""Progress of figures in stages, stopping, and refusals in words."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from annotator.domain.figures import AgreementRow, Exclusion, ExclusionKind
from annotator.services.agreement.refusals import (
    AgreementCancelledError,
    AgreementError,
    found_row,
    nothing_to_compare,
)
from annotator.services.agreement.steps import Meter


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 40)), max_size=4))
def test_progress_never_goes_back_and_ends_at_100(stages: list[tuple[int, int]]) -> None:
    """Each stage expects some steps and takes others, more or fewer."""
    told: list[int] = []
    meter = Meter(told.append)
    for number, (expected, taken) in enumerate(stages, start=1):
        meter.expect(expected, until=100 * number // (len(stages) + 1))
        for _ in range(taken):
            meter.step()
    meter.finish()
    assert told == sorted(set(told))
    assert told[-1] == 100
    assert told[0] > 0


def test_a_stage_goes_from_where_the_last_one_was_to_its_end() -> None:
    told: list[int] = []
    meter = Meter(told.append)
    meter.expect(4, until=40)
    for _ in range(4):
        meter.step()
    meter.expect(3, until=100)
    for _ in range(3):
        meter.step()
    assert told == [10, 20, 30, 40, 60, 80, 100]


def test_steps_beyond_what_was_expected_tell_nothing() -> None:
    told: list[int] = []
    meter = Meter(told.append)
    meter.expect(2, until=50)
    for _ in range(9):
        meter.step()
    assert told == [25, 50]


def test_work_stops_although_nobody_listens() -> None:
    is_cancelled = False
    meter = Meter(is_cancelled=lambda: is_cancelled)
    meter.expect(1, until=100)
    meter.step()
    meter.finish()
    is_cancelled = True
    with pytest.raises(AgreementCancelledError):
        meter.step()


def test_what_is_finished_early_is_told_as_all_and_only_once() -> None:
    told: list[int] = []
    meter = Meter(told.append)
    meter.expect(4, until=100)
    meter.step()
    meter.finish()
    meter.finish()
    assert told == [25, 100]


def test_work_stops_at_the_next_step() -> None:
    wanted = [True, True, False]
    meter = Meter(is_cancelled=lambda: not wanted.pop(0))
    meter.expect(3, until=100)
    meter.step()
    meter.step()
    with pytest.raises(AgreementCancelledError) as refused:
        meter.step()
    assert str(refused.value) == "The figures were not worked out. Nothing was changed."


ROWS = (
    AgreementRow("incident_date", "start", "Date · start", "When and where"),
    AgreementRow("incident_date", "end", "Date · end", "When and where"),
    AgreementRow("focus", "", "Role in article", "Incident"),
)


@pytest.mark.parametrize(
    "name, place", [("incident_date", 0), ("incident_date.start", 0), ("incident_date.end", 1), ("focus", 2)]
)
def test_a_row_is_found_by_field_and_part(name: str, place: int) -> None:
    assert found_row(ROWS, name) is ROWS[place]


@pytest.mark.parametrize("name", ["", "date", "incident_date.middle", "focus.start", ".", "Date · start"])
def test_a_row_there_is_not_is_refused_by_name(name: str) -> None:
    with pytest.raises(AgreementError, match="There are no figures for the field"):
        found_row(ROWS, name)


def test_nothing_to_compare_says_what_was_left_out() -> None:
    left_out = [Exclusion(ExclusionKind.DRAFT, 2, "2 codings are not declared complete.")]
    assert str(nothing_to_compare(left_out)) == (
        "No article has complete codings of two coders. 2 codings are not declared complete. "
        "Figures can be given once two coders have completed the same articles."
    )
    assert str(nothing_to_compare([])).startswith("No article has complete codings of two coders. Figures")
