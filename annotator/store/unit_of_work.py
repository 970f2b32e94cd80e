"""One intent: every record it changes and the event that says so, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import NamedTuple

from pydantic_core import PydanticSerializationError
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import IntegrityError, StatementError

from annotator.domain.article import Article, ArticleImport
from annotator.domain.changes import Change, Changes, Event, EventKind
from annotator.domain.coding import CodingHeader
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError, ProjectChangedError
from annotator.domain.ids import EventId, new_id
from annotator.domain.packets import PacketMerge
from annotator.store import history, sqlite
from annotator.store.articles import NAMED_AT_ONCE, batches, insert_articles
from annotator.store.history import Head, Scope
from annotator.store.mapping import MAPPERS, Mapper, is_same
from annotator.store.packet_history import StoredEvent
from annotator.store.reader import Reader
from annotator.store.schema import EVENT, PROJECT
from annotator.store.travelled import digest_of, insert_travelled

Key = tuple[str, str]

NOTHING_CHANGED = "Nothing was changed."


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
        key = entity.kind, entity.id
        first = self._changed[key].before if key in self._changed else before
        self._changed[key] = Change(before=first, after=entity)

    def put_all(self, entities: Iterable[Entity]) -> None:
        """As `put`, for thousands of records of which each is there once, in any order.

        Raises CodingError as `put` does, and for a record with the id of one that belongs to another coding.
        """
        wanted: dict[str, dict[str, Entity]] = {}
        for entity in entities:
            wanted.setdefault(entity.kind, {})[entity.id] = entity
        sqlite.refuse_ended(self._connection)
        for kind, mapper in MAPPERS.items():  # what is referred to comes before what refers to it
            if kind in wanted:
                self._put_kind(mapper, wanted[kind])

    def _put_kind(self, mapper: Mapper, wanted: dict[str, Entity]) -> None:
        before = self._stored(mapper, wanted)
        changed = [one for one in wanted.values() if one.id not in before or not is_same(before[one.id], one)]
        for entity in changed:
            _refuse_stranger(before.get(entity.id), entity)
        # Tombstones go first: what is live may take their place.
        for is_deleted in (True, False):
            part = sorted((one for one in changed if one.is_deleted is is_deleted), key=attrgetter("id"))
            replaced = [mapper.replacement(one) for one in part if one.id in before]
            added = [mapper.plain_row(one) for one in part if one.id not in before]
            with _fitting(mapper.kind):
                if replaced:
                    self._connection.execute(mapper.update, replaced)
                sqlite.insert_rows(self._connection, mapper.table, added)
        for entity in changed:
            key = entity.kind, entity.id
            first = self._changed[key].before if key in self._changed else before.get(entity.id)
            self._changed[key] = Change.model_construct(before=first, after=entity)

    def _stored(self, mapper: Mapper, wanted: Mapping[str, Entity]) -> dict[str, Entity]:
        """Return by id what is stored of these records, and of their codings."""
        # A coding's parts are few names to ask for; its records have too many.
        column = mapper.table.c.get("coding_id", mapper.table.c.id)
        names = {getattr(record, column.name) for record in wanted.values()}
        found: dict[str, Entity] = {}
        for named in batches(names, NAMED_AT_ONCE):
            rows = self._connection.execute(select(mapper.table).where(column.in_(named))).all()
            found |= {record.id: record for record in mapper.values(rows)}
        return found

    def keep_travelled(self, merge: PacketMerge, events: Sequence[StoredEvent]) -> None:
        """Store a merge with the events that travelled with it, which its record counts and digests."""
        digest = digest_of(event.hash for event in events)
        self.put(merge.model_copy(update={"event_count": len(events), "digest": digest}))
        with _fitting("event"):
            insert_travelled(self._connection, merge.id, events)

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
        original = self._deed(sequence)
        if sequence is None or original is None:
            return None
        if self._changed:
            raise RuntimeError("Undo and redo are deeds of their own and need a unit of work of their own.")
        changes = history.changes_at(self._connection, sequence)
        if not self._is_as_left(changes):
            raise CodingError(
                f"“{original.label}” cannot be {'undone' if kind is EventKind.UNDO else 'redone'}: "
                "it was changed again since, elsewhere.",
                kept=NOTHING_CHANGED,
                remedy="Change it by hand.",
            )
        with self._all_or_nothing():
            self.put_all(change.inverted().after for change in changes)
        self._deed_done = Deed(self._deed_done.scope, original.verb, original.label, kind, original.id)
        return original

    def _is_as_left(self, changes: Iterable[Change]) -> bool:
        """Tell whether every record is still as these changes left it."""
        left: dict[str, dict[str, Entity]] = {}
        for change in changes:
            left.setdefault(change.after.kind, {})[change.after.id] = change.after
        return all(
            stored.get(entity_id) == entity
            for kind, wanted in left.items()
            for stored in (self._stored(MAPPERS[kind], wanted),)
            for entity_id, entity in wanted.items()
        )

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
        changes = tuple(
            change
            for change in self._changed.values()
            if change.before is None or not is_same(change.before, change.after)
        )
        if not changes:
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
            record = history.record_of(event, head.hash, changes)
            event = event.model_copy(update={"hash": history.event_hash(record)})
            self._connection.execute(_INSERT_EVENT, {**record._asdict(), "hash": event.hash})
        moving = {"sequence_before": head.sequence, "hash_before": head.hash, "hash_now": event.hash}
        if self._connection.execute(_MOVE_HEAD, moving).rowcount != 1:
            raise ProjectChangedError("The project was changed by another program.", kept=NOTHING_CHANGED)
        # Made of records that are checked already, perhaps a hundred thousand.
        return Changes.model_construct(event=event, changes=changes)


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


def _refuse_stranger(before: Entity | None, after: Entity) -> None:
    """Raise CodingError when a record would move to another coding, or a coding to another coder, article or round."""
    if before is not None and _home(before) != _home(after):
        raise CodingError(f"The {after.kind} {after.id} belongs to another coding.", kept=NOTHING_CHANGED)


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
