"""What can be asked of a project, answered in domain values from one consistent view of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import tee
from typing import TypeVar, cast

from sqlalchemy import Connection, select

from annotator.domain.article import Article, ArticleImport
from annotator.domain.changes import Change, Event, UndoState
from annotator.domain.coding import CodebookVersion, Coder, Coding, CodingHeader
from annotator.domain.entities import Entity
from annotator.domain.errors import CodingError
from annotator.domain.ids import ArticleId, CodebookId, CoderId, ImportId, RoundId
from annotator.domain.queue import ArticleChoice, AssignedArticle, Progress, QueueFilter, QueueItem
from annotator.domain.recipe import Recipe
from annotator.domain.review import AlignmentDecision, Ruling
from annotator.domain.rounds import Assignment, Round
from annotator.store import articles, codings, history, queue, review, rounds
from annotator.store.effects import effects_at, effects_of
from annotator.store.mapping import MAPPERS
from annotator.store.schema import CODER, EVENT
from annotator.store.travelled import PacketReader

E = TypeVar("E", ArticleImport, Coder, CodebookVersion, Round, Recipe)


class Reader:
    """A view of the project, good until the ``with`` block that gave it ends.

    Iterators it hands out must be used up inside that block. Coders, codebooks and imports that were deleted are
    left out everywhere except in `entity`.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._effects: dict[int, tuple[Change, ...]] = {}

    def coders(self) -> tuple[Coder, ...]:
        """Return the coders, in the order they joined."""
        return self._live(Coder)

    def coder_named(self, name: str) -> Coder | None:
        """Return the coder of exactly this name."""
        mapper = MAPPERS["coder"]
        row = self._connection.execute(
            select(mapper.table).where(CODER.c.name == name, ~CODER.c.is_deleted)
        ).one_or_none()
        return None if row is None else cast(Coder, mapper.value(row))

    def codebooks(self) -> tuple[CodebookVersion, ...]:
        """Return the codebook versions, oldest first."""
        return self._live(CodebookVersion)

    def codebook(self, codebook_id: CodebookId) -> CodebookVersion:
        """Return one codebook version, deleted or not; CodingError naming the id when there is none."""
        found = self.entity("codebook", codebook_id)
        if not isinstance(found, CodebookVersion):
            raise CodingError(f"The project has no codebook {codebook_id}.")
        return found

    def rounds(self) -> tuple[Round, ...]:
        """Return the rounds, oldest first."""
        return self._live(Round)

    def recipes(self) -> tuple[Recipe, ...]:
        """Return the recipes, oldest first."""
        return self._live(Recipe)

    @property
    def packets(self) -> PacketReader:
        """Everything about packets: where the file comes from, what was merged, what went on in two copies."""
        return PacketReader(self._connection)

    def assignments(self, round_id: RoundId, coder_id: CoderId | None = None) -> tuple[Assignment, ...]:
        """Return a round's assignments by coder and position, of all coders or one."""
        found = review.assignments_of(self._connection, round_id, coder_id)
        return cast(tuple[Assignment, ...], found)

    def assigned_articles(self, round_id: RoundId) -> tuple[AssignedArticle, ...]:
        """Return a round's assignments with everybody's progress, by article in order, then by coder."""
        return rounds.assigned_articles(self._connection, round_id)

    def progress_of_round(self, round_id: RoundId) -> dict[Progress, int]:
        """Return how many of a round's assignments are how far."""
        return rounds.count_progress(self._connection, round_id)

    def rounds_of(self, coder_id: CoderId) -> tuple[Round, ...]:
        """Return the rounds in which the coder has assignments, oldest first."""
        wanted = rounds.ids_of_rounds_with(self._connection, coder_id)
        return tuple(one for one in self.rounds() if one.id in wanted)

    def chosen_articles(self, choice: ArticleChoice) -> tuple[ArticleId, ...]:
        """Return the articles of a choice, by publication (unknown last) and id."""
        return rounds.chosen_articles(self._connection, choice)

    def unsettled_divergences(self, round_id: RoundId) -> int:
        """Return how many of a round's codings went on in copies between which nobody has chosen."""
        return rounds.count_unsettled(self._connection, round_id)

    def codings_of_round(self, round_id: RoundId) -> int:
        """Return how many codings with anything in them a round has."""
        return rounds.count_codings(self._connection, round_id)

    def finished_in(self, round_id: RoundId) -> frozenset[tuple[ArticleId, CoderId]]:
        """Return article and coder of every finished coding of a round."""
        return rounds.finished_codings(self._connection, round_id)

    def codings_in(self, round_id: RoundId | None) -> tuple[tuple[ArticleId, CoderId, bool], ...]:
        """Return article, coder and whether it is finished of every coding of a round, or outside any, in order."""
        return rounds.codings_in(self._connection, round_id)

    def has_codings(self, coder_id: CoderId) -> bool:
        """Tell whether a coder has begun a coding anywhere."""
        return rounds.has_codings(self._connection, coder_id)

    def assignments_of_import(self, import_id: ImportId) -> int:
        """Return how many assignments an import's articles have."""
        return rounds.count_assignments_of_import(self._connection, import_id)

    def decisions(self, article_ids: Collection[ArticleId] | None = None) -> tuple[AlignmentDecision, ...]:
        """Return what people decided about reports of the named articles, or all, oldest first."""
        return cast(tuple[AlignmentDecision, ...], review.of_articles(self._connection, "decision", article_ids))

    def rulings(
        self, article_ids: Collection[ArticleId] | None = None, round_id: RoundId | None = None
    ) -> tuple[Ruling, ...]:
        """Return the rulings on the named articles or all, of one round or all, oldest first."""
        found = cast(tuple[Ruling, ...], review.of_articles(self._connection, "ruling", article_ids))
        return tuple(ruling for ruling in found if round_id in (None, ruling.round_id))

    def rulings_on(self, field: str) -> tuple[Ruling, ...]:
        """Return the rulings on one field, or on members of one group's level, of all rounds, oldest first."""
        return cast(tuple[Ruling, ...], review.rulings_on(self._connection, field))

    def deeds_since(self, sequence: int) -> tuple[tuple[int, ArticleId | None], ...]:
        """Return the number and the article, if it is about one, of every event after an event, oldest first."""
        return review.deeds_since(self._connection, sequence)

    def imports(self) -> tuple[ArticleImport, ...]:
        """Return the imports, oldest first."""
        return self._live(ArticleImport)

    def article(self, article_id: ArticleId) -> Article:
        """Return one article; CodingError naming the id when there is none or its import was taken back."""
        return articles.article_named(self._connection, article_id)

    def articles(self, ids: Sequence[ArticleId] | None = None) -> Iterator[Article]:
        """Yield the articles, all or those named, by publication (unknown last) and id; ids of none are passed over."""
        return articles.stream_articles(self._connection, ids)

    def articles_there(self, ids: Collection[ArticleId]) -> frozenset[ArticleId]:
        """Return which of these ids belong to an article of the project."""
        return frozenset(ArticleId(row.id) for row in articles.named_in_order(self._connection, ids))

    def article_count(self) -> int:
        """Return the number of articles."""
        return queue.count_articles(self._connection)

    def article_hashes(self, hashes: Collection[str]) -> dict[str, ArticleId]:
        """Return which of these text hashes the project's articles have, each with one such article."""
        return articles.hashes_present(self._connection, hashes)

    def coding(self, article_id: ArticleId, coder_id: CoderId, round_id: RoundId | None = None) -> Coding | None:
        """Return the coder's coding of the article in a round, its records' tombstones included; None for none.

        A coding whose header is deleted counts as none.
        """
        return codings.coding_of(self._connection, article_id, coder_id, round_id)

    def codings(
        self,
        article_ids: Sequence[ArticleId] | None = None,
        coder_id: CoderId | None = None,
        rounds: Collection[RoundId | None] | None = None,
    ) -> Iterator[Coding]:
        """Yield codings in the order of their articles, then by coder and round.

        All, or those of the named articles, coder and rounds; among the rounds None stands for work outside any.
        """
        return codings.stream_codings(self._connection, article_ids, coder_id, rounds)

    def coding_headers(
        self, article_ids: Sequence[ArticleId] | None = None, rounds: Collection[RoundId | None] | None = None
    ) -> Iterator[CodingHeader]:
        """Yield the headers of what `codings` would yield, which takes a hundredth of its time."""
        return codings.stream_headers(self._connection, article_ids, rounds)

    def coding_counts(
        self, article_ids: Sequence[ArticleId] | None = None, rounds: Collection[RoundId | None] | None = None
    ) -> Iterator[tuple[CodingHeader, int]]:
        """Yield how many of what `codings` would yield there are, counted by coder, round and state.

        With each number comes the header of one of them. Where very many articles are named, the same coder, round and
        state may come again with more.
        """
        return codings.stream_counts(self._connection, article_ids, rounds)

    def codings_with(self, headers: Iterable[CodingHeader]) -> Iterator[Coding]:
        """Yield the codings with these headers in their order, the mappings of each being `StoredRecords`.

        Their records are read and made when one is first looked at, and a damaged one is refused only then: look while
        the block runs. What was deleted since its header was read is not left out.
        """
        return codings.stream_codings_with(self._connection, headers)

    def codings_of_import(self, import_id: ImportId) -> int:
        """Return how many codings with anything in them the import's articles have."""
        return codings.count_codings_of_import(self._connection, import_id)

    def entity(self, kind: str, entity_id: str) -> Entity | None:
        """Return one record as it is stored, deleted or not; KeyError for a kind there is not."""
        mapper = MAPPERS[kind]
        row = self._connection.execute(mapper.find, {"wanted": entity_id}).one_or_none()
        return None if row is None else mapper.value(row)

    def queue_ids(self, coder_id: CoderId, queue_filter: QueueFilter) -> list[int]:
        """Return the row numbers of the articles that pass the filter.

        All articles are ordered by publication (unknown last) and id, a round's by the position of the assignment.
        """
        return queue.queue_ids(self._connection, coder_id, queue_filter)

    def queue_page(
        self, coder_id: CoderId, row_numbers: Sequence[int], round_id: RoundId | None = None
    ) -> list[QueueItem]:
        """Return the lines of these row numbers in the order asked, with the coder's progress in the round."""
        return queue.queue_page(self._connection, coder_id, row_numbers, round_id)

    def row_number(self, article_id: ArticleId) -> int:
        """Return an article's row number; CodingError naming the id when there is no such article."""
        return queue.row_number(self._connection, article_id)

    def undo_state(self, coder_id: CoderId | None, article_id: ArticleId | None, line: str = "") -> UndoState:
        """Return the deeds that undo and redo would act on, however often they were undone and redone before."""
        back, and_again = tee(history.steps_back(self._connection, history.Scope(coder_id, article_id, line)))
        return UndoState(undo=self._deed(history.to_undo(back)), redo=self._deed(history.to_redo(and_again)))

    def last_event(self) -> Event | None:
        """Return the newest event."""
        row = self._connection.execute(
            select(*history.EVENT_COLUMNS).order_by(EVENT.c.sequence.desc()).limit(1)
        ).one_or_none()
        return None if row is None else history.event_from(row)

    def event_hash(self, sequence: int) -> str | None:
        """Return the hash of the event with this number."""
        event = history.event_at(self._connection, sequence)
        return None if event is None else event.hash

    def changes_of(self, event: Event) -> tuple[Change, ...]:
        """Return what an event changed; a second time in the same block without working it out again."""
        if event.sequence not in self._effects:
            self._effects[event.sequence] = effects_at(self._connection, event.sequence)
        return self._effects[event.sequence]

    def events(self, article_id: ArticleId | None = None) -> Iterator[tuple[Event, tuple[Change, ...]]]:
        """Yield the events of one article, or all, oldest first, with what each changed."""
        statement = select(*history.EVENT_COLUMNS, EVENT.c.changes).order_by(EVENT.c.sequence)
        if article_id is not None:
            statement = statement.where(EVENT.c.article_id == article_id)
        for row in self._connection.execute(statement):
            yield history.event_from(row), effects_of(self._connection, row.kind, row.undoes, row.changes)

    def _deed(self, sequence: int | None) -> Event | None:
        if sequence is None:
            return None
        event = history.event_at(self._connection, sequence)
        return None if event is None else history.original_of(self._connection, event)

    def _live(self, entity: type[E]) -> tuple[E, ...]:
        mapper = MAPPERS[entity.model_fields["kind"].default]
        table = mapper.table
        rows = self._connection.execute(select(table).where(~table.c.is_deleted).order_by(table.c.id))
        return tuple(cast(list[E], mapper.values(rows)))
