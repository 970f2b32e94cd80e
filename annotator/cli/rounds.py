"""``annotator round``: make rounds, see how far they are, release them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from annotator.bootstrap import Workspace
from annotator.cli.naming import (
    DryRunOption,
    JsonOption,
    ProjectArgument,
    RoundArgument,
    deed,
    named_coder,
    named_round,
    reading,
)
from annotator.cli.output import answer, say
from annotator.domain.errors import RoundError
from annotator.domain.ids import CodebookId, CoderId
from annotator.domain.rounds import Round
from annotator.services.rounds.progress import RoundProgress, Tally

app = typer.Typer(help="Rounds: who codes which articles, blind or open.", no_args_is_help=True)


@app.command("new")
def new(  # noqa: PLR0913, PLR0917 - each option of a command is a parameter
    project: ProjectArgument,
    name: Annotated[str, typer.Argument(help="The round's name.")],
    codebook_version: Annotated[
        int | None, typer.Option("--codebook-version", help="A version of the codebook; the newest by default.")
    ] = None,
    is_open: Annotated[bool, typer.Option("--open", help="Coders see each other's work from the start.")] = False,
    without_proposals: Annotated[
        bool, typer.Option("--without-proposals", help="The form proposes no values.")
    ] = False,
    seed: Annotated[int, typer.Option(help="What plans and the reviewer's sample are drawn with.")] = 0,
    sample_share: Annotated[
        float, typer.Option(help="Share of the unanimous values that a reviewer sees all the same, 0 to 1.")
    ] = 0.05,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Make a round; it is blind unless --open is given."""
    facts: dict[str, Any] = {"name": name, "made": False}
    with deed(project, dry_run=dry_run) as workspace:
        made = workspace.rounds.make(
            name,
            by=workspace.coder.id,
            codebook_id=_codebook(workspace, codebook_version),
            is_blind=not is_open,
            allows_proposals=not without_proposals,
            seed=seed,
            sample_share=sample_share,
        )
        facts = {**_facts(workspace, made), "made": True}
    _tell(facts, f"{'Would make' if dry_run else 'Made'} the round {facts['name']}.", as_json=as_json)


@app.command("list")
def list_rounds(project: ProjectArgument, as_json: JsonOption = False) -> None:
    """List the rounds, oldest first."""
    with reading(project) as workspace:
        found = [
            {**_facts(workspace, one), **_tally(workspace.rounds.total(one.id))} for one in workspace.rounds.rounds()
        ]
    if as_json:
        answer({"rounds": found})
        return
    for one in found:
        manner = "blind" if one["blind"] else "open"
        say(
            f"{one['name']}: {manner}, {one['state']}, {one['codebook']}, "
            f"{one['finished']} of {one['assigned']} assignments finished."
        )
    if not found:
        say("The project has no rounds. Make one with: annotator round new PROJECT NAME")


@app.command("progress")
def progress(project: ProjectArgument, name: RoundArgument, as_json: JsonOption = False) -> None:
    """Show how far a round is, coder by coder; as JSON also article by article."""
    with reading(project) as workspace:
        found = workspace.rounds.progress(named_round(workspace, name).id)
        facts = {**_facts(workspace, found.round), **_progress(found)}
    if as_json:
        answer(facts)
        return
    total = found.total
    say(f"{found.round.name}: {total.finished} of {total.assigned} assignments finished.")
    say(f"{found.article_count} articles, {found.multiply_coded} of them given to several coders.")
    for coder, tally in found.coders:
        say(
            f"  {coder.name}: {tally.finished} of {tally.assigned} finished "
            f"({tally.no_incident} without incident), {tally.draft} in progress, {tally.not_started} not started."
        )
    if found.unsettled:
        say(f"Codings that went on in two copies and are not settled: {found.unsettled}.")


@app.command("release")
def release(
    project: ProjectArgument, name: RoundArgument, dry_run: DryRunOption = False, as_json: JsonOption = False
) -> None:
    """Release a round: its coders see each other's work from then on."""
    with deed(project, dry_run=dry_run) as workspace:
        found = named_round(workspace, name)
        workspace.rounds.release(found.id, by=workspace.coder.id)
    _tell_done("released", found, dry_run=dry_run, as_json=as_json)


@app.command("reopen")
def reopen(
    project: ProjectArgument, name: RoundArgument, dry_run: DryRunOption = False, as_json: JsonOption = False
) -> None:
    """Have a released round run again; a blind one hides the others' work again."""
    with deed(project, dry_run=dry_run) as workspace:
        found = named_round(workspace, name)
        workspace.rounds.reopen(found.id, by=workspace.coder.id)
    _tell_done("reopened", found, dry_run=dry_run, as_json=as_json)


@app.command("rename")
def rename(
    project: ProjectArgument,
    name: RoundArgument,
    new_name: Annotated[str, typer.Argument(help="The new name.")],
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Give a round another name."""
    with deed(project, dry_run=dry_run) as workspace:
        found = named_round(workspace, name)
        workspace.rounds.rename(found.id, new_name, by=workspace.coder.id)
    _tell_done("renamed", found, dry_run=dry_run, as_json=as_json)


@app.command("remove")
def remove(
    project: ProjectArgument, name: RoundArgument, dry_run: DryRunOption = False, as_json: JsonOption = False
) -> None:
    """Remove a round in which nothing is coded, with its assignments."""
    with deed(project, dry_run=dry_run) as workspace:
        found = named_round(workspace, name)
        workspace.rounds.remove(found.id, by=workspace.coder.id)
    _tell_done("removed", found, dry_run=dry_run, as_json=as_json)


@app.command("add-coder")
def add_coder(
    project: ProjectArgument,
    name: Annotated[str, typer.Argument(help="The coder's name.")],
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Add a person who is to code, without being that person."""
    with deed(project, dry_run=dry_run) as workspace:
        workspace.coders.add(name, by=workspace.coder.id)
    _tell({"coder": name, "added": not dry_run}, f"{'Would add' if dry_run else 'Added'} {name}.", as_json=as_json)


@app.command("rename-coder")
def rename_coder(
    project: ProjectArgument,
    name: Annotated[str, typer.Argument(help="The coder's name.")],
    new_name: Annotated[str, typer.Argument(help="The new name.")],
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Give a coder another name; what they coded stays theirs."""
    with deed(project, dry_run=dry_run) as workspace:
        workspace.coders.rename(named_coder(workspace, name).id, new_name, by=workspace.coder.id)
    facts = {"coder": name, "name": new_name, "renamed": not dry_run}
    _tell(facts, f"{name} {'would be' if dry_run else 'is'} {new_name} now.", as_json=as_json)


def _tell_done(what: str, found: Round, *, dry_run: bool, as_json: bool) -> None:
    sentence = f"{found.name} {'would be' if dry_run else 'is'} {what}"
    if what == "released" and found.is_blind:
        sentence += f": its coders see each other's work {'then' if dry_run else 'now'}"
    _tell({"round": found.name, "id": found.id, what: not dry_run}, f"{sentence}.", as_json=as_json)


def _tell(facts: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        answer(facts)
    else:
        say(sentence)


def _codebook(workspace: Workspace, number: int | None) -> CodebookId | None:
    if number is None:
        return None
    versions = workspace.codebooks.versions()
    found = [version for version in versions if version.version == number]
    if not found:
        known = ", ".join(str(version.version) for version in versions)
        raise RoundError(f"The project has no version {number} of its codebook.", remedy=f"It has {known}.")
    return found[-1].id


def _facts(workspace: Workspace, one: Round) -> dict[str, Any]:
    version = next(version for version in workspace.codebooks.versions() if version.id == one.codebook_id)
    return {
        "name": one.name,
        "id": one.id,
        "codebook": f"{version.name} {version.version}",
        "blind": one.is_blind,
        "proposals": one.allows_proposals,
        "seed": one.seed,
        "sample_share": one.sample_share,
        "state": one.state.value,
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {**tally._asdict(), "finished": tally.finished}


def _progress(found: RoundProgress) -> dict[str, Any]:
    names: dict[CoderId, str] = {coder.id: coder.name for coder, _ in found.coders}
    return {
        **_tally(found.total),
        "articles": found.article_count,
        "multiply_coded": found.multiply_coded,
        "unsettled": found.unsettled,
        "coders": [{"name": coder.name, "id": coder.id, **_tally(tally)} for coder, tally in found.coders],
        "pairs": [
            {"coders": [names[one], names[other]], "articles": shared}
            for (one, other), shared in found.meetings.items()
        ],
        "by_article": [
            {
                "id": article.article_id,
                "title": article.title,
                "coders": {names[state.coder_id]: state.progress.value for state in article.states},
            }
            for article in found.articles
        ],
    }
