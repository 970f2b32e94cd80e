"""``annotator backup``: the copies that were made of a project, and going back to one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.cli.naming import DryRunOption, JsonOption, ProjectArgument
from annotator.cli.output import answer, bar, say
from annotator.domain.counted import counted
from annotator.domain.errors import ProjectError
from annotator.services.folders import Folders
from annotator.services.restoring import BackupLine, Restored, RestoreService

app = typer.Typer(help="Backups: which there are of a project, and going back to one.", no_args_is_help=True)

NEWEST = "newest"


@app.command("list")
def list_backups(project: ProjectArgument, as_json: JsonOption = False) -> None:
    """List the backups of a project, newest first; the project may be damaged or gone."""
    found = _service().backups(project)
    if as_json:
        answer({"project": str(project), "backups": [_facts(line) for line in found]})
        return
    for line in found:
        changes = counted(line.changes, "change")
        say(f"{_time(line)}  {line.size / 1e6:8.1f} MB  {changes:>15}  {line.trouble or line.last}")
    if found:
        say(f"Times are in UTC. The backups are in {found[0].path.parent}.")
    else:
        say("There is no backup of this project yet.")


@app.command("restore")
def restore(
    project: ProjectArgument,
    backup: Annotated[
        str, typer.Argument(help=f"Its time as “backup list” shows it, “{NEWEST}”, or a backup's own file.")
    ],
    target: Annotated[
        Path | None, typer.Option("--to", help="Make this new file instead; the project stays as it is.")
    ] = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Put a backup in the project's place; the file that is there now is kept beside it.

    The backup is checked in full first. Nobody may have the project open.
    """
    service = _service()
    chosen = _chosen(service, project, backup)
    plan = None if target else service.plan(project, chosen)
    with bar("Checking the backup") as advance:
        if dry_run:
            service.check(chosen, advance, target=target)
            done = Restored(target or project, None)
        elif plan is None:
            done = service.restore_to(chosen, target or project, advance)
        else:
            done = service.restore(plan, advance)
    _tell(chosen, done, plan.sentences() if plan else (), dry_run=dry_run, as_json=as_json)


def _service() -> RestoreService:
    return RestoreService(Folders.of_person().state)


def _chosen(service: RestoreService, project: Path, wanted: str) -> Path:
    """Return the file of a backup that is told by its time, as the newest, or by its own path."""
    if Path(wanted).is_file():
        return Path(wanted)
    found = service.backups(project)
    if wanted == NEWEST and found:
        return found[0].path
    fitting = [line.path for line in found if _bare(_time(line)) == _bare(wanted)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise ProjectError(
            f"{len(fitting)} backups were made at {wanted}.",
            remedy=f"Name the file: {' or '.join(map(str, fitting))}",
        )
    known = f"There are {', '.join(_time(line) for line in found)}." if found else "The project has none."
    raise ProjectError(f"There is no backup “{wanted}” of {project}, and no such file.", remedy=known)


def _time(line: BackupLine) -> str:
    return f"{line.at:%Y-%m-%dT%H:%M:%SZ}"


def _bare(time: str) -> str:
    return time.replace("-", "").replace(":", "").upper()


def _tell(backup: Path, done: Restored, sentences: Sequence[str], *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        kept = str(done.kept) if done.kept else None
        answer(
            {
                "backup": str(backup),
                "project": str(done.project),
                "restored": not dry_run,
                "kept": kept,
                "what_happens": list(sentences),
            }
        )
        return
    for sentence in sentences if dry_run else ():
        say(sentence)
    say(f"{'Would restore' if dry_run else 'Restored'} {backup.name} as {done.project}.")
    if done.kept:
        say(f"The file before it is {done.kept}.")


def _facts(line: BackupLine) -> dict[str, Any]:
    return {
        "time": _time(line),
        "file": str(line.path),
        "bytes": line.size,
        "changes": line.changes,
        "last": line.last,
        "trouble": line.trouble,
    }
