"""The wheel holds the app, its resources and its samples, and what is installed from it finds them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

import annotator

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout by the locked build backend and without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    finished = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """The names of the wheel's files."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    """The wheel's metadata."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def files_below(folder: Path) -> set[str]:
    """Return the files of a folder by their path in it, without what Python leaves behind."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if "__pycache__" not in name}


@pytest.mark.parametrize("folder", ["resources", "seeds"])
def test_every_resource_and_sample_is_in_the_wheel(folder: str, names: set[str]) -> None:
    wanted = {f"annotator/_{folder}/{name}" for name in files_below(ROOT / folder)}
    assert wanted
    assert wanted <= names


def test_every_module_is_in_the_wheel(names: set[str]) -> None:
    assert {f"annotator/{name}" for name in files_below(ROOT / "annotator")} <= names


def test_nothing_else_is_in_the_wheel(names: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in names} == {"annotator", "incident_annotator"}
    assert not [name for name in names if name.endswith(".pyc") or "__pycache__" in name]


def test_the_wheel_is_named_after_the_version_of_the_package(wheel: Path, metadata: Message) -> None:
    assert wheel.name == f"incident_annotator-{annotator.__version__}-py3-none-any.whl"
    assert metadata["Version"] == annotator.__version__


def test_the_wheel_brings_licence_and_commands(wheel: Path, names: set[str], metadata: Message) -> None:
    assert metadata["License-Expression"] == "MIT"
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in names if name.endswith(".dist-info/entry_points.txt"))
        commands = archive.read(name).decode("utf-8")
    assert "annotator = annotator.__main__:main" in commands


def test_qt_is_held_below_the_release_that_aborts(metadata: Message) -> None:
    wanted = [line for line in metadata.get_all("Requires-Dist", []) if line.startswith("pyside6-essentials")]
    assert wanted == ["pyside6-essentials<6.12,>=6.8"]


def test_an_unpacked_wheel_finds_its_own_resources_and_samples(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site-packages")
    script = (
        "from annotator.resources import resource_path, seeds_path; print(resource_path('codebooks'), seeds_path())"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path / "site-packages", capture_output=True, text=True, check=False
    )
    package = tmp_path / "site-packages" / "annotator"
    assert finished.stdout.split() == [str(package / "_resources" / "codebooks"), str(package / "_seeds")]
