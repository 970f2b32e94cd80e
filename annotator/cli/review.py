"""``annotator review``: begin the review of a round, list its cases and stale rulings, take its gold out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.bootstrap import Workspace
from annotator.cli.naming import JsonOption, ProjectArgument, named_coder, named_field, named_round, reading, writing
from annotator.cli.output import answer, bar, say
from annotator.domain.counted import counted
from annotator.domain.ids import RoundId
from annotator.services.review.case import CaseFacets, CaseLine, CaseState, StaleRuling
from annotator.services.rounds.checks import OUTSIDE

app = typer.Typer(help="Review: what coders see differently, and the gold that rulings make.", no_args_is_help=True)

_NO_RULINGS = (
    "No ruling stands behind gold here, and only values with their ruling are written. Gold that was restored from "
    "JSON Lines comes without its rulings; in an export it is like any coding: annotator export --gold only"
)

RoundOption = Annotated[
    str, typer.Option("--round", help=f"The round's name; the newest by default, “{OUTSIDE}” is work outside any.")
]


@app.command("begin")
def begin(
    project: ProjectArgument,
    round_name: RoundOption = "",
    reviewer: Annotated[
        str, typer.Option("--reviewer", help="Who reviews, a coder of the project; your login name by default.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Take into gold what all coders of an article agree on; run again, it takes in what was completed since."""
    with writing(project, reviewer) as workspace:
        if reviewer:
            named_coder(workspace, reviewer)
        round_id = _round(workspace, round_name)
        with bar("Accepting what is unanimous") as advance:
            begun = workspace.review.begin(round_id, reviewer=workspace.coder.id, progress=advance)
    if as_json:
        answer({"accepted": begun.accepted, "unchanged": begun.unchanged, "waiting": begun.waiting})
        return
    accepted = counted(begun.accepted, "article")
    say(f"{accepted} accepted, {begun.unchanged} as before, {begun.waiting} waiting for a second coding.")


@app.command("cases")
def cases(
    project: ProjectArgument,
    round_name: RoundOption = "",
    states: Annotated[list[CaseState] | None, typer.Option("--state", help="Only these; repeat for several.")] = None,
    field: Annotated[str, typer.Option("--field", help="Only cases with open items on this field.")] = "",
    as_json: JsonOption = False,
) -> None:
    """List the articles that two coders have completed, with what waits for a ruling."""
    with reading(project) as workspace:
        fields = frozenset({named_field(workspace, field)} if field else ())
        facets = CaseFacets(states=frozenset(states or ()), fields=fields)
        round_id = _round(workspace, round_name)
        with bar("Comparing codings") as advance:
            found = workspace.review.cases(round_id, viewer=workspace.coder.id, facets=facets, progress=advance)
        names = {coder.id: coder.name for coder in workspace.coders.all()}
    if as_json:
        answer({"cases": [_case_facts(line, names) for line in found]})
        return
    for line in found:
        say(f"{line.key.article_id}  {line.state.value:8}{line.open:4} open of {line.items:3}  {line.title}")
    say(f"{counted(len(found), 'article')}, {counted(sum(line.open for line in found), 'item')} open.")


@app.command("stale")
def stale(project: ProjectArgument, round_name: RoundOption = "", as_json: JsonOption = False) -> None:
    """List the rulings that no longer fit what the coders have."""
    with reading(project) as workspace:
        found = workspace.review.stale(_round(workspace, round_name), viewer=workspace.coder.id)
    if as_json:
        answer({"stale": [_stale_facts(one) for one in found]})
        return
    for one in found:
        say(f"{one.title}: {one.label}. {one.why}")
    say(f"{len(found)} rulings no longer fit." if found else "Every ruling fits what the coders have.")


@app.command("export")
def export(
    project: ProjectArgument,
    folder: Annotated[Path, typer.Argument(help="The folder to make; it must not exist yet.")],
    round_name: RoundOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write gold as JSON Lines and CSV, every value with the ruling, the sources and the evidence behind it."""
    with reading(project) as workspace:
        count = workspace.review.export_gold(_round(workspace, round_name), folder, viewer=workspace.coder.id)
    if as_json:
        answer({"folder": str(folder), "values": count} | ({} if count else {"remarks": [_NO_RULINGS]}))
        return
    say(f"Wrote {count} values of gold to {folder}.")
    if not count:
        say(_NO_RULINGS)


def _round(workspace: Workspace, name: str) -> RoundId | None:
    if name == OUTSIDE:
        return None
    if name:
        return named_round(workspace, name).id
    rounds = workspace.rounds.rounds()
    return rounds[-1].id if rounds else None


def _case_facts(line: CaseLine, names: dict[Any, str]) -> dict[str, Any]:
    return {
        "article": line.key.article_id,
        "title": line.title,
        "week": line.week,
        "source": line.source,
        "coders": [names.get(coder, coder) for coder in line.coders],
        "state": line.state.value,
        "items": line.items,
        "open": line.open,
        "stale": line.stale,
        "sampled": line.sampled,
        "kinds": [kind.value for kind in line.kinds],
        "fields": list(line.fields),
    }


def _stale_facts(one: StaleRuling) -> dict[str, Any]:
    return {
        "article": one.key.article_id,
        "title": one.title,
        "item": one.item_id,
        "label": one.label,
        "ruling": one.ruling.id,
        "source": one.ruling.source.value,
        "why": one.why,
    }
