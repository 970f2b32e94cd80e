"""Paths as people type them into a dialog."""

from __future__ import annotations

from pathlib import Path


def typed_path(text: str) -> Path:
    """Return the path that was typed, with ``~`` for the home; that of nobody stays as it is."""
    typed = Path(text.strip())
    try:
        return typed.expanduser()
    except RuntimeError:
        return typed


def is_taken(path: Path) -> bool:
    """Tell whether there is something of this name; a name too long for the system is none's."""
    try:
        return path.exists()
    except OSError:
        return False
