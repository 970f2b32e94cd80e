"""What was written, as other software reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.formats.datasets.source import CodedArticle


def texts_of(coded: CodedArticle) -> list[tuple[str, str]]:
    """Return field and quote of every span, sorted."""
    fields = {value.id: value.field for value in coded.coding.values()}
    return sorted((fields[one.value_id], one.quote) for one in coded.coding.evidence())


def table_of(folder: Path, name: str) -> Any:
    parquet: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    return parquet.read_table(folder / "parquet" / f"{name}.parquet")


def rows_of_split(folder: Path) -> list[dict[str, Any]]:
    parquet: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    data = folder / "hugging-face" / "data" / "train-00000-of-00001.parquet"
    rows: list[dict[str, Any]] = parquet.read_table(data).to_pylist()
    return rows
