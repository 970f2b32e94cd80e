"""Each rule of the default codebook: where it fires, where it does not, and that the unknown never fires it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from annotator.domain.checking import Problem, check
from annotator.domain.codebook import Severity
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FreeText,
    Location,
    Moment,
    Qualifier,
    Status,
    YesNo,
)
from tests.drafts import Answer, Draft, an_article, count, default_codebook, draft_of, exactly, one, several

Groups = tuple[tuple[str, Mapping[str, Answer]], ...]


class Case(NamedTuple):
    """One coding, complete but for these answers and groups, and how often the rule fires on it."""

    rule: str
    name: str
    times: int
    changes: Mapping[str, Answer]
    groups: Groups = ()


def _dates(start: str | None, end: str | None, precision: int | None = 9) -> DateRange:
    return DateRange(
        start=dt.date.fromisoformat(start) if start else None,
        end=dt.date.fromisoformat(end) if end else None,
        precision=precision,
    )


def _victims(group: str, killed: Content | Status | None) -> tuple[str, Mapping[str, Answer]]:
    return ("victim_group", {"vg_type": one(group), "vg_killed": killed})


VIDEO = one("video")
NOT_STATED = one("not_stated")


def _claim(claimant: Answer, mode: Answer = VIDEO, support: Answer = NOT_STATED) -> tuple[str, Mapping[str, Answer]]:
    return ("claim", {"claimant": claimant, "claim_mode": mode, "claim_support": support})


def _perpetrator(name: str, attribution: Answer) -> tuple[str, Mapping[str, Answer]]:
    return ("perpetrator", {"perp_actor": EntityName(canonical=name), "perp_attribution": attribution})


def _statement(about: str, stance: str) -> tuple[str, Mapping[str, Answer]]:
    return ("statement", {"statement": AttributedValue(about_field=about, stance=stance, source_type="media")})


def _named(name: str) -> EntityName:
    return EntityName(canonical=name)


RANGE = Qualifier.RANGE
AT_LEAST = Qualifier.AT_LEAST
NONE = Qualifier.NONE_REPORTED
DOZENS = Qualifier.DOZENS
THREAT: Mapping[str, Answer] = {
    "stage": one("threatened"),
    "killed_total": count(0, 0, 0, NONE),
    "wounded_total": Status.NOT_APPLICABLE,
}
DISPUTED = {"toll_status": one("disputed")}

CASES = (
    Case("R01", "lowest above best", 1, {"killed_total": count(5, 4, 6, RANGE)}),
    Case("R01", "best above highest", 1, {"killed_total": count(5, 7, 6, RANGE)}),
    Case("R01", "lowest above highest without a best", 1, {"killed_total": count(8, None, 6, RANGE)}),
    Case("R01", "a negative number", 1, {"killed_total": count(-1, None, None, AT_LEAST)}),
    Case("R01", "in order", 0, {"killed_total": count(4, 5, 6, RANGE)}),
    Case("R01", "equal figures", 0, {"killed_total": exactly(6)}),
    Case("R01", "unknown figures", 0, {"killed_total": count(None, None, None, DOZENS)}),
    Case("R01", "not mentioned", 0, {"killed_total": Status.NOT_MENTIONED}),
    Case("R01", "two counts at fault", 2, {"killed_total": count(5, 4, 6, RANGE), "n_events": count(3, 2, 4, RANGE)}),
    Case("R02", "exact but open above", 1, {"killed_total": count(40, 40, None)}),
    Case("R02", "exact but unequal", 1, {"killed_total": count(40, 41, 41)}),
    Case("R02", "exact and equal", 0, {"killed_total": exactly(40)}),
    Case("R02", "none reported but not 0", 1, {"killed_total": count(1, 1, 1, NONE)}),
    Case("R02", "none reported without figures", 1, {"killed_total": count(None, None, None, NONE)}),
    Case("R02", "none reported", 0, {"killed_total": count(0, 0, 0, NONE)}),
    Case("R02", "another qualifier", 0, {"killed_total": count(40, 40, None, AT_LEAST)}),
    Case("R02", "a group's figure too", 1, {}, (_victims("soldiers", count(40, 40, None)),)),
    Case("R02", "unclear", 0, {"killed_total": Status.UNCLEAR}),
    Case("R03", "at least without a lowest", 1, {"killed_total": count(None, 3, None, AT_LEAST)}),
    Case("R03", "at least with a highest", 1, {"killed_total": count(3, 3, 5, AT_LEAST)}),
    Case("R03", "at least, open above", 0, {"killed_total": count(3, 3, None, AT_LEAST)}),
    Case("R03", "another qualifier", 0, {"killed_total": count(None, 3, None, Qualifier.ABOUT)}),
    Case("R03", "not mentioned", 0, {"killed_total": Status.NOT_MENTIONED}),
    Case("R04", "dozens with a best figure", 1, {"killed_total": count(24, 24, None, DOZENS)}),
    Case("R04", "dozens", 0, {"killed_total": count(None, None, None, DOZENS)}),
    Case("R04", "about has a best figure", 0, {"killed_total": count(None, 40, None, Qualifier.ABOUT)}),
    Case(
        "R05",
        "groups above the total",
        1,
        {"killed_total": exactly(3)},
        (_victims("soldiers", exactly(3)), _victims("civilians", exactly(1))),
    ),
    Case(
        "R05",
        "attackers do not count",
        0,
        {"killed_total": exactly(3)},
        (_victims("soldiers", exactly(3)), _victims("perpetrators", exactly(9))),
    ),
    Case(
        "R05",
        "a total open above",
        0,
        {"killed_total": count(1, 1, None, AT_LEAST)},
        (_victims("soldiers", exactly(3)),),
    ),
    Case("R05", "no groups", 0, {"killed_total": exactly(0)}),
    Case("R05", "no figure in the group", 0, {"killed_total": exactly(1)}, (_victims("soldiers", None),)),
    Case(
        "R05",
        "one known figure is enough",
        1,
        {"killed_total": exactly(1)},
        (_victims("soldiers", exactly(3)), _victims("civilians", Status.UNCLEAR)),
    ),
    Case(
        "R05",
        "a group of unknown kind",
        0,
        {"killed_total": exactly(1)},
        (("victim_group", {"vg_killed": exactly(3)}),),
    ),
    Case("R06", "groups and total differ", 1, {"killed_total": exactly(5)}, (_victims("soldiers", exactly(3)),)),
    Case("R06", "groups and total agree", 0, {"killed_total": exactly(3)}, (_victims("soldiers", exactly(3)),)),
    Case(
        "R06",
        "attackers do not count",
        0,
        {"killed_total": exactly(3)},
        (_victims("soldiers", exactly(3)), _victims("perpetrators", exactly(1))),
    ),
    Case(
        "R06",
        "explained in the note field",
        0,
        {"killed_total": exactly(5), "coder_note": FreeText(text="Two are not described.")},
        (_victims("soldiers", exactly(3)),),
    ),
    Case(
        "R06",
        "a group without a figure",
        0,
        {"killed_total": exactly(5)},
        (_victims("soldiers", exactly(3)), _victims("civilians", count(None, None, None, DOZENS))),
    ),
    Case("R06", "no groups", 0, {"killed_total": exactly(5)}),
    Case("R07", "ends before it begins", 1, {"incident_date": _dates("2021-05-07", "2021-05-06")}),
    Case("R07", "one day", 0, {"incident_date": _dates("2021-05-07", "2021-05-07", 1)}),
    Case("R07", "no end", 0, {"incident_date": _dates("2021-05-07", None)}),
    Case("R08", "after publication", 1, {"incident_date": _dates("2021-05-11", "2021-05-11", 1)}),
    Case("R08", "on the day of publication", 0, {"incident_date": _dates("2021-05-10", "2021-05-10", 1)}),
    Case("R08", "a threat", 0, {**THREAT, "incident_date": _dates("2021-05-11", "2021-05-11", 1)}),
    Case("R08", "stage unclear", 1, {"stage": Status.UNCLEAR, "incident_date": _dates("2021-05-11", "2021-05-11", 1)}),
    Case("R08", "stage untouched", 0, {"stage": None, "incident_date": _dates("2021-05-11", "2021-05-11", 1)}),
    Case("R08", "start unknown", 0, {"incident_date": _dates(None, "2021-05-11")}),
    Case(
        "R08",
        "publication date corrected",
        0,
        {"publication_date": Moment(at=dt.date(2021, 5, 12)), "incident_date": _dates("2021-05-11", "2021-05-11", 1)},
    ),
    Case("R09", "an exact day of two days", 1, {"incident_date": _dates("2021-05-07", "2021-05-08", 1)}),
    Case("R09", "an exact day without an end", 1, {"incident_date": _dates("2021-05-07", None, 1)}),
    Case("R09", "an exact day", 0, {"incident_date": _dates("2021-05-07", "2021-05-07", 1)}),
    Case("R09", "two days inside their band", 0, {"incident_date": _dates("2021-05-07", "2021-05-08", 2)}),
    Case("R09", "one day below its band", 1, {"incident_date": _dates("2021-05-07", "2021-05-07", 2)}),
    Case("R09", "a week above its band", 1, {"incident_date": _dates("2021-05-01", "2021-05-07", 2)}),
    Case("R09", "a week", 0, {"incident_date": _dates("2021-05-01", "2021-05-07", 3)}),
    Case("R09", "a month of 31 days", 0, {"incident_date": _dates("2021-03-01", "2021-03-31", 4)}),
    Case("R09", "an unknown date", 0, {"incident_date": _dates("2021-03-01", "2021-04-30", 9)}),
    Case("R09", "no precision", 0, {"incident_date": _dates("2021-05-01", "2021-05-07", None)}),
    Case("R09", "an open end", 0, {"incident_date": _dates("2021-05-01", None, 4)}),
    Case("R10", "main and 61 days old", 1, {"incident_date": _dates("2021-03-10", "2021-03-10", 1)}),
    Case("R10", "main and 60 days old", 0, {"incident_date": _dates("2021-03-11", "2021-03-11", 1)}),
    Case("R10", "background", 0, {"focus": one("background"), "incident_date": _dates("2001-03-10", "2001-03-10", 1)}),
    Case("R10", "end unknown", 0, {"incident_date": _dates("2001-03-10", None)}),
    Case("R11", "latitude alone", 1, {"location": Location(lat=1.0, precision=1)}),
    Case("R11", "longitude alone", 1, {"location": Location(lon=1.0, precision=1)}),
    Case("R11", "latitude out of range", 1, {"location": Location(lat=90.5, lon=1.0, precision=1)}),
    Case("R11", "longitude out of range", 1, {"location": Location(lat=9.5, lon=-181.0, precision=1)}),
    Case("R11", "no precision", 1, {"location": Location(lat=9.5, lon=18.0)}),
    Case("R11", "all there", 0, {"location": Location(lat=-90.0, lon=180.0, precision=1)}),
    Case("R11", "no coordinates", 0, {"location": Location(verbatim="a village")}),
    Case("R12", "country with an area", 1, {"location": Location(admin1="North", country_iso3="MLI", precision=6)}),
    Case("R12", "country with a place", 1, {"location": Location(name="Gao", country_iso3="MLI", precision=6)}),
    Case("R12", "country only", 0, {"location": Location(verbatim="in Mali", country_iso3="MLI", precision=6)}),
    Case("R12", "first order without area", 1, {"location": Location(country_iso3="MLI", precision=4)}),
    Case("R12", "first order", 0, {"location": Location(admin1="North", precision=4)}),
    Case("R12", "second order without area", 1, {"location": Location(admin1="North", precision=3)}),
    Case("R12", "second order", 0, {"location": Location(admin2="Ansongo", precision=3)}),
    Case("R12", "no precision", 0, {"location": Location(admin1="North")}),
    Case("R13", "mode not mentioned", 1, {}, (_claim(_named("Front"), mode=Status.NOT_MENTIONED),)),
    Case("R13", "support unclear", 1, {}, (_claim(_named("Front"), support=Status.UNCLEAR),)),
    Case("R13", "unknown mode", 0, {}, (_claim(_named("Front"), mode=one("unknown")),)),
    Case("R13", "untouched is missing, not broken", 0, {}, (_claim(_named("Front"), mode=None, support=None),)),
    Case("R13", "no claimant", 0, {}, (_claim(Status.UNCLEAR, mode=Status.UNCLEAR),)),
    Case("R14", "claimant is no perpetrator", 1, {}, (_claim(_named("Front")),)),
    Case(
        "R14",
        "claimant is only accused",
        1,
        {},
        (_claim(_named("Front")), _perpetrator("Front", one("accused_by_authorities"))),
    ),
    Case(
        "R14",
        "claimant is a perpetrator",
        0,
        {},
        (_claim(_named("Front")), _perpetrator("front", one("claimed_by_perpetrator"))),
    ),
    Case("R14", "attribution unknown", 0, {}, (_claim(_named("Front")), _perpetrator("Front", None))),
    Case(
        "R14",
        "one of two claims",
        1,
        {},
        (
            _claim(_named("Front")),
            _claim(_named("League")),
            _perpetrator("Front", one("claimed_by_perpetrator")),
        ),
    ),
    Case(
        "R15",
        "two claimants, competing not mentioned",
        1,
        {"claim_competing": Status.NOT_MENTIONED},
        (_claim(_named("Front")), _claim(_named("League"))),
    ),
    Case(
        "R15",
        "two claimants, competing answered",
        0,
        {"claim_competing": YesNo(answer=False)},
        (_claim(_named("Front")), _claim(_named("League"))),
    ),
    Case(
        "R15",
        "two claimants, competing unclear",
        0,
        {"claim_competing": Status.UNCLEAR},
        (_claim(_named("Front")), _claim(_named("League"))),
    ),
    Case(
        "R15",
        "one claimant twice",
        0,
        {"claim_competing": Status.NOT_MENTIONED},
        (_claim(_named("Front")), _claim(_named("FRONT"))),
    ),
    Case(
        "R15",
        "claimants not resolved",
        0,
        {"claim_competing": Status.NOT_MENTIONED},
        (_claim(EntityName(verbatim="a front")), _claim(EntityName(verbatim="a league"))),
    ),
    Case("R16", "bombers not counted", 1, {"suicide": YesNo(answer=True), "tactic": several("bombing_explosion")}),
    Case("R16", "neither counted nor a bombing", 2, {"suicide": YesNo(answer=True)}),
    Case(
        "R16",
        "bombers counted",
        0,
        {
            "suicide": YesNo(answer=True),
            "tactic": several("armed_assault", "bombing_explosion"),
            "killed_perpetrators": count(3, 3, None, AT_LEAST),
        },
    ),
    Case("R16", "no suicide attack", 0, {"suicide": YesNo(answer=False)}),
    Case("R16", "unclear", 0, {"suicide": Status.UNCLEAR}),
    Case("R17", "an aggregate of one", 1, {"focus": one("aggregate"), "n_events": exactly(1)}),
    Case("R17", "an aggregate of two", 0, {"focus": one("aggregate"), "n_events": exactly(2)}),
    Case(
        "R17",
        "an aggregate of several",
        0,
        {"focus": one("aggregate"), "n_events": count(None, None, None, Qualifier.SEVERAL)},
    ),
    Case("R17", "no aggregate", 0, {"n_events": exactly(1)}),
    Case("R18", "codable but only background", 1, {"focus": one("background")}),
    Case("R18", "not relevant but an incident", 1, {"article_relevance": one("not_relevant")}),
    Case("R18", "codable and main", 0, {}),
    Case("R18", "codable, role untouched", 0, {"focus": None}),
    Case("R18", "relevance untouched", 0, {"article_relevance": None}),
    Case("R20", "disputed without statements", 1, DISPUTED),
    Case("R20", "one side only", 1, DISPUTED, (_statement("killed_total", "asserts"),)),
    Case("R20", "statements on something else", 1, DISPUTED, (_statement("weapon", "denies"),) * 2),
    Case("R20", "two sides", 0, DISPUTED, (_statement("killed_total", "asserts"),) * 2),
    Case("R20", "one that doubts", 0, DISPUTED, (_statement("killed_total", "doubts"),)),
    Case("R20", "subject of a statement unknown", 0, DISPUTED, (_statement("", "denies"),)),
    Case("R20", "not disputed", 0, {"toll_status": one("not_given")}),
    Case("R21", "a threat that killed", 1, {**THREAT, "killed_total": exactly(2)}),
    Case("R21", "a threat that wounded", 1, {**THREAT, "wounded_total": count(None, None, None, Qualifier.SEVERAL)}),
    Case("R21", "not mentioned is neither", 1, {**THREAT, "killed_total": Status.NOT_MENTIONED}),
    Case("R21", "a threat", 0, THREAT),
    Case("R21", "tolls untouched", 0, {**THREAT, "killed_total": None, "wounded_total": None}),
    Case("R21", "not a threat", 0, {"killed_total": exactly(2)}),
    Case("R21", "stage unclear", 0, {"stage": Status.UNCLEAR}),
    Case("R22", "attackers included, not noted", 1, {"toll_scope": one("includes_attackers")}),
    Case(
        "R22",
        "attackers included, noted",
        0,
        {"toll_scope": one("includes_attackers"), "coder_note": FreeText(text="57 less 3.")},
    ),
    Case("R22", "victims only", 0, {"toll_scope": one("victims_only")}),
    Case("R22", "unclear", 0, {"toll_scope": Status.UNCLEAR}),
)


def _fired(draft: Draft, rule: str) -> list[Problem]:
    return [problem for problem in check(draft.coding, draft.codebook, draft.article) if problem.rule == rule]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.name}")
def test_a_rule_fires_exactly_where_it_is_known_to_be_broken(case: Case) -> None:
    draft = draft_of(case.changes, *case.groups)
    assert len(_fired(draft, case.rule)) == case.times


@pytest.mark.parametrize("case", [case for case in CASES if case.times], ids=lambda case: f"{case.rule} {case.name}")
def test_a_broken_rule_says_so_in_a_sentence_without_ids_and_leads_to_a_field(case: Case) -> None:
    draft = draft_of(case.changes, *case.groups)
    for problem in _fired(draft, case.rule):
        assert problem.message[0].isupper() or problem.message.startswith("“")
        assert problem.message.endswith(".")
        assert "{" not in problem.message
        assert not {word.strip(".,“”()") for word in problem.message.split()} & {
            name for name in draft.codebook.fields_by_id if "_" in name
        }
        assert problem.slot.field in draft.codebook.fields_by_id


def test_every_rule_but_the_one_on_quotes_has_cases_of_firing_and_of_not_firing() -> None:
    rules = {rule.id for rule in default_codebook().rules} - {"R19"}
    assert {case.rule for case in CASES if case.times} == rules
    assert {case.rule for case in CASES if not case.times} == rules


def test_a_complete_coding_breaks_nothing() -> None:
    draft = draft_of()
    assert check(draft.coding, draft.codebook, draft.article) == ()


def test_an_untouched_incident_lacks_fields_but_breaks_no_rule() -> None:
    draft = Draft()
    draft.put("article_relevance", one("codable_incident"))
    draft.report()
    assert {problem.rule for problem in check(draft.coding, draft.codebook, draft.article)} == {"required"}


def test_r19_fires_when_a_quote_differs_from_the_text() -> None:
    draft = draft_of({"weapon": None})
    report_id = draft.coding.reports()[0].id
    value_id = draft.put("weapon", several("firearms"), report_id, quote=None)
    assert value_id is not None
    draft.attach(value_id, 0, 6, "Bombers")
    problems = _fired(draft, "R19")
    assert [problem.slot.field for problem in problems] == ["weapon"]
    assert problems[0].severity is Severity.ERROR


@pytest.mark.parametrize("start, end", [(-1, 5), (5, 5), (9, 3), (0, 10_000)])
def test_r19_fires_when_a_span_leaves_the_article(start: int, end: int) -> None:
    draft = draft_of()
    value_id = draft.put("coder_note", FreeText(text="x"), draft.coding.reports()[0].id, quote=None)
    assert value_id is not None
    draft.attach(value_id, start, end, draft.article.text[start:end])
    assert len(_fired(draft, "R19")) == 1


def test_r19_is_quiet_where_every_quote_equals_the_text() -> None:
    assert _fired(draft_of({"weapon": several("firearms")}), "R19") == []


def test_groups_above_the_total_are_told_with_both_figures() -> None:
    draft = draft_of({"killed_total": exactly(3)}, _victims("soldiers", exactly(3)), _victims("civilians", exactly(1)))
    (problem,) = _fired(draft, "R05")
    assert problem.message == (
        "The victim groups add up to at least 4 killed, more than the total's highest figure, 3."
    )
    assert problem.name == "Incident 1 · Killed (total)"


def test_a_rule_on_dates_shows_them_as_people_write_them() -> None:
    draft = draft_of({"incident_date": _dates("2021-05-11", "2021-05-11", 1)})
    (problem,) = _fired(draft, "R08")
    assert "11 May 2021" in problem.message
    assert "Mon 10 May 2021" in problem.message


def test_an_untouched_publication_date_is_what_the_article_says_and_an_unknown_one_fires_nothing() -> None:
    late = {"incident_date": _dates("2021-05-11", "2021-05-11", 1)}
    known = draft_of(late)
    unknown = Draft(article=an_article(published=None))
    unknown.put("article_relevance", one("codable_incident"))
    unknown.complete_report(late)
    assert len(_fired(known, "R08")) == 1
    assert _fired(unknown, "R08") == []


def test_every_count_of_the_codebook_is_held_to_the_rules_on_counts() -> None:
    draft = draft_of(
        {"killed_total": Count(low=1, best=1, qualifier=Qualifier.EXACT), "perp_number": count(4, 4, None)}
    )
    assert {problem.slot.field for problem in _fired(draft, "R02")} == {"killed_total", "perp_number"}
