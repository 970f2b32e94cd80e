"""The time a service writes down."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """Return the time in UTC; the order of events never depends on it."""
    return dt.datetime.now(dt.UTC)
