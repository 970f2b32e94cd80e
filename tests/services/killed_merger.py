"""A program that merges a packet and is killed by its own hand in the middle of the transaction.

Run as ``killed_merger.py PROJECT FOLDER PACKET``. It dies when everything was written and spilled into the file, just
before the commit.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from annotator.bootstrap import open_workspace
from annotator.store.unit_of_work import UnitOfWork
from tests.services.packet_making import LEA, folders_in


def merge_and_die(project: Path, folder: Path, packet: Path) -> None:
    """Merge with a small cache, so that half of it is in the file, and die where the event would be written."""

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    workspace = open_workspace(project, folders=folders_in(folder), coder_name=LEA)
    plan = workspace.merging.plan(packet)
    workspace._file._driver.execute("PRAGMA cache_size=1")
    UnitOfWork.finish = die  # type: ignore[assignment, method-assign]
    workspace.merging.merge(plan, by=workspace.coder.id)


if __name__ == "__main__":
    merge_and_die(*(Path(argument) for argument in sys.argv[1:4]))
