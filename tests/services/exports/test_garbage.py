"""The collector looks less often while an export runs, and as often as before afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from annotator.bootstrap import Workspace
from annotator.services.exports.garbage import RECORDS_BETWEEN, garbage_collected_seldom


@pytest.fixture(autouse=True)
def threshold() -> Iterator[tuple[int, int, int]]:
    """The usual one, also after the test."""
    usual = gc.get_threshold()
    yield usual
    gc.set_threshold(*usual)


def test_the_collector_looks_seldom_inside_and_as_before_afterwards(threshold: tuple[int, int, int]) -> None:
    with garbage_collected_seldom():
        assert gc.get_threshold() == (RECORDS_BETWEEN, *threshold[1:])
    assert gc.get_threshold() == threshold


def test_an_error_inside_changes_nothing_of_that(threshold: tuple[int, int, int]) -> None:
    with pytest.raises(KeyError), garbage_collected_seldom():
        raise KeyError
    assert gc.get_threshold() == threshold


@pytest.mark.parametrize("own", [0, RECORDS_BETWEEN * 2])
def test_who_turned_it_off_or_down_further_keeps_that(own: int) -> None:
    gc.set_threshold(own, 10, 10)
    with garbage_collected_seldom():
        assert gc.get_threshold() == (own, 10, 10)
    assert gc.get_threshold() == (own, 10, 10)


def test_an_export_runs_so_while_its_source_is_read(workspace: Workspace, threshold: tuple[int, int, int]) -> None:
    with workspace.exports.source():
        assert gc.get_threshold()[0] == RECORDS_BETWEEN
    assert gc.get_threshold() == threshold
