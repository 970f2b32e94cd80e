"""What a recipe chooses, as one line for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from annotator.domain.counted import counted
from annotator.domain.ids import CoderId, RoundId
from annotator.domain.recipe import ExportChoice

GONE = "one that is gone"


def choice_in_words(choice: ExportChoice, rounds: Mapping[RoundId, str], coders: Mapping[CoderId, str]) -> str:
    """Return the forms of a choice and every way in which it is not all there is; ``rounds`` and ``coders`` by id."""
    limits = [*_whose(choice, rounds, coders), *_what(choice)]
    return "; ".join([", ".join(choice.forms) or "the general forms", *(limits or ["everything"])])


def _whose(choice: ExportChoice, rounds: Mapping[RoundId, str], coders: Mapping[CoderId, str]) -> Iterator[str]:
    if choice.rounds is not None:
        names = (rounds.get(one, GONE) if one is not None else "work outside any round" for one in choice.rounds)
        yield f"rounds: {_listed(names)}"
    if choice.coders is not None:
        yield f"coders: {_listed(coders.get(one, GONE) for one in choice.coders)}"
    if not choice.is_gold_included:
        yield "without gold"
    if not choice.are_coders_included:
        yield "gold only"
    if choice.states:
        yield f"codings: {_listed(choice.states)}"


def _what(choice: ExportChoice) -> Iterator[str]:
    if choice.statuses:
        yield f"values: {_listed(one.replace('_', ' ') for one in choice.statuses)}"
    if choice.articles is not None:
        yield f"{counted(len(choice.articles), 'article')}, always the same"
    if choice.fields is not None:
        yield f"fields: {_listed(choice.fields)}"
    if choice.units:
        yield f"one row per {_listed(choice.units)}"
    if not choice.with_text:
        yield "without the articles' text"
    if choice.is_pseudonymous:
        yield "coders under pseudonyms"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
