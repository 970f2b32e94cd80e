"""``annotator codebook``: look at a codebook before using it, and make a document of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.bootstrap import SUFFIX
from annotator.cli.naming import reading
from annotator.cli.output import answer, say
from annotator.services.codebook_documents import write_document
from annotator.services.codebooks import read_codebook_file

app = typer.Typer(help="Codebooks: checking one before it is used, making a document of it.", no_args_is_help=True)


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


@app.command("document")
def document(
    source: Annotated[Path, typer.Argument(help=f"A project ({SUFFIX}) or a codebook in YAML.")],
    target: Annotated[Path, typer.Argument(help="The file to make, ending in .html or .md.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write a codebook as a document for reading and printing.

    Of a project it is the version new codings use, with examples from the gold codings.
    """
    if source.suffix == SUFFIX:
        with reading(source) as workspace:
            version = workspace.codebooks.current()
            workspace.codebook_documents.write(version.id, target)
            name, number = version.name, version.version
    else:
        read = read_codebook_file(source)
        write_document(read, target)
        name, number = read.id, read.version
    if as_json:
        answer({"document": str(target), "id": name, "version": number})
    else:
        say(f"Wrote the codebook {name}, version {number}, to {target}.")
