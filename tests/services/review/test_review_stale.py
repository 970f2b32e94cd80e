"""Rulings that no longer fit what the coders have: which they are, and what becomes of gold."""

from __future__ import annotations

from random import Random

import pytest

from annotator.domain.coding import Coder, Coding, Evidence, Report
from annotator.domain.errors import CodingError, NothingChangedError
from annotator.domain.ids import EvidenceId, ValueId
from annotator.domain.review import RulingSource
from annotator.services.review.case import CaseKey
from tests import agreement_generator as generator
from tests.services.review.coded_cases import KINDS, edit, killed, unanimous
from tests.services.review_making import FIRST, SECOND, THIRD, ReviewProject, contents


def test_a_coders_later_edit_makes_the_ruling_stale_and_leaves_gold_alone(project: ReviewProject) -> None:
    article = unanimous(project)
    key = CaseKey(article.id)
    edit(project, article, SECOND, killed(77))
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    project.take(key, item, SECOND)
    assert project.review.stale(None) == ()
    edit(project, article, SECOND, killed(88))
    (stale,) = project.review.stale(None)
    again = project.case(article.id).item(item.id)
    assert again is not None
    assert (stale.item_id, stale.why) == (item.id, "A coder changed it after the ruling.")
    assert (again.is_stale, again.is_open, again.gold_words) == (True, True, "77")
    project.review.begin(None, reviewer=project.reviewer)
    assert project.review.stale(None) == (stale,)
    project.take(key, again, SECOND)
    assert project.review.stale(None) == ()
    confirmed = project.case(article.id).item(item.id)
    assert confirmed is not None
    assert confirmed.gold_words == "88"


def test_an_edit_elsewhere_leaves_a_ruling_as_it_is(project: ReviewProject) -> None:
    article = unanimous(project)
    edit(project, article, SECOND, killed(77))
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    project.take(CaseKey(article.id), item, SECOND)
    edit(project, article, FIRST, killed(5, place=1))
    found = project.case(article.id).item(item.id)
    assert found is not None
    assert not found.is_stale


def test_other_evidence_alone_makes_a_ruling_stale(project: ReviewProject) -> None:
    article = unanimous(project)
    edit(project, article, SECOND, killed(77))
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    project.take(CaseKey(article.id), item, SECOND)

    def more_evidence(coding: Coding) -> Evidence:
        (value,) = (one for one in coding.values() if one.id == item_value(coding))
        return Evidence(
            id=EvidenceId("more"), coding_id=coding.header.id, value_id=value.id, start=0, end=4,
            quote=article.text[:4],
        )  # fmt: skip

    def item_value(coding: Coding) -> ValueId:
        return next(
            one.id for one in coding.values() if one.field == "killed_total" and one.report_id == coding.reports()[0].id
        )

    edit(project, article, FIRST, more_evidence)
    found = project.case(article.id).item(item.id)
    assert found is not None
    assert found.is_stale


def test_coders_who_come_to_agree_leave_the_ruling_stale_and_shown(project: ReviewProject) -> None:
    article = unanimous(project)
    edit(project, article, SECOND, killed(77))
    (item,) = (one for one in project.case(article.id).open_items if one.kind is not None)
    project.take(CaseKey(article.id), item, SECOND)
    edit(project, article, FIRST, killed(77))
    found = project.case(article.id).item(item.id)
    assert found is not None
    assert (found.kind, found.is_stale) == (None, True)


def test_a_member_both_have_by_now_is_still_a_whole_and_can_be_confirmed(project: ReviewProject) -> None:
    article = generator.gold_articles(Random(3), 1, 2)[0]
    told = list(article.incidents)
    more = [generator._extra_member(told[0], article.asides[0], Random(0)), *told[1:]]
    project.add([article], [FIRST, SECOND])
    project.store(generator.coded(article, "one", more).coding, FIRST)
    project.store(generator.coded(article, "two", more).coding, SECOND)
    coding = project.coding(article.id, SECOND)
    assert coding is not None
    extra = max(coding.groups(coding.reports()[0].id, "victim_group"), key=lambda group: group.position)
    project.put([extra.model_copy(update={"is_deleted": True})], article.id)
    key = CaseKey(article.id)
    (item,) = (one for one in project.case(article.id).items if one.kind is KINDS.EXTRA_MEMBER)
    project.review.rule(key, item.id, RulingSource.NONE, reviewer=project.reviewer)
    project.put([extra], article.id)
    (stale,) = (one for one in project.case(article.id).items if one.is_stale)
    assert (stale.kind, stale.is_whole, stale.field, stale.gold_words) == (None, True, "victim_group", "")
    project.take(key, stale, FIRST, SECOND)
    assert contents(project.case(article.id).gold) == contents(project.coding(article.id, FIRST))
    (confirmed,) = (one for one in project.case(article.id).items if one.ruling is not None)
    assert (confirmed.is_open, confirmed.is_whole) == (False, True)


def test_an_accepted_value_the_coders_change_together_is_listed_and_accepted_again(project: ReviewProject) -> None:
    article = unanimous(project)
    key = CaseKey(article.id)
    project.review.begin(None, reviewer=project.reviewer)
    with pytest.raises(NothingChangedError):
        project.review.accept_again(key, reviewer=project.reviewer)
    before = contents(project.case(article.id).gold)
    for coder in (FIRST, SECOND):
        edit(project, article, coder, killed(41))
    assert contents(project.case(article.id).gold) == before
    project.review.begin(None, reviewer=project.reviewer)
    assert contents(project.case(article.id).gold) == before
    (stale,) = project.review.stale(None)
    assert stale.ruling.source is RulingSource.UNANIMOUS
    assert stale.why == "It was accepted without a ruling, and the coders have changed it since."
    project.review.accept_again(key, reviewer=project.reviewer)
    assert project.review.stale(None) == ()
    assert contents(project.case(article.id).gold) == contents(project.coding(article.id, FIRST))
    project.review.undo(key, reviewer=project.reviewer)
    assert contents(project.case(article.id).gold) == before


def test_an_accepted_value_that_is_disputed_now_is_open_and_stays_in_gold_until_ruled(project: ReviewProject) -> None:
    article = unanimous(project)
    project.review.begin(None, reviewer=project.reviewer)
    edit(project, article, SECOND, killed(41))
    (stale,) = project.review.stale(None)
    assert stale.why == "It was accepted without a ruling, and the coders do not agree on it any more."
    item = project.case(article.id).item(stale.item_id or "")
    assert item is not None
    assert item.kind is not None
    assert item.gold_words == item.answers[0].words
    project.take(CaseKey(article.id), item, SECOND)
    assert project.review.stale(None) == ()
    assert contents(project.case(article.id).gold) == contents(project.coding(article.id, SECOND))


def test_a_stale_acceptance_stays_listed_when_more_is_accepted(project: ReviewProject) -> None:
    article = unanimous(project)
    edit(project, article, SECOND, killed(77, place=1))
    project.review.begin(None, reviewer=project.reviewer)
    for coder in (FIRST, SECOND):
        edit(project, article, coder, killed(41))
    edit(project, article, FIRST, killed(77, place=1))
    assert project.review.begin(None, reviewer=project.reviewer).accepted == 1
    (stale,) = project.review.stale(None)
    assert "Killed" in stale.label


def test_a_third_coder_who_agrees_adds_evidence_and_one_who_does_not_opens_items(project: ReviewProject) -> None:
    article = unanimous(project, coders=(FIRST, SECOND))
    project.review.begin(None, reviewer=project.reviewer)
    third = generator.coded(article, "third", article.incidents).coding
    project.put([Coder(id=THIRD, name="Person 3")])
    project.store(third, THIRD)
    edit(project, article, THIRD, killed(999))
    assert project.review.begin(None, reviewer=project.reviewer).accepted == 1
    case = project.case(article.id)
    (item,) = (one for one in case.open_items if one.kind is not None)
    assert [answer.coder_id for answer in item.answers] == [FIRST, SECOND, THIRD]
    assert {stale.item_id for stale in project.review.stale(None)} <= {item.id}


def test_a_ruling_on_what_nobody_has_any_more_is_listed_and_can_be_withdrawn(project: ReviewProject) -> None:
    article = generator.gold_articles(Random(3), 1, 2)[0]
    first = article.incidents
    project.add([article], [FIRST, SECOND])
    project.store(generator.coded(article, "one", first).coding, FIRST)
    project.store(generator.coded(article, "two", first[:1]).coding, SECOND)
    key = CaseKey(article.id)
    (item,) = (one for one in project.case(article.id).items if one.kind is KINDS.MISSED_INCIDENT)
    project.take(key, item, FIRST)
    edit(project, article, FIRST, remove_second_report)
    case = project.case(article.id)
    (unplaced,) = case.unplaced
    assert any("can be withdrawn" in remark for remark in case.remarks)
    assert "no coding any more" in project.review.stale(None)[0].why
    project.review.withdraw(key, unplaced.id, reviewer=project.reviewer)
    after = project.case(article.id)
    assert after.unplaced == ()
    assert after.gold is not None
    assert len(after.gold.reports()) == 1
    with pytest.raises(CodingError, match="gone"):
        project.review.withdraw(key, unplaced.id, reviewer=project.reviewer)


def remove_second_report(coding: Coding) -> Report:
    return coding.reports()[1].model_copy(update={"is_deleted": True})
