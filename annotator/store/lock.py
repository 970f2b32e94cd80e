"""One program at a time: locks that the system itself drops when their holder dies.

A lock is a file held open under an advisory lock; what is written in it only says who holds it. Two are taken for a
project that is to be changed: one beside the file, which other computers on the same share see, and one in the state
folder under the project's id, which catches the same project reached by another path.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotator.domain.errors import ProjectBusyError

LOCK_SUFFIX = ".lock"
_LOCKED_BYTE = 1 << 20
"""Windows locks a range; far past the words in the file it keeps them readable for others."""

Identity = tuple[int, int]
"""Device and file number, which stay with a file when it is renamed."""

if sys.platform == "win32":  # pragma: no cover - not run on Windows yet
    import msvcrt

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def identity(file: Path) -> Identity:
    """Return what tells one file from another, whatever its name; OSError when it is gone."""
    found = file.stat()
    return found.st_dev, found.st_ino


class FileLock:
    """A lock taken on creation and held until `release` or the end of the process.

    Raises ProjectBusyError, saying who holds it, when another has it; OSError when the file cannot be made.
    """

    def __init__(self, path: Path, subject: Path) -> None:
        self.path = path
        self._descriptor = _opened(path, subject)
        os.truncate(self._descriptor, 0)
        os.write(self._descriptor, json.dumps(_me()).encode())

    def release(self) -> None:
        """Give the lock back and remove its file; a second call does nothing."""
        if self._descriptor < 0:
            return
        # Removed while still held, so that nobody can take a lock on a file that is about to vanish. Windows cannot
        # remove an open file, there it stays and is taken again the next time.
        with suppress(OSError):
            self.path.unlink()
        os.close(self._descriptor)
        self._descriptor = -1


def _opened(path: Path, subject: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise ProjectBusyError(
                f"{subject} is already open{_holder(path)}.",
                kept="Nothing was changed.",
                remedy="Close it there first, or work in that window.",
            ) from error
        with suppress(OSError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        # The holder removed the file between our opening and locking it: ours is no longer the one others see.
        os.close(descriptor)


def _me() -> dict[str, str | int]:
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):
        user = ""
    return {"process": os.getpid(), "computer": socket.gethostname(), "user": user}


def _holder(path: Path) -> str:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        process, computer, user = said["process"], said["computer"], said["user"]
    except (OSError, ValueError, KeyError, TypeError):
        return " in another window"
    if process == os.getpid() and computer == socket.gethostname():
        return " in this program"
    who = f" by {user}" if user else ""
    return f"{who} on {computer} (process {process})"


_open_files: list[Identity] = []
_open_files_guard = threading.Lock()


def is_open_here(file: Path) -> bool:
    """Tell whether this process has the file open as a project; OSError when it is gone."""
    with _open_files_guard:
        return identity(file) in _open_files


@contextmanager
def opened_here(file_identity: Identity) -> Iterator[None]:
    """Remember, for the length of the block, that this process has the file open."""
    with _open_files_guard:
        _open_files.append(file_identity)
    try:
        yield
    finally:
        with _open_files_guard:
            _open_files.remove(file_identity)
