"""The five layers, the units behind them and the diagnosis table; coders who guess."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

import numpy as np
import pytest

from annotator.agreement.alignment import Aligner, Decision
from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.bootstrap import Interval
from annotator.agreement.layers import Agreement, CodedArticle, agreement, every_pair
from annotator.agreement.likeness import Basis
from annotator.agreement.measures import alternatives, coder_against_rest, plain_figures, strict_cells
from annotator.agreement.outcome import Estimate, Reason, Undefined
from annotator.agreement.ratings import Level, Ratings
from annotator.agreement.scored import parts_of
from annotator.agreement.spans import Matched
from annotator.agreement.units import ABSENT, Unit, Use, diagnosis, field_units, ratings_of, status_ratings
from annotator.domain.coding import Slot
from annotator.domain.ids import CoderId
from annotator.domain.review import DecisionKind
from annotator.domain.values import (
    Count,
    DateRange,
    Location,
    OneCategory,
    Status,
)
from tests import agreement_generator as generator
from tests.agreement_generator import CoderVersion, GoldArticle, Habits, Incident, Told
from tests.drafts import default_codebook
from tests.unit.agreement.test_alpha import value_of

BOOK = default_codebook()
A, B, C = CoderId("a"), CoderId("b"), CoderId("c")
ARTICLES = generator.gold_articles(Random(3), 12, 2)


def coded_by(article: GoldArticle, **incidents: Sequence[Incident]) -> CodedArticle:
    """Return an article with each coder's incidents."""
    codings = {CoderId(name): generator.coded(article, name, told).coding for name, told in incidents.items()}
    return CodedArticle(article.id, len(article.text), codings)


def with_category(incident: Incident, field: str, category: str) -> Incident:
    """Return the incident with another category."""
    return incident.changed(field, Told(OneCategory(category=category), incident.answers["trigger"].spans))


def of(articles: Sequence[CodedArticle], *coders: CoderId) -> Agreement:
    """Return the agreement of coders, with few resamples."""
    return agreement(articles, coders or (A, B), BOOK, seed=1, resamples=50)


# -- All layers -------------------------------------------------------------------------------------------------------


def a_round(seed: int = 5, articles: int = 25, incidents: int = 3) -> list[CodedArticle]:
    """Return articles coded by a gold coder and two who err."""
    random = Random(seed)
    found = []
    for article in generator.gold_articles(random, articles, incidents):
        versions: Mapping[CoderId, CoderVersion] = {
            A: generator.first_coder(article),
            B: generator.second_coder(article, random, Habits(), "b"),
            C: generator.second_coder(article, random, Habits(in_field=0.3), "c"),
        }
        codings = {coder: version.coding for coder, version in versions.items()}
        found.append(CodedArticle(article.id, len(article.text), codings))
    return found


@pytest.fixture(scope="module")
def round_of_two() -> Agreement:
    """Two coders of a round, all layers."""
    return agreement(a_round(), (A, B), BOOK, seed=9, resamples=200)


def test_all_layers_are_there(round_of_two: Agreement) -> None:
    assert round_of_two.articles == 25
    assert round_of_two.coders == (A, B)
    assert (round_of_two.seed, round_of_two.resamples) == (9, 200)
    assert {one.field for one in round_of_two.fields} == {one.id for one in BOOK.fields if one.measure != "none"}
    assert [one.level for one in round_of_two.groups] == [group.id for group in BOOK.groups]
    assert {"trigger", "killed_total"} <= {one.field for one in round_of_two.evidence}
    assert {"article_relevance", "focus"}.isdisjoint(one.field for one in round_of_two.evidence)


def test_the_basis_of_the_matching_is_stated(round_of_two: Agreement) -> None:
    assert set(round_of_two.bases) == {Basis.TRIGGER}
    assert round_of_two.threshold == 0.3
    assert round_of_two.confirmed == 0


def test_fields_with_errors_agree_less_and_have_an_interval(round_of_two: Agreement) -> None:
    perfect, wrong = (round_of_two.of_field(name).figures[0] for name in ("focus", "event_type"))
    assert value_of(perfect.outcome) == 1
    assert 0.6 < value_of(wrong.outcome) < 1
    assert isinstance(wrong.interval, Interval)
    assert wrong.interval.lower < value_of(wrong.outcome) < wrong.interval.upper


def test_a_spelling_is_no_disagreement_in_the_figures(round_of_two: Agreement) -> None:
    assert value_of(round_of_two.of_field("perp_actor").figures[0].outcome) == 1


def test_a_near_number_counts_little_in_ratio_alpha(round_of_two: Agreement) -> None:
    wounded = round_of_two.of_field("wounded_total")
    assert value_of(wounded.figures[0].outcome) > 0.99
    exact = {one.name: one.value for one in wounded.plain}["exact"]
    assert isinstance(exact, float)
    assert 0.7 < exact < 1


def test_the_status_is_a_row_of_its_own(round_of_two: Agreement) -> None:
    assert value_of(round_of_two.of_field("suicide").status.outcome) < 0.1
    assert round_of_two.of_field("focus").status.outcome == Undefined(Reason.NO_VARIATION)


def test_strict_figures_are_lower(round_of_two: Agreement) -> None:
    for name in ("focus", "event_type", "killed_total", "location", "incident_date", "tactic", "coder_confidence"):
        field = round_of_two.of_field(name)
        for matched, strict in zip([one for one in field.figures if one.name == "alpha"], field.strict, strict=True):
            assert value_of(strict.outcome) < value_of(matched.outcome)


def test_the_articles_own_fields_have_no_strict_figures(round_of_two: Agreement) -> None:
    assert round_of_two.of_field("article_relevance").strict == ()


def test_detection_counts_both_ways(round_of_two: Agreement) -> None:
    found = round_of_two.detection
    assert found is not None
    precision, recall, f1 = found.matched.precision, found.matched.recall, found.matched.f1
    assert isinstance(precision, float)
    assert isinstance(recall, float)
    assert isinstance(f1, float)
    assert 0.7 < precision < 1
    assert 0.7 < recall < 1
    assert isinstance(found.expected, float)
    assert isinstance(found.corrected, float)
    assert 0 < found.expected < 0.3
    assert found.corrected < f1


def test_evidence_is_scored_in_four_ways(round_of_two: Agreement) -> None:
    trigger = next(one for one in round_of_two.evidence if one.field == "trigger")
    exact, overlapping, by_character = (one.f1 for one in (trigger.exact, trigger.overlapping, trigger.by_character))
    assert isinstance(exact, float)
    assert isinstance(overlapping, float)
    assert isinstance(by_character, float)
    assert exact < by_character < 1
    assert exact < overlapping < 1
    assert 0 < value_of(trigger.u_alpha.outcome) < 1
    assert isinstance(trigger.u_alpha.interval, Interval)


def test_groups_agree_by_their_members(round_of_two: Agreement) -> None:
    groups = {one.level: one.members for one in round_of_two.groups}
    f1 = groups["victim_group"].f1
    assert isinstance(f1, float)
    assert 0.8 < f1 < 1
    assert groups["claim"] == Matched(0, 0, 0)


def test_three_coders_together() -> None:
    found = of(a_round(articles=10), A, B, C)
    assert found.coders == (A, B, C)
    assert found.detection is None
    assert found.groups == ()
    assert 0.4 < value_of(found.of_field("event_type").figures[0].outcome) < 1


def test_the_same_seed_gives_the_same_figures() -> None:
    articles = a_round(articles=6)
    assert of(articles) == of(articles)


def test_only_articles_all_have_coded_count() -> None:
    both = coded_by(ARTICLES[0], a=ARTICLES[0].incidents, b=ARTICLES[0].incidents)
    alone = coded_by(ARTICLES[1], a=ARTICLES[1].incidents)
    assert of([both, alone]).articles == 1
    assert of([alone]).articles == 0


def test_without_articles_nothing_is_defined() -> None:
    found = of([])
    assert found.confirmed is None
    assert all(isinstance(one.outcome, Undefined) for field in found.fields for one in field.figures)
    assert all(isinstance(one.interval, Undefined) for field in found.fields for one in field.figures)


def test_a_persons_link_is_counted_as_confirmed() -> None:
    article = coded_by(ARTICLES[0], a=ARTICLES[0].incidents, b=ARTICLES[0].incidents)
    first = [article.codings[coder].reports()[0].id for coder in (A, B)]
    linked = CodedArticle(article.id, article.length, article.codings, (Decision(DecisionKind.SAME, frozenset(first)),))
    assert of([linked]).bases == {Basis.LINK: 1, Basis.TRIGGER: 1}
    assert of([linked]).confirmed == 0.5


def test_ac1_stands_beside_alpha_where_they_lie_apart() -> None:
    articles = []
    for at, article in enumerate(ARTICLES):
        main = [with_category(one, "stage", "accomplished") for one in article.incidents]
        other = [with_category(one, "stage", "attempted") if at == 0 else one for one in main]
        articles.append(coded_by(article, a=main, b=other))
    stage = of(articles).of_field("stage")
    assert value_of(stage.figures[0].outcome) < 0.1
    assert stage.needs_ac1
    assert not of(articles).of_field("focus").needs_ac1


def test_pairs_of_coders() -> None:
    assert every_pair((A, B, C)) == [(A, B), (A, C), (B, C)]


# -- Units ------------------------------------------------------------------------------------------------------------


def units_of(field: str, *articles: CodedArticle, coders: Sequence[CoderId] = (A, B)) -> list[Unit]:
    """Return the units of a field in these articles."""
    aligners = [Aligner.of([article.codings[coder] for coder in coders], BOOK) for article in articles]
    return field_units(aligners, BOOK, BOOK.fields_by_id[field])


def uses(field: str, *articles: CodedArticle, coders: Sequence[CoderId] = (A, B)) -> list[tuple[int, str, Use]]:
    """Return (coder, part, use) of every row of the diagnosis table."""
    rows = diagnosis(units_of(field, *articles, coders=coders), BOOK.fields_by_id[field], range(len(coders)))
    return [(row.coder, row.part, row.use) for row in rows]


FIRST, SECOND = ARTICLES[0].incidents
WHOLE = coded_by(ARTICLES[0], a=[FIRST, SECOND], b=[FIRST, SECOND])
MISSED = coded_by(ARTICLES[0], a=[FIRST, SECOND], b=[FIRST])


def test_what_was_compared_is_used() -> None:
    assert uses("focus", WHOLE) == [(0, "", Use.USED), (1, "", Use.USED)] * 2
    assert uses("incident_date", MISSED)[:4] == [
        (0, "start", Use.USED),
        (1, "start", Use.USED),
        (0, "end", Use.USED),
        (1, "end", Use.USED),
    ]


def test_a_missed_report_is_unmatched_for_one_and_not_there_for_the_other() -> None:
    assert uses("focus", MISSED)[2:] == [(0, "", Use.UNMATCHED), (1, "", Use.NO_REPORT)]


@pytest.mark.parametrize(
    "told, other, use",
    [
        (None, Use.ALONE, Use.UNTOUCHED),
        (Told(None, status=Status.NOT_MENTIONED), Use.ALONE, Use.NOT_CODED),
        (Told(None, status=Status.UNCLEAR), Use.ALONE, Use.NOT_CODED),
        (Told(Count()), Use.ALONE, Use.NO_FIGURE),
        (Told(None), Use.ALONE, Use.NO_FIGURE),
    ],
)
def test_an_answer_that_cannot_be_compared_says_why(told: Told | None, other: Use, use: Use) -> None:
    answers = {name: one for name, one in FIRST.answers.items() if name != "killed_total"}
    changed = Incident(0, answers | ({"killed_total": told} if told else {}), FIRST.members)
    article = coded_by(ARTICLES[0], a=[FIRST], b=[changed])
    assert uses("killed_total", article) == [(0, "", other), (1, "", use)]


def test_fields_that_get_no_coefficient_say_so() -> None:
    assert {use for _, _, use in uses("incident_label", WHOLE)} == {Use.NOT_SCORED}


def test_a_field_scored_by_its_spans_says_so() -> None:
    assert {use for _, _, use in uses("trigger", WHOLE)} == {Use.SCORED_AS_SPANS}


def test_a_member_only_one_coder_has_is_not_compared() -> None:
    alone = Incident(0, FIRST.answers, FIRST.members[:1])
    article = coded_by(ARTICLES[0], a=[FIRST], b=[alone])
    assert uses("vg_type", article) == [(0, "", Use.ALONE), (1, "", Use.NO_MEMBER)]
    assert uses("perp_actor", article) == [(0, "", Use.USED), (1, "", Use.USED)]


def test_members_of_a_missed_report_are_rows_of_their_own() -> None:
    assert uses("vg_type", MISSED)[2:] == [(0, "", Use.UNMATCHED), (1, "", Use.NO_REPORT)]


def test_a_split_report_is_not_compared() -> None:
    joined = {name: Told(one.content, one.spans + SECOND.answers[name].spans) for name, one in FIRST.answers.items()}
    article = coded_by(ARTICLES[0], a=[Incident(0, joined)], b=[FIRST, SECOND])
    assert {use for _, _, use in uses("focus", article)} == {Use.SPLIT, Use.NO_REPORT}


def test_a_diagnosis_row_names_place_status_and_value() -> None:
    rows = list(diagnosis(units_of("focus", WHOLE), BOOK.fields_by_id["focus"], range(2)))
    assert {row.article_id for row in rows} == {ARTICLES[0].id}
    assert [row.place.report for row in rows[:2]] == [WHOLE.codings[coder].reports()[0].id for coder in (A, B)]
    assert {row.status for row in rows} == {"coded"}
    content = FIRST.answers["focus"].content
    assert isinstance(content, OneCategory)
    assert rows[0].value == content.category


def test_every_answer_of_a_scored_field_is_in_the_table_once() -> None:
    articles = a_round(articles=8)
    for field in ("focus", "killed_total", "vg_type", "perp_actor", "suicide"):
        rows = list(diagnosis(units_of(field, *articles), BOOK.fields_by_id[field], range(2)))
        listed = Counter((row.coder, row.place.report, row.place.group) for row in rows if row.status != "untouched")
        answers = Counter(
            (at, slot.report_id, slot.group_id)
            for article in articles
            for at, coder in enumerate((A, B))
            for slot in article.codings[coder].values_by_slot()
            if slot.field == field
        )
        assert listed == answers


def test_the_table_says_what_the_figure_rests_on() -> None:
    articles = a_round(articles=8)
    for name in ("focus", "killed_total", "vg_type", "suicide"):
        field = BOOK.fields_by_id[name]
        units = units_of(name, *articles)
        used = [row for row in diagnosis(units, field, range(2)) if row.use is Use.USED]
        ratings = ratings_of(units, field, parts_of(field)[0], len(articles), coders=range(2))
        assert len(used) == 2 * int(ratings.is_pairable.sum()) > 0


def test_an_untouched_field_is_a_status_only_where_somebody_touched_it() -> None:
    without = Incident(0, {name: one for name, one in FIRST.answers.items() if name != "suicide"})
    article = coded_by(ARTICLES[0], a=[FIRST, SECOND], b=[without, SECOND])
    assert status_ratings(units_of("suicide", article), 1, coders=range(2)).values == ("coded", "untouched")
    assert status_ratings(units_of("weapon", article), 1, coders=range(2)).unit_count == 0


# -- Strict -----------------------------------------------------------------------------------------------------------


def strict(field: str, *articles: CodedArticle) -> list[Estimate | Undefined]:
    """Return the strict figures of a field."""
    units = units_of(field, *articles)
    cells = strict_cells(units, BOOK.fields_by_id[field], len(articles), range(2))
    return [cell.tally.outcome() for cell in cells]


def test_strict_nominal_alpha_is_alpha_with_absent_as_a_category() -> None:
    articles = [coded_by(one, a=one.incidents, b=one.incidents[: 1 + at % 2]) for at, one in enumerate(ARTICLES)]
    by_hand = []
    for article, source in zip(articles, ARTICLES, strict=True):
        for incident in source.incidents:
            content = incident.answers["event_type"].content
            assert isinstance(content, OneCategory)
            found = len(article.codings[B].reports()) > incident.number
            by_hand.append([content.category, content.category if found else ABSENT])
    (outcome,) = strict("event_type", *articles)
    assert value_of(outcome) == pytest.approx(value_of(krippendorff_alpha(Ratings.of(by_hand)).outcome()))


def test_where_nothing_is_missed_strict_is_the_matched_figure() -> None:
    articles = [coded_by(one, a=one.incidents, b=one.incidents) for one in ARTICLES]
    for field in ("focus", "killed_total", "location", "tactic", "coder_confidence", "vg_type"):
        assert [value_of(one) for one in strict(field, *articles)] == [1]


def test_strict_numbers_count_an_absent_report_as_chance() -> None:
    articles = [coded_by(one, a=one.incidents, b=[]) for one in ARTICLES]
    for field in ("incident_date", "coder_confidence", "killed_total", "focus"):
        for one in strict(field, *articles):
            assert value_of(one) < 0.05


# -- Other figures ----------------------------------------------------------------------------------------------------


def test_plain_figures_by_hand() -> None:
    def day(number: int) -> DateRange:
        return DateRange(start=dt.date(2021, 5, number), end=dt.date(2021, 5, number + 1))

    def put(killed: int, when: int, lat: float) -> Incident:
        place = Location(name="Duvria", country_iso3="NER", lat=lat, lon=0)
        changed = FIRST.changed("killed_total", Told(Count(best=killed)))
        return changed.changed("incident_date", Told(day(when))).changed("location", Told(place))

    pairs = [((53, 1, 0.0), (54, 2, 1.0)), ((7, 5, 0.0), (7, 9, 3.0)), ((0, 3, 0.0), (9, 3, 0.0))]
    articles = [coded_by(ARTICLES[at], a=[put(*one)], b=[put(*other)]) for at, (one, other) in enumerate(pairs)]
    figures = {
        one.name: one.value
        for field in ("killed_total", "incident_date", "location")
        for one in plain_figures(units_of(field, *articles), BOOK.fields_by_id[field], range(2))
    }
    assert figures["exact"] == pytest.approx(1 / 3)
    assert figures["median difference"] == 1
    assert figures["overlapping"] == pytest.approx(2 / 3)
    assert figures["median distance"] == pytest.approx(111.19, abs=0.01)


@pytest.mark.parametrize(
    "units, level, names",
    [
        ([["a", "b"]], Level.NOMINAL, ["Cohen", "Scott", "AC1"]),
        ([[1, 2]], Level.ORDINAL, ["Cohen", "Cohen, linear", "Cohen, quadratic", "Scott", "AC2"]),
        ([["a", "b", "a"]], Level.NOMINAL, ["Fleiss", "Conger", "AC1"]),
        ([[1, 2, 3]], Level.ORDINAL, ["Fleiss", "Conger", "AC2"]),
        ([[1, 2]], Level.RATIO, []),
    ],
)
def test_the_alternatives_go_by_level_and_number_of_coders(
    units: list[list[str | int]], level: Level, names: list[str]
) -> None:
    assert [cell.name for cell in alternatives(Ratings.of(units, level))] == names


def test_one_coder_against_the_rest() -> None:
    ratings = Ratings.of([["a", "b", None], ["c", "c", "a"]], articles=[4, 6])
    found = coder_against_rest(ratings, 1)
    assert [[None if c < 0 else ratings.values[c] for c in row] for row in found.codes] == [
        ["b", "a"],
        ["c", "c"],
        ["b", None],
        ["c", "a"],
    ]
    assert found.articles.tolist() == [4, 6, 4, 6]


# -- Coders who guess -------------------------------------------------------------------------------------------------


def guessed(incidents: int) -> tuple[float, float]:
    """Return the mean alpha of all guessed fields, each left out of the alignment and each having a say in it."""
    random = Random(incidents)
    aligners = []
    for article in generator.gold_articles(random, 5000 // incidents**2, incidents):
        pair = [generator.guessing_coder(article, random, name).coding for name in "ab"]
        aligners.append(Aligner.of(pair, BOOK))
    left_out, having_a_say = [], []
    for name in generator.CATEGORIES:
        field = BOOK.fields_by_id[name]
        units = field_units(aligners, BOOK, field)
        ratings = ratings_of(units, field, parts_of(field)[0], len(aligners), coders=range(2))
        left_out.append(value_of(krippendorff_alpha(ratings).outcome()))
        rows = [
            [
                aligner.answers[side].by_slot[Slot(name, one.members[side][0])].content == OneCategory(category=chosen)
                for side in range(2)
            ]
            for aligner in aligners
            for one in aligner.without().matched
            for chosen in generator.CATEGORIES[name]
        ]
        having_a_say.append(value_of(krippendorff_alpha(Ratings.of(rows)).outcome()))
    return float(np.mean(left_out)), float(np.mean(having_a_say))


@pytest.mark.parametrize("incidents", range(2, 9))
def test_coders_who_guess_agree_by_chance_only_when_the_field_is_left_out(incidents: int) -> None:
    left_out, having_a_say = guessed(incidents)
    assert abs(left_out) < 0.05
    assert having_a_say > 0.25
