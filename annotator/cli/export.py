"""``annotator export``: take a dataset out of a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.bootstrap import Workspace, open_workspace
from annotator.cli import choosing
from annotator.cli.output import answer, bar, say
from annotator.domain.recipe import ExportChoice
from annotator.services.exports.service import Preview, form_names
from annotator.services.folders import Folders

if TYPE_CHECKING:
    from annotator.services.exports.service import ExportSummary

_SHOWN = 20
"""Lines of a preview that people are shown; JSON has all there are."""


def export(  # noqa: PLR0913, PLR0917 - each option of a command is a parameter
    project: Annotated[Path, typer.Argument(help="The project.")],
    folder: Annotated[Path, typer.Argument(help="The folder to make; it must not exist yet.")],
    recipe: Annotated[
        str, typer.Option(help="Run a recipe kept in the project; other choices are then not allowed.")
    ] = "",
    forms: choosing.Forms = None,
    rounds: choosing.Rounds = None,
    coders: choosing.Coders = None,
    gold: choosing.Gold = "with",
    states: choosing.States = None,
    statuses: choosing.Statuses = None,
    search: choosing.Articles = "",
    fields: choosing.Fields = None,
    units: choosing.Units = None,
    without_text: choosing.WithoutText = False,
    pseudonymous: choosing.Pseudonymous = False,
    keep_as: Annotated[str, typer.Option("--keep-as", help="Keep this choice as a recipe of this name.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would be written and refused.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write the chosen codings in the chosen forms, with a manifest; whatever a form refuses is in its refused.csv."""
    with open_workspace(project, folders=Folders.of_person(), read_only=not keep_as) as workspace:
        asked = choosing.Asked(
            *(forms, rounds, coders, gold, states, statuses, search, fields, units, without_text, pseudonymous)
        )
        choice = _choice(workspace, recipe, choosing.choice_of(workspace, asked))
        if keep_as:
            workspace.recipes.keep(keep_as, choice, by=workspace.coder.id)
        if preview:
            with bar("Counting", workspace.exports.coded_count(choice)) as advance:
                _say_preview(workspace.exports.preview(choice.forms, choice=choice, progress=advance), as_json=as_json)
            return
        with bar("Writing the dataset", workspace.exports.coded_count(choice)) as advance:
            summary = workspace.exports.export(folder, choice.forms, choice=choice, progress=advance)
        head = workspace.project.head
    _say_written(folder, head, summary, as_json=as_json)


def _choice(workspace: Workspace, recipe: str, chosen: ExportChoice) -> ExportChoice:
    """Return the recipe's choice, or what the options chose."""
    if not recipe:
        return chosen
    if chosen != ExportChoice(forms=tuple(form_names())):
        raise typer.BadParameter("A recipe says all there is to say; give --recipe alone.")
    kept = workspace.recipes.named(recipe).choice
    return kept if kept.forms else kept.model_copy(update={"forms": tuple(form_names())})


def _say_preview(found: Preview, *, as_json: bool) -> None:
    if as_json:
        counts = {words: number for number, words in found.counts()}
        answer({**counts, "refused_or_changed": found.line_count, "lines": [line._asdict() for line in found.lines]})
        return
    say(", ".join(f"{number} {words}" for number, words in found.counts()) + ".")
    say(found.in_words())
    for line in found.lines[:_SHOWN]:
        say(f"  {line.form} · {line.article} · {line.what}: {line.why}")


def _say_written(folder: Path, head: int, summary: ExportSummary, *, as_json: bool) -> None:
    if as_json:
        answer(
            {
                "folder": str(folder),
                "head": head,
                "codings": summary.rows,
                "files": [file._asdict() for file in summary.files],
                "remarks": list(summary.remarks),
            }
        )
        return
    say(f"Wrote {summary.rows} codings to {folder}:")
    for file in summary.files:
        say(f"  {file.name}  {file.rows} rows, {file.bytes} bytes")
    for remark in summary.remarks:
        say(remark)
