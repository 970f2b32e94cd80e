"""Rounds: making them, giving out articles, seeing how far they are, releasing them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from annotator.domain.assigning import LARGEST_SEED, AssignmentPlan, plan_assignments
from annotator.domain.changes import Changes
from annotator.domain.counted import counted
from annotator.domain.errors import RoundError
from annotator.domain.ids import ArticleId, AssignmentId, CodebookId, CoderId, RoundId, new_id
from annotator.domain.queue import ArticleChoice
from annotator.domain.rounds import Assignment, Round, RoundState
from annotator.services.rounds.checks import (
    new_assignments,
    person_named,
    refuse_doubled,
    refuse_finished,
    refuse_strange,
    refuse_unfit,
    round_name,
    round_named,
    running_round,
    titled,
    tombstones,
)
from annotator.services.rounds.progress import RoundProgress, Tally, made_progress, tally_of

if TYPE_CHECKING:
    from annotator.services.backups import BackupService
    from annotator.services.codebooks import CodebookService
    from annotator.store.project_file import ProjectFile


_UNCHANGED = "Nothing was changed."


class RoundService:
    """The rounds of a project; every change is one event of the project's own line, which `ProjectService` undoes."""

    def __init__(self, project: ProjectFile, codebooks: CodebookService, backups: BackupService) -> None:
        self._project = project
        self._codebooks = codebooks
        self._backups = backups

    # -- looking ------------------------------------------------------------------------------------------------------

    def rounds(self) -> tuple[Round, ...]:
        """Return every round, oldest first."""
        with self._project.read() as reader:
            return reader.rounds()

    def round(self, round_id: RoundId) -> Round:
        """Return one round; RoundError when the project has none of this id."""
        with self._project.read() as reader:
            return round_named(reader, round_id)

    def of_coder(self, coder_id: CoderId) -> tuple[Round, ...]:
        """Return the rounds in which the coder has assignments, newest first."""
        with self._project.read() as reader:
            return reader.rounds_of(coder_id)[::-1]

    def hidden(self, viewer: CoderId, round_id: RoundId | None) -> bool:
        """Tell whether the others' work in a round is hidden from a person: the one rule of blindness.

        It is while a blind round is running, from everybody who has an assignment in it. Who codes nothing in it, for
        example a reviewer, sees all. Work outside any round is never hidden.
        """
        if round_id is None:
            return False
        with self._project.read() as reader:
            return any(one.id == round_id and one.hides_others for one in reader.rounds_of(viewer))

    def progress(self, round_id: RoundId, *, viewer: CoderId | None = None) -> RoundProgress:
        """Return how far a round is; for a ``viewer`` from whom it hides the others, their own work and the totals.

        Raises RoundError when there is no such round.
        """
        own_only = viewer is not None and self.hidden(viewer, round_id)
        with self._project.read() as reader:
            return made_progress(
                round_named(reader, round_id),
                reader.assigned_articles(round_id),
                reader.coders(),
                reader.unsettled_divergences(round_id),
                viewer=viewer if own_only else None,
            )

    def total(self, round_id: RoundId) -> Tally:
        """Return how far a round is, all its coders together."""
        with self._project.read() as reader:
            return tally_of(reader.progress_of_round(round_id))

    def articles(self, choice: ArticleChoice) -> tuple[ArticleId, ...]:
        """Return the articles of a choice in reading order."""
        with self._project.read() as reader:
            return reader.chosen_articles(choice)

    # -- rounds -------------------------------------------------------------------------------------------------------

    def make(
        self,
        name: str,
        *,
        by: CoderId,
        codebook_id: CodebookId | None = None,
        is_blind: bool = True,
        allows_proposals: bool = True,
        seed: int = 0,
        sample_share: float = 0.05,
    ) -> Round:
        """Make a round under a codebook version, the current one unless told otherwise.

        Raises RoundError for a name that is none or taken, a codebook that is not there, a seed or share out of range.
        """
        if not 0 <= seed <= LARGEST_SEED:
            raise RoundError(f"The seed is {seed}; it is a whole number from 0 to {LARGEST_SEED}.")
        if not 0 <= sample_share <= 1:
            raise RoundError(f"The sample is a share from 0 to 1, not {sample_share:g}.")
        codebook_id = codebook_id or self._codebooks.current().id
        if codebook_id not in {version.id for version in self._codebooks.versions()}:
            raise RoundError(f"The project has no codebook {codebook_id}.")
        made = Round(
            id=RoundId(new_id()),
            name=self._free_name(name),
            codebook_id=codebook_id,
            is_blind=is_blind,
            allows_proposals=allows_proposals,
            seed=seed,
            sample_share=sample_share,
        )
        self._write([made], by, "make_round", f"make round {made.name}")
        return made

    def rename(self, round_id: RoundId, name: str, *, by: CoderId) -> Changes | None:
        """Give a round another name; None when it has it already. Raises RoundError as `make` does."""
        present = self.round(round_id)
        renamed = present.model_copy(update={"name": self._free_name(name, but_of=round_id)})
        return self._write([renamed], by, "rename_round", f"rename round {present.name}")

    def release(self, round_id: RoundId, *, by: CoderId) -> Changes:
        """Let the coders of a round see each other's work. Raises RoundError when it is released already."""
        return self._move(round_id, RoundState.RELEASED, by, "release")

    def reopen(self, round_id: RoundId, *, by: CoderId) -> Changes:
        """Have a round run again; a blind one hides the others again. Raises RoundError when it is running."""
        return self._move(round_id, RoundState.RUNNING, by, "reopen")

    def remove(self, round_id: RoundId, *, by: CoderId) -> Changes | None:
        """Take a round away with its assignments, after a backup. Raises RoundError when anything is coded in it."""
        self._backups.make_if_changed()
        with self._project.read() as reader:
            present = round_named(reader, round_id)
            coded = reader.codings_of_round(round_id)
            assignments = reader.assignments(round_id)
        if coded:
            raise RoundError(
                f"{present.name} has {counted(coded, 'coding')}.",
                kept=_UNCHANGED,
                remedy="Release the round instead; it then leaves the coders' way.",
            )
        gone = present.model_copy(update={"is_deleted": True})
        return self._write([gone, *tombstones(assignments)], by, "remove_round", f"remove round {present.name}")

    # -- assignments --------------------------------------------------------------------------------------------------

    def plan(
        self,
        round_id: RoundId,
        *,
        coders: Sequence[CoderId],
        article_ids: Sequence[ArticleId],
        share: float,
        coders_each: int = 2,
        seed: int,
    ) -> AssignmentPlan:
        """Return who would code what; nothing is stored.

        Raises RoundError for a plan that cannot be (see `plan_assignments`), a round that is not running, a coder who
        is none, an article that is not there or given out in the round already.
        """
        plan = plan_assignments(
            round_id, coders=coders, article_ids=article_ids, share=share, coders_each=coders_each, seed=seed
        )
        with self._project.read() as reader:
            refuse_unfit(reader, plan)
        return plan

    def assign(self, plan: AssignmentPlan, *, by: CoderId) -> Changes:
        """Give out the articles of a plan as one event. Raises RoundError as `plan` does, for the project as it is."""
        with self._project.read() as reader:
            present = refuse_unfit(reader, plan)
            wanted = [(article.article_id, coder) for article in plan.articles for coder in article.coders]
            made = new_assignments(reader, present, wanted)
        return self._stored(made, by, "assign", f"assign {_articles(plan.articles)} in {present.name}")

    def assign_by_hand(
        self, round_id: RoundId, coder_id: CoderId, article_ids: Sequence[ArticleId], *, by: CoderId
    ) -> Changes:
        """Give a coder some articles, also such as others have. Raises RoundError for one the coder has already."""
        with self._project.read() as reader:
            present = running_round(reader, round_id)
            coder = person_named(reader, coder_id)
            refuse_strange(reader, article_ids)
            refuse_doubled(reader, present, coder, article_ids)
            made = new_assignments(reader, present, [(one, coder_id) for one in article_ids])
        label = f"assign {_articles(article_ids)} in {present.name} to {coder.name}"
        return self._stored(made, by, "assign", label)

    def reassign(
        self,
        round_id: RoundId,
        article_ids: Sequence[ArticleId],
        *,
        from_coder: CoderId,
        to_coder: CoderId,
        by: CoderId,
    ) -> Changes:
        """Give a coder's articles to another as one event; a draft of the first stays and is nobody's assignment.

        Raises RoundError for an article that the first does not have or has finished, or that the other has already.
        """
        with self._project.read() as reader:
            present = running_round(reader, round_id)
            giver, taker = person_named(reader, from_coder), person_named(reader, to_coder)
            if giver.id == taker.id:
                raise RoundError(f"{giver.name} has these articles already.", kept=_UNCHANGED)
            refuse_doubled(reader, present, taker, article_ids)
            held = {one.article_id: one for one in reader.assignments(round_id, from_coder)}
            strange = [one for one in article_ids if one not in held]
            if strange:
                raise RoundError(
                    f"{giver.name} does not have {titled(reader, strange)} in {present.name}.", kept=_UNCHANGED
                )
            moved = [held[one] for one in article_ids]
            refuse_finished(reader, round_id, moved)
            made = new_assignments(reader, present, [(one, to_coder) for one in article_ids])
        label = f"re-assign {_articles(article_ids)} in {present.name} from {giver.name} to {taker.name}"
        return self._stored([*tombstones(moved), *made], by, "reassign", label)

    def withdraw(self, assignment_ids: Collection[AssignmentId], *, by: CoderId) -> Changes:
        """Take assignments back as one event; drafts stay. Raises RoundError for one that is not there or finished."""
        wanted = set(assignment_ids)
        with self._project.read() as reader:
            found = [reader.entity("assignment", wanted_id) for wanted_id in sorted(wanted)]
            taken = [one for one in found if isinstance(one, Assignment) and not one.is_deleted]
            if len(taken) < len(wanted):
                raise RoundError("An assignment is not in the project any more.", kept=_UNCHANGED)
            for round_id in sorted({one.round_id for one in taken}):
                running_round(reader, round_id)
                refuse_finished(reader, round_id, [one for one in taken if one.round_id == round_id])
        return self._stored(tombstones(taken), by, "withdraw", f"withdraw {counted(len(taken), 'assignment')}")

    # -- inside -------------------------------------------------------------------------------------------------------

    def _move(self, round_id: RoundId, state: RoundState, by: CoderId, word: str) -> Changes:
        present = self.round(round_id)
        changed = present.model_copy(update={"state": state})
        changes = None
        if changed != present:
            changes = self._write([changed], by, f"{word}_round", f"{word} round {present.name}")
        if changes is None:
            raise RoundError(f"{present.name} is {state.value} already.", kept=_UNCHANGED)
        return changes

    def _free_name(self, name: str, but_of: RoundId | None = None) -> str:
        name = round_name(name)
        if any(one.name.casefold() == name.casefold() and one.id != but_of for one in self.rounds()):
            raise RoundError(f"There is a round {name} already.", kept=_UNCHANGED, remedy="Choose another name.")
        return name

    def _stored(self, records: Sequence[Assignment], by: CoderId, verb: str, label: str) -> Changes:
        changes = self._write(records, by, verb, label)
        if changes is None:
            raise RoundError("No articles were named.", kept=_UNCHANGED)
        return changes

    def _write(self, records: Iterable[Round | Assignment], by: CoderId, verb: str, label: str) -> Changes | None:
        with self._project.write(coder_id=by, article_id=None, verb=verb, label=label) as unit_of_work:
            unit_of_work.put_all(records)
        return unit_of_work.changes


def _articles(articles: Sequence[object]) -> str:
    return counted(len(articles), "article")
