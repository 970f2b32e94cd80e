"""One intent: every record it changes and the event that says so, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple

from pydantic_core import PydanticSerializationError
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import IntegrityError, StatementError

from annotator.domain.article import Article, ArticleImport
from annotator.domain.changes import Change, Changes, Event, EventKind
from annotator.domain.coding import CodingHeader
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError, ProjectChangedError
from annotator.domain.ids import ArticleId, EventId, new_id
from annotator.domain.packets import PacketMerge
from annotator.store import bulk, history, sqlite
from annotator.store.articles import insert_articles
from annotator.store.effects import turned_round
from annotator.store.history import Head, Scope
from annotator.store.mapping import MAPPERS, Mapper, is_same
from annotator.store.packet_history import StoredEvent
from annotator.store.reader import Reader
from annotator.store.schema import EVENT, PROJECT
from annotator.store.travelled import insert_travelled

Key = tuple[str, str]

NOTHING_CHANGED = "Nothing was changed."

_OTHER_COLUMNS = 1_000_000
"""Bytes an event may take beside its changes."""


class Deed(NamedTuple):
    """What history will say was done."""

    scope: Scope
    verb: str
    label: str
    kind: EventKind = EventKind.DO
    undoes: EventId | None = None


def utc_now() -> dt.datetime:
    """Return the time that events carry; the order of events never depends on it."""
    return dt.datetime.now(dt.UTC)


class UnitOfWork(Reader):
    """A transaction that is written as one event when its ``with`` block ends well, and not at all otherwise.

    ``changes`` is None until then, and stays None when nothing was changed.
    """

    def __init__(self, connection: Connection, deed: Deed) -> None:
        super().__init__(connection)
        self.changes: Changes | None = None
        self._deed_done = deed
        self._changed: dict[Key, Change] = {}
        self._again: set[Key] = set()
        self._brought: list[Change] = []
        self._is_turned_round = False

    def put(self, entity: Entity) -> None:
        """Insert a record or replace the one with its id; storing what is there already does nothing.

        Raises CodingError when the record does not fit the others: it refers to one that is not there, or takes the
        place of a live one (a second value in a slot, a second coder of a name).
        """
        before = self.entity(entity.kind, entity.id)
        if before is not None and is_same(before, entity):
            return
        mapper = MAPPERS[entity.kind]
        sqlite.refuse_ended(self._connection)
        with _fitting(entity.kind):
            if before is None:
                self._connection.execute(mapper.insert, mapper.row(entity))
            else:
                self._connection.execute(mapper.update, mapper.replacement(entity))
        self._note([Change(before=before, after=entity)])

    def put_all(self, entities: Iterable[Entity]) -> None:
        """As `put`, for thousands of records of which each is there once, in any order.

        Raises CodingError as `put` does, and for a record with the id of one that belongs to another coding.
        """
        for mapper, wanted in bulk.by_kind(entities):
            with _fitting(mapper.kind):
                stored = bulk.stored_rows(self._connection, mapper, wanted)
                changes = list(bulk.changes_to(mapper, stored, wanted))
            for change in changes:
                _refuse_stranger(change)
            self._write(mapper, changes)
            self._note(changes)

    def _write(self, mapper: Mapper, changes: Collection[Change]) -> None:
        sqlite.refuse_ended(self._connection)
        with _fitting(mapper.kind):
            bulk.write(self._connection, mapper, changes)

    def _note(self, changes: Iterable[Change]) -> None:
        """Keep what was changed; of a record that is changed twice, what was before the first time."""
        self._is_turned_round = False
        for change in changes:
            key = change.after.kind, change.after.id
            if (first := self._changed.get(key)) is not None:
                self._again.add(key)
                self._changed[key] = Change(before=first.before, after=change.after)
            else:
                self._changed[key] = change

    def keep_travelled(
        self, merge: PacketMerge, events: Sequence[StoredEvent], codings: Mapping[ArticleId, Sequence[Entity]]
    ) -> None:
        """Store a merge with the events that travelled with it, which its record numbers, counts and digests.

        ``codings`` are records by article that these events, and no others, leave. Codings of which nothing is stored
        yet are not repeated in the event of the merge, others are. Raises CodingError as `put_all` does.
        """
        here = self._articles_here(codings)
        new = [article_id for article_id in sorted(codings) if article_id not in here]
        completed = {
            "merged_at": current_head(self._connection).sequence + 1,
            "event_count": len(events),
            "digest": history.digest_of(event.hash for event in events),
            "whole": tuple(new),
        }
        self.put(merge.model_copy(update=completed))
        with _fitting("event"):
            insert_travelled(self._connection, merge.id, events)
        self.put_all(chain.from_iterable(codings[article_id] for article_id in here))
        for mapper, records in bulk.by_kind(chain.from_iterable(codings[article_id] for article_id in new)):
            changes = [Change.of_records(None, record) for record in records]
            self._write(mapper, changes)
            self._brought += changes

    def _articles_here(self, codings: Mapping[ArticleId, Sequence[Entity]]) -> frozenset[ArticleId]:
        """Return the articles of those codings of which something is stored; nothing is without the header."""
        headers = [record for records in codings.values() for record in records if isinstance(record, CodingHeader)]
        stored = bulk.stored_rows(self._connection, MAPPERS["coding"], headers)
        return frozenset(header.article_id for header in headers if header.id in stored)

    def add_articles(
        self,
        articles_import: ArticleImport,
        articles: Iterable[Article],
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Insert articles as one import; all of them or, when it raises, none.

        The record's ``article_count`` and ``digest`` are set from the articles themselves. ``progress`` gets the
        number inserted so far. Raises CodingError for an article of another import or an id that is taken.
        """
        with self._all_or_nothing():
            self.put(articles_import)
            with _fitting(articles_import.kind):
                digest = insert_articles(self._connection, articles_import, articles, progress)
            counted = {"article_count": digest.count, "digest": digest.hexdigest()}
            self.put(articles_import.model_copy(update=counted))

    def undo(self) -> Event | None:
        """Take back the last deed of this coder at this article and return it; None when there is none.

        Raises CodingError, with nothing changed, when somebody changed the same records since.
        """
        return self._invert(history.to_undo(self._steps()), EventKind.UNDO)

    def redo(self) -> Event | None:
        """Bring back the last deed taken back and return it; None when there is none. Raises as `undo` does."""
        return self._invert(history.to_redo(self._steps()), EventKind.REDO)

    def _steps(self) -> Iterator[history.Step]:
        return history.steps_back(self._connection, self._deed_done.scope)

    def _invert(self, sequence: int | None, kind: EventKind) -> Event | None:
        last = None if sequence is None else history.event_at(self._connection, sequence)
        if last is None:
            return None
        original = history.original_of(self._connection, last)
        if self._changed:
            raise RuntimeError("Undo and redo are deeds of their own and need a unit of work of their own.")
        changes = self.changes_of(last)
        if not all(
            bulk.are_stored(self._connection, *of_kind) for of_kind in bulk.by_kind(change.after for change in changes)
        ):
            raise CodingError(
                f"“{original.label}” cannot be {'undone' if kind is EventKind.UNDO else 'redone'}: "
                "it was changed again since, elsewhere.",
                kept=NOTHING_CHANGED,
                remedy="Change it by hand.",
            )
        with self._all_or_nothing():
            self._turn_round(changes)
        self._deed_done = Deed(self._deed_done.scope, original.verb, original.label, kind, original.id)
        return original

    def _turn_round(self, changes: Iterable[Change]) -> None:
        turned = tuple(turned_round(changes, EventKind.UNDO))
        of_kind: dict[str, list[Change]] = {}
        for change in turned:
            of_kind.setdefault(change.after.kind, []).append(change)
        for kind, mapper in MAPPERS.items():
            if kind in of_kind:
                self._write(mapper, of_kind[kind])
        self._note(turned)
        self._is_turned_round = self._deed_done.scope.article_id is None

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """Take back what the block did when it fails, even if the caller goes on."""
        changed = dict(self._changed)
        try:
            with sqlite.savepoint(self._connection):
                yield
        except BaseException:
            self._changed = changed
            raise

    def finish(self, head: Head) -> Changes | None:
        """Write the event of what was changed and move the head; for `ProjectFile`, just before it commits.

        Raises ProjectChangedError when the head is not the one given: another program wrote in between.
        """
        told = tuple(change for key, change in self._changed.items() if self._is_change(key, change))
        if not told:
            return None
        sqlite.refuse_ended(self._connection)
        deed = self._deed_done
        event = Event(
            sequence=head.sequence + 1,
            id=EventId(new_id()),
            at=utc_now(),
            coder_id=deed.scope.coder_id,
            article_id=deed.scope.article_id,
            line=deed.scope.line,
            kind=deed.kind,
            verb=deed.verb,
            label=deed.label,
            undoes=deed.undoes,
            hash="",
        )
        with _fitting("event"):
            # An undo of a deed on the whole project says which deed, and no more (see `annotator.store.effects`).
            record = history.record_of(event, head.hash, () if self._is_turned_round else told)
            _refuse_too_large(deed, record.changes)
            event = event.model_copy(update={"hash": history.event_hash(record)})
            self._connection.execute(_INSERT_EVENT, {**record._asdict(), "hash": event.hash})
        moving = {"sequence_before": head.sequence, "hash_before": head.hash, "hash_now": event.hash}
        if self._connection.execute(_MOVE_HEAD, moving).rowcount != 1:
            raise ProjectChangedError("The project was changed by another program.", kept=NOTHING_CHANGED)
        # Made of records that are checked already, perhaps a hundred thousand.
        return Changes.model_construct(event=event, changes=(*told, *self._brought))

    def _is_change(self, key: Key, change: Change) -> bool:
        """Tell whether a record is another than before; one that was put twice may be what it was."""
        return key not in self._again or change.before is None or not is_same(change.before, change.after)


_INSERT_EVENT = EVENT.insert()
_MOVE_HEAD = (
    PROJECT.update()
    .where(PROJECT.c.head == bindparam("sequence_before"), PROJECT.c.head_hash == bindparam("hash_before"))
    .values(head=PROJECT.c.head + 1, head_hash=bindparam("hash_now"))
)
_READ_HEAD = select(PROJECT.c.head, PROJECT.c.head_hash)


def current_head(connection: Connection) -> Head:
    """Return the head as the file has it."""
    sequence, last_hash = connection.execute(_READ_HEAD).one()
    return Head(sequence, last_hash)


def _refuse_stranger(change: Change) -> None:
    """Raise CodingError when a record would move to another coding, or a coding to another coder, article or round."""
    before, after = change.before, change.after
    if before is not None and _home(before) != _home(after):
        raise CodingError(f"The {after.kind} {after.id} belongs to another coding.", kept=NOTHING_CHANGED)


def _refuse_too_large(deed: Deed, changes: str) -> None:
    """Raise CodingError when an event could not be stored, or not be read again."""
    largest = sqlite.LARGEST_RECORD - _OTHER_COLUMNS
    if len(changes) * 4 > largest and len(changes.encode()) > largest:
        raise CodingError(
            f"“{deed.label}” changes more than one event of history can hold, which is {largest // 1_000_000} MB.",
            kept=NOTHING_CHANGED,
            remedy="Do it in parts, with fewer articles at a time.",
        )


def _home(entity: Entity) -> object:
    if isinstance(entity, CodingHeader):
        return entity.article_id, entity.coder_id, entity.round_id
    return getattr(entity, "coding_id", None)


@contextmanager
def _fitting(what: str) -> Iterator[None]:
    """Turn a refusal of the database, or of the driver to pass a value on, into one a person may read."""
    try:
        yield
    except IntegrityError as error:
        raise CodingError(f"The {what} does not fit the project: {error.orig}.", kept=NOTHING_CHANGED) from error
    except (UnicodeEncodeError, PydanticSerializationError) as error:
        raise _half_a_pair(what) from error
    except StatementError as error:
        if isinstance(error.orig, PydanticSerializationError):
            raise _half_a_pair(what) from error
        raise
    except OverflowError as error:
        raise CodingError(f"The {what} has a number too large to be stored.", kept=NOTHING_CHANGED) from error


def _half_a_pair(what: str) -> CodingError:
    return CodingError(f"The {what} has half of a surrogate pair and cannot be stored.", kept=NOTHING_CHANGED)
