"""A report's contents written down by hand, with hostile names in it, for tests of what reports are written as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from annotator.domain.figures import (
    AgreementCell,
    AgreementColumn,
    AgreementLayer,
    AgreementOverview,
    AgreementRow,
    AlignmentFacts,
    ColumnKind,
    Columns,
    Exclusion,
    ExclusionKind,
    NamedFigure,
    Slicing,
)
from annotator.domain.ids import CoderId, RoundId
from annotator.formats.agreement.document import AgreementDocument, DiagnosisLine

HOSTILE = '<script>alert("1")</script> & Söhne'
FORMULA = "=HYPERLINK(1)"
CODERS = (CoderId("a"), CoderId("b"), CoderId("c"))
NAMES = ("Coder A", HOSTILE, FORMULA)
FACTS = AlignmentFacts(0.3, {"a person's link": 2, "trigger": 37, "date and place": 1}, 0.05)

TOGETHER = AgreementColumn(ColumnKind.TOGETHER, "All coders", CODERS)
REST = tuple(AgreementColumn(ColumnKind.REST, name, (coder,)) for coder, name in zip(CODERS, NAMES, strict=True))
VERSUS_GOLD = AgreementColumn(ColumnKind.GOLD, "Coder A", (CODERS[0], CoderId("gold")))
PAIRS = (
    AgreementColumn(ColumnKind.PAIR, f"{NAMES[0]} – {NAMES[1]}", CODERS[:2]),
    AgreementColumn(ColumnKind.PAIR, f"{NAMES[0]} – {NAMES[2]}", (CODERS[0], CODERS[2])),
)
WEEKS = tuple(AgreementColumn(ColumnKind.WEEK, week, CODERS, week) for week in ("2021-W23", "2021-W24", "2021-W25"))

ROWS = {
    AgreementLayer.MATCHED: (
        AgreementRow("event_type", "", "Event type", "What happened"),
        AgreementRow("incident_date", "start", "Date · start", "When and where"),
        AgreementRow("weapons", "", "Weapons", "What happened"),
    ),
    AgreementLayer.DETECTION: (AgreementRow("incident", "F1", "Incidents found by both (F1)", "Incidents"),),
}


def figure(row: AgreementRow, column: AgreementColumn, layer: AgreementLayer, number: int) -> AgreementCell:
    """Return one of a few kinds of figure: safe, warned of, without an interval, negative, not defined."""
    value = (0.8123456, 0.6712, 1.0, -0.0412, None)[number % 5]
    cell = AgreementCell(
        row=row,
        column=column,
        layer=layer,
        value=value,
        lower=None if value is None else value - 0.1,
        upper=None if value is None else min(1.0, value + 0.1),
        units=0 if value is None else 40 + number,
        articles=0 if value is None else 20 + number,
        variant="Krippendorff's alpha, nominal",
    )
    if value is None:
        return replace(cell, reason="No unit has values of two coders.", short_reason="no two values")
    if number % 5 == 1:
        return replace(cell, cautions=("Only 12 articles: the interval is too narrow below 20.",))
    if number % 5 == 2:
        return replace(cell, lower=None, upper=None, cautions=("At least two articles are needed.",))
    beside = (NamedFigure("percent agreement", 0.9), NamedFigure("median difference", 2.0, "as coded"))
    return replace(cell, beside=(*beside, NamedFigure("Cohen", None, "", "All values are the same.")))


def overview(layer: AgreementLayer, columns: tuple[AgreementColumn, ...], by: Slicing, start: int) -> AgreementOverview:
    """Return an overview with a figure in every place."""
    rows = ROWS.get(layer, ROWS[AgreementLayer.MATCHED][:1])
    places = [(row, column) for row in rows for column in columns]
    cells = {place: figure(*place, layer, start + number) for number, place in enumerate(places)}
    return AgreementOverview(
        round_id=RoundId("round"),
        round_name=f"Round 1 {HOSTILE}",
        layer=layer,
        by=Columns(by),
        rows=rows,
        columns=columns,
        cells=cells,
        coders=tuple(zip(CODERS, NAMES, strict=True)),
        has_gold=True,
        articles=62,
        seed=11,
        resamples=1000,
        head=318,
        alignment=FACTS,
        exclusions=(),
    )


def diagnosis() -> Iterator[DiagnosisLine]:
    """Yield two lines, one of them hostile."""
    first = DiagnosisLine(
        article_id="article-1",
        title="A title, with a comma",
        field="event_type",
        part="",
        coder="Coder A",
        report_id="report-1",
        group_id="",
        status="coded",
        value="Battle",
        use="used",
        why="",
    )
    yield first
    yield replace(first, title=FORMULA, coder=HOSTILE, value='"quoted"', use="unmatched", why="No other coder has it")


def a_document() -> AgreementDocument:
    """Return the whole report."""
    columns = (TOGETHER, *REST, VERSUS_GOLD)
    return AgreementDocument(
        project_name=f"Project {HOSTILE}",
        project_id="00000000-0000-7000-8000-000000000001",
        head=318,
        head_hash="ab" * 32,
        as_of=dt.datetime(2021, 7, 1, 12, tzinfo=dt.UTC),
        app_version="9.9.9",
        round_name=f"Round 1 {HOSTILE}",
        codebook_title="Violent incidents",
        codebook_id="incident",
        codebook_version=3,
        coders=NAMES,
        articles=62,
        gold_articles=20,
        seed=11,
        resamples=1000,
        alignment=FACTS,
        exclusions=(
            Exclusion(ExclusionKind.DRAFT, 2, "2 codings are not declared complete."),
            Exclusion(ExclusionKind.DIVERGENCE, 1, "1 coding is left out."),
        ),
        layers=tuple(overview(layer, columns, Slicing.CODERS, at) for at, layer in enumerate(AgreementLayer)),
        pairs=overview(AgreementLayer.MATCHED, PAIRS, Slicing.PAIRS, 3),
        weeks=overview(AgreementLayer.MATCHED, WEEKS, Slicing.WEEK, 0),
        diagnosis=diagnosis,
    )
