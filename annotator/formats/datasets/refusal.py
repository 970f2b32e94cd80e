"""One line of `refused.csv`: the columns are the same for every form."""

from __future__ import annotations

from typing import NamedTuple


class RefusedLine(NamedTuple):
    """One thing that a form left out or changed.

    ``form`` is the form's name for people, ``outcome`` is left out or changed, ``what`` its kind. ``column`` is
    the form's own name for the place, ``start`` and ``end`` are code points of the article's text. Cells that do not
    apply are None or empty.
    """

    form: str
    outcome: str
    what: str
    id: str
    article_id: str
    coding_id: str
    file_name: str
    coder: str
    report_number: int | None
    level: str | None
    group_number: int | None
    field: str | None
    column: str | None
    start: int | None
    end: int | None
    quote: str | None
    reason: str
