"""How commands speak: plain lines for people, JSON for scripts, errors to standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from annotator.domain.names import as_one_line, steering_as_json

_people = Console(highlight=False, markup=False, soft_wrap=True)
_errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def speak_plainly() -> None:
    """Have characters that standard output cannot show written as escapes instead of ending the command."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def say(sentence: str) -> None:
    """Print one line for people, whatever the names in it hold."""
    _people.print(as_one_line(sentence))


def complain(sentence: str) -> None:
    """Print one line to standard error, whatever the names in it hold."""
    _errors.print(as_one_line(sentence))


def answer(facts: dict[str, Any]) -> None:
    """Print facts as one JSON object; OSError when they cannot be written."""
    if sys.stdout is None:
        return  # there is nobody to tell
    sys.stdout.write(steering_as_json(json.dumps(facts, ensure_ascii=False, indent=1, default=str)) + "\n")
    sys.stdout.flush()


def say_no_more() -> None:
    """Let go of what was to be printed and cannot be, or Python would try and fail once more at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


class Advance(Protocol):
    """Takes the number of things done so far and, once it is known, of all."""

    def __call__(self, done: int, total: int | None = None, /) -> None:
        """Show it."""


@contextmanager
def bar(words: str, total: int | None = None) -> Iterator[Advance]:
    """Show progress on standard error while the block runs; see `Advance`.

    Nothing is drawn where standard error is not a terminal.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=_errors, transient=True, disable=not _errors.is_terminal) as progress:
        task = progress.add_task(words, total=total)
        yield lambda done, total=None: progress.update(task, completed=done, total=total)
