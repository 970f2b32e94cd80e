"""Rounds come back with the codings in them: blind or open, under their names, with everybody's queue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.bootstrap import Workspace
from annotator.domain.coding import Slot
from annotator.domain.ids import RoundId
from annotator.domain.queue import QueueFilter
from annotator.domain.recipe import ExportChoice
from annotator.domain.rounds import Round, RoundState
from annotator.domain.values import FreeText, OneCategory
from annotator.formats.datasets.json_lines_reading import DatasetError
from annotator.services.coding import CodingKey
from annotator.services.coding_imports.restore import RestorePlan
from tests.services.foreign_work import TEXTS, a_project, articles_of, code_everything

RELEVANCE = Slot("article_relevance")


def code_in_round(workspace: Workspace, name: str, coder: str = "Ana", **more: Any) -> Round:
    """Make a round and let a coder finish nothing but begin both articles in it."""
    made = workspace.rounds.make(name, by=workspace.coder.id, **more)
    who = workspace.coders.named(coder).id
    articles = articles_of(workspace)
    workspace.rounds.assign_by_hand(made.id, who, [one.id for one in articles.values()], by=workspace.coder.id)
    for article in articles.values():
        key = CodingKey(article.id, who, made.id)
        workspace.coding.set_content(key, RELEVANCE, OneCategory(category="not_relevant"))
        workspace.coding.revise(key, "code", "code", lambda draft: _label(draft, f"{name} by {coder}"))
    return made


def _label(draft: Any, words: str) -> None:
    draft.set_content(Slot("incident_label", draft.add_report().id), FreeText(text=words))


def exported(workspace: Workspace, folder: Path, choice: ExportChoice | None = None) -> Path:
    workspace.exports.export(folder, ["jsonl"], choice=choice or ExportChoice())
    return folder / "dataset.jsonl"


def restored(workspace: Workspace, path: Path) -> RestorePlan:
    plan = workspace.coding_restore.plan(path)
    workspace.coding_restore.carry_out(plan, coder_id=workspace.coder.id)
    return plan


def header_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8").split("\n")[0])
    return found


def without_provenance(path: Path) -> tuple[object, list[str]]:
    """Return a dataset but for what its header says of the project it was taken from: its rounds and its codings."""
    return header_of(path)["rounds"], path.read_text("utf-8").split("\n")[1:]


def changed(path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Return a copy of a dataset with its header changed."""
    first, rest = path.read_text("utf-8").split("\n", 1)
    header = json.loads(first)
    change(header)
    copy = path.with_name("changed.jsonl")
    copy.write_text(f"{json.dumps(header)}\n{rest}", "utf-8")
    return copy


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Workspace]:
    """A project where Ana coded both articles outside any round and in two rounds, one blind and running."""
    with a_project(tmp_path, "source") as workspace:
        code_everything(workspace)
        code_in_round(workspace, "Pilot", is_blind=False)
        code_in_round(workspace, "Main", is_blind=True, seed=7)
        yield workspace


@pytest.fixture
def dataset(source: Workspace, tmp_path: Path) -> Path:
    return exported(source, tmp_path / "out")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Workspace]:
    """A new project without articles; the coder at work is Cleo."""
    with a_project(tmp_path, "bare", coder="Cleo", texts={}) as workspace:
        yield workspace


def test_two_rounds_come_back_and_leave_the_same_again(
    source: Workspace, dataset: Path, bare: Workspace, tmp_path: Path
) -> None:
    plan = restored(bare, dataset)
    assert (len(plan.codings), len(plan.rounds), plan.conflicts, plan.remarks) == (6, 2, (), ())
    assert bare.rounds.rounds() == source.rounds.rounds()
    assert without_provenance(exported(bare, tmp_path / "again")) == without_provenance(dataset)
    assert bare.project.check() == ()


def test_one_coder_and_article_in_two_rounds_are_two_codings(source: Workspace, dataset: Path, bare: Workspace) -> None:
    restored(bare, dataset)
    ana = bare.coders.named("Ana").id
    article = next(iter(articles_of(source).values()))
    labels = []
    for one in bare.rounds.rounds():
        coding = bare.coding.worksheet(CodingKey(article.id, ana, one.id)).coding
        labels += [value.content.text for value in coding.values() if isinstance(value.content, FreeText)]
    assert sorted(labels) == ["Main by Ana", "Pilot by Ana"]


def test_a_blind_round_comes_back_blind_and_hides_from_those_who_code_in_it(dataset: Path, bare: Workspace) -> None:
    restored(bare, dataset)
    by_name = {one.name: one for one in bare.rounds.rounds()}
    ana = bare.coders.named("Ana").id
    assert bare.rounds.hidden(ana, by_name["Main"].id)
    assert not bare.rounds.hidden(ana, by_name["Pilot"].id)
    assert by_name["Main"].seed == 7


def test_a_released_round_comes_back_released(source: Workspace, bare: Workspace, tmp_path: Path) -> None:
    main = next(one for one in source.rounds.rounds() if one.name == "Main")
    source.rounds.release(main.id, by=source.coder.id)
    restored(bare, exported(source, tmp_path / "out"))
    assert bare.rounds.round(main.id).state is RoundState.RELEASED


def test_who_coded_in_a_round_finds_the_articles_in_their_queue_again(dataset: Path, bare: Workspace) -> None:
    restored(bare, dataset)
    ana = bare.coders.named("Ana").id
    for one in bare.rounds.rounds():
        assert len(bare.articles.queue(ana, QueueFilter(round_id=one.id))) == 2
        assert len(bare.rounds.progress(one.id).articles) == 2


def test_a_second_time_and_where_it_came_from_nothing_is_made(
    source: Workspace, dataset: Path, bare: Workspace
) -> None:
    restored(bare, dataset)
    for workspace in (source, bare):
        before = workspace.project.head
        plan = restored(workspace, dataset)
        assert (plan.codings, plan.rounds, plan.assignments, plan.already_here) == ((), (), (), 6)
        assert workspace.project.head == before


def test_restored_rounds_are_taken_back_with_their_codings_and_come_back(
    source: Workspace, dataset: Path, bare: Workspace, tmp_path: Path
) -> None:
    restored(bare, dataset)
    assert bare.articles.undo_import(coder_id=bare.coder.id) is not None
    assert bare.rounds.rounds() == ()
    plan = restored(bare, dataset)
    assert (len(plan.codings), len(plan.rounds), plan.conflicts) == (6, 2, ())
    assert bare.rounds.rounds() == source.rounds.rounds()
    assert without_provenance(exported(bare, tmp_path / "again")) == without_provenance(dataset)
    assert bare.project.check() == ()


def test_a_round_of_the_same_id_stays_as_it_is_and_that_is_said(
    source: Workspace, dataset: Path, tmp_path: Path
) -> None:
    pilot = next(one for one in source.rounds.rounds() if one.name == "Pilot")
    source.rounds.rename(pilot.id, "First look", by=source.coder.id)
    plan = restored(source, dataset)
    assert plan.remarks == ("The round First look is here already, otherwise than in the file, and stays as it is.",)
    assert (plan.already_here, plan.rounds) == (6, ())
    assert source.rounds.round(pilot.id).name == "First look"


@pytest.mark.parametrize("name, taken, expected", [("Pilot", ["pilot"], "Pilot (2)"), ("Main", ["Main"], "Main (2)")])
def test_another_round_of_the_name_is_left_alone_and_the_restored_one_gets_a_number(
    dataset: Path, bare: Workspace, name: str, taken: list[str], expected: str
) -> None:
    for one in taken:
        bare.rounds.make(one, by=bare.coder.id)
    plan = restored(bare, dataset)
    names = [one.name for one in bare.rounds.rounds()]
    assert sorted(names) == sorted({"Pilot", "Main"} - {name} | {expected, *taken})
    assert plan.remarks == (f"The project has another round called {name}; the restored one is {expected}.",)


def test_numbered_names_go_on_and_stay_short_enough(dataset: Path, bare: Workspace) -> None:
    long = "x" * 80
    for name in (long, f"{'x' * 76} (2)"):
        bare.rounds.make(name, by=bare.coder.id)
    path = changed(dataset, lambda header: header["rounds"][0].update(name=long))
    plan = restored(bare, path)
    assert plan.rounds[0].name == f"{'x' * 76} (3)"


def test_a_file_has_the_rounds_of_its_codings_and_no_other(source: Workspace, tmp_path: Path) -> None:
    source.rounds.make("Empty", by=source.coder.id)
    pilot, main = source.rounds.rounds()[0].id, source.rounds.rounds()[1].id
    named = [one["name"] for one in header_of(exported(source, tmp_path / "all"))["rounds"]]
    assert sorted(named) == ["Main", "Pilot"]
    chosen: tuple[tuple[str, tuple[RoundId | None, ...], set[str]], ...] = (
        ("one", (pilot,), {pilot}),
        ("other", (main, None), {main}),
        ("none", (None,), set()),
    )
    for folder, rounds, expected in chosen:
        path = exported(source, tmp_path / folder, ExportChoice(rounds=rounds))
        assert {one["id"] for one in header_of(path)["rounds"]} <= {pilot, main}
        assert {one["id"] for one in header_of(path)["rounds"]} == expected


def test_a_pseudonymous_file_names_nobody_in_its_rounds(source: Workspace, bare: Workspace, tmp_path: Path) -> None:
    path = exported(source, tmp_path / "p", ExportChoice(is_pseudonymous=True))
    assert "Ana" not in json.dumps(header_of(path)["rounds"])
    assert len(restored(bare, path).rounds) == 2


@pytest.mark.parametrize(
    "change, reason",
    [
        (lambda one: one.update(name="  "), "A round's name has 1 to 80 characters."),
        (lambda one: one.update(name="a\u202eb"), "cannot have the character U+202E"),
        (lambda one: one.update(name="none"), "“none” stands for work outside any round."),
        (lambda one: one.update(seed=2**80), "is no whole number from 0 to"),
    ],
)
def test_a_round_no_project_could_have_is_a_conflict_of_its_codings(
    dataset: Path, bare: Workspace, change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    plan = restored(bare, changed(dataset, lambda header: change(header["rounds"][0])))
    assert (len(plan.codings), len(plan.rounds)) == (4, 1)
    assert [reason in str(conflict) for conflict in plan.conflicts] == [True, True]
    assert bare.project.check() == ()


def test_a_round_of_a_removed_record_comes_back_live(dataset: Path, bare: Workspace) -> None:
    restored(bare, changed(dataset, lambda header: header["rounds"][0].update(is_deleted=True)))
    assert len(bare.rounds.rounds()) == 2


def test_a_file_without_rounds_says_that_its_codings_come_back_outside_any(dataset: Path, bare: Workspace) -> None:
    plan = restored(bare, changed(dataset, lambda header: header.pop("rounds")))
    assert plan.rounds == ()
    assert "outside any round" in plan.remarks[0]
    assert len(plan.conflicts) == 4  # one coder has one coding of an article outside any round


def test_a_round_whose_codebook_is_not_in_the_file_is_refused(dataset: Path, bare: Workspace) -> None:
    path = changed(dataset, lambda header: header["rounds"][0].update(codebook_id="nowhere"))
    with pytest.raises(DatasetError, match="line 1: a round has a codebook that is not there"):
        bare.coding_restore.plan(path)


def test_gold_comes_back_without_its_rulings_and_that_is_said(
    source: Workspace, bare: Workspace, tmp_path: Path
) -> None:
    dataset = exported(source, tmp_path / "out")

    def make_gold(line: dict[str, Any]) -> None:
        line["coder"]["is_gold"] = True

    found = dataset.read_text("utf-8").split("\n")
    records = [json.loads(line) for line in found[1:-1]]
    for record in records:
        make_gold(record)
    copy = dataset.with_name("gold.jsonl")
    copy.write_text("\n".join([found[0], *map(json.dumps, records), ""]), "utf-8")
    plan = restored(bare, copy)
    assert plan.remarks == ("Gold comes back without the rulings behind it, which are not part of the file.",)
    assert plan.assignments == ()  # nobody is assigned what rulings made


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rounds=st.lists(
        st.tuples(
            st.sampled_from(["Ana", "Ben"]), st.booleans(), st.integers(0, 2**63 - 1), st.sampled_from(RoundState)
        ),
        max_size=4,
    )
)
def test_any_rounds_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[tuple[str, bool, int, RoundState]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with a_project(folder, "one") as one, a_project(folder, "two", coder="Cleo", texts={}) as two:
        one.coders.add("Ben", by=one.coder.id)
        for number, (coder, is_blind, seed, state) in enumerate(rounds):
            made = code_in_round(one, f"Round {number}", coder, is_blind=is_blind, seed=seed)
            if state is RoundState.RELEASED:
                one.rounds.release(made.id, by=one.coder.id)
        dataset = exported(one, folder / "out")
        plan = restored(two, dataset)
        assert (plan.conflicts, plan.remarks) == ((), ())
        assert plan.rounds == one.rounds.rounds()
        assert without_provenance(exported(two, folder / "again")) == without_provenance(dataset)
        assert two.project.check() == ()
        assert len(plan.codings) == len(TEXTS) * len(rounds)
