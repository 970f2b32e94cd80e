"""Making a file or folder beside its place and then giving it its name: complete or absent, never over another."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotator.domain.errors import ExportError

_KEPT = "Nothing was written."
_REMEDIES = {
    errno.ENOSPC: ("The disk is full; {} was not written.", "Make room or choose another disk."),
    errno.EACCES: ("{} may not be written.", "Choose a folder of your own."),
    errno.EROFS: ("{} may not be written.", "Choose a folder of your own."),
    errno.ENOENT: ("There is no folder {0.parent}.", "Choose a folder that exists."),
    errno.ENOTDIR: ("{0.parent} is no folder.", "Choose a folder that exists."),
}


@contextmanager
def placed(target: Path) -> Iterator[Path]:
    """Yield a path beside ``target`` to make a file or folder at, which takes the target's name when the block ends.

    Raises ExportError, leaving nothing behind, when the target is there already or the disk refuses.
    """
    refuse_present(target)
    made = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        yield made
        _take_name(made, target)
    except OSError as error:
        message, remedy = _REMEDIES.get(error.errno or 0, ("{} could not be written.", ""))
        raise ExportError(message.format(target), kept=_KEPT, remedy=remedy) from error
    finally:
        _remove(made)


def refuse_present(target: Path) -> None:
    """Raise ExportError when there is anything at ``target``, or it has no name of its own."""
    if not target.name:
        raise ExportError(f"{target} is no name for something new.", kept=_KEPT, remedy="Choose a name.")
    if os.path.lexists(target):
        raise ExportError(f"{target} exists already.", kept=_KEPT, remedy="Choose another name.")


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
