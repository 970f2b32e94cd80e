"""A report's figures as CSV and JSON, and the diagnosis table as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from annotator.domain.figures import AgreementCell
from annotator.formats.agreement.document import AgreementDocument
from annotator.formats.agreement.words import (
    COLUMN_DEFINITIONS,
    LAYER_DEFINITIONS,
    LITERATURE,
    methods_paragraph,
    resampling_words,
)
from annotator.formats.datasets.cells import Cell
from annotator.formats.datasets.csv_file import csv_line
from annotator.formats.datasets.spreadsheet import FormulaGuard

SCHEMA = "incident-annotator/agreement/1"

FIGURE_COLUMNS = (
    "layer",
    "compared",
    "coders",
    "section",
    "field",
    "part",
    "label",
    "value",
    "lower",
    "upper",
    "units",
    "articles",
    "variant",
    "not_defined_because",
    "cautions",
    "beside",
)

DIAGNOSIS_COLUMNS = (
    "article_id",
    "title",
    "field",
    "part",
    "coder",
    "report_id",
    "group_id",
    "status",
    "value",
    "use",
    "why",
)


def figures_csv(document: AgreementDocument) -> str:
    """Return one row per figure; numbers as they are, ends of intervals and reasons beside them."""
    return _csv("agreement.csv", FIGURE_COLUMNS, (_figure_row(cell) for cell in document.cells()))


def diagnosis_csv(document: AgreementDocument) -> str:
    """Return one row per unit, field, part and coder: what was recorded, and whether it was used or why not."""
    rows = (tuple(getattr(line, column) for column in DIAGNOSIS_COLUMNS) for line in document.diagnosis())
    return _csv("diagnosis.csv", DIAGNOSIS_COLUMNS, rows)


def report_json(document: AgreementDocument) -> str:
    """Return the report as JSON of the schema `SCHEMA`.

    ``schema``; ``project`` (id, name, head, head_hash, as_of), ``round``, ``codebook`` (id, title, version),
    ``coders``, ``articles``, ``gold_articles``, ``software``; ``resampling`` (unit, resamples, seed, confidence,
    definition); ``alignment`` (threshold, matched, bases, confirmed); ``exclusions`` (kind, count, sentence);
    ``definitions`` (layers, columns, variants, literature); ``methods``; ``figures``, each with layer, compared (what
    the column is), coders, key (a week or version), field, part, label, section, value or null, interval [lower, upper]
    or null, units, articles, variant, reason, cautions and beside (name, value, unit, reason).
    """
    return json.dumps(_facts(document), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _facts(document: AgreementDocument) -> dict[str, Any]:
    facts = document.alignment
    return {
        "schema": SCHEMA,
        "project": {
            "id": document.project_id,
            "name": document.project_name,
            "head": document.head,
            "head_hash": document.head_hash,
            "as_of": document.as_of.isoformat() if document.as_of else None,
        },
        "round": document.round_name,
        "codebook": {
            "id": document.codebook_id,
            "title": document.codebook_title,
            "version": document.codebook_version,
        },
        "coders": list(document.coders),
        "articles": document.articles,
        "gold_articles": document.gold_articles,
        "software": {"name": "Incident Annotator", "version": document.app_version},
        "resampling": {
            "unit": "article",
            "resamples": document.resamples,
            "seed": document.seed,
            "confidence": 0.95,
            "definition": resampling_words(document),
        },
        "alignment": {
            "threshold": facts.threshold,
            "matched": facts.matched,
            "bases": dict(facts.bases),
            "confirmed": facts.confirmed,
        },
        "exclusions": [
            {"kind": one.kind.value, "count": one.count, "sentence": one.sentence} for one in document.exclusions
        ],
        "definitions": {
            "layers": {layer.value: words for layer, words in LAYER_DEFINITIONS.items()},
            "columns": dict(COLUMN_DEFINITIONS),
            "variants": list(document.variants()),
            "literature": list(LITERATURE),
        },
        "methods": methods_paragraph(document),
        "figures": [figure_facts(cell) for cell in document.cells()],
    }


def figure_facts(cell: AgreementCell) -> dict[str, Any]:
    """Return one figure as JSON has it."""
    return {
        "layer": cell.layer.value,
        "compared": cell.column.kind.value,
        "coders": cell.column.label,
        "key": cell.column.key,
        "field": cell.row.field,
        "part": cell.row.part,
        "label": cell.row.label,
        "section": cell.row.section,
        "value": cell.value,
        "interval": None if cell.lower is None else [cell.lower, cell.upper],
        "units": cell.units,
        "articles": cell.articles,
        "variant": cell.variant,
        "reason": cell.reason,
        "cautions": list(cell.cautions),
        "beside": [
            {"name": one.name, "value": one.value, "unit": one.unit, "reason": one.reason} for one in cell.beside
        ],
    }


def _figure_row(cell: AgreementCell) -> tuple[Cell, ...]:
    beside = "; ".join(f"{one.name} = {one.value:.6g}{_unit(one.unit)}" for one in cell.beside if one.value is not None)
    return (
        cell.layer.value,
        cell.column.kind.value,
        cell.column.label,
        cell.row.section,
        cell.row.field,
        cell.row.part,
        cell.row.label,
        _number(cell.value),
        _number(cell.lower),
        _number(cell.upper),
        cell.units,
        cell.articles,
        cell.variant,
        cell.reason,
        " ".join(cell.cautions),
        beside,
    )


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, 6) + 0.0


def _csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    return "\n".join([csv_line(columns), *_guarded(name, columns, rows), ""])


def _guarded(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield rows in which no text can be taken for a formula."""
    guard = FormulaGuard()
    for number, row in enumerate(rows, start=1):
        yield csv_line(guard.guarded(row, name, number, columns))
