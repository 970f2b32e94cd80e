"""``annotator check``: is a project sound?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.naming import reading
from annotator.cli.output import answer, bar, say


def check(
    project: Annotated[Path, typer.Argument(help="The project.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check file integrity, the hash chain, history against state, and every quote against its text.

    Exit status 1 when something is wrong.
    """
    with reading(project) as workspace:
        with bar("Checking") as advance:
            findings = workspace.project.check(advance)
        facts = {
            "project": str(project),
            "id": workspace.project.id,
            "events": workspace.project.head,
            "is_sound": not findings,
            "findings": [found._asdict() for found in findings],
            "warnings": list(workspace.project.warnings),
        }
    if as_json:
        answer(facts)
    else:
        for found in findings:
            say(f"{found.what}: {found.detail}")
        for warning in workspace.project.warnings:
            say(warning)
        say(
            f"{len(findings)} findings."
            if findings
            else f"The project is sound: {facts['events']} events agree with it."
        )
    if findings:
        raise typer.Exit(1)
