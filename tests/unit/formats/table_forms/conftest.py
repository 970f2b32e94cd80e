"""One project written in every form that holds tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.formats.datasets.registry import write_dataset
from tests.golden.regenerate import everything
from tests.unit.formats.datasets.making import CREATED, a_source


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    forms = ["csv", "csv-wide", "xlsx", "parquet", "hugging-face", "sqlite"]
    made = tmp_path_factory.mktemp("tables") / "out"
    write_dataset(a_source(everything()), made, forms, created=CREATED)
    return made
