"""An export's work divided among processes.

Python works on one core. Each of these processes opens the project to read, and works out what the forms say of one
stretch of codings after the other; the process that exports writes that down in order. All of them see the project
as it was when the export began: what reads a project keeps others from writing to it meanwhile.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import islice
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.domain.coding import CodingHeader
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import CoderId
from annotator.domain.recipe import ExportChoice
from annotator.services.codebook_cache import CodebookCache
from annotator.services.codebooks import CodebookService
from annotator.services.exports.answers import AnswerFiles, InFile, answered, remove
from annotator.services.exports.reading import export_reading
from annotator.services.exports.starting import way_to_start, without_interruption
from annotator.store.project_file import ProjectFile

if TYPE_CHECKING:
    from annotator.formats.datasets.telling import ToldStretch

CODINGS_IN_A_STRETCH = 50
"""Sent together; what is said of them, a few megabytes, is held until it is written."""

SPARE = 2
"""Stretches by which more are asked of other processes than they are, and by which more are kept at hand than that."""

Stretch = list[CodingHeader]


class Order(NamedTuple):
    """What a process has to know of an export."""

    project: Path
    head_hash: str
    state_folder: Path
    codebooks: CodebookCache
    viewer: CoderId | None
    choice: ExportChoice
    forms: tuple[str, ...]


@contextmanager
def told_elsewhere(
    order: Order, headers: Iterable[CodingHeader], processes: int, told_here: Callable[[Stretch], ToldStretch]
) -> Iterator[Iterator[ToldStretch]]:
    """Yield what the forms say of the codings with these headers, in order, a stretch at a time.

    ``told_here`` says it of a stretch in this process: while it would wait for the others, and of what they failed to
    do, because none can be started, one ended before its time, or the project cannot be read there. What is wrong with
    the project itself then comes to light here.
    """
    # Starting processes takes as long as some hundred codings do, which can be done meanwhile.
    with AnswerFiles() as files, ThreadPoolExecutor(1) as starter:
        starting = starter.submit(_started, order, files.folder, processes)
        try:
            yield _in_order(_Ahead(starting, files, processes + SPARE), _stretches(headers), told_here)
        finally:
            if executor := starting.result():
                executor.shutdown()


def _in_order(
    ahead: _Ahead, stretches: Iterator[Stretch], told_here: Callable[[Stretch], ToldStretch]
) -> Iterator[ToldStretch]:
    while first := ahead.first(stretches):
        while first.is_awaited() and (unasked := ahead.last_unasked()):
            unasked.told = told_here(unasked.stretch)
            ahead.ask()
        told = first.answer()
        yield told_here(first.stretch) if told is None else told


class _Part:
    """A stretch, and what is said of it: here, or promised by another process."""

    def __init__(self, stretch: Stretch, files: AnswerFiles) -> None:
        self.stretch = stretch
        self.told: ToldStretch | None = None
        self.promise: Future[ToldStretch | InFile] | None = None
        self._files = files

    def is_unasked(self) -> bool:
        """Tell whether nobody has begun with it."""
        return self.told is None and self.promise is None

    def is_awaited(self) -> bool:
        """Tell whether another process is still at it."""
        return self.promise is not None and not self.promise.done()

    def answer(self) -> ToldStretch | None:
        """Return what is said of it, waiting for a promise; None where there is none or the other process failed."""
        if self.promise is None:
            return self.told
        try:
            answer = self.promise.result()
            return self._files.read(answer) if isinstance(answer, InFile) else answer
        except (BrokenExecutor, AnnotatorError, OSError):
            return None


class _Ahead:
    """The stretches to come, in order: of ``most`` at a time other processes are asked, a few more wait their turn."""

    def __init__(self, starting: Future[ProcessPoolExecutor | None], files: AnswerFiles, most: int) -> None:
        self._starting = starting
        self._files = files
        self._most = most
        self._parts: deque[_Part] = deque()

    def first(self, stretches: Iterator[Stretch]) -> _Part | None:
        """Return the next stretch; None after the last."""
        more = islice(stretches, self._most + SPARE - len(self._parts))
        self._parts.extend(_Part(stretch, self._files) for stretch in more)
        self.ask()
        return self._parts.popleft() if self._parts else None

    def ask(self) -> None:
        """Have other processes, where they stand ready, begin with the first stretches with which nobody has."""
        executor = self._starting.result() if self._starting.done() else None
        if executor is None:
            return
        begun = sum(part.is_awaited() for part in self._parts)
        for part in self._parts:
            if begun < self._most and part.is_unasked():
                part.promise = _promise(executor, part.stretch, self._files.lent())
                begun += 1

    def last_unasked(self) -> _Part | None:
        """Return the last stretch with which nobody has begun, of those that are near."""
        return next((part for part in reversed(self._parts) if part.is_unasked()), None)


def _stretches(headers: Iterable[CodingHeader]) -> Iterator[Stretch]:
    rest = iter(headers)
    while stretch := list(islice(rest, CODINGS_IN_A_STRETCH)):
        yield stretch


def _started(order: Order, answers: Path | None, processes: int) -> ProcessPoolExecutor | None:
    """Return the processes when they stand ready; None where the system has none to give."""
    try:
        with without_interruption():
            executor = ProcessPoolExecutor(processes, way_to_start(), _begin, (order, answers))
            executor.submit(_stand_ready)
    except (BrokenExecutor, ImportError, OSError):
        return None
    return executor


def _promise(executor: ProcessPoolExecutor, stretch: Stretch, file: Path | None) -> Future[ToldStretch | InFile] | None:
    """Return another process's promise of an answer; None where nobody is there to be asked."""
    try:
        return executor.submit(_told, stretch, file)
    except (BrokenExecutor, OSError, RuntimeError):
        return None


# --- In the other processes ------------------------------------------------------------------------------------------


class _Process:
    """What a process of an export keeps open from one stretch to the next, until it ends."""

    def __init__(self, order: Order) -> None:
        from annotator.formats.datasets.registry import teller_of  # the forms are loaded when one is written

        held = ExitStack()
        project = ProjectFile.open(order.project, state_folder=order.state_folder, read_only=True)
        held.callback(project.close)
        codebooks = CodebookService(project, order.codebooks)
        self._reading = held.enter_context(export_reading(project, codebooks, order.choice, order.viewer))
        if project.head.hash != order.head_hash:
            raise OSError("another project is in its place")
        self._teller = held.enter_context(teller_of(self._reading.source(), order.forms))
        self._held = held

    def told(self, stretch: Stretch) -> ToldStretch:
        """Return what the forms say of the codings."""
        return self._teller.told(self._reading.coded_articles(stretch))


_orders: list[Order] = []
_processes: list[_Process] = []
"""This process's order, and what it has open for it once it was asked."""


def _begin(order: Order, answers: Path | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(answers,), daemon=True).start()
    _orders.append(order)


def _stand_ready() -> None:
    """Do nothing: the first task is what starts the processes."""


def _end_with_parent(answers: Path | None) -> None:
    """End this process when the one that exports is gone, however it ended, and remove its files: nobody else would."""
    if parent := parent_process():
        parent.join()
        if answers is not None:
            remove(answers)
        os._exit(1)


def _told(stretch: Stretch, file: Path | None) -> ToldStretch | InFile:
    process = _processes.pop() if _processes else _Process(_orders[0])
    told = process.told(stretch)
    # Not after an error: forms remember what they have told of, and what this one told would not have been heard.
    _processes.append(process)
    return answered(told, file)
