"""Panels: the same figures as for one pair alone, and behind each figure exactly the units it counts."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from random import Random

import numpy as np
import pytest

from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.layers import Agreement, CodedArticle, agreement
from annotator.agreement.outcome import Estimate, Reason, Undefined
from annotator.agreement.panel import Panel
from annotator.agreement.panel_cells import Subject, beside, cell_of, ratings_in, subjects
from annotator.agreement.panel_incidents import F1, PRECISION, RECALL, pairs_in
from annotator.agreement.panel_units import units_behind
from annotator.agreement.slices import Choice
from annotator.agreement.units import Use
from annotator.domain.codebook import Measure
from annotator.domain.figures import AgreementLayer
from annotator.domain.ids import CoderId
from annotator.domain.review import DisagreementKind
from annotator.domain.values import OneCategory
from tests import agreement_generator as generator
from tests.agreement_generator import Habits, Told
from tests.drafts import default_codebook

BOOK = default_codebook()
NAMES = tuple(CoderId(name) for name in "abc")
HABITS = Habits(in_field=0.25, missed=0.15, split=0.1, merged=0.1)
EVERY_LAYER = pytest.mark.parametrize("layer", AgreementLayer)
VALUE_LAYERS = (AgreementLayer.MATCHED, AgreementLayer.STRICT, AgreementLayer.STATUS, AgreementLayer.RELEVANCE)
CHOICES = (Choice(), Choice((0,)), Choice((2,)), Choice((0, 1)), Choice((2, 1)), Choice((), frozenset({0, 1, 2, 3})))


def coded_by(articles: int, coders: int, *, each: int, seed: int = 1) -> list[CodedArticle]:
    """Return invented articles each coded by some of the coders, taken in turn."""
    random = Random(seed)
    found = []
    for at in range(articles):
        (article,) = generator.gold_articles(random, 1, 1 + at % 3)
        names = [NAMES[(at + turn) % coders] for turn in range(each)]
        codings = {name: generator.second_coder(article, random, HABITS, f"{name}{at}").coding for name in names}
        found.append(CodedArticle(article.id, len(article.text), codings))
    return found


@pytest.fixture(scope="module")
def rotated() -> Panel:
    """Eighteen articles, each coded by two of three coders."""
    return Panel(coded_by(18, 3, each=2), NAMES, BOOK)


@pytest.fixture(scope="module")
def joint() -> Panel:
    """Eight articles, each coded by all three."""
    return Panel(coded_by(8, 3, each=3, seed=2), NAMES, BOOK)


@pytest.fixture(scope="module")
def of_two() -> tuple[Panel, Agreement]:
    """Two coders' articles as a panel, and what the layers say of them."""
    articles = coded_by(14, 2, each=2, seed=3)
    return Panel(articles, NAMES[:2], BOOK), agreement(articles, NAMES[:2], BOOK, seed=1, resamples=50)


def outcome_of(panel: Panel, layer: AgreementLayer, subject: Subject, choice: Choice) -> Estimate | Undefined:
    return cell_of(panel, layer, subject, choice).tally.outcome()


# -- The same figures as elsewhere ------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", [Choice((0, 1)), Choice()])
@pytest.mark.parametrize(
    "layer", [AgreementLayer.MATCHED, AgreementLayer.STRICT, AgreementLayer.STATUS, AgreementLayer.RELEVANCE]
)
def test_a_panel_of_two_coders_gives_the_figures_of_the_pair(
    of_two: tuple[Panel, Agreement], layer: AgreementLayer, choice: Choice
) -> None:
    panel, layers = of_two
    for subject in subjects(panel, layer):
        figures = layers.of_field(subject.name)
        known = {
            AgreementLayer.STATUS: [figures.status],
            AgreementLayer.STRICT: list(figures.strict),
        }.get(layer, [one for one in figures.figures if one.name == "alpha"])
        expected = next(one.outcome for one in known if one.part == subject.part)
        found = outcome_of(panel, layer, subject, choice)
        if isinstance(expected, Undefined):
            assert found == expected
        else:
            assert isinstance(found, Estimate)
            assert found.value == pytest.approx(expected.value)
            assert (found.units, found.articles) == (expected.units, expected.articles)


def test_a_panel_of_two_coders_gives_the_u_alpha_of_the_pair(of_two: tuple[Panel, Agreement]) -> None:
    panel, layers = of_two
    for one in layers.evidence:
        found = outcome_of(panel, AgreementLayer.EVIDENCE, Subject(one.field), Choice((0, 1)))
        if isinstance(one.u_alpha.outcome, Undefined):
            assert found == one.u_alpha.outcome
        else:
            assert isinstance(found, Estimate)
            assert found.value == pytest.approx(one.u_alpha.outcome.value)


def test_a_panel_of_two_coders_finds_the_incidents_of_the_pair(of_two: tuple[Panel, Agreement]) -> None:
    panel, layers = of_two
    assert layers.detection is not None
    matched = layers.detection.matched
    figures = {
        name: outcome_of(panel, AgreementLayer.DETECTION, Subject("incident", name), Choice((1, 0)))
        for name in (F1, PRECISION, RECALL)
    }
    expected = {F1: matched.f1, PRECISION: matched.precision, RECALL: matched.recall}
    for name, figure in figures.items():
        assert isinstance(figure, Estimate)
        assert figure.value == pytest.approx(expected[name])
    (corrected,) = beside(panel, AgreementLayer.DETECTION, Subject("incident", F1), Choice((0, 1)))
    assert corrected.value == pytest.approx(layers.detection.corrected)


def test_a_panel_of_two_coders_compares_members_as_the_pair_does(of_two: tuple[Panel, Agreement]) -> None:
    panel, layers = of_two
    for group in layers.groups:
        found = outcome_of(panel, AgreementLayer.DETECTION, Subject(group.level, F1), Choice((0, 1)))
        f1 = group.members.f1
        if isinstance(f1, Undefined):
            assert found == Undefined(Reason.NOTHING_TO_COMPARE)
        else:
            assert isinstance(found, Estimate)
            assert found.value == pytest.approx(f1)


@EVERY_LAYER
def test_a_coder_of_two_against_the_rest_is_the_pair(of_two: tuple[Panel, Agreement], layer: AgreementLayer) -> None:
    panel, _ = of_two
    for subject in subjects(panel, layer):
        pair, rest = (outcome_of(panel, layer, subject, choice) for choice in (Choice((0, 1)), Choice((0,))))
        assert pair == rest


def test_coders_who_did_not_code_an_article_are_missing_there(rotated: Panel) -> None:
    field = BOOK.fields_by_id["event_type"]
    ratings = rotated.ratings(field, rotated.part(field, ""))
    assert (ratings.codes[~rotated.participates[ratings.articles]] == -1).all()
    assert ratings.is_pairable.any()
    for article in range(18):
        assert set(np.flatnonzero(rotated.participates[article])) == set(rotated.columns[article])


def test_what_a_coder_has_with_the_rest_are_the_pairs_the_coder_is_in(rotated: Panel, joint: Panel) -> None:
    for panel in (rotated, joint):
        for subject in subjects(panel, AgreementLayer.MATCHED):
            rest = cell_of(panel, AgreementLayer.MATCHED, subject, Choice((1,))).tally.units
            pairs = [cell_of(panel, AgreementLayer.MATCHED, subject, Choice((1, at))).tally.units for at in (0, 2)]
            assert rest == sum(pairs)


def test_pairs_of_a_joint_panel_are_slices_of_all_coders(joint: Panel) -> None:
    field = BOOK.fields_by_id["event_type"]
    whole = joint.ratings(field, joint.part(field, ""))
    for pair in combinations(range(3), 2):
        found = ratings_in(joint, AgreementLayer.MATCHED, Subject("event_type"), Choice(pair)).ratings
        expected = krippendorff_alpha(whole.between(*pair)).outcome()
        alpha = krippendorff_alpha(found).outcome()
        assert isinstance(expected, Estimate)
        assert isinstance(alpha, Estimate)
        assert alpha.value == pytest.approx(expected.value)


def test_the_bootstrap_draws_among_the_articles_that_could_hold_a_pair(rotated: Panel) -> None:
    for choice, expected in ((Choice(), 18), (Choice((0,)), 12), (Choice((0, 1)), 6), (Choice((), frozenset({4})), 1)):
        found = ratings_in(rotated, AgreementLayer.MATCHED, Subject("event_type"), choice).ratings
        assert found.article_count == expected
        assert found.articles.max(initial=-1) < expected


def test_articles_can_be_chosen(rotated: Panel) -> None:
    subject = Subject("event_type")
    halves = [Choice((), frozenset(range(start, 18, 2))) for start in (0, 1)]
    units = [cell_of(rotated, AgreementLayer.MATCHED, subject, choice).tally.units for choice in (*halves, Choice())]
    assert units[0] + units[1] == units[2]
    nothing = outcome_of(rotated, AgreementLayer.MATCHED, subject, Choice((), frozenset()))
    assert nothing == Undefined(Reason.NO_PAIRABLE_UNITS)


def test_precision_and_recall_need_to_know_whose(rotated: Panel) -> None:
    for name in (PRECISION, RECALL):
        found = outcome_of(rotated, AgreementLayer.DETECTION, Subject("incident", name), Choice())
        assert found == Undefined(Reason.NEEDS_TWO_CODERS)
    assert isinstance(outcome_of(rotated, AgreementLayer.DETECTION, Subject("incident", F1), Choice()), Estimate)


def test_swapping_two_coders_swaps_precision_and_recall(rotated: Panel) -> None:
    def figure(name: str, *pair: int) -> float:
        found = outcome_of(rotated, AgreementLayer.DETECTION, Subject("incident", name), Choice(pair))
        assert isinstance(found, Estimate)
        return found.value

    assert figure(PRECISION, 0, 1) == figure(RECALL, 1, 0)
    assert figure(F1, 0, 1) == figure(F1, 1, 0)


def test_an_empty_panel_has_rows_and_no_figures() -> None:
    panel = Panel([], NAMES, BOOK)
    for layer in AgreementLayer:
        for subject in subjects(panel, layer):
            for choice in (Choice(), Choice((0,)), Choice((0, 1))):
                assert isinstance(outcome_of(panel, layer, subject, choice), Undefined)
                assert list(units_behind(panel, layer, subject, choice)) == []


def test_every_scored_field_is_in_exactly_the_layers_it_belongs_to(rotated: Panel) -> None:
    scored = {field.id for field in BOOK.fields if field.measure is not Measure.NONE}
    named = {layer: {subject.name for subject in subjects(rotated, layer)} for layer in AgreementLayer}
    assert named[AgreementLayer.STATUS] == scored
    spans = {field.id for field in BOOK.fields if field.measure is Measure.SPAN}
    assert named[AgreementLayer.MATCHED] | named[AgreementLayer.RELEVANCE] == scored - spans
    assert not named[AgreementLayer.MATCHED] & named[AgreementLayer.RELEVANCE]
    assert named[AgreementLayer.STRICT] == named[AgreementLayer.MATCHED]
    assert spans <= named[AgreementLayer.EVIDENCE]
    assert "incident" in named[AgreementLayer.DETECTION]


def test_a_layer_of_spans_has_no_ratings(rotated: Panel) -> None:
    with pytest.raises(ValueError, match="not made of values"):
        ratings_in(rotated, AgreementLayer.EVIDENCE, Subject("trigger"), Choice())


def test_codings_that_share_reports_are_refused() -> None:
    (article,) = coded_by(1, 2, each=2)
    coding = article.codings[NAMES[0]]
    copied = CodedArticle(article.id, article.length, {NAMES[0]: coding, NAMES[1]: coding})
    with pytest.raises(ValueError, match="copies of one"):
        Panel([copied], NAMES, BOOK)


# -- Exactly the units behind a figure --------------------------------------------------------------------------------


@EVERY_LAYER
@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_as_many_units_are_used_as_the_figure_counts(rotated: Panel, layer: AgreementLayer, choice: Choice) -> None:
    for subject in subjects(rotated, layer):
        tally = cell_of(rotated, layer, subject, choice).tally
        units = list(units_behind(rotated, layer, subject, choice))
        assert sum(unit.is_used for unit in units) == tally.units
        assert len({unit.article for unit in units if unit.is_used}) == tally.articles


@EVERY_LAYER
@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_with_three_coders_too(joint: Panel, layer: AgreementLayer, choice: Choice) -> None:
    for subject in subjects(joint, layer):
        tally = cell_of(joint, layer, subject, choice).tally
        assert sum(unit.is_used for unit in units_behind(joint, layer, subject, choice)) == tally.units


@pytest.mark.parametrize("layer", VALUE_LAYERS)
def test_units_are_only_of_those_compared(rotated: Panel, layer: AgreementLayer) -> None:
    for subject in subjects(rotated, layer):
        for unit in units_behind(rotated, layer, subject, Choice((0, 1))):
            columns = rotated.columns[unit.article]
            assert {columns[side.coder] for side in unit.sides} == {0, 1}
        for unit in units_behind(rotated, layer, subject, Choice((2,))):
            columns = rotated.columns[unit.article]
            assert columns[unit.sides[0].coder] == 2
            assert len(unit.sides) == 2


def test_a_unit_that_neither_of_two_coders_has_is_none_of_theirs(joint: Panel) -> None:
    for subject in subjects(joint, AgreementLayer.STRICT):
        for unit in units_behind(joint, AgreementLayer.STRICT, subject, Choice((0, 2))):
            assert any(side.reports for side in unit.sides)


def test_units_that_are_not_used_say_why(rotated: Panel) -> None:
    seen: Counter[Use] = Counter()
    for subject in subjects(rotated, AgreementLayer.MATCHED):
        for unit in units_behind(rotated, AgreementLayer.MATCHED, subject, Choice()):
            seen.update(side.use for side in unit.sides)
            assert unit.is_used == all(side.use is Use.USED for side in unit.sides)
    assert {Use.USED, Use.UNMATCHED, Use.NO_REPORT, Use.SPLIT, Use.UNTOUCHED, Use.NOT_CODED, Use.ALONE} <= set(seen)


def test_units_of_a_field_differ_as_was_planted() -> None:
    """Gold against a second coder: each error in a field is one unit of that field, under its type."""
    random = Random(9)
    articles, planted = [], Counter[tuple[str, DisagreementKind]]()
    for at, article in enumerate(generator.gold_articles(random, 25, 2)):
        gold = generator.first_coder(article)
        other = generator.second_coder(article, random, Habits(0, 0, 0, 0, 0.3, 0), f"x{at}")
        codings = {NAMES[0]: gold.coding, NAMES[1]: other.coding}
        articles.append(CodedArticle(article.id, len(article.text), codings))
        planted.update((one.field or "", one.kind) for one in other.planted)
    panel = Panel(articles, NAMES[:2], BOOK)
    found = Counter[tuple[str, DisagreementKind]]()
    for field in ("wounded_total", "event_type", "killed_total", "suicide", "factuality", "perp_actor"):
        for unit in units_behind(panel, AgreementLayer.MATCHED, Subject(field), Choice((0, 1))):
            if unit.kind is not None:
                found[field, unit.kind] += 1
    members = {key: count for key, count in planted.items() if key[0] != "victim_group"}
    assert found == members
    assert len(found) == 6
    extra = [
        unit.kind
        for unit in units_behind(panel, AgreementLayer.MATCHED, Subject("vg_type"), Choice((0, 1)))
        if unit.kind is not None
    ]
    assert extra == [DisagreementKind.EXTRA_MEMBER] * planted["victim_group", DisagreementKind.EXTRA_MEMBER]


def test_missed_and_split_incidents_are_typed_in_every_field() -> None:
    random = Random(11)
    (article,) = generator.gold_articles(random, 1, 3)
    gold = generator.first_coder(article)
    other = generator.coded(article, "b", article.incidents[:2])
    panel = Panel(
        [CodedArticle(article.id, len(article.text), {NAMES[0]: gold.coding, NAMES[1]: other.coding})], NAMES[:2], BOOK
    )
    kinds = [u.kind for u in units_behind(panel, AgreementLayer.MATCHED, Subject("event_type"), Choice((0, 1)))]
    assert sorted(map(str, kinds)) == ["None", "None", "missed_incident"]
    incidents = list(units_behind(panel, AgreementLayer.DETECTION, Subject("incident", F1), Choice((0, 1))))
    assert Counter(one.kind for one in incidents) == {None: 2, DisagreementKind.MISSED_INCIDENT: 1}


def test_relevance_is_a_type_of_its_own() -> None:
    (article,) = generator.gold_articles(Random(12), 1, 1)
    first = generator.coded(article, "a", article.incidents)
    second = generator.coded(article, "b", ())
    codings = {NAMES[0]: first.coding, NAMES[1]: second.coding}
    panel = Panel([CodedArticle(article.id, len(article.text), codings)], NAMES[:2], BOOK)
    units = list(units_behind(panel, AgreementLayer.RELEVANCE, Subject("article_relevance"), Choice((0, 1))))
    assert [unit.kind for unit in units] == [DisagreementKind.RELEVANCE]


def test_the_status_layer_knows_only_one_type(rotated: Panel) -> None:
    kinds = {
        unit.kind
        for subject in subjects(rotated, AgreementLayer.STATUS)
        for unit in units_behind(rotated, AgreementLayer.STATUS, subject, Choice())
    }
    assert kinds == {None, DisagreementKind.STATUS}


def test_evidence_that_is_the_same_is_no_disagreement() -> None:
    (article,) = generator.gold_articles(Random(13), 1, 1)
    same = {NAMES[at]: generator.coded(article, str(at), article.incidents).coding for at in range(2)}
    moved = article.incidents[0].changed("event_type", Told(OneCategory(category="battle"), (article.asides[0],)))
    other = {NAMES[0]: same[NAMES[0]], NAMES[1]: generator.coded(article, "z", [moved]).coding}
    kinds = []
    for codings in (same, other):
        panel = Panel([CodedArticle(article.id, len(article.text), codings)], NAMES[:2], BOOK)
        kinds += [u.kind for u in units_behind(panel, AgreementLayer.EVIDENCE, Subject("event_type"), Choice((0, 1)))]
    assert kinds == [None, DisagreementKind.SAME_VALUE_OTHER_EVIDENCE]


# -- Beside the coefficient -------------------------------------------------------------------------------------------


def test_what_stands_beside_goes_by_the_field_and_the_number_of_coders(rotated: Panel) -> None:
    def names(field: str, choice: Choice, part: str = "") -> list[str]:
        return [one.name for one in beside(rotated, AgreementLayer.MATCHED, Subject(field, part), choice)]

    assert names("event_type", Choice((0, 1))) == ["percent agreement", "Cohen", "Scott", "AC1"]
    assert names("event_type", Choice()) == ["percent agreement", "Fleiss", "Conger", "AC1"]
    assert names("killed_total", Choice()) == ["exact", "median difference"]
    assert names("incident_date", Choice((0, 1)), "start") == ["overlapping"]
    assert any(name.startswith("alpha of ") for name in names("tactic", Choice()))
    assert list(beside(rotated, AgreementLayer.EVIDENCE, Subject("trigger"), Choice((0, 1)))) == []
    assert list(beside(rotated, AgreementLayer.DETECTION, Subject("incident", F1), Choice())) == []


def test_plain_figures_of_all_coders_are_over_all_pairs(joint: Panel) -> None:
    together = {one.name: one.value for one in beside(joint, AgreementLayer.MATCHED, Subject("killed_total"), Choice())}
    exact = together["exact"]
    assert isinstance(exact, float)
    by_pair, weights = [], []
    for pair in combinations(range(3), 2):
        found = {o.name: o.value for o in beside(joint, AgreementLayer.MATCHED, Subject("killed_total"), Choice(pair))}
        share = found["exact"]
        assert isinstance(share, float)
        by_pair.append(share)
        weights.append(cell_of(joint, AgreementLayer.MATCHED, Subject("killed_total"), Choice(pair)).tally.units)
    assert exact == pytest.approx(float(np.average(by_pair, weights=weights)))


def test_the_pairs_of_an_article_begin_with_the_one_it_is_about(rotated: Panel) -> None:
    article = next(at for at, columns in enumerate(rotated.columns) if set(columns) == {1, 2})
    of_two = pairs_in(rotated, article, Choice((2,)))
    assert [rotated.columns[article][at] for at in of_two[0]] == [2, 1]
    assert pairs_in(rotated, article, Choice()) == [(0, 1)]


def test_every_article_and_field_is_a_step() -> None:
    steps = []
    panel = Panel(coded_by(5, 2, each=2), NAMES[:2], BOOK, step=lambda: steps.append(1))
    assert len(steps) == 5
    field = BOOK.fields_by_id["event_type"]
    panel.units(field)
    panel.units(field)
    assert len(steps) == 6


# -- Coders who guess -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("incidents, count", [(2, 2000), (5, 400), (8, 200)])
def test_three_coders_who_guess_agree_by_chance_only(incidents: int, count: int) -> None:
    """All coders together, and one against the rest, within 0.05 of 0 on the mean of the guessed fields."""
    random = Random(40 + incidents)
    articles = []
    for at, article in enumerate(generator.gold_articles(random, count, incidents)):
        names = (NAMES[at % 3], NAMES[(at + 1) % 3])
        codings = {name: generator.guessing_coder(article, random, name).coding for name in names}
        articles.append(CodedArticle(article.id, len(article.text), codings))
    panel = Panel(articles, NAMES, BOOK)
    for choice in (Choice(), Choice((1,))):
        found = [outcome_of(panel, AgreementLayer.MATCHED, Subject(name), choice) for name in generator.CATEGORIES]
        values = [one.value for one in found if isinstance(one, Estimate)]
        assert len(values) == len(generator.CATEGORIES)
        assert abs(float(np.mean(values))) < 0.05
