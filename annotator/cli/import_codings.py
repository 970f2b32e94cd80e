"""``annotator import-codings``: bring codings made elsewhere into a project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from annotator.bootstrap import Workspace
from annotator.cli.naming import reading, writing
from annotator.cli.output import answer, bar, complain, say
from annotator.domain.counted import counted
from annotator.domain.errors import CodingError
from annotator.services.coding_imports.restore import RestorePlan
from annotator.services.coding_imports.service import (
    FORMS,
    OWN_LINES,
    CodingImportPlan,
    detected_form,
    read_mapping_file,
)

_NAMES = [form.name for form in FORMS]
_SHOWN = 20


def _known_form(form: str | None) -> str | None:
    if form is not None and form not in _NAMES:
        raise typer.BadParameter(f"There is no form {form}; there are {', '.join(_NAMES)}.")
    return form


def _refuse_missing(paths: Sequence[Path]) -> None:
    """Raise CodingError for what is not there: nothing can be told from it, least of all its form."""
    for path in paths:
        if not path.exists():
            raise CodingError(
                f"There is no file or folder {path}.", kept="Nothing was changed.", remedy="Check the name."
            )


def import_codings(
    project: Annotated[Path, typer.Argument(help="The project.")],
    paths: Annotated[list[Path], typer.Argument(help="Files or folders of one form.")],
    form: Annotated[
        str | None,
        typer.Option("--form", callback=_known_form, help=f"{', '.join(_NAMES)}; found out by default."),
    ] = None,
    coder: Annotated[
        str, typer.Option("--coder", help="Whose work the codings become: an existing or a new coder.")
    ] = "",
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="What labels mean, as JSON; --json prints the one used.")
    ] = None,
    with_articles: Annotated[
        bool, typer.Option("--with-articles", help="Import articles too that the project does not have.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would happen.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Import codings as one undoable step; an article this coder has coded is never overwritten.

    Codings in the program's own JSON Lines are restored with their ids, coders and codebooks, and need no coder's
    name. Exit status 1 when nothing of what was given is in the project afterwards.
    """
    _refuse_missing(paths)
    chosen = form or detected_form(paths)
    if chosen is None:
        raise typer.BadParameter(f"The form cannot be told from the files; name one of {', '.join(_NAMES)}.")
    with reading(project) if dry_run else writing(project) as workspace:
        if chosen == OWN_LINES:
            is_in = _restore(workspace, paths, is_dry=dry_run, as_json=as_json)
        else:
            if not coder.strip():
                raise typer.BadParameter("Name the coder whose work the codings become: --coder NAME.")
            with bar("Reading codings"):
                plan = workspace.coding_imports.plan(
                    paths, chosen, None if mapping is None else read_mapping_file(mapping), coder
                )
                if with_articles and not plan.mapping.has_articles:
                    wider = plan.mapping.model_copy(update={"has_articles": True})
                    plan = workspace.coding_imports.plan_foreign(plan.foreign, wider, coder)
            is_in = _import(workspace, plan, is_dry=dry_run, as_json=as_json)
    if not is_in:
        raise typer.Exit(1)


def _import(workspace: Workspace, plan: CodingImportPlan, *, is_dry: bool, as_json: bool) -> bool:
    if not is_dry:
        with bar("Importing codings", len(plan.new)) as advance:
            workspace.coding_imports.carry_out(plan, coder_id=workspace.coder.id, progress=advance)
    left = {"already": plan.already, "absent": plan.absent, "refused": plan.refused}
    if as_json:
        answer(
            {
                "imported": 0 if is_dry else len(plan.new),
                "coder": plan.coder.name,
                "new": [_named(planned.article.file_name, planned.article.id) for planned in plan.new],
                "values": plan.value_count,
                "evidence": plan.evidence_count,
                **{
                    kind: [{"where": str(one.source.place), "article": one.name, "reason": one.reason} for one in found]
                    for kind, found in left.items()
                },
                "not_taken": [{"where": str(one.place), "reason": one.reason} for one in plan.not_taken],
                "faults": list(plan.faults),
                "mapping": plan.mapping.model_dump(mode="json"),
            }
        )
    else:
        say(
            f"{'Would import' if is_dry else 'Imported'} {counted(len(plan.new), 'coding')} as {plan.coder.name} "
            f"({counted(plan.value_count, 'value')}, {counted(plan.evidence_count, 'evidence span')}); "
            f"{len(plan.already)} already coded; "
            f"{len(plan.absent)} of articles that are not here; {len(plan.refused)} refused."
        )
        ignored = [str(rule.key) for rule in plan.mapping.labels if not rule.field]
        if ignored:
            say(f"Labels without a field, left out: {', '.join(ignored[:_SHOWN])}{_more(len(ignored))}.")
        _complain_all([*plan.faults, *(f"{one.name}: {one.reason}" for found in left.values() for one in found)])
        _complain_all([str(one) for one in plan.not_taken])
    return bool(plan.new or plan.already) and not plan.faults


def _restore(workspace: Workspace, paths: list[Path], *, is_dry: bool, as_json: bool) -> bool:
    if len(paths) != 1 or not paths[0].is_file():
        raise typer.BadParameter("Name one dataset.jsonl to restore.")
    with bar("Reading the dataset") as advance:
        plan = workspace.coding_restore.plan(paths[0], advance)
    if not is_dry:
        with bar("Restoring codings", len(plan.codings)) as advance:
            workspace.coding_restore.carry_out(plan, coder_id=workspace.coder.id, progress=advance)
    if as_json:
        answer({"restored": 0 if is_dry else len(plan.codings), **_facts(plan)})
    else:
        say(
            f"{'Would restore' if is_dry else 'Restored'} {counted(len(plan.codings), 'coding')}, "
            f"{counted(len(plan.articles), 'article')}, {counted(len(plan.coders), 'coder')}, "
            f"{counted(len(plan.codebooks), 'codebook version')} and {counted(len(plan.rounds), 'round')}; "
            f"{counted(plan.already_here, 'coding')} already here; {len(plan.conflicts)} left alone."
        )
        for remark in plan.remarks:
            say(remark)
        _complain_all([str(conflict) for conflict in plan.conflicts])
    return bool(plan.codings or plan.already_here)


def _facts(plan: RestorePlan) -> dict[str, Any]:
    return {
        "new": [coding.header.id for coding in plan.codings],
        "articles": [article.id for article in plan.articles],
        "coders": [coder.name for coder in plan.coders],
        "codebooks": [f"{version.name} {version.version}" for version in plan.codebooks],
        "rounds": [one.name for one in plan.rounds],
        "already_here": plan.already_here,
        "conflicts": [{"where": str(one.place), "reason": one.reason} for one in plan.conflicts],
        "remarks": list(plan.remarks),
    }


def _complain_all(sentences: list[str]) -> None:
    for sentence in sentences[:_SHOWN]:
        complain(sentence)
    if len(sentences) > _SHOWN:
        complain(f"… and {len(sentences) - _SHOWN} more; --json lists all.")


def _more(count: int) -> str:
    return ", …" if count > _SHOWN else ""


def _named(file_name: str, article_id: str) -> str:
    return file_name or article_id
