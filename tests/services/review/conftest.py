"""A project to review in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.review_making import ReviewProject, made_project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[ReviewProject]:
    """An empty project; the tests put codings into it."""
    made = made_project(tmp_path)
    with made.workspace:
        yield made
