"""Making a file or folder beside its place and then giving it its name: complete or absent, never over another."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotator.domain.errors import ExportError
from annotator.formats.datasets.destination import NOTHING_WRITTEN, bring_to_disk, os_errors_told


@contextmanager
def placed(target: Path) -> Iterator[Path]:
    """Yield a path beside ``target`` to make a file or folder at, which takes the target's name when the block ends.

    Raises ExportError, leaving nothing behind, when the target is there already or the disk refuses.
    """
    refuse_present(target)
    made = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    with os_errors_told(target):
        try:
            yield made
            _take_name(made, target)
            bring_to_disk(target.parent)
        finally:
            _remove(made)


def refuse_present(target: Path) -> None:
    """Raise ExportError when there is anything at ``target``, it has no name of its own, or no folder to stand in."""
    if not target.name:
        raise ExportError(f"{target} is no name for something new.", kept=NOTHING_WRITTEN, remedy="Choose a name.")
    if os.path.lexists(target):
        raise ExportError(f"{target} exists already.", kept=NOTHING_WRITTEN, remedy="Choose another name.")
    if not target.parent.is_dir():
        remedy = "Choose a folder that exists."
        raise ExportError(f"There is no folder {target.parent}.", kept=NOTHING_WRITTEN, remedy=remedy)


def write_new_file(target: Path, data: bytes) -> None:
    """Write a file that is not there yet; raises ExportError as `placed` does."""
    with placed(target) as made, made.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _take_name(made: Path, target: Path) -> None:
    refuse_present(target)
    if made.is_dir():
        made.rename(target)
        return
    try:
        os.link(made, target)
    except FileExistsError:
        refuse_present(target)
    except OSError:
        # Some drives know no second names; there the check above and the renaming are two steps.
        made.rename(target)


def _remove(made: Path) -> None:
    if made.is_dir():
        shutil.rmtree(made, ignore_errors=True)
    else:
        with suppress(OSError):  # where nothing could be made there is nothing to remove
            made.unlink()
