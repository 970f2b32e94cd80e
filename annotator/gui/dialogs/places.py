"""Asking for files and folders, each time where the last one was chosen; the first time in the home folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

_chosen: list[Path] = []
"""The folder chosen last, while the program runs."""


def start_folder() -> Path:
    """Return the folder a question starts in."""
    return next((folder for folder in _chosen if folder.is_dir()), Path.home())


def ask_file(parent: QWidget, question: str, kinds: str) -> Path | None:
    """Ask for a file that is there; ``kinds`` are Qt's name filters."""
    chosen, _ = QFileDialog.getOpenFileName(parent, question, str(start_folder()), kinds)
    return next(iter(_remembered([chosen])), None)


def ask_files(parent: QWidget, question: str, kinds: str) -> list[Path]:
    """Ask for one or more files that are there."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, question, str(start_folder()), kinds)
    return _remembered(chosen)


def ask_new_file(parent: QWidget, question: str, name: str, kinds: str) -> Path | None:
    """Ask where to make a file, with a name to begin with."""
    chosen, _ = QFileDialog.getSaveFileName(parent, question, str(start_folder() / name), kinds)
    return next(iter(_remembered([chosen])), None)


def ask_folder(parent: QWidget, question: str, start: Path | None = None) -> Path | None:
    """Ask for a folder; ``start`` is where what is typed already points to."""
    chosen = QFileDialog.getExistingDirectory(parent, question, str(start or start_folder()))
    if not chosen:
        return None
    _chosen[:] = [Path(chosen)]
    return Path(chosen)


def _remembered(names: Sequence[str]) -> list[Path]:
    """Return the files that were chosen, Qt's empty name standing for none, and keep where they lie."""
    paths = [Path(name) for name in names if name]
    if paths:
        _chosen[:] = [paths[0].parent]
    return paths
