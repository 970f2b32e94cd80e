"""Review of three coders and more, and of many cases at once: batches, overruled answers, provenance, old rules."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from annotator.domain.coding import Coding
from annotator.domain.errors import CodingError, ExportError
from annotator.domain.ids import CoderId
from annotator.domain.review import DisagreementKind, RulingReason, RulingSource
from annotator.domain.text import Span
from annotator.domain.values import Count, OneCategory, SeveralCategories
from annotator.services.review.case import CaseItem, CaseKey, Pattern
from annotator.services.review.service import ReviewService
from tests import agreement_generator as generator
from tests.agreement_generator import GoldArticle, Incident, Told
from tests.services.review_making import (
    FIRST,
    SECOND,
    THIRD,
    ReviewProject,
    alike,
    contents,
    made_project,
    two_coders,
    with_answer,
)

KINDS = DisagreementKind
FOURTH = CoderId("coder-4")
EVERYBODY = (FIRST, SECOND, THIRD)


def article_of(incidents: int = 2, seed: int = 8) -> GoldArticle:
    return generator.gold_articles(Random(seed), 1, incidents)[0]


def coded_as(project: ReviewProject, article: GoldArticle, versions: dict[CoderId, Sequence[Incident]]) -> CaseKey:
    """Store what each coder made of an article."""
    project.add([article], list(versions))
    for coder, incidents in versions.items():
        project.store(generator.coded(article, f"by-{coder}", incidents).coding, coder)
    return CaseKey(article.id)


def exactly(number: int) -> Count:
    return Count(low=number, best=number, high=number)


def differing(project: ReviewProject, key: CaseKey) -> list[CaseItem]:
    """Return the disagreements of a case."""
    return [item for item in project.case(*key).items if item.kind is not None]


# -- Three coders -----------------------------------------------------------------------------------------------------


def test_three_coders_have_one_item_per_field_typed_by_the_first_type_of_any_pair(project: ReviewProject) -> None:
    article = article_of()
    told = article.incidents
    wounded = told[0].answers["wounded_total"].content
    assert isinstance(wounded, Count)
    assert wounded.best is not None
    key = coded_as(
        project, article,
        {
            FIRST: told,
            SECOND: with_answer(told, "wounded_total", exactly(wounded.best + 1)),
            THIRD: with_answer(told, "wounded_total", exactly(wounded.best * 3)),
        },
    )  # fmt: skip
    (item,) = differing(project, key)
    assert (item.kind, len(item.answers)) == (KINDS.OTHER_VALUE_SAME_EVIDENCE, 3)
    for coder in EVERYBODY:
        project.take(key, item, coder)
        assert contents(project.case(*key).gold) == contents(project.coding(article.id, coder))


def test_two_of_three_who_say_the_same_can_be_put_together(project: ReviewProject) -> None:
    article = article_of()
    told = article.incidents
    key = coded_as(project, article, {FIRST: told, SECOND: with_answer(told, "killed_total", exactly(70)), THIRD: told})
    (item,) = differing(project, key)
    with pytest.raises(CodingError, match="cannot be put together"):
        project.take(key, item, *EVERYBODY)
    project.take(key, item, FIRST, THIRD)
    (ruled,) = differing(project, key)
    assert ruled.ruling is not None
    assert ruled.ruling.taken_from == (FIRST, THIRD)
    assert contents(project.case(*key).gold) == contents(project.coding(article.id, FIRST))
    assert project.review.overruled(SECOND, None).ruled_on == 1
    assert project.review.overruled(FIRST, None).answers == ()


def test_an_incident_two_of_three_have_is_one_item_and_taken_whole_from_one(project: ReviewProject) -> None:
    article = article_of()
    told = article.incidents
    other = with_answer(told, "killed_total", exactly(70))
    key = coded_as(project, article, {FIRST: told, SECOND: other, THIRD: told[1:]})
    (item,) = differing(project, key)
    assert item.kind is KINDS.MISSED_INCIDENT
    assert [answer.is_missing for answer in item.answers] == [False, False, True]
    project.take(key, item, SECOND)
    assert differing(project, key)[0].is_open is False
    assert contents(project.case(*key).gold) == contents(project.coding(article.id, SECOND))


def test_an_incident_put_together_from_two_opens_what_those_two_differ_on(project: ReviewProject) -> None:
    article = article_of()
    told = article.incidents
    other = with_answer(told, "killed_total", exactly(70))
    key = coded_as(project, article, {FIRST: told, SECOND: other, THIRD: told[1:]})
    (missed,) = differing(project, key)
    project.take(key, missed, FIRST, SECOND)
    (item,) = (one for one in differing(project, key) if one.field == "killed_total")
    assert [answer.coder_id for answer in item.answers] == [FIRST, SECOND]
    project.take(key, item, SECOND)
    assert contents(project.case(*key).gold) == contents(project.coding(article.id, SECOND))
    project.take(key, missed, THIRD)
    assert contents(project.case(*key).gold) == contents(project.coding(article.id, THIRD))
    assert not any(ruling.field == "killed_total" for ruling in project.case(*key).rulings)
    for _ in range(3):
        project.review.undo(key, reviewer=project.reviewer)
    assert [one.id for one in differing(project, key)] == [missed.id]


def test_a_member_two_of_three_have_is_one_item(project: ReviewProject) -> None:
    article = article_of()
    told = list(article.incidents)
    more = [generator._extra_member(told[0], Span(0, 9), Random(0)), *told[1:]]
    key = coded_as(project, article, {FIRST: told, SECOND: more, THIRD: more})
    (item,) = differing(project, key)
    assert (item.kind, item.field) == (KINDS.EXTRA_MEMBER, "victim_group")
    project.take(key, item, SECOND, THIRD)
    assert contents(project.case(*key).gold) == contents(project.coding(article.id, SECOND))
    project.take(key, item, FIRST)
    assert contents(project.case(*key).gold) == contents(project.coding(article.id, FIRST))


def test_members_that_only_the_later_coders_have_are_paired_with_each_other(project: ReviewProject) -> None:
    article = article_of()
    told = list(article.incidents)
    bare = [Incident(told[0].number, told[0].answers, ()), *told[1:]]
    key = coded_as(project, article, {FIRST: bare, SECOND: told, THIRD: told, FOURTH: told})
    found = differing(project, key)
    assert [item.kind for item in found] == [KINDS.EXTRA_MEMBER] * len(told[0].members)
    assert all([answer.is_missing for answer in item.answers] == [True, False, False, False] for item in found)


def test_relevance_of_three_is_settled_with_all_incidents(project: ReviewProject) -> None:
    article = article_of()
    told = article.incidents
    other = with_answer(told, "killed_total", exactly(70))
    key = coded_as(project, article, {FIRST: told, SECOND: other, THIRD: ()})
    (gate,) = differing(project, key)
    assert gate.kind is KINDS.RELEVANCE
    project.take(key, gate, FIRST, SECOND)
    (item,) = (one for one in differing(project, key) if one.field == "killed_total")
    project.take(key, item, SECOND)
    assert contents(project.case(*key).gold) == contents(project.coding(article.id, SECOND))
    project.take(key, gate, THIRD)
    assert contents(project.case(*key).gold) == contents(project.coding(article.id, THIRD))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("coder", EVERYBODY)
def test_ruling_everything_for_one_of_three_settles_the_case_for_that_one(
    seed: int, coder: CoderId, tmp_path: Path
) -> None:
    project = made_project(tmp_path)
    with project.workspace:
        article = article_of(4, seed)
        project.add([article], EVERYBODY)
        for number, one in enumerate(EVERYBODY):
            version = generator.second_coder(article, Random(seed + number), generator.Habits(0.15, 0.15, 0, 0, 0.3, 0))
            project.store(renamed(version.coding, number), one)
        key = CaseKey(article.id)
        project.take_everything(key, coder)
        case = project.case(*key)
        assert not case.open_items
        assert contents(case.gold) == contents(project.coding(article.id, coder))
        assert project.file.verify() == ()


def renamed(coding: Coding, number: int) -> Coding:
    """Return a coding whose records have ids of their own."""

    def own(record_id: str) -> str:
        return f"{number}-{record_id}"

    header = coding.header.model_copy(update={"id": own(coding.header.id)})
    changed = []
    for records in (coding.reports_by_id, coding.groups_by_id, coding.values_by_id, coding.evidence_by_id):
        for record in records.values():
            names = {"id", "coding_id", "report_id", "group_id", "value_id"} & set(type(record).model_fields)
            update = {name: own(value) for name in names if (value := getattr(record, name)) is not None}
            changed.append(record.model_copy(update=update))
    return Coding(header).with_entities(changed)


# -- Batches ----------------------------------------------------------------------------------------------------------


def the_pattern(project: ReviewProject) -> Pattern:
    (found,) = (one for one in project.review.patterns(None) if one.field == "event_type")
    return found


def test_items_are_alike_whichever_coder_gave_which_answer(project: ReviewProject) -> None:
    keys = alike(project)
    pattern = the_pattern(project)
    assert [item.key for item in pattern.items] == keys
    assert (pattern.answers, pattern.kind) == (("Battle", "Riot"), KINDS.OTHER_VALUE_SAME_EVIDENCE)
    assert pattern.label == "Event type"


def test_a_batch_is_one_event_with_one_undo(project: ReviewProject) -> None:
    keys = alike(project)
    project.review.begin(None, reviewer=project.reviewer)
    before = [contents(project.case(*key).gold) for key in keys]
    changes = project.review.rule_batch(
        the_pattern(project), "battle", reason=RulingReason.CODEBOOK_UNCLEAR, note="Rule 12.", reviewer=project.reviewer
    )
    assert (changes.event.article_id, changes.event.line) == (None, "review:")
    for key in keys:
        (item,) = differing(project, key)
        assert item.gold_words == "Battle"
        assert item.ruling is not None
        assert item.ruling.note == "Rule 12."
    assert project.review.patterns(None) == ()
    assert project.review.batch_undo_state(None, project.reviewer).undo is not None
    project.review.undo_batch(None, reviewer=project.reviewer)
    assert [contents(project.case(*key).gold) for key in keys] == before
    project.review.redo_batch(None, reviewer=project.reviewer)
    assert all(differing(project, key)[0].gold_words == "Battle" for key in keys)
    assert project.file.verify() == ()


def test_a_batch_takes_the_answer_from_whoever_gave_it(project: ReviewProject) -> None:
    keys = alike(project, articles=2)
    project.review.rule_batch(the_pattern(project), "Riot", reviewer=project.reviewer)
    taken = [differing(project, key)[0].ruling for key in keys]
    assert [one.taken_from for one in taken if one] == [(FIRST,), (SECOND,)]


def test_a_batch_with_an_item_that_changed_meanwhile_is_refused_whole(project: ReviewProject) -> None:
    keys = alike(project)
    pattern = the_pattern(project)
    project.take(keys[1], differing(project, keys[1])[0], FIRST)
    head = project.file.head
    with pytest.raises(CodingError, match="1 of 4 items are not open"):
        project.review.rule_batch(pattern, "Battle", reviewer=project.reviewer)
    assert project.file.head == head


@pytest.mark.parametrize("answer", ["Kidnapping", ""])
def test_a_batch_can_only_take_one_of_its_answers(project: ReviewProject, answer: str) -> None:
    alike(project)
    with pytest.raises(CodingError, match="4 of 4 items"):
        project.review.rule_batch(the_pattern(project), answer, reviewer=project.reviewer)


def test_a_batch_of_nothing_is_refused(project: ReviewProject) -> None:
    empty = Pattern("event_type", "Event type", KINDS.STATUS, ("a",), ())
    with pytest.raises(CodingError, match="0 of 0"):
        project.review.rule_batch(empty, "a", reviewer=project.reviewer)


def test_a_batch_cannot_be_undone_once_an_article_of_it_was_ruled_on_again(project: ReviewProject) -> None:
    keys = alike(project)
    project.review.rule_batch(the_pattern(project), "Battle", reviewer=project.reviewer)
    project.take(keys[0], differing(project, keys[0])[0], FIRST)
    before = [contents(project.case(*key).gold) for key in keys]
    with pytest.raises(CodingError, match="cannot be undone"):
        project.review.undo_batch(None, reviewer=project.reviewer)
    assert [contents(project.case(*key).gold) for key in keys] == before


def test_undo_in_a_case_takes_back_the_batch_that_was_the_last_deed_there(project: ReviewProject) -> None:
    keys = alike(project)
    project.review.begin(None, reviewer=project.reviewer)
    before = [contents(project.case(*key).gold) for key in keys]
    project.review.rule_batch(the_pattern(project), "Battle", reviewer=project.reviewer)
    ruled = [contents(project.case(*key).gold) for key in keys]
    last = project.review.undo_state(keys[1], project.reviewer).undo
    assert last is not None
    assert (last.verb, last.article_id) == ("rule_batch", None)
    undone = project.review.undo(keys[1], reviewer=project.reviewer)
    assert undone is not None
    assert undone.event.article_id is None
    assert [contents(project.case(*key).gold) for key in keys] == before
    assert project.review.undo_state(keys[0], project.reviewer).undo is None
    assert project.review.redo(keys[0], reviewer=project.reviewer) is not None
    assert [contents(project.case(*key).gold) for key in keys] == ruled
    assert project.file.verify() == ()


def test_undo_in_a_case_goes_back_deed_by_deed_through_rulings_and_batches(project: ReviewProject) -> None:
    keys = alike(project)
    project.review.rule_batch(the_pattern(project), "Battle", reviewer=project.reviewer)
    project.take(keys[0], differing(project, keys[0])[0], FIRST)
    labels = []
    while (last := project.review.undo_state(keys[0], project.reviewer).undo) is not None:
        labels.append(last.verb)
        project.review.undo(keys[0], reviewer=project.reviewer)
    assert labels == ["rule", "rule_batch"]
    assert all(differing(project, key)[0].ruling is None for key in keys)
    redone = []
    while (following := project.review.undo_state(keys[0], project.reviewer).redo) is not None:
        redone.append(following.verb)
        project.review.redo(keys[0], reviewer=project.reviewer)
    assert redone == ["rule_batch", "rule"]


def test_a_batch_taken_back_is_not_brought_back_over_a_later_ruling(project: ReviewProject) -> None:
    keys = alike(project)
    project.review.rule_batch(the_pattern(project), "Battle", reviewer=project.reviewer)
    project.review.undo_batch(None, reviewer=project.reviewer)
    project.take(keys[0], differing(project, keys[0])[0], SECOND)
    assert project.review.undo_state(keys[0], project.reviewer).redo is None
    assert project.review.redo(keys[0], reviewer=project.reviewer) is None


def test_a_batch_of_other_articles_and_of_another_reviewer_is_not_undone_in_a_case(project: ReviewProject) -> None:
    keys = alike(project)
    pattern = the_pattern(project)
    others = replace(pattern, items=tuple(item for item in pattern.items if item.key != keys[0]))
    project.review.rule_batch(others, "Battle", reviewer=project.reviewer)
    assert project.review.undo_state(keys[0], project.reviewer).undo is None
    assert project.review.undo(keys[0], reviewer=project.reviewer) is None
    assert project.review.undo_state(keys[1], THIRD).undo is None
    again = ReviewService(project.file, project.workspace.codebooks)
    assert again.undo_state(keys[0], project.reviewer).undo is None
    assert again.undo_state(keys[1], project.reviewer).undo is not None


def test_two_items_of_one_article_are_ruled_on_in_one_batch(project: ReviewProject) -> None:
    article = article_of(2)
    riots = [
        one.changed("event_type", Told(OneCategory(category="riot"), one.answers["event_type"].spans))
        for one in article.incidents
    ]
    battles = [
        one.changed("event_type", Told(OneCategory(category="battle"), one.answers["event_type"].spans))
        for one in article.incidents
    ]
    key = coded_as(project, article, {FIRST: riots, SECOND: battles})
    pattern = the_pattern(project)
    assert len(pattern.items) == 2
    project.review.rule_batch(pattern, "Riot", reviewer=project.reviewer)
    assert contents(project.case(*key).gold) == contents(project.coding(article.id, FIRST))


# -- Overruled, provenance, old rules ---------------------------------------------------------------------------------


def test_overruled_answers_are_counted_by_reason_and_field(project: ReviewProject) -> None:
    keys = alike(project)
    reasons = (RulingReason.CODER_SLIP, RulingReason.CODER_SLIP, RulingReason.MISSED_TEXT, None)
    for key, reason in zip(keys, reasons, strict=True):
        (item,) = differing(project, key)
        project.review.rule(
            key, item.id, RulingSource.ONE, taken_from=[SECOND], reason=reason, reviewer=project.reviewer
        )
    found = project.review.overruled(FIRST, None)
    assert found.ruled_on == 4
    assert dict(found.by_reason) == {"coder_slip": 2, "missed_text": 1, "": 1}
    assert found.by_field == (("Event type", 4),)
    newest = found.answers[0]
    assert {newest.answered, newest.ruled} == {"Battle", "Riot"}
    assert newest.title == f"Title of {keys[-1].article_id}"
    assert project.review.overruled(SECOND, None).answers == ()


def test_neither_overrules_everybody_and_a_replaced_ruling_counts_no_more(project: ReviewProject) -> None:
    (key, *_) = alike(project, articles=2)
    (item,) = differing(project, key)
    project.take(key, item, SECOND)
    project.review.rule(key, item.id, RulingSource.NONE, reviewer=project.reviewer)
    for coder in (FIRST, SECOND):
        (answer,) = project.review.overruled(coder, None).answers
        assert answer.ruled == "none of them"


def test_every_value_of_gold_knows_its_ruling_and_those_before_it(project: ReviewProject) -> None:
    (key, *_) = alike(project, articles=2)
    (item,) = differing(project, key)
    project.take(key, item, FIRST)
    project.review.rule(
        key, item.id, RulingSource.ONE, taken_from=[SECOND], reason=RulingReason.CODER_SLIP, reviewer=project.reviewer
    )
    found = project.review.provenance(key)
    gold = project.case(*key).gold
    assert gold is not None
    assert {one.value_id for one in found} == {value.id for value in gold.values()}
    (event_type,) = (one for one in found if one.label.endswith("Event type"))
    assert (event_type.reviewer, event_type.taken_from) == ("Reviewer", ("Person 2",))
    assert event_type.ruling.reason is RulingReason.CODER_SLIP
    assert [one.taken_from for one in event_type.earlier] == [(FIRST,)]
    assert event_type.evidence == item.answers[0].spans
    others = [one for one in found if one is not event_type]
    assert {one.ruling.source for one in others} == {RulingSource.UNANIMOUS}
    assert {one.taken_from for one in others} == {("Person 1", "Person 2")}


@pytest.mark.parametrize("seed", range(4))
def test_every_value_of_gold_has_provenance_however_it_came_there(seed: int, tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, incidents=5, seed=seed)
    with project.workspace:
        key = CaseKey(articles[0].id)
        project.take_everything(key, SECOND)
        gold = project.case(*key).gold
        assert gold is not None
        assert {one.value_id for one in project.review.provenance(key)} == {value.id for value in gold.values()}


def test_there_is_no_provenance_without_gold(project: ReviewProject) -> None:
    (key, *_) = alike(project, articles=2)
    assert project.review.provenance(key) == ()


def test_codings_under_an_older_codebook_are_listed_by_field(project: ReviewProject) -> None:
    keys = alike(project, articles=2)
    version = project.case(*keys[0]).codebook.version
    assert project.review.coded_under_old_rule("event_type", version) == ()
    old = project.review.coded_under_old_rule("event_type", version + 1)
    assert len(old) == 4
    assert {one.words for one in old} == {"Battle", "Riot"}
    assert {one.coder_name for one in old} == {"Person 1", "Person 2"}
    assert {one.version for one in old} == {version}


# -- Export -----------------------------------------------------------------------------------------------------------


def test_gold_is_written_with_the_ruling_behind_every_value(project: ReviewProject, tmp_path: Path) -> None:
    keys = alike(project, articles=2)
    project.review.begin(None, reviewer=project.reviewer)
    (item,) = differing(project, keys[0])
    project.review.rule(
        keys[0], item.id, RulingSource.ONE, taken_from=[SECOND], note="=HYPERLINK(1)", reviewer=project.reviewer
    )
    count = project.review.export_gold(None, tmp_path / "gold", viewer=project.reviewer)
    lines = [json.loads(line) for line in (tmp_path / "gold" / "gold.jsonl").read_text("utf-8").splitlines()]
    with (tmp_path / "gold" / "gold.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    golds = [project.case(*key).gold for key in keys]
    assert count == len(lines) == len(rows) == sum(len(list(gold.values())) for gold in golds if gold)
    (ruled,) = (line for line in lines if line["field"] == "event_type")
    assert (ruled["source"], ruled["taken_from"], ruled["reviewer"]) == ("one", ["Person 2"], "Reviewer")
    assert ruled["note"] == "=HYPERLINK(1)"
    assert [answer["coder"] for answer in ruled["answers"]] == ["Person 1", "Person 2"]
    assert ruled["evidence"][0]["quote"]
    (row,) = (row for row in rows if row["field"] == "event_type")
    assert row["note"] == "'=HYPERLINK(1)"
    assert json.loads(row["evidence"]) == ruled["evidence"]
    assert {line["source"] for line in lines} == {"one", "unanimous"}


def test_gold_is_never_written_over_anything(project: ReviewProject, tmp_path: Path) -> None:
    alike(project, articles=2)
    project.review.begin(None, reviewer=project.reviewer)
    (tmp_path / "gold").mkdir()
    with pytest.raises(ExportError, match="exists already"):
        project.review.export_gold(None, tmp_path / "gold")
    with pytest.raises(ExportError):
        project.review.export_gold(None, tmp_path / "nowhere" / "gold")
    assert not any(entry.name.endswith(".part") for entry in tmp_path.iterdir())


def test_a_project_without_gold_has_none_to_write(project: ReviewProject, tmp_path: Path) -> None:
    alike(project, articles=2)
    with pytest.raises(CodingError, match="no gold yet"):
        project.review.export_gold(None, tmp_path / "gold")


def test_categories_of_one_kind_stay_one_answer_in_a_union(project: ReviewProject) -> None:
    article = article_of()
    told = article.incidents
    key = coded_as(
        project, article,
        {
            FIRST: with_answer(told, "tactic", SeveralCategories(categories=("armed_assault",))),
            SECOND: with_answer(told, "tactic", SeveralCategories(categories=("armed_assault", "assassination"))),
            THIRD: with_answer(told, "tactic", SeveralCategories(categories=("assassination",))),
        },
    )  # fmt: skip
    (item,) = differing(project, key)
    project.take(key, item, *EVERYBODY)
    (ruled,) = differing(project, key)
    assert ruled.gold_words.count(",") == 1
