"""What is read as a file: one on a disk, or a stream the program was given; never a pipe or device that waits for ever.

A pipe with a name is opened only once somebody writes to it, and a device may have no end. What stands behind
``/dev/stdin``, ``/dev/fd/63`` or a shell's ``<(command)`` was opened before the program started; it is read.
"""

from __future__ import annotations

import errno
import stat
from pathlib import Path

_STREAM = Path("/dev/stdin")
_STREAMS = (Path("/dev/fd"), Path("/proc/self/fd"))


def size_of(path: Path) -> int:
    """Return a file's size in bytes, 0 for a stream; OSError when it is neither, or cannot be reached."""
    found = path.stat()
    is_given = path == _STREAM or path.parent in _STREAMS
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode) or is_given):
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    return found.st_size
