"""``annotator recipe``: what to export, kept in the project under a name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.naming import reading, writing
from annotator.cli.output import answer, say
from annotator.services.exports.choice_words import choice_in_words

app = typer.Typer(help="Recipes: what to export, kept in the project.", no_args_is_help=True)

Project = Annotated[Path, typer.Argument(help="The project.")]
Name = Annotated[str, typer.Argument(help="The recipe's name.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_recipes(project: Project, as_json: AsJson = False) -> None:
    """List the recipes and what each chooses."""
    with reading(project) as workspace:
        recipes = workspace.recipes.all()
        rounds = {one.id: one.name for one in workspace.rounds.rounds()}
        coders = {one.id: one.name for one in workspace.coders.all()}
    if as_json:
        answer({"recipes": [recipe.model_dump(mode="json", exclude={"kind", "is_deleted"}) for recipe in recipes]})
        return
    for recipe in recipes:
        say(f"{recipe.name}: {choice_in_words(recipe.choice, rounds, coders)}")
    if not recipes:
        say("The project has no recipe yet. Make one with: annotator export --keep-as")


@app.command("remove")
def remove(project: Project, name: Name, as_json: AsJson = False) -> None:
    """Take a recipe away."""
    with writing(project) as workspace:
        workspace.recipes.remove(name, by=workspace.coder.id)
    if as_json:
        answer({"removed": name})
    else:
        say(f"Removed “{name}”.")
