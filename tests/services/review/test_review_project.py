"""Review over the life of a project: codebook versions, exports read back, crashes, and what is looked at again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sized
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings, strategies as st

from annotator.bootstrap import open_workspace
from annotator.domain.changes import Changes
from annotator.domain.coding import Coder, Coding, CodingState
from annotator.domain.errors import CodingError
from annotator.domain.ids import ArticleId, CodebookId, CoderId
from annotator.domain.review import DecisionKind, DisagreementKind, RulingSource
from annotator.domain.values import Count
from annotator.services.exports.service import codings_in
from annotator.services.folders import Folders
from annotator.services.review import lists as review_lists
from annotator.services.review.case import CaseKey
from annotator.services.review.exam import Examination
from annotator.services.review.lists import Summary
from annotator.services.review.service import ReviewService
from annotator.store.project_file import ProjectFile
from tests import agreement_generator as generator
from tests.drafts import DEFAULT_CODEBOOK_FILE
from tests.services.review_making import (
    FIRST,
    HABITS,
    SECOND,
    THIRD,
    ReviewProject,
    alike,
    contents,
    made_project,
    two_coders,
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[ReviewProject]:
    """Three articles that two coders coded."""
    made, _ = two_coders(tmp_path, articles=3, incidents=3, seed=9)
    with made.workspace:
        yield made


def keys(project: ReviewProject) -> list[CaseKey]:
    return [line.key for line in project.review.cases(None, viewer=project.reviewer)]


def opened(folder: Path) -> ReviewProject:
    folders = Folders(folder / "settings", folder / "state", folder / "data")
    return ReviewProject(open_workspace(folder / "review.annotator", folders=folders, coder_name="Reviewer"))


# -- Versions of the codebook -----------------------------------------------------------------------------------------


def newer_codebook(project: ReviewProject, *, without: str) -> CodebookId:
    """Add the next version of the codebook, in which a field is gone from the incident's level."""
    import re

    source = DEFAULT_CODEBOOK_FILE.read_text(encoding="utf-8")
    version = project.workspace.codebooks.current().version
    source = re.sub(rf"^version: {version}$", f"version: {version + 1}", source, count=1, flags=re.MULTILINE)
    source = source.replace(f"- id: {without}\n", f"- id: {without}_renamed\n", 1)
    source = re.sub(rf"\b{without}\b", f"{without}_renamed", source)
    changes = project.workspace.codebooks.add(source, file_name="next.yaml")
    assert changes is not None
    return project.workspace.codebooks.current().id


def test_a_field_the_newer_codebook_does_not_have_is_left_out_of_gold(project: ReviewProject) -> None:
    key = keys(project)[0]
    newer = newer_codebook(project, without="suicide")
    coding = project.coding(key.article_id, SECOND)
    assert coding is not None
    project.put([coding.header.model_copy(update={"codebook_id": newer})], key.article_id)
    case = project.case(*key)
    assert "suicide" not in case.codebook.fields_by_id
    assert not any(item.field == "suicide" for item in case.items)
    project.take_everything(key, FIRST)
    gold = project.case(*key).gold
    assert gold is not None
    assert gold.header.codebook_id == newer
    assert {value.field for value in gold.values()} <= set(case.codebook.fields_by_id)
    assert {one.value_id for one in project.review.provenance(key)} == {value.id for value in gold.values()}


def test_a_codebook_added_while_the_review_is_open_is_known_to_it(project: ReviewProject) -> None:
    key = keys(project)[0]
    before = project.case(*key).codebook.version
    newer = newer_codebook(project, without="suicide")
    for coder in (FIRST, SECOND):
        coding = project.coding(key.article_id, coder)
        assert coding is not None
        project.put([coding.header.model_copy(update={"codebook_id": newer})], key.article_id)
    assert project.case(*key).codebook.version == before + 1
    old = project.review.coded_under_old_rule("killed_total", before + 1)
    assert {one.key for one in old} == set(keys(project)[1:])


# -- Gold as a coding like any other ----------------------------------------------------------------------------------


def test_gold_goes_out_as_json_lines_and_is_read_back_the_same(project: ReviewProject, tmp_path: Path) -> None:
    for key in keys(project):
        project.take_everything(key, SECOND)
    golds = {key.article_id: project.case(*key).gold for key in keys(project)}
    project.workspace.exports.export(tmp_path / "dataset", ["jsonl"])
    written = {coding.header.id: coding for coding in codings_in(next((tmp_path / "dataset").rglob("*.jsonl")))}
    for gold in golds.values():
        assert gold is not None
        back = written[gold.header.id]
        assert contents(back) == contents(gold)
        assert back.header == gold.header


def test_gold_is_no_side_of_a_later_review(project: ReviewProject) -> None:
    key = keys(project)[0]
    project.take_everything(key, FIRST)
    assert [side.coder_id for side in project.case(*key).sides] == [FIRST, SECOND]
    assert all(set(line.coders) == {FIRST, SECOND} for line in project.review.cases(None, viewer=project.reviewer))


# -- Crashes and other programs ---------------------------------------------------------------------------------------


def test_a_ruling_that_cannot_be_stored_leaves_everything_as_it_was(
    project: ReviewProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keys(project)[0]
    project.review.begin(None, reviewer=project.reviewer)
    item = project.case(*key).open_items[0]
    before = contents(project.case(*key).gold)

    def refuse(_: object, **__: object) -> object:
        raise CodingError("The disk is full.")

    with monkeypatch.context() as patched, suppress(CodingError):
        patched.setattr(ProjectFile, "write", refuse)
        project.take(key, item, FIRST)
    assert contents(project.case(*key).gold) == before
    assert project.case(*key).item(item.id) == item
    project.take(key, item, FIRST)
    again = project.case(*key).item(item.id)
    assert again is not None
    assert not again.is_open


def test_what_was_ruled_before_a_crash_is_there_after_it_and_the_queue_goes_on(tmp_path: Path) -> None:
    project, _ = two_coders(tmp_path, articles=2, incidents=4, seed=3)
    key = keys(project)[0]
    items = project.case(*key).open_items
    for item in items[:2]:
        project.take(key, item, SECOND)
    waiting = [item.id for item in project.case(*key).open_items]
    project.workspace.close()
    again = opened(tmp_path)
    with again.workspace:
        assert [item.id for item in again.case(*key).open_items] == waiting
        assert again.file.verify() == ()


def test_precedents_and_overruled_answers_can_be_the_first_thing_asked_of_a_project(tmp_path: Path) -> None:
    project, _ = two_coders(tmp_path, articles=1, incidents=4, seed=3)
    key = keys(project)[0]
    item = next(one for one in project.case(*key).open_items if one.field and not one.is_whole)
    project.review.rule(key, item.id, RulingSource.NONE, note="See rule 4.", reviewer=project.reviewer)
    project.workspace.close()
    asked: tuple[tuple[Callable[[ReviewService], Sized], int], ...] = (
        (lambda review: review.precedents(item.field), 1),
        (lambda review: review.overruled(FIRST, None).answers, 1),
        (lambda review: {one.ruling.source for one in review.provenance(key)}, 1),
        (lambda review: review.coded_under_old_rule("article_relevance", 99), 2),
    )
    for ask, count in asked:
        again = opened(tmp_path)
        with again.workspace:
            assert len(ask(again.review)) == count


def test_gold_lets_go_of_what_only_a_replaced_ruling_put_there(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    with project.workspace:
        article = generator.gold_articles(Random(9), 1, 3)[0]
        project.add([article], [FIRST, SECOND, THIRD])
        for number, coder in enumerate((FIRST, SECOND, THIRD)):
            version = generator.second_coder(article, Random(9 + number), HABITS, name=f"n{number}")
            project.store(version.coding, coder)
        key = CaseKey(article.id)
        for deed in (("rule", 0, 0), ("rule", 2, 0), ("edit", 1, 8), ("rule", 20, 0)):
            carry_out(project, key, *deed)
            assert_holds_together(project, key)


def test_a_void_ruling_does_not_bring_back_the_one_it_replaced(tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, incidents=3, seed=9)
    with project.workspace:
        key = CaseKey(articles[0].id)
        item = next(one for one in project.case(*key).open_items if one.incident is not None and one.kind is not None)
        for coder in (FIRST, SECOND):
            project.take(key, item, coder)
        incident = project.case(*key).incidents[(item.incident or 1) - 1]
        apart = [one for one in project.case(*key).incidents if one.number != incident.number]
        others = [report for one in apart for of in one.reports for report in of]
        mine = [report for of in incident.reports for report in of]
        project.review.decide(key, DecisionKind.SAME, [mine[0], others[0]], reviewer=project.reviewer)
        assert not any(ruling.disagreement is item.kind for ruling in project.case(*key).rulings)
        assert_holds_together(project, key)
        project.review.undo(key, reviewer=project.reviewer)
        restored = project.case(*key).item(item.id)
        assert restored is not None
        assert restored.ruling is not None
        assert restored.ruling.taken_from == (SECOND,)


def test_two_reviewers_in_turn_cannot_undo_under_each_other(project: ReviewProject) -> None:
    key = keys(project)[0]
    other = CoderId("other-reviewer")
    project.put([Coder(id=other, name="Other")])
    project.review.begin(None, reviewer=project.reviewer)
    item = next(one for one in project.case(*key).open_items if one.field and one.kind is not None)
    project.take(key, item, FIRST)
    project.review.rule(key, item.id, RulingSource.NONE, reviewer=other)
    with pytest.raises(CodingError, match="changed again since"):
        project.review.undo(key, reviewer=project.reviewer)
    project.review.undo(key, reviewer=other)
    assert project.review.undo(key, reviewer=project.reviewer) is not None
    found = project.case(*key).item(item.id)
    assert found is not None
    assert found.ruling is None


# -- What is looked at again ------------------------------------------------------------------------------------------


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[ArticleId]:
    """The articles that were compared for a list, in order."""
    seen: list[ArticleId] = []
    plain = review_lists.summary_of

    def noted(exam: Examination) -> Summary:
        seen.append(exam.material.article.id)
        return plain(exam)

    monkeypatch.setattr(review_lists, "summary_of", noted)
    return seen


def test_a_list_asked_for_again_compares_nothing(project: ReviewProject, looked_at: list[ArticleId]) -> None:
    known = keys(project)
    assert len(looked_at) == 3
    project.review.stale(None)
    project.review.patterns(None)
    assert keys(project) == known
    assert len(looked_at) == 3


def test_after_a_ruling_or_a_coders_edit_only_that_article_is_compared(
    project: ReviewProject, looked_at: list[ArticleId]
) -> None:
    key = keys(project)[1]
    project.take(key, project.case(*key).open_items[0], FIRST)
    looked_at.clear()
    keys(project)
    assert looked_at == [key.article_id]
    coding = project.coding(key.article_id, FIRST)
    assert coding is not None
    project.put([coding.header.model_copy(update={"state": CodingState.DRAFT})], key.article_id)
    assert key not in keys(project)


def test_after_a_deed_on_the_whole_project_everything_is_compared(
    project: ReviewProject, looked_at: list[ArticleId]
) -> None:
    keys(project)
    project.put([Coder(id=THIRD, name="Person 3")])
    looked_at.clear()
    keys(project)
    assert len(looked_at) == 3


def test_after_a_batch_and_its_undo_its_own_articles_are_compared(tmp_path: Path, looked_at: list[ArticleId]) -> None:
    project = made_project(tmp_path)
    with project.workspace:
        alike(project)
        (pattern,) = (one for one in project.review.patterns(None) if one.field == "event_type")
        smaller = replace(pattern, items=pattern.items[:2])
        expected = [item.key.article_id for item in smaller.items]
        deeds: tuple[Callable[[], Changes | None], ...] = (
            lambda: project.review.rule_batch(smaller, "Riot", reviewer=project.reviewer),
            lambda: project.review.undo_batch(None, reviewer=project.reviewer),
            lambda: project.review.redo_batch(None, reviewer=project.reviewer),
        )
        for deed in deeds:
            looked_at.clear()
            assert deed() is not None
            keys(project)
            assert looked_at == expected


def test_another_round_is_a_list_of_its_own(project: ReviewProject, looked_at: list[ArticleId]) -> None:
    keys(project)
    round_id = project.round()
    assert project.review.cases(round_id, viewer=project.reviewer) == ()
    assert len(keys(project)) == 3


# -- Anything may happen ----------------------------------------------------------------------------------------------

DEEDS = st.one_of(
    st.tuples(st.just("rule"), st.integers(0, 40), st.integers(0, 5)),
    st.tuples(st.just("edit"), st.integers(0, 2), st.integers(0, 9)),
    st.tuples(
        st.sampled_from(["undo", "redo", "begin", "again", "apart", "same"]), st.integers(0, 5), st.integers(0, 5)
    ),
)


@settings(max_examples=10)
@given(st.lists(DEEDS, min_size=4, max_size=16), st.integers(0, 20))
def test_whatever_reviewers_and_coders_do_gold_and_its_provenance_hold_together(
    deeds: list[tuple[str, int, int]], seed: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = made_project(Path(folder))
        with project.workspace:
            article = generator.gold_articles(Random(seed), 1, 3)[0]
            coders = (FIRST, SECOND, THIRD)
            project.add([article], coders)
            for number, coder in enumerate(coders):
                version = generator.second_coder(article, Random(seed + number), HABITS, name=f"n{number}")
                project.store(version.coding, coder)
            key = CaseKey(article.id)
            for deed in deeds:
                with suppress(CodingError):
                    carry_out(project, key, *deed)
                assert_holds_together(project, key)
            assert project.file.verify() == ()


def carry_out(project: ReviewProject, key: CaseKey, deed: str, first: int, second: int) -> None:
    """Do one thing a reviewer or a coder may do; what is refused changes nothing."""
    case = project.case(*key)
    by = project.reviewer
    if deed == "rule" and case.items:
        item = case.items[first % len(case.items)]
        coders = [answer.coder_id for answer in item.answers]
        sources = (RulingSource.ONE, RulingSource.ONE, RulingSource.ONE, RulingSource.SEVERAL, RulingSource.NONE)
        source = sources[second % len(sources)]
        taken = [coders[second % len(coders)]] if source is RulingSource.ONE else []
        project.review.rule(key, item.id, source, taken_from=taken, reviewer=by)
    elif deed == "edit":
        edit(project, key, (FIRST, SECOND, THIRD)[first % 3], second)
    elif deed == "undo":
        project.review.undo(key, reviewer=by)
    elif deed == "redo":
        project.review.redo(key, reviewer=by)
    elif deed == "begin":
        project.review.begin(None, reviewer=by)
    elif deed == "again":
        project.review.accept_again(key, reviewer=by)
    elif deed in ("apart", "same"):
        kind = DecisionKind.APART if deed == "apart" else DecisionKind.SAME
        reports = [report.id for side in case.sides for report in side.coding.reports()]
        project.review.decide(
            key, kind, [reports[first % len(reports)], reports[-1 - second % len(reports)]], reviewer=by
        )


def edit(project: ReviewProject, key: CaseKey, coder: CoderId, at: int) -> None:
    """Have a coder take an incident away, or give one another toll."""
    coding = project.coding(key.article_id, coder)
    assert coding is not None
    reports = coding.reports()
    if not reports:
        return
    report = reports[at % len(reports)]
    if at > 7:
        project.put([report.model_copy(update={"is_deleted": True})], key.article_id)
        return
    for value in coding.values():
        if value.field == "killed_total" and value.report_id == report.id:
            project.put([value.model_copy(update={"content": Count(low=at, best=at, high=at)})], key.article_id)


def assert_holds_together(project: ReviewProject, key: CaseKey) -> None:
    """Every gold value has a ruling behind it, a place in gold, and what was ruled and is not stale is in gold."""
    case = project.case(*key)
    ids = [item.id for item in case.items]
    assert len(set(ids)) == len(ids)
    if case.gold is None:
        return
    assert_no_orphans(case.gold)
    assert {one.value_id for one in project.review.provenance(key)} == {value.id for value in case.gold.values()}
    for item in case.items:
        ruling = item.ruling
        if ruling is None or item.is_stale or item.is_whole or item.kind is DisagreementKind.RELEVANCE:
            continue
        if ruling.source is RulingSource.ONE:
            (answer,) = (one for one in item.answers if one.coder_id in ruling.taken_from)
            assert item.gold_words == ("" if answer.status is None else answer.words)
        elif ruling.source is RulingSource.NONE:
            assert item.gold_words == ""


def assert_no_orphans(gold: Coding) -> None:
    reports = {report.id for report in gold.reports()}
    groups = {group.id for report in reports for group in gold.groups(report)}
    live = [group for group in gold.groups_by_id.values() if not group.is_deleted]
    assert {group.report_id for group in live} <= reports
    values = [value for value in gold.values_by_id.values() if not value.is_deleted]
    assert {value.report_id for value in values} - {None} <= reports
    assert {value.group_id for value in values} - {None} <= groups
    evidence = [one for one in gold.evidence_by_id.values() if not one.is_deleted]
    assert {one.value_id for one in evidence} <= {value.id for value in values}
