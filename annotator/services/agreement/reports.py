"""Reports of agreement: all layers of a round gathered once, written in any form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator import __version__
from annotator.agreement.units import DiagnosisRow, Unit, Use, diagnosis
from annotator.domain.codebook import Field
from annotator.domain.figures import (
    AgreementCell,
    AgreementLayer,
    AgreementOverview,
    ColumnKind,
    Columns,
    Slicing,
)
from annotator.formats.agreement.document import AgreementDocument, DiagnosisLine
from annotator.formats.agreement.html import report_html
from annotator.formats.agreement.tables import diagnosis_csv, figure_facts, figures_csv, report_json
from annotator.formats.agreement.words import methods_paragraph
from annotator.formats.placing import placed
from annotator.services.agreement.columns import RoundComparisons
from annotator.services.agreement.words import WHY, in_words

if TYPE_CHECKING:
    from annotator.store.project_file import ProjectFile

FILES = ("agreement.html", "agreement.csv", "agreement.json", "diagnosis.csv", "methods.txt")


@dataclass(frozen=True)
class AgreementReport:
    """A report, the same bytes for the same project, seed and resamples."""

    document: AgreementDocument

    def html(self) -> str:
        """Return the report as one self-contained page."""
        return report_html(self.document)

    def csv(self) -> str:
        """Return every figure as a row."""
        return figures_csv(self.document)

    def json(self) -> str:
        """Return figures, definitions and provenance as JSON."""
        return report_json(self.document)

    def methods(self) -> str:
        """Return a paragraph to paste into a paper."""
        return methods_paragraph(self.document) + "\n"

    def diagnosis_csv(self) -> str:
        """Return every unit × field × coder with whether it was used, or why not."""
        return diagnosis_csv(self.document)

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write all forms into a new folder, which is there when all are, and return the files.

        Raises ExportError when the folder exists or cannot be written; what was there is never touched.
        """
        texts = (self.html(), self.csv(), self.json(), self.diagnosis_csv(), self.methods())
        with placed(folder) as made:
            made.mkdir()
            for name, text in zip(FILES, texts, strict=True):
                (made / name).write_text(text, encoding="utf-8", newline="\n")
        return tuple(folder / name for name in FILES)


def overview_facts(overview: AgreementOverview, fields: Sequence[str] = ()) -> dict[str, Any]:
    """Return an overview as JSON has it, of some fields only where they are named."""
    rows = [row for row in overview.rows if not fields or row.field in fields]
    return {
        "round": overview.round_name,
        "layer": overview.layer.value,
        "articles": overview.articles,
        "seed": overview.seed,
        "resamples": overview.resamples,
        "exclusions": [{"kind": one.kind.value, "count": one.count} for one in overview.exclusions],
        "figures": [figure_facts(overview.cell(row, column)) for row in rows for column in overview.columns],
    }


def layers_of_report() -> tuple[tuple[AgreementLayer, Columns], ...]:
    """Return what a report is made of: every layer for all coders, then pairs and weeks."""
    return (
        *((layer, Columns()) for layer in AgreementLayer),
        (AgreementLayer.MATCHED, Columns(Slicing.PAIRS)),
        (AgreementLayer.MATCHED, Columns(Slicing.WEEK)),
    )


def has_figures_beside(cell: AgreementCell) -> bool:
    """Tell whether a report gives other figures beside this one; chance correction takes too long for each coder."""
    if cell.layer is AgreementLayer.DETECTION:
        return cell.column.kind is ColumnKind.TOGETHER
    return cell.column.kind in (ColumnKind.TOGETHER, ColumnKind.GOLD)


def made_report(
    project: ProjectFile, comparisons: RoundComparisons, overviews: Sequence[AgreementOverview]
) -> AgreementReport:
    """Return the report of a round; ``overviews`` are those of `layers_of_report`, in that order."""
    coded = comparisons.coded
    with project.read() as reader:
        event = reader.last_event()
    first = overviews[0]
    document = AgreementDocument(
        project_name=project.name,
        project_id=project.project_id,
        head=project.head.sequence,
        head_hash=project.head.hash,
        as_of=event.at if event else None,
        app_version=__version__,
        round_name=coded.name,
        codebook_title=coded.codebook.title,
        codebook_id=coded.codebook.id,
        codebook_version=coded.codebook.version,
        coders=tuple(coder.name for coder in coded.coders),
        articles=len(coded.articles),
        gold_articles=len(coded.with_gold),
        seed=first.seed,
        resamples=first.resamples,
        alignment=first.alignment,
        exclusions=coded.exclusions,
        layers=tuple(overviews[:-2]),
        pairs=overviews[-2],
        weeks=overviews[-1],
        diagnosis=lambda: _diagnosis(comparisons),
    )
    return AgreementReport(document)


def _diagnosis(comparisons: RoundComparisons) -> Iterator[DiagnosisLine]:
    comparison = comparisons.among_coders()
    for field in comparison.panel.codebook.fields:
        for unit in comparison.panel.units(field):
            for row in diagnosis([unit], field, range(len(unit.places))):
                yield _line(comparisons, field, unit, row)


def _line(comparisons: RoundComparisons, field: Field, unit: Unit, row: DiagnosisRow) -> DiagnosisLine:
    comparison = comparisons.among_coders()
    panel = comparison.panel
    coder = panel.columns[unit.article][row.coder]
    told = [in_words(answer, field, panel.codebook) for answer in unit.answers[row.coder]]
    return DiagnosisLine(
        article_id=row.article_id,
        title=comparison.facts[unit.article].title,
        field=row.field,
        part=row.part,
        coder=comparisons.coded.coders[coder].name,
        report_id=row.place.report or "",
        group_id=row.place.group or "",
        status=row.status,
        value="; ".join(told),
        use=row.use.value,
        why="" if row.use is Use.USED else WHY[row.use],
    )
