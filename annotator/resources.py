"""Where the files that come with the app lie: in a checkout beside the package, in an installed wheel inside it."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.errors import AnnotatorError

_PACKAGE = Path(__file__).resolve().parent


class ResourceMissingError(AnnotatorError):
    """A file that belongs to the app is not there: the installation is incomplete."""


def resource_path(*parts: str) -> Path:
    """Return the path of a file or folder under ``resources/``, for example ``resource_path("icons", "undo.svg")``.

    Raises ResourceMissingError when it is not there.
    """
    return _present(_folder("resources").joinpath(*parts))


def seeds_path() -> Path:
    """Return the folder of sample articles.

    Raises ResourceMissingError when it is not there.
    """
    return _present(_folder("seeds"))


def _folder(name: str) -> Path:
    # The wheel's own folder first: beside an installed package any other distribution may keep a "resources".
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def _present(path: Path) -> Path:
    if not path.exists():
        raise ResourceMissingError(
            f"The file {path} belongs to the Incident Annotator and is not there.",
            remedy="Install the app again, or restore the file in your checkout.",
        )
    return path
