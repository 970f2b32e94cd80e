"""Counting what a form holds of the coded articles it was given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotator.formats.datasets.placement import live_records
from annotator.formats.datasets.refusal import RefusedLine
from annotator.formats.datasets.refused import LEFT_OUT
from annotator.formats.datasets.source import CodedArticle


class Counts(NamedTuple):
    """How much there is."""

    articles: int = 0
    codings: int = 0
    reports: int = 0
    values: int = 0
    spans: int = 0


class Tally:
    """Counts growing with each coded article."""

    def __init__(self) -> None:
        self.lines_seen = 0
        self._articles: set[str] = set()
        self._sums = [0, 0, 0, 0]

    @property
    def counts(self) -> Counts:
        """What was counted so far."""
        return Counts(len(self._articles), *self._sums)

    def add(self, coded: CodedArticle, refused: Sequence[RefusedLine]) -> None:
        """Count a coded article without what was left out of it, and without what hangs on that."""
        out = {line.id for line in refused if line.outcome == LEFT_OUT}
        if coded.article.id in out:
            return
        found = live_records(coded.coding)
        reports = [report for report in found.reports if report.id not in out]
        values = {
            value.id
            for value in found.values
            if value.id not in out and (value.report_id is None or value.report_id not in out)
        }
        spans = [one for one in found.evidence if one.id not in out and one.value_id in values]
        self._articles.add(coded.article.id)
        for place, number in enumerate((1, len(reports), len(values), len(spans))):
            self._sums[place] += number
