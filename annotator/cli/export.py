"""``annotator export``: take a dataset out of a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.bootstrap import Workspace
from annotator.cli import choosing
from annotator.cli.naming import reading, writing
from annotator.cli.output import answer, bar, say
from annotator.domain.counted import counted
from annotator.domain.errors import AnnotatorError
from annotator.domain.recipe import ExportChoice
from annotator.services.exports.recipes import checked_recipe_name
from annotator.services.exports.service import Preview, form_names

if TYPE_CHECKING:
    from annotator.services.exports.service import ExportSummary

_SHOWN = 20
"""Lines of a preview that people are shown; JSON has all there are."""


def export(  # noqa: PLR0913, PLR0917 - each option of a command is a parameter
    project: Annotated[Path, typer.Argument(help="The project.")],
    folder: Annotated[Path, typer.Argument(help="The folder to make; one that is there must be empty.")],
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
    keep_as: Annotated[
        str,
        typer.Option(
            "--keep-as",
            help="Once all went well, keep this choice as a recipe; of --search it keeps the articles found now.",
        ),
    ] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would be written and refused.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write the chosen codings in the chosen forms, with a manifest; whatever a form refuses is in its refused.csv."""
    keep_as = checked_recipe_name(keep_as) if keep_as else ""
    with writing(project) if keep_as else reading(project) as workspace:
        asked = choosing.Asked(
            *(forms, rounds, coders, gold, states, statuses, search, fields, units, without_text, pseudonymous)
        )
        choice = _choice(workspace, recipe, choosing.choice_of(workspace, asked))
        count = workspace.exports.coded_count(choice)
        found, summary = None, None
        if preview:
            with bar("Counting", count) as advance:
                found = workspace.exports.preview(choice.forms, choice=choice, progress=advance)
        else:
            with bar("Writing the dataset", count) as advance:
                summary = workspace.exports.export(folder, choice.forms, choice=choice, progress=advance)
        head = workspace.project.head
        if keep_as:
            done = f"The dataset was written to {folder}. " if summary else ""
            _keep(workspace, keep_as, choice, done, as_json=as_json)
    if found is not None:
        _say_preview(found, as_json=as_json)
    if summary is not None:
        _say_written(folder, head, summary, as_json=as_json)


def _keep(workspace: Workspace, name: str, choice: ExportChoice, done: str, *, as_json: bool) -> None:
    """Keep a recipe once all else went well, and say of a search what is kept; an error says what is done."""
    try:
        workspace.recipes.keep(name, choice, by=workspace.coder.id)
    except AnnotatorError as error:
        raise type(error)(error.message, kept=f"{done}The recipe was not kept.", remedy=error.remedy) from error
    if choice.articles is not None and not as_json:
        articles = counted(len(choice.articles), "article")
        say(f"“{name}” keeps the {articles} found now, not the phrase: articles that come later are not in it.")


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
        counts = {f"{noun}s": number for number, noun in found.counts()}
        answer({**counts, "refused_or_changed": found.line_count, "lines": [line._asdict() for line in found.lines]})
        return
    say(", ".join(counted(number, noun) for number, noun in found.counts()) + ".")
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
    say(f"Wrote {counted(summary.rows, 'coding')} to {folder}:")
    for file in summary.files:
        say(f"  {file.name}  {counted(file.rows, 'row')}, {counted(file.bytes, 'byte')}")
    for remark in summary.remarks:
        say(remark)
