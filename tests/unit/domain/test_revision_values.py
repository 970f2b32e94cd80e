"""Revisions of values and of the evidence that bears on them."""

from __future__ import annotations

import datetime as dt

import pytest

from annotator.domain.coding import Slot, Stance
from annotator.domain.errors import CodingError, NothingChangedError
from annotator.domain.ids import EvidenceId, ReportId
from annotator.domain.text import Span
from annotator.domain.values import (
    Count,
    FreeText,
    MarkedSpan,
    Moment,
    OneCategory,
    OrdinalLevel,
    SeveralCategories,
    Status,
)
from tests.drafts import TEXT
from tests.unit.domain.revisions import (
    KILLED,
    TWO,
    a_revision,
    after,
    attached,
    codebook,
    only_evidence,
    only_report,
    only_value,
)

GUNMEN = Span(0, 6)


# -- evidence ---------------------------------------------------------------------------------------------------------


def test_the_quotes_here_are_what_they_seem() -> None:
    assert (TEXT[TWO.start : TWO.end], TEXT[GUNMEN.start : GUNMEN.end]) == ("two soldiers", "Gunmen")


def test_attaching_to_an_incident_field_makes_incident_value_and_evidence() -> None:
    draft = a_revision()
    evidence = draft.attach_evidence(KILLED, TWO, Stance.IMPLIES)
    assert [entity.kind for entity in draft.entities] == ["report", "value", "evidence"]
    assert (evidence.quote, evidence.prefix, evidence.suffix) == (
        "two soldiers",
        TEXT[TWO.start - 32 : TWO.start],
        ".\n",
    )
    assert evidence.stance is Stance.IMPLIES
    assert only_value(draft.coding).content is None


def test_attaching_without_naming_the_incident_keeps_the_content_of_the_only_one() -> None:
    coding = after(lambda draft: draft.set_content(KILLED, Count(low=2, best=2, high=2)))
    coding = attached(coding)
    assert only_value(coding).content == Count(low=2, best=2, high=2)
    assert only_evidence(coding).value_id == only_value(coding).id


def test_attaching_to_an_article_field_through_an_incident_keeps_its_content() -> None:
    coding = after(lambda draft: draft.set_content(Slot("publication_date"), Moment(at=dt.date(2021, 5, 10))))
    report = ReportId("anything")
    coding = after(lambda draft: draft.attach_evidence(Slot("publication_date", report), GUNMEN), coding=coding)
    assert only_value(coding, "publication_date").content == Moment(at=dt.date(2021, 5, 10))


def test_the_same_words_twice_are_one_evidence_with_the_new_stance() -> None:
    coding = attached()
    draft = a_revision(coding)
    draft.attach_evidence(KILLED, TWO, Stance.CONTRADICTS)
    assert only_evidence(draft.coding).stance is Stance.CONTRADICTS
    assert [entity.kind for entity in draft.entities] == ["evidence"]


def test_the_same_words_with_the_same_stance_change_nothing() -> None:
    draft = a_revision(attached())
    draft.attach_evidence(KILLED, TWO)
    assert draft.entities == ()


def test_moving_evidence_onto_words_of_the_same_value_is_refused() -> None:
    coding = attached(after(lambda draft: draft.attach_evidence(KILLED, GUNMEN)))
    gunmen = next(one for one in coding.evidence() if one.span == GUNMEN)
    draft = a_revision(coding)
    with pytest.raises(CodingError, match="already"):
        draft.move_evidence(gunmen.id, TWO)
    assert draft.entities == ()


def test_moving_evidence_onto_words_of_another_value_is_fine() -> None:
    coding = attached(after(lambda draft: draft.attach_evidence(Slot("wounded_total"), GUNMEN)))
    gunmen = next(one for one in coding.evidence() if one.span == GUNMEN)
    moved = after(lambda draft: draft.move_evidence(gunmen.id, TWO), coding=coding)
    assert [one.quote for one in moved.evidence()] == ["two soldiers", "two soldiers"]


def test_moving_evidence_to_where_it_is_changes_nothing() -> None:
    coding = attached()
    draft = a_revision(coding)
    draft.move_evidence(only_evidence(coding).id, TWO)
    assert draft.entities == ()


@pytest.mark.parametrize("span", [(0, 0), (5, 4), (-1, 3), (0, len(TEXT) + 1), (len(TEXT), len(TEXT) + 1)])
def test_a_span_that_is_empty_or_leaves_the_text_is_refused(span: tuple[int, int]) -> None:
    draft = a_revision()
    with pytest.raises(CodingError, match="does not lie in an article"):
        draft.attach_evidence(KILLED, Span(*span))
    assert draft.entities == ()


def test_evidence_of_a_removed_incident_can_be_neither_changed_nor_removed() -> None:
    coding = attached()
    evidence = only_evidence(coding)
    coding = after(lambda draft: draft.remove_report(only_report(coding).id), coding=coding)
    draft = a_revision(coding)
    for intent in (
        lambda: draft.move_evidence(evidence.id, GUNMEN),
        lambda: draft.set_stance(evidence.id, Stance.IMPLIES),
        lambda: draft.remove_evidence(evidence.id),
    ):
        with pytest.raises(CodingError, match="not in the coding any more"):
            intent()
    assert draft.entities == ()


def test_evidence_nobody_knows_is_refused() -> None:
    with pytest.raises(CodingError, match="evidence is not in the coding"):
        a_revision().set_stance(EvidenceId("nothing"), Stance.STATES)


def test_a_value_of_nothing_but_evidence_goes_with_its_last() -> None:
    coding = attached(after(lambda draft: draft.attach_evidence(KILLED, GUNMEN)))
    first, last = coding.evidence_for(only_value(coding).id)
    coding = after(lambda draft: draft.remove_evidence(first.id), coding=coding)
    assert only_value(coding).content is None
    coding = after(lambda draft: draft.remove_evidence(last.id), coding=coding)
    assert list(coding.values()) == []


def test_a_field_of_marked_spans_holds_its_evidence_and_nothing_else() -> None:
    coding = after(lambda draft: draft.attach_evidence(Slot("trigger"), GUNMEN))
    assert only_value(coding, "trigger").content == MarkedSpan()
    emptied = after(lambda draft: draft.remove_evidence(only_evidence(coding).id), coding=coding)
    assert list(emptied.values()) == []


def test_evidence_for_a_value_that_was_not_mentioned_makes_it_open_again() -> None:
    coding = attached(after(lambda draft: draft.set_status(KILLED, Status.NOT_MENTIONED)))
    assert (only_value(coding).status, only_value(coding).content) == (Status.CODED, None)


# -- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.NOT_MENTIONED, Status.UNCLEAR, Status.NOT_APPLICABLE])
def test_a_status_takes_the_content_and_leaves_the_evidence(status: Status) -> None:
    coding = attached(after(lambda draft: draft.set_content(KILLED, Count(low=2))))
    coding = after(lambda draft: draft.set_status(KILLED, status), coding=coding)
    assert (only_value(coding).status, only_value(coding).content) == (status, None)
    assert only_evidence(coding).quote == "two soldiers"


def test_clearing_takes_value_and_evidence() -> None:
    coding = attached()
    slot = only_value(coding).slot
    cleared = after(lambda draft: draft.clear(slot), coding=coding)
    assert cleared.value_at(slot) is None
    assert list(cleared.evidence()) == []


def test_clearing_what_nobody_touched_is_nothing_to_do() -> None:
    draft = a_revision()
    with pytest.raises(NothingChangedError, match="untouched"):
        draft.clear(Slot("article_relevance"))
    assert draft.entities == ()


@pytest.mark.parametrize(
    ("field", "content", "words"),
    [
        ("killed_total", FreeText(text="two"), "takes a count, not a text"),
        ("focus", OneCategory(category="nonsense"), "no category nonsense"),
        ("tactic", SeveralCategories(categories=("armed_assault", "nonsense")), "no category nonsense"),
        ("coder_confidence", OrdinalLevel(level=99), "no level 99"),
        ("nonsense", FreeText(text="x"), "no field nonsense"),
    ],
)
def test_a_content_the_codebook_does_not_allow_is_refused(
    field: str, content: FreeText | OneCategory | SeveralCategories | OrdinalLevel, words: str
) -> None:
    draft = a_revision()
    with pytest.raises(CodingError, match=words):
        draft.set_content(Slot(field), content)
    assert draft.entities == ()


def test_more_categories_than_the_codebook_allows_are_refused() -> None:
    limited = next(field for field in codebook().fields if field.max_categories is not None)
    chosen = tuple(category.id for category in limited.categories)
    assert limited.max_categories is not None
    with pytest.raises(CodingError, match=f"at most {limited.max_categories}"):
        a_revision().set_content(Slot(limited.id), SeveralCategories(categories=chosen))


def test_a_reason_for_missing_evidence_is_kept_without_the_blanks_around_it() -> None:
    coding = after(
        lambda draft: draft.set_content(KILLED, Count(low=2)),
        lambda draft: draft.set_missing_evidence_reason(KILLED, "  only in the picture \n"),
    )
    assert only_value(coding).missing_evidence_reason == "only in the picture"
    assert only_value(coding).content == Count(low=2)
