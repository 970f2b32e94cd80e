"""The app's own files are found in a checkout and in an installed wheel, and missed with a plain message."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator import resources
from annotator.resources import ResourceMissingError, resource_path, seeds_path

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package without any resources, made to be the one that is running."""
    folder = tmp_path / "site-packages" / "annotator"
    folder.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", folder)
    return folder


def test_in_a_checkout_resources_lie_beside_the_package() -> None:
    assert resource_path("icons") == CHECKOUT / "resources" / "icons"


def test_in_a_checkout_seeds_lie_beside_the_package() -> None:
    assert seeds_path() == CHECKOUT / "seeds"


def test_without_parts_the_folder_of_all_resources_is_given() -> None:
    assert resource_path() == CHECKOUT / "resources"


def test_every_sample_article_is_readable_text() -> None:
    articles = sorted(seeds_path().glob("*.txt"))
    assert articles
    assert all(article.read_text("utf-8").strip() for article in articles)


def test_in_an_installed_wheel_both_lie_inside_the_package(package: Path) -> None:
    icon = package / "_resources" / "icons" / "undo.svg"
    icon.parent.mkdir(parents=True)
    icon.write_text("<svg/>")
    (package / "_seeds").mkdir()
    assert resource_path("icons", "undo.svg") == icon
    assert seeds_path() == package / "_seeds"


def test_another_distributions_resources_folder_is_not_ours(package: Path) -> None:
    (package.parent / "resources").mkdir()
    (package.parent / "resources" / "icons").mkdir()
    (package / "_resources" / "icons").mkdir(parents=True)
    assert resource_path("icons") == package / "_resources" / "icons"


def test_a_missing_file_is_named_with_what_to_do(package: Path) -> None:
    with pytest.raises(ResourceMissingError) as caught:
        resource_path("icons", "gone.svg")
    assert "gone.svg" in caught.value.message
    assert "Install the app again" in caught.value.remedy


def test_missing_seeds_are_named(package: Path) -> None:
    with pytest.raises(ResourceMissingError, match="seeds"):
        seeds_path()
