"""Work off the GUI thread: one thread for everything that touches the project, in the order it was asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

Result = TypeVar("Result")


class JobCancelledError(Exception):
    """Ends work whose person pressed Cancel; what the work had begun is rolled back on its way out."""


class Job(QObject):
    """One piece of work: report progress from inside it, cancel it from the window.

    Work that was cancelled in time delivers nothing; work that was done by then delivers what it did.
    """

    progressed = Signal(int)
    """How many things are done; emitted on the GUI thread."""

    _finished = Signal(object)

    def __init__(
        self,
        on_success: Callable[[Any], None],
        on_failure: Callable[[BaseException], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._on_success = on_success
        self._on_failure = on_failure
        self._cancelled = threading.Event()
        self._future: Future[Any] = Future()
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._cancelled.set()

    def is_cancelled(self) -> bool:
        """Tell the work whether it was asked to stop; safe from any thread."""
        return self._cancelled.is_set()

    def report(self, done: int) -> None:
        """Say from inside the work how many things are done; raises JobCancelledError when it is to stop."""
        if self.is_cancelled():
            raise JobCancelledError
        self.progressed.emit(done)

    def follow(self, future: Future[Any]) -> None:
        """Deliver the future's outcome on the GUI thread."""
        self._future = future
        future.add_done_callback(self._finished.emit)

    def error(self) -> BaseException | None:
        """Return what the finished work failed with, for those who cannot wait for the delivery."""
        return self._future.exception()

    @Slot(object)
    def _on_finished(self, future: Future[Any]) -> None:
        error = future.exception()
        try:
            if error is None:
                self._on_success(future.result())
            elif not isinstance(error, JobCancelledError):
                self._on_failure(error)
        finally:
            self.deleteLater()


class StoreThread(QObject):
    """The one thread on which the project is read and written.

    Work runs in the order it was submitted, so a read submitted after a write sees it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    def submit(
        self,
        work: Callable[[Job], Result],
        *,
        on_success: Callable[[Result], None],
        on_failure: Callable[[BaseException], None],
    ) -> Job:
        """Queue ``work``; one of the callbacks runs later, on the GUI thread."""
        job = Job(on_success, on_failure, self)
        job.follow(self._executor.submit(work, job))
        return job

    def finish(self) -> None:
        """Let the queued work end and stop the thread; nothing can be submitted afterwards."""
        self._executor.shutdown(wait=True)
