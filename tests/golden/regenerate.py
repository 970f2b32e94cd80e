"""The golden files: what every form of dataset makes of the same few codings.

``python -m tests.golden.regenerate`` writes them anew; do that on purpose only and read the difference before you
commit it. An archive is laid open into the files in it. Files whose bytes depend on the version of the library that
made them (Parquet, spaCy's DocBin) are told as text: what they hold, row by row.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from annotator.formats.datasets.registry import incident_writers, nlp_writers, write_dataset, writers
from annotator.formats.datasets.source import CodedArticle, DatasetSource
from tests.golden import regenerate_agreement
from tests.golden.laying_open import ARCHIVES, LIBRARYS_OWN, laid_open
from tests.unit.formats.codebook_document import test_golden
from tests.unit.formats.datasets.making import CREATED, a_codebook, a_source, all_coded
from tests.unit.formats.incident_forms.making import sample, source_of
from tests.unit.formats.nlp_forms.hard_texts import a_hard_coding
from tests.unit.formats.refi_qda import test_writer

FOLDER = Path(__file__).resolve().parent
FAMILIES = ("datasets", "incident_forms", "nlp_forms")
FORMS = {"datasets": tuple(writers), "incident_forms": tuple(incident_writers), "nlp_forms": tuple(nlp_writers)}


def everything() -> list[CodedArticle]:
    """Return the hard coding among the project's that has every field type."""
    codebook = a_codebook()
    return [*all_coded(codebook), a_hard_coding().coded(codebook)]


def source_for(family: str) -> DatasetSource:
    """Return what a family's golden files are made from."""
    if family == "incident_forms":
        return source_of(*sample())
    return a_source(everything()) if family == "nlp_forms" else a_source()


def made(family: str, form: str, folder: Path) -> dict[str, bytes]:
    """Write a form into a new folder and return its files by name, laid open."""
    write_dataset(source_for(family), folder, [form], created=CREATED)
    found = laid_open(folder)
    if any(path.suffix in (*ARCHIVES, *LIBRARYS_OWN) for path in folder.rglob("*.*")):
        del found["manifest.json"]  # it has the hashes of what a library packed
    if family == "datasets":
        return found
    # The other families keep what the form itself wrote, in the folder of its name.
    return {name.removeprefix(f"{form}/"): data for name, data in found.items() if name.startswith(f"{form}/")}


def kept(family: str, form: str) -> dict[str, bytes]:
    """Return a form's golden files by name."""
    folder = FOLDER / family / form
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def regenerate(target: Path) -> Iterator[Path]:
    """Write every golden file into ``target``, all made before any old one goes, and yield where."""
    found: dict[Path, bytes] = {}
    for family in FAMILIES:
        for form in FORMS[family]:
            with tempfile.TemporaryDirectory() as scratch:
                for name, data in made(family, form, Path(scratch) / "out").items():
                    found[target / family / form / name] = data
    for family in FAMILIES:
        shutil.rmtree(target / family, ignore_errors=True)
    for path, data in found.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        yield path


def regenerate_documents() -> None:
    """Write the golden files that are no forms of dataset anew: reports, codebook documents, REFI-QDA projects."""
    regenerate_agreement.regenerate()
    test_golden.write_golden()
    with tempfile.TemporaryDirectory() as scratch:
        test_writer.write_golden(Path(scratch))


if __name__ == "__main__":
    for written in regenerate(FOLDER):
        sys.stdout.write(f"{written.relative_to(FOLDER)}\n")
    regenerate_documents()
