"""Rounds and coders by the names people gave them, and how a command of theirs opens a project."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from annotator.bootstrap import Workspace, open_workspace
from annotator.cli.output import complain
from annotator.domain.coding import Coder
from annotator.domain.errors import CodingError, ProjectReadOnlyError, RoundError
from annotator.domain.ids import ArticleId
from annotator.domain.queue import Progress
from annotator.domain.rounds import Round
from annotator.services.folders import Folders

_JOURNAL = "-journal"
"""What the name of the file ends in that SQLite leaves beside a project when a program dies while it writes."""
_MANY = 12
"""More names than these are not all listed where some are like the one that was typed."""

Named = TypeVar("Named", Round, Coder)

ProjectArgument = Annotated[Path, typer.Argument(help="The project.")]
RoundArgument = Annotated[str, typer.Argument(metavar="ROUND", help="The round's name.")]
ArticlesOption = Annotated[
    list[str] | None, typer.Option("--article", help="An article's id; may be given several times.")
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only show what would happen.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@contextmanager
def deed(project: Path, *, dry_run: bool) -> Iterator[Workspace]:
    """Open a project for one deed; a dry run opens it to be read only and ends where the deed would be stored.

    Everything is checked before that, so a dry run refuses what the deed itself would refuse.
    """
    with reading(project) if dry_run else writing(project) as workspace:
        if dry_run:
            with suppress(ProjectReadOnlyError):
                yield workspace
        else:
            yield workspace


def reading(project: Path) -> Workspace:
    """Open a project to be looked at.

    Where a program died while it wrote, what it left half written is taken back first: until then nobody can read.
    """
    try:
        return open_workspace(project, folders=Folders.of_person(), read_only=True)
    except ProjectReadOnlyError:
        if not project.with_name(f"{project.name}{_JOURNAL}").exists():
            raise
    with writing(project) as mended:
        for warning in mended.project.warnings:
            complain(warning)
    return open_workspace(project, folders=Folders.of_person(), read_only=True)


def writing(project: Path, coder_name: str = "") -> AbstractContextManager[Workspace]:
    """Open a project to be changed; who does it becomes a coder with the first deed, not when that is refused."""
    return closed_afterwards(
        open_workspace(project, folders=Folders.of_person(), coder_name=coder_name, joins_at_once=False)
    )


@contextmanager
def closed_afterwards(workspace: Workspace) -> Iterator[Workspace]:
    """Close a project after the block; where it cannot be backed up then, say so: what was done is stored."""
    try:
        yield workspace
    finally:
        not_backed_up = workspace.close()
        if not_backed_up is not None:
            complain(str(not_backed_up))


def named_round(workspace: Workspace, name: str) -> Round:
    """Return the round of this name; RoundError naming those there are."""
    rounds = workspace.rounds.rounds()
    found = _by_name(rounds, name)
    if found is None:
        raise RoundError(f"There is no round {name}.", remedy=known_ones(name, [one.name for one in rounds], "rounds"))
    return found


def named_coder(workspace: Workspace, name: str) -> Coder:
    """Return the person of this name; RoundError naming those there are."""
    people = workspace.coders.people()
    found = _by_name(people, name)
    if found is None:
        raise RoundError(f"There is no coder {name}.", remedy=known_ones(name, [one.name for one in people], "coders"))
    return found


def untouched_articles(
    workspace: Workspace, its_round: Round, coder: Coder, *, but_of: Coder | None = None
) -> tuple[ArticleId, ...]:
    """Return the articles of a round that a coder has and has not begun, without those ``but_of`` has too."""
    found = []
    for article in workspace.rounds.progress(its_round.id).articles:
        progress = {state.coder_id: state.progress for state in article.states}
        if progress.get(coder.id) is Progress.NOT_STARTED and (but_of is None or but_of.id not in progress):
            found.append(article.article_id)
    if not found:
        raise RoundError(f"{coder.name} has no article in {its_round.name} that is not begun and could go elsewhere.")
    return tuple(found)


def _by_name(named: Sequence[Named], name: str) -> Named | None:
    """Return the one of exactly this name, else the one whose name differs in case only; names are composed."""
    name = unicodedata.normalize("NFC", name)
    exact = next((one for one in named if one.name == name), None)
    return exact or next((one for one in named if one.name.casefold() == name.casefold()), None)


def named_field(workspace: Workspace, name: str) -> str:
    """Return a field's id when a codebook of the project has it; CodingError naming those like it otherwise."""
    versions = workspace.codebooks.versions()
    known = {field.id for version in versions for field in workspace.codebooks.codebook(version.id).fields}
    if name not in known:
        raise CodingError(f"There is no field {name}.", remedy=known_ones(name, sorted(known), "fields"))
    return name


def known_ones(name: str, known: Sequence[str], noun: str) -> str:
    """Return what to type instead of a name that is not known: one of the few there are, or those of many like it."""
    if not known:
        return f"The project has no {noun}."
    likely = {one.casefold(): one for one in known}
    near = [likely[one] for one in get_close_matches(name.casefold(), likely)]
    if near and len(known) > _MANY:
        return f"Did you mean {' or '.join(near)}?"
    return f"The {noun} are: {', '.join(known)}."
