"""The pure parts of review: facets and order, words, which rulings hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from annotator.domain.changes import UndoState
from annotator.domain.coding import Coder, Slot, Stance, Value
from annotator.domain.ids import ArticleId, CoderId, CodingId, GroupId, RoundId, RulingId, ValueId
from annotator.domain.review import DisagreementKind, RulingSource
from annotator.domain.text import Span
from annotator.domain.values import EntityName, Status
from annotator.services.review.case import (
    Case,
    CaseFacets,
    CaseItem,
    CaseKey,
    CaseLine,
    CaseState,
    Mark,
    acceptance_line,
    next_case,
    next_open,
    review_line,
)
from annotator.services.review.material import in_force
from annotator.services.review.provenance import provenance_of
from annotator.services.review.words import (
    incident_words,
    marks_of,
    member_words,
    place_words,
    shortened,
    slot_words,
    value_words,
)
from tests.drafts import Draft, an_article, exactly, one
from tests.services.review.sample_cases import BOOK, KEY, KINDS, ONE, TWO, ruling


def item(name: str, *, is_open: bool) -> CaseItem:
    """Return an item that waits, or one that was ruled on."""
    ruled = None if is_open else ruling(name)
    return CaseItem(name, KINDS.STATUS, "suicide", "Suicide attack", 1, (), ruling=ruled)


def line(name: str, state: CaseState = CaseState.OPEN, **known: object) -> CaseLine:
    """Return a line of the list."""
    made = CaseLine(
        CaseKey(ArticleId(name)), f"Title {name}", dt.date(2021, 5, 3), "Daily", (ONE, TWO), state, 3, 2, 0, 0,
        (KINDS.STATUS,), ("suicide",),
    )  # fmt: skip
    return replace(made, **known)  # type: ignore[arg-type]


# -- Order ------------------------------------------------------------------------------------------------------------


def a_case(*items: CaseItem) -> Case:
    return Case(KEY, an_article(), BOOK, (), (), items, None, (), UndoState())


@pytest.mark.parametrize(
    ("waiting", "after", "found"),
    [
        ("abc", None, "a"),
        ("abc", "a", "b"),
        ("abc", "c", "a"),
        ("c", "a", "c"),
        ("a", "a", "a"),
        ("b", "c", "b"),
        ("abc", "gone", "a"),
        ("", None, None),
        ("", "a", None),
    ],
)
def test_the_next_open_item(waiting: str, after: str | None, found: str | None) -> None:
    case = a_case(*(item(name, is_open=name in waiting) for name in "abc"))
    chosen = next_open(case, after)
    assert (chosen.id if chosen else None) == found


@given(st.sets(st.integers(0, 9)), st.integers(0, 9))
def test_going_on_from_any_item_reaches_every_open_one(waiting: set[int], start: int) -> None:
    case = a_case(*(item(str(at), is_open=at in waiting) for at in range(10)))
    reached, at = [], str(start)
    for _ in waiting:
        following = next_open(case, at)
        assert following is not None
        reached.append(int(following.id))
        at = following.id
    assert sorted(reached) == sorted(waiting)


def test_a_stale_item_is_open_again_and_an_unscored_one_never_waits() -> None:
    assert replace(item("a", is_open=False), is_stale=True).is_open
    assert not replace(item("a", is_open=True), is_scored=False).is_open


@pytest.mark.parametrize(
    ("kind", "field", "is_whole"),
    [
        (KINDS.MISSED_INCIDENT, "", True),
        (KINDS.SPLIT_JOIN, "", True),
        (KINDS.EXTRA_MEMBER, "victim_group", True),
        (KINDS.STATUS, "suicide", False),
        (KINDS.RELEVANCE, "article_relevance", False),
        (None, "suicide", False),
        (None, "", True),
    ],
)
def test_wholes_are_incidents_and_members(kind: DisagreementKind | None, field: str, is_whole: bool) -> None:
    assert replace(item("a", is_open=True), kind=kind, field=field).is_whole is is_whole


def test_the_next_case_is_the_next_with_work_left() -> None:
    lines = [line("a"), line("b", CaseState.SETTLED), line("c", CaseState.STALE), line("d", CaseState.NEW)]
    order = []
    at: CaseKey | None = None
    for _ in range(3):
        found = next_case(lines, at)
        assert found is not None
        order.append(found.key.article_id)
        at = found.key
    assert order == ["a", "c", "d"]
    assert next_case(lines, lines[3].key) == lines[0]
    assert next_case([lines[1]]) is None
    assert next_case([lines[0]], lines[0].key) is None


def test_lines_of_undo_are_kept_apart_by_round_and_by_what_is_done() -> None:
    lines = {review_line(None), review_line(RoundId("r")), acceptance_line(None), acceptance_line(RoundId("r"))}
    assert len(lines) == 4
    assert CaseKey(ArticleId("a"), RoundId("r")).line == review_line(RoundId("r"))


# -- Facets -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facets", "shown"),
    [
        (CaseFacets(), "abc"),
        (CaseFacets(kinds=frozenset({KINDS.STATUS})), "ab"),
        (CaseFacets(kinds=frozenset({KINDS.STATUS, KINDS.RELEVANCE})), "abc"),
        (CaseFacets(kinds=frozenset({KINDS.NEAR_NUMBER})), ""),
        (CaseFacets(states=frozenset({CaseState.SETTLED})), "b"),
        (CaseFacets(coders=frozenset({CoderId("three")})), "c"),
        (CaseFacets(weeks=frozenset({"2021-W18"})), "ab"),
        (CaseFacets(weeks=frozenset({""})), "c"),
        (CaseFacets(sources=frozenset({"Weekly", "Daily"})), "abc"),
        (CaseFacets(sources=frozenset({"Weekly"})), "c"),
        (CaseFacets(fields=frozenset({"article_relevance"})), "c"),
        (CaseFacets(phrase="tItLe b"), "b"),
        (CaseFacets(phrase="a", states=frozenset({CaseState.SETTLED})), ""),
    ],
)
def test_all_facets_have_to_fit(facets: CaseFacets, shown: str) -> None:
    lines = {
        "a": line("a"),
        "b": line("b", CaseState.SETTLED),
        "c": line(
            "c", published=None, source="Weekly", coders=(CoderId("three"),), kinds=(KINDS.RELEVANCE,),
            fields=("article_relevance",), title="Another",
        ),
    }  # fmt: skip
    assert "".join(name for name, one_line in lines.items() if facets.lets_through(one_line)) == shown


@pytest.mark.parametrize(
    ("day", "week"),
    [(dt.date(2021, 1, 3), "2020-W53"), (dt.date(2021, 1, 4), "2021-W01"), (dt.date(2019, 12, 30), "2020-W01")],
)
def test_weeks_are_those_of_iso_8601(day: dt.date, week: str) -> None:
    assert line("a", published=day).week == week


# -- Words ------------------------------------------------------------------------------------------------------------


def test_values_in_words() -> None:
    draft = Draft()
    report = draft.report()
    for field, answer in (
        ("killed_total", exactly(2)),
        ("event_type", one("battle")),
        ("wounded_total", Status.NOT_MENTIONED),
    ):
        draft.put(field, answer, report)
    values = {value.field: value_words(value, draft.coding, BOOK) for value in draft.coding.values()}
    assert values == {"killed_total": "2", "event_type": "Battle", "wounded_total": "not mentioned"}
    assert value_words(None, draft.coding, BOOK) == "not answered"


def test_a_marked_span_is_told_by_its_words() -> None:
    draft = Draft()
    report = draft.complete_report()
    (trigger,) = (value for value in draft.coding.values() if value.field == "trigger")
    assert value_words(trigger, draft.coding, BOOK) == "“Gunmen”"
    bare = draft.coding.with_entities(
        [evidence.model_copy(update={"is_deleted": True}) for evidence in draft.coding.evidence()]
    )
    assert value_words(trigger, bare, BOOK) == "nothing marked"
    assert incident_words([trigger], draft.coding, BOOK) == "“Gunmen” · 1 answer"
    assert report


def test_values_without_content_or_of_an_unknown_field_have_words_too() -> None:
    unfinished = Value(id=ValueId("v"), coding_id=CodingId("c"), field="killed_total")
    assert value_words(unfinished, Draft().coding, BOOK) == "only evidence"
    strange = unfinished.model_copy(update={"field": "not_there", "content": exactly(1)})
    assert value_words(strange, Draft().coding, BOOK) == "count"


def test_a_member_is_told_by_its_name_first() -> None:
    draft = Draft()
    report = draft.report()
    group = draft.group(
        report,
        "perpetrator",
        {"perp_attribution": one("claimed_by_perpetrator"), "perp_actor": EntityName(canonical="Northern Front")},
    )
    words = member_words(draft.coding, group, BOOK)
    assert words.startswith("Northern Front · ")
    assert BOOK.fields_by_id["perp_attribution"].label in words
    assert member_words(draft.coding, GroupId("empty"), BOOK) == "nothing in it"


def test_an_incident_is_told_by_trigger_date_and_place() -> None:
    draft = Draft()
    draft.complete_report()
    words = incident_words(list(draft.coding.values()), draft.coding, BOOK)
    assert words.startswith("“Gunmen” · 7 May 2021")
    assert "a checkpoint" in words
    assert words.endswith("16 answers")


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("two\n lines", "two lines"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        (f"{'y' * 58} z end", "y" * 58 + "…"),
    ],
)
def test_long_quotes_are_cut_to_one_line(quote: str, words: str) -> None:
    assert shortened(quote) == words


@pytest.mark.parametrize(
    ("field", "level", "incident", "words"),
    [
        ("article_relevance", "", None, "Relevance"),
        ("killed_total", "", 2, "Incident 2 · Killed (total)"),
        ("vg_killed", "", 1, "Incident 1 · Victim group · Killed"),
        (None, "victim_group", 3, "Incident 3 · Victim group"),
        (None, "", 4, "Incident 4"),
    ],
)
def test_where_a_matter_is(field: str | None, level: str, incident: int | None, words: str) -> None:
    found = place_words(BOOK.fields_by_id[field] if field else None, level, incident, BOOK)
    assert words.split(" · ")[:-1] == found.split(" · ")[:-1]
    assert field is None or found.endswith(BOOK.fields_by_id[field].label)


def test_a_gold_slot_is_told_like_a_matter() -> None:
    draft = Draft()
    report = draft.report({"killed_total": exactly(1)})
    assert slot_words(Slot("killed_total", report), draft.coding, BOOK) == "Incident 1 · Killed (total)"
    assert slot_words(Slot("unknown"), draft.coding, BOOK) == "unknown"


def test_marks_are_in_text_order_and_each_span_once() -> None:
    draft = Draft()
    report = draft.report()
    first = draft.put("killed_total", exactly(2), report, quote="two")
    second = draft.put("event_type", one("battle"), report, quote="Gunmen")
    assert first
    assert second
    draft.attach(second, draft.article.text.index("two"), draft.article.text.index("two") + 3, "two")
    marks = marks_of(draft.coding, draft.coding.values())
    assert [mark.span for mark in marks] == sorted(mark.span for mark in marks)
    assert len(marks) == 2
    assert marks[0] == Mark(Span(0, 6), Stance.STATES)


# -- Which rulings hold -----------------------------------------------------------------------------------------------


def test_a_replaced_ruling_holds_again_when_the_later_one_is_undone() -> None:
    first = ruling("1")
    second = ruling("2", replaces=first.id)
    assert in_force([first, second]) == (second,)
    assert in_force([first, second.model_copy(update={"is_deleted": True})]) == (first,)


def test_a_chain_of_rulings_leaves_the_last() -> None:
    chain = [ruling("1"), ruling("2", replaces=RulingId("1")), ruling("3", replaces=RulingId("2"))]
    assert in_force(chain) == (chain[2],)
    assert in_force([]) == ()


def test_provenance_names_the_newest_ruling_in_force_and_what_it_replaced() -> None:
    draft = Draft()
    report = draft.report()
    value = draft.put("killed_total", exactly(2), report)
    assert value
    accepted = ruling("0", source=RulingSource.UNANIMOUS, gold_ids=(value,), field="", disagreement=None)
    chain = [
        ruling("1", gold_ids=(value,), taken_from=(ONE,)),
        ruling("2", gold_ids=(value,), taken_from=(TWO,), replaces=RulingId("1")),
    ]
    coders = {ONE: Coder(id=ONE, name="Person 1"), CoderId("reviewer"): Coder(id=CoderId("reviewer"), name="R")}
    (found,) = provenance_of(draft.coding, [accepted, *chain], BOOK, coders)
    assert (found.ruling, found.earlier) == (chain[1], (chain[0],))
    assert found.taken_from == ("a coder taken out of the project",)
    assert (found.reviewer, found.words, found.label) == ("R", "2", "Incident 1 · Killed (total)")
    (before,) = provenance_of(draft.coding, [accepted], BOOK, coders)
    assert before.ruling == accepted
    assert provenance_of(draft.coding, [], BOOK, coders) == ()
