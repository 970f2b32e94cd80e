"""Rulings and the gold they make: from a side, from several, anew, none; replaced, undone, redone, after a restart."""

from __future__ import annotations

import tempfile
from contextlib import nullcontext, suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings, strategies as st

from annotator.bootstrap import open_workspace
from annotator.domain.coding import CodingState, Stance
from annotator.domain.errors import CodingError
from annotator.domain.ids import ArticleId, CoderId, RulingId
from annotator.domain.review import RulingReason, RulingSource
from annotator.domain.text import Span
from annotator.domain.values import Count, OneCategory, SeveralCategories, Status
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders
from annotator.services.review.case import CaseItem, CaseKey, Mark, SideAnswer
from tests import agreement_generator as generator
from tests.agreement_generator import Told
from tests.services.review.ruled_cases import KINDS, changed, exactly, incidents, the, told
from tests.services.review_making import FIRST, SECOND, ReviewProject, contents, two_coders

# -- Every item for one coder -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("coder", [FIRST, SECOND])
def test_ruling_everything_for_one_coder_makes_that_coders_coding(seed: int, coder: CoderId, tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, articles=2, incidents=4, seed=seed)
    with project.workspace:
        for article in articles:
            ruled = project.take_everything(CaseKey(article.id), coder)
            case = project.case(article.id)
            assert ruled > 0
            assert not case.open_items
            assert case.gold is not None
            assert case.gold.header.state is CodingState.COMPLETE
            assert without_shared_evidence(case.gold) == without_shared_evidence(project.coding(article.id, coder))
        assert project.file.verify() == ()


def without_shared_evidence(coding: object) -> list[object]:
    """Return a coding's contents but for the trigger's spans: overlapping ones are no difference, so gold has both."""
    from annotator.domain.coding import Coding

    assert isinstance(coding, Coding)
    triggers = {value.id for value in coding.values() if value.field == "trigger"}
    bare = [one.model_copy(update={"is_deleted": True}) for one in coding.evidence() if one.value_id in triggers]
    return list(contents(coding.with_entities(bare)))


@pytest.mark.parametrize("seed", range(4))
def test_after_the_one_coder_the_other_coder_can_have_it_all(seed: int, tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, articles=1, incidents=5, seed=seed)
    with project.workspace:
        key = CaseKey(articles[0].id)
        project.take_everything(key, FIRST)
        project.take_everything(key, SECOND)
        gold = project.case(key.article_id).gold
        assert without_shared_evidence(gold) == without_shared_evidence(project.coding(key.article_id, SECOND))


def test_evidence_of_unanimous_values_is_that_of_all_coders(project: ReviewProject) -> None:
    shifted = list(incidents())
    span = shifted[0].answers["trigger"].spans[0]
    shifted[0] = shifted[0].changed(
        "trigger", Told(shifted[0].answers["trigger"].content, (Span(span.start, span.end + 3),))
    )
    key = told(project, list(incidents()), shifted)
    project.review.begin(None, reviewer=project.reviewer)
    gold = project.case(key.article_id).gold
    assert gold is not None
    first = min(
        (value for value in gold.values() if value.field == "trigger"),
        key=lambda value: gold.evidence_for(value.id)[0].start,
    )
    assert {one.span for one in gold.evidence_for(first.id)} == {span, Span(span.start, span.end + 3)}


# -- One item ---------------------------------------------------------------------------------------------------------


def test_a_ruling_says_who_decided_what_on_which_sides_and_why(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("event_type", OneCategory(category="kidnapping")))
    item = the(project.case(key.article_id).items, "event_type")
    project.review.rule(
        key, item.id, RulingSource.ONE, taken_from=[SECOND], reason=RulingReason.CODER_SLIP, note=" See rule 4. ",
        reviewer=project.reviewer,
    )  # fmt: skip
    ruling = the(project.case(key.article_id).items, "event_type").ruling
    assert ruling is not None
    assert (ruling.source, ruling.taken_from, ruling.reason, ruling.note) == (
        RulingSource.ONE, (SECOND,), RulingReason.CODER_SLIP, "See rule 4.",
    )  # fmt: skip
    assert ruling.reviewer_id == project.reviewer
    assert ruling.disagreement is KINDS.OTHER_VALUE_SAME_EVIDENCE
    assert [side.summary for side in ruling.sides] == [answer.words for answer in item.answers]
    assert all(len(side.digest) == 64 and side.value_ids for side in ruling.sides)


def test_a_ruling_and_its_gold_are_one_event_on_the_reviewers_own_line(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    project.review.begin(None, reviewer=project.reviewer)
    item = the(project.case(key.article_id).items, "killed_total")
    changes = project.review.rule(key, item.id, RulingSource.ONE, taken_from=[SECOND], reviewer=project.reviewer)
    kinds = sorted({entity.kind for entity in changes.entities})
    assert changes.event.line == "review:"
    assert (changes.event.coder_id, changes.event.article_id) == (project.reviewer, key.article_id)
    assert kinds in (["evidence", "ruling", "value"], ["coding", "evidence", "ruling", "value"])
    assert changes.event.label == f"rule on {item.label}"


def test_putting_together_takes_all_evidence_where_values_are_equal(project: ReviewProject) -> None:
    elsewhere = list(incidents())
    factuality = elsewhere[0].answers["factuality"]
    elsewhere[0] = elsewhere[0].changed("factuality", Told(factuality.content, (Span(0, 9),)))
    key = told(project, list(incidents()), elsewhere)
    item = the(project.case(key.article_id).items, "factuality")
    assert item.kind is KINDS.SAME_VALUE_OTHER_EVIDENCE
    project.take(key, item, FIRST, SECOND)
    ruled = the(project.case(key.article_id).items, "factuality")
    assert {mark.span for mark in ruled.gold_spans} == {Span(0, 9), *factuality.spans}


def test_putting_together_unites_categories_in_the_codebooks_order(project: ReviewProject) -> None:
    key = told(
        project,
        changed("tactic", SeveralCategories(categories=("kidnapping",))),
        changed("tactic", SeveralCategories(categories=("armed_assault", "kidnapping"))),
    )
    item = the(project.case(key.article_id).items, "tactic")
    project.take(key, item, FIRST, SECOND)
    gold = project.case(key.article_id).gold
    assert gold is not None
    found = {value.content for value in gold.values() if value.field == "tactic"}
    assert SeveralCategories(categories=("armed_assault", "kidnapping")) in found


def test_different_values_cannot_be_put_together(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    item = the(project.case(key.article_id).items, "killed_total")
    head = project.file.head
    with pytest.raises(CodingError, match="cannot be put together"):
        project.take(key, item, FIRST, SECOND)
    assert project.file.head == head


def test_a_status_and_a_value_cannot_be_put_together(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("suicide", Status.NOT_MENTIONED))
    with pytest.raises(CodingError, match="cannot be put together"):
        project.take(key, the(project.case(key.article_id).items, "suicide"), FIRST, SECOND)


def test_a_new_answer_is_the_reviewers_own_with_quotes_from_the_text(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    item = the(project.case(key.article_id).items, "killed_total")
    project.review.rule(
        key, item.id, RulingSource.NEW, content=exactly(8), spans=[Mark(Span(0, 9), Stance.IMPLIES), Span(10, 19)],
        reviewer=project.reviewer,
    )  # fmt: skip
    ruled = the(project.case(key.article_id).items, "killed_total")
    assert ruled.gold_words == "8"
    assert ruled.gold_spans == (Mark(Span(0, 9), Stance.IMPLIES), Mark(Span(10, 19), Stance.STATES))
    assert project.file.verify() == ()


def test_a_new_answer_may_be_a_status(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    item = the(project.case(key.article_id).items, "killed_total")
    project.review.rule(key, item.id, RulingSource.NEW, status=Status.UNCLEAR, reviewer=project.reviewer)
    assert the(project.case(key.article_id).items, "killed_total").gold_words == "unclear"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"content": OneCategory(category="battle")}, "takes a count"),
        ({}, "No new answer"),
        ({"status": Status.CODED}, "No new answer"),
        ({"content": Count(best=1), "status": Status.UNCLEAR}, "not both"),
        ({"content": Count(best=1), "spans": [Span(0, 10**6)]}, "does not lie in"),
        ({"content": Count(best=1), "spans": [Span(5, 5)]}, "does not lie in"),
    ],
)
def test_a_new_answer_that_is_none_is_refused(project: ReviewProject, answer: dict[str, object], words: str) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    item = the(project.case(key.article_id).items, "killed_total")
    head = project.file.head
    with pytest.raises(CodingError, match=words):
        project.review.rule(key, item.id, RulingSource.NEW, reviewer=project.reviewer, **answer)  # type: ignore[arg-type]
    assert project.file.head == head


def test_a_category_the_codebook_lacks_is_refused(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("event_type", OneCategory(category="kidnapping")))
    item = the(project.case(key.article_id).items, "event_type")
    with pytest.raises(CodingError, match="has no category nonsense"):
        project.review.rule(
            key, item.id, RulingSource.NEW, content=OneCategory(category="nonsense"), reviewer=project.reviewer
        )


def test_neither_leaves_the_field_out_of_gold(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    item = the(project.case(key.article_id).items, "killed_total")
    project.take(key, item, FIRST)
    project.review.rule(key, item.id, RulingSource.NONE, reviewer=project.reviewer)
    ruled = the(project.case(key.article_id).items, "killed_total")
    assert (ruled.gold_words, ruled.gold_spans, ruled.is_open) == ("", (), False)


@pytest.mark.parametrize(
    ("source", "coders", "words"),
    [
        (RulingSource.ONE, [], "exactly one"),
        (RulingSource.ONE, [FIRST, SECOND], "exactly one"),
        (RulingSource.ONE, [CoderId("nobody")], "only be taken from a side"),
        (RulingSource.SEVERAL, [FIRST], "two sides at least"),
        (RulingSource.UNANIMOUS, [], "only be taken from a side"),
    ],
)
def test_who_is_taken_from_has_to_fit_the_source(
    project: ReviewProject, source: RulingSource, coders: list[CoderId], words: str
) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    item = the(project.case(key.article_id).items, "killed_total")
    with pytest.raises(CodingError, match=words):
        project.review.rule(key, item.id, source, taken_from=coders, reviewer=project.reviewer)


def test_an_item_that_is_not_there_cannot_be_ruled_on(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    with pytest.raises(CodingError, match="not there any more"):
        project.review.rule(key, "nothing", RulingSource.NONE, reviewer=project.reviewer)


def test_ruling_again_replaces_and_gold_follows(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    item = the(project.case(key.article_id).items, "killed_total")
    project.take(key, item, FIRST)
    first = the(project.case(key.article_id).items, "killed_total").ruling
    project.take(key, item, SECOND)
    second = the(project.case(key.article_id).items, "killed_total")
    assert first is not None
    assert second.ruling is not None
    assert second.ruling.replaces == first.id
    assert second.gold_words == "900"
    assert first.id not in {ruling.id for ruling in project.case(key.article_id).rulings}


# -- Undo and redo ----------------------------------------------------------------------------------------------------


def test_undo_takes_back_ruling_and_gold_and_redo_brings_both_again(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    project.review.begin(None, reviewer=project.reviewer)
    accepted = contents(project.case(key.article_id).gold)
    item = the(project.case(key.article_id).items, "killed_total")
    project.take(key, item, SECOND)
    ruled = contents(project.case(key.article_id).gold)
    project.review.undo(key, reviewer=project.reviewer)
    assert contents(project.case(key.article_id).gold) == accepted
    assert the(project.case(key.article_id).items, "killed_total").ruling is None
    project.review.redo(key, reviewer=project.reviewer)
    assert contents(project.case(key.article_id).gold) == ruled
    assert the(project.case(key.article_id).items, "killed_total").ruling is not None


def test_undo_never_takes_back_what_was_accepted(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    project.review.begin(None, reviewer=project.reviewer)
    assert project.review.undo(key, reviewer=project.reviewer) is None
    assert project.case(key.article_id).undo_state.undo is None


def test_undo_is_a_reviewers_own(project: ReviewProject) -> None:
    key = told(project, list(incidents()), changed("killed_total", exactly(900)))
    project.take(key, the(project.case(key.article_id).items, "killed_total"), SECOND)
    assert project.review.undo(key, reviewer=FIRST) is None


def test_after_a_restart_the_case_is_as_it_was_and_undo_still_works(tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, incidents=4, seed=3)
    key = CaseKey(articles[0].id)
    with project.workspace:
        first = project.case(key.article_id).open_items[0]
        project.take(key, first, FIRST)
        before = project.case(key.article_id)
    folders = Folders(tmp_path / "settings", tmp_path / "state", tmp_path / "data")
    with open_workspace(tmp_path / "review.annotator", folders=folders, coder_name="Reviewer") as workspace:
        again = ReviewProject(workspace)
        assert again.case(key.article_id).items == before.items
        assert again.case(key.article_id).undo_state == before.undo_state
        again.review.undo(key, reviewer=again.reviewer)
        assert first.id in {item.id for item in again.case(key.article_id).open_items}


# -- Gold is always what the rulings in force say ---------------------------------------------------------------------

CHOICES = st.one_of(
    st.tuples(st.integers(0, 60), st.sampled_from(["first", "second", "both", "none"])),
    st.sampled_from(["undo", "redo"]),
)


@settings(max_examples=12)
@given(st.lists(CHOICES, min_size=3, max_size=14), st.integers(0, 30))
def test_gold_is_always_what_the_rulings_in_force_say(deeds: list[tuple[int, str] | str], seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project, articles = two_coders(Path(folder), incidents=3, seed=seed)
        with project.workspace:
            key = CaseKey(articles[0].id)
            project.review.begin(None, reviewer=project.reviewer)
            seen: list[tuple[frozenset[RulingId], list[tuple[object, ...]]]] = []
            for deed in deeds:
                carry_out(project, key, deed)
                case = project.case(key.article_id)
                for item in case.items:
                    if item.ruling is not None and not item.is_stale:
                        assert_gold_is(item)
                in_force = frozenset(ruling.id for ruling in case.rulings)
                for earlier, gold in seen:
                    assert earlier != in_force or gold == contents(case.gold)
                seen.append((in_force, contents(case.gold)))
            assert project.file.verify() == ()


def carry_out(project: ReviewProject, key: CaseKey, deed: tuple[int, str] | str) -> None:
    """Undo, redo, or rule on one of the items; what cannot be put together is left."""
    if deed == "undo":
        project.review.undo(key, reviewer=project.reviewer)
    elif deed == "redo":
        project.review.redo(key, reviewer=project.reviewer)
    else:
        items = project.case(key.article_id).items
        if not items:
            return
        item = items[int(deed[0]) % len(items)]
        source, coders = {
            "first": (RulingSource.ONE, [FIRST]),
            "second": (RulingSource.ONE, [SECOND]),
            "both": (RulingSource.SEVERAL, []),
            "none": (RulingSource.NONE, []),
        }[str(deed[1])]
        refused = suppress(CodingError) if source is RulingSource.SEVERAL else nullcontext()
        with refused:
            project.review.rule(key, item.id, source, taken_from=coders, reviewer=project.reviewer)


def assert_gold_is(item: CaseItem) -> None:
    """Compare what gold shows at an item with what its ruling took."""
    ruling = item.ruling
    assert ruling is not None
    if ruling.source is RulingSource.NONE:
        assert item.gold_words == ""
    elif ruling.source is RulingSource.ONE:
        (answer,) = (one for one in item.answers if one.coder_id in ruling.taken_from)
        assert item.gold_words == said(answer)
        if not item.is_whole and item.kind is not KINDS.RELEVANCE:
            assert item.gold_spans == answer.spans
    else:
        everything = {mark.span for one in item.answers for mark in one.spans}
        assert item.is_whole or {mark.span for mark in item.gold_spans} == everything


def said(answer: SideAnswer) -> str:
    """Return what gold shows where this answer was taken."""
    if answer.is_missing or answer.words.startswith("not answered"):
        return ""
    return (
        answer.words.split(" · ")[0]
        if answer.words.endswith(("0 incidents", "incident", "incidents"))
        else answer.words
    )


# -- What review leaves alone -----------------------------------------------------------------------------------------


def test_gold_opened_as_a_coding_can_be_read_but_not_changed(project: ReviewProject) -> None:
    key = told(project, list(incidents()), list(incidents()))
    project.review.begin(None, reviewer=project.reviewer)
    gold = project.case(key.article_id).gold
    assert gold is not None
    coding_key = CodingKey(key.article_id, gold.header.coder_id)
    assert contents(project.workspace.coding.worksheet(coding_key).coding) == contents(gold)
    with pytest.raises(CodingError, match="Gold is changed by rulings"):
        project.workspace.coding.reopen(coding_key)
    with pytest.raises(CodingError, match="Gold is changed by rulings"):
        project.workspace.coding.add_report(coding_key)


def test_the_codings_compared_are_the_same_after_the_review_as_before(tmp_path: Path) -> None:
    project, articles = two_coders(tmp_path, articles=2, incidents=4)
    with project.workspace:
        before = [project.coding(article.id, coder) for article in articles for coder in (FIRST, SECOND)]
        for article in articles:
            project.take_everything(CaseKey(article.id), SECOND)
        after = [project.coding(article.id, coder) for article in articles for coder in (FIRST, SECOND)]
        assert [(c.header, dict(c.values_by_id), dict(c.evidence_by_id)) for c in before if c] == [
            (c.header, dict(c.values_by_id), dict(c.evidence_by_id)) for c in after if c
        ]


def test_an_article_that_is_unknown_or_coded_by_one_is_no_case(project: ReviewProject) -> None:
    article = generator.gold_articles(Random(2), 1, 1)[0]
    project.add([article], [FIRST, SECOND])
    with pytest.raises(CodingError, match="Nobody has coded"):
        project.case(article.id)
    project.store(generator.first_coder(article).coding, FIRST)
    with pytest.raises(CodingError, match="Fewer than two"):
        project.case(article.id)
    with pytest.raises(CodingError, match="no article"):
        project.case(ArticleId("elsewhere"))
