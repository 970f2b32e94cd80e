"""Codings of other programs as drafts of a named coder: there and back, what is refused and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.bootstrap import Workspace
from annotator.domain.coding import Coder, CodingState, Slot
from annotator.domain.errors import CodingError
from annotator.domain.ids import CoderId
from annotator.domain.queue import QueueFilter
from annotator.domain.values import Count, OneCategory, Status
from annotator.formats.codings.foreign import CodingFileError
from annotator.services.coding_imports.service import CodingMapping, LabelRule
from tests.services.coding_imports.foreign_codings import GUNMEN, SOLDIERS, imported, labels, table_file, tasks_file
from tests.services.foreign_work import (
    PLAIN,
    TEXTS,
    a_project,
    articles_of,
    code_everything,
    coding_of,
    contents_of,
    key_of,
    lines_of,
    spans_of,
    unpacked,
)
from tests.unit.formats.nlp_forms.hard_texts import HARD


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Path]]:
    """Another project where Ana coded everything, and its export in every form that can come back."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with a_project(folder, "elsewhere") as workspace:
        code_everything(workspace)
        workspace.exports.export(folder / "out", ["brat", "label-studio", "doccano", "csv", "jsonl"])
        unpacked(next((folder / "out").rglob("brat.zip")), folder / "out" / "brat-files")
        yield workspace, folder / "out"


def head(here: Workspace) -> int:
    return here.project.head


PATHS = {
    "brat": lambda out: [out / "brat-files"],
    "label-studio": lambda out: [next(out.rglob("tasks.json"))],
    "doccano": lambda out: [next(out.rglob("examples.jsonl"))],
    "csv": lambda out: [next(out.rglob("values.csv"))],
}


# -- there and back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", PATHS)
@pytest.mark.parametrize("file_name", TEXTS)
def test_an_own_export_comes_back_with_the_same_evidence(
    exported: tuple[Workspace, Path], here: Workspace, form: str, file_name: str
) -> None:
    elsewhere, out = exported
    plan = imported(here, PATHS[form](out), form)
    assert (plan.already, plan.absent, plan.refused, plan.not_taken, plan.faults) == ((), (), (), (), ())
    assert spans_of(coding_of(here, file_name, "Ben")) == spans_of(coding_of(elsewhere, file_name))
    assert here.project.check() == ()


@pytest.mark.parametrize("form", ["label-studio", "doccano", "csv"])
@pytest.mark.parametrize("file_name", TEXTS)
def test_an_own_export_comes_back_with_the_same_values_too(
    exported: tuple[Workspace, Path], here: Workspace, form: str, file_name: str
) -> None:
    elsewhere, out = exported
    imported(here, PATHS[form](out), form)
    assert contents_of(coding_of(here, file_name, "Ben")) == contents_of(coding_of(elsewhere, file_name))


def test_brat_brings_back_every_value_that_has_a_span(exported: tuple[Workspace, Path], here: Workspace) -> None:
    elsewhere, out = exported
    imported(here, PATHS["brat"](out), "brat")
    theirs, ours = coding_of(elsewhere, "hard.txt"), coding_of(here, "hard.txt", "Ben")
    lost = contents_of(theirs) - contents_of(ours)
    assert {field for field, *_ in lost} == {"article_relevance", "tactic"}
    assert contents_of(ours) - contents_of(theirs) == {}


@pytest.mark.parametrize("form", PATHS)
def test_articles_that_are_missing_come_with_their_codings_where_that_is_wanted(
    exported: tuple[Workspace, Path], tmp_path: Path, form: str
) -> None:
    _, out = exported
    with a_project(tmp_path, "bare", texts={}) as bare:
        plan = bare.coding_imports.plan(PATHS[form](out), form, None, "Ben")
        assert (len(plan.new), len(plan.absent)) == (0, 2)
        wide = plan.mapping.model_copy(update={"has_articles": True})
        changes = bare.coding_imports.carry_out(bare.coding_imports.plan_foreign(plan.foreign, wide, "Ben"))
        if form == "csv":  # tables hold no texts
            assert changes is None
            return
        assert sorted(article.text for article in articles_of(bare).values()) == sorted(TEXTS.values())
        assert bare.project.check() == ()
        bare.articles.undo_import(coder_id=None)
        assert bare.articles.queue(bare.coder.id, QueueFilter()) == []


# -- one event, taken back --------------------------------------------------------------------------------------------


def test_an_import_is_one_event_of_the_person_who_imports(here: Workspace, tmp_path: Path) -> None:
    before = head(here)
    plan = here.coding_imports.plan(tasks_file(tmp_path, (PLAIN, labels(GUNMEN))), "label-studio", None, "Ben")
    changes = here.coding_imports.carry_out(plan, coder_id=here.coder.id)
    assert changes is not None
    assert head(here) == before + 1
    assert (changes.event.coder_id, changes.event.article_id) == (here.coder.id, None)
    assert (changes.event.verb, changes.event.label) == ("import_codings", "import 1 coding")


def test_a_plan_stores_nothing(here: Workspace, tmp_path: Path) -> None:
    before = head(here)
    plan = here.coding_imports.plan(tasks_file(tmp_path, (PLAIN, labels(GUNMEN))), "label-studio", None, "Ben")
    assert plan.is_ready
    assert plan.is_coder_new
    assert head(here) == before
    assert [coder.name for coder in here.coders.all()] == ["Ana"]


def test_what_was_imported_is_a_draft_of_the_named_coder(here: Workspace, tmp_path: Path) -> None:
    imported(here, tasks_file(tmp_path, (PLAIN, labels(SOLDIERS))), "label-studio")
    coding = coding_of(here, "plain.txt", "Ben")
    (value,) = (value for value in coding.values() if value.field == "killed_total")
    assert coding.header.state is CodingState.DRAFT
    assert (value.status, value.content) == (Status.CODED, None)
    assert [one.quote for one in coding.evidence_for(value.id)] == ["two soldiers"]
    assert coding_of(here, "plain.txt").is_empty


def test_undoing_the_last_import_takes_codings_and_a_new_coder_back(here: Workspace, tmp_path: Path) -> None:
    imported(here, tasks_file(tmp_path, (PLAIN, labels(GUNMEN))), "label-studio")
    undone = here.articles.undo_import(coder_id=here.coder.id)
    assert undone is not None
    assert [coder.name for coder in here.coders.all()] == ["Ana"]
    assert here.project.check() == ()
    again = imported(here, tasks_file(tmp_path, (PLAIN, labels(GUNMEN))), "label-studio")
    assert len(again.new) == 1


def test_an_import_somebody_worked_on_since_is_not_taken_back(here: Workspace, tmp_path: Path) -> None:
    imported(here, tasks_file(tmp_path, (PLAIN, labels(GUNMEN))), "label-studio")
    key = key_of(here, "plain.txt", "Ben")
    here.coding.set_content(key, Slot("article_relevance"), OneCategory(category="codable_incident"))
    before = head(here)
    with pytest.raises(CodingError, match="1 of the imported codings was worked on since"):
        here.articles.undo_import(coder_id=here.coder.id)
    assert head(here) == before
    here.coding.undo(key)
    assert here.articles.undo_import(coder_id=here.coder.id) is not None


def test_an_import_of_which_a_value_was_changed_since_is_not_taken_back(here: Workspace, tmp_path: Path) -> None:
    imported(here, tasks_file(tmp_path, (PLAIN, labels(GUNMEN))), "label-studio")
    key = key_of(here, "plain.txt", "Ben")
    (report,) = here.coding.worksheet(key).coding.reports()
    here.coding.set_content(key, Slot("killed_total", report.id), Count(best=2))
    with pytest.raises(CodingError, match="changed again since"):
        here.articles.undo_import(coder_id=here.coder.id)


def test_a_backup_is_made_before_the_import(here: Workspace, tmp_path: Path) -> None:
    made: list[int] = []
    imports = here.coding_imports
    backups = imports._backups
    before = head(here)
    imports.carry_out(
        imports.plan(tasks_file(tmp_path, (PLAIN, labels(GUNMEN))), "label-studio", None, "Ben"),
        progress=made.append,
    )
    assert backups._newest_head() == before
    assert made == [1]


def test_a_cancelled_import_leaves_nothing(here: Workspace, tmp_path: Path) -> None:
    paths = tasks_file(tmp_path, (PLAIN, labels(GUNMEN)), (HARD, labels({"start": 0, "end": 4, "text": "Deux"})))
    plan = here.coding_imports.plan(paths, "label-studio", None, "Ben")
    before = head(here)

    def cancel(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        here.coding_imports.carry_out(plan, progress=cancel)
    assert head(here) == before
    assert coding_of(here, "plain.txt").is_empty
    assert [coder.name for coder in here.coders.all()] == ["Ana"]


# -- what is refused --------------------------------------------------------------------------------------------------


def test_an_article_the_coder_has_coded_is_listed_and_never_overwritten(here: Workspace, tmp_path: Path) -> None:
    paths = tasks_file(tmp_path, (PLAIN, labels(GUNMEN)))
    imported(here, paths, "label-studio")
    before = head(here)
    plan = imported(here, paths, "label-studio")
    assert [(one.name, one.reason) for one in plan.already] == [
        ("1", "Ben has coded this article already; nothing is overwritten.")
    ]
    assert (plan.new, head(here)) == ((), before)


def test_what_came_in_between_plan_and_import_is_not_overwritten(here: Workspace, tmp_path: Path) -> None:
    plan = here.coding_imports.plan(tasks_file(tmp_path, (PLAIN, labels(GUNMEN))), "label-studio", None, "Ana")
    here.coding.set_content(
        key_of(here, "plain.txt"), Slot("article_relevance"), OneCategory(category="codable_incident")
    )
    assert here.coding_imports.carry_out(plan, coder_id=here.coder.id) is None


def test_an_article_the_project_does_not_have_is_listed(here: Workspace, tmp_path: Path) -> None:
    plan = imported(here, tasks_file(tmp_path, ("Some other text.", labels(GUNMEN))), "label-studio")
    assert [one.reason for one in plan.absent] == ["The project has no such article."]


def test_offsets_that_do_not_give_the_quote_are_refused_with_the_line(here: Workspace, tmp_path: Path) -> None:
    wrong = {**GUNMEN, "start": 7, "end": 15}
    plan = imported(here, tasks_file(tmp_path, (PLAIN, labels(GUNMEN, wrong))), "label-studio")
    assert lines_of(plan.not_taken) == [
        "tasks.json, task 1: killed_total: The offsets give “attacked”, but the file says “Gunmen”."
    ]
    assert spans_of(coding_of(here, "plain.txt", "Ben"), has_place=False).total() == 1


def test_a_coding_of_which_nothing_can_be_taken_is_refused_whole(here: Workspace, tmp_path: Path) -> None:
    plan = imported(here, tasks_file(tmp_path, (PLAIN, labels({**GUNMEN, "start": 1}))), "label-studio")
    assert [one.reason.startswith("Nothing of it can be taken. tasks.json, task 1:") for one in plan.refused] == [True]
    assert coding_of(here, "plain.txt").is_empty


def test_a_file_whose_labels_mean_nothing_here_is_refused(here: Workspace, tmp_path: Path) -> None:
    plan = imported(here, tasks_file(tmp_path, (PLAIN, labels(GUNMEN, label="Person"))), "label-studio")
    assert [one.reason for one in plan.refused] == ["Nothing of it can be taken. No label of it is mapped to a field."]


def test_two_codings_of_one_article_are_not_chosen_between(here: Workspace, tmp_path: Path) -> None:
    paths = tasks_file(tmp_path, (PLAIN, labels(GUNMEN)), (PLAIN, labels(SOLDIERS)))
    plan = imported(here, paths, "label-studio")
    assert (len(plan.new), len(plan.refused)) == (1, 1)
    assert "have a coding of this article already (tasks.json, task 1)" in plan.refused[0].reason


def test_the_work_of_several_people_is_refused_until_one_is_chosen(here: Workspace, tmp_path: Path) -> None:
    paths = table_file(tmp_path, "file_name,coder,suicide\nplain.txt,X,yes\nplain.txt,Y,no\nhard.txt,Y,yes\n")
    plan = imported(here, paths, "csv")
    assert len(plan.refused) == 3
    assert "the work of several people (X, Y); choose whose is imported" in plan.refused[0].reason
    chosen = plan.mapping.model_copy(update={"coder": "Y"})
    plan = imported(here, paths, "csv", chosen)
    assert [planned.article.file_name for planned in plan.new] == ["plain.txt", "hard.txt"]
    assert [one.reason for one in plan.refused] == ["It is the work of X, and Y's was chosen."]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "\ud800"])
def test_a_name_that_is_none_is_a_fault_and_stores_nothing(here: Workspace, tmp_path: Path, name: str) -> None:
    plan = here.coding_imports.plan(tasks_file(tmp_path, (PLAIN, labels(GUNMEN))), "label-studio", None, name)
    assert len(plan.faults) == 1
    assert not plan.is_ready
    with pytest.raises(CodingError):
        here.coding_imports.carry_out(plan)


def test_gold_is_nobody_whose_work_can_be_imported(here: Workspace, tmp_path: Path) -> None:
    gold = Coder(id=CoderId("gold"), name="Gold", is_gold=True)
    with here._file.write(coder_id=None, article_id=None, verb="add", label="add") as unit_of_work:
        unit_of_work.put(gold)
    plan = here.coding_imports.plan(tasks_file(tmp_path, (PLAIN, labels(GUNMEN))), "label-studio", None, "Gold")
    assert plan.faults == ("Gold is gold, which comes of rulings; choose another coder.",)


def test_a_plan_tells_how_far_it_is_and_can_be_stopped(here: Workspace, tmp_path: Path) -> None:
    paths = tasks_file(tmp_path, (PLAIN, labels(GUNMEN)), (HARD, labels({"start": 0, "end": 4, "text": "Deux"})))
    told: list[int] = []
    foreign = here.coding_imports.read(paths, "label-studio", progress=told.append)
    mapping = here.coding_imports.proposed_mapping(foreign)
    here.coding_imports.plan_foreign(foreign, mapping, "Ben", told.append)
    assert told == [1, 2, 1, 2]

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        here.coding_imports.plan_foreign(foreign, mapping, "Ben", stop)
    assert here.coding_imports.plan_foreign(foreign, mapping, "Ben").is_ready


def test_a_mapping_to_a_field_that_is_not_there_is_refused(here: Workspace, tmp_path: Path) -> None:
    mapping = CodingMapping(labels=(LabelRule(label="killed_total", field="nowhere"),))
    plan = here.coding_imports.plan(tasks_file(tmp_path, (PLAIN, labels(GUNMEN))), "label-studio", mapping, "Ben")
    with pytest.raises(CodingError, match="The codebook has no field nowhere"):
        here.coding_imports.carry_out(plan)


def test_a_file_that_cannot_be_read_changes_nothing(here: Workspace, tmp_path: Path) -> None:
    before = head(here)
    (tmp_path / "tasks.json").write_text("[{")
    with pytest.raises(CodingFileError, match=r"tasks\.json, line 1: This is not JSON"):
        here.coding_imports.plan([tmp_path / "tasks.json"], "label-studio", None, "Ben")
    assert head(here) == before
