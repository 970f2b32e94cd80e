"""What an export would take, choice by choice: seen before, counted, written, and the same under every recipe."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace
from annotator.domain.coding import CodingState, Slot
from annotator.domain.errors import ExportError
from annotator.domain.ids import ArticleId, ReportId
from annotator.domain.recipe import ExportChoice, ExportUnit
from annotator.domain.values import Count, FreeText, OneCategory, Status
from annotator.services.exports import service as exports
from annotator.services.exports.service import form_names, forms
from tests.services.foreign_work import a_project, articles_of, code_everything, coding_of, key_of

Chooser = Callable[[Workspace], ExportChoice]
MARKING = ("conll", "brat", "gtd", "acled", "refi-qda", "csv-spreadsheet")


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Two articles Ana coded whole and Ben in part; no test changes a coding of it."""
    with a_project(tmp_path_factory.mktemp("previews"), "work") as workspace:
        code_everything(workspace)
        ben = workspace.coders.add("Ben", by=workspace.coder.id)
        key = key_of(workspace, "plain.txt")._replace(coder_id=ben.id)
        workspace.coding.set_content(key, Slot("article_relevance"), OneCategory(category="codable_incident"))
        workspace.coding.revise(
            key,
            "code",
            "code",
            lambda draft: draft.set_content(Slot("killed_total", draft.add_report().id), Count(best=2)),
        )
        workspace.coding.set_content(key, Slot("incident_label", _report_of(workspace)), FreeText(text="=1+1"))
        yield workspace


def _report_of(workspace: Workspace) -> ReportId:
    (report,) = coding_of(workspace, "plain.txt", "Ben").reports()
    return report.id


CHOICES: dict[str, Chooser] = {
    "everything": lambda _: ExportChoice(),
    "one coder": lambda work: ExportChoice(coders=(work.coders.named("Ben").id,)),
    "gold only": lambda _: ExportChoice(are_coders_included=False),
    "finished": lambda _: ExportChoice(states=(CodingState.COMPLETE,)),
    "drafts": lambda _: ExportChoice(states=(CodingState.DRAFT,)),
    "outside rounds": lambda _: ExportChoice(rounds=(None,)),
    "no round at all": lambda _: ExportChoice(rounds=()),
    "one article": lambda work: ExportChoice(articles=(articles_of(work)["hard.txt"].id,)),
    "no such article": lambda _: ExportChoice(articles=(ArticleId("gone"),)),
    "unclear values": lambda _: ExportChoice(statuses=(Status.UNCLEAR,)),
    "two fields": lambda _: ExportChoice(fields=("killed_total", "trigger")),
    "pseudonyms": lambda _: ExportChoice(is_pseudonymous=True),
    "reports only": lambda _: ExportChoice(units=(ExportUnit.REPORT,)),
}
every_choice = pytest.mark.parametrize("chosen", CHOICES.values(), ids=CHOICES)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True))


def listed(folder: Path) -> list[tuple[str, str]]:
    """Return form and reason of every line of every list of refusals below a folder."""
    return [(row["form"], row["reason"]) for path in sorted(folder.rglob("refused.csv")) for row in rows(path)]


# --- Lines and counts ------------------------------------------------------------------------------------------------


@every_choice
def test_a_previews_lines_are_those_of_the_lists_that_are_written(
    work: Workspace, tmp_path: Path, chosen: Chooser
) -> None:
    choice = chosen(work)
    wanted = [form for form in MARKING if choice.fields is None or form not in {"gtd", "acled"}]
    seen = work.exports.preview(wanted, choice=choice)
    assert not (tmp_path / "out").exists()
    work.exports.export(tmp_path / "out", wanted, choice=choice)
    assert sorted((line.form, line.why) for line in seen.lines) == sorted(listed(tmp_path / "out"))
    assert seen.line_count == len(seen.lines)


@every_choice
def test_a_previews_counts_are_the_rows_of_the_tables_that_are_written(
    work: Workspace, tmp_path: Path, chosen: Chooser
) -> None:
    choice = chosen(work).model_copy(update={"units": ()})
    seen = work.exports.preview(["csv"], choice=choice)
    summary = work.exports.export(tmp_path / "out", ["csv"], choice=choice)
    tables = {name: rows(tmp_path / "out" / f"{name}.csv") for name in ("articles", "reports", "values", "evidence")}
    assert (seen.codings, seen.reports, seen.values, seen.spans) == tuple(map(len, tables.values()))
    assert seen.articles == len({row["article_id"] for row in tables["articles"]})
    assert seen.codings == summary.rows == work.exports.coded_count(choice)


@every_choice
def test_a_recipe_chooses_what_was_chosen_when_it_was_kept(work: Workspace, chosen: Chooser) -> None:
    choice = chosen(work)
    work.recipes.keep("kept", choice, by=work.coder.id)
    kept = work.recipes.named("kept").choice
    assert kept == choice
    assert work.exports.preview(["jsonl"], choice=kept) == work.exports.preview(["jsonl"], choice=choice)


def test_what_is_chosen_more_narrowly_is_never_more(work: Workspace) -> None:
    whole = work.exports.preview(["jsonl"])
    for chosen in CHOICES.values():
        seen = work.exports.preview(["jsonl"], choice=chosen(work))
        assert all(part <= all_of_it for (part, _), (all_of_it, _) in zip(seen.counts(), whole.counts(), strict=True))


def test_the_parts_of_a_choice_add_up_to_the_whole(work: Workspace) -> None:
    people = [coder.id for coder in work.coders.people()]
    each = [work.exports.preview(["jsonl"], choice=ExportChoice(coders=(one,))) for one in people]
    whole = work.exports.preview(["jsonl"])
    assert (sum(one.codings for one in each), sum(one.values for one in each), sum(one.spans for one in each)) == (
        *(whole.codings, whole.values, whole.spans),
    )


# --- Words -----------------------------------------------------------------------------------------------------------


def test_only_the_first_of_very_many_lines_are_shown_and_all_are_counted(
    work: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = work.exports.preview(["brat", "conll"])
    assert whole.line_count > 2
    monkeypatch.setattr(exports, "MOST_LINES", 2)
    seen = work.exports.preview(["brat", "conll"])
    assert (seen.lines, seen.line_count) == (whole.lines[:2], whole.line_count)
    assert seen.in_words() == (
        f"{whole.line_count} things are refused or changed and will be listed in refused.csv; the first 2 are listed."
    )


def test_where_nothing_is_refused_that_is_said(work: Workspace) -> None:
    assert work.exports.preview(["jsonl"]).in_words() == "Nothing is refused or changed."


def test_a_preview_tells_how_far_it_is_and_can_be_stopped_anywhere(work: Workspace) -> None:
    told: list[int] = []
    work.exports.preview(["csv"], progress=told.append)
    assert told == list(range(1, work.exports.coded_count() + 1))
    for at in told:
        asked = count(1)
        with pytest.raises(ExportError, match="cancelled"):
            work.exports.preview(["csv"], is_cancelled=lambda asked=asked, at=at: next(asked) == at)  # type: ignore[misc]


@pytest.mark.parametrize("named", [[], ["pdf"], ["csv", "pdf"], [""], ["CSV"]])
def test_a_form_that_is_none_is_refused_before_anything_is_read(
    work: Workspace, tmp_path: Path, named: list[str]
) -> None:
    for attempt in (lambda: work.exports.preview(named), lambda: work.exports.export(tmp_path / "out", named)):
        with pytest.raises(ExportError, match="form"):
            attempt()
    assert not (tmp_path / "out").exists()


def test_every_form_has_a_name_of_its_own_and_those_by_default_are_among_them() -> None:
    names = [form.name for form in forms()]
    assert len(names) == len(set(names))
    assert set(form_names()) <= set(names)
    assert all(form.label and form.family for form in forms())
