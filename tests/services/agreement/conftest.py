"""Projects with codings to compare."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.agreement_project import coded_project


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A project of six articles coded by two coders."""
    return coded_project(tmp_path, articles=6)
