from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings

from annotator.domain.checking import Problem, ProblemKind, check, name_of
from annotator.domain.codebook import FORMAT, Codebook, Severity
from annotator.domain.coding import Slot, Value
from annotator.domain.ids import ValueId
from annotator.domain.values import (
    AttributedValue,
    Content,
    EntityName,
    FieldType,
    FreeText,
    MarkedSpan,
    Moment,
    OrdinalLevel,
    Qualifier,
    Status,
    YesNo,
)
from tests.drafts import (
    COMPLETE_ARTICLE,
    COMPLETE_GROUPS,
    COMPLETE_INCIDENT,
    Draft,
    an_article,
    count,
    default_codebook,
    draft_of,
    exactly,
    one,
    several,
)
from tests.strategies import CodedArticle, coded_articles


def _check(draft: Draft) -> tuple[Problem, ...]:
    return check(draft.coding, draft.codebook, draft.article)


def _of(draft: Draft, kind: ProblemKind) -> list[Problem]:
    return [problem for problem in _check(draft) if problem.kind is kind]


def _small_codebook(**field: Any) -> Codebook:
    described = {"id": "f", "label": "The field", "level": "article", "section": "s", "type": "text", **field}
    return Codebook.model_validate(
        {
            "format": FORMAT,
            "id": "small",
            "version": 1,
            "title": "Small",
            "sections": [{"id": "s", "label": "S"}],
            "fields": [described],
        }
    )


def test_nothing_is_wrong_with_a_complete_coding_of_two_incidents_with_all_groups() -> None:
    draft = draft_of({}, *COMPLETE_GROUPS.items())
    second = draft.complete_report({"focus": one("secondary")})
    for level, answers in COMPLETE_GROUPS.items():
        draft.group(second, level, answers)
    assert _check(draft) == ()


def test_no_incident_in_this_article_is_complete_with_one_answer() -> None:
    draft = Draft()
    draft.put("article_relevance", one("not_relevant"))
    assert _check(draft) == ()


def test_an_empty_coding_lacks_only_the_relevance() -> None:
    (problem,) = _check(Draft())
    assert (problem.kind, problem.rule, problem.message) == (ProblemKind.MISSING, "required", "Relevance is missing.")
    assert problem.slot == Slot("article_relevance")
    assert problem.subject_id == "coding"


@pytest.mark.parametrize("field", sorted(COMPLETE_INCIDENT))
def test_each_required_field_of_an_incident_is_missed(field: str) -> None:
    missing = _of(draft_of({field: None}), ProblemKind.MISSING)
    assert [problem.slot.field for problem in missing] == [field]
    assert missing[0].severity is Severity.ERROR
    assert missing[0].is_blocking


@pytest.mark.parametrize("status", [Status.NOT_MENTIONED, Status.UNCLEAR, Status.NOT_APPLICABLE])
def test_a_required_field_with_any_status_is_answered(status: Status) -> None:
    assert _of(draft_of({"event_type": status}), ProblemKind.MISSING) == []


def test_the_fields_of_each_group_are_required_where_the_group_stands() -> None:
    draft = draft_of({}, ("perpetrator", {}), ("perpetrator", COMPLETE_GROUPS["perpetrator"]))
    missing = _of(draft, ProblemKind.MISSING)
    assert [problem.name for problem in missing] == [
        "Incident 1 · Perpetrator 1",
        "Incident 1 · Perpetrator 1 · Attribution",
    ]
    assert {problem.subject_id for problem in missing} == {draft.coding.groups(draft.coding.reports()[0].id)[0].id}


def test_an_aggregate_must_say_how_many_incidents_it_covers() -> None:
    missing = _of(draft_of({"focus": one("aggregate")}), ProblemKind.MISSING)
    assert [problem.slot.field for problem in missing] == ["n_events"]
    assert _of(draft_of({"focus": Status.UNCLEAR}), ProblemKind.MISSING) == []


def test_two_claims_must_say_whether_they_compete() -> None:
    claim = ("claim", COMPLETE_GROUPS["claim"])
    assert _of(draft_of({}, claim), ProblemKind.MISSING) == []
    assert [p.slot.field for p in _of(draft_of({}, claim, claim), ProblemKind.MISSING)] == ["claim_competing"]


def test_the_publication_date_is_missed_only_where_the_article_has_none() -> None:
    draft = Draft(article=an_article(published=None))
    draft.put("article_relevance", one("not_relevant"))
    assert [problem.slot.field for problem in _check(draft)] == ["publication_date"]
    draft.put("publication_date", Moment(at=dt.date(2021, 5, 1)))
    assert _check(draft) == ()


def test_evidence_without_a_value_is_unfinished() -> None:
    draft = draft_of({"weapon": None})
    report_id = draft.coding.reports()[0].id
    value = Value(id=ValueId("bare"), coding_id=draft.header.id, report_id=report_id, field="weapon")
    draft.put_value(value, "Gunmen")
    (problem,) = _check(draft)
    assert (problem.kind, problem.slot) == (ProblemKind.UNFINISHED, value.slot)
    assert problem.message == "Weapons has evidence but no value yet."


def test_mandatory_evidence_is_asked_for_unless_a_reason_is_given() -> None:
    draft = draft_of({"killed_total": None})
    report_id = draft.coding.reports()[0].id
    draft.put("killed_total", exactly(2), report_id, quote=None)
    (problem,) = _check(draft)
    assert (problem.kind, problem.rule, problem.slot.field) == (ProblemKind.EVIDENCE, "evidence", "killed_total")

    excused = draft_of({"killed_total": None})
    excused.put("killed_total", exactly(2), excused.coding.reports()[0].id, quote=None, reason="Only in the picture.")
    assert _check(excused) == ()


def test_a_reason_of_blanks_is_no_reason() -> None:
    draft = draft_of({"killed_total": None})
    draft.put("killed_total", exactly(2), draft.coding.reports()[0].id, quote=None, reason="  ")
    assert [problem.kind for problem in _check(draft)] == [ProblemKind.EVIDENCE]


def test_a_marked_span_is_nothing_without_its_span() -> None:
    draft = draft_of({"trigger": None})
    draft.put("trigger", MarkedSpan(), draft.coding.reports()[0].id, quote=None)
    assert [problem.kind for problem in _check(draft)] == [ProblemKind.EVIDENCE]


def test_a_status_needs_no_evidence() -> None:
    assert _of(draft_of({"killed_total": Status.NOT_MENTIONED}), ProblemKind.EVIDENCE) == []


@pytest.mark.parametrize(
    "field, content, is_needed",
    [
        ("suicide", YesNo(answer=True), True),
        ("suicide", YesNo(answer=False), False),
        ("toll_status", one("disputed"), True),
        ("toll_status", one("preliminary_may_rise"), True),
        ("toll_status", one("not_given"), False),
        ("stage", one("attempted"), False),
        ("event_type", one("riot"), False),
    ],
)
def test_evidence_is_asked_for_where_the_codebooks_condition_holds(
    field: str, content: Content, is_needed: bool
) -> None:
    draft = draft_of({field: None})
    draft.put(field, content, draft.coding.reports()[0].id, quote=None)
    assert [problem.slot.field for problem in _of(draft, ProblemKind.EVIDENCE)] == [field] * is_needed


def test_a_claims_evidence_condition_is_judged_in_its_own_group() -> None:
    draft = draft_of({"claim_competing": YesNo(answer=False)})
    report_id = draft.coding.reports()[0].id
    for support in ("offered", "not_stated"):
        group_id = draft.group(report_id, "claim", {**COMPLETE_GROUPS["claim"], "claim_support": None})
        draft.put("claim_support", one(support), report_id, group_id, quote=None)
    assert [problem.name for problem in _of(draft, ProblemKind.EVIDENCE)] == ["Incident 1 · Claim 1 · Evidence offered"]


@pytest.mark.parametrize(
    "field, content, word",
    [
        ("stage", one("dreamt"), "dreamt"),
        ("tactic", several("armed_assault", "shouting"), "shouting"),
        ("coder_confidence", OrdinalLevel(level=9), "9"),
    ],
)
def test_a_value_outside_the_codebooks_categories_is_named(field: str, content: Content, word: str) -> None:
    (problem,) = _of(draft_of({field: content}), ProblemKind.CATEGORY)
    assert problem.slot.field == field
    assert problem.message.endswith(f"the codebook does not list “{word}”.")


def test_entities_and_statements_are_held_to_their_lists_too() -> None:
    statement = AttributedValue(about_field="colour", stance="sings", source_type="moon")
    draft = draft_of(
        {},
        ("perpetrator", {**COMPLETE_GROUPS["perpetrator"], "perp_actor": EntityName(canonical="X", entity_type="elf")}),
        ("statement", {"statement": statement}),
    )
    words = {problem.message.split("“")[1].split("”")[0] for problem in _of(draft, ProblemKind.CATEGORY)}
    assert words == {"elf", "colour", "sings", "moon"}


def test_what_is_left_open_in_an_entity_or_statement_is_no_problem() -> None:
    draft = draft_of(
        {},
        ("target", {"target": EntityName(verbatim="a post")}),
        ("statement", {"statement": AttributedValue(value="40")}),
    )
    assert _of(draft, ProblemKind.CATEGORY) == []


def test_more_categories_than_allowed_are_counted() -> None:
    draft = draft_of({"tactic": several("hijacking", "kidnapping", "armed_assault", "unknown")})
    (problem,) = _of(draft, ProblemKind.CATEGORY)
    assert problem.message == "Attack type: at most 3 may be chosen, not 4."


def test_a_content_of_another_type_than_the_fields_is_told_in_words() -> None:
    (problem,) = _of(draft_of({"killed_total": FreeText(text="two")}), ProblemKind.TYPE)
    assert problem.message == "Killed (total) holds a text, but the codebook asks for a count."


def test_a_value_of_a_field_the_codebook_does_not_know_is_passed_over() -> None:
    draft = draft_of()
    draft.put("colour", FreeText(text="red"), draft.coding.reports()[0].id)
    assert _check(draft) == ()


def test_a_note_that_names_the_rule_settles_a_warning() -> None:
    draft = draft_of({"toll_scope": one("includes_attackers")})
    (warning,) = _check(draft)
    assert (warning.severity, warning.is_settled, warning.is_blocking) == (Severity.WARNING, False, True)
    draft.note(warning.subject_id, "R22")
    (settled,) = _check(draft)
    assert (settled.is_settled, settled.is_blocking) == (True, False)
    assert settled.message == warning.message


def test_a_note_on_another_rule_or_another_subject_settles_nothing() -> None:
    draft = draft_of({"toll_scope": one("includes_attackers")})
    draft.note(draft.coding.reports()[0].id, "R06")
    draft.note("coding", "R22")
    draft.note(draft.coding.reports()[0].id, "")
    assert [problem.is_settled for problem in _check(draft)] == [False]


def test_a_note_does_not_settle_an_error() -> None:
    draft = draft_of({"killed_total": count(40, 40, None)})
    (error,) = _check(draft)
    draft.note(error.subject_id, error.rule)
    assert [problem.is_settled for problem in _check(draft)] == [False]


def test_a_warning_on_one_value_is_settled_for_that_value_alone() -> None:
    dozens = count(None, 24, None, Qualifier.DOZENS)
    draft = draft_of({"killed_total": dozens, "wounded_total": dozens})
    first, second = _check(draft)
    draft.note(first.subject_id, "R04")
    assert [(p.slot.field, p.is_settled) for p in _check(draft)] == [
        (first.slot.field, True),
        (second.slot.field, False),
    ]


def test_problems_come_in_the_order_of_the_form_and_rules_after_them() -> None:
    draft = draft_of({"article_relevance": None, "focus": None, "stage": None, "killed_total": count(5, 4, 4)})
    fields = [problem.slot.field for problem in _check(draft)]
    assert fields == ["article_relevance", "focus", "stage", "killed_total", "killed_total"]


def test_a_deleted_report_has_no_problems() -> None:
    draft = Draft()
    draft.put("article_relevance", one("not_relevant"))
    report_id = draft.report()
    deleted = draft.coding.reports_by_id[report_id].model_copy(update={"is_deleted": True})
    assert check(draft.coding.with_entities([deleted]), draft.codebook, draft.article) == ()


def test_a_slot_is_named_by_its_place_and_label() -> None:
    draft = Draft()
    draft.report()
    second = draft.report()
    first_group = draft.group(second, "victim_group")
    second_group = draft.group(second, "victim_group")
    names = [
        name_of(slot, draft.coding, draft.codebook)
        for slot in (
            Slot("article_relevance"),
            Slot("killed_total", second),
            Slot("vg_killed", second, first_group),
            Slot("vg_type", second, second_group),
            Slot("colour", second),
        )
    ]
    assert names == [
        "Relevance",
        "Incident 2 · Killed (total)",
        "Incident 2 · Victim group 1 · Killed",
        "Incident 2 · Victim group 2",
        "Incident 2 · colour",
    ]


def test_a_group_number_counts_only_its_own_level_and_what_is_left() -> None:
    draft = Draft()
    report_id = draft.report()
    gone = draft.group(report_id, "claim")
    draft.group(report_id, "perpetrator")
    left = draft.group(report_id, "claim")
    coding = draft.coding.with_entities([draft.coding.groups_by_id[gone].model_copy(update={"is_deleted": True})])
    assert name_of(Slot("claim_mode", report_id, left), coding, draft.codebook) == "Incident 1 · Claim 1 · Claim mode"


def test_a_codebook_of_one_field_is_enough() -> None:
    codebook = _small_codebook(required=True, evidence="none")
    draft = Draft(codebook)
    assert [problem.message for problem in _check(draft)] == ["The field is missing."]
    draft.put("f", FreeText(text="done"))
    assert _check(draft) == ()


@pytest.mark.parametrize("field_type", [FieldType.TEXT, FieldType.COUNT, FieldType.DATE, FieldType.BOOLEAN])
def test_only_the_fields_own_type_of_content_is_accepted(field_type: FieldType) -> None:
    draft = Draft(_small_codebook(type=field_type.value, evidence="none"))
    draft.put("f", MarkedSpan())
    assert [problem.kind for problem in _check(draft)] == [ProblemKind.TYPE]


@given(coded_articles())
@settings(max_examples=60)
def test_any_coding_at_all_can_be_checked_and_every_message_is_a_sentence(coded: CodedArticle) -> None:
    problems = check(coded.coding, default_codebook(), coded.article)
    assert all(problem.message.endswith(".") and "\n" not in problem.message for problem in problems)
    assert all(problem.name for problem in problems)


@given(coded_articles())
@settings(max_examples=30)
def test_checking_twice_finds_the_same(coded: CodedArticle) -> None:
    codebook = default_codebook()
    assert check(coded.coding, codebook, coded.article) == check(coded.coding, codebook, coded.article)


def test_the_complete_answers_are_of_the_codebooks_fields() -> None:
    known = set(default_codebook().fields_by_id)
    assert set(COMPLETE_ARTICLE) | set(COMPLETE_INCIDENT) <= known
