"""Libraries that are not installed with the app unless asked for."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

from annotator.domain.errors import ExportError


def needed(name: str, form: str, extra: str) -> Any:
    """Return a library's module; ExportError that says how to install it where it is not there."""
    try:
        module: ModuleType = import_module(name)
    except ImportError as error:
        library = name.partition(".")[0]
        raise ExportError(
            f"{form} needs the library {library}, which is not installed.",
            kept="Nothing was written.",
            remedy=f'Install it with pip install "incident-annotator[{extra}]".',
        ) from error
    return module
