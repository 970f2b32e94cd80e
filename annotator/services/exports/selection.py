"""Which codings an export takes, and under which names their coders leave."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from annotator.domain.coding import Coder, Coding, CodingHeader
from annotator.domain.ids import CoderId, RoundId
from annotator.domain.recipe import ExportChoice
from annotator.domain.values import Status


class Blindness(NamedTuple):
    """Who looks, and the rounds in which they see only their own work now."""

    viewer: CoderId | None
    rounds: frozenset[RoundId]

    def hides(self, header: CodingHeader) -> bool:
        """Tell whether a coding is hidden from the viewer."""
        return header.round_id in self.rounds and header.coder_id != self.viewer


SEES_ALL = Blindness(None, frozenset())


class Selection:
    """Answers by its header whether a coding leaves, and then with which values."""

    def __init__(self, choice: ExportChoice, coders: Mapping[CoderId, Coder], blindness: Blindness = SEES_ALL) -> None:
        self._choice = choice
        self._articles = None if choice.articles is None else frozenset(choice.articles)
        self._coders = coders
        self._blindness = blindness

    def takes(self, header: CodingHeader) -> bool:
        """Tell whether the coding with this header leaves."""
        return not header.is_deleted and self._is_chosen(header) and not self._blindness.hides(header)

    def leaving(self, coding: Coding) -> Coding:
        """Return a coding that leaves with the values whose status was chosen."""
        return with_statuses(coding, self._choice.statuses) if self._choice.statuses else coding

    def _is_chosen(self, header: CodingHeader) -> bool:
        choice = self._choice
        is_kind_chosen = (
            choice.is_gold_included if self._coders[header.coder_id].is_gold else choice.are_coders_included
        )
        return (
            is_kind_chosen
            and _is_among(header.round_id, choice.rounds)
            and (self._coders[header.coder_id].is_gold or _is_among(header.coder_id, choice.coders))
            and _is_among(header.article_id, self._articles)
            and (not choice.states or header.state in choice.states)
        )


def with_statuses(coding: Coding, statuses: Collection[Status]) -> Coding:
    """Return the coding with only the values of these statuses; the evidence of the others goes with them."""
    values = {value_id: value for value_id, value in coding.values_by_id.items() if value.status in statuses}
    return replace(coding, values_by_id=MappingProxyType(values))


def pseudonyms(coders: Sequence[Coder]) -> dict[CoderId, Coder]:
    """Return the coders as "Coder 1", "Coder 2", … in the order they joined; gold keeps its name.

    Counted over all coders of the project, so that one person has one pseudonym in every export of it.
    """
    people = sorted((coder for coder in coders if not coder.is_gold), key=lambda coder: coder.id)
    renamed = {
        coder.id: coder.model_copy(update={"name": f"Coder {place}"}) for place, coder in enumerate(people, start=1)
    }
    return renamed | {coder.id: coder for coder in coders if coder.is_gold}


def _is_among(one: object, chosen: Collection[object] | None) -> bool:
    return chosen is None or one in chosen
