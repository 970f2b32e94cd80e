"""A packet read whole and checked, before anything is said about merging it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.domain.coding import Coder, Coding, CodingHeader
from annotator.domain.entities import Entity
from annotator.domain.errors import ProjectError
from annotator.domain.ids import ArticleId, PacketId
from annotator.domain.packets import PacketOrigin
from annotator.domain.rounds import Round

if TYPE_CHECKING:
    from annotator.store.packet_history import PacketHistory, Progress, StoredEvent
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader
    from annotator.store.travelled import ArticleFacts

KEPT = "Nothing was changed."
_MAPPINGS = {
    "report": "reports_by_id",
    "group": "groups_by_id",
    "value": "values_by_id",
    "evidence": "evidence_by_id",
    "note": "notes_by_id",
}
"""Each kind of record in a coding and the mapping that holds it."""


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
    articles: Mapping[ArticleId, ArticleFacts]
    codings: Mapping[ArticleId, tuple[Coding, ...]]
    events: Mapping[ArticleId, tuple[StoredEvent, ...]]
    left_behind: tuple[LeftBehind, ...]
    touched: frozenset[ArticleId]
    """Articles whose coding was changed by something that was left behind."""
    whole: frozenset[ArticleId] = frozenset()
    """Articles whose coding is what their events leave, and nothing else: it was begun in the packet."""
    misfits: dict[ArticleId, str] = field(default_factory=dict, compare=False, repr=False)
    """What was found when codings were held against the project's codebooks: it does not change."""


def read_packet(path: Path, state_folder: Path, progress: Progress | None = None) -> PacketContents:
    """Return what is in a packet. ``progress`` gets the number of its events that were read, and of all.

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
        try:
            with packet.read() as reader:
                return _contents(packet, packet.origin, path, reader, progress)
        except ProjectError as error:
            raise ProjectError(
                f"{error.message} It may have been changed by another program.",
                kept=KEPT,
                remedy="Ask its coder for the file again, or for a backup of it.",
            ) from error


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


def _contents(
    packet: ProjectFile, origin: PacketOrigin, path: Path, reader: Reader, progress: Progress | None
) -> PacketContents:
    history = reader.packets.history(packet.project_id, progress)
    by_id = {one.id: one for one in history.records if isinstance(one, Coder | Round)}
    coder, coding_round = by_id.get(origin.coder_id), by_id.get(origin.round_id)
    is_its_own = origin.id == PacketId(packet.project_id) and not origin.is_deleted
    if not is_its_own or not isinstance(coder, Coder) or not isinstance(coding_round, Round):
        raise ProjectError(f"{path} is damaged: it does not say whose packet it is.")
    place = coder.id, coding_round.id
    events: dict[ArticleId, list[StoredEvent]] = {}
    others: list[StoredEvent] = []
    for event in history.events[1:]:
        said = event.record
        if said.article_id is not None and (said.coder_id, said.line) == place:
            events.setdefault(ArticleId(said.article_id), []).append(event)
        else:
            others.append(event)
    codings = _codings(history.records, place)
    return PacketContents(
        path=path,
        origin=origin,
        head=packet.head.sequence,
        head_hash=packet.head.hash,
        coder=coder,
        round=coding_round,
        articles=reader.packets.article_facts(),
        codings=codings,
        events={article_id: tuple(found) for article_id, found in events.items()},
        left_behind=tuple(LeftBehind(_article_of(event), event.record.label) for event in others),
        touched=frozenset(_touched(reader, others, codings)),
        whole=frozenset(_begun_here(history, codings)),
    )


def _codings(records: Sequence[Entity], place: tuple[str, str]) -> dict[ArticleId, tuple[Coding, ...]]:
    """Return by article one coder's codings in one round, deleted ones included."""
    headers = [one for one in records if isinstance(one, CodingHeader) and (one.coder_id, one.round_id) == place]
    parts: dict[str, dict[str, dict[str, Any]]] = {header.id: {} for header in headers}
    for record in records:
        if (of_coding := parts.get(getattr(record, "coding_id", ""))) is not None:
            of_coding.setdefault(_MAPPINGS[record.kind], {})[record.id] = record
    found: dict[ArticleId, list[Coding]] = {}
    for header in headers:
        found.setdefault(header.article_id, []).append(Coding(header, **parts[header.id]))
    return {article_id: tuple(codings) for article_id, codings in found.items()}


def records_in(codings: Iterable[Coding]) -> tuple[Entity, ...]:
    """Return every record of these codings, tombstones included."""
    return tuple(
        record
        for coding in codings
        for records in (
            {coding.header.id: coding.header},
            coding.reports_by_id,
            coding.groups_by_id,
            coding.values_by_id,
            coding.evidence_by_id,
            coding.notes_by_id,
        )
        for record in records.values()
    )


def _article_of(event: StoredEvent) -> ArticleId | None:
    return None if event.record.article_id is None else ArticleId(event.record.article_id)


def _begun_here(history: PacketHistory, codings: Mapping[ArticleId, tuple[Coding, ...]]) -> Iterator[ArticleId]:
    """Yield the articles whose codings no event touched but those of the same article."""
    for article_id, found in codings.items():
        if all(history.places[coding.header.id] == article_id for coding in found):
            yield article_id


def _touched(
    reader: Reader, others: list[StoredEvent], codings: Mapping[ArticleId, tuple[Coding, ...]]
) -> Iterator[ArticleId]:
    """Yield the articles whose coding has records that something else than coding made or changed."""
    if not others:
        return
    changed = reader.packets.changes_of_steps([event.record.id for event in others])
    ids = {change.after.id for changes in changed.values() for change in changes}
    for article_id, found in codings.items():
        if any(record.id in ids for record in records_in(found)):
            yield article_id
