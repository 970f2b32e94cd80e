"""The command line run in this process, its answer taken apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annotator.__main__ import main
from tests.services.packet_making import first, lab

__all__ = ["Answer", "Run", "first", "lab", "news", "project", "run"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON value it is."""
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run ``annotator`` with arguments; a refusal has to be a sentence, never a trace."""

    def ran(*arguments: object) -> Answer:
        capfd.readouterr()
        status = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return Answer(status, out, err)

    return ran


@pytest.fixture
def project(tmp_path: Path, run: Run) -> Path:
    """A new, empty project."""
    path = tmp_path / "project.annotator"
    assert run("new", path, "--coder", "Coder A").status == 0
    return path


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with two articles, one empty file and one that is not UTF-8."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("# First\n\nPublished at: **2021-05-10**\n\nTwo killed.", encoding="utf-8")
    (folder / "b.txt").write_text("# Second\n\nPublished at: **last week**\n\nNobody killed.", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "latin.txt").write_bytes("Une attaque près de Ménaka".encode("latin-1"))
    return folder
