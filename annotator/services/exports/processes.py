"""An export's work divided among processes.

Python works on one core. Each of these processes opens the project to read, and works out what the forms say of one
stretch of codings after the other; the process that exports writes that down in order. All of them see the project
as it was when the export began: what reads a project keeps others from writing to it meanwhile.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import islice
from multiprocessing import get_all_start_methods, get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.domain.coding import CodingHeader
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import CoderId
from annotator.domain.recipe import ExportChoice
from annotator.services.codebook_cache import CodebookCache
from annotator.services.codebooks import CodebookService
from annotator.services.exports.reading import export_reading
from annotator.store.project_file import ProjectFile

if TYPE_CHECKING:
    from annotator.formats.datasets.telling import ToldArticle

CODINGS_EACH = 500
"""For so many codings one more process is worth its start, which takes about as long as saying what they are."""

CODINGS_IN_A_STRETCH = 50
"""Sent together; what is said of them, a few megabytes, is held until it is written."""

ASKED_AHEAD = 2
"""Stretches for each process; so it finds the next one when it has done one, and some are left for this one."""

_LOADED_ONCE = (__name__, "annotator.formats.datasets.registry")

Told = Sequence["ToldArticle"]
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


def processes_for(codings: int) -> int:
    """Return among how many processes an export of so many codings is worth dividing; 0 where it is not."""
    # A program that was frozen into one file would start itself with its window, not a process of Python's.
    if getattr(sys, "frozen", False):
        return 0
    processes = min(cores(), codings // CODINGS_EACH)
    return processes if processes > 1 else 0


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def told_elsewhere(
    order: Order, headers: Iterable[CodingHeader], processes: int, told_here: Callable[[Stretch], Told]
) -> Iterator[Iterator[Told]]:
    """Yield what the forms say of the codings with these headers, in order, a stretch at a time.

    ``told_here`` says it of a stretch in this process: while it would wait for the others, and of what they failed to
    do, because none can be started, one ended before its time, or the project cannot be read there. What is wrong with
    the project itself then comes to light here.
    """
    executor = _started(order, processes)
    try:
        yield _in_order(executor, _stretches(headers), processes * ASKED_AHEAD + 1, told_here)
    finally:
        if executor:
            executor.shutdown(cancel_futures=True)


def _in_order(
    executor: ProcessPoolExecutor | None,
    stretches: Iterator[Stretch],
    most: int,
    told_here: Callable[[Stretch], Told],
) -> Iterator[Told]:
    asked: deque[_Asked] = deque()
    while True:
        asked.extend(_Asked(stretch, _promise(executor, stretch)) for stretch in islice(stretches, most - len(asked)))
        if not asked:
            return
        first = asked.popleft()
        while not first.is_done() and (unbegun := next((one for one in reversed(asked) if one.taken_back()), None)):
            unbegun.told = told_here(unbegun.stretch)
        told = first.answer()
        yield told_here(first.stretch) if told is None else told


class _Asked:
    """A stretch of which another process was asked; without a promise nobody could be."""

    def __init__(self, stretch: Stretch, promise: Future[Told] | None) -> None:
        self.stretch = stretch
        self.told: Told | None = None
        self._promise = promise

    def is_done(self) -> bool:
        """Tell whether nobody is needed for it any more, or nobody else will do it."""
        return self.told is not None or self._promise is None or self._promise.done()

    def taken_back(self) -> bool:
        """Take the stretch back where nobody has begun with it; tell whether that was so."""
        return self.told is None and self._promise is not None and self._promise.cancel()

    def answer(self) -> Told | None:
        """Return what is said of it, waiting for that; None where the other process failed."""
        if self.told is not None or self._promise is None:
            return self.told
        try:
            return self._promise.result()
        except (BrokenExecutor, AnnotatorError, OSError):
            return None


def _stretches(headers: Iterable[CodingHeader]) -> Iterator[Stretch]:
    rest = iter(headers)
    while stretch := list(islice(rest, CODINGS_IN_A_STRETCH)):
        yield stretch


def _started(order: Order, processes: int) -> ProcessPoolExecutor | None:
    """Return the processes; None where the system has none to give."""
    # Where it can be had, one process loads the program for all, and a later export finds it loaded.
    method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    context = get_context(method)
    context.set_forkserver_preload(list(_LOADED_ONCE))
    try:
        return ProcessPoolExecutor(processes, context, _begin, (order,))
    except (ImportError, OSError):
        return None


def _promise(executor: ProcessPoolExecutor | None, stretch: Stretch) -> Future[Told] | None:
    """Return another process's promise of an answer; None where nobody can be asked."""
    if executor is None:
        return None
    with _interrupts_kept_from_new_processes():
        try:
            return executor.submit(_told, stretch)
        except (BrokenExecutor, OSError, RuntimeError):
            return None


@contextmanager
def _interrupts_kept_from_new_processes() -> Iterator[None]:
    """Have Ctrl+C reach this process alone, which then ends the others; they inherit what is blocked now."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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

    def told(self, stretch: Stretch) -> Told:
        """Return what the forms say of each coding."""
        return self._teller.told(self._reading.coded_articles(stretch))


_orders: list[Order] = []
_processes: list[_Process] = []
"""This process's order, and what it has open for it once it was asked."""


def _begin(order: Order) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _orders.append(order)


def _end_with_parent() -> None:
    """End this process when the one that exports is gone, however it ended: nobody else would."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _told(stretch: Stretch) -> Told:
    if not _processes:
        _processes.append(_Process(_orders[0]))
    return _processes[0].told(stretch)
