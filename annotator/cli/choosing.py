"""The options with which commands choose what to export, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, NamedTuple, TypeVar

import typer

from annotator.bootstrap import Workspace
from annotator.cli.naming import known_ones, named_field
from annotator.domain.coding import CodingState
from annotator.domain.errors import CodingError
from annotator.domain.ids import ArticleId, CoderId, RoundId
from annotator.domain.queue import QueueFilter
from annotator.domain.recipe import ExportChoice, ExportUnit
from annotator.domain.values import Status
from annotator.services.exports.service import form_names, forms as all_forms
from annotator.services.rounds.checks import OUTSIDE

Known = TypeVar("Known")

FORMS_IN_WORDS = (
    "Tables and complete data: csv, csv-wide, csv-spreadsheet, jsonl, xlsx, parquet, hugging-face, sqlite; incident "
    "datasets: gtd, acled, ucdp-ged, muc4, events; tools that mark text: spacy, spacy-docbin, conll, brat, xmi, "
    "label-studio, doccano, web-annotation; qualitative analysis: refi-qda"
)
"""Every form; spelled out, because asking for them loads all that writes them."""


def known_forms(forms: list[str] | None) -> list[str] | None:
    """Return the forms; raises BadParameter for one there is not."""
    known = [form.name for form in all_forms()]
    unknown = [form for form in forms or () if form not in known]
    if unknown:
        raise typer.BadParameter(f"There is no form {unknown[0]}; there are {', '.join(known)}.")
    return forms


Forms = Annotated[
    list[str] | None,
    typer.Option(
        "--form",
        callback=known_forms,
        help=f"{FORMS_IN_WORDS}. Repeat for several; by default {', '.join(form_names())}.",
    ),
]
Rounds = Annotated[
    list[str] | None,
    typer.Option("--round", help=f"A round's name; repeat for several; “{OUTSIDE}” is work outside any."),
]
Coders = Annotated[list[str] | None, typer.Option("--coder", help="A coder's name; repeat for several.")]
Gold = Annotated[str, typer.Option(help="“with” gold, “only” gold, or “without”.")]
States = Annotated[list[CodingState] | None, typer.Option("--state", help="Only codings in this state.")]
Statuses = Annotated[list[Status] | None, typer.Option("--status", help="Only values of this status; repeatable.")]
Articles = Annotated[str, typer.Option("--search", help="Only articles that now have this phrase in title or text.")]
Fields = Annotated[list[str] | None, typer.Option("--field", help="Only this field; repeat for several.")]
Units = Annotated[list[ExportUnit] | None, typer.Option("--unit", help="Tables of this unit only; repeatable.")]
WithoutText = Annotated[
    bool, typer.Option("--without-text", help="Leave out all text of the articles; offsets and hashes only.")
]
Pseudonymous = Annotated[bool, typer.Option("--pseudonymous", help="Coders leave as Coder 1, Coder 2, …")]

_GOLD = {"with": (True, True), "only": (True, False), "without": (False, True)}


class Asked(NamedTuple):
    """What the options of a command say."""

    forms: Sequence[str] | None
    rounds: Sequence[str] | None
    coders: Sequence[str] | None
    gold: str
    states: Sequence[CodingState] | None
    statuses: Sequence[Status] | None
    search: str
    fields: Sequence[str] | None
    units: Sequence[ExportUnit] | None
    without_text: bool
    is_pseudonymous: bool


def choice_of(workspace: Workspace, asked: Asked) -> ExportChoice:
    """Return what the options choose; raises CodingError naming a round, coder or field the project has not."""
    if asked.gold not in _GOLD:
        raise typer.BadParameter(f"--gold is one of {', '.join(_GOLD)}, not {asked.gold}.")
    is_gold_included, are_coders_included = _GOLD[asked.gold]
    return ExportChoice(
        rounds=_rounds(workspace, asked.rounds) if asked.rounds else None,
        coders=_coders(workspace, asked.coders) if asked.coders else None,
        is_gold_included=is_gold_included,
        are_coders_included=are_coders_included,
        states=tuple(asked.states or ()),
        statuses=tuple(asked.statuses or ()),
        articles=_articles(workspace, asked.search) if asked.search else None,
        fields=tuple(named_field(workspace, name) for name in asked.fields) if asked.fields else None,
        units=tuple(asked.units or ()),
        with_text=not asked.without_text,
        is_pseudonymous=asked.is_pseudonymous,
        forms=tuple(asked.forms or form_names()),
    )


def _rounds(workspace: Workspace, names: Iterable[str]) -> tuple[RoundId | None, ...]:
    known = {one.name: one.id for one in workspace.rounds.rounds()}
    return tuple(None if name == OUTSIDE else _known(known, name, "round") for name in names)


def _coders(workspace: Workspace, names: Iterable[str]) -> tuple[CoderId, ...]:
    known = {coder.name: coder.id for coder in workspace.coders.all()}
    return tuple(_known(known, name, "coder") for name in names)


def _articles(workspace: Workspace, phrase: str) -> tuple[ArticleId, ...]:
    numbers = workspace.articles.queue(workspace.coder.id, QueueFilter(phrase=phrase))
    return tuple(item.article_id for item in workspace.articles.queue_page(workspace.coder.id, numbers))


def _known(known: Mapping[str, Known], name: str, what: str) -> Known:
    if name not in known:
        raise CodingError(f"The project has no {what} “{name}”.", remedy=known_ones(name, list(known), f"{what}s"))
    return known[name]
