"""A project to import codings into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace
from tests.services.foreign_work import a_project


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    """A project with the two articles, nothing coded; the coder at work is Ana."""
    with a_project(tmp_path, "here") as workspace:
        yield workspace
