"""The queue of articles as one coder sees it: its order as row numbers, its lines a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Integer

from annotator.domain.coding import CodingState
from annotator.domain.errors import CodingError
from annotator.domain.ids import ArticleId, CoderId, RoundId
from annotator.domain.queue import Progress, QueueFilter, QueueItem
from annotator.store.articles import in_order, is_live, row_numbers
from annotator.store.codings import is_flagged
from annotator.store.mapping import published_day
from annotator.store.schema import ARTICLE, ASSIGNMENT, CODING, REPORT


class place_of(GenericFunction[int]):  # noqa: N801 - a function's name in SQL
    """``place_of(text, phrase)``: where the phrase stands, case and accents as written; 0 when nowhere."""

    type = Integer()
    inherit_cache = True


@compiles(place_of)
def _place_of(element: place_of, compiler: Any, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


def _has_report() -> ColumnElement[bool]:
    return exists().where(REPORT.c.coding_id == CODING.c.id, ~REPORT.c.is_deleted).correlate(CODING)


def progress_case() -> ColumnElement[str]:
    """How far a coding is, where `CODING` is outer joined; not started without one."""
    return case(
        (CODING.c.id.is_(None), literal(Progress.NOT_STARTED.value)),
        (CODING.c.state != CodingState.COMPLETE.value, literal(Progress.DRAFT.value)),
        (_has_report(), literal(Progress.COMPLETE.value)),
        else_=literal(Progress.NO_INCIDENT.value),
    )


def _with_progress(progress: Progress, coder_id: CoderId, round_id: RoundId | None) -> ColumnElement[bool]:
    # Lists of article ids, not conditions on each article: a coder has few codings compared with the articles.
    own = select(CODING.c.article_id).where(
        CODING.c.coder_id == coder_id, CODING.c.round_id == round_id, ~CODING.c.is_deleted
    )
    is_finished = CODING.c.state == CodingState.COMPLETE.value
    match progress:
        case Progress.NOT_STARTED:
            return ARTICLE.c.id.not_in(own)
        case Progress.DRAFT:
            return ARTICLE.c.id.in_(own.where(~is_finished))
        case Progress.COMPLETE:
            return ARTICLE.c.id.in_(own.where(is_finished, _has_report()))
        case Progress.NO_INCIDENT:
            return ARTICLE.c.id.in_(own.where(is_finished, ~_has_report()))


def has_phrase(phrase: str) -> ColumnElement[bool]:
    """The articles with a phrase in title or text."""
    return or_(*(place_of(column, phrase) > 0 for column in (ARTICLE.c.title, ARTICLE.c.text)))


def queue_ids(connection: Connection, coder_id: CoderId, queue_filter: QueueFilter) -> list[int]:
    """Return the row numbers of the live articles that pass the filter, in order."""
    round_id = queue_filter.round_id
    statement = select(ARTICLE.c.row_number).where(is_live())
    if queue_filter.phrase:
        statement = statement.where(has_phrase(queue_filter.phrase))
    if queue_filter.progress is not None:
        statement = statement.where(_with_progress(queue_filter.progress, coder_id, round_id))
    ordered = in_order(statement) if round_id is None else _assigned(statement, coder_id, round_id)
    return row_numbers(connection, ordered)


def _assigned(statement: Select[int], coder_id: CoderId, round_id: RoundId) -> Select[int]:
    own = statement.join(ASSIGNMENT, ASSIGNMENT.c.article_id == ARTICLE.c.id).where(
        ASSIGNMENT.c.round_id == round_id, ASSIGNMENT.c.coder_id == coder_id, ~ASSIGNMENT.c.is_deleted
    )
    return own.order_by(ASSIGNMENT.c.position, ASSIGNMENT.c.id)


def _page() -> Select[Any]:
    lines = ARTICLE.outerjoin(
        CODING,
        and_(
            CODING.c.article_id == ARTICLE.c.id,
            CODING.c.coder_id == bindparam("coder_id"),
            CODING.c.round_id.is_not_distinct_from(bindparam("round_id")),
            ~CODING.c.is_deleted,
        ),
    )
    return (
        select(
            ARTICLE.c.row_number,
            ARTICLE.c.id,
            ARTICLE.c.title,
            ARTICLE.c.source,
            ARTICLE.c.published,
            ARTICLE.c.is_sample,
            progress_case().label("progress"),
            is_flagged().label("is_flagged"),
        )
        .select_from(lines)
        .where(ARTICLE.c.row_number.in_(bindparam("row_numbers", expanding=True)))
    )


_PAGE = _page()
"""Built once: building it takes longer than running it."""


def queue_page(
    connection: Connection, coder_id: CoderId, numbers: Sequence[int], round_id: RoundId | None
) -> list[QueueItem]:
    """Return the lines of these row numbers, in the order asked; numbers of no article are passed over.

    Progress is that of the coder's codings in the round, None for outside any.
    """
    wanted = {"coder_id": coder_id, "round_id": round_id, "row_numbers": list(numbers)}
    items = {
        row.row_number: QueueItem(
            article_id=row.id,
            title=row.title,
            source=row.source,
            published=published_day(row.published),
            progress=row.progress,
            is_sample=row.is_sample,
            is_flagged=row.is_flagged,
        )
        for row in connection.execute(_PAGE, wanted).all()
    }
    return [items[number] for number in numbers if number in items]


def row_number(connection: Connection, article_id: ArticleId) -> int:
    """Return an article's row number; CodingError naming the id when the project has no such article."""
    number = connection.execute(select(ARTICLE.c.row_number).where(ARTICLE.c.id == article_id)).scalar()
    if number is None:
        raise CodingError(f"The project has no article {article_id}.")
    return int(number)


def count_articles(connection: Connection) -> int:
    """Return the number of live articles."""
    return connection.execute(select(func.count()).select_from(ARTICLE).where(is_live())).scalar_one()
