"""The documents of a small codebook, byte for byte as they were agreed on."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.codebook import Codebook, Rule, RuleCheck, Severity
from annotator.formats.codebook_document.html import codebook_html
from annotator.formats.codebook_document.markdown import codebook_markdown
from annotator.formats.codebook_document.outline import Example
from tests.unit.formats.datasets.making import a_codebook

GOLDEN = Path(__file__).resolve().parents[3] / "golden" / "codebook_document"
EXAMPLES = {
    "killed": [Example("“Twelve people”", "Raid on a market", "12"), Example("قُتل ١٢ جنديًا", "خبر", "12")],
    "place": [Example("in Cafe\u0301 & co", "A *title*", "Ménaka, MLI")],
}


def small_codebook() -> Codebook:
    rules = (
        Rule(
            id="R1",
            severity=Severity.ERROR,
            for_each="count",
            checks=(RuleCheck(require="value.low <= value.high", message="{value.label}: {value.low} is too high."),),
        ),
        Rule(
            id="R2",
            severity=Severity.WARNING,
            field="killed",
            checks=(
                RuleCheck(
                    when="suicide = true and weapons includes 'bomb'",
                    require="killed.low >= 1 or remark is coded",
                    message="Somebody must have died.",
                ),
            ),
        ),
    )
    return a_codebook().model_copy(update={"rules": rules, "description": "One report is one raid."})


def made() -> dict[str, str]:
    book = small_codebook()
    return {"codebook.html": codebook_html(book, EXAMPLES), "codebook.md": codebook_markdown(book, EXAMPLES)}


def write_golden() -> None:
    """Write the golden files anew; `tests.golden.regenerate` does."""
    for name, text in made().items():
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")


@pytest.mark.parametrize("name", ["codebook.html", "codebook.md"])
def test_the_document_is_the_golden_one(name: str) -> None:
    assert made()[name] == (GOLDEN / name).read_text(encoding="utf-8")
