"""The first 100 bytes of a project file, read before anything opens it.

Layout as in the SQLite file format, section 1.3: magic at 0, the encoding of texts at 56, ``user_version`` at 60,
``application_id`` at 68, each four bytes, big-endian.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import NamedTuple

from annotator.domain.errors import ProjectError
from annotator.store.schema import SCHEMA_VERSION

MAGIC = b"SQLite format 3\x00"
HEADER_LENGTH = 100
UTF_8 = 1
"""The encoding of texts in every project file."""
APPLICATION_ID = 0x494E4341
"""The mark of a project file, "INCA"."""

UNTOUCHED = "The file was not changed."
CHOOSE_ANOTHER = "Choose a project file, its name ends in .annotator."
FROM_BACKUP = "Go back to a backup: Project > Restore a backup…, or: annotator backup list"


class Header(NamedTuple):
    """The two numbers that say whose file this is and how its tables are laid out."""

    application_id: int
    user_version: int


def read_header(file: Path) -> Header:
    """Read and check the header of a file that this process does not have open.

    Opening and closing a file drops the locks a process holds on it, hence the condition. Raises ProjectError when
    the file is missing, no regular file, empty, cut short, of another program or written by one, or of a newer version
    of this one.
    """
    try:
        mode = file.stat().st_mode
    except FileNotFoundError as error:
        raise ProjectError(
            f"There is no file {file}.", remedy="Check whether it was moved or its drive is connected."
        ) from error
    except OSError as error:
        raise ProjectError(f"{file} cannot be reached: {error.strerror}.") from error
    if stat.S_ISDIR(mode):
        raise ProjectError(f"{file} is a folder, not a project file.", remedy=CHOOSE_ANOTHER)
    if not stat.S_ISREG(mode):
        raise ProjectError(f"{file} is not a regular file.", remedy=CHOOSE_ANOTHER)
    try:
        with file.open("rb") as stream:
            start = stream.read(HEADER_LENGTH)
    except OSError as error:
        raise ProjectError(f"{file} cannot be read: {error.strerror}.") from error
    header = _parsed(start, file)
    refuse_unsuitable(header, file)
    if int.from_bytes(start[56:60], "big") != UTF_8:
        raise ProjectError(
            f"{file} was made anew by another program: its texts are not in UTF-8.", kept=UNTOUCHED, remedy=FROM_BACKUP
        )
    return header


def refuse_unsuitable(header: Header, file: Path) -> None:
    """Raise ProjectError when the header is another program's or a newer version's."""
    if header.application_id != APPLICATION_ID:
        raise ProjectError(
            f"{file} is a database of another program, not a project.", kept=UNTOUCHED, remedy=CHOOSE_ANOTHER
        )
    if header.user_version > SCHEMA_VERSION:
        raise ProjectError(
            f"{file} was written by a newer version of this program (file format {header.user_version}; "
            f"this version reads up to {SCHEMA_VERSION}).",
            kept=UNTOUCHED,
            remedy=f"Install a version that reads file format {header.user_version}.",
        )
    if header.user_version < 1:
        raise ProjectError(f"{file} does not say its file format.", kept=UNTOUCHED, remedy=FROM_BACKUP)


def _parsed(start: bytes, file: Path) -> Header:
    if not start:
        raise ProjectError(
            f"{file} is empty.",
            kept=UNTOUCHED,
            remedy=f"If it held a project: {FROM_BACKUP[0].lower()}{FROM_BACKUP[1:]}",
        )
    if not start.startswith(MAGIC):
        raise ProjectError(f"{file} is not a project file.", kept=UNTOUCHED, remedy=CHOOSE_ANOTHER)
    if len(start) < HEADER_LENGTH:
        raise ProjectError(f"{file} is damaged: it was cut short.", kept=UNTOUCHED, remedy=FROM_BACKUP)
    return Header(
        application_id=int.from_bytes(start[68:72], "big"),
        user_version=int.from_bytes(start[60:64], "big", signed=True),
    )
