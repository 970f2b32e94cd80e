"""Differences between two codings: each once, under the first type that fits."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

import pytest

from annotator.agreement.alignment import Aligner
from annotator.agreement.answers import Answer
from annotator.agreement.disagreement import Disagreement, disagreements, is_near, kind_of
from annotator.agreement.ratings import Level, Place
from annotator.agreement.scored import is_pooled, normalised, parts_of, scored_value
from annotator.domain.coding import Value
from annotator.domain.ids import CodingId, ReportId, ValueId
from annotator.domain.review import DisagreementKind
from annotator.domain.text import Span
from annotator.domain.values import (
    AttributedValue,
    Content,
    Count,
    DateRange,
    EntityName,
    FreeText,
    Location,
    MarkedSpan,
    Moment,
    OneCategory,
    OrdinalLevel,
    Qualifier,
    SeveralCategories,
    Status,
    YesNo,
)
from tests import agreement_generator as generator
from tests.agreement_generator import CoderVersion, GoldArticle, Habits, Incident, Member, Told
from tests.drafts import default_codebook

BOOK = default_codebook()
ARTICLE = generator.gold_articles(Random(2), 1, 2)[0]


# -- The scored value -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field, content, scored",
    [
        ("killed_total", Count(low=50, best=53, high=60), 53),
        ("killed_total", Count(low=100, qualifier=Qualifier.MORE_THAN), 100),
        ("killed_total", Count(high=8, qualifier=Qualifier.AT_MOST), 8),
        ("killed_total", Count(low=0, best=0, high=0), 0),
        ("killed_total", Count(qualifier=Qualifier.DOZENS), None),
        ("publication_date", Moment(at=dt.date(2019, 11, 3)), dt.date(2019, 11, 3).toordinal()),
        ("incident_date", DateRange(start=dt.date(2019, 11, 1)), (dt.date(2019, 11, 1), None)),
        ("incident_date", DateRange(expression="recently"), None),
        (
            "location",
            Location(name="  In  DELIMANE", country_iso3="MLI", admin1="Ménaka"),
            Place("MLI", "ménaka", "", "in delimane"),
        ),
        ("location", Location(name="Ouallam", gazetteer_id="2440371"), Place("", "", "", "2440371")),
        ("location", Location(precision=9), None),
        ("focus", OneCategory(category="main"), "main"),
        ("property_damage", OneCategory(category="destroyed"), 2),
        ("property_damage", OneCategory(category="unspecified"), None),
        ("tactic", SeveralCategories(categories=("b", "a")), frozenset({"a", "b"})),
        ("coder_confidence", OrdinalLevel(level=3), 3),
        ("suicide", YesNo(answer=False), False),
        ("perp_actor", EntityName(verbatim="the group", canonical="Islamic  State"), "islamic state"),
        ("perp_actor", EntityName(verbatim="The Group"), "the group"),
        ("perp_actor", EntityName(), None),
        ("claim_channel", FreeText(text=" Amaq "), "amaq"),
        ("statement", AttributedValue(about_field="killed_total", source_entity="AFP"), ("killed_total", "afp")),
        ("statement", AttributedValue(about_field="killed_total", source_type="media"), ("killed_total", "media")),
        ("trigger", MarkedSpan(), None),
    ],
)
def test_what_is_compared_of_a_content(field: str, content: Content, scored: object) -> None:
    assert scored_value(content, BOOK.fields_by_id[field]) == scored


@pytest.mark.parametrize(
    "field, parts",
    [
        ("focus", [("", Level.NOMINAL)]),
        ("killed_total", [("", Level.RATIO)]),
        ("incident_date", [("start", Level.INTERVAL), ("end", Level.INTERVAL)]),
        ("location", [("", Level.PLACE)]),
        ("tactic", [("", Level.SET_MASI)]),
        ("coder_confidence", [("", Level.ORDINAL)]),
        ("trigger", []),
        ("incident_label", []),
    ],
)
def test_which_parts_of_a_field_are_measured(field: str, parts: list[tuple[str, Level]]) -> None:
    assert [(part.name, part.level) for part in parts_of(BOOK.fields_by_id[field])] == parts


def test_an_open_range_has_one_part_only() -> None:
    start, end = parts_of(BOOK.fields_by_id["incident_date"])
    content = DateRange(end=dt.date(2019, 11, 2))
    assert start.read(content) is None
    assert end.read(content) == dt.date(2019, 11, 2).toordinal()


def test_members_measured_as_a_set_are_pooled() -> None:
    assert [field.id for field in BOOK.fields if is_pooled(field)] == ["target", "statement"]


def test_names_are_compared_without_case_and_spacing() -> None:
    assert normalised("  Straße \n NORD ") == normalised("strasse nord")


# -- Types of two answers ---------------------------------------------------------------------------------------------

HERE, THERE = (Span(0, 10),), (Span(50, 60),)


def answer(content: Content | None = None, spans: Sequence[Span] = (), status: Status = Status.CODED) -> Answer:
    """Return an answer as a coding holds it."""
    value = Value(id=ValueId("v"), coding_id=CodingId("c"), field="x", status=status, content=content)
    return Answer(value, tuple(spans))


def status(one: Status) -> Answer:
    """Return an answer that is a status only."""
    return answer(status=one)


class Two(NamedTuple):
    """Two answers to a field and the type of their difference."""

    name: str
    field: str
    first: Answer | None
    second: Answer | None
    kind: DisagreementKind | None


MAIN, OTHER = OneCategory(category="main"), OneCategory(category="background")
K = DisagreementKind
TWO = [
    Two("the same", "focus", answer(MAIN, HERE), answer(MAIN, HERE), None),
    Two("the same without evidence", "focus", answer(MAIN), answer(MAIN), None),
    Two("evidence of one only", "focus", answer(MAIN, HERE), answer(MAIN), None),
    Two("the same from elsewhere", "focus", answer(MAIN, HERE), answer(MAIN, THERE), K.SAME_VALUE_OTHER_EVIDENCE),
    Two("evidence overlaps", "focus", answer(MAIN, HERE), answer(MAIN, [Span(9, 12)]), None),
    Two("other value", "focus", answer(MAIN, HERE), answer(OTHER, HERE), K.OTHER_VALUE_SAME_EVIDENCE),
    Two("other value, no evidence", "focus", answer(MAIN), answer(OTHER), K.OTHER_VALUE_SAME_EVIDENCE),
    Two("other reading", "focus", answer(MAIN, HERE), answer(OTHER, THERE), K.OTHER_VALUE_OTHER_EVIDENCE),
    Two("coded and not mentioned", "focus", answer(MAIN), status(Status.NOT_MENTIONED), K.STATUS),
    Two("unclear and not mentioned", "focus", status(Status.UNCLEAR), status(Status.NOT_MENTIONED), K.STATUS),
    Two("coded and left alone", "focus", answer(MAIN), None, K.STATUS),
    Two("left alone and unclear", "focus", None, status(Status.UNCLEAR), K.STATUS),
    Two("left alone and not mentioned", "focus", None, status(Status.NOT_MENTIONED), None),
    Two(
        "not mentioned and not applicable",
        "focus",
        status(Status.NOT_MENTIONED),
        status(Status.NOT_APPLICABLE),
        K.STATUS,
    ),
    Two("both unclear", "focus", status(Status.UNCLEAR), status(Status.UNCLEAR), None),
    Two("both left alone", "focus", None, None, None),
    Two("unfinished", "focus", answer(None, HERE), answer(MAIN, HERE), K.STATUS),
    Two("both unfinished", "focus", answer(None, HERE), answer(None, THERE), None),
    Two("53 and 54", "killed_total", answer(Count(best=53)), answer(Count(best=54), THERE), K.NEAR_NUMBER),
    Two("53 and 12", "killed_total", answer(Count(best=53)), answer(Count(best=12)), K.OTHER_VALUE_SAME_EVIDENCE),
    Two("0 and 1", "killed_total", answer(Count(best=0)), answer(Count(best=1)), K.OTHER_VALUE_SAME_EVIDENCE),
    Two(
        "low differs only",
        "killed_total",
        answer(Count(best=5)),
        answer(Count(low=4, best=5)),
        K.SAME_AFTER_NORMALISATION,
    ),
    Two(
        "vague and a number",
        "killed_total",
        answer(Count(qualifier=Qualifier.TENS)),
        answer(Count(best=40)),
        K.OTHER_VALUE_SAME_EVIDENCE,
    ),
    Two(
        "spelling",
        "perp_actor",
        answer(EntityName(canonical="ISIS")),
        answer(EntityName(canonical="isis ")),
        K.SAME_AFTER_NORMALISATION,
    ),
    Two(
        "as written",
        "perp_actor",
        answer(EntityName(canonical="a", verbatim="x")),
        answer(EntityName(canonical="a", verbatim="y")),
        None,
    ),
    Two(
        "order of choice",
        "tactic",
        answer(SeveralCategories(categories=("a", "b"))),
        answer(SeveralCategories(categories=("b", "a"))),
        K.SAME_AFTER_NORMALISATION,
    ),
    Two(
        "trigger elsewhere",
        "trigger",
        answer(MarkedSpan(), HERE),
        answer(MarkedSpan(), THERE),
        K.SAME_VALUE_OTHER_EVIDENCE,
    ),
    Two("trigger shifted", "trigger", answer(MarkedSpan(), HERE), answer(MarkedSpan(), [Span(4, 14)]), None),
]


@pytest.mark.parametrize("two", TWO, ids=lambda two: two.name)
def test_the_first_type_that_fits_is_given(two: Two) -> None:
    field = BOOK.fields_by_id[two.field]
    assert kind_of(two.first, two.second, field) == two.kind
    assert kind_of(two.second, two.first, field) == two.kind


@pytest.mark.parametrize(
    "first, second, near", [(53, 54, True), (9, 10, True), (9, 11, False), (1, 2, False), (0, 1, False), (7, 7, False)]
)
def test_near_numbers(first: int, second: int, near: bool) -> None:
    assert is_near(first, second) is is_near(second, first) is near


def test_words_are_never_near() -> None:
    assert not is_near("53", "54")
    assert not is_near(None, 54)


# -- Whole codings ----------------------------------------------------------------------------------------------------


def found(first: CoderVersion, second: CoderVersion) -> tuple[Disagreement, ...]:
    """Return all differences of two codings."""
    return disagreements(Aligner.of([first.coding, second.coding], BOOK), BOOK)


def coded(*incidents: Incident, coder: str = "b", relevance: str = "", article: GoldArticle = ARTICLE) -> CoderVersion:
    """Return a coding of the article with these incidents."""
    return generator.coded(article, coder, incidents, relevance)


def test_a_coding_agrees_with_itself() -> None:
    for article in generator.gold_articles(Random(3), 5, 4):
        gold = generator.first_coder(article)
        assert found(gold, coded(*article.incidents, article=article)) == ()


def test_a_relevance_disagreement_stands_for_the_incidents_that_follow_from_it() -> None:
    differences = found(generator.first_coder(ARTICLE), coded())
    assert [one.kind for one in differences] == [DisagreementKind.RELEVANCE]
    assert differences[0].field == "article_relevance"
    assert differences[0].article_id == ARTICLE.id


def test_relevance_does_not_hide_a_missed_incident_where_both_coded_some() -> None:
    other = coded(ARTICLE.incidents[0], relevance="background_or_aggregate_only")
    kinds = [one.kind for one in found(generator.first_coder(ARTICLE), other)]
    assert kinds == [DisagreementKind.RELEVANCE, DisagreementKind.MISSED_INCIDENT]


def test_the_reports_of_a_missed_incident_are_named() -> None:
    gold = generator.first_coder(ARTICLE)
    (missed,) = found(gold, coded(ARTICLE.incidents[1]))
    assert missed.kind is DisagreementKind.MISSED_INCIDENT
    assert missed.reports == ((next(iter(gold.numbers)),), ())
    (extra,) = found(coded(ARTICLE.incidents[1]), gold)
    assert extra.reports == ((), (next(iter(gold.numbers)),))


def test_a_difference_says_what_each_coder_recorded() -> None:
    incident = ARTICLE.incidents[0]
    changed = incident.changed("focus", Told(None, status=Status.UNCLEAR))
    (one,) = found(coded(incident, coder="a"), coded(changed))
    assert (one.kind, one.field) == (DisagreementKind.STATUS, "focus")
    first, second = one.answers
    assert first is not None
    assert second is not None
    assert first.content == incident.answers["focus"].content
    assert second.value.status is Status.UNCLEAR


def test_members_are_compared_pair_by_pair() -> None:
    incident = ARTICLE.incidents[0]
    actor, victims = incident.members
    turned = Incident(0, incident.answers, (victims, actor))
    assert found(coded(incident, coder="a"), coded(turned)) == ()
    alone = Incident(0, incident.answers, (actor,))
    (lost,) = found(coded(incident, coder="a"), coded(alone))
    assert (lost.kind, lost.field) == (DisagreementKind.EXTRA_MEMBER, "victim_group")
    assert lost.groups[0] is not None
    assert lost.groups[1] is None


def test_as_many_members_that_share_nothing_are_paired_in_order() -> None:
    incident = ARTICLE.incidents[0]
    actors = [
        Member("perpetrator", {"perp_actor": Told(EntityName(canonical=name), (span,))})
        for name, span in (("North", Span(0, 4)), ("South", Span(8, 12)))
    ]
    first, second = (coded(Incident(0, incident.answers, (actor,)), coder=str(at)) for at, actor in enumerate(actors))
    (one,) = found(first, second)
    assert (one.kind, one.field) == (DisagreementKind.OTHER_VALUE_OTHER_EVIDENCE, "perp_actor")
    both = coded(Incident(0, incident.answers, tuple(reversed(actors))), coder="x")
    assert found(both, coded(Incident(0, incident.answers, tuple(actors)), coder="y")) == ()
    assert [one.kind for one in found(first, both)] == [DisagreementKind.EXTRA_MEMBER]


def test_fields_that_are_not_scored_are_no_disagreement() -> None:
    incident = ARTICLE.incidents[0]
    labelled = [incident.changed("incident_label", Told(FreeText(text=words))) for words in ("Raid", "Attack")]
    assert found(coded(labelled[0], coder="a"), coded(labelled[1])) == ()


def test_any_two_of_three_coders_can_be_compared() -> None:
    versions = [coded(*ARTICLE.incidents, coder="x"), coded(ARTICLE.incidents[0], coder="y")]
    versions.append(coded(*ARTICLE.incidents, coder="z"))
    aligner = Aligner.of([one.coding for one in versions], BOOK)
    counts = [len(disagreements(aligner, BOOK, pair)) for pair in ((0, 1), (0, 2), (1, 2))]
    assert counts == [1, 0, 1]
    same = Aligner.of([coded(*ARTICLE.incidents, coder=name).coding for name in "xyz"], BOOK)
    assert [disagreements(same, BOOK, pair) for pair in ((0, 1), (0, 2), (1, 2))] == [(), (), ()]


# -- The truth --------------------------------------------------------------------------------------------------------

Planted = Counter[tuple[DisagreementKind, tuple[str, ...], str | None]]


def planted_and_found(incidents: int, seed: int, habits: Habits) -> tuple[Planted, Planted]:
    """Return what was planted over many articles, and what was found."""
    random = Random(seed)
    planted, seen = Planted(), Planted()
    for article in generator.gold_articles(random, 30, incidents):
        gold = generator.first_coder(article)
        other = generator.second_coder(article, random, habits)
        told: Mapping[ReportId, tuple[int, ...]] = {**gold.numbers, **other.numbers}
        planted.update((one.kind, (article.id, *map(str, one.incidents)), one.field) for one in other.planted)
        for one in found(gold, other):
            numbers = sorted({number for reports in one.reports for report in reports for number in told[report]})
            seen[one.kind, (article.id, *map(str, numbers)), one.field] += 1
    return planted, seen


@pytest.mark.parametrize("incidents", range(1, 9))
def test_every_planted_disagreement_is_found_once_and_typed_right(incidents: int) -> None:
    planted, seen = planted_and_found(incidents, incidents, Habits())
    assert sum(planted.values()) > 20
    assert seen == planted


def test_all_types_but_relevance_are_planted() -> None:
    planted, _ = planted_and_found(6, 1, Habits())
    assert {kind for kind, _, _ in planted} == set(DisagreementKind) - {DisagreementKind.RELEVANCE}


def test_a_coder_without_habits_plants_nothing() -> None:
    planted, seen = planted_and_found(4, 5, generator.PERFECT)
    assert planted == seen == Planted()


def test_the_generator_repeats_itself() -> None:
    once, again = (
        [generator.second_coder(article, random, Habits()).planted for article in generator.gold_articles(random, 5, 3)]
        for random in (Random(7), Random(7))
    )
    assert once == again


def test_the_generator_quotes_the_text_it_wrote() -> None:
    for article in generator.gold_articles(Random(6), 4, 3):
        for one in generator.second_coder(article, Random(1), Habits(shifted_trigger=0)).coding.evidence():
            assert one.quote == article.text[one.start : one.end]
            assert one.quote.strip()
