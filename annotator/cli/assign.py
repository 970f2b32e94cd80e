"""``annotator assign``: give articles of a round to coders, by plan or by hand."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from annotator.bootstrap import Workspace
from annotator.cli.naming import (
    ArticlesOption,
    DryRunOption,
    JsonOption,
    ProjectArgument,
    RoundArgument,
    deed,
    named_coder,
    named_round,
    untouched_articles,
)
from annotator.cli.output import answer, say
from annotator.domain.assigning import AssignmentPlan
from annotator.domain.coding import Coder
from annotator.domain.counted import counted
from annotator.domain.errors import RoundError
from annotator.domain.ids import ArticleId
from annotator.domain.queue import ArticleChoice
from annotator.domain.rounds import Round

app = typer.Typer(help="Assignments: which article is given to whom.", no_args_is_help=True)

SearchOption = Annotated[str, typer.Option("--search", help="Articles with this phrase in title or text.")]
OneCoderOption = Annotated[str, typer.Option("--coder", help="The coder's name.")]


@app.command("plan")
def plan(  # noqa: PLR0913, PLR0917 - each option of a command is a parameter
    project: ProjectArgument,
    name: RoundArgument,
    coder: Annotated[
        list[str] | None, typer.Option("--coder", help="Who codes; may be given several times. Everybody by default.")
    ] = None,
    share: Annotated[float, typer.Option(help="Share of the articles that several coders get, 0 to 1.")] = 0.2,
    coders_each: Annotated[int, typer.Option(help="How many coders those get.")] = 2,
    seed: Annotated[int | None, typer.Option(help="What is drawn with; the round's own by default.")] = None,
    search: SearchOption = "",
    article: ArticlesOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Give out articles nobody has in the round yet; the same seed gives the same plan."""
    with deed(project, dry_run=dry_run) as workspace:
        found = named_round(workspace, name)
        coders = [named_coder(workspace, one) for one in coder] if coder else list(workspace.coders.people())
        made = workspace.rounds.plan(
            found.id,
            coders=[one.id for one in coders],
            article_ids=_chosen(workspace, article, ArticleChoice(phrase=search, unassigned_in=found.id)),
            share=share,
            coders_each=coders_each,
            seed=found.seed if seed is None else seed,
        )
        workspace.rounds.assign(made, by=workspace.coder.id)
    _tell_plan(found, coders, made, dry_run=dry_run, as_json=as_json)


@app.command("hand")
def hand(
    project: ProjectArgument,
    name: RoundArgument,
    coder: OneCoderOption,
    search: SearchOption = "",
    article: ArticlesOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Give a coder the named articles, or those with a phrase, also such as others have."""
    if not article and not search:
        raise typer.BadParameter("Say which articles: --article or --search.")
    with deed(project, dry_run=dry_run) as workspace:
        found, taker = named_round(workspace, name), named_coder(workspace, coder)
        chosen = _chosen(workspace, article, ArticleChoice(phrase=search))
        workspace.rounds.assign_by_hand(found.id, taker.id, chosen, by=workspace.coder.id)
    _tell_moved(f"assigned to {taker.name}", found, chosen, dry_run=dry_run, as_json=as_json)


@app.command("move")
def move(
    project: ProjectArgument,
    name: RoundArgument,
    giver: Annotated[str, typer.Option("--from", help="Who has them.")],
    taker: Annotated[str, typer.Option("--to", help="Who gets them.")],
    article: ArticlesOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Give a coder's articles to another; without --article those not begun that the other does not have."""
    with deed(project, dry_run=dry_run) as workspace:
        found = named_round(workspace, name)
        one, other = named_coder(workspace, giver), named_coder(workspace, taker)
        chosen = _named(article) or untouched_articles(workspace, found, one, but_of=other)
        workspace.rounds.reassign(found.id, chosen, from_coder=one.id, to_coder=other.id, by=workspace.coder.id)
    _tell_moved(f"moved from {one.name} to {other.name}", found, chosen, dry_run=dry_run, as_json=as_json)


@app.command("withdraw")
def withdraw(
    project: ProjectArgument,
    name: RoundArgument,
    coder: OneCoderOption,
    article: ArticlesOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take articles back from a coder; without --article those that are not begun."""
    with deed(project, dry_run=dry_run) as workspace:
        found, holder = named_round(workspace, name), named_coder(workspace, coder)
        chosen = tuple(dict.fromkeys(_named(article))) or untouched_articles(workspace, found, holder)
        held = {
            one.article_id: state.assignment_id
            for one in workspace.rounds.progress(found.id).articles
            for state in one.states
            if state.coder_id == holder.id
        }
        strange = next((one for one in chosen if one not in held), None)
        if strange is not None:
            raise RoundError(f"{holder.name} does not have the article {strange} in {found.name}.")
        workspace.rounds.withdraw([held[one] for one in chosen], by=workspace.coder.id)
    _tell_moved(f"taken back from {holder.name}", found, chosen, dry_run=dry_run, as_json=as_json)


def _named(articles: list[str] | None) -> tuple[ArticleId, ...]:
    return tuple(ArticleId(one) for one in articles or ())


def _chosen(workspace: Workspace, articles: list[str] | None, choice: ArticleChoice) -> tuple[ArticleId, ...]:
    """Return the articles named, or those of the choice; naming and searching at once is refused."""
    if articles and choice.phrase:
        raise typer.BadParameter("Give --article or --search, not both.")
    found = _named(articles) or workspace.rounds.articles(choice)
    if choice.phrase and not found:
        whose = "that nobody has in the round " if choice.unassigned_in else ""
        raise RoundError(f"No article {whose}has “{choice.phrase}” in its title or text.", kept="Nothing was changed.")
    return found


def _tell_moved(what: str, found: Round, chosen: tuple[ArticleId, ...], *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        answer({"round": found.name, "done": not dry_run, "articles": list(chosen)})
    else:
        say(f"{counted(len(chosen), 'article')} {'would be ' if dry_run else ''}{what} in {found.name}.")


def _tell_plan(found: Round, coders: list[Coder], made: AssignmentPlan, *, dry_run: bool, as_json: bool) -> None:
    names = {coder.id: coder.name for coder in coders}
    if as_json:
        answer(_plan_facts(found, names, made, is_done=not dry_run))
        return
    say(
        f"{'Would assign' if dry_run else 'Assigned'} {len(made.articles)} articles in {found.name}, "
        f"{made.multiply_coded} of them to {made.coders_each} coders each (seed {made.seed})."
    )
    for coder_id, load in made.loads.items():
        say(f"  {names[coder_id]}: {load}")
    if made.multiply_coded and len(coders) > 1:
        shared = made.meetings.values()
        say(f"Any two coders share {min(shared)} to {max(shared)} articles.")


def _plan_facts(found: Round, names: dict[Any, str], made: AssignmentPlan, *, is_done: bool) -> dict[str, Any]:
    return {
        "round": found.name,
        "done": is_done,
        "seed": made.seed,
        "share": made.share,
        "coders_each": made.coders_each,
        "articles": len(made.articles),
        "multiply_coded": made.multiply_coded,
        "loads": {names[coder]: load for coder, load in made.loads.items()},
        "pairs": [
            {"coders": [names[one], names[other]], "articles": shared} for (one, other), shared in made.meetings.items()
        ],
        "by_article": [
            {"id": article.article_id, "coders": [names[coder] for coder in article.coders]}
            for article in made.articles
        ],
    }
