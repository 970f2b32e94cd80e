"""``annotator import``: bring articles into a project."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.naming import reading, writing
from annotator.cli.output import answer, bar, complain, say

_COMMON = "utf-8, utf-16, windows-1252, windows-1256, iso-8859-15, koi8-r, shift_jis, gb18030"


def _known_encoding(name: str | None) -> str | None:
    """Return the encoding; raises BadParameter for one there is not, also where no file would need it."""
    try:
        if name is not None:
            codecs.lookup(name)
    except LookupError as error:
        raise typer.BadParameter(f"There is no encoding {name}; common ones are {_COMMON}.") from error
    return name


def import_articles(
    project: Annotated[Path, typer.Argument(help="The project.")],
    paths: Annotated[list[Path], typer.Argument(help="Article files (.txt, .md) or folders of them.")],
    encoding: Annotated[
        str | None,
        typer.Option(callback=_known_encoding, help="Encoding of files that are not UTF-8, e.g. windows-1252."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would happen.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Import articles as one undoable step; texts that are there already are skipped.

    Exit status 1 when files were given and none is in the project afterwards.
    """
    with reading(project) if dry_run else writing(project) as workspace:
        with bar("Reading articles") as advance:
            plan = workspace.articles.plan_import(paths, encoding=encoding, progress=advance)
        if not dry_run and plan.new:
            with bar("Importing articles", len(plan.new)) as advance:
                workspace.articles.import_articles(plan, coder_id=workspace.coder.id, progress=advance)
    if as_json:
        answer(
            {
                "imported": 0 if dry_run else len(plan.new),
                "new": [draft.file_name for draft in plan.new],
                "duplicates": [draft.file_name for draft in plan.duplicates],
                "refused": [{"file": refusal.file_name, "reason": refusal.reason} for refusal in plan.refused],
            }
        )
    else:
        say(
            f"{'Would import' if dry_run else 'Imported'} {len(plan.new)}; "
            f"{len(plan.duplicates)} already here; {len(plan.refused)} refused."
        )
        for draft in plan.new:
            for remark in draft.remarks:
                say(f"{draft.file_name}: {remark}")
        for refusal in plan.refused:
            complain(f"{refusal.file_name}: {refusal.reason}")
    if not (plan.new or plan.duplicates or plan.refused):
        complain("There is no article file (.txt, .md) in what was named.")
    if not plan.new and not plan.duplicates:
        raise typer.Exit(1)
