"""Moving the ends of a span by characters as people see them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from annotator.domain.text import Span
from annotator.gui.text.adjusting import EndDrag, adjusted, neighbouring_character
from annotator.gui.text.keys import Command

pieces = st.sampled_from(["a", "é", "e\u0301", "👨‍👩‍👧", "ب", "🚑", "\n", "汉", "𠮷"])


@given(st.lists(pieces, max_size=20))
def test_walking_by_characters_stops_at_every_seen_character(seen: list[str]) -> None:
    text = "".join(seen)
    stops = [0]
    for piece in seen:
        stops.append(stops[-1] + len(piece))
    assert [neighbouring_character(text, stop, forward=True) for stop in stops] == [*stops[1:], len(text)]
    assert [neighbouring_character(text, stop, forward=False) for stop in stops] == [0, *stops[:-1]]


def test_a_flag_is_one_character() -> None:
    assert neighbouring_character("a🇲🇱b", 1, forward=True) == 3
    assert neighbouring_character("a🇲🇱b", 3, forward=False) == 1


@pytest.mark.parametrize(
    "command, result",
    [
        (Command.END_LATER, "53 "),
        (Command.END_EARLIER, "5"),
        (Command.START_LATER, "3"),
        (Command.START_EARLIER, " 53"),
        (Command.EXPAND, None),
    ],
)
def test_each_command_moves_its_end(command: Command, result: str | None) -> None:
    text = "least 53 soldiers"
    changed = adjusted(text, Span(6, 8), command)
    assert (changed and text[changed.start : changed.end]) == result


@pytest.mark.parametrize("command", [Command.END_EARLIER, Command.START_LATER])
def test_a_span_of_one_seen_character_gets_no_smaller(command: Command) -> None:
    assert adjusted("a👨‍👩‍👧b", Span(1, 6), command) is None


@pytest.mark.parametrize("command", [Command.END_LATER, Command.START_EARLIER])
def test_a_span_of_the_whole_text_gets_no_larger(command: Command) -> None:
    assert adjusted("all", Span(0, 3), command) is None


@given(st.integers(0, 50), st.lists(st.integers(0, 50), max_size=8))
def test_a_dragged_end_may_cross_the_other_but_never_meets_it(fixed: int, moves: list[int]) -> None:
    drag = EndDrag("key", fixed, Span(fixed, fixed + 1))
    for move in moves:
        drag = drag.moved_to(move)
        assert drag.span.start < drag.span.end
        assert fixed in drag.span
        assert move in drag.span or move == fixed
