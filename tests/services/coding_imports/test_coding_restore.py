"""The lossless export restored: the same records with their ids, conflicts listed, one event, taken back whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from annotator.bootstrap import Workspace
from annotator.domain.coding import Coder, Slot, Stance
from annotator.domain.errors import CodingError
from annotator.domain.ids import CoderId
from annotator.domain.queue import QueueFilter
from annotator.domain.revision import Revision
from annotator.domain.text import Span, text_hash
from annotator.domain.values import Count, FreeText, OneCategory, Status
from annotator.formats.datasets.json_lines_reading import DatasetError
from annotator.services.coding_imports.restore import RestorePlan
from tests.services.foreign_work import PLAIN, TEXTS, a_project, articles_of, code_everything, coding_of, key_of
from tests.strategies import spans_in
from tests.unit.formats.nlp_forms.hard_texts import HARD

Change = Callable[[dict[str, Any]], object]


def dataset_of(workspace: Workspace, folder: Path) -> Path:
    """Export a project losslessly and return the file."""
    workspace.exports.export(folder, ["jsonl"])
    return folder / "dataset.jsonl"


def lines(path: Path) -> list[str]:
    """Return the coded articles of a dataset, without the header, which tells of the project."""
    return path.read_text(encoding="utf-8").split("\n")[1:-1]


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Workspace]:
    """A project where Ana coded both articles."""
    with a_project(tmp_path, "source") as workspace:
        code_everything(workspace)
        yield workspace


@pytest.fixture
def dataset(source: Workspace, tmp_path: Path) -> Path:
    """The source's lossless export."""
    return dataset_of(source, tmp_path / "out")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Workspace]:
    """A new project without articles; the coder at work is Cleo."""
    with a_project(tmp_path, "bare", coder="Cleo", texts={}) as workspace:
        yield workspace


def restored(workspace: Workspace, path: Path) -> RestorePlan:
    plan = workspace.coding_restore.plan(path)
    workspace.coding_restore.carry_out(plan, coder_id=workspace.coder.id)
    return plan


def changed(path: Path, line: int, change: Change) -> Path:
    """Return a copy of a dataset with one line changed; line 0 is the header."""
    found = path.read_text(encoding="utf-8").split("\n")
    record = json.loads(found[line])
    change(record)
    found[line] = json.dumps(record)
    copy = path.with_name("changed.jsonl")
    copy.write_text("\n".join(found), encoding="utf-8")
    return copy


def reasons(plan: RestorePlan) -> list[str]:
    return [str(conflict) for conflict in plan.conflicts]


def test_an_export_restored_into_a_new_project_is_exported_the_same(
    dataset: Path, bare: Workspace, tmp_path: Path
) -> None:
    plan = restored(bare, dataset)
    assert (len(plan.codings), len(plan.articles), plan.already_here, plan.conflicts) == (2, 2, 0, ())
    assert lines(dataset_of(bare, tmp_path / "again")) == lines(dataset)
    assert bare.project.check() == ()


def test_a_second_time_everything_is_here_already(dataset: Path, bare: Workspace) -> None:
    restored(bare, dataset)
    before = bare.project.head
    plan = restored(bare, dataset)
    assert (plan.codings, plan.already_here, plan.conflicts) == ((), 2, ())
    assert bare.project.head == before


def test_an_export_restored_where_it_came_from_changes_nothing(dataset: Path, source: Workspace) -> None:
    plan = restored(source, dataset)
    assert (plan.codings, plan.already_here) == ((), 2)


def test_restoring_is_one_event_that_can_be_taken_back_and_done_again(
    dataset: Path, bare: Workspace, tmp_path: Path
) -> None:
    before = bare.project.head
    restored(bare, dataset)
    assert bare.project.head == before + 1
    undone = bare.articles.undo_import(coder_id=bare.coder.id)
    assert undone is not None
    assert undone.event.label == "restore 2 codings"
    assert bare.articles.queue(bare.coder.id, QueueFilter()) == []
    assert [coder.name for coder in bare.coders.all()] == ["Cleo"]
    assert len(bare.codebooks.versions()) == 1
    plan = restored(bare, dataset)
    assert (len(plan.codings), plan.conflicts) == (2, ())
    assert lines(dataset_of(bare, tmp_path / "again")) == lines(dataset)
    assert bare.project.check() == ()


def test_a_restore_somebody_worked_on_is_not_taken_back(dataset: Path, bare: Workspace) -> None:
    restored(bare, dataset)
    key = key_of(bare, "plain.txt", "Ana")
    bare.coding.set_content(key, Slot("article_relevance"), OneCategory(category="codable_incident"))
    with pytest.raises(CodingError, match="1 of the imported codings was worked on since"):
        bare.articles.undo_import(coder_id=bare.coder.id)


def test_articles_another_coder_has_begun_are_not_taken_back(dataset: Path, bare: Workspace) -> None:
    restored(bare, dataset)
    bare.coding.set_content(
        key_of(bare, "plain.txt"), Slot("article_relevance"), OneCategory(category="codable_incident")
    )
    before = bare.project.head
    with pytest.raises(CodingError, match="The imported articles have 1 coding already"):
        bare.articles.undo_import(coder_id=bare.coder.id)
    assert bare.project.head == before


def test_a_coding_that_was_changed_here_since_is_a_conflict_and_left_alone(dataset: Path, source: Workspace) -> None:
    key = key_of(source, "plain.txt")
    source.coding.set_content(key, Slot("article_relevance"), OneCategory(category="not_relevant"))
    before = coding_of(source, "plain.txt")
    plan = restored(source, dataset)
    assert plan.already_here == 1
    assert len(plan.conflicts) == 1
    assert "The project has this coding with other contents; it was left as it is." in reasons(plan)[0]
    assert coding_of(source, "plain.txt") == before


def test_a_coding_that_was_taken_back_here_comes_back(dataset: Path, source: Workspace) -> None:
    key = key_of(source, "plain.txt")
    source.coding.undo(key)
    assert coding_of(source, "plain.txt").is_empty
    plan = restored(source, dataset)
    assert (len(plan.codings), plan.articles) == (1, ())
    assert not coding_of(source, "plain.txt").is_empty
    assert source.project.check() == ()


def test_another_coding_of_the_same_coder_and_article_is_a_conflict(dataset: Path, source: Workspace) -> None:
    plan = restored(source, _with_new_ids(dataset))
    assert all("This coder has another coding of this article." in one for one in reasons(plan))
    assert len(plan.conflicts) == 2


def _with_new_ids(path: Path) -> Path:
    """Return a copy in which every coding and everything in it has another id."""
    copy = path.with_name("renamed.jsonl")
    header, *found = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(found):
        if line:
            record = json.loads(line)
            for old in [record["coding"]["id"], *(p["id"] for kind in _PARTS for p in record[kind])]:
                found[number] = found[number].replace(old, f"{old[:-4]}zzzz")
    copy.write_text("\n".join([header, *found]), encoding="utf-8")
    return copy


_PARTS = ("reports", "groups", "values", "evidence", "notes")


def test_a_text_the_project_has_under_another_id_is_that_article(
    source: Workspace, dataset: Path, tmp_path: Path
) -> None:
    with a_project(tmp_path, "twin", coder="Cleo") as twin:
        before = articles_of(twin)
        plan = restored(twin, dataset)
        assert (len(plan.codings), plan.articles, plan.conflicts) == (2, (), ())
        assert plan.remarks == ("2 articles are here under other ids and were matched by the text.",)
        assert articles_of(twin) == before
        for name in _in_order(dataset):
            theirs, ours = coding_of(source, name), coding_of(twin, name, "Ana")
            assert ours.header.article_id != theirs.header.article_id
            assert ours.header == theirs.header.model_copy(update={"article_id": ours.header.article_id})
            assert dict(ours.evidence_by_id) == {one.id: one for one in theirs.evidence()}
        assert twin.project.check() == ()
        assert restored(twin, dataset).already_here == 2


def test_one_article_matched_by_its_text_is_said_as_one(dataset: Path, tmp_path: Path) -> None:
    (name, *_) = _in_order(dataset)
    with a_project(tmp_path, "half", coder="Cleo", texts={name: TEXTS[name]}) as half:
        plan = restored(half, dataset)
        assert plan.remarks == ("1 article is here under another id and was matched by the text.",)
        assert [article.file_name for article in plan.articles] == [one for one in _in_order(dataset) if one != name]
        assert len(articles_of(half)) == 2


def test_a_coding_of_the_same_article_under_another_id_is_never_doubled(
    source: Workspace, dataset: Path, tmp_path: Path
) -> None:
    with a_project(tmp_path, "taken", coder="Ana") as taken:
        code_everything(taken)
        head = taken.project.head
        plan = restored(taken, dataset)
        assert plan.codings == ()
        assert all("This coder has another coding of this article." in one for one in reasons(plan))
        assert taken.project.head == head


def _in_order(path: Path) -> list[str]:
    return [json.loads(line)["article"]["file_name"] for line in lines(path)]


def test_a_coder_of_the_same_name_takes_the_codings_and_that_is_said(
    dataset: Path, source: Workspace, tmp_path: Path
) -> None:
    with a_project(tmp_path, "namesake", coder="Ana", texts={}) as namesake:
        plan = restored(namesake, dataset)
        assert plan.remarks == ("Codings of Ana are put under the project's coder of that name.",)
        assert plan.coders == ()
        theirs, ours = coding_of(source, "hard.txt"), coding_of(namesake, "hard.txt")
        assert ours.header == theirs.header.model_copy(update={"coder_id": namesake.coder.id})
        assert dict(ours.evidence_by_id) == {one.id: one for one in theirs.evidence()}
        assert restored(namesake, dataset).already_here == 2


def test_two_coders_come_back_as_two(source: Workspace, bare: Workspace, tmp_path: Path) -> None:
    key = key_of(source, "plain.txt", "Ben")
    source.coding.set_content(key, Slot("article_relevance"), OneCategory(category="codable_incident"))
    plan = restored(bare, dataset_of(source, tmp_path / "both"))
    assert [coder.name for coder in plan.coders] == ["Ana", "Ben"]
    assert (len(plan.codings), len(plan.articles)) == (3, 2)


def test_a_later_export_brings_what_was_coded_since_and_can_be_taken_back_and_again(
    bare: Workspace, tmp_path: Path
) -> None:
    with a_project(tmp_path, "growing") as growing:
        relevance = OneCategory(category="codable_incident")
        growing.coding.set_content(key_of(growing, "plain.txt"), Slot("article_relevance"), relevance)
        first = dataset_of(growing, tmp_path / "first")
        growing.coding.set_content(key_of(growing, "hard.txt"), Slot("article_relevance"), relevance)
        second = dataset_of(growing, tmp_path / "second")
    restored(bare, first)
    plan = restored(bare, second)
    assert (plan.already_here, len(plan.codings), len(plan.articles)) == (1, 1, 1)
    assert bare.project.check() == ()
    bare.articles.undo_import(coder_id=bare.coder.id)
    assert sorted(articles_of(bare)) == ["plain.txt"]
    again = restored(bare, second)
    assert (len(again.codings), again.conflicts) == (1, ())
    assert sorted(articles_of(bare)) == ["hard.txt", "plain.txt"]
    assert bare.project.check() == ()


def test_a_codebook_of_the_same_version_with_other_contents_is_a_conflict(dataset: Path, bare: Workspace) -> None:
    def rewrite(header: dict[str, Any]) -> None:
        version = header["codebook_versions"][0]
        version["source"] += "\n# another line\n"
        version["sha256"] = text_hash(version["source"])

    plan = restored(bare, changed(dataset, 0, rewrite))
    assert plan.codings == ()
    assert all("The project has a codebook" in one and "with other contents" in one for one in reasons(plan))


def test_a_codebook_that_is_none_is_a_conflict(dataset: Path, bare: Workspace) -> None:
    def spoil(header: dict[str, Any]) -> None:
        version = header["codebook_versions"][0]
        version["source"] = "fields: [\n"
        version["sha256"] = text_hash(version["source"])

    assert restored(bare, changed(dataset, 0, spoil)).codings == ()


def test_a_second_gold_coder_is_a_conflict(dataset: Path, bare: Workspace) -> None:
    gold = Coder(id=CoderId("gold"), name="Gold", is_gold=True)
    with bare._file.write(coder_id=None, article_id=None, verb="add", label="add") as unit_of_work:
        unit_of_work.put(gold)
    plan = restored(bare, changed(dataset, 1, lambda record: record["coder"].update(is_gold=True)))
    assert "there can be only one" in reasons(plan)[0]


def test_a_coder_who_is_called_otherwise_here_is_a_conflict(dataset: Path, source: Workspace) -> None:
    plan = restored(source, changed(dataset, 1, lambda record: record["coder"].update(name="Anna")))
    assert "The coder Anna is called Ana in the project." in reasons(plan)[0]


def test_a_text_with_carriage_returns_is_no_stored_text(dataset: Path, bare: Workspace) -> None:
    def spoil(record: dict[str, Any]) -> None:
        record["article"]["text"] += "\r\n"
        record["text_length"] += 2
        record["article"]["sha256"] = text_hash(record["article"]["text"])

    plan = restored(bare, changed(dataset, 1, spoil))
    assert "has carriage returns" in reasons(plan)[0]


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "change", "reason", "left"),
    [
        (0, lambda header: header["codebook_versions"][0].update(sha256="0" * 64), "does not fit its SHA-256", 0),
        (0, lambda header: header["codebook_versions"][0].update(version=99), "calls itself", 0),
        (1, lambda record: record["coder"].update(name="Cleo", is_gold=True), "another coder called Cleo", 1),
    ],
)
def test_a_dataset_that_was_edited_is_a_conflict(
    dataset: Path, bare: Workspace, line: int, change: Change, reason: str, left: int
) -> None:
    plan = restored(bare, changed(dataset, line, change))
    assert reason in reasons(plan)[0]
    assert len(plan.codings) == left
    assert bare.project.check() == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda record: record["article"].update(text="Other"), "line 2: the article's text does not fit its SHA-256"),
        (lambda record: record["evidence"][0].update(start=0, end=1), "line 2: the quote of evidence"),
        (lambda record: record["values"][0].update(colour="red"), "line 2: values.0.colour"),
        (lambda record: record.pop("coder"), "line 2: coder: Field required"),
        (lambda record: record["evidence"][0].update(value_id="gone"), "line 2: the value of evidence"),
    ],
)
def test_a_line_that_is_broken_stops_the_whole_restore(
    dataset: Path, bare: Workspace, change: Change, reason: str
) -> None:
    before = bare.project.head
    with pytest.raises(DatasetError) as caught:
        restored(bare, changed(dataset, 1, change))
    assert reason in caught.value.message
    assert bare.project.head == before


@pytest.mark.parametrize("content", ["", "{}\n", "not json\n", '{"format": "incident-annotator/dataset/9"}\n'])
def test_a_file_that_is_no_dataset_is_refused(bare: Workspace, tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(content)
    with pytest.raises(DatasetError, match=r"x\.jsonl, line 1: "):
        bare.coding_restore.plan(path)


def test_a_dataset_without_texts_is_refused(dataset: Path, bare: Workspace) -> None:
    before = bare.project.head
    with pytest.raises(DatasetError, match="was made without the articles' texts and cannot be restored"):
        restored(bare, changed(dataset, 0, lambda header: header.update(with_text=False)))
    assert bare.project.head == before


def test_one_id_for_two_records_is_a_conflict(dataset: Path, bare: Workspace) -> None:
    first = json.loads(lines(dataset)[0])["values"][0]["id"]

    def steal(record: dict[str, Any]) -> None:
        old = record["values"][0]["id"]
        record["values"][0]["id"] = first
        for one in record["evidence"]:
            one["value_id"] = first if one["value_id"] == old else one["value_id"]

    plan = restored(bare, changed(dataset, 2, steal))
    assert (len(plan.codings), len(plan.conflicts)) == (1, 1)
    assert "is taken by another record" in reasons(plan)[0]
    assert bare.project.check() == ()


def test_one_coding_twice_in_a_file_is_a_conflict(dataset: Path, bare: Workspace) -> None:
    text = dataset.read_text(encoding="utf-8")
    dataset.write_text(text + lines(dataset)[0] + "\n", encoding="utf-8")
    plan = restored(bare, dataset)
    assert (len(plan.codings), len(plan.conflicts)) == (2, 1)
    assert reasons(plan)[0].startswith("dataset.jsonl, line 4: ")


def test_two_values_in_one_field_are_a_conflict(dataset: Path, bare: Workspace) -> None:
    def double(record: dict[str, Any]) -> None:
        record["values"].append({**record["values"][0], "id": "another-value"})

    plan = restored(bare, changed(dataset, 1, double))
    assert "Two of its values are in one field." in reasons(plan)[0]
    assert len(plan.codings) == 1


def test_a_round_the_project_does_not_have_is_said(dataset: Path, bare: Workspace) -> None:
    plan = restored(bare, changed(dataset, 1, lambda record: record["coding"].update(round_id="r1")))
    assert len(plan.codings) == 2
    assert plan.remarks == ("Codings of rounds that neither the file nor the project has come back outside any round.",)


def test_a_cancelled_restore_leaves_nothing(dataset: Path, bare: Workspace) -> None:
    before = bare.project.head
    plan = bare.coding_restore.plan(dataset)

    def cancel(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bare.coding_restore.carry_out(plan, progress=cancel)
    assert bare.project.head == before
    assert bare.articles.queue(bare.coder.id, QueueFilter()) == []


def test_a_plan_tells_how_far_it_is(dataset: Path, bare: Workspace) -> None:
    told: list[int] = []
    bare.coding_restore.plan(dataset, told.append)
    assert told == [1, 2]


# -- any coding -------------------------------------------------------------------------------------------------------


@st.composite
def revisions(draw: st.DrawFn, text: str) -> Callable[[Revision], None]:
    """Draw a few things a coder may do to an article of this text."""
    deeds = draw(
        st.lists(st.sampled_from(["count", "text", "status", "evidence", "group", "note", "report"]), max_size=8)
    )
    numbers = [draw(st.integers(0, 9)) for _ in deeds]
    spans = [draw(spans_in(text)) for _ in deeds]
    words = [draw(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)) for _ in deeds]

    def revise(revision: Revision) -> None:
        report = revision.add_report().id
        for deed, number, span, word in zip(deeds, numbers, spans, words, strict=True):
            match deed:
                case "count":
                    revision.set_content(Slot("killed_total", report), Count(best=number))
                case "text":
                    revision.set_content(Slot("incident_label", report), FreeText(text=word))
                case "status":
                    revision.set_status(Slot("suicide", report), list(Status)[1 + number % 3])
                case "evidence":
                    revision.attach_evidence(Slot("trigger", report), Span(*span), list(Stance)[number % 4])
                case "group":
                    group = revision.add_group(report, "victim_group").id
                    revision.set_content(Slot("vg_killed", report, group), Count(low=number))
                case "note":
                    revision.write_note(report, f"x{word}", is_flagged=number > 5)
                case _:
                    report = revision.add_report().id

    return revise


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hard=revisions(HARD), plain=revisions(PLAIN))
def test_whatever_was_coded_comes_back_record_by_record(
    tmp_path_factory: pytest.TempPathFactory,
    hard: Callable[[Revision], None],
    plain: Callable[[Revision], None],
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with a_project(folder, "one") as one, a_project(folder, "two", coder="Cleo", texts={}) as two:
        for file_name, revise in zip(TEXTS, (hard, plain), strict=True):
            one.coding.revise(key_of(one, file_name), "code", "code", revise)
        dataset = dataset_of(one, folder / "out")
        restored(two, dataset)
        assert lines(dataset_of(two, folder / "again")) == lines(dataset)
        assert two.project.check() == ()
