"""Codebooks that were read before, kept as JSON: reading YAML takes a tenth of a second, this some milliseconds."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from annotator import __version__
from annotator.domain.codebook import Codebook


class CodebookCache:
    """Files named after the hash of the YAML they were read from and the program's version; safe to delete."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, sha256: str) -> Codebook | None:
        """Return the codebook of a YAML with this hash, None when it is not kept or cannot be read."""
        try:
            return Codebook.model_validate_json(self._file(sha256).read_bytes())
        except (OSError, ValidationError):
            return None

    def keep(self, sha256: str, codebook: Codebook) -> None:
        """Keep a codebook; where that is not possible it will be read from YAML again."""
        file = self._file(sha256)
        temporary = file.with_suffix(".new")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary.write_text(codebook.model_dump_json(exclude_defaults=True), encoding="utf-8")
            temporary.replace(file)

    def _file(self, sha256: str) -> Path:
        return self._folder / f"{sha256}-{__version__}.json"
