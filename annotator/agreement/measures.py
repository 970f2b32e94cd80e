"""Which figures a field gets: the default by its measure, what stands beside it, and the alternatives.

The default is alpha at the field's level, so that figures of two and of more coders, with and without missing values,
can be compared; the others are there because readers ask for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.agreement import differences, kappa
from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.caution import Caution, cautions
from annotator.agreement.distances import Distance, IntervalDistance, distance_of
from annotator.agreement.outcome import Undefined
from annotator.agreement.ratings import Floats, Level, Ratings
from annotator.agreement.scored import Part, parts_of
from annotator.agreement.tally import Tally
from annotator.agreement.units import ABSENT, Unit, Use, ratings_of, status_ratings
from annotator.domain.codebook import Field
from annotator.domain.values import Content, DateRange, FieldType, Location

AC1_GAP = 0.1
"""AC1 stands beside alpha where the two differ by more."""

_CATEGORICAL = frozenset({Level.NOMINAL, Level.ORDINAL})


@dataclass(frozen=True)
class Cell:
    """One coefficient of a field: its name, the part measured ("" for the whole), its tally and what to be wary of."""

    name: str
    part: str
    tally: Tally
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True)
class PlainFigure:
    """A figure without an interval; ``unit`` is what it counts in."""

    name: str
    value: float | Undefined
    unit: str


def field_cells(units: Sequence[Unit], field: Field, article_count: int, coders: Sequence[int]) -> Iterator[Cell]:
    """Yield the field's coefficients on matched reports: the default first, then what stands beside it."""
    for part in parts_of(field):
        ratings = ratings_of(units, field, part, article_count, coders=coders)
        yield Cell("alpha", part.name, krippendorff_alpha(ratings), cautions(ratings))
        if ratings.level in _CATEGORICAL:
            yield from _beside(ratings, part)
        if field.type is FieldType.CATEGORICAL_MULTI:
            used = frozenset[object]().union(*ratings.values)
            for category in (one.id for one in field.categories if one.id in used):
                chosen = ratings.contains(category)
                yield Cell(f"alpha of {category}", part.name, krippendorff_alpha(chosen), cautions(chosen))


def status_cell(units: Sequence[Unit], article_count: int, coders: Sequence[int]) -> Cell:
    """Return alpha of how the field was answered: coded, not mentioned, unclear, not applicable or untouched."""
    ratings = status_ratings(units, article_count, coders=coders)
    return Cell("status", "", krippendorff_alpha(ratings), cautions(ratings))


def strict_cells(units: Sequence[Unit], field: Field, article_count: int, coders: Sequence[int]) -> Iterator[Cell]:
    """Yield alpha over all reports: where only one coder has a report the other's value is "absent".

    "Absent" is at distance 1 from every value where distances end at 1, and otherwise as far as two values drawn at
    random are from each other; ordinal values keep the ranks they have in all the data. Split reports stay out.
    """
    for part in parts_of(field):
        rows = [list(_strict_row(unit, part, field, coders)) for unit in units]
        strict = _with_absent(units, rows, part, article_count)
        yield Cell("alpha, strict", part.name, krippendorff_alpha(strict), cautions(strict))


def strict_ratings(
    units: Sequence[Unit],
    field: Field,
    part: Part,
    article_count: int,
    *,
    columns: Sequence[Sequence[int]],
    width: int,
) -> Ratings:
    """Return the values of `strict_cells`, a row for every unit; ``columns`` are, by article, those of its coders."""
    rows: list[list[Hashable | None]] = []
    for unit in units:
        row: list[Hashable | None] = [None] * width
        found = list(_strict_row(unit, part, field, range(len(unit.places))))
        if sum(value is not None for value in found) > 1:
            for column, value in zip(columns[unit.article], found, strict=True):
                row[column] = value
        rows.append(row)
    return _with_absent(units, rows, part, article_count, is_whole=True)


def plain_figures(units: Sequence[Unit], field: Field, coders: Sequence[int]) -> Iterator[PlainFigure]:
    """Yield what needs no statistics to read: exact share, median difference, overlapping dates, kilometres."""
    whole = [_contents(unit, coders) for unit in units]
    pairs = [pair for contents in whole for pair in combinations(contents, 2)]
    for part in parts_of(field):
        if part.level is Level.RATIO:
            read = [(part.read(a), part.read(b)) for a, b in pairs]
            numbers = [(a, b) for a, b in read if isinstance(a, int) and isinstance(b, int)]
            yield PlainFigure("exact", differences.share_equal(numbers), "share")
            yield PlainFigure("median difference", differences.median_absolute_difference(numbers), "as coded")
    ranges = [(_days(a), _days(b)) for a, b in pairs if isinstance(a, DateRange) and isinstance(b, DateRange)]
    if ranges:
        both = [(a, b) for a, b in ranges if a is not None and b is not None]
        yield PlainFigure("overlapping", differences.share_overlapping(both), "share")
    places = [(_point(a), _point(b)) for a, b in pairs if isinstance(a, Location) and isinstance(b, Location)]
    if places:
        located = [(a, b) for a, b in places if a is not None and b is not None]
        yield PlainFigure("median distance", differences.median_km(located), "km")


def alternatives(ratings: Ratings) -> Iterator[Cell]:
    """Yield the other coefficients of a part: for two coders Cohen and Scott, for more Fleiss and Conger; AC always."""
    is_ordered = ratings.level is Level.ORDINAL
    if ratings.level not in _CATEGORICAL:
        return
    if ratings.coder_count == 2:
        yield Cell("Cohen", "", kappa.cohen_kappa(ratings), cautions(ratings))
        if is_ordered:
            for weights in (kappa.Weights.LINEAR, kappa.Weights.QUADRATIC):
                yield Cell(f"Cohen, {weights}", "", kappa.cohen_kappa(ratings, weights), cautions(ratings))
        yield Cell("Scott", "", kappa.scott_pi(ratings), cautions(ratings))
    else:
        yield Cell("Fleiss", "", kappa.fleiss_kappa(ratings), cautions(ratings))
        yield Cell("Conger", "", kappa.conger_kappa(ratings), cautions(ratings))
    weights = kappa.Weights.ORDINAL if is_ordered else kappa.Weights.IDENTITY
    yield Cell("AC2" if is_ordered else "AC1", "", kappa.gwet_ac(ratings, weights), cautions(ratings))


def coder_against_rest(ratings: Ratings, coder: int) -> Ratings:
    """Return one coder's values beside each other coder's, two columns, all other coders one below the other."""
    others = [at for at in range(ratings.coder_count) if at != coder]
    codes = np.concatenate([ratings.codes[:, [coder, other]] for other in others])
    articles = np.tile(ratings.articles, len(others))
    return Ratings(codes, ratings.values, ratings.level, articles, ratings.article_count, ratings.distances)


def _beside(ratings: Ratings, part: Part) -> Iterator[Cell]:
    yield Cell("percent agreement", part.name, kappa.percent_agreement(ratings))
    yield Cell("AC1", part.name, kappa.gwet_ac(ratings))


def _strict_row(unit: Unit, part: Part, field: Field, coders: Sequence[int]) -> Iterator[Hashable | None]:
    """Yield each coder's value of a unit as the strict layer sees it."""
    is_split = any(unit.faults[coder] is Use.SPLIT for coder in coders)
    for coder in coders:
        if is_split:
            yield None
        elif unit.faults[coder] in (Use.NO_REPORT, Use.NO_MEMBER):
            yield ABSENT
        elif unit.faults[coder] is Use.UNMATCHED:
            value = unit.recorded(coder, part, field)
            # An empty set of a report nobody else has would compare nothing with nothing.
            yield None if value == frozenset() else value
        else:
            yield unit.value(coder, part, field)


def _with_absent(
    units: Sequence[Unit],
    rows: Sequence[Sequence[Hashable | None]],
    part: Part,
    article_count: int,
    *,
    is_whole: bool = False,
) -> Ratings:
    """Encode rows in which "absent" is a value; rows without a pair are left out unless all are wanted."""
    paired = [at for at, row in enumerate(rows) if sum(value is not None for value in row) > 1]
    present = [value for at in paired for value in rows[at] if value is not None and value != ABSENT]
    known = Ratings.of([present], part.level)
    kept = range(len(rows)) if is_whole else paired
    return Ratings.of(
        [rows[at] for at in kept],
        Level.CUSTOM,
        articles=[units[at].article for at in kept],
        article_count=article_count,
        values=(*known.values, ABSENT),
        distances=_table_with_absent(known),
    )


def _table_with_absent(known: Ratings) -> Floats:
    """Return the distances between all known values, given once for each use, and one row more for "absent"."""
    count = len(known.values)
    uses = np.bincount(known.codes.ravel(), minlength=count).astype(np.float64)
    if known.level is Level.ORDINAL:
        distance: Distance = IntervalDistance(np.cumsum(uses) - uses / 2)
    else:
        distance = distance_of(known)
    every = np.arange(count)
    away = 1.0
    if known.level in (Level.ORDINAL, Level.INTERVAL) and uses.sum() > 1:
        away = float(distance.expected(uses[None, :], uses[None, :])[0] / (uses.sum() * (uses.sum() - 1))) or 1.0
    table = np.full((count + 1, count + 1), away)
    table[:count, :count] = distance.at(every[:, None], every[None, :])
    table[count, count] = 0.0
    return table


def _contents(unit: Unit, coders: Sequence[int]) -> list[Content]:
    usable = [coder for coder in coders if unit.faults[coder] is None and unit.answers[coder]]
    contents = (unit.answers[coder][0].content for coder in usable)
    return [content for content in contents if content is not None]


def _days(content: DateRange) -> differences.Days | None:
    known: list[dt.date] = [day for day in (content.start, content.end) if day is not None]
    return differences.Days(min(known), max(known)) if known else None


def _point(content: Location) -> differences.Point | None:
    if content.lat is None or content.lon is None:
        return None
    return differences.Point(content.lat, content.lon)
