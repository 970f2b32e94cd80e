"""The rounds of codings that come back: those the project has, and those it must be given.

A round of the same id is kept as it is here. A round the project lacks is made as the file has it, blind or open,
running or released; where another round has its name, it gets a number after it. Whoever coded an article in a round is
assigned it there: without that the coding would be in nobody's queue, and a blind round would hide nothing from them.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING

from annotator.domain.assigning import LARGEST_SEED
from annotator.domain.coding import CodingHeader
from annotator.domain.errors import RoundError
from annotator.domain.ids import ArticleId, AssignmentId, CoderId, RoundId
from annotator.domain.names import LONGEST_NAME
from annotator.domain.rounds import Assignment, Round
from annotator.services.rounds.checks import round_name

if TYPE_CHECKING:
    from annotator.store.reader import Reader


class RestoredRounds:
    """Finds the round of each coding while a plan is made, and collects what has to be made for it."""

    def __init__(self, reader: Reader, rounds: Iterable[Round]) -> None:
        self._reader = reader
        self._in_file = {one.id: one for one in rounds}
        self._here = {one.id: one for one in reader.rounds()}
        self._taken = {one.name.casefold() for one in self._here.values()}
        self._made: dict[RoundId, Round] = {}
        self._assigned: dict[RoundId, set[tuple[ArticleId, CoderId]]] = {}
        self._last: dict[RoundId, Counter[CoderId]] = {}
        self._new: dict[RoundId, Round] = {}
        self.assignments: list[Assignment] = []
        self.remarks: dict[str, None] = {}

    @property
    def new(self) -> tuple[Round, ...]:
        """The rounds to be made, in the order of the file."""
        return tuple(self._new[round_id] for round_id in self._in_file if round_id in self._new)

    def find(self, round_id: RoundId | None) -> Round | None:
        """Return the round a coding comes back into; None for none, and for a round nobody knows.

        Raises RoundError for a round of the file that no project could have.
        """
        if round_id is None:
            return None
        here = self._here.get(round_id)
        if here is not None:
            if self._in_file.get(round_id, here) != here:
                self._remark(f"The round {here.name} is here already, otherwise than in the file, and stays as it is.")
            return here
        if round_id not in self._in_file:
            self._remark("Codings of rounds that neither the file nor the project has come back outside any round.")
            return None
        if round_id not in self._made:
            self._made[round_id] = self._numbered(_checked(self._in_file[round_id]))
        return self._made[round_id]

    def take(self, its_round: Round, header: CodingHeader, *, is_gold: bool) -> None:
        """Note that a coding comes back into a round: the round is made if it must be, and its coder assigned."""
        if its_round.id not in self._here:
            self._new.setdefault(its_round.id, its_round)
            name = self._in_file[its_round.id].name
            if name != its_round.name:
                self._remark(f"The project has another round called {name}; the restored one is {its_round.name}.")
        if not is_gold:
            self._assign(its_round.id, header.article_id, header.coder_id)

    def _assign(self, round_id: RoundId, article_id: ArticleId, coder_id: CoderId) -> None:
        if round_id not in self._assigned:
            present = self._reader.assignments(round_id)
            self._assigned[round_id] = {(one.article_id, one.coder_id) for one in present}
            self._last[round_id] = Counter()
            for one in present:
                self._last[round_id][one.coder_id] = max(self._last[round_id][one.coder_id], one.position)
        if (article_id, coder_id) in self._assigned[round_id]:
            return
        self._assigned[round_id].add((article_id, coder_id))
        self._last[round_id][coder_id] += 1
        # The same every time, so that it can be taken back and made again.
        id_ = uuid.uuid5(uuid.NAMESPACE_OID, f"assignment {round_id} {article_id} {coder_id}")
        self.assignments.append(
            Assignment(
                id=AssignmentId(str(id_)),
                round_id=round_id,
                article_id=article_id,
                coder_id=coder_id,
                position=self._last[round_id][coder_id],
            )
        )

    def _numbered(self, wanted: Round) -> Round:
        """Return a round under its name, or the first numbered one that is free."""
        endings = ("" if number == 1 else f" ({number})" for number in count(1))
        names = (wanted.name[: LONGEST_NAME - len(ending)] + ending for ending in endings)
        name = next(name for name in names if name.casefold() not in self._taken)
        self._taken.add(name.casefold())
        return wanted.model_copy(update={"name": name})

    def _remark(self, sentence: str) -> None:
        self.remarks[sentence] = None


def _checked(found: Round) -> Round:
    name = round_name(found.name)
    if not 0 <= found.seed <= LARGEST_SEED:
        raise RoundError(f"The seed of the round {name} is no whole number from 0 to {LARGEST_SEED}.")
    return found.model_copy(update={"name": name, "is_deleted": False})
