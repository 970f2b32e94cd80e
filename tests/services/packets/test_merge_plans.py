"""A dry run says what the merge will do: packet after packet, step by step, and it can be stopped."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.domain.errors import CodingError
from annotator.services.garbage import RECORDS_BETWEEN
from annotator.services.merging import MergePlan
from annotator.services.packets import planning
from annotator.store import unit_of_work
from annotator.store.sqlite import LARGEST_RECORD
from tests.services.packet_making import Lab, copied_lab


def copy_of(path: Path, name: str) -> Path:
    return Path(shutil.copy(path, path.with_name(name)))


def dry_run(lab: Lab, *paths: Path) -> list[MergePlan]:
    """Plan packets one after the other as they are to be merged."""
    plans: list[MergePlan] = []
    project = lab.project()
    for path in paths:
        plans.append(project.merging.plan(path, after=plans))
    project.close()
    return plans


def outcomes(plans: list[MergePlan]) -> list[tuple[list[str], ...]]:
    """Return for each plan the titles of what is new, here already, conflicting and refused."""
    return [
        tuple([one.title for one in part] for part in (plan.new, plan.already_here, plan.conflicting, plan.refused))
        for plan in plans
    ]


def as_merged(lab: Lab, *paths: Path) -> list[MergePlan]:
    """Merge packets one after the other, each planned when the one before it was merged."""
    project = lab.project()
    plans = []
    for path in paths:
        plans.append(project.merging.plan(path))
        project.merging.merge(plans[-1], by=lab.lea.id)
    return plans


def test_the_same_packet_twice_is_new_only_once(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    one, other = dry_run(lab, path, copy_of(path, "again.annotator"))
    assert [one.summary, other.summary] == [
        "1 new, 0 already here, 0 conflicting, 0 refused.",
        "0 new, 1 already here, 0 conflicting, 0 refused.",
    ]
    assert other.already_here[0].reason == "Everything in it comes with a packet before this one."
    assert not other.is_ready


def test_copies_that_went_apart_conflict_in_the_dry_run_already(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    other = copy_of(path, "other.annotator")
    lab.work(path, 3)
    lab.work(other, 4)
    lab.work(other, 5, number=1)
    plans = dry_run(lab, path, other)
    assert outcomes(plans) == [
        (["Article 0"], [], [], []),
        (["Article 1"], [], ["Article 0"], []),
    ]
    assert outcomes(as_merged(lab, path, other)) == outcomes(plans)


def test_a_packet_that_went_on_from_the_one_before_brings_the_rest(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    earlier = copy_of(path, "earlier.annotator")
    lab.work(path, 3, 4)
    _, later = dry_run(lab, earlier, path)
    assert later.new[0].reason == "More of a coding that is here: 2 changes."
    assert outcomes(dry_run(lab, path, earlier))[1] == ([], ["Article 0"], [], [])


def test_packets_of_different_coders_know_nothing_of_each_other(lab: Lab) -> None:
    ada, ben = lab.packet(), lab.packet("ben.annotator", lab.ben)
    lab.work(ada, 2)
    with lab.at_work(ben) as packet:
        lab.count(packet, 2, coder=lab.ben)
    assert [len(plan.new) for plan in dry_run(lab, ada, ben)] == [1, 1]


def test_a_plan_that_counted_on_another_is_made_again_when_that_one_was_not_merged(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, 2)
    other = copy_of(path, "other.annotator")
    lab.work(other, 3)
    project = lab.project()
    plan = project.merging.plan(path)
    later = project.merging.plan(other, after=[plan])
    assert later.new[0].reason.startswith("More of a coding that is here")
    assert project.merging.merge(later, by=lab.lea.id) is not None
    assert lab.counted(project) == 3
    assert project.merging.merge(plan, by=lab.lea.id) is None, "everything of it came with the other one"
    assert project.project.check() == ()


STEPS = st.lists(st.tuples(st.sampled_from(["ada", "again", "third"]), st.integers(0, 2)), max_size=6)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, order=st.permutations(["ada", "again", "third"]))
def test_what_the_dry_run_says_of_any_copies_is_what_merging_them_does(
    first: Lab, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]], order: list[str]
) -> None:
    lab = copied_lab(first, tmp_path_factory.mktemp("script"))
    paths = {"ada": lab.packet()}
    lab.work(paths["ada"], 1)
    paths |= {name: copy_of(paths["ada"], f"{name}.annotator") for name in ("again", "third")}
    for best, (name, number) in enumerate(steps, start=2):
        lab.work(paths[name], best, number=number)
    chosen = [paths[name] for name in order]
    planned = outcomes(dry_run(lab, *chosen))
    assert outcomes(as_merged(lab, *chosen)) == planned
    lab.close()


# -- progress and stopping ---------------------------------------------------------------------------------------------


class StopError(Exception):
    """A person pressed Cancel."""


def test_planning_says_how_much_of_the_packet_is_read(lab: Lab) -> None:
    path = lab.packet()
    lab.work(path, *range(1_010))
    told: list[tuple[int, int]] = []
    plan = lab.project().merging.plan(path, progress=lambda done, total: told.append((done, total)))
    assert {total for _, total in told} == {plan.contents.head}
    assert told[0] == (500, 1_011)
    assert told == sorted(told)
    assert told[-1] == (1_011, 1_011), "it is called until the plan is made"


@pytest.mark.parametrize("at", [0, 1, -1])
def test_planning_can_be_stopped_at_any_step(lab: Lab, at: int) -> None:
    path = lab.packet()
    lab.work(path, 2)
    project = lab.project()
    steps: list[int] = []
    project.merging.plan(path, progress=lambda done, _: steps.append(done))
    calls, head, stop_at = 0, project.project.head, range(len(steps))[at]

    def stop(_done: int, _total: int) -> None:
        nonlocal calls
        calls += 1
        if calls > stop_at:
            raise StopError

    with pytest.raises(StopError):
        project.merging.plan(path, progress=stop)
    assert calls == stop_at + 1
    assert project.project.head == head
    assert not path.with_name(path.name + ".lock").exists()
    assert lab.merge(project, path).summary.startswith("1 new"), "the packet can be planned and merged afterwards"


# -- too much for one event --------------------------------------------------------------------------------------------


def test_caution_begins_before_an_event_is_full() -> None:
    assert 0.9 * LARGEST_RECORD < planning.WORTH_A_CAUTION < LARGEST_RECORD - unit_of_work._OTHER_COLUMNS


def test_a_merge_too_large_for_one_event_is_warned_of_when_it_is_planned(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lab.packet()
    lab.work(path, 2)
    lab.merge(lab.project(), path)
    lab.close()
    lab.work(path, *range(3, 40))
    project = lab.project()
    assert project.merging.plan(path).caution == ""
    monkeypatch.setattr(planning, "WORTH_A_CAUTION", 2_000)
    plan = project.merging.plan(path)
    assert plan.caution.endswith("so it may be refused at its end.")
    assert plan.summary == f"1 new, 0 already here, 0 conflicting, 0 refused. {plan.caution}"


def test_what_a_merge_brings_whole_is_no_part_of_its_event_unless_it_was_here_before(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lab.packet()
    lab.work(path, *range(2, 40))
    project = lab.project()
    monkeypatch.setattr(planning, "WORTH_A_CAUTION", 0)
    assert project.merging.plan(path).caution == ""
    assert lab.merge(project, path).caution == ""
    project.merging.undo(by=lab.lea.id)
    assert "may be refused" in project.merging.plan(path).caution


@pytest.mark.parametrize("is_apart", [False, True])
def test_a_merge_that_is_refused_for_its_size_was_warned_of(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, is_apart: bool
) -> None:
    path = lab.packet()
    lab.work(path, 2)
    other = copy_of(path, "other.annotator")
    if is_apart:
        lab.work(other, 50, 51)
    lab.merge(lab.project(), other)
    lab.close()
    lab.work(path, *range(3, 20))
    project, refused, is_merged = lab.project(), 0, False
    for room in range(250, 100_000, 250):
        monkeypatch.setattr(unit_of_work, "_OTHER_COLUMNS", LARGEST_RECORD - room)
        monkeypatch.setattr(planning, "WORTH_A_CAUTION", room)
        plan = project.merging.plan(path)
        try:
            is_merged = project.merging.merge(plan, by=lab.lea.id) is not None
        except CodingError:
            refused += 1
            assert plan.caution
        if is_merged:
            break
    assert refused
    assert is_merged


# -- looking for garbage -----------------------------------------------------------------------------------------------


@pytest.fixture
def collecting() -> Iterator[None]:
    """Leave the collector on and set as it was, and nothing frozen."""
    usual = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.enable()
    gc.set_threshold(*usual)


@pytest.mark.usefixtures("collecting")
@pytest.mark.parametrize("is_enabled", [True, False])
@pytest.mark.parametrize("is_frozen", [True, False])
def test_the_collector_looks_seldom_during_a_plan_a_merge_and_an_undo_and_is_as_it_was_afterwards(
    lab: Lab, is_enabled: bool, is_frozen: bool
) -> None:
    path = lab.packet()
    lab.work(path, 2)
    project = lab.project()
    gc.unfreeze()
    if is_frozen:
        gc.freeze()
    gc.enable() if is_enabled else gc.disable()
    usual, seen = gc.get_threshold(), []

    def look(*_: int) -> None:
        seen.append((gc.isenabled(), gc.get_threshold()[0]))

    plan = project.merging.plan(path, progress=look)
    planned = len(seen)
    project.merging.merge(plan, by=lab.lea.id, progress=look)
    project.merging.undo(by=lab.lea.id)
    assert 0 < planned < len(seen)
    assert set(seen) == {(is_enabled, RECORDS_BETWEEN)}
    assert gc.get_threshold() == usual
    assert gc.isenabled() is is_enabled
    assert bool(gc.get_freeze_count()) is is_frozen
