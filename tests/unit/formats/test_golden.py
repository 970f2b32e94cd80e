"""The golden files are what the forms make, no more and no less, on every run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.regenerate import FAMILIES, FOLDER, FORMS, kept, made, regenerate

EVERY_FORM = [(family, form) for family in FAMILIES for form in FORMS[family]]


@pytest.mark.parametrize("family, form", EVERY_FORM)
def test_the_bytes_of_every_form_are_those_of_the_golden_files(tmp_path: Path, family: str, form: str) -> None:
    found, golden = made(family, form, tmp_path / "out"), kept(family, form)
    assert sorted(found) == sorted(golden)
    for name, data in found.items():
        assert data.decode(errors="backslashreplace") == golden[name].decode(errors="backslashreplace"), name


@pytest.mark.parametrize("family, form", EVERY_FORM)
def test_a_form_is_the_same_bytes_on_every_run(tmp_path: Path, family: str, form: str) -> None:
    for name in ("one", "two"):
        made(family, form, tmp_path / name)
    for path in (tmp_path / "one").rglob("*.*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes(), path.name


def test_the_command_writes_exactly_what_is_committed(tmp_path: Path) -> None:
    written = {path.relative_to(tmp_path).as_posix() for path in regenerate(tmp_path)}
    committed = {
        path.relative_to(FOLDER).as_posix()
        for family in FAMILIES
        for path in (FOLDER / family).rglob("*.*")
        if path.is_file()
    }
    assert written == committed
    assert all((tmp_path / name).read_bytes() == (FOLDER / name).read_bytes() for name in written)


def test_the_command_takes_away_what_no_form_makes_any_more(tmp_path: Path) -> None:
    (tmp_path / "datasets" / "gone").mkdir(parents=True)
    (tmp_path / "datasets" / "gone" / "old.csv").write_text("old", "utf-8")
    list(regenerate(tmp_path))
    assert not (tmp_path / "datasets" / "gone").exists()
