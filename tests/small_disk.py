"""Disks that fill up, for tests."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from annotator.store import sqlite

PAGE = 4096


def a_small_disk(monkeypatch: pytest.MonkeyPatch, pages: int, *, under: Path | None = None) -> None:
    """Give every file that is opened to be written from now on so many pages of 4 KB at most.

    With ``under`` only files in or below that folder are on the small disk.
    """
    connect = sqlite.connect

    def connect_to_a_small_disk(file: Path, mode: str) -> sqlite3.Connection:
        connection = connect(file, mode)
        if mode != "ro" and (under is None or file.is_relative_to(under)):
            connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(sqlite, "connect", connect_to_a_small_disk)


def sqlite_error(name: str) -> sqlite3.OperationalError:
    """Return an error as the driver raises it; ``name`` is SQLite's, for example ``SQLITE_IOERR_READ``."""
    error = sqlite3.OperationalError("disk I/O error" if "IOERR" in name else "database or disk is full")
    error.sqlite_errorname = name
    return error
