"""The queue holds the pages somebody looked at and no others."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt

from annotator.domain.queue import Progress
from annotator.gui.queue.queue_model import PAGE_LENGTH, QueueModel
from tests.gui.queue.articles import SlowStore, line


@pytest.fixture
def model() -> QueueModel:
    return QueueModel()


@pytest.fixture
def store(model: QueueModel) -> SlowStore:
    return SlowStore(model)


def title(model: QueueModel, row: int) -> object:
    return model.data(model.index(row))


def test_a_page_is_asked_for_once_however_often_it_is_looked_at(model: QueueModel, store: SlowStore) -> None:
    model.set_row_numbers(list(range(1000, 1250)))
    for row in (0, 5, 99, 0, 100, 199, 249):
        assert title(model, row) == "…"
    assert store.asked == [0, 100, 200]


def test_pages_may_come_in_any_order(model: QueueModel, store: SlowStore) -> None:
    model.set_row_numbers(list(range(1000, 1250)))
    for row in (0, 100, 200):
        title(model, row)
    store.answer(2)
    store.answer(0)
    assert [title(model, row) for row in (3, 103, 249)] == ["Article 1003", "…", "Article 1249"]
    store.answer()
    assert title(model, 103) == "Article 1103"
    assert len(store.asked) == 3


def test_a_page_that_came_is_announced_once_with_its_rows(model: QueueModel, store: SlowStore) -> None:
    announced: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: announced.append((first.row(), last.row())))
    model.set_row_numbers(list(range(130)))
    title(model, 120)
    store.answer()
    assert announced == [(100, 129)]


def test_an_answer_for_a_list_that_is_no_longer_shown_is_dropped(model: QueueModel, store: SlowStore) -> None:
    model.set_row_numbers([1, 2, 3])
    title(model, 0)
    model.set_row_numbers([1, 3])
    store.answer()
    assert model.item_at(0) is None, "the page of another filter was taken"
    store.answer_all()
    assert title(model, 1) == "Article 3"


def test_an_answer_about_articles_that_are_gone_is_dropped(model: QueueModel, store: SlowStore) -> None:
    model.set_row_numbers([1, 2, 3])
    title(model, 0)
    model.set_row_numbers([])
    store.answer()
    assert model.rowCount() == 0


@pytest.mark.parametrize("numbers", [[], [99], [2, 3], [1, 2]], ids=["none", "unknown", "from the middle", "too few"])
def test_an_answer_that_is_no_page_is_dropped(model: QueueModel, numbers: list[int]) -> None:
    model.set_row_numbers([1, 2, 3])
    model.set_page(numbers, [line(number) for number in numbers])
    assert model.item_at(0) is None


def test_refreshing_keeps_the_old_lines_until_the_answer_comes(model: QueueModel, store: SlowStore) -> None:
    model.set_row_numbers([10, 11])
    title(model, 0)
    store.answer()
    model.refresh_article(11)
    assert store.asked == [0, 0]
    assert title(model, 1) == "Article 11"
    store.answer(progress=Progress.DRAFT)
    item = model.item_at(1)
    assert item is not None
    assert item.progress is Progress.DRAFT


def test_refreshing_an_article_that_is_not_shown_asks_for_nothing(model: QueueModel, store: SlowStore) -> None:
    model.set_row_numbers([10, 11])
    model.refresh_article(12)
    assert store.asked == []


def test_another_list_forgets_the_pages_of_the_one_before(model: QueueModel, store: SlowStore) -> None:
    model.set_row_numbers([10, 11])
    title(model, 0)
    store.answer()
    model.set_row_numbers([10, 11])
    assert title(model, 0) == "…"
    assert store.asked == [0, 0]


def test_a_hundred_thousand_articles_hold_only_the_pages_that_were_visited(model: QueueModel, store: SlowStore) -> None:
    model.set_row_numbers(list(range(100_000)))
    assert store.asked == []
    for row in (0, 50_000, 99_999):
        title(model, row)
    assert store.asked == [0, 50_000, 99_900]
    assert store.open_count == 3
    store.answer_all()
    assert sum(map(len, model._pages.values())) == 3 * PAGE_LENGTH
    assert title(model, 99_999) == "Article 99999"


def test_rows_and_row_numbers_are_found_from_each_other(model: QueueModel) -> None:
    model.set_row_numbers([40, 7, 12])
    assert [model.row_number_at(row) for row in (-1, 0, 2, 3)] == [None, 40, 12, None]
    assert [model.row_of(number) for number in (40, 12, 1)] == [0, 2, None]


def test_a_page_with_an_article_missing_from_the_store_leaves_the_last_line_blank(model: QueueModel) -> None:
    model.set_row_numbers([1, 2])
    model.set_page([1, 2], [line(1)])
    assert model.item_at(1) is None
    assert title(model, 1) == "…"


@pytest.mark.parametrize(
    "progress, words",
    [
        (Progress.NOT_STARTED, "Bombing, not started"),
        (Progress.DRAFT, "Bombing, in progress"),
        (Progress.COMPLETE, "Bombing, complete"),
        (Progress.NO_INCIDENT, "Bombing, no incident"),
    ],
)
def test_a_screen_reader_hears_title_and_progress(model: QueueModel, progress: Progress, words: str) -> None:
    model.set_row_numbers([1])
    model.set_page([1], [line(1, progress, "Bombing")])
    index = model.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == words
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "<qt>Bombing</qt>"
    assert index.data(QueueModel.ItemRole) == line(1, progress, "Bombing")


def test_there_is_nothing_outside_the_list(model: QueueModel) -> None:
    model.set_row_numbers([1])
    outside = model.createIndex(5, 0)
    assert model.data(outside) is None
    assert model.data(QModelIndex()) is None
