"""``annotator export``: take a dataset out of a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.bootstrap import open_workspace
from annotator.cli.output import answer, bar, say
from annotator.services.exports import form_names, forms as all_forms
from annotator.services.folders import Folders


def _known_forms(forms: list[str] | None) -> list[str] | None:
    known = [form.name for form in all_forms()]
    unknown = [form for form in forms or () if form not in known]
    if unknown:
        raise typer.BadParameter(f"There is no form {unknown[0]}; there are {', '.join(known)}.")
    return forms


def export(
    project: Annotated[Path, typer.Argument(help="The project.")],
    folder: Annotated[Path, typer.Argument(help="The folder to make; it must not exist yet.")],
    forms: Annotated[
        list[str] | None,
        typer.Option(
            "--form", callback=_known_forms, help=f"{', '.join(form_names())}; repeat for several. All by default."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write every coding as CSV tables and JSON Lines, with a manifest."""
    with open_workspace(project, folders=Folders.of_person(), read_only=True) as workspace:
        with bar("Writing the dataset", workspace.exports.coded_count()) as advance:
            summary = workspace.exports.export(folder, forms or form_names(), progress=advance)
        head = workspace.project.head
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
