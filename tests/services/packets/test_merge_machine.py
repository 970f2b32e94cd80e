"""Merging commutes, is idempotent and loses nothing, whatever was done where; killed half-way it leaves no trace."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.strategies import DrawFn

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import Slot
from annotator.domain.errors import NothingChangedError
from annotator.domain.text import Span
from annotator.domain.values import Count, Status
from annotator.store.recovery import has_hot_journal
from tests.services.packet_making import Lab, copied_lab, folders_in, made_lab

ROOT = Path(__file__).resolve().parents[3]
ARTICLES = 2
COPIES = ("ada", "ada again", "ben")
"""Two copies of Ada's packet and Benedikt's one."""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return made_lab(tmp_path_factory.mktemp("lab"), ARTICLES)


@dataclass(frozen=True)
class Edit:
    """Something a coder does to one of the articles."""

    verb: str
    article: int
    number: int


EDITS = st.lists(
    st.builds(
        Edit,
        verb=st.sampled_from(("count", "attach", "report", "remove", "status", "undo", "redo")),
        article=st.integers(0, ARTICLES - 1),
        number=st.integers(0, 9),
    ),
    max_size=4,
)


@dataclass(frozen=True)
class Script:
    """What is done where: in the project before the packets are made and after, and in each copy of a packet.

    ``shared`` is done in Ada's packet before it is copied.
    """

    before: list[Edit]
    shared: list[Edit]
    apart: dict[str, list[Edit]]
    after: list[Edit]
    order: tuple[str, ...]


@st.composite
def scripts(draw: DrawFn) -> Script:
    """Draw a script with an order of merging in which each copy comes at least once."""
    return Script(
        before=draw(EDITS),
        shared=draw(EDITS),
        apart={name: draw(EDITS) for name in COPIES},
        after=draw(EDITS),
        order=(*draw(st.permutations(COPIES)), *draw(st.lists(st.sampled_from(COPIES), max_size=2))),
    )


def carry_out(lab: Lab, workspace: Workspace, edits: list[Edit], coder: Any) -> None:
    """Do what a script says; what is not possible now is passed over."""
    for edit in edits:
        key = lab.key(edit.article, coder)
        reports = lab.coding(workspace, edit.article, coder).reports()
        slot = Slot("killed_total", reports[-1].id if reports else None)
        try:
            if edit.verb == "count":
                workspace.coding.set_content(key, slot, Count(best=edit.number))
            elif edit.verb == "attach":
                workspace.coding.attach_evidence(key, slot, Span(edit.number, edit.number + 5))
            elif edit.verb == "report":
                workspace.coding.add_report(key)
            elif edit.verb == "remove" and reports:
                workspace.coding.remove_report(key, reports[0].id)
            elif edit.verb == "status":
                workspace.coding.set_status(key, Slot("article_relevance"), Status.UNCLEAR)
            elif edit.verb == "undo":
                workspace.coding.undo(key)
            elif edit.verb == "redo":
                workspace.coding.redo(key)
        except NothingChangedError:
            continue


@dataclass(frozen=True)
class Ready:
    """A lab after a script: the project before anything is merged, and the packets as they came back."""

    lab: Lab
    packets: dict[str, Path]


def played(lab: Lab, script: Script) -> Ready:
    """Carry a script out, all but the merging."""
    with lab.project() as project:
        carry_out(lab, project, script.before, lab.ada)
    packets = {"ada": lab.packet("ada.annotator"), "ben": lab.packet("ben.annotator", lab.ben)}
    with lab.at_work(packets["ada"]) as packet:
        carry_out(lab, packet, script.shared, lab.ada)
    packets["ada again"] = Path(shutil.copy(packets["ada"], lab.folder / "again.annotator"))
    for name, path in packets.items():
        with lab.at_work(path) as packet:
            carry_out(lab, packet, script.apart[name], lab.ben if name == "ben" else lab.ada)
    with lab.project() as project:
        carry_out(lab, project, script.after, lab.ada)
    return Ready(lab, packets)


def state_of(project: Workspace, lab: Lab) -> Any:
    """Return everything live that a merge may change: codings as they are seen, and copies that went apart."""
    with project._file.read() as reader:
        codings = [
            (coding.header, coding.reports(), sorted(coding.values(), key=str), sorted(coding.evidence(), key=str))
            for coding in reader.codings()
        ]
    return codings, project.merging.divergences()


def merged(ready: Ready, order: tuple[str, ...], folder: Path) -> tuple[Any, set[str]]:
    """Merge into a copy of the project; return the state and every event the project knows then."""
    folder.mkdir()
    lab = copied_lab(ready.lab, folder)
    with lab.project() as project:
        for name in order:
            lab.merge(project, ready.packets[name])
        again = project.project.head
        for name in order:
            assert not project.merging.plan(ready.packets[name]).is_ready
            lab.merge(project, ready.packets[name])
        assert project.project.head == again, "merging again changed something"
        assert project.project.check() == ()
        return state_of(project, lab), known(project)


def known(project: Workspace) -> set[str]:
    """Return the ids of the events that are in the project or travelled there."""
    tables = ("event", "travelled_event")
    return {
        row[0]
        for table in tables
        for row in project._file._driver.execute(f"SELECT id FROM {table}")  # noqa: S608
    }


def done_in(ready: Ready, name: str) -> set[str]:
    """Return the ids of the events of a packet after the one that made it."""
    with open_workspace(ready.packets[name], folders=folders_in(ready.lab.folder / "look"), read_only=True) as packet:
        return {row[0] for row in packet._file._driver.execute("SELECT id FROM event WHERE sequence > 1")}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(script=scripts())
def test_merging_in_any_order_gives_the_same_and_loses_nothing(
    script: Script, first: Lab, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("script")
    ready = played(copied_lab(first, folder), script)
    expected, events = merged(ready, COPIES, folder / "expected")
    found, found_events = merged(ready, script.order, folder / "found")
    assert found == expected
    for name in COPIES:
        assert done_in(ready, name) <= events & found_events, "what a coder did is not in the project"


def test_every_order_of_two_copies_and_own_work_gives_the_same(first: Lab, tmp_path: Path) -> None:
    script = Script(
        before=[Edit("count", 0, 1)],
        shared=[Edit("attach", 0, 3)],
        apart={
            "ada": [Edit("count", 0, 2), Edit("report", 1, 0)],
            "ada again": [Edit("count", 0, 3), Edit("remove", 0, 0)],
            "ben": [Edit("status", 0, 0)],
        },
        after=[Edit("count", 0, 4), Edit("undo", 0, 0)],
        order=COPIES,
    )
    (tmp_path / "lab").mkdir()
    ready = played(copied_lab(first, tmp_path / "lab"), script)
    results = [merged(ready, order, tmp_path / "-".join(order)) for order in permutations(COPIES)]
    assert all(state == results[0][0] for state, _ in results)
    (codings, divergences), _ = results[0]
    assert [len(one.copies) for one in divergences] == [3]
    assert len(codings) == 3


def test_a_merge_killed_half_way_leaves_the_project_as_it_was(first: Lab, tmp_path: Path) -> None:
    lab = copied_lab(first, tmp_path)
    path = lab.packet()
    for number in range(ARTICLES):
        lab.work(path, *range(30), number=number)
    before = lab.path.read_bytes()
    child = subprocess.run(
        [sys.executable, "-m", "tests.services.killed_merger", str(lab.path), str(lab.folder), str(path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert child.returncode == -signal.SIGKILL, child.stderr
    assert has_hot_journal(lab.path), "nothing of the merge had reached the file"
    assert lab.path.read_bytes() != before
    with lab.project() as project:
        assert project.project.check() == ()
        assert project.project.warnings == ()
        assert lab.coding(project).header.is_deleted
        assert known(project).isdisjoint(done_in(Ready(lab, {"ada": path}), "ada"))
        assert lab.merge(project, path).summary == "2 new, 0 already here, 0 conflicting, 0 refused."
        assert lab.counted(project) == 29
        assert project.project.check() == ()


@pytest.fixture(autouse=True)
def closed(first: Lab) -> Iterator[None]:
    """Leave nothing open behind."""
    yield
    first.close()
