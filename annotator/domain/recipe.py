"""Recipes: what to export, chosen once, named and kept in the project."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from annotator.domain.coding import CodingState
from annotator.domain.ids import ArticleId, CoderId, RecipeId, RoundId
from annotator.domain.values import Frozen, Status


class ExportUnit(StrEnum):
    """What one row of a table stands for."""

    VALUE = "value"
    EVIDENCE = "evidence"
    REPORT = "report"
    ARTICLE = "article"


class ExportChoice(Frozen):
    """Which codings leave, and how. None, and an empty list, mean all.

    ``rounds`` may hold None, which stands for codings made outside any round.
    """

    rounds: tuple[RoundId | None, ...] | None = None
    coders: tuple[CoderId, ...] | None = None
    is_gold_included: bool = True
    are_coders_included: bool = True
    states: tuple[CodingState, ...] = ()
    statuses: tuple[Status, ...] = ()
    articles: tuple[ArticleId, ...] | None = None
    fields: tuple[str, ...] | None = None
    units: tuple[ExportUnit, ...] = ()
    with_text: bool = True
    is_pseudonymous: bool = False
    forms: tuple[str, ...] = ()


class Recipe(Frozen):
    """A named choice."""

    kind: Literal["recipe"] = "recipe"
    id: RecipeId
    name: Annotated[str, Field(min_length=1, max_length=80)]
    choice: ExportChoice = ExportChoice()
    is_deleted: bool = False
