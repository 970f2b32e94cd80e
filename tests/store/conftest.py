"""What the store's tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.making import Desk, a_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A project with a coder, a codebook and three articles; closed when the test ends."""
    made = a_desk(tmp_path)
    yield made
    made.project.close()
