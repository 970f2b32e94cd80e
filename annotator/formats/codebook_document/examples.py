"""Choosing examples for a codebook's document from codings that were agreed on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from annotator.domain.codebook import Codebook
from annotator.domain.coding import Coding, Stance
from annotator.domain.describe import describe
from annotator.domain.values import Status
from annotator.formats.codebook_document.outline import MOST_EXAMPLES, Example


class TitledCoding(NamedTuple):
    """A coding and the title of its article."""

    title: str
    coding: Coding


def chosen_examples(codings: Iterable[TitledCoding], codebook: Codebook) -> dict[str, list[Example]]:
    """Return up to three examples a field, in the order of the codings; other values first, then the same again.

    Only words that state their value serve, each quote once a field.
    """
    fresh: dict[str, list[Example]] = {}
    again: dict[str, list[Example]] = {}
    for title, coding in codings:
        for field, example in _examples_in(title, coding, codebook):
            kept = fresh.setdefault(field, [])
            is_known = any(one.value == example.value for one in kept)
            kept = again.setdefault(field, []) if is_known else kept
            if len(kept) < MOST_EXAMPLES and all(one.quote != example.quote for one in kept):
                kept.append(example)
    return {field: [*kept, *_others(again.get(field, ()), kept)][:MOST_EXAMPLES] for field, kept in fresh.items()}


def _examples_in(title: str, coding: Coding, codebook: Codebook) -> Iterable[tuple[str, Example]]:
    for value in sorted(coding.values(), key=lambda value: value.id):
        field = codebook.fields_by_id.get(value.field)
        if field is None or value.status is not Status.CODED or value.content is None:
            continue
        words = describe(value.content, field, codebook)
        for evidence in coding.evidence_for(value.id):
            if evidence.stance is Stance.STATES:
                yield field.id, Example(evidence.quote, title, words)
                break


def _others(examples: Iterable[Example], kept: Iterable[Example]) -> list[Example]:
    quotes = {one.quote for one in kept}
    return [example for example in examples if example.quote not in quotes]
