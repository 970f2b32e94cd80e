"""The golden files of agreement reports; `tests.golden.regenerate` writes them anew."""

from __future__ import annotations

from pathlib import Path

from annotator.formats.agreement.html import report_html
from annotator.formats.agreement.tables import diagnosis_csv, figures_csv, report_json
from annotator.formats.agreement.words import methods_paragraph
from tests.agreement_document import a_document

FOLDER = Path(__file__).parent / "agreement"


def made() -> dict[str, str]:
    """Return every file of the report and its text."""
    document = a_document()
    return {
        "agreement.html": report_html(document),
        "agreement.csv": figures_csv(document),
        "agreement.json": report_json(document),
        "diagnosis.csv": diagnosis_csv(document),
        "methods.txt": methods_paragraph(document) + "\n",
    }


def regenerate() -> None:
    """Write every file anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in made().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
