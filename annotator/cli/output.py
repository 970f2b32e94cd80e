"""How commands speak: plain lines for people, JSON for scripts, errors to standard error."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

_people = Console(highlight=False, markup=False, soft_wrap=True)
_errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and the embeddings, overrides and isolates with which a name could turn the words after it."""


def speak_plainly() -> None:
    """Have characters that standard output cannot show written as escapes instead of ending the command."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def say(sentence: str) -> None:
    """Print a line for people."""
    _people.print(_tamed(sentence))


def complain(sentence: str) -> None:
    """Print a line to standard error."""
    _errors.print(_tamed(sentence))


def _tamed(sentence: str) -> str:
    """Return the sentence with nothing in it that would steer a terminal; names of files may hold anything."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", sentence)


def answer(facts: dict[str, Any]) -> None:
    """Print facts as one JSON object."""
    sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=1, default=str) + "\n")


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
