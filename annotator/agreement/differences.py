"""Figures people can read without statistics: how far numbers, dates and places lie apart.

Each takes pairs of two coders' values for the same unit and is undefined without any.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from annotator.agreement.outcome import Reason, Undefined

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG)."""


class Days(NamedTuple):
    """The earliest and the latest possible day."""

    start: dt.date
    end: dt.date


class Point(NamedTuple):
    """WGS 84 degrees."""

    lat: float
    lon: float


def share_equal(pairs: Sequence[tuple[object, object]]) -> float | Undefined:
    """Return the share of pairs of equal values."""
    return _over(pairs, sum(a == b for a, b in pairs))


def median_absolute_difference(pairs: Sequence[tuple[float, float]]) -> float | Undefined:
    """Return the median of |a − b|, in the unit of the values."""
    return median(abs(a - b) for a, b in pairs) if pairs else Undefined(Reason.NO_PAIRABLE_UNITS)


def share_overlapping(pairs: Sequence[tuple[Days, Days]]) -> float | Undefined:
    """Return the share of pairs of date ranges that have a day in common."""
    return _over(pairs, sum(a.start <= b.end and b.start <= a.end for a, b in pairs))


def median_km(pairs: Sequence[tuple[Point, Point]]) -> float | Undefined:
    """Return the median great-circle distance in kilometres."""
    return median(kilometres(a, b) for a, b in pairs) if pairs else Undefined(Reason.NO_PAIRABLE_UNITS)


def kilometres(first: Point, second: Point) -> float:
    """Return the great-circle distance on a sphere (haversine formula)."""
    lat, other_lat = math.radians(first.lat), math.radians(second.lat)
    half_lon = math.radians(second.lon - first.lon) / 2
    chord = math.sin((other_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def _over(pairs: Sequence[object], count: int) -> float | Undefined:
    return count / len(pairs) if pairs else Undefined(Reason.NO_PAIRABLE_UNITS)
