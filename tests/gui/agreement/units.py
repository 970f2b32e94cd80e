"""Units behind a figure, written down by hand."""

from __future__ import annotations

from annotator.domain.figures import UnitLine, UnitSide
from annotator.domain.ids import ArticleId, CoderId, ReportId
from annotator.domain.review import DisagreementKind


def side(coder: str, words: str, *, use: str = "used", status: str = "coded") -> UnitSide:
    """Return one coder's part."""
    why = {"used": "Used", "no_report": "Does not have the incident"}.get(use, "Left untouched")
    return UnitSide(CoderId(coder), f"Coder {coder}", words, status, use, why, (ReportId(f"report-{coder}"),))


def unit(
    number: int,
    *sides: UnitSide,
    kind: DisagreementKind | None = None,
    is_used: bool = True,
    source: str = "Wire",
    week: str = "2021-W23",
) -> UnitLine:
    """Return a unit in an article of its own."""
    return UnitLine(
        article_id=ArticleId(f"article-{number}"),
        title=f"Article {number} <b>bold</b>",
        source=source,
        week=week,
        field="killed_total",
        place="Incident 1",
        sides=sides,
        is_used=is_used,
        kind=kind,
        item_id=f"item-{number}",
    )


UNITS = (
    unit(1, side("A", "53"), side("B", "53")),
    unit(2, side("A", "53"), side("B", "54"), kind=DisagreementKind.NEAR_NUMBER),
    unit(3, side("A", "12"), side("C", "Not mentioned", use="not_coded", status="not_mentioned"), is_used=False),
    unit(
        4,
        side("B", "7", use="unmatched"),
        side("C", "No such incident", use="no_report", status=""),
        kind=DisagreementKind.MISSED_INCIDENT,
        is_used=False,
        source="",
        week="",
    ),
    unit(5, side("A", "20"), side("B", "9"), kind=DisagreementKind.OTHER_VALUE_SAME_EVIDENCE, source="Daily"),
)
