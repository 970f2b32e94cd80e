"""The folder a dataset is written to: complete or absent, never over anything."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.domain.errors import ExportError

NOTHING_WRITTEN = "Nothing was written."


def refuse_occupied(folder: Path) -> None:
    """Raise ExportError unless the folder is absent or empty."""
    remedy = "Choose a new folder, so that no earlier dataset is overwritten."
    try:
        is_occupied = folder.is_dir() and any(folder.iterdir())
    except OSError as error:
        raise ExportError(f"The folder {folder} cannot be opened ({error.strerror}).", kept=NOTHING_WRITTEN) from error
    if is_occupied:
        raise ExportError(f"The folder {folder} is not empty.", kept=NOTHING_WRITTEN, remedy=remedy)
    if not folder.is_dir() and (folder.exists() or folder.is_symlink()):
        raise ExportError(f"{folder} is not a folder.", kept=NOTHING_WRITTEN, remedy=remedy)


@contextmanager
def made_beside(folder: Path) -> Iterator[Path]:
    """Yield a new folder that takes the target's name when the block ends well, and is removed when not."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.part"
    made.mkdir()
    try:
        yield made
        _bring_folders_to_disk(made)
        if folder.is_dir():
            folder.rmdir()
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    bring_to_disk(folder.parent)


def _bring_folders_to_disk(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            bring_to_disk(entry)
    bring_to_disk(folder)


def bring_to_disk(folder: Path) -> None:
    """Make a folder's entries outlast a power failure, where the system has a way to."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def os_errors_told(folder: Path) -> Iterator[None]:
    """Turn an error of the disk into an ExportError that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            message, remedy = f"The disk is full; {folder} was not written.", "Make room or choose another disk."
        elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            message, remedy = f"{folder} may not be written.", "Choose a folder of your own."
        else:
            message, remedy = f"{folder} could not be written ({error.strerror or error}).", ""
        raise ExportError(message, kept=NOTHING_WRITTEN, remedy=remedy) from error
