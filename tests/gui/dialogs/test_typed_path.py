"""What people type as a path never ends in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.gui.dialogs.typed_path import is_taken, typed_path


def test_a_home_sign_and_blanks_around_are_understood(home: Path) -> None:
    assert typed_path("  ~/data set ") == home / "data set"


@pytest.mark.parametrize("text", ["~nobody-there-is/data", "~~/x", "\u202edata", "x" * 5_000])
def test_what_is_no_home_stays_as_it_was_typed(text: str) -> None:
    assert typed_path(text) == Path(text)


def test_only_what_is_there_is_taken(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert is_taken(tmp_path)
    assert is_taken(tmp_path / "file")
    assert not is_taken(tmp_path / "another")
    assert not is_taken(tmp_path / ("x" * 5_000))
