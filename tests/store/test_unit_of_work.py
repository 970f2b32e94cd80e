"""Putting records, importing articles, undo and redo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from annotator.domain.article import Article
from annotator.domain.changes import EventKind, UndoState
from annotator.domain.coding import Value
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError
from annotator.domain.ids import ArticleId, CoderId, CodingId, new_id
from annotator.domain.text import Span
from annotator.domain.values import Count, FreeText, Moment
from annotator.store import unit_of_work as unit_of_work_module
from annotator.store.articles import digest_of
from tests.store.making import (
    TEXT,
    Desk,
    a_coder,
    a_report,
    a_value,
    an_article,
    an_import,
    bring_in,
    some_evidence,
)


def stored(desk: Desk, entity: Entity) -> Entity | None:
    with desk.project.read() as reader:
        return reader.entity(entity.kind, entity.id)


def undo_state(desk: Desk) -> UndoState:
    with desk.project.read() as reader:
        return reader.undo_state(desk.coder.id, desk.article.id)


def label(state: UndoState) -> tuple[str | None, str | None]:
    return state.undo.label if state.undo else None, state.redo.label if state.redo else None


def do(desk: Desk, name: str, *entities: Entity) -> None:
    with desk.project.write(coder_id=desk.coder.id, article_id=desk.article.id, verb="do", label=name) as unit:
        for entity in entities:
            unit.put(entity)


# --- Putting ---


def test_a_record_put_again_is_replaced_and_both_states_kept(desk: Desk) -> None:
    renamed = desk.coder.model_copy(update={"name": "Somebody"})
    (change,) = desk.put(renamed).changes
    assert (change.before, change.after) == (desk.coder, renamed)
    assert stored(desk, desk.coder) == renamed


def test_several_puts_of_one_record_are_one_change(desk: Desk) -> None:
    header = desk.header()
    value = a_value(header, best=1)
    second, third = (value.model_copy(update={"content": Count(best=best)}) for best in (2, 3))
    changes = desk.put(header, value, second, third).changes
    assert [(change.before, change.after) for change in changes] == [(None, header), (None, third)]


def test_a_record_must_belong_to_something_that_is_there(desk: Desk) -> None:
    stray = desk.header().model_copy(update={"article_id": ArticleId("nowhere")})
    loose = a_value(desk.header())
    for entity in (stray, loose):
        with pytest.raises(CodingError, match=f"The {entity.kind} does not fit"):
            desk.put(entity)
        assert stored(desk, entity) is None


@pytest.mark.parametrize("in_report", [False, True])
def test_a_slot_takes_one_live_value(desk: Desk, in_report: bool) -> None:
    header = desk.header()
    report = a_report(header) if in_report else None
    first, second = a_value(header, report=report), a_value(header, report=report)
    desk.put(header, *([report] if report else []), first)
    with pytest.raises(CodingError, match="does not fit"):
        desk.put(second)
    desk.put(first.model_copy(update={"is_deleted": True}), second)
    with pytest.raises(CodingError, match="does not fit"):
        desk.put(first)
    assert desk.project.verify() == ()


def test_the_same_field_elsewhere_is_another_slot(desk: Desk) -> None:
    header = desk.header()
    first, second = a_report(header, 0), a_report(header, 1)
    values = [a_value(header), a_value(header, report=first), a_value(header, report=second)]
    desk.put(header, first, second, *values)
    with desk.project.read() as reader:
        coding = reader.coding(desk.article.id, desk.coder.id)
    assert coding is not None
    assert list(coding.values()) == values


def test_a_name_and_a_coding_are_taken_once(desk: Desk) -> None:
    with pytest.raises(CodingError, match="coder"):
        desk.put(a_coder(desk.coder.name))
    desk.put(desk.header())
    with pytest.raises(CodingError, match="coding"):
        desk.put(desk.header())


@pytest.mark.parametrize("text", ["\ud83d", "half \udc80 of a pair"])
def test_a_content_that_would_not_come_back_is_refused(desk: Desk, text: str) -> None:
    header = desk.header()
    value = a_value(header).model_copy(update={"content": FreeText(text=text)})
    with pytest.raises(CodingError, match="surrogate"):
        desk.put(header, value)
    assert stored(desk, header) is None


def test_numbers_and_texts_that_no_column_takes_are_refused(desk: Desk) -> None:
    header = desk.header()
    with pytest.raises(CodingError, match="too large"):
        desk.put(header, a_report(header, position=2**63))
    with pytest.raises(CodingError, match="surrogate"):
        desk.put(a_coder("\ud83d"))
    value = a_value(header)
    backwards = some_evidence(header, value, TEXT, Span(0, 6)).model_copy(update={"end": 0})
    with pytest.raises(CodingError, match="does not fit"):
        desk.put(header, value, backwards)
    assert stored(desk, header) is None


def test_a_count_larger_than_any_column_is_kept_in_full(desk: Desk) -> None:
    header = desk.header()
    value = a_value(header, best=10**40)
    desk.put(header, value)
    assert stored(desk, value) == value


def test_the_same_instant_in_another_zone_is_a_change(desk: Desk) -> None:
    header = desk.header()
    noon = dt.datetime(2019, 11, 2, 12, tzinfo=dt.UTC)
    value = a_value(header, "publication_date").model_copy(update={"content": Moment(at=noon)})
    shifted = noon.astimezone(dt.timezone(dt.timedelta(hours=2)))
    desk.put(header, value)
    desk.put(value.model_copy(update={"content": Moment(at=shifted)}))
    found = stored(desk, value)
    assert isinstance(found, Value)
    assert isinstance(found.content, Moment)
    assert found.content.at.isoformat() == "2019-11-02T14:00:00+02:00"
    assert desk.project.verify() == ()


def test_a_refused_put_inside_a_block_that_goes_on_leaves_the_rest(desk: Desk) -> None:
    header = desk.header()
    with desk.project.write(coder_id=desk.coder.id, article_id=desk.article.id, verb="put", label="x") as unit:
        unit.put(header)
        with pytest.raises(CodingError):
            unit.put(a_value(header.model_copy(update={"id": CodingId(new_id())})))
    assert unit.changes is not None
    assert unit.changes.entities == (header,)
    assert desk.project.verify() == ()


# --- Importing ---


def test_an_import_counts_and_pins_its_articles(desk: Desk) -> None:
    articles_import = an_import()
    added = [an_article(articles_import.id, f"Text {number}") for number in range(2_345)]
    heard: list[int] = []
    with desk.project.write(coder_id=None, article_id=None, verb="import", label="importing") as unit:
        unit.add_articles(articles_import, iter(added), heard.append)
    assert heard == [1_000, 2_000, 2_345]
    expected = articles_import.model_copy(update={"article_count": 2_345, "digest": digest_of(added)})
    assert unit.changes is not None
    assert unit.changes.entities == (expected,)
    assert unit.changes.changes[0].before is None
    assert desk.project.verify() == ()


def test_an_import_of_nothing_is_still_an_import(desk: Desk) -> None:
    changes = bring_in(desk.project, an_import(), [])
    assert changes.entities[0].article_count == 0  # type: ignore[union-attr]
    assert desk.project.verify() == ()


@pytest.mark.parametrize("fault", ["taken id", "other import", "surrogate", "source breaks"])
def test_an_import_that_fails_leaves_nothing_even_when_the_caller_goes_on(desk: Desk, fault: str) -> None:
    articles_import = an_import()
    other = a_coder("Coder 2")

    def faulty() -> Iterator[Article]:
        for number in range(1_500):
            yield an_article(articles_import.id, f"Text {number}")
        if fault == "taken id":
            yield an_article(articles_import.id).model_copy(update={"id": desk.article.id})
        elif fault == "other import":
            yield an_article(desk.articles_import.id)
        elif fault == "surrogate":
            yield an_article(articles_import.id).model_copy(update={"text": "\ud83d"})
        else:
            raise KeyError("the folder is gone")

    with desk.project.write(coder_id=None, article_id=None, verb="import", label="importing") as unit:
        unit.put(other)
        with pytest.raises((CodingError, KeyError)):
            unit.add_articles(articles_import, faulty())
    assert unit.changes is not None
    assert unit.changes.entities == (other,)
    with desk.project.read() as reader:
        assert reader.article_count() == 3
        assert len(reader.imports()) == 1
    assert desk.project.verify() == ()


def test_an_import_taken_back_and_brought_again_shows_its_articles(desk: Desk) -> None:
    articles_import = an_import()
    added = an_article(articles_import.id, "Another text.")
    bring_in(desk.project, articles_import, [added])
    counts = []
    for verb in ("undo", "redo"):
        with desk.project.write(coder_id=None, article_id=None, verb="", label="") as unit:
            getattr(unit, verb)()
        with desk.project.read() as reader:
            counts.append(reader.article_count())
    assert counts == [3, 4]
    assert desk.project.verify() == ()


# --- Undo and redo ---


def test_undo_and_redo_go_back_and_forth_across_restarts(desk: Desk) -> None:
    header = desk.header()
    values = [a_value(header, f"field_{number}") for number in range(3)]
    do(desk, "header", header)
    for number, value in enumerate(values):
        do(desk, f"value {number}", value)
    assert label(undo_state(desk)) == ("value 2", None)
    assert [desk.undo() for _ in range(5)] == ["value 2", "value 1", "value 0", "header", None]
    assert label(undo_state(desk)) == (None, "header")
    with desk.project.read() as reader:
        assert reader.coding(desk.article.id, desk.coder.id) is None
    with desk.reopened() as project:
        with project.write(coder_id=desk.coder.id, article_id=desk.article.id, verb="", label="") as unit:
            redone = unit.redo()
        assert redone is not None
        assert redone.label == "header"
        with project.read() as reader:
            assert label(reader.undo_state(desk.coder.id, desk.article.id)) == ("header", "value 0")
            coding = reader.coding(desk.article.id, desk.coder.id)
        assert coding is not None
        assert coding.is_empty
        assert project.verify() == ()


def test_the_inverse_is_an_event_of_its_own_that_names_what_it_undoes(desk: Desk) -> None:
    header = desk.header()
    done = desk.put(header)
    with desk.project.write(coder_id=desk.coder.id, article_id=desk.article.id, verb="x", label="y") as unit:
        returned = unit.undo()
    assert returned == done.event
    undone = unit.changes
    assert undone is not None
    assert (undone.event.kind, undone.event.verb, undone.event.label, undone.event.undoes) == (
        EventKind.UNDO, "put", "the change", done.event.id,
    )  # fmt: skip
    assert undone.changes == tuple(change.inverted() for change in done.changes)
    with desk.project.write(coder_id=desk.coder.id, article_id=desk.article.id, verb="x", label="y") as unit:
        assert unit.redo() == done.event
    assert unit.changes is not None
    assert (unit.changes.event.kind, unit.changes.event.undoes) == (EventKind.REDO, done.event.id)
    assert unit.changes.entities == (header,)
    state = undo_state(desk)
    assert (state.undo, state.redo) == (done.event, None)


def test_a_new_deed_ends_what_could_be_redone(desk: Desk) -> None:
    header = desk.header()
    do(desk, "header", header)
    do(desk, "one", a_value(header, "one"))
    desk.undo()
    do(desk, "two", a_value(header, "two"))
    assert label(undo_state(desk)) == ("two", None)
    assert desk.redo() is None
    assert [desk.undo(), desk.undo(), desk.undo()] == ["two", "header", None]


def test_a_deed_is_undone_back_to_front(desk: Desk) -> None:
    header = desk.header()
    old, new = a_value(header), a_value(header, best=55)
    do(desk, "old", header, old)
    do(desk, "exchange", old.model_copy(update={"is_deleted": True}), new)
    assert desk.undo() == "exchange"
    assert stored(desk, old) == old
    assert stored(desk, new) == new.model_copy(update={"is_deleted": True})
    assert desk.redo() == "exchange"
    assert stored(desk, new) == new
    assert desk.project.verify() == ()


def test_other_coders_and_articles_have_a_line_of_their_own(desk: Desk) -> None:
    other = a_coder("Coder 2")
    with desk.project.write(coder_id=None, article_id=None, verb="join", label="joining") as unit:
        unit.put(other)
    desk.put(desk.header())
    desk.put(desk.header(desk.articles[1]), article=desk.articles[1])
    desk.put(desk.header(coder=other), coder=other)
    with desk.project.write(coder_id=other.id, article_id=desk.article.id, verb="", label="") as unit:
        assert unit.undo() is not None
    with desk.project.read() as reader:
        assert reader.coding(desk.article.id, desk.coder.id) is not None
        assert reader.coding(desk.articles[1].id, desk.coder.id) is not None
        assert reader.coding(desk.article.id, other.id) is None
        assert reader.undo_state(other.id, desk.articles[1].id) == UndoState()
        assert reader.undo_state(CoderId("nobody"), None) == UndoState()
        state = reader.undo_state(None, None)
    assert state.undo is not None
    assert state.undo.label == "joining"


@pytest.mark.parametrize("verb", ["undo", "redo"])
def test_what_another_changed_since_is_not_overwritten(desk: Desk, verb: str) -> None:
    header = desk.header()
    value = a_value(header)
    do(desk, "header", header)
    do(desk, "value and note", value, a_value(header, "second"))
    if verb == "redo":
        desk.undo()
    present = stored(desk, value)
    assert isinstance(present, Value)
    changed = present.model_copy(update={"missing_evidence_reason": "elsewhere"})
    desk.put(changed, coder=desk.coder, article=desk.articles[1])
    head = desk.project.head
    with pytest.raises(CodingError, match=r"“value and note” cannot be (undone|redone)"):
        getattr(desk, verb)()
    assert stored(desk, value) == changed
    assert desk.project.head == head
    assert desk.project.verify() == ()


def test_a_refused_undo_changes_nothing_even_when_the_caller_goes_on(desk: Desk) -> None:
    header = desk.header()
    first, second = a_value(header, "first"), a_value(header, "second")
    do(desk, "header", header)
    do(desk, "both", first, second)
    desk.put(first.model_copy(update={"missing_evidence_reason": "elsewhere"}), article=desk.articles[1])
    with (
        desk.project.write(coder_id=desk.coder.id, article_id=desk.article.id, verb="", label="") as unit,
        pytest.raises(CodingError),
    ):
        unit.undo()
    assert unit.changes is None
    assert stored(desk, second) == second


def test_undo_into_a_slot_that_was_filled_elsewhere_is_refused(desk: Desk) -> None:
    header = desk.header()
    value = a_value(header)
    do(desk, "header and value", header, value)
    do(desk, "remove", value.model_copy(update={"is_deleted": True}))
    desk.put(a_value(header), article=desk.articles[1])
    with pytest.raises(CodingError, match="does not fit"):
        desk.undo()
    assert desk.project.verify() == ()


def test_undo_is_a_deed_of_its_own(desk: Desk) -> None:
    header = desk.header()
    do(desk, "header", header)

    def mix() -> None:
        with desk.project.write(coder_id=desk.coder.id, article_id=desk.article.id, verb="", label="") as unit:
            unit.put(a_value(header))
            unit.undo()

    with pytest.raises(RuntimeError, match="unit of work of their own"):
        mix()
    assert stored(desk, header) == header


def test_a_clock_set_back_changes_times_and_not_the_order(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    header = desk.header()
    do(desk, "first", header)
    past = dt.datetime(1999, 1, 1, tzinfo=dt.UTC)
    monkeypatch.setattr(unit_of_work_module, "utc_now", lambda: past)
    do(desk, "second", a_value(header))
    with desk.project.read() as reader:
        last = reader.last_event()
    assert last is not None
    assert (last.label, last.at) == ("second", past)
    assert label(undo_state(desk)) == ("second", None)
    assert desk.undo() == "second"
    assert desk.project.verify() == ()
