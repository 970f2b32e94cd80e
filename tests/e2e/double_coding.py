"""Two coders' readings of the twelve samples, and the way they code them: from packets, blind, to the end.

What the second coder reads otherwise is planted: a near number, other evidence, a status, a missed incident, a split,
another day, another relevance.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.bootstrap import Workspace, create_sample, open_workspace
from annotator.domain.checking import Problem, ProblemKind
from annotator.domain.codebook import Severity
from annotator.domain.coding import Coder, Slot
from annotator.domain.ids import ArticleId, ReportId
from annotator.domain.queue import QueueFilter
from annotator.domain.rounds import Round
from annotator.domain.text import Span
from annotator.domain.values import (
    Content,
    Count,
    DateRange,
    FreeText,
    Location,
    OneCategory,
    OrdinalLevel,
    Qualifier,
    SeveralCategories,
    Status,
    YesNo,
)
from annotator.services.coding import CodingKey
from annotator.services.folders import Folders

LEAD, ADA, BEN = "Lena Lead", "Ada Aziz", "Ben Bright"
ROUND = "Pilot"


@dataclass(frozen=True)
class Answer:
    """A field's content with the words that are its evidence."""

    content: Content
    words: str = ""


@dataclass(frozen=True)
class Incident:
    """One incident as a coder reads it: the trigger's words, a short name, and answers by field."""

    trigger: str
    label: str
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def but(self, **answers: Answer | None) -> Incident:
        """Return the same incident read otherwise in some fields; None takes an answer away."""
        changed = {**self.answers, **answers}
        return replace(self, answers={name: one for name, one in changed.items() if one is not None})


@dataclass(frozen=True)
class Reading:
    """One coder's reading of an article."""

    relevance: str = "codable_incident"
    incidents: tuple[Incident, ...] = ()


def killed(words: str, number: int, qualifier: Qualifier = Qualifier.EXACT) -> Answer:
    """Read a number of dead."""
    best = number if qualifier is Qualifier.EXACT else None
    high = number if qualifier is Qualifier.EXACT else None
    return Answer(Count(low=number, best=best, high=high, qualifier=qualifier), words)


def on(words: str, day: str) -> Answer:
    """Read an exact day."""
    date = dt.date.fromisoformat(day)
    return Answer(DateRange(start=date, end=date, precision=1, expression=words), words)


def at(words: str, country: str) -> Answer:
    """Read a named place."""
    return Answer(Location(verbatim=words, name=words, country_iso3=country, precision=1), words)


def kind(category: str) -> Answer:
    """Read a type of event."""
    return Answer(OneCategory(category=category))


BOMB, RAID, RIOT = kind("explosion_remote_violence"), kind("battle"), kind("riot")
AGAINST_CIVILIANS = kind("violence_against_civilians")

OUTPOST = Incident(
    "An assault on an army post",
    "Outpost attack",
    {
        "killed_total": killed("53\N{NO-BREAK SPACE}soldiers", 53),
        "event_type": RAID,
        "location": at("Indelimane", "MLI"),
    },
)
MARKET_FIRST = Incident(
    "A car packed with explosives blew up",
    "Market bomb",
    {
        "killed_total": killed("at least seven people", 7, Qualifier.AT_LEAST),
        "incident_date": on("Tuesday morning", "2021-03-09"),
        "location": at("Dar Selim", "KEN"),
        "event_type": BOMB,
    },
)
MARKET_SECOND = Incident(
    "a car bomb at a market",
    "Market bomb",
    {
        "killed_total": killed("13", 13),
        "wounded_total": killed("Thirty-four others were hurt", 34),
        "incident_date": on("Tuesday evening", "2021-03-09"),
        "event_type": BOMB,
    },
)
MARKET_CORRECTED = Incident(
    "car bombing of the grain market",
    "Market bomb",
    {
        "killed_total": killed("Sixteen people died", 16),
        "wounded_total": killed("Forty-one people were treated for wounds", 41),
        "event_type": BOMB,
    },
)
AMBUSH = Incident(
    "Four policemen were shot dead",
    "Krasna ambush",
    {"killed_total": killed("Four policemen", 4), "location": at("Krasna pass", "BIH"), "event_type": RAID},
)
ABDUCTION = Incident(
    "two foreign water engineers were dragged from their car",
    "Abduction",
    {"location": at("Malo Brdo", "BIH"), "event_type": AGAINST_CIVILIANS},
)
COACH_BOMB = Incident(
    "a bomb was found under a bus", "Bomb on a coach", {"location": at("Gorna", "BIH"), "event_type": BOMB}
)
FORD = Incident(
    "killed nine herders",
    "Ford of Nyala Creek",
    {"killed_total": killed("nine herders", 9), "event_type": AGAINST_CIVILIANS},
)
FISH_MARKET = Incident(
    "crossed the causeway to the fishing settlement",
    "Old Kindu burned",
    {
        "killed_total": killed("At least eleven people", 11, Qualifier.AT_LEAST),
        "location": at("Old Kindu", "CMR"),
        "event_type": RIOT,
    },
)
RICE_STORE = Incident(
    "shot at a crowd",
    "Shots at the rice store",
    {"killed_total": killed("One woman was killed", 1), "event_type": AGAINST_CIVILIANS},
)
WAVE = Incident(
    "A wave of attacks this week",
    "Week's total",
    {
        "focus": Answer(OneCategory(category="aggregate")),
        "n_events": Answer(Count(low=9, best=9, high=9), "nine"),
        "killed_total": killed("31 people", 31),
    },
)
OUM_SIRRA = Incident(
    "soldiers entered the village of Oum Sirra",
    "Raid on Oum Sirra",
    {"killed_total": killed("17 bodies", 17), "location": at("Oum Sirra", "MRT"), "event_type": RAID},
)
BRIDGE = Incident(
    "une embuscade tendue",
    "Ganzoro bridge",
    {
        "killed_total": killed("Six gendarmes ont été tués", 6),
        "incident_date": on("lundi à l'aube", "2020-12-07"),
        "event_type": RAID,
    },
)
CAFE = Incident(
    "A hand grenade thrown from a motorcycle",
    "Grenade at a café",
    {
        "killed_total": Answer(Count(low=0, best=0, high=0, qualifier=Qualifier.NONE_REPORTED), "لم تُسجَّل أي وفيات"),
        "wounded_total": killed("wounded nine people", 9),
        "event_type": BOMB,
    },
)

ADAS: Mapping[str, Reading] = {
    "01": Reading(incidents=(OUTPOST,)),
    "02": Reading(incidents=(MARKET_FIRST,)),
    "03": Reading(incidents=(MARKET_SECOND,)),
    "04": Reading(incidents=(MARKET_CORRECTED,)),
    "05": Reading(incidents=(AMBUSH, ABDUCTION, COACH_BOMB)),
    "06": Reading(incidents=(FORD, FISH_MARKET, RICE_STORE)),
    "07": Reading("background_or_aggregate_only", (WAVE,)),
    "08": Reading("not_relevant"),
    "09": Reading("not_relevant"),
    "10": Reading(incidents=(OUM_SIRRA,)),
    "11": Reading(incidents=(BRIDGE,)),
    "12": Reading(incidents=(CAFE,)),
}
BENS: Mapping[str, Reading] = {
    **ADAS,
    "01": Reading(incidents=(OUTPOST.but(killed_total=killed("53\N{NO-BREAK SPACE}soldiers and one civilian", 54)),)),
    "03": Reading(incidents=(MARKET_SECOND.but(killed_total=killed("at least seven dead", 7, Qualifier.AT_LEAST)),)),
    "04": Reading(incidents=(MARKET_CORRECTED.but(wounded_total=None),)),
    "05": Reading(incidents=(AMBUSH, ABDUCTION)),
    "06": Reading(incidents=(FORD, FISH_MARKET.but(event_type=AGAINST_CIVILIANS), RICE_STORE)),
    "08": Reading("background_or_aggregate_only"),
    "10": Reading(incidents=(OUM_SIRRA.but(killed_total=killed("24 names", 24)),)),
    "11": Reading(incidents=(BRIDGE.but(incident_date=on("la veille au soir", "2020-12-06")),)),
    "12": Reading(incidents=(CAFE.but(wounded_total=killed("Ten people had been treated", 10)),)),
}

_USUAL: Mapping[str, Content] = {
    "focus": OneCategory(category="main"),
    "stage": OneCategory(category="accomplished"),
    "factuality": OneCategory(category="reported_as_fact"),
    "event_type": OneCategory(category="battle"),
    "tactic": SeveralCategories(categories=("armed_assault",)),
    "suicide": YesNo(answer=False),
    "target_type": SeveralCategories(categories=("private_citizens_property",)),
    "toll_scope": OneCategory(category="unclear"),
    "toll_status": OneCategory(category="stated_without_reserve"),
    "coder_confidence": OrdinalLevel(level=3),
}
"""What a coder answers where the reading says nothing."""


def lead_project(path: Path) -> tuple[Round, dict[str, ArticleId]]:
    """Make a project of the samples with a blind round that gives every article to Ada and Ben.

    Return the round, and the articles by the two digits their files begin with.
    """
    with create_sample(path, folders=Folders.of_person(), coder_name=LEAD) as workspace:
        lead = workspace.coder.id
        people = [workspace.coders.named(name) for name in (ADA, BEN)]
        articles = articles_of(workspace)
        made = workspace.rounds.make(ROUND, by=lead, seed=7, sample_share=0.05)
        plan = workspace.rounds.plan(
            made.id,
            coders=[person.id for person in people],
            article_ids=list(articles.values()),
            share=1.0,
            coders_each=2,
            seed=7,
        )
        workspace.rounds.assign(plan, by=lead)
    return made, articles


def articles_of(workspace: Workspace) -> dict[str, ArticleId]:
    """Return every article's id by the two digits its file begins with."""
    rows = workspace.articles.queue(workspace.coder.id, QueueFilter())
    ids = [item.article_id for item in workspace.articles.queue_page(workspace.coder.id, rows)]
    return {workspace.articles.article(one).file_name[:2]: one for one in ids}


def code_packet(path: Path, made: Round, articles: Mapping[str, ArticleId], readings: Mapping[str, Reading]) -> Coder:
    """Open a packet as its coder does, and code and complete every article in it."""
    with open_workspace(path, folders=Folders.of_person()) as workspace:
        for number, reading in readings.items():
            code(workspace, CodingKey(articles[number], workspace.coder.id, made.id), reading)
        return workspace.coder


def code(workspace: Workspace, key: CodingKey, reading: Reading) -> None:
    """Record a reading and complete it."""
    workspace.coding.set_content(key, Slot("article_relevance"), OneCategory(category=reading.relevance))
    for incident in reading.incidents:
        _code_incident(workspace, key, incident)
    _complete(workspace, key)


def _code_incident(workspace: Workspace, key: CodingKey, incident: Incident) -> None:
    coding = workspace.coding
    coding.add_report(key)
    report = coding.worksheet(key).coding.reports()[-1].id
    coding.attach_evidence(key, Slot("trigger", report), _span(workspace, key, incident.trigger))
    coding.set_content(key, Slot("incident_label", report), FreeText(text=incident.label))
    for name, answer in incident.answers.items():
        if answer.words:
            coding.attach_evidence(key, Slot(name, report), _span(workspace, key, answer.words))
        coding.set_content(key, Slot(name, report), answer.content)
    _answer_the_rest(workspace, key, report)


def _answer_the_rest(workspace: Workspace, key: CodingKey, report: ReportId) -> None:
    for problem in _errors(workspace, key):
        if problem.kind is ProblemKind.MISSING and problem.slot.report_id == report:
            content = _USUAL.get(problem.slot.field)
            if content is None:
                workspace.coding.set_status(key, problem.slot, Status.NOT_MENTIONED)
            else:
                workspace.coding.set_content(key, problem.slot, content)


def _complete(workspace: Workspace, key: CodingKey) -> None:
    for problem in _errors(workspace, key):
        assert problem.kind is ProblemKind.EVIDENCE, problem
        workspace.coding.set_missing_evidence_reason(key, problem.slot, "It is the coder's judgement.")
    for problem in workspace.coding.worksheet(key).blocking:
        assert problem.severity is Severity.WARNING, problem
        workspace.coding.write_note(key, problem.subject_id, "Checked against the text.", rule=problem.rule)
    workspace.coding.complete(key)


def _errors(workspace: Workspace, key: CodingKey) -> Sequence[Problem]:
    blocking = workspace.coding.worksheet(key).blocking
    return [problem for problem in blocking if problem.severity is Severity.ERROR]


def _span(workspace: Workspace, key: CodingKey, words: str) -> Span:
    start = workspace.articles.article(key.article_id).text.index(words)
    return Span(start, start + len(words))
