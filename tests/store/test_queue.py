"""The queue as each coder sees it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Dialect, select
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from annotator.domain.coding import CodingState, Note
from annotator.domain.ids import NoteId, new_id
from annotator.domain.queue import Progress, QueueFilter, QueueItem
from annotator.store.queue import place_of
from annotator.store.schema import ARTICLE
from tests.store.making import Desk, a_coder, a_report, a_value, an_article, an_import, bring_in


def titles(desk: Desk, *, phrase: str = "", progress: Progress | None = None) -> list[str]:
    return [item.title for item in items(desk, phrase=phrase, progress=progress)]


def items(desk: Desk, *, phrase: str = "", progress: Progress | None = None) -> list[QueueItem]:
    with desk.project.read() as reader:
        ids = reader.queue_ids(desk.coder.id, QueueFilter(phrase=phrase, progress=progress))
        return reader.queue_page(desk.coder.id, ids)


def test_a_line_has_what_the_queue_shows(desk: Desk) -> None:
    first = items(desk)[0]
    assert first == QueueItem(
        article_id=desk.article.id,
        title="Article 0",
        source="Example Wire",
        published=dt.date(2019, 11, 1),
        progress=Progress.NOT_STARTED,
    )


def test_the_day_shown_is_the_sources_own(desk: Desk) -> None:
    articles_import = an_import()
    late = dt.datetime(2019, 11, 30, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    bring_in(
        desk.project,
        articles_import,
        [
            an_article(articles_import.id, "Late", title="late", published=late, is_sample=True),
            an_article(articles_import.id, "Undated", title="undated"),
        ],
    )
    late_item, undated = items(desk)[-2:]
    assert (late_item.title, late_item.published, late_item.is_sample) == ("late", dt.date(2019, 11, 30), True)
    assert (undated.title, undated.published) == ("undated", None)


@pytest.mark.parametrize("progress", Progress)
def test_each_state_is_told_and_filtered(desk: Desk, progress: Progress) -> None:
    other = a_coder("Coder 2")
    with desk.project.write(coder_id=None, article_id=None, verb="join", label="joining") as unit:
        unit.put(other)
    header = desk.header()
    report = a_report(header)
    finished = header.model_copy(update={"state": CodingState.COMPLETE})
    others = desk.header(desk.articles[1], other)
    desk.put(others, coder=other)
    match progress:
        case Progress.DRAFT:
            desk.put(header)
        case Progress.COMPLETE:
            desk.put(finished, report)
        case Progress.NO_INCIDENT:
            desk.put(finished, report.model_copy(update={"is_deleted": True}))
        case Progress.NOT_STARTED:
            desk.put(header)
            desk.put(header.model_copy(update={"is_deleted": True}))
    assert items(desk)[0].progress is progress
    for wanted in Progress:
        expected = ["Article 0"] if wanted is progress else []
        if wanted is Progress.NOT_STARTED:
            expected += ["Article 1", "Article 2"]
        assert titles(desk, progress=wanted) == expected


def test_a_flag_shows_while_its_note_stands(desk: Desk) -> None:
    header = desk.header()
    note = Note(id=NoteId(new_id()), coding_id=header.id, subject_id=header.id, text="Discuss.", is_flagged=True)
    desk.put(header, note)
    assert [item.is_flagged for item in items(desk)] == [True, False, False]
    desk.put(note.model_copy(update={"is_flagged": False}))
    assert not items(desk)[0].is_flagged
    desk.put(note)
    desk.put(note.model_copy(update={"is_deleted": True}))
    assert not items(desk)[0].is_flagged


@pytest.mark.parametrize(
    "phrase, found",
    [
        ("53 soldiers", ["Article 0"]),
        ("second", ["Article 1"]),
        ("Article 2", ["Article 2"]),
        ("SOLDIERS", []),
        ("😀 —", ["Article 0"]),
        ("Me\u0301naka", ["Article 0"]),
        ("M\u00e9naka", []),
        ("\u00a0region", ["Article 0"]),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ("text.", ["Article 1", "Article 2"]),
    ],
)
def test_a_phrase_is_found_in_title_and_text_as_it_is_written(desk: Desk, phrase: str, found: list[str]) -> None:
    assert titles(desk, phrase=phrase) == found


def test_phrase_and_state_narrow_together(desk: Desk) -> None:
    header = desk.header(desk.articles[1])
    desk.put(header, a_value(header))
    assert titles(desk, phrase="text", progress=Progress.DRAFT) == ["Article 1"]
    assert titles(desk, phrase="text", progress=Progress.NOT_STARTED) == ["Article 2"]


def test_articles_of_one_day_come_in_the_order_of_their_ids(desk: Desk) -> None:
    articles_import = an_import()
    same_day = [an_article(articles_import.id, str(n), title=f"s{n}", published=dt.date(1999, 1, 1)) for n in range(9)]
    bring_in(desk.project, articles_import, reversed(same_day))
    assert titles(desk)[:9] == [f"s{number}" for number in range(9)]


def test_a_page_keeps_the_order_asked_and_passes_over_strangers(desk: Desk) -> None:
    with desk.project.read() as reader:
        numbers = [reader.row_number(article.id) for article in desk.articles]
        page = reader.queue_page(desk.coder.id, [numbers[2], 999, numbers[0], numbers[2]])
        assert reader.queue_page(desk.coder.id, []) == []
    assert [item.article_id for item in page] == [desk.articles[place].id for place in (2, 0, 2)]


def test_articles_of_an_import_taken_back_leave_the_queue(desk: Desk) -> None:
    with desk.project.read() as reader:
        (found,) = reader.imports()
    with desk.project.write(coder_id=None, article_id=None, verb="remove", label="removing") as unit:
        unit.put(found.model_copy(update={"is_deleted": True}))
    assert items(desk) == []


def test_searching_is_written_for_each_database() -> None:
    statement = select(ARTICLE.c.id).where(place_of(ARTICLE.c.text, "x") > 0)
    dialects: list[tuple[type[Dialect], str]] = [(PGDialect, "strpos"), (SQLiteDialect, "instr")]
    for dialect, function in dialects:
        assert f"{function}(article.text, " in str(statement.compile(dialect=dialect()))
