"""Bringing packets back: what merging one would do, merging it, and settling codings that went on in two copies."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.changes import Changes
from annotator.domain.errors import CodingError, ProjectError
from annotator.domain.ids import ArticleId, CoderId, DivergenceId, MergeId, RoundId, new_id
from annotator.domain.packets import CodingCopy, Divergence, PacketMerge
from annotator.services.garbage import garbage_collected_seldom
from annotator.services.packets.copies import CopyView, records_of_copy, replacing, view_of
from annotator.services.packets.planning import MergePlan, PlannedCoding, lines_of, planned
from annotator.services.packets.reading import KEPT, PacketContents, read_packet, records_in
from annotator.services.packets.undo import refuse_gone_on
from annotator.services.packets.words import ComparedCopies, compared_lines
from annotator.services.project_undo import MERGES, undo_last

if TYPE_CHECKING:
    from annotator.domain.entities import Entity
    from annotator.services.backups import BackupService
    from annotator.services.codebooks import CodebookService
    from annotator.services.packets.lines import Standing
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader
    from annotator.store.unit_of_work import UnitOfWork

__all__ = ["ComparedCopies", "CopyView", "MergePlan", "MergeService", "PlannedCoding"]

Progress = Callable[[int], None]

_NAMESPACE = uuid.UUID("0d1f6f0e-5f0e-5b0a-9b57-6d3c7d1b5a52")


class MergeService:
    """Merging is one event that can be undone; it can be done in any order, any number of times."""

    def __init__(self, project: ProjectFile, codebooks: CodebookService, backups: BackupService) -> None:
        self._project = project
        self._codebooks = codebooks
        self._backups = backups

    # -- merging ------------------------------------------------------------------------------------------------------

    def plan(
        self, path: Path, *, after: Sequence[MergePlan] = (), progress: Callable[[int, int], None] | None = None
    ) -> MergePlan:
        """Read a packet and say what merging it would do; nothing is stored.

        ``after`` are the plans of packets that are to be merged before it. ``progress`` gets the number of the packet's
        events that were read, and of all; it is called until the plan is made, and may raise to stop. Raises
        ProjectError for a file that is no sound packet of this project, CodingError when its coder or round is not in
        the project.
        """
        if _is_same_file(path, self._project.path):
            raise ProjectError(
                f"{path} is this project itself, not a packet.", kept=KEPT, remedy="Choose a packet that came back."
            )
        with garbage_collected_seldom():
            contents = read_packet(path, self._project.state_folder, progress)
            still = (lambda: None) if progress is None else partial(progress, contents.head, contents.head)
            return self._planned(contents, after, still)

    def _planned(
        self, contents: PacketContents, after: Sequence[MergePlan] = (), still: Callable[[], None] = lambda: None
    ) -> MergePlan:
        self._read_codebooks(contents)
        with self._project.read() as reader:
            codebook_of = self._codebooks.codebook
            return planned(self._project, reader, contents, codebook_of, after=after, progress=still)

    def _read_codebooks(self, contents: PacketContents) -> None:
        """Have the codebooks read before the plan is made: the project is read in one block at a time."""
        known = {version.id for version in self._codebooks.versions()}
        used = {one.header.codebook_id for codings in contents.codings.values() for one in codings}
        for codebook_id in used & known:
            self._codebooks.codebook(codebook_id)

    def merge(self, plan: MergePlan, *, by: CoderId | None, progress: Progress | None = None) -> Changes | None:
        """Take a packet's new and conflicting codings as one event, after a backup; None when there are none.

        What is merged is what the packet held when it was planned; the plan is made again where the project has gone
        on since. ``progress`` gets the number of codings done. Raises as `plan` does.
        """
        if plan.head_hash != self._project.head.hash:
            plan = self._planned(plan.contents)
        if not plan.is_ready:
            return None
        self._backups.make_if_changed()
        label = f"merge packet of {plan.coder.name}"
        with (
            garbage_collected_seldom(),
            self._project.write(coder_id=by, article_id=None, verb="merge_packet", label=label) as unit,
        ):
            _Merging(unit, plan).carry_out(progress)
        return unit.changes

    def undo(self, *, by: CoderId | None) -> Changes | None:
        """Take back this person's last merge; None when there is none to take back.

        Raises CodingError when something else was done to the project as a whole since, or when a coding it brought
        was worked on.
        """
        with garbage_collected_seldom():
            return undo_last(self._project, by, only=MERGES)

    # -- copies that went on apart ------------------------------------------------------------------------------------

    def divergences(self, round_id: RoundId | None = None) -> tuple[Divergence, ...]:
        """Return the codings of a round or of all that went on in several copies; settled ones are included."""
        with self._project.read() as reader:
            return reader.packets.divergences(round_id)

    def unsettled(self, round_id: RoundId | None = None) -> tuple[Divergence, ...]:
        """Return those nobody has settled yet."""
        return tuple(one for one in self.divergences(round_id) if not one.settled_by)

    def copies(self, divergence_id: DivergenceId) -> tuple[CopyView, ...]:
        """Return the copies of an unsettled divergence, latest first. Raises CodingError when it is none."""
        with self._project.read() as reader:
            divergence = _unsettled(reader, divergence_id)
            standing = self._standing(reader, divergence)
            views = (
                view_of(
                    copy,
                    _records(reader, standing, copy.last_event, divergence),
                    reader,
                    is_shown=copy == standing.shown,
                )
                for copy in standing.copies
            )
            return tuple(sorted(views, key=lambda view: view.last_event, reverse=True))

    def compared(self, divergence_id: DivergenceId) -> ComparedCopies:
        """Return the copies of an unsettled divergence side by side in words. Raises CodingError when it is none."""
        copies = self.copies(divergence_id)
        with self._project.read() as reader:
            divergence = _unsettled(reader, divergence_id)
            article, coder = reader.article(divergence.article_id), reader.entity("coder", divergence.coder_id)
            coding_round = reader.entity("round", divergence.round_id)
        headers = (copy.coding.header for copy in copies if copy.coding is not None)
        codebook_id = next((header.codebook_id for header in headers), getattr(coding_round, "codebook_id", None))
        if codebook_id is None:
            raise CodingError("The round of this coding is not in the project any more.", kept=KEPT)
        return ComparedCopies(
            title=article.metadata.title or article.file_name or "Article",
            coder_name=getattr(coder, "name", ""),
            copies=copies,
            lines=compared_lines(copies, self._codebooks.codebook(codebook_id)),
        )

    def settle(self, divergence_id: DivergenceId, last_event: str, *, by: CoderId | None) -> Changes:
        """Make the copy with this last event the coding; the other copies' events are kept.

        Raises CodingError when the divergence is settled already or has no such copy.
        """
        from annotator.store.travelled import SETTLE_VERB, settling_line

        with self._project.read() as reader:
            divergence = _unsettled(reader, divergence_id)
            article_id, title = divergence.article_id, reader.article(divergence.article_id).metadata.title
        with self._project.write(
            coder_id=by,
            article_id=article_id,
            line=settling_line(divergence.round_id),
            verb=SETTLE_VERB,
            label=f"settle the copies of {title or 'an article'}",
        ) as unit:
            records = _records(unit, self._standing(unit, divergence), last_event, divergence)
            present = unit.packets.whole_codings(divergence.coder_id, divergence.round_id, [article_id])
            unit.put_all(replacing(present.get(article_id, ()), records))
            unit.put(divergence.model_copy(update={"settled_by": last_event}))
        if unit.changes is None:
            raise RuntimeError("Settling a divergence changes its record.")
        return unit.changes

    def undo_settling(self, divergence_id: DivergenceId, *, by: CoderId | None) -> Changes | None:
        """Take back this person's last settlement of a divergence; None when there is none to take back.

        Raises CodingError when the coding was worked on since.
        """
        from annotator.store.travelled import settling_line

        with self._project.read() as reader:
            divergence = reader.entity("divergence", divergence_id)
        if not isinstance(divergence, Divergence):
            return None
        place, line = divergence.article_id, settling_line(divergence.round_id)
        with self._project.write(coder_id=by, article_id=place, line=line, verb="undo", label="undo") as unit:
            last = unit.undo_state(by, place, line).undo
            if last is not None:
                refuse_gone_on(unit, last, divergence)
                unit.undo()
        return unit.changes

    def _standing(self, reader: Reader, divergence: Divergence) -> Standing:
        place = divergence.coder_id, divergence.round_id, [divergence.article_id]
        return lines_of(reader, *place)[divergence.article_id].standing(self._project.head.sequence)


class _Merging:
    """Writes one plan in one unit of work."""

    def __init__(self, unit: UnitOfWork, plan: MergePlan) -> None:
        self._unit = unit
        self._plan = plan
        self._contents = plan.contents

    def carry_out(self, progress: Progress | None) -> None:
        taken = (*self._plan.new, *self._plan.conflicting)
        whole: dict[ArticleId, tuple[Entity, ...]] = {}
        records: list[Entity] = []
        for done, coding in enumerate(taken, start=1):
            article_id = _article(coding)
            if article_id in self._contents.whole and not coding.standing.copies:
                whole[article_id] = records_in(self._contents.codings[article_id])
            else:
                records += self._records(coding)
            if progress is not None:
                progress(done)
        events = [event for coding in taken for event in self._contents.events.get(_article(coding), ())]
        self._unit.keep_travelled(self._merge(), sorted(events, key=lambda event: event.record.sequence), whole)
        self._unit.put_all(records)

    def _merge(self) -> PacketMerge:
        """Return the record of the merge; the store numbers and counts it."""
        contents = self._contents
        return PacketMerge(
            id=MergeId(new_id()),
            packet_id=contents.origin.id,
            coder_id=contents.coder.id,
            round_id=contents.round.id,
            head=contents.head,
            head_hash=contents.head_hash,
            origin_head=contents.origin.head,
            merged_at=0,
            event_count=0,
            digest="",
            file_name=self._plan.file_name,
        )

    def _records(self, coding: PlannedCoding) -> Iterator[Entity]:
        """Yield what to store of one coding."""
        arrived = records_in(self._contents.codings.get(_article(coding), ()))
        standing = coding.standing.joined_by(coding.copy)
        if not standing.is_diverged:
            yield from arrived
            return
        yield self._divergence(_article(coding), standing)
        if standing.shown == coding.standing.shown:
            return
        place = _article(coding), self._contents.coder.id, self._contents.round.id
        shown = arrived if standing.shown == coding.copy else records_of_copy(self._unit, standing.shown, *place)
        present = self._unit.packets.whole_codings(place[1], place[2], [place[0]])
        yield from replacing(present.get(place[0], ()), shown)

    def _divergence(self, article_id: ArticleId, standing: Standing) -> Divergence:
        copies = sorted(standing.copies, key=lambda copy: copy.last_event)
        return Divergence(
            id=divergence_id(article_id, self._contents.coder.id, self._contents.round.id),
            round_id=self._contents.round.id,
            article_id=article_id,
            coder_id=self._contents.coder.id,
            copies=tuple(CodingCopy(packet_id=copy.packet_id, last_event=copy.last_event) for copy in copies),
        )


def divergence_id(article_id: ArticleId, coder_id: CoderId, round_id: RoundId) -> DivergenceId:
    """Return the id of a coding's divergence; it is the same whichever copy came first."""
    return DivergenceId(str(uuid.uuid5(_NAMESPACE, f"{article_id} {coder_id} {round_id}")))


def _unsettled(reader: Reader, wanted: DivergenceId) -> Divergence:
    divergence = reader.entity("divergence", wanted)
    if not isinstance(divergence, Divergence) or divergence.is_deleted:
        raise CodingError("No coding went on in two copies under this id.", kept=KEPT)
    if divergence.settled_by:
        raise CodingError("Which copy of this coding holds was settled already.", kept=KEPT)
    return divergence


def _records(reader: Reader, standing: Standing, last_event: str, divergence: Divergence) -> tuple[Entity, ...]:
    copy = next((one for one in standing.copies if one.last_event == last_event), None)
    if copy is None:
        raise CodingError("The coding has no such copy.", kept=KEPT, remedy="Choose one of the copies listed.")
    return records_of_copy(reader, copy, divergence.article_id, divergence.coder_id, divergence.round_id)


def _article(coding: PlannedCoding) -> ArticleId:
    if coding.article_id is None:
        raise RuntimeError("Only codings of articles are merged.")
    return coding.article_id


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
