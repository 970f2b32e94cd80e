"""``annotator agreement``: figures of agreement between coders, a report of them, or how many articles a plan needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from annotator.bootstrap import Workspace
from annotator.cli.naming import JsonOption, ProjectArgument, known_ones, named_coder, named_field, named_round, reading
from annotator.cli.output import answer, bar, say
from annotator.domain.errors import CodingError
from annotator.domain.figures import (
    LAYER_LABELS,
    AgreementCell,
    AgreementLayer,
    AgreementOverview,
    AgreementRow,
    ColumnKind,
    Columns,
    SamplePlan,
    Slicing,
)
from annotator.domain.ids import CoderId, RoundId
from annotator.services.rounds.checks import OUTSIDE

_LABEL, _WHO = 34, 22


def agreement(  # noqa: PLR0913, PLR0917 - each option of a command is a parameter
    project: ProjectArgument,
    round_name: Annotated[
        str, typer.Option("--round", help=f"The round's name; the newest by default, “{OUTSIDE}” is work outside any.")
    ] = "",
    fields: Annotated[list[str] | None, typer.Option("--field", help="Only this field; repeat for several.")] = None,
    coders: Annotated[list[str] | None, typer.Option("--coder", help="Only this coder; repeat for several.")] = None,
    versus_gold: Annotated[bool, typer.Option("--versus-gold", help="Only the figures against gold.")] = False,
    by: Annotated[Slicing, typer.Option("--by", help="What the columns are.")] = Slicing.CODERS,
    layer: Annotated[AgreementLayer, typer.Option("--layer", help="What is compared.")] = AgreementLayer.MATCHED,
    report: Annotated[Path | None, typer.Option("--report", help="Write a report into this new folder.")] = None,
    plan: Annotated[
        str, typer.Option("--plan", metavar="FIELD=WIDTH", help="How many articles give an interval of this width.")
    ] = "",
    seed: Annotated[int, typer.Option("--seed", min=0, help="What resamples are drawn with.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Say how far coders agree, field by field, with 95% intervals from resampling articles.

    Only codings declared complete enter; what is left out is counted.
    """
    if fields and (plan or report is not None):
        raise typer.BadParameter("--field goes with neither --plan nor --report.")
    with reading(project) as workspace:
        round_id = _round(workspace, round_name)
        chosen = frozenset(named_coder(workspace, name).id for name in coders or ())
        if plan:
            _plan(workspace, round_id, plan, seed, as_json=as_json)
        elif report is not None:
            _report(workspace, round_id, chosen, report, seed, as_json=as_json)
        else:
            found = _worked_out(workspace, round_id, layer, Columns(by, coders=chosen), seed)
            found = _only_gold(found) if versus_gold else found
            _refuse_unknown(workspace, found, fields or ())
            _show(found, fields or (), as_json=as_json)


def _round(workspace: Workspace, name: str) -> RoundId | None:
    if name == OUTSIDE:
        return None
    if name:
        return named_round(workspace, name).id
    rounds = workspace.rounds.rounds()
    return rounds[-1].id if rounds else None


def _worked_out(
    workspace: Workspace, round_id: RoundId | None, layer: AgreementLayer, columns: Columns, seed: int
) -> AgreementOverview:
    with bar("Working out the figures", 100) as advance:
        return workspace.agreement.overview(
            round_id, viewer=workspace.coder.id, layer=layer, by=columns, seed=seed, progress=advance
        )


def _only_gold(overview: AgreementOverview) -> AgreementOverview:
    columns = tuple(column for column in overview.columns if column.kind is ColumnKind.GOLD)
    if not columns:
        raise CodingError(
            f"{overview.round_name} has no gold.", remedy="Gold is made by rulings: annotator review begin"
        )
    return replace(overview, columns=columns)


def _refuse_unknown(workspace: Workspace, overview: AgreementOverview, fields: Sequence[str]) -> None:
    """Raise CodingError for a field without figures here, and another for one that no codebook has."""
    known = {row.field for row in overview.rows}
    for field in fields:
        if field not in known:
            named_field(workspace, field)
            raise CodingError(
                f"There are no figures for the field {field} here.",
                remedy=known_ones(field, sorted(known), "fields with figures"),
            )


def _show(overview: AgreementOverview, fields: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        from annotator.services.agreement.reports import overview_facts

        answer(overview_facts(overview, fields))
        return
    _print(overview, [row for row in overview.rows if not fields or row.field in fields])


def _print(overview: AgreementOverview, rows: Sequence[AgreementRow]) -> None:
    say(f"{overview.round_name}: {LAYER_LABELS[overview.layer].lower()}, {overview.articles} articles compared.")
    if not overview.articles:
        say("No article has complete codings of two coders.")
    section = ""
    for row in rows if overview.articles else ():
        if row.section != section:
            section = row.section
            say("")
            say(section)
        for at, column in enumerate(overview.columns):
            label, who = row.label if at == 0 else "", _who(column.kind, column.label)
            say(f"  {label:{_LABEL}.{_LABEL}} {who:{_WHO}.{_WHO}} {_cell(overview.cell(row, column))}")
    for exclusion in overview.exclusions:
        say("")
        say(f"Left out: {exclusion.sentence}")


def _who(kind: ColumnKind, label: str) -> str:
    suffix = {ColumnKind.REST: " vs rest", ColumnKind.GOLD: " vs gold"}.get(kind, "")
    return label + suffix


def _cell(cell: AgreementCell) -> str:
    if cell.value is None:
        return f"   –  {cell.reason}"
    interval = "" if cell.lower is None else f"[{cell.lower:5.2f}, {cell.upper:5.2f}]"
    words = f"{cell.value:5.2f} {interval:16} n = {cell.units} in {cell.articles} articles"
    return " ".join((words, *(f"! {caution}" for caution in cell.cautions)))


def _report(
    workspace: Workspace,
    round_id: RoundId | None,
    coders: frozenset[CoderId],
    folder: Path,
    seed: int,
    *,
    as_json: bool,
) -> None:
    with bar("Working out the report", 100) as advance:
        found = workspace.agreement.report(
            round_id, viewer=workspace.coder.id, coders=coders, seed=seed, progress=advance
        )
    paths = found.write(folder)
    if as_json:
        answer({"folder": str(folder), "files": [path.name for path in paths], "methods": found.methods().strip()})
        return
    say(f"Wrote the report to {folder}:")
    for path in paths:
        say(f"  {path.name}")


def _plan(workspace: Workspace, round_id: RoundId | None, wanted: str, seed: int, *, as_json: bool) -> None:
    field, _, width = (part.strip() for part in wanted.partition("="))
    try:
        wanted_width = float(width)
    except ValueError as error:
        raise typer.BadParameter("--plan is a field and a width, for example event_type=0.2.") from error
    named_field(workspace, field.partition(".")[0])
    found = workspace.agreement.plan_sample(round_id, field, wanted_width, viewer=workspace.coder.id, seed=seed)
    if as_json:
        answer({**asdict(found), "sentence": found.sentence})
    else:
        _tell(found)


def _tell(plan: SamplePlan) -> None:
    say(plan.sentence)
    say(f"The pilot has {plan.pilot_articles} articles and {plan.pilot_units} units.")
    for caution in plan.cautions:
        say(f"! {caution}")
    if not plan.curve:
        return
    say("")
    say("Articles  width of the interval")
    for point in plan.curve:
        say(f"{point.articles:8}  {point.width:.2f}")
    say("")
    say("It assumes:")
    for assumption in plan.assumptions:
        say(f"- {assumption}")
