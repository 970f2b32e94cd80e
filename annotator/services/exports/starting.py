"""Starting the processes among which an export is divided, and how many they are.

Where the system has that, they are started by one that loads the program once for all exports. It takes that one up to
a second, so whoever sees a large export coming sets it going. Nothing is imported here but what Python brings along.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_all_start_methods, get_context, resource_tracker
from multiprocessing.context import BaseContext
from pathlib import Path
from types import ModuleType

CODINGS_EACH = 500
"""For so many codings one more process is worth its start, which takes about as long as saying what they are."""

MOST = 8
"""With more of them they would wait for the one that writes."""

LARGE = 16_000_000
"""Bytes of a project's file from which on it may well hold codings for several processes."""

PROGRAM = "annotator"
"""The name of the script by which the program is started where it was installed."""

_LOADED_ONCE = ["annotator.services.exports.processes", "annotator.formats.datasets.registry"]
"""What every process needs of the program."""


def processes_for(codings: int) -> int:
    """Return among how many processes an export of so many codings is worth dividing; 0 where it is not."""
    # A program frozen into one file would open its window once more.
    if getattr(sys, "frozen", False) or not _can_be_loaded_again(sys.modules["__main__"]):
        return 0
    processes = min(cores(), codings // CODINGS_EACH, MOST)
    return processes if processes > 1 else 0


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _can_be_loaded_again(program: ModuleType) -> bool:
    """Tell whether new processes may load the program that runs, as they do where it is a file.

    That does nothing where a module was run by its name, or by this program's own script; a script of somebody else's
    might be run once more by each of them.
    """
    file = getattr(program, "__file__", None)
    return program.__spec__ is not None or file is None or Path(file).stem == PROGRAM


def get_ready_for(arguments: Iterable[str]) -> None:
    """Get ready if one of the arguments of a command is a file so large that an export of it may be divided."""
    if processes_for(MOST * CODINGS_EACH) and any(map(_is_large, map(Path, arguments))):
        get_ready()


def get_ready() -> None:
    """Have the process that starts the others begin to load the program; nothing waits for that, and it may fail."""
    if "forkserver" not in get_all_start_methods():
        return
    from multiprocessing import forkserver  # not every system has it

    with suppress(OSError), without_interruption():
        way_to_start()
        forkserver.ensure_running()


def way_to_start() -> BaseContext:
    """Return how processes are started: where that can be had, by one that loads the program once for all exports."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(_LOADED_ONCE)
    return context


@contextmanager
def without_interruption() -> Iterator[None]:
    """Start processes in the block that Ctrl+C leaves alone: it is for the one that exports, which then ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which would let Ctrl+C through again
    usual = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # new processes inherit it from their thread
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, usual)


def _is_large(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size >= LARGE
    except OSError:
        return False
