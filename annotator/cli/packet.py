"""``annotator packet``: give coders their articles as files of their own, and bring their work back."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Self

import typer

from annotator.bootstrap import Workspace
from annotator.cli.naming import JsonOption, ProjectArgument, deed, named_coder, named_round, reading, writing
from annotator.cli.output import Advance, answer, bar, say
from annotator.domain.coding import Coder
from annotator.domain.errors import AnnotatorError, CodingError
from annotator.domain.ids import DivergenceId
from annotator.services.merging import CopyView, MergePlan, PlannedCoding
from annotator.services.packets.service import PacketSummary

app = typer.Typer(help="Packets: one coder's articles of a round as a project file of its own.", no_args_is_help=True)


@app.command("make")
def make(
    project: ProjectArgument,
    out: Annotated[Path, typer.Argument(help="The packet to make; with --all, or for several coders, a folder.")],
    its_round: Annotated[str, typer.Option("--round", help="The round's name.")],
    coder: Annotated[list[str] | None, typer.Option("--coder", help="For whom; may be given several times.")] = None,
    is_for_all: Annotated[bool, typer.Option("--all", help="A packet for everybody who has articles.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write a packet per coder: that coder's articles, codebook and codings, and nothing of anybody else.

    The folder for several packets is made where there is none. Nothing is ever overwritten.
    """
    with reading(project) as workspace:
        chosen = named_round(workspace, its_round)
        coders = _coders(workspace, chosen.id, coder or [], is_for_all=is_for_all)
        with bar("Making packets", len(coders)) as advance:
            if is_for_all or len(coders) > 1 or out.is_dir():
                ids = [one.id for one in coders]
                made = workspace.packets.make_several(chosen.id, ids, out, by=workspace.coder.id, progress=advance)
            else:
                made = (workspace.packets.make(chosen.id, coders[0].id, out, by=workspace.coder.id),)
    if as_json:
        answer({"round": chosen.name, "packets": [_summary_facts(summary) for summary in made]})
        return
    for summary in made:
        say(f"{summary.coder.name}: {summary.articles} articles, {summary.codings} coded, in {summary.path}")


def _coders(workspace: Workspace, round_id: Any, names: list[str], *, is_for_all: bool) -> list[Coder]:
    if is_for_all and names:
        raise typer.BadParameter("Give either --coder or --all.")
    if names:
        return [named_coder(workspace, name) for name in names]
    if not is_for_all:
        raise typer.BadParameter("Say for whom: --coder NAME, or --all.")
    found = [
        one for one in workspace.coders.people() if any(has.id == round_id for has in workspace.rounds.of_coder(one.id))
    ]
    if not found:
        raise CodingError("Nobody has articles in this round.", remedy="Assign some first.")
    return found


def _summary_facts(summary: PacketSummary) -> dict[str, Any]:
    return {
        "path": str(summary.path),
        "id": summary.packet_id,
        "coder": summary.coder.name,
        "articles": summary.articles,
        "codings": summary.codings,
    }


@app.command("merge")
def merge(
    project: ProjectArgument,
    packets: Annotated[list[Path], typer.Argument(help="The packets that came back.")],
    is_dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would happen.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring the work of packets into the project, each as one event after a backup; as often as you like.

    A packet that cannot be used is named and left out, the others are merged; the exit status is then 1.
    """
    with _Merging(project, is_dry_run=is_dry_run) as merging, bar("Merging packets") as advance:
        facts = [merging.merged(path, advance) for path in packets]
    if as_json:
        answer({"packets": facts})
    else:
        for one in facts:
            _say_plan(one, is_dry_run=is_dry_run)
    if any("error" in one for one in facts):
        raise typer.Exit(1)


class _Merging:
    """A project that is only read until there is something to merge, so that a bad packet changes nothing at all."""

    def __init__(self, project: Path, *, is_dry_run: bool) -> None:
        self._project = project
        self._is_dry_run = is_dry_run
        self._before: list[MergePlan] = []
        self._open = ExitStack()
        self._workspace = self._open.enter_context(reading(project))

    def merged(self, path: Path, advance: Advance) -> dict[str, Any]:
        """Plan one packet and, unless this is a dry run, merge it; return what a script may want to know of that.

        A dry run counts on the packets before it. ``advance`` gets how far the packet is read, then merged.
        """
        try:
            plan = self._workspace.merging.plan(path, after=self._before, progress=advance)
            if is_merged := plan.is_ready and not self._is_dry_run:
                self._begin_writing()
                further = partial(_advance, advance, len(plan.new) + len(plan.conflicting))
                self._workspace.merging.merge(plan, by=self._workspace.coder.id, progress=further)
        except AnnotatorError as error:
            return {"packet": str(path), "error": str(error)}
        if self._is_dry_run:
            self._before.append(plan)
        return _plan_facts(plan, is_merged=is_merged)

    def _begin_writing(self) -> None:
        if self._workspace.project.is_read_only:
            opened = self._open.enter_context(writing(self._project))
            self._workspace.close()
            self._workspace = opened

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()


def _advance(advance: Advance, total: int, done: int) -> None:
    advance(done, total)


def _plan_facts(plan: MergePlan, *, is_merged: bool) -> dict[str, Any]:
    outcomes = {
        "new": plan.new,
        "already_here": plan.already_here,
        "conflicting": plan.conflicting,
        "refused": plan.refused,
    }
    return {
        "packet": str(plan.contents.path),
        "coder": plan.coder.name,
        "round": plan.round.name,
        "summary": plan.summary,
        "is_merged": is_merged,
        **{name: [_coding_facts(coding) for coding in codings] for name, codings in outcomes.items()},
    }


def _coding_facts(coding: PlannedCoding) -> dict[str, Any]:
    return {"article": coding.article_id, "title": coding.title, "reason": coding.reason}


def _say_plan(facts: dict[str, Any], *, is_dry_run: bool) -> None:
    if "error" in facts:
        say(f"{facts['packet']}: {facts['error']}")
        return
    what = "Dry run: " if is_dry_run else "" if facts["is_merged"] else "Nothing to merge: "
    say(f"{facts['packet']} ({facts['coder']}, {facts['round']}): {what}{facts['summary']}")
    for outcome in ("conflicting", "refused"):
        for coding in facts[outcome]:
            say(f"  {outcome}: {coding['title']}: {coding['reason']}")


@app.command("divergences")
def divergences(
    project: ProjectArgument,
    its_round: Annotated[str, typer.Option("--round", help="Only those of this round.")] = "",
    as_json: JsonOption = False,
) -> None:
    """List codings that went on in two copies and wait to be settled."""
    with reading(project) as workspace:
        round_id = named_round(workspace, its_round).id if its_round else None
        names = {coder.id: coder.name for coder in workspace.coders.people()}
        facts: list[dict[str, Any]] = [
            {
                "id": one.id,
                "coder": names.get(one.coder_id, one.coder_id),
                "article": one.article_id,
                "title": workspace.articles.article(one.article_id).metadata.title,
                "copies": [_copy_facts(copy) for copy in workspace.merging.copies(one.id)],
            }
            for one in workspace.merging.unsettled(round_id)
        ]
    if as_json:
        answer({"divergences": facts})
        return
    for one in facts:
        say(f"{one['id']}  {one['coder']}: {one['title'] or one['article']}")
        for copy in one["copies"]:
            shown = " (shown)" if copy["is_shown"] else ""
            last = f"last {copy['changed_at']}: {copy['last_deed']}"
            say(f"  {copy['last_event']}  {copy['changes']} changes, {last}{shown}")
    if not facts:
        say("No coding waits to be settled.")


def _copy_facts(copy: CopyView) -> dict[str, Any]:
    return {
        "last_event": copy.last_event,
        "packet": copy.packet_id,
        "file": copy.file_name,
        "changed_at": copy.changed_at.isoformat(timespec="seconds"),
        "last_deed": copy.last_deed,
        "changes": copy.changes,
        "is_shown": copy.is_shown,
    }


@app.command("settle")
def settle(
    project: ProjectArgument,
    divergence: Annotated[str, typer.Argument(help="The divergence's id, as “packet divergences” lists it.")],
    copy: Annotated[str, typer.Argument(help="The last event of the copy that holds.")],
    as_json: JsonOption = False,
) -> None:
    """Say which copy of a coding holds; the other's history is kept."""
    with deed(project, dry_run=False) as workspace:
        changes = workspace.merging.settle(DivergenceId(divergence), copy, by=workspace.coder.id)
    if as_json:
        answer({"divergence": divergence, "settled_by": copy, "event": changes.event.id})
    else:
        say(f"Settled: {changes.event.label}.")
