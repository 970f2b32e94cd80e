"""An export divided among processes is the export; whatever becomes of the processes."""

from __future__ import annotations

import errno
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest

from annotator.bootstrap import Workspace, open_workspace
from annotator.domain.coding import CodingState
from annotator.domain.errors import ExportError, ProjectError
from annotator.domain.queue import QueueFilter
from annotator.domain.recipe import ExportChoice
from annotator.domain.values import Status
from annotator.services.codebook_cache import CodebookCache
from annotator.services.exports import answers, processes, starting
from annotator.services.exports.processes import Order, Stretch, told_elsewhere
from annotator.services.exports.service import ExportService
from annotator.services.folders import Folders
from tests.benchmarks.coded_project import make_coded_project
from tests.store.making import tamper

CODINGS = 23
FORMS = (
    "csv",
    "csv-spreadsheet",
    "jsonl",
    "conll",
    "brat",
    "refi-qda",
    "gtd",
    "acled",
    "ucdp-ged",
    "muc4",
    "events",
    "xlsx",
)
SEVERAL = 2
ask_only_when_ready = processes._Ahead.ask


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Folders]:
    return make_coded_project(tmp_path_factory.mktemp("coded"), CODINGS)


@pytest.fixture
def opened(project: tuple[Path, Folders]) -> Iterator[Workspace]:
    path, folders = project
    with open_workspace(path, folders=folders, coder_name="Coder A") as workspace:
        yield workspace


@pytest.fixture
def divided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have even the smallest export divided among two processes that stand ready, in stretches of four codings."""
    monkeypatch.setattr(processes, "CODINGS_IN_A_STRETCH", 4)
    monkeypatch.setattr(starting, "CODINGS_EACH", 1)
    monkeypatch.setattr(starting, "cores", lambda: SEVERAL)
    monkeypatch.setattr(starting, "_can_be_loaded_again", lambda _program: True)

    def ask(ahead: processes._Ahead) -> None:
        ahead._starting.exception()
        ask_only_when_ready(ahead)

    monkeypatch.setattr(processes._Ahead, "ask", ask)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


@pytest.mark.parametrize(
    "choice",
    [
        ExportChoice(),
        ExportChoice(is_pseudonymous=True, statuses=(Status.CODED,)),
        ExportChoice(states=(CodingState.DRAFT,)),
    ],
)
def test_the_files_are_those_of_an_export_in_one_process(
    opened: Workspace, tmp_path: Path, choice: ExportChoice, request: pytest.FixtureRequest
) -> None:
    told = list[int]()
    here = opened.exports.export(tmp_path / "here", FORMS, choice=choice)
    request.getfixturevalue("divided")
    there = opened.exports.export(tmp_path / "there", FORMS, choice=choice, progress=told.append)
    assert files(tmp_path / "there") == files(tmp_path / "here")
    assert (there.rows, there.remarks, there.altered_count) == (here.rows, here.remarks, here.altered_count)
    assert told == [min(done, there.rows) for done in range(4, there.rows + 4, 4)]


def test_a_divided_export_can_be_cancelled_and_leaves_nothing(opened: Workspace, tmp_path: Path, divided: None) -> None:
    done = list[int]()
    with pytest.raises(ExportError, match="cancelled"):
        opened.exports.export(tmp_path / "out", ["jsonl"], progress=done.append, is_cancelled=lambda: len(done) == 3)
    assert done == [4, 8, 12]
    assert list(tmp_path.iterdir()) == []


def test_what_is_damaged_is_told_as_ever_and_nothing_is_written(tmp_path: Path, divided: None) -> None:
    (own := tmp_path / "own").mkdir()
    path, folders = make_coded_project(own, CODINGS)
    tamper(path, "UPDATE coded_value SET content = 'thirteen' WHERE content LIKE '%\"best\":13%'")
    with (
        open_workspace(path, folders=folders, coder_name="Coder A") as opened,
        pytest.raises(ProjectError, match=r"coded\.annotator is damaged: a stored value cannot be read"),
    ):
        opened.exports.export(tmp_path / "out", ["csv"])
    assert not (tmp_path / "out").exists()


def test_a_small_export_starts_no_process(opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "ProcessPoolExecutor", None)
    assert opened.exports.export(tmp_path / "out", ["csv"]).rows == CODINGS


# --- What other processes failed to do -------------------------------------------------------------------------------


class Here:
    """Says of a stretch which codings it has, and remembers that it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def told(self, stretch: Stretch) -> Any:
        self.asked.append([header.id for header in stretch])
        return self.asked[-1]


class EndsWhoeverReadsIt:
    """Something that ends the process it is sent to."""

    def __reduce__(self) -> tuple[Any, tuple[int]]:
        return os._exit, (3,)


def an_order(workspace: Workspace, where: tuple[Path, Folders], **other: Any) -> Order:
    path, folders = where
    order = Order(
        project=path,
        head_hash=workspace.exports._project.head.hash,
        state_folder=folders.state,
        codebooks=CodebookCache(folders.state / "codebooks"),
        viewer=None,
        choice=ExportChoice(),
        forms=("jsonl",),
    )
    return order._replace(**other)


def headers_of(workspace: Workspace) -> list[Any]:
    with workspace.exports.source() as source:
        return [coded.coding.header for coded in source.coded_articles()]


def said(order: Order, headers: Iterable[Any], here: Here) -> list[Any]:
    with told_elsewhere(order, headers, SEVERAL, here.told) as told:
        return list(told)


def test_nothing_is_done_twice_and_all_comes_in_order(
    opened: Workspace, project: tuple[Path, Folders], divided: None
) -> None:
    headers, here, ids = headers_of(opened), Here(), list[str]()
    for told in said(an_order(opened, project), headers, here):
        if told in here.asked:
            ids += told
        else:
            lines: bytes = told.said[0].data
            ids += [line.split(b'"coding":{"kind":"coding","id":"')[1][:36].decode() for line in lines.splitlines()]
    assert ids == [header.id for header in headers]
    assert sum(map(len, here.asked)) < CODINGS


def test_what_can_be_done_before_the_others_stand_ready_is_done_here(
    opened: Workspace, project: tuple[Path, Folders], divided: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_enough_done, here = threading.Event(), Here()

    def started(*order: Any) -> Any:
        assert is_enough_done.wait(30)
        return usual(*order)

    usual = processes._started
    monkeypatch.setattr(processes, "_started", started)
    monkeypatch.setattr(processes._Ahead, "ask", ask_only_when_ready)
    headers = headers_of(opened)
    with told_elsewhere(an_order(opened, project), headers, SEVERAL, here.told) as told:
        first: list[Any] = [next(told), next(told)]
        is_enough_done.set()
        rest = list(told)
    assert first == here.asked[:2]
    assert len(first) + len(rest) == -(-CODINGS // processes.CODINGS_IN_A_STRETCH)


@pytest.mark.parametrize(
    "trouble",
    [
        {"project": Path("no") / "such.annotator"},
        {"head_hash": "0" * 64},
        {"codebooks": EndsWhoeverReadsIt()},
        {"forms": ("no such form",)},
    ],
    ids=["a project that is not there", "another project", "processes that end", "a form that is unknown"],
)
def test_what_no_other_process_can_do_is_done_here(
    opened: Workspace, project: tuple[Path, Folders], divided: None, trouble: dict[str, Any], capfd: Any
) -> None:
    headers, here = headers_of(opened), Here()
    told = said(an_order(opened, project, **trouble), headers, here)
    assert [id_ for stretch in told for id_ in stretch] == [header.id for header in headers]
    assert sorted(here.asked) == sorted(told)
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("error", [OSError("no more processes"), ImportError("no semaphores")])
def test_where_there_are_no_processes_all_is_done_here(
    opened: Workspace,
    project: tuple[Path, Folders],
    divided: None,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    def refuse(*_arguments: Any) -> Any:
        raise error

    headers, here = headers_of(opened), Here()
    monkeypatch.setattr(processes, "ProcessPoolExecutor", refuse)
    assert said(an_order(opened, project), headers, here) == here.asked
    assert sum(map(len, here.asked)) == CODINGS


def test_no_more_is_asked_ahead_than_will_soon_be_written(
    opened: Workspace, project: tuple[Path, Folders], divided: None
) -> None:
    headers, taken = headers_of(opened), list[Any]()

    def counted() -> Iterator[Any]:
        for header in headers * 20:
            taken.append(header)
            yield header

    with told_elsewhere(an_order(opened, project), counted(), SEVERAL, Here().told) as told:
        next(told)
        assert len(taken) <= (SEVERAL + 2 * processes.SPARE) * processes.CODINGS_IN_A_STRETCH < len(headers) * 2


def test_without_room_for_their_answers_others_answer_all_the_same(
    opened: Workspace, project: tuple[Path, Folders], divided: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_options: str) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(answers, "mkdtemp", refuse)
    headers, here = headers_of(opened), Here()
    told = said(an_order(opened, project), headers, here)
    assert sum(len(one) if one in here.asked else one.articles for one in told) == CODINGS
    assert sum(map(len, here.asked)) < CODINGS


def test_an_answer_that_cannot_be_read_is_worked_out_here(
    opened: Workspace, project: tuple[Path, Folders], divided: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any) -> Any:
        raise OSError("gone")

    monkeypatch.setattr(answers.AnswerFiles, "read", refuse)
    headers, here = headers_of(opened), Here()
    told = said(an_order(opened, project), headers, here)
    assert [id_ for stretch in told for id_ in stretch] == [header.id for header in headers]


# --- How the processes end -------------------------------------------------------------------------------------------

STARTS_AND_WAITS = """
import os, sys
from multiprocessing import active_children
from pathlib import Path
from annotator.bootstrap import open_workspace
from annotator.services.exports import processes, starting
from annotator.services.folders import Folders

def main():
    starting.CODINGS_EACH, processes.CODINGS_IN_A_STRETCH = 1, 2
    starting.cores = lambda: 2
    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folders = Folders(path.parent / "settings", path.parent / "state", path.parent / "data")

    ask = processes._Ahead.ask
    processes._Ahead.ask = lambda ahead: (ahead._starting.result(), ask(ahead))

    def advance(done):
        if done == 10:
            print(*(child.pid for child in active_children()), flush=True)
            sys.stdin.readline()

    with open_workspace(path, folders=folders, coder_name="Coder A", read_only=True) as opened:
        opened.exports.export(folder, ["jsonl"], progress=advance)

if __name__ == "__main__":
    main()
"""


class Exporting(NamedTuple):
    """A program in the middle of an export, the ids of its processes, and where it has its passing files."""

    program: subprocess.Popen[str]
    children: list[int]
    passing: Path

    def answers(self) -> list[Path]:
        return [path for path in self.passing.glob("annotator-*/*") if path.is_file()]


@pytest.fixture
def passing() -> Iterator[Path]:
    """A folder with a short path: processes find each other by sockets in it, whose names may not be long."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture
def exporting(project: tuple[Path, Folders], tmp_path: Path, passing: Path) -> Iterator[Exporting]:
    (tmp_path / "exporting.py").write_text(STARTS_AND_WAITS, encoding="utf-8")
    program = subprocess.Popen(
        [sys.executable, "-m", "exporting", project[0], tmp_path / "out"],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3]), "TMPDIR": str(passing)},
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with program:
        assert program.stdout is not None
        children = [int(pid) for pid in program.stdout.readline().split()]
        assert len(children) == SEVERAL
        yield Exporting(program, children, passing)
        program.kill()


def all_end(pids: Sequence[int]) -> bool:
    """Wait until processes have ended, half a minute at most each."""
    for pid in pids:
        try:
            watched = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        with os.fdopen(watched, "rb") as file:
            if not select.select([file], [], [], 30)[0]:
                return False
    return True


needs_pidfd = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="processes can be watched on Linux only")


@needs_pidfd
def test_no_process_outlives_an_export_that_was_killed_nor_do_its_answers(exporting: Exporting) -> None:
    assert exporting.answers()
    exporting.program.send_signal(signal.SIGKILL)
    assert all_end(exporting.children)
    assert exporting.answers() == []


@needs_pidfd
def test_the_processes_end_with_the_export(exporting: Exporting, tmp_path: Path) -> None:
    _, complaints = exporting.program.communicate("go on\n", timeout=60)
    assert (exporting.program.returncode, complaints) == (0, "")
    assert all_end(exporting.children)
    assert exporting.answers() == []
    assert (tmp_path / "out" / "dataset.jsonl").read_bytes().count(b"\n") == CODINGS + 1


def test_the_viewer_of_a_divided_export_sees_no_more_than_of_a_whole_one(
    opened: Workspace, divided: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    orders = list[Order]()
    usual = processes._started

    def started(order: Order, *more: Any) -> Any:
        orders.append(order)
        return usual(order, *more)

    monkeypatch.setattr(processes, "_started", started)
    service: ExportService = opened.exports
    rows = opened.articles.queue(opened.coder.id, QueueFilter())
    chosen = tuple(item.article_id for item in opened.articles.queue_page(opened.coder.id, rows[:9]))
    assert service.export(tmp_path / "out", ["jsonl"], choice=ExportChoice(articles=chosen)).rows == 9
    (order,) = orders
    assert (order.viewer, order.choice.articles) == (opened.coder.id, chosen)


def test_a_process_that_failed_with_a_stretch_begins_anew_with_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Process:
        """Says which stretch it is at; what it has told of before it would not tell again."""

        def __init__(self, order: object) -> None:
            self._count = 0

        def told(self, stretch: Stretch) -> Any:
            self._count += 1
            if not stretch:
                raise OSError("the disk is gone")
            return [self._count]

    monkeypatch.setattr(processes, "_Process", Process)
    monkeypatch.setattr(processes, "_orders", [None])
    monkeypatch.setattr(processes, "_processes", [])
    tell: Any = processes._told
    assert [tell(["a header"], None), tell(["another"], None)] == [[1], [2]]
    with pytest.raises(OSError, match="gone"):
        tell([], None)
    assert tell(["a third"], None) == [1]
