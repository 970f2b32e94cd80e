"""A recipe's choice in one line."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.domain.ids import CoderId, RoundId
from annotator.domain.recipe import ExportChoice
from annotator.services.exports.choice_words import choice_in_words

ROUNDS = {RoundId("r1"): "Pilot"}
CODERS = {CoderId("c1"): "Ann", CoderId("c2"): "Ben"}


@pytest.mark.parametrize(
    "choice, words",
    [
        ({}, "the general forms; everything"),
        ({"forms": ("csv", "gtd")}, "csv, gtd; everything"),
        ({"rounds": ("r1", None)}, "the general forms; rounds: Pilot, work outside any round"),
        ({"rounds": ("gone",)}, "the general forms; rounds: one that is gone"),
        ({"coders": ("c2", "c1", "c9")}, "the general forms; coders: Ben, Ann, one that is gone"),
        ({"coders": ()}, "the general forms; coders: none"),
        ({"is_gold_included": False}, "the general forms; without gold"),
        ({"are_coders_included": False}, "the general forms; gold only"),
        ({"states": ("complete",)}, "the general forms; codings: complete"),
        ({"statuses": ("coded", "not_mentioned")}, "the general forms; values: coded, not mentioned"),
        ({"articles": ()}, "the general forms; 0 articles, always the same"),
        ({"articles": ("a",)}, "the general forms; 1 article, always the same"),
        ({"fields": ("tactic", "weapon")}, "the general forms; fields: tactic, weapon"),
        ({"units": ("evidence", "report")}, "the general forms; one row per evidence, report"),
        (
            {"with_text": False, "is_pseudonymous": True},
            "the general forms; without the articles' text; coders under pseudonyms",
        ),
    ],
)
def test_a_choice_is_its_forms_and_what_it_leaves_out(choice: dict[str, Any], words: str) -> None:
    assert choice_in_words(ExportChoice.model_validate(choice), ROUNDS, CODERS) == words


def test_everything_a_choice_can_say_is_told() -> None:
    other: dict[str, Any] = {
        "rounds": (None,), "coders": ("c1",), "is_gold_included": False, "are_coders_included": False,
        "states": ("draft",), "statuses": ("unclear",), "articles": ("a",), "fields": ("tactic",),
        "units": ("value",), "with_text": False, "is_pseudonymous": True, "forms": ("csv",),
    }  # fmt: skip
    assert set(other) == set(ExportChoice.model_fields)
    told = choice_in_words(ExportChoice.model_validate(other), ROUNDS, CODERS)
    assert len(told.split("; ")) == len(other)
