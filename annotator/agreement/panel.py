"""All codings of a round side by side: articles that need not have the same coders, each aligned once.

Every figure of a round is made of the same units, whichever coders and articles it is about: the coders of an article
are aligned jointly, each field under the alignment that leaves it out, and a slice of the ratings picks coders and
articles out of them. So figures of pairs, of one coder against the rest and of all together never contradict each
other about what was compared with what.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property

import numpy as np

from annotator.agreement.alignment import THRESHOLD, AlignedIncident, Aligner
from annotator.agreement.answers import UNTOUCHED
from annotator.agreement.layers import CodedArticle
from annotator.agreement.measures import strict_ratings
from annotator.agreement.ratings import Flags, Ratings
from annotator.agreement.scored import Part, parts_of
from annotator.agreement.units import (
    Unit,
    field_units,
    listed_categories,
)
from annotator.domain.codebook import ARTICLE_LEVEL, Codebook, Field, Measure
from annotator.domain.ids import CoderId

Step = Callable[[], None]
"""Called after each article or field, so that a person sees progress and can stop the work by an exception."""


def _pass() -> None:
    return None


class Panel:
    """Several coders' codings of several articles.

    ``coders`` are the columns of everything the panel gives; a coder who did not code an article has no value there.
    Articles of a single coder hold nothing to compare and should be left out before.
    Raises ValueError when two codings of an article share a report.
    """

    def __init__(
        self,
        articles: Sequence[CodedArticle],
        coders: Sequence[CoderId],
        codebook: Codebook,
        *,
        threshold: float = THRESHOLD,
        step: Step = _pass,
    ) -> None:
        self.articles = tuple(articles)
        self.coders = tuple(coders)
        self.codebook = codebook
        self.threshold = threshold
        self._step = step
        column_of = {coder: column for column, coder in enumerate(self.coders)}
        self.columns = tuple(tuple(column_of[coder] for coder in article.codings) for article in self.articles)
        """For each article the columns of its coders, in the order its units have them."""
        self.aligners = tuple(self._aligned(article) for article in self.articles)
        self._units: dict[str, tuple[Unit, ...]] = {}
        self._ratings: dict[tuple[str, ...], Ratings] = {}
        self._concerns: dict[str, Flags] = {}

    def _aligned(self, article: CodedArticle) -> Aligner:
        self._step()
        return Aligner.of(list(article.codings.values()), self.codebook, article.decisions, self.threshold)

    @cached_property
    def participates(self) -> Flags:
        """Whether each coder coded each article, (articles, coders)."""
        flags = np.zeros((len(self.articles), len(self.coders)), dtype=np.bool_)
        for article, columns in enumerate(self.columns):
            flags[article, list(columns)] = True
        return flags

    @property
    def scored_fields(self) -> tuple[Field, ...]:
        """The fields the codebook asks agreement on."""
        return tuple(field for field in self.codebook.fields if field.measure is not Measure.NONE)

    @property
    def matched(self) -> Iterator[AlignedIncident]:
        """The incidents of more than one coder, under the full alignment."""
        return (incident for aligner in self.aligners for incident in aligner.without().matched)

    def units(self, field: Field) -> tuple[Unit, ...]:
        """Return a field's units in all articles; their answers are by the article's own coders (see `columns`)."""
        if field.id not in self._units:
            self._units[field.id] = tuple(field_units(self.aligners, self.codebook, field))
            self._step()
        return self._units[field.id]

    def concerns(self, field: Field) -> Flags:
        """Whether each unit is one that a coder has, (units, coders): an article read, a report or a member made."""
        if field.id not in self._concerns:
            self._concerns[field.id] = self._concerned(field)
        return self._concerns[field.id]

    def _concerned(self, field: Field) -> Flags:
        units = self.units(field)
        flags = np.zeros((len(units), len(self.coders)), dtype=np.bool_)
        for at, unit in enumerate(units):
            is_member = any(place.group is not None for place in unit.places)
            for column, place in zip(self.columns[unit.article], unit.places, strict=True):
                owned = place.group if is_member else place.report
                flags[at, column] = field.level == ARTICLE_LEVEL or owned is not None
        return flags

    def ratings(self, field: Field, part: Part) -> Ratings:
        """Return what was recorded in a part of a field on matched reports, (units, coders)."""
        return self._known(("matched", field.id, part.name), lambda: self._matched_ratings(field, part))

    def strict_ratings(self, field: Field, part: Part) -> Ratings:
        """Return the same with "absent" where a coder of the article does not have the report."""
        return self._known(
            ("strict", field.id, part.name),
            lambda: strict_ratings(
                self.units(field), field, part, len(self.articles), columns=self.columns, width=len(self.coders)
            ),
        )

    def status_ratings(self, field: Field) -> Ratings:
        """Return how the field was answered; units that nobody touched have no status."""
        return self._known(("status", field.id), lambda: self._status_ratings(field))

    def part(self, field: Field, name: str) -> Part:
        """Return the part of a field with this name; raises KeyError where it has none."""
        return {part.name: part for part in parts_of(field)}[name]

    def _matched_ratings(self, field: Field, part: Part) -> Ratings:
        units = self.units(field)
        rows = [self._spread(unit, lambda unit, coder: unit.value(coder, part, field)) for unit in units]
        return self._encoded(units, rows, part, listed_categories(field, rows))

    def _status_ratings(self, field: Field) -> Ratings:
        units = self.units(field)
        rows = [self._spread(unit, lambda unit, coder: unit.status(coder)) for unit in units]
        rows = [row if set(row) - {UNTOUCHED, None} else [None] * len(row) for row in rows]
        articles = [unit.article for unit in units]
        return Ratings.of(rows, articles=articles, article_count=len(self.articles), coder_count=len(self.coders))

    def _encoded(
        self, units: Sequence[Unit], rows: Sequence[Sequence[Hashable | None]], part: Part, listed: Sequence[Hashable]
    ) -> Ratings:
        return Ratings.of(
            rows,
            part.level,
            articles=[unit.article for unit in units],
            article_count=len(self.articles),
            values=listed,
            coder_count=len(self.coders),
        )

    def _spread(self, unit: Unit, read: Callable[[Unit, int], Hashable | None]) -> list[Hashable | None]:
        """Return a unit's values by the panel's columns; None for coders who did not code the article."""
        row: list[Hashable | None] = [None] * len(self.coders)
        for coder, column in enumerate(self.columns[unit.article]):
            row[column] = read(unit, coder)
        return row

    def _known(self, key: tuple[str, ...], made: Callable[[], Ratings]) -> Ratings:
        if key not in self._ratings:
            self._ratings[key] = made()
        return self._ratings[key]
