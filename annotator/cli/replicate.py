"""``annotator replicate``: everything another person needs to use, check and cite the data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.naming import reading
from annotator.cli.output import answer, bar, say
from annotator.domain.counted import counted
from annotator.services.exports.reading import EVERYTHING
from annotator.services.exports.replication import about_package


def replicate(
    project: Annotated[Path, typer.Argument(help="The project.")],
    target: Annotated[Path, typer.Argument(help="The folder to make, or an archive ending in .zip.")],
    recipe: Annotated[str, typer.Option(help="The recipe that says what to take; everything otherwise.")] = "",
    title: Annotated[str, typer.Option(help="The dataset's title; the project's name otherwise.")] = "",
    licence: Annotated[
        str, typer.Option("--license", help="The licence by its identifier in the SPDX list, for example CC-BY-4.0.")
    ] = "",
    authors: Annotated[
        list[str] | None, typer.Option("--author", help='"Family, Given" or a group; repeat for several.')
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make a replication package: data, codebook, agreement, citation, licence, and a README that explains them.

    The same project gives the same package, byte for byte.
    """
    about = about_package(title=title, authors=authors or (), licence=licence)
    with reading(project) as workspace:
        chosen = workspace.recipes.named(recipe).choice if recipe else EVERYTHING
        with bar("Making the package", workspace.exports.coded_count(chosen)) as advance:
            summary = workspace.replication.make(target, about, recipe=recipe, progress=advance)
        head = workspace.project.head
    if as_json:
        answer(
            {
                "target": str(target),
                "head": head,
                "counts": summary.counts._asdict(),
                "files": [{"name": file.name, "bytes": file.bytes, "sha256": file.sha256} for file in summary.files],
                "absent": list(summary.absent),
                "remarks": list(summary.remarks),
            }
        )
        return
    codings = counted(summary.counts.codings, "coding")
    say(f"Made {target}: {codings} in {counted(len(summary.files), 'file')}. Begin with README.md.")
    for sentence in (*summary.absent, *summary.remarks):
        say(sentence)
