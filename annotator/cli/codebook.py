"""``annotator codebook``: look at a codebook before using it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.output import answer, say
from annotator.services.codebooks import read_codebook_file

app = typer.Typer(help="Codebooks.", no_args_is_help=True)


@app.callback()
def _codebooks() -> None: ...


@app.command("validate")
def validate(
    codebook: Annotated[Path, typer.Argument(help="A codebook in YAML.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check a codebook; every problem is told with its line. Exit status 1 when it cannot be used."""
    read = read_codebook_file(codebook)
    facts = {
        "id": read.id,
        "version": read.version,
        "title": read.title,
        "fields": len(read.fields),
        "rules": len(read.rules),
    }
    if as_json:
        answer(facts)
    else:
        say(
            f"{codebook.name} is sound: {read.title}, version {read.version}, "
            f"{len(read.fields)} fields, {len(read.rules)} rules."
        )
