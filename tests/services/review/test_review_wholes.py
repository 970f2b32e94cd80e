"""Rulings on whole incidents and members, on relevance, and on which reports are one incident."""

from __future__ import annotations

from random import Random

import pytest

from annotator.domain.coding import CodingState, Slot
from annotator.domain.errors import CodingError
from annotator.domain.ids import CoderId, ReportId
from annotator.domain.review import DecisionKind, RulingSource
from annotator.domain.text import Span
from annotator.domain.values import OneCategory
from annotator.services.review.case import CaseKey
from tests import agreement_generator as generator
from tests.agreement_generator import Incident
from tests.services.review.ruled_cases import KINDS, changed, exactly, incidents, the, told
from tests.services.review_making import FIRST, SECOND, ReviewProject, contents

# -- Whole incidents and members --------------------------------------------------------------------------------------


def test_a_missed_incident_comes_with_all_its_values(project: ReviewProject) -> None:
    key = told(project, list(incidents()), list(incidents()[:2]))
    (item,) = (one for one in project.case(key.article_id).items if one.kind is KINDS.MISSED_INCIDENT)
    assert [answer.is_missing for answer in item.answers] == [False, True]
    project.take(key, item, FIRST)
    assert contents(project.case(key.article_id).gold) == contents(project.coding(key.article_id, FIRST))


@pytest.mark.parametrize("source", [RulingSource.NONE, RulingSource.ONE])
def test_a_missed_incident_that_is_none_is_not_in_gold(project: ReviewProject, source: RulingSource) -> None:
    key = told(project, list(incidents()), list(incidents()[:2]))
    (item,) = (one for one in project.case(key.article_id).items if one.kind is KINDS.MISSED_INCIDENT)
    project.take(key, item, FIRST)
    taken = [SECOND] if source is RulingSource.ONE else []
    project.review.rule(key, item.id, source, taken_from=taken, reviewer=project.reviewer)
    gold = project.case(key.article_id).gold
    assert gold is not None
    assert contents(gold) == contents(project.coding(key.article_id, SECOND))


def test_a_missed_incident_taken_again_is_as_it_was(project: ReviewProject) -> None:
    key = told(project, list(incidents()), list(incidents()[:2]))
    (item,) = (one for one in project.case(key.article_id).items if one.kind is KINDS.MISSED_INCIDENT)
    for coder in (FIRST, SECOND, FIRST):
        project.take(key, item, coder)
    assert contents(project.case(key.article_id).gold) == contents(project.coding(key.article_id, FIRST))
    assert project.file.verify() == ()


def test_both_brings_an_incident_that_one_coder_missed(project: ReviewProject) -> None:
    key = told(project, list(incidents()), list(incidents()[:2]))
    (item,) = (one for one in project.case(key.article_id).items if one.kind is KINDS.MISSED_INCIDENT)
    project.take(key, item, FIRST, SECOND)
    assert contents(project.case(key.article_id).gold) == contents(project.coding(key.article_id, FIRST))


def test_a_whole_incident_cannot_be_answered_anew(project: ReviewProject) -> None:
    key = told(project, list(incidents()), list(incidents()[:2]))
    (item,) = (one for one in project.case(key.article_id).items if one.kind is KINDS.MISSED_INCIDENT)
    with pytest.raises(CodingError, match="cannot be answered anew"):
        project.review.rule(key, item.id, RulingSource.NEW, content=exactly(1), reviewer=project.reviewer)


def split(incident: Incident) -> list[Incident]:
    draft = generator._Draft()
    generator._split(draft, incident)
    return [part for _, part in draft.kept]


@pytest.mark.parametrize("order", [(FIRST,), (SECOND,), (FIRST, SECOND), (SECOND, FIRST)])
def test_a_split_is_ruled_for_either_side(project: ReviewProject, order: tuple[CoderId, ...]) -> None:
    whole = list(incidents())
    key = told(project, whole, [*split(whole[0]), *whole[1:]])
    (item,) = (one for one in project.case(key.article_id).items if one.kind is KINDS.SPLIT_JOIN)
    for coder in order:
        project.take(key, item, coder)
    assert contents(project.case(key.article_id).gold) == contents(project.coding(key.article_id, order[-1]))


def test_a_split_cannot_be_put_together(project: ReviewProject) -> None:
    whole = list(incidents())
    key = told(project, whole, [*split(whole[0]), *whole[1:]])
    (item,) = (one for one in project.case(key.article_id).items if one.kind is KINDS.SPLIT_JOIN)
    with pytest.raises(CodingError, match="one incident where another has several"):
        project.take(key, item, FIRST, SECOND)


def with_member(at: int = 0) -> list[Incident]:
    found = list(incidents())
    found[at] = generator._extra_member(found[at], Span(0, 9), Random(0))
    return found


@pytest.mark.parametrize(("coders", "has_it"), [((FIRST,), False), ((SECOND,), True), ((FIRST, SECOND), True)])
def test_an_extra_member_is_ruled_in_or_out(project: ReviewProject, coders: tuple[CoderId, ...], has_it: bool) -> None:
    key = told(project, list(incidents()), with_member())
    (item,) = (one for one in project.case(key.article_id).items if one.kind is KINDS.EXTRA_MEMBER)
    assert item.answers[0].words == "no such victim group"
    project.take(key, item, *coders)
    gold = contents(project.case(key.article_id).gold)
    assert gold == contents(project.coding(key.article_id, SECOND if has_it else FIRST))


# -- Relevance --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(FIRST,), (SECOND,), (SECOND, FIRST), (FIRST, SECOND)])
def test_relevance_brings_or_takes_all_incidents(project: ReviewProject, order: tuple[CoderId, ...]) -> None:
    key = told(project, list(incidents()), [])
    (item,) = project.case(key.article_id).open_items
    assert item.kind is KINDS.RELEVANCE
    for coder in order:
        project.take(key, item, coder)
    assert contents(project.case(key.article_id).gold) == contents(project.coding(key.article_id, order[-1]))
    assert not project.case(key.article_id).open_items


def test_relevance_taken_from_neither_leaves_gold_without_incidents(project: ReviewProject) -> None:
    key = told(project, list(incidents()), [])
    (item,) = project.case(key.article_id).open_items
    project.review.rule(key, item.id, RulingSource.NONE, reviewer=project.reviewer)
    gold = project.case(key.article_id).gold
    assert gold is not None
    assert gold.reports() == ()
    assert gold.value_at(Slot("article_relevance")) is None


def test_a_new_relevance_keeps_the_incidents_somebody_has(project: ReviewProject) -> None:
    key = told(project, list(incidents()), [])
    (item,) = project.case(key.article_id).open_items
    other = OneCategory(category="codable_incident")
    project.review.rule(key, item.id, RulingSource.NEW, content=other, reviewer=project.reviewer)
    gold = project.case(key.article_id).gold
    assert gold is not None
    assert len(gold.reports()) == 3


def test_two_relevances_cannot_be_put_together(project: ReviewProject) -> None:
    key = told(project, list(incidents()), [])
    (item,) = project.case(key.article_id).open_items
    with pytest.raises(CodingError, match="cannot be put together"):
        project.take(key, item, FIRST, SECOND)


# -- Alignment --------------------------------------------------------------------------------------------------------


def reports_of(project: ReviewProject, key: CaseKey, number: int) -> list[ReportId]:
    """Return all coders' reports of an incident."""
    incident = project.case(key.article_id).incidents[number]
    return [report for reports in incident.reports for report in reports]


def test_incidents_set_apart_are_two_missed_ones_and_gold_lets_them_go(project: ReviewProject) -> None:
    key = told(project, list(incidents()), list(incidents()))
    project.review.begin(None, reviewer=project.reviewer)
    pair = reports_of(project, key, 0)
    project.review.decide(key, DecisionKind.APART, pair, reviewer=project.reviewer)
    case = project.case(key.article_id)
    assert [item.kind for item in case.open_items].count(KINDS.MISSED_INCIDENT) == 2
    assert case.gold is not None
    assert len(case.gold.reports()) == 2
    assert case.gold.header.state is CodingState.DRAFT
    project.review.undo(key, reviewer=project.reviewer)
    restored = project.case(key.article_id)
    assert restored.gold is not None
    assert len(restored.gold.reports()) == 3
    assert not any(item.kind is KINDS.MISSED_INCIDENT for item in restored.items)


def test_incidents_put_together_by_a_person_are_compared_and_accepted(project: ReviewProject) -> None:
    key = told(project, list(incidents()), list(incidents()))
    project.review.begin(None, reviewer=project.reviewer)
    pair = reports_of(project, key, 0)
    project.review.decide(key, DecisionKind.APART, pair, reviewer=project.reviewer)
    project.review.decide(key, DecisionKind.SAME, pair, reviewer=project.reviewer)
    case = project.case(key.article_id)
    assert contents(case.gold) == contents(project.coding(key.article_id, FIRST))
    assert [incident.is_confirmed for incident in case.incidents].count(True) == 1


def test_an_alignment_takes_rulings_inside_the_changed_incidents_with_it(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    project.take(key, the(project.case(key.article_id).items, "killed_total"), SECOND)
    before = contents(project.case(key.article_id).gold)
    number = the(project.case(key.article_id).items, "killed_total").incident
    assert number is not None
    project.review.decide(key, DecisionKind.APART, reports_of(project, key, number - 1), reviewer=project.reviewer)
    assert not any(ruling.field == "killed_total" for ruling in project.case(key.article_id).rulings)
    project.review.undo(key, reviewer=project.reviewer)
    assert contents(project.case(key.article_id).gold) == before


@pytest.mark.parametrize("reports", [[], ["only-one"], ["unknown", "strangers"]])
def test_a_decision_needs_two_incidents_of_the_case(project: ReviewProject, reports: list[ReportId]) -> None:
    key = told(project, list(incidents()), list(incidents()))
    with pytest.raises(CodingError, match="two incidents of this case"):
        project.review.decide(key, DecisionKind.SAME, reports, reviewer=project.reviewer)
