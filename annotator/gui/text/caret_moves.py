"""Where the reader's own caret commands lead, as plain offsets into the stored text."""

from __future__ import annotations

from annotator.domain.text import Span
from annotator.gui.text.boundaries import expanded, neighbouring_number, neighbouring_paragraph, neighbouring_sentence
from annotator.gui.text.keys import Command

SENTENCE_MOVES = {
    Command.NEXT_SENTENCE: (True, False),
    Command.PREVIOUS_SENTENCE: (False, False),
    Command.EXTEND_TO_NEXT_SENTENCE: (True, True),
    Command.EXTEND_TO_PREVIOUS_SENTENCE: (False, True),
}
PARAGRAPH_MOVES = {
    Command.NEXT_PARAGRAPH: (True, False),
    Command.PREVIOUS_PARAGRAPH: (False, False),
    Command.EXTEND_TO_NEXT_PARAGRAPH: (True, True),
    Command.EXTEND_TO_PREVIOUS_PARAGRAPH: (False, True),
}
"""Of each command: whether it goes forward, and whether it extends the selection."""


def caret_after(text: str, anchor: int, caret: int, command: Command) -> Span | None:
    """Return ``(anchor, caret)`` after a sentence or paragraph command; None for any other command.

    The two may stand in either order.
    """
    if command in SENTENCE_MOVES:
        forward, is_extending = SENTENCE_MOVES[command]
        target = neighbouring_sentence(text, caret, forward=forward)
    elif command in PARAGRAPH_MOVES:
        forward, is_extending = PARAGRAPH_MOVES[command]
        target = neighbouring_paragraph(text, caret, forward=forward)
    else:
        return None
    return Span(anchor if is_extending else target, target)


def number_after(text: str, selection: Span, command: Command) -> Span | None:
    """Return the number to select for a number command; None when there is no further one."""
    forward = command is Command.NEXT_NUMBER
    offset = selection.start if selection.end > selection.start or not forward else selection.start - 1
    return neighbouring_number(text, offset, forward=forward)


class Expansion:
    """Selecting more, step by step, and less again by the same steps."""

    def __init__(self) -> None:
        self._steps: list[Span] = []

    def grown(self, text: str, selection: Span) -> Span:
        """Return the next larger selection and remember this one."""
        if not self._steps or self._steps[-1] != selection:
            self._steps = [selection]
        larger = expanded(text, selection)
        if larger != selection:
            self._steps.append(larger)
        return larger

    def shrunk(self, selection: Span) -> Span:
        """Return the selection before the last step; the same one when it did not come from a step."""
        if len(self._steps) < 2 or self._steps[-1] != selection:
            return selection
        self._steps.pop()
        return self._steps[-1]
