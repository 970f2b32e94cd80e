"""A lab to begin each test with: a project, its round and whoever codes in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.packet_making import Lab, copied_lab, made_lab


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """A lab nobody has worked in."""
    return made_lab(tmp_path_factory.mktemp("lab"))


@pytest.fixture
def lab(first: Lab, tmp_path: Path) -> Iterator[Lab]:
    """A copy of it for one test."""
    lab = copied_lab(first, tmp_path)
    yield lab
    lab.close()
