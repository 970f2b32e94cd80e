"""A project with the default codebook and the sample articles, in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace, create_sample, create_workspace
from annotator.domain.queue import QueueFilter
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Settings, state and data folders of the test's own."""
    return Folders(tmp_path / "settings", tmp_path / "state", tmp_path / "data")


@pytest.fixture
def workspace(tmp_path: Path, folders: Folders) -> Iterator[Workspace]:
    """The sample project, open, coder "Coder A"."""
    with create_sample(tmp_path / "sample.annotator", folders=folders, coder_name="Coder A") as opened:
        yield opened


@pytest.fixture
def empty(tmp_path: Path, folders: Folders) -> Iterator[Workspace]:
    """A project without articles, open, coder "Coder A"."""
    with create_workspace(tmp_path / "empty.annotator", folders=folders, coder_name="Coder A") as opened:
        yield opened


@pytest.fixture
def key(workspace: Workspace) -> CodingKey:
    """Coder A and the article that retells the founding article."""
    rows = workspace.articles.queue(workspace.coder.id, QueueFilter(phrase="Mali army post overrun"))
    (item,) = workspace.articles.queue_page(workspace.coder.id, rows)
    return CodingKey(item.article_id, workspace.coder.id)
