"""A packet read whole and checked, before anything is said about merging it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.domain.coding import Coder
from annotator.domain.entities import Entity
from annotator.domain.errors import ProjectError
from annotator.domain.ids import ArticleId
from annotator.domain.packets import PacketOrigin
from annotator.domain.rounds import Round

if TYPE_CHECKING:
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader
    from annotator.store.travelled import StoredEvent

KEPT = "Nothing was changed."
Progress = Callable[[int], None]


class PacketArticle(NamedTuple):
    """An article as the packet has it: its name for people and the hash of its text."""

    title: str
    sha256: str


class LeftBehind(NamedTuple):
    """Something that was done in a packet and is no coding of its coder in its round."""

    article_id: ArticleId | None
    label: str


@dataclass(frozen=True, slots=True)
class PacketContents:
    """Everything a packet brings, checked in itself; ``events`` are its own, all after the one that made it."""

    path: Path
    origin: PacketOrigin
    head: int
    head_hash: str
    coder: Coder
    round: Round
    articles: Mapping[ArticleId, PacketArticle]
    records: Mapping[ArticleId, tuple[Entity, ...]]
    events: Mapping[ArticleId, tuple[StoredEvent, ...]]
    left_behind: tuple[LeftBehind, ...]
    touched: frozenset[ArticleId]
    """Articles whose coding was changed by something that was left behind."""


def read_packet(path: Path, state_folder: Path, progress: Progress | None = None) -> PacketContents:
    """Return what is in a packet; ``progress`` gets the number of steps done.

    Raises ProjectError when the file cannot be used (see `ProjectFile.open`), is no packet, is damaged or was altered
    by another program, ProjectBusyError when it is open in a window. The file is not changed.
    """
    from annotator.store.project_file import ProjectFile

    with _held(path), ProjectFile.open(path, state_folder=state_folder, read_only=True) as packet:
        if packet.origin is None:
            raise ProjectError(
                f"{path} is a project, not a packet.",
                kept=KEPT,
                remedy="Choose a file that was made with “Make packets”.",
            )
        _refuse_unsound(packet, packet.origin, path, progress)
        with packet.read() as reader:
            return _contents(packet, packet.origin, path, reader)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Keep windows from opening the packet while it is read; raise ProjectBusyError when one has it open."""
    from annotator.store.lock import LOCK_SUFFIX, FileLock

    file = Path(os.path.realpath(path))
    lock = None
    # Where no lock can be made nobody can be writing either.
    with suppress(OSError):
        if file.is_file():
            lock = FileLock(file.with_name(file.name + LOCK_SUFFIX), path)
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def _refuse_unsound(packet: ProjectFile, origin: PacketOrigin, path: Path, progress: Progress | None) -> None:
    findings = packet.verify(None if progress is None else lambda done, _: progress(done))
    if not findings and (origin.id != packet.project_id or origin.is_deleted):
        detail = "it says that it is another packet."
    elif findings:
        detail = findings[0].detail
    else:
        return
    raise ProjectError(
        f"{path} is damaged or was changed by another program: {detail}",
        kept=KEPT,
        remedy="Ask its coder for the file again, or for a backup of it.",
    )


def _contents(packet: ProjectFile, origin: PacketOrigin, path: Path, reader: Reader) -> PacketContents:
    coder, coding_round = reader.entity("coder", origin.coder_id), reader.entity("round", origin.round_id)
    if not isinstance(coder, Coder) or not isinstance(coding_round, Round):
        raise ProjectError(f"{path} is damaged: it lacks its coder or its round.", kept=KEPT)
    events: dict[ArticleId, list[StoredEvent]] = {}
    others: list[StoredEvent] = []
    for event in reader.packets.stored_events(after=1):
        record = event.record
        if record.article_id is not None and (record.coder_id, record.line) == (coder.id, coding_round.id):
            events.setdefault(ArticleId(record.article_id), []).append(event)
        else:
            others.append(event)
    records = reader.packets.whole_codings(coder.id, coding_round.id)
    return PacketContents(
        path=path,
        origin=origin,
        head=packet.head.sequence,
        head_hash=packet.head.hash,
        coder=coder,
        round=coding_round,
        articles={
            article.id: PacketArticle(article.metadata.title or article.file_name or "Article", article.sha256)
            for article in reader.articles()
        },
        records={article_id: tuple(found) for article_id, found in records.items()},
        events={article_id: tuple(found) for article_id, found in events.items()},
        left_behind=tuple(LeftBehind(_article_of(event), event.record.label) for event in others),
        touched=frozenset(_touched(reader, others, records)),
    )


def _article_of(event: StoredEvent) -> ArticleId | None:
    return None if event.record.article_id is None else ArticleId(event.record.article_id)


def _touched(
    reader: Reader, others: list[StoredEvent], records: Mapping[ArticleId, list[Entity]]
) -> Iterator[ArticleId]:
    """Yield the articles whose coding has records that something else than coding made or changed."""
    if not others:
        return
    changed = reader.packets.changes_of_steps([event.record.id for event in others])
    ids = {change.after.id for changes in changed.values() for change in changes}
    for article_id, found in records.items():
        if any(record.id in ids for record in found):
            yield article_id
