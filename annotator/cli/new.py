"""``annotator new``: make a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.bootstrap import SUFFIX, create_workspace
from annotator.cli.naming import closed_afterwards
from annotator.cli.output import answer, say
from annotator.domain.errors import ProjectError
from annotator.services.folders import Folders


def new(
    project: Annotated[Path, typer.Argument(help="The project file to make; .annotator is added when missing.")],
    name: Annotated[str, typer.Option(help="The project's name; the file's name by default.")] = "",
    codebook: Annotated[Path | None, typer.Option(help="A codebook in YAML; the default one otherwise.")] = None,
    coder: Annotated[str, typer.Option(help="Your name as a coder; the login name by default.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make a project with a codebook and one coder."""
    if project.name in {"", ".."}:
        raise ProjectError(f"{project} is no name for a file.", remedy="Name the project file to make.")
    path = project if project.suffix == SUFFIX else project.with_name(project.name + SUFFIX)
    folders = Folders.of_person()
    made = create_workspace(path, folders=folders, name=name, coder_name=coder, codebook=codebook)
    with closed_afterwards(made) as workspace:
        version = workspace.codebooks.current()
        facts = {
            "project": str(workspace.project.path),
            "id": workspace.project.id,
            "name": workspace.project.name,
            "coder": workspace.coder.name,
            "codebook": {"id": version.name, "version": version.version, "sha256": version.sha256},
        }
    if as_json:
        answer(facts)
    else:
        codebook_name = f"{version.name}, version {version.version}"
        say(f"Made {path} with the codebook {codebook_name}, and the coder {workspace.coder.name}.")
