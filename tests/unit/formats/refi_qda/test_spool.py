"""Text that waits on disk for its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.formats.datasets.output import DryFolder
from annotator.formats.datasets.refi_qda.spool import Spool


def test_what_was_written_comes_back_in_order_and_as_often_as_asked(tmp_path: Path) -> None:
    with Spool(tmp_path, "x") as spool:
        for text in ("é", "", "漢😀", "\n"):
            spool.write(text)
        assert b"".join(spool.pieces()).decode() == "é漢😀\n"
        assert b"".join(spool.pieces()).decode() == "é漢😀\n"


def test_more_can_be_written_after_reading(tmp_path: Path) -> None:
    with Spool(tmp_path, "x") as spool:
        spool.write("one ")
        assert b"".join(spool.pieces()) == b"one "
        spool.write("two")
        assert b"".join(spool.pieces()) == b"one two"


def test_much_text_comes_in_pieces(tmp_path: Path) -> None:
    with Spool(tmp_path, "x") as spool:
        for _ in range(3):
            spool.write("x" * (1 << 20))
        pieces = list(spool.pieces())
    assert len(pieces) == 3
    assert sum(map(len, pieces)) == 3 << 20


def test_an_empty_spool_says_so(tmp_path: Path) -> None:
    with Spool(tmp_path, "x") as spool:
        assert spool.is_empty
        spool.write("x")
        assert not spool.is_empty


def test_the_file_is_hidden_while_it_lasts_and_gone_afterwards(tmp_path: Path) -> None:
    with Spool(tmp_path, "x") as spool:
        spool.write("x")
        (path,) = tmp_path.iterdir()
        assert path.name.startswith(".")
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_gone_after_an_error_too(tmp_path: Path) -> None:
    def fail() -> None:
        with Spool(tmp_path, "x") as spool:
            spool.write("x")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_form_that_is_only_tried_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Spool(DryFolder(), "x") as spool:
        spool.write("x")
        assert b"".join(spool.pieces()) == b""
    assert list(tmp_path.iterdir()) == []
