"""What merging a packet would do to the project as it is now, coding by coding."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING

from annotator.domain.article import Article
from annotator.domain.coding import Coder, Coding
from annotator.domain.counted import counted
from annotator.domain.errors import CodingError, ProjectError
from annotator.domain.fitting import misfit
from annotator.domain.ids import ArticleId, CodebookId, CoderId, RoundId
from annotator.domain.rounds import Round
from annotator.services.packets.lines import Arrival, Copy, Line, Outcome, Settlement, Standing
from annotator.services.packets.reading import KEPT, PacketContents

if TYPE_CHECKING:
    from annotator.domain.codebook import Codebook
    from annotator.store.project_file import ProjectFile
    from annotator.store.reader import Reader

WORTH_A_CAUTION = 195_000_000
"""Bytes of changes in one merge; what an event can hold (`annotator.store.sqlite.LARGEST_RECORD`) is a little more."""

CodebookOf = Callable[[CodebookId], "Codebook"]


@dataclass(frozen=True, slots=True)
class PlannedCoding:
    """One coding of a packet and what becomes of it; ``reason`` is a sentence."""

    article_id: ArticleId | None
    title: str
    reason: str
    copy: Copy = field(default=Copy(()), repr=False)
    standing: Standing = field(default=Standing(), repr=False)


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What merging a packet would do; nothing of it is stored.

    ``new`` codings are taken as they are; of ``already_here`` the project knows everything; ``conflicting`` ones went
    on in two copies, which are both kept until somebody settles which one holds; ``refused`` ones are left out.
    ``head_hash`` is that of the project's last event when the plan was made; empty when the plan counts on others that
    come before it, so that it is made again once they were merged or not. ``caution`` is a sentence where the merge may
    be refused at its end, because more of codings that are here changes than one event can hold.
    """

    contents: PacketContents = field(repr=False)
    new: tuple[PlannedCoding, ...] = ()
    already_here: tuple[PlannedCoding, ...] = ()
    conflicting: tuple[PlannedCoding, ...] = ()
    refused: tuple[PlannedCoding, ...] = ()
    head_hash: str = ""
    caution: str = ""

    @property
    def file_name(self) -> str:
        """The name of the packet's file."""
        return self.contents.path.name

    @property
    def coder(self) -> Coder:
        """Whose work it is."""
        return self.contents.coder

    @property
    def round(self) -> Round:
        """The round the work was done for."""
        return self.contents.round

    @property
    def is_ready(self) -> bool:
        """Tell whether merging would change anything."""
        return bool(self.new or self.conflicting)

    @property
    def summary(self) -> str:
        """The plan in one sentence, and its caution."""
        counts = (
            f"{len(self.new)} new, {len(self.already_here)} already here, {len(self.conflicting)} conflicting, "
            f"{len(self.refused)} refused."
        )
        return f"{counts} {self.caution}".rstrip()


def planned(
    project: ProjectFile,
    reader: Reader,
    contents: PacketContents,
    codebook_of: CodebookOf,
    *,
    after: Sequence[MergePlan] = (),
    progress: Callable[[], None] = lambda: None,
) -> MergePlan:
    """Return what merging a packet would do once the plans it comes ``after`` were carried out.

    ``progress`` is called coding by coding; it may raise to stop.
    Raises ProjectError when the open project is a packet itself, or the packet is another project's or was made from a
    copy of this one that went on apart; CodingError when its coder or round is not in the project, or another coder has
    the name.
    """
    _refuse_stranger(project, reader, contents)
    coder = _checked_coder(reader, contents)
    _refuse_gone_round(reader, contents)
    return _Planning(project, reader, contents, coder, codebook_of, after).plan(progress)


def _refuse_stranger(project: ProjectFile, reader: Reader, contents: PacketContents) -> None:
    origin = contents.origin
    if project.origin is not None:
        raise ProjectError(
            f"{project.path.name} is a packet itself; packets are merged into the project they were made from.",
            kept=KEPT,
            remedy=f"Open the project “{project.origin.project_name}” and merge there.",
        )
    if origin.project_id != project.project_id:
        raise ProjectError(
            f"{contents.path.name} is a packet of another project, “{origin.project_name}”.",
            kept=KEPT,
            remedy="Open that project and merge it there.",
        )
    if reader.event_hash(origin.head) != origin.head_hash:
        raise ProjectError(
            f"{contents.path.name} was made from a copy of this project that went on apart, or from a later state of "
            "it than this file has.",
            kept=KEPT,
            remedy="Merge it into the copy it was made from, or open the newest file of the project.",
        )


def _checked_coder(reader: Reader, contents: PacketContents) -> Coder:
    packet_coder = contents.coder
    known = reader.entity("coder", packet_coder.id)
    if isinstance(known, Coder) and not known.is_deleted and not known.is_gold:
        return known
    namesake = reader.coder_named(packet_coder.name)
    if namesake is not None and namesake.id != packet_coder.id:
        raise CodingError(
            f"{contents.path.name} is the work of a coder named {packet_coder.name}, but not of the one this project "
            "knows by that name: two coders have one name.",
            kept=KEPT,
            remedy="Make a packet for the coder from this project, and have the work done in that.",
        )
    raise CodingError(
        f"{contents.path.name} is the work of {packet_coder.name}, who is not a coder of this project.",
        kept=KEPT,
        remedy="Add the coder and make a packet from this project.",
    )


def _refuse_gone_round(reader: Reader, contents: PacketContents) -> None:
    known = reader.entity("round", contents.origin.round_id)
    if not isinstance(known, Round) or known.is_deleted:
        raise CodingError(
            f"The round “{contents.round.name}” of {contents.path.name} is not in this project any more.", kept=KEPT
        )


class _Planning:
    """Sorts the codings of one packet."""

    def __init__(
        self,
        project: ProjectFile,
        reader: Reader,
        contents: PacketContents,
        coder: Coder,
        codebook_of: CodebookOf,
        after: Sequence[MergePlan],
    ) -> None:
        self._contents = contents
        self._codebook_of = codebook_of
        self._head = project.head.sequence
        self._head_hash = "" if any(plan.is_ready for plan in after) else project.head.hash
        self._arriving = _arriving(after, coder.id, contents.origin.round_id)
        article_ids = [*dict.fromkeys((*contents.codings, *contents.events))]
        self._articles = reader.packets.article_facts(article_ids)
        unread = [article_id for article_id in article_ids if article_id not in contents.misfits]
        self._texts = {article.id: article for article in reader.articles(unread)}
        self._codebooks = {version.id for version in reader.codebooks()}
        self._assigned = {one.article_id for one in reader.assignments(contents.origin.round_id, coder.id)}
        self._lines = lines_of(reader, coder.id, contents.origin.round_id, article_ids)
        self._article_ids = article_ids

    def plan(self, progress: Callable[[], None]) -> MergePlan:
        """Return the plan."""
        sorted_codings: dict[Outcome | None, list[PlannedCoding]] = {}
        for article_id in self._article_ids:
            progress()
            outcome, coding = self._planned(article_id)
            sorted_codings.setdefault(outcome, []).append(coding)
        return MergePlan(
            contents=self._contents,
            new=tuple(sorted_codings.get(Outcome.NEW, ())),
            already_here=tuple(sorted_codings.get(Outcome.ALREADY_HERE, ())),
            conflicting=tuple(sorted_codings.get(Outcome.CONFLICTING, ())),
            refused=(*sorted_codings.get(None, ()), *self._left_behind()),
            head_hash=self._head_hash,
            caution=self._caution(sorted_codings.get(Outcome.NEW, ()), sorted_codings.get(Outcome.CONFLICTING, ())),
        )

    def _caution(self, new: Iterable[PlannedCoding], conflicting: Iterable[PlannedCoding]) -> str:
        """Return a warning where the merge's own event may grow too large; what its packet brings whole is not in it.

        A change is at most as long there as in all events that led to it; of copies that went apart there are two.
        """
        at_most = sum(map(self._told_in_full, new)) + 2 * sum(map(self._told_in_full, conflicting))
        if at_most <= WORTH_A_CAUTION:
            return ""
        return (
            f"It changes up to {at_most / 1_000_000:,.0f} MB of codings that are here: more than one event of history "
            "can hold, so it may be refused at its end."
        )

    def _told_in_full(self, coding: PlannedCoding) -> int:
        """Return how long the packet's events of a coding are, in bytes of JSON; 0 where it is brought whole."""
        article_id = coding.article_id
        if article_id is None or (article_id in self._contents.whole and article_id not in self._lines):
            return 0
        return sum(len(event.record.changes.encode()) for event in self._contents.events.get(article_id, ()))

    def _planned(self, article_id: ArticleId) -> tuple[Outcome | None, PlannedCoding]:
        origin, line = self._contents.origin, self._lines.get(article_id, Line())
        ids = [event.record.id for event in self._contents.events.get(article_id, ())]
        copy = line.copy_from(origin.head, origin.id, ids)
        standing = reduce(Standing.joined_by, self._arriving.get(article_id, ()), line.standing(self._head))
        outcome = standing.outcome(copy)
        refusal = "" if outcome is Outcome.ALREADY_HERE else self._refusal(article_id)
        reason = refusal or self._reason(outcome, article_id, copy, standing)
        coding = PlannedCoding(article_id, self._title(article_id), reason, copy, standing)
        return (None if refusal else outcome), coding

    def _reason(self, outcome: Outcome, article_id: ArticleId, copy: Copy, standing: Standing) -> str:
        if outcome is Outcome.ALREADY_HERE:
            where = "comes with a packet before this one" if article_id in self._arriving else "is here already"
            return f"Everything in it {where}."
        if outcome is Outcome.CONFLICTING:
            return "It went on in two copies; both are kept, and the later one is shown until somebody settles it."
        changes = len(set(copy.events).difference(*(known.events for known in standing.copies)))
        what = "More of a coding that is here" if standing.copies else "A new coding"
        remark = "" if article_id in self._assigned else " The article is no longer assigned to the coder."
        return f"{what}: {counted(changes, 'change')}.{remark}"

    def _title(self, article_id: ArticleId) -> str:
        known = self._articles.get(article_id) or self._contents.articles.get(article_id)
        return known.title if known else "Article"

    def _refusal(self, article_id: ArticleId) -> str:
        """Return why a coding cannot be taken; empty when it can."""
        article = self._articles.get(article_id)
        if article is None:
            return "The project does not have this article any more."
        in_packet = self._contents.articles.get(article_id)
        if in_packet is None or in_packet.sha256 != article.sha256:
            return "The text of the article is another one in the packet than in the project."
        if article_id in self._contents.touched:
            return "It was changed in the packet by something else than coding."
        return self._misfit(article_id)

    def _misfit(self, article_id: ArticleId) -> str:
        known = self._contents.misfits
        if article_id not in known:
            article = self._texts[article_id]
            codings = self._contents.codings.get(article_id, ())
            known[article_id] = next((found for one in codings if (found := self._misfit_of(one, article))), "")
        return known[article_id]

    def _misfit_of(self, coding: Coding, article: Article) -> str:
        if coding.header.codebook_id not in self._codebooks:
            return "It was coded under a codebook that the project does not have."
        return misfit(coding, self._codebook_of(coding.header.codebook_id), article)

    def _left_behind(self) -> Iterator[PlannedCoding]:
        for left in self._contents.left_behind:
            title = "The packet as a whole" if left.article_id is None else self._title(left.article_id)
            yield PlannedCoding(
                left.article_id, title, f"“{left.label}” is no coding of {self._contents.coder.name} in this round."
            )


def _arriving(after: Sequence[MergePlan], coder_id: CoderId, round_id: RoundId) -> dict[ArticleId, list[Copy]]:
    """Return by article the copies of the coder's codings in the round that come before, in their order."""
    copies: dict[ArticleId, list[Copy]] = {}
    for plan in after:
        if (plan.coder.id, plan.contents.origin.round_id) == (coder_id, round_id):
            for coding in (*plan.new, *plan.conflicting):
                if coding.article_id is not None:
                    copies.setdefault(coding.article_id, []).append(coding.copy)
    return copies


def lines_of(
    reader: Reader, coder_id: CoderId, round_id: RoundId, article_ids: Collection[ArticleId]
) -> dict[ArticleId, Line]:
    """Return by article what the project knows of the coder's coding in the round."""
    packets = reader.packets
    own = packets.own_steps(coder_id, round_id, article_ids)
    travelled = packets.travelled_steps(coder_id, round_id, article_ids)
    merges = packets.merges(coder_id, round_id) if travelled else ()
    settled = packets.settlements(coder_id, round_id) if travelled else {}
    return {
        article_id: Line(
            own=tuple(own.get(article_id, ())),
            arrivals=tuple(
                Arrival(
                    sequence=one.merge.merged_at,
                    swings=one.swings,
                    origin_head=one.merge.origin_head,
                    packet_id=one.merge.packet_id,
                    events=tuple(step.id for step in travelled[article_id][one.merge.id]),
                )
                for one in merges
                if one.merge.id in travelled.get(article_id, {})
            ),
            settlements=tuple(
                Settlement(one.sequence, one.swings, one.last_event) for one in settled.get(article_id, ())
            ),
        )
        for article_id in {*own, *travelled}
    }
