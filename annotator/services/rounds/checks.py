"""What has to hold of a round before articles are given out or taken back in it, told in words where it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from annotator.domain.assigning import AssignmentPlan
from annotator.domain.coding import Coder
from annotator.domain.counted import counted
from annotator.domain.errors import RoundError
from annotator.domain.ids import ArticleId, AssignmentId, CoderId, RoundId, new_id
from annotator.domain.names import checked_name
from annotator.domain.rounds import Assignment, Round, RoundState

if TYPE_CHECKING:
    from annotator.store.reader import Reader

OUTSIDE = "none"
"""Stands for work outside any round wherever a round is named; a round of that name could not be chosen."""

_UNCHANGED = "Nothing was changed."


def round_name(name: str) -> str:
    """Return a round's name as `checked_name` does; RoundError for one that is none, or stands for no round."""
    name = checked_name(name, "A round's name", RoundError)
    if name == OUTSIDE:
        raise RoundError(
            f"“{OUTSIDE}” stands for work outside any round.", kept=_UNCHANGED, remedy="Choose another name."
        )
    return name


def round_named(reader: Reader, round_id: RoundId) -> Round:
    """Return a round; RoundError when the project has none of this id."""
    found = reader.entity("round", round_id)
    if not isinstance(found, Round) or found.is_deleted:
        raise RoundError(f"The project has no round {round_id}.", kept=_UNCHANGED)
    return found


def running_round(reader: Reader, round_id: RoundId) -> Round:
    """Return a round in which articles may be given out; RoundError when it is released, or none."""
    present = round_named(reader, round_id)
    if present.state is not RoundState.RUNNING:
        raise RoundError(
            f"{present.name} is released; nothing is given out or taken back in it any more.",
            kept=_UNCHANGED,
            remedy="Reopen the round, or make another one.",
        )
    return present


def person_named(reader: Reader, coder_id: CoderId) -> Coder:
    """Return a coder who may be given articles; RoundError for gold, and when the project has none of this id."""
    found = reader.entity("coder", coder_id)
    if not isinstance(found, Coder) or found.is_deleted:
        raise RoundError(f"The project has no coder {coder_id}.", kept=_UNCHANGED)
    if found.is_gold:
        raise RoundError(f"{found.name} stands for the rulings and codes nothing.", kept=_UNCHANGED)
    return found


def refuse_unfit(reader: Reader, plan: AssignmentPlan) -> Round:
    """Return the plan's round; raises RoundError when the plan does not fit the project as it is now."""
    present = running_round(reader, plan.round_id)
    for coder_id in plan.coders:
        person_named(reader, coder_id)
    article_ids = [article.article_id for article in plan.articles]
    refuse_strange(reader, article_ids)
    given = {one.article_id for one in reader.assignments(present.id)}
    already = [one for one in article_ids if one in given]
    if already:
        raise RoundError(
            f"{titled(reader, already)} {'is' if len(already) == 1 else 'are'} given out in {present.name} already.",
            kept=_UNCHANGED,
            remedy="Plan with articles nobody has yet, or assign by hand.",
        )
    return present


def refuse_strange(reader: Reader, article_ids: Sequence[ArticleId]) -> None:
    """Raise RoundError for an article that is not in the project."""
    there = reader.articles_there(article_ids)
    strange = next((one for one in article_ids if one not in there), None)
    if strange is not None:
        raise RoundError(f"The project has no article {strange}.", kept=_UNCHANGED)


def refuse_doubled(reader: Reader, present: Round, coder: Coder, article_ids: Sequence[ArticleId]) -> None:
    """Raise RoundError for an article the coder has in the round already, or that is named twice."""
    held = {one.article_id for one in reader.assignments(present.id, coder.id)}
    already = [one for one in article_ids if one in held]
    if already:
        raise RoundError(f"{coder.name} has {titled(reader, already)} in {present.name} already.", kept=_UNCHANGED)
    if len(set(article_ids)) < len(article_ids):
        raise RoundError("An article is named twice.", kept=_UNCHANGED)


def refuse_finished(reader: Reader, round_id: RoundId, assignments: Sequence[Assignment]) -> None:
    """Raise RoundError when the coding of one of these assignments is finished."""
    finished = reader.finished_in(round_id)
    done = [one.article_id for one in assignments if (one.article_id, one.coder_id) in finished]
    if done:
        raise RoundError(
            f"{titled(reader, done)} {'is' if len(done) == 1 else 'are'} coded already.",
            kept=_UNCHANGED,
            remedy="Leave out what is finished; another coder can be given it by hand.",
        )


def new_assignments(reader: Reader, present: Round, wanted: Sequence[tuple[ArticleId, CoderId]]) -> list[Assignment]:
    """Return assignments that follow, in the order given, what each coder has in the round already."""
    last: Counter[CoderId] = Counter()
    for one in reader.assignments(present.id):
        last[one.coder_id] = max(last[one.coder_id], one.position)
    made = []
    for article_id, coder_id in wanted:
        last[coder_id] += 1
        made.append(
            Assignment(
                id=AssignmentId(new_id()),
                round_id=present.id,
                article_id=article_id,
                coder_id=coder_id,
                position=last[coder_id],
            )
        )
    return made


def tombstones(assignments: Iterable[Assignment]) -> list[Assignment]:
    """Return assignments as they are once they are taken back."""
    return [one.model_copy(update={"is_deleted": True}) for one in assignments]


def titled(reader: Reader, article_ids: Sequence[ArticleId]) -> str:
    """Return how an error names articles: the first by its title, the others by their number."""
    title = next((f"“{found.metadata.title or found.file_name}”" for found in reader.articles(article_ids[:1])), "")
    named = title or "an article that is not there any more"
    others = len(article_ids) - 1
    return f"{named} and {counted(others, 'other article')}" if others else named
