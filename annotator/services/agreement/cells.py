"""Overviews worked out: the cells of a layer with their intervals, all from the same resamples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from annotator.agreement.bootstrap import Interval, bootstrap_all
from annotator.agreement.caution import Caution
from annotator.agreement.likeness import Basis
from annotator.agreement.measures import Cell, PlainFigure
from annotator.agreement.outcome import Estimate, Undefined
from annotator.agreement.panel import Panel
from annotator.agreement.panel_cells import Subject, cell_of, subjects
from annotator.agreement.panel_incidents import F1, PRECISION, RECALL
from annotator.domain.codebook import Codebook
from annotator.domain.figures import (
    AgreementCell,
    AgreementColumn,
    AgreementLayer,
    AgreementRow,
    AlignmentFacts,
    NamedFigure,
)
from annotator.domain.values import FieldType
from annotator.services.agreement.columns import ChosenColumn

_AT_ONCE = 400
"""Cells whose resamples are worked out together: enough to share the drawing, few enough to stop in between."""

_OFTEN_UNDEFINED = 0.05
_YES_NO = {"True": "Yes", "False": "No"}

_FIGURES = {
    F1: "Incidents found by both (F1)",
    PRECISION: "The coder's incidents that the other has",
    RECALL: "The other's incidents that the coder has",
}


@dataclass(frozen=True)
class Resampling:
    """How intervals are made."""

    seed: int
    resamples: int


def rows_of(panel: Panel, layer: AgreementLayer) -> dict[AgreementRow, Subject]:
    """Return the rows of a layer and what each is about, in the codebook's order."""
    made = _found_row if layer is AgreementLayer.DETECTION else _field_row
    return {made(panel.codebook, subject): subject for subject in subjects(panel, layer)}


def _found_row(codebook: Codebook, subject: Subject) -> AgreementRow:
    group = codebook.group(subject.name)
    if group is None:
        return AgreementRow(subject.name, subject.part, _FIGURES[subject.part], "Incidents")
    return AgreementRow(subject.name, subject.part, f"{group.plural} (F1)", "Members of incidents found by both")


def _field_row(codebook: Codebook, subject: Subject) -> AgreementRow:
    headings = {section.id: section.label for section in codebook.sections}
    field = codebook.fields_by_id[subject.name]
    label = f"{field.label} · {subject.part}" if subject.part else field.label
    return AgreementRow(field.id, subject.part, label, headings[field.section])


def worked_out(
    layer: AgreementLayer,
    rows: dict[AgreementRow, Subject],
    columns: Sequence[ChosenColumn],
    resampling: Resampling,
    *,
    step: Callable[[], None],
) -> dict[tuple[AgreementRow, AgreementColumn], AgreementCell]:
    """Return every cell; ``step`` is called after each."""
    found: dict[tuple[AgreementRow, AgreementColumn], AgreementCell] = {}
    waiting = _tallied(layer, rows, columns)
    while batch := list(islice(waiting, _AT_ONCE)):
        for _ in batch:
            step()
        tallies = [one.cell.tally for one in batch]
        intervals = bootstrap_all(tallies, seed=resampling.seed, resamples=resampling.resamples)
        for one, interval in zip(batch, intervals, strict=True):
            found[one.row, one.chosen.column] = _shown(layer, one, interval)
    return found


@dataclass(frozen=True)
class _Tallied:
    row: AgreementRow
    chosen: ChosenColumn
    cell: Cell


def _tallied(
    layer: AgreementLayer, rows: dict[AgreementRow, Subject], columns: Sequence[ChosenColumn]
) -> Iterator[_Tallied]:
    for row, subject in rows.items():
        for chosen in columns:
            panel = chosen.comparison.panel
            cell = cell_of(panel, layer, subject, chosen.choice)
            yield _Tallied(row, chosen, cell)


def _shown(layer: AgreementLayer, tallied: _Tallied, interval: Interval | Undefined) -> AgreementCell:
    cell = tallied.cell
    outcome = cell.tally.outcome()
    shown = AgreementCell(
        row=tallied.row,
        column=tallied.chosen.column,
        layer=layer,
        value=None,
        lower=None,
        upper=None,
        units=cell.tally.units,
        articles=cell.tally.articles,
        variant=cell.tally.variant,
    )
    if not isinstance(outcome, Estimate):
        return replace(shown, reason=outcome.sentence, short_reason=outcome.short)
    codebook = tallied.chosen.comparison.panel.codebook
    sentences = [caution_sentence(caution, codebook, tallied.row) for caution in cell.cautions]
    if not isinstance(interval, Interval):
        return replace(shown, value=outcome.value, cautions=(*sentences, interval.sentence))
    if interval.undefined > _OFTEN_UNDEFINED * interval.resamples:
        sentences.append(f"In {interval.undefined} of {interval.resamples} resamples the figure was not defined.")
    return replace(shown, value=outcome.value, lower=interval.lower, upper=interval.upper, cautions=tuple(sentences))


def named_figure(figure: PlainFigure) -> NamedFigure:
    """Return a figure as it is shown."""
    if isinstance(figure.value, Undefined):
        return NamedFigure(figure.name, None, figure.unit, figure.value.sentence)
    return NamedFigure(figure.name, figure.value, figure.unit)


def caution_sentence(caution: Caution, codebook: Codebook, row: AgreementRow) -> str:
    """Return a warning with the label of the category it names."""
    field = codebook.fields_by_id.get(row.field)
    if field is None or not caution.value:
        return caution.sentence
    label = _YES_NO.get(caution.value, "") if field.type is FieldType.BOOLEAN else field.category_label(caution.value)
    return replace(caution, value=label or caution.value).sentence


_BASES = {
    Basis.LINK: "a person's link",
    Basis.TRIGGER: "trigger",
    Basis.EVIDENCE: "evidence",
    Basis.DATE_PLACE: "date and place",
    Basis.FIELDS: "other fields",
    Basis.ALONE: "a likeness to a third coder's report only",
}


def alignment_facts(panel: Panel) -> AlignmentFacts:
    """Return how the panel's reports were matched, under the alignment that leaves nothing out."""
    counts = Counter(incident.basis for incident in panel.matched)
    total = sum(counts.values())
    bases = {_BASES[basis]: counts[basis] for basis in _BASES if counts[basis]}
    return AlignmentFacts(panel.threshold, bases, counts[Basis.LINK] / total if total else None)
