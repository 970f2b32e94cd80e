"""What is worked out of contents is worked out once for each."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest

from annotator.domain.values import Count, Moment
from annotator.formats.datasets import remembered
from annotator.formats.datasets.remembered import Remembered


def test_a_content_is_worked_out_once() -> None:
    counted = count(1)
    numbers: Remembered[int] = Remembered(lambda _content: next(counted))
    one, other = Count(best=1), Count(best=2)
    assert [numbers.of(content) for content in (one, other, one, other)] == [1, 2, 1, 2]


def test_equal_times_of_different_zones_are_told_apart() -> None:
    noon = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
    one, other = Moment(at=noon), Moment(at=noon.astimezone(dt.timezone(dt.timedelta(hours=2))))
    assert one == other
    written: Remembered[str] = Remembered(lambda content: content.model_dump_json())
    assert [written.of(content) for content in (one, other)] == [one.model_dump_json(), other.model_dump_json()]
    assert written.of(one) != written.of(other)


def test_what_else_it_takes_is_handed_on() -> None:
    told: Remembered[str] = Remembered(lambda content, *also: " ".join((content.type, *also)))
    assert told.of(Count(), "a", "b") == "count a b"


def test_what_was_forgotten_is_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_KEPT", 3)
    contents = [Count(best=number) for number in range(10)]
    counted = count()
    told: Remembered[tuple[int, int]] = Remembered(lambda content: (content.best, next(counted)))
    found = [told.of(content) for content in contents * 2]
    assert [best for best, _ in found] == [*range(10), *range(10)]
    assert len(dict.fromkeys(found)) == 20


def test_a_content_made_where_another_was_has_its_own_answer() -> None:
    told: Remembered[int | None] = Remembered(lambda content: content.best)
    assert [told.of(Count(best=number)) for number in range(1_000)] == list(range(1_000))
