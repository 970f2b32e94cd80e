"""The last resort for a change that could not be stored: a line in a file beside no project."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.values import Frozen

if TYPE_CHECKING:
    from annotator.services.coding import CodingKey


def rescue_file(state_folder: Path) -> Path:
    """Return the file that changes are rescued to, one JSON object a line."""
    return state_folder / "unsaved changes.jsonl"


def rescue_line(key: CodingKey, intent: partial[Any]) -> str:
    """Return an intent's verb and arguments as one line of JSON, its end included."""
    line = {
        "at": dt.datetime.now(dt.UTC).isoformat(),
        "article": key.article_id,
        "coder": key.coder_id,
        "verb": intent.func.__name__,
        "arguments": {name: _as_json(argument) for name, argument in intent.keywords.items()},
    }
    return json.dumps(line, ensure_ascii=False) + "\n"


def write_rescue(state_folder: Path, key: CodingKey, intent: partial[Any]) -> str:
    """Append the intent to the file and return its line; empty where even that fails and it stays in memory only."""
    line = rescue_line(key, intent)
    try:
        state_folder.mkdir(parents=True, exist_ok=True)
        with rescue_file(state_folder).open("a", encoding="utf-8") as file:
            file.write(line)
    except OSError:
        return ""
    return line


def forget_rescue(state_folder: Path, lines: Sequence[str]) -> None:
    """Remove the file when it holds these lines and nothing else; other windows and days may have added theirs."""
    file = rescue_file(state_folder)
    with suppress(OSError):
        if file.read_text(encoding="utf-8") == "".join(lines):
            file.unlink()


def _as_json(argument: object) -> object:
    if isinstance(argument, Frozen):
        return argument.model_dump(mode="json")
    return argument if isinstance(argument, str | int | tuple) else repr(argument)
