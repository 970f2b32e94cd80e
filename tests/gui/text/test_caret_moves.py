"""Where commands lead the caret, and growing and shrinking a selection."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from annotator.domain.text import Span
from annotator.gui.text.caret_moves import Expansion, caret_after, number_after
from annotator.gui.text.keys import Command

TEXT = "One two. Three 4.\nFive 6 “seven eight” nine."


@pytest.mark.parametrize(
    "command, anchor, caret",
    [
        (Command.NEXT_SENTENCE, 9, 9),
        (Command.PREVIOUS_SENTENCE, 0, 0),
        (Command.EXTEND_TO_NEXT_SENTENCE, 4, 9),
        (Command.EXTEND_TO_PREVIOUS_SENTENCE, 4, 0),
        (Command.NEXT_PARAGRAPH, 18, 18),
        (Command.PREVIOUS_PARAGRAPH, 0, 0),
        (Command.EXTEND_TO_NEXT_PARAGRAPH, 4, 18),
        (Command.EXTEND_TO_PREVIOUS_PARAGRAPH, 4, 0),
    ],
)
def test_the_caret_after_a_command(command: Command, anchor: int, caret: int) -> None:
    assert caret_after(TEXT, 4, 6, command) == (anchor, caret)


@pytest.mark.parametrize("command", [Command.EXPAND, Command.NEXT_HIGHLIGHT, Command.NEXT_NUMBER, Command.END_LATER])
def test_other_commands_do_not_move_the_caret_by_text(command: Command) -> None:
    assert caret_after(TEXT, 4, 6, command) is None


def test_next_number_walks_through_all_numbers_and_stops() -> None:
    found = []
    selection = Span(0, 0)
    while (number := number_after(TEXT, selection, Command.NEXT_NUMBER)) is not None:
        found.append(TEXT[number.start : number.end])
        selection = number
    assert found == ["One", "two", "Three", "4", "Five", "6", "seven", "eight", "nine"]


def test_previous_number_walks_back_through_all_numbers() -> None:
    found = []
    selection = Span(len(TEXT), len(TEXT))
    while (number := number_after(TEXT, selection, Command.PREVIOUS_NUMBER)) is not None:
        found.append(TEXT[number.start : number.end])
        selection = number
    assert found[:2] == ["nine", "eight"]
    assert found[-1] == "One"


@given(st.integers(0, len(TEXT)), st.integers(1, 5))
def test_shrinking_takes_back_as_many_steps_as_growing_made(offset: int, count: int) -> None:
    expansion = Expansion()
    steps = [Span(offset, offset)]
    for _ in range(count):
        steps.append(expansion.grown(TEXT, steps[-1]))
    distinct = list(dict.fromkeys(steps))
    span = distinct[-1]
    for expected in reversed(distinct[:-1]):
        span = expansion.shrunk(span)
        assert span == expected
    assert expansion.shrunk(span) == span


def test_a_selection_made_otherwise_does_not_shrink_to_old_steps() -> None:
    expansion = Expansion()
    expansion.grown(TEXT, Span(5, 5))
    assert expansion.shrunk(Span(9, 14)) == Span(9, 14)
