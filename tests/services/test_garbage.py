"""The collector looks less often while an export or a merge runs, and as often as before afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from itertools import pairwise

import pytest

from annotator.bootstrap import Workspace
from annotator.services.garbage import LOOKS_BETWEEN, RECORDS_BETWEEN, garbage_collected_seldom


@pytest.fixture(autouse=True)
def threshold() -> Iterator[tuple[int, int, int]]:
    """The usual one, also after the test."""
    usual = gc.get_threshold()
    yield usual
    gc.set_threshold(*usual)


def test_the_collector_looks_seldom_inside_and_as_before_afterwards(threshold: tuple[int, int, int]) -> None:
    with garbage_collected_seldom():
        assert gc.get_threshold() == (RECORDS_BETWEEN, LOOKS_BETWEEN, threshold[2])
    assert gc.get_threshold() == threshold


def test_an_error_inside_changes_nothing_of_that(threshold: tuple[int, int, int]) -> None:
    with pytest.raises(KeyError), garbage_collected_seldom():
        raise KeyError
    assert gc.get_threshold() == threshold


def test_one_block_inside_another_changes_nothing(threshold: tuple[int, int, int]) -> None:
    with garbage_collected_seldom():
        before = gc.get_threshold()
        with garbage_collected_seldom():
            assert gc.get_threshold() == before
        assert gc.get_threshold() == before
    assert gc.get_threshold() == threshold


@pytest.mark.parametrize(
    "own",
    [(0, 10, 10), (RECORDS_BETWEEN * 2, LOOKS_BETWEEN * 2, 10), (RECORDS_BETWEEN, LOOKS_BETWEEN, 50)],
)
def test_who_turned_it_off_or_down_further_keeps_that(own: tuple[int, int, int]) -> None:
    gc.set_threshold(*own)
    with garbage_collected_seldom():
        inside = gc.get_threshold()
    assert inside[0] == own[0]
    assert inside[1:] == (max(own[1], LOOKS_BETWEEN), own[2])
    assert gc.get_threshold() == own


def test_who_disabled_the_collector_finds_it_disabled() -> None:
    gc.disable()
    try:
        with garbage_collected_seldom():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_was_made_inside_is_old_afterwards_and_not_looked_through_at_once() -> None:
    gc.unfreeze()  # whatever another test has frozen
    with garbage_collected_seldom():
        made = [[number] for number in range(1_000)]
    young = {id(one) for generation in (0, 1) for one in gc.get_objects(generation)}
    assert not young & {id(one) for one in made}


def test_what_somebody_froze_stays_frozen() -> None:
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with garbage_collected_seldom():
            pass
        assert 0 < gc.get_freeze_count() <= frozen  # some of it may be gone since
    finally:
        gc.unfreeze()


def test_records_that_refer_to_themselves_do_not_pile_up_inside() -> None:
    """The collector looks seldom, not never: what is made in rings goes with the next look."""

    class Ring:
        """Something that holds itself."""

        alive = 0

        def __init__(self) -> None:
            self.itself = self
            Ring.alive += 1

        def __del__(self) -> None:
            Ring.alive -= 1

    counts = []
    with garbage_collected_seldom():
        for _ in range(3 * RECORDS_BETWEEN):
            Ring()
            counts.append(Ring.alive)
    assert max(counts) <= RECORDS_BETWEEN + 1_000
    assert sum(later < earlier for earlier, later in pairwise(counts)) >= 2


def test_an_export_runs_so_while_its_source_is_read(workspace: Workspace, threshold: tuple[int, int, int]) -> None:
    with workspace.exports.source():
        assert gc.get_threshold()[0] == RECORDS_BETWEEN
    assert gc.get_threshold() == threshold
