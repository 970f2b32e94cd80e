"""The forms codings come in, and the one way in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from annotator.formats.codings.brat import read_brat
from annotator.formats.codings.columns import TableColumns
from annotator.formats.codings.doccano import read_doccano
from annotator.formats.codings.files import Progress, refuse, unheard
from annotator.formats.codings.foreign import CodingFileError, ForeignCodings, Place
from annotator.formats.codings.label_studio import read_label_studio
from annotator.formats.codings.own_tables import own_table, read_own_tables
from annotator.formats.codings.table import read_table
from annotator.formats.datasets.json_lines import FORMAT

OWN_LINES = "jsonl"
"""The name of this program's lossless JSON Lines, which are restored and not mapped."""
_LOOKED_AT = 4096
_ABOUT_TABLES = frozenset(("manifest.json", "datapackage.json"))
"""Files that stand beside tables and say what these are; they hold no codings themselves."""


class CodingForm(NamedTuple):
    """A form: its name, what a person reads, and how its files end."""

    name: str
    label: str
    suffixes: tuple[str, ...]


FORMS: tuple[CodingForm, ...] = (
    CodingForm("brat", "brat (folder with .txt and .ann)", (".ann",)),
    CodingForm("label-studio", "Label Studio (JSON)", (".json",)),
    CodingForm("doccano", "doccano (JSON Lines)", (".jsonl",)),
    CodingForm("csv", "Table (CSV)", (".csv", ".tsv")),
    CodingForm(OWN_LINES, "Incident Annotator (JSON Lines, complete)", (".jsonl",)),
)
"""Every form codings are read from."""

_READERS: dict[str, Callable[[list[Path], Progress], ForeignCodings]] = {
    "brat": read_brat,
    "label-studio": read_label_studio,
    "doccano": read_doccano,
}


def detected_form(paths: list[Path]) -> str | None:
    """Return the form the files seem to have, None when they look like none; a person may say otherwise."""
    endings = {path.suffix.lower() for path in paths if path.is_file()}
    for folder in (path for path in paths if path.is_dir()):
        inside = (path for path in folder.iterdir() if path.is_file() and path.name not in _ABOUT_TABLES)
        endings |= {path.suffix.lower() for path in inside}
    if ".jsonl" in endings:
        first = next((path for path in _files(paths) if path.suffix.lower() == ".jsonl"), None)
        return OWN_LINES if first is not None and FORMAT in _beginning(first) else "doccano"
    for form in FORMS:
        if endings & set(form.suffixes):
            return form.name
    return None


def read_codings(
    paths: list[Path], form: str, columns: TableColumns | None = None, progress: Progress = unheard
) -> ForeignCodings:
    """Read files of one form; ``columns`` say what a table's columns mean, ``progress`` gets how much is read.

    Raises CodingFileError when a path or form is not there, or a file is not of the form.
    """
    if form == "csv":
        own = own_table(paths) if columns is None else None
        return read_table(paths, columns, progress) if own is None else read_own_tables(own, progress)
    reader = _READERS.get(form)
    if reader is None:
        raise CodingFileError(
            f"There is no form “{form}” of codings.", remedy=f"The forms are {', '.join(one.name for one in FORMS)}."
        )
    if not paths:
        refuse(Place("Codings"), "No file was named.")
    return reader(paths, progress)


def _files(paths: list[Path]) -> list[Path]:
    return [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path]) if file.is_file()]


def _beginning(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LOOKED_AT).decode("utf-8", "replace")
    except OSError:
        return ""
