"""What review asks of the store: rulings on one field, and which articles events after an event were about."""

from __future__ import annotations

import datetime as dt

from annotator.domain.coding import Coder
from annotator.domain.ids import CoderId, RulingId
from annotator.domain.review import Ruling, RulingSource
from tests.store.making import Desk


def ruled(desk: Desk, name: str, field: str, *, at: int = 0, is_deleted: bool = False) -> Ruling:
    """Store a ruling on a field of one of the articles."""
    made = Ruling(
        id=RulingId(name),
        round_id=None,
        article_id=desk.articles[at].id,
        reviewer_id=desk.coder.id,
        codebook_id=desk.codebook.id,
        at=dt.datetime(2021, 5, 10, tzinfo=dt.UTC),
        field=field,
        sides=(),
        source=RulingSource.NONE,
        is_deleted=is_deleted,
    )
    desk.put(made, article=desk.articles[at])
    return made


def test_rulings_on_a_field_are_those_of_all_articles_oldest_first(desk: Desk) -> None:
    first = ruled(desk, "1", "killed_total")
    ruled(desk, "2", "wounded_total")
    third = ruled(desk, "3", "killed_total", at=1)
    with desk.project.read() as reader:
        assert reader.rulings_on("killed_total") == (first, third)
        assert reader.rulings_on("nothing") == ()


def test_a_ruling_that_was_undone_is_not_among_them(desk: Desk) -> None:
    ruled(desk, "1", "killed_total", is_deleted=True)
    with desk.project.read() as reader:
        assert reader.rulings_on("killed_total") == ()


def test_a_fields_name_is_never_taken_for_sql(desk: Desk) -> None:
    kept = ruled(desk, "1", "'; DROP TABLE ruling; --")
    with desk.project.read() as reader:
        assert reader.rulings_on("'; DROP TABLE ruling; --") == (kept,)
        assert reader.rulings_on("%") == ()


def test_deeds_after_an_event_are_told_with_their_articles_oldest_first(desk: Desk) -> None:
    before = desk.project.head.sequence
    ruled(desk, "1", "killed_total", at=1)
    ruled(desk, "2", "killed_total", at=0)
    ruled(desk, "3", "killed_total", at=1)
    with desk.project.read() as reader:
        found = reader.deeds_since(before)
        assert [sequence for sequence, _ in found] == [before + 1, before + 2, before + 3]
        assert [article for _, article in found] == [desk.articles[at].id for at in (1, 0, 1)]
        assert reader.deeds_since(before + 2) == found[2:]
        assert reader.deeds_since(desk.project.head.sequence) == ()


def test_a_deed_on_the_whole_project_has_no_article(desk: Desk) -> None:
    before = desk.project.head.sequence
    with desk.project.write(coder_id=None, article_id=None, verb="add_coder", label="add") as unit:
        unit.put(Coder(id=CoderId("new"), name="New"))
    with desk.project.read() as reader:
        assert reader.deeds_since(before) == ((before + 1, None),)
