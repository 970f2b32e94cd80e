"""The columns of an overview: who is compared with whom, over which articles, and on which panel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from annotator.agreement.panel import Panel, Step
from annotator.agreement.slices import Choice
from annotator.domain.figures import AgreementColumn, ColumnKind, Slicing
from annotator.domain.ids import CoderId
from annotator.services.agreement.codings import FIRST, SECOND, ArticleFacts, CodedRound

MOST_PAIRS = 12
"""Pairs shown where nobody chose any: those with the most articles in common. Forty coders make 780 pairs."""


@dataclass(frozen=True)
class Comparison:
    """A panel with what is known of its articles; ``gold`` is the column of gold, None where it has none."""

    panel: Panel
    facts: Sequence[ArticleFacts]
    gold: int | None = None


@dataclass(frozen=True)
class ChosenColumn:
    """A column and where its figures come from."""

    column: AgreementColumn
    comparison: Comparison
    choice: Choice


class RoundComparisons:
    """The panels of a round, each made when it is first needed: coders among themselves, and against gold."""

    def __init__(self, coded: CodedRound, step: Step) -> None:
        self.coded = coded
        self._step = step
        self._coders: Comparison | None = None
        self._gold: Comparison | None = None

    @property
    def step_count(self) -> int:
        """Articles that are still to be aligned among coders."""
        return len(self.coded.articles) if self._coders is None else 0

    def among_coders(self) -> Comparison:
        """Return the panel of all coders but gold."""
        if self._coders is None:
            ids = [coder.id for coder in self.coded.coders]
            panel = Panel(self.coded.articles, ids, self.coded.codebook, step=self._step)
            self._coders = Comparison(panel, self.coded.facts)
        return self._coders

    def against_gold(self) -> Comparison:
        """Return the panel in which gold is one more coder; raises ValueError where there is no gold."""
        if self.coded.gold is None:
            raise ValueError("the round has no gold")
        if self._gold is None:
            ids = [coder.id for coder in self.coded.coders]
            panel = Panel(self.coded.with_gold, [*ids, self.coded.gold.id], self.coded.codebook, step=self._step)
            self._gold = Comparison(panel, self.coded.gold_facts, len(ids))
        return self._gold

    def columns(self, slicing: Slicing, pairs: Iterable[tuple[CoderId, CoderId]] = ()) -> list[ChosenColumn]:
        """Return an overview's columns."""
        match slicing:
            case Slicing.CODERS:
                return [*self._together(), *self._rest(), *self._against_gold()]
            case Slicing.PAIRS:
                return self._pairs(list(pairs))
            case Slicing.WEEK:
                return self._by(ColumnKind.WEEK, [facts.week or "no date" for facts in self.coded.facts])
            case Slicing.VERSION:
                return self._by(ColumnKind.VERSION, [f"version {facts.version}" for facts in self.coded.facts])
            case Slicing.REPEATED:
                return self._repeated()

    def _names(self, *coders: CoderId) -> str:
        names = {coder.id: coder.name for coder in self.coded.coders}
        return " – ".join(names[coder] for coder in coders)

    def _together(self) -> list[ChosenColumn]:
        coders = tuple(coder.id for coder in self.coded.coders)
        choice = Choice((0, 1)) if len(coders) == 2 else Choice()
        label = self._names(*coders) if len(coders) == 2 else "All coders"
        return [ChosenColumn(AgreementColumn(ColumnKind.TOGETHER, label, coders), self.among_coders(), choice)]

    def _rest(self) -> list[ChosenColumn]:
        coders = self.coded.coders if len(self.coded.coders) > 2 else ()
        return [
            ChosenColumn(AgreementColumn(ColumnKind.REST, one.name, (one.id,)), self.among_coders(), Choice((at,)))
            for at, one in enumerate(coders)
        ]

    def _against_gold(self) -> list[ChosenColumn]:
        gold = self.coded.gold
        if gold is None:
            return []
        comparison = self.against_gold()
        last = len(self.coded.coders)
        return [
            ChosenColumn(AgreementColumn(ColumnKind.GOLD, one.name, (one.id, gold.id)), comparison, Choice((at, last)))
            for at, one in enumerate(self.coded.coders)
        ]

    def _pairs(self, wanted: list[tuple[CoderId, CoderId]]) -> list[ChosenColumn]:
        comparison = self.among_coders()
        place = {coder.id: at for at, coder in enumerate(self.coded.coders)}
        chosen = [pair for pair in wanted if pair[0] in place and pair[1] in place] or self.busiest_pairs()
        return [
            ChosenColumn(
                AgreementColumn(ColumnKind.PAIR, self._names(*pair), pair),
                comparison,
                Choice((place[pair[0]], place[pair[1]])),
            )
            for pair in chosen
        ]

    def busiest_pairs(self) -> list[tuple[CoderId, CoderId]]:
        """Return the pairs with the most articles in common, in the coders' order; pairs without any are left out."""
        flags = self.among_coders().panel.participates.astype(int)
        shared = flags.T @ flags
        order = sorted(combinations(range(len(self.coded.coders)), 2), key=lambda pair: (-shared[pair], pair))
        kept = sorted(pair for pair in order[:MOST_PAIRS] if shared[pair])
        return [(self.coded.coders[a].id, self.coded.coders[b].id) for a, b in kept]

    def _by(self, kind: ColumnKind, keys: list[str]) -> list[ChosenColumn]:
        comparison = self.among_coders()
        coders = tuple(coder.id for coder in self.coded.coders)
        whose = (0, 1) if len(coders) == 2 else ()
        return [
            ChosenColumn(
                AgreementColumn(kind, key, coders, key),
                comparison,
                Choice(whose, frozenset(at for at, one in enumerate(keys) if one == key)),
            )
            for key in sorted(set(keys))
        ]

    def _repeated(self) -> list[ChosenColumn]:
        """Return columns of coders compared with themselves; all first, then each."""
        panel = Panel(self.coded.articles, [FIRST, SECOND], self.coded.codebook, step=self._step)
        comparison = Comparison(panel, self.coded.facts)
        together = AgreementColumn(ColumnKind.REPEATED, "All coders", (), "all")
        columns = [ChosenColumn(together, comparison, Choice((0, 1)))]
        for coder in self.coded.coders:
            own = frozenset(at for at, facts in enumerate(self.coded.facts) if facts.own_coder == coder.id)
            if own:
                column = AgreementColumn(ColumnKind.REPEATED, coder.name, (coder.id,), str(coder.id))
                columns.append(ChosenColumn(column, comparison, Choice((0, 1), own)))
        return columns
