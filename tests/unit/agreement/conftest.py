"""What several modules begin with."""

from __future__ import annotations

import pytest

from annotator.domain.codebook import Codebook
from tests.drafts import default_codebook


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    """The codebook the program ships."""
    return default_codebook()
