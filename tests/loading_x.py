"""The task runner as a module."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]


def loaded() -> ModuleType:
    """Return x.py as a module."""
    spec = importlib.util.spec_from_file_location("x_under_test", ROOT / "x.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


x = loaded()
