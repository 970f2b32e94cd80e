"""What this computer remembers of the projects it had open, to know an older or different file when it sees one.

One small JSON file per project in the state folder: for each place the file was, its head and head hash when last
seen. Losing it loses only a warning, so a failure to write it is passed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from annotator.domain.ids import ProjectId
from annotator.store.history import Head


class Memory:
    """The remembered heads of one project by the path of its file."""

    def __init__(self, state_folder: Path, project_id: ProjectId) -> None:
        self._file = state_folder / "projects" / f"{project_id}.json"

    def heads(self) -> dict[str, Head]:
        """Return the remembered heads by path; nothing when there are none or they cannot be read."""
        try:
            said = json.loads(self._file.read_text(encoding="utf-8"))
            return {str(path): Head(int(head), str(head_hash)) for path, (head, head_hash) in said.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def remember(self, file: Path, head: Head) -> None:
        """Keep the head of the project at this place, in one step or not at all."""
        heads = self.heads() | {str(file): head}
        temporary = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(heads, indent=1), encoding="utf-8")
            temporary.replace(self._file)


def project_seen_at(state_folder: Path, file: Path) -> ProjectId | None:
    """Return which project was seen at a place last; None when none is remembered there."""
    known = sorted((state_folder / "projects").glob("*.json"), key=_when_written, reverse=True)
    seen = (ProjectId(path.stem) for path in known)
    return next((one for one in seen if str(file) in Memory(state_folder, one).heads()), None)


def _when_written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def warnings_about(
    file: Path, head: Head, remembered: dict[str, Head], hash_at: Callable[[int], str | None]
) -> tuple[str, ...]:
    """Return a sentence when the file is older than, or parted from, what was seen of the project before.

    ``hash_at`` gives the hash of the file's event with a number. The file's own place is looked at first, then the
    place where most of the project was seen.
    """
    if not remembered:
        return ()
    furthest = max(remembered, key=lambda path: remembered[path].sequence)
    for path in dict.fromkeys((str(file), furthest)):
        seen = remembered.get(path)
        if seen is None:
            continue
        where = "here" if path == str(file) else f"in {path}"
        if head.sequence < seen.sequence:
            return (
                f"This file is older than the project last seen {where}: it has {head.sequence} changes, "
                f"there were {seen.sequence}. A backup or the other file may have the rest.",
            )
        if seen.sequence > 0 and hash_at(seen.sequence) != seen.hash:
            return (
                f"This file has a different history than the project last seen {where}: they parted at or before "
                f"change {seen.sequence}. Work may have been done on two copies.",
            )
    return ()
