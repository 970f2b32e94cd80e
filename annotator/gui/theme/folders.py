"""Where the theme's data lies."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


@cache
def resource_folder(name: str) -> Path:
    """Return ``resources/<name>``: inside the package when installed, beside it in a working copy."""
    installed = _PACKAGE / "_resources" / name
    return installed if installed.is_dir() else _PACKAGE.parent / "resources" / name
